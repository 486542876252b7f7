"""Children named by hand, in a list from above, after a home visit or in the opening ledger: who
each is, and the case opened.

Nobody is lost: a line means one known child, or a child that no register has (then it gets a number
and details of its own, to which the registers are linked once they know it), or it is refused with
what to do.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, field
from datetime import date

from kongchuo_core.cases.forms import Cell
from kongchuo_core.cases.intake import INTAKE_DAYS, OPENING_DAYS, carried, signal
from kongchuo_core.daily.filled import Line
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.linking.mint import child_id
from kongchuo_core.linking.whom import NOT_FOUND, OTHER_NUMBER, People, Plain, Written, plain
from kongchuo_core.registers import values
from kongchuo_core.registers.towns import Towns
from kongchuo_core.regulation.tables import limit
from kongchuo_core.settings.models import Params
from kongchuo_core.vocabulary.codes import SEX
from kongchuo_core.vocabulary.forms import INTAKE_FORM, YES, Form

NOWHERE = "三处均无记录"
_CONFIRM = f"确属户籍、学籍、在校三处都查不到的，“{NOWHERE}”选“{YES}”"
REASONS = {
    "birth_differs": "“出生日期”与身份证号不符，对照户口簿改正",
    "name_differs": "身份证号在名册上是另一个姓名，对照户口簿改正姓名或号码；改过名的按户籍底册的姓名填",
    "too_little": "没有可用的身份证号，也没有“出生日期”，看不出是谁；至少填一项",
    "several": "名册上有几名儿童都符合，填写身份证号",
    "other_town": "名册上同名同日生的儿童在别的乡镇（街道），填写身份证号或改正“乡镇（街道）”",
    OTHER_NUMBER: f"名册上同名同日生的儿童是另一个身份证号，核对号码；{_CONFIRM}",
    NOT_FOUND: f"名册上没有这名儿童，核对姓名、身份证号和出生日期；{_CONFIRM}",
}
"""Why a line means no child for certain, with what to do."""


@dataclass(frozen=True)
class Taken:
    """What lines stand for: events, details of children whom no register has, the lines that can't
    be taken, what visits found.
    """

    events: list[Event]
    persons: list[tuple[object, ...]]
    refused: list[str]
    found: list[tuple[str, str, str, str, str]] = field(default_factory=list)


@dataclass(frozen=True)
class Register:
    """What lines are read against: everybody known, who has a file without a register, the term,
    the key of numbers, today.
    """

    people: People
    filed: Set[str]
    params: Params
    towns: Towns
    key: bytes
    today: date

    @classmethod
    def of(
        cls, edition: Edition, ledger: Ledger, params: Params, key: bytes, today: date
    ) -> Register:
        """Everybody whom the term's edition or the ledger knows."""
        listed = _listed(edition)
        signalled = {r.event.subject for r in ledger.events(Kind.OPENED)}
        remembered = _remembered(ledger)
        filed = {child for child, _ in remembered} - ({child for child, _ in listed} - signalled)
        return cls(People([*listed, *remembered]), filed, params, Towns(params.county), key, today)

    def read(self, found: Sequence[tuple[Form, Line]]) -> Taken:
        """All lines together."""
        taken = Taken([], [], [])
        for (form, line), who in zip(
            found, plain([self._written(line) for _, line in found]), strict=True
        ):
            child, details, faults = self._child(line, who)
            events, wrong = self._events(form, line, child)
            faults += wrong
            taken.refused.extend(f"{line.where}：{fault}" for fault in faults)
            if not faults:
                taken.events.extend(events)
                taken.persons.extend(details)
        return taken

    def _written(self, line: Line) -> Written:
        born, _ = values.day(line.cells.get("出生日期"))
        number, cut = values.number(line.cells.get("公民身份号码"))
        return Written(
            line.text("姓名"),
            None if cut else number,
            born,
            self.towns.name(line.cells.get("乡镇（街道）")),
            line.text("村（社区）") or None,
        )

    def _child(self, line: Line, who: Plain) -> tuple[str, list[tuple[object, ...]], list[str]]:
        """The child a line means, its details where no register has it, and why it can't be
        told.
        """
        faults = list(self._unreadable(line))
        if faults:
            return "", [], faults
        answer, nowhere = self.people.whose(who), line.text(NOWHERE) == YES
        minted = child_id(
            self.key,
            f"n:{who.number}"
            if who.number
            else f"v:{who.name}|{who.birth}|{who.town}|{who.village or ''}",
        )
        again = answer.child_id == minted and minted in self.filed
        if nowhere and (again or answer.reason in (NOT_FOUND, OTHER_NUMBER)):
            return minted, self._details(line, who, minted), list(self._unfit(line, who))
        if answer.child_id is not None:
            return self._known(answer.child_id, who, nowhere)
        return "", [], [REASONS[answer.reason]]

    def _known(
        self, child: str, who: Plain, nowhere: bool
    ) -> tuple[str, list[tuple[object, ...]], list[str]]:
        """A child on the registers; one of another county's household gets the town of the line,
        which answers for it.
        """
        if nowhere:
            return "", [], [f"名册上有这名儿童，“{NOWHERE}”不要选“{YES}”"]
        if self.people.homeless(child) and who.town:
            return (
                child,
                [
                    (
                        child,
                        who.number,
                        None,
                        who.name,
                        who.birth,
                        None,
                        f"{who.town}|",
                        self.params.term.term,
                    )
                ],
                [],
            )
        return child, [], []

    def _unreadable(self, line: Line) -> Iterable[str]:
        if not line.text("姓名"):
            yield "没有填“姓名”"
        _, faults = line.days(("出生日期",), self.today)
        yield from faults
        town = line.cells.get("乡镇（街道）")
        if not line.text("乡镇（街道）"):
            yield "没有填“乡镇（街道）”"
        elif self.towns.name(town) is None:
            yield f"“乡镇（街道）”不在名录中{self.towns.proposal(town)}"
        if line.text(NOWHERE) not in ("", YES):
            yield f"“{NOWHERE}”只能选“{YES}”或留空"

    def _unfit(self, line: Line, who: Plain) -> Iterable[str]:
        """What a child whom no register has must say of itself, so that the registers can be linked
        to it later.
        """
        if line.text("性别") not in SEX.spellings():
            yield f"“{NOWHERE}”的，要填“性别”：男、女"
        if who.birth is None:
            yield f"“{NOWHERE}”的，要填“出生日期”"
            return
        term = self.params.term
        from_age, to_age = (limit(name, term.compared_on) for name in ("age_from", "age_to"))
        age = (
            term.cutoff.year * 10000 + term.cutoff.month * 100 + term.cutoff.day - who.birth
        ) // 10000
        if not from_age <= age <= to_age:
            yield f"截止日{age}周岁，不在{from_age}至{to_age}周岁之内，不立案；核对出生日期"

    def _details(self, line: Line, who: Plain, child: str) -> list[tuple[object, ...]]:
        sex = SEX.spellings().get(line.text("性别"))
        return [
            (
                child,
                who.number,
                None,
                who.name,
                who.birth,
                sex,
                f"{who.town}|",
                self.params.term.term,
            )
        ]

    def _events(self, form: Form, line: Line, child: str) -> tuple[list[Event], list[str]]:
        days, faults = line.days(INTAKE_DAYS if form is INTAKE_FORM else OPENING_DAYS, self.today)
        cells: dict[str, Cell] = {heading: line.text(heading) for heading in form.fill} | days
        if faults:
            return [], faults
        return (signal if form is INTAKE_FORM else carried)(cells, child or "?")


def _listed(edition: Edition) -> list[tuple[str, Written]]:
    columns = ["child_id", "name", "id_no", "birth_date", "town", "village"]
    table = edition.table("verdicts")[columns].astype(object)
    told = table.where(table.notna(), None).itertuples(index=False)
    return [
        (child, Written(name or "", number, born, town, village))
        for child, name, number, born, town, village in told
    ]


def _remembered(ledger: Ledger) -> list[tuple[str, Written]]:
    known = ledger.persons()
    names = ("child_id", "name", "number", "birth", "household")
    return [
        (
            str(child),
            Written(
                str(name or ""),
                number and str(number),
                _day(birth),
                str(household or "").split("|")[0] or None,
            ),
        )
        for child, name, number, birth, household in zip(*(known[n] for n in names), strict=True)
    ]


def _day(birth: object) -> date | None:
    return date(birth // 10000, birth // 100 % 100, birth % 100) if isinstance(birth, int) else None
