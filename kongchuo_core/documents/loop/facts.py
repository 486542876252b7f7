"""An edition → what the papers of the loop are built from: one ``CaseFacts`` a child, one
``Office`` for all of them.

``facts["loop"]`` of the edition is made by ``regulation.telling``; the other facts come from the
tables ``cases``, ``events``, ``tasks``, ``answerable``, ``monitoring`` and ``verdicts``.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cache, partial
from typing import Any

import pandas as pd

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.wordings import Spoken, wording
from kongchuo_core.edition import Edition

STREET, BUREAU = "街道", "bureau"


@dataclass(frozen=True, kw_only=True)
class EventFact:
    """One recorded thing: kind, main code and the other codes as ``name → value``."""

    on: date
    kind: str
    code: str
    by: str
    other: Mapping[str, str]


@dataclass(frozen=True, kw_only=True)
class TaskFact:
    """One task: label, the department's code, its day, when it was done, the code of its state."""

    label: str
    who: str
    due: date
    done_on: date | None
    state: str


@dataclass(frozen=True, kw_only=True)
class DueFact:
    """One line of the table ``due``; ``days_overdue`` is nought where it isn't overdue on the day
    papers speak of.
    """

    kind: str
    what: str
    label: str
    who: str
    unit: str
    day: date
    coming: bool
    days_overdue: int

    @property
    def can_be_late(self) -> bool:
        """Whether its day can be missed: a task's, a step's and a report's can, the end of a
        deferral can't.
        """
        return self.kind in ("task", "step", "report")


@dataclass(frozen=True, kw_only=True)
class PersonFact:
    """One rung of the two lines; an empty ``name`` is a gap only where the register covers the rung
    (``known``).
    """

    line: str
    level: str
    name: str
    unit: str
    known: bool = True

    @property
    def shown(self) -> str:
        """The name, or what stands in its place."""
        return self.name or ("（缺）" if self.known else "（无数据）")


@dataclass(frozen=True, kw_only=True)
class AbsenceFact:
    """One absence on file with its reports: ``in_time``, ``late``, ``missing`` or ``pending``."""

    school: str
    first_day: date
    last_day: date
    days: int
    open: bool
    due_on: date
    bureau_report: str
    town_report: str


@dataclass(frozen=True, kw_only=True)
class OutsideFact:
    """An absence on file of a pupil who is on no list of this county; ``grade`` as the school wrote
    it.
    """

    name: str
    grade: str
    absence: AbsenceFact


@dataclass(frozen=True, kw_only=True)
class VisitFact:
    """What somebody found on a visit; texts are empty where nothing was written."""

    on: date
    met: str
    address: str
    whereabouts: str
    needs: str


@dataclass(frozen=True, kw_only=True)
class ChildFacts:
    """The child as this term's household register has it; texts are empty where nothing is
    known.
    """

    child_id: str
    name: str
    sex: str
    birth_date: date | None
    nation: str
    id_no: str
    town: str
    village: str
    group_name: str
    guardian: str
    phone: str
    school: str
    grade: str
    class_name: str
    verdict: str
    explained_by: str
    address: str = ""
    absences: tuple[AbsenceFact, ...] = ()


@dataclass(frozen=True, kw_only=True)
class CaseFacts:
    """One case and its child; the fields are the columns of ``cases`` (codes), ``""`` and ``None``
    where nothing is known.

    ``papers`` are the codes of the papers that may go out now, ``blocked`` pairs of paper and
    reason (codes); ``lists`` the lists of 重点群体 that the child is on and its town may know of.
    """

    child: ChildFacts
    case_no: str
    opened_on: date
    origin: str
    cause: str
    is_outcome: bool
    state: str
    closed_on: date | None
    difference: str
    verified_on: date | None
    notice_served_on: date | None
    step: int
    step_on: date | None
    step_result: str
    next_step: str
    next_step_from: date | None
    placement: str
    returned_on: date | None
    days_seen: int
    days_open: int
    deferral_until: date | None
    hardship: str
    agenda: bool
    chain_gaps: int
    papers: frozenset[str]
    blocked: tuple[tuple[str, str], ...]
    irregularities: tuple[str, ...]
    lacking: tuple[str, ...] = ()
    lists: str = ""
    visits: tuple[VisitFact, ...] = ()
    events: tuple[EventFact, ...] = ()
    tasks: tuple[TaskFact, ...] = ()
    due: tuple[DueFact, ...] = ()
    persons: tuple[PersonFact, ...] = ()

    def last(self, kind: str, code: str) -> EventFact | None:
        """The last event of that kind and code in this opening of the case."""
        found = [
            e for e in self.events if (e.kind, e.code) == (kind, code) and e.on >= self.opened_on
        ]
        return found[-1] if found else None


@dataclass(frozen=True, kw_only=True)
class Office(Spoken):
    """Names of the offices, the day papers speak of, the day they bear (``dated``, where it is
    known), what may be cited on it, the words for codes.

    ``labels``: list → code → Chinese; ``citations`` and ``periods`` by use; ``steps`` the codes of
    the four steps in their order, ``step_days`` of the office's dated rule; ``family_basis`` the
    article on education in the family, where the office decided that files tell of it.
    """

    county: str
    government: str
    bureau: str
    leading_group_office: str
    term: str
    day: date
    dated: date | None = None
    fictitious: bool
    kinds: Mapping[str, str]
    citations: Mapping[str, str]
    periods: Mapping[str, str]
    labels: Mapping[str, Mapping[str, str]]
    steps: Sequence[str]
    step_days: Mapping[str, int]
    delegated_streets: frozenset[str]
    penalty_basis: str
    hardship_given: bool
    contacts: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    family_basis: str = ""

    def label(self, of: str, code: str) -> str:
        """A code in words; the code itself where the list doesn't have it."""
        return self.labels.get(of, {}).get(code, code)

    def town_government(self, town: str) -> str:
        """A town's government; a sub-district has an office (义务教育法 art. 58 names the former
        alone).
        """
        return f"{town}办事处" if self.kinds.get(town) == STREET else f"{town}人民政府"

    def orders(self, town: str) -> tuple[str, str]:
        """Who orders a guardian of a town, and the use of the citation: for a 街道 the bureau, unless
        it has published powers.
        """
        if self.kinds.get(town) == STREET and town not in self.delegated_streets:
            return self.bureau, "责令依据（局）"
        return self.town_government(town), "责令依据（镇）"


TEXTS = (
    "name",
    "sex",
    "nation",
    "id_no",
    "town",
    "village",
    "group_name",
    "guardian",
    "phone",
    "school",
    "grade",
    "class_name",
    "verdict",
    "explained_by",
)
"""The columns of ``verdicts`` that are words."""


def office(edition: Edition, on: date | None = None) -> Office:
    """The office's facts of an edition, of papers that bear the day ``on``."""
    told, county = edition.facts["loop"], edition.facts["county"]
    return Office(
        county=county["name"],
        government=county["government"],
        bureau=county["bureau"],
        term=edition.facts["term"]["label"],
        leading_group_office=county["leading_group_office"],
        day=facts.day(edition, "as_of"),
        dated=on,
        fictitious=edition.facts["fictitious"],
        kinds={t["name"]: t["kind"] for t in edition.facts["towns"]},
        citations=facts.citations(edition),
        periods=told["periods"],
        labels=told["labels"],
        steps=tuple(told["steps"]),
        step_days=told["step_days"],
        delegated_streets=frozenset(told["delegated_streets"]),
        penalty_basis=told["penalty_basis"],
        hardship_given=facts.given(edition, "hardship"),
        family_basis=_family_basis(edition),
        contacts=county.get("contacts", {}),
        wordings=cache(partial(wording, edition=edition)),
    )


def _family_basis(edition: Edition) -> str:
    """What is cited on education in the family; nothing where the office didn't decide so."""
    decided = edition.facts.get("profiles", {}).get("family_profile", {})
    if decided.get("option") != "yes":
        return ""
    return facts.citations(edition)["家庭教育依据"]


def case_facts(edition: Edition) -> tuple[CaseFacts, ...]:
    """The cases of the edition's place, by number; of children on no list of the term what the
    ledger knows.
    """
    outcomes = edition.facts["loop"]["labels"]["outcome"]
    known, details = (
        children(edition),
        {line["child_id"]: line for line in lines(edition.table("unlisted"))},
    )
    told = [edition.table(name) for name in ("events", "tasks", "due", "answerable")]
    parts = [*(_by_child(table) for table in told), _visits(edition)]
    groups = facts.key_lists(edition, "town")
    return tuple(
        _case(
            edition,
            line | {"lists": groups.get(line["child_id"], "")},
            known.get(line["child_id"]) or _unlisted(line, details.get(line["child_id"], {})),
            line["cause"] in outcomes,
            *(part[line["child_id"]] for part in parts),
        )
        for line in sorted(lines(edition.table("cases")), key=lambda line: line["case_no"])
    )


def children(edition: Edition) -> dict[str, ChildFacts]:
    """The children of the place who have a case or an absence on file, with their absences."""
    absences = _by_child(_monitored(edition))
    wanted = set(edition.table("cases")["child_id"]) | set(absences)
    verdicts = edition.table("verdicts")
    return {
        line["child_id"]: ChildFacts(
            child_id=line["child_id"],
            birth_date=line["birth_date"],
            **{name: line[name] or "" for name in TEXTS},
            address=line.get("address") or "",
            absences=tuple(_absence(edition, a) for a in absences.get(line["child_id"], ())),
        )
        for line in lines(verdicts[verdicts["child_id"].isin(wanted)])
    }


def _visits(edition: Edition) -> defaultdict[str, list[dict[str, Any]]]:
    """Child → its visits; editions of earlier versions know of none."""
    return _by_child(edition.table("visits")) if edition.holds("visits") else defaultdict(list)


def _monitored(edition: Edition) -> pd.DataFrame:
    """The absences of a town's own children (``town`` of that table is the school's), or of the
    whole county's.
    """
    whole = Edition(edition.folder).table("monitoring")
    return whole[whole["home_town"] == edition.town] if edition.town else whole


def _unlisted(line: Mapping[str, Any], known: Mapping[str, Any]) -> ChildFacts:
    nothing: dict[str, Any] = dict.fromkeys(TEXTS, "") | {"birth_date": None}
    details = {
        name: known[name] for name in ("name", "sex", "id_no", "birth_date") if known.get(name)
    }
    return ChildFacts(
        **nothing | details | {"child_id": line["child_id"], "town": line["town"] or ""}
    )


CASE_TEXTS = (
    "origin",
    "cause",
    "state",
    "difference",
    "step_result",
    "next_step",
    "placement",
    "hardship",
    "lists",
)
"""Columns of ``cases`` that are codes or words, empty where nothing is known."""
CASE_VALUES = (
    "case_no",
    "opened_on",
    "closed_on",
    "verified_on",
    "notice_served_on",
    "step",
    "step_on",
    "next_step_from",
    "returned_on",
    "deferral_until",
    "agenda",
)
"""Columns of ``cases`` that are taken as they are."""


def _case(
    edition: Edition,
    line: Mapping[str, Any],
    child: ChildFacts,
    is_outcome: bool,
    events: Iterable[Mapping[str, Any]],
    tasks: Iterable[Mapping[str, Any]],
    due: Iterable[Mapping[str, Any]],
    persons: Iterable[Mapping[str, Any]],
    visited: Iterable[Mapping[str, Any]],
) -> CaseFacts:
    counted = {
        n: edition.count(f"case.{n}", line["case_no"])
        for n in ("days_seen", "days_open", "chain_gaps")
    }
    told: dict[str, Any] = {n: line[n] or "" for n in CASE_TEXTS} | counted
    told |= {n: line[n] for n in CASE_VALUES}
    return CaseFacts(
        child=child,
        is_outcome=is_outcome,
        **told,
        papers=frozenset(line["papers"]),
        irregularities=tuple(line["irregularities"]),
        lacking=() if line.get("lacking") is None else tuple(line["lacking"]),
        blocked=tuple((p, why) for p, _, why in (b.partition(":") for b in line["blocked"])),
        events=tuple(replace(_event(e), kind=_kind(e, line)) for e in events if e["counted"]),
        tasks=tuple(map(_task, tasks)),
        due=tuple(_due(edition, d) for d in due),
        visits=tuple(map(_visit, visited)),
        persons=tuple(map(_person, persons)),
    )


def _task(line: Mapping[str, Any]) -> TaskFact:
    return TaskFact(**{n: line[n] for n in ("label", "who", "due", "done_on", "state")})


def _visit(line: Mapping[str, Any]) -> VisitFact:
    texts = {n: line[n] or "" for n in ("met", "address", "whereabouts", "needs")}
    return VisitFact(on=line["found_on"], **texts)


def _person(line: Mapping[str, Any]) -> PersonFact:
    return PersonFact(
        line=line["line"],
        level=line["level"],
        name=line["name"] or "",
        unit=line["unit"] or "",
        known=bool(line.get("known", True)),
    )


def _kind(event: Mapping[str, Any], case: Mapping[str, Any]) -> str:
    """What an event is in its case: whoever is found away again while the case is open, or
    explained, opens no further one.
    """
    if event["kind"] != "opened" or event["happened_on"] == case["first_opened_on"]:
        return str(event["kind"])
    return "reopened" if event["happened_on"] == case["opened_on"] else "found_again"


def _event(line: Mapping[str, Any]) -> EventFact:
    other = dict(part.split("=", 1) for part in (line["detail"] or "").split("；") if "=" in part)
    return EventFact(
        on=line["happened_on"],
        kind=line["kind"],
        code=line["code"] or "",
        by=line["by"] or "",
        other=other,
    )


def _due(edition: Edition, line: Mapping[str, Any]) -> DueFact:
    days = edition.count(
        f"case.overdue.{line['kind']}.{line['what']}.{line['day']}", line["case_no"]
    )
    return DueFact(
        kind=line["kind"],
        what=line["what"],
        label=line["label"] or "",
        who=line["who"] or "",
        unit=line.get("unit") or line["who"] or "",
        day=line["day"],
        coming=line["coming"],
        days_overdue=days,
    )


def outside(edition: Edition) -> dict[str, list[OutsideFact]]:
    """School → the absences on file of its pupils from elsewhere; of a town those of its own
    schools.
    """
    whole = Edition(edition.folder)
    told = {o["child_id"]: o for o in lines(whole.table("outsiders"))}
    found: defaultdict[str, list[OutsideFact]] = defaultdict(list)
    for line in lines(whole.table("monitoring")):
        if line["listed"] or (edition.town and line["town"] != edition.town):
            continue
        pupil = told.get(line["child_id"], {})
        fact = OutsideFact(
            name=pupil.get("name") or "",
            grade=pupil.get("grade") or "",
            absence=_absence(edition, line),
        )
        found[line["school"]].append(fact)
    return dict(found)


def _absence(edition: Edition, line: Mapping[str, Any]) -> AbsenceFact:
    told = {name: line[name] for name in AbsenceFact.__dataclass_fields__}
    return AbsenceFact(
        **told | {"days": edition.count(f"absence.days.{line['first_day']}", line["child_id"])}
    )


def lines(table: pd.DataFrame) -> list[dict[str, Any]]:
    """The lines of a table, nothing being ``None`` whatever pandas made of it."""
    return [
        {
            str(name): value if pd.api.types.is_list_like(value) or not pd.isna(value) else None
            for name, value in line.items()
        }
        for line in table.to_dict("records")
    ]


def _by_child(table: pd.DataFrame) -> defaultdict[str, list[dict[str, Any]]]:
    found: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for line in lines(table):
        found[line["child_id"]].append(line)
    return found
