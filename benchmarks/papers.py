"""Papers beside named baselines: 300 of one page with their checks, a ledger of 1,000 children,
1,000 rows in Word.

    python benchmarks/papers.py [--repeat 3]

Baselines and product take turns, each measurement in a fresh process; on a busy machine the
processors' seconds count.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import fields
from itertools import chain
from pathlib import Path

import pandas as pd
import xlsxwriter
from docxtpl import DocxTemplate

from kongchuo_core.documents.kinds import KINDS
from kongchuo_core.documents.loop.contexts import SLIP
from kongchuo_core.documents.word.render import plain, render
from kongchuo_core.documents.word.writing import Job, write
from kongchuo_core.documents.workbooks.ledgers import write_ledgers
from kongchuo_core.edition import Edition
from kongchuo_core.term.format_check import check_run
from tests.documents import made_up_loop, made_up_papers
from tests.documents.made_up_loop_edition import made_up_edition
from tests.documents.report_contexts import REPORTS, split
from tests.documents.report_contexts import TEMPLATES as FORMER

Taken = list[float]
"""Seconds on the wall and seconds of the processors, child processes included."""
TEMPLATES = Path(__file__).parents[1] / "templates"
PAPERS, ROWS, PROCESSES = 300, 1000, 2
LIST = "比对核查情况（乡镇）"


@contextmanager
def measured() -> Iterator[Taken]:
    """Fills in what its block takes."""
    taken: Taken = []
    wall, before = time.perf_counter(), os.times()
    yield taken
    after = os.times()
    taken += [time.perf_counter() - wall, sum(after[:4]) - sum(before[:4])]


def bare_papers(folder: Path) -> Taken:
    """docxtpl alone, one process, the template opened for each paper, nothing strict, cleaned, read
    back or examined.
    """
    paper = made_up_loop.context(SLIP)
    values = {f.name: plain(getattr(paper, f.name)) for f in fields(paper)}
    with measured() as taken:
        for number in range(PAPERS):
            template = DocxTemplate(TEMPLATES / KINDS[SLIP].template)
            template.render(values, autoescape=True)
            template.save(folder / f"{number}.docx")
    return taken


def papers(folder: Path) -> Taken:
    """The product: written, cleaned, read back and examined by the checker, in two processes."""
    paper = made_up_loop.context(SLIP)
    jobs = [
        Job(TEMPLATES / KINDS[SLIP].template, paper, folder / "缺勤报告单" / f"{number}.docx")
        for number in range(PAPERS)
    ]
    with measured() as taken:
        write(jobs, PROCESSES)
        checked = check_run(folder, folder, [], PROCESSES)
        assert (checked.files, checked.faulty) == (PAPERS, ())
    return taken


def bare_ledger(folder: Path) -> Taken:
    """xlsxwriter alone: 1,000 rows of 20 cells, no format, no drop-down."""
    rows = [[f"{row}第{column}列" for column in range(20)] for row in range(ROWS)]
    with measured() as taken, xlsxwriter.Workbook(str(folder / "台账.xlsx")) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return taken


def ledger(folder: Path) -> Taken:
    """The product: 台账.xlsx of a place with 1,000 children, each a case, from the edition's
    tables.
    """
    edition = Edition(
        made_up_edition(folder / "data", {n: {} for n in range(1, ROWS + 1)}), "东村镇"
    )
    with measured() as taken:
        write_ledgers(edition, folder)
    assert len(pd.read_excel(folder / "台账.xlsx", sheet_name=-1)) >= ROWS
    return taken


def bare_table(folder: Path) -> Taken:
    """docxtpl alone: a paper with a table of 1,000 rows."""
    values, _ = split(made_up_papers.context(LIST, 疑似名单=made_up_papers.suspected(ROWS)))
    values = {name: plain(value) for name, value in values.items()} | {"图_年龄分布": ""}
    with measured() as taken:
        template = DocxTemplate(FORMER / REPORTS[LIST].template)
        template.render(values, autoescape=True)
        template.save(folder / "表.docx")
    return taken


def table(folder: Path) -> Taken:
    """The product: the same paper with its picture, strict, cleaned, the same bytes twice."""
    values, pictures = split(made_up_papers.context(LIST, 疑似名单=made_up_papers.suspected(ROWS)))
    with measured() as taken:
        render(FORMER / REPORTS[LIST].template, values, folder / "表.docx", pictures)
    return taken


GROUPS: dict[str, tuple[tuple[str, Callable[[Path], Taken]], ...]] = {
    "一页的文书300份，连同检查": (
        ("docxtpl 0.20.2 只写出，1个进程", bare_papers),
        ("kongchuo 写出、清理、读回、检查，2个进程", papers),
    ),
    "1000人的台账.xlsx（三张表，2000行）": (
        ("xlsxwriter 只写格子", bare_ledger),
        ("kongchuo 从期次写成", ledger),
    ),
    "Word里1000行的表": (("docxtpl 0.20.2", bare_table), ("kongchuo", table)),
}
TASKS = {task.__name__: task for _, task in chain.from_iterable(GROUPS.values())}


def main() -> None:
    """Measure everything, each in a fresh process, and print the table."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--repeat", type=int, default=3)
    parser.add_argument("--task", choices=TASKS)
    options = parser.parse_args()
    if options.task:
        with tempfile.TemporaryDirectory() as folder:
            print(*TASKS[options.task](Path(folder)))
        return
    print("| 做什么 | 用什么 | 秒 | 处理器秒 | 处理器秒与同组第一行之比 |\n|---|---|--:|--:|--:|")
    for group, tasks in GROUPS.items():
        times: dict[str, list[Taken]] = {label: [] for label, _ in tasks}
        for _ in range(options.repeat):
            for label, task in tasks:
                command = [sys.executable, __file__, "--task", task.__name__]
                said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
                times[label].append([float(number) for number in said.split()])
        medians = {
            label: [statistics.median(column) for column in zip(*taken, strict=True)]
            for label, taken in times.items()
        }
        first = medians[tasks[0][0]][1]
        for label, (wall, worked) in medians.items():
            print(
                f"| {group} | {label} | {wall:.2f} | {worked:.2f} | {worked / first:.1f} |",
                flush=True,
            )


if __name__ == "__main__":
    main()
