"""The limit of the dropout rate (M7.9): in force or not, tested on the exact ratio, for the level
and denominator its row names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, cast

from kongchuo_core.supervision.ground import Ground
from kongchuo_core.vocabulary.figures import Figure

STAGES = {"primary": "小学", "lower_secondary": "初中"}
DENOMINATORS = {"last_year": "上学年初在校生数", "this_year": "学年初在校学生数"}
PARTS = 10_000
"""A limit is so many in ten thousand."""


@dataclass(frozen=True)
class Limit:
    """A limit of one stage; ``limit`` is ``None`` where none is in force on the day, ``source``
    says why or whence.
    """

    stage: str
    limit: int | None
    level: str
    denominator: str
    source: str

    @property
    def code(self) -> str:
        """The figure that the limit is about."""
        return f"dropout_rate.{self.stage}.{self.denominator}"

    def exceeded(self, figure: Figure) -> bool:
        """Whether a rate is above the limit: whole numbers multiplied crosswise, for a rounded rate
        may lie on the wrong side.
        """
        if self.limit is None or not figure.denominator:
            return False
        return figure.numerator * PARTS > self.limit * figure.denominator

    @property
    def percent(self) -> str:
        """The limit in print: 0.6%."""
        return f"{(self.limit or 0) / 100:g}%"

    def told(self) -> dict[str, Any]:
        """The limit for whoever tells of it."""
        return {
            "stage": STAGES[self.stage],
            "limit": self.percent if self.limit is not None else None,
            "level": self.level,
            "denominator": DENOMINATORS[self.denominator],
            "source": self.source,
            "figure": self.code,
        }


def limits(ground: Ground) -> list[Limit]:
    """The limit of each stage on the day of the report."""
    return [_limit(ground, stage) for stage in STAGES]


def _limit(ground: Ground, stage: str) -> Limit:
    name = f"dropout_limit_{stage}"
    value = cast(dict[str, Any], ground.params.rules.on(name, ground.day))
    source = ground.params.rules.values[name].entry(ground.day).source
    if value == {}:
        return Limit(stage, None, "县", "last_year", source)
    return Limit(stage, value["limit"], value["level"], value["denominator"], source)


def over(
    found: Iterable[Limit], figures: Mapping[tuple[str, str], Figure], place: str
) -> list[tuple[Limit, Figure]]:
    """The limits that a place's rates exceed."""
    pairs = ((limit, figures.get((limit.code, place))) for limit in found)
    return [
        (limit, figure) for limit, figure in pairs if figure is not None and limit.exceeded(figure)
    ]
