"""YAML that refuses what a clerk's typing slip would hide: double keys, unknown keys, wrong
types.
"""

from __future__ import annotations

import copy
import re
from collections.abc import Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.constructor import SafeConstructor
from ruamel.yaml.error import YAMLError
from ruamel.yaml.nodes import ScalarNode

from kongchuo_core.vocabulary.days import EXAMPLE, WRITTEN_SO, chinese_date
from kongchuo_core.vocabulary.errors import ParamsError

_DAY = re.compile(r"datetime\.date\((\d+), (\d+), (\d+)\)")
"""How pydantic writes a key that is a date."""

_DATE = re.compile(r"(\d{4})[-年](\d{1,2})[-月](\d{1,2})日?")
_CHINESE_DAY = re.compile(r"(\d{4})年(\d{1,2})月(\d{1,2})日\Z")
_DAY_TAG = "!day"

Model = TypeVar("Model", bound=BaseModel)

_KINDS = {
    "missing": "缺这一项",
    "extra_forbidden": "没有这个名称的项",
    "string_too_short": "不能空着",
    "string_type": "要写成文字（两边加引号）",
    "int_type": "要写成整数",
    "date_type": f"要{WRITTEN_SO}的日期",
    "bool_type": "要写 true 或 false",
    "list_type": "要写成清单（每行以 - 开头）",
    "float_type": "要写成数",
    "dict_type": "要写成“名称: 值”的形式",
    "tuple_type": "要写成清单（每行以 - 开头）",
}

NAMES = {
    "term": "学期",
    "label": "名称",
    "school_year": "学年",
    "cutoff": "年龄截止日",
    "compared_on": "比对日",
    "first_day": "首日",
    "last_day": "末日",
    "window_from": "比对时段首日",
    "window_to": "比对时段末日",
    "previous": "上一学期",
    "name": "名称",
    "kind": "类别",
    "code": "代码",
    "aliases": "别名",
    "province": "省",
    "city": "州市",
    "bureau": "教体局",
    "government": "县政府",
    "supervision_office": "督导办公室",
    "leading_group_office": "领导小组办公室",
    "mechanism": "闭环管理机制",
    "inspection_issuer": "检查报告的印发机关",
    "basis": "依据",
    "document_code": "机关代字",
    "document_codes": "各机关的代字",
    "contacts": "各机关的联系人",
    "contact": "公众联系",
    "phone": "电话",
    "hours": "时间",
    "towns": "乡镇",
    "sections": "章节",
    "rules": "规则",
    "values": "取值",
    "value": "值",
    "source": "依据",
    "clause": "条款",
    "description": "说明",
    "persons": "人员",
    "town": "乡镇",
    "may_sign": "可以签发的文书",
    "unit": "单位",
    "years": "年份",
    "holidays": "放假",
    "make_up_days": "调休上班日",
    "roles": "职责",
    "post": "职务",
    "level": "层级",
    "line": "线别",
    "scope": "范围",
    "headings": "列名",
    "words": "写法",
}
"""What the keys of the params files mean, for messages: a clerk finds the key in the file and reads
the word.
"""


FORMAT = 1
"""The format of params and templates that this version reads; files made before there was a number
have none.
"""


def load(path: Path) -> Any:
    """The content of a YAML file, without the number of its format.

    Raises
    ------
    ParamsError
        where the file is missing, isn't YAML, has the same key twice or a day that doesn't exist,
        or is of a later format.
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
            remedy=f"改成有的日期，如{chinese_date(EXAMPLE)}",
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
    """The same text is read once: an office's rules are asked for many times, and the parser is
    slow.
    """
    yaml = YAML(typ="safe", pure=True)
    yaml.Constructor = _WithChineseDays
    yaml.resolver.add_implicit_resolver(_DAY_TAG, _CHINESE_DAY, list("12"))
    return yaml.load(text)


class _WithChineseDays(SafeConstructor):
    """Reads 2025年9月1日 as the day that it is, beside the 2025-09-01 of YAML itself."""

    def day(self, node: ScalarNode) -> date:
        """The day of a plain scalar; ``ValueError`` where no calendar has it."""
        found = _CHINESE_DAY.match(node.value)
        assert found is not None  # the resolver gave it this tag for having this form
        return date(*map(int, found.groups()))


_WithChineseDays.add_constructor(_DAY_TAG, _WithChineseDays.day)


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
        key = _told(first["loc"]) or "（整个文件）"
        kind = _KINDS.get(first["type"], str(first.get("ctx", {}).get("error", "值不对")))
        raise ParamsError(
            f"“{key}”{kind}",
            remedy="按同目录其他文件或使用指南的写法改正",
            place=(f"文件 {'/'.join(path.parts[-3:])}",),
        ) from None


def _told(place: Sequence[str | int]) -> str:
    """A place in a file in Chinese words, the last key as the file has it behind them: 规则 ›
    mend_days › 依据（source）.
    """
    parts = [f"第{part + 1}项" if isinstance(part, int) else _word(part) for part in place]
    last = place[-1] if place else ""
    if isinstance(last, str) and last in NAMES:
        parts[-1] = f"{NAMES[last]}（{last}）"
    return " › ".join(parts)


def _word(part: str) -> str:
    """A key in Chinese, where it is one of ours; a day in words."""
    told = _DAY.sub(lambda day: chinese_date(date(*map(int, day.groups()))), part)
    return NAMES.get(told, told)
