"""``check-docx``: lines a clerk understands, an exit status a script understands."""

from __future__ import annotations

import shutil
from pathlib import Path

import docx
import pytest

from kongchuo_core import cli
from kongchuo_core.documents.word.render import render
from kongchuo_core.term.papers_check import report
from kongchuo_core.vocabulary.errors import InputError
from tests.documents.made_up_papers import context
from tests.documents.report_contexts import REPORTS, TEMPLATES, split

NAME = "比对核查情况（县）"
ROOT = Path(__file__).parents[2]


@pytest.fixture
def paper(tmp_path: Path) -> Path:
    values, pictures = split(context(NAME))
    render(TEMPLATES / REPORTS[NAME].template, values, tmp_path / "甲.docx", pictures)
    return tmp_path / "甲.docx"


def spoilt(path: Path, sentence: str, out: Path) -> Path:
    document = docx.Document(str(path))
    for paragraph in [p for p in document.paragraphs if p.style.name == "正文内容"][:5]:
        paragraph.add_run(sentence)
    document.save(str(out))
    return out


def test_a_right_paper_passes_and_says_what_a_person_must_look_at(paper: Path) -> None:
    lines, status = report([paper])
    assert (
        status == 0
        and "不通过0项，需人看2项" in lines[0]
        and "检查了1个文件，没有不通过的项目。" in lines
    )
    assert any(line.startswith("  ？ 头6") for line in lines) and not any(
        "✗" in line for line in lines
    )


def test_a_fault_is_told_with_clause_place_and_remedy(paper: Path, tmp_path: Path) -> None:
    """Three places are written out, the others counted; the right paper beside it changes
    nothing.
    """
    lines, status = report([paper, spoilt(paper, "截至2025年09月30日。", tmp_path / "乙.docx")])
    at = lines.index("  ✗ 文1 日期用阿拉伯数字，月、日不编虚位（GB/T 9704-2012 7.3.5.4）")
    assert status == 1 and "检查了2个文件，其中1个有不通过的项目。" in lines
    assert (
        lines[at + 1].startswith("      第7段（正文内容）：")
        and lines[at + 4] == "      ……共5处"
        and "怎么办：" in lines[at + 5]
    )


@pytest.mark.parametrize("name", ["报告.docx", "督导意见书.docx"])
def test_a_file_of_a_workspaces_templates_is_checked_as_a_template(
    name: str, tmp_path: Path
) -> None:
    """Its placeholders are what it should have there; anywhere else they are left-overs."""
    folder = tmp_path / "templates"
    folder.mkdir()
    template = Path(shutil.copy(ROOT / "templates" / name, folder))
    assert report([template])[1] == 0
    assert any("模1" in line for line in report([spoilt(template, "{{ 电话 }}", template)])[0])
    assert any("文4" in line for line in report([template.rename(tmp_path / "别的.docx")])[0])


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("没有.docx", "没有这个文件"),
        ("乙.doc", "只检查 .docx"),
        ("丙.docx", "不是完好的 Word 文档"),
    ],
)
def test_what_is_no_paper_is_an_input_error(name: str, told: str, tmp_path: Path) -> None:
    if not name.startswith("没有"):
        (tmp_path / name).write_bytes(b"not a zip")
    with pytest.raises(InputError, match=told):
        report([tmp_path / name])


def test_the_command_prints_the_lines_and_gives_the_status(
    paper: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert (
        cli.main(["check-docx", str(paper)]) == 0 and "没有不通过的项目" in capsys.readouterr().out
    )
    assert cli.main(["check-docx", str(spoilt(paper, "共，，三人", tmp_path / "乙.docx"))]) == 1
    assert "✗ 文3" in capsys.readouterr().out
