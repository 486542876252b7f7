"""A term's run from the registers to the placed outputs, on a small fictitious county."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime
from pathlib import Path

import docx
import pandas as pd
import pytest

from kongchuo_core.documents.official.checker import Verdict, check_document
from kongchuo_core.keeping.verify import verify
from kongchuo_core.ledger import anchor
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import FILE, Ledger
from kongchuo_core.release import candidate, models
from kongchuo_core.release.examine import ALLOWED
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.format_check import WORKBOOK
from kongchuo_core.term.place import MANIFEST, digests
from kongchuo_core.term.run import Wish, run
from kongchuo_core.term.screen import last_screen
from kongchuo_core.vocabulary.errors import InputError, LedgerError, UsageError
from tests import shared
from tests.guide.office import TOWNS, ready

NOW = datetime(2025, 11, 1, tzinfo=UTC)
LATER = datetime(2026, 9, 1, tzinfo=UTC)
AUTUMN, SPRING = "2025-autumn", "2026-spring"


@pytest.fixture(scope="module")
def workspace(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A small county whose two terms have been run."""
    return Workspace.at(shared.copy(ready("两学期"), tmp_path_factory.mktemp("county") / "w"))


def day(workspace: Workspace, term: str) -> date:
    """The day as of which a term was run."""
    manifest = json.loads((workspace.outputs(term) / "internal" / MANIFEST).read_text("utf-8"))
    return date.fromisoformat(manifest["dates"]["as_of"])


def table(workspace: Workspace, term: str, name: str) -> pd.DataFrame:
    return pd.read_parquet(workspace.outputs(term) / "internal" / "data" / f"{name}.parquet")


def test_every_place_has_its_papers(workspace: Workspace) -> None:
    """The county and each of its towns get both reports and the list of what to mend."""
    folder = workspace.outputs(AUTUMN) / "internal"
    places = {p.relative_to(folder).parts[0] for p in folder.rglob("*.docx")} - {candidate.FOLDER}
    assert places == {"全县", *TOWNS}
    for place in places:
        assert {p.name for p in (folder / place).glob("*.docx")} >= {
            "专项督导检查报告.docx",
            "比对核查情况.docx",
        }
        assert (folder / place / "数据质量.xlsx").is_file()


def test_a_run_makes_the_candidate_of_what_may_become_public(workspace: Workspace) -> None:
    """The six files, why cells are hidden, the attackers' note and figures and the notebook that
    saw nothing but released tables.
    """
    for term in (AUTUMN, SPRING):
        folder = workspace.outputs(term) / "internal"
        assert {p.name for p in (folder / candidate.FOLDER).iterdir()} == set(ALLOWED)
        assert {p.name for p in (folder / candidate.REVIEW).iterdir()} == {
            candidate.REASONS,
            models.FILE,
            "公开审查.md",
        }
        assert "推算检验通过" in (folder / candidate.REVIEW / "公开审查.md").read_text("utf-8")
        assert f"outputs/{term}/internal/public_candidate" in (
            folder / "notebooks/全县/public_results.ipynb"
        ).read_text("utf-8")
        assert not (workspace.outputs(term) / "public").exists()


def test_every_document_of_both_terms_passes_the_checker(workspace: Workspace) -> None:
    """GB/T 9704-2012 and the house's rules, for every Word file a run makes; the workbook says so
    where a clerk sees it.
    """
    for term in (AUTUMN, SPRING):
        folder = workspace.outputs(term) / "internal"
        files = sorted(folder.rglob("*.docx"))
        assert len(files) > 40
        for path in files:
            faults = [f for f in check_document(path) if f.verdict is Verdict.FAIL]
            assert faults == [], path.name
        assert (folder / "全县" / WORKBOOK).is_file()


def test_every_document_says_that_it_is_made_up(workspace: Workspace) -> None:
    """No paper of the fictitious county can be taken for a real one."""
    for path in (workspace.outputs(AUTUMN) / "internal").rglob("*.docx"):
        assert any("虚构样例" in p.text for p in docx.Document(str(path)).paragraphs), path.name


def test_a_second_run_gives_the_same_bytes_and_records_nothing(workspace: Workspace) -> None:
    """The same in, the same out: documents, workbooks, notebooks and tables alike; the ledger stays
    as it was.

    The last screen says what was made and what needs a person: the sums, the suspected, what waits,
    which files to open first.
    """
    folder = workspace.outputs(AUTUMN) / "internal"
    before, head = digests(folder), Ledger(workspace.ledger, workspace.key()).head()
    outcome = run(workspace, AUTUMN, as_of=day(workspace, AUTUMN), wish=Wish(2), now=LATER)
    assert digests(folder) == before
    assert Ledger(workspace.ledger, workspace.key()).head() == head
    told = "\n".join(last_screen(outcome, workspace.root))
    assert "每人一个结论，各项合计相符" in told
    assert (
        "公文格式检查：" in told
        and "全部通过" in told
        and "kongchuo approve --list --term 2025-autumn" in told
    )
    assert "待人工核对" in told and "kongchuo release --term 2025-autumn" in told
    assert told.index("outputs/2025-autumn/internal/全县/") < told.index(
        "outputs/2025-autumn/internal/东村镇/"
    )


def test_a_child_keeps_its_number_from_term_to_term(workspace: Workspace) -> None:
    """Law 5: linked by what both terms say, every household person of both terms has one number."""
    by_truth = []
    for term in (AUTUMN, SPRING):
        truth = pd.read_csv(
            workspace.root / "truth" / term / "truth.csv", dtype=str, keep_default_na=False
        )
        rows = (
            table(workspace, term, "rows")
            .query("register == 'household'")
            .assign(row=lambda f: f["row"].astype(str))
        )
        merged = truth.merge(
            rows.fillna({"sheet": ""}), on=["file", "sheet", "row"]
        ).drop_duplicates("id")
        by_truth.append(merged.set_index("id")["child_id"])
    both = pd.concat(by_truth, axis=1, join="inner", keys=["autumn", "spring"])
    assert len(both) > 300
    assert (both["autumn"] == both["spring"]).all()


def test_the_manifest_names_every_output_and_carries_no_clock(workspace: Workspace) -> None:
    """Four dates, digests, sums; every file that was made; no time of day."""
    folder = workspace.outputs(AUTUMN) / "internal"
    manifest = json.loads((folder / MANIFEST).read_text("utf-8"))
    assert set(manifest["dates"]) == {"cutoff", "compared_on", "as_of", "ledger_head"}
    assert manifest["outputs"] == {n: d for n, d in digests(folder).items() if n != MANIFEST}
    assert set(manifest["inputs"]) == set(digests(workspace.data(AUTUMN)))
    assert sum(manifest["sums"]["verdicts"].values()) == manifest["sums"]["in_scope"]
    assert NOW.isoformat()[:13] not in (folder / MANIFEST).read_text("utf-8")


def test_a_preview_of_a_town_replaces_and_records_nothing(workspace: Workspace) -> None:
    """--town uses the whole county's facts, writes beside, and leaves edition and ledger alone."""
    before, head = (
        digests(workspace.outputs(SPRING) / "internal"),
        Ledger(workspace.ledger, workspace.key()).head(),
    )
    outcome = run(
        workspace, SPRING, as_of=day(workspace, SPRING), town="东村镇", wish=Wish(1), now=NOW
    )
    told = last_screen(outcome, workspace.root)
    assert "预览已生成，没有替换已有结果" in told[1] and not any(
        "kongchuo approve" in line for line in told
    )
    assert {p.relative_to(outcome.folder).parts[0] for p in outcome.documents} == {"东村镇"}
    assert outcome.folder.name == "preview"
    assert digests(workspace.outputs(SPRING) / "internal") == before
    assert Ledger(workspace.ledger, workspace.key()).head() == head


def test_an_unknown_town_is_told_the_known_ones(workspace: Workspace) -> None:
    """A misspelt town runs nothing."""
    with pytest.raises(UsageError, match="没有“东村”这个乡镇") as error:
        run(workspace, AUTUMN, as_of=day(workspace, AUTUMN), town="东村", now=NOW)
    assert "东村镇" in error.value.remedy


def test_verify_finds_a_document_that_was_changed(workspace: Workspace) -> None:
    """An output edited by hand, or missing, no longer agrees with its manifest."""
    assert any("与清单相符" in line for line in verify(workspace))
    path = workspace.outputs(SPRING) / "internal" / "全县" / "专项督导检查报告.docx"
    kept = path.read_bytes()
    path.write_bytes(kept + b" ")
    with pytest.raises(LedgerError, match=r"被改动：全县/专项督导检查报告\.docx"):
        verify(workspace)
    path.write_bytes(kept)


def test_verify_finds_an_edition_that_the_ledger_did_not_record(workspace: Workspace) -> None:
    """A document changed together with its manifest, or a table with both: the ledger's own record
    of the edition tells.
    """
    folder = workspace.outputs(SPRING) / "internal"
    manifest = folder / MANIFEST
    for name, told in (
        ("全县/专项督导检查报告.docx", "清单不是台账里记下的"),
        ("data/cases.parquet", "表不是台账里记下的"),
    ):
        kept = {p: p.read_bytes() for p in (folder / name, manifest)}
        (folder / name).write_bytes(kept[folder / name] + b" ")
        content = json.loads(kept[manifest])
        content["outputs"][name] = digests(folder)[name]
        manifest.write_text(
            json.dumps(content, ensure_ascii=False, indent=1, sort_keys=True) + "\n", "utf-8"
        )
        with pytest.raises(LedgerError, match=told):
            verify(workspace)
        for path, content_before in kept.items():
            path.write_bytes(content_before)
    assert verify(workspace)


def test_verify_finds_a_tail_cut_after_the_last_run(workspace: Workspace) -> None:
    """What people recorded since the last run stands in no manifest yet; the note beside the ledger
    knows it.
    """
    ledger = Ledger(workspace.ledger, workspace.key())
    notes = [workspace.root / "outputs" / anchor.NAME, *workspace.ledger.iterdir()]
    kept = {p: p.read_bytes() for p in notes}
    ledger.append([Event(Kind.RETURNED, "C0000000ABCDE", date(2026, 4, 1), "杨示例", {})], NOW)
    (workspace.ledger / FILE).write_bytes(kept[workspace.ledger / FILE])
    with pytest.raises(LedgerError, match="应有第"):
        verify(workspace)
    for path, content in kept.items():
        path.write_bytes(content)
    assert verify(workspace)


def test_a_run_that_fails_leaves_the_last_good_edition(workspace: Workspace) -> None:
    """A register damaged since: one message, and what was there stays there."""
    folder = workspace.outputs(SPRING) / "internal"
    before = digests(folder)
    damaged = workspace.data(SPRING) / "学籍" / "坏.xlsx"
    damaged.write_bytes(b"PK\x03\x04" + bytes(60))
    with pytest.raises(InputError, match="文件不完整"):
        run(workspace, SPRING, as_of=day(workspace, SPRING), now=NOW)
    damaged.unlink()
    assert digests(folder) == before
    assert not list(Path(workspace.root / "outputs").glob("*/.staging"))
