"""The public Word papers: 公开结果公告 and 督导报告（公开版）, from what is released and fixed words."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import fields
from itertools import chain
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from kongchuo_core.disclosure.released import FILES, MARKER, Cell, Released, ReleasedTable
from kongchuo_core.documents.kinds import PUBLIC
from kongchuo_core.documents.loop.words import BLANK_DATE, DRAFT, FICTITIOUS
from kongchuo_core.documents.public import view
from kongchuo_core.documents.public.contexts import NOTICE, REPORT, PublicPaper, PublicTable
from kongchuo_core.documents.public.page import Chart, bars, render_page
from kongchuo_core.documents.public.view import Occasion
from kongchuo_core.documents.word.render import printable, render
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.vocabulary.errors import BalanceError

_SERIES = {NOTICE: "公告", REPORT: "公开"}
"""What stands behind the office's code in a number: each kind is counted on its own."""
_TITLES = {NOTICE: "“控辍保学”专项督导检查结果公告", REPORT: "“控辍保学”专项督导报告\n（公开版）"}


def papers(
    released: Released,
    occasion: Occasion,
    before: Released | None = None,
    templates: Path | None = None,
) -> dict[str, PublicPaper]:
    """Both papers by name; ``before`` is the edition that is corrected, ``templates`` the office's
    texts.
    """
    common = _common(released, occasion, before, templates)
    county = released.county
    own: dict[str, dict[str, str]] = {
        NOTICE: {
            "教育局": occasion.bureau,
            "抄送": f"{county}人民政府，{occasion.supervision_office}",
        },
        REPORT: {"主送": f"{county}人民政府", "抄送": "上一级人民政府教育督导机构"},
    }
    return {
        name: kind.context(
            **common,
            **own[name],
            标题=f"{county}{released.label}\n{_TITLES[name]}",
            文号=_number(occasion, name),
        )
        for name, kind in PUBLIC.items()
    }


def _number(occasion: Occasion, name: str) -> str:
    if occasion.published_on is None or occasion.number is None:
        return ""
    return f"{occasion.document_code}{_SERIES[name]}〔{occasion.published_on.year}〕{occasion.number}号"


def _common(
    released: Released, occasion: Occasion, before: Released | None, templates: Path | None
) -> dict[str, Any]:
    final = occasion.published_on is not None
    return {
        "稿别": "" if final else DRAFT,
        "印发机关": occasion.issuer,
        "虚构声明": FICTITIOUS if released.fictitious else "",
        "县名": released.county,
        "学期": released.label,
        "公开依据": occasion.citations["公开依据"],
        "机制依据": occasion.citations["机制M7"],
        "不公开依据": occasion.citations["不公开依据"],
        "截止日": chinese_date(occasion.cutoff),
        "比对日": chinese_date(occasion.compared_on),
        "情况截至": chinese_date(occasion.as_of),
        "更正说明": view.corrected(released, before, occasion.correction),
        "结论": view.conclusion(released, templates),
        "公开表": view.tables(released),
        "不列的表": (*view.dropped(released), *view.notes(released)),
        "图例": view.legend(released),
        "问题": view.problems(released),
        "成文日期": chinese_date(occasion.published_on) if occasion.published_on else BLANK_DATE,
    }


def write_public(
    released: Released,
    occasion: Occasion,
    templates: Path,
    into: Path,
    before: Released | None = None,
) -> list[Path]:
    """Write both papers, each read back, and the page.

    Raises
    ------
    RuleTableError
        where a template is at fault.
    BalanceError
        where a written paper doesn't say what is released.
    """
    written = []
    for name, paper in papers(released, occasion, before, templates).items():
        out = into / PUBLIC[name].template
        render(
            templates / PUBLIC[name].template,
            {f.name: getattr(paper, f.name) for f in fields(paper)},
            out,
        )
        compare_public(out, paper)
        written.append(out)
    return [
        *written,
        render_page(
            templates, _page(released, occasion, before, templates), into / "公开结果.html"
        ),
    ]


def _page(
    released: Released, occasion: Occasion, before: Released | None, templates: Path
) -> Mapping[str, Any]:
    common = _common(released, occasion, before, templates)
    tables = [
        {
            **{f.name: getattr(shown, f.name) for f in fields(shown)},
            "序": n,
            "名": table.title,
            "图": _charts(table),
        }
        for n, (table, shown) in enumerate(zip(released.tables, common["公开表"], strict=True), 1)
    ]
    return common | {
        "标题": f"{released.county}{released.label}“控辍保学”检查结果",
        "公开表": tables,
        "标记": MARKER,
        "教育局": occasion.bureau,
        "文号": _number(occasion, NOTICE),
        "成文日期": common["成文日期"] if occasion.published_on else "",
        "版次": view.edition_words(released.edition) if occasion.published_on else "",
        "指标": released.indicators,
        "更正日": chinese_date(occasion.correction.published_on) if occasion.correction else "",
        "下次": view.next_term(released.term),
        "联系": occasion.contact or {},
        "下载": FILES,
    }


FAR = 20
"""Bars of one picture are at most so many times as long as the shortest: beside a longer one it
would not be seen.
"""


def _charts(table: ReleasedTable) -> tuple[Chart, ...]:
    """What the table is summed up by, as bars: where it has rows below the county's, what they
    differ in; no total that dwarfs all.
    """
    cells = view.drawn(table)
    shown = _alike(cells)
    if len(shown) < LEAST_BARS:
        return ()
    told = listed(f"{label}{cell.value}{table.unit}" for label, cell in shown.items())
    left = [label for label, cell in cells.items() if cell.value and label not in shown]
    beside = f"；{listed(left)}大得多，没有画" if left else ""
    return (
        bars(
            view.drawn_title(table),
            f"条形图：{told}{beside}",
            {label: cell.value for label, cell in shown.items()},
            {label: cell.shown for label, cell in shown.items()},
        ),
    )


LEAST_BARS = 2


def _alike(cells: Mapping[str, Cell]) -> dict[str, Cell]:
    """The cells that can be seen beside each other: the greatest go while they dwarf the smallest;
    noughts stay in the table.
    """
    found = {label: cell for label, cell in cells.items() if cell.value}
    while found:
        numbers = [cell.value or 0 for cell in found.values()]
        if max(numbers) <= FAR * min(numbers):
            break
        found = {label: cell for label, cell in found.items() if cell.value != max(numbers)}
    return found


def compare_public(written: Path, paper: PublicPaper) -> None:
    """Read a paper back: every line of every table and every sentence stands in it.

    Raises
    ------
    BalanceError
        naming what is missing.
    """
    body = docx.Document(str(written)).element.body
    told = _text(body)
    lines = Counter(
        tuple(_text(cell) for cell in row.iter(qn("w:tc"))) for row in body.iter(qn("w:tr"))
    )
    wanted = Counter(chain.from_iterable(map(_lines, paper.公开表)))
    missing = [t.题 for t in paper.公开表 if any(lines[line] < wanted[line] for line in _lines(t))]
    for name in ("更正说明", "结论", "不列的表", "图例", "问题"):
        missing += [name for sentence in getattr(paper, name) if printable(sentence) not in told]
    if missing:
        raise BalanceError(
            f"写出的 Word 文件里，“{missing[0]}”与要公开的不一致",
            remedy="检查模板里这一项的占位符是否被删改；文件没有保留",
            place=(f"文件 {written.name}",),
        )


def _lines(table: PublicTable) -> list[tuple[str, ...]]:
    return [(table.首栏, *table.栏), *((row.名, *row.格) for row in table.行)]


def _text(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))
