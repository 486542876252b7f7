"""What an event may carry is a table; whatever differs from it is refused with a Chinese sentence,
all else is taken.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest

from kongchuo_core.ledger.events import FIELDS, FORMS, Event, Kind, check
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.vocabulary.errors import LedgerError

DAY, SHA = date(2025, 10, 9), "a" * 64
SOUND = {
    "代码": "illness",
    "日期": "2025-10-09",
    "摘要": SHA,
    "编号": "e-1",
    "文号": "富控辍办〔2025〕3号",
    "是否": True,
    "人数": 214,
}


def event(
    kind: Kind = Kind.VERIFIED, subject: str = "C1", by: str = "杨示例", **payload: Any
) -> Event:
    return Event(kind, subject, DAY, by, payload)


@pytest.mark.parametrize("kind", [k for k in FIELDS], ids=str)
def test_each_kind_with_all_its_fields_is_well_formed_and_without_a_required_one_is_not(
    kind: Kind,
) -> None:
    """The declaration holds for every kind, field by field."""
    whole = {f.name: SOUND[f.form] for f in FIELDS[kind]}
    check(event(kind, **whole))
    for f in FIELDS[kind]:
        less = {n: v for n, v in whole.items() if n != f.name}
        if f.required:
            with pytest.raises(LedgerError, match=f.name):
                check(event(kind, **less))
        else:
            check(event(kind, **less))
    assert {f.form for f in FIELDS[kind]} <= set(FORMS)


@pytest.mark.parametrize(
    ("payload", "named"),
    [
        ({"cause": "孩子生病住院"}, "cause"),
        ({"cause": "Illness"}, "cause"),
        ({"cause": "x" * 50}, "cause"),
        ({"cause": 3}, "cause"),
        ({"evidence": "一张纸"}, "evidence"),
        ({"evidence": SHA[:-1]}, "evidence"),
        ({"name": "某某"}, "name"),
    ],
)
def test_no_name_no_free_text_no_unknown_field(payload: dict[str, Any], named: str) -> None:
    """Codes, dates and digests by their declared names; a sentence about a child's health never
    reaches the chain.
    """
    with pytest.raises(LedgerError, match=named) as refused:
        check(event(**payload))
    assert "怎么办" in str(refused.value) and "住院" not in str(refused.value)


@pytest.mark.parametrize(
    ("more", "named"),
    [
        ({"by": " "}, "by"),
        ({"by": "539924201501011238"}, "by"),
        ({"subject": "539924201501011238"}, "subject"),
        ({"subject": "张小明"}, "subject"),
    ],
)
def test_who_answers_and_whom_it_is_about_are_there_and_are_no_identity_number(
    more: dict[str, str], named: str
) -> None:
    """An identity number typed into the wrong cell is refused, and isn't repeated in the
    message.
    """
    with pytest.raises(LedgerError, match=named) as refused:
        check(event(**more))
    assert "539924" not in str(refused.value)


@pytest.mark.parametrize("wrong", ["2025-13-01", "2025/10/09", "20251009", None])
def test_a_date_is_a_date(wrong: object) -> None:
    """A date within a payload is written as ISO 8601 has it, and exists."""
    with pytest.raises(LedgerError, match="until"):
        check(event(Kind.APPROVAL, approval="deferral", until=wrong))


def test_one_ill_formed_event_keeps_the_whole_batch_out(tmp_path: Path) -> None:
    """Nothing half-taken: the good events of the batch are not recorded either."""
    ledger = Ledger(tmp_path, bytes(32))
    with pytest.raises(LedgerError):
        ledger.append([event(), event(cause="写了一句话")], datetime(2025, 10, 9))
    assert ledger.head().count == 0
