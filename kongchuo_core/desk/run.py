"""运行: begin, true progress, cancel without harm, what changed."""

from __future__ import annotations

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kongchuo_core.desk.room import Room, back, route, text
from kongchuo_core.desk.running import Order
from kongchuo_core.registers.values import day as day_of
from kongchuo_core.settings.terms import day_of_run
from kongchuo_core.start.upgrade import upgrade
from kongchuo_core.vocabulary.days import WRITTEN_SO
from kongchuo_core.vocabulary.errors import UsageError


def routes(room: Room) -> list[Route]:
    """The page, its progress, begin and cancel."""
    return [
        route(room, "/{term}/run", _show),
        route(room, "/{term}/run", _start, "POST"),
        route(room, "/{term}/run/progress", _progress),
        route(room, "/{term}/run/cancel", _cancel, "POST"),
    ]


def _show(room: Room, request: Request, _: FormData) -> Response:
    room.running.look()
    return room.page(request, "run.html", {"running": room.running})


def _progress(room: Room, request: Request, _: FormData) -> Response:
    room.running.look()
    return room.page(request, "run_progress.html", {"running": room.running})


def _start(room: Room, request: Request, form: FormData) -> Response:
    """As ``kongchuo run``: first what nobody edited is renewed, then the day is found, then it
    runs.
    """
    term, named = request.path_params["term"], None
    if told := text(form, "as_of"):
        named, month_only = day_of(told)
        if named is None or month_only:
            raise UsageError("日期看不懂", remedy=WRITTEN_SO)
    with room.writing:
        renewed = tuple(upgrade(room.workspace).told)
    day = day_of_run(room.workspace.params, term, room.clock.today(), named)
    data_only = bool(text(form, "data_only"))
    root, now = room.workspace.root, room.clock.now()
    room.running.start(Order(root, term, day, now, data_only, renewed))
    return back(f"/{term}/run")


def _cancel(room: Room, request: Request, _: FormData) -> Response:
    room.running.cancel(room.workspace)
    return back(f"/{request.path_params['term']}/run")
