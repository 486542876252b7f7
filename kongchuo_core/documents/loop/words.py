"""Sentences of the papers of the loop, each whole: nothing where nothing is known, never a hole."""

from __future__ import annotations

from collections.abc import Iterable

from kongchuo_core.documents.loop.facts import CaseFacts, ChildFacts, Office, VisitFact
from kongchuo_core.documents.printed import masked as masked
from kongchuo_core.documents.wording import chinese_date, chinese_number, listed, quoted

DRAFT = "送审稿"
BLANK_DATE = "　　年　月　日"
BLANK_NUMBER = "　　　〔　　　　〕　　号"
FICTITIOUS = "本件依据虚构样例数据生成，人名、号码均为虚构"
UNKNOWN, NONE = "不详", "无"


def head(office: Office, issuer: str) -> dict[str, str]:
    """What a draft of any issuer begins with."""
    return {
        "稿别": DRAFT,
        "印发机关": issuer,
        "成文日期": BLANK_DATE,
        "虚构声明": FICTITIOUS if office.fictitious else "",
    }


NOT_YET = ("not_for_this_cause", "step_not_reached")
"""Reasons why a paper isn't due at all; a case file tells those alone that hold a paper back."""


def introduced(child: ChildFacts) -> str:
    """张某（男，2014年3月5日出生，户籍在东村镇东村社区）."""
    born = f"{chinese_date(child.birth_date)}出生" if child.birth_date else ""
    home = f"户籍在{home_of(child)}" if child.town else ""
    return (
        f"{child.name}（{'，'.join(part for part in (child.sex, born, home) if part)}）"
        if born or home
        else child.name
    )


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


def guardian_of(child: ChildFacts) -> str:
    """Who is addressed: the guardian by name, or by what they are."""
    return child.guardian or f"{child.name}的父母或者其他法定监护人"


def away_since(child: ChildFacts) -> str:
    """自2025年9月8日起, or 本学期, from the absence that is still open."""
    still = [a.first_day for a in child.absences if a.open]
    return f"自{chinese_date(min(still))}起" if still else "本学期"


def situation(case: CaseFacts) -> str:
    """Why a guardian gets a notice, as one sentence."""
    child = case.child
    if never_enrolled(case):
        return f"经核实，你监护的{introduced(child)}已到接受义务教育的年龄，至今没有入学。"
    return f"经核实，你监护的{introduced(child)}，{enrolled_at(child)}{away_since(child)}没有到校就读。"


def enrolled_at(child: ChildFacts) -> str:
    """学籍在东村第一中学七年级2班，."""
    return f"学籍在{child.school}{class_of(child)}，" if child.school else "尚未完成义务教育，"


def never_enrolled(case: CaseFacts) -> bool:
    """Neither a student record nor a school is known: a notice of enrolment; else one of return."""
    return (case.difference or case.child.verdict) == "UNENROLLED_ABSENT"


def tried(case: CaseFacts, office: Office, issuer: str) -> tuple[str, ...]:
    """What was done before an order that ``issuer`` gives, from the record."""
    town = office.town_government(case.child.town)
    who = "本机关" if town == issuer else town
    told = [f"{chinese_date(case.verified_on)}，{who}核实了情况。"] if case.verified_on else []
    if (taught := case.last("step", "education")) is not None:
        told.append(f"{chinese_date(taught.on)}，对你开展了宣传教育。")
    if case.notice_served_on:
        told.append(
            f"{chinese_date(case.notice_served_on)}，义务教育{'入学' if never_enrolled(case) else '复学'}通知书依法送达，"
            f"期限届满后你仍未送{case.child.name}到校。"
        )
    return tuple(told) or (f"经宣传教育，你仍未送{case.child.name}到校。",)


def steps_told(case: CaseFacts, office: Office) -> str:
    """How far the four steps have gone."""
    if not case.step:
        return (
            f"未开始，下一步：{office.label('step', case.next_step)}"
            if case.next_step
            else "不适用"
        )
    done = office.label("step", office.steps[case.step - 1])
    result = f"，{office.label('result', case.step_result)}" if case.step_result else ""
    return f"{done}（{chinese_date(case.step_on)}{result}）" if case.step_on else done


def handled(case: CaseFacts, office: Office) -> tuple[str, ...]:
    """What became of a case: pause, placement, return, closing; what is wrong; which papers may not go out, and why."""
    told = [visited(visit) for visit in case.visits]
    if case.deferral_until and case.state == "explained_paused":
        told.append(
            f"缓学、休学至{chinese_date(case.deferral_until)}，期满由镇（街道）和学校组织入学。"
        )
    if case.placement:
        told.append(f"安置方式：{office.label('placement', case.placement)}。")
    if case.returned_on:
        told.append(
            f"{chinese_date(case.returned_on)}返校，返校后最长连续到校{case.days_seen}个上学日。"
        )
    told.append(
        f"{chinese_date(case.closed_on)}销号。" if case.closed_on else _not_closed(case, office)
    )
    told += [
        f"程序问题：{wrong}。处理：{remedy}。" for wrong, remedy in irregularities(case, office)
    ]
    stopped: dict[str, list[str]] = {}
    for paper, why in () if case.closed_on else (b for b in case.blocked if b[1] not in NOT_YET):
        reason = office.labels["block"].get(why) or office.label("irregularity", why)
        stopped.setdefault(listed([reason]), []).append(office.label("paper", paper))
    told += [
        f"现在不能发{quoted(sorted(set(papers)))}：{reason}。"
        for reason, papers in sorted(stopped.items())
    ]
    return tuple(told)


def visited(visit: VisitFact) -> str:
    """A visit in one sentence: 2025年10月9日走访，见到母亲。现住大营街道1号。在家务农。困难和诉求：没有学费。"""
    parts = [
        f"{chinese_date(visit.on)}走访" + (f"，见到{visit.met}" if visit.met else ""),
        f"现住{visit.address}" if visit.address else "",
        visit.whereabouts,
        f"困难和诉求：{visit.needs}" if visit.needs else "",
    ]
    return "".join(f"{part.rstrip('。')}。" for part in parts if part)


def _not_closed(case: CaseFacts, office: Office) -> str:
    named = lacking(case.lacking, office)
    return f"尚未销号，还缺{named}。" if named else "尚未销号。"


def lacking(codes: Iterable[str], office: Office) -> str:
    """What a closing still needs, by name: 入户核实记录、派出所证明."""
    return listed(
        office.labels.get("proof", {}).get(code) or office.label("lacking", code) for code in codes
    )


def irregularities(case: CaseFacts, office: Office) -> list[tuple[str, str]]:
    """What is wrong with the procedure, and what mends it."""
    return [
        (office.label("irregularity", code), _remedy(code, case, office))
        for code in case.irregularities
    ]


def _remedy(code: str, case: CaseFacts, office: Office) -> str:
    if code == "closed_without_evidence" and case.lacking:
        return f"还缺{lacking(case.lacking, office)}，补齐后重新申请销号"
    return office.labels["remedy"].get(code, "更正记录")


def gaps_told(case: CaseFacts) -> tuple[str, ...]:
    """Whether the two lines are complete."""
    gaps = [f"{p.line}线{p.level}" for p in case.persons if p.known and not p.name]
    dark = [f"{p.line}线{p.level}" for p in case.persons if not p.known and not p.name]
    if len(dark) == len(case.persons):
        return ("没有提供“责任人”登记册，两条线的责任人待填。",)
    told = [f"两条线还缺{listed(gaps)}。"] if gaps else []
    told += [f"登记册没有覆盖的：{listed(dark)}，为无数据。"] if dark else []
    return tuple(told) or ("两条线的责任人齐全。",)
