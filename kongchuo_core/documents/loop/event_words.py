"""What an event of a case says, in words, with every field of it: for the child's file, the child's
screen, the confirmation.

How each kind and each field is told stands in ``event_kinds.csv`` and ``event_fields.csv``; a field
with no words holds a digest.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from functools import cache
from importlib.resources import files

from kongchuo_core.documents.loop.facts import EventFact, Office
from kongchuo_core.documents.wording import chinese_date

FOUND = "核实："
"""How labels of what a verification found begin, and how the record says that there was one."""
IN_FILE = frozenset({"proof"})
"""What a case file says in a column of its own."""


@cache
def _table(name: str) -> dict[str, dict[str, str]]:
    text = files("kongchuo_core.documents.loop").joinpath(name).read_text("utf-8")
    rows = list(csv.DictReader(text.splitlines()))
    return {next(iter(row.values())): row for row in rows}


def known(kind: str) -> bool:
    """Whether a kind of event is one of a case."""
    return kind in _table("event_kinds.csv")


def payload_of(event: EventFact) -> dict[str, str]:
    """The fields of an event as an edition has it: its main code apart, the others beside."""
    main = _table("event_kinds.csv").get(event.kind, {}).get("main", "")
    return ({main: event.code} if main and event.code else {}) | dict(event.other)


def words(
    kind: str, payload: Mapping[str, object], office: Office, leave: frozenset[str] = frozenset()
) -> str:
    """An event in words: 四步法：行政处罚（无依据，由县教育体育局作出，写明理由）.

    Parameters
    ----------
    payload : its fields by name, codes and days as recorded; one that has no words here is told by
        its name.
    leave : fields that are told elsewhere.
    """
    told = _table("event_kinds.csv").get(kind, {"words": kind, "main": "", "list": ""})
    main = str(payload.get(told["main"]) or "")
    said = told["words"].format(_label(office, told["list"], main) if main else "")
    said = said.replace(FOUND * 2, FOUND).rstrip("：")
    rest: list[str] = []
    for name, value in payload.items():
        if name not in {told["main"], *leave} and value not in (None, "", False):
            rest += _field(name, str(value), office)
    return said + (f"（{'，'.join(rest)}）" if rest else "")


def _field(name: str, value: str, office: Office) -> Iterator[str]:
    row = _table("event_fields.csv").get(name)
    if row is None:
        yield f"{name}：{value}"
    elif row["words"]:
        yield row["words"].format(_label(office, row["list"], value))


def _label(office: Office, of: str, value: str) -> str:
    """A code in words, a day in Chinese."""
    if of:
        return office.label(of, value)
    try:
        return chinese_date(date.fromisoformat(value))
    except ValueError:
        return value
