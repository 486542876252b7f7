"""The object ``r`` of a report's notebook: what is told stands in Word, in the notebook's order and
in the official format.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from kongchuo_core.documents.explain import Explained, explain
from kongchuo_core.documents.inspection.checks import Checks
from kongchuo_core.documents.inspection.facts import towns
from kongchuo_core.documents.notebook import injected
from kongchuo_core.documents.notebook.blocks import Block, Rows
from kongchuo_core.documents.notebook.charts import CHARTS
from kongchuo_core.documents.notebook.display import Told
from kongchuo_core.documents.notebook.figures import Figures
from kongchuo_core.documents.notebook.head import head
from kongchuo_core.documents.notebook.names import kind, names
from kongchuo_core.documents.notebook.paper import Paper, Written, folder_of, opened
from kongchuo_core.documents.notebook.sums import all_checks
from kongchuo_core.documents.notebook.tables import TABLES, caption
from kongchuo_core.documents.own_words import in_own_words
from kongchuo_core.documents.supervision.writing import write_supervision_papers
from kongchuo_core.documents.word.render import Picture
from kongchuo_core.documents.wording import listed
from kongchuo_core.edition import FACTS, Edition
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import LedgerError, UsageError
from kongchuo_core.vocabulary.figures import COUNTY


@dataclass(frozen=True, repr=False)
class Report(Paper):
    """一份县或者乡镇（街道）的报告，讲一个期次。"""

    edition: Edition = field(kw_only=True)

    @cached_property
    def figures(self) -> Figures:
        """指标：``r.figures["children.suspected"]``，按 Tab 补全代码。"""
        return Figures(self.edition)

    @cached_property
    def _own(self) -> Callable[[Any], Any]:
        return in_own_words(self.edition)

    @cached_property
    def _head(self) -> dict[str, str]:
        made: dict[str, str] = self._own(head(self.title, self.edition))
        return made

    def _put(self, blocks: Sequence[Block], hint: str = "") -> Told:
        """In the words of the county; see :meth:`Paper._put`."""
        return super()._put(self._own(tuple(blocks)), hint)

    @cached_property
    def _names(self) -> dict[str, Callable[[], Any]]:
        return names(self.edition, self.figures, self._head)

    def head(self) -> Mapping[str, str]:
        """See :meth:`Paper.head`."""
        return self._head

    def given(self) -> Mapping[str, Callable[[], Any]]:
        """See :meth:`Paper.given`."""
        return self._names

    def codes(self) -> Sequence[str]:
        """See :meth:`Paper.codes`."""
        return self.figures.codes()

    def _left_out(self, only: str) -> bool:
        return (only == "县") != (self.edition.town is None)

    def _own_table(self, name: str) -> tuple[Rows, str]:
        known = kind(name)
        if known.only and self._left_out(known.only):
            return Rows(name, caption(name, self.edition), (), ()), known.only
        return known.told(name, self.edition), known.only

    def _nothing(self, name: str, caption: str, otherwise: str) -> str:
        folder = TABLES[name].lacking(self.edition) if name in TABLES else ""
        told = f"没有提供“{folder}”登记册，为无数据" if folder else otherwise
        return super()._nothing(name, caption, told)

    def _own_chart(self, name: str) -> tuple[str, Picture] | None:
        if name not in CHARTS:
            raise UsageError(f"没有“{name}”这张图", remedy=f"写成其中之一：{listed(CHARTS)}")
        return CHARTS[name](self.edition)

    @property
    def checks(self) -> Checks:
        """合计换一种算法再数一遍。"""
        return all_checks(self.edition)

    def explain(self, code: str, place: str = "") -> Explained:
        """一个数从哪里来；``code`` 也可以写名称。"""
        return explain(self.edition, code, place)

    def papers(self) -> Written:
        """起草这个地方的督导、问责文书（送审稿），逐份读回核对。

        Raises
        ------
        RuleTableError
            where a template is at fault.
        BalanceError
            where a file doesn't say what it was given; then none is kept.
        """
        return self._kept(
            lambda folder: write_supervision_papers(
                self.edition, folder, templates=self.workspace.templates
            )
        )

    def _ipython_key_completions_(self) -> list[str]:
        return [*TABLES, *CHARTS]


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
    told = open_edition(edition, town)
    workspace = Workspace.above(told.folder)
    folder = folder_of(workspace, into) if str(into) else None
    made = Report(title, workspace, folder, edition=told)
    opened(made)
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
    """The folder of the edition whose day is the latest. Raises ``LedgerError`` where there is
    none.
    """
    found = [p.parent for p in workspace.root.glob(f"outputs/*/internal/data/{FACTS}")]
    if not found:
        raise LedgerError("工作区里还没有运行的结果", remedy="先运行 kongchuo run")
    return max(found, key=lambda folder: (Edition(folder).facts["term"]["as_of"], str(folder)))
