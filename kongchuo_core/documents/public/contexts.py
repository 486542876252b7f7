"""What the public papers are told: one frozen dataclass a kind, its fields the placeholders of the
Word template.

Every number in them is the printed form of a released cell; hidden ones are the marker.
"""

from __future__ import annotations

from dataclasses import dataclass

Sentences = tuple[str, ...]
NOTICE, REPORT = "公开结果公告", "督导报告（公开版）"


@dataclass(frozen=True, kw_only=True)
class PublicRow:
    """A line of a public table: what it is about and its cells as printed, hidden ones as the
    marker.
    """

    名: str
    格: Sentences


@dataclass(frozen=True, kw_only=True)
class PublicTable:
    """A table as printed. 题: the caption with number and unit; 注: what is counted, which lines add
    up, further notes.
    """

    题: str
    首栏: str
    栏: Sentences
    行: tuple[PublicRow, ...]
    注: str


@dataclass(frozen=True, kw_only=True)
class PublicPaper:
    """What both papers tell. 更正说明 is empty but in a corrected edition; every 依据 is a citation in
    force on the term's day.
    """

    稿别: str
    印发机关: str
    文号: str
    标题: str
    虚构声明: str
    县名: str
    学期: str
    公开依据: str
    机制依据: str
    不公开依据: str
    截止日: str
    比对日: str
    情况截至: str
    更正说明: Sentences
    结论: Sentences
    公开表: tuple[PublicTable, ...]
    不列的表: Sentences
    图例: Sentences
    问题: Sentences
    抄送: str
    成文日期: str


@dataclass(frozen=True, kw_only=True)
class PublicNotice(PublicPaper):
    """公开结果公告: to everyone. 教育局: where to ask."""

    教育局: str


@dataclass(frozen=True, kw_only=True)
class PublicReport(PublicPaper):
    """督导报告（公开版）: the report of the inspection as 教育督导条例 art. 23 wants it published. 主送: to whom it
    was submitted.
    """

    主送: str
