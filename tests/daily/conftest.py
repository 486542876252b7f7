"""A county with a suspected dropout, a namesake, a child who is at school and one to be
told apart.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kongchuo_core.settings.workspace import Workspace
from tests import shared
from tests.county import child, lay, workspace_at
from tests.placed import placed

AWAY = child(
    "张小明",
    "2013-03-05",
    11,
    村="石桥村",
    村民小组="十组",
    监护人="张大明",
    联系电话="13800000001",
)
NEAR = child("李小红", "2012-04-06", 22, 村="石桥村", 村民小组="二组")
THERE = child("王小华", "2014-05-07", 13, 村="北营村")
NAMESAKE = child("张小明", "2015-06-08", 15, 村="北营村")
UNSURE = child("赵小兰", "2014-07-09", 24, 村="北营村")
ROLL = {"学校": "永定小学"}


def _autumn(folder: Path) -> None:
    made = workspace_at(folder / "w")
    lay(
        made,
        户籍=[AWAY, NEAR, THERE, NAMESAKE, UNSURE],
        学籍=[AWAY, NEAR, THERE, NAMESAKE],
        在校=[THERE, NAMESAKE, {"姓名": "赵晓兰", "出生日期": "2014-07-09", "性别": "女"}],
        责任人=[{"线别": "政府", "职责层级": "县领导", "姓名": "杨示例", "单位": "富民县人民政府"}],
    )
    placed(made)


@pytest.fixture(scope="session")
def autumn() -> Path:
    """The county's autumn, compared and placed."""
    return shared.office("autumn", _autumn).root


@pytest.fixture
def office(autumn: Path, tmp_path: Path) -> Workspace:
    """A copy of it, to do with as a test likes."""
    return Workspace.at(shutil.copytree(autumn, tmp_path / "w"))
