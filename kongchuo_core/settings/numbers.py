"""Dated choices read as what they must be: whole numbers, lists, tables."""

from __future__ import annotations

from datetime import date

from kongchuo_core.settings.models import Rules
from kongchuo_core.vocabulary.errors import ParamsError


def _wrong(name: str, allowed: str) -> ParamsError:
    return ParamsError(
        f"规则“{name}”的值不对", remedy=f"改为{allowed}", place=("文件夹 params/rules",)
    )


def whole(rules: Rules, name: str, day: date) -> int:
    """A whole number from 0 that a rule gives on ``day``; ``ParamsError`` for anything else."""
    value = rules.on(name, day)
    if type(value) is not int or value < 0:
        raise _wrong(name, "从0起的整数")
    return value


def wholes(rules: Rules, name: str, day: date) -> list[int]:
    """A list of whole numbers; raises as :func:`whole`."""
    value = rules.on(name, day)
    if not isinstance(value, list) or any(type(v) is not int or v < 0 for v in value):
        raise _wrong(name, "整数的清单，如 [30, 90]")
    return sorted(value)


def whole_by_name(rules: Rules, name: str, day: date) -> dict[str, int]:
    """A table of whole numbers by name; raises as :func:`whole`."""
    value = rules.on(name, day)
    if not isinstance(value, dict) or any(
        not isinstance(k, str) or type(v) is not int or v < 0 for k, v in value.items()
    ):
        raise _wrong(name, "“名称: 整数”的形式")
    return dict(value)


def texts(rules: Rules, name: str, day: date) -> list[str]:
    """A list of names; raises as :func:`whole`."""
    value = rules.on(name, day)
    if not isinstance(value, list) or any(not isinstance(v, str) for v in value):
        raise _wrong(name, "名称的清单")
    return list(value)


def text(rules: Rules, name: str, day: date) -> str:
    """A text, empty where nothing was entered; raises as :func:`whole`."""
    value = rules.on(name, day)
    if not isinstance(value, str):
        raise _wrong(name, "文字（两边加引号）")
    return value.strip()


def truth(rules: Rules, name: str, day: date) -> bool:
    """Yes or no; raises as :func:`whole`."""
    value = rules.on(name, day)
    if not isinstance(value, bool):
        raise _wrong(name, "true 或 false")
    return value


def listed_by_name(rules: Rules, name: str, day: date) -> dict[str, list[str]]:
    """A table of lists of names; raises as :func:`whole`."""
    value = rules.on(name, day)
    lists = value.values() if isinstance(value, dict) else [None]
    if any(
        not isinstance(found, list) or any(not isinstance(v, str) for v in found) for found in lists
    ):
        raise _wrong(name, "“名称: [名称, 名称]”的形式")
    return (
        {str(key): list(found) for key, found in value.items()} if isinstance(value, dict) else {}
    )


def text_by_name(rules: Rules, name: str, day: date) -> dict[str, str]:
    """A table of texts by name; raises as :func:`whole`."""
    value = rules.on(name, day)
    if not isinstance(value, dict) or any(
        not isinstance(k, str) or not isinstance(v, str) for k, v in value.items()
    ):
        raise _wrong(name, "“名称: 文字”的形式")
    return dict(value)
