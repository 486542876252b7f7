"""The fictitious county in a workspace of its own, or in the checkout."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kongchuo_core.sample import make_sample
from kongchuo_core.settings.models import load_params
from kongchuo_core.settings.workspace import SAMPLE_KEY, Workspace, init
from kongchuo_core.vocabulary.errors import UsageError

TERMS = ("2025-autumn", "2026-spring")
"""The two terms of the fictitious county, following on each other."""
STORY_DAYS = {"2025-autumn": date(2025, 10, 31), "2026-spring": date(2026, 4, 30)}
"""The day of each term of which the fictitious county's reports tell."""


def make_example(folder: Path, *, seed: int, children: int) -> Workspace:
    """Make the fictitious county's registers in a folder, which becomes a workspace where it isn't one.

    Raises
    ------
    UsageError
        where ``children`` isn't positive, or ``data/`` holds registers that aren't the sample's.
    """
    if children < 1:
        raise UsageError("--children 要是正整数", remedy="比如 --children 2000")
    workspace = (
        Workspace.at(folder) if (folder / "params").exists() else init(folder, key=SAMPLE_KEY)
    )
    workspace.make_key(SAMPLE_KEY)
    make_sample(
        workspace.root,
        {t: load_params(workspace.params, t, STORY_DAYS[t]) for t in TERMS},
        seed=seed,
        children=children,
    )
    return workspace
