"""Towns of the county as cells, titles and addresses write them."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass, field
from typing import Any

from kongchuo_core.registers import values
from kongchuo_core.registers.headers import heading_key
from kongchuo_core.settings.models import County

_CODE = re.compile(r"^\d{6,12}[-_.、]*|[(\[]?\d{6,12}[)\]]?$")
_VILLAGE = re.compile(r"[^\d]{1,12}?(?:村民委员会|居民委员会|村委会|居委会|社区|村)")
_SHORTEST_INSIDE = 3
"""Characters of a spelling that may be found anywhere in a text; a shorter one only where no longer
one is.
"""


@dataclass
class Towns:
    """The alias table of a county's towns."""

    county: County
    spellings: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.spellings = {}
        for town in self.county.towns:
            self.spellings |= dict.fromkeys(town.spellings, town.name)

    def name(self, cell: Any) -> str | None:
        """The town a cell means; ``None`` where it isn't one of this county's."""
        return self.place(cell)[0]

    def place(self, cell: Any) -> tuple[str | None, str]:
        """The town a cell or an address begins with, and what stands behind it (a village, a
        house).
        """
        value = _CODE.sub("", heading_key(values.text(cell) or ""))
        for prefix in (self.county.province, self.county.city, self.county.name):
            value = value.removeprefix(prefix)
        if value in self.spellings:
            return self.spellings[value], ""
        longest = max(
            (s for s in self.spellings if len(s) >= _SHORTEST_INSIDE and value.startswith(s)),
            key=len,
            default=None,
        )
        return (self.spellings[longest], value.removeprefix(longest)) if longest else (None, "")

    def inside(self, text: str) -> str | None:
        """The one town that a title or a file's name speaks of; ``None`` where it names none or
        several.
        """
        plain = heading_key(text)
        for least, most in ((_SHORTEST_INSIDE, 99), (0, _SHORTEST_INSIDE - 1)):
            found = {t for s, t in self.spellings.items() if least <= len(s) <= most and s in plain}
            if found:
                return found.pop() if len(found) == 1 else None
        return None

    def proposal(self, cell: Any) -> str:
        """The town whose spelling is nearest, for a message."""
        near = difflib.get_close_matches(values.text(cell) or "", self.spellings, n=1, cutoff=0.3)
        return f"是不是“{self.spellings[near[0]]}”？" if near else ""


def village(behind: str) -> str | None:
    """The village or community at the head of what stands behind a town."""
    found = _VILLAGE.match(behind)
    return found[0] if found else None
