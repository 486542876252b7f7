"""Every draft of a place, found again by where it lies: what a run writes, a person signs, and what
becomes of its facts later.

A new group of papers adds its maker to ``MAKERS``.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterator
from dataclasses import fields, is_dataclass, replace
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path
from typing import Any

from kongchuo_core.documents.blanks import MARK
from kongchuo_core.documents.kinds import INSPECTION, NOTEBOOKS, REPORTS, Draft, Numbered
from kongchuo_core.documents.loop.words import BLANK_NUMBER
from kongchuo_core.documents.loop.writing import loop_drafts
from kongchuo_core.documents.notebook.blocks import Rows, Words
from kongchuo_core.documents.notebook.head import kind_name
from kongchuo_core.documents.notebook.outdated import to_run
from kongchuo_core.documents.notebook.page import ReportPage
from kongchuo_core.documents.notebook.runner import tell
from kongchuo_core.documents.supervision.facts import procedure
from kongchuo_core.documents.supervision.writing import supervision_drafts
from kongchuo_core.documents.word.render import Picture
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace

NO_FACTS = frozenset({"稿别", "文号", "签发人", "成文日期", "台账记录"})
"""Fields that signing fills in, and how far the ledger had been written: none of them is a fact
that a paper states.
"""
OF_THE_DAY = frozenset(
    {"情况截至", "联系人", "联系电话", "到校日", "期限", "整改期限", "最后期限", "处理", "序号"}
    | {"届满", "在办天数", "逾期天数", "主送", "抄送", "虚构声明"}
)
"""Fields that change with the day of the run, with whom to call, or with the day of signing, from
which terms run.
"""
NAMED = frozenset(
    {
        "姓名",
        "受送达人",
        "监护人",
        "公民身份号码",
        "户籍地",
        "学籍学校",
        "报到学校",
        "单位",
        "对象单位",
    }
)
"""Fields whose words are facts: who and where."""
_FIGURES = re.compile(r"[A-Za-z0-9*]+(?:[.-][A-Za-z0-9*]+)*%?")


def report_drafts(edition: Edition, on: date | None = None) -> Iterator[Draft]:
    """The reports that notebooks tell; none of them sets a term, so that ``on`` changes nothing."""
    for title, notebook in NOTEBOOKS.items():
        handed_in = title == INSPECTION and edition.town is None
        yield Draft(
            REPORTS[kind_name(title, edition.town)],
            f"{title}.docx",
            partial(_page, edition, notebook),
            not_after=_handed_in(edition) if handed_in else (),
        )


def _page(edition: Edition, notebook: str) -> ReportPage:
    """A report's page as its notebook tells it today. Raises as ``runner.tell``."""
    path, _ = to_run(Workspace.above(edition.folder.absolute()).notebooks / notebook)
    return edition.derived(_told, path)


def _told(edition: Edition, path: Path) -> ReportPage:
    return tell(path, edition=str(edition.folder), town=edition.town or "", into="").page()


def _handed_in(edition: Edition) -> tuple[tuple[date, str], ...]:
    """The day on which the county's report, by what it says itself, was handed in to the
    government.
    """
    return tuple(
        (step.done_on, step.label)
        for step in procedure(edition)
        if step.duty == "report_to_government" and step.done_on is not None
    )


MAKERS: tuple[Callable[[Edition, date | None], Iterator[Draft]], ...] = (
    report_drafts,
    loop_drafts,
    supervision_drafts,
)
"""Who drafts papers: each is given an edition, opened for the county or one town, and the day
papers bear.
"""


def drafts(edition: Edition, on: date | None = None) -> Iterator[Draft]:
    """Every draft of the edition's place, as of the day a paper bears; what may not go out is not
    among them.
    """
    for maker in MAKERS:
        yield from maker(edition, on)


def facts_digest(context: Any, day: str) -> str:
    """SHA-256 of the facts a paper states: its figures, days and codes, who it is about; never its
    words.

    Parameters
    ----------
    day : the day the edition tells of, in words, which is no fact of the paper.
    """
    stated = _facts("", context, day)
    return hashlib.sha256(
        json.dumps(stated, ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()


_NO_FACTS = re.compile(r"第\d+笔|附?[表图]\d+(?:-\d+)?|附件\d+|\d+天|^\d+\.")
"""Numbers in a report's words that are no facts of it: how far the ledger was written, where a
table stands, days until the run.
"""


def _page_facts(page: ReportPage, day: str) -> list[str]:
    """Every figure, day and code of a report, whatever its cells' order."""
    texts: list[str] = []
    for block in (*page.正文, *page.附件):
        if isinstance(block, Words):
            texts.append(_NO_FACTS.sub("", MARK.sub("", block.text).replace(day, "")))
        elif isinstance(block, Rows):
            texts += chain.from_iterable(block.cells)
    return sorted(chain.from_iterable(map(_FIGURES.findall, texts)))


def _facts(name: str, value: Any, day: str) -> Any:
    if isinstance(value, ReportPage):
        return _page_facts(value, day)
    if isinstance(value, Picture):
        return ""
    if is_dataclass(value) and not isinstance(value, type):
        kept = [f.name for f in fields(value) if f.name not in NO_FACTS | OF_THE_DAY]
        return {n: told for n in kept if (told := _facts(n, getattr(value, n), day))}
    if isinstance(value, tuple):
        return [_facts(name, part, day) for part in value]
    text = MARK.sub("", str(value)).replace(day, "")
    return text if name in NAMED else _FIGURES.findall(text)


def facts_of_text(context: Any, day: str) -> list[str]:
    """Every figure, day and code of a paper, as they stand in it."""
    found: list[str] = []

    def gather(value: Any) -> None:
        if isinstance(value, dict):
            for part in value.values():
                gather(part)
        elif isinstance(value, list):
            for part in value:
                gather(part)
        else:
            found.append(value)

    gather(_facts("", context, day))
    return found


def words_digest(context: Any) -> str:
    """SHA-256 of a paper's words, as earlier versions kept it: what was signed by them is known by
    it.
    """
    stated = {
        f.name: _stated(getattr(context, f.name)) for f in fields(context) if f.name not in NO_FACTS
    }
    return hashlib.sha256(
        json.dumps(stated, ensure_ascii=False, sort_keys=True).encode()
    ).hexdigest()


def _stated(value: Any) -> Any:
    if isinstance(value, Picture):
        return value.alt
    if is_dataclass(value) and not isinstance(value, type):
        return {f.name: _stated(getattr(value, f.name)) for f in fields(value)}
    if isinstance(value, tuple):
        return [_stated(v) for v in value]
    return value


def signed(draft: Draft, context: Any, number: str, day: str, by: str) -> Any:
    """The context of the paper itself: no longer a draft, with its date, its number or the blank
    its issuer fills in, and, of a paper to a superior, who signed it (``by``).
    """
    filled = {"稿别": "", "成文日期": day}
    if draft.kind.numbered is not Numbered.NONE:
        filled["文号"] = number or BLANK_NUMBER
    if draft.kind.upward:
        filled["签发人"] = by
    return replace(context, **filled)
