"""Ask before you suspect, and look twice at who was linked: the pupils' seats.

A seat is the school and class in which the student-status system has a pupil. Whose seat is there
while no roll names him is a claimant: a child of the household register, or a pupil of another
place. Rolls of that very school are looked through for him:

- a row that belongs to nobody and may be his is a question instead of a suspicion (law 4);
- a row that was linked to another child, but contradicts that child where it agrees with the
  claimant, is a question about both.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from itertools import chain, product

import narwhals as nw
import numpy as np
import numpy.typing as npt
import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.engine import Engine, Frame, collect, distinct
from kongchuo_core.linking import near, places
from kongchuo_core.linking.blocks import with_name_keys
from kongchuo_core.linking.deciding import LINKS, QUESTIONS, side
from kongchuo_core.linking.keys import comparable, keyed
from kongchuo_core.linking.numbers import with_soundness
from kongchuo_core.linking.review import Decisions, apply, evidence
from kongchuo_core.registers.words import Says
from kongchuo_core.regulation.tables import link_rules
from kongchuo_core.vocabulary.codes import NOT_ENROLLED, STUDENT_STATUS

Flags = npt.NDArray[np.bool_]
Ints = npt.NDArray[np.int64]

RIVAL = "seat_rival"
"""The rule under which a link is doubted because a pupil of that school fits better."""
PERSON = ("name", "number", "prefix", "student", "written", "sex", "cut", "sound", "birth")
_PLACE = ("at", "year", "room")
_SAID = ("name", "number", "written", "sex", "cut")
"""What a roll's row says that is looked at for every row."""
_HELD = ("row_id", *_PLACE, "child", *_SAID)
_PARTS = (((6, 14),), ((6, 9), (15, 18)), ((12, 18),))
"""Parts of a number: a wrong character, or two neighbours that changed places, leave one line of
them whole.
"""
_SCHOOLS = pa.schema([("school", pa.string()), ("at", pa.int64())])
_WHOLE = dict.fromkeys(("child", *_PLACE, "written", "birth"), pa.int64()) | dict.fromkeys(
    ("cut", "sound"), pa.bool_()
)
_CLAIMANT = pa.schema([(c, _WHOLE.get(c, pa.string())) for c in ("child", *_PLACE, *PERSON)])
_PAIR = pa.schema([("row_id", pa.int64()), ("child", pa.int64()), ("rule", pa.string())])


@dataclass(frozen=True)
class Pupils:
    """The rows of enrolment and of the rolls as the seats see them.

    ``seats``: every record of enrolment that counts, ``rolls``: every roll's row that doesn't say
    no, both with ``row_id``, place, ``at`` (the school under the shortest of its names), ``year``
    (the grade as a number) and the ``child`` linked to it (null: nobody); ``persons``: what both
    say of the person, by ``row_id``.
    """

    seats: Frame
    rolls: Frame
    persons: Frame


def pupils(
    engine: Engine, enrolment: Frame, presence: Frame, keys: Frame, decided: Frame
) -> Pupils:
    """The registers made ready.

    A roll's row that can't be used for want of number and date says all the same that a pupil of
    that name sits there.
    """
    out = [s for s, c in STUDENT_STATUS.spellings().items() if c in NOT_ENROLLED]
    counts = nw.col("fate").is_null() & ~nw.col("student_status").is_in(out).fill_null(False)
    says_there = nw.col("says").fill_null(Says.YES.value) != Says.NO.value
    unusable = keyed(comparable(presence, "presence", quarantined=True))
    common = ("row_id", "source", "name", "number", "student", "written", "sex", "cut")
    persons = nw.concat([keys.select(*common), unusable.select(*common)])
    seats = enrolment.filter(counts)
    rolls = presence.filter(says_there & ~nw.col("name").is_null())
    at = _schools(engine, seats, rolls)
    seated = _placed(engine, seats, at, decided, "enrolment")
    named = _placed(engine, rolls, at, decided, "presence").join(
        persons.select("row_id", *_SAID), on="row_id", how="inner"
    )
    return Pupils(engine.checkpoint(seated), engine.checkpoint(named), persons)


def _placed(engine: Engine, rows: Frame, at: Frame, decided: Frame, source: str) -> Frame:
    links = decided.filter(nw.col("source") == source).select("row_id", "child")
    rows = rows.filter(~nw.col("school").is_null())
    for words, number_of, number in (
        ("grade", places.grade_number, "year"),
        ("class_name", places.class_number, "room"),
    ):
        found = {word: number_of(word) for word in _words(rows, words)}
        table = pa.table({words: list(found), number: list(found.values())})
        schema = pa.schema([(words, pa.string()), (number, pa.int64())])
        rows = rows.join(engine.frame(table.cast(schema)), on=words, how="left")
    rows = rows.join(at, on="school", how="left").join(links, on="row_id", how="left")
    return rows.select("row_id", *_PLACE, "child")


def _schools(engine: Engine, *registers: Frame) -> Frame:
    """``school, at``: every school's name and a number, the same for two names of one school."""
    names = places.one_school(chain.from_iterable(_words(r, "school") for r in registers))
    numbers = {name: number for number, name in enumerate(sorted(set(names.values())))}
    table = pa.table({"school": list(names), "at": [numbers[one] for one in names.values()]})
    return engine.frame(table.cast(_SCHOOLS))


def _words(rows: Frame, column: str) -> list[str]:
    """Every distinct cell of a column."""
    words = collect(distinct(rows, column))[column].to_pylist()
    return sorted(w for w in words if w is not None)


def ask(
    engine: Engine,
    found: Pupils,
    base: Frame,
    waiting: Frame,
    decided: Frame,
    questions: pa.Table,
    decisions: Decisions,
) -> tuple[Frame, pa.Table]:
    """Look for every claimant on the rolls of the school.

    Parameters
    ----------
    base : :func:`~kongchuo_core.linking.keys.household_base`, its children settled.
    waiting : ``child``: who is in scope.
    decided, questions : what :func:`~kongchuo_core.linking.cascade.link` found.

    Returns
    -------
    tuple
        The links and the questions, those that are doubted taken from the one and put among the
        other.
    """
    children, strangers, loose = _claimants(engine, found, base, waiting)
    own, seated = _own_rows(loose, strangers)
    contested = _without_number(loose, questions)
    asked = _of_nobody(engine, children, contested.filter(pa.array(~own)), strangers)
    rivals = pa.concat_tables([children, strangers.filter(pa.array(~seated))])
    doubted = _of_others(engine, found, rivals, base)
    more = _as_questions(engine, pa.concat_tables([asked, doubted]), found, base, decisions)
    linked, left = apply(decisions, LINKS.empty_table(), more)
    left = left.filter(pa.array(_new(left, questions)))
    decided = decided.join(engine.frame(doubted.select(["row_id"])), on="row_id", how="anti")
    return (
        engine.checkpoint(
            nw.concat([f.select(*LINKS.names) for f in (decided, engine.frame(linked))])
        ),
        pa.concat_tables([questions, left]),
    )


def persons_of(found: Pupils, rows: Frame) -> Frame:
    """Rows with what they say of the person."""
    rows = rows.drop(*_SAID, strict=False)
    told = with_soundness(rows.join(found.persons, on="row_id", how="inner"))
    return told.with_columns(prefix=nw.col("number"), birth=nw.col("number_birth"))


def _without_number(loose: pa.Table, questions: pa.Table) -> pa.Table:
    """The rows; the number of those that are already asked about may be another's and says nothing
    against anybody.
    """
    asked = pc.is_in(loose["row_id"], questions["row_id"].combine_chunks())
    for column in ("number", "prefix", "birth"):
        place = loose.schema.get_field_index(column)
        kept = pc.if_else(asked, pa.scalar(None, loose[column].type), loose[column])
        loose = loose.set_column(place, column, kept)
    sound = pc.and_(loose["sound"], pc.invert(asked))
    return loose.set_column(loose.schema.get_field_index("sound"), "sound", sound)


def _claimants(
    engine: Engine, found: Pupils, base: Frame, waiting: Frame
) -> tuple[pa.Table, pa.Table, pa.Table]:
    """Who has a seat and stands on no roll: children, as the household register and as enrolment
    tells them, and strangers; and the rolls' rows that are nobody's.
    """
    there = found.rolls.filter(~nw.col("child").is_null()).select("child")
    seats = engine.checkpoint(
        found.seats.join(waiting.select("child"), on="child", how="semi").join(
            there, on="child", how="anti"
        )
    )
    at_home = collect(
        seats.select("child", *_PLACE).join(
            _main_rows(base).select("child", *PERSON), on="child", how="inner"
        )
    )
    of_nobody = (f.filter(nw.col("child").is_null()) for f in (found.seats, found.rolls))
    told = [f.select("row_id", *_PLACE, "child") for f in (seats, *of_nobody)]
    persons = collect(persons_of(found, nw.concat(told)))
    on_roll = pc.equal(persons["source"], "presence")
    seated, loose = persons.filter(pc.invert(on_roll)), persons.filter(on_roll)
    known = seated["child"].is_valid()
    columns = _CLAIMANT.names
    at_school, strangers = (
        seated.filter(which).select(columns).cast(_CLAIMANT) for which in (known, pc.invert(known))
    )
    return pa.concat_tables([at_home.select(columns).cast(_CLAIMANT), at_school]), strangers, loose


def _main_rows(base: Frame) -> Frame:
    """The household rows that stand for a child."""
    return base.filter(nw.col("row_id") == nw.col("child"))


def _own_rows(loose: pa.Table, strangers: pa.Table) -> tuple[Flags, Flags]:
    """Which loose rows are a stranger's own by number and name, and which strangers have one of
    their number or name.
    """
    by_number, by_name = ("at", "number", "name"), ("at", "name")
    numbered, named = _texts(strangers, by_number), _texts(strangers, by_name)
    own: Flags = np.isin(_texts(loose, by_number), numbered) & _filled(loose["number"])
    seated: Flags = np.isin(numbered, _texts(loose, by_number)) | np.isin(
        named, _texts(loose, by_name)
    )
    return own, seated


def _texts(table: pa.Table, columns: tuple[str, ...]) -> npt.NDArray[np.str_]:
    texts = (pc.fill_null(table[c].cast(pa.string()), "") for c in columns)
    return np.array(pc.binary_join_element_wise(*texts, "|").to_pylist(), dtype=str)


def _filled(column: pa.ChunkedArray) -> Flags:
    filled: Flags = column.is_valid().to_numpy().astype(bool)
    return filled


def _of_nobody(
    engine: Engine, children: pa.Table, loose: pa.Table, strangers: pa.Table
) -> pa.Table:
    """Loose rows that may be a child's whose seat is in that school.

    Also in another, of the same name and grade, where that is none of enrolment's schools, or the
    row has neither number nor date. Two sound numbers are two persons', but for the same name or
    birth date.
    """
    one, other = _numbered(children), _numbered(loose)
    seats = pa.concat_tables([t.select(["at"]) for t in (children, strangers)])["at"]
    unknown = pc.invert(pc.is_in(other["at"], seats.combine_chunks()))
    bare = pc.and_(pc.is_null(other["number"]), pc.is_null(other["written"]))
    moved = other.filter(pc.or_(unknown, bare))
    few, unsound = (t.filter(pc.invert(t["sound"])) for t in (one, other))
    both = [_of_shared_schools(*pair) for pair in ((one, unsound), (few, other))]
    by_names = (
        _meet(engine, keyed(a), keyed(b), "key", "key")
        for keyed, (a, b) in product((with_name_keys, _with_parts), both)
        if a.num_rows and b.num_rows
    )
    met = pa.concat_tables(
        [
            *by_names,
            _meet(engine, one, other, "name", "name"),
            _meet(engine, one, other, "birth", "written"),
            _meet(engine, one, other, "birth", "birth"),
            _meet(engine, one, moved, "name", "name", place="year"),
        ]
    )
    met = met.group_by(["line", "row"]).aggregate([]) if met.num_rows else met
    claims, rows = children.take(met["line"]), loose.take(met["row"])
    features = _features(rows, claims)
    named_so = np.isin(_texts(rows, ("at", "name")), _texts(strangers, ("at", "name")))
    features["name_of_stranger"] = named_so & ~features["name_same"]
    rules = link_rules()
    rank = near.judge(features, rules)
    ids, children_of = rows["row_id"].to_numpy(), claims["child"].to_numpy()
    kept = (rank < len(rules)) & _first(ids, rank) & _first(children_of, rank)
    names = np.array([r.rule for r in rules] + [""])[rank]
    return _pairs(ids, claims["child"], names).filter(pa.array(kept))


def _of_shared_schools(one: pa.Table, other: pa.Table) -> tuple[pa.Table, pa.Table]:
    """The lines of both whose school the other has too."""
    schools = pc.fill_null(one["at"], -1), pc.fill_null(other["at"], -2)
    kept = [pc.is_in(a, b.combine_chunks()) for a, b in (schools, schools[::-1])]
    return one.filter(kept[0]), other.filter(kept[1])


def _first(group: Ints, rank: Ints) -> Flags:
    """Whether a pair meets the strongest rule that its row, or its child, meets at all."""
    _, where = np.unique(group, return_inverse=True)
    best = np.full(len(group), np.iinfo(np.int64).max)
    np.minimum.at(best, where, rank)
    first: Flags = rank == best[where]
    return first


def _of_others(engine: Engine, found: Pupils, rivals: pa.Table, base: Frame) -> pa.Table:
    """Linked rows that fit a claimant of that school better than the child they were linked to: a
    question about both.
    """
    held = found.rolls.filter(~nw.col("child").is_null()).select(*_HELD)
    odd = engine.checkpoint(_odd(held, base))
    strange = engine.checkpoint(_out_of_place(engine, found, held, odd))
    met = engine.checkpoint(_met(engine, rivals, held, odd, strange))
    there = engine.checkpoint(held.join(met, on="row_id", how="semi"))
    away = engine.checkpoint(_seated_elsewhere(found, there))
    unsure = met.filter(~nw.col("sure"))
    kept = [unsure.join(rows, on="row_id", how="semi") for rows in (away, odd)]
    pairs = distinct(nw.concat([met.filter(nw.col("sure")), *kept]), "row_id", "line")
    rows = collect(persons_of(found, there).join(pairs, on="row_id", how="inner"))
    claimed = rivals.take(rows["line"])
    holders = _holders(engine, rows, base)
    better = _fits_better(rows, claimed, holders, _among(rows, away), _among(rows, strange))
    rows, claimed = rows.filter(pa.array(better)), claimed.filter(pa.array(better))
    ids = rows["row_id"].to_numpy()
    both = [_pairs(ids, who["child"], np.array([RIVAL] * len(ids))) for who in (rows, claimed)]
    return pa.concat_tables(both)


def _among(rows: pa.Table, some: Frame) -> Flags:
    """Which rows are among some."""
    found: Flags = np.isin(rows["row_id"].to_numpy(), collect(some.select("row_id"))["row_id"])
    return found


def _met(engine: Engine, rivals: pa.Table, held: Frame, odd: Frame, strange: Frame) -> Frame:
    """``row_id, line, sure``: held rows, and the claimants of that very class, whom they may fit
    better.

    By name; by birth date where a row is ``odd``; all of that grade where it is ``strange``. Not
    ``sure`` are those of another birth date than the claimant's: they count only where the row's
    child has its seat elsewhere, or the cell may hold two names.
    """
    told = {f"its_{c}": nw.col(c) for c in ("year", "room", "sex", "birth", "written")}
    columns = ["line", *_PLACE, "name", "sex", "birth", "written", "child"]
    every = engine.frame(_numbered(rivals).select(columns))
    claims = every.select("line", "at", "name", "child", **told)
    children = claims.filter(~nw.col("child").is_null()).drop("child")
    blocks = (
        (held, claims.drop("child"), "name", "name"),
        (nw.concat([odd.select(*_HELD), strange]), children, "written", "its_birth"),
        (strange, children, "year", "its_year"),
    )
    met = []
    for rows, theirs, key, its_key in blocks:
        both = rows.join(
            theirs.with_columns(_key=nw.col(its_key)).drop("name", strict=False),
            left_on=["at", key],
            right_on=["at", "_key"],
            how="inner",
        )
        met.append(both.filter(_in_class()).select("row_id", "line", sure=_of_one_day()))
    return nw.concat(met)


def _in_class() -> nw.Expr:
    """Whether neither sex nor grade nor class of a row and a claimant are two."""
    apart = [(nw.col(c) != nw.col(f"its_{c}")).fill_null(False) for c in ("sex", "year", "room")]
    return ~(apart[0] | apart[1] | apart[2])


def _of_one_day() -> nw.Expr:
    """Whether the date beside the row's name is one of the claimant's, or one side has none."""
    written, dates = nw.col("written"), (nw.col("its_birth"), nw.col("its_written"))
    same = (written == dates[0]).fill_null(False) | (written == dates[1]).fill_null(False)
    return same | written.is_null() | (dates[0].is_null() & dates[1].is_null())


def _odd(held: Frame, base: Frame) -> Frame:
    """Linked rows of which not everything is the child's: another name, number, date or sex."""
    person = _main_rows(base).select(
        "child", its_name="name", its_number="number", its_written="written", its_sex="sex"
    )
    told = held.join(person, on="child", how="inner")
    other_sex = (nw.col("sex") != nw.col("its_sex")).fill_null(False)
    other_day = (nw.col("written") != nw.col("its_written")).fill_null(False)
    same = (nw.col("name") == nw.col("its_name")) & (nw.col("number") == nw.col("its_number"))
    whole = same.fill_null(False) & ~nw.col("cut")
    return told.with_columns(other_sex=other_sex).filter(other_sex | other_day | ~whole)


def _out_of_place(engine: Engine, found: Pupils, held: Frame, odd: Frame) -> Frame:
    """Linked rows that are not where their child is enrolled: in another grade, or of the other
    sex.
    """
    seats = found.seats.filter(~nw.col("child").is_null()).select("child", seat="year")
    other = (nw.col("seat") != nw.col("year")).fill_null(False)
    graded = engine.checkpoint(
        held.join(seats, on="child", how="inner").filter(other).select(*_HELD)
    )
    again = graded.join(seats, on="child", how="inner").filter(~other).select("row_id")
    of_other_sex = odd.filter(nw.col("other_sex")).select(*_HELD)
    either = nw.concat([graded.join(again, on="row_id", how="anti"), of_other_sex])
    return distinct(either, *_HELD)


def _seated_elsewhere(found: Pupils, rows: Frame) -> Frame:
    """``row_id`` of linked rows whose child has a seat, and none in that class."""
    seats = found.seats.filter(~nw.col("child").is_null()).select(
        "child", **{f"its_{c}": nw.col(c) for c in _PLACE}
    )
    apart = [(nw.col(c) != nw.col(f"its_{c}")).fill_null(False) for c in ("year", "room")]
    here = (nw.col("at") == nw.col("its_at")) & ~(apart[0] | apart[1])
    both = rows.join(seats, on="child", how="inner")
    there = both.select("row_id", here=nw.when(here).then(nw.lit(1)).otherwise(nw.lit(0)))
    there = there.group_by("row_id").agg(nw.col("here").max())
    return there.filter(nw.col("here") == 0).select("row_id")


def _numbered(table: pa.Table) -> pa.Table:
    """The rows with their places, ``line``."""
    return table.append_column("line", pa.array(np.arange(table.num_rows)))


def _with_parts(table: pa.Table) -> pa.Table:
    """A line for each row with a number and each ``key`` made of parts of it, but those that it is
    too short for.
    """
    lines = []
    for parts in _PARTS:
        pieces = [pc.utf8_slice_codeunits(table["number"], *p) for p in parts]
        key = pc.binary_join_element_wise(f"{parts[0][0]}", *pieces, "_")
        whole = pc.greater_equal(pc.utf8_length(table["number"]), parts[-1][1])
        lines.append(table.append_column("key", pc.if_else(whole, key, None)))
    return pa.concat_tables(lines)


def _meet(
    engine: Engine, claims: pa.Table, rows: pa.Table, key: str, other: str, *, place: str = "at"
) -> pa.Table:
    """``line, row``: places of claimants and rows of one school, or of one grade, that
    share a key.
    """
    left = claims.select(["line", place]).append_column("key", claims[key]).drop_null()
    right = rows.select(["line", place]).append_column("key", rows[other]).drop_null()
    right = right.rename_columns(["row", place, "key"])
    joined = engine.frame(left).join(engine.frame(right), on=[place, "key"], how="inner")
    return collect(distinct(joined, "line", "row"))


def _features(rows: pa.Table, claims: pa.Table) -> dict[str, Flags]:
    """What agrees between rows of a roll and claimants of that school; the words of the
    rule table.
    """
    found = near.features(side(rows, "birth"), side(claims, "birth"))
    differs = _class_differs(rows, claims)
    apart = found["two_sound_numbers"] & ~found["number_of_adult"]
    school_same = pc.equal(rows["at"], claims["at"]).to_numpy().astype(bool)
    return found | {
        "school_same": school_same,
        "school_other": ~school_same,
        "class_same": ~differs,
        "another_person": apart & found["birth_differs"],
        "another_pupil": differs & (apart | (found["birth_differs"] & ~found["birth_misread"])),
    }


def _class_differs(one: pa.Table, other: pa.Table) -> Flags:
    """Whether grade or class of two lines are known and two."""
    apart = [pc.fill_null(pc.not_equal(one[c], other[c]), False) for c in ("year", "room")]
    differs: Flags = pc.or_(*apart).to_numpy().astype(bool)
    return differs


def _pairs(rows: Ints, children: pa.ChunkedArray, rules: npt.NDArray[np.str_]) -> pa.Table:
    """:data:`_PAIR` of those that are about a child."""
    table = pa.table({"row_id": pa.array(rows), "child": children, "rule": pa.array(rules)})
    return table.cast(_PAIR).filter(table["child"].is_valid())


def _holders(engine: Engine, rows: pa.Table, base: Frame) -> pa.Table:
    """The child whom each row was linked to."""
    ids = engine.frame(rows.select(["child"]))
    known = collect(_main_rows(base).select("child", *PERSON).join(ids, on="child", how="semi"))
    where = {c: i for i, c in enumerate(known["child"].to_pylist())}
    return known.take(pa.array([where[c] for c in rows["child"].to_pylist()], pa.int64()))


def _fits_better(
    rows: pa.Table, claims: pa.Table, holders: pa.Table, away: Flags, misplaced: Flags
) -> Flags:
    """Whether a linked row contradicts its holder where it agrees with the claimant, and fits the
    claimant as well otherwise.

    The number on the row says nothing here: whose it is is what is doubted. A link without a number
    is doubted also where both fit alike, as twins do; and of two namesakes of one class a row that
    has a number alone, for it may have been looked up by the name. Name, number and birth date are
    copied together; then only the class tells: a row of another grade or sex than the child's, in
    the class of a claimant, or a namesake's. A cell may hold two names.
    """
    there, nothing = side(rows, "birth"), np.full(rows.num_rows, None, dtype=object)
    unnumbered_row = replace(there, number=nothing, prefix=nothing, birth=nothing)
    mine = near.features(unnumbered_row, side(claims, "birth"))
    its = near.features(there, side(holders, "birth"))
    worse = (
        its["birth_differs"] | its["sex_differs"] | away | (~its["name_same"] & mine["name_same"])
    )
    unnumbered = ~(its["number_same"] | its["number_near"] | its["number_cut"])
    in_class = ~mine["sex_differs"] & ~_class_differs(rows, claims)
    fits = in_class & ~mine["birth_differs"]
    as_well_named = mine["name_same"] | (mine["name_alike"] & ~its["name_same"])
    by_birth = mine["birth_same"] & its["birth_differs"]
    elsewhere = in_class & away & (mine["name_same"] | misplaced)
    undated = there.written == None  # noqa: E711 - elementwise
    in_grade = in_class & pc.equal(rows["year"], claims["year"]).fill_null(False).to_numpy()
    namesake = in_grade & undated & mine["name_same"] & its["name_same"]
    twin = in_grade & unnumbered & mine["birth_same"] & _pairwise(_brotherly, rows, claims)
    in_one_cell = in_class & _pairwise(_holds_both, rows, claims, holders)
    better = elsewhere | (fits & ((as_well_named & (worse | unnumbered)) | by_birth))
    asked: Flags = better | namesake | twin | in_one_cell
    return asked


def _pairwise(holds: Callable[..., bool], *tables: pa.Table) -> Flags:
    """Whether something holds of the names of each line."""
    columns = (pc.fill_null(t["name"], "").to_pylist() for t in tables)
    return np.array([holds(*line) for line in zip(*columns, strict=True)], dtype=bool)


def _brotherly(one: str, other: str) -> bool:
    """Names as twins bear them: the surname in common, and of longer ones all but one character."""
    shared = sum(x == y for x, y in zip(one[1:], other[1:], strict=False))
    return len(one) == len(other) > 1 and one[0] == other[0] and shared == len(one) - 2


def _holds_both(cell: str, one: str, other: str) -> bool:
    """Whether a cell has two whole names one after the other."""
    return bool(one and other) and cell in (one + other, other + one)


def _as_questions(
    engine: Engine, pairs: pa.Table, found: Pupils, base: Frame, decisions: Decisions
) -> pa.Table:
    """:data:`~kongchuo_core.linking.deciding.QUESTIONS` of the pairs, each once under its strongest
    rule.
    """
    order = {rule.rule: rank for rank, rule in enumerate(link_rules())}
    once: dict[tuple[int, int], str] = {}
    for line in pairs.to_pylist():
        pair = (line["row_id"], line["child"])
        once[pair] = min(once.get(pair, line["rule"]), line["rule"], key=lambda r: order[r])
    asked = sorted(once)
    if not asked:
        return QUESTIONS.empty_table()
    ids = pa.table({"row_id": pa.array([r for r, _ in asked], pa.int64())})
    told = collect(persons_of(found, engine.frame(ids.group_by("row_id").aggregate([]))))
    children = pa.table({"row_id": pa.array([c for _, c in asked], pa.int64())})
    persons = base.join(engine.frame(children), on="row_id", how="semi")
    there, here = (
        side(_aligned(table, [p[end] for p in asked]), "birth")
        for end, table in enumerate((told, collect(persons)))
    )
    return pa.table(
        {
            "row_id": ids["row_id"],
            "source": ["presence"] * len(asked),
            "base_row": children["row_id"],
            "child": children["row_id"],
            "rule": [once[p] for p in asked],
            "evidence": evidence(decisions.key, there, here),
        }
    ).cast(QUESTIONS)


def _aligned(table: pa.Table, ids: list[int]) -> pa.Table:
    where = {row: place for place, row in enumerate(table["row_id"].to_pylist())}
    return table.take(pa.array([where[i] for i in ids], pa.int64()))


def _new(left: pa.Table, questions: pa.Table) -> Flags:
    """Which questions ask about a pair that isn't asked about yet."""
    known = set(_who(questions))
    return np.array([pair not in known for pair in _who(left)], dtype=bool)


def _who(questions: pa.Table) -> list[tuple[int, int]]:
    columns = (questions[c].to_pylist() for c in ("row_id", "child"))
    return list(zip(*columns, strict=True))
