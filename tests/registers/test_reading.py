"""A file is what its bytes are, not what its name says; what can't be read is refused in words and
harms nothing.
"""

from __future__ import annotations

import io
import os
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import openpyxl
import psutil
import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl.styles import Font

from benchmarks.sweeps.reading import (
    SMALL,
    WRITERS,
    by_openpyxl,
    by_xlsxwriter,
    by_xlwt,
    sweep,
    table,
)
from kongchuo_core.registers import values
from kongchuo_core.registers.raw import ErrorValue, NoResult, RawSheet
from kongchuo_core.registers.read import read_sheets
from kongchuo_core.registers.reading import workers
from kongchuo_core.registers.reading.refusal import Refused, refusals
from kongchuo_core.registers.reading.refusal import told as message
from kongchuo_core.vocabulary.errors import InputError

_NAMES = (".xlsx", ".xls", ".csv", ".et", "", ".XLSM", ".ods")


def put(folder: Path, content: bytes, name: str = "册.xls") -> Path:
    """A file with these bytes."""
    (folder / name).write_bytes(content)
    return folder / name


def told(sheet: RawSheet) -> list[list[str]]:
    """The cells as text, blank rows and the blanks at a row's end left out."""
    rows = [[values.text(cell) or "" for cell in row] for row in sheet.rows]
    for row in rows:
        while row and not row[-1]:
            row.pop()
    return [row for row in rows if row]


def plain(rows: list[list[object]]) -> list[list[str]]:
    """Rows as :func:`told` tells them."""
    return told(RawSheet("", "", rows, list(range(len(rows)))))


@pytest.mark.parametrize("writer", WRITERS)
@pytest.mark.parametrize("name", _NAMES)
def test_every_kind_is_read_under_every_name(tmp_path: Path, writer: str, name: str) -> None:
    """The same rows come out whoever wrote the file and whatever it is called."""
    sheet = read_sheets(put(tmp_path, WRITERS[writer](table(3)), f"册{name}"), "册")[0]
    assert told(sheet) == plain(table(3))


_TEXTS = st.text(st.characters(categories=("L", "N", "P"), codec="gbk"), min_size=1, max_size=8)


@settings(
    max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(rows=st.lists(st.lists(_TEXTS, min_size=2, max_size=5), min_size=2, max_size=6))
def test_any_table_comes_out_of_every_kind(tmp_path: Path, rows: list[list[str]]) -> None:
    """Whatever stands in the cells, but what programs put around a cell and a text's own
    separators.
    """
    width = max(map(len, rows))
    whole = [[*row, *["x"] * (width - len(row))] for row in rows]
    clean = [
        ["".join(c for c in cell if c not in "='\"NULL") or "x" for cell in row] for row in whole
    ]
    wanted = [[values.text(cell) or "" for cell in row] for row in clean]
    for name, write in WRITERS.items():
        if name == "openpyxl.xlsx" or name == "encrypted.xlsx":
            continue  # their cells are merged and calculated
        (sheet, *_) = read_sheets(put(tmp_path, write(clean), name), name)
        assert told(sheet) == wanted, name


@pytest.mark.skipif(shutil.which("soffice") is None, reason="需要 LibreOffice")
def test_what_libreoffice_writes(tmp_path: Path) -> None:
    """Values, merged cells, hidden and struck-out rows, errors, hidden sheets are told of every
    kind that it writes.
    """
    book = openpyxl.Workbook()
    page = book.active
    for row in (["底册"], ["姓名", "在校"], ["甲", "=1/0"], ["乙", "是"], ["丙", "否"]):
        page.append(row)
    page.merge_cells("A1:B1")
    page.row_dimensions[4].hidden = True
    page["A5"].font = page["B5"].font = Font(strike=True)
    book.create_sheet("旧").sheet_state = "hidden"
    book.save(tmp_path / "册.xlsx")
    for kind in ("xls", "ods"):
        command = ["soffice", f"-env:UserInstallation={(tmp_path / 'p').as_uri()}", "--headless"]
        command += ["--convert-to", kind, "--outdir", str(tmp_path), str(tmp_path / "册.xlsx")]
        subprocess.run(command, check=True, capture_output=True, timeout=120)
        first, second = read_sheets(tmp_path / f"册.{kind}", "册")
        assert first.rows[2] == ["甲", ErrorValue("#DIV/0!")] and first.rows[4] == ["丙", "否"]
        assert first.merged == ((0, 0, 0, 1),) and (first.hidden, second.hidden) == (False, True)
        assert (first.hidden_rows, first.struck_rows) == ({4}, {5})


TEXTS = {
    "等号壳": (
        b'a,b\r\n="539924201503010110","=""\xe7\x94\xb2"""',
        [["a", "b"], ["539924201503010110", "甲"]],
    ),
    "壳里有逗号": (b'a,b\n="x,y",="z"', [["a", "b"], ["x,y", "z"]]),
    "撇号和NULL": (
        "a\tb\tc\n'539924201503010110\tNULL\t甲".encode("gbk"),
        [["a", "b", "c"], ["539924201503010110", "", "甲"]],
    ),
    "写明分隔符": (b"sep=;\na;b\n1,5;2", [["a", "b"], ["1,5", "2"]]),
    "竖线": ("姓名|住址\n甲|路1号,2栋".encode(), [["姓名", "住址"], ["甲", "路1号,2栋"]]),
    "末尾的零": (b"a,b\n1,2\n\x1a\x00\x00", [["a", "b"], ["1", "2"]]),
}


@pytest.mark.parametrize(("content", "rows"), TEXTS.values(), ids=TEXTS)
def test_text_as_web_systems_write_it(
    tmp_path: Path, content: bytes, rows: list[list[str]]
) -> None:
    """Shells against 5.3E+17, apostrophes, NULL for a blank, any separator."""
    (sheet,) = read_sheets(put(tmp_path, content), "册.xls")
    assert [row for row in sheet.rows if row] == rows


def test_a_page_with_spans_hidden_rows_and_nested_tables(tmp_path: Path) -> None:
    """Tables stand one below the other, with the titles above them; a table around others is only
    their frame.
    """
    page = """<html><head><title>导出</title></head><body><table><tr><td><h1>永定小学</h1>
    <table><tr><th rowspan=2>姓名</th><th colspan=2>学校</th></tr><tr><td>校</td><td>班</td></tr>
    <tr style='display:none'><td>甲<br>乙</td><td><s>一小</s></td><td>&nbsp;3班</td></tr></table></td></tr></table></body></html>"""
    (sheet,) = read_sheets(put(tmp_path, page.encode()), "册.xls")
    assert sheet.rows == [
        ["导出"],
        ["永定小学"],
        ["姓名", "学校"],
        [None, "校", "班"],
        ["甲\n乙", "一小", "\xa03班"],
    ]
    assert sheet.merged == ((2, 0, 3, 0), (2, 1, 2, 2))
    assert (sheet.hidden_rows, sheet.struck_cells) == ({5}, {(5, 1)})


def test_the_xml_of_excel_2003(tmp_path: Path) -> None:
    """Places, merged cells, kinds of values; a long number keeps its digits."""
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    cells = """<Row ss:Index="2"><Cell ss:MergeDown="1"><Data ss:Type="String">甲</Data></Cell>
      <Cell ss:Index="3"><Data ss:Type="Number">539924201503010110</Data></Cell><Cell><Data ss:Type="Number">9</Data></Cell></Row>
      <Row ss:Hidden="1"><Cell><Data ss:Type="Boolean">1</Data></Cell><Cell ss:Formula="=X"><Data ss:Type="Error">#N/A</Data></Cell>
      <Cell ss:Formula="=Y"/></Row>"""
    book = f'<?xml version="1.0" encoding="GB2312"?><?mso-application progid="Excel.Sheet"?><Workbook xmlns="{space}" xmlns:ss="{space}"><Worksheet ss:Name="名册"><Table>{cells}</Table></Worksheet></Workbook>'
    (sheet,) = read_sheets(put(tmp_path, book.encode("gbk")), "册.xls")
    assert sheet.rows == [
        [],
        ["甲", None, "539924201503010110", 9],
        [None, True, ErrorValue("#N/A"), NoResult()],
    ]
    assert (sheet.sheet, sheet.merged, sheet.hidden_rows) == ("名册", ((1, 0, 2, 0),), {3})


def test_a_result_that_nobody_calculated(tmp_path: Path) -> None:
    """Writers that don't calculate leave 0 behind and ask Excel to calculate: nobody knows what
    would stand there.
    """
    with xlsxwriter.Workbook(tmp_path / "a.xlsx") as book:
        page = book.add_worksheet()
        page.write_row(0, 0, ["甲", 0])
        page.write_formula(0, 2, '=IF(A1="","否","是")')
        page.write_formula(0, 3, "=1+1", value=2)
    old = xlwt.Workbook()
    sheet = old.add_sheet("一")
    sheet.write(0, 0, "甲")
    sheet.write(0, 2, xlwt.Formula("1+1"))
    old.save(str(tmp_path / "b.xls"))
    assert read_sheets(tmp_path / "a.xlsx", "a")[0].rows == [["甲", 0, NoResult(), 2]]
    assert read_sheets(tmp_path / "b.xls", "b")[0].rows == [["甲", None, NoResult()]]


def package(parts: dict[str, str]) -> bytes:
    """A zip of texts."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts.items():
            archive.writestr(name, text)
    return out.getvalue()


def locked() -> bytes:
    """A workbook with a password of somebody's own."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(by_openpyxl(table(2)))).encrypt("Fumin2025", out)
    return out.getvalue()


def with_cell(reference: str, content: str) -> bytes:
    """A workbook with a cell far away."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    for row in table(3):
        book.active.append(row)
    book.active[reference] = content
    book.save(out)
    return out.getvalue()


def altered(content: bytes, part: str, change: Callable[[bytes], bytes]) -> bytes:
    """A package with one part changed."""
    out = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(content)) as old,
        zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


def bomb(size: int) -> bytes:
    """A small workbook that holds one very long text."""
    part = "xl/sharedStrings.xml"
    return altered(XLSX, part, lambda old: old.replace(b"<t>", b"<t>" + b"x" * size, 1))


def zero_tail() -> bytes:
    """An .xls of which the copy broke off after its space was taken."""
    whole = by_xlwt(table(30))
    return whole[: len(whole) // 2] + bytes(len(whole) - len(whole) // 2)


XLSX = by_xlsxwriter(table(2))
SHEET = "xl/worksheets/sheet1.xml"
REFUSED = {
    "password": locked(),
    "damaged": altered(XLSX, "xl/workbook.xml", lambda old: old[: len(old) // 2]),
    "cut": XLSX[:2000],
    "zeros": bytes(5000),
    "empty": b"",
    "far_cell": with_cell("XFD1048576", "见附件"),
    "html_without_table": "<html><body><form>请先登录</form></body></html>".encode(),
    "xml": b'<?xml version="1.0"?><data><row/></data>',
    "pdf": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3",
    "image": b"\xff\xd8\xff\xe0\x00\x10JFIF",
    "word": package({"[Content_Types].xml": "", "word/document.xml": ""}),
    "slides": package({"[Content_Types].xml": "", "ppt/presentation.xml": ""}),
    "archive": package({"户籍.txt": "x"}),
    "program": b"MZ\x90\x00" + bytes(100),
    "database": b"SQLite format 3\x00" + bytes(100),
    "rich_text": b"{\\rtf1\\ansi}",
    "binary": bytes(range(256)) * 4,
    "encoding": "甲,".encode() + "乙\n".encode("gbk") + b"\xff\xff,1\n",
    "quotes": '姓名,住址\n"甲,路'.encode(),
}
"""Code of a refusal → a file that is refused so."""
ELSEWHERE = {"hostile", "large", "slow", "permission", "vanished"}
"""Refusals that no bytes alone bring about: the tests below reach them."""


def test_every_refusal_is_tried() -> None:
    assert set(REFUSED) | ELSEWHERE == set(refusals())


@pytest.mark.parametrize("code", REFUSED)
def test_a_refusal_says_what_the_file_really_is(tmp_path: Path, code: str) -> None:
    """Whatever its name: what it is and what to do, with the file's name."""
    what, remedy = refusals()[code]
    with pytest.raises(InputError) as error:
        read_sheets(put(tmp_path, REFUSED[code], "名册.xlsx"), "户籍/名册.xlsx")
    assert error.value.place[0] == "文件 户籍/名册.xlsx"
    assert (error.value.what, error.value.remedy) == (what.replace("{cell}", "XFD1048576"), remedy)


@pytest.mark.parametrize("code", sorted(ELSEWHERE))
def test_what_no_bytes_bring_about_has_its_words(code: str) -> None:
    """A panic of a native library, rights that the superuser never lacks: what a clerk would read
    of them.
    """
    error = message(Refused(code), "户籍/名册.xls")
    assert (error.what, error.remedy) == refusals()[code]
    assert error.place == ("文件 户籍/名册.xls",)


def test_a_blank_far_away_hides_nothing(tmp_path: Path) -> None:
    """Who once typed a blank at the end of the sheet has no other table than before."""
    (sheet,) = read_sheets(put(tmp_path, with_cell("XFD1048576", " ")), "册")
    assert told(sheet) == plain(table(3))


def test_a_file_that_takes_too_much(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of memory or time: it ends the process that reads it, not the program; the next file is read
    as ever.
    """
    monkeypatch.setattr(workers, "MEMORY", 200 << 20)
    with pytest.raises(InputError, match="占用的内存太多"):
        read_sheets(put(tmp_path, bomb(200 << 20)), "册.xls")
    monkeypatch.undo()
    long = b'<row><c t="e"/></row>' * 3_000_000 + b"</sheetData>"
    many = altered(XLSX, SHEET, lambda old: old.replace(b"</sheetData>", long))
    monkeypatch.setattr(workers, "SECONDS", 0.3)
    monkeypatch.setattr(workers, "SECONDS_BY_MEGABYTE", 0.0)
    with pytest.raises(InputError, match="时间太长"):
        read_sheets(put(tmp_path, many), "册.xls")
    monkeypatch.undo()
    assert read_sheets(put(tmp_path, XLSX), "册")[0].rows[1][0] == "姓名"


def test_a_process_that_is_gone_is_started_again(tmp_path: Path) -> None:
    """Whoever ended it: the file at hand is told, and the next one read."""
    worker = workers._Worker()
    path = put(tmp_path, XLSX)
    assert worker.read(path, "册")[0].rows[1][0] == "姓名"
    process = worker._started()
    process.kill()
    process.wait()
    assert worker.read(path, "册")[0].rows[1][0] == "姓名"
    worker.end()


def test_a_name_is_of_the_folder_the_reader_stands_in(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The reading processes outlive a change of the folder."""
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        put(tmp_path / folder, by_xlwt([["姓名"], [folder]]))
        monkeypatch.chdir(tmp_path / folder)
        for _ in range(workers.PROCESSES):
            assert told(read_sheets(Path("册.xls"), "册.xls")[0])[1] == [folder]


def test_a_file_that_is_gone(tmp_path: Path) -> None:
    """A network disk that went away, a file moved meanwhile."""
    with pytest.raises(InputError, match="文件读不出来"):
        read_sheets(tmp_path / "册.xls", "册.xls")


def test_a_broken_copy_of_an_old_workbook_is_told_at_once(tmp_path: Path) -> None:
    """Zeros for the table of sectors send a reader round in circles."""
    with pytest.raises(InputError) as error:
        read_sheets(put(tmp_path, zero_tail()), "册.xls")
    assert error.value.what in {refusals()[c][0] for c in ("cut", "damaged", "binary")}


@pytest.mark.skipif(os.name != "posix", reason="需要 POSIX")
def test_the_reading_process_ends_with_its_parent(tmp_path: Path) -> None:
    """Also where the parent is killed."""
    put(tmp_path, XLSX)
    code = (
        "import sys, os, psutil; from pathlib import Path; from kongchuo_core.registers.read import read_sheets;"
        f"read_sheets(Path({str(tmp_path / '册.xls')!r}), '册');"
        "print([c.pid for c in psutil.Process().children()][0], flush=True); os.kill(os.getpid(), 9)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    _, alive = psutil.wait_procs(
        [p for p in psutil.process_iter() if p.pid == int(done.stdout)], timeout=10
    )
    assert not alive


def test_damaged_files_of_every_kind() -> None:
    """A twentieth of the sweep: read or refused, nothing else."""
    assert sweep(SMALL) == []


def test_what_the_binary_package_tells_besides_its_values(tmp_path: Path) -> None:
    """Merged cells and hidden rows, which calamine leaves out of an .xlsb."""
    (sheet,) = read_sheets(put(tmp_path, WRITERS["xlsb.xlsb"](table(3))), "册.xls")
    assert (sheet.merged, sheet.hidden_rows) == (((0, 0, 0, 5),), {4})


def test_a_false_extent_is_passed_over(tmp_path: Path) -> None:
    """Excel and LibreOffice don't ask what a sheet says about its own size."""
    false = altered(XLSX, SHEET, lambda old: old.replace(b'ref="A1:F4"', b'ref="A0:H31"'))
    assert b"A0:H31" in zipfile.ZipFile(io.BytesIO(false)).read(SHEET)
    (sheet,) = read_sheets(put(tmp_path, false), "册.xls")
    assert told(sheet) == plain(table(2))


def test_pages_of_one_name_are_told_apart(tmp_path: Path) -> None:
    """A row's place is file, sheet and row: two sheets of a web archive need two names."""
    page = WRITERS["html.xls"](table(2))
    head = b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=x\r\n"
    part = b"\r\n--x\r\nContent-Type: text/html; charset=gb2312\r\nContent-Transfer-Encoding: 8bit\r\n\r\n"
    sheets = read_sheets(put(tmp_path, head + (part + page) * 2 + b"\r\n--x--\r\n"), "册.xls")
    assert [sheet.sheet for sheet in sheets] == ["", "(2)"]
