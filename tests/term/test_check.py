"""``check`` reads the inputs only: what it says, and that a run would say the same."""

from __future__ import annotations

from pathlib import Path

import pytest

from kongchuo_core.registers.border import read_all
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.check import check
from kongchuo_core.vocabulary.errors import InputError, ParamsError
from tests.county import TERM, child, lay, workspace_at, write
from tests.days import day_of, params_on


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = workspace_at(tmp_path / "w")
    lay(made, 户籍=[child("张小明")])
    return made


def test_every_register_is_told_in_the_order_of_the_contract(workspace: Workspace) -> None:
    """Given registers with files and rows, the others as not given; headings alone are a register
    of no rows.
    """
    lines, status = check(workspace, TERM, day_of(TERM))
    assert status == 0 and lines[:5] == [
        "富民县2025年秋季学期，登记册检查：",
        "  ✓ 户籍：1个文件，1行",
        "  ✓ 学籍：1个文件，0行",
        "  ✓ 在校：1个文件，0行",
        "  － 毕业：未提供",
    ]


@pytest.mark.parametrize("register", ["户籍", "毕业", "联席会议", "学校"])
def test_what_check_refuses_a_run_refuses_too(workspace: Workspace, register: str) -> None:
    """The same fault, the same words, for needed and other registers and those that are not about
    children.
    """
    path = workspace.data(TERM) / register / "乱.xlsx"
    write(path, [["甲", "乙"], ["1", "2"]])
    lines, status = check(workspace, TERM, day_of(TERM))
    params = params_on(workspace.params, TERM)
    with pytest.raises(InputError, match="没有找到表头") as error:
        list(read_all(workspace.data(TERM), params))
    assert status == 11 and lines[-1] == f"  1. {error.value}"


def test_check_reads_the_params_of_the_term_first(workspace: Workspace) -> None:
    with pytest.raises(ParamsError, match="没有学期 2030-spring 的参数"):
        check(workspace, "2030-spring", day_of("2030-spring"))
