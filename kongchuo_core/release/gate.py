"""The gate: what would be published and what speaks against it; two persons' names publish the very
bytes that were looked at.
"""

from __future__ import annotations

import shutil
import unicodedata
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime
from pathlib import Path

from kongchuo_core.disclosure import released as tables
from kongchuo_core.disclosure.problems import sizes
from kongchuo_core.disclosure.released import Released, ReleasedTable
from kongchuo_core.documents.public.contexts import NOTICE
from kongchuo_core.documents.public.papers import write_public
from kongchuo_core.documents.public.view import Correction, Occasion
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.edition import Edition
from kongchuo_core.regulation.publication import CONFIRMATION, CORRECTION, Reason, reasons
from kongchuo_core.release import candidate, shelf
from kongchuo_core.release.asks import Ask, asks, unconfirmed
from kongchuo_core.release.candidate import Candidate, Place
from kongchuo_core.release.examine import Examination, examine, look_through
from kongchuo_core.release.shelf import Kept
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.numbers import whole_by_name
from kongchuo_core.settings.people import load_people
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import DisclosureError

SEEN = 16
"""So many characters of the digest at least tell what was looked at."""
_NO_TABLE = [
    "注意：没有一张统计表可以公开，公告里只有问题和说明。",
    "  怎么办：照样可以公开；想公开数目的，在 params/rules/publication.yaml 里改用更粗的片区和原因分组，重新运行；不能降低门槛。",
]
_JUMP = {"least": 20, "percent": 30}
"""What params of earlier versions, which have no ``publication_jump``, mean by a jump."""


@dataclass(frozen=True, kw_only=True)
class Wish:
    """What is asked for: who made it, who approves it, the digest of what the approver saw, which
    edition it corrects, the codes of reasons; all empty to be shown only.
    """

    maker: str = ""
    approver: str = ""
    seen: str = ""
    corrects: str = ""
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Desk:
    """A term at the gate: its params, the candidate of its last run, the words that name somebody
    and where they stand, the day.

    ``stale``: an edition was published after the candidate was made, which therefore doesn't know
    it.
    """

    workspace: Workspace
    params: Params
    words: Mapping[str, str]
    phrases: tuple[str, ...]
    today: date
    stale: bool

    @property
    def internal(self) -> Path:
        """Where the run left the candidate."""
        return self.workspace.outputs(self.params.term.term) / "internal"

    @property
    def term(self) -> str:
        """The term's name."""
        return self.params.term.term


def show(desk: Desk, wish: Wish) -> list[str]:
    """What would be published, as lines; where nothing speaks against it, the files as they will
    leave are laid ready to be looked at.

    Raises
    ------
    DisclosureError
        where there is no candidate, or a code isn't in the list.
    """
    found, before = candidate.read(desk.internal), shelf.kept(desk.workspace)
    due = candidate.due_on(desk.params, desk.workspace.params)
    late = f"，已过{(desk.today - due).days}天" if desk.today > due else ""
    lines = [
        f"{found.released.county}{desk.params.term.label}待公开的结果（{'第' + str(found.released.edition)}版）",
        f"公开期限：{chinese_date(due)}{late}。",
    ]
    with shelf.staging(desk.workspace, _name(desk, before)) as staged:
        _render(desk, wish, found, before, staged)
        seen = _examined(desk, staged, found, before)
        drafts = look_through(desk.internal / candidate.FOLDER, desk.words, _phrases(desk, found))
        seen = replace(seen, objections=tuple(dict.fromkeys((*drafts, *seen.objections))))
        wrong = [x for x in (_order(desk, wish, before),) if x]
        open_asks = unconfirmed(_asks(desk, found), wish.because)
        ready = seen.passed and not wrong and not open_asks
        preview = _lay_ready(desk, staged) if ready else None
        digest = shelf.digest(staged)
    lines += ["", "文件：", *(f"  {name}　{size}字节" for name, size in seen.files), ""]
    for table in found.released.tables:
        lines += summed_up(table, found.reasons)
    lines += [] if found.released.tables else _NO_TABLE
    lines += [f"不公开：{d.title}（{d.reason}）" for d in found.released.dropped]
    lines += [f"问题：{p.place}　{p.words}" for p in found.released.problems]
    lines += [*found.released.reservations, "", "外人推算的检验（连同以前公开的各版）："]
    lines += [f"  {titled(line, found.released)}" for line in seen.attacked]
    lines += ["", "各种人推算的结果（运行时）：", *(f"  {x}" for x in found.models), ""]
    if preview is None:
        return [*lines, *_objections(seen, wrong, open_asks, desk.today)]
    return [*lines, *_invitation(desk, wish, preview, digest)]


def _lay_ready(desk: Desk, staged: Path) -> str:
    """Copy the files to where the approver looks at them; the folder, as it is told."""
    target = desk.workspace.outputs(desk.term) / shelf.PREVIEW
    shutil.rmtree(target, ignore_errors=True)
    shutil.copytree(staged, target / staged.name)
    return f"outputs/{desk.term}/{shelf.PREVIEW}/{staged.name}"


def _invitation(desk: Desk, wish: Wish, preview: str, digest: str) -> list[str]:
    corrects = f" --correction-of {wish.corrects}" if wish.corrects else ""
    because = "".join(f" --because {code}" for code in wish.because)
    return [
        f"可以公开。要公开的文件，与公开后一字不差：{preview}",
        "看过这些文件以后，由经办人和审签人（不同的两个人）公开：",
        f"  kongchuo release --term {desk.term}{corrects}{because} --maker 姓名 --approver 姓名 --seen {digest[:SEEN]}",
    ]


def summed_up(table: ReleasedTable, why: Mapping[Place, str]) -> list[str]:
    """A table's size, and of each label that isn't told as it is the first reason."""
    lines = [f"{table.title}：{len(table.rows)}行{len(table.columns)}列"]
    by_row = len(table.columns) == 1
    found: dict[str, str] = {}
    for (code, row, column), words in why.items():
        if code == table.code:
            found.setdefault(row if by_row else column, words)
    return lines + [f"  没有单独列出“{label}”：{words}" for label, words in found.items()]


def titled(line: str, released: Released) -> str:
    """A line of the attacker's report, who knows tables by their codes, with their titles."""
    for table in released.tables:
        line = line.replace(f"　{table.code}　", f"　{table.title}　")
    return line


def _objections(
    seen: Examination, wrong: Iterable[str], open_asks: Sequence[Ask], day: date
) -> list[str]:
    told = [f"  {o.place}：{o.what}\n    怎么办：{o.remedy}" for o in seen.objections]
    told += [f"  {line}" for line in wrong]
    told += [
        f"  {ask.what}\n    怎么办：查明；确实如此的，加上 --because {ask.code}（{reasons(day)[ask.code].words}）"
        for ask in open_asks
    ]
    return ["不能公开：", *told]


def _asks(desk: Desk, found: Candidate) -> list[Ask]:
    """What must be confirmed, beside the last edition published before."""
    before = candidate.earlier(desk.workspace)
    rules, day = desk.params.rules, desk.params.term.as_of
    jump = _JUMP
    if "publication_jump" in rules.values:
        jump = whole_by_name(rules, "publication_jump", day)
    edition = Edition(desk.internal / "data")
    last = before[-1] if before else None
    return asks(found.released, last, edition.facts, sizes(edition), jump)


def _order(desk: Desk, wish: Wish, before: Sequence[Kept]) -> str:
    """What is wrong with the order of editions: a term is published once, then corrected, each time
    the last one, for a reason.
    """
    mine = [k for k in before if k.term == desk.term]
    known = reasons(desk.today)
    listed_ = "；".join(f"{r.code} {r.words}" for r in known.values() if r.kind == CORRECTION)
    if unknown := [code for code in wish.because if code not in known]:
        every = "；".join(f"{r.code} {r.words}" for r in known.values())
        return f"原因“{unknown[0]}”不在清单里，写其中一个的代码：{every}"
    if mine and not wish.corrects:
        return (
            f"这个学期的结果已经公开（{mine[-1].name}）；要更正的，加上 --correction-of {mine[-1].name} "
            f"--because 代码，代码是其中一个：{listed_}"
        )
    if wish.corrects and (not mine or wish.corrects != mine[-1].name):
        return f"要更正的不是这个学期最后公开的一版，最后一版是{mine[-1].name if mine else '（还没有公开过）'}"
    if wish.corrects and not _reason(desk, wish):
        return f"更正要写明原因：--because 代码，代码是其中一个：{listed_}"
    return (
        "运行之后又公开过别的版次：重新运行 kongchuo run，把已公开的一起考虑进去"
        if desk.stale
        else ""
    )


def _reason(desk: Desk, wish: Wish) -> Reason | None:
    """Why it is corrected; confirmations are none."""
    known = reasons(desk.today)
    found = [known[code] for code in wish.because if code in known]
    return next((r for r in found if r.kind != CONFIRMATION), None)


def publish(desk: Desk, wish: Wish, now: datetime) -> tuple[Kept, Examination]:
    """Publish the candidate: render it with day and number, examine these very files with all
    earlier editions, keep, record, copy.

    Raises
    ------
    DisclosureError
        where anything speaks against it, or these aren't the files that were looked at; then
        nothing was published.
    """
    before = shelf.kept(desk.workspace)
    place = (f"学期 {desk.term}",)
    if wrong := _order(desk, wish, before):
        raise DisclosureError("不能公开", remedy=wrong, place=place)
    approver = _persons(desk, wish)
    found = candidate.read(desk.internal)
    if open_asks := unconfirmed(_asks(desk, found), wish.because):
        raise DisclosureError(
            open_asks[0].what,
            remedy=f"查明；确实如此的，加上 --because {open_asks[0].code}",
            place=place,
        )
    with shelf.staging(desk.workspace, _name(desk, before)) as staged:
        _render(desk, wish, found, before, staged)
        seen = _examined(desk, staged, found, before)
        if not seen.passed:
            raise _refused(seen)
        _looked_at(desk, wish, shelf.digest(staged))
        kept = shelf.publish(
            desk.workspace,
            staged,
            _plain(wish.maker),
            approver,
            {"corrects": wish.corrects, "because": "+".join(wish.because)},
            (now, desk.today),
        )
    shutil.rmtree(desk.workspace.outputs(desk.term) / shelf.PREVIEW, ignore_errors=True)
    return kept, seen


def _looked_at(desk: Desk, wish: Wish, digest: str) -> None:
    """The approver saw these very bytes."""
    seen = wish.seen.strip()
    if len(seen) < SEEN or not digest.startswith(seen):
        what = "看过的不是现在要公开的文件" if wish.seen else "审签人还没有看过要公开的文件"
        raise DisclosureError(
            what,
            remedy="先运行 kongchuo release，不写姓名，看过它放好的文件，再照它最后一行写 --seen",
            place=(f"学期 {desk.term}",),
        )


def _examined(desk: Desk, staged: Path, found: Candidate, before: Sequence[Kept]) -> Examination:
    return examine(staged, [k.folder for k in before], desk.words, _phrases(desk, found))


def _phrases(desk: Desk, found: Candidate) -> tuple[str, ...]:
    """What names nobody: places of published problems are units, chosen by the program."""
    return (*desk.phrases, *(p.place for p in found.released.problems))


def _refused(seen: Examination) -> DisclosureError:
    first, *others = seen.objections
    more = f"（另有{len(others)}处，运行 kongchuo release 不写姓名可以看到全部）" if others else ""
    return DisclosureError(f"{first.what}{more}", remedy=first.remedy, place=(first.place,))


def _name(desk: Desk, before: Sequence[Kept]) -> str:
    return f"{desk.term}-{_number(desk, before)}"


def _number(desk: Desk, before: Sequence[Kept]) -> int:
    return 1 + sum(k.term == desk.term for k in before)


def _persons(desk: Desk, wish: Wish) -> str:
    """Two different persons of people.yaml, the second of whom may sign the announcement; the name
    is given as it stands there.
    """
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


def _render(desk: Desk, wish: Wish, found: Candidate, before: Sequence[Kept], staged: Path) -> None:
    """The files as they will leave."""
    old = next((k for k in before if k.name == wish.corrects), None)
    reason = _reason(desk, wish)
    correction = (
        Correction(
            edition=old.name,
            published_on=old.published_on,
            reason=reason.words if reason else "",
        )
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
