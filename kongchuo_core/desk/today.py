"""今天: what is due and overdue by unit, who is away for the third and fourth day, what waits for a
person, what the registers lack.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kongchuo_core.daily.absent import away
from kongchuo_core.daily.due import Item, of_schools, overdue_and_coming
from kongchuo_core.desk.room import Room, route
from kongchuo_core.edition import Edition
from kongchuo_core.term.editions import as_of, made, spoken_of
from kongchuo_core.vocabulary.errors import KongchuoError


def routes(room: Room) -> list[Route]:
    """The page, and its parts that take a while."""
    return [
        route(room, "/{term}/today", show),
        route(room, "/{term}/today/waiting", _waiting),
        route(room, "/{term}/today/registers", _registers),
    ]


def edition_of_term(room: Room, term: str) -> Edition | None:
    """The newest edition of a term, ``None`` where there is none yet."""
    return next((e for e in made(room.workspace) if e.facts["term"]["term"] == term), None)


def show(room: Room, request: Request, _: FormData) -> Response:
    """The page: what is known without reading a register first."""
    term, day = request.path_params["term"], room.clock.today()
    edition = edition_of_term(room, term)
    told: dict[str, Any] = {"screen": "today", "absent": [], "absent_wrong": "", "edition": edition}
    try:
        told["absent"] = away(room.workspace, term, day)
    except KongchuoError as error:
        told["absent_wrong"] = str(error)
    if edition is not None:
        sunday = day + timedelta(days=6 - day.weekday())
        late, coming = overdue_and_coming(edition, day, sunday)
        told |= {
            "late": _by_unit(late, day),
            "coming": _by_unit(coming, day),
            "schools": of_schools(edition, day),
            "late_count": len(late),
            "coming_count": len(coming),
            "sunday": sunday,
            "basis": spoken_of(edition, room.ledger).partition("再运行 kongchuo")[0],
            "as_of": as_of(edition),
        }
    return room.page(request, "today.html", told)


def _by_unit(items: Iterable[Item], day: date) -> dict[str, list[dict[str, Any]]]:
    """Who has to do it → what, the earliest first; units in the order of their names."""
    found: dict[str, list[dict[str, Any]]] = {}
    for who, what, by, case, _ in items:
        line = {
            "what": what,
            "by": by,
            "late": max((day - by).days, 0),
            "case_no": case.case_no,
            "name": case.child.name,
            "village": case.child.village,
        }
        found.setdefault(who, []).append(line)
    return dict(sorted(found.items()))


def _waiting(room: Room, request: Request, _: FormData) -> Response:
    """How much waits for a decision, a signature, a publication; its libraries load while the page
    is read already.
    """
    from kongchuo_core.desk.review import questions_of
    from kongchuo_core.desk.signing import queue
    from kongchuo_core.signing.after_signing import standings

    term = request.path_params["term"]
    edition = edition_of_term(room, term)
    told: dict[str, Any] = {"edition": edition, "wrong": ""}
    if edition is not None:
        told["asked"] = questions_of(edition)
        try:
            told["signing"] = sum(
                len(rows) for rows in queue(room, term, standings(room.workspace)).values()
            )
            told |= _publication(room, edition, term)
        except KongchuoError as error:
            told["wrong"] = str(error)
    return room.page(request, "today_waiting.html", told)


def _publication(room: Room, edition: Edition, term: str) -> dict[str, Any]:
    from kongchuo_core.release import shelf
    from kongchuo_core.release.candidate import due_on
    from kongchuo_core.settings.models import load_params

    kept = [k for k in shelf.kept(room.workspace) if k.term == term]
    params = load_params(room.workspace.params, term, as_of(edition))
    return {
        "published": kept[-1] if kept else None,
        "publish_by": due_on(params, room.workspace.params),
    }


def _registers(room: Room, request: Request, _: FormData) -> Response:
    """What the registers still lack: as the last run read them; before the first one, as they lie
    there now.
    """
    from kongchuo_core.documents.workbooks.delivery_lists import Delivered
    from kongchuo_core.term.check import look
    from kongchuo_core.term.delivered import told as delivered_told

    term = request.path_params["term"]
    told: dict[str, Any] = {"lines": [], "wrong": ""}
    try:
        edition = edition_of_term(room, term)
        if edition is not None:
            lines = [Delivered(**line) for line in edition.facts["delivered"]]
        else:
            lines = look(room.workspace, term, room.clock.today()).delivered()
        told["lines"] = [
            x.strip(" ！") for x in delivered_told(lines) if x.strip().startswith("！")
        ]
    except KongchuoError as error:
        told["wrong"] = str(error)
    return room.page(request, "today_registers.html", told)
