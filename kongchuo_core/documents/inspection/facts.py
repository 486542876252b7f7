"""An edition → the counts and rows that papers tell: figures, their sums and differences, lengths
of lists, nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import Any

import pandas as pd

from kongchuo_core.documents.inspection.counts import (
    COUNTED,
    Absences,
    Children,
    Window,
    Windows,
    total,
)
from kongchuo_core.documents.inspection.rows import (
    AgeRow,
    BalanceRow,
    QualityRow,
    SuspectedRow,
    VerdictRow,
)
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.codes import FLAGS, Fate
from kongchuo_core.vocabulary.figures import COUNTY
from kongchuo_core.vocabulary.mechanism import SECTIONS
from kongchuo_core.vocabulary.registers import REGISTERS

FIGURES = dict(
    zip(
        COUNTED,
        (
            "children.in_scope",
            "verdict.CONSISTENT",
            "verdict.ENROLLED_ABSENT",
            "verdict.UNENROLLED_ABSENT",
            "children.explained",
            "verdict.PRESENT_UNENROLLED",
            "verdict.COMPLETED",
            "verdict.REVIEW",
            "children.suspected",
            "children.unexplained",
            "bridge.verified",
            "bridge.waiting",
        ),
        strict=True,
    )
)
"""Count of ``Children`` → code of its figure."""

VERDICTS = {
    "CONSISTENT": "比对一致",
    "ENROLLED_ABSENT": "学籍在校而学生不在校",
    "UNENROLLED_ABSENT": "学籍与学生均不在校",
    "PRESENT_UNENROLLED": "在校无学籍",
    "COMPLETED": "已完成义务教育",
    "REVIEW": "待人工核对",
}
"""The verdicts in words; the telling half doesn't import the regulation's tables, a test holds both
together.
"""
SUSPECTED = ("ENROLLED_ABSENT", "UNENROLLED_ABSENT")
"""The verdicts of the suspected dropouts (M3.2)."""
EXPLANATIONS = {
    "elsewhere": "异地就读",
    "deferral": "缓学",
    "suspension": "休学",
    "home_teaching": "送教上门",
}
"""The documents that explain an absence (M3.4, M4.3 to M4.6)."""
LISTS = ("elsewhere", "approvals", "home_teaching")
"""The registers of these documents."""
FIRST_PAGE = ("household", "enrolment", "presence", "graduates")
"""The registers of the first page: the three elements, and the graduates without whom every leaver
looks like a dropout.
"""
NO_SCHOOL, NO_AGE = "（没有学校记录）", "不详"


def towns(edition: Edition) -> list[str]:
    """The county's towns, in the order of ``params/county.yaml``."""
    return [t["name"] for t in edition.facts["towns"]]


def day(edition: Edition, name: str) -> date:
    """A date of the term: ``cutoff``, ``compared_on``, ``as_of``, ``last_day``, ``window_from``,
    ``window_to``.
    """
    return date.fromisoformat(edition.facts["term"][name])


def sections(edition: Edition) -> dict[str, str]:
    """Where each chapter of the duties stands in the county's own document; of an edition of
    version 0.1 as in the model's.
    """
    return sections_of(edition.facts)


def sections_of(told: Mapping[str, Any]) -> dict[str, str]:
    """The same of an edition's ``facts.json``."""
    found: dict[str, str] = told["county"].get("sections") or SECTIONS
    return found


def citations(edition: Edition) -> dict[str, str]:
    """What papers of the edition may cite, by use, with the county's own document and its sections
    (机制M1 … 机制M7).
    """
    return citations_of(edition.facts)


def citations_of(told: Mapping[str, Any]) -> dict[str, str]:
    """The same of an edition's ``facts.json``."""
    cited: dict[str, str] = told["loop"]["citations"]
    own = {f"机制{n}": f"{cited['机制']}{section}" for n, section in sections_of(told).items()}
    return own | cited


def compared_on(edition: Edition) -> str:
    """The day of the comparison in words; before the day laid down for it, that this is a
    preliminary one.
    """
    compared, planned = (
        day(edition, name) if name in edition.facts["term"] else None
        for name in ("compared_on", "comparison_day")
    )
    assert compared is not None
    if planned is None or planned == compared:
        return chinese_date(compared)
    return f"{chinese_date(compared)}（初步比对，正式比对日为{chinese_date(planned)}）"


def windows_over(edition: Edition) -> bool:
    """Whether the time of the comparison is over, so that a town that told nothing is late."""
    return day(edition, "as_of") > day(edition, "window_to")


def given(edition: Edition, register: str) -> bool:
    """Whether a register was given."""
    return bool(edition.facts["given"].get(register))


def key_lists(edition: Edition, reader: str) -> dict[str, str]:
    """Child → the lists of 重点群体 it is on, of those that a reader may see (``recipients.csv``:
    ``town``, ``bureau``).
    """
    seen = edition.facts["loop"].get("lists_shown", {}).get(reader, ())
    rows = edition.table("rows")
    listed = rows[(rows["fate"] == Fate.USED.value) & rows["register"].isin(seen)]
    found: dict[str, str] = {}
    for code in seen:
        for child in listed[listed["register"] == code]["child_id"].dropna().unique():
            found[child] = "、".join(filter(None, (found.get(child), REGISTERS[code].folder)))
    return found


def children(
    edition: Edition, place: str | None = None, name: str | None = None, among: str = ""
) -> Children:
    """The children of a place as figures know it (``全县``, ``甲镇``, ``甲镇/甲小学``), told under ``name``.

    ``among``: with what the codes begin, ``no_school.`` or ``no_age.`` for the children without a
    school or an age.
    """
    where = place or edition.place
    counts = (edition.count(f"{among}{FIGURES[count]}", where) for count in COUNTED)
    lists = tuple(REGISTERS[code].folder for code in LISTS if not given(edition, code))
    return Children(name or where, *counts, lists_missing=lists)


def by_town(edition: Edition) -> tuple[Children, ...]:
    """The county's towns."""
    return tuple(children(edition, town) for town in towns(edition))


def by_school(edition: Edition) -> tuple[Children, ...]:
    """The schools of the place's children, those with most to tell first; children without a school
    at the end.
    """
    homes = [edition.town] if edition.town else towns(edition)
    names = sorted({s for s in edition.table("verdicts")["school"].dropna() if s})
    rows = [total([children(edition, f"{home}/{name}") for home in homes], name) for name in names]
    rows.sort(key=lambda c: (-c.suspected, -c.present_unenrolled - c.review, -c.in_scope, c.place))
    left = children(edition, name=NO_SCHOOL, among="no_school.")
    return (*rows, left) if left.in_scope else tuple(rows)


def by_age(edition: Edition) -> tuple[Children, ...]:
    """Ages on the cutoff, and those whose birth date nobody could read."""
    ages = sorted({int(a) for a in edition.table("verdicts")["age"].dropna()})
    rows = tuple(children(edition, f"{edition.place}/{age}岁", str(age)) for age in ages)
    left = children(edition, name=NO_AGE, among="no_age.")
    return (*rows, left) if left.in_scope else rows


def by_explanation(edition: Edition) -> tuple[tuple[str, int], ...]:
    """Suspected children by the kind of their document."""
    return tuple(
        (label, edition.count(f"explained.{code}")) for code, label in EXPLANATIONS.items()
    )


def windows(edition: Edition) -> Windows | None:
    """The place's towns with their comparison; ``None`` where the register was not given."""
    if not given(edition, "comparisons"):
        return None
    table = edition.table("windows").set_index("town")
    found = tuple(
        _window(edition, town, table.loc[town]) for town in towns(edition) if town in table.index
    )
    return Windows(
        edition.count("windows.towns", COUNTY), edition.count("windows.in_time", COUNTY), found
    )


def _window(edition: Edition, town: str, line: Any) -> Window:
    done_on = None if pd.isna(line["done_on"]) else line["done_on"]
    return Window(
        town,
        done_on,
        edition.count("windows.days_late", town),
        bool(line["police"]),
        bool(line["central_school"]),
    )


def absences(edition: Edition) -> Absences:
    """Absences on file: of the county all its schools', of a town those of its own children."""
    return Absences(
        *(
            edition.count(f"absences.{name}")
            for name in ("on_file", "open", "bureau_missing", "town_missing")
        )
    )


def not_given(edition: Edition) -> list[str]:
    """The folders of the registers that were not given."""
    return [register.folder for code, register in REGISTERS.items() if not given(edition, code)]


def balance_rows(
    edition: Edition, registers: tuple[str, ...] = FIRST_PAGE
) -> tuple[BalanceRow, ...]:
    """Rows of the registers by fate, in the whole county."""
    return tuple(_balance_row(edition, code) for code in registers)


def _balance_row(edition: Edition, code: str) -> BalanceRow:
    read, used, duplicate, outside, waiting = (
        edition.count(f"rows.{code}.{fate}", COUNTY) for fate in ("read", *Fate)
    )
    return BalanceRow(
        来源=REGISTERS[code].folder,
        读入=read,
        采用=used,
        重复=duplicate,
        不在范围=outside,
        待补正=waiting,
    )


def verdict_rows(parts: tuple[Children, ...], whole: Children) -> tuple[VerdictRow, ...]:
    """A line a place, and the whole as the total."""
    rows = (*parts, replace(whole, place="合计")) if parts else ()
    return tuple(
        VerdictRow(
            名称=c.place,
            适龄=c.in_scope,
            比对一致=c.consistent,
            学籍在校而学生不在校=c.enrolled_absent,
            学籍与学生均不在校=c.unenrolled_absent,
            其中有说明=c.explained,
            在校无学籍=c.present_unenrolled,
            已完成=c.completed,
            待核对=c.review,
        )
        for c in rows
    )


def age_rows(parts: tuple[Children, ...], whole: Children) -> tuple[AgeRow, ...]:
    """A line an age, and the whole as the total."""
    rows = (*parts, replace(whole, place="合计")) if parts else ()
    return tuple(
        AgeRow(
            年龄=c.place,
            适龄=c.in_scope,
            比对一致=c.consistent,
            疑似辍学=c.suspected,
            其中有说明=c.explained,
            在校无学籍=c.present_unenrolled,
            已完成=c.completed,
            待核对=c.review,
        )
        for c in rows
    )


def suspected_rows(edition: Edition) -> tuple[SuspectedRow, ...]:
    """The suspected children of a town, by village; internal, without identity numbers."""
    table = edition.table("verdicts")
    found = table[table["verdict"].isin(SUSPECTED)].sort_values(["village", "verdict", "child_id"])
    return tuple(_suspected_row(n, line) for n, line in enumerate(found.to_dict("records"), 1))


def _suspected_row(number: int, line: dict[Any, Any]) -> SuspectedRow:
    born, school = line["birth_date"], line["school"]
    notes = [
        EXPLANATIONS.get(line["explained_by"], ""),
        *(FLAGS.label(flag) for flag in line["flags"]),
    ]
    return SuspectedRow(
        序号=number,
        姓名=line["name"],
        性别=_text(line["sex"]),
        出生年月="不详" if pd.isna(born) else f"{born.year}年{born.month}月",
        村=_text(line["village"]),
        类别=VERDICTS[line["verdict"]],
        学籍学校=_text(school) or "无",
        说明=listed(n for n in notes if n),
    )


def _text(value: Any) -> str:
    return "" if pd.isna(value) else str(value)


def quality_rows(edition: Edition) -> tuple[QualityRow, ...]:
    """Faults by register and kind, the most frequent first."""
    table = edition.table("quality")
    kinds = (
        table[["register", "kind", "what", "remedy"]]
        .drop_duplicates(["register", "kind"])
        .to_dict("records")
    )
    counts = {
        (k["register"], k["kind"]): edition.count(f"quality.in.{k['register']}.{k['kind']}")
        for k in kinds
    }
    order = list(REGISTERS)
    kinds.sort(
        key=lambda k: (order.index(k["register"]), -counts[k["register"], k["kind"]], k["kind"])
    )
    return tuple(
        QualityRow(
            来源=REGISTERS[k["register"]].folder,
            问题=_text(k["what"]),
            行数=counts[k["register"], k["kind"]],
            处理意见=_text(k["remedy"]),
        )
        for k in kinds
    )


def enrolled_nowhere(edition: Edition) -> pd.DataFrame:
    """Where the enrolments stand of pupils from elsewhere who are on no roll of the county:
    ``school, file, sheet, row``, by school.

    They are in no town's list, for their household is elsewhere; the school where they are enrolled
    answers for them.
    """
    outsiders, rows = edition.table("outsiders"), edition.table("rows")
    there = set(outsiders[outsiders["present"]]["child_id"])
    absent = outsiders[outsiders["enrolled"] & ~outsiders["child_id"].isin(there)]
    used = rows[(rows["register"] == "enrolment") & (rows["fate"] == Fate.USED)]
    found = absent.merge(used, on="child_id")[["school", "file", "sheet", "row"]]
    return found.sort_values(["school", "file", "row"], ignore_index=True)
