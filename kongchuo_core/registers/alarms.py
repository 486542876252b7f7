"""Cheap alarms about a whole table: the people in it can't be the children it should list."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pyarrow as pa

from kongchuo_core.settings.models import Term
from kongchuo_core.vocabulary.registers import Register

LEAST = 3
"""Fewest people of known age about whom anything is said."""
_GROWN = 18
"""Years at the cutoff from which nobody is a pupil of compulsory education."""
_ALARMS = {
    "household": "all_adults",
    "presence": "no_child_number",
    "enrolment": "no_child_number",
}
"""Register → the kind of line that says so."""


def nobody_is_a_child(register: Register, table: pa.Table, term: Term) -> str | None:
    """The alarm for a table of which every person of known age is grown up; ``None`` where there is
    nothing to say.
    """
    if register.code not in _ALARMS:
        return None
    numbers, births = table["id_no"].to_pylist(), table["birth_date"].to_pylist()
    ages = [
        term.cutoff.year - year
        for number, birth in zip(numbers, births, strict=True)
        if (year := _year(number, birth, register)) is not None
    ]
    return _ALARMS[register.code] if len(ages) >= LEAST and _all_grown(ages) else None


def _all_grown(ages: Sequence[int]) -> bool:
    return all(age >= _GROWN for age in ages)


def _year(number: str | None, birth: date | None, register: Register) -> int | None:
    """The year of birth in a number, else, in the household register, as written."""
    inside = (number or "")[6:10]
    if len(number or "") >= 15 and inside.isdigit() and 1900 < int(inside) < 2100:
        return int(inside)
    return birth.year if birth is not None and register.code == "household" else None
