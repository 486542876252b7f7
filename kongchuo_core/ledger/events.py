"""What the ledger records: kinds of events, their versions, and the form every event has.

An event holds ids, codes, dates and digests. Names, numbers, addresses, health and belief stand in the table of details, which a
retention rule or a person's right can erase while the chain still verifies (law 7 of the house).
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from kongchuo_core.vocabulary.errors import LedgerError


class Kind(StrEnum):
    """Kinds of events; the version of each is in :data:`VERSIONS`."""

    EDITION = "edition"
    DECISION = "decision"
    DECISION_WITHDRAWN = "decision_withdrawn"


VERSIONS: dict[Kind, int] = {Kind.EDITION: 1, Kind.DECISION: 1, Kind.DECISION_WITHDRAWN: 1}

MADE_BY_RUNS = (Kind.EDITION,)
"""Kinds that a run records about itself; what people recorded up to a head does not count them."""


@dataclass(frozen=True)
class Event:
    """Something that happened.

    ``subject`` is a child's number, a case number or a term; ``happened_on`` when it happened; ``by`` who answers for it;
    ``payload`` codes, dates and digests by name.
    """

    kind: Kind
    subject: str
    happened_on: date
    by: str
    payload: dict[str, Any] = field(default_factory=dict)

    @property
    def content(self) -> str:
        """The event as canonical text: what its digest and the seal are made of."""
        return json.dumps(
            {
                "kind": self.kind,
                "version": VERSIONS[self.kind],
                "subject": self.subject,
                "happened_on": self.happened_on.isoformat(),
                "by": self.by,
                "payload": self.payload,
            },
            ensure_ascii=False,
            sort_keys=True,
            separators=(",", ":"),
        )

    @property
    def digest(self) -> str:
        """The same event has the same digest, so recording it twice changes nothing."""
        return hashlib.sha256(self.content.encode()).hexdigest()


def parse(content: str) -> Event:
    """Canonical text → event.

    Raises
    ------
    LedgerError
        for a kind or version this program does not know.
    """
    raw = json.loads(content)
    try:
        kind = Kind(raw["kind"])
    except ValueError:
        kind = None
    if kind is None or raw["version"] > VERSIONS[kind]:
        raise LedgerError("台账里有这个程序不认识的记录", remedy="台账是更新版本的程序写的，请用那个版本打开")
    return Event(kind, raw["subject"], date.fromisoformat(raw["happened_on"]), raw["by"], raw["payload"])
