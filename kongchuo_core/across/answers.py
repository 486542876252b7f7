"""From pairs of rows to what every county is told: its children who are looked for, what to
confirm, and what it should know.

A county reads of another's child no more than the question needs: where the child is at school or
registered; name, birth and sex as written there only where a person must judge whether both are
one; never a number.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any

from kongchuo_core.across.given import CHILDREN, MARK, PUPILS, County
from kongchuo_core.across.look import AT_SCHOOL, Looked, Pair, county_of
from kongchuo_core.across.look import ROWS as ROWS_OF_A_COUNTY
from kongchuo_core.linking.mint import child_id
from kongchuo_core.regulation.tables import SUSPECTED

ROLL, RECORD = "roll", "record"
"""What a school of another county has of a child: a place on its roll, or a student record
alone.
"""
TWICE, ENROLLED_TWICE, HOMELESS, SOUGHT, NO_CASE = (
    "twice",
    "enrolled_twice",
    "homeless",
    "sought",
    "no_case",
)
"""Why a county is told of a child without being asked."""
ABOUT = (NO_CASE, SOUGHT, TWICE, ENROLLED_TWICE, HOMELESS)
"""In this order they are told."""
ANSWERED, ASKED, CONTRADICTORY, OPEN = "answered", "asked", "contradictory", "open"
"""What came of a child who is looked for."""
_ENROLLED = ("CONSISTENT", "ENROLLED_ABSENT")


@dataclass(frozen=True)
class Line:
    """One line of a county's workbook: its own child or pupil, another county's row, by which rule,
    and what it is about.
    """

    about: str
    own: Mapping[str, Any]
    county: int | None = None
    other: Mapping[str, Any] = field(default_factory=dict)
    rule: str = ""
    certain: bool = True
    question: str = ""

    @property
    def case_no(self) -> str | None:
        """The open case of the county's own child."""
        return self.own.get("case_no")


@dataclass(frozen=True)
class Told:
    """What one county is told: ``asked`` with an open case, for a person to confirm; ``known`` for
    its information.

    ``outcomes``: each child it looks for (``child_id``) → what came of it.
    """

    asked: Sequence[Line]
    known: Sequence[Line]
    outcomes: Mapping[str, str]


def answers(counties: Sequence[County], looked: Looked) -> list[Told]:
    """What every county is told, in the counties' order."""
    rows = _Rows(counties, looked)
    pairs = _Pairs(counties, looked, rows)
    return [_told(place, rows, pairs) for place in range(len(counties))]


class _Rows:
    """The rows that pairs speak of, and those that are looked for, by their numbers."""

    def __init__(self, counties: Sequence[County], looked: Looked) -> None:
        children = {p.one for p in looked.at_school} | _both(looked.registered)
        pupils = {p.other for p in looked.at_school} | _both(looked.pupils) | {*looked.homeless}
        self.children: dict[int, dict[str, Any]] = {}
        self.pupils: dict[int, dict[str, Any]] = {}
        self.wanted: list[dict[int, dict[str, Any]]] = []
        for place, county in enumerate(counties):
            told = county.table(CHILDREN)
            sought = _sought(place, county)
            self.children |= _taken(told, place, {*_of(children, place), *sought})
            self.pupils |= _taken(county.table(PUPILS), place, _of(pupils, place))
            self.wanted.append({row: self.children[row] for row in sought})


def _both(pairs: Sequence[Pair]) -> set[int]:
    return {p.one for p in pairs} | {p.other for p in pairs}


def _of(rows: set[int], place: int) -> Iterator[int]:
    return (row for row in rows if county_of(row) == place)


def _sought(place: int, county: County) -> list[int]:
    """The rows of children who have an open case, or are suspected and nothing explains it."""
    table = county.table(CHILDREN, ("verdict", "explained_by", "case_no")).to_pydict()
    lines = zip(*(table[c] for c in ("verdict", "explained_by", "case_no")), strict=True)
    return [
        place * ROWS_OF_A_COUNTY + line
        for line, (verdict, explained, case_no) in enumerate(lines)
        if case_no or (verdict in SUSPECTED and not explained)
    ]


def _taken(table: Any, place: int, rows: Any) -> dict[int, dict[str, Any]]:
    wanted = sorted(rows)
    lines = table.take([row % ROWS_OF_A_COUNTY for row in wanted]).to_pylist()
    return dict(zip(wanted, lines, strict=True))


class _Pairs:
    """The pairs that nobody denied, by the rows of both sides; what somebody confirmed is
    certain.
    """

    def __init__(self, counties: Sequence[County], looked: Looked, rows: _Rows) -> None:
        self.counties, self.rows = counties, rows
        self.questions: dict[Pair, str] = {}
        self.said: dict[str, bool] = {}
        for county in counties:
            self.said |= county.said
        self.at_school = self._standing(looked.at_school, rows.children, rows.pupils)
        self.registered = self._standing(looked.registered, rows.children, rows.children)
        self.pupils = self._standing(looked.pupils, rows.pupils, rows.pupils)
        self.homeless = looked.homeless

    def _standing(
        self, pairs: Sequence[Pair], ones: Mapping[int, Any], others: Mapping[int, Any]
    ) -> list[Pair]:
        found = []
        for pair in pairs:
            question = self._question(pair, ones[pair.one], others[pair.other])
            said = self.said.get(question)
            if said is not False:
                kept = Pair(pair.one, pair.other, pair.rule, pair.certain or said is True)
                self.questions[kept] = question
                found.append(kept)
        return found

    def _question(self, pair: Pair, one: Mapping[str, Any], other: Mapping[str, Any]) -> str:
        """The number of a question: of both counties' numbers of the child, which tell nobody's
        name.
        """
        sides = sorted(
            f"{self.counties[county_of(row)].code}|{line['child_id']}|{line['name']}"
            for row, line in ((pair.one, one), (pair.other, other))
        )
        return MARK + child_id(b"", "\n".join(sides))[1:]


def _told(place: int, rows: _Rows, pairs: _Pairs) -> Told:
    wanted = rows.wanted[place]
    found = [*_found(place, pairs)]
    asked = [line for row, line in found if row in wanted and line.case_no]
    outcomes = {child["child_id"]: OPEN for child in wanted.values()}
    for row, lines in groupby(found, key=lambda told: told[0]):
        if row in wanted:
            outcomes[wanted[row]["child_id"]] = _outcome([line for _, line in lines])
    known = [
        *(_without_case(line) for row, line in found if row in wanted and not line.case_no),
        *(line for row, line in found if row not in wanted and line.about == TWICE),
        *_sought_here(place, rows, pairs),
        *_enrolled_twice(place, rows, pairs),
        *(Line(HOMELESS, rows.pupils[row]) for row in _of({*pairs.homeless}, place)),
    ]
    return Told(sorted(asked, key=_order), sorted(known, key=_order), outcomes)


def _order(line: Line) -> tuple[str, ...]:
    own, other = line.own, line.other
    rank = ABOUT.index(line.about) if line.about in ABOUT else -1
    return (
        f"{rank + 1}",
        str(own.get("town") or own.get("school") or ""),
        str(own["name"]),
        str(own["child_id"]),
        str(line.county),
        str(other.get("child_id")),
        str(other.get("school")),
    )


def _about(line: Mapping[str, Any]) -> str:
    if "verdict" in line:
        return TWICE
    return ROLL if line["present"] else RECORD


def _found(place: int, pairs: _Pairs) -> Iterator[tuple[int, Line]]:
    """A county's children and the places where other counties have them, by row."""
    rows = pairs.rows
    told = []
    for pair in pairs.at_school:
        if county_of(pair.one) == place:
            told.append((pair.one, pair.other, pair, rows.pupils[pair.other]))
    for pair in pairs.registered:
        for own, other in ((pair.one, pair.other), (pair.other, pair.one)):
            if county_of(own) == place:
                told.append((own, other, pair, rows.children[other]))
    for own, other, pair, line in sorted(told, key=lambda t: t[:2]):
        yield (
            own,
            Line(
                _about(line),
                rows.children[own],
                county_of(other),
                line,
                pair.rule,
                pair.certain,
                pairs.questions[pair],
            ),
        )


def _there(line: Line) -> bool:
    """Whether the other county has the child at school."""
    at_school = line.other["verdict"] in AT_SCHOOL if line.about == TWICE else line.about == ROLL
    return bool(at_school)


def _outcome(lines: Sequence[Line]) -> str:
    """At school in one other county for certain; in several; or something that a person
    must judge.
    """
    places = {line.county for line in lines if line.certain and _there(line)}
    if len(places) > 1:
        return CONTRADICTORY
    return ANSWERED if places else ASKED


def _without_case(line: Line) -> Line:
    return Line(NO_CASE, line.own, line.county, line.other, line.rule, line.certain)


def _sought_here(place: int, rows: _Rows, pairs: _Pairs) -> Iterator[Line]:
    """Pupils of the county whom another county looks for."""
    for pair in pairs.at_school:
        home = county_of(pair.one)
        if county_of(pair.other) == place and pair.one in rows.wanted[home]:
            yield Line(SOUGHT, rows.pupils[pair.other], home, {}, pair.rule, pair.certain)


def _enrolled_twice(place: int, rows: _Rows, pairs: _Pairs) -> Iterator[Line]:
    """Children and pupils with a student record in two counties; only what is certain."""
    both = [
        (pair, rows.children[pair.one], rows.pupils[pair.other])
        for pair in pairs.at_school
        if rows.children[pair.one]["verdict"] in _ENROLLED
    ]
    both += [(pair, rows.pupils[pair.one], rows.pupils[pair.other]) for pair in pairs.pupils]
    both += [
        (pair, rows.children[pair.one], rows.children[pair.other])
        for pair in pairs.registered
        if all(rows.children[r]["verdict"] in _ENROLLED for r in (pair.one, pair.other))
    ]
    for pair, one, other in both:
        if not pair.certain or not all(side.get("enrolled", True) for side in (one, other)):
            continue
        for row, own, there, line in (
            (pair.one, one, pair.other, other),
            (pair.other, other, pair.one, one),
        ):
            if county_of(row) == place:
                yield Line(ENROLLED_TWICE, own, county_of(there), line, pair.rule)
