"""Retention from the command's side: what is due is told, carried out once, and not brought back;
the chain stays whole.
"""

from __future__ import annotations

import json
import shutil
import zipfile
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
import xlwt

from kongchuo_core.edition import Edition
from kongchuo_core.keeping import traces
from kongchuo_core.keeping.retention import carry_out, forget, proved, tell
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import FILE, Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.compute import compute
from kongchuo_core.term.memory import remember
from kongchuo_core.vocabulary.errors import LedgerError, UsageError
from tests.county import TERM, child, lay, workspace_at
from tests.days import params_on

NOW, LATER = datetime(2025, 11, 3, tzinfo=UTC), datetime(2031, 9, 1, tzinfo=UTC)
AT_SCHOOL, AWAY, YOUNG = (
    child("张小明", "2010-03-01"),
    child("李小红", "2010-05-01", 12),
    child("赵小刚", "2018-03-01", 13),
)


def run(workspace: Workspace) -> None:
    """Compute a term and remember it, as a run does."""
    into = workspace.outputs(TERM) / "internal" / "data"
    computed = compute(workspace, params_on(workspace.params, TERM), into)
    remember(
        workspace,
        params_on(workspace.params, TERM).term,
        computed.people,
        computed.remembered,
        into,
        NOW,
    )


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """Two pupils at school, of whom one is young, and one who is nowhere and so has an open
    case.
    """
    made = workspace_at(tmp_path / "w")
    lay(made, 户籍=[AT_SCHOOL, AWAY, YOUNG], 学籍=[AT_SCHOOL, YOUNG], 在校=[AT_SCHOOL, YOUNG])
    run(made)
    return made


def number_of(workspace: Workspace, name: str) -> str:
    table = Edition(workspace.outputs(TERM) / "internal" / "data").table("verdicts")
    return str(table[table["name"] == name]["child_id"].item())


def file(workspace: Workspace) -> bytes:
    return (workspace.ledger / FILE).read_bytes()


def test_what_is_due_is_told_and_changes_nothing(workspace: Workspace) -> None:
    """One of three: the open case stays, the young one isn't due; before the day nobody is."""
    head = Ledger(workspace.ledger, workspace.key()).head()
    assert (
        tell(workspace, date(2029, 3, 1))[0]
        == "2029年3月1日：到期应抹去个人信息的0人（满16周岁后又过3年，没有未销号的个案）。"
    )
    told = tell(workspace, date(2029, 3, 2))
    assert (
        "到期应抹去个人信息的1人" in told[0]
        and "data/2025-autumn/ 和 outputs/2025-autumn/ 里还有其中1人" in told[1]
    )
    assert Ledger(workspace.ledger, workspace.key()).head() == head


def test_carried_out_once_the_chain_verifies_and_an_old_term_brings_nobody_back(
    workspace: Workspace,
) -> None:
    """Neither name nor number is left in the file; running the old term again keeps it so; who was
    not due stays.
    """
    head = Ledger(workspace.ledger, workspace.key()).head()
    told = carry_out(workspace, "杨示例", LATER)
    assert (
        told[0].startswith("已抹去到期的1人")
        and "未被改动" in told[0]
        and "张小明" not in "".join(told)
    )
    for _ in range(2):
        assert "张小明".encode() not in file(workspace) and str(
            AT_SCHOOL["身份证号"]
        ).encode() not in file(workspace)
        assert "李小红".encode() in file(workspace) and "赵小刚".encode() in file(workspace)
        run(workspace)
    assert Ledger(workspace.ledger, workspace.key()).verify([head]) == head.count + 1
    assert carry_out(workspace, "杨示例", LATER)[0].startswith("已抹去到期的0人")


def planted(workspace: Workspace, number: str, aside: Path) -> list[str]:
    """The number in every kind of file in which it could lie; where."""
    told = f"姓名,身份证号\n张小明,{number.lower()}\n"
    texts = {"data/旧.csv": "gb18030", "filled/旧.txt": "utf-16", "outputs/lab/.p/旧.json": "utf-8"}
    for name, encoding in texts.items():
        path = workspace.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(told.encode(encoding))
    with zipfile.ZipFile(workspace.root / "旧.docx", "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("word/document.xml", told)
    book = xlwt.Workbook()
    book.add_sheet("旧").write(0, 0, number)
    book.save(str(workspace.root / "旧.xls"))
    aside.mkdir()
    (aside / "旧.csv").write_text(told, "utf-8")
    (workspace.root / "data/共享").symlink_to(aside, target_is_directory=True)
    return [*texts, "旧.docx", "旧.xls", "data/共享/旧.csv"]


def test_an_erasure_is_proved_by_searching_every_file(workspace: Workspace, tmp_path: Path) -> None:
    """Plain, packed, in old forms, behind a link: each place is named; the results that a notebook
    keeps are cleared.
    """
    number = str(AT_SCHOOL["身份证号"])
    where = planted(workspace, number, tmp_path / "share")
    assert {*where} <= {*traces.find(workspace, [number])}
    notebook = workspace.outputs("lab") / "旧.ipynb"
    output = {"output_type": "stream", "name": "stdout", "text": number}
    cell = {"cell_type": "code", "metadata": {}, "source": "1", "outputs": [output]}
    notebook.write_text(json.dumps({"metadata": {}, "cells": [cell]}), "utf-8")
    told = carry_out(workspace, "杨示例", LATER)
    proved = told[-1]
    assert "台账里没有了，只在这些地方还有" in proved and number not in "".join(told)
    for name in where:
        assert "/".join(name.split("/")[:2]) in proved, name
    assert number not in notebook.read_text("utf-8")
    for name in (*where, "data", "outputs"):
        path = workspace.root / name
        shutil.rmtree(path) if path.is_dir() else path.unlink(missing_ok=True)
    assert traces.find(workspace, [number]) == []


def test_a_person_may_ask_before_the_rules_day_once_the_purpose_is_served(
    workspace: Workspace,
) -> None:
    """At sixteen and without an open case the request is carried out, with its own reason and by a
    named person.
    """
    told = forget(
        workspace, number_of(workspace, "张小明"), "杨示例", datetime(2027, 1, 5, tzinfo=UTC)
    )
    assert told[0].startswith("已抹去本人申请的1人") and "张小明".encode() not in file(workspace)
    (order,) = Ledger(workspace.ledger, workspace.key()).events(Kind.ERASED)
    assert (order.event.by, order.event.payload) == ("杨示例", {"reason": "person_requested"})
    with pytest.raises(LedgerError, match="台账里没有这名儿童的个人信息"):
        forget(workspace, number_of(workspace, "张小明"), "杨示例", LATER)


@pytest.mark.parametrize(("name", "why"), [("李小红", "有未销号的个案"), ("赵小刚", "未满16周岁")])
def test_while_the_purpose_stands_a_request_is_refused_with_the_reason(
    workspace: Workspace, name: str, why: str
) -> None:
    before = file(workspace)
    with pytest.raises(LedgerError, match=why):
        forget(workspace, number_of(workspace, name), "杨示例", datetime(2027, 1, 5, tzinfo=UTC))
    assert file(workspace) == before


def test_who_answers_must_be_said(workspace: Workspace) -> None:
    with pytest.raises(UsageError, match="没有写由谁决定抹去"):
        carry_out(workspace, " ", LATER)


def test_a_case_recorded_since_the_edition_keeps_the_details(workspace: Workspace) -> None:
    """What the edition doesn't know yet must not be erased under it; without the edition nothing is
    erased at all.
    """
    signal = Event(
        Kind.OPENED, number_of(workspace, "张小明"), date(2026, 5, 4), "杨示例", {"origin": "list"}
    )
    Ledger(workspace.ledger, workspace.key()).append([signal], LATER)
    assert carry_out(workspace, "杨示例", LATER)[0].startswith("已抹去到期的0人")
    with pytest.raises(LedgerError, match="还找得到已经抹去的号码"):
        proved(workspace, {AT_SCHOOL["身份证号"]})
    (workspace.outputs(TERM) / "internal").rename(workspace.root / "moved")
    with pytest.raises(LedgerError, match="找不到 2025-autumn 的结果"):
        carry_out(workspace, "杨示例", LATER)
