"""Messages that no usual way leads to: a broken journal, memory that ran out, a guide nobody built."""

from __future__ import annotations

import errno
import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pytest
from IPython.core.interactiveshell import InteractiveShell

from kongchuo_core.cli import start, trouble
from kongchuo_core.documents.notebook import injected, magic
from kongchuo_core.documents.word import readback
from kongchuo_core.edition import FORMAT, Edition
from kongchuo_core.ledger import events
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.signing.signed import out_of_order
from kongchuo_core.term import place
from kongchuo_core.vocabulary.errors import BalanceError, LedgerError, UsageError
from tests.county import TERM, workspace_at

NOW = datetime(2025, 11, 20, tzinfo=UTC)


def test_what_the_computer_refused() -> None:
    """A full disk, no memory, a fault of the program itself."""
    full = trouble.of_the_computer(OSError(errno.ENOSPC, "full", "/a/甲.xlsx"))
    assert "磁盘满了" in str(full) and "甲.xlsx" in str(full) and full.exit_status == 16
    assert "内存不够" in str(trouble.of_memory())
    assert "程序出了错" in str(trouble.of_the_program(ValueError("李红"), None))


def test_a_guide_that_nobody_built() -> None:
    with pytest.raises(UsageError, match="没有做好的使用指南") as error:
        start.open_guide(None)
    assert "make docs" in error.value.remedy


@pytest.fixture
def shell() -> Iterator[InteractiveShell]:
    """A notebook's shell in this process."""
    made = InteractiveShell.instance()
    yield made
    InteractiveShell.clear_instance()


def test_cells_of_a_notebook(shell: InteractiveShell) -> None:
    """A parameter that the notebook doesn't have; words before the report was opened."""
    shell.user_ns["In"] = ["", "town = ''", f"{injected.MARK}\ntwon = '永定街道'"]
    with pytest.raises(UsageError, match="没有参数“twon”，是不是“town”"):
        injected.refuse_unknown()
    with pytest.raises(UsageError, match="还没有打开报告"):
        magic.text("", "一句话")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """An empty office."""
    return workspace_at(tmp_path_factory.mktemp("office"))


def test_what_lies_in_outputs_and_is_not_whole(office: Workspace) -> None:
    """Nothing was staged; a journal cut off; a manifest without its parts; an edition without its
    facts or a table.
    """
    staged = place.staging(office, TERM) / "internal"
    with pytest.raises(LedgerError, match="被移走了"):
        place.swap(office, staged, office.outputs(TERM) / "internal")
    journal = office.root / "outputs" / ".journal.json"
    journal.write_text(json.dumps({"staged": "x"}), "utf-8")
    with pytest.raises(LedgerError, match="留下的记录损坏了"):
        place.recover(office)
    folder = office.outputs(TERM) / "internal"
    (folder / "data").mkdir(parents=True)
    manifest = folder / place.MANIFEST
    manifest.write_text(json.dumps({"format": FORMAT, "term": TERM}), "utf-8")
    with pytest.raises(LedgerError, match="文件损坏，读不出来"):
        place.read_manifest(folder)
    manifest.unlink()
    edition = Edition(folder / "data")
    with pytest.raises(LedgerError, match="这里没有运行的结果"):
        _ = edition.facts
    with pytest.raises(LedgerError, match="这里没有运行的结果"):
        edition.table("verdicts")
    (folder / "data" / "verdicts.parquet").write_bytes(b"PAR1")
    with pytest.raises(LedgerError, match="损坏或被改动"):
        edition.table("verdicts")
    manifest.write_text(json.dumps({"outputs": {"data/cases.parquet": "0"}}), "utf-8")
    (folder / "data" / "cases.parquet").write_bytes(b"PAR1")
    with pytest.raises(LedgerError, match="损坏或被改动"):
        Edition(folder / "data").table("cases")


@dataclass
class Told:
    """What a paper is made of."""

    text: tuple[str, ...]


def test_a_paper_that_says_otherwise_is_found(tmp_path: Path) -> None:
    """The same sentence is agreed to; another one is not."""
    written = docx.Document()
    written.add_paragraph("比对一致二十人。")
    written.save(str(tmp_path / "报告.docx"))
    readback.compare(tmp_path / "报告.docx", Told(("比对一致二十人。",)))
    with pytest.raises(BalanceError, match="写出的 Word 文件里，“text”与报告不一致"):
        readback.compare(tmp_path / "报告.docx", Told(("比对一致三十人。",)))


BROKEN = ["{", "[]", '{"version": 1, "kind": "opened"}']


@pytest.mark.parametrize("content", BROKEN)
def test_a_record_that_nobody_can_read(content: str) -> None:
    with pytest.raises(LedgerError, match="一笔记录损坏") as error:
        events.parse(content)
    assert "备份" in error.value.remedy


def test_a_number_that_lacks_among_the_signed_papers(office: Workspace) -> None:
    """What another program put into the ledger is taken in, and nothing more is signed."""
    digests = dict.fromkeys(("draft", "facts", "document", "record"), "a" * 64)
    told = {"paper": "comparison_county", "term": TERM, **digests}
    papers = [
        Event(
            Kind.PAPER_SIGNED,
            f"2025-{n:04d}",
            date(2025, 11, 14),
            "杨示例",
            told | {"number": f"富控辍办〔2025〕{n}号"},
        )
        for n in (1, 3)
    ]
    Ledger(office.ledger, office.key()).append(papers, NOW)
    with pytest.raises(LedgerError, match=r"签发登记有问题：.*缺2号"):
        out_of_order(office)
