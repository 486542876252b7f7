"""What a register says and nobody understands: every such child has a line in 待人工核对.xlsx, and the
office's word decides.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import openpyxl
import pytest

from kongchuo_core.daily.imports import import_files
from kongchuo_core.documents.workbooks.review import write_review_form
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.forms import DOUBT_FORM
from tests.county import Row, child, lay, workspace_at
from tests.term.running import run

TERM, NOW = "2025-autumn", datetime(2025, 11, 1, 9)
OLD, NEW = {"学校": "永定小学"}, {"学校": "大营小学"}
THERE, AWAY = "CONSISTENT", "ENROLLED_ABSENT"

KINDS: dict[str, tuple[str, list[Row], str, str]] = {
    # child: the register that is doubtful, its rows, the verdict after 是, the verdict after 否
    "一": ("在校", [OLD | {"是否在校": "看情况"}], THERE, AWAY),
    "二": ("在校", [OLD | {"是否在校": "是", "备注": "外出务工"}], THERE, AWAY),
    "三": ("在校", [OLD | {"是否在校": "是"}, OLD | {"是否在校": "否"}], THERE, AWAY),
    "四": ("在校", [OLD | {"是否在校": "否"}, NEW | {"是否在校": "是"}], THERE, AWAY),
    "五": ("异地就读", [{"备注": "查无此人"}], AWAY, AWAY),
    "六": ("缓学休学", [{"类型": "休学", "审批结果": "待审批"}], AWAY, AWAY),
    "七": ("毕业", [{"是否毕业": "结业"}], "COMPLETED", AWAY),
    "八": ("户籍", [{"身份证号": "", "出生日期": ""}], "UNENROLLED_ABSENT", ""),
}
EXPLAINED = {"五": "elsewhere", "六": "suspension"}


def person(n: int, mark: str) -> Row:
    return child(f"赵小{mark}", f"20{10 if mark == '七' else 15}-0{n + 1}-1{n}", 11 + n)


PEOPLE = {mark: person(n, mark) for n, mark in enumerate(KINDS)}


def registers(**words: str) -> dict[str, list[Row]]:
    """A county in which every child's register is doubtful in its own way; ``words`` instead of
    what a child's roll says.
    """
    found: dict[str, list[Row]] = {
        "学籍": list(PEOPLE.values()),
        "户籍": [PEOPLE[m] for m in KINDS if m != "八"],
    }
    for mark, (register, rows, *_) in KINDS.items():
        for row in rows:
            said = {"是否在校": words[mark]} if mark in words else {}
            found.setdefault(register, []).append(PEOPLE[mark] | row | said)
    return found


def answered(edition: Edition, folder: Path, word: str) -> Path:
    """The form with one answer to every line."""
    path = write_review_form(edition, folder)
    assert path is not None
    book = openpyxl.load_workbook(path)
    page = book[DOUBT_FORM.sheet]
    heads = {c.value: c.column for c in page[1]}
    told = {"认定": word, "认定人": "李四", "认定日期": "2025-10-31"}
    for row in range(2, page.max_row + 1):
        if page.cell(row, heads["编号"]).value:
            for heading, cell in told.items():
                page.cell(row, heads[heading], cell)
    book.save(path)
    return path


def verdicts(edition: Edition) -> dict[str, tuple[str, str]]:
    lines = edition.table("verdicts").to_dict("records")
    return {x["name"][-1]: (x["verdict"], x["explained_by"] or "") for x in lines}


@pytest.mark.clause("M3.1")
def test_every_child_asked_about_is_answered_by_the_office(tmp_path: Path) -> None:
    """A line each; after 是 and after 否 each has its verdict and none is asked again, until what is
    written changes.
    """
    workspace = workspace_at(tmp_path / "w")
    lay(workspace, TERM, **registers())
    before = run(workspace, TERM, NOW)
    assert set(verdicts(before).values()) == {("REVIEW", "")}
    asked = before.table("doubts")
    assert set(before.table("verdicts")["child_id"]) == set(asked["child_id"])
    with pytest.raises(InputError, match="只能选：是、否、撤回"):
        import_files(workspace, TERM, [answered(before, tmp_path, "同一人")], NOW)
    _answer_all(workspace, before, tmp_path, "是")
    import_files(workspace, TERM, [answered(before, tmp_path, "撤回")], NOW)
    lay(workspace, TERM, **registers(一="再看看"))
    again = run(workspace, TERM, NOW)
    assert "是否在校：再看看" in set(again.table("doubts")["told"])
    _answer_all(workspace, again, tmp_path, "否")


def _answer_all(workspace: Workspace, asked: Edition, folder: Path, word: str) -> None:
    """Answer every question of an edition and run: each child has its verdict, and nothing is
    asked.
    """
    import_files(workspace, TERM, [answered(asked, folder, word)], NOW)
    after = run(workspace, TERM, NOW)
    found = verdicts(after)
    for mark, (_, _, yes, no) in KINDS.items():
        expected = (yes, EXPLAINED.get(mark, "")) if word == "是" else (no, "")
        assert found.get(mark, ("", "")) == expected, (mark, word)
    assert after.table("doubts").empty
