"""从 Python 里运行一个学期，和命令 ``kongchuo run`` 一样。"""

from __future__ import annotations

import datetime as dt
from pathlib import Path

from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.run import Outcome, Wish, run


def run_term(
    term: str, workspace: str | Path = ".", *, as_of: dt.date, data_only: bool = False
) -> Outcome:
    """运行一个学期：比对并生成全部报告。

    Parameters
    ----------
    term : 如 ``"2025-autumn"``。
    workspace : 工作区，缺省当前文件夹。
    as_of : 情况截至哪天，如 ``datetime.date(2025, 10, 31)``；程序不看钟。
    data_only : 只更新数据，不生成文书。

    Returns
    -------
    Outcome
        ``.folder`` 是期次的文件夹，``.documents`` 是生成的 Word 文书。

    Raises
    ------
    KongchuoError
        凡是要使用的人改正的；这时什么也没有写。
    """
    office = Workspace.at(Path(workspace).resolve())
    now = dt.datetime.combine(as_of, dt.time(), dt.UTC)
    return run(office, term, as_of=as_of, now=now, wish=Wish(data_only=data_only))
