"""Files → raw sheets: lists of cell values, with the row number each has in the file.

Spreadsheets are read by calamine, which tells a number cell from a text cell; csv by the standard library, which tells the
physical line a record starts on.
"""

from __future__ import annotations

import csv
import io
import zipfile
from collections.abc import Iterator
from pathlib import Path

import msoffcrypto
from python_calamine import CalamineError, CalamineWorkbook

from kongchuo_core.registers.raw import RawSheet
from kongchuo_core.registers.reading import marks_xlsx
from kongchuo_core.registers.reading.marks import Marks, lay_over
from kongchuo_core.vocabulary.errors import InputError

SUFFIXES = (".xlsx", ".xls", ".csv")
IGNORED = ("~$", ".")
"""How the names of Office's temporary files and of hidden ones begin."""


def register_files(folder: Path) -> list[Path]:
    """The files of one register's folder and its subfolders, sorted by name; temporary files of Office left out.

    Raises
    ------
    InputError
        for a file of another type.
    """
    files = (
        sorted(p for p in folder.rglob("*") if p.is_file() and not p.name.startswith(IGNORED))
        if folder.is_dir()
        else []
    )
    for path in files:
        if path.suffix.lower() not in SUFFIXES:
            raise InputError(
                f"不认识“{path.suffix or '没有扩展名'}”这种文件",
                remedy="另存为 .xlsx 或 .csv，不是登记册的文件请移走",
                place=(f"文件 {path.relative_to(folder.parent).as_posix()}",),
            )
    return files


def read_sheets(path: Path, name: str) -> Iterator[RawSheet]:
    """Every sheet of a file; ``name`` is how the file is called in messages and in the edition.

    Raises
    ------
    InputError
        where the file is damaged, protected by a password, or a csv in an unknown encoding.
    """
    if path.suffix.lower() == ".csv":
        yield _csv(path, name)
        return
    try:
        workbook = CalamineWorkbook.from_path(path)
        marks = _marks(path)
        for sheet in workbook.sheet_names:
            page = workbook.get_sheet_by_name(sheet)
            rows = page.to_python(skip_empty_area=False)
            told = marks.get(sheet, Marks())
            lay_over(rows, told.cells)
            yield RawSheet(
                name,
                sheet,
                rows,
                list(range(1, len(rows) + 1)),
                tuple((*first, *last) for first, last in page.merged_cell_ranges or ()),
                frozenset(told.hidden_rows),
                frozenset(told.struck),
                told.hidden,
            )
    except (CalamineError, OSError, zipfile.BadZipFile):
        raise _unreadable(path, name) from None


def _marks(path: Path) -> dict[str, Marks]:
    if not zipfile.is_zipfile(path):
        return {}
    with zipfile.ZipFile(path) as archive:
        return marks_xlsx.marks(archive)


def _unreadable(path: Path, name: str) -> InputError:
    place = (f"文件 {name}",)
    try:
        with path.open("rb") as stream:
            if msoffcrypto.OfficeFile(stream).is_encrypted():
                return InputError(
                    "文件有打开密码",
                    remedy="请报送单位去掉密码后重新报送（文件—信息—保护工作簿）",
                    place=place,
                )
    except Exception:
        pass
    return InputError(
        "文件打不开，可能已损坏",
        remedy="用 Excel 或 WPS 打开后另存为 .xlsx，再放回原处",
        place=place,
    )


def _csv(path: Path, name: str) -> RawSheet:
    content = path.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            break
        except UnicodeDecodeError:
            continue
    else:
        raise InputError(
            "csv 的编码不是 UTF-8 或 GB18030",
            remedy="用 Excel 或 WPS 打开后另存为 .xlsx",
            place=(f"文件 {name}",),
        )
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, numbers, start = [], [], 1
    try:
        for row in reader:
            rows.append(row)
            numbers.append(start)
            start = reader.line_num + 1
    except csv.Error:
        raise InputError(
            "csv 的引号不成对，读不下去",
            remedy="检查这一行附近的引号，或另存为 .xlsx",
            place=(f"文件 {name}", f"第 {start} 行"),
        ) from None
    return RawSheet(name, "", rows, numbers)
