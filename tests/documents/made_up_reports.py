"""A made-up page of each report, for tests that look at every kind of paper."""

from __future__ import annotations

from kongchuo_core.documents.kinds import REPORTS, Issuer, Level
from kongchuo_core.documents.notebook.blocks import Drawing, Rows, Words, numbered
from kongchuo_core.documents.notebook.page import ReportPage, divided
from tests.documents.made_up_papers import OFFICE, TEXTS, TOWNS, pictures

BLOCKS = (
    Words("正文内容", "三比对适龄儿童少年7436人，疑似辍学27人。"),
    Words("表注", "各登记册逐行核对，合计相符。"),
    Words("Heading 1", "基本情况"),
    Words("Heading 2", "总体情况"),
    Words("正文内容", "各镇（街道）见下表。"),
    Rows(
        "各镇",
        "各镇（街道）对照（单位：人）",
        ("单位", "适龄", "情况"),
        tuple((t, "1000", "按期完成比对，没有需要说明的情况") for t in TOWNS),
    ),
    Drawing("年龄", "疑似辍学儿童少年年龄分布", pictures()[1]),
    Words("Heading 1", "存在的主要问题"),
    Words("列项", "孩子还在校外。经核实辍学、还没有返校的4人。"),
    Words("列项", "登记册有差错。各来源需要改正的共43处。"),
    Words("附件标题", "三比对情况统计表"),
    Rows(
        "比对",
        "三比对情况（单位：人）",
        ("单位", "适龄"),
        tuple((t, "1000") for t in TOWNS),
        ("注：疑似辍学须逐人核实。",),
    ),
    Words("附件标题", "核对和数据质量"),
    Rows("核对", "来源数据核对平衡表（单位：行）", ("来源", "读入"), (("户籍", "15230"),)),
)


def context(name: str) -> ReportPage:
    """A complete page of that report."""
    kind = REPORTS[name]
    place = "东村镇" if kind.level is Level.TOWN else "富民县"
    body, annexes = divided(numbered(BLOCKS))
    return ReportPage(
        稿别=TEXTS["稿别"],
        文号="",
        签发人="杨示例" if kind.upward else "",
        标题=f"{place}2025年秋季学期\n三比对核查情况报告",
        主送="富民县人民政府",
        抄送=TEXTS["抄送"],
        印发机关="东村镇人民政府" if kind.issuer is Issuer.TOWN else OFFICE,
        成文日期=TEXTS["成文日期"],
        虚构声明=TEXTS["虚构声明"],
        正文=body,
        附件=annexes,
    )
