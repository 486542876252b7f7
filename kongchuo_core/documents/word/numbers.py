"""Numbers printed in a document, read back: each must be found in the table of figures (law 10 of
the house).

Dates, periods of days, ordinals, numbers of documents, articles, cases, persons and telephones,
classes, spans of age, and the standard a rule sets are no counts and are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pandas as pd
from docx.oxml.ns import qn

from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.figures import TENTHS

NO_COUNT = tuple(
    map(
        re.compile,
        (
            r"《[^》]*》",
            r"〔\d{4}〕\d+号",
            r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:至(?:\d{1,2}月)?(?:\d{1,2}日)?)?",
            r"、\d{1,2}月(?!\d)",
            r"(?<!\d)\d{1,2}月(?:\d{1,2}日)?",
            r"(?<!\d)\d{1,2}日",
            r"(?:^|(?<=。))\d+\.(?!\d)",
            r"附件\d*：?\d*\.?",
            r"附表\d+(?:-\d+)?",
            r"[图表]\d+",
            r"第\d+[笔版]",
            r"\d+至\d+周岁",
            r"\d+岁",
            r"\d{4}[秋春][-\u2011][0-9A-Z]+",
            r"满分\d+(?:\.\d+)?分",
            r"\d{6}\*+\d*X?",
            r"\d{17}[\dX]",
            r"(?<!\d)1\d{10}(?!\d)",
            r"\d+(?:年级|班)",
            r"\d+位",
            r"\d+名以上",
            r"标准（[^）]*）",
        ),
    )
)
"""What is no count: titles, numbers of all kinds, days, ordinals, annexes, ages, classes, full
marks, the standards of rules.
"""
NUMBER = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?%?")


def printed(file: Path) -> Iterator[tuple[str, str]]:
    """Every count of a document with the sentence or line of a table it stands in; row numbers of
    tables are none.
    """
    body = docx.Document(str(file)).element.body
    for part in body.iter(qn("w:p"), qn("w:tbl")):
        if part.tag == qn("w:tbl"):
            yield from _table(part)
        elif not any(up.tag == qn("w:tbl") for up in part.iterancestors()):
            yield from ((number, _text(part)) for number in counts(_text(part)))


def _table(table: Any) -> Iterator[tuple[str, str]]:
    rows = [[_text(cell) for cell in row.iter(qn("w:tc"))] for row in table.iter(qn("w:tr"))]
    skipped = {n for n, head in enumerate(rows[0]) if head in ("序号", "周岁")} if rows else set()
    for row in rows[1:]:
        for n, cell in enumerate(row):
            if n not in skipped:
                yield from ((number, "｜".join(row)) for number in counts(cell))


def counts(text: str) -> list[str]:
    """The numbers of a text that are counts or rates."""
    for pattern in NO_COUNT:
        text = pattern.sub("　", text)
    return NUMBER.findall(text)


def _text(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


def unknown(file: Path, edition: Edition) -> list[tuple[str, str]]:
    """The numbers of a document of the edition's place that are no figure of the edition, with
    where they stand.
    """
    values = figures(edition)
    return [(number, where) for number, where in printed(file) if number not in values]


def figures(edition: Edition) -> set[str]:
    """Every figure of the edition's place, its parts, cases and children as it can be printed; of a
    town also the county's rows.
    """
    whole = Edition(edition.folder)
    table = whole.table("figures")
    if edition.town:
        own, cases, absences = table["place"], edition.table("cases"), whole.table("monitoring")
        mine = {
            *cases["case_no"],
            *absences.loc[absences["home_town"] == edition.town, "child_id"],
            edition.town,
        }
        shared = table["code"].str.startswith(("rows.", "duty.inspectors"))
        table = table[own.isin(mine) | own.str.startswith(f"{edition.town}/") | shared]
    found: set[str] = set()
    for code, numerator, denominator in table[["code", "numerator", "denominator"]].itertuples(
        index=False
    ):
        found |= shapes(code, int(numerator), None if pd.isna(denominator) else int(denominator))
    return found


def shapes(code: str, numerator: int, denominator: int | None) -> set[str]:
    """The ways a figure may be printed: as a count, with its denominator, as a percentage or a
    mean; a score in points.
    """
    if code.removeprefix("previous.").startswith("score.") and denominator:
        return {f"{numerator / TENTHS:g}", f"{denominator / TENTHS:g}"}
    if not denominator:
        return {str(numerator), *(["0"] if denominator == 0 else [])}
    return {
        str(numerator),
        str(denominator),
        f"{100 * numerator / denominator:.2f}%",
        f"{numerator / denominator:.1f}",
    }
