"""Reading the registers' files beside the plainest way to do it: calamine and csv in this very
process, without limits or marks.

    python benchmarks/reading.py [--rows 60000] [--rounds 5]

Both ways are timed by turns, the best round of each counts; the exit status is 1 where ours takes
more than 1.2 times as long.
"""

from __future__ import annotations

import argparse
import csv
import io
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from python_calamine import CalamineWorkbook

from benchmarks.sweeps.reading import as_text, by_xlsxwriter, by_xlwt, table
from kongchuo_core.registers.read import Entry, read_all_sheets

MOST = 1.2
"""Times the plain reader's time."""
_BOOKS, _OLD_ROWS = 30, 2000


def prepare(folder: Path, rows: int) -> dict[str, list[Path]]:
    """What a county sends: many small books, one large one, old ones, text."""
    small = by_xlsxwriter(table(rows // _BOOKS))
    made = {
        f"{_BOOKS} 个 .xlsx，各 {rows // _BOOKS} 行": [(small, f"{n}.xlsx") for n in range(_BOOKS)],
        f"1 个 .xlsx，{rows} 行": [(by_xlsxwriter(table(rows)), "大.xlsx")],
        f"10 个 .xls，各 {_OLD_ROWS} 行": [
            (by_xlwt(table(_OLD_ROWS)), f"{n}.xls") for n in range(10)
        ],
        f"1 个 .csv，{rows} 行": [(as_text("gb18030", ",")(table(rows)), "表.csv")],
    }
    paths: dict[str, list[Path]] = {}
    for label, files in made.items():
        paths[label] = [folder / name for _, name in files]
        for content, name in files:
            (folder / name).write_bytes(content)
    return paths


def plain(paths: list[Path]) -> int:
    """Rows read as they were before reading had a process of its own."""
    count = 0
    for path in paths:
        if path.suffix == ".csv":
            count += len(_plain_text(path.read_bytes())[0])
            continue
        book = CalamineWorkbook.from_path(path)
        for sheet in book.sheet_names:
            count += len(book.get_sheet_by_name(sheet).to_python(skip_empty_area=False))
    return count


def _plain_text(content: bytes) -> tuple[list[list[str]], list[int]]:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("gb18030")
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    rows, numbers, start = [], [], 1
    for row in reader:
        rows.append(row)
        numbers.append(start)
        start = reader.line_num + 1
    return rows, numbers


def ours(paths: list[Path]) -> int:
    """Rows read by the reader of registers."""
    count = 0
    for _, sheets in read_all_sheets([Entry(path, path.name) for path in paths]):
        assert isinstance(sheets, list), sheets
        count += sum(len(sheet.rows) for sheet in sheets)
    return count


def _timed(read: Callable[[list[Path]], int], paths: list[Path]) -> tuple[float, int]:
    start = time.perf_counter()
    count = read(paths)
    return time.perf_counter() - start, count


def main() -> int:
    """Print a line for each kind of file and the sum."""
    parser = argparse.ArgumentParser(description="读登记册的速度：与不设防的读法比")
    parser.add_argument("--rows", type=int, default=60_000)
    parser.add_argument("--rounds", type=int, default=5)
    options = parser.parse_args()
    sums = [0.0, 0.0]
    with tempfile.TemporaryDirectory(prefix="reading-") as folder:
        kinds = prepare(Path(folder), options.rows)
        ours(kinds[next(iter(kinds))])  # the processes are warm, as they are after the first file
        for label, paths in kinds.items():
            best = [float("inf"), float("inf")]
            for _ in range(options.rounds):
                (before, expected), (now, count) = _timed(plain, paths), _timed(ours, paths)
                assert count == expected
                best = [min(best[0], before), min(best[1], now)]
            sums = [sums[0] + best[0], sums[1] + best[1]]
            print(
                f"{label}：直接读 {best[0]:.2f} s，现在 {best[1]:.2f} s，{best[1] / best[0]:.2f} 倍"
            )
    print(f"合计：直接读 {sums[0]:.2f} s，现在 {sums[1]:.2f} s，{sums[1] / sums[0]:.2f} 倍")
    return int(sums[1] > MOST * sums[0])


if __name__ == "__main__":
    raise SystemExit(main())
