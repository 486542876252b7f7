"""A draft whose words an office changed in Word: what it changed, whether every number is still the
paper's own, the paper with its words.

The office's words are put into the paper as the program renders it, so that layout, number and date
are those of the official format whatever the office's Word made of them; what is no words (lines of
tables, pictures) can't be carried over and is refused.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence, Set
from copy import deepcopy
from dataclasses import dataclass
from difflib import SequenceMatcher
from pathlib import Path
from typing import Any

import docx
from docx.oxml.ns import qn

from kongchuo_core.documents.blanks import HOLE, MARK
from kongchuo_core.documents.word import package
from kongchuo_core.documents.word.numbers import counts
from kongchuo_core.vocabulary.errors import InputError

_DAYS = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日|\d{1,2}月\d{1,2}日|\d{1,3}日")
_IDS = re.compile(r"\d{6}[\dXx*]*|\d{4}[秋春]-[0-9A-Z]+|〔\d{4}〕\d+号")
_SPOKEN = re.compile(
    "[零一二两三四五六七八九十百千万]+(?:余|多)?(?:人|名|件|户|个|次|所|份|起|例|成|倍)"
)
_DATED = re.compile(r"\d{4}年\d{1,2}月\d{1,2}日")
_TABLE = "\0表"
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
"""What Writer puts beside a frame or a line for old programs: the same once more."""


@dataclass(frozen=True)
class Change:
    """Words before and after; either is empty where something was added or taken out. ``first``,
    ``last``: paragraphs of the draft.
    """

    first: int
    last: int
    before: tuple[str, ...]
    after: tuple[str, ...]

    def told(self) -> str:
        """The change as the signer reads it."""
        before, after = "／".join(self.before), "／".join(self.after)
        if not before:
            return f"增加：{after}"
        return f"删去：{before}" if not after else f"原文：{before}\n      改为：{after}"


@dataclass(frozen=True)
class Edited:
    """What an office changed: paragraphs, and cells of tables as (table, cell) → the old and the
    new words.

    ``marks``: the blanks it left.
    """

    changes: tuple[Change, ...]
    cells: dict[tuple[int, int], tuple[str, str]]
    marks: tuple[str, ...] = ()

    def told(self) -> list[str]:
        """Every change as the signer reads it."""
        told = [change.told() for change in self.changes]
        return told + [f"表内原文：{old}\n      改为：{new}" for old, new in self.cells.values()]


def read_changes(draft: Path, edited: Path) -> Edited:
    """What differs between a draft and what an office made of it.

    Raises
    ------
    InputError
        where the file is no Word document, holds unsettled revisions, or something was changed that
        isn't words.
    """
    before, after = _opened(draft), _opened(edited)
    if next(after.element.body.iter(*package.TRACKED), None) is not None:
        raise _refused(edited, "里有没处理的修订", "在 Word 里接受或拒绝全部修订后保存，再签发")
    _same_pictures(before, after, edited)
    cells = _cells_changed(before, after, edited)
    old, new = _texts(before), _texts(after)
    found = []
    for tag, i, j, k, m in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag != "equal":
            found.append(Change(i, j, tuple(old[i:j]), tuple(new[k:m])))
    marks = dict.fromkeys(MARK.findall(_text(after.element.body)))
    return Edited(tuple(found), cells, tuple(marks))


def foreign_numbers(edited: Edited, known: Set[str]) -> list[str]:
    """The numbers, days and codes an office wrote that the draft didn't have there.

    Where it filled a blank in, it may write what it likes; a sentence of its own may hold the
    edition's figures (``known``).
    """
    found: list[str] = []
    for change in edited.changes:
        before, after = "\n".join(change.before), "\n".join(change.after)
        if MARK.search(before) or HOLE.search(before):
            continue
        found += _new(before, after, known if not before else frozenset())
    for old, new in edited.cells.values():
        if not (MARK.search(old) or not old.strip("　 年月日时")):
            found += _new(old, new, frozenset())
    return list(dict.fromkeys(found))


def _new(before: str, after: str, known: Set[str]) -> list[str]:
    more = [n for n in (Counter(_amounts(after)) - Counter(_amounts(before))) if n not in known]
    more += Counter(_IDS.findall(after)) - Counter(_IDS.findall(before))
    days, kept = Counter(_DAYS.findall(after)), Counter(_DAYS.findall(before))
    return more + (list(days - kept) if kept - days else [])


def _amounts(text: str) -> list[str]:
    return [*counts(text), *_SPOKEN.findall(text)]


def write_edited(final: Path, draft: Path, edited: Edited, out: Path) -> None:
    """Write the final paper with an office's words in it.

    Parameters
    ----------
    final : the paper as rendered for signing; ``draft``: as rendered before, of which ``edited``
        tells the changes.

    Raises
    ------
    InputError
        where the office changed what signing fills in: number and date.
    """
    document = _opened(final)
    place = _places(_texts(_opened(draft)), _texts(document))
    paragraphs = _paragraphs(document)
    for change in reversed(edited.changes):
        _put(change, place, paragraphs, final)
    tables = list(document.element.body.iter(qn("w:tbl")))
    for (table, cell), (_, words) in edited.cells.items():
        _set_cell(list(tables[table].iter(qn("w:tc")))[cell], words)
    package.write(document, out)


def fill_marks(path: Path, answers: Mapping[str, str]) -> None:
    """Fill in the blanks that are left in a paper."""
    document = _opened(path)
    for text in document.element.body.iter(qn("w:t")):
        text.text = MARK.sub(lambda m: answers.get(m[1], m[0]), text.text or "")
    package.write(document, path)


def body_lines(path: Path) -> list[str]:
    """The paragraphs of a paper down to its date, outside tables."""
    lines = []
    for block in _blocks(_opened(path)):
        if block.tag != qn("w:tbl"):
            lines.append(_text(block))
        if _DATED.fullmatch(_text(block).strip()):
            break
    return lines


def _put(change: Change, place: dict[int, int], paragraphs: Sequence[Any], final: Path) -> None:
    missing = [n for n in range(change.first, change.last) if n not in place]
    if missing:
        raise _refused(
            final,
            f"里改了由签发填写的地方：{change.told()}",
            "稿别、文号、成文日期保持原样；日期用 --date 写，文号由程序编",
        )
    targets = [paragraphs[place[n]] for n in range(change.first, change.last)]
    for target, words in zip(targets, change.after, strict=False):
        _set_words(target, words)
    for target in targets[len(change.after) :]:
        target.getparent().remove(target)
    more = change.after[len(targets) :]
    if not more:
        return
    before = change.first - 1
    anchor = targets[-1] if targets else None
    if anchor is None and before in place:
        anchor = paragraphs[place[before]]
    for words in reversed(more):
        if anchor is None:
            following = paragraphs[place[change.first]]
            copy = deepcopy(following)
            following.addprevious(copy)
        else:
            copy = deepcopy(anchor)
            anchor.addnext(copy)
        _set_words(copy, words)


def _places(draft: list[str], final: list[str]) -> dict[int, int]:
    """Where the draft's paragraphs stand in the final paper; those that signing changes stand
    nowhere.
    """
    matcher = SequenceMatcher(None, draft, final, autojunk=False)
    found: dict[int, int] = {}
    for tag, i, j, k, until in matcher.get_opcodes():
        if tag == "equal":
            found |= zip(range(i, j), range(k, until), strict=True)
    return found


def _opened(path: Path) -> Any:
    try:
        document = docx.Document(str(path))
    except Exception:
        raise _refused(
            path, "打不开，不是完好的 Word 文档", "重新运行 kongchuo run 生成草稿"
        ) from None
    if number := package.later(document):
        raise _refused(path, *package.later_told(number))
    for twice in list(document.element.body.iter(_FALLBACK)):
        twice.getparent().remove(twice)
    return document


def _refused(path: Path, what: str, remedy: str) -> InputError:
    return InputError(f"改过的草稿{what}", remedy=remedy, place=(f"文件 {path.name}",))


def _blocks(document: Any) -> Iterator[Any]:
    """Tables and the paragraphs that say something, in their order."""
    for block in document.element.body.iterchildren(qn("w:p"), qn("w:tbl"), qn("w:sdt")):
        if block.tag == qn("w:tbl") or _text(block).strip():
            yield block


def _paragraphs(document: Any) -> list[Any]:
    return list(_blocks(document))


def _texts(document: Any) -> list[str]:
    tables, found = 0, []
    for block in _blocks(document):
        is_table = block.tag == qn("w:tbl")
        tables += is_table
        found.append(f"{_TABLE}{tables}" if is_table else _text(block).strip(" "))
    return found


def _text(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(qn("w:t")))


def _set_words(paragraph: Any, words: str) -> None:
    """Put words into a paragraph's first run that has any; its look stays."""
    texts = list(paragraph.iter(qn("w:t")))
    texts[0].text = words
    texts[0].set("{http://www.w3.org/XML/1998/namespace}space", "preserve")
    for text in texts[1:]:
        text.getparent().remove(text)


def _set_cell(cell: Any, words: str) -> None:
    paragraphs = list(cell.iter(qn("w:p")))
    written = next((p for p in paragraphs if list(p.iter(qn("w:t")))), None)
    if written is None:
        run = paragraphs[0].makeelement(qn("w:r"), {})
        run.append(run.makeelement(qn("w:t"), {}))
        paragraphs[0].append(run)
        written = paragraphs[0]
    for other in paragraphs:
        if other is not written:
            for text in other.iter(qn("w:t")):
                text.text = ""
    _set_words(written, words)


def _cells_changed(before: Any, after: Any, edited: Path) -> dict[tuple[int, int], tuple[str, str]]:
    old = [list(t.iter(qn("w:tc"))) for t in before.element.body.iter(qn("w:tbl"))]
    new = [list(t.iter(qn("w:tc"))) for t in after.element.body.iter(qn("w:tbl"))]
    if [len(cells) for cells in old] != [len(cells) for cells in new]:
        raise _refused(
            edited,
            "里增加或者删去了表格的行、列",
            "表里的行来自登记册和台账：改登记册后重新运行；只改字句的，把表恢复原样",
        )
    changed: dict[tuple[int, int], tuple[str, str]] = {}
    for n, (cells, others) in enumerate(zip(old, new, strict=True)):
        for m, (a, b) in enumerate(zip(cells, others, strict=True)):
            if _text(a).strip() != _text(b).strip():
                changed[n, m] = (_text(a), _text(b))
    return changed


def _same_pictures(before: Any, after: Any, edited: Path) -> None:
    drawn = [len(list(d.element.body.iter(qn("w:drawing"), qn("w:pict")))) for d in (before, after)]
    if drawn[0] != drawn[1]:
        raise _refused(edited, "里增加或者删去了图", "图由程序画；把图恢复原样，只改字句")
