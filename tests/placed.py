"""A county compared and put in its place as a run does, without the papers: what everyday commands
are asked about.
"""

from __future__ import annotations

from datetime import UTC, datetime

from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.term.compute import compute
from kongchuo_core.term.memory import remember
from tests.county import TERM
from tests.days import params_on

NOW = datetime(2025, 11, 1, tzinfo=UTC)


def placed(workspace: Workspace, term: str = TERM) -> Workspace:
    """Compute a term's edition, place it with its manifest and remember it in the ledger."""
    params, target = params_on(workspace.params, term), workspace.outputs(term) / "internal"
    staged = place.staging(workspace, term) / "internal"
    staged.mkdir()
    computed = compute(workspace, params, staged / "data")
    place.manifest(workspace, params, staged, computed.facts)
    place.swap(workspace, staged, target)
    remember(
        workspace,
        params.term,
        computed.people,
        computed.remembered,
        target / "data",
        NOW,
    )
    return workspace
