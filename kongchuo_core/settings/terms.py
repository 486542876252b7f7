"""Every term the office has laid down: the days of class lie inside them."""

from __future__ import annotations

from pathlib import Path

from kongchuo_core.settings import yaml
from kongchuo_core.settings.models import Term


def load_terms(folder: Path) -> list[Term]:
    """The terms of a workspace's ``params/``, in the order of their first days; raises as ``yaml.read``."""
    return sorted(
        (yaml.read(p, Term) for p in sorted((folder / "terms").glob("*.yaml"))),
        key=lambda t: t.first_day,
    )
