"""Children whom no record names, and persons who may be they under other marks: adopted,
renumbered, renamed, written down twice.

Whoever has no seat and stands on no roll would be called absent and unenrolled. Before that is said
(law 4), pupils whom no household has are looked through for somebody of the same birth date and
given name or surname, of the same number but for the birth date in it, or of the same name and
nearly the same birth date; where one side has no usable number, of the same birth date or of a name
that sounds the same. The household register is looked through for a second registration of the
kind. What fits several is chance and asks nobody.
"""

from __future__ import annotations

from itertools import chain

import narwhals as nw
import numpy as np
import pyarrow as pa

from kongchuo_core.engine import Engine, Frame, collect, distinct
from kongchuo_core.linking.births import as_number, days, misreadings
from kongchuo_core.linking.blocks import with_name_keys
from kongchuo_core.linking.deciding import LINKS, QUESTIONS, side
from kongchuo_core.linking.near import features
from kongchuo_core.linking.review import Decisions, apply, evidence
from kongchuo_core.linking.seats import PERSON, Pupils, persons_of

GIVEN_BIRTH, NUMBER, NAME, SURNAME_BIRTH, HEARD, BIRTH = (
    "nowhere_given",
    "nowhere_number",
    "nowhere_name",
    "nowhere_surname",
    "nowhere_heard",
    "nowhere_birth",
)
ANEW, BARE = "registered_anew", "registered_bare"
"""The rules; the last two are about two rows of the household register."""
_ORDER = (GIVEN_BIRTH, NUMBER, NAME, SURNAME_BIRTH)
_KEYS = {
    GIVEN_BIRTH: (("birth", "given"),),
    NUMBER: (("rest", "given"),),
    NAME: (("name", "year"), ("name", "day")),
    SURNAME_BIRTH: (("birth", "surname"),),
    BIRTH: (("birth",),),
    BARE: (("birth", "home"),),
}
"""What must be the same under each rule, in one way or the other."""
_FEW, _RARE = 2, 5
"""So many children may fit several persons; of more children who fit somebody every fifth."""
_GROWN = 5
"""Years older than the oldest of the children: a grown-up's number."""
_PAIRS = pa.schema(
    [
        ("row_id", pa.int64()),
        ("source", pa.string()),
        ("base_row", pa.int64()),
        ("rule", pa.string()),
    ]
)


def ask(
    engine: Engine,
    found: Pupils,
    base: Frame,
    homes: Frame,
    waiting: Frame,
    decided: Frame,
    questions: pa.Table,
    decisions: Decisions,
) -> tuple[Frame, pa.Table]:
    """Look for everybody whom no record names; parameters and result as of
    :func:`~kongchuo_core.linking.seats.ask`.

    ``homes`` are the households of the register's rows; ``questions`` all that is asked so far,
    also about two of these rows.
    """
    named = decided.select("child")
    asked = engine.frame(_asked(questions))
    alone = waiting.select("child").join(named, on="child", how="anti")
    alone = engine.checkpoint(alone.join(asked, on="child", how="anti"))
    rows = base.filter(nw.col("row_id") == nw.col("child")).select("child", "row_id", *PERSON)
    children = rows.join(alone, on="child", how="semi").join(homes, on="row_id", how="left")
    children = engine.checkpoint(_marked(children))
    nobodys = _nobodys(found, decided, decisions)
    nobodys = nobodys.join(asked, left_on="row_id", right_on="child", how="anti")
    strangers = persons_of(found, nobodys).select("row_id", "source", *PERSON)
    strangers = engine.checkpoint(_marked(strangers))
    others = rows.join(alone, on="child", how="anti").with_columns(source=nw.lit("household"))
    sound, unnumbered = (children.filter(f) for f in (nw.col("sound"), ~nw.col("sound")))
    weak = engine.checkpoint(_unnumbered(strangers, children))
    pairs = _once(
        [
            *(_pairs(children, strangers, rule) for rule in _ORDER),
            _heard(engine, children, weak),
            _heard(engine, unnumbered, _of_days(engine, strangers, unnumbered)),
            _pairs(children, weak, BIRTH),
            _pairs(unnumbered, strangers, BIRTH),
            _pairs(sound, _marked(others.filter(nw.col("sound"))), GIVEN_BIRTH, ANEW),
            _pairs(unnumbered, _neighbours(engine, unnumbered, others, homes), BARE),
            _bare(children, strangers),
        ]
    )
    people = pa.concat_tables(_people(engine, pairs, f) for f in (strangers, rows))
    more = as_questions(pairs, people, decisions.key)
    linked, left = apply(decisions, LINKS.empty_table(), more)
    asked_all = pa.concat_tables([questions, left])
    if not linked.num_rows:
        return decided, asked_all
    links = nw.concat([f.select(*LINKS.names) for f in (decided, engine.frame(linked))])
    return engine.checkpoint(links), asked_all


def _at_home(base: Frame, homes: Frame) -> Frame:
    """The children of the household register with their homes."""
    own = base.filter(nw.col("row_id") == nw.col("child")).select("child", "row_id", *PERSON)
    return own.join(homes, on="row_id", how="left")


def _nobodys(found: Pupils, decided: Frame, decisions: Decisions) -> Frame:
    """``row_id`` of the pupils whom nothing links.

    Who had a link and lost it is asked about, until a person has answered.
    """
    pupils = nw.concat([f.select("row_id", "child") for f in (found.seats, found.rolls)])
    if not decisions.by_evidence:
        pupils = pupils.filter(nw.col("child").is_null())
    return pupils.select("row_id").join(decided.select("row_id"), on="row_id", how="anti")


def _neighbours(engine: Engine, children: Frame, others: Frame, homes: Frame) -> Frame:
    """Others who were born on the day of one of the children, with their homes."""
    days_ = engine.frame(collect(distinct(children, "birth")).drop_null())
    born = _marked(others).join(days_, on="birth", how="semi")
    return born.join(homes, on="row_id", how="left")


def _asked(questions: pa.Table) -> pa.Table:
    """``child``: everybody who is asked about already, and every row."""
    children = pa.concat_arrays(
        [questions[c].combine_chunks() for c in ("child", "row_id", "base_row")]
    )
    return pa.table({"child": children.unique()})


def _marked(persons: Frame) -> Frame:
    """Adds what is compared: given name, surname, year and day of birth, the number without its
    birth date.
    """
    birth = nw.coalesce(nw.col("birth"), nw.col("written"))
    number = nw.when(nw.col("sound")).then(nw.col("number"))
    return persons.with_columns(
        birth=birth,
        given=nw.col("name").str.slice(1),
        surname=nw.col("name").str.slice(0, 1),
        year=birth // 10000,
        day=birth - birth // 10000 * 10000,
        rest=nw.concat_str(number.str.slice(0, 6), number.str.slice(14, 3)),
    )


def _pairs(children: Frame, others: Frame, rule: str, called: str = "") -> pa.Table:
    """``row_id, source, child, rule`` of a rule: of one sex, other than each other, and each the
    only one for the other.
    """
    met: list[Frame] = []
    for keys in _KEYS[rule]:
        left = children.select("child", "sex", *keys, own_surname="surname").filter(_whole(keys))
        right = others.select("row_id", "source", *keys, who="name", born="birth", its_sex="sex")
        both = left.join(right.filter(_whole(keys)), on=list(keys), how="inner")
        if called == ANEW:
            both = both.filter(nw.col("own_surname") != nw.col("who").str.slice(0, 1))
        one_sex = (nw.col("sex") == nw.col("its_sex")).fill_null(True)
        met.append(both.filter(one_sex).select("row_id", "source", "child", "who", "born"))
    columns = ("row_id", "source", "child", "who", "born")
    kept = _each_alone(collect(distinct(nw.concat(met), *columns)))
    return kept.append_column("rule", pa.array([called or rule] * kept.num_rows, pa.string()))


def _unnumbered(strangers: Frame, children: Frame) -> Frame:
    """Strangers without a number of their own: it isn't sound, or a grown-up's."""
    oldest = collect(children.select(nw.col("birth").min()))["birth"][0].as_py() or 0
    grown = nw.col("sound") & (nw.col("birth") < oldest - _GROWN * 10000)
    weak = strangers.filter(~nw.col("sound") | grown.fill_null(False))
    none = grown.fill_null(False)
    return weak.with_columns(
        birth=nw.when(none).then(nw.col("written")).otherwise(nw.col("birth")),
        number=nw.when(~none).then(nw.col("number")),
        prefix=nw.when(~none).then(nw.col("prefix")),
        sound=nw.col("sound") & ~none,
    )


def _of_days(engine: Engine, strangers: Frame, children: Frame) -> Frame:
    """Strangers whose birth date may be a child's, or isn't known."""
    births = collect(distinct(children, "birth"))["birth"].drop_null().to_numpy()
    near = np.concatenate([as_number(days(births) + gap) for gap in (-1, 0, 1)])
    meant = list(chain.from_iterable(misreadings(int(day)) for day in births))
    table = pa.table({"birth": np.unique(np.concatenate([near, np.array(meant, np.int64)]))})
    unknown = strangers.filter(nw.col("birth").is_null())
    return nw.concat([strangers.join(engine.frame(table), on="birth", how="semi"), unknown])


def _heard(engine: Engine, children: Frame, strangers: Frame) -> pa.Table:
    """Children and strangers, one side without a number, whose names sound the same, and nothing
    else speaks against it.
    """
    claims, rows = collect(children), collect(strangers)
    left, right = (
        with_name_keys(
            t.append_column("line", pa.array(range(t.num_rows), pa.int64())), by_sound=True
        )
        for t in (claims, rows)
    )
    left, right = (t.select(["line", "key"]) for t in (left, right))
    right = right.rename_columns(["row", "key"])
    both = engine.frame(left).join(engine.frame(right), on="key", how="inner")
    met = collect(distinct(both, "line", "row"))
    one, other = claims.take(met["line"]), rows.take(met["row"])
    found = features(side(other, "birth"), side(one, "birth"))
    another_day = found["birth_differs"] & ~found["birth_near"] & ~found["birth_misread"]
    other_number = found["number_far"] & ~found["name_same"]
    fits = ~(another_day | found["sex_differs"] | other_number)
    told = {"child": one["child"], "who": other["name"], "born": other["birth"]}
    table = pa.table({"row_id": other["row_id"], "source": other["source"], **told})
    kept = _each_alone(table.filter(pa.array(fits)))
    return kept.append_column("rule", pa.array([HEARD] * kept.num_rows, pa.string()))


def _bare(children: Frame, strangers: Frame) -> pa.Table:
    """Children of the very name of a row whose number and date nobody can read: each is asked
    about, though several bear it.
    """
    bare = strangers.filter(nw.col("number").is_null() & nw.col("birth").is_null())
    both = children.select("child", "name", "sex").join(
        bare.select("row_id", "source", "name", its_sex="sex"), on="name", how="inner"
    )
    one_sex = (nw.col("sex") == nw.col("its_sex")).fill_null(True)
    met = both.filter(one_sex).select("row_id", "source", "child", rule=nw.lit(HEARD))
    return collect(met)


def _each_alone(table: pa.Table) -> pa.Table:
    """Of ``row_id, source, child, who, born`` the lines whose child fits one person only, and whose
    row one child.

    None where children who fit several are common: there what fits one is chance too.
    """
    rows, owners = table["row_id"].to_pylist(), table["child"].to_pylist()
    persons = list(zip(table["who"].to_pylist(), table["born"].to_pylist(), strict=True))
    of_row: dict[int, set[int]] = {}
    of_child: dict[int, set[tuple[str, int]]] = {}
    for row, child, person in zip(rows, owners, persons, strict=True):
        of_row.setdefault(row, set()).add(child)
        of_child.setdefault(child, set()).add(person)
    several = sum(len(fit) > 1 for fit in of_child.values())
    if several > _FEW and several * _RARE > len(of_child):
        return table.select(["row_id", "source", "child"]).slice(0, 0)
    single = [len(of_row[r]) == len(of_child[c]) == 1 for r, c in zip(rows, owners, strict=True)]
    return table.filter(pa.array(single, pa.bool_())).select(["row_id", "source", "child"])


def _whole(keys: tuple[str, ...]) -> nw.Expr:
    return ~nw.any_horizontal(*(nw.col(k).is_null() for k in keys), ignore_nulls=True)


def _once(found: list[pa.Table]) -> pa.Table:
    """``row_id, source, base_row, rule`` of each pair under its strongest rule; of two household
    rows the later comes first.
    """
    best: dict[tuple[int, int], tuple[int, str, int, str]] = {}
    for table in found:
        for line in table.to_pylist():
            row, child, source = line["row_id"], line["child"], line["source"]
            if source == "household":
                row, child = max(row, child), min(row, child)
            best.setdefault((child, row), (row, source, child, line["rule"]))
    columns = zip(*(best[pair] for pair in sorted(best)), strict=True) if best else [[]] * 4
    return pa.table(
        [pa.array(c, t) for c, t in zip(columns, _PAIRS.types, strict=True)], schema=_PAIRS
    )


def _people(engine: Engine, pairs: pa.Table, persons: Frame) -> pa.Table:
    ids = pa.concat_arrays([pairs[c].combine_chunks() for c in ("row_id", "base_row")])
    wanted = engine.frame(pa.table({"row_id": ids.unique()}))
    return collect(persons.select("row_id", *PERSON).join(wanted, on="row_id", how="semi"))


def as_questions(pairs: pa.Table, people: pa.Table, key: bytes) -> pa.Table:
    """Pairs (``row_id, source, base_row, rule``) as
    :data:`~kongchuo_core.linking.deciding.QUESTIONS`.
    """
    where = {row: place for place, row in enumerate(people["row_id"].to_pylist())}
    there, here = (
        side(people.take(pa.array([where[i] for i in pairs[c].to_pylist()], pa.int64())), "birth")
        for c in ("row_id", "base_row")
    )
    columns = {c: pairs[c] for c in _PAIRS.names} | {
        "child": pairs["base_row"],
        "evidence": pa.array(evidence(key, there, here), pa.string()),
    }
    return pa.table({c: columns[c] for c in QUESTIONS.names}).cast(QUESTIONS)


def decided_anew(engine: Engine, base: Frame, homes: Frame, decisions: Decisions) -> Frame:
    """Links of the household rows that a person found to be one child, though surname or number are
    two.
    """
    if not decisions.by_evidence:
        return engine.frame(LINKS.empty_table())
    rows = engine.checkpoint(_marked(_at_home(base, homes)))
    numbered = nw.col("sound") & nw.col("its_sound")
    renamed = nw.col("surname") != nw.col("its_surname")
    anew = _two_rows(rows, ("given", "birth"), ANEW, numbered & renamed)
    bare = _two_rows(rows, ("home", "birth"), BARE, ~numbered)
    pairs = pa.concat_tables([anew, bare]).sort_by("row_id")
    asked = as_questions(pairs, _people(engine, pairs, rows), decisions.key)
    linked, _ = apply(decisions, LINKS.empty_table(), asked)
    return engine.frame(linked)


def _two_rows(rows: Frame, keys: tuple[str, ...], rule: str, which: nw.Expr) -> pa.Table:
    """Pairs of household rows that share keys, the later first."""
    left = rows.select("row_id", "surname", "sound", *keys)
    right = rows.select(*keys, base_row="row_id", its_surname="surname", its_sound="sound")
    both = left.join(right, on=list(keys), how="inner")
    later = both.filter((nw.col("row_id") > nw.col("base_row")) & which)
    told = later.select("row_id", "base_row", source=nw.lit("household"), rule=nw.lit(rule))
    return collect(told).select(_PAIRS.names).cast(_PAIRS)
