"""The notebooks read like reports: conclusion first, short cells, no number in prose, outputs of
the fictitious county.
"""

from __future__ import annotations

import ast
import json
import re
from itertools import chain
from pathlib import Path
from typing import Any

import papermill
import pytest

from kongchuo_core.term.notebook import parameter_names

FOLDER = Path(__file__).parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))
ASKED = {"explore", "course"}
"""Notebooks that answer an analyst; the others are reports and end in a Word file."""
PUBLIC = "public_results"
"""The notebook that is given released tables alone."""
TOLD = {
    "accountability_notices",
    "closed_loop",
    "comparison",
    "county_summary",
    "inspection_report",
}
"""Notebooks that are their report: words in text cells, in the order of the Word file."""
every_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda p: p.stem)
every_told = pytest.mark.parametrize(
    "path", [p for p in NOTEBOOKS if p.stem in TOLD], ids=lambda p: p.stem
)
SHOWN = FOLDER / f"{PUBLIC}.ipynb"


def cells(path: Path, kind: str) -> list[dict[str, Any]]:
    return [c for c in json.loads(path.read_text("utf-8"))["cells"] if c["cell_type"] == kind]


def source(cell: dict[str, Any]) -> str:
    return "".join(cell["source"])


def headings(path: Path) -> list[str]:
    lines = chain.from_iterable(source(cell).splitlines() for cell in cells(path, "markdown"))
    return [line.lstrip("# ") for line in lines if line.startswith("#")]


def test_the_notebooks_are_there() -> None:
    assert [p.stem for p in NOTEBOOKS] == [
        "accountability_notices",
        "closed_loop",
        "comparison",
        "county_summary",
        "course",
        "explore",
        "inspection_report",
        "public_results",
    ]


@every_notebook
def test_a_cell_has_one_to_three_lines(path: Path) -> None:
    """Imports may take an empty line more; what computes lies in the core."""
    assert [
        source(c)
        for c in cells(path, "code")
        if len([x for x in source(c).splitlines() if x.strip()]) > 3
        and not source(c).startswith("%%text")
    ] == []


@every_notebook
def test_prose_is_chinese_and_has_no_digit(path: Path) -> None:
    """A number typed into prose is wrong next term."""
    prose = [source(c) for c in cells(path, "markdown")]
    assert [p for p in prose if re.search(r"[0-9０-９]", p)] == []
    assert all(re.search("[一-龥]{2}", p) for p in prose)
    assert json.loads(path.read_text("utf-8"))["cells"][0] == cells(path, "markdown")[0]


@every_told
def test_a_told_report_opens_tells_checks_and_writes(path: Path) -> None:
    """The words stand in text cells; code cells only open, show a table or a chart, check and
    write.
    """
    parameters, opening, first, *rest, write = [source(c) for c in cells(path, "code")]
    check = next(x for x in rest if x.startswith("checks = r.checks"))
    assert "open_report(" in opening and first.startswith("%%text") and write == "r.write()"
    assert "assert not checks.failed" in check and ": str" in parameters
    told = ("%%text", "r.table(", "r.chart(", "r.explain(", "r.book()", "r.papers()")
    assert all(x.startswith(told) for x in rest if x != check)
    of_county = path.stem == "county_summary"
    assert parameter_names(path) == ["edition", *([] if of_county else ["town"]), "into"]
    found = papermill.inspect_notebook(str(path))
    assert all(p["help"] and p["inferred_type_name"] == "str" for p in found.values())


def test_the_conclusion_comes_first_and_checks_and_writing_last() -> None:
    """Of the notebook that sees released tables alone."""
    told = headings(SHOWN)
    assert told[1] == "结论" and told[-3:] == ["攻击者的报告", "核对", "写出"]
    code = [source(c) for c in cells(SHOWN, "code")]
    assert code[2] == "r.conclusion" and code[-1] == "r.write()"
    assert "assert not checks.failed" in code[-2]


def test_every_table_and_picture_says_how_to_read_it() -> None:
    """Where something is shown, the next words explain it, before the next heading."""
    whole = json.loads(SHOWN.read_text("utf-8"))["cells"]
    parts = re.split(r"^## ", "\n".join(map(source, whole)), flags=re.MULTILINE)
    shown = [p for p in parts if re.search(r"r\.(table|chart|proof)", p)]
    assert [p.splitlines()[0] for p in shown if "怎样读" not in p] == []


@every_notebook
def test_parameters_are_the_sample_county(path: Path) -> None:
    """One cell tagged ``parameters``; its names are those that papermill finds."""
    [tagged] = [c for c in cells(path, "code") if "parameters" in c["metadata"].get("tags", [])]
    assert parameter_names(path) == list(papermill.inspect_notebook(str(path)))
    if path.stem == PUBLIC:
        assert source(tagged).splitlines() == [
            'released = "outputs/2025-autumn/internal/public_candidate"',
            'into = ""',
        ]
        return
    if path.stem in TOLD:
        return
    first, *others = parameter_names(path)
    assert source(tagged).splitlines()[0] == 'edition = ""'
    assert (first, others) == ("edition", ["town", "names"])


def _shows(code: str) -> bool:
    return code.startswith("%%text") or isinstance(ast.parse(code).body[-1], ast.Expr)


@every_notebook
def test_outputs_are_stored_and_stamped_as_fictitious(path: Path) -> None:
    """Every cell that shows something has its output; counts run from one; no trace of the run."""
    whole = json.loads(path.read_text("utf-8"))
    code = cells(path, "code")
    assert whole["metadata"]["kongchuo"] == {"fictitious": True}
    assert set(whole["metadata"]) == {"kongchuo", "kongchuo_format", "kernelspec", "language_info"}
    assert [c["execution_count"] for c in code] == list(range(1, len(code) + 1))
    showing = [c for c in code if _shows(source(c))]
    assert all(c["outputs"] for c in showing) and len(showing) >= len(code) - 4
    outputs = chain.from_iterable(cell["outputs"] for cell in code)
    assert not any(output["output_type"] in {"error", "stream"} for output in outputs)
    assert all(set(cell["metadata"]) <= {"tags"} for cell in whole["cells"])


@every_notebook
def test_stored_outputs_tell_no_path_and_name_no_child(path: Path) -> None:
    """The county's notebooks show counts; identity numbers, folders and addresses of memory
    never.
    """
    text = json.dumps([c["outputs"] for c in cells(path, "code")], ensure_ascii=False)
    text = re.sub(r'"image/png": "[^"]*"', "", text)
    assert not re.search(r"5399\d{14}|0x[0-9a-f]{6}|/tmp/|/home/|[A-Z]:\\\\|1380000\d{4}", text)
    assert '"姓名"' not in text and "<th scope='col'>姓名</th>" not in text
