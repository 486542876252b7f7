"""The fictitious county in a workspace of its own, or in the checkout."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path

from kongchuo_core.sample import make_sample
from kongchuo_core.sample.province import Place, make_province
from kongchuo_core.settings.models import load_params, read_county
from kongchuo_core.settings.workspace import SAMPLE_KEY, Workspace, init
from kongchuo_core.vocabulary.errors import UsageError

TERMS = ("2025-autumn", "2026-spring")
"""The two terms of the fictitious county, following on each other."""
STORY_DAYS = {"2025-autumn": date(2025, 10, 31), "2026-spring": date(2026, 4, 30)}
"""The day of each term of which the fictitious county's reports tell."""


def make_example(folder: Path, *, seed: int, children: int) -> Workspace:
    """Make the fictitious county's registers in a folder, which becomes a workspace where it isn't
    one.

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


def make_example_province(
    folder: Path, *, counties: int, seed: int, children: int
) -> list[Workspace]:
    """Make several fictitious counties in folders of one folder, a workspace each, with the first
    term's registers.

    Raises
    ------
    UsageError
        for fewer than two counties, else as :func:`make_example`.
    """
    if counties < 2:
        raise UsageError("--counties 至少是2", remedy="一个县的样例不写 --counties")
    places = [Place.at(n) for n in range(counties)]
    made = [_fictitious(folder / f"{n + 1:02d}{p.name}", p) for n, p in enumerate(places)]
    term = TERMS[0]
    given = [(w.root, load_params(w.params, term, STORY_DAYS[term])) for w in made]
    make_province(given, folder / "truth", seed=seed, children=children)
    return made


def _fictitious(folder: Path, place: Place) -> Workspace:
    """The workspace of a fictitious county: the model county's params under another name
    and code.
    """
    key = hashlib.blake2b(place.code.encode(), key=SAMPLE_KEY, digest_size=len(SAMPLE_KEY)).digest()
    workspace = Workspace.at(folder) if (folder / "params").exists() else init(folder, key=key)
    model = read_county(workspace.params)
    for name in ("county.yaml", "people.yaml"):
        path = workspace.params / name
        words = path.read_text("utf-8").replace(model.name, place.name)
        words = words.replace(model.city, place.city).replace(f'"{model.code}', f'"{place.code}')
        path.write_text(words, "utf-8")
    return workspace
