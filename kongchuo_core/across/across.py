"""The look across counties from beginning to end: read what is given, link, tell every county,
count for the province.
"""

from __future__ import annotations

import json
import shutil
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from kongchuo_core.across import answers
from kongchuo_core.across.answers import Told
from kongchuo_core.across.given import CHILDREN, County, given
from kongchuo_core.across.look import look
from kongchuo_core.across.workbook import named, write_across_forms
from kongchuo_core.edition import FACTS
from kongchuo_core.term.engines import opened
from kongchuo_core.vocabulary.engines import HERE, Choice
from kongchuo_core.vocabulary.errors import UsageError

DATA = "data"
"""The folder beside the counties' with what a province's report is told from; no name and no number
of a child stands in it.
"""
OUTCOMES = (answers.ANSWERED, answers.ASKED, answers.CONTRADICTORY, answers.OPEN)
ABOUT = (answers.TWICE, answers.ENROLLED_TWICE, answers.HOMELESS)
_SPILL = ".计算中"


@dataclass(frozen=True)
class Across:
    """What a look across counties made: where it lies, and the province's counts, a line a
    county.
    """

    folder: Path
    counts: pa.Table


def across(
    sources: Sequence[Path],
    term: str,
    into: Path,
    passphrase: Callable[[], str],
    choice: Choice = HERE,
) -> Across:
    """Look over several counties' editions of a term.

    Parameters
    ----------
    sources : workspaces, and files that counties handed over.
    into : gets a folder for each county with ``跨县核查.xlsx``, and :data:`DATA`; what an earlier look
        wrote there is replaced.
    passphrase : asked once, where a file is among the sources.

    Raises
    ------
    UsageError
        for fewer than two counties, one named twice, or a folder that isn't a look's.
    LedgerError, InputError
        as :func:`~kongchuo_core.across.given.given`.
    """
    if len(sources) < 2:
        raise UsageError("至少要有两个县", remedy="依次写各县的工作区或者交换文件")
    _free(into)
    word = passphrase() if any(path.is_file() for path in sources) else ""
    counties = sorted((given(path, term, word) for path in sources), key=lambda c: c.code)
    _once(counties)
    spill = into / _SPILL
    spill.mkdir(parents=True, exist_ok=True)
    try:
        with opened(choice, spill) as engine:
            looked = look(engine, counties)
    finally:
        shutil.rmtree(spill, ignore_errors=True)
    told = answers.answers(counties, looked)
    made_up = [bool(c.facts.get("fictitious")) for c in counties]
    write_across_forms(told, named(counties), into, made_up)
    return Across(into, _write_counts(counties, told, into / DATA))


def _free(into: Path) -> None:
    """Remove what an earlier look wrote; refuse a folder with anything else in it."""
    if into.is_file() or (
        into.is_dir() and any(into.iterdir()) and not (into / DATA / FACTS).exists()
    ):
        raise UsageError(
            "结果不能放在已有别的内容的文件夹里",
            remedy="--into 写一个新文件夹，或以前放跨县核查结果的文件夹",
            place=(f"文件夹 {into.name}",),
        )
    if into.is_dir():
        shutil.rmtree(into)


def _once(counties: Sequence[County]) -> None:
    codes = Counter(c.code for c in counties)
    if twice := [c.name for c in counties if codes[c.code] > 1]:
        raise UsageError(
            f"同一个县写了两次（区划代码相同）：{'、'.join(twice)}",
            remedy="一个县只写一次工作区或者交换文件；不是同一个县的，改正 params/county.yaml 的 code",
        )


def _write_counts(counties: Sequence[County], told: Sequence[Told], into: Path) -> pa.Table:
    """``counts``: a line a county; ``ways``: from which county to which its children go to school;
    ``facts.json``.
    """
    into.mkdir(parents=True)
    names = named(counties)
    counts = pa.Table.from_pylist([*_counts(counties, names, told)])
    pq.write_table(counts, into / "counts.parquet", compression="zstd")
    ways: Counter[tuple[str, str]] = Counter()
    for name, t in zip(names, told, strict=True):
        ways.update(_ways(name, names, t))
    lines = [(*way, n) for way, n in sorted(ways.items())]
    columns = zip(*lines, strict=True) if lines else ([], [], [])
    types = (pa.string(), pa.string(), pa.int64())
    arrays = [pa.array(list(c), t) for c, t in zip(columns, types, strict=True)]
    table = pa.table(arrays, names=["home", "school_county", "children"])
    pq.write_table(table, into / "ways.parquet", compression="zstd")
    facts = {
        "term": counties[0].facts["term"],
        "label": counties[0].facts["label"],
        "as_of": {n: c.facts["as_of"] for n, c in zip(names, counties, strict=True)},
        "provinces": sorted({str(c.facts["province"]) for c in counties}),
        "fictitious": any(c.facts.get("fictitious", False) for c in counties),
    }
    words = json.dumps(facts, ensure_ascii=False, indent=1, sort_keys=True)
    (into / FACTS).write_text(f"{words}\n", "utf-8")
    return counts


def _counts(
    counties: Sequence[County], names: Sequence[str], told: Sequence[Told]
) -> Iterator[dict[str, object]]:
    for county, name, mine in zip(counties, names, told, strict=True):
        outcomes = Counter(mine.outcomes.values())
        about = Counter(line.about for line in mine.known)
        about[answers.TWICE] += sum(line.about == answers.TWICE for line in mine.asked)
        yield {
            "county": name,
            "city": str(county.facts["city"]),
            "as_of": str(county.facts["as_of"]),
            "children": county.table(CHILDREN, ("child_id",)).num_rows,
            "sought": len(mine.outcomes),
            **{o: outcomes[o] for o in OUTCOMES},
            **{a: about[a] for a in ABOUT},
        }


def _ways(name: str, names: Sequence[str], told: Told) -> Iterator[tuple[str, str]]:
    """Each child who was found at school, once for every county that has it."""
    found = {
        (line.own["child_id"], line.county)
        for line in told.asked
        if line.about == answers.ROLL and line.certain and line.county is not None
    }
    for _, county in sorted(found):
        yield name, names[county]
