"""The guide's commands are run as they stand, page by page, on a small fictitious county; the
answers they show are given.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.guide.office import (
    Office,
    fill_review,
    fill_verification,
    follow,
    lay_passphrase,
    office_in,
)
from tests.guide.pages import DOCS, PAGES, Fill, missing, prepared, steps

WALK = "第一天.md"
"""The page that ``tests/walk`` follows."""
WITH_COMMANDS = [path for path in PAGES if path.name != WALK and steps(path.read_text("utf-8"))]
FORMS: dict[str, Callable[[Office], object]] = {
    "待人工核对": fill_review,
    "核查反馈表": lambda office: fill_verification(office, "永定街道"),
    "口令": lay_passphrase,
}
"""What a page says is filled in or laid down by hand, and the hand."""


@pytest.mark.parametrize("path", WITH_COMMANDS, ids=lambda p: p.relative_to(DOCS).as_posix())
def test_the_commands_of_a_page_work(tmp_path: Path, path: Path) -> None:
    """In order, from the state the page says it begins in; every line shown was said, in that
    order.
    """
    page = path.read_text("utf-8")
    here = office_in(prepared(page), tmp_path / "工作区")
    for step in steps(page):
        if isinstance(step, Fill):
            FORMS[step.form](here)
            continue
        follow(here, step)


def test_every_page_with_commands_says_where_it_begins() -> None:
    assert [path.name for path in WITH_COMMANDS if not prepared(path.read_text("utf-8"))] == []
    assert len(WITH_COMMANDS) >= 9


def test_an_answer_that_is_not_given_is_found() -> None:
    """Lines in another order, or words that weren't said."""
    assert missing(("读到……条", "记入……条"), "读到3条，\n新记入2条") == []
    assert missing(("记入……条", "读到……条"), "读到3条，\n新记入2条") == ["读到……条"]
    assert missing(("完成了",), "读到3条") == ["完成了"]
