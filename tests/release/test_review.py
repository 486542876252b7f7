"""The notebook of what the public sees: it is given released tables and nothing else, and shows
what they let anybody work out.
"""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from kongchuo_core.disclosure.released import STATISTICS, Cell, Released, write
from kongchuo_core.release.review import FILE, open_release
from kongchuo_core.term.kernels import Job, run_notebooks
from kongchuo_core.vocabulary.errors import DisclosureError
from tests.documents.made_up_release import LOOP, RELEASE, table

NOTEBOOK = Path(__file__).parents[2] / "notebooks" / "public_results.ipynb"
SAFE = replace(
    RELEASE,
    tables=(
        table(
            "verdict_by_group",
            "各片区比对结论",
            ("全县", "东片", "西片"),
            ("人数", "疑似辍学"),
            ((900, 60), (None, 30), (None, 30)),
            total_row="全县",
            total_column="人数",
        ),
        replace(LOOP, code="loop_by_group"),
    ),
)


def folder_of(released: Released, folder: Path) -> Path:
    """A folder with released tables only."""
    write(released, folder)
    return folder


def test_the_notebook_runs_where_there_is_no_edition(tmp_path: Path) -> None:
    """Law 9: in a folder with four files, no workspace above it, it tells conclusion, tables and
    the attacker's report.
    """
    released = folder_of(SAFE, tmp_path / "公开")
    given = {"released": str(released), "into": str(tmp_path / "out")}
    run_notebooks([Job(NOTEBOOK, given, tmp_path / "out", tmp_path / "kept.ipynb")], processes=1)
    kept = (tmp_path / "kept.ipynb").read_text("utf-8")
    shown = json.dumps([c.get("outputs") for c in json.loads(kept)["cells"]], ensure_ascii=False)
    assert (
        "疑似辍学60人" in shown
        and "各片区比对结论" in shown
        and "推算检验通过" in shown
        and "image/png" in shown
    )
    assert "推算检验通过" in (tmp_path / "out" / FILE).read_text("utf-8")
    assert {p.name for p in released.iterdir()} == {
        "statistics.csv",
        "structure.csv",
        "数据字典.csv",
        "公开数据.csv",
    }
    assert str(tmp_path) not in kept


def test_a_number_that_can_be_worked_out_is_told_and_stops_the_publication_alone(
    tmp_path: Path,
) -> None:
    """A margin minus the rest: the note and the table say so; the sums hold, so the office's own
    run goes on, the gate refuses.
    """
    bad = replace(
        SAFE,
        tables=(
            replace(SAFE.tables[1], cells=((Cell(100), Cell(20), Cell(0), Cell(None), Cell(118)),)),
        ),
    )
    released = folder_of(bad, tmp_path / "公开")
    review = open_release(released)
    assert (
        not review.checks.failed
        and not review.attacked.passed
        and "可以推算" in review.attacker._repr_html_()
    )
    assert "assert not checks.failed" in NOTEBOOK.read_text("utf-8")


def test_sums_are_added_up_again(tmp_path: Path) -> None:
    """Where every cell of a sum is published it must hold; the equation that doesn't is named."""
    review = open_release(folder_of(RELEASE, tmp_path))
    checked = [c.what for c in review.checks.all]
    assert "各片区比对情况：疑似辍学的全县＝各部分之和" in checked and not [
        c for c in checked if "在校无学籍" in c
    ]
    path = tmp_path / STATISTICS
    path.write_text(path.read_text("utf-8").replace("疑似辍学,150,", "疑似辍学,151,"), "utf-8")
    assert "各片区比对情况：疑似辍学的全县＝各部分之和" in open_release(tmp_path).checks.failed


def test_it_shows_only_what_is_released(tmp_path: Path) -> None:
    """Tables with their markers, dropped ones with the reason, problems in fixed words; a chart
    that isn't there is a sentence.
    """
    review = open_release(folder_of(RELEASE, tmp_path))
    assert (
        "＊" in review.tables._repr_html_()
        and "本次不公布" in repr(review.legend)
        and "东村镇、款庄镇" in repr(review.problems)
    )
    assert "没有公布" in repr(review.chart("open_by_cause"))
    assert "“重新立案”、“销号”不公布" in repr(review.chart("loop"))
    assert "没有指定文件夹" in repr(review.write())


def test_a_folder_of_something_else_is_refused(tmp_path: Path) -> None:
    with pytest.raises(DisclosureError, match="缺文件"):
        open_release(tmp_path)
