"""Everything that ties published and hidden numbers together, within a release, between its files,
and to earlier releases.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain

from kongchuo_core.release.attack.bars import measured
from kongchuo_core.release.attack.files import Place, Published
from kongchuo_core.release.attack.told import Told, told

Key = tuple[int, Place]
"""A cell: the number of the release, then table, row, column."""

OPENING, GAINS, LOSSES, CLOSING = (
    "期初",
    ("新增", "重新立案", "转入"),
    ("销号", "转出"),
    "期末",
)
SEASONS = ("spring", "autumn")


@dataclass(frozen=True)
class Line:
    """``low`` ≤ the cells times their signs ≤ ``high``."""

    terms: tuple[tuple[Key, float], ...]
    low: float
    high: float


def certain(releases: Sequence[Published]) -> Iterator[Line]:
    """What holds by the tables' own structure and by what it declares certain: sums, balances,
    noughts, cells of one name.
    """
    for n, release in enumerate(releases):
        yield from _sums(n, release)
        yield from _balances(n, release)
        yield from _declared(n, release)
        yield from _same_name(n, release)


def _sums(n: int, release: Published) -> Iterator[Line]:
    for found in release.sums:
        down = found.axis == "row"
        for other in dict.fromkeys(
            column if down else row for table, row, column in release.cells if table == found.table
        ):
            at = [
                (found.table, x, other) if down else (found.table, other, x)
                for x in (found.parent, *found.children)
            ]
            if all(place in release.cells for place in at):
                yield _equal([(n, at[0])], [(n, place) for place in at[1:]])


def _balances(n: int, release: Published) -> Iterator[Line]:
    """As declared; where a table declares none, opening + new + reopened − closed = closing
    wherever it has these columns.
    """
    parts: dict[tuple[str, str], list[str]] = {}
    for line in release.declared:
        if line.axis == "balance":
            parts.setdefault((line.table, line.parent), []).append(line.child)
    for table, row in dict.fromkeys((t, r) for t, r, _ in release.cells):

        def there(*names: str, table: str = table, row: str = row) -> list[Key]:
            return [
                (n, (table, row, name)) for name in names if (table, row, name) in release.cells
            ]

        mine = [(rest, found) for (of, rest), found in parts.items() if of == table]
        for rest, found in mine:
            gains = [x for x in found if x[0] != "－"]
            losses = [x[1:] for x in found if x[0] == "－"]
            yield _equal(there(*gains), there(*losses, rest))
        if not mine and there(OPENING) and there(CLOSING) and there(LOSSES[0]) and there(GAINS[0]):
            yield _equal(there(OPENING, *GAINS), there(*LOSSES, CLOSING))


def _declared(n: int, release: Published) -> Iterator[Line]:
    """What a rule makes nought, and what is at most so many as others together."""
    most: dict[tuple[str, str], list[str]] = {}
    for line in release.declared:
        place = (line.table, line.parent, line.child)
        if line.axis == "nought" and place in release.cells:
            yield Line((((n, place), 1.0),), 0, 0)
        if line.axis == "at_most":
            most.setdefault((line.table, line.parent), []).append(line.child)
    for (table, column), others in most.items():
        named = [tuple(other.split("/", 1)) for other in others]
        for row in dict.fromkeys(r for t, r, _ in release.cells if t == table):
            above = [(there, row, label) for there, label in named]
            if all(place in release.cells for place in above):
                parts = (((n, place), 1.0) for place in above)
                yield Line((*parts, ((n, (table, row, column)), -1.0)), 0, float("inf"))


def _same_name(n: int, release: Published) -> Iterator[Line]:
    first: dict[tuple[str, str], Place] = {}
    for place in release.cells:
        same = first.setdefault(place[1:], place)
        if same != place and not _differ(release.cells[same], release.cells[place]):
            yield _equal([(n, same)], [(n, place)])


def other_scopes(releases: Sequence[Published], least: int) -> Iterator[tuple[Key, Key, int]]:
    """Two published cells of one name in two tables that differ by a small number: so many are in
    one table's scope alone.
    """
    for n, release in enumerate(releases):
        by_name: dict[tuple[str, str], list[Place]] = {}
        for place in release.cells:
            by_name.setdefault(place[1:], []).append(place)
        for places in by_name.values():
            for place in places[1:]:
                one, two = release.cells[places[0]], release.cells[place]
                if one is not None and two is not None and 0 < abs(one - two) < least:
                    yield (n, places[0]), (n, place), abs(one - two)


def stated(releases: Sequence[Published]) -> Iterator[Line]:
    """What page, its bars and documents say of a cell; what contradicts a published cell is said of
    something else.
    """
    for n, release in enumerate(releases):
        for claim in told(release):
            for table in dict.fromkeys(t for t, _, _ in release.cells):
                place = (table, claim.row, claim.column)
                if place in release.cells:
                    yield from (
                        _of_rate(n, release, place, claim)
                        if claim.rate
                        else _of_count(n, release, place, claim)
                    )
        for picture in release.bars:
            yield from (
                Line((((n, place), 1.0),), low, high)
                for place, low, high in measured(picture, release.cells)
            )


def _of_count(n: int, release: Published, place: Place, claim: Told) -> Iterator[Line]:
    if release.cells[place] is None and claim.number == int(claim.number):
        yield Line((((n, place), 1.0),), claim.number, claim.number)


def _of_rate(n: int, release: Published, place: Place, claim: Told) -> Iterator[Line]:
    """A rounded rate: the part lies between two multiples of each whole it may have been
    taken of.
    """
    low, high = (claim.number - claim.half) / 100, (claim.number + claim.half) / 100
    table, row, column = place
    parents: dict[str, str] = {}
    for s in release.sums:
        if (s.table, s.axis) == (table, "column"):
            parents |= dict.fromkeys(s.children, s.parent)
    while column in parents:
        column = parents[column]
        whole = (table, row, column)
        if None in (release.cells[place], release.cells.get(whole, 0)):
            yield Line((((n, place), 1.0), ((n, whole), -low)), 0, float("inf"))
            yield Line((((n, place), 1.0), ((n, whole), -high)), float("-inf"), 0)


def likely(releases: Sequence[Published]) -> Iterator[list[Line]]:
    """What a reader will believe unless the numbers contradict it, row by row.

    A corrected edition left as it was what it doesn't say it corrects; a term begins with what the
    last one ended with; what is declared hardly to change within a school year didn't.
    """
    names = [_by_name(release) for release in releases]
    for m, one in enumerate(releases):
        corrected = _changed(releases[m + 1 :], one.term)
        for n, two in enumerate(releases):
            if m < n and one.term == two.term:
                since = _changed(releases[m + 1 : n + 1], one.term)
                same = {name: name for name in names[m] if name not in since}
                yield from _by_row(m, n, same, names, releases, 0)
            if m != n and follows(one.term, two.term):
                opens = _opens(two)
                ends = {
                    (row, column): (row, opens[column])
                    for row, column in names[m]
                    if column in opens and (row, column) not in corrected
                }
                yield from _by_row(m, n, ends, names, releases, 0)
                if one.term[:4] != two.term[:4]:
                    within = _cohort(one) | _cohort(two)
                    for column, far in within.items():
                        alike = {name: name for name in names[m] if name[1] == column}
                        yield from _by_row(m, n, alike, names, releases, far)


Name = tuple[str, str]
"""Row and column: cells of one name are the same number, in whichever table they stand."""


def _by_name(release: Published) -> dict[Name, Place]:
    """For each name a cell, a printed one where there is one."""
    found: dict[Name, Place] = {}
    for place, value in release.cells.items():
        known = found.get(place[1:])
        if known is None or (release.cells[known] is None and value is not None):
            found[place[1:]] = place
    return found


def _changed(later: Sequence[Published], term: str) -> set[Name]:
    places = chain.from_iterable(r.changed for r in later if r.term == term)
    return {place[1:] for place in places}


def _opens(release: Published) -> dict[str, str]:
    """Of the last term's columns the one with which this term begins; as declared, or by name where
    nothing is.
    """
    found = {d.child.partition("/")[2]: d.parent for d in release.declared if d.axis == "opens"}
    return found or {CLOSING: OPENING}


def _cohort(release: Published) -> dict[str, int]:
    return {d.parent: int(d.child) for d in release.declared if d.axis == "cohort"}


def _by_row(
    m: int,
    n: int,
    pairs: Mapping[Name, Name],
    names: Sequence[Mapping[Name, Place]],
    releases: Sequence[Published],
    far: int,
) -> Iterator[list[Line]]:
    """That each pair of cells is no further apart than ``far``; what is printed on both sides needs
    no belief.
    """
    rows: dict[str, list[Line]] = {}
    for one, two in pairs.items():
        if two in names[n]:
            here, there = names[m][one], names[n][two]
            if None in (releases[m].cells[here], releases[n].cells[there]):
                terms = (((m, here), 1.0), ((n, there), -1.0))
                rows.setdefault(one[0], []).append(Line(terms, -far, far))
    yield from rows.values()


def follows(first: str, then: str) -> bool:
    """Whether a term comes right after another."""
    orders = [
        2 * int(term[:4]) + SEASONS.index(term[5:])
        for term in (first, then)
        if term[:4].isdecimal() and term[5:] in SEASONS
    ]
    return len(orders) == 2 and orders[1] - orders[0] == 1


def _differ(one: int | None, two: int | None) -> bool:
    return one is not None and two is not None and one != two


def _equal(left: Sequence[Key], right: Sequence[Key]) -> Line:
    return Line((*((key, 1.0) for key in left), *((key, -1.0) for key in right)), 0, 0)
