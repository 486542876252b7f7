"""Every sentence that the papers of an edition tell, of the county and of each town: drafts,
reports and notebooks, without Word.

Drafts are asked for what they say, notebooks are run in this process; what a notebook's cell shows
last is read as well. So a hundred editions can be asked in the time in which one is printed.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Collection, Iterator, Mapping
from dataclasses import asdict, fields, is_dataclass
from itertools import chain
from pathlib import Path
from typing import Any

import lxml.html

from kongchuo_core import edition as editions
from kongchuo_core.documents.kinds import Draft
from kongchuo_core.documents.loop.writing import loop_drafts
from kongchuo_core.documents.notebook.report import Report
from kongchuo_core.documents.supervision.writing import supervision_drafts
from kongchuo_core.edition import Edition
from kongchuo_core.regulation.labels import labels
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import compute
from kongchuo_core.term.compute import Concluded, Term

_END = re.compile(r"[。；;\n]")
_PART = re.compile(r"[，、：｜（）]|——")
_FEW = re.compile("(?<![一-龥])[一二三四五六七八九十]是")
"""The most urgent problems: where one is gone, the next one stands there, which is no new one."""
CODE = re.compile(r"(?<![a-z_./])[a-z]+(?:_[a-z]+)+(?![a-z_./])")
"""A name of the program's: nobody who reads a paper knows what it means."""
_AGAINST = re.compile(
    "没有按|没有开|没有做|没有落实|没有召|没有建|没有明确|没有报|没有上报|没有发现|没有配齐|不到位|不健全|不齐|不全|不够"
    "|漏报|迟报|逾期|未按|缺口|缺席|空缺|责令|约谈|通报|诫勉|整改"
)
_DENIED = re.compile("没有(?:可列|可画|发现|对不上|应当建档|迟报)")
"""Says that there is nothing, which nobody may say of what wasn't given."""
_SAID = re.compile("无数据|未提供|没有提供|不作认定|没有.*一栏|有登记可查")
_NUMBER = re.compile(r"\d+")
_COUNTED = re.compile(r"^\d+行$|^整改任务$")


def write(workspace: Workspace, term: Term, told: Concluded) -> Path:
    """Write what was concluded as the term's edition of a workspace; the folder of its tables."""
    params = term.office.params
    facts = compute._facts(workspace, params, term.records, term.proof) | {
        "ledger_head": asdict(term.ledger.known()),
        "supervision": told.facts,
        "asked": compute._asked(term.found["review"]) | {"files": 0, "doubts": 0},
    }
    folder = workspace.outputs(params.term.term) / "internal" / "data"
    editions.write(folder, told.tables, facts, labels())
    return folder


def sentences(folder: Path, towns: tuple[str, ...]) -> dict[str, set[str]]:
    """Paper or notebook with its place (``通报.docx``, ``永定街道/comparison.ipynb``) → its sentences."""
    found: dict[str, set[str]] = {}
    notebooks = sorted((Workspace.above(folder).root / "notebooks").glob("*.ipynb"))
    for town in ("", *towns):
        edition = Edition(folder, town or None)
        for draft in chain(loop_drafts(edition), supervision_drafts(edition)):
            found.setdefault(f"{town}/{_kind(draft)}", set()).update(_cut(_texts(draft.make())))
        for path in notebooks:
            shown = list(_shown(path, {"edition": str(folder), "town": town, "into": ""}))
            found[f"{town}/{path.name}"] = set(_cut(iter(shown)))
    return found


def reproaches(before: Mapping[str, set[str]], now: Mapping[str, set[str]]) -> Iterator[str]:
    """What a paper says against somebody now and didn't say before, part of a sentence by part, and
    names of the program's.

    A sentence that says that there is no data says nothing against anybody. Whether a problem is
    new is asked of the measures.
    """
    sentences = chain.from_iterable(before.values())
    known = set(chain.from_iterable(map(_PART.split, sentences)))
    for paper, told in now.items():
        for sentence in sorted(told - before.get(paper, set())):
            for code in CODE.findall(sentence):
                yield f"{paper}：{code}"
            if _SAID.search(sentence) or _FEW.search(sentence):
                continue
            for part in set(_PART.split(sentence)) - known:
                against = _AGAINST.search(part) or _DENIED.search(part)
                if against and not (_COUNTED.search(part) or _fewer(part, known)):
                    yield f"{paper}：{part}"


def _fewer(part: str, known: Collection[str]) -> bool:
    """Whether the same was said before with no smaller a number."""
    now = tuple(map(int, _NUMBER.findall(part)))
    alike = (k for k in known if _NUMBER.sub("#", k) == _NUMBER.sub("#", part))
    return any(now and now <= tuple(map(int, _NUMBER.findall(k))) for k in alike)


def _kind(draft: Draft) -> str:
    return draft.kind.name


def _cut(texts: Iterator[str]) -> Iterator[str]:
    for text in texts:
        yield from (part.strip() for part in _END.split(text) if part.strip())


def _texts(value: Any) -> Iterator[str]:
    """Every text in a context, lists and lines of tables included; a line of a table is one
    text.
    """
    if isinstance(value, str):
        yield value
    elif is_dataclass(value):
        own = [getattr(value, f.name) for f in fields(value)]
        words = [x for x in own if isinstance(x, str)]
        if words and len(words) == len(own):
            yield "｜".join(words)
        else:
            yield from chain.from_iterable(map(_texts, own))
    elif isinstance(value, Mapping):
        yield from chain.from_iterable(map(_texts, value.values()))
    elif isinstance(value, tuple | list | frozenset):
        yield from chain.from_iterable(map(_texts, value))


def _shown(notebook: Path, given: Mapping[str, str]) -> Iterator[str]:
    """What the cells of a notebook show; nothing where it doesn't take an edition and a place."""
    cells = [
        c for c in json.loads(notebook.read_text("utf-8"))["cells"] if c["cell_type"] == "code"
    ]
    names: dict[str, Any] = {"__name__": "__main__"}
    for cell in cells:
        source = "".join(cell["source"])
        yield from _run(source, names)
        if "parameters" in cell["metadata"].get("tags", []):
            if not {"edition", "into"} <= set(names) or (given["town"] and "town" not in names):
                return
            names |= {k: v for k, v in given.items() if k in names}


def _run(source: str, names: dict[str, Any]) -> Iterator[str]:
    if source.startswith("%%text"):
        head, _, words = source.partition("\n")
        report = next(v for v in names.values() if isinstance(v, Report))
        yield _html(report.text(words, head.removeprefix("%%text").strip()))
        return
    tree = ast.parse("\n".join(x for x in source.splitlines() if not x.startswith(("%", "!"))))
    last = tree.body.pop() if tree.body and isinstance(tree.body[-1], ast.Expr) else None
    exec(compile(tree, "<笔记本>", "exec"), names)
    if isinstance(last, ast.Expr) and ".write()" not in source:
        yield _html(eval(compile(ast.Expression(last.value), "<笔记本>", "eval"), names))


def _html(value: Any) -> str:
    """What a notebook would show of a value, as text: a row of a table is a line."""
    page = value._repr_html_() if hasattr(value, "_repr_html_") else None
    if not page:
        bundle = value._repr_mimebundle_() if hasattr(value, "_repr_mimebundle_") else {}
        page = bundle.get("text/html") if isinstance(bundle, dict) else None
    if page:
        root = lxml.html.fromstring(f"<div>{page}</div>")
        for row in root.iter("tr"):
            row.tail = "\n"
        for cell in root.iter("td", "th"):
            cell.tail = "｜"
        return str(root.text_content())
    markdown = value._repr_markdown_() if hasattr(value, "_repr_markdown_") else ""
    return str(markdown or value)
