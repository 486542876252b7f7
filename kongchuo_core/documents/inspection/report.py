"""The object ``r`` of the notebooks: a report whose members show themselves, and which writes its Word file."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from kongchuo_core.documents.explain import Explained, explain
from kongchuo_core.documents.inspection import facts, papers
from kongchuo_core.documents.inspection.checks import Checks, checks
from kongchuo_core.documents.inspection.contexts import Basics, split
from kongchuo_core.documents.kinds import PaperKind
from kongchuo_core.documents.shown import Chart, Table, Text, table_of
from kongchuo_core.documents.word.readback import compare
from kongchuo_core.documents.word.render import Picture, render
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.figures import COUNTY
from kongchuo_core.vocabulary.registers import REGISTERS

SECTIONS = {
    "比对组织": "比对组织",
    "总体情况": "结论",
    "比对结果": "比对结果",
    "不一致分析": "不一致分析",
    "下一步工作": "下一步工作",
    "督导组织": "督导组织",
    "组织领导": "组织领导",
    "动态监测": "动态监测",
    "闭环管理": "闭环",
    "指标": "指标",
    "控制线": "控制线",
    "考核评分": "考核",
    "上学期整改": "复查",
    "问责建议": "措施",
    "各校情况": "分校情况",
    "存在问题": "问题",
    "督导意见": "意见",
    "数据质量": "数据质量",
    "未提供": "未提供",
}
"""What a section is called in a notebook → the field of the paper's context."""


@dataclass(frozen=True)
class Written:
    """A Word file that was written and read back; it shows its name alone."""

    name: str
    kept: bool

    def __repr__(self) -> str:
        told = "已写出" if self.kept else "已试写（没有指定文件夹，不保存）"
        return f"{told}：{self.name}，从文件中读回的数与报告一致"

    def _repr_markdown_(self) -> str:
        return repr(self)


@dataclass(frozen=True)
class Report:
    """One paper of one place. Every member shows itself in a cell; sentences and tables are those of the Word file.

    ``kind`` is one of ``papers.KINDS``; ``into`` the folder of the Word file, ``None`` for a trial that keeps none.
    """

    kind: str
    edition: Edition
    template: Path
    into: Path | None

    @cached_property
    def context(self) -> Basics:
        """The facts as the template gets them."""
        return papers.context(self.kind, self.edition)

    @property
    def title(self) -> Text:
        """The title and the dates; that the data are made up, where they are."""
        dates = f"年龄计算截止{self.context.截止日}，比对日为{self.context.比对日}，情况截至{self.context.情况截至}。"
        made_up = f"（{self.context.虚构声明}）" if self.context.虚构声明 else ""
        return Text(tuple(filter(None, (dates, made_up))), self.context.标题.replace("\n", ""))

    @property
    def conclusion(self) -> Text:
        """The outcome before anything else."""
        return Text(self.context.结论)

    @property
    def proof(self) -> Table:
        """The sums that prove that no row and no child is lost (M2.4)."""
        return table_of(
            "来源数据核对平衡表（单位：行，读入＝采用＋重复＋不在范围＋待补正）",
            self.context.核对平衡,
            self.context.平衡说明,
        )

    def section(self, name: str) -> Text:
        """The paragraphs of a section of the Word file. Raises ``UsageError`` for an unknown one."""
        known = {n: f for n, f in SECTIONS.items() if hasattr(self.context, f)}
        return Text(getattr(self.context, _chosen(name, known, "章节")))

    def table(self, name: str) -> Table:
        """A table by its name. Raises ``UsageError`` for an unknown one."""
        table: Table = _chosen(name, _TABLES, "表")(self)
        return table

    def chart(self, name: str) -> Chart:
        """A chart by its name. Raises ``UsageError`` for an unknown one."""
        return Chart(_chosen(name, _CHARTS, "图")(self))

    @property
    def quality(self) -> Table:
        """What is to be mended in the registers, by register and kind; no identity number."""
        return table_of("数据质量（单位：处）", self.context.数据质量表, self.context.数据质量)

    @property
    def checks(self) -> Checks:
        """The totals counted another way."""
        return checks(self.edition)

    def explain(self, code: str, place: str = "") -> Explained:
        """Where a number of the report comes from; ``code`` may be its name."""
        return explain(self.edition, code, place)

    def write(self) -> Written:
        """Write the Word file, read the numbers back out of it and compare.

        Raises
        ------
        RuleTableError
            where the template is at fault.
        BalanceError
            where the file says anything else than the report; then it isn't kept.
        """
        with tempfile.TemporaryDirectory(dir=self.into) as folder:
            made = Path(folder) / f"{self.kind}.docx"
            values, pictures = split(self.context)
            render(self.template, values, made, pictures)
            compare(made, self.context)
            if self.into:
                made.replace(self.into / made.name)
        return Written(made.name, self.into is not None)


def open_report(
    paper: str, edition: str | Path, town: str | None = "", into: str | Path = ""
) -> Report:
    """Open a report for a notebook.

    Parameters
    ----------
    paper : 比对核查情况 or 专项督导检查报告.
    edition : the folder with an edition's tables; a relative path starts at the root of the workspace the current folder lies in.
        The templates are those of the workspace the edition lies in.
    town : empty for the whole county.
    into : the folder for the Word file, empty to keep none.

    Raises
    ------
    UsageError
        for an unknown paper or town, and where there is no workspace.
    LedgerError
        where the folder holds no edition.
    """
    _chosen(paper, papers.KINDS, "文书")
    opened = open_edition(edition, town)
    kind: PaperKind = papers.paper_of(paper, opened.town)
    return Report(
        paper,
        opened,
        Workspace.above(opened.folder).templates / kind.template,
        Path(into) if into else None,
    )


def open_edition(edition: str | Path, town: str | None = "") -> Edition:
    """An edition for a notebook; see :func:`open_report`, which raises the same."""
    folder = Path(edition)
    if not folder.is_absolute():
        folder = Workspace.above(Path.cwd()).root / folder  # noqa: TID251 - a notebook's folder is how it finds its workspace
    opened = Edition(folder, town or None)
    _chosen(opened.place, dict.fromkeys((COUNTY, *facts.towns(opened))), "乡镇（街道）")
    return opened


_FAULT = {
    "file": "文件",
    "sheet": "工作表",
    "row": "行号",
    "column": "列",
    "what": "问题",
    "remedy": "怎么改",
    "town": "乡镇（街道）",
}


_NOWHERE = {"school": "学校", "file": "文件", "sheet": "工作表", "row": "行号"}


def write_workbooks(edition: Edition, into: Path) -> Path:
    """Write ``数据质量.xlsx``: a summary, a sheet for each register, and the pupils enrolled here who are in no class, school by school;
    places and remedies, no name and no identity number.
    """
    table = edition.table("quality")
    summary = table_of("", facts.quality_rows(edition)).frame
    note = (
        "每一处的文件、工作表和行号见各来源的工作表。"
        if len(table)
        else "各来源没有发现需要改正的地方。"
    )
    sheets = [
        Sheet(
            "汇总",
            summary if len(table) else pd.DataFrame(columns=["来源", "问题", "行数", "处理意见"]),
            note=note,
        )
    ]
    for code, register in REGISTERS.items():
        if len(rows := table[table["register"] == code]):
            sheets.append(Sheet(register.folder, rows[list(_FAULT)].rename(columns=_FAULT)))
    if edition.town is None and len(nowhere := facts.enrolled_nowhere(edition)):
        note = "户籍不在本县，学籍在本校，没有列入任何班级：请学校查明去向，在校的补进花名册，转走的办理转学，不在校的报县教育体育局。"
        sheets.append(Sheet("有学籍不在班", nowhere.rename(columns=_NOWHERE), note=note))
    path = into / "数据质量.xlsx"
    write_workbook(path, sheets)
    return path


def _chosen(name: str, known: dict[str, Any], what: str) -> Any:
    if name not in known:
        raise UsageError(f"没有“{name}”这个{what}", remedy=f"写成其中之一：{listed(known)}")
    return known[name]


def _places(report: Report) -> Table:
    schools = report.edition.town is not None
    parts = facts.by_school(report.edition) if schools else facts.by_town(report.edition)
    rows = facts.verdict_rows(parts, facts.children(report.edition))
    return table_of(f"{'各学校' if schools else '各镇（街道）'}三比对情况（单位：人）", rows)


def _places_chart(report: Report) -> Picture | None:
    if report.edition.town is None:
        drawn: Picture | None = vars(report.context)["图_各镇比对"]
        return drawn
    schools = facts.by_school(report.edition)
    return papers.chart_of_places(
        tuple(c for c in schools if c.suspected or c.present_unenrolled or c.review)
    )


def _schools(report: Report) -> Table:
    return table_of(
        "各学校三比对情况（单位：人）",
        facts.verdict_rows(facts.by_school(report.edition), facts.children(report.edition)),
    )


def _ages(report: Report) -> Table:
    return table_of(
        "分年龄比对情况（单位：人）",
        facts.age_rows(facts.by_age(report.edition), facts.children(report.edition)),
    )


def _suspected(report: Report) -> Table:
    if report.edition.town is None:
        return Table(
            "疑似辍学儿童少年名单（内部）",
            pd.DataFrame(),
            ("全县的报告不列名单，名单在各镇（街道）的报告里。",),
        )
    rows = facts.suspected_rows(report.edition)
    return table_of(
        "疑似辍学儿童少年名单（内部）", rows, () if rows else ("没有疑似辍学儿童少年。",)
    )


def _windows(report: Report) -> Table:
    def told(yes: bool) -> str:
        return "参加" if yes else "没有记录"

    found = facts.windows(report.edition)
    lines = [
        {
            "镇（街道）": w.town,
            "完成日期": chinese_date(w.done_on) if w.done_on else "未报",
            "晚几天": w.days_late if w.done_on else "未报",
            "公安": told(w.police),
            "中心学校": told(w.central_school),
        }
        for w in (found.of_towns if found else ())
    ]
    return Table(
        "比对完成情况", pd.DataFrame(lines), () if lines else papers.windows_told(report.edition)
    )


def _annex(caption: str, field: str) -> Callable[[Report], Table]:
    """A table of the inspection's annexes; another paper has none of it."""

    def table(report: Report) -> Table:
        rows = vars(report.context).get(field, ())
        return table_of(caption, rows, () if rows else (f"{caption}：没有可列的。",))

    return table


_TABLES: dict[str, Callable[[Report], Table]] = {
    "核对平衡": lambda r: r.proof,
    "各单位情况": _places,
    "各校情况": _schools,
    "年龄情况": _ages,
    "疑似名单": _suspected,
    "比对时段": _windows,
    "数据质量": lambda r: r.quality,
    "履职情况": _annex("组织领导和措施落实情况", "履职表"),
    "宣传渠道": _annex("宣传渠道和内容", "宣传表"),
    "指标": _annex("入学和控辍指标", "指标表"),
    "各镇指标": _annex("各镇（街道）指标", "镇指标表"),
    "各学校指标": _annex("各学校指标", "学校指标表"),
    "各镇主要情况": _annex("各镇（街道）主要情况", "分镇主要情况表"),
    "上学期整改": _annex("上学期整改事项复查", "复查表"),
    "考核评分": _annex("考核评分", "评分表"),
    "问责建议": _annex("问责建议", "措施表"),
}
_CHARTS: dict[str, Callable[[Report], Picture | None]] = {
    "各单位比对": _places_chart,
    "年龄分布": lambda r: r.context.图_年龄分布,
}
