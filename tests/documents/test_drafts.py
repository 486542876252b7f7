"""Drafts are found again from the edition alone; what they state has a digest that signing does not
change.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from kongchuo_core.documents.drafts import NO_FACTS, facts_digest, signed, words_digest
from kongchuo_core.documents.kinds import KINDS, LOOP, Draft, Numbered
from kongchuo_core.documents.loop.contexts import AGENDA, RETURN
from kongchuo_core.documents.loop.words import BLANK_NUMBER
from kongchuo_core.documents.loop.writing import PRINT, loop_drafts, write_loop_papers
from kongchuo_core.documents.word.render import Picture
from kongchuo_core.edition import Edition
from tests.documents.made_up_loop import context
from tests.documents.made_up_loop_edition import child_id, made_up_edition
from tests.documents.made_up_papers import context as report
from tests.documents.reading import TEMPLATES

DAY = "2025年10月31日"


def test_a_run_writes_each_draft_where_it_is_found_again(tmp_path: Path) -> None:
    """The files of a place are its drafts, and the file of all notices."""
    edition = Edition(made_up_edition(tmp_path / "data", {1: {}, 2: {}}), "东村镇")
    written = write_loop_papers(edition, tmp_path / "东村镇", templates=TEMPLATES)
    found = {p.relative_to(tmp_path / "东村镇").as_posix() for p in written}
    drafts = {d.where: d for d in loop_drafts(edition)}
    assert found == set(drafts) | {PRINT}
    assert drafts[f"通知书/2025秋-000001 {RETURN}.docx"].child_id == child_id(1)
    assert drafts[f"{AGENDA}.docx"].child_id == ""


@pytest.mark.parametrize("name", LOOP)
def test_signing_changes_no_fact(name: str) -> None:
    """With number and date, and no longer a draft, a paper has the digest it had; a word changes
    nothing, a figure does.
    """
    paper = context(name)
    done = signed(
        Draft(KINDS[name], "x.docx", lambda: paper),
        paper,
        "富控辍办〔2025〕3号",
        "2025年11月14日",
        "张示例",
    )
    assert (done.稿别, done.成文日期) == ("", "2025年11月14日")
    before = facts_digest(paper, DAY)
    assert facts_digest(done, DAY) == before
    assert facts_digest(replace(paper, 印发机关="改过措辞的机关"), DAY) == before
    assert facts_digest(replace(paper, 印发机关="第7中学"), DAY) != before
    assert (
        words_digest(done) == words_digest(paper) != words_digest(replace(paper, 印发机关="别县"))
    )
    if KINDS[name].numbered is not Numbered.NONE:
        assert done.文号 == "富控辍办〔2025〕3号"
        assert (
            signed(Draft(KINDS[name], "x", lambda: paper), paper, "", "2025年11月14日", "").文号
            == BLANK_NUMBER
        )


def test_a_picture_counts_by_what_it_shows_in_words() -> None:
    """Machines draw the same chart with other bytes; another chart has other words."""
    one = report("比对核查情况（县）")
    alike = replace(one, 图_年龄分布=Picture(b"other", one.图_年龄分布.alt))  # type: ignore[union-attr]
    assert words_digest(one) == words_digest(alike)
    assert words_digest(one) != words_digest(replace(one, 图_年龄分布=Picture(b"other", "别的图")))
    assert (
        facts_digest(one, DAY) == facts_digest(replace(one, 台账记录="第999笔"), DAY)
        and "台账记录" in NO_FACTS
    )
