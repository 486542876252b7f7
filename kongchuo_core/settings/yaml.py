"""YAML that refuses what a clerk's typing slip would hide: double keys, unknown keys, wrong types."""

from __future__ import annotations

import copy
import re
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.error import YAMLError

from kongchuo_core.vocabulary.errors import ParamsError

_DAY = re.compile(r"datetime\.date\((\d+), (\d+), (\d+)\)")
"""How pydantic writes a key that is a date."""

_DATE = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")

Model = TypeVar("Model", bound=BaseModel)

_KINDS = {
    "missing": "缺这一项",
    "extra_forbidden": "没有这个名称的项",
    "string_too_short": "不能空着",
    "string_type": "要写成文字（两边加引号）",
    "int_type": "要写成整数",
    "date_type": "要写成日期，如 2025-08-31",
    "bool_type": "要写 true 或 false",
    "list_type": "要写成清单（每行以 - 开头）",
    "float_type": "要写成数",
    "dict_type": "要写成“名称: 值”的形式",
    "tuple_type": "要写成清单（每行以 - 开头）",
}


FORMAT = 1
"""The format of params and templates that this version reads; files made before there was a number have none."""


def load(path: Path) -> Any:
    """The content of a YAML file, without the number of its format.

    Raises
    ------
    ParamsError
        where the file is missing, isn't YAML, has the same key twice or a day that doesn't exist, or is of a later format.
    """
    where = (f"文件 {'/'.join(path.parts[-3:])}",)
    try:
        return _lifted(copy.deepcopy(_parsed(path.read_text("utf-8"))), where)
    except FileNotFoundError:
        raise ParamsError(
            "找不到这个参数文件", remedy="用 kongchuo init 重新建工作区，或从备份恢复", place=where
        ) from None
    except UnicodeDecodeError:
        raise ParamsError(
            "不是 UTF-8 编码", remedy="用记事本另存为 UTF-8 编码", place=where
        ) from None
    except ValueError:
        number, day = _no_day(path)
        raise ParamsError(
            f"没有{day}这一天",
            remedy="改成有的日期，如 2025-09-30",
            place=(*where, f"第 {number} 行"),
        ) from None
    except YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = (f"第 {mark.line + 1} 行",) if mark else ()
        double = "duplicate key" in str(error)
        what = "同一个名称写了两次" if double else "写法不对，读不懂"
        raise ParamsError(
            what, remedy="检查缩进、冒号后的空格和引号，名称不能重复", place=(*where, *line)
        ) from None


def _lifted(content: Any, where: tuple[str, ...]) -> Any:
    """What this version reads a file as."""
    told = content.pop("format", 0) if isinstance(content, dict) else 0
    if not isinstance(told, int) or told > FORMAT:
        raise ParamsError(
            f"文件的格式号是{told}，这一版程序只认得{FORMAT}以下的",
            remedy="文件是更新版本的程序写的：换成那个版本或更新的版本的程序",
            place=where,
        )
    return content


@lru_cache(maxsize=64)
def _parsed(text: str) -> Any:
    """The same text is read once: an office's rules are asked for many times, and the parser is slow."""
    return YAML(typ="safe", pure=True).load(text)


def _no_day(path: Path) -> tuple[int, str]:
    """The line of the first date in a file that no calendar has, and the date."""
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1):
        for found in _DATE.finditer(line):
            try:
                date(*map(int, found.groups()))
            except ValueError:
                return number, found[0]
    return 1, "这样写的"


def read(path: Path, model: type[Model]) -> Model:
    """A params file as its strict model; every fault is named by its place in the file.

    Raises
    ------
    ParamsError
        as :func:`load`, and where a key is unknown or missing or a value has the wrong type.
    """
    content = load(path)
    try:
        return model.model_validate(content if content is not None else {})
    except ValidationError as error:
        first = error.errors(include_url=False, include_input=False)[0]
        parts = (
            _DAY.sub(lambda day: date(*map(int, day.groups())).isoformat(), str(part))
            for part in first["loc"]
        )
        key = " › ".join(parts) or "（整个文件）"
        kind = _KINDS.get(first["type"], str(first.get("ctx", {}).get("error", "值不对")))
        raise ParamsError(
            f"“{key}”{kind}",
            remedy="按同目录其他文件或使用指南的写法改正",
            place=(f"文件 {'/'.join(path.parts[-3:])}",),
        ) from None
