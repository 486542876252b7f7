"""One family of errors, written for a clerk, each with the exit status of the contract.

A message says where (file, sheet, row, column), what was found (never an identity number),
what is allowed and what to do. ``cli.main`` prints it without a traceback.
"""

from __future__ import annotations

from functools import partial


class KongchuoError(Exception):
    """Base of all errors that are a user's to mend.

    Parameters
    ----------
    what : what is wrong, one Chinese sentence without an identity number.
    remedy : what to do about it.
    place : the parts of the place, such as ``文件 户籍/甲镇.xlsx``, ``工作表 Sheet1``, ``第 3 行``.
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
    """The command itself is wrong."""

    exit_status = 2


class ParamsError(KongchuoError):
    """Something in ``params/`` is wrong."""

    exit_status = 10


class InputError(KongchuoError):
    """A register can't be used."""

    exit_status = 11


class RuleTableError(KongchuoError):
    """A rule table contradicts itself."""

    exit_status = 12


class BalanceError(KongchuoError):
    """The sums don't balance; no document may be made."""

    exit_status = 13


class DisclosureError(KongchuoError):
    """The disclosure gate is closed."""

    exit_status = 14


class LedgerError(KongchuoError):
    """Ledger, key or manifest is missing or altered."""

    exit_status = 15


class ComputerError(KongchuoError):
    """This computer can't do it now: the disk is full, a permission lacks, a file or the workspace
    is busy.
    """

    exit_status = 16


class Busy(ComputerError):
    """Another command is at work in the same workspace."""
