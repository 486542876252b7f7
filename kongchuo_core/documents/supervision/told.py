"""An edition's supervision in whole sentences and rows: organisation, loop, indicators, scores, measures, last term's orders."""

from __future__ import annotations

from itertools import groupby

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.inspection import sentences as say
from kongchuo_core.documents.inspection.contexts import Sentences
from kongchuo_core.documents.inspection.findings import Finding
from kongchuo_core.documents.supervision import words
from kongchuo_core.documents.supervision.demands import COUNTY_DEMANDS, clause_of, demand_of
from kongchuo_core.documents.supervision.facts import Duty, Measure, Order, Score, inspectors, lines, office, procedure
from kongchuo_core.documents.supervision.indicators import number
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.edition import Edition

ORGANISED = ("M1.1", "M1.2", "M1.3", "M1.4", "M3.3", "M4.1", "M4.2", "M6.1", "M6.2", "M6.3")
"""The clauses of organisation, causes, notices and publicity; the windows and the absences have sentences of their own."""
GRAVE = ("rate_over", "county_rate_over", "prominent_again", "prominent", "school_prominent", "order_unmended",
         "school_order_unmended")
"""Findings that come first, in their order; the others follow the regulation."""
ASKED_ALREADY = {"prominent_again": "prominent"}
"""A finding that asks for nothing more than another does."""


def whole(edition: Edition) -> Sentences:
    """The county as a circular tells it: the outcome of the comparison, then the loop."""
    return (*say.conclusion(facts.children(edition))[:2], *loop(edition))


def loop(edition: Edition) -> Sentences:
    """The loop of the place's cases: opened, closed, left, how far they have come, how long open (M1.5)."""
    count = edition.count
    opening, new, again, closed, left = (count(f"balance.{n}") for n in ("opening", "new", "reopened", "closed", "closing"))
    if not any((opening, new, again, closed, left)):
        return ("没有疑似辍学的个案。",)
    reopened = f"，重新立案{again}件" if again else ""
    first = f"个案期初未销号{opening}件，本学期新立案{new}件{reopened}，销号{closed}件，期末未销号{left}件。"
    steps = (("已核实", "verified"), ("查明原因", "cause_found"), ("发出通知书", "noticed"), ("返校", "returned"))
    done = [f"{name}{n}件" for name, code in steps if (n := count(f"funnel.{code}"))]
    second = f"本学期在办的{count('funnel.suspected')}件个案中，{'、'.join(done)}。" if done else "本学期在办的个案都还没有核实。"
    return tuple(filter(None, (first, second, _late(edition))))


def _late(edition: Edition) -> str:
    told = (("cases.unverified", "没有核实的{}件"), ("cases.overdue", "有任务逾期的{}件"), ("cases.chain_gaps", "责任链条有缺口的{}件"),
            ("cases.irregular", "程序上有问题的{}件"))
    found = [words_.format(n) for code, words_ in told if (n := edition.count(code))]
    return f"未销号的个案中，{'、'.join(found)}。" if found else ""


def organised(edition: Edition) -> Sentences:
    """Every duty of organisation and publicity, done or wanting; meetings and acts of publicity counted."""
    duties = [d for d in lines(edition, Duty) if d.clause in ORGANISED]
    if not duties:
        return ("未提供领导小组、联席会议、责任人和宣传的登记，组织领导情况为无数据。",)
    ordered = sorted(duties, key=lambda d: (ORGANISED.index(d.clause), d.level != "县", d.level, d.duty))
    grouped = [list(own) for _, own in groupby(ordered, key=lambda d: (d.clause, d.level, d.duty))]
    return (*_sums(edition), *(words.duty_told(own, states(edition, own[0].duty), facts=False) for own in grouped))


def states(edition: Edition, duty: str) -> dict[str, int]:
    """How many units and periods of a duty are in each state, from the figures."""
    return {state: edition.count(f"duty.{duty}.{state}") for state in words.STATES}


def _sums(edition: Edition) -> Sentences:
    told = []
    if kept := edition.figure("duties.kept"):
        told.append(f"已到期并且有数据的职责{kept[1]}项，按期做到{kept[0]}项。")
    if facts.given(edition, "meetings"):
        held, tasks, settled = (edition.count(f"meetings.{name}") for name in ("held", "with_tasks", "with_settled"))
        told.append(f"召开联席会议{held}次，其中部署任务的{tasks}次、协调解决问题的{settled}次。" if held else "没有召开联席会议的记录。")
    if acts := edition.count("publicity.acts"):
        told.append(f"开展宣传{acts}次（一次宣传两项内容的，各计一次）。")
    return tuple(told)


def proposed(edition: Edition) -> Sentences:
    """Measures that rules propose for the place."""
    return words.proposed(lines(edition, Measure), office(edition))


def rechecked(edition: Edition) -> Sentences:
    """Last term's orders, checked again."""
    first = edition.facts["term"].get("previous") is None
    return words.rechecked(lines(edition, Order), office(edition), first_term=first)


def problems(edition: Edition) -> list[Finding]:
    """What the rules found wanting, a finding each with the units it names, and what is demanded of them by when."""
    found: dict[str, list[Measure]] = {}
    for measure in (m for own in words.by_place(m for m in lines(edition, Measure) if m.fired).values() for m in own):
        found.setdefault(measure.finding_label, []).append(measure)
    codes = {own[0].finding for own in found.values()}
    ordered = sorted(found.values(), key=lambda own: _rank(own[0].finding))
    return [_problem(edition, own, asked=ASKED_ALREADY.get(own[0].finding) not in codes) for own in ordered]


def county_problems(edition: Edition) -> list[Finding]:
    """What the county itself leaves undone, and what is asked of the leading group's office; a town's report tells of none."""
    who = office(edition)
    own = [d for d in lines(edition, Duty) if d.duty in COUNTY_DEMANDS and d.state == "missing"] if edition.town is None else []
    return [Finding(
        f"{words.stated(rows[0])[1][1]}。{'；'.join(words.without_noughts(d.what) for d in rows)}。",
        f"{who.leading_group_office}{COUNTY_DEMANDS[duty]}，{chinese_date(who.last_day)}前完成。")
        for duty in COUNTY_DEMANDS if (rows := [d for d in own if d.duty == duty])]


def _rank(finding: str) -> tuple[int, str]:
    return (GRAVE.index(finding), "") if finding in GRAVE else (len(GRAVE), clause_of(finding))


def _problem(edition: Edition, own: list[Measure], *, asked: bool) -> Finding:
    who, label, places = office(edition), own[0].finding_label, words.by_place(own)
    named = units_named(edition, list(places))
    told = {place: "".join(words.facts_of(m, who.term)).removeprefix(f"{label}：").rstrip("。") for place, m in places.items()}
    if own[0].finding in ("order_unmended", "school_order_unmended"):
        shown = f"{named or '本单位'}，见第四部分"
    elif len(told) > words.SHOWN:
        shown = f"{named}，事实见附件"
    else:
        shown = "；".join(fact if place == edition.town else f"{who.unit(place)}，{fact}" for place, fact in told.items())
    day = words.last_day(own) or chinese_date(who.last_day)
    demand = f"{named}{demand_of(own[0].finding, who.issuer).rstrip('。')}，{day}前完成。" if asked else ""
    return Finding(f"{label}。{shown}。", demand)


def units_named(edition: Edition, places: list[str]) -> str:
    """Units as the subject of a demand: all towns together as such; a town's own report needs no name for it alone."""
    who, towns = office(edition), facts.towns(edition)
    if places == [edition.town]:
        return ""
    rest = [p for p in places if p not in towns]
    every = edition.town is None and set(towns) <= set(places)
    return listed([*(["各镇（街道）"] if every else [who.unit(p) for p in places if p in towns]), *map(who.unit, rest)])


def evaluation(edition: Edition) -> Sentences:
    """What is found of a town, for its opinion: comparison, loop, duties wanting."""
    wanting = dict.fromkeys(d.label for d in lines(edition, Duty) if d.state == "missing" and d.level == "乡镇")
    known = any(d.state not in ("no_data", "not_due") for d in lines(edition, Duty))
    duties = f"组织领导和措施落实中没有做到的：{'；'.join(wanting)}。" if wanting else "已到期的组织领导和措施都已落实。" if known else "组织领导情况为无数据。"
    return (say.place_told(facts.children(edition)), *loop(edition), duties)


def shown(edition: Edition) -> tuple[tuple[str, str], ...]:
    """The main facts of a town as items of a table."""
    c = facts.children(edition)
    some = f"，其中{c.explained}人有说明材料" if c.explained else ""
    rows = [("适龄儿童少年", f"{c.in_scope}人"), ("疑似辍学", f"{c.suspected}人{some}" if c.suspected else "没有发现"),
            ("未销号的个案", f"{left}件" if (left := edition.count("balance.closing")) else "没有")]
    scores = [s for s in lines(edition, Score) if s.subject == "政府" and s.level == "乡镇"]
    rows += [(f"评分：{s.item}", f"{number(s.score)}分（满分{number(s.full)}分），{s.conclusion}") for s in scores if s.score is not None]
    return tuple(rows)


STEPS = {"notice_of_inspection": "发出书面督导通知", "self_report": "被督导单位完成自评", "on_site": "现场督导检查", "feedback": "反馈初步督导意见",
         "opinion": "发出督导意见书", "rectification": "核查整改情况", "report_to_government": "提交督导报告", "publication": "公布督导报告"}
"""The steps of an inspection as a sentence names them."""


def inspected(edition: Edition) -> Sentences:
    """Who inspected, and when each step of the procedure was taken (教育督导条例 16–23)."""
    group, steps = inspectors(edition), [d for d in procedure(edition) if d.state not in ("no_data", "not_due")]
    if not group and not steps:
        return ("未提供“督导组织”登记册，督导组组成和检查时间为无数据。",)
    told = [f"督导组由{listed(f'{s.name}（{s.post}）' for s in group)}组成。"] if group else ["督导组组成没有登记。"]
    taken = [f"{chinese_date(d.done_on)}{STEPS[d.duty]}" for d in steps if d.done_on]
    wanting = [STEPS[d.duty] for d in steps if d.state == "missing"]
    return (*told, *((f"{'；'.join(taken)}。",) if taken else ()), *((f"没有记录的程序：{listed(wanting)}。",) if wanting else ()))
