"""``kongchuo approve``: a person signs a draft; one paper is rendered from its facts, numbered, dated and kept unchanged."""

from __future__ import annotations

import hashlib
import json
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from kongchuo_core.documents.drafts import drafts, facts_digest, signed
from kongchuo_core.documents.inspection.contexts import split
from kongchuo_core.documents.inspection.papers import government
from kongchuo_core.documents.kinds import Draft, Numbered
from kongchuo_core.documents.official.checker import Verdict, check_document
from kongchuo_core.documents.word.readback import compare
from kongchuo_core.documents.word.render import render
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.edition import FACTS, Edition
from kongchuo_core.ledger.events import MADE_BY_RUNS, Event, Kind
from kongchuo_core.ledger.signoff import draft_digest, of_issuer, same_person, signers
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.regulation.telling import cited_on
from kongchuo_core.settings.models import Params, load_params
from kongchuo_core.settings.people import Person, load_people
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.signing.signed import folder, keep, note, papers_of
from kongchuo_core.term import place
from kongchuo_core.term.editions import as_of, known_edition
from kongchuo_core.vocabulary.errors import InputError, LedgerError, ParamsError, UsageError
from kongchuo_core.vocabulary.figures import COUNTY

RERUN = "重新运行 kongchuo run，看过新的草稿再签发"


@dataclass(frozen=True)
class Desk:
    """One place of a term's edition, as drafts of it are signed."""

    workspace: Workspace
    term: str
    place: str

    @property
    def town(self) -> str | None:
        """The town, ``None`` for the county."""
        return None if self.place == COUNTY else self.place

    @property
    def folder(self) -> Path:
        """Where the term's drafts lie."""
        return self.workspace.outputs(self.term) / "internal"

    @cached_property
    def params(self) -> Params:
        """The office's params, on the day of the edition."""
        return load_params(self.workspace.params, self.term, as_of(self.edition))

    @cached_property
    def edition(self) -> Edition:
        """The edition, opened for the place."""
        return Edition(self.folder / "data", self.town)

    @cached_property
    def drafts(self) -> dict[str, Draft]:
        """The place's drafts that go out, by where they lie."""
        return {d.where: d for d in drafts(self.edition)}

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The manifest of the edition. Raises ``LedgerError`` where there is none."""
        path = self.folder / place.MANIFEST
        if not path.is_file():
            raise LedgerError(
                "这个学期还没有完整的期次",
                remedy="先运行 kongchuo run",
                place=(f"学期 {self.term}",),
            )
        found: dict[str, Any] = json.loads(path.read_text("utf-8"))
        return found

    def signers(self, draft: Draft, issuer: str) -> list[Person]:
        """Who may sign a draft that ``issuer`` issues: of a town's government that town's persons, else the county's."""
        of_town = self.town is not None and issuer == government(self.edition, self.town)
        allowed = signers(
            load_people(self.workspace.params), draft.kind.signed_as, self.town, of_town=of_town
        )
        return of_issuer(allowed, issuer, self.params.county.supervision_office)


@dataclass(frozen=True)
class Wish:
    """What is asked for: who signs, who wrote the draft, the paper's date, the first number of a series that began on paper."""

    by: str
    maker: str
    day: date
    first: int | None = None


@dataclass
class _Desks:
    workspace: Workspace
    opened: dict[tuple[str, str], Desk] = field(default_factory=dict)

    def of(self, term: str, where: str) -> Desk:
        return self.opened.setdefault((term, where), Desk(self.workspace, term, where))


def approve(
    workspace: Workspace,
    files: Sequence[Path],
    wish: Wish,
    now: datetime,
    today: date,
    term: str = "",
) -> list[str]:
    """Sign drafts, one after the other; what was signed before an error stays signed.

    Parameters
    ----------
    files : drafts of ``outputs/<term>/internal/``, as paths, or below that folder where ``term`` is given; a folder stands for all
        papers in it.

    Returns
    -------
    list of str
        a line for each signed paper.

    Raises
    ------
    KongchuoError
        where a paper may not be signed, by this person, or not yet; the message tells what was signed before.
    """
    lines: list[str] = []
    with workspace.locked():
        place.recover(workspace)
        desks = _Desks(workspace)
        for file in (
            draft
            for path in files
            for draft in (sorted(path.glob("*.docx")) if path.is_dir() else [path])
        ):
            try:
                lines.append(_sign(desks, file, wish, (now, today), term))
            except (UsageError, InputError, ParamsError, LedgerError) as error:
                if lines:
                    error.remedy += "\n  此前已签发：\n  " + "\n  ".join(lines)
                raise
    return lines


def _sign(desks: _Desks, file: Path, wish: Wish, clock: tuple[datetime, date], term: str) -> str:
    term, where_place, where = _located(desks.workspace, file, term)
    desk = desks.of(term, where_place)
    draft = _draft(desk, where)
    context = draft.make()
    _untouched(desk, draft)
    _in_time(desk, draft, context, wish.day, clock[1])
    person = _signer(desk, draft, context.印发机关, wish)
    number, key = _number(desk, draft, context, wish)
    made = signed(draft, context, number, chinese_date(wish.day))
    papers = folder(desks.workspace)
    name = f"{key} {draft.kind.name}.docx"
    document = keep(papers / name, _rendered(desk, draft, made))
    told = {
        "签发号": key,
        "文号": number,
        "文书": draft.kind.name,
        "学期": term,
        "地方": where_place,
        "草稿": where,
        "印发机关": context.印发机关,
        "拟稿人": wish.maker,
        "签发人": person.name,
        "签发人职务": person.post,
        "成文日期": wish.day.isoformat(),
    }
    record = keep(papers / f"{key}.json", note(told))
    payload = {
        "paper": draft.kind.code,
        "term": term,
        "draft": draft_digest(where_place, where),
        "facts": facts_digest(context),
        "document": document,
        "record": record,
    } | ({"number": number} if number else {})
    Ledger(desks.workspace.ledger, desks.workspace.key()).append(
        [Event(Kind.PAPER_SIGNED, key, wish.day, person.name, payload)], clock[0]
    )
    return f"已签发：{number or '（文号由发文机关编）'} {draft.kind.name}，签发号{key}，存 ledger/papers/{name}"


def _located(workspace: Workspace, file: Path, term: str) -> tuple[str, str, str]:
    """Term, place and where below the place a draft lies."""
    beside = (
        workspace.outputs(term) / "internal" / file
        if term and not file.is_absolute() and not file.exists()
        else file
    )
    outputs = workspace.root / "outputs"
    parts = (
        beside.resolve().relative_to(outputs).parts
        if beside.resolve().is_relative_to(outputs)
        else ()
    )
    if len(parts) < 4 or parts[1] != "internal":
        raise UsageError(
            "要签发的不是这个工作区里的草稿",
            remedy="写 outputs/<学期>/internal/ 里的 Word 文件；用 --list 看有哪些。预览里的不能签发",
            place=(f"文件 {file.name}",),
        )
    if term and parts[0] != term:
        raise UsageError(
            f"这份草稿是{parts[0]}学期的，不是{term}",
            remedy="改正 --term，或者不写",
            place=(f"文件 {file.name}",),
        )
    return parts[0], parts[2], "/".join(parts[3:])


def _draft(desk: Desk, where: str) -> Draft:
    draft = desk.drafts.get(where)
    place_ = (f"文件 {desk.term}/{desk.place}/{where}",)
    if draft is None:
        raise UsageError(
            "没有这份可以签发的草稿：名称不对，或者按现有记录这份文书现在不能发",
            remedy="用 --list 看可以签发的草稿；不能发的原因见该生的一生一案",
            place=place_,
        )
    if not draft.kind.signed_as:
        raise UsageError(
            f"《{draft.kind.name}》不用签发",
            remedy="它留在办公室使用；由学校出具的由学校盖章",
            place=place_,
        )
    digest = draft_digest(desk.place, where)
    for paper in papers_of(desk.workspace).papers:
        if (
            (paper.draft, paper.term) == (digest, desk.term)
            and not paper.voided_on
            and paper.facts == facts_digest(draft.make())
        ):
            raise UsageError(
                f"这份文书已经签发过：{paper.shown}",
                remedy=f"要重发，先作废：kongchuo approve --void {paper.key} --by 姓名 --reason 原因",
                place=place_,
            )
    return draft


def _untouched(desk: Desk, draft: Draft) -> None:
    """What was read is what will be rendered: draft, tables and template are those of the run, and nothing new was recorded."""
    name = f"{desk.place}/{draft.where}"
    place_ = (f"文件 {desk.term}/{name}",)
    path = desk.folder / name
    if not path.is_file() or hashlib.sha256(path.read_bytes()).hexdigest() != desk.manifest[
        "outputs"
    ].get(name):
        raise LedgerError(
            "草稿被手工改过，或者不是最近一次运行生成的",
            remedy="措辞改在 templates/ 的模板里，事实改在登记册里，然后" + RERUN,
            place=place_,
        )
    template = desk.workspace.templates / draft.kind.template
    if hashlib.sha256(template.read_bytes()).hexdigest() != desk.manifest["templates"].get(
        template.name
    ):
        raise LedgerError("生成草稿之后模板又改过", remedy=RERUN, place=place_)
    ledger = Ledger(desk.workspace.ledger, desk.workspace.key())
    recorded = ledger.events()
    facts = f"data/{FACTS}"
    if hashlib.sha256((desk.folder / facts).read_bytes()).hexdigest() != desk.manifest[
        "outputs"
    ].get(facts):
        raise LedgerError("期次的 facts.json 被改动过", remedy=RERUN, place=place_)
    known_edition(
        desk.folder, desk.term, [r.event for r in recorded if r.event.kind is Kind.EDITION]
    )
    head = desk.manifest["dates"]["ledger_head"]["count"]
    if draft.child_id and any(
        r.seq > head and r.event.subject == draft.child_id and r.event.kind not in MADE_BY_RUNS
        for r in recorded
    ):
        raise LedgerError("生成草稿之后，台账又记了这名学生的事", remedy=RERUN, place=place_)


def _in_time(desk: Desk, draft: Draft, context: Any, day: date, today: date) -> None:
    """A date between the facts and today, on which the articles cited are in force."""
    reached = as_of(desk.edition)
    if not reached <= day <= today:
        raise UsageError(
            f"成文日期{chinese_date(day)}不对：不能早于事实截至的{chinese_date(reached)}，也不能晚于今天",
            remedy="改正 --date，写成 2025-11-14 这样",
        )
    said = json.dumps(
        [v for v in vars(context).values() if isinstance(v, str | tuple)],
        ensure_ascii=False,
        default=str,
    )
    then, now = desk.edition.facts["loop"]["citations"], cited_on(day, desk.params.county)
    changed = [use for use, words in then.items() if words in said and now[use] != words]
    if changed:
        raise InputError(
            f"到{chinese_date(day)}，《{draft.kind.name}》引用的条文已经变了：{listed(changed)}",
            remedy=RERUN,
            place=(f"文件 {desk.term}/{desk.place}/{draft.where}",),
        )


def _signer(desk: Desk, draft: Draft, issuer: str, wish: Wish) -> Person:
    allowed = desk.signers(draft, issuer)
    names = listed(dict.fromkeys(p.name for p in allowed)) or "没有人"
    if not wish.maker.strip():
        raise UsageError("没有写拟稿人", remedy="用 --maker 写拟稿人的姓名")
    person = next((p for p in allowed if same_person(p.name, wish.by)), None)
    if person is None:
        raise UsageError(
            f"{wish.by}不能签发{issuer}的《{draft.kind.name}》；能签发的：{names}",
            remedy=f"由能签发的人签发；人员有变的，改 params/people.yaml（may_sign 写“{draft.kind.signed_as}”）",
        )
    if same_person(wish.maker, person.name):
        raise UsageError(
            f"拟稿人不能签发自己拟的稿：{person.name}", remedy="换一位能签发的人，或者改正 --maker"
        )
    return person


def _number(desk: Desk, draft: Draft, context: Any, wish: Wish) -> tuple[str, str]:
    """The paper's number, empty where its issuer gives it, and its entry in the register."""
    known, year = papers_of(desk.workspace), wish.day.year
    key = known.next_key(year)
    if draft.kind.numbered is not Numbered.HERE:
        if wish.first is not None:
            raise UsageError(
                f"《{draft.kind.name}》的文号不由本程序编",
                remedy="去掉 --number；文号由发文机关填写",
            )
        return "", key
    code = desk.params.county.code_of(context.印发机关)
    if not code:
        raise ParamsError(
            f"没有{context.印发机关}的发文机关代字，不能编号",
            remedy="在 document_codes 里加上这个机关和它的代字",
            place=("文件 params/county.yaml",),
        )
    taken = known.numbers(code, year)
    if wish.first is not None and taken and wish.first != taken[-1] + 1:
        raise UsageError(
            f"{code}〔{year}〕已编到{taken[-1]}号，下一个是{taken[-1] + 1}号",
            remedy="去掉 --number；只有本年度第一份才能指定从几号编起",
        )
    return known.next_number(code, year, wish.first or 1), key


def _rendered(desk: Desk, draft: Draft, context: Any) -> bytes:
    """The one paper, read back and examined by the checker of official documents."""
    with tempfile.TemporaryDirectory(prefix="kongchuo-sign-") as beside:
        out = Path(beside) / f"{draft.kind.name}.docx"
        values, pictures = split(context)
        render(desk.workspace.templates / draft.kind.template, values, out, pictures)
        compare(out, context)
        faults = [f for f in check_document(out) if f.verdict is Verdict.FAIL]
        if faults:
            raise InputError(
                f"公文格式不对，没有签发：{faults[0].code} {faults[0].places[0]}",
                remedy=faults[0].remedy,
                place=(f"模板 {draft.kind.template}",),
            )
        return out.read_bytes()
