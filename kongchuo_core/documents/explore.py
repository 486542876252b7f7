"""For analysts: the children of an edition as a pandas table with Chinese headings, and cross tables with totals."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from kongchuo_core.documents import facts
from kongchuo_core.documents.report import open_edition
from kongchuo_core.vocabulary.codes import FLAGS

_COLUMNS = {"town": "镇（街道）", "village": "村（社区）", "school": "学校", "stage": "学段", "age": "年龄", "sex": "性别"}
NOTHING, TOTAL = "无", "合计"


def open_children(edition: str | Path, town: str = "", *, names: bool = False) -> pd.DataFrame:
    """A line a child, without names and numbers.

    Parameters
    ----------
    edition, town : as ``report.open_report``, which raises the same errors.
    names : add 姓名 and 监护人; identity numbers are never shown.

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
    if names:
        told.insert(0, "姓名", table["name"])
        told.insert(1, "监护人", table["guardian"])
    return told


def cross(children: pd.DataFrame, rows: str, by: str = "结论") -> pd.DataFrame:
    """Children counted by two columns, with totals; what is missing is counted as 不详."""
    left, right = (children[column].astype("string").fillna(facts.NO_AGE) for column in (rows, by))
    counted = pd.crosstab(left, right, margins=True, margins_name=TOTAL).rename_axis(index=rows, columns=None)
    return counted.loc[sorted(counted.index, key=_order), sorted(counted.columns, key=_order)]


def _order(label: str) -> tuple[int, int, str]:
    """Ages by number, verdicts as in every table, the rest by name, the total last."""
    told = [*facts.VERDICTS.values()]
    place = int(label) if label.isdigit() else told.index(label) if label in told else 0
    return (2 if label == TOTAL else 0 if label.isdigit() or label in told else 1, place, label)
