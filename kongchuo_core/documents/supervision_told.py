"""An edition's supervision in whole sentences and rows: organisation, loop, indicators, scores, measures, last term's orders."""

from __future__ import annotations

from itertools import groupby

from kongchuo_core.documents import facts
from kongchuo_core.documents import sentences as say
from kongchuo_core.documents import supervision_words as words
from kongchuo_core.documents.contexts import Sentences
from kongchuo_core.documents.supervision_facts import Duty, Measure, Order, Score, Seat, lines, office
from kongchuo_core.edition import Edition

ORGANISED = ("M1.1", "M1.2", "M1.3", "M1.4", "M2.1", "M2.2", "M4.1", "M4.2", "M5.3", "M6.1", "M6.2", "M6.3")
"""The clauses of organisation and publicity, in the order they are told."""


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
    """Every duty of organisation and publicity, done or wanting, with the seats that nobody fills."""
    duties = [d for d in lines(edition, Duty) if d.clause in ORGANISED]
    if not duties:
        return ("未提供领导小组、联席会议、责任人和宣传的登记，组织领导情况为无数据。",)
    ordered = sorted(duties, key=lambda d: (ORGANISED.index(d.clause), d.level != "县", d.level, d.duty))
    grouped = [list(own) for _, own in groupby(ordered, key=lambda d: (d.clause, d.level, d.duty))]
    told = [words.duty_told(own, whole_county=edition.town is None) for own in grouped]
    return tuple(filter(None, (*told, *_seats(edition))))


def _seats(edition: Edition) -> Sentences:
    seats, who = lines(edition, Seat), office(edition)
    units = dict.fromkeys(s.unit for s in seats)
    told = [words.seats_told([s for s in seats if s.unit == unit], who.county if unit == who.county else unit) for unit in units]
    return tuple(filter(None, told))


def proposed(edition: Edition) -> Sentences:
    """Measures that rules propose for the place."""
    return words.proposed(lines(edition, Measure), office(edition))


def rechecked(edition: Edition) -> Sentences:
    """Last term's orders, checked again."""
    first = edition.facts["term"].get("previous") is None
    return words.rechecked(lines(edition, Order), office(edition), first_term=first)


def evaluation(edition: Edition) -> Sentences:
    """What is found of a town, for its opinion: comparison, loop, duties wanting."""
    wanting = dict.fromkeys(d.label for d in lines(edition, Duty) if d.state == "missing" and d.level == "乡镇")
    known = any(d.state not in ("no_data", "not_due") for d in lines(edition, Duty))
    duties = f"组织领导和措施落实中没有做到的：{'、'.join(wanting)}。" if wanting else "已到期的组织领导和措施都已落实。" if known else "组织领导情况为无数据。"
    return (say.place_told(facts.children(edition)), *loop(edition), duties)


def shown(edition: Edition) -> tuple[tuple[str, str], ...]:
    """The main facts of a town as items of a table."""
    c = facts.children(edition)
    rows = [("适龄儿童少年", f"{c.in_scope}人"), ("疑似辍学", f"{c.suspected}人，其中{c.explained}人有说明材料"),
            ("未销号的个案", f"{edition.count('balance.closing')}件")]
    scores = [s for s in lines(edition, Score) if s.subject == "政府" and s.level == "乡镇"]
    rows += [(f"评分：{s.item}", f"{number(s.score)}分（满分{number(s.full)}分），{s.conclusion}") for s in scores if s.score is not None]
    return tuple(rows)


def number(value: float | None) -> str:
    """A score as it is printed: no decimals where there are none."""
    return "" if value is None else f"{value:g}"
