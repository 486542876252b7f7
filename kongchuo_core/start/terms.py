"""A new term's params, its dates reckoned from the usual year."""

from __future__ import annotations

import re
from datetime import date

from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import UsageError

NAME = re.compile(r"(20\d\d)-(autumn|spring)")
"""How a term is called."""

_FORM = """\
format: 1  # 这个文件的格式号，不用改
# 一个学期的日期，按往年推算，请对照校历核对。
#   cutoff       年龄算到哪天；compared_on  比对日：批准、期限、缺勤以这天为准
term: {term}
label: {label}
school_year: {year}
cutoff: {cutoff}
compared_on: {compared_on}
first_day: {first_day}
last_day: {last_day}
window_from: {window_from}
window_to: {compared_on}
previous: {previous}
"""


def new_term(workspace: Workspace, name: str) -> str:
    """Write ``params/terms/<name>.yaml``; the return value is its path within the workspace.

    Raises
    ------
    UsageError
        where the name isn't of the form ``2026-autumn`` or the term is there already.
    """
    if not NAME.fullmatch(name):
        raise UsageError("学期的写法不对", remedy="写成 2026-autumn（秋季）或 2027-spring（春季）")
    path = workspace.params / "terms" / f"{name}.yaml"
    if path.exists():
        raise UsageError(f"学期 {name} 已经有了", remedy=f"直接修改 params/terms/{name}.yaml")
    path.write_text(_FORM.format(**_told(name, workspace)), "utf-8")
    return path.relative_to(workspace.root).as_posix()


def dates(name: str) -> dict[str, date]:
    """A term's days in the usual year."""
    year, autumn = int(name[:4]), name.endswith("autumn")
    return {
        "cutoff": date(year if autumn else year - 1, 8, 31),
        "compared_on": date(year, 9, 30) if autumn else date(year, 3, 31),
        "first_day": date(year, 9, 1) if autumn else date(year, 3, 1),
        "last_day": date(year + 1, 1, 20) if autumn else date(year, 7, 6),
        "window_from": date(year, 9, 1) if autumn else date(year, 3, 1),
    }


def _told(name: str, workspace: Workspace) -> dict[str, object]:
    year, autumn = int(name[:4]), name.endswith("autumn")
    before = f"{year}-spring" if autumn else f"{year - 1}-autumn"
    known = (workspace.params / "terms" / f"{before}.yaml").is_file()
    return {
        "term": name,
        "label": f"{year}年{'秋' if autumn else '春'}季学期",
        "year": year if autumn else year - 1,
        "previous": before if known else "null",
        **dates(name),
    }
