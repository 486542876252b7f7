"""人工核对: both sides beside each other, by school and class; an answer goes the way of the filled-in
form, and can be taken back.
"""

from __future__ import annotations

from typing import Any
from urllib.parse import quote

from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from kongchuo_core.daily.filled import Line
from kongchuo_core.daily.imports import import_lines
from kongchuo_core.daily.review_lines import Questions
from kongchuo_core.desk.room import Room, back, clerk_of, route, text
from kongchuo_core.documents.wording import chinese_date
from kongchuo_core.documents.workbooks.review import pairs, unclear
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.term.editions import edition_of
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.forms import DOUBT_FORM, FILE_FORM, REVIEW_FORM, WITHDRAW, Form

PLACE = "办公桌"
MOST_SHOWN = 40
"""Questions on one page."""
_APART = ("group", "sources", "reason")
"""What isn't told of each side."""
_NOT_COMPARED = "homes"
"""One side tells where, the other with whom: they differ in any case."""


def routes(room: Room) -> list[Route]:
    """The page, and an answer."""
    return [
        route(room, "/{term}/review", _show),
        route(room, "/{term}/review/answer", _answer, "POST"),
    ]


def _show(room: Room, request: Request, _: FormData) -> Response:
    edition = edition_of(room.workspace, request.path_params["term"])
    cards = _cards(edition, Questions.of(edition, room.ledger))
    groups = list(dict.fromkeys(card["group"] for card in cards))
    chosen = request.query_params.get("group", "")
    shown = [card for card in cards if card["group"] == chosen or not chosen]
    asked = request.query_params.get("from", "")
    start = int(asked) if asked.isdecimal() else 0
    told = {
        "cards": shown[start : start + MOST_SHOWN],
        "groups": {g: sum(c["group"] == g for c in cards) for g in groups},
        "chosen": chosen,
        "start": start,
        "whole": len(shown),
        "open": sum(not card["answer"] for card in cards),
        "most": MOST_SHOWN,
    }
    return room.page(request, "review.html", told)


def _cards(edition: Edition, questions: Questions) -> list[dict[str, Any]]:
    """A card a question: whole files first, then pairs in the form's order, then single rows that
    nobody understands.
    """
    found: dict[str, dict[str, Any]] = {}
    for whole in edition.table("file_questions").to_dict("records"):
        about = [("文件", f"{whole['file']} {whole['sheet'] or ''}"), ("问题", whole["what"])]
        card = _card(FILE_FORM, str(whole["question"]), FILE_FORM.sheet, questions)
        about.append(("怎么改", whole["remedy"]))
        found[card["question"]] = card | {"lines": about, "sides": []}
    for line in pairs(edition):
        card = _card(REVIEW_FORM, str(line["question"]), line["group"], questions)
        card = found.setdefault(card["question"], card | {"sides": _sides(line), "sources": {}})
        card["sources"] |= {line["source"]: None}
        card |= {"first": line["first"], "lines": [("为什么问", line["reason"])]}
        card["places"] = [p for p in (line["here"], line["there"]) if p]
    for row in unclear(edition.table("doubts")) if edition.holds("doubts") else ():
        card = _card(DOUBT_FORM, str(row["question"]), row["group"], questions)
        about = [(h, _plain(row[c])) for h, c in DOUBT_FORM.shown if c != "group"]
        found[card["question"]] = card | {"lines": about, "sides": []}
    return list(found.values())


def _plain(told: object) -> str:
    return "—" if told is None else str(told).replace("\n", " ")


def questions_of(edition: Edition) -> int:
    """How many questions an edition asks."""
    of_rows = set(edition.table("doubts")["question"]) if edition.holds("doubts") else set()
    of_files = set(edition.table("file_questions")["question"])
    return len(of_rows | of_files | {line["question"] for line in pairs(edition)})


def _card(form: Form, question: str, group: str, questions: Questions) -> dict[str, Any]:
    said = questions.answered.get(question, ())
    words = [w for w in form.choices[form.fill[0]] if w != WITHDRAW]
    return {
        "question": question,
        "group": group.replace("\n", " "),
        "form": form.sheet,
        "choices": words,
        "answer": _told(said[-1], words) if said else "",
    }


def _told(event: Event, words: list[str]) -> str:
    yes = event.payload["same"] if event.kind is Kind.DECISION else event.kind is Kind.JOINED
    return f"{words[0] if yes else words[1]}（{event.by}，{chinese_date(event.happened_on)}）"


def _sides(line: dict[str, Any]) -> list[tuple[str, str, str, bool]]:
    """Heading, what one side says, what the other says, whether they differ; ``—`` is
    nothing said.
    """
    found = []
    for heading, column in REVIEW_FORM.shown:
        if column not in _APART:
            here, _, there = str(line[column]).partition("\n")
            found.append((heading, here, there, here != there and column != _NOT_COMPARED))
    return found


def _answer(room: Room, request: Request, form: FormData) -> Response:
    """Record one answer exactly as a line of the filled-in form."""
    term, question, by = request.path_params["term"], text(form, "question"), clerk_of(request)
    if not by:
        raise UsageError("没有写认定人", remedy="先在页首“经手人”里写姓名，点“记住”")
    kinds = {f.sheet: f for f in (DOUBT_FORM, FILE_FORM, REVIEW_FORM)}
    kind = kinds.get(text(form, "form"), REVIEW_FORM)
    heading = kind.fill[0]
    cells = {
        kind.key: question,
        heading: text(form, "word"),
        "认定人": by,
        "认定日期": room.clock.today().isoformat(),
    }
    with room.writing:
        import_lines(room.workspace, term, [(kind, Line(PLACE, cells))], room.clock.now())
    if "HX-Request" in request.headers:
        edition = edition_of(room.workspace, term)
        cards = _cards(edition, Questions.of(edition, room.ledger))
        card = next(c for c in cards if c["question"] == question)
        left = sum(not c["answer"] for c in cards)
        return room.page(request, "review_card.html", {"card": card, "open": left})
    return back(f"/{term}/review?group={quote(text(form, 'group'))}#q-{question}")
