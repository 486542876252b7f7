"""The object ``r`` of ``county_summary``: meetings by month, channels of publicity, zeroing over the terms, towns by duties done.

Towns are ordered by the duties they kept, never by how many children they have out of school: that is often bad luck, and few.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import product
from pathlib import Path

import pandas as pd

from kongchuo_core.documents import charts
from kongchuo_core.documents.explain import Explained, explain
from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.inspection import sentences as say
from kongchuo_core.documents.inspection.checks import Check, Checks
from kongchuo_core.documents.notebook.report import open_edition
from kongchuo_core.documents.shown import Chart, Table, Text, table_of
from kongchuo_core.documents.supervision import tables as supervision_tables
from kongchuo_core.documents.supervision import told as supervision_told
from kongchuo_core.documents.supervision.facts import lines, office
from kongchuo_core.documents.word.render import Picture
from kongchuo_core.documents.wording import listed
from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.figures import COUNTY
from kongchuo_core.vocabulary.tables.supervision import DutyLine as Duty
from kongchuo_core.vocabulary.tables.supervision import MeetingLine as Meeting

LEAST = 10
"""With fewer duties due a town isn't given a place in the order: one more or less would turn it."""
BOOK = "履职汇总.xlsx"
SEASONS = {"autumn": "秋季", "spring": "春季"}
BALANCE = {
    "opening": "期初未销号",
    "new": "新立案",
    "reopened": "重新立案",
    "corrected": "更正",
    "closed": "销号",
    "closing": "期末未销号",
}


@dataclass(frozen=True)
class Summary:
    """The county at a glance; every member shows itself in a cell."""

    edition: Edition
    into: Path | None

    @property
    def title(self) -> Text:
        """What this is about."""
        return Text(
            (f"{office(self.edition).term}，按应尽的职责看各镇（街道），不按人数多少。",),
            f"{office(self.edition).county}控辍保学工作汇总",
        )

    @property
    def conclusion(self) -> Text:
        """Duties kept, meetings, cases; then the towns that kept all and those that didn't."""
        order = self.order
        told = "没有职责的登记，为无数据。"
        if len(order):
            full = listed(order[(order["没有做到"] == 0) & (order["逾期做到"] == 0)]["镇（街道）"])
            told = (
                f"到期职责全部按期做到的镇（街道）：{full}。"
                if full
                else "没有一个镇（街道）把到期的职责全部按期做到。"
            )
        return Text(
            (*supervision_told.sums(self.edition), *supervision_told.loop(self.edition), told)
        )

    @cached_property
    def order(self) -> pd.DataFrame:
        """Towns by the share of duties kept; equal shares share a place, few duties have none."""
        rows = []
        for town in facts.towns(self.edition):
            if kept := self.edition.figure("duties.kept", town):
                own = [d for d in lines(self.edition, Duty) if d.town == town]
                late, missing = (
                    sum(d.state == state for d in own) for state in ("late", "missing")
                )
                rows.append(
                    {
                        "镇（街道）": town,
                        "到期职责": kept[1] or 0,
                        "按期做到": kept[0],
                        "逾期做到": late,
                        "没有做到": missing,
                    }
                )
        frame = pd.DataFrame(
            rows, columns=["镇（街道）", "到期职责", "按期做到", "逾期做到", "没有做到"]
        )
        share = frame["按期做到"] / frame["到期职责"].clip(lower=1)
        ranked = share.where(frame["到期职责"] >= LEAST).rank(method="min", ascending=False)
        frame["名次"] = ["不排" if pd.isna(n) else str(int(n)) for n in ranked]
        ordered = frame.assign(share=share).sort_values("share", ascending=False, kind="stable")
        return ordered.drop(columns="share").reset_index(drop=True)

    @cached_property
    def meetings(self) -> pd.DataFrame:
        """Joint meetings held: a line for the county and each town, a column a month."""
        held = lines(self.edition, Meeting)
        months = sorted({(m.day.year, m.day.month) for m in held})
        units = [office(self.edition).county, *facts.towns(self.edition)]
        counted = {
            f"{y}年{n}月": [
                sum((m.day.year, m.day.month, m.unit) == (y, n, unit) for m in held)
                for unit in units
            ]
            for y, n in months
        }
        return pd.DataFrame({"单位": units, **counted})

    def table(self, name: str) -> Table:
        """A table by its name: 履职情况, 联席会议, 宣传渠道, 动态归零."""
        return {
            "履职情况": self._order,
            "联席会议": self._meetings,
            "宣传渠道": self._publicity,
            "动态归零": self._zeroing,
        }[name]()

    def _order(self) -> Table:
        return Table(
            "各镇（街道）履职情况（单位：项）",
            self.order,
            () if len(self.order) else ("没有职责的登记，为无数据。",),
        )

    def _meetings(self) -> Table:
        given = facts.given(self.edition, "meetings")
        return Table(
            "联席会议召开次数",
            self.meetings if given else pd.DataFrame(),
            () if given else ("未提供“联席会议”登记册，为无数据。",),
        )

    def _publicity(self) -> Table:
        rows = supervision_tables.publicity_rows(self.edition)
        return table_of("宣传渠道和内容", rows, () if rows else ("未提供“宣传”登记册，为无数据。",))

    @cached_property
    def zeroing(self) -> pd.DataFrame:
        """The county's balance of each term so far."""
        table = self.edition.table("balance")
        own = table[table["town"] == COUNTY].sort_values("until")
        return pd.DataFrame(
            {
                "学期": list(map(_term, own["term"])),
                **{words: own[code].tolist() for code, words in BALANCE.items()},
            }
        )

    def _zeroing(self) -> Table:
        return Table(
            "个案动态归零（单位：件）", self.zeroing, () if len(self.zeroing) else ("还没有个案。",)
        )

    def chart(self, name: str) -> Chart:
        """A chart by its name: 联席会议, 动态归零."""
        return Chart({"联席会议": self._meetings_chart, "动态归零": self._zeroing_chart}[name]())

    def _meetings_chart(self) -> Picture | None:
        frame = self.meetings.set_index("单位")
        if frame.empty or not frame.shape[1]:
            return None
        none = [
            f"{unit}{month}"
            for unit, month in product(frame.index, frame.columns)
            if not frame.loc[unit, month]
        ]
        alt = f"热力图：各单位各月召开联席会议的次数，{'没有召开的有' + listed(none[:3]) + ('等' if len(none) > 3 else '') if none else '每月都有'}"
        return charts.heat_map(frame, alt=alt)

    def _zeroing_chart(self) -> Picture | None:
        frame = self.zeroing.set_index("学期")
        if frame.empty:
            return None
        last = frame.iloc[-1]
        return charts.age_profile(
            frame,
            title="",
            alt=f"柱状图：各学期个案的期初、新增、销号和期末，最近一期期末未销号{last['期末未销号']}件",
            unit="件",
        )

    @property
    def quality(self) -> Text:
        """Registers that were not given."""
        return Text(say.not_given(facts.not_given(self.edition)))

    @property
    def checks(self) -> Checks:
        """Sums of the towns beside the county's figures, and of the table of meetings."""
        duties, held = lines(self.edition, Duty), lines(self.edition, Meeting)
        kept = self.edition.figure("duties.kept", COUNTY) or (0, 0)
        own = [d for d in duties if not d.town and d.state in ("done", "late", "missing")]
        balance = self.zeroing.iloc[-1] if len(self.zeroing) else dict.fromkeys(BALANCE.values(), 0)
        gained = ("期初未销号", "新立案", "重新立案", "更正")
        closing = sum(balance[name] for name in gained) - balance["销号"]
        return Checks(
            (
                Check(
                    "到期职责：县级的与各镇（街道）的之和 = 全县",
                    kept[1] or 0,
                    int(self.order["到期职责"].sum()) + len(own),
                ),
                Check(
                    "按期做到：县级的与各镇（街道）的之和 = 全县",
                    kept[0],
                    int(self.order["按期做到"].sum()) + sum(d.state == "done" for d in own),
                ),
                Check(
                    "联席会议：表中各格之和 = 召开次数",
                    self.edition.count("meetings.held", COUNTY),
                    len(held),
                ),
                Check(
                    "个案：期初＋新增＋重新立案＋更正－销号 = 期末",
                    int(balance["期末未销号"]),
                    int(closing),
                ),
            )
        )

    def explain(self, code: str, place: str = "") -> Explained:
        """Where a number comes from."""
        return explain(self.edition, code, place)

    def write(self) -> Text:
        """Write the tables as a workbook, for sorting and printing."""
        if self.into:
            tables = [self.table(name) for name in ("履职情况", "联席会议", "宣传渠道", "动态归零")]
            sheets = [
                Sheet(
                    t.caption.replace("（", "").split("单位")[0].rstrip("：）"),
                    t.frame,
                    note="".join(t.note),
                )
                for t in tables
                if len(t.frame.columns)
            ]
            write_workbook(self.into / BOOK, sheets)
        return Text(
            (f"已写出：{BOOK}" if self.into else f"已试写（没有指定文件夹，不保存）：{BOOK}",)
        )


def _term(code: str) -> str:
    """2025-autumn → 2025年秋季学期."""
    year, _, season = code.partition("-")
    return f"{year}年{SEASONS.get(season, season)}学期"


def open_summary(edition: str | Path, town: str | None = "", into: str | Path = "") -> Summary:
    """Open the county's summary for a notebook; see ``report.open_report``, which raises the same.

    Raises
    ------
    UsageError
        for a town: the summary compares them.
    """
    if town:
        raise UsageError(
            "汇总只有全县的", remedy="town 留空；一个镇（街道）的情况看 inspection_report"
        )
    return Summary(open_edition(edition), Path(into) if into else None)
