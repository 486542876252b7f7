"""A person's answers to what a machine may not decide."""

from __future__ import annotations

import pyarrow as pa
import pytest

from kongchuo_core.linking.review import Decision, apply, in_force
from kongchuo_core.vocabulary.errors import LedgerError

QUESTIONS = pa.table(
    {
        "row_id": [7, 7],
        "source": ["roll", "roll"],
        "child": [1, 2],
        "base_row": [1, 2],
        "evidence": ["e1", "e2"],
    }
)
LINKS = pa.table(
    {
        "row_id": pa.array([], pa.int64()),
        "source": pa.array([], pa.string()),
        "child": pa.array([], pa.int64()),
        "rule": pa.array([], pa.string()),
    }
)


def test_one_record_is_never_two_children() -> None:
    """Both who answered are named, each with the day; an answer for one and against the other is
    taken.
    """
    first, second = (
        Decision("e1", True, "张三", "2025-10-09"),
        Decision("e2", True, "李四", "2025-10-10"),
    )
    with pytest.raises(LedgerError, match="一次由张三于2025-10-09认定，一次由李四于2025-10-10认定"):
        apply(in_force(b"k", [first, second]), LINKS, QUESTIONS)
    links, left = apply(
        in_force(b"k", [first, Decision("e2", False, "李四", "2025-10-10")]), LINKS, QUESTIONS
    )
    assert links["child"].to_pylist() == [1] and left.num_rows == 0


def test_one_answer_of_two_household_rows_is_for_both_directions() -> None:
    """Asked of 1 against 2 and of 2 against 1: answered once, neither is asked again; 2 against 3
    still is.
    """
    asked = pa.table(
        {
            "row_id": [1, 2, 2],
            "source": ["household"] * 3,
            "child": [2, 1, 3],
            "base_row": [2, 1, 3],
            "evidence": ["e1", "e2", "e3"],
        }
    )
    answer = Decision("e1", False, "张三", "2025-10-09")
    links, left = apply(in_force(b"k", [answer]), LINKS, asked)
    assert links.num_rows == 0 and left["evidence"].to_pylist() == ["e3"]
