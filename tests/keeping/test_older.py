"""An older ledger in the place of the newest is noticed by every command, says what it lacks, and
is gone on with by a guided step.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.release import shelf
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.signing.signed import papers_of
from tests.conftest import Said
from tests.keeping.conftest import SPRING

Say = Callable[..., Said]
DAY, NOW = date(2026, 4, 30), datetime(2026, 4, 30, 9, tzinfo=UTC)
NUMBER = "富控辍办〔2026〕1号"
EDITION = f"{SPRING}-1"
VERBS = ("verify", "due", "retain", "approve --list", "child 张小明", f"run --term {SPRING}")


def signature() -> Event:
    """A paper signed by hand of the test: what stands in the ledger of it."""
    payload = {"paper": "circular", "term": SPRING, "number": NUMBER}
    payload |= dict.fromkeys(("draft", "facts", "document", "record"), "a" * 64)
    return Event(Kind.PAPER_SIGNED, "2026-0001", DAY, "杨示例", payload)


@pytest.fixture
def older(office: Workspace, tmp_path: Path) -> Workspace:
    """An office that signed a paper and published an edition, and then got last week's
    ledger back.
    """
    last_week = shutil.copytree(office.ledger, tmp_path / "上周")
    Ledger(office.ledger, office.key()).append([signature()], NOW)
    (office.outputs(SPRING) / "public").mkdir(parents=True, exist_ok=True)
    with shelf.staging(office, EDITION) as staged:
        (staged / "公告.txt").write_text("公告", "utf-8")
        shelf.publish(office, staged, "李示例", "杨示例", {}, (NOW, DAY))
    shutil.rmtree(office.ledger)
    shutil.move(last_week, office.ledger)
    return office


def test_an_older_ledger_is_noticed_named_and_gone_on_with(say: Say, older: Workspace) -> None:
    """No number is given twice, no published edition forgotten, and what is lacking is named before
    anything is decided.
    """
    for verb in VERBS:
        status, _, errors = say(*verb.split(), "--workspace", older.root)
        assert status == 15 and "ledger/ 是旧的或者另起过头" in errors, (verb, errors)
        assert "kongchuo resume" in errors
    status, told, _ = say("resume", "--workspace", older.root)
    assert (
        status == 0 and NUMBER in told and f"{EDITION}，2026年4月30日，杨示例审签，副本还在" in told
    )
    assert say("resume", "--yes", "--workspace", older.root)[0] == 2
    status, told, _ = say("resume", "--by", "王示例", "--yes", "--workspace", older.root)
    assert status == 0 and "1个签发号（连同文号）不再使用，1个公开的版次已接回" in told
    assert papers_of(older).next_number("富控辍办", 2026) == "富控辍办〔2026〕2号"
    assert papers_of(older).next_key(2026) == "2026-0002"
    assert [e.name for e in shelf.kept(older)] == [EDITION]
    status, told, errors = say("verify", "--workspace", older.root)
    assert (status, errors) == (0, "") and "另有1个签发号在丢失的台账里用过，不再使用" in told
    assert say("resume", "--workspace", older.root)[0] == 2


def test_a_published_edition_that_the_ledger_does_not_know_stops_everything(
    say: Say, older: Workspace
) -> None:
    """Also where nothing but the published files tells of it; and it can't be gone on with while
    they are gone.
    """
    for note in (older.root / "outputs").rglob("台账末笔.json"):
        note.rename(note.with_suffix(".away"))
    status, _, errors = say("verify", "--workspace", older.root)
    assert status == 15 and f"公开过的版次{EDITION}台账里没有" in errors
    for note in (older.root / "outputs").rglob("台账末笔.away"):
        note.rename(note.with_suffix(".json"))
    shutil.rmtree(older.outputs(SPRING) / "public" / EDITION)
    assert "副本也不在了" in say("resume", "--workspace", older.root)[1]
    status, _, errors = say("resume", "--by", "王示例", "--yes", "--workspace", older.root)
    assert status == 15 and "从网站上取回公布过的全部文件" in errors


def test_another_offices_ledger_is_told(say: Say, office: Workspace, tmp_path: Path) -> None:
    """Another key is another office: its ledger is sound, and still not this workspace's."""
    say("init", tmp_path / "别的县")
    other = Workspace.at(tmp_path / "别的县")
    Ledger(other.ledger, other.key())
    shutil.rmtree(office.ledger)
    shutil.copytree(other.ledger, office.ledger)
    for verb in ("verify", "due"):
        status, _, errors = say(*verb.split(), "--workspace", office.root)
        assert status == 15 and "不是这个工作区的台账" in errors, (verb, errors)


def test_an_altered_copy_of_what_was_published_is_told(say: Say, older: Workspace) -> None:
    """The public's copy was changed: told, and put right from the original."""
    assert say("resume", "--by", "王示例", "--yes", "--workspace", older.root)[0] == 0
    copy = older.outputs(SPRING) / "public" / EDITION / "公告.txt"
    copy.write_text("改过", "utf-8")
    status, _, errors = say("verify", "--workspace", older.root)
    assert status == 15 and f"公开的副本被改动：{EDITION}" in errors
    assert copy.read_text("utf-8") == "公告"
    assert say("verify", "--workspace", older.root)[0] == 0
