"""``kongchuo init --guide``: in a real process, answers on standard input as a clerk types them."""

from __future__ import annotations

import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest

from kongchuo_core.regulation.profiles import (
    ABSENCE,
    FAMILY,
    QUESTIONS,
    REPORT,
    STATUS,
    chosen,
    unconfirmed,
)
from kongchuo_core.settings.models import read_rules
from kongchuo_core.settings.people import load_people
from kongchuo_core.start.doctor import Level, sections, undecided
from tests.county import child, lay
from tests.days import params_on
from tests.placed import placed

ROOT = Path(__file__).parents[2]


def guide(folder: Path, *answers: str) -> subprocess.CompletedProcess[str]:
    """Run it with these answers, one a line."""
    return subprocess.run(
        [sys.executable, "-m", "kongchuo_core.cli", "init", str(folder), "--guide"],
        input="".join(f"{a}\n" for a in answers),
        capture_output=True,
        encoding="utf-8",
        cwd=ROOT,
        check=False,
    )


ANOTHER = (
    "云南省",
    "昭通市",
    "示例县",
    "539924",
    "",
    "",
    "",
    "",
    "示例县控辍保学办法（示政发〔2025〕1号）",
    "",
    "",
    "",
    "示政教督",
    "城关镇",
    "",
    "539924100",
    "",  # the code is not the usual one
    "河东街道",
    "",
    "",
    "河东、河东镇",
    "",
    "2025-autumn",
    "",
    "",
    "",
    "",
    "",
)
"""A county of two towns, written; what is empty takes the default."""
DECIDED = ("", "1", "1", "")
"""Days of absence not decided, monthly reports yes, the measures of 2025, the family not decided."""


def test_enter_all_the_way_gives_the_model_county(tmp_path: Path) -> None:
    """Every file as plain ``init`` writes it, to the byte, comments included; the term's is added
    where it wasn't there.
    """
    told = guide(tmp_path / "w", *[""] * 15, *[""] * 8)
    assert (
        (told.returncode, told.stderr) == (0, "")
        and "工作区已建好" in told.stdout
        and "县（市、区）名称［富民县］：" in told.stdout
    )
    for path in sorted((ROOT / "params").rglob("*.yaml")):
        assert (
            tmp_path / "w/params" / path.relative_to(ROOT / "params")
        ).read_bytes() == path.read_bytes()


def test_another_county_is_written_and_can_be_run(tmp_path: Path) -> None:
    """Names, towns, issuer and days stand in params with the comments kept; a register of that
    county is compared.
    """
    told = guide(tmp_path / "w", *ANOTHER)
    assert told.returncode == 0, told.stderr
    from kongchuo_core.settings.workspace import Workspace

    workspace = Workspace.at(tmp_path / "w")
    county = params_on(workspace.params, "2025-autumn").county
    assert (county.name, county.code, county.bureau, county.document_code) == (
        "示例县",
        "539924",
        "示例县教育体育局",
        "示控辍办",
    )
    assert [(t.name, t.kind, t.code, t.aliases) for t in county.towns] == [
        ("城关镇", "镇", "539924100", ["城关", "城关镇人民政府"]),
        ("河东街道", "街道", "539924001", ["河东", "河东镇"]),
    ]
    assert (
        county.mechanism
        == county.inspection_issuer.basis
        == "示例县控辍保学办法（示政发〔2025〕1号）"
    )
    assert set(county.sections.values()) == {""}
    unsaid = sections(tmp_path / "w")
    assert unsaid.level == Level.HINT and "文书只引用文件的名称" in unsaid.what
    own = (workspace.params / "mechanism.yaml").read_text("utf-8")
    (workspace.params / "mechanism.yaml").write_text(own.replace('M7: ""', "M7: 第三条"), "utf-8")
    assert sections(tmp_path / "w").level == Level.FIT
    assert county.document_codes == {"示例县人民政府教育督导办公室": "示政教督"}
    text = (workspace.params / "county.yaml").read_text("utf-8")
    assert "# 发文字号的机关代字" in text and 'code: "539924"' in text and "富民" not in text
    people = load_people(workspace.params)
    assert {p.town for p in people.persons} == {None} and not any(
        "富民" in p.unit for p in people.persons
    )
    assert "永定街道" not in (workspace.params / "rules/publication.yaml").read_text("utf-8")
    lay(
        workspace,
        户籍=[child("张示例", **{"乡镇（街道）": "河东镇"})],
        学籍=[child("张示例")],
        在校=[child("张示例")],
    )
    assert (placed(workspace).outputs("2025-autumn") / "internal/data/verdicts.parquet").is_file()


def test_a_wrong_answer_is_said_at_once_and_asked_again(tmp_path: Path) -> None:
    """The same question comes again; the right answer counts."""
    told = guide(
        tmp_path / "w",
        "Yunnan",
        "云南省",
        "昆明市",
        "示例",
        "示例县",
        "12345",
        "539924",
        "",
        "",
        "",
        "",
        "示例县办法",
        "",
        "",
        "",
        "示控辍办",
        "无",
        "城关镇",
        "区",
        "镇",
        "539924",
        "539924100",
        "城关镇",
        "无",
        "城关镇",
        "",
        "2025年秋",
        "2025-autumn",
        "九月",
        "2025-09-01",
        "2025-08-01",
        "2026-01-20",
        "",
        "2025-08-30",
        "2025-09-30",
        "4",
        "2",
        "",
        "y",
    )
    assert told.returncode == 0, told.stderr
    assert params_on(tmp_path / "w/params", "2025-autumn").county.document_codes == {}
    for fault in (
        "与领导小组办公室的重复",
        "省级名称要写中文",
        "要写全称，以县、市、区、旗结尾",
        "要写6位数字",
        "只能写镇、乡或街道",
        "要写9位数字",
        "“城关镇”已经用过",
        "这个名称已经用过",
        "写成 2026-autumn（秋季）或 2027-spring（春季）",
        "日期看不懂，写成2025年10月8日这样",
        "写1到3之间的编号",
        "不能早于开学日期（2025年9月1日）",
        "不能早于三比对窗口首日（2025年9月1日）",
    ):
        assert f"  {fault}" in told.stdout, fault
    assert params_on(tmp_path / "w/params", "2025-autumn").term.last_day.isoformat() == "2026-01-20"


@pytest.mark.parametrize(
    ("answers", "status", "told"),
    [
        ((*ANOTHER[:-1], "n"), 0, "没有确认，什么都没有写。"),
        (ANOTHER[:13], 2, "还没有问完，输入就结束了"),
        ((), 2, "还没有问完，输入就结束了"),
    ],
)
def test_nothing_is_written_before_it_is_confirmed(
    tmp_path: Path, answers: tuple[str, ...], status: int, told: str
) -> None:
    """A no, or an input that ends: the folder isn't there, nor anything beside it."""
    ran = guide(tmp_path / "w", *answers)
    assert (
        ran.returncode == status
        and told in ran.stdout + ran.stderr
        and list(tmp_path.iterdir()) == []
    )


def test_a_file_that_answers_every_question_and_ends_there_says_yes(tmp_path: Path) -> None:
    """Nobody has to know how many lines follow the last question; the signers are for later."""
    ran = guide(tmp_path / "w", *ANOTHER[:-1])
    assert ran.returncode == 0 and (tmp_path / "w/params/county.yaml").is_file(), ran.stderr


def test_a_workspace_is_never_asked_about_again(tmp_path: Path) -> None:
    (tmp_path / "w" / "params").mkdir(parents=True)
    ran = guide(tmp_path / "w")
    assert (
        ran.returncode == 2
        and "这个文件夹已经是工作区" in ran.stderr
        and "省（自治区" not in ran.stdout
    )


def test_answers_that_end_after_the_confirmation_leave_the_rest_unconfirmed(
    tmp_path: Path,
) -> None:
    """A file of answers made before there were these questions still makes a workspace."""
    told = guide(tmp_path / "w", *ANOTHER)
    assert told.returncode == 0, told.stderr
    assert list(unconfirmed(read_rules(tmp_path / "w/params"), date(2025, 9, 1))) == [*QUESTIONS]


def test_what_was_decided_of_newer_rules_is_dated_and_cited(tmp_path: Path) -> None:
    """The answer holds from the first day of the term; what is left open stays 未确认 and ``doctor``
    says so.
    """
    told = guide(tmp_path / "w", *ANOTHER, *DECIDED)
    assert told.returncode == 0, told.stderr
    rules = read_rules(tmp_path / "w/params")
    first, before = date(2025, 9, 1), date(2025, 8, 31)
    assert [chosen(rules, REPORT, d).option for d in (before, first)] == ["unconfirmed", "yes"]
    assert "教育部2024年" in rules.values[REPORT].entry(first).source
    assert list(unconfirmed(rules, first)) == [ABSENCE, FAMILY]
    assert "来源等级C" in rules.values[STATUS].entry(first).source
    found = undecided(tmp_path / "w")
    assert found.level == Level.HINT and "未确认2件：连续缺勤几天建档" in found.what
    path = tmp_path / "w/params/rules/profiles.yaml"
    text = path.read_text("utf-8")
    decided = text.replace("value: unconfirmed", "value: mechanism", 1)
    head, _, tail = decided.rpartition("value: unconfirmed")
    path.write_text(f"{head}value: no{tail}", "utf-8")
    assert undecided(tmp_path / "w").level == Level.FIT
    path.write_text(text.replace("value: unconfirmed", "value: 三天", 1), "utf-8")
    assert "改为 mechanism、province_2022、unconfirmed 之一" in undecided(tmp_path / "w").remedy
