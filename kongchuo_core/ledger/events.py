"""What the ledger records: kinds of events, their versions, and the form every event has.

An event holds ids, codes, dates and digests. Names, numbers, addresses, health and belief stand in
the table of details, which a retention rule or a person's right can erase while the chain still
verifies (law 7 of the house).
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any

from kongchuo_core.vocabulary.errors import LedgerError


class Kind(StrEnum):
    """Kinds of events; the version of each is in :data:`VERSIONS`, what it carries in
    :data:`FIELDS`.
    """

    EDITION = "edition"
    DECISION = "decision"
    DECISION_WITHDRAWN = "decision_withdrawn"
    JOINED = "joined"
    PARTED = "parted"
    OPENED = "opened"
    REOPENED = "reopened"
    VERIFIED = "verified"
    APPROVAL = "approval"
    NOTICE_ISSUED = "notice_issued"
    SERVED = "served"
    TASK_SET = "task_set"
    STEP = "step"
    TASK_DONE = "task_done"
    PLACED = "placed"
    RETURNED = "returned"
    SEEN = "seen"
    VISITED = "visited"
    REPORTED = "reported"
    SCHOOL_REPORT = "school_report"
    CLOSED = "closed"
    CORRECTION = "correction"
    ERASED = "erased"
    RELEASE_PROPOSED = "release_proposed"
    RELEASED = "released"
    PAPER_SIGNED = "paper_signed"
    PAPER_VOIDED = "paper_voided"
    PAPER_SERVED = "paper_served"
    SCAN_ATTACHED = "scan_attached"
    NUMBER_LOST = "number_lost"
    ARCHIVED = "archived"
    IMPORTED = "imported"


VERSIONS: dict[Kind, int] = dict.fromkeys(Kind, 1)

SIGNING = (
    Kind.PAPER_SIGNED,
    Kind.PAPER_VOIDED,
    Kind.PAPER_SERVED,
    Kind.SCAN_ATTACHED,
    Kind.NUMBER_LOST,
)
"""Kinds about signed papers; their subject is the paper's entry in the register of papers
(``signoff``).
"""
MADE_BY_RUNS = (
    Kind.EDITION,
    Kind.ERASED,
    *SIGNING,
    Kind.RELEASE_PROPOSED,
    Kind.RELEASED,
    Kind.ARCHIVED,
    Kind.IMPORTED,
)
"""Kinds that a run records about itself, or that tell nothing of a case; what people recorded up to
a head does not count them.
"""

RUN = "kongchuo run"
"""Who records what a run found: the run itself, no person."""

_CODE, _TEXT = re.compile(r"[a-z][a-z0-9_]{0,39}"), re.compile(r"[\x21-\x7e]{1,128}")
_NUMBER = re.compile(r"[\u4e00-\u9fff]{2,12}〔[12]\d{3}〕[1-9]\d{0,4}号")
_HASH, _LONG_NUMBER = re.compile(r"[0-9a-f]{64}"), re.compile(r"\d{15}")


def _is_date(value: Any) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False


FORMS: dict[str, Callable[[Any], bool]] = {
    "代码": lambda v: isinstance(v, str) and bool(_CODE.fullmatch(v)),
    "日期": _is_date,
    "摘要": lambda v: isinstance(v, str) and bool(_HASH.fullmatch(v)),
    "编号": lambda v: isinstance(v, str) and bool(_TEXT.fullmatch(v)),
    "文号": lambda v: isinstance(v, str) and bool(_NUMBER.fullmatch(v)),
    "是否": lambda v: isinstance(v, bool),
    "人数": lambda v: isinstance(v, int) and not isinstance(v, bool) and v >= 0,
}
"""What a field of a payload may hold; none of them holds a name, an identity number or free
text.
"""


@dataclass(frozen=True)
class Field:
    """One field of a payload: its name, its form (:data:`FORMS`) and whether it must be there."""

    name: str
    form: str
    required: bool = False


_EVIDENCE = (Field("proof", "代码"), Field("evidence", "摘要"))
_OF_A_RUN = (
    Field("term", "编号"),
    Field("first_day", "日期"),
    Field("difference", "编号"),
    Field("explained", "是否"),
)
"""What a run says of an opening: in which term, by which absence, of which class of suspected,
whether a document explains it.
"""

FIELDS: dict[Kind, tuple[Field, ...]] = {
    Kind.DECISION: (
        Field("evidence", "编号", True),
        Field("same", "是否", True),
        Field("question", "编号"),
    ),
    Kind.DECISION_WITHDRAWN: (Field("decision", "编号", True), Field("basis", "是否")),
    Kind.JOINED: (Field("into", "编号", True), Field("question", "编号")),
    Kind.PARTED: (Field("marks", "编号", True), Field("question", "编号")),
    Kind.OPENED: (Field("origin", "代码", True), *_EVIDENCE, *_OF_A_RUN),
    Kind.REOPENED: (Field("reason", "代码"), *_EVIDENCE),
    Kind.VERIFIED: (Field("cause", "代码"), *_EVIDENCE),
    Kind.APPROVAL: (Field("approval", "代码", True), Field("until", "日期", True), *_EVIDENCE),
    Kind.NOTICE_ISSUED: (Field("paper", "代码", True), Field("evidence", "摘要")),
    Kind.SERVED: (
        Field("paper", "代码", True),
        Field("manner", "代码", True),
        Field("evidence", "摘要"),
    ),
    Kind.TASK_SET: (Field("task", "代码", True), Field("due", "日期")),
    Kind.STEP: (
        Field("step", "代码", True),
        Field("result", "代码", True),
        Field("issuer", "代码", True),
        Field("reason", "代码"),
        Field("evidence", "摘要"),
    ),
    Kind.TASK_DONE: (Field("task", "代码", True), *_EVIDENCE),
    Kind.PLACED: (Field("placement", "代码", True), *_EVIDENCE),
    Kind.RETURNED: (*_EVIDENCE, Field("term", "编号"), Field("first_day", "日期")),
    Kind.SEEN: (Field("how", "代码", True), Field("first_day", "日期"), *_EVIDENCE),
    Kind.VISITED: (Field("evidence", "摘要", True),),
    Kind.REPORTED: (
        Field("to", "代码", True),
        Field("first_day", "日期", True),
        Field("evidence", "摘要"),
    ),
    Kind.SCHOOL_REPORT: (
        Field("there", "人数", True),
        Field("away", "人数", True),
        Field("evidence", "摘要", True),
    ),
    Kind.CLOSED: _EVIDENCE,
    Kind.CORRECTION: (Field("event", "摘要", True), Field("reason", "代码")),
    Kind.ERASED: (Field("reason", "代码", True),),
    Kind.IMPORTED: (Field("batch", "摘要", True),),
    Kind.ARCHIVED: (Field("archive", "摘要", True), Field("manifest", "摘要", True)),
    Kind.RELEASE_PROPOSED: (Field("files", "摘要", True),),
    Kind.RELEASED: (
        Field("files", "摘要", True),
        Field("corrects", "编号"),
        Field("because", "编号"),
    ),
    Kind.PAPER_SIGNED: (
        Field("paper", "代码", True),
        Field("term", "编号", True),
        Field("number", "文号"),
        *(Field(name, "摘要", True) for name in ("draft", "facts", "document", "record")),
        *(Field(name, "编号") for name in ("child", "unit")),
        *(Field(name, "代码") for name in ("step", "told")),
        *(Field(name, "摘要") for name in ("filled", "edited")),
    ),
    Kind.PAPER_VOIDED: (Field("reason", "代码", True),),
    Kind.PAPER_SERVED: (Field("manner", "代码", True),),
    Kind.NUMBER_LOST: (Field("number", "文号"), Field("document", "摘要", True)),
    Kind.SCAN_ATTACHED: (Field("scan", "摘要", True), Field("type", "代码", True)),
}
"""What each kind carries; a run's own event (EDITION) carries lists and isn't written by hand."""


AGAIN = Field("again", "编号")
"""What every event may carry: the same thing recorded once more, after it had been taken back."""


@dataclass(frozen=True)
class Event:
    """Something that happened.

    ``subject`` is a child's number, a case number or a term; ``happened_on`` when it happened;
    ``by`` who answers for it; ``payload`` codes, dates and digests by name.
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


def told_by_people(event: Event) -> bool:
    """Whether people recorded it and it tells of a case or a decision; what a run found is found
    again by running again.
    """
    return event.kind not in MADE_BY_RUNS and event.by != RUN


def check(event: Event) -> None:
    """Whether an event is well formed: anything that is may be recorded, in any order; what it
    breaks comes out in the fold.

    Raises
    ------
    LedgerError
        for an empty or numeric ``by``, a subject that is no number of ours, and a payload that
        differs from :data:`FIELDS`.
    """
    declared = {f.name: f for f in FIELDS.get(event.kind, ())}
    if declared:
        declared[AGAIN.name] = AGAIN
    wrong = [
        n
        for n, f in declared.items()
        if (f.required or n in event.payload) and not FORMS[f.form](event.payload.get(n))
    ]
    wrong += [n for n in event.payload if declared and n not in declared]
    if not event.by.strip() or _LONG_NUMBER.search(event.by):
        wrong.append("by")
    if not _TEXT.fullmatch(event.subject) or _LONG_NUMBER.match(event.subject):
        wrong.append("subject")
    if wrong:
        expected = (
            "、".join(
                f"{f.name}（{f.form}{'，必填' if f.required else ''}）" for f in declared.values()
            )
            or "无"
        )
        raise LedgerError(
            f"要记入台账的“{event.kind}”写得不对：{'、'.join(wrong)}",
            remedy=f"这种记录要有经办人、儿童编号，可写的项是：{expected}；不写姓名、证件号和文字说明",
        )


def parse(content: str) -> Event:
    """Canonical text → event.

    Raises
    ------
    LedgerError
        for a kind or version this program does not know.
    """
    try:
        raw = json.loads(content)
        version, name = int(raw["version"]), str(raw["kind"])
        day = date.fromisoformat(raw["happened_on"])
        told = (str(raw["subject"]), day, str(raw["by"]), dict(raw["payload"]))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise LedgerError(
            "台账里有一笔记录损坏，读不出来",
            remedy="从备份恢复 ledger/ 整个文件夹，并查明原因",
        ) from None
    if name not in set(Kind) or version > VERSIONS[Kind(name)]:
        raise LedgerError(
            "台账里有这个程序不认识的记录", remedy="台账是更新版本的程序写的，请用那个版本打开"
        )
    return Event(Kind(name), *told)
