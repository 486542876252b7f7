"""The desk's pages put together: what is behind which address, and who stands before it.

A screen's module is loaded when its first page is asked for, so that the first page of the day
needn't wait for all of them.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pathlib import Path
from urllib.parse import quote

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import Mount, Router
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

from kongchuo_core.desk.guard import GUIDE, Guard
from kongchuo_core.desk.room import CLERK, Room, back, route, text
from kongchuo_core.settings.workspace import guide_folder

STATIC = Path(__file__).parent / "static"
MODULES = {
    "today": "today",
    "registers": "registers",
    "review": "review",
    "sign": "signing",
    "children": "children",
    "run": "run",
    "publish": "publishing",
}
"""Screen → the module of this room that shows it."""


class Screens:
    """Everything below ``/<term>/<screen>``."""

    def __init__(self, room: Room) -> None:
        self.room = room
        self.of = cache(self._of)

    def _of(self, screen: str) -> Router:
        module = MODULES.get(screen)
        found = import_module(f"{__package__}.{module}").routes(self.room) if module else []
        return Router(found)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the screen's page."""
        screen = scope["path"].strip("/").partition("/")[2].partition("/")[0]
        router = await run_in_threadpool(self.of, screen)
        await router(scope, receive, send)


def make_app(room: Room) -> Starlette:
    """The whole desk of a room; every answer goes past the guard."""

    def refusal(status: int) -> HTMLResponse:
        page = room.words.get_template("locked.html").render(status=status)
        return HTMLResponse(page, status)

    routes = [
        route(room, "/", _start),
        route(room, "/term", _term, "POST"),
        route(room, "/lock", _lock, "POST"),
        route(room, "/clerk", _clerk, "POST"),
        Mount("/static", StaticFiles(directory=STATIC)),
        *_guide(),
        Mount("/", Screens(room)),
    ]

    def lost(request: Request, _: Exception) -> HTMLResponse:
        told = {"what": "没有这一页", "remedy": "从页首的栏目里点"}
        return room.page(request, "message.html", told | {"screen": ""}, 404)

    guard = Middleware(Guard, session=room.session, refusal=refusal)
    return Starlette(routes=routes, middleware=[guard], exception_handlers={404: lost, 405: lost})


def _guide() -> list[Mount]:
    """The guide's own pages, where they are."""
    folder = guide_folder()
    return [Mount(GUIDE, StaticFiles(directory=folder, html=True))] if folder else []


def _start(room: Room, request: Request, form: FormData) -> Response:
    """The first page is today's, of the usual term: shown at once, for a browser sends no new
    cookie along a redirection.
    """
    from kongchuo_core.desk import today

    request.path_params["term"] = room.usual_term()
    return today.show(room, request, form)


def _term(room: Room, _: Request, form: FormData) -> Response:
    return back(f"/{room.known(text(form, 'term')).term}/{text(form, 'screen') or 'today'}")


def _lock(room: Room, request: Request, _: FormData) -> Response:
    room.session.lock()
    return HTMLResponse(room.words.get_template("locked.html").render(status=403))


def _clerk(_: Room, request: Request, form: FormData) -> Response:
    """Who sits there, as typed; the browser forgets it when it is closed."""
    came = request.headers.get("referer", "").partition("://")[2].partition("/")[2]
    answer = back(f"/{came.lstrip('/')}")
    answer.set_cookie(CLERK, quote(text(form, "clerk")), httponly=True, samesite="strict")
    return answer
