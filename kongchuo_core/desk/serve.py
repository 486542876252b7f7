"""The desk is started: a free port of this computer alone, one line with the address, the browser
that is there.

It listens within a second; the pages, which need the tables' libraries, are put together while the
browser opens.
"""

from __future__ import annotations

import threading
import webbrowser
from collections.abc import Callable
from functools import cached_property
from typing import TYPE_CHECKING, Any

import uvicorn
from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Receive, Scope, Send

from kongchuo_core.desk.clock import Clock
from kongchuo_core.desk.guard import Session
from kongchuo_core.settings.beside import temporary
from kongchuo_core.settings.workspace import Workspace

if TYPE_CHECKING:
    from kongchuo_core.desk.room import Room

HOST = "127.0.0.1"


class _Later:
    """The desk, put together by whoever needs it first."""

    def __init__(self, workspace: Workspace, clock: Clock, session: Session) -> None:
        self.workspace, self.clock, self.session = workspace, clock, session
        self._making = threading.Lock()

    @cached_property
    def room(self) -> Room:
        """What every page needs."""
        from kongchuo_core.desk.room import Room

        return Room(self.workspace, self.clock, self.session)

    @cached_property
    def app(self) -> ASGIApp:
        """Its pages."""
        from kongchuo_core.desk.app import make_app

        return make_app(self.room)

    def made(self) -> ASGIApp:
        """The pages, put together once."""
        with self._making:
            return self.app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer a request."""
        app = await run_in_threadpool(self.made)
        await app(scope, receive, send)


class _Told(uvicorn.Server):
    """A server that says when it listens, and where."""

    def __init__(self, config: uvicorn.Config, told: Callable[[int], None]) -> None:
        super().__init__(config)
        self._told = told

    async def startup(self, sockets: list[Any] | None = None) -> None:
        """Listen, then tell the port."""
        await super().startup(sockets)
        self._told(self.servers[0].sockets[0].getsockname()[1])


def serve(
    workspace: Workspace,
    clock: Clock,
    say: Callable[[str], None],
    again: Callable[[], str] | None = None,
    *,
    browser: bool,
) -> None:
    """Serve until it is ended.

    Parameters
    ----------
    say : is told the address, in one line, once the desk can be looked at.
    again : waits until somebody at the window asks for the page again (it is locked, or was
        closed); ``None`` where no window is.
    """
    session = Session()
    desk = _Later(workspace, clock, session)

    def open_up(port: int) -> None:
        session.port = port
        show()
        threading.Thread(target=desk.made, daemon=True).start()
        if again is not None:
            threading.Thread(target=_listen, args=(again, show), daemon=True).start()

    def show() -> None:
        session.touched()
        say(session.address)
        if browser:
            webbrowser.open(session.address)

    config = uvicorn.Config(
        desk,
        host=HOST,
        port=0,
        lifespan="off",
        access_log=False,
        log_level="critical",
        server_header=False,
        timeout_graceful_shutdown=2,
    )
    with temporary(workspace.root):  # what is dropped on a page, too, lies nowhere else
        try:
            _Told(config, open_up).run()
        finally:
            desk.made()
            desk.room.running.cancel(workspace)


def _listen(again: Callable[[], str], show: Callable[[], None]) -> None:
    """Each time somebody asks, the page is opened anew."""
    try:
        while True:
            again()
            show()
    except (EOFError, OSError, ValueError):
        return
