"""The numbers that papers tell of one case, one school's slip, one list of what is due, as Figures (law 10 of the house)."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from kongchuo_core.vocabulary.figures import COUNTY, Figure

Line = Mapping[str, Any]
REPORTS = tuple(
    (to, state, f"向{whom}{how}的")
    for to, whom in (("bureau", "教体局"), ("town", "镇（街道）"))
    for state, how in (("late", "迟报"), ("missing", "漏报"))
)


def single_figures(
    cases: Sequence[Line], due: Sequence[Line], monitored: Sequence[Line], towns: Sequence[str]
) -> Iterator[Figure]:
    """Figures of single cases (place: the case's number), absences (the child's), slips (``town/school``) and lists (town)."""
    yield from _cases(cases)
    yield from _due(due, towns)
    yield from _absences(monitored, towns)
    yield from _slips(monitored)


def _cases(cases: Sequence[Line]) -> Iterator[Figure]:
    for code, how, clause in (
        ("days_open", "本次立案到销号或本期截止的天数", "M1.5"),
        ("days_seen", "返校后最长连续到校的上学日数", "M5.1"),
        ("chain_gaps", "双线十人制缺人的层级数", "M1.4"),
    ):
        yield from (
            Figure(f"case.{code}", c["case_no"], c[code], None, how, clause)
            for c in cases
            if c[code]
        )


def _due(due: Sequence[Line], towns: Sequence[str]) -> Iterator[Figure]:
    late: dict[tuple[str, str], int] = {}
    for d in due:
        if d["days_overdue"]:
            late[f"case.overdue.{d['kind']}.{d['what']}.{d['day']}", d["case_no"]] = d[
                "days_overdue"
            ]
    yield from (
        Figure(code, case, days, None, "截至本期已逾期的天数", "M3.3")
        for (code, case), days in late.items()
    )
    for place in (COUNTY, *towns):
        own = [d for d in due if place in (COUNTY, d["town"])]
        for code, lines, how in (
            ("due.coming", [d for d in own if d["coming"]], "情况截止日次日所在的月内到期的事项"),
            (
                "due.overdue",
                [d for d in own if d["days_overdue"]],
                "已逾期的事项（任务、四步法下一步和缺勤报告）",
            ),
        ):
            if lines:
                yield Figure(code, place, len(lines), None, how, "M5.1")
        by_unit = Counter(d["unit"] for d in own if d["days_overdue"])
        for unit, n in sorted(by_unit.items()):
            yield Figure(f"due.unit.{unit}", place, n, None, "该单位已逾期的事项", "M5.1")


def _absences(monitored: Sequence[Line], towns: Sequence[str]) -> Iterator[Figure]:
    """Of the county, and by the town of the child's household."""
    for m in monitored:
        yield Figure(
            f"absence.days.{m['first_day']}",
            m["child_id"],
            m["days"],
            None,
            "连续缺勤的工作日数",
            "M5.2",
        )
    kinds = (
        ("on_file", lambda m: True, "缺勤建档的人次"),
        ("open", lambda m: m["open"], "缺勤建档、仍未返校的人次"),
        ("bureau_missing", lambda m: m["bureau_report"] == "missing", "缺勤建档后没有报教体局的"),
        ("town_missing", lambda m: m["town_report"] == "missing", "缺勤建档后没有报镇（街道）的"),
    )
    for place in (COUNTY, *towns):
        own = [m for m in monitored if place in (COUNTY, m["home_town"])]
        for code, counts, how in kinds:
            if n := sum(bool(counts(m)) for m in own):
                yield Figure(f"absences.{code}", place, n, None, f"{how}，按儿童户籍", "M5.3")


def _slips(monitored: Sequence[Line]) -> Iterator[Figure]:
    found: Counter[tuple[str, str]] = Counter()
    for m in monitored:
        if not m["listed"]:
            found["outsiders", f"{COUNTY}/{m['school']}"] += 1
            continue
        kinds = [
            "on_file",
            *(["open"] if m["open"] else []),
            *(f"{to}_{s}" for to, s, _ in REPORTS if m[f"{to}_report"] == s),
        ]
        for home in (COUNTY, *filter(None, [m["home_town"]])):
            found.update((kind, f"{home}/{m['school']}") for kind in kinds)
    words = {
        "on_file": "缺勤报告单上的人次",
        "open": "缺勤报告单上仍未返校的人次",
        "outsiders": "户籍不在本县的学生缺勤建档的人次",
    }
    words |= {f"{to}_{state}": f"缺勤报告单上{how}" for to, state, how in REPORTS}
    yield from (
        Figure(f"slip.{code}", place, n, None, words[code], "M5.3")
        for (code, place), n in sorted(found.items())
    )
