"""The object ``r`` of the province's notebook: what came of the children who are looked for, by
city and county, and where they are.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pandas as pd

from kongchuo_core.across.across import ABOUT, DATA, OUTCOMES
from kongchuo_core.documents import charts
from kongchuo_core.documents.inspection.checks import Check, Checks
from kongchuo_core.documents.loop.words import BLANK_DATE, DRAFT, FICTITIOUS
from kongchuo_core.documents.notebook import injected
from kongchuo_core.documents.notebook.blocks import Rows, refer
from kongchuo_core.documents.notebook.paper import Paper, Written, folder_of, opened
from kongchuo_core.documents.word.render import Picture
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.documents.wordings import wording
from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.edition import FACTS
from kongchuo_core.regulation.labels import word
from kongchuo_core.settings.workspace import Workspace, house
from kongchuo_core.vocabulary.errors import InputError, UsageError

TITLE = "跨县核查情况"
BOOK = "跨县核查汇总.xlsx"
FAMILY = "跨县核查"
MOST = 12
"""Counties or cities that one picture shows."""
CHART = "结果"
BLANK = "（印发机关）"
"""What stands in a draft where nobody said who issues it."""


@dataclass(frozen=True, repr=False)
class Province(Paper):
    """省、市的跨县核查报告：只有人数，没有任何儿童的姓名。"""

    folder: Path = field(kw_only=True)
    issuer: str = field(kw_only=True)
    to: str = field(kw_only=True)
    copy_to: str = field(kw_only=True)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """The term, up to which day each county tells, the provinces."""
        facts: dict[str, Any] = json.loads((self.folder / FACTS).read_text("utf-8"))
        return facts

    @cached_property
    def counts(self) -> pd.DataFrame:
        """A line a county, with the codes of what is counted as columns."""
        return pd.read_parquet(self.folder / "counts.parquet")

    @cached_property
    def tables(self) -> Mapping[str, tuple[str, pd.DataFrame]]:
        """Name → caption and table, as they are printed: 各市, 各县, 去向."""
        unit = "单位：人，末三列为人次"
        return {
            "各市": (f"各市（州）跨县核查情况（{unit}）", self._by_city()),
            "各县": (f"各县（市、区）跨县核查情况（{unit}）", self._by_county()),
            "去向": ("在外县就读的去向（单位：人）", self._ways()),
        }

    def head(self) -> Mapping[str, str]:
        """See :meth:`Paper.head`; who issues it is left open until somebody says so."""
        known = sorted({date.fromisoformat(day) for day in self.facts["as_of"].values()})
        days = [chinese_date(day) for day in known]
        where = "、".join(self.facts["provinces"])
        return {
            "稿别": DRAFT,
            "文号": "",
            "标题": f"{where}{self.facts['label']}\n控辍保学跨县核查情况报告",
            "主送": self.to,
            "抄送": self.copy_to,
            "印发机关": self.issuer or BLANK,
            "成文日期": BLANK_DATE,
            "虚构声明": FICTITIOUS if self.facts["fictitious"] else "",
            "情况截至日": days[0] if len(days) == 1 else f"{days[0]}至{days[-1]}",
        }

    @cached_property
    def _given(self) -> Mapping[str, Callable[[], Any]]:
        made: dict[str, Callable[[], Any]] = {
            "学期": partial(str, self.facts["label"]),
            "见": lambda: refer,
            "话": lambda: self._shared,
        }
        made |= {name: partial(int, count) for name, count in self._total().items()}
        made |= {name: partial(str, told) for name, told in self.head().items()}
        return made | {name: partial(_records, told) for name, (_, told) in self.tables.items()}

    def given(self) -> Mapping[str, Callable[[], Any]]:
        """See :meth:`Paper.given`: 学期, the sums by the headings of the tables, the tables
        themselves.
        """
        return self._given

    def _shared(self, place: str, *given: Any) -> str:
        return "\n".join(wording(FAMILY).told(place, *given))

    def _own_table(self, name: str) -> tuple[Rows, str]:
        if name not in self.tables:
            raise UsageError(f"没有“{name}”这张表", remedy=f"写成其中之一：{listed(self.tables)}")
        caption, frame = self.tables[name]
        cells = tuple(tuple(map(str, row)) for row in frame.itertuples(index=False, name=None))
        return Rows(name, caption, tuple(frame.columns), cells), ""

    def _own_chart(self, name: str) -> tuple[str, Picture] | None:
        if name != CHART:
            raise UsageError(f"没有“{name}”这张图", remedy=f"写成其中之一：{CHART}")
        unit = "city" if self.counts["city"].nunique() > 1 else "county"
        frame = self.counts.groupby(unit)[["sought", *OUTCOMES]].sum()
        frame = frame.sort_values("sought", ascending=False).head(MOST).sort_index()
        if frame.empty or not frame["sought"].sum():
            return None
        shown = frame[list(OUTCOMES)].rename(columns=lambda o: word("across_outcome", o))
        caption, alt = wording(FAMILY).told("图", self._total(), unit == "city")
        return caption, charts.stacked_bars(shown, title="", alt=alt, unit="人")

    @property
    def checks(self) -> Checks:
        """The four outcomes beside those looked for; the cities beside the counties."""
        sought, cities = int(self.counts["sought"].sum()), self.tables["各市"][1]
        outcomes = int(self.counts[list(OUTCOMES)].to_numpy().sum())
        return Checks(
            (
                Check("在找的人数 = 四种结果之和", sought, outcomes),
                Check("各县之和 = 各市之和", sought, int(cities["在找"].sum())),
            )
        )

    def write(self) -> Written:
        """写成公文；三张表另写一份工作簿，供排序、打印。出错同 :meth:`Paper.write`。"""
        written = super().write()
        if self.into is not None:
            sheets = [Sheet(n, frame, title=told) for n, (told, frame) in self.tables.items()]
            write_workbook(self.into / BOOK, sheets)
        return written

    def _total(self) -> dict[str, int]:
        """The province's sums, by the headings of the tables."""
        summed = {heading: int(self.counts[code].sum()) for code, heading in _heads().items()}
        return {"县数": len(self.counts), "市数": self.counts["city"].nunique()} | summed

    def _by_county(self) -> pd.DataFrame:
        first = {"city": "市（州）", "county": "县（市、区）"}
        return _headed(self.counts.sort_values(["city", "county"]), first)

    def _by_city(self) -> pd.DataFrame:
        frame = self.counts.groupby("city", as_index=False).sum(numeric_only=True)
        return _headed(frame, {"city": "市（州）"})

    def _ways(self) -> pd.DataFrame:
        names = {"home": "户籍所在县", "school_county": "就读的县", "children": "人数"}
        frame = pd.read_parquet(self.folder / "ways.parquet").rename(columns=names)
        ordered = frame.sort_values(
            ["人数", "户籍所在县", "就读的县"], ascending=[False, True, True]
        )
        return ordered.reset_index(drop=True)[list(names.values())]


def _heads() -> dict[str, str]:
    """Code of a count → its heading."""
    heads = {"children": "适龄", "sought": "在找"}
    heads |= {o: word("across_outcome", o) for o in OUTCOMES}
    return heads | {a: word("across_about", a) for a in ABOUT}


def _headed(frame: pd.DataFrame, first: dict[str, str]) -> pd.DataFrame:
    heads = first | _heads()
    return frame[list(heads)].rename(columns=heads)


def _records(frame: pd.DataFrame) -> Sequence[Mapping[str, Any]]:
    return [{str(k): v for k, v in line.items()} for line in frame.to_dict("records")]


def open_province(
    across: str | Path,
    into: str | Path = "",
    issuer: str = "",
    to: str = "各市（州）、县（市、区）教育体育局",
    copy_to: str = "各县（市、区）控辍保学工作领导小组办公室",
) -> Province:
    """打开跨县核查的结果，以后的 ``%%text`` 格、``r.table``、``r.chart`` 都写进它的报告。

    Parameters
    ----------
    across : ``kongchuo across`` 的 ``--into`` 那个文件夹。
    into : 存放 Word 文件和汇总表的文件夹；空则只试写。
    issuer : 印发机关的全称；空则在草稿里留着，由人填写。
    to, copy_to : 主送、抄送机关。

    Raises
    ------
    InputError
        where the folder holds no look across counties.
    UsageError
        where ``into`` isn't there.
    """
    injected.refuse_unknown()
    folder = Path(across) / DATA
    if not (folder / FACTS).is_file():
        raise InputError(
            "这里没有跨县核查的结果",
            remedy="across 写 kongchuo across 的 --into 那个文件夹",
            place=(f"文件夹 {Path(across).name or '（空）'}",),
        )
    workspace = _workspace()
    there = folder_of(workspace, Path(into).resolve()) if str(into) else None
    made = Province(TITLE, workspace, there, folder=folder, issuer=issuer, to=to, copy_to=copy_to)
    opened(made)
    return made


def _workspace() -> Workspace:
    """Whose template and fixed words are used: the workspace the notebook lies in, else ours."""
    here = Path.cwd()  # noqa: TID251 - a notebook's folder is how it finds its workspace
    try:
        return Workspace.above(here)
    except UsageError:
        return Workspace(house())
