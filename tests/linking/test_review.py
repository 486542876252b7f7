"""A person's answers to what a machine may not decide."""

from __future__ import annotations

import pyarrow as pa
import pytest

from kongchuo_core.linking.review import Decision, apply, in_force
from kongchuo_core.vocabulary.errors import LedgerError

QUESTIONS = pa.table(
    {"row_id": [7, 7], "source": ["roll", "roll"], "child": [1, 2], "evidence": ["e1", "e2"]}
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
    """Both who answered are named, each with the day; an answer for one and against the other is taken."""
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
