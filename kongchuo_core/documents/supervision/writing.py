"""Drafts the papers of supervision of a place and writes them: only those that a rule or the
procedure calls for.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from kongchuo_core.documents.kinds import Draft, draft_of
from kongchuo_core.documents.own_words import drafts_in_own_words
from kongchuo_core.documents.supervision import papers as make
from kongchuo_core.documents.supervision.contexts import NOTICE
from kongchuo_core.documents.supervision.facts import (
    Office,
    inspectors,
    lines,
    names,
    office,
    procedure,
)
from kongchuo_core.documents.supervision.rows import MemberRow
from kongchuo_core.documents.supervision.told import (
    evaluation,
    evaluation_of_school,
    pleas,
    shown,
    shown_of_school,
    whole,
)
from kongchuo_core.documents.word.writing import file_name, write_drafts
from kongchuo_core.documents.wording import chinese_date
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.tables.supervision import MeasureLine

ANNOUNCED = ("self_report", "on_site")
"""The steps whose days a notice announces."""


def write_supervision_papers(
    edition: Edition, into: Path, *, templates: Path | None = None
) -> list[Path]:
    """Write every paper of supervision for the edition's place, each read back.

    Returns
    -------
    list of Path
        the files written, sorted.

    Raises
    ------
    RuleTableError
        where a template asks for what there is not.
    BalanceError
        where a written file doesn't say what it was given.
    """
    return sorted(
        write_drafts(
            supervision_drafts(edition),
            templates or Workspace.above(edition.folder).templates,
            into,
            1,
        )
    )


def supervision_drafts(edition: Edition, on: date | None = None) -> Iterator[Draft]:
    """Every paper of supervision that may go out now: of the county circular and notice, of a town
    its own and its schools'.

    ``on``: the day a paper bears, from which the terms it sets run; the edition's day where it
    isn't signed yet.
    """
    yield from drafts_in_own_words(edition, _drafts(edition, on))


def _drafts(edition: Edition, on: date | None) -> Iterator[Draft]:
    who, measures = office(edition), _from(on, edition)
    own = [m for m in measures if (m.town or None) == edition.town]
    made: dict[str, Any]
    announced = [
        (d.done_on, d.label) for d in procedure(edition) if d.duty in ANNOUNCED and d.done_on
    ]
    if edition.town is None:
        made = {
            **make.circulars(measures, whole(edition), who),
            "督导检查通知": make.notice(
                [MemberRow(姓名=i.name, 单位=i.listed, 职务=i.post) for i in inspectors(edition)],
                [(label, chinese_date(day)) for day, label in announced],
                who,
            ),
        }
    else:
        made = {
            "督导意见书": make.opinion(
                edition.town,
                own,
                (evaluation(edition), pleas(edition, edition.town)),
                shown(edition),
                who,
            ),
            **_of_schools(edition, own, who),
        }
    terms = _terms(measures if edition.town is None else own)
    ahead = {NOTICE: tuple(announced)}
    for name, paper in made.items():
        if paper is not None:
            yield draft_of(paper, f"{file_name(name)}.docx", not_after=ahead.get(name, terms))
    for place, name, paper in make.of_places(own, names(edition), who):
        terms = _terms(m for m in own if m.place == place)
        yield draft_of(paper, f"{file_name(name)}.docx", not_after=terms)


def _terms(measures: Iterable[MeasureLine]) -> tuple[tuple[date, str], ...]:
    """The days by which units have to mend what was found."""
    return tuple((m.mend_by, "整改期限") for m in measures if m.fired and m.mend_by is not None)


def _from(on: date | None, edition: Edition) -> tuple[MeasureLine, ...]:
    """The measures, the terms that run from the paper's day counted from it; those a person set
    stay as they are.
    """
    measures, day = lines(edition, MeasureLine), date.fromisoformat(edition.facts["term"]["as_of"])
    choices = (edition.facts.get("supervision") or {}).get("choices", {})
    given = int(choices.get("mend_days", {}).get("value", 0))
    if on is None or not given:
        return measures
    usual = day + timedelta(days=given)
    return tuple(
        replace(m, mend_by=on + timedelta(days=given)) if m.mend_by == usual else m
        for m in measures
    )


def _of_schools(edition: Edition, own: Sequence[MeasureLine], who: Office) -> dict[str, Any]:
    """督导意见书 to each school of the town of which something is wanting; it names no other unit."""
    schools = dict.fromkeys(m.place for m in own if m.fired and m.measure == "opinion")
    return {
        f"督导意见书（{school}）": make.opinion(
            school,
            own,
            (evaluation_of_school(edition, school), pleas(edition, school)),
            shown_of_school(edition, school),
            who,
        )
        for school in schools
        if school != edition.town
    }
