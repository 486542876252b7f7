"""The clock: the one module that reads it. Everything below is told the time."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """This moment, for the ledger's column of when something was recorded."""
    return datetime.now(UTC)


def today() -> date:
    """Today where the office is, for what is due and what is later than today."""
    return datetime.now().astimezone().date()
