"""What a first day may not begin with."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from kongchuo_core.start.example import make_example
from kongchuo_core.start.guide import converse, free
from kongchuo_core.vocabulary.errors import UsageError


def ended(_: str) -> str:
    raise EOFError


@pytest.mark.parametrize("children", [0, -5])
def test_a_county_without_children_is_not_made(tmp_path: Path, children: int) -> None:
    with pytest.raises(UsageError, match="--children 要是正整数"):
        make_example(tmp_path / "w", seed=1, children=children)
    assert list(tmp_path.iterdir()) == []


def test_answers_that_end_are_told() -> None:
    with pytest.raises(UsageError, match="还没有问完，输入就结束了；什么都没有写"):
        converse(ended, lambda _: None, date(2025, 9, 1))


def test_a_workspace_is_not_free(tmp_path: Path) -> None:
    assert free(tmp_path)
    (tmp_path / "params").mkdir()
    with pytest.raises(UsageError, match="这个文件夹已经是工作区"):
        free(tmp_path)
