"""An office for the guide's commands: a small fictitious county in each state a page may begin in,
run by the real command.
"""

from __future__ import annotations

import os
import re
import shlex
import subprocess
import sys
from contextlib import chdir, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from io import StringIO
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
from ruamel.yaml import YAML

from kongchuo_core import cli
from kongchuo_core.settings.workspace import SAMPLE_KEY, Workspace, init
from tests import shared
from tests.days import day_of
from tests.guide.pages import Command, missing

ROOT = Path(__file__).parents[2]
CHILDREN = 300
CASE = "2025秋-8X4TB0"
"""The case number the pages write; the office's own stands for it when they are run."""
SEEN = "4f1c9a2b7d3e6058"
"""The digest of what was seen that the pages write; the one a command just told stands for it."""
TERMS = ("2025-autumn", "2026-spring")
TOWNS = ("永定街道", "东村镇", "罗免镇")


@dataclass
class Office:
    """A folder and what was said there; ``cd`` walks, ``kongchuo`` is the command line of this
    checkout.
    """

    folder: Path
    apart: bool = False
    """Whether each command is a process of its own, as at a terminal; else the same commands run
    here, without the start of one.
    """
    stand: dict[str, str] = field(default_factory=dict)
    asked: int = 0
    """How many pairs were open when one was decided."""

    def run(self, line: str, typed: str = "") -> subprocess.CompletedProcess[str]:
        """Run one line as a clerk types it; a term is run on the day of its story, on which the
        pages' clerk sits.
        """
        for written, real in self.stand.items():
            line = line.replace(written, real)
        words = shlex.split(line)
        if words[0] == "cd":
            self.folder = self.folder / words[1]
            assert self.folder.is_dir(), line
            return subprocess.CompletedProcess(words, 0, "", "")
        assert words[0] == "kongchuo", f"指南里的命令只用 kongchuo 和 cd：{line}"
        if words[1] == "run" and "--as-of" not in words:
            words += ["--as-of", str(day_of(words[words.index("--term") + 1]))]
        if self.apart:
            return self._apart(words[1:], typed)
        out, err = StringIO(), StringIO()
        stdin, sys.stdin = sys.stdin, StringIO(typed)
        try:
            with chdir(self.folder), redirect_stdout(out), redirect_stderr(err):
                status = cli.main(words[1:])
        except SystemExit as end:
            status = int(end.code or 0)
        finally:
            sys.stdin = stdin
        return subprocess.CompletedProcess(words, status, out.getvalue(), err.getvalue())

    def _apart(self, words: list[str], typed: str) -> subprocess.CompletedProcess[str]:
        ours = ("KONGCHUO_MESSAGES_READ", "JPY_SESSION_NAME")
        environment = {k: v for k, v in os.environ.items() if k not in ours}
        return subprocess.run(
            [sys.executable, "-m", "kongchuo_core.cli", *words],
            cwd=self.folder,
            input=typed,
            capture_output=True,
            encoding="utf-8",
            check=False,
            env=environment | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        )

    def must(self, line: str, typed: str = "") -> str:
        """Run a line that has to succeed; what it said, on both channels."""
        done = self.run(line, typed)
        assert done.returncode == 0, f"{line}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def table(self, name: str, term: str = TERMS[0]) -> pd.DataFrame:
        """A table of the edition."""
        return pd.read_parquet(self.folder / f"outputs/{term}/internal/data/{name}.parquet")

    def know_a_case(self) -> None:
        """Let the pages' case number stand for one that is still open and unexplained."""
        cases = self.table("cases")
        self.stand[CASE] = str(cases[cases["state"] == "opened"]["case_no"].iloc[0])


def follow(office: Office, step: Command) -> str:
    """Run a command of a page; it must succeed and say every line the page shows, in order."""
    said, answer = office.must(step.line, step.typed), "\n".join(step.answer)
    for written, real in office.stand.items():
        answer = answer.replace(written, real)
    if told := re.search(r"--seen ([0-9a-f]{16})", said):
        office.stand[SEEN] = told[1]
    lost = missing(tuple(answer.splitlines()), said)
    assert not lost, f"{step.line}\n没有说：{lost}\n说的是：\n{said}"
    return said


STATES = ("空文件夹", "样例", "第一学期", "两学期")
"""What an office may have behind it; each state goes on from the one before."""


def ready(state: str) -> Path:
    """An office in a state, made once for the whole suite; not to be changed."""
    return (
        shared.made(f"office-{STATES.index(state)}", lambda folder: _make(folder / "工作区", state))
        / "工作区"
    )


def _make(folder: Path, state: str) -> None:
    before = STATES[STATES.index(state) - 1]
    match state:
        case "空文件夹":
            folder.mkdir()
        case "样例":
            small(init(folder, key=SAMPLE_KEY))
            Office(folder).must(f"kongchuo sample . --seed 1 --children {CHILDREN}")
        case _:
            term = TERMS[STATES.index(before) - 1]
            Office(shared.copy(ready(before), folder)).must(f"kongchuo run --term {term} --jobs 1")


def small(workspace: Workspace) -> None:
    """Let the county have three towns: each costs a run as much as the county itself."""
    for file, change in (("county.yaml", _fewer), ("rules/publication.yaml", _ungrouped)):
        path = workspace.params / file
        yaml = YAML()
        told = yaml.load(path.read_text("utf-8"))
        change(told)
        with path.open("w", encoding="utf-8") as out:
            yaml.dump(told, out)


def _fewer(county: dict[str, Any]) -> None:
    county["towns"] = [town for town in county["towns"] if town["name"] in TOWNS]


def _ungrouped(rules: dict[str, Any]) -> None:
    for entry in rules["rules"]["publication_town_groups"]["values"].values():
        entry["value"] = {}


def office_in(state: str, folder: Path) -> Office:
    """An office of its own in a state: 空文件夹, 样例, 第一学期, 两学期."""
    office = Office(shared.copy(ready(state), folder))
    if state in STATES[2:]:
        office.know_a_case()
    return office


def fill_review(office: Office, term: str = TERMS[0]) -> Path:
    """The first pair of the county's 待人工核对.xlsx decided, as a person fills it in."""
    office.asked = office.table("review", term)["question"].nunique()
    path = office.folder / f"outputs/{term}/internal/全县/待人工核对.xlsx"
    book = openpyxl.load_workbook(path)
    sheet, row, at = _first(book, "认定")
    for heading, value in {
        "认定": "不是同一人",
        "认定人": "李示例",
        "认定日期": "2025-10-20",
    }.items():
        if heading in at:
            sheet.cell(row, at[heading], value)
    book.save(path)
    return path


def fill_verification(office: Office, town: str, term: str = TERMS[0], **cells: str) -> Path:
    """The first line of a town's 核查反馈表.xlsx filled in."""
    path = office.folder / f"outputs/{term}/internal/{town}/核查反馈表.xlsx"
    book = openpyxl.load_workbook(path)
    sheet, row, at = _first(book, "核实日期")
    for heading, value in (
        cells or {"核实日期": "2025-10-10", "原因或核实结果": "厌学", "经办人": "普示例"}
    ).items():
        sheet.cell(row, at[heading], value)
    book.save(path)
    return path


def _first(
    book: openpyxl.Workbook, heading: str
) -> tuple[openpyxl.worksheet.worksheet.Worksheet, int, dict[str, int]]:
    """The sheet with a heading, its first record's row, and the column of every heading."""
    for sheet in book.worksheets:
        for cells in sheet.iter_rows(max_row=12):
            at = {str(c.value).strip(): c.column for c in cells if c.value}
            if heading in at:
                return sheet, cells[0].row + 1, at
    raise AssertionError(f"没有“{heading}”一列")


def lay_passphrase(office: Office) -> None:
    """A passphrase in a file beside the workspace, for a test has no terminal to type it in."""
    (office.folder.parent / "口令.txt").write_text("三人行必有我师焉-富民-2025\n", "utf-8")
