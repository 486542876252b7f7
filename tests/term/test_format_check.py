"""The checker over a run: what the office did to a template comes out before, what is wrong with a
paper after.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from itertools import chain
from pathlib import Path

import docx
import openpyxl
import pytest
from docx.document import Document
from docx.shared import Pt

from kongchuo_core.documents.kinds import KINDS
from kongchuo_core.documents.loop.contexts import CASE_FILE, ENTRY, ORDER, RETURN
from kongchuo_core.documents.official.checker import Verdict, check_document
from kongchuo_core.documents.word.bundle import bundle
from kongchuo_core.documents.word.render import render
from kongchuo_core.settings.workspace import SAMPLE_KEY, Workspace, init
from kongchuo_core.term.format_check import WORKBOOK, Checked, check_run, check_templates
from kongchuo_core.vocabulary.errors import RuleTableError
from tests.documents.made_up_loop import context
from tests.documents.reading import TEMPLATES


def written(name: str, out: Path) -> Path:
    """That paper of the made-up county."""
    out.parent.mkdir(parents=True, exist_ok=True)
    render(TEMPLATES / KINDS[name].template, vars(context(name)), out)
    return out


def changed(path: Path, change: Callable[[Document], object]) -> None:
    """A file after somebody worked on it."""
    document = docx.Document(str(path))
    change(document)
    document.save(str(path))


def cells(path: Path, sheet: str) -> list[tuple[object, ...]]:
    return [tuple(row) for row in openpyxl.load_workbook(path)[sheet].iter_rows(values_only=True)]


def test_right_papers_give_a_workbook_that_says_so(tmp_path: Path) -> None:
    """Every file below the folder counts; no line under the head of what failed; the same bytes
    twice.
    """
    for n, name in enumerate((RETURN, ORDER, CASE_FILE)):
        written(name, tmp_path / "东村镇" / "通知书" / f"{n}.docx")
    (tmp_path / "全县").mkdir()
    checked = check_run(tmp_path, tmp_path / "全县", [], 1)
    assert checked == Checked(3, (), 0) and checked.told() == "公文格式检查：3份全部通过。"
    table = cells(tmp_path / "全县" / WORKBOOK, "不通过")
    assert table[0] == (
        "文件",
        "规则",
        "依据",
        "应当",
        "位置和问题",
        "怎么办",
    ) and "检查了3份，0份有不通过的项目。" in str(table[1:])
    first = (tmp_path / "全县" / WORKBOOK).read_bytes()
    check_run(tmp_path, tmp_path / "全县", [], 2)
    assert (tmp_path / "全县" / WORKBOOK).read_bytes() == first


def test_a_fault_is_told_with_file_place_and_remedy(tmp_path: Path) -> None:
    """On the last screen how many files, in the workbook each place."""
    bad = written(RETURN, tmp_path / "东村镇" / "通知书" / "甲.docx")
    changed(bad, lambda d: d.add_paragraph("2025年09月01日前报到。"))
    written(ORDER, tmp_path / "东村镇" / "通知书" / "乙.docx")
    checked = check_run(tmp_path, tmp_path / "东村镇", [], 1)
    assert checked.faulty == ("东村镇/通知书/甲.docx",)
    assert checked.told() == "公文格式检查：2份中1份有不通过的项目，见公文格式检查.xlsx。"
    rows = [row for row in cells(tmp_path / "东村镇" / WORKBOOK, "不通过") if row[1] == "文1"]
    assert (
        len(rows) == 1
        and rows[0][0] == "东村镇/通知书/甲.docx"
        and "虚位" in str(rows[0][4])
        and "去掉" in str(rows[0][5])
    )


def test_many_files_in_processes_give_the_same(tmp_path: Path) -> None:
    """Beyond the number that is worth a pool, the findings are those of one process, in the same
    order.
    """
    one = written(RETURN, tmp_path / "样" / "0.docx")
    changed(one, lambda d: d.add_paragraph("2025年09月01日前报到。"))
    for n in range(1, 301):
        shutil.copy(one, tmp_path / "样" / f"{n}.docx")
    both = [check_run(tmp_path, tmp_path, [], processes) for processes in (2, 1)]
    assert both[0] == both[1] and len(both[0].faulty) == 301


def test_a_file_of_many_notices_passes_and_each_begins_on_a_front(tmp_path: Path) -> None:
    """Notices to print: each counts from 1 and, printed on both sides, begins on a sheet of its
    own.
    """
    files = [written(name, tmp_path / f"{name}.docx") for name in (ENTRY, RETURN, ORDER)]
    whole = [bundle(files[:2], tmp_path / "通知书.docx"), bundle(files, tmp_path / "全部.docx")]
    for out in chain.from_iterable(whole):
        assert [f for f in check_document(out) if f.verdict is Verdict.FAIL] == []
    xml = docx.Document(str(whole[0][0])).element.xml
    assert xml.count('w:type w:val="oddPage"') == 1 and xml.count('w:start="1"') == 2


def test_a_restart_inside_a_paper_is_still_a_fault(tmp_path: Path) -> None:
    """Only where another paper begins may the pages count from 1 again."""
    files = [written(name, tmp_path / f"{name}.docx") for name in (ENTRY, RETURN)]
    (out,) = bundle(files, tmp_path / "通知书.docx")

    def without_title(document: Document) -> None:
        for p in document.paragraphs[len(document.paragraphs) // 2 :]:
            if p.style.name == "Title":
                p.style = document.styles["正文内容"]

    changed(out, without_title)
    places = chain.from_iterable(f.places for f in check_document(out) if f.code == "页5")
    assert any("页码重新编号" in place for place in places)


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return init(tmp_path / "w", key=SAMPLE_KEY)


def test_the_templates_of_a_new_workspace_are_right(workspace: Workspace) -> None:
    assert check_templates(workspace) == []


STOPPING: dict[str, tuple[str, Callable[[Document], object]]] = {
    "占位符都有对应的数据（模1）": ("unknown", lambda d: d.add_paragraph("{{ 学生学号 }}")),
    "该写的数据都有占位符（模2）": (
        "missing",
        lambda d: [p.clear() for p in d.paragraphs if "期限" in p.text],
    ),
    "占位符成对、写法正确（模3）": ("broken", lambda d: d.add_paragraph("{%p if 文号 %}")),
    "占位符用半角括号（模4）": ("wide", lambda d: d.add_paragraph("｛｛ 期限 ｝｝")),
}


@pytest.mark.parametrize("told", STOPPING)
def test_a_template_that_can_not_be_filled_stops_the_run(workspace: Workspace, told: str) -> None:
    """Before anything is read: which template, which placeholder, what to do."""
    changed(workspace.templates / "复学通知书.docx", STOPPING[told][1])
    with pytest.raises(RuleTableError) as raised:
        check_templates(workspace)
    assert (
        told in raised.value.what
        and raised.value.place == ("模板 复学通知书.docx",)
        and raised.value.remedy
    )


def test_a_lost_template_stops_the_run(workspace: Workspace) -> None:
    (workspace.templates / "协查函.docx").unlink()
    with pytest.raises(RuleTableError, match=r"模板 协查函\.docx：缺少这个模板"):
        check_templates(workspace)


def test_a_changed_style_and_a_split_tag_are_told_and_stop_nothing(
    workspace: Workspace, tmp_path: Path
) -> None:
    """The run goes on; the workbook's third sheet says what was changed."""

    def smaller(document: Document) -> None:
        document.styles["正文内容"].font.size = Pt(12)

    def split(document: Document) -> None:
        paragraph = next(p for p in document.paragraphs if "{{ 期限 }}" in p.text)
        text = paragraph.text.partition("{{ 期")
        for run in paragraph.runs:
            run.text = ""
        paragraph.add_run(text[0] + text[1])
        paragraph.add_run(text[2]).bold = True

    changed(workspace.templates / "复学通知书.docx", smaller)
    changed(workspace.templates / "入学通知书.docx", split)
    found = check_templates(workspace)
    assert {(name, f.code) for name, f in found} >= {
        ("复学通知书.docx", "字2"),
        ("入学通知书.docx", "模5"),
    }
    checked = check_run(tmp_path / "w" / "templates", tmp_path, found, 1)
    assert checked.templates == sum(f.verdict is Verdict.FAIL for _, f in found) > 0
    assert "模板有" in checked.told() and "不合格式" in checked.told()
    assert {row[0] for row in cells(tmp_path / WORKBOOK, "模板")[1:]} >= {
        "复学通知书.docx",
        "入学通知书.docx",
    }
