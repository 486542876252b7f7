"""A change of staff: one list of what changes hands, to be checked and signed by both."""

from __future__ import annotations

import hashlib
from datetime import date
from pathlib import Path
from typing import Any

from kongchuo_core.documents.pages import page
from kongchuo_core.documents.wording import chinese_date
from kongchuo_core.keeping.backup import last_proof
from kongchuo_core.ledger.anchor import short
from kongchuo_core.ledger.events import Kind
from kongchuo_core.ledger.store import Head, Ledger
from kongchuo_core.release import shelf
from kongchuo_core.settings.models import read_county
from kongchuo_core.settings.people import load_people
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.signing.after_signing import Waiting, standings, terms_made, waiting
from kongchuo_core.term import place

FILE = "移交清单.md"


def hand_over(workspace: Workspace, day: date) -> Path:
    """Write the list below ``outputs/`` and give its place; it holds the persons of the office, no
    child.

    Raises
    ------
    LedgerError
        where the ledger or an edition is damaged.
    ParamsError
        where params can't be read.
    """
    place.recover_unless_busy(workspace)
    ledger, stand = Ledger(workspace.ledger, workspace.key()), standings(workspace)
    terms = terms_made(workspace)
    unsigned: list[tuple[str, Waiting]] = []
    for term in terms:
        unsigned += [(term, one) for one in waiting(workspace, term, stand)]
    told = page(
        "移交清单",
        县=read_county(workspace.params).name,
        日期=chinese_date(day),
        台账=short(ledger.head()),
        密钥=hashlib.sha256(workspace.key()).hexdigest()[:8],
        人员=[person.model_dump() for person in load_people(workspace.params).persons],
        待签=unsigned,
        学期=terms,
        公开=[edition.name for edition in shelf.kept(workspace)],
        封存=[
            {"学期": r.event.subject, "日期": chinese_date(r.event.happened_on), **r.event.payload}
            for r in ledger.events(Kind.ARCHIVED)
        ],
        备份=_backup(last_proof(workspace), ledger.head()),
    )
    target = workspace.root / "outputs" / FILE
    target.parent.mkdir(exist_ok=True)
    target.write_text(told, "utf-8")
    return target


def _backup(proof: dict[str, Any] | None, head: Head) -> dict[str, Any]:
    """What is known of the last backup, and how many records came since; nothing where no backup is
    known.
    """
    if proof is None:
        return {}
    return proof | {"此后": head.count - int(proof["head"]["count"])}
