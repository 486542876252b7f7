"""给分析人员看规则：结论表和认定规则，就是程序用的那两张表。"""

from __future__ import annotations

import pandas as pd

from kongchuo_core.regulation import tables
from kongchuo_core.regulation.load import FOLDER


def verdict_table() -> pd.DataFrame:
    """结论表：户籍、学籍、在校三个要素有或没有，各是什么结论（M3.1、M3.2、M8.2、M8.3）。

    Returns
    -------
    DataFrame
        列：户籍、学籍、在校、结论代码、结论、条款、接着做什么。

    Examples
    --------
    >>> import kongchuo_core as kc
    >>> rules = kc.verdict_table()
    >>> rules.loc[rules["结论代码"] == "ENROLLED_ABSENT", ["户籍", "学籍", "在校"]].values.tolist()
    [['有', '有', '无']]
    """
    names = {
        "household": "户籍",
        "enrolment": "学籍",
        "presence": "在校",
        "verdict": "结论代码",
        "label": "结论",
        "clause": "条款",
        "next_action": "接着做什么",
    }
    table = pd.read_csv(FOLDER / "verdicts.csv", dtype=str, keep_default_na=False)
    table = table.replace({"yes": "有", "no": "无"})
    return table.rename(columns=names)


def link_rules() -> pd.DataFrame:
    """认定规则，从上到下依次用：两条记录看到什么就认作同一人，或者交人认定。

    Returns
    -------
    DataFrame
        列：规则（``verdicts.matched_by`` 里的代码）、怎样认定、要看到、不能有、含义。

    Examples
    --------
    >>> import kongchuo_core as kc
    >>> kc.link_rules().loc[0, ["规则", "怎样认定", "含义"]].tolist()
    ['number_name', '自动认定', '身份证号一致，姓名一致']
    """
    rows = [
        {
            "规则": r.rule,
            "怎样认定": "自动认定" if r.decides else "由人认定",
            "要看到": "、".join(r.needs),
            "不能有": "、".join(r.forbids),
            "含义": r.meaning,
        }
        for r in tables.link_rules()
    ]
    return pd.DataFrame(rows)
