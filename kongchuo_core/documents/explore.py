"""For analysts: an edition's tables for pandas, with Chinese headings, and cross tables with totals.

No table names a child unless it is asked to; an identity number is only ever shown masked.
"""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pandas as pd

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.loop.words import masked
from kongchuo_core.documents.notebook.report import open_edition
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.codes import FLAGS, QUALITY, Fate
from kongchuo_core.vocabulary.registers import REGISTERS

_COLUMNS = {
    "town": "镇（街道）",
    "village": "村（社区）",
    "school": "学校",
    "stage": "学段",
    "age": "年龄",
    "sex": "性别",
}
_REPORTED = {"in_time": "按时", "late": "晚报", "missing": "漏报", "pending": "未到期"}
_FATES = {
    Fate.USED: "采用",
    Fate.DUPLICATE: "重复",
    Fate.OUT_OF_SCOPE: "不在范围",
    Fate.QUARANTINED: "待补正",
}
NOTHING, TOTAL, UNKNOWN = "无", "合计", "尚未查明"
_FOLDERS = {code: register.folder for code, register in REGISTERS.items()}
CHINESE_CONTROLS = {
    "search": "筛选：",
    "info": "第 _START_ 至 _END_ 行，共 _TOTAL_ 行",
    "infoEmpty": "没有行",
    "infoFiltered": "（从 _MAX_ 行中筛出）",
    "zeroRecords": "没有符合的行",
    "emptyTable": "没有行",
}
"""The words around a table that sorts and filters."""


def interactive() -> None:
    """In JupyterLab every table sorts and filters; elsewhere they stay plain, and a stored notebook reads without it.

    The library comes with the notebook's own page: nothing is fetched from a network.
    """
    if "JPY_SESSION_NAME" in os.environ and importlib.util.find_spec("itables"):
        import itables

        itables.options.language = CHINESE_CONTROLS
        itables.options.layout = {
            "topStart": "search",
            "topEnd": None,
            "bottomStart": "info",
            "bottomEnd": "paging",
        }
        itables.options.maxBytes = "4MB"
        itables.options.text_in_header_can_be_selected = False
        itables.options.display_logo_when_loading = False
        itables.init_notebook_mode(all_interactive=True, connected=False)


def open_children(edition: str | Path, town: str = "", *, names: bool = False) -> pd.DataFrame:
    """A line a child, without names and numbers.

    Parameters
    ----------
    edition, town : as ``report.open_report``, which raises the same errors.
    names : add 姓名, 证件号 (masked) and 监护人.

    Returns
    -------
    DataFrame
        place, school, stage, age, sex; 结论; 疑似 (true or false, M3.2); 说明材料 (无 where none is valid); 提示 (a list of words).
    """
    table = open_edition(edition, town).table("verdicts")
    told = table[list(_COLUMNS)].rename(columns=_COLUMNS)
    told["年龄"] = told["年龄"].astype("Int64")
    told["结论"] = table["verdict"].map(facts.VERDICTS)
    told["疑似"] = table["verdict"].isin(facts.SUSPECTED)
    told["说明材料"] = table["explained_by"].map(facts.EXPLANATIONS).fillna(NOTHING)
    told["提示"] = table["flags"].map(lambda flags: [FLAGS.label(flag) for flag in flags])
    return _named(told, table) if names else told


def open_cases(edition: str | Path, town: str = "", *, names: bool = False) -> pd.DataFrame:
    """A line a case: place, origin, cause, state, step, days in hand, tasks overdue; ``names`` as in :func:`open_children`."""
    opened = open_edition(edition, town)
    table, label = opened.table("cases"), opened.facts["loop"]["labels"]
    told = pd.DataFrame(
        {
            "案件编号": table["case_no"],
            "镇（街道）": table["town"],
            "来源": table["origin"].map(label["origin"]),
        }
    )
    told["原因"] = table["cause"].map(label["cause"]).fillna(UNKNOWN)
    told["状态"] = table["state"].map(label["state"])
    told["走到"] = table["step"].map(lambda step: ["未开始", *label["step"].values()][int(step)])
    told["在办天数"], told["逾期任务"] = table["days_open"], table["tasks_overdue"]
    return _named(told, _persons(opened, table)) if names else told


def open_absences(edition: str | Path, town: str = "") -> pd.DataFrame:
    """A line an absence on file: school, first and last day, working days, 未返校, and whether both reports came in time (M5.4)."""
    table = open_edition(edition, town).table("monitoring")
    told = table[["town", "school", "first_day", "last_day", "days"]].set_axis(
        ["镇（街道）", "学校", "首日", "末日", "上学日"], axis="columns"
    )
    told["未返校"] = table["open"]
    told["报教体局"], told["报镇（街道）"] = (
        table[f"{to}_report"].map(_REPORTED) for to in ("bureau", "town")
    )
    return told


def open_tasks(edition: str | Path, town: str = "") -> pd.DataFrame:
    """A line a task: case, place, what, who, until when, state."""
    opened = open_edition(edition, town)
    table, label = opened.table("tasks"), opened.facts["loop"]["labels"]
    told = table[["case_no", "town", "label", "due"]].set_axis(
        ["案件编号", "镇（街道）", "任务", "期限"], axis="columns"
    )
    told.insert(3, "谁办", table["who"].map(label["who"]))
    told["状态"] = table["state"].map(label["task_state"])
    return told


def open_quality(edition: str | Path, town: str = "") -> pd.DataFrame:
    """A line a place to mend in a register: 来源, 文件, 问题, 怎么改; it never names anyone."""
    table = open_edition(edition, town).table("quality")
    told = table[["file", "row", "remedy"]].set_axis(["文件", "行号", "怎么改"], axis="columns")
    told.insert(0, "来源", table["register"].map(_FOLDERS))
    told.insert(3, "问题", table["kind"].map(QUALITY.label))
    return told


def open_rows(edition: str | Path, town: str = "") -> pd.DataFrame:
    """A line for each row of each register: 来源, 文件, 行号, 去向; always the whole county's, for a row has no town of its own."""
    table = open_edition(edition, town).table("rows")
    told = table[["file", "row"]].set_axis(["文件", "行号"], axis="columns")
    told.insert(0, "来源", table["register"].map(_FOLDERS))
    told["去向"] = table["fate"].map(_FATES)
    return told


def open_figures(edition: str | Path, town: str = "") -> pd.DataFrame:
    """The table of figures, whole or of one town with its parts: every number that is printed anywhere."""
    opened = open_edition(edition, town)
    table = opened.table("figures")
    mine = (
        table["place"].str.split("/").str[0].eq(opened.place)
        if opened.town
        else table["place"].notna()
    )
    names = {
        "code": "代码",
        "place": "单位",
        "numerator": "分子",
        "denominator": "分母",
        "value": "值",
        "filter": "怎么数的",
        "clause": "条款",
    }
    return table.loc[mine, list(names)].rename(columns=names).reset_index(drop=True)


def cross(children: pd.DataFrame, rows: str, by: str = "结论") -> pd.DataFrame:
    """Lines counted by two columns, with totals; what is missing is counted as 不详."""
    left, right = (children[column].astype("string").fillna(facts.NO_AGE) for column in (rows, by))
    counted = pd.crosstab(left, right, margins=True, margins_name=TOTAL).rename_axis(
        index=rows, columns=None
    )
    return counted.loc[sorted(counted.index, key=_order), sorted(counted.columns, key=_order)]


def share(children: pd.DataFrame, rows: str, of: str = "疑似") -> pd.DataFrame:
    """For each value of a column: how many lines, in how many ``of`` holds, and how many of a thousand; the most first."""
    grouped = (
        children.assign(**{rows: children[rows].astype("string").fillna(facts.NO_AGE)})
        .groupby(rows)[of]
        .agg(["size", "sum"])
    )
    told = grouped.set_axis(["人数", of], axis="columns")
    told["每千人"] = (told[of] * 1000 / told["人数"]).round(1)
    return told.sort_values([of, "人数"], ascending=[False, True], kind="stable")


def _order(label: str) -> tuple[int, int, str]:
    """Ages by number, verdicts as in every table, the rest by name, the total last."""
    told = [*facts.VERDICTS.values()]
    place = int(label) if label.isdigit() else told.index(label) if label in told else 0
    return (2 if label == TOTAL else 0 if label.isdigit() or label in told else 1, place, label)


def _persons(edition: Edition, table: pd.DataFrame) -> pd.DataFrame:
    """The register's lines of a table's children, in the table's order."""
    return table[["child_id"]].merge(
        edition.table("verdicts").drop_duplicates("child_id"), on="child_id", how="left"
    )


def _named(told: pd.DataFrame, persons: pd.DataFrame) -> pd.DataFrame:
    for place, (heading, column) in enumerate(
        {"姓名": "name", "证件号": "id_no", "监护人": "guardian"}.items()
    ):
        shown = persons[column].fillna("")
        told.insert(place, heading, shown.map(masked) if column == "id_no" else shown)
    return told
