"""A run is of its day: recorded once, earlier days are previews, the data alone in seconds (``run
--data-only``).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kongchuo_core.cli import clock
from kongchuo_core.daily.imports import beyond_the_term
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from tests.conftest import Said
from tests.county import TERM, child, lay, workspace_at

MING = child("张小明")


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    made = workspace_at(tmp_path / "w")
    lay(made, 户籍=[MING], 学籍=[MING], 在校=[MING | {"是否在校": "否"}])
    return made


def data_only(say: Callable[..., Said], workspace: Workspace, day: str | None = None) -> Said:
    named = () if day is None else ("--as-of", day)
    return say("run", "--workspace", workspace.root, "--term", TERM, "--data-only", *named)


def as_of(workspace: Workspace, folder: str = "internal") -> str:
    manifest = workspace.outputs(TERM) / folder / "manifest.json"
    return str(json.loads(manifest.read_text("utf-8"))["dates"]["as_of"])


def test_a_run_without_a_day_ends_with_the_term(say, workspace: Workspace) -> None:
    """The term is long over: its last day; nothing but tables is made."""
    assert clock.today() > date(2026, 1, 23)
    status, out, err = data_only(say, workspace)
    assert (status, as_of(workspace)) == (0, "2026-01-23")
    assert "情况截至2026年1月23日。" in out and "只更新了数据，没有生成文书" in out
    assert "as_of" not in err and not list(workspace.outputs(TERM).rglob("*.docx"))


def test_an_earlier_day_is_a_preview_and_is_not_recorded(say, workspace: Workspace) -> None:
    """The edition in its place and the ledger stay as they are."""
    data_only(say, workspace, "2025-10-11")
    ledger = Ledger(workspace.ledger, workspace.key())
    before = len(ledger.events())
    status, out, _ = data_only(say, workspace, "2025-10-10")
    assert status == 0 and "预览已生成，没有替换已有结果，也没有记入台账" in out
    assert (as_of(workspace), as_of(workspace, "preview")) == ("2025-10-11", "2025-10-10")
    assert len(ledger.events()) == before
    data_only(say, workspace, "2025年12月15日")
    assert as_of(workspace) == "2025-12-15" and [
        r.event.happened_on for r in ledger.events(Kind.EDITION)
    ] == [date(2025, 10, 11), date(2025, 12, 15)]


def test_before_the_comparison_a_run_says_that_it_is_preliminary(say, workspace: Workspace) -> None:
    """With the day on which the comparison is to be."""
    status, out, _ = data_only(say, workspace, "2025-09-12")
    assert status == 0 and "这是初步比对：正式比对日是2025年9月30日" in out
    term = Edition(workspace.outputs(TERM) / "internal" / "data").facts["term"]
    assert (term["compared_on"], term["comparison_day"]) == ("2025-09-12", "2025-09-30")
    assert "初步比对" not in data_only(say, workspace, "2025-09-30")[1]


def test_the_same_day_gives_the_same_bytes(say, workspace: Workspace) -> None:
    """Whatever was run and recorded in between by runs alone."""
    data_only(say, workspace, "2025-10-11")
    files = {p.name: p.read_bytes() for p in (workspace.outputs(TERM) / "internal/data").iterdir()}
    data_only(say, workspace, "2025-10-11")
    assert files == {
        p.name: p.read_bytes() for p in (workspace.outputs(TERM) / "internal/data").iterdir()
    }


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--as-of", "十月"), "--as-of 的日期看不懂"),
        (("--as-of", "2025-10"), "--as-of 的日期看不懂"),
        (("--data-only", "--pdf"), "--data-only 不生成文书"),
        (("--data-only", "--town", "东村镇"), "--data-only 不生成文书"),
    ],
)
def test_what_a_run_can_not_do(
    say, workspace: Workspace, words: tuple[str, ...], told: str
) -> None:
    """Status 2 and one word on what to do."""
    status, out, err = say("run", "--workspace", workspace.root, "--term", TERM, *words)
    assert (status, out) == (2, "") and told in err and "怎么办：" in err


def test_the_day_in_an_old_file_is_passed_over_with_a_word(say, workspace: Workspace) -> None:
    """Both ``check`` and ``run`` say it."""
    path = workspace.params / "terms" / f"{TERM}.yaml"
    path.write_text(path.read_text("utf-8") + "as_of: 2025-10-31\n", "utf-8")
    assert "as_of（情况截止日）不再使用" in data_only(say, workspace, "2025-12-15")[2]
    assert as_of(workspace) == "2025-12-15"
    assert (
        "as_of（情况截止日）不再使用"
        in say("check", "--workspace", workspace.root, "--term", TERM)[1]
    )


def test_what_is_recorded_of_days_to_come_is_counted_and_named(say, workspace: Workspace) -> None:
    """``run``, ``child``, ``due`` and ``import`` all say what they know and don't count, with its
    day and case.
    """
    data_only(say, workspace, "2025-10-11")
    case = Edition(workspace.outputs(TERM) / "internal" / "data").table("cases").iloc[0]
    ledger = Ledger(workspace.ledger, workspace.key())
    returned = Event(Kind.RETURNED, case["child_id"], date(2026, 2, 10), "李四")
    ledger.append([returned], datetime(2026, 2, 11, tzinfo=UTC))
    told = f"台账里另有1笔是2026年1月23日以后的事，没有计入：2026年2月10日 {case['case_no']}"
    assert told in data_only(say, workspace)[1]
    at = ("--workspace", workspace.root, "--term", TERM)
    assert told in say("due", *at)[1]
    screen = say("child", *at, case["case_no"])[1]
    assert told in screen and "2026年1月23日以后的事（这次没有计入）：" in screen
    assert beyond_the_term(workspace, TERM, clock.today()).startswith(told)
