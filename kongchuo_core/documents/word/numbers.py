"""Numbers printed in a document, read back: each must be found in the table of figures (law 10 of the house).

Dates, ordinals, numbers of documents, articles, clauses and schools, and spans of age are no counts and are left out.
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

NO_COUNT = tuple(map(re.compile, (
    r"《[^》]*》", r"〔\d{4}〕\d+号", r"\d{4}年(?:\d{1,2}月(?:\d{1,2}日)?)?(?:至(?:\d{1,2}月)?(?:\d{1,2}日)?)?", r"、\d{1,2}月(?!\d)",
    r"(?<!\d)\d{1,2}月(?:\d{1,2}日)?", r"^\d+\.(?!\d)", r"附件\d*：?\d*\.?", r"附表\d+(?:-\d+)?", r"[图表]\d+", r"第\d+笔", r"\d+至\d+周岁",
    r"\d+岁", r"\d{4}[秋春]-[0-9A-Z]+", r"满分\d+(?:\.\d+)?分",
)))
"""What is no count: titles, numbers of documents, days, ordinals, annexes, ages, case numbers, full marks."""
NUMBER = re.compile(r"(?<![A-Za-z\d.])\d+(?:\.\d+)?%?")


def printed(file: Path) -> Iterator[tuple[str, str]]:
    """Every count of a document with the sentence or line of a table it stands in; row numbers of tables are none."""
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
    """The numbers of a document of the edition's place that are no figure of the edition, with where they stand."""
    values = figures(edition)
    return [(number, where) for number, where in printed(file) if number not in values]


def figures(edition: Edition) -> set[str]:
    """Every figure of the edition's place and its parts as it can be printed; of a town also the county's rows of the registers."""
    table = Edition(edition.folder).table("figures")
    if edition.town:
        own = (table["place"] == edition.town) | table["place"].str.startswith(f"{edition.town}/")
        table = table[own | table["code"].str.startswith("rows.") | table["code"].str.startswith("duty.inspectors")]
    found: set[str] = set()
    for numerator, denominator in zip(table["numerator"], table["denominator"], strict=True):
        found |= _shapes(int(numerator), None if pd.isna(denominator) else int(denominator))
    return found


def _shapes(numerator: int, denominator: int | None) -> set[str]:
    """The ways a figure may be printed: as a count, with its denominator, as a percentage or a mean."""
    if not denominator:
        return {str(numerator), *(["0"] if denominator == 0 else [])}
    return {str(numerator), str(denominator), f"{100 * numerator / denominator:.2f}%", f"{numerator / denominator:.1f}"}
