"""Every term the office has laid down, and which day a term is looked at."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path

from kongchuo_core.settings import yaml
from kongchuo_core.settings.models import Params, TermDays, load_params
from kongchuo_core.vocabulary.days import chinese_date
from kongchuo_core.vocabulary.errors import UsageError


def load_terms(folder: Path) -> list[TermDays]:
    """The terms of a workspace's ``params/``, in the order of their first days; raises as
    ``yaml.read``.
    """
    return sorted(
        (yaml.read(p, TermDays) for p in sorted((folder / "terms").glob("*.yaml"))),
        key=lambda t: t.first_day,
    )


def params_today(folder: Path, term: str, today: date) -> Params:
    """The params for what is asked of a term today without running it: as of today, at the latest
    the term's last day.

    Raises
    ------
    ParamsError
        as ``load_params``.
    """
    params = load_params(folder, term, today)
    last = params.term.last_day
    return params if today <= last else load_params(folder, term, last)


def day_of_run(folder: Path, term: str, today: date, named: date | None = None) -> date:
    """The day of which a run tells: today, at the latest the term's last day; or the one that was
    named.

    Raises
    ------
    UsageError
        where the term hasn't begun, and for a named day that is before it, after today, or in the
        next term.
    ParamsError
        as ``load_params``.
    """
    days = load_params(folder, term, today).term
    if named is None and today < days.begins:
        raise UsageError(
            f"{days.label}从{chinese_date(days.begins)}开始，今天是{chinese_date(today)}，还没有可以比对的",
            remedy="到那天再运行；日期不对的，改正 params/terms/ 里这个学期的文件",
        )
    if named is None:
        return min(today, days.last_day)
    until = _until(load_terms(folder), days)
    for wrong, why in (
        (named > today, f"晚于今天（{chinese_date(today)}）：还没有发生的事不能写进报告"),
        (named < days.begins, f"早于{days.label}的开始（{chinese_date(days.begins)}）"),
        (named > until, f"已经在下一学期里，{days.label}最晚可以写到{chinese_date(until)}"),
    ):
        if wrong:
            raise UsageError(
                f"--as-of 的{chinese_date(named)}{why}",
                remedy=f"写{chinese_date(days.begins)}到{chinese_date(min(today, until))}之间的一天；不写就是今天，最晚到放假那天",
            )
    return named


def _until(terms: list[TermDays], term: TermDays) -> date:
    """The day before the next term begins; where none is laid down yet, the last day before the
    usual March or September.
    """
    following = [t.begins for t in terms if t.first_day > term.last_day]
    usual = date(term.last_day.year, 3 if term.last_day.month < 3 else 9, 1)
    return max(term.last_day, min(following, default=usual) - timedelta(days=1))


def left_over(folder: Path, term: str) -> str:
    """A word on a term's file of an earlier version, which still names the day of the run; empty
    where it names none.
    """
    path = folder / "terms" / f"{term}.yaml"
    if not path.is_file() or "as_of" not in (yaml.load(path) or {}):
        return ""
    return f"params/terms/{term}.yaml 里的 as_of（情况截止日）不再使用：不写就截至今天，要截至别的一天用 --as-of。那一行可以删去。"
