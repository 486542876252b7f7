"""The digests of papers in CI: a changed figure is named with its paper; words that changed are
told as words.
"""

from __future__ import annotations

import re
from pathlib import Path

import docx
import pytest

from tools.papers_golden import FIGURE, PAPER, differences, digest, load, store

TERM = "2026-spring"
OLD = {(TERM, "永定街道/报告.docx"): ("一",), (TERM, "全县/报告.docx"): ("二",)}
FIGURES = {(TERM, "永定街道", "cases.open"): ("3", ""), (TERM, "全县", "return_rate"): ("4", "14")}


@pytest.mark.parametrize(
    ("papers", "figures", "told"),
    [
        (OLD, FIGURES, []),
        (
            OLD | {(TERM, "永定街道/报告.docx"): ("三",)},
            FIGURES | {(TERM, "永定街道", "cases.open"): ("4", "")},
            [f"{TERM} 永定街道/报告.docx 变了：cases.open 3→4"],
        ),
        (
            OLD | {(TERM, "全县/报告.docx"): ("三",)},
            FIGURES | {(TERM, "全县", "return_rate"): ("5", "14")},
            [f"{TERM} 全县/报告.docx 变了：return_rate 4/14→5/14"],
        ),
        (
            OLD | {(TERM, "全县/报告.docx"): ("三",)},
            FIGURES,
            [f"{TERM} 全县/报告.docx 变了：数没有变，变的是字句、次序或者模板"],
        ),
        (
            {key: value for key, value in OLD.items() if "全县" not in key[1]},
            FIGURES,
            [f"{TERM} 全县/报告.docx 没有了：数没有变，变的是字句、次序或者模板"],
        ),
    ],
    ids=["一样", "数", "率", "字句", "少一份"],
)
def test_a_changed_figure_is_named_with_its_paper(
    papers: dict[tuple[str, ...], tuple[str, ...]],
    figures: dict[tuple[str, ...], tuple[str, ...]],
    told: list[str],
) -> None:
    assert list(differences((OLD, papers), (FIGURES, figures))) == told


def test_what_is_stored_is_read_again(tmp_path: Path) -> None:
    for heads, rows, keys in ((PAPER, OLD, 2), (FIGURE, FIGURES, 3)):
        store(tmp_path / "a.csv", heads, rows)
        assert load(tmp_path / "a.csv", keys) == rows


def test_a_digest_is_of_the_words(tmp_path: Path) -> None:
    """One word more is another digest; the same words are the same."""
    made = []
    for n, words in enumerate(("甲", "甲", "甲乙")):
        file = docx.Document()
        file.add_paragraph(words)
        file.save(str(tmp_path / f"{n}.docx"))
        made.append(digest(tmp_path / f"{n}.docx"))
    assert made[0] == made[1] != made[2]


def test_the_workflow_calls_only_ours() -> None:
    """One script, which makes the environment from the lock; the workflow does nothing else but
    keep the papers.
    """
    root = Path(__file__).parents[2]
    workflow = (root / ".github/workflows/reports.yml").read_text("utf-8")
    assert re.findall(r"run: (.+)", workflow) == [".ci/reports"]
    script = (root / ".ci/reports").read_text("utf-8")
    assert all(x in script for x in ("make setup-dev", "papers_golden.py", "test_nbval.py"))
