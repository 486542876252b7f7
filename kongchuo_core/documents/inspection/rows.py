"""Rows of the tables of reports: one frozen dataclass a table, its fields the heads. Numbers are
counts, or a text such as 无数据.
"""

from __future__ import annotations

from dataclasses import dataclass

Count = int | str
Sentences = tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class BalanceRow:
    """One register: rows read = used + duplicate + out of scope + quarantined (M2.4). More than
    four rows leave the first page.
    """

    来源: str
    读入: int
    采用: int
    重复: int
    不在范围: int
    待补正: int


@dataclass(frozen=True, kw_only=True)
class VerdictRow:
    """Children of one town or school by verdict; the six verdicts add up to 适龄. 其中有说明: suspected
    ones with a valid paper.
    """

    名称: str
    适龄: Count
    比对一致: Count
    学籍在校而学生不在校: Count
    学籍与学生均不在校: Count
    其中有说明: Count
    在校无学籍: Count
    已完成: Count
    待核对: Count


@dataclass(frozen=True, kw_only=True)
class AgeRow:
    """Children of one age on the cutoff; 疑似辍学 = both kinds of inconsistent, 其中有说明 a part of it."""

    年龄: str
    适龄: Count
    比对一致: Count
    疑似辍学: Count
    其中有说明: Count
    在校无学籍: Count
    已完成: Count
    待核对: Count


@dataclass(frozen=True, kw_only=True)
class SuspectedRow:
    """One suspected child, in internal papers only; never an identity number. 出生年月: 2014年3月; 类别:
    the verdict in words.
    """

    序号: int
    姓名: str
    性别: str
    出生年月: str
    村: str
    类别: str
    学籍学校: str
    说明: str


@dataclass(frozen=True, kw_only=True)
class QualityRow:
    """Rows of one register with one kind of fault, and what is to be done."""

    来源: str
    问题: str
    行数: int
    处理意见: str
