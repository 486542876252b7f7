"""After signing, and before: what awaits a signature, what was signed and whether its facts still
hold; voiding; scans.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from io import BytesIO
from pathlib import Path

import docx
from docx.oxml.ns import qn

from kongchuo_core.documents.drafts import facts_of_text
from kongchuo_core.documents.kinds import KINDS, Draft, Issuer
from kongchuo_core.documents.notebook.head import government
from kongchuo_core.documents.supervision.told import contradictions_told
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.signoff import VOID_REASONS, Signed
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.regulation.cases import case_codes
from kongchuo_core.settings.models import read_county
from kongchuo_core.settings.people import load_people
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.signing.approve import Desk
from kongchuo_core.signing.identity import ISSUED_AS, holds, same_paper, unit
from kongchuo_core.signing.signed import (
    document_of,
    folder,
    keep,
    noted,
    papers_of,
    scan_name,
    scanned,
)
from kongchuo_core.term import place
from kongchuo_core.vocabulary.errors import InputError, UsageError
from kongchuo_core.vocabulary.figures import COUNTY

SERVED = "served"
"""How the list of manners marks those that count as service."""
HOLD, CHANGED, GONE, VOIDED, UNCOMPARED = (
    "事实未变",
    "事实已变",
    "现在已不拟这份文书（已办到下一步，或者情况有变，请核对）",
    "已作废",
    "无法比对（旧版本签发的，或者它的报告底稿现在运行不了；请与现在的草稿核对）",
)


@dataclass(frozen=True)
class Standing:
    """A signed paper and what became of it: ``state`` is one of the five above, empty where there
    is no edition to compare with.
    """

    paper: Signed
    note: dict[str, str]
    state: str


def standings(workspace: Workspace) -> list[Standing]:
    """Every signed paper, in the order of signing, compared with the facts of its term's present
    edition.
    """
    desks: dict[tuple[str, str], Desk] = {}
    found = []
    for paper in papers_of(workspace).papers:
        told = noted(workspace, paper)
        now = unit(read_county(workspace.params), told["地方"])
        desk = desks.setdefault((paper.term, now.name), Desk(workspace, paper.term, now.name))
        state = VOIDED if paper.voided_on else _state(desk, paper, told)
        found.append(Standing(paper, told, state))
    return found


def _state(desk: Desk, paper: Signed, told: dict[str, str]) -> str:
    if not (desk.folder / place.MANIFEST).is_file():
        return ""
    draft = _draft_of(desk, paper, told)
    if draft is None:
        return GONE
    try:
        if holds(paper, draft, chinese_date(desk.day)):
            return HOLD
        if paper.told:
            return CHANGED
        return HOLD if _says(desk, paper, told, draft) else UNCOMPARED
    except UsageError:  # of an earlier version, or edited: its notebook can't tell the report now
        return UNCOMPARED


def _draft_of(desk: Desk, paper: Signed, told: dict[str, str]) -> Draft | None:
    """The draft that would be this paper now, wherever it lies."""
    county = desk.params.county
    known = desk.drafts.get(told["草稿"])
    found = (d for d in desk.drafts.values() if same_paper(paper, told, d, desk.unit, county))
    return known if known is not None else next(found, None)


def _says(desk: Desk, paper: Signed, told: dict[str, str], draft: Draft) -> bool:
    """Whether a paper of an earlier version has every figure that its draft has now, read back from
    the file that was kept.
    """
    kept = BytesIO(document_of(desk.workspace, paper))
    words = "".join(t.text or "" for t in docx.Document(kept).element.body.iter(qn("w:t")))
    return all(f in words for f in facts_of_text(draft.make(), chinese_date(desk.day)))


def listing(workspace: Workspace, term: str = "") -> list[str]:
    """The lines of ``--list``: what awaits a signature in a term, or in every term that has an
    edition; what was signed.
    """
    place.recover_unless_busy(workspace)
    stand = standings(workspace)
    lines = []
    for one in [term] if term else terms_made(workspace):
        open_ones = list(waiting(workspace, one, stand))
        lines += [f"{one} 等待签发{len(open_ones)}份：", *map(_line, open_ones)]
        lines += contradictions_told(Desk(workspace, one, COUNTY).edition)
    signed = [s for s in stand if not term or s.paper.term == term]
    lines.append(f"已签发{len(signed)}份：" if signed else "还没有签发过文书。")
    lines += [_told(s) for s in signed]
    return [
        *lines,
        *(f"签发登记有问题：{wrong}。" for wrong in papers_of(workspace).irregularities),
    ]


def terms_made(workspace: Workspace) -> list[str]:
    """Every term that has an edition."""
    manifests = (workspace.root / "outputs").glob(f"*/internal/{place.MANIFEST}")
    return sorted(p.parents[1].name for p in manifests)


@dataclass(frozen=True)
class Waiting:
    """A draft that awaits a signature: where it lies below ``internal/``, its kind, who issues it,
    who may sign it.
    """

    where: str
    kind: str
    issuer: str
    signers: tuple[str, ...]


def waiting(workspace: Workspace, term: str, stand: Sequence[Standing]) -> Iterator[Waiting]:
    """The drafts of a term's edition that no signed paper in force (``stand``) stands for; nothing
    where there is no edition.
    """
    whole = Desk(workspace, term, COUNTY)
    if not whole.manifest:
        return
    in_force = [s for s in stand if s.state != VOIDED]
    for name in (COUNTY, *(t["name"] for t in whole.edition.facts["towns"])):
        desk = Desk(workspace, term, name)
        for where, draft in sorted(desk.drafts.items()):
            if draft.kind.signed_as and not _done(desk, draft, in_force):
                issuer = _issuer(desk, draft)
                names = dict.fromkeys(p.name for p in desk.signers(draft, issuer))
                yield Waiting(f"{name}/{where}", draft.kind.name, issuer, tuple(names))


def _line(draft: Waiting) -> str:
    who = listed(draft.signers) or "没有人，请补 params/people.yaml"
    return f"  {draft.where}（{draft.kind}）能签发的：{who}"


def _done(desk: Desk, draft: Draft, in_force: Sequence[Standing]) -> bool:
    """Whether a paper that still holds was signed for this draft; one about a child's case is
    signed once.
    """
    return any(
        same_paper(s.paper, s.note, draft, desk.unit, desk.params.county)
        and (draft.child_id or (s.paper.term == desk.term and s.state in (HOLD, UNCOMPARED)))
        for s in in_force
    )


def _issuer(desk: Desk, draft: Draft) -> str:
    """Who issues a draft; of the reports, which would have to be counted and drawn for it, their
    kind tells.
    """
    if draft.kind.issuer is Issuer.TOWN and desk.town:
        return government(desk.edition, desk.town)
    county = desk.params.county
    known = {
        Issuer.INSPECTION: county.inspection_issuer.name,
        Issuer.LEADING_GROUP: county.leading_group_office,
    }
    told = bool(draft.kind.page)
    return known.get(draft.kind.issuer, "") if told else str(draft.make().印发机关)


def _told(standing: Standing) -> str:
    paper, note = standing.paper, standing.note
    state = standing.state or "没有结果可以对照"
    if paper.voided_on:
        state = f"{VOIDED}：{chinese_date(paper.voided_on)}，{VOID_REASONS.get(paper.reason, paper.reason)}，{paper.voided_by}"
    scans = f"扫描件{len(paper.scans)}份" if paper.scans else "没有扫描件"
    if paper.served_on:
        scans += f"，{chinese_date(paper.served_on)}送达（{paper.served_by}）"
    elif _to_be_served(paper):
        scans += "，没有记录送达"
    number = paper.number or "文号由发文机关编"
    return (
        f"  {paper.key} {number} {note['文书']}，{note['地方']}/{note['草稿']}，{chinese_date(paper.signed_on)}，{paper.by}签发，"
        f"{note['拟稿人']}拟稿，{scans}；{state}"
    )


def void(workspace: Workspace, name: str, by: str, reason: str, day: date, now: datetime) -> str:
    """Void a signed paper; it stays listed, and its number is never given again.

    Raises
    ------
    UsageError
        where there is no such paper, it is void already, the person may not sign such papers, or
        the reason is none of the list.
    """
    code = next((c for c, words in VOID_REASONS.items() if reason in (c, words)), None)
    if code is None:
        raise UsageError(
            f"作废的原因写的是“{reason or '空'}”",
            remedy=f"用 --reason 写其中之一：{listed(VOID_REASONS.values())}",
        )
    with workspace.locked():
        paper = _found(workspace, name)
        note = noted(workspace, paper)
        kind = next(k for k in KINDS.values() if k.code == paper.paper)
        town = None if note["地方"] == COUNTY else note["地方"]
        allowed = load_people(workspace.params).signers(kind.signed_as, town)
        if by not in {p.name for p in allowed}:
            raise UsageError(
                f"{by or '（没有写姓名）'}不能作废《{kind.name}》；能作废的：{listed(dict.fromkeys(p.name for p in allowed))}",
                remedy="由能签发这种文书的人作废，用 --by 写姓名",
            )
        voided = Event(Kind.PAPER_VOIDED, paper.key, day, by, {"reason": code})
        taken_back = list(_issue_taken_back(workspace, paper, by))
        _record(workspace, [voided, *taken_back], now)
    also = "台账里的发出记录同时更正。" if taken_back else ""
    return f"已作废：{paper.shown}（{VOID_REASONS[code]}）。号码不再使用；{also}原件仍在 ledger/papers/，已发出的请收回。"


def _issue_taken_back(workspace: Workspace, paper: Signed, by: str) -> Iterator[Event]:
    """The correction of what signing recorded as issued."""
    ledger = Ledger(workspace.ledger, workspace.key())
    for recorded in ledger.events(Kind.NOTICE_ISSUED):
        event = recorded.event
        if event.payload.get("evidence") == paper.document:
            payload = {"event": event.digest, "reason": "voided"}
            yield Event(Kind.CORRECTION, event.subject, event.happened_on, by, payload)


def serve(
    workspace: Workspace, name: str, by: str, manner: str, days: tuple[date, date], now: datetime
) -> str:
    """Record that a signed paper reached whom it is addressed to; from that day it binds. A case's
    paper is served in its case too.

    Parameters
    ----------
    manner : code or label of the list of manners that count as service.
    days : the day of service, and today.

    Raises
    ------
    UsageError
        where there is no such paper, it was served already, nobody is named, the manner is none of
        the list, or the day doesn't lie between signature and today.
    """
    known = {c.code: c.label for c in case_codes("manner").codes if c.description == SERVED}
    code = next((c for c, words in known.items() if manner in (c, words)), None)
    if code is None:
        raise UsageError(
            f"送达方式写的是“{manner}”", remedy=f"用 --manner 写其中之一：{listed(known.values())}"
        )
    if not by.strip():
        raise UsageError("没有写由谁送达", remedy="用 --by 写姓名")
    day, today = days
    with workspace.locked():
        paper = _found(workspace, name)
        if paper.served_on:
            raise UsageError(
                f"{paper.shown}已经记了送达：{chinese_date(paper.served_on)}，{paper.served_by}",
                remedy="不用再记；记错的作废后重新签发",
            )
        if not paper.signed_on <= day <= today:
            raise UsageError(
                f"送达日期{chinese_date(day)}不对",
                remedy=f"应在成文日期{chinese_date(paper.signed_on)}以后、今天以前，用 --date 写",
            )
        events = [Event(Kind.PAPER_SERVED, paper.key, day, by, {"manner": code})]
        if paper.child and (of_case := ISSUED_AS.get(paper.paper)):
            told = {"paper": of_case, "manner": code, "evidence": paper.document}
            events.append(Event(Kind.SERVED, paper.child, day, by, told))
        _record(workspace, events, now)
    return f"已记送达：{paper.shown}，{chinese_date(day)}，{known[code]}，{by}"


def unserved_papers(workspace: Workspace) -> list[str]:
    """The signed papers to units whose service isn't recorded: under a head, a line each; a child's
    papers are due in their case.
    """
    waiting = [
        p
        for p in papers_of(workspace).papers
        if not (p.voided_on or p.served_on or p.child) and _to_be_served(p)
    ]
    head = ["", f"已签发、没有记录送达的{len(waiting)}份（没有送达的不约束被送达的单位）："]
    return (head if waiting else []) + [
        f"  {p.shown} {noted(workspace, p)['文书']}（{noted(workspace, p)['地方']}），"
        f"{chinese_date(p.signed_on)}签发：kongchuo approve --served {p.key} --by 送达人"
        for p in waiting
    ]


def _to_be_served(paper: Signed) -> bool:
    return any(k.code == paper.paper and k.served for k in KINDS.values())


def attach(workspace: Workspace, scan: Path, name: str, by: str, day: date, now: datetime) -> str:
    """Keep the scan of a signed page beside its paper.

    Raises
    ------
    InputError
        where the file is no scan.
    UsageError
        where there is no such paper, or nobody is named.
    """
    content, kind = scanned(scan)
    if not by.strip():
        raise UsageError("没有写谁附上扫描件", remedy="用 --by 写姓名")
    with workspace.locked():
        paper = _found(workspace, name)
        target = folder(workspace) / scan_name(paper, len(paper.scans) + 1, kind)
        digest = keep(target, content)
        if digest in {d for d, _ in paper.scans}:
            target.unlink()
            raise InputError(
                "这个扫描件已经附过了", remedy="不用再附", place=(f"文件 {scan.name}",)
            )
        _record(
            workspace,
            [Event(Kind.SCAN_ATTACHED, paper.key, day, by, {"scan": digest, "type": kind})],
            now,
        )
    return f"已附扫描件：{paper.shown}，存 ledger/papers/{target.name}"


def _found(workspace: Workspace, name: str) -> Signed:
    paper = papers_of(workspace).find(name)
    if paper is None:
        raise UsageError(f"没有签发过“{name}”", remedy="写文号或签发号；用 --list 看有哪些")
    if paper.voided_on:
        raise UsageError(f"{paper.shown}已经作废", remedy="作废的文书不再改动；用 --list 看有哪些")
    return paper


def _record(workspace: Workspace, events: Sequence[Event], now: datetime) -> None:
    Ledger(workspace.ledger, workspace.key()).append(events, now)
