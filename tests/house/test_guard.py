"""The guard finds what may never be in the repository: planted files of each kind; no number is
written out here.
"""

from __future__ import annotations

import json
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.opc.constants import RELATIONSHIP_TYPE

from tools import guard

PERSON = "".join(("110105", "19491231", "002X"))
"""The example of GB 11643-1999, in pieces."""
MOBILE = "".join(("139", "1234", "5678"))
LANDLINE, SAMPLE_MOBILE = "0871" + "-" + "68811234", "13800001234"
HOME = "/" + "home/zhang/kongchuo"

PLANTED = {
    "身份号码": (f"张三,{PERSON}", "公民身份号码"),
    "小写的校验码": (PERSON.lower(), "公民身份号码"),
    "分段写的身份号码": (f"{PERSON[:6]} {PERSON[6:14]} {PERSON[14:]}", "公民身份号码"),
    "学籍号里的身份号码": (f"G{PERSON}", "公民身份号码"),
    "手机号码": (f"电话{MOBILE}", "手机号码"),
    "带国家代码的手机号码": (f"+86 {MOBILE}", "手机号码"),
    "分段写的手机号码": (f"{MOBILE[:3]}-{MOBILE[3:7]}-{MOBILE[7:]}", "手机号码"),
    "固定电话": (f"联系电话：{LANDLINE}", "固定电话"),
    "电子邮箱": ("fmjyj" + "@" + "163.com", "电子邮箱"),
    "用户的文件夹": (f"open('{HOME}/a.csv')", "电脑上的路径"),
    "管理员的文件夹": ("cd /" + "root/kongchuo", "电脑上的路径"),
    "工作文件夹": ("/" + "work/main/a", "电脑上的路径"),
    "Windows 用户的文件夹": ("C:" + r"\Users\Zhang\Desktop", "电脑上的路径"),
    "索引的主机名": ("pip install -i https://" + "pypi" + ".org/simple", "主机名"),
}

CLEAN = {
    "虚构的身份号码": " ".join(f"53992420120101001{check}" for check in "0123456789X"),
    "校验码不对": PERSON[:-1] + "1",
    "没有这一天": "".join(("110105", "19490231", "0026")),
    "没有这个省": "".join(("990105", "19491231", "0020")),
    "样例的手机号码": SAMPLE_MOBILE,
    "小数和哈希": f"0.{MOBILE} sha256:a{MOBILE}b",
    "标准和文号": "GB/T 9704-2012，富政教督〔2019〕14号",
    "网址里的路径": "https://www.gov.cn/work/2019/a.html",
    "例子的邮箱": "a.b@example.com",
}


def kinds(path: Path) -> list[str]:
    return [str(f) for f in guard.findings(path.name, path.read_bytes())]


@pytest.mark.parametrize(("text", "kind"), PLANTED.values(), ids=PLANTED)
@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "utf-16-le"])
def test_a_planted_line_is_found_without_repeating_it(
    tmp_path: Path, text: str, kind: str, encoding: str
) -> None:
    path = tmp_path / "名单.csv"
    path.write_bytes(f"姓名,说明\n{text}\n".encode(encoding))
    [*found] = kinds(path)
    assert any(kind in line for line in found), found
    told = "\n".join(found)
    pieces = (PERSON, PERSON[6:14], MOBILE, MOBILE[3:7], "zhang")
    assert not any(piece in told for piece in pieces)
    assert encoding == "utf-16-le" or all("第 2 行" in line for line in found)


@pytest.mark.parametrize("before", [b"\0", b"\0\0"], ids=["奇数位", "偶数位"])
def test_a_number_is_found_in_a_binary_at_any_offset(tmp_path: Path, before: bytes) -> None:
    """Old .xls files keep Chinese text in two bytes a character, wherever it happens to begin."""
    (tmp_path / "名册.xls").write_bytes(before + f"张三{PERSON}".encode("utf-16-le"))
    assert kinds(tmp_path / "名册.xls") == ["名册.xls：可能属于真人的公民身份号码"]


@pytest.mark.parametrize("text", CLEAN.values(), ids=CLEAN)
def test_what_is_fictitious_or_something_else_is_let_pass(tmp_path: Path, text: str) -> None:
    path = tmp_path / "a.txt"
    path.write_text(text, "utf-8")
    assert kinds(path) == []


@pytest.mark.parametrize(
    "line",
    [
        "pip install --extra-" + "index-url file:///a",
        "url = 'https" + "://wheels.example/simple'",
        "index" + "-url = /a",
    ],
)
def test_an_index_is_refused_in_setup_files_alone(tmp_path: Path, line: str) -> None:
    """A link in a document is no index; the same line in the Makefile is."""
    for name in ("Makefile", "requirements.lock", "使用指南.md"):
        (tmp_path / name).write_text(line, "utf-8")
    assert [
        name
        for name in ("Makefile", "requirements.lock", "使用指南.md")
        if "索引的地址或选项" in " ".join(kinds(tmp_path / name))
    ] == ["Makefile", "requirements.lock"]


def test_a_number_split_into_runs_is_found_in_a_word_file(tmp_path: Path) -> None:
    """Word cuts a number where its format changes; paths hide in a document's properties and in the
    addresses of links.
    """
    document = docx.Document()
    paragraph = document.add_paragraph("身份号码 ")
    paragraph.add_run(PERSON[:9])
    paragraph.add_run(PERSON[9:]).bold = True
    document.core_properties.comments = HOME + "/"
    document.part.relate_to(HOME + "/a.docx", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    document.save(str(tmp_path / "通知.docx"))
    found = kinds(tmp_path / "通知.docx")
    assert any("word/document.xml 第 1 段：可能属于真人的公民身份号码" in line for line in found)
    assert any("docProps/core.xml" in line and "路径" in line for line in found)
    assert any("document.xml.rels 的属性：某台电脑上的路径" in line for line in found)


def test_cells_side_by_side_are_not_one_number(tmp_path: Path) -> None:
    """A number in a cell is found; two cells that would make one together are let pass."""
    book = openpyxl.Workbook()
    book.worksheets[0].append([PERSON[:9], PERSON[9:]])
    book.save(tmp_path / "分开.xlsx")
    book.worksheets[0].append([PERSON])
    book.save(tmp_path / "名册.xlsx")
    assert kinds(tmp_path / "分开.xlsx") == []
    assert any("公民身份号码" in line for line in kinds(tmp_path / "名册.xlsx"))


def test_a_zip_in_a_zip_and_a_member_name_are_searched(tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "内.zip", "w") as inner:
        inner.writestr(f"{PERSON}.txt", "无")
    with zipfile.ZipFile(tmp_path / "外.zip", "w") as outer:
        outer.write(tmp_path / "内.zip", "内.zip")
    assert any("公民身份号码" in line for line in kinds(tmp_path / "外.zip"))


def test_a_file_that_cannot_be_opened_is_not_let_pass(tmp_path: Path) -> None:
    (tmp_path / "坏.xlsx").write_bytes(b"PK\x03\x04" + b"\0" * 40)
    (tmp_path / "坏.ipynb").write_text("{", "utf-8")
    assert (
        "无法检查" in kinds(tmp_path / "坏.xlsx")[0]
        and "无法检查" in kinds(tmp_path / "坏.ipynb")[0]
    )


def notebook(*cells: dict[str, Any], **metadata: Any) -> bytes:
    return json.dumps(
        {"cells": list(cells), "metadata": metadata, "nbformat": 4, "nbformat_minor": 5}
    ).encode()


OUTPUT = {
    "cell_type": "code",
    "source": ["r.proof\n"],
    "metadata": {},
    "outputs": [{"output_type": "stream", "text": ["一\n", "二\n"]}],
}
FICTITIOUS = {"kongchuo": {"fictitious": True}}


def test_a_clean_notebook_of_the_sample_passes() -> None:
    assert list(guard.findings("报告.ipynb", notebook(OUTPUT, **FICTITIOUS))) == []
    assert list(guard.findings("空.ipynb", notebook({**OUTPUT, "outputs": []}))) == []


@pytest.mark.parametrize(
    ("cell", "metadata", "kind"),
    [
        (OUTPUT, {}, "没有注明出自虚构的样例县"),
        (OUTPUT, {"kongchuo": {"fictitious": "yes"}}, "没有注明出自虚构的样例县"),
        (
            OUTPUT,
            {**FICTITIOUS, "papermill": {"parameters": {"town": "甲镇"}}},
            "的元数据：带着运行时的",
        ),
        (
            {**OUTPUT, "metadata": {"papermill": {"duration": 1.2}}},
            FICTITIOUS,
            "第 1 个单元格：带着运行时的",
        ),
        (
            {**OUTPUT, "metadata": {"execution": {"iopub.status.busy": "2025-09-30T01:02:03Z"}}},
            FICTITIOUS,
            "第 1 个单元格：带着运行时的",
        ),
        (
            {**OUTPUT, "metadata": {"tags": ["injected-parameters"]}},
            FICTITIOUS,
            "第 1 个单元格：带着运行时的",
        ),
        (
            {**OUTPUT, "outputs": [{"output_type": "stream", "text": ["姓名\n", f"{MOBILE}\n"]}]},
            FICTITIOUS,
            "第 1 个单元格：可能属于真人的手机号码",
        ),
        (
            {**OUTPUT, "outputs": [{"data": {"text/html": f"<td>{PERSON}</td>"}}]},
            FICTITIOUS,
            "第 1 个单元格：可能属于真人的公民身份号码",
        ),
        (OUTPUT, {**FICTITIOUS, "path": HOME + "/a.ipynb"}, "的元数据：某台电脑上的路径"),
    ],
    ids=[
        "没有标记",
        "标记不是真",
        "参数",
        "单元格用时",
        "单元格时间",
        "注入的参数",
        "输出里的电话",
        "输出里的号码",
        "元数据里的路径",
    ],
)
def test_a_notebook_that_tells_of_a_run_or_of_people_is_refused(
    cell: dict[str, Any], metadata: dict[str, Any], kind: str
) -> None:
    found = [str(f) for f in guard.findings("报告.ipynb", notebook(cell, **metadata))]
    assert len(found) == 1 and kind in found[0], found


def test_the_command_reads_staged_files_and_ends_with_a_remedy(tmp_path: Path) -> None:
    """Without files it takes what git has, not what lies about; the exit status says whether
    anything was found.
    """

    def run() -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, guard.__file__],
            cwd=tmp_path,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )

    subprocess.run(["git", "init", "-q"], cwd=tmp_path, check=True)
    (tmp_path / "名单 甲.txt").write_text(PERSON, "utf-8")
    assert (run().returncode, run().stderr) == (0, "")
    subprocess.run(["git", "add", "."], cwd=tmp_path, check=True)
    told = run()
    assert told.returncode == 1 and PERSON not in told.stderr
    assert told.stderr.startswith(
        "名单 甲.txt 第 1 行：可能属于真人的公民身份号码\n共 1 处。怎么办："
    )


def test_outside_a_repository_it_says_what_to_do(tmp_path: Path) -> None:
    run = subprocess.run(
        [sys.executable, guard.__file__],
        cwd=tmp_path,
        capture_output=True,
        encoding="utf-8",
        check=False,
    )
    assert run.returncode == 1 and "怎么办" in run.stderr
