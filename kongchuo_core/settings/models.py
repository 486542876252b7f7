"""Strict models of ``params/``: county, terms, dated rules."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from itertools import chain
from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import Field, field_validator, model_validator

from kongchuo_core.settings import yaml
from kongchuo_core.settings.dated import Dated
from kongchuo_core.settings.headings import Headings, load_headings
from kongchuo_core.settings.rules import check
from kongchuo_core.settings.strict import Strict
from kongchuo_core.settings.workspace import house
from kongchuo_core.vocabulary.days import chinese_date
from kongchuo_core.vocabulary.errors import ParamsError
from kongchuo_core.vocabulary.mechanism import SECTIONS


class Town(Strict):
    """A town or sub-district; a 街道 is not a 乡镇人民政府 (义务教育法 art. 58)."""

    name: str
    kind: Literal["镇", "乡", "街道"]
    code: str
    aliases: list[str] = Field(default_factory=list)

    @property
    def spellings(self) -> tuple[str, ...]:
        """Every way in which its name is written, the official one first."""
        return (self.name, *self.aliases)


class Issuer(Strict):
    """Who issues a paper, and on which basis that stands in print."""

    name: str
    basis: str


class Contact(Strict):
    """Whom to call about an office's papers, and when; a telephone number without quotes is one
    too.
    """

    name: str = ""
    phone: str = ""
    hours: str = ""

    @field_validator("phone", mode="before")
    @classmethod
    def _as_text(cls, told: object) -> object:
        return str(told) if isinstance(told, int) and not isinstance(told, bool) else told


class County(Strict):
    """``params/county.yaml``; ``contacts``: office → whom to call, optional, asked for at signing
    where it isn't said; ``contact``: whom the public may ask about what is published, optional.
    """

    name: str
    code: str
    province: str
    city: str
    bureau: str
    government: str
    supervision_office: str
    leading_group_office: str
    mechanism: str = Field(min_length=2)
    inspection_issuer: Issuer
    document_code: str
    document_codes: dict[str, str] = Field(default_factory=dict)
    contacts: dict[str, Contact] = Field(default_factory=dict)
    contact: Contact | None = None
    towns: list[Town] = Field(min_length=1)
    sections: dict[str, str] = SECTIONS

    def code_of(self, issuer: str) -> str:
        """The code of an issuer's numbers; empty where this office doesn't number its papers."""
        return (
            self.document_code
            if issuer == self.leading_group_office
            else self.document_codes.get(issuer, "")
        )

    @model_validator(mode="after")
    def _names_are_unique(self) -> County:
        spellings = list(chain.from_iterable(t.spellings for t in self.towns))
        if len(spellings) != len(set(spellings)):
            raise ValueError("有两个乡镇用了同一个名称或别名")
        if len({self.document_code, *self.document_codes.values()}) != 1 + len(self.document_codes):
            raise ValueError("两个机关用了同一个代字，文号会重复")
        return self


class TermDays(Strict):
    """``params/terms/<term>.yaml``: the days that belong to a term, whatever the day of a run.

    Files of earlier versions also held ``as_of``; it is passed over (``settings.terms.left_over``
    tells).
    """

    term: str
    label: str
    school_year: int
    cutoff: date
    compared_on: date
    first_day: date
    last_day: date
    window_from: date
    window_to: date
    previous: str | None = None

    @model_validator(mode="before")
    @classmethod
    def _without_the_day_of_a_run(cls, content: Any) -> Any:
        if cls is not TermDays or not isinstance(content, dict):
            return content
        return {name: value for name, value in content.items() if name != "as_of"}

    @model_validator(mode="after")
    def _dates_in_order(self) -> Self:
        for (earlier, first), (later, last) in (
            (("年龄截止日", self.cutoff), ("比对日", self.compared_on)),
            (("开学日期", self.first_day), ("放假日期", self.last_day)),
            (("三比对窗口首日", self.window_from), ("三比对窗口末日", self.window_to)),
            (("比对日", self.compared_on), ("放假日期", self.last_day)),
        ):
            if first > last:
                raise ValueError(
                    f"：{earlier}（{chinese_date(first)}）晚于{later}（{chinese_date(last)}），先后不对"
                )
        return self

    @property
    def begins(self) -> date:
        """The first day on which the term can be run."""
        return max(self.cutoff, min(self.first_day, self.window_from))

    def on(self, day: date) -> Term:
        """The term as it stands on a day: before the day laid down for the comparison, what is
        compared is compared on that day.

        A day before the term begins is taken for its first.
        """
        as_of = max(day, self.begins)
        days = {name: getattr(self, name) for name in TermDays.model_fields}
        compared_on = min(self.compared_on, as_of)
        return Term(
            **days | {"compared_on": compared_on}, as_of=as_of, comparison_day=self.compared_on
        )


class Term(TermDays):
    """A term as it stands on the day of a run, ``as_of``.

    ``comparison_day`` is the day laid down for the comparison, ``compared_on`` the day on which
    things were compared: the same, or, before it, the day of the run.
    """

    as_of: date
    comparison_day: date

    @property
    def preliminary(self) -> bool:
        """Whether the day laid down for the comparison hasn't come yet."""
        return self.compared_on < self.comparison_day


class Rules(Strict):
    """All of ``params/rules/*.yaml``: dated choices of the office, by file and name."""

    values: dict[str, Dated]

    def on(self, name: str, day: date) -> object:
        """The value of a rule in force on ``day``; ``ParamsError`` where there is none."""
        if name not in self.values:
            raise ParamsError(
                f"params/rules/ 里没有“{name}”", remedy="从 kongchuo init 新建的工作区复制这一项"
            )
        return self.values[name].on(day)


class RuleFile(Strict):
    """A YAML file of dated values under the one key ``rules``."""

    rules: dict[str, Dated]


@dataclass(frozen=True)
class Params:
    """Everything a term's run needs to know from the office."""

    county: County
    term: Term
    rules: Rules
    headings: Headings = field(default_factory=Headings)


class Mechanism(Strict):
    """``params/mechanism.yaml``: where each chapter of the duties, or a single duty, stands in the
    county's own document.
    """

    sections: dict[Annotated[str, Field(pattern=r"^M[1-8](\.\d{1,2})?$")], str]

    @field_validator("sections")
    @classmethod
    def _whole(cls, sections: dict[str, str]) -> dict[str, str]:
        if lacking := [chapter for chapter in SECTIONS if chapter not in sections]:
            raise ValueError(f"缺{'、'.join(lacking)}")
        return sections


def read_county(folder: Path) -> County:
    """``county.yaml`` of ``params/`` with the sections of ``mechanism.yaml``; raises as
    ``yaml.read``.

    A workspace of version 0.1 has no ``mechanism.yaml``: its document is ordered as the model's.
    """
    county, path = yaml.read(folder / "county.yaml", County), folder / "mechanism.yaml"
    if not path.is_file():
        return county
    return county.model_copy(update={"sections": yaml.read(path, Mechanism).sections})


def load_params(folder: Path, term: str, day: date | None = None) -> Params:
    """Read ``params/`` for one term as it stands on a day (``TermDays.on``); without a day, on the
    term's last.

    Raises
    ------
    ParamsError
        for a missing file, an unknown key or rule, a wrong type, a rule named twice.
    """
    path = folder / "terms" / f"{term}.yaml"
    if not path.is_file():
        known = "、".join(sorted(p.stem for p in (folder / "terms").glob("*.yaml"))) or "（没有）"
        raise ParamsError(
            f"没有学期 {term} 的参数，已有：{known}",
            remedy=f"用 kongchuo term new {term} 新建学期，或改正学期的写法",
            place=("文件夹 params/terms",),
        )
    days = yaml.read(path, TermDays)
    return Params(
        read_county(folder),
        days.on(day or days.last_day),
        read_rules(folder),
        load_headings(folder),
    )


def read_rules(folder: Path) -> Rules:
    """Every dated choice of ``params/rules/``; raises as :func:`load_params`."""
    return Rules(values=_rules(house() / "params") | _rules(folder))


def _rules(folder: Path) -> dict[str, Dated]:
    """Every rule of ``params/rules/``; of a workspace that was made before a rule was added, the
    shipped one counts.
    """
    values: dict[str, Dated] = {}
    for file in sorted((folder / "rules").glob("*.yaml")):
        for name, rule in yaml.read(file, RuleFile).rules.items():
            if name in values:
                raise ParamsError(
                    f"规则“{name}”在两个文件里都有",
                    remedy="只留一处",
                    place=(f"文件 params/rules/{file.name}",),
                )
            check(file, name, rule)
            values[name] = rule
    return values
