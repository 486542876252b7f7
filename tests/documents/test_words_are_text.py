"""Words are text: what papers say stands in notebooks, wording files and templates, which an office
edits, and not in Python.

Measured over every draft of the sample county: of the Chinese characters of its paragraphs,
placeholder values and table cells left out, how many stand in pieces of at least :data:`PIECE`
characters in a text that an office can edit.
"""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from kongchuo_core.documents.drafts import drafts
from kongchuo_core.documents.loop.words import FICTITIOUS
from kongchuo_core.documents.word.printing import print_paper
from kongchuo_core.edition import Edition
from kongchuo_core.regulation.labels import labels
from tests import shared

ROOT = Path(__file__).parents[2]
PIECE = 4
"""Characters in a row that must stand in a text: fewer are found anywhere."""
WANTED = 0.95
SPRING = "2026-spring"
PLACES = (None, "东村镇", "永定街道")
_DAYS = re.compile(
    r"\d+年(?:[春秋]季学期|\d+月(?:\d+日)?前?)?|\d+月\d+日前?|第\d+笔|附?[表图件]\d[\d-]*"
)
_CHINESE = re.compile("[一-龥]+")
STILL_IN_PYTHON: dict[str, float] = {
    "缺勤报告单": 0.88,
    "联席会议议题": 0.75,
    "一生一案": 0.8,
    "督导意见书": 0.88,
    "通报": 0.85,
    "约谈通知书": 0.85,
    "责令限期整改通知书": 0.85,
    "诫勉建议（事实清单）": 0.85,
    "移送事实清单": 0.85,
}
"""Kinds of papers whose words are partly in Python yet, with what is reached; only ever upwards."""


def editable() -> str:
    """All text an office edits: text cells, notes of tables and charts, wording, Word templates."""
    told = []
    for path in sorted((ROOT / "notebooks").glob("*.ipynb")):
        told += ["".join(c["source"]) for c in json.loads(path.read_text("utf-8"))["cells"]]
    told += [path.read_text("utf-8") for path in sorted((ROOT / "templates/wording").iterdir())]
    for path in sorted((ROOT / "templates").glob("*.docx")):
        body = docx.Document(str(path)).element.body
        told += ["".join(t.text or "" for t in p.iter(qn("w:t"))) for p in body.iter(qn("w:p"))]
    return "\n".join(told)


def values(edition: Edition) -> list[str]:
    """What placeholders are filled in with: names of places, units, offices, citations, labels of
    codes; the longest first.
    """
    found = set(itertools.chain.from_iterable(words.values() for words in labels().values()))
    county = edition.facts["county"]
    found |= {v for v in county.values() if isinstance(v, str)}
    found |= {v for v in edition.facts["loop"]["citations"].values() if isinstance(v, str)}
    found |= {str(n) for n in edition.table("verdicts")["school"].dropna()}
    for table, column in (
        ("duties", "unit"),
        ("duties", "label"),
        ("measures", "finding_label"),
        ("measures", "measure_label"),
        ("figure_sources", "label"),
        ("members", "name"),
        ("members", "post"),
        ("verdicts", "name"),
        ("verdicts", "village"),
        ("verdicts", "guardian"),
        ("verdicts", "address"),
        ("observations", "content"),
    ):
        found |= {str(v) for v in edition.table(table)[column].dropna()}
    found |= {v.replace(",", "，") for v in found} | {FICTITIOUS}
    found |= {t["name"] for t in edition.facts["towns"]}
    return sorted((v for v in found if len(v) > 1), key=len, reverse=True)


def paragraphs(paper: Path) -> Iterator[str]:
    """The paragraphs that stand in no table."""
    body = docx.Document(str(paper)).element.body
    for p in body.iter(qn("w:p")):
        if not any(a.tag == qn("w:tbl") for a in p.iterancestors()):
            yield "".join(t.text or "" for t in p.iter(qn("w:t")))


def covered(text: str, known: str) -> tuple[int, int, list[str]]:
    """Characters in pieces that are known, all characters, and the pieces that aren't."""
    some, all_, left = 0, 0, []
    for run in _CHINESE.findall(text):
        if len(run) < PIECE:
            continue
        hit = [False] * len(run)
        for n in range(len(run) - PIECE + 1):
            if run[n : n + PIECE] in known:
                hit[n : n + PIECE] = [True] * PIECE
        some, all_ = some + sum(hit), all_ + len(run)
        if not all(hit):
            left.append("".join(c for c, h in zip(run, hit, strict=True) if not h))
    return some, all_, left


def share(papers: Iterable[Path], known: str, given: list[str]) -> tuple[float, list[str]]:
    """The share of editable words of some papers, and what isn't."""
    blanked = re.compile("|".join(map(re.escape, given)))
    some, all_, left = 0, 0, []
    for paper in papers:
        for text in paragraphs(paper):
            a, b, rest = covered(_DAYS.sub("　", blanked.sub("　", text)), known)
            some, all_, left = some + a, all_ + b, left + rest
    return (some / all_ if all_ else 1.0), left


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> tuple[dict[str, list[Path]], list[str]]:
    """Every draft of the county and two towns by its kind, and what the placeholders were filled in
    with.
    """
    space, folder = shared.year(), tmp_path_factory.mktemp("words")
    found: dict[str, list[Path]] = {}
    given: list[str] = []
    for place in PLACES:
        edition = Edition(space.outputs(SPRING) / "internal" / "data", place)
        given = given or values(edition)
        for n, draft in enumerate(drafts(edition)):
            out = folder / f"{place}-{n}.docx"
            print_paper(ROOT / "templates" / draft.kind.template, draft.make(), out)
            found.setdefault(draft.kind.name, []).append(out)
    return found, given


def test_what_papers_say_is_text_that_an_office_can_edit(
    drawn: tuple[dict[str, list[Path]], list[str]],
) -> None:
    """Kind by kind; the reports whole, the others as far as they are, and none less than it was."""
    papers, given = drawn
    known, wanting = editable(), {}
    for kind, own in papers.items():
        reached, left = share(own, known, given)
        if reached < STILL_IN_PYTHON.get(kind, WANTED):
            wanting[kind] = (round(reached, 3), sorted(set(left))[:12])
    assert not wanting
    assert {k for k in papers if k.startswith(("专项督导", "比对核查"))} and len(papers) > 8


def test_the_measure_finds_a_sentence_that_stands_in_no_text() -> None:
    """A sentence of the wording is whole; one that nobody can edit isn't."""
    known = editable()
    assert covered("疑似辍学是三比对发现的线索", known)[0] == 13
    some, all_, left = covered("鸡犬相闻老死不相往来", known)
    assert some < all_ / 2 and left
