"""What one county gives to a look across counties: the fewest columns, from its workspace or from
the sealed file it handed over.

``children``: the county's own, with what their case and verdict are; ``pupils``: those of its
schools whose household it doesn't have. Both are kept packed as Parquet, so that a province of a
hundred counties fits into memory.
"""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from kongchuo_core.comparison.elsewhere import OUTSIDE
from kongchuo_core.edition import Edition
from kongchuo_core.keeping.sealing import Reader, Writer
from kongchuo_core.ledger.events import Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.editions import edition_of
from kongchuo_core.vocabulary.errors import InputError, KongchuoError, LedgerError, UsageError

FORMAT = 1
"""Of the file that is handed over; a newer one is refused."""
FACTS, CHILDREN, PUPILS = "facts.json", "children", "pupils"
COLUMNS: Mapping[str, tuple[str, ...]] = {
    CHILDREN: (
        "child_id",
        "name",
        "id_no",
        "sex",
        "birth_date",
        "town",
        "guardian",
        "phone",
        "verdict",
        "explained_by",
        "school",
    ),
    PUPILS: (
        "child_id",
        "school",
        "enrolled",
        "present",
        "name",
        "id_no",
        "student_no",
        "birth_date",
        "sex",
        "grade",
    ),
}
"""What is given of each, besides the children's cases and homes."""
_SOURCES = {CHILDREN: "verdicts", PUPILS: "outsiders"}
_LARGEST = 1 << 30
"""Bytes above which a file that was handed over can't be a county's."""


@dataclass(frozen=True)
class County:
    """One county: ``facts`` say which, of which term and day; ``parts`` are its two tables, packed.

    ``said`` is what its people confirmed or denied of earlier looks, by the number of the question.
    """

    facts: Mapping[str, Any]
    parts: Mapping[str, bytes]

    @property
    def name(self) -> str:
        """The county's name."""
        return str(self.facts["name"])

    @property
    def code(self) -> str:
        """The county's code of administrative divisions."""
        return str(self.facts["code"])

    @property
    def said(self) -> Mapping[str, bool]:
        """Question → whether a person said that both are one child."""
        told: Mapping[str, bool] = self.facts["said"]
        return told

    def table(self, part: str, columns: Sequence[str] | None = None) -> pa.Table:
        """One of the tables, or some of its columns, always in the same order of rows."""
        wanted = None if columns is None else list(columns)
        return pq.read_table(pa.BufferReader(self.parts[part]), columns=wanted)


def given(path: Path, term: str, passphrase: str) -> County:
    """What lies at a path: a workspace with an edition of the term, or a file that was handed over.

    Raises
    ------
    LedgerError
        where the workspace has no edition of the term, or one of an older version.
    InputError
        where the file is damaged, of another term, or sealed with another passphrase.
    """
    county = of_file(path, passphrase) if path.is_file() else of_workspace(path, term)
    if county.facts["term"] != term:
        raise InputError(
            f"是{county.facts['label']}的，不是要查的学期",
            remedy=f"请{county.name}重新生成 {term} 的交换文件",
            place=(f"文件 {path.name}",),
        )
    return county


def of_workspace(path: Path, term: str) -> County:
    """A county's own workspace; raises as :func:`given`."""
    workspace = Workspace.at(path)
    try:
        edition = edition_of(workspace, term)
    except LedgerError as error:
        place = (f"文件夹 {workspace.root.name}", *error.place)
        raise LedgerError(error.what, remedy=error.remedy, place=place) from None
    facts = edition.facts
    county = {c: facts["county"][c] for c in ("name", "code", "city", "province")}
    told = {c: facts["term"][c] for c in ("term", "label", "as_of")}
    told["fictitious"] = facts.get("fictitious", False)
    said = _said(Ledger(workspace.ledger, workspace.key()))
    return County(
        county | told | {"said": said},
        {CHILDREN: _packed(_children(edition)), PUPILS: _packed(_pupils(edition))},
    )


def write_file(workspace: Path, term: str, file: Path, passphrase: str) -> County:
    """Write what the county gives into one sealed file; raises as :func:`given`, and ``UsageError``
    where the file is there.
    """
    if file.exists():
        raise UsageError(
            "这个文件已经有了", remedy="换一个文件名，或者先移走", place=(f"文件 {file.name}",)
        )
    county = of_workspace(workspace, term)
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_STORED) as packed:
        facts = json.dumps({**county.facts, "format": FORMAT}, ensure_ascii=False, sort_keys=True)
        packed.writestr(FACTS, facts)
        for part, told in county.parts.items():
            packed.writestr(part, told)
    with file.open("xb") as stream:
        sealed = Writer(stream, passphrase)
        sealed.write(content.getvalue())
        sealed.close()
    return county


def of_file(path: Path, passphrase: str) -> County:
    """A file that a county handed over; raises as :func:`given`."""
    try:
        sealed = Reader(path, passphrase)
        try:
            content = sealed.read(_LARGEST)
            sealed.finish()
        finally:
            sealed.close()
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            facts = json.loads(packed.read(FACTS))
            parts = {part: packed.read(part) for part in COLUMNS}
    except (KongchuoError, zipfile.BadZipFile, KeyError, ValueError):
        raise InputError(
            "打不开：口令不对，或者文件已损坏、不是交换文件",
            remedy="核对口令；仍打不开的，请该县用 kongchuo exchange 重新生成",
            place=(f"文件 {path.name}",),
        ) from None
    if facts["format"] > FORMAT:
        raise InputError(
            "是更新版本的程序做的交换文件",
            remedy="本机换上同样或更新的版本",
            place=(f"文件 {path.name}",),
        )
    return County(facts, parts)


def _said(ledger: Ledger) -> dict[str, bool]:
    """What the county's people said of pairs of two counties; those numbers begin with
    :data:`MARK`.
    """
    recorded = [r.event for r in ledger.events(Kind.DECISION, Kind.DECISION_WITHDRAWN)]
    gone = {e.payload["decision"] for e in recorded if e.kind is Kind.DECISION_WITHDRAWN}
    return {
        e.payload["evidence"]: e.payload["same"]
        for e in recorded
        if e.kind is Kind.DECISION and e.digest not in gone and e.payload["evidence"][:2] == MARK
    }


MARK = "X-"
"""How the number of a question between two counties begins."""


def _columns(edition: Edition, part: str, more: Sequence[str] = ()) -> pa.Table:
    path = edition.folder / f"{_SOURCES[part]}.parquet"
    there = pq.read_schema(path).names
    if not set(COLUMNS[part]) <= set(there):
        raise LedgerError(
            "这次结果是旧版程序做的，没有跨县核查要用的内容",
            remedy=f"先运行 kongchuo run --term {edition.facts['term']['term']}",
            place=(f"文件夹 {edition.facts['county']['name']}",),
        )
    return pq.read_table(path, columns=[*COLUMNS[part], *more])


def _children(edition: Edition) -> pa.Table:
    """The county's children with the number of their open case, and a number for each home instead
    of its own.
    """
    table = _columns(edition, CHILDREN, ("household_no",))
    homes = pc.binary_join_element_wise(table["town"], table["household_no"], "|")
    home = homes.combine_chunks().dictionary_encode().indices.cast(pa.int64())
    cases = pq.read_table(
        edition.folder / "cases.parquet", columns=["child_id", "case_no", "closed_on"]
    )
    open_cases = cases.filter(pc.is_null(cases["closed_on"]))
    numbers = dict(
        zip(open_cases["child_id"].to_pylist(), open_cases["case_no"].to_pylist(), strict=True)
    )
    case = pa.array([numbers.get(c) for c in table["child_id"].to_pylist()], pa.string())
    return table.drop(["household_no"]).append_column("home", home).append_column("case_no", case)


def _pupils(edition: Edition) -> pa.Table:
    """Pupils of other places; who stands in the register of absences alone is neither enrolled nor
    on a roll, and proves nothing.
    """
    table = _columns(edition, PUPILS)
    rows = pq.read_table(edition.folder / "rows.parquet", columns=["register", "child_id"])
    seated = rows.filter(pc.is_in(rows["register"], pa.array(OUTSIDE)))["child_id"]
    return table.filter(pc.is_in(table["child_id"], seated.combine_chunks()))


def _packed(table: pa.Table) -> bytes:
    out = io.BytesIO()
    pq.write_table(table.replace_schema_metadata(None), out, compression="zstd")
    return out.getvalue()
