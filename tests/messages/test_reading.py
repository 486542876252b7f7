"""Every message is read: the inventory sees each way of raising, the reader each fault, and a
session that reads nothing fails.
"""

from __future__ import annotations

import os
import pickle
import re
import subprocess
import sys
from pathlib import Path

import pytest

from kongchuo_core.vocabulary.errors import InputError, KongchuoError, UsageError
from tests.messages import reading
from tools.messages import FAMILY, GAP, Site, sites

ROOT = Path(__file__).parents[2]

WAYS = """
_REMEDY = "去掉密码"
def _locked(name: str) -> InputError:
    return errors.InputError(f"文件{name}有密码", remedy=_REMEDY)
def read(name):
    if name:
        raise _locked(name) from None
    raise ValueError("没有名称" if name else f"：{name}写了两次")
def count(n):
    raise ValueError("count must not be negative")
"""


def test_the_inventory_sees_every_way_of_raising(tmp_path: Path) -> None:
    """A class of the family, a helper that returns one, a Chinese ValueError; what only developers
    read is left out.
    """
    (tmp_path / "planted.py").write_text(WAYS, "utf-8")
    found = sites(tmp_path)
    assert sorted((s.first, s.kind) for s in found) == [
        (4, "InputError"),
        (7, "_locked"),
        (8, "ValueError"),
    ]
    assert [(s.what, s.remedy) for s in found if s.kind == "InputError"] == [
        (f"文件{GAP}有密码", "去掉密码")
    ]


def test_every_place_has_words_and_a_remedy() -> None:
    """Read from the source alone: nowhere is a message without a text, or a remedy that is none."""
    ours = [site for site in sites() if site.remedy or site.kind in FAMILY]
    assert len(ours) > 60
    assert [
        str(s)
        for s in ours
        if not s.what or not (re.search("[一-龥]", s.remedy) or GAP in s.remedy)
    ] == []


MESSAGES = {
    "": UsageError("没有“甲”这个表", remedy="写成其中之一：乙、丙"),
    "不是中文": UsageError("no such table", remedy="写成其中之一：乙、丙"),
    "没有说怎么办": UsageError("没有这个表", remedy="换"),
    "以标点结尾": UsageError("没有这个表。", remedy="换一个"),
    "像身份号码": UsageError("没有" + "539924201503010119" + "这个人", remedy="换一个"),
    "程序的英文": UsageError("台账打不开（DatabaseError）", remedy="换一个"),
    "这台电脑的路径": UsageError("没有文件 /srv/office/a.xlsx", remedy="换一个"),
    "没有说在哪里": InputError("表头缺少：姓名", remedy="补上这一列"),
}


@pytest.mark.parametrize(("fault", "message"), MESSAGES.items(), ids=MESSAGES)
def test_a_message_against_the_manners_is_found(fault: str, message: KongchuoError) -> None:
    assert reading.faults(message) == ([fault] if fault else [])


def test_a_place_is_read_by_its_line_and_a_value_error_by_its_words() -> None:
    """Of two callers of one helper the one that no test went through is named."""
    planted = {3: "InputError", 7: "_locked", 9: "_locked", 20: "写了两次", 30: "先后"}
    known = [
        Site("a.py", n, n + 1, kind if kind[0] in "I_" else "ValueError", "", "", (kind,))
        for n, kind in planted.items()
    ]
    read = [{"at": [["a.py", 4], ["a.py", 10]], "text": "“terms”：甲写了两次\n  怎么办：删去一处"}]
    assert [site.first for site in reading.unread(known, read)] == [7, 30]


def test_a_message_comes_whole_out_of_another_process() -> None:
    """Kind, words, place and remedy; a pool of processes hands errors over in this way."""
    made = InputError("文件有密码", remedy="去掉密码", place=("文件 户籍/甲.xlsx", "第 3 行"))
    again = pickle.loads(pickle.dumps(made))
    assert type(again) is InputError and str(again) == str(made) and again.exit_status == 11


def session(folder: Path, test: str, *more: str) -> subprocess.CompletedProcess[str]:
    """A session of its own, of one test, with nothing chosen."""
    (folder / "test_one.py").write_text(
        f"from kongchuo_core.settings.workspace import Workspace\n{test}\n", "utf-8"
    )
    (folder / "pytest.ini").write_text("[pytest]\ntestpaths = .\n", "utf-8")
    environment = {k: v for k, v in os.environ.items() if k != reading.FOLDER} | {
        "PYTHONPATH": str(ROOT)
    }
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-p",
        "tests.messages.reading",
        "-p",
        "no:cacheprovider",
        *more,
    ]
    return subprocess.run(
        command,
        cwd=folder,
        env=environment | {"PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


READS_ONE = """
from pathlib import Path
def test_one(tmp_path):
    try: Workspace.at(tmp_path)
    except Exception as error: assert "不是工作区" in str(error)
"""


def test_a_whole_session_fails_that_leaves_a_message_unread(tmp_path: Path) -> None:
    """It names the places; the one that was read isn't among them; a chosen part of the tests isn't
    held to account.
    """
    told = session(tmp_path, READS_ONE)
    assert (
        told.returncode == 1 and "没有测试读过的提示" in told.stdout and "1 passed" in told.stdout
    )
    assert "settings/workspace.py" in told.stdout and "这个文件夹不是工作区" not in told.stdout
    assert session(tmp_path, READS_ONE, "-k", "one").returncode == 0


MAKES_ONE = """
from kongchuo_core.settings.dated import Dated, date
def test_one():
    try: Dated(description=WORD, clause="", values={date(2030, 1, 1): {"value": 1, "source": "机制第二条"}}).on(date(2020, 1, 1))
    except Exception as error: assert "还没有生效" in str(error)
"""


@pytest.mark.parametrize(("word", "status"), [("入学年龄", 0), ("KeyError", 1)])
def test_a_test_fails_that_makes_an_ill_message(tmp_path: Path, word: str, status: int) -> None:
    """Even where the test itself is content with it."""
    told = session(tmp_path, MAKES_ONE.replace("WORD", repr(word)), "-k", "one")
    assert (told.returncode, "程序的英文" in told.stdout) == (status, bool(status)), told.stdout
