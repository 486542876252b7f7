"""The gate: what would be published and what speaks against it; two persons' names publish it, else nothing is written."""

from __future__ import annotations

import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from kongchuo_core.disclosure import released as tables
from kongchuo_core.disclosure.coarsen import TOTAL_ALONE
from kongchuo_core.disclosure.released import Released, ReleasedTable
from kongchuo_core.documents.public.contexts import NOTICE
from kongchuo_core.documents.public.papers import write_public
from kongchuo_core.documents.public.view import Correction, Occasion
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.edition import Edition
from kongchuo_core.release import candidate, shelf
from kongchuo_core.release.candidate import Candidate, Place
from kongchuo_core.release.examine import Examination, examine
from kongchuo_core.release.shelf import Kept
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.people import load_people
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import DisclosureError

_NO_TABLE = [
    "注意：没有一张统计表可以公开，公告里只有问题和说明。",
    "  怎么办：照样可以公开；想公开数目的，在 params/rules/publication.yaml 里改用更粗的片区和原因分组，重新运行；不能降低门槛。",
]


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked for: who made it, who approves it, which edition it corrects and why; all empty to be shown only."""

    maker: str = ""
    approver: str = ""
    corrects: str = ""
    reason: str = ""


@dataclass(frozen=True)
class Desk:
    """A term at the gate: its params, the candidate of its last run, the words that name somebody, the day on which it is asked.

    ``stale``: an edition was published after the candidate was made, which therefore doesn't know it.
    """

    workspace: Workspace
    params: Params
    words: frozenset[str]
    phrases: tuple[str, ...]
    today: date
    stale: bool

    @property
    def internal(self) -> Path:
        """Where the run left the candidate."""
        return self.workspace.outputs(self.params.term.term) / "internal"


def show(desk: Desk, wish: Wish) -> list[str]:
    """What would be published, as lines: files, tables, the reason for each hidden cell, attacker, leaks, when it is due.

    Writes nothing.

    Raises
    ------
    DisclosureError
        where there is no candidate.
    """
    found, term = candidate.read(desk.internal), desk.params.term
    before = shelf.kept(desk.workspace)
    seen = examine(
        desk.internal / candidate.FOLDER, [k.folder for k in before], desk.words, desk.phrases
    )
    due = candidate.due_on(desk.params, desk.workspace.params)
    late = f"，已过{(desk.today - due).days}天" if desk.today > due else ""
    lines = [
        f"{found.released.county}{term.label}待公开的结果（{'第' + str(found.released.edition)}版）",
        f"公开期限：{chinese_date(due)}{late}。",
    ]
    lines += ["", "文件：", *(f"  {name}　{size}字节" for name, size in seen.files), ""]
    for table in found.released.tables:
        lines += summed_up(table, found.reasons)
    lines += [] if found.released.tables else _NO_TABLE
    lines += [f"不公开：{d.title}（{d.reason}）" for d in found.released.dropped]
    lines += [f"问题：{p.place}　{p.words}" for p in found.released.problems]
    lines += [
        "",
        "攻击者的报告（连同以前公开的各版）：",
        *(f"  {titled(line, found.released)}" for line in seen.attacked),
    ]
    lines += ["", *_objections(seen, [o for o in (_order(desk, wish, before),) if o])]
    return lines


def summed_up(table: ReleasedTable, reasons: Mapping[Place, str]) -> list[str]:
    """A table's size, why it has no breakdown where it lost it, and the reason for each hidden cell."""
    lines = [f"{table.title}：{len(table.rows)}行{len(table.columns)}列，隐去{table.hidden}格"]
    lines += [f"  {note}" for note in table.notes if note.startswith(TOTAL_ALONE)]
    return lines + [
        f"  {row}·{column}：{why}"
        for (code, row, column), why in reasons.items()
        if code == table.code
    ]


def titled(line: str, released: Released) -> str:
    """A line of the attacker's report, who knows tables by their codes, with their titles."""
    for table in released.tables:
        line = line.replace(f"　{table.code}　", f"　{table.title}　")
    return line


def _objections(seen: Examination, more: Iterable[str]) -> list[str]:
    told = [f"  {o.place}：{o.what}\n    怎么办：{o.remedy}" for o in seen.objections] + [
        f"  {line}" for line in more
    ]
    if told:
        return ["不能公开：", *told]
    return [
        "可以公开。看过文件后，由经办人和审签人（不同的两个人）公开：加上 --maker 姓名 --approver 姓名"
    ]


def _order(desk: Desk, wish: Wish, before: list[Kept]) -> str:
    """What is wrong with the order of editions: a term is published once, then corrected, each time the last one."""
    mine = [k for k in before if k.term == desk.params.term.term]
    if mine and not wish.corrects:
        return f"这个学期的结果已经公开（{mine[-1].name}）；要更正的，加上 --correction-of {mine[-1].name} --reason 原因"
    if wish.corrects and (not mine or wish.corrects != mine[-1].name):
        return f"要更正的不是这个学期最后公开的一版，最后一版是{mine[-1].name if mine else '（还没有公开过）'}"
    if wish.corrects and not wish.reason.strip():
        return "更正要写明原因：--reason 原因"
    return (
        "运行之后又公开过别的版次：重新运行 kongchuo run，把已公开的一起考虑进去"
        if desk.stale
        else ""
    )


def publish(desk: Desk, wish: Wish, now: datetime) -> tuple[Kept, Examination]:
    """Publish the candidate: render it with day and number, examine these very files with all earlier editions, keep, record, copy.

    Raises
    ------
    DisclosureError
        where anything speaks against it; then nothing was published.
    """
    before = shelf.kept(desk.workspace)
    if wrong := _order(desk, wish, before):
        raise DisclosureError("不能公开", remedy=wrong, place=(f"学期 {desk.params.term.term}",))
    approver = _persons(desk, wish)
    found = candidate.read(desk.internal)
    name = f"{desk.params.term.term}-{_number(desk, before)}"
    with shelf.staging(desk.workspace, name) as staged:
        _render(desk, wish, found, before, staged)
        seen = examine(staged, [k.folder for k in before], desk.words, desk.phrases)
        if not seen.passed:
            raise _refused(seen)
        return shelf.publish(
            desk.workspace, staged, _plain(wish.maker), approver, wish.corrects, (now, desk.today)
        ), seen


def _refused(seen: Examination) -> DisclosureError:
    first, *others = seen.objections
    more = f"（另有{len(others)}处，运行 kongchuo release 不写姓名可以看到全部）" if others else ""
    return DisclosureError(f"{first.what}{more}", remedy=first.remedy, place=(first.place,))


def _number(desk: Desk, before: list[Kept]) -> int:
    return 1 + sum(k.term == desk.params.term.term for k in before)


def _persons(desk: Desk, wish: Wish) -> str:
    """Two different persons of people.yaml, the second of whom may sign the announcement; the name is given as it stands there."""
    people = load_people(desk.workspace.params)
    place = ("文件 params/people.yaml",)
    maker, approver = _plain(wish.maker), _plain(wish.approver)
    if not maker or not approver or maker == approver:
        raise DisclosureError(
            "经办人和审签人要写两个不同的人",
            remedy="写明 --maker 姓名 --approver 姓名",
            place=place,
        )
    signers = [p.name for p in people.signers(NOTICE, None) if p.town is None]
    if maker not in {_plain(p.name) for p in people.persons}:
        raise DisclosureError(
            "经办人不在名单里", remedy="写名单里的姓名，或者先把经办人补进名单", place=place
        )
    if approver not in {_plain(name) for name in signers}:
        raise DisclosureError(
            f"审签人不能签发“{NOTICE}”",
            remedy=f"由可以签发的人审签：{listed(signers) or '（名单里还没有人）'}",
            place=place,
        )
    return approver


def _plain(name: str) -> str:
    return "".join(unicodedata.normalize("NFKC", name).split())


def _render(desk: Desk, wish: Wish, found: Candidate, before: list[Kept], staged: Path) -> None:
    """The files as they will leave."""
    old = next((k for k in before if k.name == wish.corrects), None)
    correction = (
        Correction(edition=old.name, published_on=old.published_on, reason=wish.reason.strip())
        if old
        else None
    )
    in_year = Counter(k.published_on.year for k in before)[desk.today.year] + 1
    facts, due = (
        Edition(desk.internal / "data").facts,
        candidate.due_on(desk.params, desk.workspace.params),
    )
    occasion = Occasion.of(
        facts, due, name=staged.name, number=in_year, published_on=desk.today, correction=correction
    )
    released = replace(found.released, edition=_number(desk, before))
    tables.write(released, staged)
    write_public(
        released,
        occasion,
        desk.workspace.templates,
        staged,
        tables.read(old.folder) if old else None,
    )
