"""What an office holds survives the next version: every verb on a workspace that an older version made.

``<commit>.zip`` is a small fictitious office as that commit left it: a term run, its forms returned and imported, a paper
signed, an edition published. The folder grows by one file for every format this program has ever written (law 17).
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from tests.conftest import Said

FORMATS = sorted(Path(__file__).parent.glob("*.zip"))
TERM = "2025-autumn"


@pytest.fixture(params=FORMATS, ids=lambda path: path.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An old workspace, unpacked, and the current folder."""
    with zipfile.ZipFile(request.param) as packed:
        packed.extractall(tmp_path / "office")
    monkeypatch.chdir(tmp_path / "office")
    return tmp_path / "office"


def _some_name(office: Path) -> str:
    cases = pq.read_table(office / "outputs" / TERM / "internal/data/cases.parquet").to_pylist()
    return str(cases[0]["case_no"])


READING = (
    ("check", "--term", TERM),
    ("delivered", "--term", TERM),
    ("due", "--term", TERM),
    ("visits", "--term", TERM),
    ("forms", "--term", TERM),
    ("approve", "--list"),
    ("explain", "疑似辍学", "--term", TERM),
    ("release", "--term", TERM),
    ("verify",),
    ("retain",),
    ("term", "new", "2026-autumn"),
)


@pytest.mark.parametrize("verb", READING, ids=" ".join)
def test_a_verb_that_reads_works_on_what_an_older_version_left(
    old: Path, say: Callable[..., Said], verb: tuple[str, ...]
) -> None:
    status, _, errors = say(*verb)
    assert (status, errors if status else "") == (0, "")


def test_a_child_of_an_old_edition_is_shown(old: Path, say: Callable[..., Said]) -> None:
    status, shown, _ = say("child", _some_name(old))
    assert status == 0
    assert _some_name(old) in shown


def test_doctor_reads_an_old_workspace(old: Path, say: Callable[..., Said]) -> None:
    _, shown, errors = say("doctor", "--workspace", old)
    assert "Traceback" not in shown + errors


def test_the_forms_of_an_old_edition_are_imported_once_and_the_term_runs_on(
    old: Path, say: Callable[..., Said]
) -> None:
    form = old / "filled" / TERM / "核查反馈表.xlsx"
    status, shown, errors = say("import", "--term", TERM, form)
    assert (status, errors) == (0, "")
    assert "0条" in shown
    status, _, errors = say("run", "--term", TERM, "--jobs", "1")
    assert status == 0, errors
    status, _, errors = say("verify")
    assert (status, errors) == (0, "")


def test_an_old_workspace_is_backed_up_and_restored(
    old: Path, tmp_path: Path, say: Callable[..., Said]
) -> None:
    words = tmp_path / "口令.txt"
    words.write_text("一二三四五六七八九十口令", "utf-8")
    kept = tmp_path / "备份.kcb"
    status, _, errors = say("backup", kept, "--passphrase-file", words)
    assert (status, errors) == (0, "")
    status, _, errors = say("restore", kept, "--into", tmp_path / "新", "--passphrase-file", words)
    assert (status, errors) == (0, "")
