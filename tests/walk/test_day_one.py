"""Day one, walked by the guide alone: its page 第一天 is followed to the letter on an empty folder, the registers are the sample's.

What the page has people do by hand (fill in forms, put files into folders) is done here as it says; everything else is its commands.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from tests.guide.office import CHILDREN, TERMS, Office, fill_review, fill_verification, follow, lay_passphrase, make
from tests.guide.pages import DOCS, Fill, steps

PAGE = DOCS / "第一天.md"


def lay_registers(term: str) -> Callable[[Office], object]:
    """The sample's registers of a term, copied into ``data/`` as the page says."""

    def lay(office: Office) -> None:
        practice = office.folder.parent / "练习"
        if not practice.exists():
            Office(office.folder.parent).must(f"kongchuo sample 练习 --children {CHILDREN}")
        shutil.copytree(practice / "data" / term, office.folder / "data" / term)

    return lay


FORMS: dict[str, Callable[[Office], object]] = {
    "登记册": lay_registers(TERMS[0]),
    "下学期的登记册": lay_registers(TERMS[1]),
    "待人工核对": fill_review,
    "核查反馈表": lambda office: fill_verification(office, "永定街道"),
    "口令": lay_passphrase,
}


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> tuple[Office, dict[str, str]]:
    """The office at the end of the page, and what each command said (the last time it was given)."""
    office, said = make(tmp_path_factory.mktemp("day") / "桌面", "空文件夹"), {}
    for step in steps(PAGE.read_text("utf-8")):
        if isinstance(step, Fill):
            FORMS[step.form](office)
        else:
            said[step.line] = follow(office, step)
    return office, said


def words(path: Path) -> str:
    """The text of a Word file, paragraphs and tables."""
    document = docx.Document(str(path))
    cells = (cell.text for table in document.tables for row in table.rows for cell in row.cells)
    return "\n".join([*(p.text for p in document.paragraphs), *cells])


def test_the_guide_leads_from_an_empty_folder_to_the_end(walked: tuple[Office, dict[str, str]]) -> None:
    """Every command of the page succeeded and said what the page shows; the forms went out to every town."""
    office, said = walked
    assert len(said) == sum(not isinstance(step, Fill) for step in steps(PAGE.read_text("utf-8"))) - 1  # run is given twice
    assert list(office.folder.glob("outputs/2025-autumn/登记册空表/户籍/*.xlsx"))


def test_the_decision_and_the_visit_are_kept_and_used(walked: tuple[Office, dict[str, str]]) -> None:
    """The pair that was decided isn't asked again; the case that was visited has its day and its cause."""
    office, _ = walked
    cases = office.table("cases")
    [visited] = cases[cases["verified_on"].notna()].to_dict("records")
    assert (str(visited["verified_on"]), visited["town"], visited["cause"]) == ("2025-10-10", "永定街道", "aversion")
    assert len(office.table("review")) == office.asked - 1


def test_the_signed_circular_has_number_and_date(walked: tuple[Office, dict[str, str]]) -> None:
    """Kept apart from the drafts, which stay drafts; both papers of the page are there."""
    office, _ = walked
    signed = {path.stem: words(path) for path in (office.folder / "ledger/papers").rglob("*.docx")}
    circular = [text for text in signed.values() if "的通报" in text]
    assert len(signed) == 2 and len(circular) == 1
    assert "2025年11月3日" in circular[0].replace(" ", "") and "送审稿" not in circular[0] and "〔2025〕1号" in "".join(signed.values())
    assert "送审稿" in words(office.folder / "outputs/2025-autumn/internal/全县/通报.docx")
