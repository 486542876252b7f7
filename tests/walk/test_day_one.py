"""Day one, walked by the guide alone: its page 第一天 is followed to the letter on an empty folder,
the registers are the sample's.

What the page has people do by hand (fill in forms, put files into folders) is done here as it says;
the rest is its commands.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from datetime import date
from itertools import chain
from pathlib import Path

import docx
import pytest

from tests.guide.office import (
    CHILDREN,
    TERMS,
    Office,
    fill_review,
    fill_verification,
    follow,
    lay_passphrase,
    office_in,
)
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
    """The office at the end of the page, and what each command said (the last time it was
    given).
    """
    office, said = office_in("空文件夹", tmp_path_factory.mktemp("day") / "桌面"), {}
    office.apart = True
    for step in steps(PAGE.read_text("utf-8")):
        if isinstance(step, Fill):
            FORMS[step.form](office)
        else:
            said[step.line] = follow(office, step)
    return office, said


def words(path: Path) -> str:
    """The text of a Word file, paragraphs and tables."""
    document = docx.Document(str(path))
    rows = chain.from_iterable(table.rows for table in document.tables)
    cells = chain.from_iterable(row.cells for row in rows)
    return "\n".join([*(p.text for p in document.paragraphs), *(cell.text for cell in cells)])


def test_the_guide_leads_from_an_empty_folder_to_the_end(
    walked: tuple[Office, dict[str, str]],
) -> None:
    """Every command of the page succeeded and said what the page shows; the forms went out to every
    town.
    """
    office, said = walked
    assert (
        len(said) == sum(not isinstance(step, Fill) for step in steps(PAGE.read_text("utf-8"))) - 1
    )  # run is given twice
    forms = {
        path.relative_to(office.folder).as_posix() for path in office.folder.rglob("登记册空表/*/*")
    }
    assert all(
        any(f"登记册空表/乡镇（街道）/{town}" in form for form in forms)
        for town in office.table("verdicts")["town"].unique()
    )


def test_the_decision_and_the_visit_are_kept_and_used(
    walked: tuple[Office, dict[str, str]],
) -> None:
    """The pair that was decided isn't asked again; the case that was visited has its day and its
    cause.
    """
    office, _ = walked
    cases = office.table("cases")
    [visited] = cases[cases["verified_on"].notna()].to_dict("records")
    assert (str(visited["verified_on"]), visited["town"], visited["cause"]) == (
        "2025-10-10",
        "永定街道",
        "aversion",
    )
    assert office.table("review", TERMS[0])["question"].nunique() == office.asked - 1


def test_the_signed_papers_have_number_and_date(walked: tuple[Office, dict[str, str]]) -> None:
    """Kept apart from the drafts, which stay drafts: the report of the first term, the circular of
    the second.
    """
    office, _ = walked
    signed = [
        words(path).replace(" ", "") for path in (office.folder / "ledger/papers").rglob("*.docx")
    ]
    assert len(signed) == 2 and all("送审稿" not in text and "虚构" in text for text in signed)
    today = date.today()
    [report] = [text for text in signed if f"富控辍办〔{today.year}〕1号" in text]
    [circular] = [text for text in signed if f"富控辍办〔{today.year}〕2号" in text]
    assert "督导检查" in report and "通报" in circular
    assert all(f"{today.year}年{today.month}月{today.day}日" in text for text in signed)
    assert "送审稿" in words(office.folder / "outputs/2026-spring/internal/全县/通报.docx")


def test_the_released_edition_is_public_and_names_nobody(
    walked: tuple[Office, dict[str, str]],
) -> None:
    """The page that was published holds the county's figures; no child of the register is named in
    it.
    """
    office, _ = walked
    [page] = (office.folder / "outputs/2025-autumn/public").rglob("公开结果.html")
    told, names = page.read_text("utf-8"), set(office.table("verdicts")["name"])
    assert (
        "富民县" in told
        and "虚构" in told
        and not [name for name in names if len(name) > 2 and name in told]
    )


def test_two_terms_hang_together(walked: tuple[Office, dict[str, str]]) -> None:
    """The second term's balance opens with what the first left; nothing was altered on the way."""
    office, said = walked
    balance = office.table("balance", TERMS[1]).query("town == '全县'").set_index("term")
    assert (
        said["kongchuo verify"].count("未被改动")
        and said["kongchuo verify"].count("与清单相符") == 2
    )
    assert (office.folder.parent / "备份.kcb").stat().st_size > 10_000
    assert (
        balance.loc[TERMS[1], "opening"]
        == balance.loc[TERMS[0], "closing"]
        == len(office.table("cases"))
    )
