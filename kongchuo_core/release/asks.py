"""What a person must confirm before a result goes out: a number far from the last one published,
lists that weren't delivered.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from kongchuo_core.disclosure.released import Released
from kongchuo_core.documents.wording import listed
from kongchuo_core.regulation.publication import JUMP, MISSING
from kongchuo_core.vocabulary.figures import COUNTY
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.senders import Sender

COLUMNS = ("适龄儿童少年", "在校且有学籍", "已完成义务教育", "疑似辍学", "期末")
"""The numbers of the county that are held against the last edition's."""
MOST_NAMED = 8


@dataclass(frozen=True)
class Ask:
    """What must be confirmed, and the code that confirms it."""

    what: str
    code: str


def asks(
    released: Released,
    last: Released | None,
    facts: Mapping[str, Any],
    schools: Collection[str],
    jump: Mapping[str, int],
) -> list[Ask]:
    """Everything that must be confirmed.

    Parameters
    ----------
    last : the edition that came before, of this term or an earlier one; ``None`` where there is
        none.
    facts : the edition's, which know what was delivered.
    schools : those that have pupils by any register; of others no roll is expected.
    jump : a number jumps where it differs by ``least`` at least and by ``percent`` of the last one.
    """
    jumps = _jumps(released, last, jump["least"], jump["percent"]) if last else ()
    return [*_missing(facts, schools), *jumps]


def _missing(facts: Mapping[str, Any], schools: Collection[str]) -> Iterator[Ask]:
    """The three lists that are compared, of senders who sent none."""
    for register in (r for r in REGISTERS.values() if r.needed):
        lines = [x for x in facts["delivered"] if x["register"] == register.code and not x["rows"]]
        names = [
            str(x["unit"]) for x in lines if x["sender"] != Sender.SCHOOL or x["unit"] in schools
        ]
        if names:
            more = f"等{len(names)}个单位" if len(names) > MOST_NAMED else ""
            told = listed(names[:MOST_NAMED]) + more
            yield Ask(
                f"“{register.folder}”还没有报来：{told}；缺了它，那里的孩子会算成不在校", MISSING
            )


def _jumps(released: Released, last: Released, least: int, percent: int) -> Iterator[Ask]:
    now, then = _county(released), _county(last)
    for column in COLUMNS:
        old, new = then.get(column), now.get(column)
        if old is None or new is None:
            continue
        if abs(new - old) >= max(least, -(-old * percent // 100)):
            yield Ask(f"全县“{column}”由{last.label}公布的{old}变成{new}，相差很大", JUMP)


def _county(released: Released) -> dict[str, int | None]:
    found: dict[str, int | None] = {}
    for table in reversed(released.tables):
        found |= {column: cell.value for row, column, cell in table.places() if row == COUNTY}
    return found


def unconfirmed(found: Sequence[Ask], because: Sequence[str]) -> list[Ask]:
    """Those without their code."""
    return [ask for ask in found if ask.code not in because]
