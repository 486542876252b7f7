"""What the object ``r`` of any notebook does: it remembers what each cell tells and writes it, in
that order, into the official page.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path
from typing import Any

import docx
import pandas as pd

from kongchuo_core.documents.notebook import cells
from kongchuo_core.documents.notebook.blocks import HEAD, Block, Drawing, Rows, numbered
from kongchuo_core.documents.notebook.book import write_book
from kongchuo_core.documents.notebook.display import Told
from kongchuo_core.documents.notebook.page import TEMPLATE, ReportPage, divided, write_page
from kongchuo_core.documents.notebook.tables import printed
from kongchuo_core.documents.notebook.words import Cell, tell
from kongchuo_core.documents.word.render import Picture
from kongchuo_core.documents.word.writing import file_name
from kongchuo_core.documents.wording import listed
from kongchuo_core.settings.workspace import Workspace, house
from kongchuo_core.vocabulary.errors import UsageError

NOTHING = "没有写出：笔记本里没有写进公文的格（%%text 文字格、r.table、r.chart）"


@dataclass(frozen=True)
class Written:
    """Files that were written and read back; it shows their names alone, or ``hint`` where there is
    none.
    """

    names: tuple[str, ...]
    kept: bool
    hint: str = "没有需要起草的文书"

    def __repr__(self) -> str:
        told = "已写出" if self.kept else "已试写（没有指定文件夹，不保存）"
        if not self.names:
            return self.hint
        count = f"{len(self.names)}份" if len(self.names) > 1 else ""
        return f"{told}{count}：{listed(self.names)}，从文件中读回的字句和数与报告一致"

    def _repr_markdown_(self) -> str:
        return repr(self)


@dataclass(frozen=True, repr=False)
class Paper:
    """一份报告。``r.text``（文字格 ``%%text``）、``r.table``、``r.chart`` 说的，按次序由 ``r.write()`` 写成公文。

    What it is about is told by the kinds of papers: their names, tables and charts. ``into`` is the
    folder of the Word file, ``None`` for a trial that keeps none.
    """

    title: str
    workspace: Workspace
    into: Path | None
    told: dict[str, tuple[int, list[Block]]] = field(default_factory=dict, repr=False)

    def head(self) -> Mapping[str, str]:
        """What the template prints at the head and foot, by name."""
        raise NotImplementedError

    def given(self) -> Mapping[str, Callable[[], Any]]:
        """Name → how what a text cell may ask for is made."""
        raise NotImplementedError

    def codes(self) -> Sequence[str]:
        """Codes of figures, for completion within quotes."""
        return ()

    def _left_out(self, only: str) -> bool:
        """Whether what is told at one level alone (``only``) has no place here."""
        return False

    def _own_table(self, name: str) -> tuple[Rows, str]:
        """A table by its name, and the level at which alone it is told. Raises ``UsageError``
        naming the near ones.
        """
        raise NotImplementedError

    def _nothing(self, name: str, caption: str, otherwise: str) -> str:
        """What is shown where there is no row: ``otherwise``, or that nothing is known."""
        return f"（{caption}：{otherwise}）"

    def _own_chart(self, name: str) -> tuple[str, Picture] | None:
        """A chart by its name: what it finds, and the picture; ``None`` where there is nothing to
        draw. Raises as :meth:`_own_table`.
        """
        raise NotImplementedError

    @property
    def names(self) -> list[str]:
        """文字格里可以用的全部名称。"""
        return sorted(self.given())

    @property
    def blocks(self) -> tuple[Block, ...]:
        """What was told, in the order of its cells."""
        return tuple(chain.from_iterable(blocks for _, blocks in self.told.values()))

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
        if only and self._left_out(only):
            return self._put((), f"（只在{only}的报告里）")
        return self._put(tell(cell, self.given(), self.workspace.root))

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
        notes, only = ((note,) if note else ()), ""
        with cells.placed():
            if isinstance(what, str):
                own, only = self._own_table(what)
                rows = Rows(what, caption or own.caption, own.heads, own.cells, notes or own.notes)
            else:
                rows = _framed(what, caption, notes)
        if only and self._left_out(only):
            return self._put((), f"（{rows.caption}：只在{only}的报告里）")
        if not rows.cells:
            return self._put((), self._nothing(rows.name, rows.caption, "没有可列的"))
        return self._put((rows,))

    def chart(self, what: Any, caption: str = "", alt: str = "") -> Told:
        """一张图：期次里的图写名称；自己用 matplotlib 画的，写图（Figure 或 Axes）、``caption`` 和 ``alt``（替代文字）。

        Raises
        ------
        UsageError
            for an unknown name, and where an own chart has no caption or alternative text.
        """
        if isinstance(what, str):
            with cells.placed():
                made = self._own_chart(what)
            if made is None:
                return self._put((), self._nothing(what, what, "没有可画的"))
            found, picture = made
            return self._put((Drawing(what, caption or found, picture),))
        if not caption.strip() or not alt.strip():
            with cells.placed():
                raise UsageError(
                    "自己的图没有写图题或者替代文字",
                    remedy='写成 r.chart(图, caption="……", alt="看不见图的人应当知道的")',
                )
        from kongchuo_core.documents.charts import own_picture

        picture = what if isinstance(what, Picture) else own_picture(what, alt)
        return self._put((Drawing(caption, caption, picture),))

    def page(self) -> ReportPage:
        """The paper as its template is filled in. Raises ``ParamsError`` for a reference to what
        isn't there.
        """
        body, annexes = divided(numbered(self.blocks))
        head = self.head()
        own = {n: head[n] for n in ReportPage.__dataclass_fields__ if n in head}
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
        if not self.blocks:
            return Written((), False, NOTHING)
        page, name = self.page(), f"{file_name(self.title)}.docx"
        if self.into is not None:
            _of_this_place(self.into / name, page.标题)

        def made(folder: Path) -> list[Path]:
            write_page(self._template(), page, folder / name)
            return [folder / name]

        return self._kept(made)

    def _template(self) -> Path:
        """The office's page; ours where an older version, which had none, made the workspace."""
        own = self.workspace.templates / TEMPLATE
        return own if own.is_file() else house() / "templates" / TEMPLATE

    def book(self) -> Written:
        """报告里的各张表写成一个工作簿，便于筛选，读回核对；数是数，没有报告以外的内容。

        Raises
        ------
        BalanceError
            where the file says anything else than the notebook; then it isn't kept.
        """

        def made(folder: Path) -> list[Path]:
            out = folder / f"{file_name(self.title)}.xlsx"
            write_book(self.blocks, out)
            return [out]

        return self._kept(made)

    def _kept(self, write: Callable[[Path], list[Path]]) -> Written:
        """Files written beside and moved into the report's folder, or left away where it
        has none.
        """
        with tempfile.TemporaryDirectory(dir=self.into) as folder:
            made = write(Path(folder))
            for path in made if self.into is not None else ():
                path.replace(self.into / path.name)  # type: ignore[operator]
        return Written(tuple(path.name for path in made), self.into is not None)

    def __repr__(self) -> str:
        head = self.head()
        made_up = f"（{told}）" if (told := head["虚构声明"]) else ""
        title = head["标题"].replace("\n", "")
        return f"{title}　情况截至{head['情况截至日']}{made_up}"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, Any]:
        """The title and the day; the head of the paper as data, so that the notebook alone can be
        exported.
        """
        told = {"text/plain": repr(self), "text/markdown": f"**{self!r}**"}
        return told | {HEAD: dict(self.head())}

    def _put(self, blocks: Sequence[Block], hint: str = "") -> Told:
        """Remember blocks as told by the cell at work; what this cell told in an earlier run is
        dropped.
        """
        key, run = cells.current()
        key = key or f"told-{len(self.told)}"
        before, own = self.told.get(key, (run, []))
        self.told[key] = (run, [*(own if before == run else ()), *blocks])
        return Told(tuple(blocks), hint)


def _framed(what: pd.DataFrame, caption: str, notes: tuple[str, ...]) -> Rows:
    if not caption.strip():
        raise UsageError("自己的表没有写表题", remedy='写成 r.table(表, caption="……（单位：人）")')
    lines = what.itertuples(index=False, name=None)
    told = tuple(tuple(map(printed, row)) for row in lines)
    return Rows(caption, caption, tuple(map(str, what.columns)), told, notes)


_current: list[Paper] = []


def current() -> Paper | None:
    """The report that was opened last, which text cells belong to."""
    return _current[-1] if _current else None


def opened(paper: Paper) -> None:
    """Text cells belong to this one from now on."""
    from kongchuo_core.documents.notebook.magic import register

    _current[:] = [paper]
    register()


def folder_of(workspace: Workspace, into: str | Path) -> Path:
    """The folder a notebook writes into, from the workspace on. Raises ``UsageError`` where it
    isn't there.
    """
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
