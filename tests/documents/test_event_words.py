"""One list of an event's words: what is recorded is told whole, in the table, on the screen and
before it is recorded.
"""

from __future__ import annotations

import pytest

from kongchuo_core.cases.fold import CASE_KINDS
from kongchuo_core.documents.loop.event_words import known, words
from kongchuo_core.ledger.events import FIELDS, Kind
from kongchuo_core.regulation.cases import case_codes, steps, tasks
from tests.documents.made_up_loop import OFFICE

SAID = {
    "cause": ("aversion", "厌学"),
    "step": (next(iter(steps())), "宣传教育"),
    "task": (next(iter(tasks())), ""),
    "issuer": ("bureau", "县教育体育局"),
    "to": ("town", "报镇（街道）"),
    "origin": ("visit", "入户摸排"),
    "reason": ("written", "写明理由"),
}
"""Field → a code of it and its words, where the list of codes isn't named like the field."""


@pytest.mark.parametrize("kind", [k for k in CASE_KINDS if known(k.value)])
def test_every_field_of_an_event_is_told(kind: Kind) -> None:
    """A deferral tells whether it is one and until when; nothing of what is going to be kept for
    ever is left out.
    """
    payload, expected = {}, []
    for field in FIELDS[kind]:
        if field.form == "日期":
            payload[field.name], said = "2026-08-31", "2026年8月31日"
        elif field.form == "代码":
            code, said = SAID.get(field.name) or _first(field.name)
            payload[field.name] = code
        else:
            payload[field.name], said = "a" * 64, ""
        expected.append(said)
    told = words(kind.value, payload, OFFICE)
    skipped = {"写明理由"} if kind is Kind.REOPENED else set()
    assert [word for word in expected if word not in told and word not in skipped] == []
    assert "a" * 64 not in told


def _first(name: str) -> tuple[str, str]:
    code = case_codes(name).codes[0]
    return code.code, code.label


def test_what_nobody_foresaw_is_told_by_its_name() -> None:
    """A field that a later version adds is not passed over in silence."""
    assert words("returned", {"seats": "3"}, OFFICE) == "返校（seats：3）"
    assert words("approval", {"approval": "deferral", "until": "2026-08-31"}, OFFICE) == (
        "批准缓学（至2026年8月31日）"
    )
