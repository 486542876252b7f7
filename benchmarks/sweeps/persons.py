"""The same children in three terms, with truth: what the books do to numbers, names and households,
and who is taken for whom.

    python benchmarks/sweeps/persons.py [--full] [--seeds 40] [--into outputs/sweeps/persons.csv]

Each kind is a small story of one home or a few, told in every term's book; hundreds of homes make a
county. Counted for each kind: ``kept`` (the child keeps its number), ``asked`` (an office is asked
whether it is that child), ``lost`` (neither), ``wrong`` (a child has the number of another who has
a case) and ``mixed`` (of another who has none: a book that writes the elder's name beside the
younger's number tells what a change of name tells). A seed that stands in the file is not run
again.
"""

from __future__ import annotations

import argparse
import csv
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import pyarrow as pa

from kongchuo_core.engine import DuckDB, Engine
from kongchuo_core.linking.persons import KNOWN, PEOPLE, Office, identify
from kongchuo_core.sample.names import HOMOPHONES
from kongchuo_core.settings.workspace import SAMPLE_KEY

AREA, TERMS = "539924", 3
SURNAMES = "王李张刘陈杨赵黄周吴徐孙马朱胡林郭何高罗"
GIVEN = (
    "梓涵雨桐浩宇欣怡佳睿思博文静雅琪明辉志强国华秀英春梅德正东旺成龙凤安宁乐天元初夏秋冬嘉瑞祥福康"
)
HEADS = ("kept", "asked", "lost", "wrong", "mixed")
FULL, SMALL = 40, 2
"""Seeds of a full sweep and of the one in the tests."""


@dataclass(frozen=True)
class Child:
    """A child as one term's book has it; ``pid`` is the truth and stands in no book."""

    pid: int
    name: str
    number: str
    birth: int
    sex: str
    household: str
    student: str | None = None
    confirmed: bool = False

    @property
    def sound(self) -> bool:
        """Whether the number is one."""
        return len(self.number) == 18 and check_character(self.number[:17]) == self.number[17]


Book = list[Child]
Story = list[Book]
"""What each term's book has of a home."""


def check_character(stem: str) -> str:
    """The check character of a number by ISO 7064 MOD 11-2."""
    rest = 0
    for character in stem:
        rest = (rest + int(character)) * 2 % 11
    return "0123456789X"[(12 - rest) % 11]


class Maker:
    """Makes children of one seed: every name, number and household from the one random source."""

    def __init__(self, seed: int) -> None:
        self.rng, self._pid = Random(seed), 0

    def child(self, household: str, surname: str, **fixed: object) -> Child:
        """A new child of a household."""
        self._pid += 1
        sex = self.rng.choice("12")
        birth = self.day()
        child = Child(self._pid, self.name(surname), "", birth, sex, household)
        child = replace(child, **fixed)  # type: ignore[arg-type]
        return child if child.number else replace(child, number=self.number(child.birth, child.sex))

    def day(self) -> int:
        """A birthday of somebody of school age."""
        return (
            self.rng.randint(2010, 2018) * 10000
            + self.rng.randint(1, 12) * 100
            + self.rng.randint(1, 28)
        )

    def name(self, surname: str) -> str:
        """A name of two or three characters."""
        return surname + "".join(
            self.rng.choice(GIVEN) for _ in range(self.rng.choice((1, 2, 2, 2)))
        )

    def number(self, birth: int, sex: str, area: str = AREA) -> str:
        """A sound number."""
        stem = f"{area}{birth}{self.rng.randint(1, 498) * 2 + (sex == '1'):03d}"
        return stem + check_character(stem)

    def home(self, size: int) -> Book:
        """Brothers and sisters of one household."""
        household, surname = f"永定街道|{self.rng.randrange(10**7):07d}", self.rng.choice(SURNAMES)
        found: Book = []
        while len(found) < size:
            child = self.child(household, surname)
            if child.name not in {c.name for c in found}:
                found.append(child)
        return found

    def brothers(self) -> Book:
        """Two of one home whose names share the character of their generation."""
        one, other = self.home(2)
        shared, own, others = self.rng.sample(GIVEN, 3)
        names = (one.name[0] + shared + c for c in (own, others))
        return [replace(c, name=n) for c, n in zip((one, other), names, strict=True)]

    def elsewhere(self, child: Child) -> Child:
        """The child in another household of another town."""
        return replace(child, household=f"大营街道|{self.rng.randrange(10**7):07d}")

    def renumbered(self, child: Child) -> Child:
        """The serial of a sound number corrected."""
        return replace(child, number=self.number(child.birth, child.sex))

    def reborn(self, child: Child) -> Child:
        """The birth date of a sound number corrected: a day, a month, or both exchanged; the rest
        stays.
        """
        year, month, day = child.birth // 10000, child.birth // 100 % 100, child.birth % 100
        options = [(year, month, day % 28 + 1), (year, month % 12 + 1, day), (year + 1, month, day)]
        options += [(year, day, month)] if day <= 12 and day != month else []
        y, m, d = self.rng.choice(options)
        birth = y * 10000 + m * 100 + d
        stem = f"{child.number[:6]}{birth}{child.number[14:17]}"
        return replace(child, birth=birth, number=stem + check_character(stem))

    def renamed(self, child: Child) -> Child:
        """Another given name."""
        return replace(child, name=self.name(child.name[0]))

    def other_surname(self, child: Child) -> Child:
        """Another surname, the given name stays."""
        return replace(
            child, name=self.rng.choice(SURNAMES.replace(child.name[0], "")) + child.name[1:]
        )

    def damaged(self, child: Child) -> Child:
        """One digit of the number wrong."""
        place = self.rng.randrange(6, 17)
        wrong = str((int(child.number[place]) + self.rng.randint(1, 9)) % 10)
        return replace(child, number=child.number[:place] + wrong + child.number[place + 1 :])


def _changed(change: Callable[[Maker, Child], Child], size: int = 2) -> Callable[[Maker], Story]:
    """A story in which the first of a home is changed between the first and the second term."""

    def story(make: Maker) -> Story:
        first, *rest = make.home(size)
        after = [change(make, first), *rest]
        return [[first, *rest], after, after]

    return story


def _wrong_first(change: Callable[[Maker, Child], Child]) -> Callable[[Maker], Story]:
    """A story in which the first book is wrong and the second right."""

    def story(make: Maker) -> Story:
        first, *rest = make.home(2)
        return [[change(make, first), *rest], [first, *rest], [first, *rest]]

    return story


def _numbers_of(book: Book, order: list[int]) -> Book:
    """The same children with each other's numbers, and the births that the numbers say."""
    return [
        replace(c, number=book[n].number, birth=book[n].birth)
        for c, n in zip(book, order, strict=True)
    ]


def _exchanged(size: int) -> Callable[[Maker], Story]:
    def story(make: Maker) -> Story:
        right = make.home(size)
        wrong = _numbers_of(right, [*range(1, size), 0])
        return [wrong, right, right]

    return story


def _exchanged_later(make: Maker) -> Story:
    right = make.home(2)
    return [right, _numbers_of(right, [1, 0]), right]


def _elder_under_younger(make: Maker) -> Story:
    elder, younger = make.home(2)
    wrong = replace(elder, number=younger.number, birth=younger.birth)
    return [[wrong], [elder, younger], [elder, younger]]


def _elder_moved(make: Maker) -> Story:
    elder, younger = make.home(2)
    wrong = replace(elder, number=younger.number, birth=younger.birth)
    after = [make.elsewhere(elder), younger]
    return [[wrong], after, after]


def _younger_under_elder_later(make: Maker) -> Story:
    """The second book has the unknown elder under the younger's number, and the younger not at all;
    the names share a character.
    """
    elder, younger = make.brothers()
    wrong = replace(elder, number=younger.number, birth=younger.birth)
    return [[younger], [wrong], [elder, younger]]


def _neighbours(make: Maker) -> Story:
    right = [make.home(1)[0] for _ in range(2)]
    return [_numbers_of(right, [1, 0]), right, right]


def _column(make: Maker) -> Story:
    """A whole village's numbers slipped by a row."""
    right = [make.home(1)[0] for _ in range(12)]
    return [_numbers_of(right, [*range(1, 12), 0]), right, right]


def _names_column(make: Maker) -> Story:
    """A whole village's names slipped by a row in the second book."""
    right = [make.home(1)[0] for _ in range(12)]
    names = [c.name for c in right]
    wrong = [replace(c, name=n) for c, n in zip(right, [*names[1:], names[0]], strict=True)]
    return [right, wrong, right]


def _namesake(make: Maker) -> Story:
    """One goes; another of the same name and birthday comes."""
    here = make.home(1)[0]
    there = make.elsewhere(
        make.child("", here.name[0], name=here.name, birth=here.birth, sex=here.sex)
    )
    return [[here], [there], [there]]


def _twins(make: Maker) -> Story:
    """A twin goes and the other, whom no book had, comes."""
    one, other = make.home(2)
    other = replace(other, birth=one.birth, sex=one.sex, number=make.number(one.birth, one.sex))
    return [[one], [other], [other]]


def _next_child(make: Maker) -> Story:
    """The elder has left school age and the book; a younger one of the home comes into it."""
    elder, younger = make.home(2)
    return [[elder], [younger], [younger]]


def _went_and_came_back(make: Maker) -> Story:
    home = make.home(2)
    return [home, home[1:], home]


def _twice_corrected(make: Maker) -> Story:
    first, *rest = make.home(2)
    second = make.renumbered(first)
    third = make.renamed(second)
    return [[first, *rest], [second, *rest], [third, *rest]]


def _one_number(make: Maker) -> Story:
    """Two children under one number, one of them put right."""
    one, other = make.home(2)
    wrong = replace(other, number=one.number, birth=one.birth)
    return [[one, wrong], [one, other], [one, other]]


def _collective(make: Maker) -> Story:
    """Two of one name in one collective household, the numbers of both corrected."""
    one = make.home(1)[0]
    other = make.child(one.household, one.name[0], name=one.name, sex=one.sex)
    after = [make.renumbered(one), make.renumbered(other)]
    return [[one, other], after, after]


def _school_knows(make: Maker) -> Story:
    """A new name that the school has too."""
    first, *rest = make.home(2)
    after = [replace(make.renamed(first), confirmed=True), *rest]
    return [[first, *rest], after, after]


def _student_kept(make: Maker) -> Story:
    """Moved, with another number; the student number stays."""
    first = make.home(1)[0]
    first = replace(first, student=first.number)
    after = [make.elsewhere(make.renumbered(first))]
    return [[first], after, after]


def _named_later(make: Maker) -> Story:
    """A newborn without a number, called after its father until it has a name."""
    home = make.home(2)
    unnamed = replace(home[0], name=f"{home[0].name[0]}某之子", number="")
    return [[unnamed, *home[1:]], home, home]


def _other_sex(make: Maker) -> Story:
    """The sex was wrong, and with it the serial of the number."""
    home = make.home(2)
    sex = "1" if home[0].sex == "2" else "2"
    right = replace(home[0], sex=sex, number=make.number(home[0].birth, sex))
    return [home, [right, *home[1:]], [right, *home[1:]]]


def _households_renumbered(make: Maker) -> Story:
    """All households of a village get other numbers, and a child's number gets a digit wrong."""
    home = make.home(2)
    moved = [replace(c, household=f"{c.household}9") for c in home]
    return [home, [make.damaged(moved[0]), *moved[1:]], moved]


def _year_corrected_by_ear(make: Maker) -> Story:
    """Moved; the year of birth is corrected, and the name written by ear."""
    (child,) = make.home(1)
    birth = child.birth + 10_000
    stem = f"{child.number[:6]}{birth}{child.number[14:17]}"
    heard = "".join(HOMOPHONES.get(c, c) if n else c for n, c in enumerate(child.name))
    moved = make.elsewhere(replace(child, birth=birth, name=heard))
    later = replace(moved, number=stem + check_character(stem))
    return [[child], [later], [later]]


def _away_and_renamed(make: Maker) -> Story:
    """A term in no book, then in another town's under another given name."""
    home = make.home(2)
    return [home, home[1:], [make.renamed(make.elsewhere(home[0])), *home[1:]]]


def _adopted(make: Maker, child: Child) -> Child:
    return make.elsewhere(make.renumbered(make.other_surname(child)))


KINDS: dict[str, Callable[[Maker], Story]] = {
    "nothing changed": _changed(lambda make, c: c),
    "serial corrected": _changed(Maker.renumbered),
    "birth date corrected": _changed(Maker.reborn),
    "moved": _changed(Maker.elsewhere),
    "moved, serial corrected": _changed(lambda make, c: make.elsewhere(make.renumbered(c))),
    "moved, birth date corrected": _changed(lambda make, c: make.elsewhere(make.reborn(c))),
    "given name changed": _changed(Maker.renamed),
    "given name changed, the school's too": _school_knows,
    "surname changed": _changed(Maker.other_surname),
    "whole name changed": _changed(
        lambda make, c: replace(c, name=make.name(make.rng.choice(SURNAMES)))
    ),
    "given name and number changed": _changed(lambda make, c: make.renamed(make.renumbered(c))),
    "surname and number changed": _changed(lambda make, c: make.other_surname(make.renumbered(c))),
    "adopted: household and surname": _changed(
        lambda make, c: make.elsewhere(make.other_surname(c)), 1
    ),
    "adopted: household, surname, number": _changed(_adopted, 1),
    "damaged number corrected": _wrong_first(Maker.damaged),
    "damaged number and surname corrected": _wrong_first(
        lambda make, c: make.damaged(make.other_surname(c))
    ),
    "number given later": _wrong_first(lambda make, c: replace(c, number="")),
    "number lost later": _changed(lambda make, c: replace(c, number="")),
    "two exchanged, put right": _exchanged(2),
    "three exchanged, put right": _exchanged(3),
    "right, exchanged, right again": _exchanged_later,
    "elder under the younger's number": _elder_under_younger,
    "the same, and the elder moved": _elder_moved,
    "later under the younger's number": _younger_under_elder_later,
    "neighbours exchanged": _neighbours,
    "a village's numbers slipped": _column,
    "a village's names slipped later": _names_column,
    "a namesake of the same day": _namesake,
    "a twin goes, the other comes": _twins,
    "the next child of the home": _next_child,
    "went and came back": _went_and_came_back,
    "corrected twice": _twice_corrected,
    "one number for two": _one_number,
    "two of one name in one household": _collective,
    "moved and renumbered, student number kept": _student_kept,
    "named after the first term": _named_later,
    "sex and serial corrected": _other_sex,
    "households renumbered, a digit wrong": _households_renumbered,
    "moved, year corrected, name by ear": _year_corrected_by_ear,
    "away for a term, moved and renamed": _away_and_renamed,
}


def county(seed: int, homes: int) -> tuple[Story, dict[int, str]]:
    """The books of the terms, shuffled, and the kind each child belongs to."""
    make, kinds = Maker(seed), {}
    books: Story = [[] for _ in range(TERMS)]
    for kind, story in KINDS.items():
        for _ in range(homes):
            for book, told in zip(books, story(make), strict=True):
                book.extend(told)
                kinds |= {c.pid: kind for c in told}
    for book in books:
        make.rng.shuffle(book)
    return books, kinds


def people_of(book: Book) -> pa.Table:
    """A book as ``identify`` wants it."""
    rows = [
        (
            n,
            c.number or None,
            c.sound,
            c.student,
            c.name,
            c.birth,
            c.sex,
            c.household,
            c.household,
            False,
            c.confirmed,
        )
        for n, c in enumerate(book)
    ]
    return pa.table([list(column) for column in zip(*rows, strict=True)], schema=PEOPLE)


def _remembered(book: Book, ids: dict[int, str], term: int) -> Iterator[tuple[object, ...]]:
    for n, c in enumerate(book):
        yield (
            ids[n],
            c.number if c.sound else None,
            c.student,
            c.name,
            c.birth,
            c.sex,
            c.household,
            term,
        )


def run(engine: Engine, seed: int, homes: int) -> dict[str, Counter[str]]:
    """What became of every child from term to term, counted by kind."""
    books, kinds = county(seed, homes)
    rng = Random(seed)
    met: dict[tuple[object, ...], tuple[object, ...]] = {}
    owner: dict[str, int] = {}
    own: dict[int, set[str]] = {}
    open_cases: frozenset[str] = frozenset()
    found: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    for term, book in enumerate(books):
        known = pa.table(
            [[line[n] for line in met.values()] for n in range(len(KNOWN))], schema=KNOWN
        )
        told = identify(engine, people_of(book), known, SAMPLE_KEY, Office(open_cases=open_cases))
        ids = dict(
            zip(told.ids["whose"].to_pylist(), told.ids["child_id"].to_pylist(), strict=True)
        )
        asked = set(
            zip(told.asked["whose"].to_pylist(), told.asked["child_id"].to_pylist(), strict=True)
        )
        for n, child in enumerate(book):
            mine, count = ids[n], found[kinds[child.pid]]
            if owner.setdefault(mine, child.pid) != child.pid:
                count["wrong" if mine in open_cases else "mixed"] += 1
            elif before := own.get(child.pid):
                told_of = "asked" if any((n, number) in asked for number in before) else "lost"
                count["kept" if mine in before else told_of] += 1
        for n, child in enumerate(book):
            own.setdefault(child.pid, set()).add(ids[n])
        for line in _remembered(book, ids, term):
            met.setdefault(line[:-1], line)
        if term == 0:
            open_cases = frozenset(c for c in ids.values() if rng.random() < 0.5)
    return found


def sweep(seeds: range, homes: int, into: Path | None = None) -> dict[str, Counter[str]]:
    """Seeds one after another, added up; those that stand in ``into`` already are read from
    there.
    """
    done = _read(into) if into and into.is_file() else {}
    total: dict[str, Counter[str]] = {kind: Counter() for kind in KINDS}
    with DuckDB() as engine:
        for seed in seeds:
            counted = done.get(seed) or run(engine, seed, homes)
            if into and seed not in done:
                _write(into, seed, counted)
            for kind, count in counted.items():
                total[kind] += count
    return total


def _read(path: Path) -> dict[int, dict[str, Counter[str]]]:
    found: dict[int, dict[str, Counter[str]]] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            count = Counter({head: int(line[head]) for head in HEADS})
            found.setdefault(int(line["seed"]), {})[line["kind"]] = count
    return found


def _write(path: Path, seed: int, counted: dict[str, Counter[str]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    new = not path.is_file()
    with path.open("a", encoding="utf-8", newline="") as file:
        out = csv.writer(file)
        if new:
            out.writerow(["seed", "kind", *HEADS])
        out.writerows([seed, kind, *(count[h] for h in HEADS)] for kind, count in counted.items())


def main() -> int:
    """Print the table; the exit status is 1 where a child has another's number or is lost."""
    parser = argparse.ArgumentParser(
        description="跨学期认人：造三个学期的名册，数保持、提问、丢失、认错"
    )
    parser.add_argument("--full", action="store_true", help=f"{FULL}个种子，缺省为{SMALL}个")
    parser.add_argument("--seeds", type=int, help="种子数")
    parser.add_argument("--homes", type=int, default=20, help="每种情形几户")
    parser.add_argument("--into", type=Path, help="逐个种子记在这个文件里，中断以后接着做")
    options = parser.parse_args()
    count = options.seeds or (FULL if options.full else SMALL)
    total = sweep(range(count), options.homes, options.into)
    print("\t".join((*HEADS, "kind")))
    for kind, found in total.items():
        print("\t".join((*(str(found[h]) for h in HEADS), kind)))
    return int(any(found["wrong"] or found["lost"] for found in total.values()))


if __name__ == "__main__":
    raise SystemExit(main())
