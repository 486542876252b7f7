"""The hinge: the frozen tables of a term. Written once by the computing half, opened read-only by
the telling half.

An edition is a folder of Parquet files, one for each table of
:mod:`kongchuo_core.vocabulary.tables`, and ``facts.json`` with what isn't a table: the term and its
dates, the county, which registers were given, the sums that balanced.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kongchuo_core.vocabulary.errors import LedgerError, RuleTableError
from kongchuo_core.vocabulary.figures import COUNTY
from kongchuo_core.vocabulary.files import read_json, write_json
from kongchuo_core.vocabulary.tables import TABLES

Derived = TypeVar("Derived")
FACTS = "facts.json"
FORMAT = 1
"""The format of an edition; earlier ones have no number, later ones are for a later version."""
REMADE = "重新运行 kongchuo run，再生成这一学期的结果"
"""What to do about a damaged file that a run made."""
DICTIONARY = "数据字典.md"


def write(
    folder: Path,
    tables: Mapping[str, pa.Table],
    facts: Mapping[str, Any],
    words: Mapping[str, Mapping[str, str]],
) -> list[Path]:
    """Write an edition's tables, facts and data dictionary; the same content gives the same bytes.

    Parameters
    ----------
    words : list of codes → code → word, for the data dictionary.

    Raises
    ------
    RuleTableError
        where a table differs from its declaration or is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for name, declared in TABLES.items():
        if name not in tables or tables[name].schema != declared.schema:
            raise RuleTableError(
                f"结果的表“{name}”与数据字典不一致", remedy="这是程序的错误，请把这句话告诉维护人员"
            )
        path = folder / f"{name}.parquet"
        pq.write_table(tables[name].replace_schema_metadata(None), path, compression="zstd")
        written.append(path)
    write_json(folder / FACTS, {"format": FORMAT, **facts})
    (folder / DICTIONARY).write_text(dictionary(words), "utf-8")
    return [*written, folder / FACTS, folder / DICTIONARY]


def dictionary(words: Mapping[str, Mapping[str, str]]) -> str:
    """The data dictionary of an edition, as Markdown: every table's columns, then every list of
    codes that they use.
    """
    lines = [
        "# 数据字典",
        "",
        "每次结果的表，一表一义。“可外传”为否的列不得离开本办公室；人数、件数对外只用 `kongchuo release` 放行的公开版。",
        "“代码”写着代码表的，表在后面。",
        "",
    ]
    used: dict[str, None] = {}
    for table in TABLES.values():
        used |= dict.fromkeys(c.codes for c in table.columns if c.codes)
        lines += [
            f"## {table.name} — {table.meaning}",
            "",
            "| 列 | 类型 | 含义 | 代码 | 可外传 |",
            "|---|---|---|---|---|",
        ]
        lines += [
            f"| {c.name} | {c.type} | {c.meaning} | {c.codes} | {'是' if c.may_leave else '否'} |"
            for c in table.columns
        ]
        lines.append("")
    for name in used:
        lines += [f"## 代码表 {name}", "", "| 代码 | 含义 |", "|---|---|"]
        lines += [f"| {code} | {word} |" for code, word in words[name].items()]
        lines.append("")
    return "\n".join(lines)


@dataclass(frozen=True)
class Edition:
    """An edition opened for reading, whole (``town`` is ``None``) or as one town may see it."""

    folder: Path
    town: str | None = None

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What isn't a table; see the module."""
        self._as_listed(FACTS)
        try:
            return read_json(self.folder / FACTS, remedy=REMADE, form=FORMAT)
        except FileNotFoundError:
            raise self._missing() from None

    @cached_property
    def _listed(self) -> dict[str, str]:
        """The digests of this edition's files by the manifest beside it; none while it is being
        made.
        """
        try:
            listed = read_json(self.folder.parent / "manifest.json", remedy=REMADE).get("outputs")
        except FileNotFoundError:
            return {}
        return listed if isinstance(listed, dict) else {}

    def _as_listed(self, name: str) -> None:
        """Refuse a file that is not what the run wrote: damaged, cut off, or edited by hand."""
        path, listed = self.folder / name, self._listed.get(f"{self.folder.name}/{name}")
        if listed is None or not path.is_file():
            return
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != listed:
                raise self._damaged(name)

    def _damaged(self, name: str) -> LedgerError:
        where = (f"文件 {'/'.join((*self.folder.parts[-3:], name))}",)
        return LedgerError("运行结果的文件损坏或被改动，读不出来", remedy=REMADE, place=where)

    def _read(self, name: str, columns: list[str] | None = None) -> pa.Table:
        path = self.folder / f"{name}.parquet"
        if not path.is_file():
            raise self._missing()
        self._as_listed(path.name)
        try:
            return pq.read_table(path, columns=columns)
        except (pa.ArrowException, OSError, KeyError):
            raise self._damaged(path.name) from None

    def _missing(self) -> LedgerError:
        return LedgerError(
            "这里没有运行的结果",
            remedy="先运行 kongchuo run",
            place=(f"文件夹 {'/'.join(self.folder.parts[-3:])}",),
        )

    @property
    def place(self) -> str:
        """The place the edition is opened for: the town, or 全县."""
        return self.town or COUNTY

    def table(self, name: str) -> pd.DataFrame:
        """A table as pandas sees it; of tables with a ``town`` column only the town's lines.

        Each is read once. What is handed out is a copy that shares the values until someone writes
        (pandas' copy-on-write), so that no reader can change what the next one sees.

        Raises
        ------
        LedgerError
            where the folder has no such table, or it is damaged.
        """
        if name not in self._tables:
            table = self._read(name)
            if self.town is not None and "town" in table.column_names:
                table = table.filter(pc.equal(table["town"], self.town))
            self._tables[name] = table.to_pandas()
        return self._tables[name].copy(deep=False)

    def holds(self, name: str) -> bool:
        """Whether there is such a table; an edition of an earlier version may lack it."""
        return (self.folder / f"{name}.parquet").is_file()

    def derived(self, make: Callable[..., Derived], *arguments: Any) -> Derived:
        """What a function makes of this edition and some arguments, made once; it must be something
        that nobody changes.
        """
        key = (make, *arguments)
        if key not in self._made:
            self._made[key] = make(self, *arguments)
        found: Derived = self._made[key]
        return found

    @cached_property
    def _made(self) -> dict[tuple[Any, ...], Any]:
        return {}

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        return {}

    @cached_property
    def _figures(self) -> dict[tuple[str, str], tuple[int, int | None]]:
        columns = ["code", "place", "numerator", "denominator"]
        table = self._read("figures", columns).to_pydict()
        return {(c, p): (n, d) for c, p, n, d in zip(*table.values(), strict=True)}

    def count(self, code: str, place: str | None = None) -> int:
        """The numerator of a figure; nought where the figure was not made, because nothing was
        counted.
        """
        return self._figures.get((code, place or self.place), (0, None))[0]

    def figure(self, code: str, place: str | None = None) -> tuple[int, int | None] | None:
        """Numerator and denominator of a figure (a count has none); ``None`` where it was
        not made.
        """
        return self._figures.get((code, place or self.place))

    @cached_property
    def _places(self) -> dict[str, list[str]]:
        """Code → its places, in order."""
        places: dict[str, list[str]] = {}
        for code, place in self._figures:
            places.setdefault(code, []).append(place)
        return places

    def places(self, code: str, under: str) -> list[str]:
        """The last parts of the places for which a figure stands directly under ``under``."""
        start = f"{under}/"
        found = self._places.get(code, [])
        return [place.removeprefix(start) for place in found if place.startswith(start)]
