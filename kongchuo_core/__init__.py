"""控辍保学：三比对、一生一案、督导报告、公开结果。

分析人员从这里进：

>>> import kongchuo_core as kc
>>> sorted(kc.__all__)[:3]
['BalanceError', 'Comparison', 'DisclosureError']

``kc.compare(户籍, 学籍, 在校, cutoff=…, compared_on=…)`` 比对自己的表，不要工作区；``kc.open_edition()`` 打开一个学期的结果，
``kc.what_if()`` 换一个口径再比对一次；``kc.interactive()`` 让笔记本里的表可以排序、图里的字是中文，``kc.bars()`` 画图；
``kc.open_report()`` 在笔记本里写报告，``kc.run_term()`` 运行一个学期。
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

__version__ = "1.0.0"

_PLACES = {
    "compare": "kongchuo_core.library.frames",
    "Comparison": "kongchuo_core.library.frames",
    "open_edition": "kongchuo_core.library.editions",
    "Tables": "kongchuo_core.library.editions",
    "what_if": "kongchuo_core.library.editions",
    "interactive": "kongchuo_core.library.looks",
    "bars": "kongchuo_core.library.looks",
    "verdict_table": "kongchuo_core.library.rules",
    "link_rules": "kongchuo_core.library.rules",
    "open_report": "kongchuo_core.documents.notebook.report",
    "run_term": "kongchuo_core.library.running",
    "KongchuoError": "kongchuo_core.vocabulary.errors",
    "UsageError": "kongchuo_core.vocabulary.errors",
    "ParamsError": "kongchuo_core.vocabulary.errors",
    "InputError": "kongchuo_core.vocabulary.errors",
    "RuleTableError": "kongchuo_core.vocabulary.errors",
    "BalanceError": "kongchuo_core.vocabulary.errors",
    "DisclosureError": "kongchuo_core.vocabulary.errors",
    "LedgerError": "kongchuo_core.vocabulary.errors",
}
"""Public name → the module that has it; read when it is first asked for, so that the comparison
never loads Word or Jupyter.
"""

if TYPE_CHECKING:
    from kongchuo_core.documents.notebook.report import open_report
    from kongchuo_core.library.editions import Tables, open_edition, what_if
    from kongchuo_core.library.frames import Comparison, compare
    from kongchuo_core.library.looks import bars, interactive
    from kongchuo_core.library.rules import link_rules, verdict_table
    from kongchuo_core.library.running import run_term
    from kongchuo_core.vocabulary.errors import (
        BalanceError,
        DisclosureError,
        InputError,
        KongchuoError,
        LedgerError,
        ParamsError,
        RuleTableError,
        UsageError,
    )

__all__ = [
    "BalanceError",
    "Comparison",
    "DisclosureError",
    "InputError",
    "KongchuoError",
    "LedgerError",
    "ParamsError",
    "RuleTableError",
    "Tables",
    "UsageError",
    "bars",
    "compare",
    "interactive",
    "link_rules",
    "open_edition",
    "open_report",
    "run_term",
    "verdict_table",
    "what_if",
]


def __getattr__(name: str) -> Any:
    if name not in _PLACES:
        raise AttributeError(f"kongchuo_core 没有“{name}”；有：{'、'.join(__all__)}")
    try:
        return getattr(import_module(_PLACES[name]), name)
    except ModuleNotFoundError as error:
        from kongchuo_core.vocabulary.packages import not_installed

        raise not_installed(f"kc.{name} ", error) from None


def __dir__() -> list[str]:
    return sorted(__all__)
