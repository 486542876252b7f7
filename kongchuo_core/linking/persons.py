"""Who is who across terms: people linked to the persons the ledger knows; a corrected number or
name is the same child.

A child is minted once (law 5). A child without a number has one too. Nobody is linked by one side
alone: the rules stand in ``regulation/persons.csv``, strongest first. A rule decides where both
sides are unique; where what is known speaks for two, or for one and against it, a person is asked
(:data:`ASKED`), and nobody's case goes anywhere meanwhile.
"""

from __future__ import annotations

import hashlib
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from typing import Any

import narwhals as nw
import pyarrow as pa

from kongchuo_core.engine import Engine, Frame, collect
from kongchuo_core.linking.mint import IDS, mint
from kongchuo_core.linking.sides import Around, Line, features, first_rule
from kongchuo_core.regulation.tables import person_rules

PEOPLE = pa.schema(
    [
        ("whose", pa.int64()),
        ("number", pa.string()),
        ("sound", pa.bool_()),
        ("student", pa.string()),
        ("name", pa.string()),
        ("birth", pa.int64()),
        ("sex", pa.string()),
        ("household", pa.string()),
        ("about", pa.string()),
        ("doubted", pa.bool_()),
        ("confirmed", pa.bool_()),
    ]
)
"""People of a run: ``household`` is town and household number, ``about`` what else tells people
without a number apart.

``doubted``: the birth date written beside the number isn't the number's; ``confirmed``: a school
names number and name alike.
"""

KNOWN = pa.schema(
    [
        ("child_id", pa.string()),
        ("number", pa.string()),
        ("student", pa.string()),
        ("name", pa.string()),
        ("birth", pa.int64()),
        ("sex", pa.string()),
        ("household", pa.string()),
        ("since", pa.int64()),
    ]
)
"""Persons of earlier runs, a line for each way in which one was met; ``since`` counts the terms,
the earliest is the smallest.
"""

ASKED = pa.schema(
    [
        ("whose", pa.int64()),
        ("child_id", pa.string()),
        ("marks", pa.string()),
        ("rule", pa.string()),
    ]
)
"""A person of the run who may be somebody known whom the run doesn't find: the known one's number,
the person's marks, the rule.
"""

_DERIVED = {
    "given": nw.col("name").str.slice(1),
    "surname": nw.col("name").str.slice(0, 1),
    "head": nw.col("typed").str.slice(0, 10),
    "tail": nw.col("typed").str.slice(10, 7),
    "rest": nw.concat_str(nw.col("typed").str.slice(0, 6), nw.col("typed").str.slice(14, 3)),
}
_KEYS: tuple[dict[str, str], ...] = (
    {"number": "number"},
    {"student": "student"},
    {"student": "number"},
    {"number": "student"},
    {"name": "name", "household": "household"},
    {"name": "name", "birth": "birth"},
    {"birth": "birth", "household": "household"},
    {"birth": "birth", "given": "given"},
    {"birth": "birth", "surname": "surname"},
    {"given": "given", "household": "household"},
    {"name": "name", "head": "head"},
    {"name": "name", "tail": "tail"},
)
"""What two must share to be compared at all: column of the run, column of what is known."""
_KEYS_OF_MISSED: tuple[dict[str, str], ...] = (*_KEYS, {"name": "name"}, {"rest": "rest"})
"""What is looked at for a known person whom the run doesn't find: also the name alone, and the
number but for its birth date.
"""
_KEYS_OF_OPEN: tuple[dict[str, str], ...] = ({"household": "household"},)
"""What besides is looked at for a known person with an open case whom the run doesn't find."""


@dataclass(frozen=True)
class Office:
    """What an office knows of persons.

    ``parted``: numbers with the marks of somebody who isn't that person; ``taken``: numbers not to
    be given again; ``open_cases``: who has an open case.
    """

    parted: Collection[tuple[str, str]] = ()
    taken: Collection[str] = ()
    open_cases: Collection[str] = ()


@dataclass(frozen=True)
class Identified:
    """Who everybody of a run is (:data:`~kongchuo_core.linking.mint.IDS`), and what is to be asked
    (:data:`ASKED`).
    """

    ids: pa.Table
    asked: pa.Table


def marks(key: bytes, line: Line) -> str:
    """What a register says of somebody, as a keyed digest that tells nobody's name or number."""
    told = (line.number, line.name, line.birth, line.sex, line.household)
    text = "\n".join("" if value is None else str(value) for value in told)
    return hashlib.blake2b(text.encode(), key=key, digest_size=12).hexdigest()


def identify(
    engine: Engine, people: pa.Table, known: pa.Table, key: bytes, office: Office
) -> Identified:
    """The lasting number of every person of a run: a known person's, else a new one.

    Parameters
    ----------
    people : :data:`PEOPLE`.
    known : :data:`KNOWN`; a person corrected since has several lines.

    Persons of the household register are looked for first: a roll that still has the old number is
    no rival of theirs.
    """
    work = _Identity(engine, people, known, key, office)
    for household in (True, False) if known.num_rows else ():
        work.exactly(household)
        work.by_rules(household)
    unseen = [w not in work.found for w in people["whose"].to_pylist()]
    fresh = people.filter(pa.array(unseen, pa.bool_()))
    taken = {*office.taken, *known["child_id"].to_pylist(), *work.found.values()}
    minted = mint(key, fresh, taken=taken)
    ids = pa.concat_tables([work.ids(), minted])
    new = dict(_zipped(minted, "whose", "child_id"))
    return Identified(ids, work.questions(new) if known.num_rows else ASKED.empty_table())


class _Identity:
    """The persons found so far, and the known persons who wait for a person's word."""

    def __init__(
        self, engine: Engine, people: pa.Table, known: pa.Table, key: bytes, office: Office
    ) -> None:
        self.engine, self.key, self.office, self.rules = engine, key, office, person_rules()
        self.found: dict[int, str] = {}
        self.waiting: set[str] = set()
        sound = nw.when(nw.col("sound")).then(nw.col("number"))
        self.now = engine.frame(people).with_columns(typed=nw.col("number"), number=sound)
        places = pa.array(range(known.num_rows), pa.int64())
        told = self._unparted(known.append_column("line", places))
        self.then = engine.frame(told).with_columns(typed=nw.col("number"))
        self.since: dict[str, int] = {}
        for child, since in _zipped(told, "child_id", "since"):
            self.since[child] = min(since, self.since.get(child, since))

    def _unparted(self, known: pa.Table) -> pa.Table:
        """What is known, without the lines of somebody else that once stood under a number."""
        children = {child for child, _ in self.office.parted}
        if not children:
            return known
        kept = [
            line["child_id"] not in children or not self._apart(line["child_id"], _line(line))
            for line in known.to_pylist()
        ]
        return known.filter(pa.array(kept, pa.bool_()))

    def _apart(self, child: str, line: Line) -> bool:
        return (child, marks(self.key, line)) in self.office.parted

    def ids(self) -> pa.Table:
        """Who was found."""
        columns = {"whose": list(self.found), "child_id": list(self.found.values())}
        return pa.table(columns, schema=IDS)

    def _left(self) -> Frame:
        """People of the run who aren't found yet."""
        done = self.engine.frame(self.ids().select(["whose"]))
        return self.now.join(done, on="whose", how="anti")

    def _unmet(self) -> Frame:
        """What is known of persons whom the run hasn't found yet."""
        done = self.engine.frame(self.ids().select(["child_id"]))
        return self.then.join(done, on="child_id", how="anti")

    def exactly(self, household: bool) -> None:
        """People with the number and the name of somebody known: nearly all of them.

        Where several are known by both, the one of the same household, then one of any household,
        then the one met first.
        """
        mine = self._left().filter(nw.col("household").is_null() != household)
        left = mine.select("whose", "number", "name", home="household")
        right = self._unmet().select("child_id", "number", "name", "since", then_home="household")
        same_home = nw.col("home") == nw.col("then_home")
        pairs = left.join(right, on=["number", "name"], how="inner").with_columns(
            strange=nw.when(same_home).then(nw.lit(0)).otherwise(nw.lit(1)),
            homeless=nw.when(nw.col("then_home").is_null()).then(nw.lit(1)).otherwise(nw.lit(0)),
        )
        order = ["strange", "homeless", "since", "child_id", "whose"]
        best = pairs.group_by("whose", "child_id").agg(
            *(nw.col(c).min() for c in ("strange", "homeless", "since"))
        )
        table = collect(best.select(*order)).sort_by([(c, "ascending") for c in order])
        apart = {child for child, _ in self.office.parted}
        asked = [whose for whose, child in _zipped(table, "whose", "child_id") if child in apart]
        lines, met = self._people(asked), {*self.found.values(), *self.waiting}
        for whose, child in _zipped(table, "whose", "child_id"):
            if whose in self.found or child in met:
                continue
            if child not in apart or not self._apart(child, lines[whose]):
                self.found[whose] = child
                met.add(child)

    def by_rules(self, household: bool) -> None:
        """The others by the table of rules: a rule decides where one fits one; whom it doesn't
        decide no weaker one does.
        """
        left = self._left()
        mine = left.filter(nw.col("household").is_null() != household)
        best = self._judged(mine, self._unmet(), _KEYS, left)
        done: set[int | str] = set(self.waiting)
        for place, rule in enumerate(self.rules):
            fits = [
                pair
                for pair, rank in sorted(best.items())
                if rule.decides and rank == place and done.isdisjoint(pair)
            ]
            times: Counter[int | str] = Counter(chain.from_iterable(fits))
            for whose, child in fits:
                if times[whose] == times[child] == 1:
                    self.found[whose] = child
            done.update(times)
        unsure = {child for whose, child in best if whose not in self.found}
        self.waiting |= (unsure & self._homes()) - set(self.found.values())

    def questions(self, minted: Mapping[int, str]) -> pa.Table:
        """Everybody known whom the run doesn't find, with whom it may be: somebody new, or met
        later than that one.
        """
        orphans = self._unmet()
        since = {w: self.since[c] for w, c in self.found.items()}
        lonely = {c for (c,) in _zipped(collect(orphans.select("child_id").unique()), "child_id")}
        first = min((self.since[c] for c in lonely), default=0)
        later = [w for w, n in since.items() if n > first]
        chosen = pa.table({"whose": pa.array(sorted({*minted, *later}), pa.int64())})
        people = self.now.join(self.engine.frame(chosen), on="whose", how="semi")
        best = self._judged(people, orphans, _KEYS_OF_MISSED, people)
        open_cases = pa.table(
            {"child_id": pa.array(sorted(lonely & set(self.office.open_cases)), pa.string())}
        )
        urgent = orphans.join(self.engine.frame(open_cases), on="child_id", how="semi")
        for pair, rank in self._judged(people, urgent, _KEYS_OF_OPEN, people).items():
            best[pair] = min(rank, best.get(pair, rank))
        lines, homes = self._people({w for w, _ in best}), self._homes()
        lines_asked = []
        for (whose, child), rank in sorted(best.items()):
            here = lines[whose].household is not None and child in homes
            older = whose in minted or self.since[child] < since[whose]
            if older and (here or child in self.office.open_cases):
                lines_asked.append(
                    (whose, child, marks(self.key, lines[whose]), self.rules[rank].rule)
                )
        columns = zip(*lines_asked, strict=True) if lines_asked else [[]] * len(ASKED)
        return pa.table([list(c) for c in columns], schema=ASKED)

    def _homes(self) -> set[str]:
        """Known persons who once stood in a household register."""
        at_home = self.then.filter(~nw.col("household").is_null()).select("child_id").unique()
        return {child for (child,) in _zipped(collect(at_home), "child_id")}

    def _people(self, wanted: Collection[int]) -> dict[int, Line]:
        if not wanted:
            return {}
        chosen = self.engine.frame(pa.table({"whose": pa.array(sorted({*wanted}), pa.int64())}))
        table = collect(self.now.join(chosen, on="whose", how="semi"))
        return {line["whose"]: _line(line) for line in table.to_pylist()}

    def _lines(self, wanted: Collection[int]) -> dict[int, Line]:
        if not wanted:
            return {}
        chosen = self.engine.frame(pa.table({"line": pa.array(sorted({*wanted}), pa.int64())}))
        table = collect(self.then.join(chosen, on="line", how="semi"))
        return {line["line"]: _line(line) for line in table.to_pylist()}

    def _judged(
        self, people: Frame, known: Frame, keys: Sequence[Mapping[str, str]], rest: Frame
    ) -> dict[tuple[int, str], int]:
        """The strongest rule of every pair of person and known person, over all ways in which that
        one was met.

        ``rest`` are the people among whom one of both names may stand elsewhere.
        """
        people, known = (
            self.engine.checkpoint(f.with_columns(**_DERIVED)) for f in (people, known)
        )
        pairs = self._pairs(people, known, keys)
        now = self._people({whose for whose, _, _ in pairs})
        then = self._lines({line for _, _, line in pairs})
        passed = self._passed_on(known)
        elsewhere = self._elsewhere(pairs, now, then, rest, known)
        best: dict[tuple[int, str], int] = {}
        for whose, child, line in pairs:
            around = Around(
                line in passed, (whose, child, line) in elsewhere, child in self.office.open_cases
            )
            rank = first_rule(features(now[whose], then[line], around), self.rules)
            if rank is not None and not self._apart(child, now[whose]):
                best[whose, child] = min(rank, best.get((whose, child), rank))
        return best

    def _pairs(
        self, people: Frame, known: Frame, keys: Sequence[Mapping[str, str]]
    ) -> list[tuple[int, str, int]]:
        """``whose, child_id, line`` of everything that shares a key, in a fixed order."""
        found: set[tuple[int, str, int]] = set()
        for key in keys:
            names = [f"k{n}" for n in range(len(key))]
            mine = people.select("whose", **dict(zip(names, key, strict=True)))
            theirs = known.select("child_id", "line", **dict(zip(names, key.values(), strict=True)))
            joined = mine.join(theirs, on=names, how="inner").select("whose", "child_id", "line")
            found.update(_zipped(collect(joined), "whose", "child_id", "line"))
        return sorted(found)

    def _passed_on(self, known: Frame) -> set[int]:
        """Lines whose number a household register now gives to somebody of another name."""
        mine = self.now.filter(~nw.col("household").is_null()).select("number", now_name="name")
        joined = known.select("line", "number", "name").join(mine, on="number", how="inner")
        others = joined.filter(nw.col("name") != nw.col("now_name")).select("line").unique()
        return {line for (line,) in _zipped(collect(others), "line")}

    def _elsewhere(
        self,
        pairs: Sequence[tuple[int, str, int]],
        now: Mapping[int, Line],
        then: Mapping[int, Line],
        rest: Frame,
        known: Frame,
    ) -> set[tuple[int, str, int]]:
        """Pairs of which one name stands elsewhere too: either with somebody else now, or the new
        one with somebody else then.
        """
        bearers: dict[str, list[tuple[object, Line]]] = defaultdict(list)
        named = {x.name for x in (*now.values(), *then.values())}
        for line in _named(self.engine, rest, named):
            bearers[line["name"]].append((line["whose"], _line(line)))
        known_as: dict[str, list[tuple[object, Line]]] = defaultdict(list)
        for line in _named(self.engine, known, {x.name for x in now.values()}):
            known_as[line["name"]].append((line["child_id"], _line(line)))

        def rival(who: object, line: Line, others: Iterable[tuple[object, Line]]) -> bool:
            return any(other != who and _may_be(line, told) for other, told in others)

        return {
            (whose, child, place)
            for whose, child, place in pairs
            if rival(whose, then[place], bearers[then[place].name])
            or rival(whose, now[whose], bearers[now[whose].name])
            or rival(child, now[whose], known_as[now[whose].name])
        }


def _named(engine: Engine, frame: Frame, names: Collection[str]) -> list[dict[str, Any]]:
    chosen = engine.frame(pa.table({"name": pa.array(sorted(n for n in names if n), pa.string())}))
    lines: list[dict[str, Any]] = collect(frame.join(chosen, on="name", how="semi")).to_pylist()
    return lines


def _may_be(line: Line, other: Line) -> bool:
    """Whether two lines of one name may be one person's: the same household, or close in age."""
    told = features(line, other, Around())
    return "home_same" in told or ("years_close" in told and "sex_other" not in told)


def _line(told: Mapping[str, Any]) -> Line:
    names = ("number", "typed", "student", "name", "birth", "sex", "household")
    values = {name: told.get(name) for name in names}
    doubted, confirmed = bool(told.get("doubted")), bool(told.get("confirmed"))
    return Line(**values | {"name": told["name"] or ""}, doubted=doubted, confirmed=confirmed)


def _zipped(table: pa.Table, *columns: str) -> Iterator[tuple[Any, ...]]:
    """Some columns of a table, line by line."""
    return zip(*(table[c].to_pylist() for c in columns), strict=True)
