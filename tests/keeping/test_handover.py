"""What an office needs besides its papers: the assessment before it begins, and the list when
somebody else takes over.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from kongchuo_core import __version__
from kongchuo_core.settings.workspace import Workspace
from tests.conftest import Said

Say = Callable[..., Said]


def test_a_new_workspace_is_closed_and_has_the_draft_of_its_assessment(
    say: Say, tmp_path: Path
) -> None:
    """Only its owner may look; git takes neither data nor key; the draft names every register,
    recipient and the retention.
    """
    root = tmp_path / "office"
    assert say("init", root)[0] == 0
    assert root.stat().st_mode & 0o077 == 0 and (root / "ledger/key").stat().st_mode & 0o077 == 0
    ignored = (root / ".gitignore").read_text("utf-8").splitlines()
    assert {"/data/", "/ledger/", "/outputs/"} <= set(ignored)
    told = (root / "个人信息保护影响评估（草稿）.md").read_text("utf-8")
    for words in ("| 送教上门 |", "| 民政部门 |", "满16周岁后再过3年", "第五十五条", "富民县"):
        assert words in told, words
    assert "{{" not in told and "None" not in told


def test_the_list_of_a_handover_names_what_changes_hands(
    say: Say, office: Workspace, words: tuple[str, Path], tmp_path: Path
) -> None:
    """Ledger, key by its print, backup with proof, persons, open signatures, terms; no child, no
    key, no passphrase.
    """
    assert say("backup", tmp_path / "备份.kcb", "--workspace", office.root, *words)[0] == 0
    status, shown, _ = say("handover", "--workspace", office.root)
    assert status == 0 and "移交清单.md" in shown
    told = (office.root / "outputs/移交清单.md").read_text("utf-8")
    for expected in (
        "台账第",
        "备份.kcb",
        "台账此后没有再记",
        "| 杨示例 |",
        "2025-autumn、2026-spring",
    ):
        assert expected in told, expected
    assert "张小明" not in told and (office.ledger / "key").read_text().strip() not in told


def test_the_version_is_told(say: Say) -> None:
    """``--version`` and nothing else."""
    try:
        say("--version")
    except SystemExit as done:
        assert done.code == 0
    assert __version__ == "1.0.0"
