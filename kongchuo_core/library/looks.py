"""给分析人员：图里的中文，笔记本里可以排序、筛选的表。"""

from __future__ import annotations

import importlib.util
import os
from typing import Any

import pandas as pd

from kongchuo_core.vocabulary.errors import UsageError

NOTHING = "（没有可画的）"
CHINESE_CONTROLS = {
    "search": "筛选：",
    "info": "第 _START_ 至 _END_ 行，共 _TOTAL_ 行",
    "infoEmpty": "没有行",
    "infoFiltered": "（从 _MAX_ 行中筛出）",
    "zeroRecords": "没有符合的行",
    "emptyTable": "没有行",
}
"""The words around a table that sorts and filters."""


def chinese_charts() -> None:
    """图里的中文不成方框：给 matplotlib 的字体后面加上随程序的中文字体；别的什么也不改，没有装 matplotlib 就什么也不做。"""
    try:
        import matplotlib
        import pylopdf_fonts_zh_cn
        from matplotlib import font_manager
    except ImportError:
        return
    path = str(pylopdf_fonts_zh_cn.sans_path())
    font = font_manager.FontProperties(fname=path).get_name()
    families = list(matplotlib.rcParams["font.family"])
    if font not in families:
        font_manager.fontManager.addfont(path)
        matplotlib.rcParams["font.family"] = [*families, font]


def interactive() -> None:
    """笔记本里先运行这一句：图里的中文不成方框；在 JupyterLab 里，每张表点列名就排序，打字就筛选。

    排序、筛选只在 JupyterLab 里有，别处的表照常；不联网。
    """
    chinese_charts()
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


def bars(table: pd.Series[Any] | pd.DataFrame, unit: str) -> Any:
    """横着的条形，一行一条，最上面是第一行；几列的叠在一起。名称多长都不压住，字是中文。

    Parameters
    ----------
    table : 一列或者几列的数，行名是镇、学校、原因等。
    unit : 单位，如 ``"人"``。

    Returns
    -------
    matplotlib 的 Axes，可以接着改；没有数可画的，是一句话。

    Raises
    ------
    UsageError
        有的列不是数。

    Examples
    --------
    >>> import pandas as pd
    >>> bars(pd.Series(dtype=int), "人")
    '（没有可画的）'
    """
    numbers = table.to_frame() if isinstance(table, pd.Series) else table
    if numbers.empty or not numbers.notna().to_numpy().any():
        return NOTHING
    if not all(pd.api.types.is_numeric_dtype(kind) for kind in numbers.dtypes):
        raise UsageError(
            "要画的不全是数", remedy='先数好再画，如 t.suspected.groupby("性别").size()'
        )
    chinese_charts()
    numbers = numbers.rename(
        index=lambda v: int(v) if isinstance(v, float) and v.is_integer() else v
    )
    height = min(1.2 + 0.32 * len(numbers), 12)
    axes = numbers.iloc[::-1].plot.barh(
        stacked=True, figsize=(7, height), legend=numbers.shape[1] > 1, edgecolor="black", width=0.7
    )
    axes.set(xlabel=unit, ylabel="")
    axes.spines[["top", "right"]].set_visible(False)
    return axes
