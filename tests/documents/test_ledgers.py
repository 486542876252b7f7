"""The three ledgers and the form of verification."""

from __future__ import annotations

import re
from datetime import date
from itertools import chain
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from kongchuo_core.documents.workbooks.ledgers import step_forms, write_ledgers, write_verify_form
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.forms import STEP_FORMS, VERIFY_CHOICES
from tests.documents.made_up_loop import TOLD
from tests.documents.made_up_loop_edition import made_up_edition


def lines(path: Path, sheet: str) -> list[dict[str, object]]:
    """The lines of a sheet by heading, the note left out."""
    head, *rows = load_workbook(path)[sheet].iter_rows(values_only=True)
    return [dict(zip(map(str, head), row, strict=True)) for row in rows if row[1] is not None]


@pytest.mark.clause("M8.5")
@pytest.mark.clause("M8.4")
def test_three_ledgers_each_with_its_children(tmp_path: Path) -> None:
    """Every child of school age, the suspected, the dropouts; who is on 乡村振兴's list is marked;
    words, not codes.
    """
    cases = {
        1: {"hardship": "脱贫户"},
        2: {"ledger": "suspected", "cause": None},
        3: {"ledger": ""},
    }
    folder = made_up_edition(tmp_path / "data", cases)
    path = write_ledgers(Edition(folder, "东村镇"), tmp_path)
    of_age, suspected, dropouts = (lines(path, name) for name in ("适龄", "疑似辍学", "辍学"))
    assert [r["姓名"] for r in of_age] == ["李某1", "李某2", "李某3"] and [
        r["脱贫户"] for r in of_age
    ] == ["脱贫户", None, "是"]
    assert [r["案件编号"] for r in suspected] == ["2025秋-000002"] and [
        r["案件编号"] for r in dropouts
    ] == ["2025秋-000001"]
    one = dropouts[0]
    assert (
        one["原因"],
        one["状态"],
        one["四步法阶段"],
        one["县责任人"],
        one["脱贫户"],
        one["牵头部门"],
    ) == ("厌学", "已核实", "未开始", "杨示例", "脱贫户", "镇（街道）")


@pytest.mark.clause("M8.4")
@pytest.mark.parametrize(
    ("town", "seen"), [("东村镇", ["孤儿、困境", None]), (None, ["孤儿、困境", "涉案"])]
)
def test_lists_of_key_groups_are_seen_by_those_who_need_to_know(
    tmp_path: Path, town: str | None, seen: list[str | None]
) -> None:
    """孤儿、困境 reach the town, 涉案 only the county's own ledger; who is on no list has nothing
    written.
    """
    cases = {1: {"ledger": "dropout"}, 2: {"ledger": "dropout"}, 3: {"ledger": ""}}
    path = write_ledgers(Edition(made_up_edition(tmp_path / "data", cases), town), tmp_path)
    assert [r["重点群体"] for r in lines(path, "适龄")] == [*seen, None]
    assert [r["重点群体"] for r in lines(path, "辍学")] == seen


def test_the_form_protects_keys_and_offers_the_tables_words(tmp_path: Path) -> None:
    """What is known can't be changed, what is asked can; each drop-down has the labels of its
    table.
    """
    folder = made_up_edition(
        tmp_path / "data", {1: {}, 2: {"state": "closed", "closed_on": date(2025, 10, 20)}}
    )
    path = write_verify_form(Edition(folder, "东村镇"), tmp_path)
    assert path is not None
    book, seen = load_workbook(path), {}
    for form in STEP_FORMS:
        sheet = book[form.sheet]
        assert lines(path, form.sheet)[0]["案件编号"] == "2025秋-000001"
        head = {cell.value: cell.column_letter for cell in sheet[1]}
        assert sheet.protection.sheet and sheet[f"{head['案件编号']}2"].protection.locked
        assert not sheet[f"{head['案件编号']}3"].protection.locked, "a further line of the child"
        assert not any(sheet[f"{head[h]}2"].protection.locked for h in form.fill)
        assert sheet.freeze_panes == "C2" and len(head) <= 15
        offered = {
            re.split(r"\d", str(v.sqref))[0]: v.formula1
            for v in sheet.data_validations.dataValidation
        }
        seen |= {h: _offered(book, offered[c]) for h, c in head.items() if c in offered}
    assert {h: seen[h] for h in VERIFY_CHOICES} == {
        h: list(TOLD["labels"][name].values()) for h, name in VERIFY_CHOICES.items()
    }
    assert seen["四步法步骤"] == ["宣传教育", "责令整改", "行政处罚", "提起诉讼"]
    assert seen["证据种类2"] == seen["证据种类"] and seen["原因或核实结果"][0] == "异地就读"


def test_labels_are_unique_and_fit_a_drop_down() -> None:
    """A label must lead back to one code, and a list in a cell has room for 255 characters."""
    offered = list(chain.from_iterable(form.choices.items() for form in step_forms(TOLD)))
    assert len(offered) >= len(VERIFY_CHOICES)
    for heading, choices in offered:
        assert len(set(choices)) == len(choices) and "," not in "".join(choices), heading


def test_no_form_without_an_open_case(tmp_path: Path) -> None:
    assert write_verify_form(Edition(made_up_edition(tmp_path / "data", {})), tmp_path) is None


def _offered(book: Workbook, source: str) -> list[str]:
    """The words of a drop-down: its own list, or the column of the hidden sheet it refers to."""
    if "!" not in source:
        return source.strip('"').split(",")
    name, _, cells = source.lstrip("=").partition("!")
    assert book[name].sheet_state == "hidden"
    return [row[0].value for row in book[name][cells.replace("$", "")]]
