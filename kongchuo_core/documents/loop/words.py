"""What papers of the loop say of a case: facts by name into the places of ``templates/wording``,
never a hole.

Which words they are stands there: 个案文书, 一生一案, 联席会议.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Any

from kongchuo_core.documents.loop.facts import CaseFacts, ChildFacts, Office, VisitFact
from kongchuo_core.documents.printed import masked as masked
from kongchuo_core.documents.wording import chinese_date, chinese_number

DRAFT = "送审稿"
BLANK_DATE = "　　年　月　日"
BLANK_NUMBER = "　　　〔　　　　〕　　号"
FICTITIOUS = "本件依据虚构样例数据生成，人名、号码均为虚构"
UNKNOWN, NONE = "不详", "无"
NOTICES, FILE, MEETING = "个案文书", "一生一案", "联席会议"
"""The families of words in ``templates/wording``."""


def head(office: Office, issuer: str) -> dict[str, str]:
    """What a draft of any issuer begins with."""
    return {
        "稿别": DRAFT,
        "印发机关": issuer,
        "成文日期": BLANK_DATE,
        "虚构声明": FICTITIOUS if office.fictitious else "",
    }


ANY_TOWN = "镇（街道）"
"""How the rule tables name the town whose child it is."""
NOT_YET = ("not_for_this_cause", "step_not_reached")
"""Reasons why a paper isn't due at all; a case file tells those alone that hold a paper back."""


def day(on: Any) -> str:
    """A day in Chinese; empty where there is none."""
    return chinese_date(on) if on else ""


def home_of(child: ChildFacts) -> str:
    """东村镇东村社区第三组."""
    return f"{child.town}{child.village}{child.group_name}"


def class_of(child: ChildFacts) -> str:
    """五年级2班."""
    return f"{grade_of(child.grade)}{child.class_name}"


def grade_of(grade: str) -> str:
    """五年级; a grade that was written as a number alone is one too."""
    number = grade.removesuffix("年级")
    return f"{chinese_number(int(number))}年级" if number.isdecimal() else grade


def told_of(case: CaseFacts) -> dict[str, Any]:
    """The child of a case as ``个案文书`` is told of it: texts by name, empty where nothing is
    known.
    """
    child = case.child
    away = [a.first_day for a in child.absences if a.open]
    return {
        "姓名": child.name,
        "性别": child.sex,
        "出生": day(child.birth_date),
        "户籍地": home_of(child) if child.town else "",
        "学校": child.school,
        "班级": class_of(child),
        "监护人": child.guardian,
        "未到校自": day(min(away, default=None)),
        "从未入学": never_enrolled(case),
    }


def never_enrolled(case: CaseFacts) -> bool:
    """Neither a student record nor a school is known: a notice of enrolment; else one of return."""
    return (case.difference or case.child.verdict) == "UNENROLLED_ABSENT"


def no_school(case: CaseFacts) -> str:
    """What stands for a school that the registers don't name: none, of a child without a student
    record; else unknown.
    """
    return NONE if never_enrolled(case) else UNKNOWN


def tried(case: CaseFacts, office: Office, issuer: str) -> tuple[str, ...]:
    """What was done before an order that ``issuer`` gives, from the record."""
    town, taught = office.town_government(case.child.town), case.last("step", "education")
    return office.says(
        NOTICES,
        "经过",
        told_of(case),
        day(case.verified_on),
        "" if town == issuer else town,
        day(taught.on if taught else None),
        day(case.notice_served_on),
    )


def steps_told(case: CaseFacts, office: Office) -> str:
    """How far the four steps have gone."""
    done = office.label("step", office.steps[case.step - 1]) if case.step else ""
    result = office.label("result", case.step_result) if case.step_result else ""
    coming = office.label("step", case.next_step) if case.next_step else ""
    return office.said(FILE, "四步法", done, day(case.step_on), result, coming)


def handled(case: CaseFacts, office: Office) -> tuple[str, ...]:
    """What became of a case: pause, placement, return, closing; what is wrong; which papers may not
    go out, and why.
    """
    paused = case.deferral_until if case.state == "explained_paused" else None
    child = case.child
    return (
        *(visited(visit, office) for visit in case.visits),
        *office.says(
            FILE,
            "处置",
            day(paused),
            office.town_government(child.town) if child.town else office.leading_group_office,
            child.school,
            office.label("placement", case.placement) if case.placement else "",
            day(case.returned_on),
            case.days_seen,
            day(case.closed_on),
            lacking(case.lacking, office),
        ),
        *_family(case, office),
        *(office.said(FILE, "程序问题", *wrong) for wrong in irregularities(case, office)),
        *_stopped(case, office),
    )


def _family(case: CaseFacts, office: Office) -> Iterable[str]:
    """What the law on education in the family gives, once persuasion was tried and while the child
    is away; where the office decided so.
    """
    away = not (case.closed_on or case.returned_on)
    if office.family_basis and case.step and away:
        yield office.said(FILE, "家庭教育", office.family_basis)


def _stopped(case: CaseFacts, office: Office) -> Iterable[str]:
    """Which papers may not go out now, by reason."""
    stopped: dict[str, set[str]] = {}
    for paper, why in () if case.closed_on else case.blocked:
        if why not in NOT_YET:
            reason = office.labels["block"].get(why) or office.label("irregularity", why)
            stopped.setdefault(reason, set()).add(office.label("paper", paper))
    for reason, papers in sorted(stopped.items()):
        why = duty_of(reason, case.child, office)
        yield office.said(FILE, "不能发", sorted(papers), why)


def at_home(visit: VisitFact, office: Office) -> str:
    """What a visit found of the family; empty where nothing was written."""
    texts = (visit.address, visit.whereabouts, visit.needs)
    return office.said(FILE, "家庭情况", *(text.rstrip("。") for text in texts))


def duty_of(label: str, child: ChildFacts, office: Office) -> str:
    """A task as it is set for a child: the town by name where the rule table speaks of whichever it
    is.
    """
    return label.replace(ANY_TOWN, child.town or ANY_TOWN)


def lead(case: CaseFacts, office: Office) -> str:
    """Who leads where a case has this cause; empty where the table names nobody."""
    return duty_of(office.labels["lead"].get(case.cause, ""), case.child, office)


def doer(who: str, child: ChildFacts, office: Office) -> str:
    """Whose task it is: the child's own town and school by name, where they are known."""
    return {"town": child.town, "school": child.school}.get(who) or office.label("who", who)


def paper_of(code: str, case: CaseFacts, office: Office) -> str:
    """What a paper of a case is called: of the two notices the one that this child gets."""
    told = office.said(NOTICES, "通知书名", told_of(case)) if code == "notice" else ""
    return told or office.label("paper", code)


def visited(visit: VisitFact, office: Office) -> str:
    """A visit in one sentence: 2025年10月9日走访，见到母亲。现住大营街道1号。在家务农。困难和诉求：没有学费。"""
    texts = (visit.met, visit.address, visit.whereabouts, visit.needs)
    return office.said(FILE, "走访", day(visit.on), *(text.rstrip("。") for text in texts))


def lacking(codes: Iterable[str], office: Office) -> list[str]:
    """What a closing still needs, by name: 入户核实记录、派出所证明."""
    known = office.labels.get("proof", {})
    return [known.get(code) or office.label("lacking", code) for code in codes]


def irregularities(case: CaseFacts, office: Office) -> list[tuple[str, str]]:
    """What is wrong with the procedure, and what mends it."""
    return [
        (office.label("irregularity", code), _remedy(code, case, office))
        for code in case.irregularities
    ]


def _remedy(code: str, case: CaseFacts, office: Office) -> str:
    if code == "closed_without_evidence" and case.lacking:
        return office.said(FILE, "补齐证据", lacking(case.lacking, office))
    return office.labels["remedy"].get(code) or office.said(FILE, "更正")


def gaps_told(case: CaseFacts, office: Office) -> tuple[str, ...]:
    """Whether the two lines are complete; the guardian, without a unit, is known without a
    register.
    """
    empty = [p for p in case.persons if not p.name]
    gaps = [office.said(FILE, "职责", p.line, p.level) for p in empty if p.known]
    dark = [office.said(FILE, "职责", p.line, p.level) for p in empty if not p.known]
    by_register = [p for p in case.persons if p.unit or not p.name]
    return (
        *office.says(FILE, "责任说明", len(dark) == len(by_register), gaps, dark),
        *_on_both_lines(case, office),
    )


def _on_both_lines(case: CaseFacts, office: Office) -> Iterator[str]:
    """Whoever stands on both lines, which ought to watch each other."""
    lines: dict[str, dict[str, list[str]]] = {}
    for p in case.persons:
        if p.name:
            lines.setdefault(p.name, {}).setdefault(p.line, []).append(p.level)
    for name, own in lines.items():
        if len(own) > 1:
            levels = list(chain.from_iterable(own.values()))
            yield office.said(FILE, "两线同名", name, levels)
