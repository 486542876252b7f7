"""What the towns tell of the cases: the form of verification filled in as the story goes, up to a
day and no further.

A part is cast for everybody who is away or whom a list or a visit names: by what the child is in
the term and in the next one, so that who is told to have come back is on the next term's roll. A
part's plot is a list of acts on school days after the opening.
"""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import chain

import pandas as pd

from kongchuo_core.sample import names
from kongchuo_core.sample.absences import school_days
from kongchuo_core.sample.story import ROLES
from kongchuo_core.settings.models import Params, Term
from kongchuo_core.vocabulary.forms import LIST, VERIFY_FORM, VISIT

Cells = dict[str, str]
FOUND = {VISIT: ("compared_on", 2), LIST: ("as_of", 3)}
"""Where a signal comes from → it came on the last school day but so many until that date of the
term.
"""
SPREAD, LATE, EVERY, WHICH = 3, 9, 7, 3
"""Towns are up to three school days apart; of every seven children the third waits nine days
longer.
"""
TAKEN, PROMOTED, TOWN, BUREAU, STREET = "已实施", "宣传教育", "镇（街道）", "县教育体育局", "街道"
REASON = "没有可以适用的处罚条款，见法制机构意见（虚构）"


@dataclass(frozen=True)
class Act:
    """Something a town does: on which school day after the opening or the first day of the next
    term, what, in which words.
    """

    since: str
    day: int
    act: str
    word: str
    proof: str


@dataclass(frozen=True)
class Part:
    """What becomes of a case: its plot, the cause found, the measure done, and who named the child
    where the run didn't.
    """

    plot: str
    cause: str = ""
    task: str = ""
    origin: str = ""


AT_SCHOOL = Part("at_school")
"""The part of one who was suspected wrongly."""


@dataclass(frozen=True)
class County:
    """What the towns' lines follow from: the terms' params in order, and each person's role by
    term.
    """

    params: Sequence[Params]
    roles: Mapping[str, pd.Series]

    @property
    def terms(self) -> list[Term]:
        """The terms in order."""
        return [p.term for p in self.params]

    def role(self, at: int) -> pd.Series:
        """Each person's role in a term, by its place; of a term that isn't told nobody's."""
        return (
            self.roles[self.terms[at].term]
            if at < len(self.params)
            else pd.Series([], dtype=object)
        )

    def told_until(self, term: str) -> tuple[int, date, date]:
        """The term's place, and the days between which its form tells: after the day of the form
        before, up to its own.
        """
        at = [t.term for t in self.terms].index(term)
        return at, self.terms[at - 1].as_of if at else date.min, self.terms[at].as_of


@cache
def plots() -> dict[str, tuple[Act, ...]]:
    """Plot → its acts, as they stand in ``plots.csv``."""
    found: dict[str, list[Act]] = {}
    for row in _rows("plots.csv"):
        found.setdefault(row["plot"], []).append(
            Act(row["since"], int(row["day"]), row["act"], row["word"], row["proof"])
        )
    return {plot: tuple(acts) for plot, acts in found.items()}


@cache
def parts() -> dict[tuple[str, str], tuple[Part, ...]]:
    """Role in the term and in the next (empty: not known yet) → the parts that are dealt out in
    turn, as in ``parts.csv``.
    """
    found: dict[tuple[str, str], list[Part]] = {}
    for row in _rows("parts.csv"):
        part = Part(row["plot"], row["cause"], row["task"], row["origin"])
        found.setdefault((row["before"], row["after"]), []).append(part)
    return {pair: tuple(dealt) for pair, dealt in found.items()}


def _rows(name: str) -> Iterator[dict[str, str]]:
    return iter(
        csv.DictReader(files("kongchuo_core.sample").joinpath(name).read_text("utf-8").splitlines())
    )


def cast(county: County, at: int) -> pd.DataFrame:
    """Who begins a part in a term: ``part`` and ``delay`` (school days) by person.

    Those begin who are away and were not in the term before, or were told to have come back; and
    those whom a signal names.
    """
    role, after = county.role(at), county.role(at + 1).reindex(county.role(at).index).fillna("")
    away = role.map({name: not r.at_school and not r.completed for name, r in ROLES.items()})
    named = (role + "," + after).isin(
        [f"{b},{a}" for (b, a), dealt in parts().items() if any(p.origin for p in dealt)]
    ) & (at == 0)
    begins = away | named
    if at:
        before = cast(county, at - 1)["part"].map(_brings_back)
        was = county.role(at - 1).map({name: r.at_school for name, r in ROLES.items()})
        begins &= was.reindex(role.index).eq(True) | before.reindex(role.index).eq(True)
    chosen = pd.DataFrame({"before": role[begins], "after": after[begins]}).sort_index()
    turn = chosen.groupby(["before", "after"]).cumcount()
    dealt = [_dealt(b, a) for b, a in zip(chosen["before"], chosen["after"], strict=True)]
    order = pd.Series(range(len(chosen)), chosen.index)
    delay = order % SPREAD + LATE * (order % EVERY == WHICH)
    part = pd.Series(
        [p[n % len(p)] for p, n in zip(dealt, turn, strict=True)], chosen.index, dtype=object
    )
    return chosen.assign(part=part, delay=delay)


def _dealt(before: str, after: str) -> tuple[Part, ...]:
    return parts().get((before, after)) or parts().get((before, "")) or (AT_SCHOOL,)


def _brings_back(part: Part) -> bool:
    return any(act.act == "return" for act in plots().get(part.plot, ()))


def signals(county: County, term: str) -> pd.DataFrame:
    """Whom a list from above or a home visit named in a term: ``origin`` and ``found_on`` by
    person.
    """
    at, _, until = county.told_until(term)
    begun = cast(county, at)
    origin = begun["part"].map(lambda p: p.origin)
    found = pd.DataFrame(
        {"origin": origin, "found_on": [_opened(county.terms[at], p) for p in begun["part"]]},
        index=begun.index,
    )
    return found[origin.ne("") & found["found_on"].le(until)]


def returned(cases: pd.DataFrame, county: County, term: str) -> pd.DataFrame:
    """The lines of the form of verification that the towns return for a term: ``case_no`` and the
    form's headings.

    Parameters
    ----------
    cases : ``case_no``, ``person``, ``town`` and ``verified`` (whether the office knows of a
        verification) of the open cases.
    """
    at, since, until = county.told_until(term)
    casts: list[dict[int, tuple[Part, int]]] = []
    for n in range(at + 1):
        begun = cast(county, n)
        casts.append(
            dict(zip(begun.index, zip(begun["part"], begun["delay"], strict=True), strict=True))
        )
    lines: list[Cells] = []
    for case_no, person, town, verified in cases[
        ["case_no", "person", "town", "verified"]
    ].itertuples(index=False):
        played = [(n, *one[person]) for n, one in enumerate(casts) if person in one] or [
            (at, AT_SCHOOL, 0)
        ]
        acts = chain.from_iterable(
            _dated(county, n, part, 0 if part.origin else delay) for n, part, delay in played
        )
        told = sorted(
            (a for a in acts if a[0] <= until and (not verified or a[0] > since)),
            key=lambda a: a[0],
        )
        writer = _Writer(county.params[at], town)
        lines += [{"case_no": case_no, **cells} for cells in writer.lines(told)]
    return pd.DataFrame(lines, columns=["case_no", *VERIFY_FORM.fill], dtype=object)


Dated = tuple[date, date, Act, Part]
"""An act with its day, the first day of the stretch it ends, and the part it belongs to."""


def _dated(county: County, at: int, part: Part, delay: int) -> Iterator[Dated]:
    """The acts of a part on their days; those of a term that isn't told are left out."""
    for act in plots().get(part.plot, ()):
        if act.since == "next" and at + 1 == len(county.terms):
            continue
        begin = (
            county.terms[at + 1].first_day
            if act.since == "next"
            else _opened(county.terms[at], part)
        )
        days = _days(county.terms, begin)
        on = act.day + delay
        if on < len(days):
            yield days[on], days[on - int(act.word)] if act.act == "seen" else days[on], act, part


def _opened(term: Term, part: Part) -> date:
    """The day on which a case was opened: of the comparison, or of the signal."""
    if not part.origin:
        return term.compared_on
    until, back = FOUND[part.origin]
    return school_days(term.first_day, getattr(term, until))[-back]


def _days(terms: Sequence[Term], begin: date) -> list[date]:
    days: list[date] = []
    for term in terms:
        if term.last_day >= begin:
            days += school_days(max(begin, term.first_day), term.last_day)
    return days


@dataclass(frozen=True)
class _Writer:
    """The town's clerk: acts → lines of the form, as many acts on a line as its cells take."""

    params: Params
    town: str

    @property
    def name(self) -> str:
        """The clerk's name; each town has its own."""
        return handler(self.params, self.town)

    def lines(self, told: Sequence[Dated]) -> list[Cells]:
        """The lines; a proof begins one, so that it is taken for what it proves."""
        found: list[Cells] = []
        for day, first, act, part in told:
            cells = self._cells(day, first, act, part)
            clash = not found or any(found[-1].get(h, c) != c for h, c in cells.items())
            if clash or act.proof:
                found.append({})
            found[-1] |= cells
        return found

    def _cells(self, day: date, first: date, act: Act, part: Part) -> Cells:
        proof = (
            {"证据种类": act.proof, "证据材料": f"{act.proof}（虚构，{day:%Y%m%d}）"}
            if act.proof
            else {}
        )
        written = WRITTEN[act.act](day.isoformat(), first.isoformat(), act.word, part)
        return {**written, **proof, **self._issuer(act), "经办人": self.name}

    def _issuer(self, act: Act) -> Cells:
        """Who takes a step of law: the town, but for a 街道 the bureau from the second step on (义务教育法
        art. 58).
        """
        if act.act != "step":
            return {}
        step, _, result = act.word.partition("|")
        street = any(t.name == self.town and t.kind == STREET for t in self.params.county.towns)
        issuer = BUREAU if street and step != PROMOTED else TOWN
        return {"作出机关": issuer} | ({"理由": REASON} if result != TAKEN else {})


def handler(params: Params, town: str) -> str:
    """The fictitious person who fills in a town's forms."""
    n = (
        [t.name for t in params.county.towns].index(town)
        if town in [t.name for t in params.county.towns]
        else 0
    )
    given = names.GIVEN["女" if n % 2 else "男"]
    return (
        names.SURNAMES[3 * n % len(names.SURNAMES)]
        + given[5 * n % len(given)]
        + given[(7 * n + 11) % len(given)]
    )


def _paper(word: str) -> tuple[str, str]:
    paper, _, manner = word.partition("|")
    return paper, manner


WRITTEN: dict[str, Callable[[str, str, str, Part], Cells]] = {
    "verify": lambda day, _, word, part: {"核实日期": day, "原因或核实结果": word or part.cause},
    "issue": lambda day, _, word, part: {"文书": word, "发出日期": day},
    "serve": lambda day, _, word, part: {
        "文书": _paper(word)[0],
        "送达日期": day,
        "送达方式": _paper(word)[1],
    },
    "step": lambda day, _, word, part: {
        "四步法步骤": _paper(word)[0],
        "步骤日期": day,
        "步骤结果": _paper(word)[1],
    },
    "task": lambda day, _, word, part: {"完成的措施": part.task, "完成日期": day},
    "place": lambda day, _, word, part: {"安置方式": word, "安置日期": day},
    "return": lambda day, _, word, part: {"返校日期": day},
    "seen": lambda day, first, word, part: {"连续到校起": first, "连续到校止": day},
    "visit": lambda day, _, word, part: {"回访日期": day},
    "close": lambda day, _, word, part: {"申请销号日期": day},
}
"""Act → the cells it fills in."""
