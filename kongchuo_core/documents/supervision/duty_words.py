"""Duties in sentences, each whole: for none, one, many and all units, and for no data.

Where a register wasn't given nothing is said to be missing: the sentence says 无数据.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from kongchuo_core.documents.supervision.fact_words import fact_told, in_brackets, nothing_due
from kongchuo_core.documents.wording import listed
from kongchuo_core.documents.wordings import Wording
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.tables.supervision import DutyLine


def periods(rows: Sequence[DutyLine]) -> str:
    """2025年9月、10月: in their order, the year is said once where it is the same."""
    told, year = [], ""
    for period in dict.fromkeys(
        row.period for row in sorted(rows, key=lambda r: (r.due_on is None, r.due_on))
    ):
        own, found, rest = period.partition("年")
        told.append(rest if found and own == year and rest[:1].isdigit() else period)
        year = own if found else ""
    return listed(told)


VERBS = ("按期", "没有", "逾期", "在")
"""How words begin before which 都 stands."""


def all_of(level: str, words: Wording) -> str:
    """All units of a level."""
    return words.sentence({"学校": "各学校", "乡镇": "各镇"}.get(level, "县"))


def duty_told(
    rows: Sequence[DutyLine],
    counts: Mapping[str, int],
    towns: Sequence[str],
    words: Wording,
    *,
    brief: bool = False,
) -> str:
    """One duty of one or many units in a sentence.

    ``counts``: state → how many (units × periods), from the figures; ``towns``: all there are;
    ``brief``: without what was found of each unit that failed, which is told elsewhere.
    """
    label, known = rows[0].label, [row for row in rows if row.state not in ("no_data", "not_due")]
    if not known:
        if all(row.state == "not_due" for row in rows):
            return words.sentence("未到期", label)
        return words.sentence("无数据", label, no_source(rows, words))
    units = list(dict.fromkeys(row.unit for row in known))
    if len(units) == 1:
        return single(known, words, brief=brief)
    kept, *wanting = stated(rows[0], words)
    everyone = set(units) == set(towns)
    failed = {state: [row for row in known if row.state == state] for state in ("missing", "late")}
    told = [
        _failing(name, own, counts.get(state, 0), towns if everyone else (), words, brief=brief)
        for (state, own), name in zip(failed.items(), wanting, strict=True)
        if own
    ]
    if not told:
        return f"{_everyone(kept, words) if everyone else kept}。"
    bad = {row.unit for row in chain.from_iterable(failed.values())}
    rest = [unit for unit in units if unit not in bad]
    alone = rest[0] if len(rest) == 1 else ""
    return words.sentence("合起来", told, bool(rest), alone)


def _everyone(name: str, words: Wording) -> str:
    """各镇（街道）都按期查明原因, 各镇（街道）联席会议按月召开: 都 stands before a verb."""
    return words.sentence("都", name, name.startswith(VERBS))


def _failing(
    name: str,
    rows: Sequence[DutyLine],
    count: int,
    towns: Sequence[str],
    words: Wording,
    *,
    brief: bool,
) -> str:
    """Who failed a duty: all towns together as such."""
    if towns and {row.unit for row in rows} == set(towns):
        return _everyone(name, words)
    return words.sentence("有的", name, of_units(rows, count, words, brief=brief))


def single(known: Sequence[DutyLine], words: Wording, *, brief: bool = False) -> str:
    """What a single unit did: what is, then the fact where there is one period, else the periods
    that are wanting.
    """
    kept, missing, late = stated(known[0], words)
    state = next((s for s in ("missing", "late") if any(row.state == s for row in known)), "done")
    name = {"done": kept, "missing": missing, "late": late}[state]
    if known[0].level == "县" and (brief or len(known) > 1):
        return _of_the_county(known, name, words, brief=brief)
    if len(known) == 1 and not brief:
        return _one(known[0], name, words)
    if brief or state == "done":
        return f"{name}。"
    wanting = {s: [row for row in known if row.state == s] for s in ("missing", "late")}
    parts = [
        (said, periods(own))
        for own, said in zip(wanting.values(), (missing, late), strict=True)
        if own
    ]
    others = len(parts) == 1 and not all(row.state == state for row in known)
    return words.sentence("时段", name, parts, others)


def _of_the_county(known: Sequence[DutyLine], name: str, words: Wording, *, brief: bool) -> str:
    """A duty of the county's own: each period with its fact; of one alone, told briefly,
    the fact.
    """
    shown = [row for row in known if row.state == "done" or not brief]
    if len(known) > 1:
        told = [(row.period, fact_told(row.fact, words, period=row.period)) for row in shown]
        return f"{name}。" + "".join(f"{period}，{fact}。" for period, fact in told)
    return f"{fact_told(known[0].fact, words)}。" if shown else f"{name}。"


def _one(row: DutyLine, name: str, words: Wording) -> str:
    """The one fact of a unit after what it shows: 席位齐全（应有席位23个）, 席位不齐：应有席位23个，缺交通运输."""
    done = row.state == "done"
    if done and (short := in_brackets(row.fact, words)):
        return words.sentence("事实", name, short, True)
    said = row.label if done and nothing_due(row.fact) else name
    return words.sentence("事实", said, fact_told(row.fact, words), False)


def stated(row: DutyLine, words: Wording) -> tuple[str, str, str]:
    """What is said of a duty done, wanting and late."""
    done, missing, late = words.told(row.duty)
    return done, missing, late


SHOWN = 8
"""How many units a sentence names; the table names them all."""


def of_units(rows: Sequence[DutyLine], count: int, words: Wording, *, brief: bool = False) -> str:
    """罗免镇（2025年9月、10月）、散旦镇（缺常务副组长）: units, each with its periods or what was found; ``brief``:
    alone.
    """
    grouped = [
        (unit, [row for row in rows if row.unit == unit])
        for unit in dict.fromkeys(row.unit for row in rows)
    ]
    monthly = len({row.period for row in rows}) > 1
    if len(grouped) > SHOWN:
        return words.sentence("多家", [unit for unit, _ in grouped[:SHOWN]], count)
    if brief:
        return listed(unit for unit, _ in grouped)
    found = [
        (unit, periods(own) if monthly else fact_told(own[0].fact, words)) for unit, own in grouped
    ]
    return listed(words.sentence("一家", unit, told) for unit, told in found)


def no_source(rows: Sequence[DutyLine], words: Wording) -> str:
    """Which registers weren't given."""
    codes = dict.fromkeys(row.source for row in rows if row.source)
    ledger = words.sentence("台账")
    sources = [REGISTERS[c].folder if c in REGISTERS else ledger for c in codes]
    return words.sentence("没有来源", sources)
