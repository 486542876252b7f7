"""The comparison's counts as Figures: by county, town, school, age and stage."""

from __future__ import annotations

from collections.abc import Iterator

import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.regulation.tables import SUSPECTED, Verdict, verdict_labels
from kongchuo_core.vocabulary.figures import COUNTY, Figure
from kongchuo_core.vocabulary.tables import FIGURES

UNKNOWN_HOUSEHOLDS = "households.unknown"
IN_SCOPE, SUSPECT, EXPLAINED, UNEXPLAINED = (
    "children.in_scope",
    "children.suspected",
    "children.explained",
    "children.unexplained",
)
NO_SCHOOL, NO_AGE = "no_school", "no_age"
"""What the code of a figure begins with that counts children without a school, or without an age."""


def verdict_code(verdict: str) -> str:
    """The code of the figure that counts a verdict."""
    return f"verdict.{verdict}"


def comparison_figures(verdicts: pa.Table, rows: pa.Table, outsiders: pa.Table) -> list[Figure]:
    """Every count of the comparison at every place it is told for."""
    return [*_children(verdicts), *_fates(rows), *_outsiders(outsiders)]


def figures_table(figures: list[Figure]) -> pa.Table:
    """Figures → the table ``figures``."""
    columns = {
        "code": [f.code for f in figures],
        "place": [f.place for f in figures],
        "numerator": [f.numerator for f in figures],
        "denominator": [f.denominator for f in figures],
        "value": [f.value for f in figures],
        "filter": [f.filter for f in figures],
        "clause": [f.clause for f in figures],
    }
    return pa.table(columns, schema=FIGURES.schema).sort_by(
        [(c, "ascending") for c in FIGURES.order]
    )


def _places(verdicts: pa.Table) -> Iterator[pa.Array]:
    """For each kind of place, the place of every child (null: in no such place)."""
    town, school = verdicts["town"], verdicts["school"]
    age = pc.binary_join_element_wise(pc.cast(verdicts["age"], pa.string()), "岁", "")
    county = pa.array([COUNTY] * verdicts.num_rows, pa.string())
    for whole in (county, town):
        yield whole
        for part in (age, verdicts["stage"]):
            yield pc.binary_join_element_wise(whole, part, "/")
    yield pc.binary_join_element_wise(town, school, "/")


def _children(verdicts: pa.Table) -> Iterator[Figure]:
    suspected = pc.is_in(verdicts["verdict"], pa.array([v.value for v in SUSPECTED]))
    explained = pc.and_(suspected, pc.not_equal(verdicts["explained_by"], ""))
    groups = [
        (IN_SCOPE, None, "截止日6至15周岁、户籍在本地的儿童", "M2.4"),
        (SUSPECT, suspected, "结论为学籍在校而学生不在校、学籍与学生均不在校", "M3.2"),
        (EXPLAINED, explained, "疑似辍学中有异地就读、缓学休学或送教上门材料的", "M3.4"),
        (UNEXPLAINED, pc.and_not(suspected, explained), "疑似辍学中没有有效说明材料的", "M4.1"),
    ]
    groups += [
        (
            verdict_code(v),
            pc.equal(verdicts["verdict"], v.value),
            f"结论为{verdict_labels()[v]}",
            "M3.1",
        )
        for v in Verdict
    ]
    groups += [
        (
            f"explained.{e}",
            pc.and_(explained, pc.equal(verdicts["explained_by"], e)),
            f"疑似辍学中说明材料为{e}的",
            "M3.4",
        )
        for e in sorted(set(verdicts["explained_by"].to_pylist()) - {""})
    ]
    for place in _places(verdicts):
        for code, mask, how, clause in groups:
            yield from _counted(place if mask is None else place.filter(mask), code, how, clause)
    yield from _nowhere(verdicts, groups)
    yield from _unknown_households(verdicts)


def _nowhere(
    verdicts: pa.Table, groups: list[tuple[str, pa.Array | None, str, str]]
) -> Iterator[Figure]:
    """The same counts of children whom no school, or no age, is known of: what a table's parts leave of its total."""
    county = pa.array([COUNTY] * verdicts.num_rows, pa.string())
    for start, unknown, words in (
        (NO_SCHOOL, pc.equal(pc.coalesce(verdicts["school"], ""), ""), "没有学校记录的"),
        (NO_AGE, pc.is_null(verdicts["age"]), "年龄不详的"),
    ):
        for place in (county, verdicts["town"]):
            for code, mask, how, clause in groups:
                own = unknown if mask is None else pc.and_(unknown, mask)
                yield from _counted(place.filter(own), f"{start}.{code}", f"{words}：{how}", clause)


def quality_figures(quality: pa.Table) -> Iterator[Figure]:
    """Places of the registers that are to be mended: all, by kind, by register and kind; of the county and of each town."""
    county = pa.array([COUNTY] * quality.num_rows, pa.string())
    for place in (county, quality["town"]):
        yield from _counted(place, "quality.all", "各来源需要改正的地方", "M2.4")
        for kind in sorted(set(quality["kind"].to_pylist())):
            of_kind = pc.equal(quality["kind"], kind)
            yield from _counted(
                place.filter(of_kind), f"quality.kind.{kind}", "需要改正的地方，按问题", "M2.4"
            )
            for register in sorted(set(quality.filter(of_kind)["register"].to_pylist())):
                own = pc.and_(of_kind, pc.equal(quality["register"], register))
                yield from _counted(
                    place.filter(own),
                    f"quality.in.{register}.{kind}",
                    "需要改正的地方，按来源和问题",
                    "M2.4",
                )


def window_figures(windows: pa.Table) -> Iterator[Figure]:
    """How many towns there are, how many compared within the window, and by how many days each other one was late (M2.1)."""
    yield Figure("windows.towns", COUNTY, windows.num_rows, None, "应当比对的镇（街道）", "M2.1")
    in_time = pc.fill_null(pc.equal(windows["days_late"], 0), False)
    yield Figure(
        "windows.in_time",
        COUNTY,
        pc.sum(in_time).as_py() or 0,
        None,
        "在比对时段内完成比对的镇（街道）",
        "M2.1",
    )
    for line in windows.to_pylist():
        if line["days_late"]:
            yield Figure(
                "windows.days_late",
                line["town"],
                line["days_late"],
                None,
                "比对完成晚于比对时段末日的天数",
                "M2.1",
            )


def _unknown_households(verdicts: pa.Table) -> Iterator[Figure]:
    """Households with a child that neither the student-status system nor any school knows and no document explains (不漏一户)."""
    unknown = pc.and_(
        pc.equal(verdicts["verdict"], Verdict.UNENROLLED_ABSENT.value),
        pc.equal(verdicts["explained_by"], ""),
    )
    found = verdicts.filter(unknown)
    number = pc.coalesce(found["household_no"], found["child_id"])
    how = "有学籍与学生均不在校、且没有说明材料的儿童的户"
    households = (
        pa.table({"town": found["town"], "number": number})
        .group_by(["town", "number"])
        .aggregate([])
    )
    if households.num_rows:
        yield Figure(UNKNOWN_HOUSEHOLDS, COUNTY, households.num_rows, None, how, "M2.4")
        yield from _counted(households["town"], UNKNOWN_HOUSEHOLDS, how, "M2.4")


def _counted(places: pa.Array, code: str, how: str, clause: str) -> Iterator[Figure]:
    for entry in pc.value_counts(places).to_pylist():
        if entry["values"] is not None:
            yield Figure(code, entry["values"], entry["counts"], None, how, clause)


def _fates(rows: pa.Table) -> Iterator[Figure]:
    for entry in rows.group_by(["register"]).aggregate([("row", "count")]).to_pylist():
        yield Figure(
            f"rows.{entry['register']}.read",
            COUNTY,
            entry["row_count"],
            None,
            "来源表读入的记录行",
            "M2.4",
        )
    for entry in rows.group_by(["register", "fate"]).aggregate([("row", "count")]).to_pylist():
        yield Figure(
            f"rows.{entry['register']}.{entry['fate']}",
            COUNTY,
            entry["row_count"],
            None,
            "来源表的记录行，按去向",
            "M2.4",
        )


def _outsiders(outsiders: pa.Table) -> Iterator[Figure]:
    for code, mask in (
        ("outsiders.present", outsiders["present"]),
        ("outsiders.enrolled", outsiders["enrolled"]),
    ):
        yield Figure(
            code,
            COUNTY,
            len(set(outsiders.filter(mask)["child_id"].to_pylist())),
            None,
            "户籍不在本县、在本县学校的学生",
            "M8.3",
        )
