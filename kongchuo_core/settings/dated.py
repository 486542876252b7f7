"""A value by date, with its source: the reference date chooses, old values stay."""

from __future__ import annotations

from datetime import date
from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from kongchuo_core.vocabulary.days import chinese_date
from kongchuo_core.vocabulary.errors import ParamsError


class Entry(BaseModel):
    """One value and where it comes from."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    value: Any
    source: str = Field(min_length=2)


class Dated(BaseModel):
    """A value that changes with the years: description, unit, clause, ``values`` by the date they
    came into force.
    """

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)
    description: str
    unit: str = ""
    clause: str
    values: dict[date, Entry] = Field(min_length=1)

    def on(self, day: date) -> Any:
        """The value in force on ``day``.

        Raises
        ------
        ParamsError
            where no value was in force yet.
        """
        return self.entry(day).value

    def entry(self, day: date) -> Entry:
        """The value in force on ``day`` together with its source; raises as :meth:`on`."""
        reached = [d for d in self.values if d <= day]
        if not reached:
            raise ParamsError(
                f"“{self.description}”在{chinese_date(day)}还没有生效的值",
                remedy="在 params/rules/ 中补上更早日期的值和依据",
            )
        return self.values[max(reached)]
