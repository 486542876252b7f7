"""双线十人制 (M1.4): for every case the persons answerable on the two lines, government and education; gaps stand out."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from kongchuo_core.settings.people import GUARDIAN, People, Role

_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")


def answerable(
    children: Iterable[Mapping[str, Any]],
    register: Iterable[Mapping[str, Any]],
    people: People,
) -> list[dict[str, Any]]:
    """One line for each child and role: ``child_id, line, level, order, name, unit``; ``name`` is ``None`` where there is a gap.

    Parameters
    ----------
    children : lines of ``verdicts`` (town, village, group_name, school, grade, class_name, guardian).
    register : the register 责任人; of several persons in one place the first of the file counts.
    """
    held: dict[tuple[str, ...], Mapping[str, Any]] = {}
    levels: dict[tuple[str, str], Role] = {(r.line, _plain(r.level)): r for r in people.roles}
    for person in register:
        role = levels.get((_plain(person["line"]).removesuffix("线"), _plain(person["level"])))
        if role is not None and (key := _key(role, person)) is not None:
            held.setdefault(key, person)
    return [line for child in children for line in _chain(child, held, people)]


def _chain(
    child: Mapping[str, Any], held: Mapping[tuple[str, ...], Mapping[str, Any]], people: People
) -> Iterator[dict[str, Any]]:
    for order, role in enumerate(people.roles, 1):
        line = {
            "child_id": child["child_id"],
            "line": role.line,
            "level": role.level,
            "order": order,
        }
        if role.scope == [GUARDIAN]:
            yield line | {"name": child.get("guardian"), "unit": None}
            continue
        key = _key(role, child)
        person = held.get(key) if key is not None else None
        yield line | {
            "name": person["name"] if person else None,
            "unit": person["unit"] if person else None,
        }


def _key(role: Role, record: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The place a role reaches, as a record has it; ``None`` where the record doesn't say."""
    parts = [_class(record) if s == "class_name" else str(record.get(s) or "") for s in role.scope]
    return (role.line, role.level, *parts) if all(parts) else None


def _plain(text: object) -> str:
    """Full-width brackets as registers and params write them differently."""
    return unicodedata.normalize("NFKC", str(text or ""))


def _class(record: Mapping[str, Any]) -> str:
    """Grade and class as digits: 三年级2班, 3年级 with 2班 and 初一3班 are 32, 32 and 73."""
    text = f"{record.get('grade') or ''}{record.get('class_name') or ''}".translate(_NUMERALS)
    text = re.sub(r"初([123])", lambda m: str(int(m[1]) + 6), text)
    return "".join(re.findall(r"\d", text))
