"""公开: the very bytes that will leave, why a number is hidden, what others can work out, the second
person.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kongchuo_core.desk.room import Room, clerk_of, route, text
from kongchuo_core.regulation.publication import reasons
from kongchuo_core.release import shelf
from kongchuo_core.release.gate import Wish
from kongchuo_core.signing.publish import release
from kongchuo_core.vocabulary.errors import UsageError

KINDS = {
    ".html": "text/html; charset=utf-8",
    ".csv": "text/csv; charset=utf-8",
    ".md": "text/plain; charset=utf-8",
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
}
ALONE = "sandbox allow-scripts; default-src 'none'; style-src 'unsafe-inline'; script-src 'unsafe-inline'; img-src data:"
"""The page that will be public is shown as it is, and can reach nothing."""
_SEEN = re.compile(r"--seen ([0-9a-f]{16,})")


def routes(room: Room) -> list[Route]:
    """The page, a file of it, the publication."""
    return [
        route(room, "/{term}/publish", _show),
        route(room, "/{term}/publish/looked", _looked),
        route(room, "/{term}/publish/file/{name}", _file),
        route(room, "/{term}/publish", _publish, "POST"),
    ]


def _show(room: Room, request: Request, _: FormData) -> Response:
    found = [r for r in reasons(room.clock.today()).values()]
    return room.page(request, "publish.html", {"reasons": found, "lines": [], "done": False})


def _wish(request: Request, form: FormData) -> Wish:
    query = request.query_params
    because = [c for c in (*query.getlist("because"), *map(str, form.getlist("because"))) if c]
    corrects = query.get("corrects", "") or text(form, "corrects")
    return Wish(corrects=corrects, because=tuple(because))


def _looked(room: Room, request: Request, form: FormData) -> Response:
    """What the command shows without names, and the files as they will leave."""
    term, wish = request.path_params["term"], _wish(request, form)
    with room.writing:
        lines = release(room.workspace, term, wish, room.clock.now(), room.clock.today())
    seen = next((m[1] for line in lines if (m := _SEEN.search(line))), "")
    told = {
        "groups": _grouped([x for x in lines if not _SEEN.search(x)]),
        "seen": seen,
        "wish": wish,
        "files": [p.name for p in _files(room, term)] if seen else [],
    }
    return room.page(request, "publish_looked.html", told)


def _grouped(lines: Sequence[str]) -> list[tuple[str, list[str]]]:
    """Each line with those below it that are set in."""
    found: list[tuple[str, list[str]]] = []
    for line in lines:
        if line.startswith("  ") and found:
            found[-1][1].append(line.strip())
        elif line:
            found.append((line.rstrip("："), []))
    return found


def _files(room: Room, term: str) -> list[Path]:
    return sorted(
        p for p in (room.workspace.outputs(term) / shelf.PREVIEW).rglob("*") if p.is_file()
    )


def _file(room: Room, request: Request, _: FormData) -> Response:
    term, name = request.path_params["term"], request.path_params["name"]
    path = next((p for p in _files(room, term) if p.name == name), None)
    if path is None:
        raise UsageError("没有这个文件", remedy="回到“公开”，重新看一遍")
    kind = KINDS.get(path.suffix, "application/octet-stream")
    return Response(path.read_bytes(), media_type=kind, headers={"Content-Security-Policy": ALONE})


def _publish(room: Room, request: Request, form: FormData) -> Response:
    shown = _wish(request, form)
    wish = Wish(
        maker=clerk_of(request),
        approver=text(form, "approver"),
        seen=text(form, "seen"),
        corrects=shown.corrects,
        because=shown.because,
    )
    if not wish.maker or not wish.approver:
        raise UsageError("要写两个人：经手人和审签人", remedy="页首写经手人的姓名，这里写审签人的")
    with room.writing:
        lines = release(
            room.workspace, request.path_params["term"], wish, room.clock.now(), room.clock.today()
        )
    return room.page(request, "publish.html", {"reasons": [], "lines": lines, "done": True})
