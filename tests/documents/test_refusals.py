"""What a report, a page or an edition refuses, each with its words."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pandas as pd
import pytest

from kongchuo_core.documents.behind import Explainer
from kongchuo_core.documents.notebook.book import compare_book
from kongchuo_core.documents.public.page import render_page
from kongchuo_core.documents.word.render import placeholders
from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.edition import Edition, write
from kongchuo_core.vocabulary.errors import BalanceError, RuleTableError, UsageError
from tests.documents.made_up_loop_edition import made_up_edition


def test_a_figure_without_a_source_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="没有说明指标“无此指标”怎么来的"):
        Explainer(Edition(made_up_edition(tmp_path / "期次", {1: {}}))).definition("无此指标")


def test_a_workbook_that_says_otherwise_is_found(tmp_path: Path) -> None:
    """The same rows are agreed to; one number more is not."""
    path, said = tmp_path / "闭环情况.xlsx", pd.DataFrame({"原因": ["厌学", "生病"], "人": [3, 4]})
    write_workbook(path, [Sheet("原因", said)])
    compare_book(path, {"原因": said})
    with pytest.raises(BalanceError, match="写出的工作簿“原因”与报告不一致"):
        compare_book(path, {"原因": said.assign(人=[3, 5])})


def test_a_page_without_its_template_is_told(tmp_path: Path) -> None:
    with pytest.raises(RuleTableError, match="网页的模板不在"):
        render_page(tmp_path, {}, tmp_path / "出.html")
    assert list(tmp_path.iterdir()) == []


def test_the_names_of_a_template_with_an_open_tag_are_not_guessed(
    template: Callable[..., Path],
) -> None:
    with pytest.raises(RuleTableError, match="占位符写法有误"):
        placeholders(template("{%p for 句 in 句子 %}", "{{ 句 }}"))


def test_an_edition_that_lacks_a_table_is_not_written(tmp_path: Path) -> None:
    with pytest.raises(RuleTableError, match="与数据字典不一致"):
        write(tmp_path, {}, {}, {})
    assert list(tmp_path.iterdir()) == []
