"""What every page needs: the workspace, the clock as the command line reads it, the term that is
looked at, the page around it all.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import jinja2
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from kongchuo_core.desk.clock import Clock
from kongchuo_core.desk.guard import GUIDE, Session
from kongchuo_core.desk.running import COMPUTER, Running
from kongchuo_core.documents.wording import chinese_date
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.models import TermDays, read_county
from kongchuo_core.settings.people import load_people
from kongchuo_core.settings.terms import load_terms
from kongchuo_core.settings.workspace import Workspace, guide_folder
from kongchuo_core.term.editions import made
from kongchuo_core.vocabulary.errors import KongchuoError, UsageError

PAGES = Path(__file__).parent / "pages"
CLERK = "clerk"
"""The cookie with the name that a clerk typed; it ends with the browser."""
MOST_FILES, MOST_FIELDS = 2000, 5000
SCREENS = (
    ("today", "今天"),
    ("registers", "登记表"),
    ("review", "人工核对"),
    ("sign", "签发"),
    ("children", "儿童"),
    ("run", "运行"),
    ("publish", "公开"),
)
"""The screens in the order of the day: address and name."""


@dataclass
class Room:
    """The desk of one workspace. ``writing`` lets one request at a time write; the workspace's lock
    keeps other programs off.

    ``looked``: the last check of the registers with what it was made from; ``looking``: one request
    at a time makes it. ``returned``: the lines of forms that were handed in and are shown before
    they are recorded, with the term.
    """

    workspace: Workspace
    clock: Clock
    session: Session
    running: Running = field(default_factory=Running)
    writing: threading.Lock = field(default_factory=threading.Lock)
    looking: threading.Lock = field(default_factory=threading.Lock)
    looked: tuple[Any, Any] | None = None
    returned: tuple[str, Any] | None = None

    @property
    def ledger(self) -> Ledger:
        """The ledger, opened."""
        return Ledger(self.workspace.ledger, self.workspace.key())

    @property
    def terms(self) -> list[TermDays]:
        """Every term that is laid down."""
        return load_terms(self.workspace.params)

    def usual_term(self) -> str:
        """The term that is looked at first: of the newest edition, else the one that has begun
        last.

        Raises
        ------
        UsageError
            where no term is laid down.
        """
        if editions := made(self.workspace):
            return str(editions[-1].facts["term"]["term"])
        terms = self.terms
        if not terms:
            raise UsageError("还没有学期", remedy="运行 kongchuo term new 新建一个学期")
        begun = [t for t in terms if t.begins <= self.clock.today()]
        return (begun or terms[:1])[-1].term

    def known(self, term: str) -> TermDays:
        """A term by its name. Raises ``UsageError`` for one that isn't laid down."""
        found = next((t for t in self.terms if t.term == term), None)
        if found is None:
            raise UsageError("没有这个学期", remedy="在页首的“学期”里选一个")
        return found

    @cached_property
    def words(self) -> jinja2.Environment:
        """The templates; everything that is put into them is escaped."""
        found = jinja2.Environment(
            loader=jinja2.FileSystemLoader(PAGES),
            autoescape=True,
            undefined=jinja2.StrictUndefined,
            trim_blocks=True,
            lstrip_blocks=True,
        )
        found.filters |= {"day": chinese_date, "quoted": lambda text: quote(str(text))}
        return found

    def page(
        self, request: Request, name: str, told: Mapping[str, Any], status: int = 200
    ) -> HTMLResponse:
        """A page or, where htmx asks for a part of one, that part."""
        term = request.path_params.get("term", "")
        around = {
            "county": read_county(self.workspace.params).name,
            "term": term,
            "terms": self.terms,
            "screens": SCREENS,
            "screen": request.url.path.strip("/").partition("/")[2].partition("/")[0],
            "today": self.clock.today(),
            "clerk": clerk_of(request),
            "people": sorted({p.name for p in load_people(self.workspace.params).persons}),
            "idle": int(self.session.idle),
            "guide": f"{GUIDE}/" if guide_folder() else "",
            "part": "HX-Request" in request.headers,
        }
        return HTMLResponse(self.words.get_template(name).render(around | dict(told)), status)


def clerk_of(request: Request) -> str:
    """The name that was typed; empty where nobody typed one."""
    return unquote(request.cookies.get(CLERK, ""))


Shows = Callable[[Room, Request, FormData], Response]
"""What a screen does with a request and its form."""


def route(room: Room, path: str, shows: Shows, *methods: str) -> Route:
    """A page; whatever is a user's to mend comes as a page too, in the words of the command."""

    async def answer(request: Request) -> Response:
        form = FormData()
        if request.method == "POST":
            form = await request.form(max_files=MOST_FILES, max_fields=MOST_FIELDS)
        try:
            return await run_in_threadpool(_known_term, room, request, form, shows)
        except KongchuoError as error:
            told = {"what": str(error).partition("\n  怎么办：")[0], "remedy": error.remedy}
            return room.page(request, "message.html", told, 400)
        except OSError as error:
            told = {"what": _of_the_computer(error), "remedy": COMPUTER}
            return room.page(request, "message.html", told, 500)
        finally:
            await form.close()

    return Route(path, answer, methods=list(methods or ("GET",)))


def _of_the_computer(error: OSError) -> str:
    """What the system refused, and of which file; nothing of where the workspace lies."""
    name = Path(str(error.filename)).name if error.filename else ""
    return f"{'文件 ' + name + '：' if name else ''}读写不成，已经记下的都在"


def _known_term(room: Room, request: Request, form: FormData, shows: Shows) -> Response:
    if "term" in request.path_params:
        room.known(request.path_params["term"])
    return shows(room, request, form)


def text(form: FormData, name: str) -> str:
    """What was typed under a name, empty where nothing was."""
    value = form.get(name, "")
    return value.strip() if isinstance(value, str) else ""


def back(path: str) -> Response:
    """On to another page after something was written, so that reloading it writes nothing twice."""
    return RedirectResponse(quote(path, safe="/?=&#%"), 303)
