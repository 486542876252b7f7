"""Every optional register and every column that a sender may leave away, taken away in turn: nobody
is accused for it (law 13).

    python benchmarks/sweeps/taken_away.py [--full] [--into outputs/sweeps/taken_away.csv]

What may be taken away comes from the table of registers, so a new column is tried with the rest.
After each it is asked (``faults``) whether a duty fails, a measure is proposed, a score contradicts
or a chain has gaps that had none before; what no longer fires must say that there is no data; and
whether any paper of the county or of two towns says something against somebody that it didn't say
before (``told_papers``). Registers of duties are taken away after the comparison, which doesn't
look at them; for the others the county is compared anew. What stands in the list already isn't
tried again.
"""

from __future__ import annotations

import argparse
import csv
import shutil
import tempfile
from collections.abc import Collection, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import chain
from pathlib import Path

import openpyxl

from benchmarks.sweeps import told_papers
from kongchuo_core.documents.supervision.fact_words import FAMILY, fact_told
from kongchuo_core.documents.wordings import wording
from kongchuo_core.registers.border import read_register
from kongchuo_core.registers.headers import heading_key
from kongchuo_core.regulation.supervision import case_duties, findings
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.start.example import make_example
from kongchuo_core.supervision.findings import FAILED
from kongchuo_core.term.compute import Concluded, Term, conclude, read_term
from kongchuo_core.vocabulary.registers import REGISTERS, Register
from tests.days import params_on

TERM, SEED, CHILDREN = "2025-autumn", 2, 120
ANEW = 60
"""Every how manieth of those that need a comparison of their own is tried in the tests; of the
others the tests read the county's papers for whole registers. A full sweep tries and reads all.
"""


@dataclass(frozen=True)
class Taken:
    """What is taken away: a whole register, or some of its columns."""

    register: Register
    columns: tuple[str, ...] = ()

    @property
    def name(self) -> str:
        """How it is called in the list: 督导组织/post."""
        return "/".join((self.register.folder, *self.columns))

    @property
    def of_duties(self) -> bool:
        """Whether the comparison doesn't look at it."""
        return self.register.about == "duty"


def all_taken() -> list[Taken]:
    """Every optional register, then every column that may lack, in the order of the tables."""
    found = [Taken(r) for r in REGISTERS.values() if not r.needed]
    for register in REGISTERS.values():
        found += [Taken(register, (field.name,)) for field in register.may_lack]
    return found


@dataclass
class County:
    """A fictitious county with everything, compared and concluded once."""

    workspace: Workspace
    params: Params
    compared: Term
    told: Concluded
    full: bool = True

    @property
    def towns(self) -> tuple[str, ...]:
        """The towns whose papers are read beside the county's: a sub-district and a town."""
        if not self.full:
            return ()
        names = [town.name for town in self.params.county.towns]
        return names[0], names[4]

    def papers(self, term: Term, told: Concluded) -> dict[str, set[str]]:
        """What the papers say of a term concluded in one way or another."""
        folder = told_papers.write(self.workspace, term, told)
        return told_papers.sentences(folder, self.towns)

    @cached_property
    def said(self) -> dict[str, set[str]]:
        """What the papers say of the county with everything."""
        return self.papers(self.compared, self.told)


def county(folder: Path, *, full: bool) -> County:
    """Make it; ``full``: the papers of towns are read too."""
    workspace = make_example(folder / "w", seed=SEED, children=CHILDREN)
    params = params_on(workspace.params, TERM)
    compared = read_term(workspace, params, folder)
    return County(workspace, params, compared, conclude(compared), full)


def without(whole: County, taken: Taken, folder: Path) -> Concluded:
    """What is concluded of the county without it."""
    return conclude(compared_without(whole, taken, folder))


def compared_without(whole: County, taken: Taken, folder: Path) -> Term:
    """The county's term without it, compared anew where the comparison looks at it."""
    own = whole.workspace.data(TERM) / taken.register.folder
    if not taken.of_duties:
        copy = Path(shutil.copytree(whole.workspace.root, folder / "w"))
        _take(copy / own.relative_to(whole.workspace.root), taken)
        return read_term(Workspace.at(copy), whole.params, folder)
    (folder / "data").mkdir(parents=True)
    left = Path(shutil.copytree(own, folder / "data" / taken.register.folder))
    _take(left, taken)
    records = read_register(folder / "data", taken.register, whole.params)
    mine = {**whole.compared.records, taken.register.code: records}
    return replace(whole.compared, records=mine)


def _take(folder: Path, taken: Taken) -> None:
    """Take a register's folder away, or columns out of each of its tables."""
    if not folder.is_dir():
        return  # a small county has no child on some lists
    if not taken.columns:
        shutil.rmtree(folder)
        return
    every = chain.from_iterable(taken.register.field(name).headings for name in taken.columns)
    headings = {heading_key(heading) for heading in every}
    for path in sorted(folder.rglob("*.csv")):
        _take_of_text(path, headings)
    for path in sorted(folder.rglob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        for sheet in book:
            for column in range(sheet.max_column, 0, -1):
                top = (sheet.cell(row, column).value for row in range(1, 6))
                if any(heading_key(cell) in headings for cell in top):
                    sheet.delete_cols(column)
        book.save(path)


def _take_of_text(path: Path, headings: set[str]) -> None:
    content = path.read_bytes()
    encoding = "utf-8-sig" if content.startswith(b"\xef\xbb\xbf") else "gb18030"
    rows = list(csv.reader(content.decode(encoding).splitlines()))
    top = chain.from_iterable(map(enumerate, rows[:5]))
    gone = {column for column, cell in top if heading_key(cell) in headings}
    with path.open("w", encoding=encoding, newline="") as stream:
        kept = ([cell for c, cell in enumerate(row) if c not in gone] for row in rows)
        csv.writer(stream).writerows(kept)


_FINDINGS_OF_CASES = tuple(
    f.finding
    for f in findings().values()
    if {d.removeprefix("duty:") for d in f.drawn_from} & case_duties()
)


def faults(before: Concluded, now: Concluded) -> Iterator[str]:
    """What is held against somebody now and wasn't before, and what was and now isn't known without
    saying so.

    Where a register or column that explains absences is gone, more children are suspected, and a
    town has more visits to make: of a county with other cases it isn't asked how many were made in
    time. That a problem is prominent is asked all the same.
    """
    same = _same_cases(before, now)
    of_cases = () if same else (*case_duties(), *_FINDINGS_OF_CASES)
    for table, key, bad in (
        ("duties", ("duty", "unit", "period"), lambda x: x["state"] in FAILED),
        ("measures", ("finding", "measure", "place", "post"), lambda x: x["fired"]),
        ("contradictions", ("unit", "item", "finding"), lambda _: True),
        ("cases", ("case_no",), lambda x: x["chain_gaps"]),
        ("monitoring", ("school", "child_id", "first_day"), _unreported),
    ):
        if table == "cases" and not same:
            continue
        was, new = (
            {
                tuple(x[k] for k in key)
                for x in told.tables[table].to_pylist()
                if bad(x) and not {x.get("duty"), x.get("finding")} & set(of_cases)
            }
            for told in (before, now)
        )
        yield from (f"{table}：{'、'.join(map(str, one))}" for one in sorted(new - was, key=str))
    fired = {
        (m["finding"], m["place"]) for m in before.tables["measures"].to_pylist() if m["fired"]
    }
    for m in now.tables["measures"].to_pylist():
        gone = same and (m["finding"], m["place"]) in fired and not m["fired"]
        reason = fact_told(m["reason"], wording(FAMILY)) if gone else ""
        if gone and "无数据" not in reason:
            yield f"没有说明无数据：{m['finding']}、{m['place']}：{reason}"


def _unreported(absence: dict[str, object]) -> bool:
    return "missing" in (absence["bureau_report"], absence["town_report"])


def sweep(
    whole: County, folder: Path, *, done: Collection[str] = ()
) -> Iterator[tuple[str, list[str]]]:
    """What was taken away, and what is wrong then; not what is ``done`` already."""
    every = all_taken()
    anew = [taken for taken in every if not taken.of_duties]
    left_out = () if whole.full else tuple(t for n, t in enumerate(anew) if n % ANEW)
    for n, taken in enumerate(t for t in every if t not in left_out):
        if taken.name not in done:
            own = folder / str(n)
            own.mkdir()
            papers = whole.full or not taken.columns
            yield taken.name, _wrong(whole, taken, own, papers=papers)
            shutil.rmtree(own)


def _wrong(whole: County, taken: Taken, folder: Path, *, papers: bool) -> list[str]:
    term = compared_without(whole, taken, folder)
    told = conclude(term)
    wrong = set(faults(whole.told, told))
    if papers:
        said, now = whole.said, whole.papers(term, told)
        found = set(told_papers.reproaches(said, now))
        same = _same_cases(whole.told, told)
        wrong |= {x for x in found if same or told_papers.CODE.fullmatch(x.rpartition("：")[2])}
    return sorted(wrong)


def _same_cases(before: Concluded, now: Concluded) -> bool:
    """Whether the same children have a case, explained or paused as before, at the same school."""
    return _cases(before) == _cases(now)


def _cases(told: Concluded) -> set[tuple[object, ...]]:
    schools = {v["child_id"]: v["school"] for v in told.tables["verdicts"].to_pylist()}
    return {
        (c["case_no"], c["explained_by"], c["state"], schools.get(c["child_id"]))
        for c in told.tables["cases"].to_pylist()
    }


def main() -> None:
    """Run it, a line for each; what is done already in the list is not done again."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--full", action="store_true")
    parser.add_argument("--into", type=Path, default=Path("outputs/sweeps/taken_away.csv"))
    options = parser.parse_args()
    options.into.parent.mkdir(parents=True, exist_ok=True)
    done: set[str] = set()
    if options.into.is_file():
        with options.into.open(encoding="utf-8", newline="") as known:
            done = {line[0] for line in csv.reader(known) if line}
    with (
        tempfile.TemporaryDirectory() as scratch,
        options.into.open("a", encoding="utf-8", newline="") as stream,
    ):
        write, whole = csv.writer(stream).writerow, county(Path(scratch), full=options.full)
        for name, wrong in sweep(whole, Path(scratch), done=done):
            write((name, *wrong))
            stream.flush()
            print(name, "; ".join(wrong) or "-", flush=True)


if __name__ == "__main__":
    main()
