"""The register of signed papers: any well-formed event is taken in, and what is out of order comes
out.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.signoff import Register, register, same_person, signers
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.people import People
from kongchuo_core.vocabulary.errors import LedgerError

KEY, NOW, DAY = bytes(32), datetime(2025, 11, 20, tzinfo=UTC), date(2025, 11, 14)
DIGEST = "a" * 64


def signed(key: str, number: str = "", day: date = DAY) -> Event:
    """A paper of that entry."""
    told = {
        "paper": "comparison_county",
        "term": "2025-autumn",
        **dict.fromkeys(("draft", "facts", "document", "record"), DIGEST),
    }
    return Event(
        Kind.PAPER_SIGNED, key, day, "杨示例", told | ({"number": number} if number else {})
    )


def voided(key: str, reason: str = "facts") -> Event:
    return Event(Kind.PAPER_VOIDED, key, DAY, "杨示例", {"reason": reason})


def scanned(key: str) -> Event:
    return Event(Kind.SCAN_ATTACHED, key, DAY, "王经办", {"scan": DIGEST, "type": "pdf"})


def kept(folder: Path, *events: Event) -> Register:
    """The register of a real ledger that recorded these events."""
    ledger = Ledger(folder, KEY)
    ledger.append(events, NOW)
    assert ledger.verify() == len(events)
    return register(ledger.events())


def test_numbers_of_a_series_follow_each_other_and_voided_ones_count(tmp_path: Path) -> None:
    """By code and year; 10 comes after 9, and a voided last number is not free."""
    found = kept(
        tmp_path,
        *(signed(f"2025-{n:04d}", f"富控辍办〔2025〕{n}号") for n in range(1, 11)),
        voided("2025-0010"),
    )
    assert (
        found.next_number("富控辍办", 2025) == "富控辍办〔2025〕11号"
        and found.next_key(2025) == "2025-0011"
    )
    assert (
        found.next_number("富控辍办", 2026) == "富控辍办〔2026〕1号"
        and found.next_key(2026) == "2026-0001"
    )
    assert found.next_number("富政教督", 2025, 5) == "富政教督〔2025〕5号"
    assert found.irregularities == ()


@pytest.mark.parametrize(
    "typed",
    [
        "富控辍办〔2025〕3号",
        "富控辍办[2025]3号",
        "富控辍办（2025）3 号",
        "富控辍办【２０２５】3号",
        "2025-0007",
        "签发号2025-0007",
    ],
)
def test_a_paper_is_found_however_its_number_is_typed(tmp_path: Path, typed: str) -> None:
    found = kept(tmp_path, signed("2025-0006"), signed("2025-0007", "富控辍办〔2025〕3号")).find(
        typed
    )
    assert found is not None and found.key == "2025-0007"


def test_nothing_is_found_by_an_empty_name(tmp_path: Path) -> None:
    """Papers without a number are not found by nothing."""
    assert kept(tmp_path, signed("2025-0006")).find(" ") is None


FAULTS = {
    "文号富控辍办〔2025〕1号用了2次": (
        signed("2025-0001", "富控辍办〔2025〕1号"),
        signed("2025-0002", "富控辍办〔2025〕1号"),
    ),
    "签发号2025-0001登记了两次": (signed("2025-0001"), signed("2025-0001", "富控辍办〔2025〕1号")),
    "签发号2025-0009没有签发就有了作废、送达或扫描件的记录": (voided("2025-0009"),),
    "签发号2025-0008没有签发就有了作废、送达或扫描件的记录": (scanned("2025-0008"),),
    "富控辍办〔2025〕缺2号": (
        signed("2025-0001", "富控辍办〔2025〕1号"),
        signed("2025-0002", "富控辍办〔2025〕3号"),
    ),
    "富控辍办〔2024〕1号的年份与成文日期不一致": (signed("2025-0001", "富控辍办〔2024〕1号"),),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_what_is_out_of_order_comes_out_once(tmp_path: Path, fault: str) -> None:
    """Recorded all the same; the register tells it."""
    assert kept(tmp_path, *FAULTS[fault]).irregularities == (fault,)


def test_a_second_voiding_changes_nothing(tmp_path: Path) -> None:
    found = kept(tmp_path, signed("2025-0001"), voided("2025-0001"), voided("2025-0001", "twice"))
    assert (found.papers[0].reason, found.irregularities) == ("facts", ())


@pytest.mark.parametrize(
    "number",
    [
        "富控辍办[2025]1号",
        "富控辍办〔2025〕01号",
        "富控辍办〔2025〕第1号",
        "〔2025〕1号",
        "张三的文件",
        "539924201503010119",
    ],
)
def test_a_number_of_another_form_is_not_recorded(tmp_path: Path, number: str) -> None:
    """〔〕, no leading nought, no 第: nothing else fits into the entry."""
    with pytest.raises(LedgerError, match="number"):
        kept(tmp_path, signed("2025-0001", number))


def test_people_sign_for_the_level_they_belong_to() -> None:
    """A town's paper by the town's people, a county organ's by the county's; each only what they
    are listed for.
    """
    people = People.model_validate(
        {
            "basis": "规定",
            "roles": [{"line": line, "level": "领导", "scope": []} for line in ("政府", "教育")],
            "persons": [
                {
                    "name": "甲某",
                    "post": "镇长",
                    "unit": "东村镇人民政府",
                    "town": "东村镇",
                    "may_sign": ["通知"],
                },
                {"name": "乙某", "post": "局长", "unit": "县教育体育局", "may_sign": ["通知"]},
            ],
        }
    )
    assert [p.name for p in signers(people, "通知", "东村镇", of_town=True)] == ["甲某"]
    assert [p.name for p in signers(people, "通知", "东村镇", of_town=False)] == ["乙某"]
    assert (
        signers(people, "通知", "罗免镇", of_town=True)
        == []
        == signers(people, "通报", None, of_town=False)
    )
    assert same_person("杨 示例", "杨示例　") and not same_person("杨示例", "李示例")
