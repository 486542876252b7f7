"""The object ``r`` of the province's notebook: what came of the children who are looked for, by city and county, and where they are."""

from __future__ import annotations

import json
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import pandas as pd

from kongchuo_core.across.across import ABOUT, DATA, OUTCOMES
from kongchuo_core.documents import charts
from kongchuo_core.documents.inspection.checks import Check, Checks
from kongchuo_core.documents.shown import Chart, Table, Text
from kongchuo_core.documents.wordings import Wording, wording
from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.edition import FACTS
from kongchuo_core.regulation.labels import word
from kongchuo_core.vocabulary.errors import InputError, UsageError

BOOK = "跨县核查汇总.xlsx"
FAMILY = "跨县核查"
MOST = 12
"""Counties or cities that one picture shows."""


@dataclass(frozen=True)
class Province:
    """A look across counties as the province sees it: counts alone, no child's name; every member shows itself in a cell."""

    folder: Path
    into: Path | None

    @cached_property
    def _facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads((self.folder / FACTS).read_text("utf-8"))
        return facts

    @cached_property
    def _words(self) -> Wording:
        return wording(FAMILY)

    @cached_property
    def counts(self) -> pd.DataFrame:
        """A line a county, with the codes of what is counted as columns."""
        return pd.read_parquet(self.folder / "counts.parquet")

    @property
    def title(self) -> Text:
        """What this is about, and up to which day the counties tell."""
        days = sorted(set(self._facts["as_of"].values()))
        told = f"{self._facts['label']}，各县情况截至{days[0]}" + (
            f"至{days[-1]}" if days[1:] else ""
        )
        return Text((f"{told}。",), f"{'、'.join(self._facts['provinces'])}跨县核查")

    @property
    def conclusion(self) -> Text:
        """How many are looked for, and what came of it."""
        total = {c: int(self.counts[c].sum()) for c in ("children", "sought", *OUTCOMES, *ABOUT)}
        return Text(self._words.told("结论", total, len(self.counts), self._facts["label"]))

    @property
    def reading(self) -> Text:
        """How the counts are to be read."""
        return Text(self._words.told("怎么看"))

    def table(self, name: str) -> Table:
        """A table by its name: 各市, 各县, 去向."""
        made = {"各市": self._by_city, "各县": self._by_county, "去向": self._ways}
        if name not in made:
            raise UsageError(f"没有“{name}”这张表", remedy=f"写成其中之一：{'、'.join(made)}")
        return made[name]()

    def _headed(self, frame: pd.DataFrame, first: dict[str, str]) -> pd.DataFrame:
        heads = first | {"children": "适龄人数", "sought": "在找"}
        heads |= {o: word("across_outcome", o) for o in OUTCOMES}
        heads |= {a: word("across_about", a) for a in ABOUT}
        return frame[list(heads)].rename(columns=heads)

    def _by_county(self) -> Table:
        ordered = self.counts.sort_values(["city", "county"])
        frame = self._headed(ordered, {"city": "市（州）", "county": "县（市、区）"})
        return Table("各县核查情况（单位：人，后三列为人次）", frame)

    def _by_city(self) -> Table:
        frame = self.counts.groupby("city", as_index=False).sum(numeric_only=True)
        return Table(
            "各市核查情况（单位：人，后三列为人次）", self._headed(frame, {"city": "市（州）"})
        )

    def _ways(self) -> Table:
        names = {"home": "户籍所在县", "school_county": "就读的县", "children": "人数"}
        frame = pd.read_parquet(self.folder / "ways.parquet").rename(columns=names)
        ordered = frame.sort_values(list(names.values()), ascending=[True, True, False])
        return Table("外县就读的去向（单位：人）", ordered.reset_index(drop=True))

    def chart(self) -> Chart:
        """Of each city's children who are looked for, what came of it; of a single city's counties."""
        unit = "city" if self.counts["city"].nunique() > 1 else "county"
        frame = self.counts.groupby(unit)[["sought", *OUTCOMES]].sum()
        frame = frame.sort_values("sought", ascending=False).head(MOST).sort_index()
        if frame.empty or not frame["sought"].sum():
            return Chart(None)
        shown = frame[list(OUTCOMES)].rename(columns=lambda o: word("across_outcome", o))
        alt = f"柱状图：在找的儿童查到的结果，共{int(frame['sought'].sum())}人"
        return Chart(charts.stacked_bars(shown, title="", alt=alt, unit="人"))

    @property
    def checks(self) -> Checks:
        """The four outcomes beside those looked for; the cities beside the counties."""
        cities = self.table("各市").frame
        return Checks(
            (
                Check(
                    "在找的人数 = 四种结果之和",
                    int(self.counts["sought"].sum()),
                    int(self.counts[list(OUTCOMES)].to_numpy().sum()),
                ),
                Check(
                    "各县之和 = 各市之和",
                    int(self.counts["sought"].sum()),
                    int(cities["在找"].sum()),
                ),
            )
        )

    def write(self) -> Text:
        """Write the tables as a workbook, for sorting and printing."""
        if self.into is not None:
            names = ("各市", "各县", "去向")
            sheets = [Sheet(n, self.table(n).frame, title=self.table(n).caption) for n in names]
            write_workbook(self.into / BOOK, sheets)
        told = "已写出" if self.into is not None else "已试写（没有指定文件夹，不保存）"
        return Text((f"{told}：{BOOK}",))


def open_province(across: str | Path, into: str | Path = "") -> Province:
    """Open what ``kongchuo across --into`` wrote.

    Parameters
    ----------
    across : the folder given as ``--into``.
    into : the folder of the workbook; empty for a trial that keeps none.

    Raises
    ------
    InputError
        where the folder holds no look across counties.
    """
    folder = Path(across) / DATA
    if not (folder / FACTS).is_file():
        raise InputError(
            "这里没有跨县核查的结果",
            remedy="across 写 kongchuo across 的 --into 那个文件夹",
            place=(f"文件夹 {Path(across).name or '（空）'}",),
        )
    return Province(folder, Path(into) if str(into) else None)
