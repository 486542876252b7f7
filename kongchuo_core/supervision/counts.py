"""Supervision's counts as Figures: duties kept, meetings, publicity, scores, orders, measures, schools' cases."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from kongchuo_core.supervision.ground import Ground, Line
from kongchuo_core.supervision.indicators import place_of
from kongchuo_core.vocabulary.codes import RECHECK
from kongchuo_core.vocabulary.figures import COUNTY, TENTHS, Figure

DUE = ("done", "late", "missing")
"""The states of a duty that was due and can be seen."""


def duty_figures(ground: Ground, duties: Sequence[Line]) -> Iterator[Figure]:
    """Each duty by state, what was found of what was expected, and the share of a unit's duties that were kept."""
    states: Counter[tuple[str, str, str]] = Counter()
    sums: dict[tuple[str, str], list[int]] = {}
    beyond: Counter[tuple[str, str]] = Counter()
    timed: dict[str, Counter[tuple[str, str]]] = {"in_time": Counter(), "behind": Counter()}
    kept: dict[str, list[int]] = {}
    clauses = {d["duty"]: (d["clause"], d["label"]) for d in duties}
    for d in duties:
        for place in _places(ground, d):
            states[d["duty"], d["state"], place] += 1
            if d["state"] in DUE:
                of = sums.setdefault((d["duty"], place), [0, 0])
                of[0], of[1] = (
                    of[0] + min(d["found"] or 0, d["expected"] or 0),
                    of[1] + (d["expected"] or 0),
                )
                beyond[d["duty"], place] += d["found"] or 0
                if d["in_time"] is not None:
                    timed["in_time"][d["duty"], place] += d["in_time"]
                    timed["behind"][d["duty"], place] += d["found"] - d["in_time"]
                share = kept.setdefault(place, [0, 0])
                share[0], share[1] = share[0] + (d["state"] == "done"), share[1] + 1
    for (duty, state, place), n in states.items():
        yield Figure(
            f"duty.{duty}.{state}",
            place,
            n,
            None,
            f"{clauses[duty][1]}：{STATES[state]}的",
            clauses[duty][0],
        )
    for (duty, place), (reached, expected) in sums.items():
        clause, label = clauses[duty]
        yield Figure(
            f"duty.{duty}",
            place,
            reached,
            expected,
            f"{label}：达到÷应有，每个单位至多算到应有",
            clause,
        )
        if beyond[duty, place] > reached:
            yield Figure(
                f"duty.{duty}.found",
                place,
                beyond[duty, place],
                None,
                f"{label}：实有，超出应有的也算",
                clause,
            )
        if reached < expected:
            yield Figure(
                f"duty.{duty}.short",
                place,
                expected - reached,
                None,
                f"{label}：应有而没有达到的",
                clause,
            )
    for part, label in (("in_time", "按期的"), ("behind", "逾期才做到的")):
        for (duty, place), n in timed[part].items():
            if n:
                yield Figure(
                    f"duty.{duty}.{part}",
                    place,
                    n,
                    None,
                    f"{clauses[duty][1]}：{label}",
                    clauses[duty][0],
                )
    for place, (done, due) in kept.items():
        yield Figure("duties.kept", place, done, due, "按期做到的职责÷已到期且有数据的职责", "M7.1")


STATES = {
    "done": "已做到",
    "late": "逾期做到",
    "missing": "没有做到",
    "not_due": "未到期",
    "no_data": "无数据",
}
"""State of a duty → its word."""


def _places(ground: Ground, line: Line) -> list[str]:
    """The places a line counts for: the county, its town, and the school."""
    own = [] if line["town"] is None else [line["town"]]
    return (
        [COUNTY, *own]
        if line["level"] != "学校"
        else [COUNTY, *own, place_of(ground, line.get("unit") or line["place"])]
    )


def _one(_: Line) -> int:
    return 1


def _relapses(line: Line) -> int:
    return int(line["relapses"])


def _count(
    ground: Ground,
    code: str,
    lines: Iterable[Line],
    how: str,
    clause: str,
    n: Callable[[Line], int] = _one,
) -> Iterator[Figure]:
    found: Counter[str] = Counter()
    for x in lines:
        for place in _places(ground, x):
            found[place] += n(x)
    for place, count in found.items():
        if count:
            yield Figure(code, place, count, None, how, clause)


def other_figures(ground: Ground, tables: dict[str, list[Line]]) -> Iterator[Figure]:
    """Meetings, publicity, problems, orders and measures counted."""
    held = tables["meetings"]
    yield from _count(ground, "meetings.held", held, "召开的联席会议", "M1.2")
    yield from _count(
        ground, "meetings.with_tasks", [m for m in held if m["tasks"]], "其中部署了任务的", "M1.2"
    )
    yield from _count(
        ground,
        "meetings.with_settled",
        [m for m in held if m["settled"]],
        "其中协调解决了问题的",
        "M1.2",
    )
    yield from _count(
        ground,
        "publicity.acts",
        tables["publicity"],
        "宣传次数（一次宣传两项内容的，各计一次）",
        "M6.1",
        lambda c: int(c["acts"]),
    )
    bad = [s for s in tables["scores"] if s["problem_class"] and s["subject"] != "主要领导"]
    yield from _count(ground, "score.problems", bad, "检查发现问题的项目", "M7.8")
    for state in RECHECK.codes:
        own = [o for o in tables["orders"] if o["state"] == state.code]
        label = f"上学期责令整改的事项，{state.label}"
        yield from _count(ground, f"orders.{state.code}", own, label, "M7.8")
    fired = [m for m in tables["measures"] if m["fired"]]
    for measure, label in {m["measure"]: m["measure_label"] for m in fired}.items():
        own = [m for m in fired if m["measure"] == measure]
        yield from _count(
            ground,
            f"measures.{measure}",
            own,
            f"建议{label}的（每个单位或职务一件）",
            str(own[0]["clause"]),
        )


def score_figures(ground: Ground, scores: Sequence[Line]) -> Iterator[Figure]:
    """The score of each unit and subject, of the items that have one: score over full marks, both in tenths of a point."""
    codes = {"政府": "score.government", "主要领导": "score.leader", "学校": "score.school"}
    sums: dict[tuple[str, str, str], list[float]] = {}
    for s in scores:
        if s["score"] is not None and s["full"]:
            key = (codes[s["subject"]], place_of(ground, s["unit"]), s["clause"])
            own = sums.setdefault(key, [0.0, 0.0])
            own[0], own[1] = own[0] + s["score"], own[1] + s["full"]
    for s in scores:
        if s["score"] is not None and s["full"]:
            own = sums.setdefault(
                (
                    f"score.item.{s['subject']}.{s['item']}",
                    place_of(ground, s["unit"]),
                    s["clause"],
                ),
                [0.0, 0.0],
            )
            own[0], own[1] = own[0] + s["score"], own[1] + s["full"]
    for unit in dict.fromkeys(s["unit"] for s in scores if s["level"] == "乡镇"):
        items = len({s["item"] for s in scores if s["unit"] == unit})
        yield Figure("score.items", unit, items, None, "检查项目数", "M7.3")
    for (code, place, clause), (score, full) in sums.items():
        yield Figure(
            code,
            place,
            round(score * TENTHS),
            round(full * TENTHS),
            "得分÷满分（以0.1分计）",
            clause,
        )


def case_figures(ground: Ground) -> Iterator[Figure]:
    """What a school's or a town's prominence is judged by: its cases, its dropouts, its relapses, verifications overdue."""
    school = {v["child_id"]: v["school"] for v in ground.lines("verdicts")}
    own: list[dict[str, Any]] = [
        {**c, "level": "学校", "unit": s, "place": f"{ground.schools[s]}/{s}"}
        for c in ground.lines("cases")
        if (s := school.get(c["child_id"])) in ground.schools
    ]
    open_cases = [c for c in own if c["closed_on"] is None]
    for code, lines, how, clause, n in (
        ("cases.open", open_cases, "本期期末未销号的个案，按就读或学籍学校", "M1.5", _one),
        (
            "ledger.dropout",
            [c for c in own if c["ledger"] == "dropout"],
            "辍学台账中的儿童，按就读或学籍学校",
            "M8.5",
            _one,
        ),
        (
            "cases.relapses",
            own,
            "返校后又不在校的次数（历期累计），按就读或学籍学校",
            "M5.5",
            _relapses,
        ),
    ):
        found: Counter[str] = Counter()
        for c in lines:
            found[c["place"]] += n(c)
        yield from (
            Figure(code, place, count, None, how, clause) for place, count in found.items() if count
        )
    overdue = [
        {**t, "level": "乡镇"}
        for t in ground.lines("tasks")
        if t["task"] == "verify" and t["state"] == "overdue"
    ]
    yield from _count(ground, "tasks.verify_overdue", overdue, "逾期没有入户核实的个案", "M4.1")
