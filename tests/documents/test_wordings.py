"""Sentences are text: the office's own go before the shipped ones, and a slip in them is told with
its file and line.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from kongchuo_core.documents.inspection.sentences import FAMILY, conclusion
from kongchuo_core.documents.wordings import FOLDER, wording
from kongchuo_core.edition import Edition
from kongchuo_core.release.fixed import fixed_words
from kongchuo_core.vocabulary.errors import ParamsError
from tests.documents.test_sentences import MANY, WORDS, summary


def office(folder: Path, text: str) -> Edition:
    """An edition of a workspace whose office has written a family of sentences of its own."""
    path = folder / FOLDER / f"{FAMILY}.jinja"
    path.parent.mkdir(parents=True)
    path.write_text(text, "utf-8")
    return Edition(folder / "outputs/2025-autumn/internal/data")


def test_an_office_s_sentence_goes_before_the_shipped_one(tmp_path: Path) -> None:
    """Macro by macro: what it hasn't written stays as shipped."""
    words = wording(
        FAMILY, office(tmp_path, "{% macro 提要(c) %}共{{ c.in_scope }}人。{% endmacro %}")
    )
    assert words.sentence("提要", MANY) == f"共{MANY.in_scope}人。" != summary(MANY)
    assert conclusion(MANY, words) == conclusion(MANY, WORDS)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("{% macro 提要(c) %}\n{{ c.in_scope }人\n{% endmacro %}", "第 2 行"),
        ("{% macro 提要(c) %}{{ c.没有此数 }}{% endmacro %}", None),
        ("{% macro 提要(c) %}{{ c.__class__.__mro__ }}{% endmacro %}", None),
    ],
    ids=["写法不对", "没有这个数", "不许看的"],
)
def test_a_slip_is_told_with_its_file_and_line(tmp_path: Path, text: str, line: str | None) -> None:
    with pytest.raises(ParamsError, match="这份文字的写法不对") as error:
        wording(FAMILY, office(tmp_path, text)).sentence("提要", MANY)
    place = f"文件 templates/wording/{FAMILY}.jinja"
    assert error.value.place == ((place, line) if line else (place,))


def test_the_words_of_the_shipped_sentences_are_known_to_the_gate() -> None:
    """What no child's name is mistaken for when a publication is searched."""
    assert any("每人一个结论，不重不漏" in words for words in fixed_words())
