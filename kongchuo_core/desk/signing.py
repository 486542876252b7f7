"""签发: the queue by issuer, the paper as it will be printed, what only a person can fill in, several
at once; voiding and scans.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from itertools import chain
from pathlib import Path

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kongchuo_core.desk.room import Room, clerk_of, route, text
from kongchuo_core.documents.word.edited import body_lines
from kongchuo_core.ledger.signoff import VOID_REASONS
from kongchuo_core.registers.values import day as day_of
from kongchuo_core.settings.beside import beside
from kongchuo_core.signing.after_signing import Standing, Waiting, attach, standings, void, waiting
from kongchuo_core.signing.approve import Asked, Wish, approve, as_printed, asked
from kongchuo_core.signing.signed import folder
from kongchuo_core.term.pdf import program, to_pdf
from kongchuo_core.vocabulary.days import WRITTEN_SO
from kongchuo_core.vocabulary.errors import KongchuoError, UsageError

FILL = "fill:"
"""How the names of form fields begin that are filled into a paper; those of the paper itself stand
behind a bar.
"""


def routes(room: Room) -> list[Route]:
    """The queue, one paper, its picture; signing, voiding, scans."""
    return [
        route(room, "/{term}/sign", _show),
        route(room, "/{term}/sign", _sign, "POST"),
        route(room, "/{term}/sign/paper", _paper),
        route(room, "/{term}/sign/paper.pdf", _pdf),
        route(room, "/{term}/sign/kept.pdf", _kept),
        route(room, "/{term}/sign/void", _void, "POST"),
        route(room, "/{term}/sign/scan", _scan, "POST"),
    ]


def queue(room: Room, term: str, stand: Sequence[Standing]) -> dict[str, list[Waiting]]:
    """Issuer → the drafts that await a signature, beside the signed papers ``stand``."""
    found: dict[str, list[Waiting]] = {}
    for draft in waiting(room.workspace, term, stand):
        found.setdefault(draft.issuer, []).append(draft)
    return found


def _show(room: Room, request: Request, _: FormData) -> Response:
    return _page(room, request, [])


def _page(room: Room, request: Request, results: Sequence[dict[str, str]]) -> Response:
    term = request.path_params["term"]
    stand = standings(room.workspace)
    found = queue(room, term, stand)
    drafts = chain.from_iterable(found.values())
    told = {
        "queue": found,
        "signers": sorted(set(chain.from_iterable(draft.signers for draft in drafts))),
        "signed": [s for s in reversed(stand) if s.paper.term == term],
        "reasons": list(VOID_REASONS.values()),
        "results": results,
        "screen": "sign",
    }
    return room.page(request, "sign.html", told)


def _day(room: Room, told: str) -> date:
    found, month_only = day_of(told) if told else (room.clock.today(), False)
    if found is None or month_only:
        raise UsageError("日期看不懂", remedy=WRITTEN_SO)
    return found


def _asked(room: Room, term: str, name: str, day: date) -> Asked:
    return asked(room.workspace, term, name, day, room.clock.today())


def _paper(room: Room, request: Request, _: FormData) -> Response:
    """One draft: its picture or its words, what is to be filled in, who may sign."""
    term, name = request.path_params["term"], request.query_params.get("name", "")
    day = _day(room, request.query_params.get("date", ""))
    path = _draft(room, term, name)
    found = _asked(room, term, name, day)
    told = {
        "name": name,
        "kind": path.stem,
        "asked": found,
        "words": body_lines(path),
        "pictured": _has_office(),
        "date": day,
        "refused": found.refused.partition("\n  怎么办："),
        "screen": "sign",
    }
    return room.page(request, "paper.html", told)


def _draft(room: Room, term: str, name: str) -> Path:
    """A draft's file; nothing outside the term's drafts is ever opened."""
    whole = room.workspace.outputs(term) / "internal"
    path = (whole / name).resolve()
    if not path.is_relative_to(whole.resolve()) or path.suffix != ".docx" or not path.is_file():
        raise UsageError("没有这份草稿", remedy="回到“签发”，从清单里点")
    return path


def _has_office() -> bool:
    try:
        program()
    except UsageError:
        return False
    return True


def _pdf(room: Room, request: Request, _: FormData) -> Response:
    """The paper as it will be printed: where it can be signed as it stands, with number and date;
    else the draft.
    """
    term, name = request.path_params["term"], request.query_params.get("name", "")
    content = _draft(room, term, name).read_bytes()
    found = _asked(room, term, name, _day(room, request.query_params.get("date", "")))
    if found.signers and not found.refused and all(known for _, known in found.blanks):
        wish = Wish(found.signers[0], "拟稿人", _day(room, request.query_params.get("date", "")))
        try:
            content = as_printed(room.workspace, term, name, wish, room.clock.today())
        except KongchuoError:
            content = _draft(room, term, name).read_bytes()
    return _printed(room, content)


def _kept(room: Room, request: Request, _: FormData) -> Response:
    """A signed paper as it is kept."""
    key = request.query_params.get("key", "")
    found = next((s for s in standings(room.workspace) if s.paper.key == key), None)
    if found is None:
        raise UsageError("没有签发过这份文书", remedy="回到“签发”，从清单里点")
    path = folder(room.workspace) / f"{key} {found.note['文书']}.docx"
    return _printed(room, path.read_bytes())


def _printed(room: Room, content: bytes) -> Response:
    """A Word file as PDF; the folder it is made in lies in the workspace and is gone afterwards."""
    with beside(room.workspace.root) as aside:
        paper = aside / "paper.docx"
        paper.write_bytes(content)
        (made,) = to_pdf([paper])
        return Response(made.read_bytes(), media_type="application/pdf")


def _sign(room: Room, request: Request, form: FormData) -> Response:
    """Sign what was ticked, one after the other; each paper's answer stands beside it, and one
    refusal stops no other.
    """
    term = request.path_params["term"]
    names = [str(n) for n in form.getlist("paper")]
    if not names:
        raise UsageError("没有勾选要签发的文书", remedy="在清单里勾选，可以勾几份")
    wish = Wish(text(form, "by"), clerk_of(request), _day(room, text(form, "date")))
    results = []
    for name in names:
        _draft(room, term, name)
        own = replace(wish, fills=_fills(form))
        try:
            with room.writing:
                told = approve(
                    room.workspace, [Path(name)], own, room.clock.now(), room.clock.today(), term
                )
            results.append({"name": name, "told": "\n".join(told), "wrong": ""})
        except KongchuoError as error:
            results.append(
                {"name": name, "told": "", "wrong": str(error).partition("\n  怎么办：")[0]}
            )
    return _page(room, request, results)


def _fills(form: FormData) -> dict[str, str]:
    return {
        key.removeprefix(FILL): value.strip()
        for key, value in form.multi_items()
        if key.startswith(FILL) and isinstance(value, str) and value.strip()
    }


def _void(room: Room, request: Request, form: FormData) -> Response:
    with room.writing:
        told = void(
            room.workspace,
            text(form, "key"),
            text(form, "by"),
            text(form, "reason"),
            room.clock.today(),
            room.clock.now(),
        )
    return _page(room, request, [{"name": text(form, "key"), "told": told, "wrong": ""}])


def _scan(room: Room, request: Request, form: FormData) -> Response:
    """Keep the scan of a signed page."""
    scan = form.get("scan")
    if not isinstance(scan, UploadFile) or not scan.filename:
        raise UsageError("没有选扫描件", remedy="选一份 PDF、PNG 或 JPG")
    with beside(room.workspace.root) as aside, room.writing:
        path = aside / "scan"
        path.write_bytes(scan.file.read())
        told = attach(
            room.workspace,
            path,
            text(form, "key"),
            clerk_of(request),
            room.clock.today(),
            room.clock.now(),
        )
    return _page(room, request, [{"name": text(form, "key"), "told": told, "wrong": ""}])
