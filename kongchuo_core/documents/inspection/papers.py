"""From an edition to the context of each kind of paper: who writes to whom, which sentences and rows."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

import pandas as pd

from kongchuo_core.documents import charts
from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.inspection import sentences as say
from kongchuo_core.documents.inspection.contexts import Basics, Sentences
from kongchuo_core.documents.inspection.counts import Absences, Children
from kongchuo_core.documents.inspection.findings import Found, findings
from kongchuo_core.documents.kinds import REPORTS, Issuer, PaperKind
from kongchuo_core.documents.supervision import indicators, problems, rechecks
from kongchuo_core.documents.supervision import tables as supervision_tables
from kongchuo_core.documents.supervision import told as supervision_told
from kongchuo_core.documents.word.render import Picture
from kongchuo_core.documents.wording import chinese_date, headed, listed, numbered
from kongchuo_core.documents.wordings import wording
from kongchuo_core.edition import Edition

KINDS = {
    "比对核查情况": ("比对核查情况（县）", "比对核查情况（乡镇）"),
    "专项督导检查报告": ("专项督导检查报告（县）", "专项督导检查报告（乡镇）"),
}
"""What a paper is called → its variants for the county and for a town."""
_TITLES = {"比对核查情况": "三比对核查情况报告", "专项督导检查报告": "“控辍保学”专项督导检查报告"}
_DATES = {"截止日": "cutoff", "情况截至": "as_of"}
INSPECTION = "专项督导检查报告"
DRAFT = "送审稿"
CALM = "继续做好动态监测，下一次比对在重点时段内完成。"
BLANK_DATE = "　　年　月　日"
FICTITIOUS = "本件依据虚构样例数据生成，人名、号码均为虚构"


def paper_of(kind: str, town: str | None) -> PaperKind:
    """The paper of that kind for the county or a town; ``KeyError`` where there is no such kind."""
    return REPORTS[KINDS[kind][town is not None]]


def context(kind: str, edition: Edition) -> Basics:
    """The complete context of a draft.

    Parameters
    ----------
    kind : one of ``KINDS``.
    edition : opened for the county, or for one town.
    """
    paper = paper_of(kind, edition.town)
    own = paper.issuer is Issuer.TOWN
    inspection = kind == INSPECTION
    everything = {
        **_head(kind, paper, edition),
        **_told(edition, own=own, inspection=inspection),
        **_tables(edition),
    }
    if inspection:
        everything |= _supervised(edition)
    made: Basics = paper.context(
        **{name: everything[name] for name in paper.context.__dataclass_fields__}
    )
    return made


def government(edition: Edition, town: str) -> str:
    """A town's government in print; a sub-district has an office, not a people's government (义务教育法 art. 58 names the latter)."""
    kind = next(t["kind"] for t in edition.facts["towns"] if t["name"] == town)
    return f"{town}办事处" if kind == "街道" else f"{town}人民政府"


def _head(kind: str, paper: PaperKind, edition: Edition) -> dict[str, Any]:
    county, term, ledger = (
        edition.facts["county"],
        edition.facts["term"],
        edition.facts.get("ledger_head") or {"count": 0},
    )
    own = government(edition, edition.town) if edition.town else county["government"]
    issuer, basis = {
        Issuer.INSPECTION: (
            county["inspection_issuer"]["name"],
            county["inspection_issuer"]["basis"],
        ),
        Issuer.LEADING_GROUP: (
            county["leading_group_office"],
            paper.issuer.cited(county["mechanism"], facts.sections(edition)),
        ),
        Issuer.TOWN: (
            own,
            paper.issuer.cited(county["mechanism"], facts.sections(edition)),
        ),
    }[paper.issuer]
    others = (
        "县教育体育局，属地中心学校"
        if edition.town
        else "县控辍保学工作领导小组各成员单位，各镇（街道）"
    )
    return {
        "县名": county["name"],
        "镇名": edition.town or "",
        "学期": term["label"],
        "稿别": DRAFT,
        "文号": "",
        "标题": f"{edition.town or county['name']}{term['label']}\n{_TITLES[kind]}",
        "主送": county["leading_group_office"] if paper.issuer is Issuer.TOWN else own,
        "抄送": others,
        "印发机关": issuer,
        "印发依据": basis,
        "成文日期": BLANK_DATE,
        "虚构声明": FICTITIOUS if edition.facts["fictitious"] else "",
        **{name: chinese_date(facts.day(edition, date)) for name, date in _DATES.items()},
        "比对日": facts.compared_on(edition),
        "台账记录": f"台账记录至第{ledger['count']}笔" if ledger["count"] else "台账还没有记录",
    }


def _told(edition: Edition, *, own: bool, inspection: bool) -> dict[str, Any]:
    whole, towns = facts.children(edition), () if edition.town else facts.by_town(edition)
    words = wording(say.FAMILY, edition)
    unknown, wrong = edition.count("households.unknown"), edition.count("quality.all")
    proposed = problems.problems(edition) if inspection else []
    late, filed = (
        (None, NOT_FILED) if proposed else (facts.windows(edition), facts.absences(edition))
    )
    by, windows = facts.day(edition, "last_day"), late.of_towns if late else ()
    if not facts.windows_over(edition):
        windows = tuple(w for w in windows if w.done_on)
    cases = problems.of_cases(edition) if inspection else None
    found = (
        *(cases or ()),
        *findings(
            Found(
                whole, towns, unknown, windows, filed, wrong, by, own, inspection, cases is not None
            )
        ),
        *(problems.county_problems(edition) if inspection else ()),
        *proposed,
    )
    demands = (
        problems.demanded(edition, found)
        if inspection
        else numbered([f.demand for f in found], CALM)
    )
    return {
        "提要": say.summary(whole, words),
        "平衡说明": say.balance(whole, whole_county=edition.town is None),
        "结论": say.conclusion(whole, words, followed="（四）" if cases is not None else ""),
        "比对结果": (
            *(
                say.suspected_kinds(whole, unknown)
                if inspection
                else say.results(whole, unknown, words)
            ),
            *_outsiders(edition),
        ),
        "比对组织": windows_told(edition),
        "不一致分析": (*say.explanations(whole, facts.by_explanation(edition)), *_where(towns)),
        "下一步工作": demands,
        "意见": demands,
        "问题": numbered([f.problem for f in found if f.problem], "没有发现需要整改的突出问题。"),
        "动态监测": absences_told(edition),
        "数据质量": say.quality(wrong, facts.quality_kinds(edition)),
        "未提供": say.not_given(facts.not_given(edition)),
        "分校情况": _schools(edition) if edition.town else (),
    }


def _outsiders(edition: Edition) -> Sentences:
    told = say.pupils_of_other_places(
        edition.count("outsiders.present"),
        edition.count("outsiders.enrolled"),
        nowhere=len(facts.enrolled_nowhere(edition)) > 0,
    )
    return (told,) if told and edition.town is None else ()


def _where(towns: tuple[Children, ...]) -> Sentences:
    spread = say.spread([(c.place, c.unexplained) for c in towns])
    return (f"没有说明材料的，按户籍所在地：{spread}。",) if spread else ()


def windows_told(edition: Edition) -> Sentences:
    """How the comparison was organised, or that it was not told."""
    found = facts.windows(edition)
    if found is None:
        return ("未提供“比对情况”登记册，是否按时、由谁参加比对为无数据。",)
    first, last = facts.day(edition, "window_from"), facts.day(edition, "window_to")
    if not facts.windows_over(edition):
        return say.windows_so_far(found, first, last, facts.day(edition, "as_of"))
    return say.windows(found, first, last)


def absences_told(edition: Edition) -> Sentences:
    """Absences on file, or that the register was not given."""
    if not facts.given(edition, "absences"):
        return ("未提供“缺勤”登记册，动态监测情况为无数据。",)
    undecided = edition.facts.get("profiles", {}).get("absence_profile", {}).get("told")
    told = say.absences(facts.absences(edition), facts.day(edition, "as_of"))
    return (*told, undecided) if undecided else told


NOT_FILED = Absences(filed=0, still_open=0, not_to_bureau=0, not_to_town=0)
"""Absences that the rules of measures tell of, school by school."""


def _supervised(edition: Edition) -> dict[str, Any]:
    """What an inspection report tells besides the comparison."""
    return {
        "督导组织": supervision_told.inspected(edition),
        "组织领导": supervision_told.organised(edition, windows_told(edition)[0]),
        "闭环": ("".join(supervision_told.loop(edition)),),
        "指标": indicators.indicators(edition),
        "控制线": indicators.limits_told(edition),
        "考核": indicators.scores_told(edition),
        "复查": rechecks.rechecked(edition, "表2" if edition.town else "表3"),
        "复查表": rechecks.recheck_rows(edition),
        "措施": supervision_told.proposed(edition),
        "履职表": supervision_tables.duty_rows(edition),
        "宣传表": supervision_tables.publicity_rows(edition),
        "指标表": indicators.indicator_rows(edition),
        "镇指标表": indicators.town_rows(edition),
        "学校指标表": indicators.school_rows(edition),
        "评分表": indicators.score_rows(edition),
        "措施表": supervision_tables.measure_rows(edition),
        "措施说明": supervision_tables.papers(edition),
        "措施末段": supervision_told.closing(edition),
        "指标说明": indicators.unverified(edition),
    }


def _schools(edition: Edition) -> Sentences:
    told = [(c.place.strip("（）"), say.school_told(c)) for c in facts.by_school(edition)]
    return headed(
        [(place, words) for place, words in told if words], "各学校均没有需要说明的情况。"
    )


def _tables(edition: Edition) -> dict[str, Any]:
    ages = facts.by_age(edition)
    whole = facts.children(edition)
    shared = {
        "核对平衡": facts.balance_rows(edition),
        "分龄表": facts.age_rows(ages, whole),
        "数据质量表": facts.quality_rows(edition),
        "图_年龄分布": chart_of_ages(ages),
    }
    if edition.town:
        return shared | {
            "分校表": facts.verdict_rows(facts.by_school(edition), whole),
            "疑似名单": facts.suspected_rows(edition),
        }
    towns = facts.by_town(edition)
    return shared | {
        "分镇表": facts.verdict_rows(towns, whole),
        "分镇主要情况表": supervision_tables.town_facts(edition),
        "图_各镇比对": chart_of_places(towns),
    }


_BARS: dict[str, Callable[[Children], int]] = {
    "学籍在校而学生不在校": lambda c: c.enrolled_absent,
    "学籍与学生均不在校": lambda c: c.unenrolled_absent,
    "在校无学籍": lambda c: c.present_unenrolled,
    "待人工核对": lambda c: c.review,
}


@lru_cache(maxsize=4)
def chart_of_places(parts: tuple[Children, ...]) -> Picture | None:
    """Inconsistent and undecided children of each place; ``None`` where there are none."""
    frame = pd.DataFrame(
        {name: [count(c) for c in parts] for name, count in _BARS.items()},
        index=[c.place for c in parts],
    )
    return _chart(frame, "各单位比对不一致、在校无学籍和待人工核对人数")


@lru_cache(maxsize=4)
def chart_of_ages(parts: tuple[Children, ...]) -> Picture | None:
    """Suspected children of each age, with and without a document; ``None`` where there are none."""
    frame = pd.DataFrame(
        {
            "没有说明材料": [c.unexplained for c in parts],
            "有说明材料": [c.explained for c in parts],
        },
        index=[f"{c.place}岁" if c.place.isdigit() else c.place for c in parts],
    )
    return _chart(frame, "疑似辍学儿童少年的年龄")


def _chart(frame: pd.DataFrame, what: str) -> Picture | None:
    sums = frame.sum(axis=1)
    if not sums.sum():
        return None
    most = [str(place) for place, count in sums.items() if count == sums.max()]
    alt = f"柱状图：{what}，{listed(most[:3])}{'等' if len(most) > 3 else ''}最多"
    return charts.stacked_bars(frame, title="", alt=alt, unit="人")
