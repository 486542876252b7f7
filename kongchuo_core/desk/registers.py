"""登记表: files in, the check of each as a clerk reads it, headings explained with two clicks, who has
delivered, empty forms out.
"""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import chain
from pathlib import Path, PurePosixPath
from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData, UploadFile
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kongchuo_core.daily.forms_out import write_forms
from kongchuo_core.desk.room import Room, back, route, text
from kongchuo_core.registers.border import COLUMN, HEADING_UNKNOWN, Unused
from kongchuo_core.registers.records import Problem
from kongchuo_core.settings.headings import ANSWERS, UNUSED, assign, assign_word
from kongchuo_core.term.check import Looked, look
from kongchuo_core.term.place import staging
from kongchuo_core.vocabulary.errors import InputError, UsageError
from kongchuo_core.vocabulary.registers import BY_FOLDER, REGISTERS

HERE = f"在下面选它相当于哪一列，与在不在校无关的选“{UNUSED}”，点“记下”"
FILE = "文件 "
"""How the part of an error's place begins that names its file."""
MOST_SHOWN = 20
"""Problems of one file shown on the page; all of them stand in 数据质量.xlsx after the run."""


@dataclass
class File:
    """One file as the check saw it: its register, what could not be read of it, columns that aren't
    used, what is to be mended.

    ``words``: column and word that nobody understands → how many cells have it.
    """

    name: str
    register: str
    rows: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)
    unknown: list[Unused] = field(default_factory=list)
    words: dict[tuple[str, str], int] = field(default_factory=dict)
    unused: list[Unused] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    @property
    def state(self) -> str:
        """In a word."""
        if self.faults:
            return "不能用"
        return "要看" if self.unknown or self.words or self.problems else "没有问题"


def routes(room: Room) -> list[Route]:
    """The page, its check, and what can be done on it."""
    return [
        route(room, "/{term}/registers", _show),
        route(room, "/{term}/registers/checked", _checked),
        route(room, "/{term}/registers/files", _receive, "POST"),
        route(room, "/{term}/registers/heading", _assign, "POST"),
        route(room, "/{term}/registers/word", _assign_word, "POST"),
        route(room, "/{term}/registers/forms.zip", _forms),
    ]


def _show(room: Room, request: Request, _: FormData) -> Response:
    term = request.path_params["term"]
    data = room.workspace.data(term)
    there = {f: _names(data / f) for f in BY_FOLDER}
    told = {"registers": list(REGISTERS.values()), "there": there, "done": request.query_params}
    return room.page(request, "registers.html", told)


def _names(folder: Path) -> list[str]:
    if not folder.is_dir():
        return []
    return sorted(
        p.name for p in folder.rglob("*") if p.is_file() and not p.name.startswith((".", "~$"))
    )


def _checked(room: Room, request: Request, _: FormData) -> Response:
    found = _looked(room, request.path_params["term"])
    files = list(_files(found))
    faults = chain.from_iterable(found.faults.values())
    told = {
        "files": files,
        "missing": [str(error) for error in faults if not _place_of(error, FILE)],
        "accidents": found.accidents(),
        "loose": found.loose,
        "delivered": _delivered(found),
        "choices": {
            r.folder: [*(f.heading for f in r.offered), UNUSED] for r in REGISTERS.values()
        },
        "answers": ANSWERS,
        "most": MOST_SHOWN,
    }
    return room.page(request, "registers_checked.html", told)


def _looked(room: Room, term: str) -> Looked:
    """The check of a term's registers; read again only where a file, a param or the day is another
    than the last time.
    """
    now = (term, room.clock.today(), *_as_they_lie(room, term))
    with room.looking:
        if room.looked is None or room.looked[0] != now:
            room.looked = (now, look(room.workspace, term, room.clock.today()))
        found: Looked = room.looked[1]
    return found


def _as_they_lie(room: Room, term: str) -> Iterator[tuple[str, int, int]]:
    """Every file that a check reads, by name, size and when it was written last."""
    for folder in (room.workspace.data(term), room.workspace.params):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            told = path.stat()
            yield path.as_posix(), told.st_size, told.st_mtime_ns


def _files(found: Looked) -> Iterator[File]:
    """Every file of every register, those with something to see first."""
    files: dict[str, File] = {}

    def of(name: str, code: str) -> File:
        return files.setdefault(name, File(name, REGISTERS[code].folder))

    for code, records in found.read.items():
        rows: dict[str, int] = {}
        for name in records.table["file"].to_pylist():
            rows[name] = rows.get(name, 0) + 1
        for name in records.files:
            of(name, code).rows = rows.get(name, 0)
        for column in records.unused:
            one = of(column.file, code)
            (one.unused if column.known else one.unknown).append(column)
        for problem in records.problems:
            one = of(problem.file, code)
            own = found.params.headings.words.get(REGISTERS[code].folder, {})
            if problem.word and problem.word not in own:
                said = (problem.column, problem.word)
                one.words[said] = one.words.get(said, 0) + 1
            elif problem.kind != HEADING_UNKNOWN:
                one.problems.append(problem)
        for error in found.faults[code]:
            if name := _place_of(error, FILE):
                _fault(of(name, code), error)
    order = {"不能用": 0, "要看": 1, "没有问题": 2}
    yield from sorted(files.values(), key=lambda f: (order[f.state], f.name))


def _fault(one: File, error: InputError) -> None:
    """What stops a file; a column that must be explained first is explained on the page like any
    other.
    """
    where = "，".join(p for p in error.place if not p.startswith("文件 "))
    heading = _place_of(error, COLUMN)
    remedy = HERE if heading else error.remedy
    one.faults.append((f"{where}：{error.what}".lstrip("："), remedy))
    if heading:
        one.unknown.append(Unused(one.name, _place_of(error, "工作表 "), heading, known=False))


def _place_of(error: InputError, part: str) -> str:
    """What a part of an error's place names; empty where it has none."""
    return next((p.removeprefix(part) for p in error.place if p.startswith(part)), "")


def _delivered(found: Looked) -> list[dict[str, Any]]:
    """Register by register how many have delivered, and who has not."""
    lines = found.delivered()
    told = []
    for code, register in REGISTERS.items():
        own = [x for x in lines if x.register == code]
        units = {x.unit for x in own if not x.note and x.unit}
        missing = sorted(x.unit for x in own if not x.rows and not x.note and x.unit)
        line = {"folder": register.folder, "needed": register.needed, "missing": missing}
        told.append(line | {"expected": len(units), "sent": len(units) - len(missing)})
    return told


def _receive(room: Room, request: Request, form: FormData) -> Response:
    """Put the files, each whole or not at all, where the registers are read from; a file of that
    name is replaced only where that was ticked.
    """
    term, replacing = request.path_params["term"], bool(text(form, "replace"))
    files = [f for f in form.getlist("files") if isinstance(f, UploadFile) and f.filename]
    if not files:
        raise UsageError("没有选文件", remedy="把文件拖进框里，或者点“选择文件”")
    placed = [(f, *_place(str(f.filename), text(form, "register"))) for f in files]
    data = room.workspace.data(term)
    taken = [name for _, folder, name in placed if (data / folder / name).exists()]
    if taken and not replacing:
        raise UsageError(
            f"已经有同名的文件：{'、'.join(taken[:8])}，什么都没有放进去",
            remedy="确实是新的一份，勾上“同名的换成新的”再放；不是同一份的，先改名",
        )
    with room.writing, room.workspace.locked():
        beside = staging(room.workspace, term)
        for file, folder, name in placed:
            (beside / name).write_bytes(file.file.read())
            (data / folder).mkdir(parents=True, exist_ok=True)
            (beside / name).replace(data / folder / name)
    return back(f"/{term}/registers?put={len(placed)}#checked")


def _place(name: str, chosen: str) -> tuple[str, str]:
    """The register's folder and the file's own name."""
    plain = PurePosixPath(name.replace("\\", "/")).name.strip().lstrip(".~")
    folder = chosen if chosen in BY_FOLDER else _by_name(plain)
    if not folder or not plain:
        raise UsageError(
            f"看不出“{plain[:60]}”是哪一种登记册，什么都没有放进去",
            remedy="在“这些是”里选好登记册再放",
        )
    return folder, plain


def _by_name(name: str) -> str:
    """The one register whose folder a file's name names."""
    found = [folder for folder in BY_FOLDER if folder in name]
    return found[0] if len(found) == 1 else ""


def _assign(room: Room, request: Request, form: FormData) -> Response:
    """What a heading means, written into params/headings.yaml."""
    with room.writing, room.workspace.locked():
        assign(room.workspace.params, *(text(form, n) for n in ("folder", "heading", "meaning")))
    heading, meaning = quote(text(form, "heading")), quote(text(form, "meaning"))
    return back(
        f"/{request.path_params['term']}/registers?heading={heading}&meaning={meaning}#checked"
    )


def _assign_word(room: Room, request: Request, form: FormData) -> Response:
    """What a word of a register says of a child, written into params/headings.yaml."""
    with room.writing, room.workspace.locked():
        assign_word(room.workspace.params, *(text(form, n) for n in ("folder", "word", "meaning")))
    word, meaning = quote(text(form, "word")), quote(text(form, "meaning"))
    return back(f"/{request.path_params['term']}/registers?word={word}&meaning={meaning}#checked")


def _forms(room: Room, request: Request, _: FormData) -> Response:
    """The empty forms of all senders, as one file to take along."""
    term = request.path_params["term"]
    with room.writing:
        folder, _counts = write_forms(room.workspace, term, None, room.clock.today())
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as whole:
        for path in sorted(folder.rglob("*.xlsx")):
            whole.write(path, path.relative_to(folder).as_posix())
    return download(packed.getvalue(), f"{term}登记册空表.zip", "application/zip")


def download(content: bytes, name: str, kind: str) -> Response:
    """A file to keep."""
    told = f"attachment; filename*=UTF-8''{quote(name)}"
    return Response(content, media_type=kind, headers={"Content-Disposition": told})
