"""双线十人制 (M1.4): for every case the persons answerable on the two lines, government and education;
gaps stand out.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from kongchuo_core.settings.people import GUARDIAN, People, Role

TOWN = "town"
"""The part of a role's scope that says which town's register must name somebody."""
_NUMERALS = str.maketrans("一二三四五六七八九", "123456789")


def answerable(
    children: Iterable[Mapping[str, Any]],
    register: Iterable[Mapping[str, Any]],
    people: People,
) -> list[dict[str, Any]]:
    """One line for each child and role: ``child_id, line, level, order, name, unit, known, dark``.

    ``name`` is ``None`` where nobody stands; that is a gap only where ``known``: the child's place
    is written whole and the register names somebody of that role in the child's town (or, of a role of
    the county, at all). A register that wasn't given, a column that lacks, a town that sent nothing
    are no gap; ``dark`` is a role that the register doesn't tell of, so that nobody knows whether
    the chain is whole.

    Parameters
    ----------
    children : lines of ``verdicts`` (town, village, group_name, school, grade, class_name,
        guardian).
    register : the register 责任人; of several persons in one place the first of the file counts.
    """
    held: dict[tuple[str, ...], Mapping[str, Any]] = {}
    levels: dict[tuple[str, str], Role] = {(r.line, _plain(r.level)): r for r in people.roles}
    for person in register:
        role = levels.get((_plain(person["line"]).removesuffix("线"), _plain(person["level"])))
        if role is not None and (key := _key(role, person)) is not None:
            held.setdefault(key, person)
    covered = {(*key[:2], _town(levels, key)) for key in held}
    lines: list[dict[str, Any]] = []
    for child in children:
        lines += _chain(child, held, covered, people)
    return lines


def _town(levels: Mapping[tuple[str, str], Role], key: tuple[str, ...]) -> str:
    """The town of a place, or nothing for a role that isn't a town's."""
    role = levels[key[0], _plain(key[1])]
    return key[2] if role.scope[:1] == [TOWN] else ""


def _chain(
    child: Mapping[str, Any],
    held: Mapping[tuple[str, ...], Mapping[str, Any]],
    covered: Collection[tuple[str, ...]],
    people: People,
) -> Iterator[dict[str, Any]]:
    for order, role in enumerate(people.roles, 1):
        line = {
            "child_id": child["child_id"],
            "line": role.line,
            "level": role.level,
            "order": order,
        }
        if role.scope == [GUARDIAN]:
            name = child.get("guardian")
            yield line | {"name": name, "unit": None, "known": bool(name), "dark": False}
            continue
        key = _key(role, child)
        person = held.get(key) if key is not None else None
        town = str(child.get(TOWN) or "") if role.scope[:1] == [TOWN] else ""
        told = (role.line, role.level, town) in covered
        placed = key is not None and (person is not None or _placed(role, child))
        yield line | {
            "name": person["name"] if person else None,
            "unit": person["unit"] if person else None,
            "known": placed and told,
            "dark": key is not None and not (placed and told),
        }


def _key(role: Role, record: Mapping[str, Any]) -> tuple[str, ...] | None:
    """The place a role reaches, as a record has it; ``None`` where the record doesn't say."""
    parts = [_class(record) if s == "class_name" else str(record.get(s) or "") for s in role.scope]
    return (role.line, role.level, *parts) if all(parts) else None


def _placed(role: Role, child: Mapping[str, Any]) -> bool:
    """Whether a child's class is written whole, grade and class, where the role is of a class: of
    half of it nobody knows whose it is.
    """
    return "class_name" not in role.scope or len(_class(child)) > 1


def _plain(text: object) -> str:
    """Full-width brackets as registers and params write them differently."""
    return unicodedata.normalize("NFKC", str(text or ""))


def _class(record: Mapping[str, Any]) -> str:
    """Grade and class as digits: 三年级2班, 3年级 with 2班 and 初一3班 are 32, 32 and 73."""
    text = f"{record.get('grade') or ''}{record.get('class_name') or ''}".translate(_NUMERALS)
    text = re.sub(r"初([123])", lambda m: str(int(m[1]) + 6), text)
    return "".join(re.findall(r"\d", text))
