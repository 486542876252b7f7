"""给分析人员：打开一个期次的表，换一个口径再比对一次。"""

from __future__ import annotations

import datetime as dt
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pandas as pd

from kongchuo_core.edition import Edition
from kongchuo_core.regulation.labels import labels
from kongchuo_core.settings.dated import Dated
from kongchuo_core.settings.models import Params, Rules, load_params
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.compute import compute
from kongchuo_core.term.editions import edition_of
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.tables import TABLES

NAMING = (
    "name",
    "id_no",
    "other_name",
    "other_id_no",
    "guardian",
    "phone",
    "address",
    "household_no",
)
"""Columns that name a person; left out unless asked for."""
CODED = {
    "verdict": "verdict",
    "explained_by": "explanation",
    "cause": "cause",
    "proposed_cause": "cause",
    "task": "task",
    "who": "who",
    "duty": "duty",
    "finding": "finding",
    "next_step": "step",
    "origin": "origin",
    "placement": "placement",
}
"""Column → the list its codes are on; of ``cases`` and ``tasks`` the state has a list of its own."""
STATES = {"cases": "state", "tasks": "task_state", "duties": "duty_state", "orders": "order_state"}


@dataclass(frozen=True)
class Tables:
    """一个期次的全部表。``t.verdicts``、``t.cases`` 等就是 pandas 的表，``child_id`` 把说到同一个儿童的表连起来。

    代码列换成中文的分类，日期是日期；默认不带姓名、证件号、电话、住址。
    """

    edition: Edition
    names: bool = False

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *TABLES]

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in TABLES:
            raise AttributeError(f"期次里没有“{name}”这张表，有：{'、'.join(TABLES)}")
        return self.table(name)

    def table(self, name: str, *, chinese: bool = False) -> pd.DataFrame:
        """一张表。

        Parameters
        ----------
        name : 表名，见数据字典；也可写 ``t.verdicts`` 这样。
        chinese : 列名也换成中文。

        Returns
        -------
        DataFrame
            代码列是中文的分类（category），日期列是 datetime64。

        Raises
        ------
        UsageError
            没有这张表。
        """
        if name not in TABLES:
            raise UsageError(
                f"期次里没有“{name}”这张表", remedy=f"写成其中之一：{'、'.join(TABLES)}"
            )
        table = self.edition.table(name)
        known = {c.name: c.meaning.split("：")[0] for c in TABLES[name].columns}
        kept = [c for c in table.columns if self.names or c not in NAMING]
        table = table[kept]
        for column in kept:
            table[column] = _told(name, column, table[column])
        return table.rename(columns=known) if chinese else table

    def child(self, child_id: str) -> dict[str, pd.DataFrame]:
        """一名儿童的经过：说到他的每张表里他的那些行。

        Parameters
        ----------
        child_id : 儿童编号，``verdicts``、``cases`` 等表里都有。
        """
        own: dict[str, pd.DataFrame] = {}
        for name, declared in TABLES.items():
            if any(c.name == "child_id" for c in declared.columns):
                table = self.table(name)
                if len(rows := table[table["child_id"] == child_id]):
                    own[name] = rows
        return own

    def __repr__(self) -> str:
        facts = self.edition.facts
        made_up = "（虚构样例）" if facts["fictitious"] else ""
        return f"{facts['county']['name']}{facts['term']['label']}{made_up}，情况截至{facts['term']['as_of']}；表：{'、'.join(TABLES)}"


def _told(table: str, column: str, values: pd.Series[Any]) -> pd.Series[Any]:
    """A column with words for its codes and with real dates."""
    listed = CODED.get(column) or (STATES.get(table) if column == "state" else None)
    if listed is not None:
        words = labels().get(listed, {})
        return values.map(lambda code: words.get(code, code) or pd.NA).astype("category")
    if column == "register":
        folders = {code: r.folder for code, r in REGISTERS.items()}
        return values.map(lambda code: folders.get(code, code)).astype("category")
    declared = next(c for c in TABLES[table].columns if c.name == column)
    return pd.to_datetime(values) if str(declared.type) == "date32[day]" else values


def open_edition(term: str = "", workspace: str | Path = ".", *, names: bool = False) -> Tables:
    """打开一个学期的期次，缺省是最新的。

    Parameters
    ----------
    term : 如 ``"2025-autumn"``；空着是最新的。
    workspace : 工作区，缺省当前文件夹。
    names : 要不要带姓名、证件号等；带上以后，另存的文件也是含个人信息的文件。

    Returns
    -------
    Tables
        ``t.verdicts``、``t.cases``……

    Raises
    ------
    UsageError, LedgerError
        不是工作区；还没有运行过。
    """
    office = Workspace.above(Path(workspace).resolve())
    return Tables(edition_of(office, term or None), names)


def what_if(
    term: str = "",
    workspace: str | Path = ".",
    *,
    cutoff: dt.date | str | None = None,
    rule: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """换一个口径再比对一次，看谁的结论变了；什么也不改、不记，几秒钟。

    Parameters
    ----------
    term, workspace : 同 ``open_edition``。
    cutoff : 换一个年龄截止日。
    rule : 换 ``params/rules/`` 里的规则：``{"absence_threshold": {...}}``，值的写法和那里一样。

    Returns
    -------
    DataFrame
        变了的儿童一人一行：``child_id``、乡镇、原结论、新结论；不在范围的写“不在范围”。

    Raises
    ------
    UsageError
        一个口径也没有换；没有这条规则。
    """
    if cutoff is None and not rule:
        raise UsageError("没有写换哪个口径", remedy="用 cutoff 换年龄截止日，用 rule 换规则")
    office = Workspace.above(Path(workspace).resolve())
    edition = edition_of(office, term or None)
    told = edition.facts["term"]
    params = load_params(office.params, told["term"], dt.date.fromisoformat(told["as_of"]))
    with tempfile.TemporaryDirectory(dir=office.root / "outputs", prefix=".口径") as folder:
        into = Path(folder) / "data"
        into.mkdir()
        compute(office, _changed(params, cutoff, rule or {}), into)
        after = Edition(into).table("verdicts")
    return _moved(edition.table("verdicts"), after)


def _changed(params: Params, cutoff: dt.date | str | None, rule: Mapping[str, Any]) -> Params:
    if unknown := [name for name in rule if name not in params.rules.values]:
        raise UsageError(
            f"没有“{'、'.join(unknown)}”这条规则",
            remedy=f"写成其中之一：{'、'.join(sorted(params.rules.values))}",
        )
    values = dict(params.rules.values)
    for name, value in rule.items():
        values[name] = _always(values[name], value)
    term = params.term
    if cutoff is not None:
        day = cutoff if isinstance(cutoff, dt.date) else dt.date.fromisoformat(cutoff)
        term = term.model_copy(update={"cutoff": day})
    return replace(params, term=term, rules=Rules(values=values))


def _always(rule: Dated, value: Any) -> Dated:
    """A rule with one value on every day it has one."""
    changed = {day: entry.model_copy(update={"value": value}) for day, entry in rule.values.items()}
    return rule.model_copy(update={"values": changed})


def _moved(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Who is judged otherwise, the words of both verdicts side by side."""
    words = labels()["verdict"]
    columns = ["child_id", "town", "verdict"]
    both = before[columns].merge(
        after[columns], on="child_id", how="outer", suffixes=("", "_after")
    )
    moved = both[both["verdict"].fillna("") != both["verdict_after"].fillna("")]
    told = pd.DataFrame(
        {
            "child_id": moved["child_id"],
            "乡镇（街道）": moved["town"].fillna(moved["town_after"]),
            "原结论": moved["verdict"].map(words).fillna("不在范围"),
            "新结论": moved["verdict_after"].map(words).fillna("不在范围"),
        }
    )
    return told.reset_index(drop=True)
