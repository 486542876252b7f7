"""Day one on any day of the term: what the guide's page does up to the first signature, with the
computer's clock set by faketime.

No variable or option of ours sets the clock; nothing is edited by hand.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pytest

from kongchuo_core.settings.people import load_people
from tests import shared
from tests.guide.office import ROOT, TERMS

TERM = TERMS[0]
CHILDREN = 60


@dataclass
class Day:
    """A workspace and the day of its computer."""

    folder: Path
    day: str

    def must(self, *words: str, typed: str = "") -> str:
        """A command that has to succeed; what it said."""
        clock = ["faketime", f"{self.day} 09:00:00"]
        done = subprocess.run(
            [*clock, sys.executable, "-m", "kongchuo_core.cli", *words],
            cwd=self.folder,
            input=typed,
            capture_output=True,
            encoding="utf-8",
            check=False,
            env={"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        )
        assert done.returncode == 0, f"{words}\n{done.stdout}\n{done.stderr}"
        return done.stdout + done.stderr

    def table(self, name: str) -> pd.DataFrame:
        """A table of the edition."""
        return pd.read_parquet(self.folder / f"outputs/{TERM}/internal/data/{name}.parquet")


def _practice(folder: Path) -> None:
    words = ("sample", str(folder / "练习"), "--children", str(CHILDREN))
    subprocess.run([sys.executable, "-m", "kongchuo_core.cli", *words], check=True, cwd=ROOT)


@pytest.fixture
def practice() -> Path:
    """The sample's registers, which the page has people copy."""
    if shutil.which("faketime") is None:
        pytest.skip("需要 faketime")
    return shared.made(f"practice-{CHILDREN}", _practice) / "练习" / "data" / TERM


@pytest.mark.parametrize(
    ("today", "told", "signed"),
    [
        ("2025-09-12", "这是初步比对：正式比对日是2025年9月30日", False),
        ("2025-10-11", "情况截至2025年10月11日", True),
        ("2025-12-15", "情况截至2025年12月15日", False),
    ],
)
def test_a_notice_is_signed_on_the_day_it_is_needed(
    practice: Path, tmp_path: Path, today: str, told: str, signed: bool
) -> None:
    """Set up, check, run, record a verification, run, and the child's notice may go out: all on one
    day, whatever the day.

    On one of the days it is signed too; that it can be on any day, ``tests/signing`` shows.
    """
    Day(tmp_path, today).must("init", "fumin", "--guide", typed="\n" * 40)
    here = Day(tmp_path / "fumin", today)
    shutil.copytree(practice, here.folder / "data" / TERM)
    assert "可以运行" in here.must("check", "--term", TERM)
    assert told in here.must("run", "--term", TERM, "--data-only")
    cases = here.table("cases")
    case = cases[cases["state"].eq("opened") & cases["explained_by"].eq("")].iloc[0]
    assert str(case["opened_on"]) <= today
    cells = (f"核实日期={today}", "原因或核实结果=厌学", "经办人=李示例")
    assert "已记入台账" in here.must("event", "--case", case["case_no"], "--yes", *cells)
    here.must("run", "--term", TERM, *(("--jobs", "1") if signed else ("--data-only",)))
    mine = here.table("cases").set_index("case_no").loc[case["case_no"]]
    assert str(mine["verified_on"]) == today and "notice" in mine["papers"]
    if signed:
        sign(here, case["case_no"], mine["town"])


def sign(here: Day, case: str, town: str) -> None:
    """Sign the notice of a case as the town's own signer does."""
    folder = here.folder / f"outputs/{TERM}/internal/{town}/通知书"
    (draft,) = folder.glob(f"{case}*.docx")
    assert "等待签发" in here.must("approve", "--term", TERM, "--list")
    signer = next(p for p in load_people(here.folder / "params").persons if p.town == town)
    place = draft.relative_to(here.folder).as_posix()
    filled = ("--fill", "联系人=李示例", "--fill", "联系电话=13800001234")
    here.must("approve", place, "--by", signer.name, "--maker", "李示例", *filled)
    assert list((here.folder / "ledger" / "papers").rglob("*.docx"))
