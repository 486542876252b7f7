"""Everything that ties published and hidden numbers together, within a release, between its files, and to earlier releases."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

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
    """What holds by the tables' own structure: sums, the balance of the cases, cells of one name."""
    for n, release in enumerate(releases):
        yield from _sums(n, release)
        yield from _balances(n, release)
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
    """Opening + new + reopened − closed = closing, wherever a table has these columns."""
    for table, row in dict.fromkeys((t, r) for t, r, _ in release.cells):

        def there(*names: str, table: str = table, row: str = row) -> list[Key]:
            return [
                (n, (table, row, name)) for name in names if (table, row, name) in release.cells
            ]

        if there(OPENING) and there(CLOSING) and there(LOSSES[0]) and there(GAINS[0]):
            yield _equal(there(OPENING, *GAINS), there(*LOSSES, CLOSING))


def _same_name(n: int, release: Published) -> Iterator[Line]:
    first: dict[tuple[str, str], Place] = {}
    for place in release.cells:
        same = first.setdefault(place[1:], place)
        if same != place and not _differ(release.cells[same], release.cells[place]):
            yield _equal([(n, same)], [(n, place)])


def other_scopes(releases: Sequence[Published], least: int) -> Iterator[tuple[Key, Key, int]]:
    """Two published cells of one name in two tables that differ by a small number: so many are in one table's scope alone."""
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
    """What page, its bars and documents say of a cell; what contradicts a published cell is said of something else."""
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
    """A rounded rate: the part lies between two multiples of each whole it may have been taken of."""
    low, high = (claim.number - claim.half) / 100, (claim.number + claim.half) / 100
    table, row, column = place
    parents = {
        child: s.parent
        for s in release.sums
        if (s.table, s.axis) == (table, "column")
        for child in s.children
    }
    while column in parents:
        column = parents[column]
        whole = (table, row, column)
        if None in (release.cells[place], release.cells.get(whole, 0)):
            yield Line((((n, place), 1.0), ((n, whole), -low)), 0, float("inf"))
            yield Line((((n, place), 1.0), ((n, whole), -high)), float("-inf"), 0)


def likely(releases: Sequence[Published]) -> Iterator[list[Line]]:
    """What a reader will believe unless the numbers contradict it, row by row.

    A corrected edition left as it was what it doesn't say it corrects; a term begins with what the last one ended with.
    """
    for m, one in enumerate(releases):
        corrected = {
            p for later in releases[m + 1 :] if later.term == one.term for p in later.changed
        }
        for n, two in enumerate(releases):
            if m < n and one.term == two.term:
                since = {
                    p
                    for later in releases[m + 1 : n + 1]
                    if later.term == one.term
                    for p in later.changed
                }
                yield from _by_row(
                    [((m, p), (n, p)) for p in one.cells if p in two.cells and p not in since],
                    releases,
                )
            if m != n and follows(one.term, two.term):
                ends = [
                    ((m, p), (n, (p[0], p[1], OPENING)))
                    for p in one.cells
                    if p[2] == CLOSING and p not in corrected
                ]
                yield from _by_row([pair for pair in ends if pair[1][1] in two.cells], releases)


def _by_row(
    pairs: Sequence[tuple[Key, Key]], releases: Sequence[Published]
) -> Iterator[list[Line]]:
    rows: dict[tuple[str, str], list[tuple[Key, Key]]] = {}
    for one, two in pairs:
        if not _differ(releases[one[0]].cells[one[1]], releases[two[0]].cells[two[1]]):
            rows.setdefault(one[1][:2], []).append((one, two))
    yield from ([_equal([one], [two]) for one, two in row] for row in rows.values())


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
