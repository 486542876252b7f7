"""The command line: exit statuses of the contract, messages in Chinese, on standard error."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock

from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.registers import REGISTERS
from tests.county import TERM, child, lay, workspace_at


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    """A county of one child."""
    made = workspace_at(tmp_path / "w")
    lay(made, 户籍=[child("张小明")])
    return made


@pytest.mark.parametrize(
    "arguments",
    [
        (),
        ("跑",),
        ("run",),
        ("run", "--term"),
        ("check", "--term", TERM, "--colour"),
        ("sample", "x", "--seed", "一"),
    ],
)
def test_a_command_written_wrong_is_told_the_right_way(say, arguments: tuple[str, ...]) -> None:
    """Status 2 and a Chinese message that shows how to write it, never argparse's English."""
    status, out, err = say(*arguments)
    assert (status, out) == (2, "") and re.match(r"出错了。命令写得不对，正确的写法：kongchuo", err)
    assert (
        "怎么办：kongchuo" in err
        and "error" not in err
        and "invalid" not in err
        and "required" not in err
    )


def test_an_import_of_nothing_is_told_what_to_write(say) -> None:
    """Files are left out only where the last import is taken back."""
    status, out, err = say("import", "--term", TERM)
    assert (status, out) == (2, "") and "没有写要导入哪些文件" in err and "--undo" in err


def test_init_makes_a_workspace_that_check_understands(say, tmp_path: Path) -> None:
    """Nothing is asked; both terms of the model county are there; a second init refuses to touch
    it.
    """
    folder = tmp_path / "办公室"
    assert say("init", folder)[0] == 0
    assert {p.name for p in folder.iterdir() if not p.name.startswith("开始")} == {
        ".gitignore",
        ".kongchuo.json",
        "个人信息保护影响评估（草稿）.md",
        "params",
        "templates",
        "notebooks",
        "data",
        "ledger",
    }
    assert {p.stem for p in (folder / "params/terms").iterdir()} == {"2025-autumn", "2026-spring"}
    status, _, err = say("init", folder)
    assert (status, err) == (
        2,
        "出错了。这个文件夹已经是工作区\n  怎么办：换一个空文件夹；要重来请先把原来的移走\n",
    )
    assert say("check", "--workspace", folder, "--term", TERM)[0] == 11


@pytest.mark.skipif(os.name != "posix", reason="只有 Linux、macOS 有这样的权限")
def test_what_a_command_writes_is_closed_and_its_caller_is_left_as_it_was(
    say, tmp_path: Path
) -> None:
    before = os.umask(0o022)
    try:
        assert say("init", tmp_path / "w")[0] == 0
        assert os.umask(0o022) == 0o022
    finally:
        os.umask(before)
    for path in (tmp_path / "w", tmp_path / "w/ledger/key"):
        assert not path.stat().st_mode & 0o077, path.name


def test_two_workspaces_have_two_keys(say, tmp_path: Path) -> None:
    """The key is new in every office, and nobody else may read it."""
    for name in ("甲", "乙"):
        say("init", tmp_path / name)
    keys = [(tmp_path / name / "ledger/key") for name in ("甲", "乙")]
    assert keys[0].read_text() != keys[1].read_text() and keys[0].stat().st_mode & 0o077 == 0


def test_a_folder_that_is_no_workspace(say, tmp_path: Path) -> None:
    for verb in ("check", "run", "verify"):
        more = () if verb == "verify" else ("--term", TERM)
        assert say(verb, "--workspace", tmp_path, *more) == (
            2,
            "",
            "出错了。这个文件夹不是工作区\n  怎么办：用 --workspace 指定工作区，或用 kongchuo init 新建一个\n",
        )


def test_check_of_a_sound_county(say, workspace: Workspace) -> None:
    """Every register is told: given with its rows, or not given."""
    status, out, err = say("check", "--workspace", workspace.root, "--term", TERM)
    assert (status, err) == (0, "") and out.startswith(
        "富民县2025年秋季学期，登记册检查：\n  ✓ 户籍：1个文件，1行\n"
    )
    assert out.count("：未提供") == len(REGISTERS) - 3 and not (workspace.root / "outputs").exists()


@pytest.mark.parametrize(
    ("name", "old", "new", "told"),
    [
        (
            "county.yaml",
            "name: 富民县",
            "nam: 富民县",
            "文件 w/params/county.yaml：“名称（name）”缺这一项",
        ),
        ("county.yaml", 'code: "530124"', "code: 530124", "“代码（code）”要写成文字（两边加引号）"),
        (
            "county.yaml",
            "province: 云南省",
            "province: 云南省\nprovince: 四川省",
            "同一个名称写了两次",
        ),
        ("county.yaml", "aliases: [大营,", "aliases: [永定,", "有两个乡镇用了同一个名称或别名"),
        (f"terms/{TERM}.yaml", "cutoff: 2025-08-31", "cutoff: 2026-08-31", "先后不对"),
        (
            f"terms/{TERM}.yaml",
            "cutoff: 2025-08-31",
            "cutoff: 八月底",
            "“年龄截止日（cutoff）”要写成2025年10月8日这样的日期",
        ),
        (f"terms/{TERM}.yaml", "last_day:", "last_days:", "“末日（last_day）”缺这一项"),
        (f"terms/{TERM}.yaml", "school_year: 2025", "school_year: [2025", "写法不对，读不懂"),
        ("rules/comparison.yaml", "source: 本办", "sauce: 本办", "缺这一项"),
        ("calendar.yaml", "years:", "year:", "“年份（years）”缺这一项"),
    ],
)
def test_a_param_that_is_wrong_is_named(
    say, workspace: Workspace, name: str, old: str, new: str, told: str
) -> None:
    """Status 10: the file, the key and what is allowed; nothing is written."""
    path = workspace.params / name
    assert path.read_text("utf-8").count(old) >= 1
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    verb = "run" if name == "calendar.yaml" else "check"
    status, out, err = say(verb, "--workspace", workspace.root, "--term", TERM)
    assert (
        (status, out) == (10, "")
        and told in err
        and "怎么办：" in err
        and f"params/{name}"[-20:] in err
    )
    assert not list((workspace.root).glob("outputs/*/internal"))


def test_a_term_that_is_not_there(say, workspace: Workspace) -> None:
    """Status 10, with the terms there are."""
    assert say("check", "--workspace", workspace.root, "--term", "2031-autumn") == (
        10,
        "",
        "出错了。文件夹 params/terms：没有学期 2031-autumn 的参数，已有：2025-autumn、2026-spring\n"
        "  怎么办：用 kongchuo term new 2031-autumn 新建学期，或改正学期的写法\n",
    )


def test_a_new_term_is_reckoned_from_the_usual_year(say, workspace: Workspace) -> None:
    """The params of a new term are read as they are written; the school year of a spring began the
    autumn before.
    """
    for name in ("2026-autumn", "2027-spring"):
        status, out, _ = say("term", "new", name, "--workspace", workspace.root)
        assert status == 0 and f"params/terms/{name}.yaml" in out
        assert say("check", "--workspace", workspace.root, "--term", name)[2].startswith(
            f"出错了。没有文件夹 data/{name}"
        )
    from tests.days import params_on

    terms = [params_on(workspace.params, name).term for name in ("2026-autumn", "2027-spring")]
    assert [
        (t.school_year, str(t.cutoff), str(t.compared_on), t.previous, t.label) for t in terms
    ] == [
        (2026, "2026-08-31", "2026-09-30", "2026-spring", "2026年秋季学期"),
        (2026, "2026-08-31", "2027-03-31", "2026-autumn", "2027年春季学期"),
    ]
    assert say("term", "new", "2026-autumn", "--workspace", workspace.root)[0] == 2
    assert say("term", "new", "2026-summer", "--workspace", workspace.root)[::2] == (
        2,
        "出错了。学期的写法不对\n  怎么办：写成 2026-autumn（秋季）或 2027-spring（春季）\n",
    )


def test_a_lost_key_is_an_error_and_never_a_new_one(say, workspace: Workspace) -> None:
    """Status 15: all numbers of children hang on the key."""
    lay(workspace, 学籍=[child("张小明")], 在校=[], 户籍=[child("张小明")])
    (workspace.ledger / "key").unlink()
    status, _, err = say("run", "--workspace", workspace.root, "--term", TERM)
    assert status == 15 and "ledger/ 里没有密钥\n  怎么办：从备份恢复" in err
    assert not (workspace.ledger / "key").exists()


def test_a_run_refuses_what_it_can_not_do(say, workspace: Workspace) -> None:
    """An unknown town, no process at all, a file open in Word: status 2 and a friendly word;
    another command at work: 16.
    """
    run = ("run", "--workspace", workspace.root, "--term", TERM)
    assert say(*run, "--town", "永安镇")[::2] == (
        2,
        "出错了。没有“永安镇”这个乡镇（街道）\n  怎么办：写成其中之一：永定街道、大营街道、罗免镇、赤鹫镇、东村镇、款庄镇、散旦镇\n",
    )
    assert say(*run, "--jobs", "0")[0] == 2
    open_file = workspace.outputs(TERM) / "internal/全县/~$报告.docx"
    open_file.parent.mkdir(parents=True)
    open_file.touch()
    status, _, err = say(*run)
    assert status == 2 and "有文件正在 Word 或 WPS 里打开：…报告.docx" in err
    with FileLock(workspace.root / "outputs" / ".lock"):  # as another process holds it
        assert say(*run)[::2] == (
            16,
            "出错了。另一条命令正在这个工作区里运行\n  怎么办：等它结束后再运行一次；没有丢失什么\n",
        )


def test_a_sample_touches_no_real_register(say, workspace: Workspace) -> None:
    """Status 2 and the data as they were; too small a county is refused too."""
    before = sorted(p.name for p in workspace.data(TERM).rglob("*"))
    assert say("sample", workspace.root, "--children", "100")[0] == 2
    assert say("sample", workspace.root.parent / "s", "--children", "3")[0] == 2
    assert sorted(p.name for p in workspace.data(TERM).rglob("*")) == before


@pytest.mark.parametrize("encoding", ["gbk", "ascii", "utf-8"])
def test_a_console_of_any_encoding_is_spoken_to(tmp_path: Path, encoding: str) -> None:
    """A pipe on a Chinese Windows takes GBK: signs and rare names that it lacks stand there as
    signs it has.
    """
    workspace = workspace_at(tmp_path / "w")
    ming = child("𠮷明")
    lay(workspace, 户籍=[ming], 学籍=[ming], 在校=[ming])
    (workspace.data(TERM) / "户籍/𠮷.docx").write_bytes(b"x")
    command = [sys.executable, "-m", "kongchuo_core.cli", "check"]
    done = subprocess.run(
        [*command, "--workspace", str(workspace.root), "--term", TERM],
        capture_output=True,
        env=os.environ | {"PYTHONUTF8": "0", "PYTHONIOENCODING": encoding},
    )
    told = done.stdout.decode(encoding)
    assert (done.returncode, done.stderr) == (0, b"")
    signs = {
        "gbk": ("√ 户籍", "〓.docx"),
        "ascii": ("? ??", "?.docx"),
        "utf-8": ("✓ 户籍", "𠮷.docx"),
    }
    assert all(sign in told for sign in signs[encoding])
