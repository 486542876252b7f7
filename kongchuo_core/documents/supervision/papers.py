"""From the measures a rule table proposes to the drafts of the papers that a person may sign; and
the papers of the inspection.

A builder gives ``None`` where nothing calls for the paper. Posts stand in print, no name of a
person, and never a child's.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from kongchuo_core.documents.blanks import blank, contact
from kongchuo_core.documents.inspection.rows import Sentences
from kongchuo_core.documents.loop.words import BLANK_DATE, DRAFT, FICTITIOUS
from kongchuo_core.documents.supervision import words as say
from kongchuo_core.documents.supervision.contexts import (
    AdmonitionFacts,
    Circular,
    InterviewNotice,
    RectificationOrder,
    SupervisionNotice,
    SupervisionOpinion,
)
from kongchuo_core.documents.supervision.demands import clause_of, demand_of, rank
from kongchuo_core.documents.supervision.facts import Office
from kongchuo_core.documents.supervision.rows import (
    DemandRow,
    FactRow,
    FieldRow,
    MemberRow,
    NamedRow,
)
from kongchuo_core.documents.wording import chinese_date, listed, numbered
from kongchuo_core.vocabulary.tables.supervision import MeasureLine

SCHOOL = "学校"
BY_SUPERVISION = "督导"
"""How the file of a paper begins that the supervision office issues, where the leading group's
office issues one of that kind too.
"""


def head(office: Office, to: str, measures: Iterable[MeasureLine] = ()) -> dict[str, str]:
    """What a draft of a measure begins with: measures of one issuer, and what they stand on."""
    named = list(measures)
    return _head(office, to, office.ground(named[0]).issuer) | {
        "机制依据": say.basis_of(named, office)
    }


def rights(
    measures: Iterable[MeasureLine], office: Office, who: str = "你单位", number: int = 0
) -> Sentences:
    """What whom it concerns may do about measures of one issuer, and what must come before they are
    signed.
    """
    own = any(office.ground(m).issuer == office.supervision_office for m in measures)
    return office.says("督导", "程序", own, office.said(say.FAMILY, who), blank("听取说明"), number)


def _head(office: Office, to: str, issuer: str) -> dict[str, str]:
    own = issuer == office.supervision_office
    return {
        "学期": office.term,
        "稿别": DRAFT,
        "文号": "",
        "主送": to,
        "印发机关": issuer,
        "印发依据": office.citations["督导依据"] if own else office.basis,
        "成文日期": BLANK_DATE,
        "虚构声明": FICTITIOUS if office.fictitious else "",
    }


def by_issuer(measures: Iterable[MeasureLine], office: Office) -> dict[str, list[MeasureLine]]:
    """Measures by the body whose power they are; the office of the inspection first."""
    found: dict[str, list[MeasureLine]] = {}
    for m in measures:
        found.setdefault(office.ground(m).issuer, []).append(m)
    return dict(sorted(found.items(), key=lambda pair: pair[0] != office.issuer))


def file_of(name: str, issuer: str, office: Office) -> str:
    """通报, 督导通报: the paper's name, with whose it is where both offices may issue one."""
    its = issuer == office.supervision_office != office.leading_group_office
    return f"{BY_SUPERVISION}{name}" if its else name


def circulars(
    measures: Sequence[MeasureLine], whole: Sentences, office: Office
) -> dict[str, Circular | None]:
    """通报 of the leading group's office, 督导通报 of the supervision office: each names what is in its
    power.
    """
    fired = [m for m in measures if m.fired and m.measure != say.NOT_NAMED]
    return {
        file_of("通报", issuer, office): circular(own, whole, office)
        for issuer, own in by_issuer(fired, office).items()
    }


def circular(measures: Sequence[MeasureLine], whole: Sentences, office: Office) -> Circular | None:
    """通报 of every unit that a rule proposes to name; ``None`` where there is none. ``whole``: the
    county in sentences.
    """
    every = say.by_place(m for m in measures if m.fired)
    told = {place: own for place, own in every.items() if any(m.measure == "circular" for m in own)}
    if not told:
        return None
    rows: list[tuple[str, MeasureLine]] = []
    for place, own in told.items():
        rows += [(place, m) for m in _findings(m for m in own if m.measure == "circular")]
    return Circular(
        **head(office, office.everyone, [m for _, m in rows]),
        县名=office.county,
        抄送=office.said(say.FAMILY, "抄送"),
        情况截至=chinese_date(office.day),
        总体情况=whole,
        问题=say.named(
            {p: [m for m in own if m.measure == "circular"] for p, own in told.items()}, office
        ),
        处理=say.handled(told, office),
        防辍职责依据=office.citations["防辍职责依据"],
        要求=office.says(say.FAMILY, "通报要求"),
        程序=rights([m for _, m in rows], office, "被通报的"),
        问题表=tuple(
            NamedRow(
                序号=n,
                单位=office.unit(place),
                问题="".join(say.for_all([m], office)),
                条款=_part(m, office),
            )
            for n, (place, m) in enumerate(rows, 1)
        ),
    )


def _part(measure: MeasureLine, office: Office) -> str:
    return say.part_of(clause_of(measure.finding), office.sections)


def _findings(measures: Iterable[MeasureLine]) -> list[MeasureLine]:
    """One measure a finding, the gravest first: rules for several posts share their facts."""
    return sorted({m.finding: m for m in measures}.values(), key=lambda m: rank(m.finding))


def interview(
    place: str, measures: Sequence[MeasureLine], office: Office
) -> InterviewNotice | None:
    """约谈通知书 to one unit; ``None`` where no rule proposes it."""
    own = [m for m in measures if m.fired and m.measure == "interview"]
    if not own:
        return None
    stated = head(office, office.unit(place), own)
    if stated["机制依据"] == stated["印发依据"]:
        stated["机制依据"] = office.said(say.FAMILY, "上述规定")
    return InterviewNotice(
        **stated,
        被约谈人=f"{office.unit(place)}{say.posts_of(own) or office.said(say.FAMILY, '有关负责人')}",
        约谈时间=blank("约谈时间"),
        约谈地点=blank("约谈地点"),
        约谈人=f"{stated['印发机关']}{blank('约谈人')}",
        事由=numbered(say.facts_of(own, office), f"{blank('事由')}。"),
        程序=rights(own, office, number=4),
        整改期限=say.last_day(m for m in measures if m.fired) or chinese_date(office.last_day),
        **contact(office.contacts, stated["印发机关"]),
    )


def demands(measures: Iterable[MeasureLine], office: Office) -> tuple[DemandRow, ...]:
    """The list of problems with what is demanded and by when."""
    return tuple(
        DemandRow(
            序号=n,
            问题="".join(say.facts_of([m], office)),
            条款=_part(m, office),
            要求=demand_of(m.finding, office, office.ground(m).issuer),
            期限=chinese_date(m.mend_by or office.last_day),
        )
        for n, m in enumerate(_findings(measures), 1)
    )


def rectify(
    place: str, measures: Sequence[MeasureLine], office: Office
) -> RectificationOrder | None:
    """责令限期整改通知书 to one unit; ``None`` where no rule proposes it."""
    own = [m for m in measures if m.fired and m.measure == "rectify"]
    if not own:
        return None
    rows = demands(own, office)
    cite, stated = office.citations, head(office, office.unit(place), own)
    of_supervision = stated["印发机关"] == office.supervision_office
    return RectificationOrder(
        **stated,
        情况截至=chinese_date(office.day),
        责任依据=office.duty_basis(place, of_supervision=of_supervision),
        整改依据=cite["整改依据"] if of_supervision else stated["机制依据"],
        逾期整改依据=cite["逾期整改依据"] if of_supervision else "",
        处理依据=say.basis_of((), office),
        最后期限=say.last_day(own) or chinese_date(office.last_day),
        问题表=rows,
        说明=office.says(say.FAMILY, "责令说明", len(rows)),
        **contact(office.contacts, stated["印发机关"]),
    )


def admonition(
    place: str, measures: Sequence[MeasureLine], labels: Mapping[str, str], office: Office
) -> AdmonitionFacts | None:
    """诫勉建议（事实清单） of one unit: facts and where they come from; ``labels``: figure → its name."""
    own = [m for m in measures if m.fired and m.measure == say.NOT_NAMED]
    if not own:
        return None
    facts: list[tuple[str, MeasureLine]] = []
    for m in _findings(own):
        facts += [(fact, m) for fact in say.facts_of([m], office)]
    authority = listed(dict.fromkeys(m.authority for m in own if m.authority)) or office.said(
        say.FAMILY, "有权机关"
    )
    others = say.handling(
        [m for m in measures if m.fired and m.measure != say.NOT_NAMED],
        say.last_day(measures),
        office,
    )
    return AdmonitionFacts(
        **head(office, office.said(say.FAMILY, "有权机关"), own),
        对象单位=office.unit(place),
        对象=say.posts_of(own) or office.said(say.FAMILY, "有关负责人"),
        情况截至=chinese_date(office.day),
        事由=numbered(
            [f"{m.finding_label}。" for m in _findings(own)], office.said(say.FAMILY, "事由见清单")
        ),
        事实表=tuple(
            FactRow(序号=n, 事实=fact, 条款=_part(m, office), 来源=_sources(m, labels, office))
            for n, (fact, m) in enumerate(facts, 1)
        ),
        已采取措施=office.says(say.FAMILY, "已采取措施", others),
        权限=authority,
        考核依据=office.citations["考核依据"],
    )


def _sources(measure: MeasureLine, labels: Mapping[str, str], office: Office) -> str:
    return listed(
        dict.fromkeys(labels.get(code, code).partition("：")[0] for code in measure.figures)
    ) or office.said(say.FAMILY, "事实来源")


def notice(
    members: Sequence[MemberRow], days: Sequence[tuple[str, str]], office: Office
) -> SupervisionNotice:
    """督导检查通知; ``days``: matter and day in words, of the register 督导组织."""
    cite = office.citations
    when = [office.said(say.FAMILY, "督导时间", matter, day) for matter, day in days]
    return SupervisionNotice(
        **_head(office, office.everyone, office.supervision_office),
        抄送=office.said(say.FAMILY, "抄送"),
        督导依据=cite["督导依据"],
        督导通知依据=cite["督导通知依据"],
        自评依据=cite["自评依据"],
        听取意见依据=cite["听取意见依据"],
        督导组=office.says(say.FAMILY, "督导组", "" if members else blank("督导组")),
        督导组表=tuple(members),
        时间=tuple(when) or (f"{blank('督导时间')}。",),
        **contact(office.contacts, office.supervision_office),
    )


def opinion(
    unit: str,
    measures: Sequence[MeasureLine],
    told: tuple[Sentences, Sentences],
    shown: Sequence[tuple[str, str]],
    office: Office,
) -> SupervisionOpinion:
    """督导意见书 to a unit; ``told``: the evaluation and the unit's pleas in sentences, ``shown``: items
    and what was found.
    """
    own = [m for m in measures if m.fired and m.place == unit and m.measure == "opinion"]
    rows, cite = demands(own, office), office.citations
    evaluation, plea = told
    return SupervisionOpinion(
        **_head(office, office.unit(unit), office.supervision_office),
        抄送=f"{office.government}，{office.bureau}",
        情况截至=chinese_date(office.day),
        评价=evaluation,
        申辩=plea,
        说明=office.says(say.FAMILY, "意见说明", len(rows)),
        问题表=rows,
        督导意见依据=cite["督导意见依据"],
        申辩依据=cite["申辩依据"],
        整改依据=cite["整改依据"],
        逾期整改依据=cite["逾期整改依据"],
        情况表=tuple(FieldRow(项目=name, 情况=words) for name, words in shown),
    )


def of_places(
    measures: Sequence[MeasureLine], labels: Mapping[str, str], office: Office
) -> list[tuple[str, str, Any]]:
    """The papers to each unit: the unit, its file's name without suffix (a school's with its name)
    and its context.
    """
    made: list[tuple[str, str, Any]] = []
    for place, every in say.by_place(measures).items():
        beside = f"（{place}）" if every[0].level == SCHOOL else ""
        for issuer, own in by_issuer(every, office).items():
            papers = {
                file_of("约谈通知书", issuer, office): interview(place, own, office),
                file_of("责令限期整改通知书", issuer, office): rectify(place, own, office),
                file_of("诫勉建议（事实清单）", issuer, office): admonition(
                    place, own, labels, office
                ),
            }
            made += [(place, f"{name}{beside}", p) for name, p in papers.items() if p is not None]
    return made
