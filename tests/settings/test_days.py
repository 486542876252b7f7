"""The day is today (law 14): which day a term is looked at, and what its file says of days."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kongchuo_core.settings.terms import day_of_run, left_over, load_terms, params_today
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import UsageError
from tests.county import workspace_at

AUTUMN, SPRING = "2025-autumn", "2026-spring"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    return workspace_at(tmp_path_factory.mktemp("days") / "w")


def day(text: str) -> date:
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("today", "named", "found"),
    [
        ("2025-09-12", None, "2025-09-12"),
        ("2025-12-15", None, "2025-12-15"),
        ("2026-01-23", None, "2026-01-23"),
        ("2026-02-10", None, "2026-01-23"),
        ("2026-11-27", None, "2026-01-23"),
        ("2026-11-27", "2025-10-11", "2025-10-11"),
        ("2026-02-10", "2026-02-10", "2026-02-10"),
        ("2026-11-27", "2026-02-28", "2026-02-28"),
    ],
)
def test_the_day_of_a_run(workspace: Workspace, today: str, named: str | None, found: str) -> None:
    """Today, at the latest the term's last day; a day that is named may lie in the holidays after
    it.
    """
    told = day_of_run(workspace.params, AUTUMN, day(today), day(named) if named else None)
    assert told == day(found)


@pytest.mark.parametrize(
    ("today", "named", "what"),
    [
        ("2025-08-20", None, "2025年秋季学期从2025年9月1日开始，今天是2025年8月20日"),
        ("2025-10-11", "2025-10-12", "--as-of 的2025年10月12日晚于今天（2025年10月11日）"),
        ("2025-10-11", "2025-08-31", "早于2025年秋季学期的开始（2025年9月1日）"),
        ("2026-11-27", "2026-03-01", "已经在下一学期里，2025年秋季学期最晚可以写到2026年2月28日"),
    ],
)
def test_a_day_that_can_not_be(
    workspace: Workspace, today: str, named: str | None, what: str
) -> None:
    """A day to come is no fact, a day outside the term isn't this term's; the message says which
    days there are.
    """
    with pytest.raises(UsageError) as refused:
        day_of_run(workspace.params, AUTUMN, day(today), day(named) if named else None)
    assert what in refused.value.what and refused.value.remedy


def test_without_a_next_term_the_usual_one_ends_this(workspace: Workspace) -> None:
    """The spring of 2026 is the last that is laid down: it can be told until the end of August."""
    assert day_of_run(workspace.params, SPRING, day("2026-11-27"), day("2026-08-31"))
    with pytest.raises(UsageError, match="最晚可以写到2026年8月31日"):
        day_of_run(workspace.params, SPRING, day("2026-11-27"), day("2026-09-01"))


def test_before_the_day_laid_down_the_comparison_is_of_the_day_of_the_run(
    workspace: Workspace,
) -> None:
    """Limits, approvals and absences hold on the day of the run; the day laid down is kept beside
    it.
    """
    early, late = (
        params_today(workspace.params, AUTUMN, day(d)).term for d in ("2025-09-12", "2025-10-11")
    )
    assert (early.compared_on, early.comparison_day, early.preliminary) == (
        day("2025-09-12"),
        day("2025-09-30"),
        True,
    )
    assert (late.compared_on, late.as_of, late.preliminary) == (
        day("2025-09-30"),
        day("2025-10-11"),
        False,
    )
    assert params_today(workspace.params, AUTUMN, day("2025-08-01")).term.as_of == day("2025-09-01")


def test_a_file_that_still_names_the_day_of_the_run_is_read(tmp_path: Path) -> None:
    """Workspaces of earlier versions keep working; a word says that the line means nothing any
    more.
    """
    workspace = workspace_at(tmp_path / "w")
    path = workspace.params / "terms" / f"{AUTUMN}.yaml"
    assert left_over(workspace.params, AUTUMN) == "" == left_over(workspace.params, "2030-autumn")
    path.write_text(path.read_text("utf-8") + "as_of: 2025-10-31\n", "utf-8")
    assert "as_of" in left_over(workspace.params, AUTUMN)
    assert [t.term for t in load_terms(workspace.params)] == [AUTUMN, SPRING]
    assert params_today(workspace.params, AUTUMN, day("2025-12-15")).term.as_of == day("2025-12-15")
