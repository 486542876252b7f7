"""One family of errors, written for a clerk, each with the exit status of the contract.

A message says where (file, sheet, row, column), what was found (never an identity number),
what is allowed and what to do. ``cli.main`` prints it without a traceback.
"""

from __future__ import annotations

from functools import partial


class KongchuoError(Exception):
    """使用者自己能改正的错误，都是它的一种。

    Parameters
    ----------
    what : 哪里不对，一句话，不写身份证号。
    remedy : 该怎么办。
    place : 在什么地方，逐级写，如 ``文件 户籍/甲镇.xlsx``、``工作表 Sheet1``、``第 3 行``。
    """

    exit_status = 1

    def __init__(self, what: str, *, remedy: str, place: tuple[str, ...] = ()) -> None:
        self.what, self.remedy, self.place = what, remedy, place
        super().__init__(what)

    def __str__(self) -> str:
        where = "，".join(self.place)
        return f"{where + '：' if where else ''}{self.what}\n  怎么办：{self.remedy}"

    def _render_traceback_(self) -> list[str]:
        """What a notebook shows of the error: the message, no lines of a program."""
        return [str(self)]

    def __reduce__(self) -> tuple[object, ...]:
        """An error of another process comes back whole: an exception alone would be made again from
        its text.
        """
        return partial(type(self), remedy=self.remedy, place=self.place), (self.what,)


class UsageError(KongchuoError):
    """命令或者参数的写法不对。"""

    exit_status = 2


class ParamsError(KongchuoError):
    """``params/`` 里的内容不对。"""

    exit_status = 10


class InputError(KongchuoError):
    """登记册用不了。"""

    exit_status = 11


class RuleTableError(KongchuoError):
    """规则表自相矛盾。"""

    exit_status = 12


class BalanceError(KongchuoError):
    """合计不符，不能出文书。"""

    exit_status = 13


class DisclosureError(KongchuoError):
    """公开的检验没有通过。"""

    exit_status = 14


class LedgerError(KongchuoError):
    """台账、密钥或者运行清单缺失、被改动，或者还没有运行过。"""

    exit_status = 15


class ComputerError(KongchuoError):
    """This computer can't do it now: the disk is full, a permission lacks, a file or the workspace
    is busy.
    """

    exit_status = 16


class Busy(ComputerError):
    """Another command is at work in the same workspace."""
