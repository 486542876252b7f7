"""The object ``r`` of a report's notebook: what is told stands in Word, in the notebook's order and in the official format."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import docx
import pandas as pd

from kongchuo_core.documents.explain import Explained, explain
from kongchuo_core.documents.inspection.checks import Checks, checks
from kongchuo_core.documents.inspection.facts import towns
from kongchuo_core.documents.notebook import cells, injected
from kongchuo_core.documents.notebook.blocks import HEAD, Block, Drawing, Rows, numbered
from kongchuo_core.documents.notebook.charts import CHARTS
from kongchuo_core.documents.notebook.display import Told
from kongchuo_core.documents.notebook.figures import Figures
from kongchuo_core.documents.notebook.head import head
from kongchuo_core.documents.notebook.names import kind, names
from kongchuo_core.documents.notebook.page import TEMPLATE, ReportPage, divided, write_page
from kongchuo_core.documents.notebook.tables import TABLES, printed
from kongchuo_core.documents.notebook.words import Cell, tell
from kongchuo_core.documents.own_words import in_own_words
from kongchuo_core.documents.word.render import Picture
from kongchuo_core.documents.word.writing import file_name
from kongchuo_core.documents.wording import listed
from kongchuo_core.edition import FACTS, Edition
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import LedgerError, UsageError
from kongchuo_core.vocabulary.figures import COUNTY


@dataclass(frozen=True)
class Written:
    """A Word file that was written and read back; it shows its name alone."""

    name: str
    kept: bool

    def __repr__(self) -> str:
        told = "已写出" if self.kept else "已试写（没有指定文件夹，不保存）"
        return f"{told}：{self.name}，从文件中读回的字句和数与报告一致"

    def _repr_markdown_(self) -> str:
        return repr(self)


@dataclass(frozen=True, repr=False)
class Report:
    """一份报告。``r.text``（文字格 ``%%text``）、``r.table``、``r.chart`` 说的，按次序由 ``r.write()`` 写成公文。

    ``into`` is the folder of the Word file, ``None`` for a trial that keeps none.
    """

    title: str
    edition: Edition
    workspace: Workspace
    into: Path | None
    told: dict[str, tuple[int, list[Block]]] = field(default_factory=dict, repr=False)

    @cached_property
    def figures(self) -> Figures:
        """指标：``r.figures["children.suspected"]``，按 Tab 补全代码。"""
        return Figures(self.edition)

    @cached_property
    def _head(self) -> dict[str, str]:
        made: dict[str, str] = self._own(head(self.title, self.edition))
        return made

    @cached_property
    def _own(self) -> Callable[[Any], Any]:
        return in_own_words(self.edition)

    @cached_property
    def _names(self) -> dict[str, Callable[[], Any]]:
        return names(self.edition, self.figures, self._head)

    @property
    def names(self) -> list[str]:
        """文字格里可以用的全部名称。"""
        return sorted(self._names)

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What was told, in the order of its cells."""
        return tuple(block for _, blocks in self.told.values() for block in blocks)

    def text(self, words: str, only: str = "") -> Told:
        """一个文字格；``%%text`` 就是它。``only``：县、乡镇，只在那一级的报告里说。

        Raises
        ------
        ParamsError
            typed numbers, unknown names, holes, programming: names the cell and the word.
        """
        _, number = cells.current()
        cell = Cell(number, words)
        if only and only not in ("县", "乡镇"):
            raise UsageError(
                f"%%text 后面写的是“{only}”", remedy="写 县、乡镇，或者不写", place=cell.place
            )
        if only and (only == "县") != (self.edition.town is None):
            return self._put((), f"（只在{only}的报告里）")
        return self._put(tell(cell, self._names, self.workspace.root))

    def table(self, what: str | pd.DataFrame, caption: str = "", note: str = "") -> Told:
        """一张表：期次里的表写名称，自己的表写 DataFrame 和 ``caption``（表题）。

        Returns
        -------
        Told
            shows itself; where there is no row it says so and nothing goes into Word.

        Raises
        ------
        ParamsError
            for an unknown name, with the nearest ones.
        """
        if isinstance(what, str):
            known = kind(what)
            if known.only and (known.only == "县") != (self.edition.town is None):
                return self._put((), f"（{known.caption}：只在{known.only}的报告里）")
            rows = known.told(what, self.edition)
            rows = Rows(
                what,
                caption or rows.caption,
                rows.heads,
                rows.cells,
                (note,) if note else rows.notes,
            )
        else:
            if not caption.strip():
                raise UsageError(
                    "自己的表没有写表题", remedy='写成 r.table(表, caption="……（单位：人）")'
                )
            rows = Rows(
                caption,
                caption,
                tuple(map(str, what.columns)),
                tuple(tuple(map(printed, row)) for row in what.itertuples(index=False, name=None)),
                (note,) if note else (),
            )
        return (
            self._put((rows,)) if rows.cells else self._put((), f"（{rows.caption}：没有可列的）")
        )

    def chart(self, what: Any, caption: str = "", alt: str = "") -> Told:
        """一张图：期次里的图写名称；自己用 matplotlib 画的，写图（Figure 或 Axes）、``caption`` 和 ``alt``（替代文字）。

        Raises
        ------
        UsageError
            for an unknown name, and where an own chart has no caption or alternative text.
        """
        if isinstance(what, str):
            if what not in CHARTS:
                raise UsageError(f"没有“{what}”这张图", remedy=f"写成其中之一：{listed(CHARTS)}")
            made = CHARTS[what](self.edition)
            if made is None:
                return self._put((), f"（{what}：没有可画的）")
            found, picture = made
            return self._put((Drawing(what, caption or found, picture),))
        if not caption.strip() or not alt.strip():
            raise UsageError(
                "自己的图没有写图题或者替代文字",
                remedy='写成 r.chart(图, caption="……", alt="看不见图的人应当知道的")',
            )
        from kongchuo_core.documents.charts import own_picture

        picture = what if isinstance(what, Picture) else own_picture(what, alt)
        return self._put((Drawing(caption, caption, picture),))

    @property
    def checks(self) -> Checks:
        """合计换一种算法再数一遍。"""
        return checks(self.edition)

    def explain(self, code: str, place: str = "") -> Explained:
        """一个数从哪里来；``code`` 也可以写名称。"""
        return explain(self.edition, code, place)

    def page(self) -> ReportPage:
        """The paper as its template is filled in. Raises ``ParamsError`` for a reference to what isn't there."""
        body, annexes = divided(numbered(self.blocks))
        own = {n: self._head[n] for n in ReportPage.__dataclass_fields__ if n in self._head}
        return ReportPage(**own, 正文=body, 附件=annexes)

    def write(self) -> Written:
        """写成公文，读回核对。

        Raises
        ------
        UsageError
            where the folder isn't there, or holds this paper of another place or term.
        RuleTableError
            where the template is at fault.
        BalanceError
            where the file says anything else than the notebook; then it isn't kept.
        """
        page, name = self.page(), f"{file_name(self.title)}.docx"
        if self.into is not None:
            _of_this_place(self.into / name, page.标题)
        with tempfile.TemporaryDirectory(dir=self.into) as folder:
            made = Path(folder) / name
            write_page(self.workspace.templates / TEMPLATE, page, made)
            if self.into is not None:
                made.replace(self.into / name)
        return Written(name, self.into is not None)

    def _put(self, blocks: Sequence[Block], hint: str = "") -> Told:
        """Remember blocks as told by the cell at work; what this cell told in an earlier run is dropped."""
        key, run = cells.current()
        key = key or f"told-{len(self.told)}"
        before, own = self.told.get(key, (run, []))
        blocks = self._own(tuple(blocks))
        self.told[key] = (run, [*(own if before == run else ()), *blocks])
        return Told(tuple(blocks), hint)

    def __repr__(self) -> str:
        made_up = f"（{told}）" if (told := self._head["虚构声明"]) else ""
        return f"{self._head['标题'].replace(chr(10), '')}　情况截至{self._head['情况截至日']}{made_up}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """The title and the day; the head of the paper as data, so that the notebook alone can be exported."""
        return {"text/plain": repr(self), "text/markdown": f"**{self!r}**", HEAD: self._head}

    def _ipython_key_completions_(self) -> list[str]:
        return [*TABLES, *CHARTS]


_current: list[Report] = []


def current() -> Report | None:
    """The report that was opened last, which text cells belong to."""
    return _current[-1] if _current else None


def open_report(
    title: str, edition: str | Path = "", town: str | None = "", into: str | Path = ""
) -> Report:
    """打开一份报告，以后的 ``%%text`` 格、``r.table``、``r.chart`` 都写进它。

    Parameters
    ----------
    title : 报告的名称，也是 Word 文件的名称；专项督导检查报告、比对核查情况有固定的发文机关，别的由领导小组办公室印发。
    edition : 期次所在的文件夹，从工作区算起；空是最近运行的一期。
    town : 空是全县；写乡镇（街道）名就只讲那一处。
    into : 存放 Word 文件的文件夹，从工作区算起；空则只试写。

    Raises
    ------
    UsageError
        for an unknown town, a parameter the notebook doesn't have, a folder that isn't there.
    LedgerError
        where there is no edition.
    """
    injected.refuse_unknown()
    opened = open_edition(edition, town)
    workspace = Workspace.above(opened.folder)
    made = Report(title, opened, workspace, _folder(workspace, into) if str(into) else None)
    _current[:] = [made]
    from kongchuo_core.documents.notebook.magic import register

    register()
    return made


def open_edition(edition: str | Path = "", town: str | None = "") -> Edition:
    """An edition for a notebook; see :func:`open_report`, which raises the same."""
    folder = Path(edition)
    if not folder.is_absolute():
        workspace = Workspace.above(Path.cwd())  # noqa: TID251 - a notebook's folder is how it finds its workspace
        folder = workspace.root / folder if str(edition) else newest(workspace)
    opened = Edition(folder, town or None)
    known = (COUNTY, *towns(opened))
    if opened.place not in known:
        raise UsageError(
            f"没有“{opened.place}”这个乡镇（街道）", remedy=f"写成其中之一：{listed(known)}"
        )
    return opened


def newest(workspace: Workspace) -> Path:
    """The folder of the edition whose day is the latest. Raises ``LedgerError`` where there is none."""
    found = [p.parent for p in workspace.root.glob(f"outputs/*/internal/data/{FACTS}")]
    if not found:
        raise LedgerError("工作区里还没有运行的结果", remedy="先运行 kongchuo run")
    return max(found, key=lambda folder: (Edition(folder).facts["term"]["as_of"], str(folder)))


def _folder(workspace: Workspace, into: str | Path) -> Path:
    folder = workspace.root / into
    if not folder.is_dir():
        raise UsageError(
            f"没有 into 写的文件夹“{Path(into).name}”",
            remedy="先建好这个文件夹；相对的路径从工作区算起",
        )
    return folder


def _of_this_place(existing: Path, title: str) -> None:
    """A folder that holds this paper of another place or term is not written into."""
    if not existing.is_file():
        return
    paragraphs = docx.Document(str(existing)).paragraphs
    there = next(
        (p.text for p in paragraphs if p.style is not None and p.style.name == "Title"), ""
    )
    if there.replace("\n", "") != title.replace("\n", ""):
        raise UsageError(
            f"文件夹里已有另一份：“{there.replace(chr(10), '')}”，没有覆盖",
            remedy="每个地方、每个学期各用一个文件夹，例如 into=reports/2026-spring/永定街道",
            place=(f"文件 {existing.name}",),
        )
