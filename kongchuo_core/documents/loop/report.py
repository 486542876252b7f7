"""The object ``r`` of the notebook 闭环情况: from suspected to closed, how long, why, where, and who is late.

Every number is a figure of the edition or the sum of such; the sentences say which.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd
from python_calamine import CalamineWorkbook

from kongchuo_core.documents.charts import stacked_bars
from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.inspection.checks import Check, Checks
from kongchuo_core.documents.notebook.paper import Written
from kongchuo_core.documents.notebook.report import open_edition
from kongchuo_core.documents.shown import Chart, Table, Text
from kongchuo_core.documents.word.render import Picture
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.errors import BalanceError, UsageError
from kongchuo_core.vocabulary.mechanism import sections_told

NAME = "闭环情况"
FUNNEL = {
    "suspected": "本期个案",
    "verified": "已核实",
    "cause_found": "查明原因",
    "noticed": "发通知书",
    "returned": "已返校",
    "closed": "已销号",
}
SPANS = {
    "verify": "立案到核实",
    "notice": "核实到发出通知书",
    "return": "立案到返校",
    "close": "返校到销号",
}
BALANCE = {
    "opening": "期初未销号",
    "new": "新立案",
    "reopened": "重新立案",
    "moved_in": "转入",
    "moved_out": "转出",
    "corrected": "更正",
    "closed": "销号",
    "closing": "期末未销号",
}
OPEN = {
    "unverified": "未核实",
    "paused": "有说明暂停",
    "returned": "返校待销号",
    "ready": "证据已齐可销号",
    "overdue": "有任务逾期",
    "agenda": "列入联席会议",
    "chain_gaps": "责任链有缺口",
}
REPORTS = {
    "bureau_late": "迟报教体局",
    "bureau_missing": "漏报教体局",
    "town_late": "迟报镇（街道）",
    "town_missing": "漏报镇（街道）",
}
NO_CAUSE = "未查明"


@dataclass(frozen=True)
class LoopReport:
    """The loop of one place; every member shows itself in a cell. ``into`` is the folder of the workbook, ``None`` keeps none."""

    edition: Edition
    into: Path | None

    def count(self, code: str, place: str | None = None) -> int:
        """A figure's count; nought where nothing was counted."""
        return self.edition.count(code, place)

    @property
    def _labels(self) -> Mapping[str, Mapping[str, str]]:
        labels: Mapping[str, Mapping[str, str]] = self.edition.facts["loop"]["labels"]
        return labels

    @property
    def title(self) -> Text:
        """What it is about, and until when."""
        place = (
            self.edition.facts["county"]["name"] if self.edition.town is None else self.edition.town
        )
        made_up = (
            ("（本笔记本依据虚构样例数据生成，人名、号码均为虚构）",)
            if self.edition.facts["fictitious"]
            else ()
        )
        until = chinese_date(facts.day(self.edition, "as_of"))
        told = sections_told(facts.sections(self.edition), ("M3", "M4", "M5"))
        basis = f"{facts.citations(self.edition)['机制']}{told}"
        return Text(
            (
                f"依据{basis}，情况截至{until}。",
                *made_up,
            ),
            f"{place}{self.edition.facts['term']['label']}控辍保学{NAME}",
        )

    @property
    def conclusion(self) -> Text:
        """The outcome before anything else."""
        return Text(tuple(self._concluded()))

    def _concluded(self) -> Iterator[str]:
        n = {name: self.count(f"balance.{name}") for name in BALANCE}
        if not any(n.values()):
            yield "本期没有个案：期初没有未销号的，本期没有新立案。"
            return
        yield (
            f"期初未销号{n['opening']}人，本期新立案{n['new']}人、重新立案{n['reopened']}人{_moved(n)}，销号{n['closed']}人，"
            f"期末未销号{n['closing']}人。"
        )
        f = {name: self.count(f"funnel.{name}") for name in FUNNEL}
        yield (
            f"本期涉及个案{f['suspected']}人，其中已核实{f['verified']}人，查明原因{f['cause_found']}人，发出通知书{f['noticed']}人，"
            f"返校{f['returned']}人，销号{f['closed']}人。"
        )
        late, tasks = self.count("cases.overdue"), self.count("tasks.overdue")
        yield (
            f"未销号的个案中，{late}人有任务逾期，逾期未完成的任务共{tasks}项。"
            if tasks
            else "没有逾期未完成的任务。"
        )
        slips = {told: self.count(f"monitoring.{code}") for code, told in REPORTS.items()}
        if self.count("monitoring.on_file"):
            faults = listed(f"{told}{n}人次" for told, n in slips.items() if n) or "没有迟报、漏报"
            yield f"缺勤建档{self.count('monitoring.on_file')}人次，{faults}。"

    def table(self, name: str) -> Table:
        """A table by its name. Raises ``UsageError`` for an unknown one."""
        if name not in _TABLES:
            raise UsageError(f"没有“{name}”这个表", remedy=f"写成其中之一：{listed(_TABLES)}")
        table: Table = _TABLES[name](self)
        return table

    def chart(self, name: str) -> Chart:
        """A chart by its name. Raises ``UsageError`` for an unknown one."""
        if name not in _CHARTS:
            raise UsageError(f"没有“{name}”这个图", remedy=f"写成其中之一：{listed(_CHARTS)}")
        return Chart(_CHARTS[name](self))

    @property
    def quality(self) -> Table:
        """Breaches of procedure, how often and how they are mended."""
        labels, remedies = self._labels["irregularity"], self._labels["remedy"]
        lines = [
            {"程序问题": label, "个案": n, "怎样改": remedies[code]}
            for code, label in labels.items()
            if (n := self.count(f"irregularity.{code}"))
        ]
        return Table(
            "程序上的问题（单位：人）",
            pd.DataFrame(lines),
            () if lines else ("本期个案没有程序上的问题。",),
        )

    @cached_property
    def _cases(self) -> pd.DataFrame:
        return self.edition.table("cases")

    @property
    def checks(self) -> Checks:
        """The totals counted again from the cases themselves."""
        cases = self._cases
        left = cases[cases["closed_on"].isna()]
        n = {name: self.count(f"balance.{name}") for name in BALANCE}
        causes = [self.count(f"cause.{code}") for code in (*self._labels["cause"], "unknown")]
        tasks = self.edition.table("tasks")
        return Checks(
            (
                Check(
                    "期初＋新立案＋重新立案＋转入－转出＋更正－销号 = 期末未销号",
                    n["closing"],
                    sum(n[name] for name in ("opening", "new", "reopened", "moved_in", "corrected"))
                    - n["moved_out"]
                    - n["closed"],
                ),
                Check("期末未销号 = 个案表里没有销号的", n["closing"], len(left)),
                Check("期末未销号 = 各原因之和", n["closing"], sum(causes)),
                Check(
                    "有任务逾期 = 任务表里有逾期的未销号个案",
                    self.count("cases.overdue"),
                    int(
                        left["child_id"].isin(tasks[tasks["state"] == "overdue"]["child_id"]).sum()
                    ),
                ),
                *self._of_towns(),
            )
        )

    def _of_towns(self) -> Iterator[Check]:
        if self.edition.town is None:
            towns = sum(self.count("balance.closing", town) for town in facts.towns(self.edition))
            whole = self.count("balance.closing")
            yield Check(
                "期末未销号：各镇（街道）之和（加不明去处的） = 全县",
                towns + self._left_without_town(),
                whole,
            )

    def _left_without_town(self) -> int:
        return int((self._cases["closed_on"].isna() & self._cases["town"].isna()).sum())

    def write(self) -> Written:
        """Write ``闭环情况.xlsx``, every table of the report on a sheet, counts alone and no name; read it back and compare.

        Raises
        ------
        BalanceError
            where the file says anything else than the report; then it isn't kept.
        """
        tables = {name: t for name, make in _TABLES.items() if (t := make(self)).frame.size}
        said = {"结论": pd.DataFrame({"结论": self.conclusion.sentences})} | {
            name: t.frame for name, t in tables.items()
        }
        with tempfile.TemporaryDirectory(dir=self.into) as folder:
            made = Path(folder) / f"{NAME}.xlsx"
            write_workbook(
                made,
                [
                    Sheet(name, frame, note="".join(tables[name].note) if name in tables else "")
                    for name, frame in said.items()
                ],
            )
            compare_workbook(made, said)
            if self.into:
                made.replace(self.into / made.name)
        return Written(made.name, self.into is not None)


def compare_workbook(path: Path, said: Mapping[str, pd.DataFrame]) -> None:
    """Read a workbook back; ``BalanceError`` naming the sheet that says anything else than was meant."""
    book = CalamineWorkbook.from_path(path)
    for name, frame in said.items():
        read = book.get_sheet_by_name(name).to_python()[: len(frame) + 1]
        told = [list(map(str, frame.columns)), *frame.astype(object).to_numpy().tolist()]
        if [[str(cell) for cell in row] for row in read] != [
            [_plain(cell) for cell in row] for row in told
        ]:
            raise BalanceError(
                f"写出的工作簿“{name}”与报告不一致",
                remedy="重新运行；仍然不一致的，请把这句话告诉维护人员",
            )


def _plain(cell: object) -> str:
    """A cell as a workbook gives it back: every number is a float there."""
    return str(float(cell)) if isinstance(cell, int | float) else str(cell)


def open_loop(edition: str | Path, town: str | None = "", into: str | Path = "") -> LoopReport:
    """Open the loop's report for a notebook; parameters and errors as of ``report.open_report``."""
    return LoopReport(open_edition(edition, town), Path(into) if into else None)


def _funnel(r: LoopReport) -> Table:
    whole = r.count("funnel.suspected")
    counts = {label: r.count(f"funnel.{code}") for code, label in FUNNEL.items()} if whole else {}
    lines = [
        {"环节": label, "个案": n, "占本期个案（%）": round(100 * n / whole, 1)}
        for label, n in counts.items()
    ]
    return Table(
        "从疑似到销号（单位：人）", pd.DataFrame(lines), () if lines else ("本期没有个案。",)
    )


def _moved(n: Mapping[str, int]) -> str:
    """Who moved in or out, and what was recorded late of the term before, where there is any."""
    told = {"转入": n["moved_in"], "转出": n["moved_out"], "补记更正": n["corrected"]}
    return "".join(f"、{name}{count}人" for name, count in told.items() if count)


def _balance(r: LoopReport) -> Table:
    table = r.edition.table("balance").sort_values("until")
    own = table[table["town"] == r.edition.place]
    lines = [
        {"学期": _term(line["term"]), "截至": chinese_date(line["until"])}
        | {label: int(line[name]) for name, label in BALANCE.items()}
        for line in own.to_dict("records")
    ]
    return Table("动态归零（单位：人）", pd.DataFrame(lines), () if lines else ("还没有个案。",))


def _term(name: str) -> str:
    """2025-autumn as 2025年秋季学期."""
    year, _, season = name.partition("-")
    return f"{year}年{'秋' if season == 'autumn' else '春'}季学期"


def _spans(r: LoopReport) -> Table:
    figures = r.edition.table("figures")
    own = figures[figures["place"] == r.edition.place]
    known = {
        code: (days, cases)
        for code, days, cases in zip(own["code"], own["numerator"], own["denominator"], strict=True)
    }
    told = [(label, *known[f"days.{c}"]) for c, label in SPANS.items() if f"days.{c}" in known]
    lines = [
        {"一段": label, "已走完的个案": int(cases), "平均天数": round(days / cases, 1)}
        for label, days, cases in told
    ]
    return Table(
        "用了多长时间",
        pd.DataFrame(lines),
        () if lines else ("还没有核实、返校或者销号的个案，没有用时可算。",),
    )


def _causes(r: LoopReport) -> Table:
    labels = {**r._labels["cause"], "unknown": NO_CAUSE}
    lines = [
        {"原因或核实结果": label, "牵头": r._labels["lead"].get(code, ""), "未销号": n}
        for code, label in labels.items()
        if (n := r.count(f"cause.{code}"))
    ]
    lines.sort(key=lambda line: -int(str(line["未销号"])))
    return Table(
        "未销号个案的原因（单位：人）",
        pd.DataFrame(lines),
        () if lines else ("没有未销号的个案。",),
    )


def _towns(r: LoopReport) -> Table:
    places = [r.edition.town] if r.edition.town else facts.towns(r.edition)
    lines = [
        {
            "镇（街道）": place,
            **{label: r.count(f"balance.{name}", place) for name, label in BALANCE.items()},
            **{label: r.count(f"cases.{name}", place) for name, label in OPEN.items()},
        }
        for place in places
    ]
    return Table("各镇（街道）的个案（单位：人）", pd.DataFrame(lines))


def _late(r: LoopReport) -> Table:
    lines: list[dict[str, Any]] = [
        {"承担单位": label, "逾期未完成的任务": n}
        for code, label in r._labels["who"].items()
        if (n := r.count(f"overdue.{code}"))
    ]
    lines.sort(key=lambda line: -int(line["逾期未完成的任务"]))
    return Table(
        "谁的任务逾期（单位：项）",
        pd.DataFrame(lines),
        () if lines else ("没有逾期未完成的任务。",),
    )


def _reports(r: LoopReport) -> Table:
    places = [r.edition.town] if r.edition.town else facts.towns(r.edition)
    lines = [
        {
            "镇（街道）": place,
            "缺勤建档": r.count("monitoring.on_file", place),
            **{label: r.count(f"monitoring.{code}", place) for code, label in REPORTS.items()},
        }
        for place in places
    ]
    given = facts.given(r.edition, "absences")
    note = "" if given else "没有提供缺勤登记，无数据。"
    return Table(
        "缺勤建档的报告（单位：人次）",
        pd.DataFrame(lines if given else []),
        (note,) if note else (),
    )


def _funnel_chart(r: LoopReport) -> Picture | None:
    table = _funnel(r).frame
    if table.empty:
        return None
    told = listed(f"{line['环节']}{line['个案']}人" for line in table.to_dict("records"))
    return stacked_bars(
        table.set_index("环节")[["个案"]], title="", alt=f"从疑似到销号：{told}。", unit="人"
    )


def _cause_chart(r: LoopReport) -> Picture | None:
    table = _causes(r).frame
    if table.empty:
        return None
    told = listed(
        f"{line['原因或核实结果']}{line['未销号']}人" for line in table.to_dict("records")
    )
    return stacked_bars(
        table.set_index("原因或核实结果")[["未销号"]],
        title="",
        alt=f"未销号个案的原因：{told}。",
        unit="人",
    )


_TABLES: dict[str, Callable[[LoopReport], Table]] = {
    "漏斗": _funnel,
    "动态归零": _balance,
    "用时": _spans,
    "原因": _causes,
    "各单位情况": _towns,
    "逾期": _late,
    "缺勤报告": _reports,
    "程序问题": lambda r: r.quality,
}
_CHARTS: dict[str, Callable[[LoopReport], Picture | None]] = {
    "漏斗": _funnel_chart,
    "原因": _cause_chart,
}
