"""An office's own lists beside what this program finds: who is in both, only theirs, only ours,
each with the reason (item 8).
"""

from __future__ import annotations

from datetime import date
from itertools import chain
from pathlib import Path

import openpyxl
import pytest
import xlwt

from kongchuo_core.cli import main
from kongchuo_core.daily.own_lists import compare_lists
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import InputError
from tests import shared
from tests.county import child
from tests.signing.signing_county import MING, TERM, signing_county

TODAY = date(2025, 11, 20)
NOBODY = child("没有人", "2013-05-05", 31)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """张小明 and 李小红 have open cases; nobody writes into it but for lists."""
    copied = shared.copy(signing_county().root, tmp_path_factory.mktemp("lists") / "w")
    return Workspace.at(copied)


def old_list(path: Path, rows: list[list[str]]) -> Path:
    """A list as an old Excel wrote it: a title, headings of its own, a total below."""
    book = xlwt.Workbook()
    sheet = book.add_sheet("辍学学生")
    sheet.write(0, 0, "东村镇2025年辍学学生台账")
    heads = ["序号", "学生姓名", "身份证号码", "所属乡镇", "辍学时间", "辍学原因"]
    for number, row in enumerate([heads, *rows, ["", "合计", str(len(rows))]], 1):
        for column, cell in enumerate(row):
            sheet.write(number, column, cell)
    book.save(str(path))
    return path


def test_a_list_is_laid_beside_ours(
    office: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Each is in one sheet, with the reason; the counts name nobody; nothing is recorded; the
    opening form is filled in.
    """
    rows = [
        ["1", MING["姓名"], MING["身份证号"], "东村镇", "2025.3.1", "厌学"],
        ["2", NOBODY["姓名"], NOBODY["身份证号"], "东村镇", "", "打工去了"],
        ["3", MING["姓名"], MING["身份证号"], "东村镇", "", ""],
    ]
    path = old_list(tmp_path / "台账.xls", rows)
    before = Ledger(office.ledger, office.key()).head()
    into = tmp_path / "对照"
    common = ["compare-list", "--workspace", str(office.root), "--term", TERM]
    assert main([*common, str(path), "--into", str(into)]) == 0
    assert "两边都有1人，只在原名单2人次，只在本系统1人" in capsys.readouterr().out
    book = openpyxl.load_workbook(into / "名单对照.xlsx")
    told = {s.title: [[c.value for c in row] for row in s.iter_rows(min_row=2)] for s in book}
    assert told["两边都有"][0][0] == "张小明" and told["两边都有"][0][3].startswith("2025秋-")
    why = {row[0]: row[3] for row in told["只在原名单"] if row[2]}
    assert "名册上没有这名儿童" in why["没有人"] and "重复" in why["张小明"]
    assert told["只在本系统"][0][0] == "李小红" and "比对发现" in told["只在本系统"][0][4]
    counted = openpyxl.load_workbook(into / "名单对照（统计）.xlsx")
    words = "".join(map(str, chain.from_iterable(counted.active.iter_rows(values_only=True))))
    assert not any(name in words for name in ("张小明", "没有人", "李小红"))
    opening = openpyxl.load_workbook(into / "期初台账.xlsx").active
    heads = {c.value: c.column for c in opening[1]}
    first = {h: opening.cell(2, c).value for h, c in heads.items()}
    assert (first["台账"], first["立案日期"], first["原因"]) == ("辍学", "2025-03-01", "厌学")
    assert "打工去了" in opening.cell(3, heads["依据材料"]).value
    assert Ledger(office.ledger, office.key()).head() == before


def test_what_is_no_list_is_refused(office: Workspace, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.append(["指标", "数"])
    book.save(tmp_path / "统计.xlsx")
    with pytest.raises(InputError, match="没有找到名单"):
        compare_lists(office, TERM, [tmp_path / "统计.xlsx"], tmp_path, TODAY)
