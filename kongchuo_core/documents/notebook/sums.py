"""The totals of the loop, of duties and of measures, counted a second time another way: from lines
instead of figures.
"""

from __future__ import annotations

from collections.abc import Iterator

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.inspection.checks import Check, Checks, checks
from kongchuo_core.documents.notebook.duties import by_town
from kongchuo_core.documents.supervision.facts import lines
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.figures import COUNTY
from kongchuo_core.vocabulary.tables.loop import BALANCE
from kongchuo_core.vocabulary.tables.supervision import DutyLine, MeasureLine, MeetingLine


def all_checks(edition: Edition) -> Checks:
    """Every equation of the edition's place: children and rows, cases, duties, measures."""
    return Checks((*checks(edition).all, *_cases(edition), *_duties(edition), *_measures(edition)))


def _cases(edition: Edition) -> Iterator[Check]:
    cases, tasks = edition.table("cases"), edition.table("tasks")
    left = cases[cases["closed_on"].isna()]
    n = {name: edition.count(f"balance.{name}") for name in BALANCE}
    gained = sum(n[name] for name in ("opening", "new", "reopened", "moved_in", "corrected"))
    causes = (*edition.facts["loop"]["labels"]["cause"], "unknown")
    late = tasks[tasks["state"] == "overdue"]["child_id"]
    yield Check(
        "期初＋新立案＋重新立案＋转入－转出＋更正－销号 = 期末未销号",
        n["closing"],
        gained - n["moved_out"] - n["closed"],
    )
    yield Check("期末未销号 = 个案表里没有销号的", n["closing"], len(left))
    yield Check(
        "期末未销号 = 各原因之和",
        n["closing"],
        sum(edition.count(f"cause.{code}") for code in causes),
    )
    yield Check(
        "有任务逾期 = 任务表里有逾期的未销号个案",
        edition.count("cases.overdue"),
        int(left["child_id"].isin(late).sum()),
    )
    if edition.town is None:
        towns = sum(edition.count("balance.closing", town) for town in facts.towns(edition))
        yield Check(
            "期末未销号：各镇（街道）之和（加不明去处的） = 全县",
            towns + int(left["town"].isna().sum()),
            n["closing"],
        )


def _duties(edition: Edition) -> Iterator[Check]:
    if edition.town is not None:
        return
    kept = edition.figure("duties.kept", COUNTY) or (0, 0)
    towns, all_ = by_town(edition), lines(edition, DutyLine)
    county = [d for d in all_ if not d.town and d.state in ("done", "late", "missing")]
    yield Check(
        "到期职责：县级的与各镇（街道）的之和 = 全县",
        kept[1] or 0,
        sum(row["到期职责"] for row in towns) + len(county),
    )
    yield Check(
        "按期做到：县级的与各镇（街道）的之和 = 全县",
        kept[0],
        sum(row["按期做到"] for row in towns) + sum(d.state == "done" for d in county),
    )
    yield Check(
        "联席会议 = 会议表里的行数",
        edition.count("meetings.held", COUNTY),
        len(lines(edition, MeetingLine)),
    )


def _measures(edition: Edition) -> Iterator[Check]:
    own = lines(edition, MeasureLine)
    for code, label in dict.fromkeys((m.measure, m.measure_label) for m in own):
        yield Check(
            f"建议{label}的件数 = 规则表触发的行数",
            edition.count(f"measures.{code}"),
            sum(m.fired and m.measure == code for m in own),
        )
