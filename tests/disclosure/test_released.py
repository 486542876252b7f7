"""The type that may leave: written and read back, a hidden cell is a state."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from kongchuo_core.disclosure import released
from kongchuo_core.disclosure.released import Cell
from kongchuo_core.vocabulary.errors import DisclosureError
from tests.disclosure.examples import A_RELEASE


def test_a_release_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    """The three files hold everything, and the same release gives the same bytes."""
    corrected = replace(
        A_RELEASE,
        edition=2,
        changed=(("loop_by_group", "东片", "新增"), ("loop_by_group", "全县", "新增")),
    )
    released.write(corrected, tmp_path / "corrected")
    assert released.read(tmp_path / "corrected") == corrected
    files = released.write(A_RELEASE, tmp_path / "a")
    assert released.read(tmp_path / "a") == A_RELEASE
    again = released.write(released.read(tmp_path / "a"), tmp_path / "b")
    assert [f.read_bytes() for f in files] == [f.read_bytes() for f in again]


def test_the_files_have_the_columns_of_the_contract(tmp_path: Path) -> None:
    """A hidden cell has an empty value and the marker; a nought is a nought."""
    released.write(A_RELEASE, tmp_path)
    statistics = list(csv.DictReader((tmp_path / "statistics.csv").read_text("utf-8").splitlines()))
    structure = list(csv.DictReader((tmp_path / "structure.csv").read_text("utf-8").splitlines()))
    assert list(statistics[0]) == ["table", "row", "column", "value", "marker"]
    assert list(structure[0]) == ["table", "axis", "parent", "child"]
    of = {(s["table"], s["row"], s["column"]): (s["value"], s["marker"]) for s in statistics}
    assert of["verdict_by_group", "东片", "在校无学籍"] == ("", "＊")
    assert of["verdict_by_group", "西北片", "其中：无学籍不在校"] == ("0", "")
    assert {"table": "loop_by_group", "axis": "row", "parent": "全县", "child": "东片"} in structure
    assert len(statistics) == sum(len(t.rows) * len(t.columns) for t in A_RELEASE.tables)


def test_a_rate_is_made_of_published_cells_alone() -> None:
    """A hidden part or whole, or one below the least, gives no rate."""
    table = A_RELEASE.tables[0]
    assert table.share("全县", "疑似辍学", "适龄儿童少年") == 18 / 600
    assert table.share("东片", "在校无学籍", "适龄儿童少年") is None
    assert table.share("西北片", "疑似辍学", "适龄儿童少年", least=101) is None
    assert table.cell("全县", "待人工核对") == Cell(16)


@pytest.mark.parametrize("damage", ["没有文件", "隐去的格里有数", "少一格"])
def test_a_release_that_was_altered_is_refused(tmp_path: Path, damage: str) -> None:
    """What can't have been written so isn't read."""
    released.write(A_RELEASE, tmp_path)
    path = tmp_path / "statistics.csv"
    text = path.read_text("utf-8")
    if damage == "没有文件":
        path.unlink()
    else:
        line = "verdict_by_group,东片,在校无学籍,,＊\n"
        assert line in text
        path.write_text(
            text.replace(line, "" if damage == "少一格" else line.replace(",,", ",3,")), "utf-8"
        )
    with pytest.raises(DisclosureError) as wrong:
        released.read(tmp_path)
    assert "ledger/releases/" in str(wrong.value)
