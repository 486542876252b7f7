"""The object ``r`` of the province's notebook: what came of the children who are looked for, by city and county, and where they are."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, partial
from pathlib import Path
from typing import Any

import pandas as pd

from kongchuo_core.across.across import ABOUT, DATA, OUTCOMES
from kongchuo_core.documents import charts
from kongchuo_core.documents.inspection.checks import Check, Checks
from kongchuo_core.documents.notebook import injected
from kongchuo_core.documents.notebook.blocks import HEAD, Rows, refer
from kongchuo_core.documents.notebook.head import BLANK_DATE, DRAFT, FICTITIOUS
from kongchuo_core.documents.notebook.paper import Paper, Written, folder_of, opened
from kongchuo_core.documents.notebook.tables import printed
from kongchuo_core.documents.word.render import Picture
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.documents.wordings import wording
from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.edition import FACTS
from kongchuo_core.regulation.labels import word
from kongchuo_core.settings.workspace import Workspace, house
from kongchuo_core.vocabulary.errors import InputError, UsageError

TITLE = "跨县核查情况"
FAMILY = "跨县核查"
MOST = 12
"""Counties or cities that one picture shows."""
CHILDREN, SOUGHT = "children", "sought"
COUNTED = (CHILDREN, SOUGHT, *OUTCOMES, *ABOUT)


@dataclass(frozen=True, repr=False)
class Province(Paper):
    """跨县核查的报告：各县在找的儿童查到的结果；只有人数，没有任何儿童的姓名。"""

    folder: Path = field(default_factory=Path)
    issuer: str = ""

    @cached_property
    def _facts(self) -> dict[str, Any]:
        facts: dict[str, Any] = json.loads((self.folder / FACTS).read_text("utf-8"))
        return facts

    @cached_property
    def counts(self) -> pd.DataFrame:
        """一县一行的人数，列名是所数的代码。"""
        return pd.read_parquet(self.folder / "counts.parquet")

    @cached_property
    def _days(self) -> str:
        """Up to which day the counties tell, from the earliest to the latest."""
        days = sorted({pd.Timestamp(day).date() for day in self._facts["as_of"].values()})
        return "至".join(chinese_date(day) for day in dict.fromkeys((days[0], days[-1])))

    def head(self) -> Mapping[str, str]:
        """What the template prints at the head and foot; who issues it is the province's to say."""
        place = "、".join(self._facts["provinces"])
        words = wording(FAMILY)
        return {
            "稿别": DRAFT,
            "文号": "",
            "标题": f"{place}{self._facts['label']}\n{words.sentence('标题')}",
            "主送": words.sentence("主送"),
            "抄送": words.sentence("抄送"),
            "印发机关": self.issuer or words.sentence("印发机关"),
            "成文日期": BLANK_DATE,
            "虚构声明": FICTITIOUS if self._facts.get("fictitious") else "",
        }

    def given(self) -> Mapping[str, Callable[[], Any]]:
        """Names a text cell may use: ``人数("sought")`` and so on, days, terms."""
        total = {code: int(self.counts[code].sum()) for code in COUNTED}
        named = {
            "学期": str(self._facts["label"]),
            "情况截至": self._days,
            "县数": str(len(self.counts)),
            "有在找的": bool(total[SOUGHT]),
        }
        made: dict[str, Callable[[], Any]] = {n: partial(_same, told) for n, told in named.items()}
        return made | {"人数": lambda: partial(_count, total), "见": lambda: refer}

    def _own_table(self, name: str) -> tuple[Rows, str]:
        made = {"各市": self._by_city, "各县": self._by_county, "去向": self._ways}
        if name not in made:
            raise UsageError(f"没有“{name}”这张表", remedy=f"写成其中之一：{listed(made)}")
        caption, frame = made[name]()
        cells = frame.itertuples(index=False, name=None)
        told = tuple(tuple(map(printed, row)) for row in cells)
        return Rows(name, caption, tuple(frame.columns), told), ""

    def _headed(self, frame: pd.DataFrame, first: Mapping[str, str]) -> pd.DataFrame:
        heads = dict(first) | {CHILDREN: "适龄人数", SOUGHT: "在找"}
        heads |= {outcome: word("across_outcome", outcome) for outcome in OUTCOMES}
        heads |= {about: word("across_about", about) for about in ABOUT}
        return frame[list(heads)].rename(columns=heads)

    def _by_county(self) -> tuple[str, pd.DataFrame]:
        ordered = self.counts.sort_values(["city", "county"])
        first = {"city": "市（州）", "county": "县（市、区）"}
        return "各县核查情况（单位：人，后三列为人次）", self._headed(ordered, first)

    def _by_city(self) -> tuple[str, pd.DataFrame]:
        frame = self.counts.groupby("city", as_index=False).sum(numeric_only=True)
        return "各市核查情况（单位：人，后三列为人次）", self._headed(frame, {"city": "市（州）"})

    def _ways(self) -> tuple[str, pd.DataFrame]:
        names = {"home": "户籍所在县", "school_county": "就读的县", "children": "人数"}
        frame = pd.read_parquet(self.folder / "ways.parquet").rename(columns=names)
        ordered = frame.sort_values(list(names.values()), ascending=[True, True, False])
        return "外县就读的去向（单位：人）", ordered

    def _own_chart(self, name: str) -> tuple[str, Picture] | None:
        if name != "查到的结果":
            raise UsageError(f"没有“{name}”这张图", remedy="写 查到的结果")
        unit = "city" if self.counts["city"].nunique() > 1 else "county"
        frame = self.counts.groupby(unit)[[SOUGHT, *OUTCOMES]].sum()
        frame = frame.sort_values(SOUGHT, ascending=False).head(MOST).sort_index()
        if frame.empty or not frame[SOUGHT].sum():
            return None
        shown = frame[list(OUTCOMES)].rename(columns=lambda o: word("across_outcome", o))
        alt = f"柱状图：在找的儿童查到的结果，共{int(frame[SOUGHT].sum())}人"
        picture = charts.stacked_bars(shown, title="", alt=alt, unit="人")
        return "在找的儿童查到的结果（单位：人）", picture

    @property
    def checks(self) -> Checks:
        """合计换一种算法再数一遍。"""
        sought, outcomes = self.counts[SOUGHT].sum(), self.counts[list(OUTCOMES)].to_numpy().sum()
        _, cities = self._by_city()
        return Checks(
            (
                Check("在找的人数 = 四种结果之和", int(sought), int(outcomes)),
                Check("各县之和 = 各市之和", int(sought), int(cities["在找"].sum())),
            )
        )

    def write(self) -> Written:
        """写成公文，读回核对；旁边另有一份汇总表，供排序。"""
        written = super().write()
        if self.into is not None:
            made_up = self.head()["虚构声明"]
            tables = {"各市": self._by_city(), "各县": self._by_county(), "去向": self._ways()}
            sheets = [
                Sheet(name, frame, title=caption, note=made_up)
                for name, (caption, frame) in tables.items()
            ]
            write_workbook(self.into / f"{FAMILY}汇总.xlsx", sheets)
        return written

    def __repr__(self) -> str:
        head = self.head()
        made_up = f"（{head['虚构声明']}）" if head["虚构声明"] else ""
        return f"{head['标题'].replace(chr(10), '')}　情况截至{self._days}{made_up}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        told = {"text/plain": repr(self), "text/markdown": f"**{self!r}**"}
        return told | {HEAD: dict(self.head())}


def _same(told: Any) -> Any:
    return told


def _count(total: Mapping[str, int], code: str) -> str:
    if code not in total:
        raise UsageError(f"没有数“{code}”", remedy=f"写成其中之一：{listed(total)}")
    return str(total[code])


def open_province(
    across: str | Path, into: str | Path = "", issuer: str = "", title: str = TITLE
) -> Province:
    """打开 ``kongchuo across --into`` 写出的结果，以后的 ``%%text`` 格、``r.table``、``r.chart`` 都写进它的报告。

    Parameters
    ----------
    across : ``--into`` 写的那个文件夹。
    into : Word 报告和汇总表放在哪里；空则只试写，不保存。
    issuer : 印发机关的全称，写在文末；空着由本级填写。
    title : 报告的名称，也是 Word 文件的名称。

    Raises
    ------
    InputError
        where the folder holds no look across counties.
    UsageError
        where there is no folder ``into``, or the notebook has no such parameter.
    """
    injected.refuse_unknown()
    folder = Path(across) / DATA
    if not (folder / FACTS).is_file():
        raise InputError(
            "这里没有跨县核查的结果",
            remedy="across 写 kongchuo across 的 --into 那个文件夹",
            place=(f"文件夹 {Path(across).name or '（空）'}",),
        )
    office = Workspace(house())
    kept = folder_of(office, Path(into).resolve()) if str(into) else None
    made = Province(title, office, kept, folder=folder, issuer=issuer)
    opened(made)
    return made
