"""The loop as Figures: the funnel from suspected to closed, causes, days, who is late; for the county and every town."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from kongchuo_core.regulation.cases import case_codes, causes, steps
from kongchuo_core.vocabulary.figures import COUNTY, Figure

Line = Mapping[str, Any]
UNKNOWN_CAUSE = "unknown"

_FUNNEL: tuple[tuple[str, Callable[[Line], Any], str, str], ...] = (
    ("funnel.suspected", lambda c: True, "本期期初未销号的和本期立案的个案", "M3.2"),
    ("funnel.verified", lambda c: c["verified_on"], "其中镇（街道）已核实的", "M4.1"),
    ("funnel.cause_found", lambda c: c["cause"], "其中已查明原因的", "M3.3"),
    ("funnel.noticed", lambda c: c["notice_on"], "其中已发入学（复学）通知书的", "M4.2"),
    ("funnel.returned", lambda c: c["returned_on"], "其中已返校的（含已销号）", "M4.2"),
    ("funnel.closed", lambda c: c["closed_on"], "其中已销号的", "M1.5"),
)
_OPEN: tuple[tuple[str, Callable[[Line], Any], str, str], ...] = (
    ("cases.open", lambda c: True, "本期期末未销号的个案", "M1.5"),
    (
        "cases.unverified",
        lambda c: not c["verified_on"] and not c["closed_on"],
        "未销号而未核实的个案",
        "M4.1",
    ),
    (
        "cases.paused",
        lambda c: c["state"] == "explained_paused",
        "有说明材料或在缓学、休学期内的个案",
        "M4.4",
    ),
    ("cases.returned", lambda c: c["state"] == "returned", "已返校、尚未销号的个案", "M5.1"),
    ("cases.ready", lambda c: c["ready"], "证据已齐、可以销号的个案", "M5.1"),
    ("cases.reopened", lambda c: c["reopened"], "未销号的个案中重新立案的", "M5.5"),
    ("cases.overdue", lambda c: c["tasks_overdue"], "有任务逾期的个案", "M3.3"),
    ("cases.agenda", lambda c: c["agenda"], "列入下次联席会议议题的个案", "M4.15"),
    ("cases.chain_gaps", lambda c: c["chain_gaps"], "责任链条有缺口的个案", "M1.4"),
    ("cases.irregular", lambda c: c["irregularities"], "程序上有问题的个案", "M4.8"),
    ("cases.hardship", lambda c: c["hardship"], "未销号的个案中在脱贫户名单上的", "M8.4"),
    ("ledger.suspected", lambda c: c["ledger"] == "suspected", "疑似辍学台账中的儿童", "M8.5"),
    ("ledger.dropout", lambda c: c["ledger"] == "dropout", "辍学台账中的儿童", "M8.5"),
    (
        "ledger.dropout_hardship",
        lambda c: c["ledger"] == "dropout" and c["hardship"],
        "辍学台账中在脱贫户名单上的儿童",
        "M8.4",
    ),
)
_CODED: tuple[tuple[str, str, Sequence[str], str, str], ...] = (
    ("cause", "cause", tuple(causes()), "未销号的个案，按原因", "M3.3"),
    (
        "state",
        "state",
        tuple(c.code for c in case_codes("state").codes),
        "未销号的个案，按当前状态",
        "M1.5",
    ),
    (
        "step",
        "step",
        tuple(str(s.order) for s in steps().values()),
        "未销号的个案，按四步法已到的步骤",
        "M4.8",
    ),
)
_SPANS = (
    ("days.verify", "opened_on", "verified_on", "立案到核实平均用了多少天", "M4.1"),
    ("days.notice", "verified_on", "notice_on", "核实到发出通知书平均用了多少天", "M4.2"),
    ("days.return", "opened_on", "returned_on", "立案到返校平均用了多少天", "M4.2"),
    ("days.close", "returned_on", "closed_on", "返校到销号平均用了多少天", "M5.1"),
)
"""How long each way took, for the cases of the term that have gone it."""


def loop_figures(
    cases: Sequence[Line],
    tasks: Sequence[Line],
    balance: Sequence[Line],
    monitored: Sequence[Line],
    towns: Sequence[str],
    term: str,
) -> list[Figure]:
    """Every figure of the loop for a term; lines are those of the tables of the same names, balance the lines of all terms."""
    figures: list[Figure] = []
    for place in (COUNTY, *towns):
        own = [c for c in cases if place in (COUNTY, c["town"])]
        sums = next((b for b in balance if b["town"] == place and b["term"] == term), None)
        figures += _balance(place, sums)
        figures += _cases(place, own)
        figures += _tasks(place, [t for t in tasks if place in (COUNTY, t["town"])])
        figures += _monitored(place, [m for m in monitored if place in (COUNTY, m["town"])])
    return figures


def _balance(place: str, sums: Line | None) -> Iterator[Figure]:
    labels = {
        "opening": "期初未销号",
        "new": "本期新立案",
        "reopened": "本期重新立案",
        "moved_in": "本期从别的镇（街道）转入",
        "moved_out": "本期转到别的镇（街道）",
        "corrected": "上期报出以后补记、更正",
        "closed": "本期销号",
        "closing": "期末未销号",
    }
    for column, label in labels.items():
        if sums is not None:
            yield Figure(f"balance.{column}", place, sums[column], None, f"{label}的个案", "M1.5")


def _cases(place: str, own: Sequence[Line]) -> Iterator[Figure]:
    concerned = [c for c in own if c["concerned"]]
    left, closed = [c for c in own if not c["closed_on"]], [c for c in concerned if c["closed_on"]]
    for table, lines in ((_FUNNEL, concerned), (_OPEN, left)):
        for code, counts, how, clause in table:
            if n := sum(bool(counts(c)) for c in lines):
                yield Figure(code, place, n, None, how, clause)
    for name, column, known, how, clause in _CODED:
        for code in (*known, UNKNOWN_CAUSE):
            if n := sum(
                str(c[column] or UNKNOWN_CAUSE) == code
                for c in left
                if column == "cause" or c[column]
            ):
                yield Figure(f"{name}.{code}", place, n, None, how, clause)
    if concerned:
        verified = sum(bool(c["verified_on"]) for c in concerned)
        yield Figure(
            "cases.verified_share", place, verified, len(concerned), "已核实的占本期个案", "M4.1"
        )
    if left:
        yield Figure(
            "cases.days_open",
            place,
            sum(c["days_open"] for c in left),
            len(left),
            "未销号的个案平均已立案天数",
            "M1.5",
        )
        yield Figure(
            "cases.longest_open",
            place,
            max(c["days_open"] for c in left),
            None,
            "未销号的个案已立案的最长天数",
            "M1.5",
        )
    if closed:
        yield Figure(
            "cases.days_to_close",
            place,
            sum(c["days_open"] for c in closed),
            len(closed),
            "本期销号的个案平均用了多少天",
            "M1.5",
        )
    yield from _spans(place, concerned)
    for code in sorted({i for c in concerned for i in c["irregularities"]}):
        n = sum(code in c["irregularities"] for c in concerned)
        yield Figure(f"irregularity.{code}", place, n, None, "本期个案中有这一程序问题的", "M4.8")
    if relapsed := sum(c["relapses"] for c in own):
        yield Figure(
            "cases.relapses", place, relapsed, None, "返校后又不在校的次数（历期累计）", "M5.5"
        )


def _spans(place: str, concerned: Sequence[Line]) -> Iterator[Figure]:
    for code, since, until, how, clause in _SPANS:
        days = [
            (c[until] - c[since]).days
            for c in concerned
            if c[since] and c[until] and c[since] <= c[until]
        ]
        if days:
            yield Figure(code, place, sum(days), len(days), how, clause)


def _tasks(place: str, own: Sequence[Line]) -> Iterator[Figure]:
    for state, how in (
        ("open", "办理中的任务"),
        ("overdue", "逾期未完成的任务"),
        ("done_late", "逾期完成的任务"),
        ("done", "按期完成的任务"),
    ):
        if n := sum(t["state"] == state for t in own):
            yield Figure(f"tasks.{state}", place, n, None, how, "M3.3")
    late = [t for t in own if t["state"] == "overdue"]
    for who in sorted({t["who"] for t in late}):
        yield Figure(
            f"overdue.{who}",
            place,
            sum(t["who"] == who for t in late),
            None,
            "逾期未完成的任务，按承担单位",
            "M3.3",
        )
    if n := sum(t["urgent"] and t["state"] == "overdue" for t in own):
        yield Figure("tasks.urgent_overdue", place, n, None, "逾期的紧急任务", "M4.12")


def _monitored(place: str, own: Sequence[Line]) -> Iterator[Figure]:
    if own:
        yield Figure("monitoring.on_file", place, len(own), None, "缺勤建档的学生人次", "M5.2")
    for to, whom in (("bureau", "教体局"), ("town", "镇（街道）")):
        for state, how in (("late", "迟报"), ("missing", "漏报")):
            if n := sum(m[f"{to}_report"] == state for m in own):
                yield Figure(
                    f"monitoring.{to}_{state}", place, n, None, f"缺勤建档后向{whom}{how}的", "M5.3"
                )
