"""儿童: one child found by name, number or case; what happened recorded with everything shown first,
and a way back; cases filtered.
"""

from __future__ import annotations

from collections.abc import Iterator
from itertools import chain
from pathlib import PurePosixPath
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kongchuo_core.cases.forms import BY, DAYS, UNTIL, codes
from kongchuo_core.daily.child import Hit, find
from kongchuo_core.daily.child_screen import screen
from kongchuo_core.daily.filled import Line
from kongchuo_core.daily.imports import VISIT_DAY, import_lines, lines_of
from kongchuo_core.daily.imports import understood as understood_lines
from kongchuo_core.daily.one_event import understood
from kongchuo_core.daily.undo import undo
from kongchuo_core.desk.review import PLACE
from kongchuo_core.desk.room import Room, back, clerk_of, route, text
from kongchuo_core.documents.loop.facts import CaseFacts, Office, case_facts, office
from kongchuo_core.settings.beside import beside
from kongchuo_core.term.editions import edition_of
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.forms import SECOND, STEP_FORMS, VERIFY_CHOICES, Form

CELL = "cell:"
"""How the names of form fields begin that are cells of the form of verification."""
MOST_SHOWN = 200


def routes(room: Room) -> list[Route]:
    """The search and the filters, one child, what is going to be recorded, the way back."""
    return [
        route(room, "/{term}/children", _show),
        route(room, "/{term}/children", _find, "POST"),
        route(room, "/{term}/children/one", _one),
        route(room, "/{term}/children/event", _confirm, "POST"),
        route(room, "/{term}/children/record", _record, "POST"),
        route(room, "/{term}/children/undo", _undo, "POST"),
        route(room, "/{term}/children/returned", _returned, "POST"),
        route(room, "/{term}/children/take", _take, "POST"),
    ]


def _show(room: Room, request: Request, _: FormData) -> Response:
    edition = edition_of(room.workspace, request.path_params["term"])
    said, cases = office(edition), case_facts(edition)
    lines = [_line(case, said) for case in cases]
    chosen = {n: request.query_params.get(n, "") for n in _FILTERS}
    found = [x for x in lines if all(not v or v in x[n] for n, v in chosen.items())]
    told = {
        "cases": found[:MOST_SHOWN],
        "whole": len(found),
        "choices": {
            n: (label, sorted(set(chain.from_iterable(x[n] for x in lines))))
            for n, label in _FILTERS.items()
        },
        "chosen": chosen,
        "done": request.query_params,
    }
    return room.page(request, "children.html", told)


def _find(room: Room, request: Request, form: FormData) -> Response:
    """Who is meant; what was asked for stands in no address, for the browser keeps those."""
    edition = edition_of(room.workspace, request.path_params["term"])
    hits = find(edition, room.ledger, text(form, "q"))
    if len(hits) == 1:
        return _child(room, request, hits[0])
    return room.page(request, "hits.html", {"hits": hits})


_FILTERS = {
    "state": "状态",
    "step": "到了哪一步",
    "cause": "原因",
    "town": "乡镇（街道）",
    "person": "责任人",
}
"""By what cases are filtered."""


def _line(case: CaseFacts, said: Office) -> dict[str, Any]:
    """A case in the list; what it may be filtered by is a list of words each."""
    step = said.label("step", said.steps[case.step - 1]) if case.step else "还没有开始"
    return {
        "case_no": case.case_no,
        "name": case.child.name,
        "state": [said.label("state", case.state)],
        "step": [step],
        "cause": [said.label("cause", case.cause) if case.cause else "尚未查明"],
        "town": [case.child.town or "不在名册"],
        "person": [p.shown for p in case.persons if p.name],
        "opened_on": case.opened_on,
    }


def _one(room: Room, request: Request, _: FormData) -> Response:
    edition = edition_of(room.workspace, request.path_params["term"])
    hits = find(edition, room.ledger, request.query_params.get("id", ""))
    return _child(room, request, hits[0])


def _child(room: Room, request: Request, hit: Hit) -> Response:
    edition = edition_of(room.workspace, request.path_params["term"])
    told = {
        "hit": hit,
        "lines": screen(edition, room.ledger, hit),
        "forms": [_form(f) for f in STEP_FORMS] if hit.case_no else [],
        "done": request.query_params.get("done", ""),
        "screen": "children",
    }
    return room.page(request, "child.html", told)


def _form(form: Form) -> dict[str, Any]:
    """A sheet of the form of verification as fields of a page."""
    fields = [_field(form, heading) for heading in form.fill if heading != BY]
    return {"sheet": form.sheet, "fields": fields}


def _field(form: Form, heading: str) -> dict[str, Any]:
    plain = heading.removesuffix(SECOND)
    choices = form.choices.get(heading, ())
    if plain in VERIFY_CHOICES:
        choices = tuple(codes(VERIFY_CHOICES[plain]))
    is_day = plain in (*DAYS, UNTIL, VISIT_DAY)
    return {"heading": heading, "choices": choices, "is_day": is_day}


def _cells(form: FormData) -> Iterator[tuple[str, str]]:
    for name, value in form.multi_items():
        if name.startswith(CELL) and isinstance(value, str) and value.strip():
            yield name.removeprefix(CELL), value.strip()


def _sheet(form: FormData) -> Form:
    found = next((f for f in STEP_FORMS if f.sheet == text(form, "sheet")), None)
    if found is None:
        raise UsageError("没有这张表", remedy="回到这名儿童，重新填写")
    return found


def _confirm(room: Room, request: Request, form: FormData) -> Response:
    """Everything that is going to be recorded, before it is."""
    term, case, cells = request.path_params["term"], text(form, "case"), dict(_cells(form))
    by = text(form, "by") or clerk_of(request)
    if not by:
        raise UsageError("没有写经办人", remedy="在表里写上经办人的姓名")
    if not cells:
        raise UsageError("什么都没有填", remedy="填上发生了什么和日期")
    sheet = _sheet(form)
    lines = [f"{heading}：{value}" for heading, value in cells.items()]
    name = ""
    if not any(h.endswith(SECOND) for h in cells):  # a line that stands for two is told as typed
        words = [f"{h}={v}" for h, v in (cells | {BY: by}).items()]
        entry = understood(room.workspace, term, case, words, room.clock.today())
        name, lines = entry.name, list(entry.lines)
        if not entry.new:
            raise UsageError("台账里已经有了，没有再记", remedy="看“经过”里的这一笔")
    told = {"case": case, "name": name, "lines": lines, "cells": cells, "by": by}
    return room.page(request, "confirm.html", told | {"sheet": sheet.sheet, "screen": "children"})


def _record(room: Room, request: Request, form: FormData) -> Response:
    """Record it as a line of the filled-in form, so that it can be taken back as an import can."""
    term, case, sheet = request.path_params["term"], text(form, "case"), _sheet(form)
    cells = dict(_cells(form)) | {BY: text(form, "by"), sheet.key: case}
    with room.writing:
        _, new = import_lines(room.workspace, term, [(sheet, Line(PLACE, cells))], room.clock.now())
    return back(f"/{term}/children/one?id={quote(case)}&done={new}")


def _returned(room: Room, request: Request, form: FormData) -> Response:
    """Read forms that towns filled in and sent back, all of them or none, and show everything that
    is going to be recorded.
    """
    term = request.path_params["term"]
    sent = [f for f in form.getlist("files") if isinstance(f, UploadFile) and f.filename]
    if not sent:
        raise UsageError("没有选文件", remedy="选填好收回的表，可以选几个")
    with room.writing, beside(room.workspace.root) as aside:
        paths = [aside / str(n) / PurePosixPath(str(f.filename)).name for n, f in enumerate(sent)]
        for path, file in zip(paths, sent, strict=True):
            path.parent.mkdir()
            path.write_bytes(file.file.read())
        found = lines_of(paths)
        batch = understood_lines(room.workspace, term, found, room.clock.today())
        room.returned = (term, found)
    told = {"read": len(batch.taken.events), "lines": batch.lines, "screen": "children"}
    return room.page(request, "returned.html", told)


def _take(room: Room, request: Request, _: FormData) -> Response:
    """Record what was shown; read anew, for something may have been recorded meanwhile."""
    term = request.path_params["term"]
    with room.writing:
        if room.returned is None or room.returned[0] != term:
            raise UsageError("没有等着记入的表", remedy="重新选填好收回的表")
        read, new = import_lines(room.workspace, term, room.returned[1], room.clock.now())
        room.returned = None
    return back(f"/{term}/children?read={read}&new={new}")


def _undo(room: Room, request: Request, _: FormData) -> Response:
    """Take the last thing back that was recorded here or imported."""
    with room.writing:
        lines = undo(room.workspace, room.clock.now())
    return room.page(request, "undone.html", {"lines": lines, "screen": "children"})
