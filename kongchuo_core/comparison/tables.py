"""From what the comparison found to the tables of the edition, with lasting numbers for the
children.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from typing import Any

import narwhals as nw
import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.comparison import fates
from kongchuo_core.comparison.compare import CHILD_REGISTERS, Compared
from kongchuo_core.comparison.elsewhere import HEARD_OF, OUTSIDE
from kongchuo_core.comparison.verdict import counts_as_enrolled
from kongchuo_core.engine import Engine, Frame, collect
from kongchuo_core.linking.cascade import EXACT
from kongchuo_core.linking.mint import child_id
from kongchuo_core.linking.numbers import birth_key, with_soundness
from kongchuo_core.linking.persons import PEOPLE, Office, identify
from kongchuo_core.registers.border import Records
from kongchuo_core.registers.words import Says
from kongchuo_core.regulation.tables import Verdict, limit
from kongchuo_core.settings.models import Term
from kongchuo_core.vocabulary.codes import SEX, Fate
from kongchuo_core.vocabulary.tables.comparison import (
    AbsenceLine,
    DoubtLine,
    OutsiderLine,
    ReviewLine,
    RowLine,
    VerdictLine,
)
from kongchuo_core.vocabulary.tables.declared import Table

_PERSONAL = [
    "name",
    "id_no",
    "sex",
    "birth_date",
    "town",
    "village",
    "group_name",
    "guardian",
    "phone",
    "address",
    "nation",
    "household_no",
]
_DETAILS = ("name", "id_no", "birth_date", "sex")
_KINDS = {"birth_date": nw.Date}
PERSONS = "persons"
"""What stands for a register where the other side is a person of earlier terms."""
_QUESTION = 7
"""Characters of a question's number."""
_LOWER_SECONDARY = r"[789七八九]|初"


def shaped(table: Table, columns: Mapping[str, object]) -> pa.Table:
    """Columns in the declared order and types of an edition's table, its lines in the declared
    order.
    """
    whole = pa.table({c.name: columns[c.name] for c in table.columns}).cast(table.schema)
    return whole.sort_by([(c, "ascending") for c in table.order])


class Minted:
    """The children's lasting numbers of one run, for household persons and pupils from elsewhere.

    ``people`` are the persons as this run knows them (:data:`~kongchuo_core.linking.persons.PEOPLE`
    with ``child_id``); ``asked`` who of them may be somebody known
    (:data:`~kongchuo_core.linking.persons.ASKED`, with ``new_id``).
    """

    def __init__(
        self,
        engine: Engine,
        compared: Compared,
        known: pa.Table,
        key: bytes,
        office: Office,
    ) -> None:
        found = (
            collect(nw.concat([_inside(compared), _outside(compared)]).select(*PEOPLE.names))
            .cast(PEOPLE)
            .sort_by("whose")
        )
        told = identify(engine, found, known, key, office)
        ids = told.ids.sort_by("whose")
        self.frame = engine.frame(ids)
        self.people = found.append_column("child_id", ids["child_id"])
        self.known, self.asked, self.key = known, told.asked, key

    def unsure(self, open_cases: Collection[str]) -> frozenset[str]:
        """The numbers of those who may be somebody with an open case."""
        ids = dict(
            zip(self.people["whose"].to_pylist(), self.people["child_id"].to_pylist(), strict=True)
        )
        asked = self.asked.select(["whose", "child_id"]).to_pylist()
        return frozenset(ids[line["whose"]] for line in asked if line["child_id"] in open_cases)

    def of(self, column: str) -> Frame:
        """The lasting numbers under the name of a run's person column."""
        return self.frame.select("child_id", **{column: nw.col("whose")})


def _inside(compared: Compared) -> Frame:
    """Persons of the household register."""
    household = compared.records["household"].select(
        whose="row_id",
        household=nw.concat_str("town", "household_no", separator="|"),
        about=nw.concat_str(
            *(nw.col(c).fill_null("") for c in ("town", "village", "household_no", "guardian")),
            birth_key("birth_date").cast(nw.String).fill_null(""),
            separator="|",
        ),
    )
    own = compared.base.filter(nw.col("row_id") == nw.col("child")).select(
        "number",
        "sound",
        "name",
        "birth",
        "sex",
        whose="child",
        doubted=(nw.col("birth") != nw.col("written")).fill_null(False),
    )
    enrolled = compared.decided.filter(nw.col("source") == "enrolment").select("row_id", "child")
    students = (
        compared.keys.select("row_id", "student")
        .join(enrolled, on="row_id", how="inner")
        .group_by("child")
        .agg(nw.col("student").min())
        .select("student", whose="child")
    )
    exactly = compared.decided.filter(
        nw.col("source").is_in(list(OUTSIDE)), nw.col("rule") == EXACT
    )
    confirmed = exactly.select(whose="child", confirmed=nw.lit(True)).unique()
    joined = own.join(household, on="whose", how="left").join(students, on="whose", how="left")
    return joined.join(confirmed, on="whose", how="left").select(*PEOPLE.names)


def _outside(compared: Compared) -> Frame:
    """Pupils from elsewhere, as the first of their rows tells them."""
    own = nw.col("row_id") == nw.col("person")
    first = compared.outsiders.filter(own).select("row_id")
    rows = with_soundness(compared.keys.join(first, on="row_id", how="inner"))
    return rows.select(
        "number",
        "sound",
        "student",
        "name",
        "sex",
        whose="row_id",
        birth=nw.coalesce("number_birth", "written"),
        household=nw.lit(None).cast(nw.String),
        about=nw.col("written").cast(nw.String),
        doubted=nw.lit(False),
        confirmed=nw.lit(None).cast(nw.Boolean),
    ).select(*PEOPLE.names)


def rows_table(
    engine: Engine,
    compared: Compared,
    minted: Minted,
    records: Mapping[str, Records],
) -> pa.Table:
    """``rows``: every record row of every register with its fate; registers that are not about
    children are used as they are.
    """
    filled = [code for code in CHILD_REGISTERS if code in records and records[code].table.num_rows]
    others = {code: r for code, r in records.items() if r.register.about != "child"}
    parts = [RowLine.declared.schema.empty_table()]
    for code in filled:
        found = (
            fates.household_fates(engine, compared).with_columns(person=nw.lit(None).cast(nw.Int64))
            if code == "household"
            else fates.register_fates(engine, compared, code)
        )
        found = found.with_columns(whose=nw.coalesce(nw.col("child"), nw.col("person"))).join(
            minted.of("whose"), on="whose", how="left"
        )
        parts.append(
            collect(
                found.select(
                    *(
                        nw.lit(code).alias("register"),
                        "file",
                        "sheet",
                        "row",
                        "block",
                        "fate",
                        "reason",
                        "child_id",
                    )
                )
            )
        )
    for code, other in others.items():
        table = other.table
        used = table["fate"].fill_null(Fate.USED.value)
        nobody = pa.nulls(table.num_rows, pa.string())
        parts.append(
            pa.table(
                {
                    "register": pa.array([code] * table.num_rows, pa.string()),
                    **{c: table[c] for c in ("file", "sheet", "row", "block")},
                    "fate": used,
                    "reason": table["reason"],
                    "child_id": nobody,
                }
            )
        )
    whole = pa.concat_tables([p.cast(RowLine.declared.schema) for p in parts])
    return shaped(RowLine.declared, {c: whole[c] for c in whole.column_names})


def verdicts_table(compared: Compared, minted: Minted, term: Term) -> pa.Table:
    """``verdicts``: one line a child in scope, personal details as the household row has them."""
    household = compared.records["household"].select(*_PERSONAL, "lives_at", child="row_id")
    base = (
        compared.base.select("child", "row_id", "number", "sound")
        .filter(nw.col("row_id") == nw.col("child"))
        .drop("row_id")
    )
    frame = (
        compared.verdicts.join(household, on="child", how="left")
        .join(base, on="child", how="left")
        .join(minted.of("child"), on="child", how="left")
        .join(_from_rolls(compared), on="child", how="left")
        .join(_destinations(compared), on="child", how="left")
    )
    lower = (
        nw.col("grade")
        .str.contains(_LOWER_SECONDARY)
        .fill_null(nw.col("age") >= limit("lower_secondary_from", term.compared_on))
    )
    frame = frame.with_columns(
        guardian=nw.coalesce(nw.col("guardian"), nw.col("roll_guardian")),
        phone=nw.coalesce(nw.col("phone"), nw.col("roll_phone")),
        address=nw.coalesce(nw.col("address"), nw.col("lives_at"), nw.col("roll_address")),
        id_no=nw.when(nw.col("sound")).then(nw.col("number")).otherwise(nw.col("id_no")),
        stage=nw.when(nw.col("age").is_null())
        .then(nw.lit(None).cast(nw.String))
        .when(lower)
        .then(nw.lit("初中"))
        .otherwise(nw.lit("小学")),
        explained_by=nw.col("explained_by").fill_null(""),
        matched_by=nw.col("matched_by").fill_null(""),
        flags=nw.col("flags").fill_null(""),
    )
    table = collect(frame)
    columns: dict[str, object] = {c: table[c] for c in table.column_names}
    labels = {c.code: c.label for c in SEX.codes}
    columns["sex"] = pa.array([labels.get(s) for s in table["sex"].to_pylist()], pa.string())
    columns["birth_date"] = pa.array([_date(b) for b in table["birth"].to_pylist()], pa.date32())
    columns["flags"] = pa.array(
        [sorted(f for f in flags.split(",") if f) for flags in table["flags"].to_pylist()],
        pa.list_(pa.string()),
    )
    columns["matched_by"] = pa.array(
        [m.strip() for m in table["matched_by"].to_pylist()], pa.string()
    )
    return shaped(VerdictLine.declared, columns)


def _from_rolls(compared: Compared) -> Frame:
    """``child, roll_guardian, roll_phone, roll_address``: what a roll knows of where a child can be
    found.
    """
    told = ("guardian", "phone", "address")
    links = compared.decided.filter(nw.col("source") == "presence").select("row_id", "child")
    rolls = compared.records["presence"].select("row_id", *told).join(links, on="row_id")
    found = rolls.group_by("child").agg(nw.col(*told).min())
    return found.select("child", **{f"roll_{name}": nw.col(name) for name in told})


def _destinations(compared: Compared) -> Frame:
    """``child, destination``: where the register of pupils elsewhere says that a child goes to
    school.
    """
    links = compared.decided.filter(nw.col("source") == "elsewhere").select("row_id", "child")
    parts = nw.concat_str(*(nw.col(c).fill_null("") for c in ("province", "city", "county")))
    place = nw.coalesce(nw.col("place"), nw.when(parts != "").then(parts))
    rows = compared.records["elsewhere"].select("row_id", destination=place)
    found = rows.join(links, on="row_id", how="inner").group_by("child")
    return found.agg(nw.col("destination").min())


def _date(number: int | None) -> date | None:
    return None if number is None else date(number // 10000, number // 100 % 100, number % 100)


def outsiders_table(compared: Compared, minted: Minted) -> pa.Table:
    """``outsiders``: pupils of other places' households, with the school that counts them.

    What they are called is told by the first of their rows: with it another county can find the
    child.
    """
    found = (
        nw.concat([_at_school(compared, code) for code in _outside_of(compared)])
        .group_by("person", "school")
        .agg(nw.col("enrolled", "present", "grade").max())
    )
    own = nw.concat([_own_details(compared, code) for code in _outside_of(compared)])
    table = collect(
        found.join(own, on="person", how="left")
        .join(minted.of("person"), on="person", how="left")
        .with_columns(enrolled=nw.col("enrolled") > 0, present=nw.col("present") > 0)
    )
    labels = {c.code: c.label for c in SEX.codes}
    columns: dict[str, object] = {c: table[c] for c in table.column_names}
    columns["sex"] = pa.array([labels.get(s) for s in table["sex"].to_pylist()], pa.string())
    return shaped(OutsiderLine.declared, columns)


def _outside_of(compared: Compared) -> list[str]:
    """The registers that were given and tell of pupils from elsewhere."""
    return [code for code in HEARD_OF if code in compared.records]


def _at_school(compared: Compared, code: str) -> Frame:
    """``person, school, enrolled, present, grade`` of a register's rows about pupils from
    elsewhere.
    """
    there = compared.outsiders.filter(nw.col("source") == code)
    if code not in OUTSIDE:  # who is in no other register has the school of the first of the rows
        there = there.filter(nw.col("row_id") == nw.col("person"))
    there = there.select("row_id", "person")
    rows = compared.records[code]
    roll = nw.col("says").fill_null(Says.YES.value) == Says.YES.value
    counts = counts_as_enrolled() if code == "enrolment" else roll
    one = nw.when(counts).then(nw.lit(1)).otherwise(nw.lit(0))
    rows = rows.select("row_id", "school", "grade", here=one).join(there, on="row_id", how="inner")
    return rows.select(
        "person",
        "school",
        enrolled=nw.col("here") if code == "enrolment" else nw.lit(0),
        present=nw.col("here") if code == "presence" else nw.lit(0),
        grade="grade",
    )


def _own_details(compared: Compared, code: str) -> Frame:
    """``person`` with name, numbers, birth and sex as the person's first row has them."""
    own = (nw.col("source") == code, nw.col("row_id") == nw.col("person"))
    first = compared.outsiders.filter(*own).select("row_id", "person")
    rows = compared.records[code]
    given = rows.collect_schema().names()
    told = rows.select(
        "row_id",
        **{
            name: nw.col(name) if name in given else nw.lit(None).cast(_KINDS.get(name, nw.String))
            for name in (*_DETAILS, "student_no")
        },
    )
    return told.join(first, on="row_id", how="inner").drop("row_id")


def review_table(
    engine: Engine,
    compared: Compared,
    minted: Minted,
    rules: Mapping[str, str],
    held: Mapping[tuple[str, str, str], str],
) -> pa.Table:
    """``review``: every pair a person must decide, both sides next to each other.

    ``rules`` tells in Chinese what each rule saw; ``held`` are the questions of whole files
    (``files.Files``), which stand for those of their rows.
    """
    lines = [*_pairs_asked(engine, compared, minted), *_persons_asked(engine, compared, minted)]
    labels = {c.code: c.label for c in SEX.codes}
    for line in lines:
        line |= {c: labels.get(line[c]) for c in ("sex", "other_sex")}
        line["reason"] = rules[line["rule"]]
        there = (line["register"], line.get("file"), line.get("sheet"))
        here = ("household", line.get("household_file"), line.get("household_sheet"))
        of_file = held.get(there) or held.get(here)  # type: ignore[arg-type]
        line["question"] = of_file or child_id(minted.key, _question(line))[-_QUESTION:]
    columns = {c.name: [line.get(c.name) for line in lines] for c in ReviewLine.declared.columns}
    return shaped(ReviewLine.declared, columns)


def doubts_table(engine: Engine, compared: Compared, minted: Minted) -> pa.Table:
    """``doubts``: what registers say and nobody understands of the children who have no verdict for
    it.
    """
    unanswered = compared.statements.filter(pc.invert(compared.statements["answered"]))
    own = compared.records["household"].select("name", "id_no", "birth_date", child="row_id")
    review = compared.verdicts.filter(nw.col("verdict") == Verdict.REVIEW.value).select(
        "child", "flags"
    )
    frame = (
        engine.frame(unanswered.select(["child", "register", "row_id", "evidence"]))
        .join(own, on="child", how="inner")
        .join(review, on="child", how="inner")
        .join(nw.concat([_stated(compared.records[c]) for c in CHILD_REGISTERS]), on="row_id")
        .join(minted.of("child"), on="child", how="left")
    )
    towns = compared.records["household"].select("town", child="row_id")
    lines: list[dict[str, Any]] = collect(frame.join(towns, on="child", how="left")).to_pylist()
    for line in lines:
        line["doubts"] = line["doubts"] or line["flags"]
        line["question"] = child_id(minted.key, line["evidence"])[-_QUESTION:]
    return shaped(
        DoubtLine.declared,
        {c.name: [line.get(c.name) for line in lines] for c in DoubtLine.declared.columns},
    )


def _stated(records: Frame) -> Frame:
    names = records.collect_schema().names()
    there = {
        c: nw.col(c) if c in names else nw.lit(None).cast(nw.String)
        for c in ("school", "grade", "class_name")
    }
    return records.select("row_id", "file", "sheet", "row", "doubts", "told", **there)


def _question(line: Mapping[str, object]) -> str:
    """What makes two lines one question: the same two, from whichever register and in whichever
    direction.
    """
    if line["register"] == PERSONS:
        return f"{line['other_child_id']}|{line['evidence']}"
    mine = "|".join(str(line[d] or "") for d in _DETAILS)
    theirs = "|".join(str(line[f"other_{d}"] or "") for d in _DETAILS)
    if line["register"] == "household":
        return "\n".join(sorted((mine, theirs)))
    nameless = not line["other_id_no"] and not line["other_birth_date"]
    where = [line["other_school"], line["other_class"]] if nameless else []
    return "\n".join([str(line["child_id"]), theirs, *(str(w or "") for w in where)])


def _pairs_asked(engine: Engine, compared: Compared, minted: Minted) -> list[dict[str, Any]]:
    household = compared.records["household"].select(
        "town",
        "village",
        "guardian",
        *_DETAILS,
        household_file="file",
        household_sheet="sheet",
        household_row="row",
        base_row="row_id",
    )
    others = nw.concat([_other_side(compared.records[c]) for c in CHILD_REGISTERS])
    frame = (
        engine.frame(compared.questions)
        .join(household, on="base_row", how="left")
        .join(others, on="row_id", how="left")
        .join(minted.of("child"), on="child", how="left")
        .with_columns(register="source")
    )
    lines: list[dict[str, Any]] = collect(frame).to_pylist()
    return lines


def _other_side(records: Frame) -> Frame:
    names = records.collect_schema().names()
    columns = {d: d for d in (*_DETAILS, "school", "grade", "town")} | {"class": "class_name"}
    there = {
        f"other_{d}": nw.col(c) if c in names else nw.lit(None).cast(_KINDS.get(d, nw.String))
        for d, c in columns.items()
    }
    return records.select("row_id", "file", "sheet", "row", **there)


def _persons_asked(engine: Engine, compared: Compared, minted: Minted) -> list[dict[str, Any]]:
    """Children of this term who may be somebody known whom the term doesn't have; the other side is
    what was known last.
    """
    if not minted.asked.num_rows:
        return []
    rows = compared.records["household"].select(
        "town",
        "village",
        "guardian",
        "id_no",
        household_file="file",
        household_sheet="sheet",
        household_row="row",
        whose="row_id",
    )
    asked = minted.asked.rename_columns(["whose", "other_child_id", "evidence", "rule"])
    people = engine.frame(minted.people.select(["whose", "child_id", "name", "birth", "sex"]))
    frame = (
        engine.frame(asked).join(people, on="whose", how="left").join(rows, on="whose", how="left")
    )
    then = {line["child_id"]: line for line in minted.known.sort_by("since").to_pylist()}
    lines: list[dict[str, Any]] = collect(frame).to_pylist()
    for line in lines:
        other = then[line["other_child_id"]]
        line |= {
            "register": PERSONS,
            "birth_date": _date(line["birth"]),
            "other_name": other["name"],
            "other_id_no": other["number"],
            "other_birth_date": _date(other["birth"]),
            "other_sex": other["sex"],
            "other_town": (other["household"] or "").split("|")[0] or None,
        }
    return lines


def absences_table(compared: Compared, minted: Minted) -> pa.Table:
    """``absences``: what is on file (M5.2), for children and for pupils from elsewhere alike."""
    frame = compared.absences.on_file.with_columns(child=nw.col("child_key")).join(
        minted.of("child"), on="child", how="left"
    )
    table = collect(frame)
    return shaped(
        AbsenceLine.declared, {c.name: table[c.name] for c in AbsenceLine.declared.columns}
    )
