"""What the rules found wanting, each with the units it names and what is demanded of them: chapters five and six of the report."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from datetime import date

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.inspection import sentences as say
from kongchuo_core.documents.inspection.contexts import Sentences
from kongchuo_core.documents.inspection.findings import Finding
from kongchuo_core.documents.supervision import duty_words, words
from kongchuo_core.documents.supervision.demands import COUNTY_DEMANDS, DEMANDS, OTHERWISE, rank
from kongchuo_core.documents.supervision.facts import Duty, Measure, Score, lines, office
from kongchuo_core.documents.wording import chinese_date, listed, numbered
from kongchuo_core.edition import Edition

UNMENDED = (
    "order_unmended",
    "school_order_unmended",
    "children_order_unmended",
    "school_children_order_unmended",
)
INSPECTED = ("inspection_problem", "school_inspection_problem")
PROMINENT = ("prominent", "school_prominent")
NAMED = 3
"""How many units a demand names; of more it says that they are those of the problem."""
TASKS = {
    "answerable_chain": ("未销号个案", "责任人有缺口"),
    "causes_found": ("应查明原因", "逾期没有查明"),
    "verification": ("应入户核实", "逾期没有核实"),
    "notices": ("应发放通知书", "逾期没有发放"),
}
"""Duty that is counted case by case → what is counted, and what of it is wanting."""
REPORTS = {"absence_to_bureau": "县教育体育局", "absence_to_town": "镇（街道）"}
"""Duty of a school → to whom an absence on file is reported."""
UNTIL = "本学期结束前"
_NUMBER = re.compile(r"[0-9]+")


def problems(edition: Edition) -> list[Finding]:
    """What the rules found wanting, a finding each; a problem of two terms running is told with that of this term."""
    found: dict[str, list[Measure]] = {}
    for measure in (
        m
        for own in words.by_place(m for m in lines(edition, Measure) if m.fired).values()
        for m in own
    ):
        found.setdefault(measure.finding_label, []).append(measure)
    again = {m.place for own in found.values() for m in own if m.finding == "prominent_again"}
    ordered = sorted(found.values(), key=lambda own: rank(own[0].finding))
    return [_problem(edition, own, again) for own in ordered if own[0].finding != "prominent_again"]


def of_cases(edition: Edition) -> list[Finding] | None:
    """Who dropped out and isn't back, whose case nobody has verified; ``None`` where the edition knows of no case.

    The comparison's suspects are cases by the day of the report: how far these have come says what is left to do.
    """
    if not edition.count("funnel.suspected"):
        return None
    who, towns = edition.town or "各镇（街道）", () if edition.town else facts.towns(edition)
    found, rest = [], f"{UNTIL}办结，不能办结的写明去向和措施。"
    if left := edition.count("ledger.dropout"):
        spread = say.spread([(town, edition.count("ledger.dropout", town)) for town in towns])
        found.append(
            Finding(
                f"辍学儿童少年尚未返校。期末辍学台账{left}人，经核实辍学、还没有返校{f'：{spread}' if spread else ''}。",
                f"{who}会同属地学校，对辍学台账中的{left}人{'逐人' if left > 1 else ''}劝返，按“一生一案”落实帮扶措施，返校后跟踪回访，{rest}",
            )
        )
    if waiting := edition.count("cases.unverified"):
        found.append(
            Finding(
                f"个案尚待核实。未销号的个案中，没有核实的{waiting}件。",
                f"{who}会同属地学校，对没有核实的{waiting}件个案立即{'逐人' if waiting > 1 else ''}入户核实，查明原因，建立“一生一案”，有说明材料的核验材料；在反复核查的基础上，"
                f"对确未入学、确已离校的，向其父母或者其他法定监护人发放义务教育入学（复学）通知书，{rest}",
            )
        )
    return found


def county_problems(edition: Edition) -> list[Finding]:
    """What the county itself leaves undone, and what is asked of the leading group's office; a town's report tells of none."""
    who = office(edition)
    own = (
        [d for d in lines(edition, Duty) if d.duty in COUNTY_DEMANDS and d.state == "missing"]
        if edition.town is None
        else []
    )
    return [
        Finding(
            f"{duty_words.stated(rows[0])[1]}。{'；'.join(words.without_noughts(d.what) for d in rows)}。",
            f"{who.leading_group_office}{COUNTY_DEMANDS[duty]}",
            who.last_day,
        )
        for duty in COUNTY_DEMANDS
        if (rows := [d for d in own if d.duty == duty])
    ]


def demanded(edition: Edition, found: Sequence[Finding]) -> Sentences:
    """The demands, numbered as the problems they answer; the day that most of them share is said once."""
    last = office(edition).last_day
    days = Counter(f.day for f in found if f.day and f.day != last)
    common = min(days, key=lambda day: (-days[day], day)) if len(found) > 1 and days else None
    told = numbered(
        [_asked(f, common, last) for f in found], "继续做好动态监测，下一次比对在重点时段内完成。"
    )
    if len(found) < 2:
        return tuple(sentence.replace(UNTIL, f"{chinese_date(last)}前") for sentence in told)
    shared = f"没有另写期限的，{chinese_date(common)}前完成。" if common else ""
    ends = (
        f"“{UNTIL}”是指{chinese_date(last)}前。"
        if any(UNTIL in sentence for sentence in told)
        else ""
    )
    return (f"各条与第五部分的问题同号。{shared}{ends}", *told)


def _asked(found: Finding, common: date | None, last: date) -> str:
    if found.day is None:
        return found.demand
    if found.day == common:
        return f"{found.demand}。"
    return f"{found.demand}，{UNTIL if found.day == last else f'{chinese_date(found.day)}前'}完成。"


def units_named(edition: Edition, places: Sequence[str]) -> str:
    """Units as the subject of a demand: all towns together as such; a town's own report needs no name for it alone."""
    who, towns = office(edition), facts.towns(edition)
    if list(places) == [edition.town]:
        return ""
    rest = [p for p in places if p not in towns]
    every = edition.town is None and set(towns) <= set(places)
    return listed(
        [
            *(["各镇（街道）"] if every else [who.unit(p) for p in places if p in towns]),
            *map(who.unit, rest),
        ]
    )


def _problem(edition: Edition, own: list[Measure], again: set[str]) -> Finding:
    who, finding, places = office(edition), own[0].finding, words.by_place(own)
    named = units_named(edition, list(places))
    if named and (finding in UNMENDED or named.count("、") >= NAMED):
        named = "有关单位"
    day = max((m.mend_by for m in own if m.mend_by), default=who.last_day)
    demand = DEMANDS.get(finding, OTHERWISE)[1].format(issuer=who.issuer)
    return Finding(
        f"{own[0].finding_label}。{_facts(edition, own, places, again)}。", f"{named}{demand}", day
    )


def _facts(
    edition: Edition, own: list[Measure], places: dict[str, list[Measure]], again: set[str]
) -> str:
    finding = own[0].finding
    if finding in UNMENDED:
        return f"共{edition.count('orders.unmended')}项，见第四部分"
    if finding in INSPECTED:
        return _inspected(edition)
    if finding in PROMINENT:
        return _prominent(edition, places, again)
    duties = dict.fromkeys(
        code.split(".")[1] for m in own for code in m.figures if code.startswith("duty.")
    )
    failed = [
        d for d in lines(edition, Duty) if d.duty in duties and d.state in ("missing", "late")
    ]
    if not failed:
        return _by_unit(edition, places)
    return "；".join(
        _wanting(edition, duty, rows)
        for duty in duties
        if (rows := [d for d in failed if d.duty == duty])
    )


def _wanting(edition: Edition, duty: str, rows: list[Duty]) -> str:
    """What is wanting of a duty, and of whom: counted, reported, or found."""
    if duty in TASKS:
        due, wanting = TASKS[duty]
        sums, units = (
            edition.figure(f"duty.{duty}") or (0, 0),
            [d.unit for d in rows if d.state == "missing"],
        )
        each = listed(f"{unit}{edition.count(f'duty.{duty}.short', unit)}件" for unit in units)
        where = (
            "" if units == [edition.town] else f"：{each}" if len(units) > 1 else f"，在{units[0]}"
        )
        return f"{due}{sums[1]}件，{wanting}{edition.count(f'duty.{duty}.short')}件{where}"
    if duty in REPORTS:
        never, late = (
            listed(d.unit for d in rows if d.state == state) for state in ("missing", "late")
        )
        told = (
            f"漏报{edition.count(f'duty.{duty}.short')}人次（{never}）" if never else "",
            f"迟报的有{late}" if late else "",
        )
        return f"向{REPORTS[duty]}{'，'.join(filter(None, told))}"
    if [d.unit for d in rows] == [edition.town] and duty != "town_meeting":
        return words.without_noughts(rows[0].what)
    if {d.unit for d in rows} == {edition.town}:
        return (
            f"{duty_words.periods(rows)}没有召开的记录"
            if duty == "town_meeting"
            else duty_words.periods(rows)
        )
    return duty_words.of_units(rows, edition.count(f"duty.{duty}.missing"))


def _inspected(edition: Edition) -> str:
    """The items of the score sheets that had problems, with their units."""
    items: dict[str, dict[str, None]] = {}
    for s in lines(edition, Score):
        if s.problem_class:
            items.setdefault(s.item, {})[s.unit] = None
    return f"共{edition.count('score.problems')}项：" + listed(
        f"“{item}”（{listed(units)}）" for item, units in items.items()
    )


def _prominent(edition: Edition, places: dict[str, list[Measure]], again: set[str]) -> str:
    """Who reached the standard by what; how many weren't visited in time is told with that duty."""
    alike: dict[str, dict[str, list[str]]] = {}
    for place, own in places.items():
        for fact in dict.fromkeys(words.without_noughts(fact) for m in own for fact in m.facts):
            counted, _, standard = fact.partition("，达到")
            told_before = place in facts.towns(edition) and counted.startswith("期末辍学台账")
            reached = (
                "逾期没有入户核实的个案"
                if counted.startswith("应入户核实")
                else "期末辍学台账人数"
                if told_before
                else counted
            )
            alike.setdefault(standard, {}).setdefault(reached, []).append(place)
    told = [
        f"{listed(_each(edition, units, counted) for counted, units in own.items())}"
        f"{'，' if any(map(_NUMBER.search, own)) else ''}达到{standard}"
        for standard, own in alike.items()
    ]
    twice = [place for place in places if place in again]
    also = (
        "上学期也已认定"
        if twice and len(twice) == len(places)
        else f"其中{listed(twice)}上学期也已认定"
        if twice
        else ""
    )
    return "；".join(filter(None, (*told, also)))


def _each(edition: Edition, units: list[str], counted: str) -> str:
    """永定街道期末辍学台账7人; of several of which the same is counted: 期末辍学台账各2人."""
    named = "" if units == [edition.town] else listed(units)
    return named + (
        _NUMBER.sub(lambda number: f"各{number.group()}", counted) if len(units) > 1 else counted
    )


def _by_unit(edition: Edition, places: dict[str, list[Measure]]) -> str:
    """Each unit with what was found of it."""
    who = office(edition)
    told = {
        place: "；".join(
            dict.fromkeys(words.plainly(fact, who.term) for m in own for fact in m.facts)
        )
        for place, own in places.items()
    }
    return "；".join(
        fact if place == edition.town else f"{who.unit(place)}，{fact}"
        for place, fact in told.items()
    )
