"""Whose details are due to be erased: a dated rule of the office, never of anybody with an open
case (个人信息保护法 art. 19, 47).
"""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import date

from kongchuo_core.ledger.events import Event, Kind

EXPIRED = "retention_expired"
"""The reason of an erasure by the rule; a person's own request is ``REQUESTED``."""
REQUESTED = "person_requested"


def due(
    persons: Mapping[str, Sequence[object]],
    kept: Collection[str],
    day: date,
    *,
    end_age: int,
    years: int,
) -> list[str]:
    """The children whose details have served their purpose.

    Parameters
    ----------
    persons : as ``Ledger.persons`` gives them; a birth date is ``child_id, birth`` with ``birth``
        as 20100131.
    kept : children with an open case; their details stay.
    end_age : the birthday (years) that ends compulsory education, ``years`` : how long details are
        kept after it.

    Returns
    -------
    list
        ``child_id`` in order. A child of whom any known birth date is too late, or none is known,
        stays.
    """
    latest: dict[str, int] = {}
    for child, birth in zip(persons["child_id"], persons["birth"], strict=True):
        if isinstance(birth, int):
            latest[str(child)] = max(birth, latest.get(str(child), 0))
    limit = (day.year - end_age - years) * 10000 + day.month * 100 + day.day
    return sorted(c for c, birth in latest.items() if birth < limit and c not in kept)


def orders(children: Collection[str], day: date, by: str, reason: str = EXPIRED) -> list[Event]:
    """The events with which ``Ledger.erase`` erases details: who ordered it, when and why; nothing
    of the person.
    """
    return [Event(Kind.ERASED, child, day, by, {"reason": reason}) for child in sorted(children)]
