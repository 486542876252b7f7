"""``kongchuo approve``: a person signs a draft; one paper is rendered from its facts, numbered,
dated and kept unchanged.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date, datetime
from functools import cached_property
from pathlib import Path
from typing import Any

from kongchuo_core.documents.blanks import HOLE, MARK, Blank, blanks, contact, filled, left
from kongchuo_core.documents.drafts import drafts, facts_digest, signed
from kongchuo_core.documents.kinds import NOTEBOOKS, Draft, Numbered
from kongchuo_core.documents.notebook.head import government
from kongchuo_core.documents.official.checker import Verdict, check_document
from kongchuo_core.documents.word.edited import (
    Edited,
    body_lines,
    fill_marks,
    foreign_numbers,
    read_changes,
    write_edited,
)
from kongchuo_core.documents.word.numbers import figures
from kongchuo_core.documents.word.printing import print_paper, read_back
from kongchuo_core.documents.word.render import placeholders
from kongchuo_core.documents.word.stamp import stamp
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.anchor import short
from kongchuo_core.ledger.events import Event, Kind, told_by_people
from kongchuo_core.ledger.signoff import draft_digest, of_issuer, same_person, signers
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.regulation.telling import cited_on
from kongchuo_core.settings.beside import beside
from kongchuo_core.settings.models import Params, load_params
from kongchuo_core.settings.people import Person, load_people
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.signing.identity import ISSUED_AS, Unit, holds, same_paper, unit
from kongchuo_core.signing.signed import folder, keep, note, noted, papers_of
from kongchuo_core.term import place
from kongchuo_core.term.editions import as_of, known_edition
from kongchuo_core.vocabulary.days import WRITTEN_SO
from kongchuo_core.vocabulary.errors import InputError, LedgerError, ParamsError, UsageError
from kongchuo_core.vocabulary.figures import COUNTY

BY_FIGURES = "figures"
"""How the digest of a paper's facts was taken: over its figures, not over its words."""
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
    def day(self) -> date:
        """The day the edition tells of."""
        return as_of(self.edition)

    @cached_property
    def unit(self) -> Unit:
        """The place by its present name and its code."""
        return unit(self.params.county, self.place)

    def dated(self, where: str, day: date) -> Draft:
        """A draft as of the day it is going to bear."""
        return next(d for d in drafts(self.edition, day) if d.where == where)

    def contacts(self, issuer: str) -> dict[str, str]:
        """What ``params/county.yaml`` says today of whom to call about an issuer's papers."""
        known = self.params.county.contacts
        told = contact({name: c.model_dump() for name, c in known.items()}, issuer)
        return {name: words for name, words in told.items() if not MARK.search(words)}

    @cached_property
    def manifest(self) -> dict[str, Any]:
        """The manifest of the edition. Raises ``LedgerError`` where there is none."""
        path = self.folder / place.MANIFEST
        if not path.is_file():
            raise LedgerError(
                "这个学期还没有完整的结果",
                remedy="先运行 kongchuo run",
                place=(f"学期 {self.term}",),
            )
        return place.read_manifest(self.folder)

    def signers(self, draft: Draft, issuer: str) -> list[Person]:
        """Who may sign a draft that ``issuer`` issues: of a town's government that town's persons,
        else the county's.
        """
        of_town = self.town is not None and issuer == government(self.edition, self.town)
        allowed = signers(
            load_people(self.workspace.params), draft.kind.signed_as, self.town, of_town=of_town
        )
        return of_issuer(allowed, issuer, self.params.county.supervision_office)


@dataclass(frozen=True)
class Wish:
    """What is asked for: who signs, who wrote the draft, the paper's date, the first number of a
    series that began on paper.

    ``fills``: what only a person can fill in, by name; ``ask``: puts a question to whoever sits
    there, ``None`` where nobody does.
    """

    by: str
    maker: str
    day: date
    first: int | None = None
    fills: Mapping[str, str] = field(default_factory=dict)
    ask: Callable[[str], str] | None = None


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
    files : drafts of ``outputs/<term>/internal/``, as paths, or below that folder where ``term`` is
        given; a folder stands for all papers in it.

    Returns
    -------
    list of str
        a line for each signed paper.

    Raises
    ------
    KongchuoError
        where a paper may not be signed, by this person, or not yet; the message tells what was
        signed before.
    """
    lines: list[str] = []
    _known_fills(wish)
    with workspace.locked():
        place.recover(workspace)
        desks = _Desks(workspace)
        for file in _chosen(files):
            try:
                lines.append(_sign(desks, file, wish, (now, today), term))
            except (UsageError, InputError, ParamsError, LedgerError) as error:
                if lines:
                    error.remedy += "\n  此前已签发：\n  " + "\n  ".join(lines)
                raise
    return lines


def _known_fills(wish: Wish) -> None:
    wrong = [name for name in wish.fills if name not in blanks()]
    if wrong:
        raise UsageError(
            f"没有“{wrong[0]}”这一项要填", remedy=f"可以填的：{listed(blanks())}；写成 --fill 名=值"
        )


def _chosen(files: Sequence[Path]) -> Iterator[Path]:
    """Each file, and for a folder all papers in it."""
    for path in files:
        yield from sorted(path.glob("*.docx")) if path.is_dir() else [path]


@dataclass(frozen=True)
class _Paper:
    """One paper on its way: the draft as it lies there, its context on the day it bears with
    everything filled in.
    """

    draft: Draft
    context: Any
    answers: Mapping[str, str]
    edited: Edited | None


@dataclass(frozen=True)
class Asked:
    """What a person looks at before signing: what is to be filled in, with what
    ``params/county.yaml`` knows of it; what was changed in Word; who may sign; ``refused``: why it
    can't be signed, by anybody or on this day, empty where it can.
    """

    blanks: tuple[tuple[Blank, str], ...]
    changed: tuple[str, ...]
    signers: tuple[str, ...]
    refused: str


def asked(workspace: Workspace, term: str, name: str, day: date, today: date) -> Asked:
    """What signing a draft (``全县/通报.docx``) on a day would ask for; nothing is written, and a
    refusal is told, not raised.

    Raises
    ------
    UsageError, LedgerError
        where there is no such draft or no edition.
    """
    where_term, where_place, where = _located(workspace, Path(name), term)
    desk = Desk(workspace, where_term, where_place)
    draft = desk.drafts.get(where)
    if draft is None:
        return Asked((), (), (), str(_no_draft((f"文件 {term}/{name}",))))
    try:
        _draft(desk, where)
        edited = _as_it_lies(desk, draft)
        dated = desk.dated(where, day)
        context = dated.make()
        _in_time(desk, dated, context, day, today)
    except (UsageError, InputError, LedgerError) as error:
        return Asked((), (), (), str(error))
    known = desk.contacts(context.印发机关)
    open_ones = left(context) if edited is None else [blanks()[n] for n in edited.marks]
    names = dict.fromkeys(p.name for p in desk.signers(draft, context.印发机关))
    told = tuple((blank, known.get(blank.name, "")) for blank in open_ones)
    return Asked(told, tuple(edited.told()) if edited else (), tuple(names), "")


def as_printed(workspace: Workspace, term: str, name: str, wish: Wish, today: date) -> bytes:
    """The very paper that signing would keep, number and date in place; nothing is kept. Raises as
    :func:`approve`.
    """
    desks = _Desks(workspace)
    desk, paper, (number, _), person = _prepared(desks, Path(name), wish, today, term)
    day = chinese_date(wish.day)
    return _rendered(desk, paper, signed(paper.draft, paper.context, number, day, person.name))


def _prepared(
    desks: _Desks, file: Path, wish: Wish, today: date, term: str
) -> tuple[Desk, _Paper, tuple[str, str], Person]:
    """Everything a signature needs: the paper filled in, its number and entry, who signs; raises as
    :func:`approve`.
    """
    term, where_place, where = _located(desks.workspace, file, term)
    desk = desks.of(term, where_place)
    draft = _draft(desk, where)
    edited = _as_it_lies(desk, draft)
    dated = desk.dated(where, wish.day)
    context = dated.make()
    _in_time(desk, dated, context, wish.day, today)
    person = _signer(desk, draft, context.印发机关, wish)
    number, key = _number(desk, draft, context, wish)
    open_ones = left(context) if edited is None else [blanks()[n] for n in edited.marks]
    answers = _answers(desk, draft, (context.印发机关, open_ones), wish)
    told = filled(context, answers) if edited is None else context
    return desk, _Paper(draft, told, answers, edited), (number, key), person


def _sign(desks: _Desks, file: Path, wish: Wish, clock: tuple[datetime, date], term: str) -> str:
    desk, paper, (number, key), person = _prepared(desks, file, wish, clock[1], term)
    draft = paper.draft
    _agreed(paper, wish)
    document = _kept(desk, paper, (number, key), wish.day, person)
    record = keep(
        folder(desks.workspace) / f"{key}.json",
        note(_note(desk, paper, (number, key), (person, wish))),
    )
    event = _signature(desk, paper, (number, key), (person, wish), (document, record))
    Ledger(desks.workspace.ledger, desks.workspace.key()).append(
        [event, *_issue(desk, draft, document, event)], clock[0]
    )
    return _said(paper, number, key)


def _kept(desk: Desk, paper: _Paper, entry: tuple[str, str], day: date, person: Person) -> str:
    """Render the paper, keep it, and give its digest."""
    number, key = entry
    made = signed(paper.draft, paper.context, number, chinese_date(day), person.name)
    content = _rendered(desk, paper, made)
    return keep(folder(desk.workspace) / f"{key} {paper.draft.kind.name}.docx", content)


def _note(
    desk: Desk, paper: _Paper, entry: tuple[str, str], persons: tuple[Person, Wish]
) -> dict[str, str]:
    (number, key), (person, wish) = entry, persons
    told = {
        "签发号": key,
        "文号": number,
        "文书": paper.draft.kind.name,
        "学期": desk.term,
        "地方": desk.place,
        "草稿": paper.draft.where,
        "印发机关": paper.context.印发机关,
        "拟稿人": wish.maker,
        "签发人": person.name,
        "签发人职务": person.post,
        "成文日期": wish.day.isoformat(),
        "签发前": _place(desk),
    }
    public = {n: words for n, words in paper.answers.items() if not blanks()[n].private}
    if public:
        told["填写"] = "；".join(f"{name}：{words}" for name, words in public.items())
    if paper.edited is not None:
        told["改动"] = f"{len(paper.edited.told())}处字句，以存下的文书为准"
    return told


def _signature(
    desk: Desk,
    paper: _Paper,
    entry: tuple[str, str],
    persons: tuple[Person, Wish],
    digests: tuple[str, str],
) -> Event:
    (number, key), (person, wish), (document, record) = entry, persons, digests
    draft = paper.draft
    payload = {
        "paper": draft.kind.code,
        "term": desk.term,
        "draft": draft_digest(desk.place, draft.where),
        "facts": facts_digest(draft.make(), chinese_date(desk.day)),
        "told": BY_FIGURES,
        "document": document,
        "record": record,
        "number": number,
        "child": draft.child_id,
        "unit": desk.unit.code,
        "step": draft.step,
        "filled": _digest(paper.answers) if paper.answers else "",
        "edited": _digest(paper.edited.told()) if paper.edited is not None else "",
    }
    kept = {name: value for name, value in payload.items() if value}
    return Event(Kind.PAPER_SIGNED, key, wish.day, person.name, kept)


def _digest(told: Any) -> str:
    return hashlib.sha256(json.dumps(told, ensure_ascii=False, sort_keys=True).encode()).hexdigest()


def _issue(desk: Desk, draft: Draft, document: str, signature: Event) -> list[Event]:
    """A signed paper of a case is issued: nobody types that a second time; its document is the
    event's evidence.
    """
    paper = ISSUED_AS.get(draft.kind.code)
    if not draft.child_id or paper is None:
        return []
    recorded = Ledger(desk.workspace.ledger, desk.workspace.key()).events(Kind.NOTICE_ISSUED)
    known = any(
        (r.event.subject, r.event.payload["paper"]) == (draft.child_id, paper)
        and r.event.happened_on == signature.happened_on
        for r in recorded
    )
    payload = {"paper": paper, "evidence": document}
    issued = Event(Kind.NOTICE_ISSUED, draft.child_id, signature.happened_on, signature.by, payload)
    return [] if known else [issued]


def _said(paper: _Paper, number: str, key: str) -> str:
    name = paper.draft.kind.name
    lines = [
        f"已签发：{number or '（文号由发文机关编）'} {name}，签发号{key}，存 ledger/papers/{key} {name}.docx"
    ]
    lines += [f"  填写：{name}：{words}" for name, words in paper.answers.items()]
    if paper.edited is not None:
        lines.append(f"  在 Word 里改过{len(paper.edited.told())}处字句，数与事实核对过：")
        lines += [f"    {n}.{words}" for n, words in enumerate(paper.edited.told(), 1)]
    if paper.draft.child_id and paper.draft.kind.code in ISSUED_AS:
        lines.append("  发出日期已记入台账，不用再填。")
    return "\n".join(lines)


def _answers(
    desk: Desk, draft: Draft, asked: tuple[str, Sequence[Blank]], wish: Wish
) -> dict[str, str]:
    """What was filled in, by name: as told, as ``params/county.yaml`` has it, as answered; raises
    where one is left.

    ``asked``: the issuer, and what is to be filled in.
    """
    issuer, open_ones = asked
    known = desk.contacts(issuer) | dict(wish.fills)
    answers: dict[str, str] = {}
    wrong: list[str] = []
    for blank in open_ones:
        told = known.get(blank.name, "")
        if not told and wish.ask is not None:
            told = wish.ask(f"《{draft.kind.name}》{blank.ask}：")
        if fault := blank.wrong(told.strip(), wish.day):
            wrong.append(f"{blank.name}（{blank.ask}）：{fault}")
        answers[blank.name] = told.strip()
    if wrong:
        first = wrong[0].partition("（")[0]
        raise UsageError(
            f"《{draft.kind.name}》还有{len(wrong)}处要由人填写，没有签发\n  " + "\n  ".join(wrong),
            remedy=f"加 --fill {first}=……（每处一个），或者在 Word 里填进草稿；"
            "各机关的联系人、电话可以写进 params/county.yaml 的 contacts",
            place=(f"文件 {desk.term}/{desk.place}/{draft.where}",),
        )
    return answers


def _agreed(paper: _Paper, wish: Wish) -> None:
    """Show whoever sits there what the office changed, and sign only what was agreed to."""
    if paper.edited is None or wish.ask is None:
        return
    told = "\n".join(f"  {n}.{words}" for n, words in enumerate(paper.edited.told(), 1))
    question = f"这份草稿在 Word 里改过：\n{told}\n照改过的签发打 y，其他键不签："
    if wish.ask(question).strip().lower() not in ("y", "yes", "是"):
        raise UsageError("没有签发", remedy="把草稿改好再签，或者重新运行 kongchuo run 得到原稿")


def _located(workspace: Workspace, file: Path, term: str) -> tuple[str, str, str]:
    """Term, place and where below the place a draft lies."""
    folder_ = (
        workspace.outputs(term) / "internal" / file
        if term and not file.is_absolute() and not file.exists()
        else file
    )
    outputs = workspace.root / "outputs"
    parts = (
        folder_.resolve().relative_to(outputs).parts
        if folder_.resolve().is_relative_to(outputs)
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


def _no_draft(place_: tuple[str, ...]) -> UsageError:
    return UsageError(
        "没有这份可以签发的草稿：名称不对，或者按现有记录这份文书现在不能发",
        remedy="用 --list 看可以签发的草稿；不能发的原因见该生的一生一案",
        place=place_,
    )


def _draft(desk: Desk, where: str) -> Draft:
    draft = desk.drafts.get(where)
    place_ = (f"文件 {desk.term}/{desk.place}/{where}",)
    if draft is None:
        raise _no_draft(place_)
    if not draft.kind.signed_as:
        raise UsageError(
            f"《{draft.kind.name}》不用签发",
            remedy="它留在办公室使用；由学校出具的由学校盖章",
            place=place_,
        )
    county = desk.params.county
    for paper in papers_of(desk.workspace).papers:
        if (
            not paper.voided_on
            and (draft.child_id or paper.term == desk.term)
            and same_paper(paper, noted(desk.workspace, paper), draft, desk.unit, county)
            and (draft.child_id or holds(paper, draft, chinese_date(desk.day)))
        ):
            raise UsageError(
                f"这份文书已经签发过：{paper.shown}，{chinese_date(paper.signed_on)}",
                remedy=f"要重发，先作废：kongchuo approve --void {paper.key} --by 姓名 --reason 原因",
                place=place_,
            )
    return draft


def _as_it_lies(desk: Desk, draft: Draft) -> Edited | None:
    """What was read is what will be signed: tables and template are those of the run, nothing new
    was recorded.

    Returns
    -------
    Edited or None
        what the office changed in Word; ``None`` where the draft is as the run left it.
    """
    name = f"{desk.place}/{draft.where}"
    place_ = (f"文件 {desk.term}/{name}",)
    path = desk.folder / name
    made = desk.manifest["outputs"].get(name)
    if not path.is_file() or made is None:
        raise LedgerError("这份草稿不是最近一次运行生成的", remedy=RERUN, place=place_)
    _as_the_run_left_it(desk, draft, place_)
    if hashlib.sha256(path.read_bytes()).hexdigest() == made:
        return None
    with beside(desk.workspace.root) as aside:
        before = aside / path.name
        _render(desk, draft, draft.make(), before)
        edited = read_changes(before, path)
    return edited if edited.told() else None


def _as_the_run_left_it(desk: Desk, draft: Draft, place_: tuple[str, ...]) -> None:
    template = desk.workspace.templates / draft.kind.template
    if hashlib.sha256(template.read_bytes()).hexdigest() != desk.manifest["templates"].get(
        template.name
    ):
        raise LedgerError("生成草稿之后模板又改过", remedy=RERUN, place=place_)
    _as_its_notebook_was(desk, draft, place_)
    recorded = Ledger(desk.workspace.ledger, desk.workspace.key()).events()
    known_edition(
        desk.folder, desk.term, [r.event for r in recorded if r.event.kind is Kind.EDITION]
    )
    head = desk.manifest["dates"]["ledger_head"]["count"]
    by_signing = {p.document for p in papers_of(desk.workspace).papers}
    if draft.child_id and any(
        r.seq > head
        and r.event.subject == draft.child_id
        and told_by_people(r.event)
        and r.event.payload.get("evidence") not in by_signing
        for r in recorded
    ):
        raise LedgerError("生成草稿之后，台账又记了这名学生的事", remedy=RERUN, place=place_)


def _as_its_notebook_was(desk: Desk, draft: Draft, place_: tuple[str, ...]) -> None:
    """A report is its notebook: one that was changed since has another report."""
    name = NOTEBOOKS.get(Path(draft.where).stem) if draft.kind.page else None
    if name is None:
        return
    now = hashlib.sha256((desk.workspace.notebooks / name).read_bytes()).hexdigest()
    words = place.digests(desk.workspace.templates / "wording")
    then = {
        file.removeprefix("wording/"): digest
        for file, digest in desk.manifest["templates"].items()
        if file.startswith("wording/")
    }
    if now != desk.manifest["notebooks"].get(name) or words != then:
        raise LedgerError("生成草稿之后报告底稿或者文字又改过", remedy=RERUN, place=place_)


def _in_time(desk: Desk, draft: Draft, context: Any, day: date, today: date) -> None:
    """A date between the facts and today, on which the articles cited are in force."""
    since, place_ = draft.facts_on or desk.day, (f"文件 {desk.term}/{desk.place}/{draft.where}",)
    if not since <= day <= today:
        late = "，重新运行 kongchuo run 得到今天的草稿" if since > today else ""
        raise UsageError(
            f"成文日期{chinese_date(day)}不对：不能早于文书所写事实的最后一天{chinese_date(since)}，也不能晚于今天",
            remedy=f"改正 --date，{WRITTEN_SO}{late}",
            place=place_,
        )
    for last, what in sorted(draft.not_after):
        if last < day:
            raise UsageError(
                f"成文日期{chinese_date(day)}不对：《{draft.kind.name}》里写的{what}是{chinese_date(last)}，已经过了",
                remedy="改正 --date；日期登记得不对的，改登记册后" + RERUN,
                place=place_,
            )
    said = json.dumps(
        [v for v in vars(context).values() if isinstance(v, str | tuple)],
        ensure_ascii=False,
        default=str,
    )
    then, now = desk.edition.facts["loop"]["citations"], cited_on(day, desk.params.county)
    changed = [use for use, words in then.items() if words in said and now.get(use) != words]
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


def _render(desk: Desk, draft: Draft, context: Any, out: Path) -> None:
    print_paper(desk.workspace.templates / draft.kind.template, context, out)


def _rendered(desk: Desk, paper: _Paper, context: Any) -> bytes:
    """The one paper, read back and examined by the checker of official documents."""
    draft = paper.draft
    with beside(desk.workspace.root) as aside:
        out = aside / f"{draft.kind.name}.docx"
        _render(desk, draft, context, out)
        if paper.edited is None:
            _has_places(desk, draft)
            read_back(out, context)
        else:
            _with_the_offices_words(desk, paper, out)
        _no_holes(out, draft)
        stamp(out, f"{_place(desk)}后签发")
        faults = [f for f in check_document(out) if f.verdict is Verdict.FAIL]
        if faults:
            raise InputError(
                f"公文格式不对，没有签发：{faults[0].code} {faults[0].places[0]}",
                remedy=faults[0].remedy,
                place=(f"模板 {draft.kind.template}",),
            )
        return out.read_bytes()


def _place(desk: Desk) -> str:
    """Where the ledger stands, as it is printed."""
    return short(Ledger(desk.workspace.ledger, desk.workspace.key()).head())


def _has_places(desk: Desk, draft: Draft) -> None:
    """A template of an older version may have no place for what is filled in."""
    template, context = desk.workspace.templates / draft.kind.template, draft.make()
    wanted = {f.name for f in fields(context) if MARK.fullmatch(str(getattr(context, f.name)))}
    missing = sorted(wanted - placeholders(template))
    if missing:
        raise InputError(
            f"模板里没有“{listed(missing)}”的位置，是旧版的模板",
            remedy="运行 kongchuo upgrade 更新模板后重新运行；或者在 Word 里把草稿填好再签发",
            place=(f"模板 {template.name}",),
        )


def _with_the_offices_words(desk: Desk, paper: _Paper, out: Path) -> None:
    """Put what the office changed into the rendered paper; every number must still be the draft's
    or the edition's.
    """
    assert paper.edited is not None
    foreign = foreign_numbers(paper.edited, figures(desk.edition))
    if foreign:
        raise InputError(
            f"改过的草稿里有{len(foreign)}个数与事实对不上：{listed(foreign[:8])}",
            remedy="数不在 Word 里改：登记册或者台账有误的，改正后重新运行；字句可以改",
            place=(f"文件 {desk.term}/{desk.place}/{paper.draft.where}",),
        )
    before = out.with_name("before.docx")
    _render(desk, paper.draft, paper.draft.make(), before)
    write_edited(out, before, paper.edited, out)
    fill_marks(out, paper.answers)


def _no_holes(out: Path, draft: Draft) -> None:
    """A paper with room left for a pen can't be signed; what is filled in when it is served lies
    behind its date.
    """
    for line in body_lines(out):
        if "〔" not in line and (MARK.search(line) or HOLE.search(line)):
            raise InputError(
                f"《{draft.kind.name}》正文里还有没填的地方，没有签发：{line[:60]}",
                remedy="在 Word 里把草稿填好再签发，或者用 --fill 名=值 填写",
                place=(f"模板 {draft.kind.template}",),
            )
