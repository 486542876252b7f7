"""The comparison on an analyst's own tables: the same verdicts as a run, whatever library the
tables are of.
"""

from __future__ import annotations

import doctest
import re
import subprocess
import sys
import textwrap
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

import kongchuo_core as kc
from kongchuo_core import cli
from kongchuo_core.library import frames, looks, rules
from kongchuo_core.settings.workspace import init
from kongchuo_core.vocabulary import packages
from kongchuo_core.vocabulary.errors import InputError, UsageError
from tests.county import child, county

ROOT = Path(__file__).parents[2]
DAYS: dict[str, Any] = {"cutoff": "2025-08-31", "compared_on": "2025-09-30"}


def _rows() -> dict[str, list[dict[str, Any]]]:
    ming, hong, hua, lan = (
        child(name, born, order)
        for name, born, order in (
            ("张小明", "2015-03-01", 11),
            ("李小红", "2014-05-06", 12),
            ("王小华", "2013-07-08", 13),
            ("赵小兰", "2010-01-02", 14),
        )
    )
    return {
        "户籍": [ming, hong, hua, lan],
        "学籍": [ming, hong],
        "在校": [ming, hong | {"是否在校": "否"}, hua],
        "毕业": [lan],
    }


def _frames(make: Callable[[pd.DataFrame], Any]) -> list[Any]:
    rows = _rows()
    usual = {
        "户籍": {"乡镇（街道）": "永定街道"},
        "学籍": {"学校名称": "永定小学", "学籍状态": "在读"},
        "在校": {"学校": "永定小学"},
        "毕业": {"毕业学校": "永定中学", "毕业时间": "2025年7月"},
    }
    return [make(pd.DataFrame([usual[name] | row for row in rows[name]])) for name in rows]


def _arrow(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False)


def _duckdb(frame: pd.DataFrame) -> Any:
    return duckdb.connect().from_arrow(_arrow(frame))


def _polars(frame: pd.DataFrame) -> pl.DataFrame:
    return pl.DataFrame(_arrow(frame))


@pytest.mark.parametrize(
    "make",
    [lambda f: f, _polars, lambda f: _polars(f).lazy(), _arrow, _duckdb],
    ids=["pandas", "polars", "polars-lazy", "arrow", "duckdb"],
)
def test_three_tables_give_the_verdicts_of_a_run(
    tmp_path: Path, make: Callable[[pd.DataFrame], Any]
) -> None:
    """Verdict by verdict, with the rules that linked them and the fate of every row."""
    run = county(tmp_path, **_rows())
    household, enrolment, presence, graduates = _frames(make)
    found = kc.compare(household, enrolment, presence, graduates=graduates, **DAYS)
    told = dict(zip(found.verdicts["name"], found.verdicts["verdict"], strict=True))
    assert told == run.verdicts()
    assert set(told.values()) == {
        "CONSISTENT",
        "ENROLLED_ABSENT",
        "PRESENT_UNENROLLED",
        "COMPLETED",
    }
    by = dict(zip(found.verdicts["name"], found.verdicts["matched_by"], strict=True))
    assert by == {line["name"]: line["matched_by"] for line in run.table("verdicts")}
    assert set(found.rows["fate"]) == {"used"} and len(found.rows) == 10
    suspected = found.figures[found.figures["code"] == "children.suspected"]
    counts = suspected.set_index("place")["numerator"]
    assert counts["全县"] == counts["永定街道"] == 1


def test_a_household_table_without_towns_is_one_place() -> None:
    household, enrolment, presence, _ = _frames(lambda f: f)
    found = kc.compare(household.drop(columns="乡镇（街道）"), enrolment, presence, **DAYS)
    assert set(found.verdicts["town"]) == {frames.WHOLE} and len(found.verdicts) == 4
    assert "适龄4人" in repr(found)


def test_what_lacks_is_named_as_an_office_would_be_told() -> None:
    household, enrolment, presence, _ = _frames(lambda f: f)
    english = household.rename(columns={"姓名": "name"})
    twice = pd.concat([household, household["姓名"]], axis=1)
    lacking = enrolment.drop(columns="学校名称")
    for frames_, days, error, told in (
        ((household, lacking, presence), {}, InputError, "学校名称"),
        ((english, enrolment, presence), {}, InputError, "现有的列：乡镇.*要有：姓名"),
        ((household, enrolment, pd.DataFrame()), {}, InputError, "现有的列：一列也没有"),
        ((household, twice, presence), {}, UsageError, "学籍有两列的列名完全一样"),
        (("户籍.xlsx", enrolment, presence), {}, UsageError, "户籍不是一张表"),
        ((household, enrolment, presence), {"cutoff": "八月"}, UsageError, "cutoff不是日期"),
        (
            (household, enrolment, presence),
            {"cutoff": "2025-10-31"},
            UsageError,
            "年龄截止日）晚于 compared_on",
        ),
    ):
        with pytest.raises(error, match=f"(?s){told}"):
            kc.compare(*frames_, **(DAYS | days))


def test_a_number_read_as_a_whole_number_is_exact() -> None:
    """As ``read_csv`` gives it; only one that went through a float has lost its last digits."""
    household, enrolment, presence, _ = _frames(lambda f: f)
    whole = household[household["身份证号"].str.isdigit()][:1]
    for kind, flag in ((int, False), (float, True)):
        odd = whole.astype({"身份证号": kind})
        found = kc.compare(odd, enrolment, presence, **DAYS)
        assert ("number_damaged" in found.verdicts["flags"].iloc[0]) is flag


def test_tables_of_several_files_put_together_are_read_whole() -> None:
    """Each half has headings of its own, days are written in another way; what is left aside is
    said.
    """
    household, enrolment, presence, graduates = _frames(lambda f: f)
    known = kc.compare(household, enrolment, presence, graduates=graduates, **DAYS)
    other = household[2:].rename(columns={"姓名": "姓  名", "乡镇（街道）": "乡镇"})
    both = pd.concat([household[:2], other], ignore_index=True)
    roll = presence.rename(columns={"姓名": "学生姓名"})
    nobody = roll[:1].assign(学生姓名=None, 身份证号=None)
    rolls = pd.concat([presence[:1], roll[1:], nobody])
    days = {"cutoff": pd.Timestamp("2025-08-31"), "compared_on": "2025年9月30日"}
    found = kc.compare(both, enrolment, rolls, graduates=graduates, **days)
    pd.testing.assert_frame_equal(found.verdicts, known.verdicts)
    assert "1行没有采用" in repr(found) and "没有采用" not in repr(known)


def test_a_person_s_word_on_a_question_is_taken() -> None:
    """The review table names the evidence; what a person says of it decides."""
    one = child("张小明", "2015-03-01", 11)
    other = one | {"姓名": "刘大海", "出生日期": "2015-03-01"}
    household = pd.DataFrame([one | {"乡镇（街道）": "永定街道"}])
    roll = pd.DataFrame([other | {"学校": "永定小学"}])
    enrolment = pd.DataFrame([one | {"学校名称": "永定小学"}])
    asked = kc.compare(household, enrolment, roll, **DAYS)
    assert list(asked.verdicts["verdict"]) == ["REVIEW"]
    said = dict.fromkeys(asked.review["evidence"], True)
    told = kc.compare(household, enrolment, roll, decisions=said, **DAYS)
    assert list(told.verdicts["verdict"]) == ["CONSISTENT"]


def test_the_rules_are_shown_as_the_program_uses_them() -> None:
    verdicts, links = kc.verdict_table(), kc.link_rules()
    assert len(verdicts) == 8 and set(verdicts["在校"]) == {"有", "无"}
    assert links.loc[0, "规则"] == "number_name" and set(links["怎样认定"]) == {
        "自动认定",
        "由人认定",
    }


OFFICE = [
    re.split("[>=]", line)[0]
    for line in tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"][
        "optional-dependencies"
    ]["office"]
]
IMPORTED = {"python-docx": "docx", "pylopdf-fonts-zh-cn": "pylopdf_fonts_zh_cn"}
"""What a package is imported as, where that isn't its name."""
WITHOUT = """
import sys
sys.modules |= dict.fromkeys(NAMES)
EXAMPLE
for name in ("open_edition", "what_if", "interactive"):
    getattr(kc, name)
try:
    kc.open_report
except kc.UsageError as error:
    print(error)
"""


def example(page: str) -> str:
    """The lines of a README's example for analysts, as written."""
    block = re.search(
        r"^    import pandas as pd\n(?:    .*\n|\n)+", (ROOT / page).read_text("utf-8"), re.M
    )
    assert block
    return textwrap.dedent(block[0])


@pytest.mark.parametrize("page", ["README.md", "README.zh-CN.md"])
def test_the_readme_s_example_runs_as_written(
    page: str, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = example(page)
    assert len([x for x in lines.splitlines() if x.strip() and "print" not in x]) <= 6
    exec(compile(lines, page, "exec"), {})
    told = capsys.readouterr().out
    assert re.search("甲一 +CONSISTENT", told) and re.search("乙二 +ENROLLED_ABSENT", told)


def test_the_base_install_is_enough_and_says_what_it_lacks() -> None:
    """In a process to which the office's extra isn't there: the example, the editions; a report
    says what to install.
    """
    names = repr([IMPORTED.get(name, name) for name in OFFICE if name != "cryptography"])
    script = WITHOUT.replace("NAMES", names).replace("EXAMPLE", example("README.md"))
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, encoding="utf-8", check=True
    )
    assert "乙二" in done.stdout and "kc.open_report 要用到 " in done.stdout
    assert "pip install 'kongchuo[office]'" in done.stdout


def test_a_command_says_what_it_lacks(
    monkeypatch: pytest.MonkeyPatch, say: Callable[..., Any], tmp_path: Path
) -> None:
    """A module of our own that is missing is our fault and stays one."""
    assert "ModuleNotFoundError" not in str(
        packages.not_installed("甲", ModuleNotFoundError(name="docx"))
    )
    with pytest.raises(ModuleNotFoundError):
        packages.not_installed("甲", ModuleNotFoundError(name="kongchuo_core.start.lab"))
    monkeypatch.setitem(kc._PLACES, "open_report", "not_installed_here")
    with pytest.raises(UsageError, match=r"kc\.open_report 要用到 not_installed_here"):
        kc.open_report  # noqa: B018
    monkeypatch.setattr(cli.start, "_forms", _lacking)
    init(tmp_path / "w")
    status, _, told = say("forms", "--workspace", tmp_path / "w", "--term", "2025-autumn")
    assert status == 2 and "这个命令要用到 docxtpl，这里没有装" in told


def _lacking(options: object) -> int:
    raise ModuleNotFoundError("No module named 'docxtpl'", name="docxtpl")


def test_the_examples_of_the_docstrings_run() -> None:
    for module in (kc, frames, looks, rules):
        assert doctest.testmod(module).failed == 0


def test_the_door_says_what_it_has_and_nothing_else() -> None:
    assert dir(kc) == sorted(kc.__all__)
    for name in kc.__all__:
        assert getattr(kc, name).__doc__
    with pytest.raises(AttributeError, match="没有“vergleich”"):
        kc.vergleich  # noqa: B018
