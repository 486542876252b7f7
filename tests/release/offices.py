"""A small fictitious county at the gate: real registers, real ledger, real editions; a run without
its internal reports.
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

from kongchuo_core.edition import Edition
from kongchuo_core.release import candidate
from kongchuo_core.release.gate import Wish
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.signing.publish import release
from kongchuo_core.start.example import make_example
from kongchuo_core.term import place
from kongchuo_core.term.compute import compute
from kongchuo_core.term.memory import remember
from tests.days import params_on

AUTUMN, SPRING = "2025-autumn", "2026-spring"
MAKER, APPROVER = "张示例", "杨示例"
TODAY = date(2025, 11, 20)
NOW = datetime(2025, 11, 20, 2, tzinfo=UTC)
SIGNED = Wish(maker=MAKER, approver=APPROVER)


def made(folder: Path, children: int = 400) -> Workspace:
    """The county's registers of both terms."""
    return make_example(folder / "w", seed=4, children=children)


def tell(workspace: Workspace, term: str = AUTUMN) -> Path:
    """What a run does but for the internal reports: edition, candidate, manifest, record. The
    folder is the term's internal one.
    """
    params = params_on(workspace.params, term)
    staged = place.staging(workspace, term) / "internal"
    staged.mkdir()
    computed = compute(workspace, params, staged / "data")
    candidate.make(workspace, params, Edition(staged / "data"), staged)
    place.manifest(workspace, params, staged, computed.facts)
    remember(
        workspace,
        params.term,
        computed.people,
        computed.remembered,
        staged / "data",
        NOW,
    )
    place.swap(workspace, staged, workspace.outputs(term) / "internal")
    return workspace.outputs(term) / "internal"


def copied(workspace: Workspace, folder: Path) -> Workspace:
    """A copy of an office to try something on."""
    return Workspace(shutil.copytree(workspace.root, folder / "copy"))


def asked(
    workspace: Workspace, wish: Wish = SIGNED, term: str = AUTUMN, today: date = TODAY
) -> list[str]:
    """``kongchuo release``; who wishes to publish has looked at the files just before, and says
    what he saw.
    """
    if (wish.maker or wish.approver) and not wish.seen:
        shown = release(workspace, term, replace(wish, maker="", approver=""), NOW, today)
        wish = replace(wish, seen=digest_shown(shown) or "0" * 16)
    return release(workspace, term, wish, NOW, today)


def digest_shown(lines: list[str]) -> str:
    """The digest in the line that invites to publish; empty where something speaks against it."""
    return lines[-1].partition("--seen ")[2]


def edited(workspace: Workspace, change: Callable[[Path], object], term: str = AUTUMN) -> None:
    """Change the candidate and have the manifest agree: what a run with a spoilt program or
    template would leave.
    """
    internal = workspace.outputs(term) / "internal"
    change(internal / candidate.FOLDER)
    params = params_on(workspace.params, term)
    facts = Edition(internal / "data").facts
    place.manifest(workspace, params, internal, facts)
