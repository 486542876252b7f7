"""A build hook: where the guide was built (``make docs``), the wheel carries it, so that an office
reads it without a network.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class GuideInWheel(BuildHookInterface):  # type: ignore[type-arg]
    """Puts ``outputs/docs`` into the wheel as ``kongchuo_core/house/guide``."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Called by the builder before a wheel is made."""
        guide = Path(self.root) / "outputs" / "docs"
        if version == "standard" and (guide / "index.html").is_file():
            for path in sorted(guide.rglob("*")):
                where = path.relative_to(guide).as_posix()
                if path.is_file() and not where.startswith(".doctrees"):
                    build_data["force_include"][str(path)] = f"kongchuo_core/house/guide/{where}"
