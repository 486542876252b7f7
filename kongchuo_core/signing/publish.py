"""``kongchuo release``: the gate in the workspace: one lock, the candidate as the run left it,
every word that names somebody.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path
from typing import Any

from kongchuo_core.ledger.store import Ledger
from kongchuo_core.registers.border import read_all
from kongchuo_core.registers.towns import Towns
from kongchuo_core.release import candidate, gate, shelf
from kongchuo_core.release.gate import Desk, Wish
from kongchuo_core.settings.models import Params, load_params
from kongchuo_core.settings.numbers import texts
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.vocabulary.errors import DisclosureError
from kongchuo_core.vocabulary.registers import Kind

PERSONAL = frozenset({"id_no", "student_no", "address", "lives_at", "phone", "certificate"})
"""Columns of registers, besides those of names, whose cells may be found in nothing that leaves."""
OF_PERSONS = ("number", "student", "name")
FOUND_OF_PERSONS = ("met", "guardian", "phone", "address")


def release(workspace: Workspace, term: str, wish: Wish, now: datetime, today: date) -> list[str]:
    """Without names: what would be published, and nothing is written. With two persons' names:
    published.

    Raises
    ------
    DisclosureError
        where there is no candidate, it was changed, or anything speaks against publishing it; then
        nothing was published.
    """
    with workspace.locked():
        place.recover(workspace)
        shelf.recover(workspace)
        made = _as_the_run_left_it(workspace, term)
        day = date.fromisoformat(made["dates"]["as_of"])
        params = load_params(workspace.params, term, day)
        stale = made["released"] != {
            edition.name: edition.digest for edition in shelf.kept(workspace)
        }
        desk = Desk(workspace, params, words(workspace, params), _phrases(params), today, stale)
        if not (wish.maker or wish.approver):
            return gate.show(desk, wish)
        kept, seen = gate.publish(desk, wish, now)
    copy = f"outputs/{term}/{shelf.PUBLIC}/{kept.name}"
    return [
        f"已公开：{params.county.name}{params.term.label}，版次{kept.name}。",
        f"  原件：ledger/{shelf.FOLDER}/{kept.name}（不得改动）",
        f"  可以发布的副本：{copy}",
        *(f"    {name}" for name, _ in seen.files),
    ]


NOTHING_YET = "先运行 kongchuo run；比对日以前的初步比对和 --data-only 不备公开的结果"


def _as_the_run_left_it(workspace: Workspace, term: str) -> dict[str, Any]:
    """The manifest, where the candidate and what it was made from are those it names: nobody edited
    them by hand.
    """
    internal = workspace.outputs(term) / "internal"
    where = (f"学期 {term}",)
    if not (internal / place.MANIFEST).is_file() or not (internal / candidate.FOLDER).is_dir():
        raise DisclosureError("没有待公开的结果", remedy=NOTHING_YET, place=where)
    manifest = place.read_manifest(internal)
    made = {name: digest for name, digest in manifest["outputs"].items() if _counts(name)}
    found = {name: digest for name, digest in place.digests(internal).items() if _counts(name)}
    changed = sorted(
        name for name in made.keys() | found.keys() if made.get(name) != found.get(name)
    )
    if changed:
        raise DisclosureError(
            f"待公开的文件不是运行时生成的那一份：{changed[0]}",
            remedy="要改文字请改模板，再运行 kongchuo run",
            place=where,
        )
    return manifest


def _counts(name: str) -> bool:
    return name.split("/")[0] in (candidate.FOLDER, candidate.REVIEW, "data")


def words(workspace: Workspace, params: Params) -> dict[str, str]:
    """Every name, number, address and phone of any register of the term, and of every person the
    ledger knows; where each stands.
    """
    ledger = Ledger(workspace.ledger, workspace.key())
    persons = ledger.persons()
    found = dict(_in_registers(workspace.data(params.term.term), params))
    known: list[str] = []
    for column in OF_PERSONS:
        known += [str(value) for value in persons[column] if value]
    known += [line["value"] for line in ledger.found() if line["field"] in FOUND_OF_PERSONS]
    for value in known:
        found.setdefault(value, "台账里的人")
    spellings = set(Towns(params.county).spellings)
    return {word: origin for word, origin in found.items() if word not in spellings}


def _phrases(params: Params) -> tuple[str, ...]:
    """Names of the county, its towns and offices, which the office's own params give; and what it
    listed as naming nobody.
    """
    county = params.county
    offices = (
        county.bureau,
        county.government,
        county.supervision_office,
        county.leading_group_office,
    )
    listed = texts(params.rules, "publication_phrases", params.term.as_of)
    return (
        county.name,
        county.inspection_issuer.name,
        *offices,
        *(t.name for t in county.towns),
        *listed,
    )


def _in_registers(data: Path, params: Params) -> Iterator[tuple[str, str]]:
    """Each word with the first place where it stands."""
    seen: set[str] = set()
    for records in read_all(data, params):
        for field in records.register.fields:
            if field.kind is Kind.NAME or field.name in PERSONAL:
                columns = (records.table[name].to_pylist() for name in (field.name, "file", "row"))
                for value, file, row in zip(*columns, strict=True):
                    if value and str(value) not in seen:
                        seen.add(str(value))
                        yield str(value), f"{field.heading}，{file} 第{row}行"
