"""How the tables of a release are told: what is too small is told together with its neighbour, or
left out of the whole table.

There is no choice of single cells. A label (a verdict, a movement of cases, a group of causes) is
told of every row of its table or of none, so that what stands in a table says hardly more than its
numbers do: a label that isn't told has a small number *somewhere*. The threshold is wide enough
that even who knows where has six numbers left. What is told together, and what is left out first,
is fixed before any number is known; whether what is left is safe, only the attacker says
(:mod:`kongchuo_core.release.attack`), who shares nothing with this room.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from itertools import chain, product

from kongchuo_core.disclosure.counted import Block, Counted, CountedTable, Ladder, Place
from kongchuo_core.disclosure.released import Cell, Dropped, Released, ReleasedTable, Sum

Label = tuple[str, str]
"""A table's code and one of its labels."""

SMALL, FEW, REST, CLOSE, NEARLY_ALL = (
    "数目小于门槛",
    "有个案的乡镇少于规定的个数",
    "减去一个乡镇的，其余的数目小于门槛",
    "与上一版只差几个",
    "其余的数目小于门槛",
)
GIVEN_UP = "公开后可推算出别的小数目"
TOO_SMALL = "数目太小，公开后可推算到个人"
ELSEWHERE = "能公开的只剩合计，合计已在别的表中"
TOO_HARD = "找不到安全的公开办法"


@dataclass(frozen=True)
class Choices:
    """``threshold``: counts from 1 up to below it are small; ``width``: how wide the range of what
    isn't told must be.

    ``contributors``: so many towns at least must have a part in a number that is published.
    """

    threshold: int = 5
    width: int = 5
    contributors: int = 3

    @property
    def small(self) -> int:
        """Counts from 1 up to below it are not told: so many that who knows that one is among them
        still has the width.
        """
        return max(self.threshold, self.width + 2)


@dataclass(frozen=True)
class Clue:
    """What who knows this program concludes from a label that isn't told as it is: one of these
    sums of cells is so small.

    The first is one that is, in fact; who knows the program alone can't tell them apart.
    """

    sums: tuple[tuple[Place, ...], ...]
    low: int
    high: int


@dataclass(frozen=True)
class Laid:
    """The release; of what is not told as it is, the reason (table, row, column); the clues that
    its absence gives away.
    """

    released: Released
    reasons: Mapping[Place, str]
    clues: tuple[Clue, ...]


def lay_out(
    counted: Counted,
    choices: Choices,
    earlier: Sequence[Released] = (),
    given_up: Set[Label] = frozenset(),
) -> Laid:
    """Tell what may be told. ``given_up`` are labels left out because the attacker won; ``earlier``
    what was published before.

    Raises
    ------
    BalanceError
        where the tables don't add up.
    """
    counted.prove()
    before = [release for release in earlier if release.term == counted.term]
    shown: list[ReleasedTable] = []
    dropped = list(counted.dropped)
    reasons: dict[Place, str] = {}
    clues: list[Clue] = []
    for table in counted.tables:
        told = _Told(table, counted, choices, before, given_up)
        reasons |= told.reasons
        if why := told.says_nothing(shown):
            dropped.append(Dropped(table.code, table.title, why))
        else:
            clues += told.clues
            shown.append(told.table())
    released = Released(
        counted.term,
        counted.label,
        counted.edition,
        counted.county,
        counted.fictitious,
        tuple(shown),
        tuple(dropped),
        counted.problems,
        counted.notes,
        changed(counted, earlier),
        counted.reservations,
    )
    return Laid(released, reasons, tuple(clues))


class _Told:
    """One table: which of its labels stand as they are, which stand together, which are
    left out.
    """

    def __init__(
        self,
        table: CountedTable,
        counted: Counted,
        choices: Choices,
        before: Sequence[Released],
        given_up: Set[Label],
    ) -> None:
        self.source, self.choices = table, choices
        self.values = dict(table.places())
        self.towns = table.of_towns()
        self.least_towns = min(choices.contributors, counted.towns)
        self.before = [t for release in before if (t := release.table(table.code))]
        self.given_up = {label for code, label in given_up if code == table.code}
        self.reasons: dict[Place, str] = {}
        self._concluded: dict[Block, Clue] = {}
        self._of_steps: list[Clue] = []
        self.blocks = list(self._together(self._blocks()))

    def _blocks(self) -> Iterator[Block]:
        """Labels as they stand or together, in order; without those that are small even so."""
        laddered: dict[str, Ladder] = {}
        for steps in self.source.ladders:
            laddered |= dict.fromkeys(_labels_of(steps), steps)
        done: set[str] = set()
        for label in self.source.labels:
            if label in done:
                continue
            ladder = laddered.get(label)
            blocks = self._step(ladder) if ladder else ((label,),)
            for block in blocks:
                yield from self._one(block)
            done.update(_labels_of(ladder) if ladder else (label,))

    def _step(self, ladder: Ladder) -> tuple[Block, ...]:
        """The first step of which every block may be told, after any that was given up; where there
        is none, none of the labels is told: of those that make up a whole one alone can't be left
        out.
        """
        alone = tuple((label,) for label in self.source.labels if label in _labels_of(ladder))
        steps = (alone, *ladder)
        faults = [{block: self._wrong(block) for block in blocks} for blocks in steps]
        given_up = [n for n, blocks in enumerate(steps) if any(map(self._is_given_up, blocks))]
        begin = max(given_up, default=-1) + 1
        sound = [n for n in range(begin, len(steps)) if not any(faults[n].values())]
        told = steps[sound[0]] if sound else ()
        for n in range(sound[0] if sound else len(steps)):
            self._passed(faults[n], told)
        for block in () if sound else alone:
            self._note(block, GIVEN_UP if given_up else SMALL)
        return told

    def _is_given_up(self, block: Block) -> bool:
        return joined(block) in self.given_up

    def _wrong(self, block: Block) -> list[tuple[Place, str]]:
        """The cells of labels told together that may not be told, and why."""
        if self._is_given_up(block):
            return [(self.source.place(block[0], o), GIVEN_UP) for o in self.source.others]
        return list(self._faults(block))

    def _passed(
        self, faults: Mapping[Block, Sequence[tuple[Place, str]]], told: Sequence[Block]
    ) -> None:
        """A step that couldn't be told: who knows this program knows that one of its sums
        is small.
        """
        found = list(chain.from_iterable(faults.values()))
        self.reasons |= dict(found)
        if not found or any(why != SMALL for _, why in found):
            return
        open_ = [block for block in faults if block not in told or faults[block]]
        sums: list[tuple[bool, tuple[Place, ...]]] = []
        for block, other in product(open_, self.source.others):
            places = tuple(self.source.place(label, other) for label in block)
            sums.append((places[0] not in {p for p, _ in faults[block]}, places))
        first = sorted(sums, key=lambda one: one[0])
        self._of_steps.append(Clue(tuple(s for _, s in first), 1, self.choices.small - 1))

    def _one(self, block: Block) -> Iterator[Block]:
        if self._is_given_up(block):
            self._note(block, GIVEN_UP)
            return
        mine = list(self._faults(block))
        self.reasons |= dict(mine)
        if mine:
            self._conclude(block, mine)
            return
        yield block

    def _together(self, blocks: Iterator[tuple[str, ...]]) -> Iterator[tuple[str, ...]]:
        """Parts of a part are told all or not at all: one of two alone gives away the other."""
        found = list(blocks)
        standing = set(chain.from_iterable(block for block in found if len(block) == 1))
        gone: set[str] = set()
        for total in self.source.sums:
            inner = total.axis == self.source.along and total.parent not in self._totals
            if inner and not {total.parent, *total.children} <= standing:
                gone |= set(total.children)
        for block in found:
            if gone.intersection(block):
                self._note(block, GIVEN_UP)
            else:
                yield block

    @property
    def _totals(self) -> tuple[str | None, str | None]:
        return self.source.total_row, self.source.total_column

    def _note(self, block: tuple[str, ...], why: str) -> None:
        for label in block:
            for other in self.source.others:
                self.reasons.setdefault(self.source.place(label, other), why)

    def _faults(self, block: tuple[str, ...]) -> Iterator[tuple[Place, str]]:
        """The cells of labels told together that may not be told, and why."""
        for other in self.source.others:
            places = [self.source.place(label, other) for label in block]
            if why := self._fault(places, other):
                yield places[0], why

    def _fault(self, places: Sequence[Place], other: str) -> str:
        value = sum(self.values[place] for place in places)
        if value and value < self.choices.small:
            return SMALL
        if value and self.towns:
            parts = [sum(town[place] for place in places) for town in self.towns.values()]
            if sum(map(bool, parts)) < self.least_towns:
                return FEW
            if any(0 < value - part < self.choices.width for part in parts):
                return REST
        if value and self._tells_of_each(places, value):
            return NEARLY_ALL
        if any(0 < abs(value - old) < self.choices.width for old in self._printed(places, other)):
            return CLOSE
        return ""

    def _tells_of_each(self, places: Sequence[Place], value: int) -> bool:
        """Whether nearly all of a whole are in a part of which that tells something.

        All telling labels together tell no more of each than that it is one of them.
        """
        _, row, column = places[0]
        label = column if self.source.along == "column" else row
        named = {place[2] if self.source.along == "column" else place[1] for place in places}
        all_of_them = len(self.source.telling) > 1 and self.source.telling <= named
        if label not in self.source.telling or all_of_them:
            return False
        wholes = [s.parent for s in self.source.sums if label in s.children]
        other = row if self.source.along == "column" else column
        return any(
            self.values[self.source.place(whole, other)] - value < self.choices.small
            for whole in wholes
        )

    def _printed(self, places: Sequence[Place], other: str) -> Iterator[int]:
        """What earlier editions of the term printed for these cells, together or one by one."""
        labels = [p[2] if self.source.along == "column" else p[1] for p in places]
        for table in self.before:
            cells = {(r, c): cell.value for r, c, cell in table.places()}

            def at(label: str, cells: Mapping[tuple[str, str], int | None] = cells) -> int | None:
                key = (other, label) if self.source.along == "column" else (label, other)
                return cells.get(key)

            whole = at(joined(labels))
            parts = [at(label) for label in labels]
            if whole is not None:
                yield whole
            elif None not in parts:
                yield sum(part or 0 for part in parts)

    def _conclude(self, block: tuple[str, ...], faults: Sequence[tuple[Place, str]]) -> None:
        """A label that isn't told has a small number: the reader may know which, but no more of it
        than that it is small.
        """
        small = [place for place, why in faults if why == SMALL]
        if len(small) == len(faults) and small:
            others = [place[1] if self.source.along == "column" else place[2] for place in small]
            others += [other for other in self.source.others if other not in others]
            sums = (tuple(self.source.place(x, other) for x in block) for other in others)
            self._concluded[block] = Clue(tuple(sums), 1, self.choices.small - 1)

    @property
    def clues(self) -> list[Clue]:
        """What the absence of each label gives away; of parts that are told all or not at all, only
        that one of them is small.
        """
        found = dict(self._concluded)
        for total in self.source.sums:
            if total.axis == self.source.along and total.parent not in self._totals:
                parts = [block for block in found if set(block) <= set(total.children)]
                if parts:
                    sums = tuple(chain.from_iterable(found.pop(block).sums for block in parts))
                    found[parts[0]] = Clue(sums, 1, self.choices.small - 1)
        return [*found.values(), *self._of_steps]

    def says_nothing(self, shown: Sequence[ReleasedTable]) -> str:
        """Why the table isn't published: nothing is left of it but noughts, or what is left stands
        in another table.
        """
        if "" in self.given_up:
            return TOO_HARD
        cells = {
            (other, joined(block)): self._sum(block, other)
            for block, other in product(self.blocks, self.source.others)
        }
        if not any(cells.values()):
            if self.blocks and not self.reasons:
                return ""
            return TOO_HARD if self.given_up else TOO_SMALL
        places = chain.from_iterable(table.places() for table in shown)
        told = {(row, column) for row, column, _ in places}
        mine = {
            (other, label) if self.source.along == "column" else (label, other)
            for (other, label), value in cells.items()
            if value
        }
        return ELSEWHERE if mine <= told else ""

    def _sum(self, block: tuple[str, ...], other: str) -> int:
        return sum(self.values[self.source.place(label, other)] for label in block)

    def table(self) -> ReleasedTable:
        """The table as it is published."""
        source, labels = self.source, tuple(joined(block) for block in self.blocks)
        lines = tuple(
            tuple(Cell(self._sum(block, other)) for block in self.blocks) for other in source.others
        )
        if source.along == "row":
            lines = tuple(zip(*lines, strict=True))
        rows, columns = (
            (source.rows, labels) if source.along == "column" else (labels, source.columns)
        )
        return ReleasedTable(
            source.code,
            source.title,
            source.unit,
            source.counts,
            rows,
            columns,
            lines,
            source.total_row if source.total_row in rows else None,
            source.total_column if source.total_column in columns else None,
            tuple(self._sums()),
            source.balances,
            source.notes,
            source.rules,
            tuple(
                Sum(source.along, joined(block), block) for block in self.blocks if len(block) > 1
            ),
        )

    def _sums(self) -> Iterator[Sum]:
        """The sums in the labels that stand: a child told together with others stands as the whole
        they make.
        """
        together: dict[str, str] = {}
        for block in self.blocks:
            together |= dict.fromkeys(block, joined(block))
        for total in self.source.sums:
            if total.axis != self.source.along:
                yield total
                continue
            children = tuple(dict.fromkeys(together.get(x, x) for x in total.children))
            yield replace(total, children=children)


def _labels_of(ladder: Ladder) -> frozenset[str]:
    return frozenset(chain.from_iterable(ladder[0]))


def joined(labels: Sequence[str]) -> str:
    """How labels told together are called: 新增和重新立案."""
    return "和".join(filter(None, ("、".join(labels[:-1]), labels[-1])))


def changed(counted: Counted, earlier: Sequence[Released]) -> tuple[Place, ...]:
    """The cells that an earlier edition of the same term printed with another number than they have
    now, told or not.
    """
    printed: dict[Place, int | None] = {}
    for t in chain.from_iterable(r.tables for r in earlier if r.term == counted.term):
        printed |= {(t.code, r, c): cell.value for r, c, cell in t.places() if not cell.hidden}
    now = counted.values()
    return tuple(place for place, value in now.items() if printed.get(place, value) != value)


def could_be_given_up(counted: Counted, released: Released, unsafe: Set[str]) -> list[Label]:
    """What could be left out next of each table in which somebody won, the last table first; of all
    where none of these stands.

    In a table that is the first label still told, in the order fixed beforehand; where it has none
    left, the table itself. A table that tells the same cells as one in which somebody won may give
    up the first label that they share.
    """
    standing = [t for t in counted.tables if released.table(t.code)]
    mine = [t for t in standing if t.code in unsafe] or standing
    own = [(source.code, _first_told(source, released)) for source in reversed(mine)]
    return [*own, *_shared(standing, mine, released)]


def _shared(
    standing: Sequence[CountedTable], mine: Sequence[CountedTable], released: Released
) -> Iterator[Label]:
    """Of tables that come after one in which somebody won: what comes first is never hidden for
    what comes later.
    """
    named = {place[1:] for place, _ in chain.from_iterable(source.places() for source in mine)}
    after = standing[standing.index(mine[0]) + 1 :] if mine else ()
    for source in reversed([t for t in after if t not in mine]):
        both = [
            label
            for label in source.labels
            if named & {source.place(label, other)[1:] for other in source.others}
        ]
        if told := _first_told(source, released, both):
            yield source.code, told


def _first_told(
    source: CountedTable, released: Released, among: Sequence[str] | None = None
) -> str:
    """The label, or the labels told together, to be left out next: the first of the fixed order
    that is told in any way.
    """
    table = released.table(source.code)
    if table is None:
        return ""
    told = {x: x for x in (table.columns if source.along == "column" else table.rows)}
    for total in table.merged:
        told |= dict.fromkeys(total.children, total.parent)
    order = [label for label in source.gives_up if among is None or label in among]
    return next((told[label] for label in order if label in told), "")
