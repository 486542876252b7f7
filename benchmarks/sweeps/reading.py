"""Damaged files of every kind put to the reader: each is read or refused in words; none crashes,
hangs or takes the memory.

    python benchmarks/sweeps/reading.py [--full] [--count 150] [--into outputs/sweeps/reading.csv]

Every mutant is made from its number alone, so a number that stands in the file is not tried again.
A mutant is a sound file with bits turned, a piece cut out, doubled or taken from another file, its
end missing or noughts; in a package also inside its parts.
"""

from __future__ import annotations

import argparse
import csv
import io
import struct
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import xlsxwriter
import xlwt
from msoffcrypto.format.ooxml import OOXMLFile
from xlwt.CompoundDoc import XlsDoc

from kongchuo_core.registers.read import read_sheets
from kongchuo_core.registers.reading import workers
from kongchuo_core.vocabulary.errors import InputError

FULL, SMALL = 3000, 150
"""Mutants of a full sweep and of the one in the tests."""
MEMORY, SECONDS = 1 << 30, 20.0
"""What no file may take more of."""
SEED = 20251

Rows = list[list[Any]]
Writer = Callable[[Rows], bytes]


def table(rows: int = 30) -> Rows:
    """A register of fictitious children."""
    head = ["姓名", "公民身份号码", "乡镇（街道）", "出生日期", "年龄", "备注"]
    people = [
        [
            f"测试{n}",
            f"539924{2010 + n % 8}0301{n:03d}X",
            "永定街道",
            f"{2010 + n % 8}-03-01",
            n,
            "",
        ]
        for n in range(rows)
    ]
    return [["永定街道适龄儿童底册"], head, *people]


def by_openpyxl(rows: Rows) -> bytes:
    """xlsx with merged, hidden, struck-out and calculated cells."""
    book, out = openpyxl.Workbook(), io.BytesIO()
    page = book.active
    for row in rows:
        page.append(row)
    page.merge_cells("A1:F1")
    page.row_dimensions[4].hidden = True
    page["A5"].font = openpyxl.styles.Font(strike=True)
    page["E6"] = "=1+1"
    book.create_sheet("旧").sheet_state = "hidden"
    book.save(out)
    return out.getvalue()


def by_xlsxwriter(rows: Rows) -> bytes:
    """xlsx with shared strings."""
    out = io.BytesIO()
    with xlsxwriter.Workbook(out, {"in_memory": True}) as book:
        page = book.add_worksheet("名册")
        for number, row in enumerate(rows):
            page.write_row(number, 0, row)
    return out.getvalue()


def by_xlwt(rows: Rows) -> bytes:
    """BIFF8, as .xls and .et are."""
    book, out = xlwt.Workbook(), io.BytesIO()
    page = book.add_sheet("名册")
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            page.write(number, column, cell)
    book.save(out)
    return out.getvalue()


def as_excel_95(rows: Rows) -> bytes:
    """BIFF5 in code page 936: no library writes it any more ([MS-XLS] knows only BIFF8; records as
    xlrd documents them).
    """
    font = struct.pack("<HHHHHBBBBB", 200, 0, 8, 400, 0, 0, 0, 134, 0, 4) + b"Song"
    head = _record(0x809, "<HHHH", 0x500, 5, 0, 0) + _record(0x42, "<H", 936)
    head += struct.pack("<HH", 0x31, len(font)) + font + _record(0xE0, "<HH12x", 0, 0)
    name = "名册".encode("gbk")
    end = _record(0x0A, "")
    start = len(head) + 4 + 7 + len(name) + len(end)
    head += _record(0x85, f"<IHB{len(name)}s", start, 0, len(name), name) + end
    sheet = _record(0x809, "<HHHH", 0x500, 0x10, 0, 0)
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if isinstance(cell, str):
                text = cell.encode("gbk")
                sheet += _record(0x204, f"<HHHH{len(text)}s", number, column, 0, len(text), text)
            else:
                sheet += _record(0x203, "<HHHd", number, column, 0, cell)
    out = io.BytesIO()
    XlsDoc().save(out, head + sheet + end)
    return out.getvalue()


def _record(kind: int, layout: str, *values: Any) -> bytes:
    return struct.pack("<HH", kind, struct.calcsize(layout)) + struct.pack(layout, *values)


def as_xlsb(rows: Rows) -> bytes:
    """The binary package of Excel, written by hand ([MS-XLSB]): the first row merged, the fourth
    hidden.
    """
    size = struct.pack("<4I", 0, len(rows) - 1, 0, max(map(len, rows)) - 1)
    sheet = _binary(129) + _binary(148, size) + _binary(145)
    for number, row in enumerate(rows):
        flags = b"\x00\x10\x00" if number == 3 else bytes(3)
        sheet += _binary(0, struct.pack("<IIH", number, 0, 300) + flags + bytes(4))
        for column, cell in enumerate(row):
            place = struct.pack("<II", column, 0)
            if isinstance(cell, str):
                sheet += _binary(6, place + _wide(cell))
            else:
                sheet += _binary(5, place + struct.pack("<d", cell))
    sheet += _binary(146) + _binary(177, struct.pack("<I", 1))
    sheet += _binary(176, struct.pack("<4I", 0, 0, 0, 5)) + _binary(178) + _binary(130)
    listed = _binary(156, struct.pack("<II", 0, 1) + _wide("rId1") + _wide("名册"))
    book = _binary(131) + _binary(143) + listed + _binary(144) + _binary(132)
    space = "http://schemas.openxmlformats.org"
    office = f"{space}/officeDocument/2006/relationships"
    links = f'<Relationships xmlns="{space}/package/2006/relationships"><Relationship Id="rId1" Type="{office}/%s" Target="%s"/></Relationships>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr(
            "[Content_Types].xml", f'<Types xmlns="{space}/package/2006/content-types"/>'
        )
        archive.writestr("_rels/.rels", links % ("officeDocument", "xl/workbook.bin"))
        archive.writestr("xl/workbook.bin", book)
        archive.writestr(
            "xl/_rels/workbook.bin.rels", links % ("worksheet", "worksheets/sheet1.bin")
        )
        archive.writestr("xl/worksheets/sheet1.bin", sheet)
    return out.getvalue()


def _wide(text: str) -> bytes:
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def _binary(kind: int, content: bytes = b"") -> bytes:
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    size, rest = b"", len(content)
    while rest >= 128:
        size, rest = size + bytes([rest & 0x7F | 0x80]), rest >> 7
    return head + size + bytes([rest]) + content


def as_ods(rows: Rows) -> bytes:
    """OpenDocument, written by hand."""
    lines = "".join(
        "<table:table-row>"
        + "".join(
            f'<table:table-cell office:value-type="string"><text:p>{escape(str(cell))}</text:p></table:table-cell>'
            for cell in row
        )
        + "</table:table-row>"
        for row in rows
    )
    spaces = " ".join(
        f'xmlns:{short}="urn:oasis:names:tc:opendocument:xmlns:{short}:1.0"'
        for short in ("office", "table", "text", "style")
    )
    content = (
        f"<?xml version='1.0' encoding='UTF-8'?><office:document-content {spaces}><office:body>"
        f'<office:spreadsheet><table:table table:name="名册">{lines}</table:table>'
        "</office:spreadsheet></office:body></office:document-content>"
    )
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr("content.xml", content)
        archive.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"/>',
        )
    return out.getvalue()


def as_html(rows: Rows) -> bytes:
    """A page in GBK, as web systems name .xls."""
    lines = "".join(
        "<tr>" + "".join(f"<td>{escape(str(cell))}</td>" for cell in row) + "</tr>" for row in rows
    )
    page = f'<html><meta charset="gb2312"><body><table>{lines}</table></body></html>'
    return page.encode("gb18030")


def as_spreadsheet_xml(rows: Rows) -> bytes:
    """The XML of Excel 2003."""
    lines = "".join(
        "<Row>"
        + "".join(f'<Cell><Data ss:Type="String">{escape(str(cell))}</Data></Cell>' for cell in row)
        + "</Row>"
        for row in rows
    )
    space = "urn:schemas-microsoft-com:office:spreadsheet"
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><Workbook xmlns="{space}" xmlns:ss="{space}">'
        f'<Worksheet ss:Name="名册"><Table>{lines}</Table></Worksheet></Workbook>'
    ).encode()


def as_mhtml(rows: Rows) -> bytes:
    """A web archive of one page."""
    head = b"MIME-Version: 1.0\r\nContent-Type: text/html; charset=gb2312\r\n\r\n"
    return head + as_html(rows)


def as_text(encoding: str, separator: str) -> Writer:
    """Text in columns."""

    def write(rows: Rows) -> bytes:
        out = io.StringIO(newline="")
        csv.writer(out, delimiter=separator).writerows(rows)
        return out.getvalue().encode(encoding)

    return write


def encrypted(rows: Rows) -> bytes:
    """xlsx with the key that Excel tries by itself."""
    out = io.BytesIO()
    OOXMLFile(io.BytesIO(by_openpyxl(rows))).encrypt("VelvetSweatshop", out)
    return out.getvalue()


WRITERS: dict[str, Writer] = {
    "openpyxl.xlsx": by_openpyxl,
    "xlsxwriter.xlsm": by_xlsxwriter,
    "xlwt.xls": by_xlwt,
    "xlwt.et": by_xlwt,
    "excel95.xls": as_excel_95,
    "xlsb.xlsb": as_xlsb,
    "ods.ods": as_ods,
    "html.xls": as_html,
    "xml2003.xls": as_spreadsheet_xml,
    "mhtml.xls": as_mhtml,
    "utf8.csv": as_text("utf-8-sig", ","),
    "gbk.xls": as_text("gb18030", "\t"),
    "utf16.csv": as_text("utf-16", ";"),
    "encrypted.xlsx": encrypted,
}
"""Name of a sound file → who writes it."""


def mutant(content: bytes, other: bytes, rng: np.random.Generator) -> bytes:
    """The file damaged in one way."""
    if content.startswith(b"PK") and rng.random() < 0.5:
        return _inside(content, rng)
    damage = rng.choice(["bits", "cut", "noughts", "gone", "doubled", "foreign"])
    start, end = sorted(int(n) for n in rng.integers(0, len(content), 2))
    if damage == "cut":
        return content[:end]
    if damage == "noughts":
        return content[:end] + bytes(len(content) - end)
    if damage == "gone":
        return content[:start] + content[end:]
    if damage == "doubled":
        return content[:end] + content[start:]
    if damage == "foreign":
        return content[:start] + other[start:end] + content[end:]
    turned = bytearray(content)
    for place in rng.integers(0, len(content), int(rng.integers(1, 30))):
        turned[place] ^= 1 << int(rng.integers(0, 8))
    return bytes(turned)


def _inside(content: bytes, rng: np.random.Generator) -> bytes:
    """One part of a package damaged, the package around it sound."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(out, "w") as new:
        names = old.namelist()
        chosen = names[int(rng.integers(0, len(names)))]
        for name in names:
            part = old.read(name)
            if name == chosen:
                part = _part(part, rng)
            new.writestr(name, part)
    return out.getvalue()


def _part(part: bytes, rng: np.random.Generator) -> bytes:
    """A number made large, or bits turned."""
    digits = [n for n, byte in enumerate(part) if 48 <= byte < 58]
    if digits and rng.random() < 0.5:
        place = digits[int(rng.integers(0, len(digits)))]
        large = rng.choice([b"1048576", b"99999999999999999999", b"-1", b"XFD1048576"])
        return part[:place] + bytes(large) + part[place + 1 :]
    turned = bytearray(part)
    for place in rng.integers(0, max(len(part), 1), int(rng.integers(1, 6))) if part else ():
        turned[place] ^= 1 << int(rng.integers(0, 8))
    return bytes(turned)


def outcomes(numbers: Iterator[int] | range, folder: Path) -> Iterator[tuple[int, str, str, float]]:
    """Number, sound file, what came of it and seconds; ``read``, ``refused``, or the name of what
    should not have happened.
    """
    sound = {name: write(table()) for name, write in WRITERS.items()}
    names = list(sound)
    for number in numbers:
        rng = np.random.default_rng((SEED, number))
        name = names[number % len(names)]
        other = sound[names[int(rng.integers(0, len(names)))]]
        path = folder / f"{number}{Path(name).suffix}"
        path.write_bytes(mutant(sound[name], other, rng))
        start = time.perf_counter()
        yield number, name, _outcome(path), time.perf_counter() - start
        path.unlink()


def _outcome(path: Path) -> str:
    try:
        read_sheets(path, path.name)
    except InputError:
        return "refused"
    except BaseException as error:  # whatever else comes out is a fault of ours
        return type(error).__name__
    return "read"


def sweep(count: int, into: Path | None = None) -> list[str]:
    """What went wrong with the first ``count`` mutants; those that stand in ``into`` aren't tried
    again.
    """
    done = _read(into) if into and into.is_file() else {}
    with tempfile.TemporaryDirectory(prefix="reading-") as folder:
        for found in outcomes((n for n in range(count) if n not in done), Path(folder)):
            done[found[0]] = found
            if into:
                _write(into, found)
    print(Counter(outcome for _, _, outcome, _ in done.values()), file=sys.stderr)
    return [
        f"{number} {name}：{outcome}，{seconds:.1f} s"
        for number, name, outcome, seconds in done.values()
        if outcome not in ("read", "refused") or seconds > SECONDS
    ]


def _read(path: Path) -> dict[int, tuple[int, str, str, float]]:
    with path.open(encoding="utf-8", newline="") as file:
        lines = ((int(n), name, outcome, float(s)) for n, name, outcome, s in csv.reader(file))
        return {line[0]: line for line in lines}


def _write(path: Path, found: tuple[int, str, str, float]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("a", encoding="utf-8", newline="") as file:
        csv.writer(file).writerow(found)


def main() -> int:
    """Print what went wrong; the exit status is 1 where anything did, or a process took more memory
    than it may.
    """
    parser = argparse.ArgumentParser(description="读坏文件：造各种坏文件，数读出、拒绝、出错")
    parser.add_argument("--full", action="store_true", help=f"{FULL}个，缺省为{SMALL}个")
    parser.add_argument("--count", type=int, help="几个")
    parser.add_argument("--into", type=Path, help="逐个记在这个文件里，中断以后接着做")
    options = parser.parse_args()
    wrong = sweep(options.count or (FULL if options.full else SMALL), options.into)
    workers.end()
    if sys.platform != "win32":
        import resource

        most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss * 1024
        print(f"读文件的进程最多占用内存 {most / 2**20:.0f} MB")
        if most > MEMORY:
            wrong.append(f"内存 {most}")
    print("\n".join(wrong) or "没有出错的")
    return int(bool(wrong))


if __name__ == "__main__":
    raise SystemExit(main())
