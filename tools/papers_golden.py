"""The papers of a small made-up county, term by term and town by town, beside the digests.

    python tools/papers_golden.py FOLDER
    python tools/papers_golden.py FOLDER --write

The first makes the county in FOLDER and exits with 1, naming paper and figure where anything
differs; the second stores what it made, after a change of words, rules or templates that is meant.

A paper's digest is that of its text, pictures left out: it is the same on every machine. Figures
are stored beside, so that a changed paper is told with the figures of its place that changed.
"""

from __future__ import annotations

import csv
import hashlib
import sys
import zipfile
from collections.abc import Iterable, Iterator, Mapping
from datetime import UTC, date, datetime
from pathlib import Path

from kongchuo_core.daily.imports import import_files
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.start.example import STORY_DAYS, TERMS, make_example
from kongchuo_core.start.filled import fill
from kongchuo_core.term.run import Wish, run
from kongchuo_core.vocabulary.figures import COUNTY

STORED = Path(__file__).parents[1] / "tests" / "golden"
PAPERS, FIGURES = STORED / "papers.csv", STORED / "figures.csv"
SEED, CHILDREN = 1, 600
NOW = datetime(2026, 5, 4, tzinfo=UTC)
Rows = dict[tuple[str, ...], tuple[str, ...]]
PAPER, FIGURE = ("term", "paper", "digest"), ("term", "place", "code", "numerator", "denominator")


def regenerate(folder: Path) -> Workspace:
    """Both terms of the county, each run twice as ``make report`` does: the towns' forms come back
    in between.
    """
    workspace = make_example(folder, seed=SEED, children=CHILDREN)
    for term in TERMS:
        day: date = STORY_DAYS[term]
        run(workspace, term, as_of=day, now=NOW, wish=Wish(data_only=True))
        form, *_ = fill(folder, term)
        import_files(workspace, term, [form], NOW)
        run(workspace, term, as_of=day, now=NOW)
    return workspace


def digest(paper: Path) -> str:
    """SHA-256 of what a Word file says: its parts of text, in their order."""
    told = hashlib.sha256()
    with zipfile.ZipFile(paper) as parts:
        for name in sorted(
            n for n in parts.namelist() if n.startswith("word/") and n.endswith("xml")
        ):
            told.update(parts.read(name))
    return told.hexdigest()


def papers_of(workspace: Workspace) -> Rows:
    """Term and paper → digest."""
    found: Rows = {}
    for term in TERMS:
        internal = workspace.outputs(term) / "internal"
        for paper in sorted(internal.rglob("*.docx")):
            name = paper.relative_to(internal).as_posix()
            found[term, name] = (digest(paper),)
    return found


def figures_of(workspace: Workspace) -> Rows:
    """Term, place and code → numerator and denominator, of the county and its towns."""
    found: Rows = {}
    for term in TERMS:
        edition = Edition(workspace.outputs(term) / "internal" / "data")
        places = {COUNTY, *(t["name"] for t in edition.facts["towns"])}
        table = edition.table("figures")
        own = table[table["place"].isin(places)].fillna(-1)
        rows = zip(own["place"], own["code"], own["numerator"], own["denominator"], strict=True)
        for place, code, above, below in rows:
            found[term, place, code] = (str(int(above)), "" if below < 0 else str(int(below)))
    return found


def differences(papers: tuple[Rows, Rows], figures: tuple[Rows, Rows]) -> Iterator[str]:
    """A line a paper that is new, gone or changed, with the figures of its place that changed;
    stored first, then today's.
    """
    before, now = papers
    for key in sorted(before.keys() | now.keys()):
        if before.get(key) == now.get(key):
            continue
        term, paper = key
        what = "没有了" if key not in now else "是新的" if key not in before else "变了"
        moved = list(_moved(*figures, term, paper.partition("/")[0]))
        why = "；".join(moved) or "数没有变，变的是字句、次序或者模板"
        yield f"{term} {paper} {what}：{why}"


def _moved(before: Rows, now: Rows, term: str, place: str) -> Iterator[str]:
    for key in sorted(before.keys() | now.keys()):
        if key[:2] == (term, place) and before.get(key) != now.get(key):
            yield f"{key[2]} {_told(before.get(key))}→{_told(now.get(key))}"


def _told(figure: tuple[str, ...] | None) -> str:
    return "没有" if figure is None else "/".join(filter(None, figure))


def load(path: Path, keys: int) -> Rows:
    """A stored table: its first columns → the others."""
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return {tuple(row[:keys]): tuple(row[keys:]) for row in rows}


def store(
    path: Path, heads: Iterable[str], rows: Mapping[tuple[str, ...], tuple[str, ...]]
) -> None:
    """The same written, in order."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(heads)
        writer.writerows((*key, *rows[key]) for key in sorted(rows))


def main(arguments: list[str]) -> int:
    """See the module."""
    folder, write = Path(arguments[0]), "--write" in arguments
    workspace = regenerate(folder)
    papers, figures = papers_of(workspace), figures_of(workspace)
    if write:
        store(PAPERS, PAPER, papers)
        store(FIGURES, FIGURE, figures)
        print(f"存下了{len(papers)}份文书的校验值、{len(figures)}个指标")
        return 0
    changed = list(differences((load(PAPERS, 2), papers), (load(FIGURES, 3), figures)))
    print("\n".join(changed) or f"{len(papers)}份文书与存下的一致")
    return 1 if changed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
