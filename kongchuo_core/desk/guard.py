"""Who may look: this computer alone, with the token; locked when nobody has done anything for a
while; nothing is kept by the browser.

The token stands in the address that is printed, a cookie takes its place; both are made anew when
the desk locks.
"""

from __future__ import annotations

import hmac
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

IDLE_MINUTES = 10
TOKEN = "token"
QUIET = ("/progress",)
"""How the addresses end that a page asks for by itself; they are no sign that somebody sits
there.
"""
GUIDE = "/guide"
"""Where the guide's pages stand; they are the program's own, made by a builder that writes scripts
and styles into them.
"""
GUIDES_OWN = (
    "default-src 'self'; script-src 'self' 'unsafe-inline'; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; base-uri 'none'; form-action 'self'; frame-ancestors 'self'"
)
HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": "default-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'self'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "SAMEORIGIN",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}


def _secret() -> str:
    return secrets.token_urlsafe(32)


@dataclass
class Session:
    """The one session there is: who has its cookie is in until nobody did anything for ``idle``
    seconds.
    """

    idle: float = IDLE_MINUTES * 60
    port: int = 0
    token: str = field(default_factory=_secret)
    cookie: str = field(default_factory=_secret)
    seen: float = field(default_factory=time.monotonic)

    @property
    def address(self) -> str:
        """What is opened in the browser."""
        return f"{self.origin}/?{TOKEN}={self.token}"

    @property
    def origin(self) -> str:
        """Where the pages come from."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def name(self) -> str:
        """The cookie's name; cookies don't tell ports apart, names do."""
        return f"kongchuo-desk-{self.port}"

    def lock(self) -> None:
        """Nobody is in any more; the new token stands in the new address alone."""
        self.token, self.cookie = _secret(), _secret()

    def fresh(self) -> bool:
        """Whether somebody was there lately; if not, it locks."""
        if time.monotonic() - self.seen <= self.idle:
            return True
        self.lock()
        self.seen = time.monotonic()
        return False

    def touched(self) -> None:
        """Somebody did something."""
        self.seen = time.monotonic()


class Guard:
    """Stands before every page: host, origin, token or cookie, and what the browser is told not to
    do.
    """

    def __init__(self, app: ASGIApp, session: Session, refusal: Callable[[int], Response]) -> None:
        self.app, self.session, self.refusal = app, session, refusal

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let a request in, or answer 401 or 403."""
        if scope["type"] != "http":
            return
        headers = Headers(scope=scope)
        given = parse_qs(scope["query_string"].decode("latin-1")).get(TOKEN, [""])[0]
        entering = scope["method"] == "GET" and _same(given, self.session.token)
        status = self._refused(scope, headers, entering)
        quiet = scope["path"].endswith(QUIET)

        async def told(message: Message) -> None:
            if message["type"] == "http.response.start":
                answered = MutableHeaders(scope=message)
                if scope["path"].startswith(f"{GUIDE}/"):
                    answered["Content-Security-Policy"] = GUIDES_OWN
                for name, value in HEADERS.items():
                    answered.setdefault(name, value)
                if entering and not status:
                    answered.append("Set-Cookie", self._cookie())
            await send(message)

        if status:
            await self.refusal(status)(scope, receive, told)
            return
        if not quiet:
            self.session.touched()
        await self.app(scope, receive, told)

    def _refused(self, scope: Scope, headers: Headers, entering: bool) -> int:
        """The status to refuse with; nought where a request may go on."""
        own = {f"127.0.0.1:{self.session.port}", f"localhost:{self.session.port}"}
        if headers.get("host", "") not in own:
            return 403
        if scope["method"] not in ("GET", "HEAD") and headers.get("origin") != self.session.origin:
            return 403
        if entering:
            return 0
        if not self.session.fresh():
            return 403
        return 0 if _same(self._given(headers), self.session.cookie) else 401

    def _given(self, headers: Headers) -> str:
        try:
            found = SimpleCookie(headers.get("cookie", "")).get(self.session.name)
        except CookieError:
            return ""
        return found.value if found else ""

    def _cookie(self) -> str:
        return f"{self.session.name}={self.session.cookie}; Path=/; HttpOnly; SameSite=Strict"


def _same(given: str, wanted: str) -> bool:
    return hmac.compare_digest(given.encode(), wanted.encode())
