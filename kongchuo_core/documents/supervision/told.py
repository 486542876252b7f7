"""An edition's supervision in whole sentences and rows: organisation, loop, towns, measures, what the opinion tells."""

from __future__ import annotations

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.inspection import sentences as say
from kongchuo_core.documents.inspection.rows import Sentences
from kongchuo_core.documents.supervision import words
from kongchuo_core.documents.supervision.duty_words import SHOWN, stated
from kongchuo_core.documents.supervision.facts import lines
from kongchuo_core.documents.supervision.indicators import scored
from kongchuo_core.documents.supervision.rechecks import rechecked
from kongchuo_core.documents.wording import listed
from kongchuo_core.documents.wordings import wording
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.tables.supervision import DutyLine as Duty
from kongchuo_core.vocabulary.tables.supervision import MeasureLine as Measure
from kongchuo_core.vocabulary.tables.supervision import ScoreLine as Score

RARE = {
    "reopened": "重新立案",
    "moved_in": "转入",
    "moved_out": "转出",
    "corrected": "补记更正",
}
"""What a balance tells of only where there is any."""


def whole(edition: Edition) -> Sentences:
    """The county as a circular tells it: the outcome of the comparison, then the loop."""
    return (
        *say.conclusion(facts.children(edition), wording(say.FAMILY, edition))[:2],
        *loop(edition),
    )


def loop(edition: Edition) -> Sentences:
    """The loop of the place's cases: opened, closed, left, how far they have come, how long open (M1.5)."""
    count = edition.count
    opening, new, closed, left = (
        count(f"balance.{n}") for n in ("opening", "new", "closed", "closing")
    )
    more = {code: count(f"balance.{code}") for code in RARE}
    if not any((opening, new, closed, left, *more.values())):
        return ("没有疑似辍学的个案。",)
    rare = "".join(f"，{RARE[code]}{n}件" for code, n in more.items() if n)
    first = f"个案期初未销号{opening}件，本学期新立案{new}件{rare}，销号{closed}件，期末未销号{left}件。"
    steps = (
        ("已核实", "verified"),
        ("查明原因", "cause_found"),
        ("发出通知书", "noticed"),
        ("返校", "returned"),
    )
    done = [f"{name}{n}件" for name, code in steps if (n := count(f"funnel.{code}"))]
    second = (
        f"本学期在办的{count('funnel.suspected')}件个案中，{'、'.join(done)}。"
        if done
        else "本学期在办的个案都还没有核实。"
    )
    return tuple(filter(None, (first, second, _late(edition))))


def _late(edition: Edition) -> str:
    told = (
        ("cases.unverified", "没有核实的{}件"),
        ("cases.overdue", "有任务逾期的{}件"),
        ("cases.chain_gaps", "责任链条有缺口的{}件"),
        ("cases.irregular", "程序上有问题的{}件"),
    )
    found = [words_.format(n) for code, words_ in told if (n := edition.count(code))]
    return f"未销号的个案中，{'、'.join(found)}。" if found else ""


def states(edition: Edition, duty: str) -> dict[str, int]:
    """How many units and periods of a duty are in each state, from the figures."""
    return {state: edition.count(f"duty.{duty}.{state}") for state in words.STATES}


def sums(edition: Edition) -> Sentences:
    """Duties kept of those that were due, meetings held, acts of publicity."""
    told = []
    if kept := edition.figure("duties.kept"):
        told.append(f"已到期并且有数据的职责{kept[1]}项，按期做到{kept[0]}项。")
    if facts.given(edition, "meetings"):
        kinds = (("with_tasks", "部署任务的"), ("with_settled", "协调解决问题的"))
        some = listed(
            f"{words_}{n}次" for name, words_ in kinds if (n := edition.count(f"meetings.{name}"))
        )
        held = edition.count("meetings.held")
        told.append(
            f"召开联席会议{held}次{f'，其中{some}' if some else ''}。"
            if held
            else "没有召开联席会议的记录。"
        )
    if acts := edition.count("publicity.acts"):
        told.append(f"开展宣传{acts}次（一次宣传两项内容的，各计一次）。")
    return ("".join(told),) if told else ()


def proposed(edition: Edition) -> Sentences:
    """The measures that rules propose for the place: by measure, against whom; that a person decides."""
    places = words.by_place(words.announced(lines(edition, Measure)))
    if not places:
        return ("没有触发问责建议。",)
    of_measure: dict[str, list[str]] = {}
    for place, own in places.items():
        for measure in words.each_measure(own):
            of_measure.setdefault(measure, []).append(place)
    alike: dict[tuple[str, ...], list[str]] = {}
    for measure in sorted(of_measure, key=words.order_of):
        alike.setdefault(tuple(of_measure[measure]), []).append(measure)
    told = (
        f"建议{words.joined(measures)}：{_concerned(edition, units)}。"
        for units, measures in alike.items()
    )
    return tuple(told)


def _concerned(edition: Edition, units: tuple[str, ...]) -> str:
    """Towns by name or all together, schools by name where a reader can take them in; the annex names them all."""
    towns = facts.towns(edition)
    own, rest = [u for u in units if u in towns], [u for u in units if u not in towns]
    every = edition.town is None and len(own) == len(towns)
    schools = listed(rest) if len(rest) <= SHOWN else f"附件{5 if edition.town else 4}列明的学校"
    return listed(filter(None, ("各镇（街道）" if every else listed(own), schools)))


def closing(edition: Edition) -> str:
    """What is said last of measures: that they are proposals, and where the details stand."""
    if words.announced(lines(edition, Measure)):
        return "以上均为建议，由有权签发的人审签，明细见附件。"
    return "各项指标和评分的明细见附件。"


def evaluation(edition: Edition) -> Sentences:
    """What is found of a town, for its opinion: comparison, loop, duties wanting."""
    wanting = dict.fromkeys(
        stated(d)[1]
        for d in sorted(lines(edition, Duty), key=lambda d: d.clause)
        if d.state == "missing" and d.level == "乡镇"
    )
    known = any(d.state not in ("no_data", "not_due") for d in lines(edition, Duty))
    duties = "已到期的组织领导和措施都已落实。" if known else "组织领导情况为无数据。"
    if wanting:
        duties = f"组织领导和措施落实的问题：{'；'.join(wanting)}。"
    return (
        say.place_told(facts.children(edition), wording(say.FAMILY, edition)),
        "".join(loop(edition)),
        duties,
        *rechecked(edition),
    )


def shown(edition: Edition) -> tuple[tuple[str, str], ...]:
    """The main facts of a town as items of a table."""
    c = facts.children(edition)
    some = f"，其中{c.explained}人有说明材料" if c.explained else ""
    rows = [
        ("适龄儿童少年", f"{c.in_scope}人"),
        ("疑似辍学", f"{c.suspected}人{some}" if c.suspected else "没有发现"),
        ("未销号的个案", f"{left}件" if (left := edition.count("balance.closing")) else "没有"),
    ]
    scores = [s for s in lines(edition, Score) if s.subject == "政府" and s.level == "乡镇"]
    rows += [(f"评分：{s.item}", _scored(edition, s)) for s in scores if s.score is not None]
    return tuple(rows)


def evaluation_of_school(edition: Edition, school: str) -> Sentences:
    """What was looked at in a school and how it stands: its scores, its duties kept and wanting."""
    scores = [s for s in lines(edition, Score) if s.unit == school]
    duties = [d for d in lines(edition, Duty) if d.unit == school]
    kept = listed(dict.fromkeys(d.label for d in duties if d.state == "done"))
    wanting = dict.fromkeys(stated(d)[1] for d in duties if d.state in ("missing", "late"))
    told = [f"已经做到的：{kept}。"] if kept else []
    told += [f"没有做到的：{'；'.join(wanting)}。"] if wanting else []
    told += [] if scores else ["没有提供这所学校的检查评分，检查结果为无数据。"]
    return tuple(told)


def shown_of_school(edition: Edition, school: str) -> tuple[tuple[str, str], ...]:
    """A school's score sheet and duties as items of a table."""
    scores = [s for s in lines(edition, Score) if s.unit == school and s.score is not None]
    rows = [(f"评分：{s.item}", _scored(edition, s)) for s in scores]
    duties = [d for d in lines(edition, Duty) if d.unit == school]
    return (*rows, *((d.label, words.STATES[d.state]) for d in duties))


def _scored(edition: Edition, score: Score) -> str:
    got, full = scored(edition, score)
    return f"{got}分（满分{full}分），{score.conclusion}"


STEPS = {
    "notice_of_inspection": "发出书面督导通知",
    "self_report": "被督导单位完成自评",
    "public_opinion": "听取学生、家长、教师和公众的意见",
    "on_site": "现场督导检查",
    "feedback": "反馈初步督导意见",
    "opinion": "发出督导意见书",
    "rectification": "核查整改情况",
    "report_to_government": "提交督导报告",
    "filing": "报上一级教育督导机构备案",
    "publication": "公布督导报告",
}
"""The steps of an inspection as a sentence names them."""


def contradictions_told(edition: Edition) -> Sentences:
    """Where scores and findings deny each other, a line a unit: to be settled before anything about the unit is signed."""
    if not edition.holds("contradictions"):
        return ()
    found = edition.table("contradictions")
    units = {
        str(unit): [
            (str(item), list(dict.fromkeys(own["finding_label"])))
            for item, own in rows.groupby("item", sort=False)
        ]
        for unit, rows in found.groupby("unit", sort=False)
    }
    return wording("督导", edition).told("对不上", units) if units else ()
