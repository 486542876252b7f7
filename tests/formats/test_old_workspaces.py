"""What an office holds survives the next version: every verb on a workspace that an older version
made.

``<commit>.zip`` is a small fictitious office as that commit left it: a term run, its forms returned
and imported, a paper signed, an edition published. The folder grows by one file for every format
this program has ever written (law 17).
"""

from __future__ import annotations

import json
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pyarrow.parquet as pq
import pytest

from kongchuo_core.edition import FORMAT
from kongchuo_core.settings import copies
from kongchuo_core.settings.workspace import house, init
from tests.conftest import Said

TODAY = Path(__file__).parent / "1.0.0.zip"
"""The format of this version: the whole suite works on it, so here its lists are looked at once."""
FORMATS = sorted(set(Path(__file__).parent.glob("*.zip")) - {TODAY})
TERM = "2025-autumn"


@pytest.fixture(params=FORMATS, ids=lambda path: path.stem)
def old(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An old workspace, unpacked, and the current folder."""
    with zipfile.ZipFile(request.param) as packed:
        packed.extractall(tmp_path / "office")
    monkeypatch.chdir(tmp_path / "office")
    return tmp_path / "office"


def _some_name(office: Path) -> str:
    cases = pq.read_table(office / "outputs" / TERM / "internal/data/cases.parquet").to_pylist()
    return str(cases[0]["case_no"])


READING = (
    ("check", "--term", TERM),
    ("delivered", "--term", TERM),
    ("due", "--term", TERM),
    ("visits", "--term", TERM),
    ("forms", "--term", TERM),
    ("approve", "--list"),
    ("explain", "疑似辍学", "--term", TERM),
    ("release", "--term", TERM),
    ("verify",),
    ("retain",),
    ("term", "new", "2026-autumn"),
)


@pytest.mark.parametrize("verb", READING, ids=" ".join)
def test_a_verb_that_reads_works_on_what_an_older_version_left(
    old: Path, say: Callable[..., Said], verb: tuple[str, ...]
) -> None:
    status, _, errors = say(*verb)
    assert (status, errors if status else "") == (0, "")


def test_todays_own_format_is_kept_and_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, say: Callable[..., Said]
) -> None:
    """What this version leaves, as the next ones will find it: an edition, signed papers of two
    versions, a publication.
    """
    with zipfile.ZipFile(TODAY) as packed:
        packed.extractall(tmp_path / "office")
    monkeypatch.chdir(tmp_path / "office")
    facts = json.loads(Path("outputs", TERM, "internal/data/facts.json").read_text("utf-8"))
    assert facts["format"] == FORMAT
    for verb in (("due", "--term", TERM), ("approve", "--list"), ("verify",), ("handover",)):
        status, _, errors = say(*verb)
        assert (status, errors if status else "") == (0, ""), verb


def test_a_child_of_an_old_edition_is_shown(old: Path, say: Callable[..., Said]) -> None:
    status, shown, _ = say("child", _some_name(old))
    assert status == 0
    assert _some_name(old) in shown


def test_doctor_reads_an_old_workspace(old: Path, say: Callable[..., Said]) -> None:
    _, shown, errors = say("doctor", "--workspace", old)
    assert "Traceback" not in shown + errors


def test_the_forms_of_an_old_edition_are_imported_once_and_the_term_runs_on(
    old: Path, say: Callable[..., Said]
) -> None:
    form = old / "filled" / TERM / "核查反馈表.xlsx"
    status, shown, errors = say("import", "--term", TERM, form)
    assert (status, errors) == (0, "")
    assert "0条" in shown
    status, _, errors = say("run", "--term", TERM, "--jobs", "1")
    assert status == 0, errors
    status, _, errors = say("verify")
    assert (status, errors) == (0, "")


def test_an_old_workspace_is_backed_up_and_restored(
    old: Path, tmp_path: Path, say: Callable[..., Said]
) -> None:
    words = tmp_path / "口令.txt"
    words.write_text("一二三四五六七八九十口令", "utf-8")
    kept = tmp_path / "备份.kcb"
    status, _, errors = say("backup", kept, "--passphrase-file", words)
    assert (status, errors) == (0, "")
    status, _, errors = say("restore", kept, "--into", tmp_path / "新", "--passphrase-file", words)
    assert (status, errors) == (0, "")


def test_a_run_renews_what_nobody_edited_and_upgrade_says_what_the_office_did(
    old: Path, say: Callable[..., Said]
) -> None:
    """What was edited stays; a template that this version can't fill is kept aside, and the run
    goes on with ours.
    """
    people, notice = old / "params" / "people.yaml", old / "templates" / "通报.docx"
    people.write_text(people.read_text("utf-8") + "# 本办改过\n", "utf-8")
    report = old / "templates" / "督导意见书.docx"
    document = docx.Document(str(report))
    document.paragraphs[-1].add_run("{{ 本办加的 }}")
    document.save(str(report))
    status, _, warned = say("doctor", "--workspace", old)
    assert "kongchuo upgrade" in warned + _
    status, told, errors = say("upgrade")
    assert (status, errors) == (0, "")
    assert "旧版/督导意见书.docx" in told and "params/people.yaml" in told
    assert (old / "旧版" / report.name).is_file() and report.is_file()
    assert people.read_text("utf-8").endswith("# 本办改过\n")
    assert notice.read_bytes() == (house() / "templates" / notice.name).read_bytes()
    again = say("upgrade")
    assert again[0] == 0 and "更新了" not in again[1]


def test_what_init_copied_is_known_as_never_edited(tmp_path: Path) -> None:
    init(tmp_path / "office")
    nothing = copies.plan(tmp_path / "office", house())
    assert (nothing.renewed, nothing.added, nothing.edited) == ((), (), ())
    note = tmp_path / "office" / copies.NOTE
    assert json.loads(note.read_text("utf-8"))["format"] == copies.FORMAT
    note.write_text("{", "utf-8")
    (tmp_path / "office" / "params" / "mechanism.yaml").write_text("sections: {}\n", "utf-8")
    assert copies.plan(tmp_path / "office", house()).edited == ("params/mechanism.yaml",)


def test_what_a_later_version_wrote_is_told(tmp_path: Path, say: Callable[..., Said]) -> None:
    """The note of copies, the edition, the ledger's note: each has its format's number, and a later
    one is answered by one line.
    """
    office = init(tmp_path / "office").root
    for name in (copies.NOTE, f"outputs/{TERM}/internal/manifest.json", "ledger/head.json"):
        path = office / name
        path.parent.mkdir(parents=True, exist_ok=True)
        before = path.read_bytes() if path.is_file() else None
        path.write_text(json.dumps({"format": 99}), "utf-8")
        verb = ("upgrade",) if name == copies.NOTE else ("verify",)
        status, _, errors = say(*verb, "--workspace", office)
        assert status == 15 and "更新版本的程序" in errors, (name, errors)
        path.unlink()
        if before is not None:
            path.write_bytes(before)
