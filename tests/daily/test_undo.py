"""The last import is taken back as a whole, by events that cancel it; nothing is deleted, what
rests on it stays (issue 15, item 7).
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kongchuo_core.cli import main
from kongchuo_core.daily.imports import import_files
from kongchuo_core.daily.undo import undo
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import LedgerError, UsageError
from tests.daily.test_imports import NOW, TERM, fill_verification, open_case, pupil, run, workspace

__all__ = ["workspace"]
LATER = datetime(2025, 12, 1, 8, tzinfo=UTC)
VERIFIED = {"核实日期": "2025-10-08", "原因或核实结果": "厌学", "经办人": "李四"}


def placed(workspace: Workspace) -> Path:
    """A county with one open case whose edition lies where commands look for it; the form of it."""
    form = open_case(workspace)
    internal = workspace.outputs(TERM) / "internal"
    assert (internal / "data").is_dir()
    (internal / "manifest.json").write_text("{}", "utf-8")
    return form


def cause(edition: Edition) -> str | None:
    found = edition.table("cases").iloc[0]["cause"]
    return found if isinstance(found, str) else None


def test_an_import_is_taken_back_and_may_come_again(workspace: Workspace) -> None:
    """After the undo the case is as it was, visits too; the same form imported again counts, and
    can be taken back again.
    """
    form = fill_verification(placed(workspace), **VERIFIED)
    visit = {"走访日期": "2025-10-09", "监护人": "王大", "经办人": "李四"}
    fill_verification(form, "走访情况", **visit)
    for _ in range(2):
        assert import_files(workspace, TERM, [form], NOW) == (2, 2)
        edition = run(workspace)
        assert cause(edition) == "aversion" and len(edition.table("visits")) == 1
        lines = undo(workspace, LATER)
        assert "共2条" in lines[0] and any("核实：厌学" in line for line in lines)
        edition = run(workspace)
        assert cause(edition) is None and len(edition.table("visits")) == 0
    ledger = Ledger(workspace.ledger, workspace.key())
    assert ledger.verify() == len(ledger.written())
    with pytest.raises(UsageError, match="没有可以撤回的导入"):
        undo(workspace, LATER)


def test_what_later_records_rest_on_is_not_taken_back(workspace: Workspace) -> None:
    """A notice was issued on the verification: the verification can't be taken back before it; the
    one after can.
    """
    form = fill_verification(placed(workspace), **VERIFIED)
    import_files(workspace, TERM, [form], NOW)
    issued = {"文书": "入学（复学）通知书", "发出日期": "2025-10-12", "经办人": "李四"}
    fill_verification(form, "送达", **issued)
    import_files(workspace, TERM, [form], LATER)
    lines = undo(workspace, LATER)
    assert "共1条" in lines[0] and "发出入学（复学）通知书" in lines[1]
    ledger = Ledger(workspace.ledger, workspace.key())
    child = ledger.events(Kind.VERIFIED)[0].event.subject
    ledger.append([Event(Kind.RETURNED, child, date(2025, 10, 15), "王五")], LATER)
    with pytest.raises(UsageError, match=r"后来的记录以它为依据\n  .*2025年10月15日  返校  王五"):
        undo(workspace, LATER)


def test_the_verb(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    form = fill_verification(placed(workspace), **VERIFIED)
    import_files(workspace, TERM, [form], NOW)
    common = ["import", "--workspace", str(workspace.root), "--term", TERM]
    assert main(common) == 2 and "没有写要导入哪些文件" in capsys.readouterr().err
    assert main([*common, "--undo"]) == 0 and "已撤回" in capsys.readouterr().out
    assert pupil


def test_an_import_that_does_not_fit_its_mark_is_refused(workspace: Workspace) -> None:
    """What the mark seals isn't what was recorded with it: nothing is taken back."""
    placed(workspace)
    ledger = Ledger(workspace.ledger, workspace.key())
    mark = Event(Kind.IMPORTED, TERM, date(2025, 11, 1), "kongchuo import", {"batch": "0" * 64})
    ledger.append([mark], NOW)
    with pytest.raises(LedgerError, match="最后一次导入的记录对不上"):
        undo(workspace, LATER)
