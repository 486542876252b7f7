"""What the public will know: this release's cells, the hidden ones of earlier releases, and every equation between them.

Of an earlier release only the public files are used. Its hidden numbers are stood for by whole numbers that fit what it
published and lie nearest to this release's: a reader's ranges depend on what is published, not on the point they are measured from.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.optimize import LinearConstraint, milp

from kongchuo_core.disclosure.bounds import Mask, System
from kongchuo_core.disclosure.counted import Counted, Place, Terms, equations
from kongchuo_core.disclosure.released import Released
from kongchuo_core.vocabulary.errors import DisclosureError

SEASONS = ("spring", "autumn")

Key = tuple[int, Place]
"""A cell of a release: 0 is this one, then the earlier ones in their order."""


@dataclass(frozen=True)
class Known:
    """Cells and equations; the first ``mine`` cells are this release's, the rest are hidden in earlier ones and stay so."""

    places: tuple[Place, ...]
    system: System
    mine: int

    @property
    def before(self) -> Mask:
        """The cells that are hidden already."""
        return np.arange(len(self.places)) >= self.mine


def known(counted: Counted, earlier: Sequence[Released]) -> Known:
    """Everything that bears on the hidden cells of a release.

    Raises
    ------
    DisclosureError
        where an earlier release contradicts itself.
    """
    values: dict[Key, int] = {(0, place): value for place, value in counted.values().items()}
    published = {
        (n, (t.code, r, c)): cell.value
        for n, release in enumerate(earlier, 1)
        for t in release.tables
        for r, c, cell in t.places()
        if cell.value is not None
    }
    releases: list[Counted | Released] = [counted, *earlier]
    pairs = list(
        _same(releases, [changed(counted, earlier), *(release.changed for release in earlier)])
    )
    for n, release in enumerate(earlier, 1):
        near = _nearest(pairs, values | published)
        values |= {
            (n, place): value
            for place, value in _standing(
                release, {k: v for (m, k), v in near.items() if m == n}
            ).items()
        }
    keys = list(values)
    index = {key: at for at, key in enumerate(keys)}
    matrix = _matrix([*_own(releases), *_across(pairs, values, published)], index)
    return Known(
        tuple(place for _, place in keys),
        System(np.array([float(v) for v in values.values()]), matrix),
        sum(n == 0 for n, _ in keys),
    )


def _own(releases: Sequence[Counted | Released]) -> Iterator[dict[Key, int]]:
    for n, release in enumerate(releases):
        yield from (
            {(n, place): sign for place, sign in terms.items()}
            for terms in equations(release.tables)
        )


def _across(
    pairs: Sequence[tuple[Key, Key]], values: Mapping[Key, int], published: Mapping[Key, int]
) -> Iterator[dict[Key, int]]:
    """Two hidden cells that are the same number move together; one that stood open with the same number doesn't move.

    Of two earlier releases that doesn't hold where what they published contradicts it.
    """
    for one, two in pairs:
        if one in values and two in values:
            if 0 in (one[0], two[0]) or values[one] == values[two]:
                yield {one: 1, two: -1}
        elif (number := {**values, **published}).get(one) == number.get(two) is not None:
            yield {one if one in values else two: 1}


def _matrix(
    equations_: Sequence[Mapping[Key, int]], index: Mapping[Key, int]
) -> np.ndarray[tuple[int, int], np.dtype[np.float64]]:
    lines = sorted(
        {
            tuple(sorted((index[k], sign) for k, sign in terms.items() if k in index))
            for terms in equations_
        }
        - {()}
    )
    matrix = np.zeros((len(lines), len(index)))
    for at, line in enumerate(lines):
        for column, sign in line:
            matrix[at, column] = sign
    return matrix


def changed(counted: Counted, earlier: Sequence[Released]) -> tuple[Place, ...]:
    """The cells that an earlier edition of the same term printed with another number than they have now, whatever is hidden now."""
    same_term = (t for release in earlier if release.term == counted.term for t in release.tables)
    printed = {
        (t.code, r, c): cell.value
        for t in same_term
        for r, c, cell in t.places()
        if not cell.hidden
    }
    return tuple(
        place for place, value in counted.values().items() if printed.get(place, value) != value
    )


def _same(
    releases: Sequence[Counted | Released], changes: Sequence[Sequence[Place]]
) -> Iterator[tuple[Key, Key]]:
    """Cells that are the same number in two releases: a corrected edition's, or one term's end and the next one's beginning.

    But for those of which a correction says that they changed; the first of ``releases`` came out last.
    """
    said = [
        (n or len(releases), r.term, set(cells))
        for n, (r, cells) in enumerate(zip(releases, changes, strict=True))
    ]

    def since(n: int, until: int = 0) -> set[Place]:
        out, term, _ = said[n]
        return {
            p
            for at, same, cells in said
            if same == term and out < at <= said[until][0]
            for p in cells
        }

    for (a, one), (b, two) in combinations(enumerate(releases), 2):
        if one.term == two.term:
            there = {(t.code, r, c) for t in two.tables for r in t.rows for c in t.columns} - (
                since(a, b) | since(b, a)
            )
            mine = ((t.code, r, c) for t in one.tables for r in t.rows for c in t.columns)
            yield from (((a, p), (b, p)) for p in mine if p in there)
        for (m, first), (n, then) in (((a, one), (b, two)), ((b, two), (a, one))):
            if follows(first.term, then.term):
                yield from (
                    pair for pair in _carried(m, first, n, then) if pair[0][1] not in since(m)
                )


def _carried(
    m: int, first: Counted | Released, n: int, then: Counted | Released
) -> Iterator[tuple[Key, Key]]:
    ends = {t.code: t for t in first.tables if t.balances}
    for table in then.tables:
        for balance in table.balances if table.code in ends else ():
            for row in table.rows:
                if row in ends[table.code].rows:
                    yield (
                        (m, (table.code, row, balance.rest)),
                        (n, (table.code, row, balance.gains[0])),
                    )


def follows(first: str, then: str) -> bool:
    """Whether a term comes right after another (``2026-spring`` after ``2025-autumn``)."""
    return (at := _order(first)) is not None and _order(then) == at + 1


def _order(term: str) -> int | None:
    year, _, season = term.partition("-")
    return 2 * int(year) + SEASONS.index(season) if year.isdecimal() and season in SEASONS else None


def _nearest(pairs: Sequence[tuple[Key, Key]], numbers: Mapping[Key, int]) -> dict[Key, int]:
    """What a cell is likely to be, for it is the same number as one that is known here."""
    near = {one: numbers[two] for one, two in pairs if two in numbers}
    return near | {two: numbers[one] for one, two in pairs if one in numbers}


def _standing(release: Released, near: Mapping[Place, int]) -> dict[Place, int]:
    """Whole numbers for the hidden cells of an earlier release that fit all it published, as near as can be to ``near``."""
    cells = {(t.code, r, c): cell.value for t in release.tables for r, c, cell in t.places()}
    hidden = [place for place, value in cells.items() if value is None]
    if not hidden:
        return {}
    at = {place: n for n, place in enumerate(hidden)}
    aims = [place for place in hidden if place in near]
    size, lines, low, high = len(hidden), [], [], []

    def fit(terms: Terms, right: float, open_above: bool) -> None:
        line = np.zeros(size + len(aims))
        for place, sign in terms.items():
            line[at[place]] = sign
        lines.append(line)
        low.append(right)
        high.append(np.inf if open_above else right)

    for terms in equations(release.tables):
        fit(
            {p: s for p, s in terms.items() if p in at},
            -sum(s * (cells[p] or 0) for p, s in terms.items()),
            False,
        )
    for n, place in enumerate(aims):
        for sign in (1, -1):
            fit({place: sign}, sign * near[place], True)
            lines[-1][size + n] = 1
    aim = np.concatenate([np.zeros(size), np.ones(len(aims))])
    integral = np.concatenate([np.ones(size), np.zeros(len(aims))])
    found = milp(
        aim,
        integrality=integral,
        constraints=LinearConstraint(np.array(lines), low, high) if lines else None,
    )
    if found.x is None:
        raise DisclosureError(
            f"{release.label}已公开的第{release.edition}版自相矛盾",
            remedy="用 kongchuo verify 检查 ledger/releases/，从备份恢复",
        )
    return {place: round(found.x[n]) for place, n in at.items()}
