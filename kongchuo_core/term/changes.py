"""What a run changed: the newest edition beside the one it took the place of, in lines for
a clerk.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from kongchuo_core.edition import Edition
from kongchuo_core.regulation.tables import SUSPECTED, verdict_labels
from kongchuo_core.term.editions import as_of
from kongchuo_core.vocabulary.days import chinese_date


@dataclass(frozen=True)
class Snapshot:
    """What is compared of an edition: its day, each child's verdict, each case's state."""

    day: date
    verdicts: Mapping[str, str]
    states: Mapping[str, str]

    @classmethod
    def of(cls, edition: Edition) -> Snapshot:
        """That of an edition as it lies there now; raises ``LedgerError`` where there is none."""
        verdicts, cases = edition.table("verdicts"), edition.table("cases")
        return cls(
            as_of(edition),
            dict(zip(verdicts["child_id"], verdicts["verdict"], strict=True)),
            dict(zip(cases["child_id"], cases["state"], strict=True)),
        )


def changes(before: Snapshot | None, after: Snapshot) -> list[str]:
    """The lines: who is suspected now and wasn't, and the other way round; verdicts and cases that
    changed; nothing said twice.
    """
    if before is None:
        return ["这是本学期第一次运行，没有可以比较的。"]
    told = [f"与上次（截至{chinese_date(before.day)}）相比："]
    suspected = {v.value for v in SUSPECTED}
    then, now = _those(before.verdicts, suspected), _those(after.verdicts, suspected)
    told.append(
        f"  疑似辍学：新增{len(now - then)}人，不再是的{len(then - now)}人，现在{len(now)}人。"
    )
    for code, label in verdict_labels().items():
        old, new = _those(before.verdicts, {code}), _those(after.verdicts, {code})
        if code not in suspected and old != new:
            told.append(f"  {label}：新增{len(new - old)}人，减少{len(old - new)}人。")
    opened = after.states.keys() - before.states.keys()
    moved = [c for c, s in after.states.items() if c in before.states and before.states[c] != s]
    told.append(
        f"  个案：新立{len(opened)}件，状态有变的{len(moved)}件，现在共{len(after.states)}件。"
    )
    return told


def _those(verdicts: Mapping[str, str], wanted: set[str]) -> set[str]:
    return {child for child, verdict in verdicts.items() if verdict in wanted}
