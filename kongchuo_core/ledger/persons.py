"""Who is one person by an office's word: numbers that were joined, and marks that were parted from
a number.

``JOINED``: the child with the event's number is the child ``into``. ``PARTED``: who bears these
marks isn't the child with the event's number. Both are taken back by a ``CORRECTION`` of the same
number. The chain keeps every event as it was written; from here on the events of a joined number
are read as those of the child it is.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from kongchuo_core.ledger.events import Event, Kind

PERSONS = (Kind.JOINED, Kind.PARTED)
"""Kinds that say who is one person."""


@dataclass(frozen=True)
class Said:
    """What an office said of persons, in force: joined number → the number it is read as; numbers
    with marks that aren't theirs.

    ``undone``: joinings that were taken back, the number and the one it was read as meanwhile.
    """

    joined: Mapping[str, str]
    parted: frozenset[tuple[str, str]]
    undone: frozenset[tuple[str, str]] = frozenset()


def in_force(events: Iterable[Event]) -> list[Event]:
    """The joinings and partings that nobody took back, in the order given."""
    whole = list(events)
    gone = {(e.subject, e.payload["event"]) for e in whole if e.kind is Kind.CORRECTION}
    return [e for e in whole if e.kind in PERSONS and (e.subject, e.digest) not in gone]


def said(events: Iterable[Event]) -> Said:
    """What is in force; a chain of joinings leads to its end, and one that leads back to its
    beginning joins nothing.
    """
    whole = list(events)
    standing = in_force(whole)
    into = {e.subject: str(e.payload["into"]) for e in standing if e.kind is Kind.JOINED}
    joined = {number: end for number in into if (end := _end(number, into)) != number}
    parted = {
        (joined.get(e.subject, e.subject), str(e.payload["marks"]))
        for e in standing
        if e.kind is Kind.PARTED
    }
    once = {(e.subject, str(e.payload["into"])) for e in whole if e.kind is Kind.JOINED}
    return Said(joined, frozenset(parted), frozenset(once - set(into.items())))


def _end(number: str, into: Mapping[str, str]) -> str:
    met = [number]
    while (following := into.get(met[-1])) is not None:
        if following in met:
            return number
        met.append(following)
    return met[-1]


def as_one(events: Sequence[Event], joined: Mapping[str, str]) -> list[Event]:
    """Events with joined numbers read as the child they are.

    A correction goes on meaning the event it means. What was said of persons itself stays as
    written.
    """
    if not joined:
        return list(events)
    own = {e.digest for e in events if e.kind in PERSONS}
    found: list[Event] = []
    renamed: dict[str, str] = {}
    for event in events:
        stays = event.kind in PERSONS or event.payload.get("event") in own
        read = event if stays else _read(event, joined, {})
        found.append(read)
        if read is not event:
            renamed[event.digest] = read.digest
    return [
        _read(event, {}, renamed) if event.kind is Kind.CORRECTION else event for event in found
    ]


def _read(event: Event, joined: Mapping[str, str], renamed: Mapping[str, str]) -> Event:
    names = {**joined, **renamed}
    subject = joined.get(event.subject, event.subject)
    payload = _replaced(event.payload, names)
    if subject == event.subject and payload == event.payload:
        return event
    return replace(event, subject=subject, payload=payload)


def _replaced(value: Any, names: Mapping[str, str]) -> Any:
    """A payload with names replaced wherever they stand; what a list then tells twice it tells
    once.
    """
    if isinstance(value, str):
        return names.get(value, value)
    if isinstance(value, list):
        told = [_replaced(item, names) for item in value]
        return told if told == value else _once(told)
    if isinstance(value, dict):
        return {names.get(k, k): _replaced(v, names) for k, v in value.items()}
    return value


def _once(told: Sequence[Any]) -> list[Any]:
    found: list[Any] = []
    for item in told:
        if item not in found:
            found.append(item)
    return found
