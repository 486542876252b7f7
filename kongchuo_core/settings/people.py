"""``params/people.yaml``: the roles of the 双线十人制 as a table, and the persons who may sign
papers.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from kongchuo_core.settings import yaml
from kongchuo_core.settings.strict import Strict

Scope = Literal["town", "village", "group_name", "school", "class_name", "guardian"]
GUARDIAN = "guardian"
"""The scope of the role that the child's guardian holds; nobody registers for it."""


class Role(Strict):
    """A role in one of the two lines, and how far it reaches: all of ``scope`` must agree with the
    child's; none is the county.
    """

    line: Literal["政府", "教育"]
    level: str = Field(min_length=1)
    scope: list[Scope]


class Person(Strict):
    """Someone with a post, and the papers this person may sign, for one town or (``None``) for the
    county.
    """

    name: str = Field(min_length=2)
    post: str = Field(min_length=2)
    unit: str = Field(min_length=2)
    town: str | None = None
    may_sign: list[str]


class People(Strict):
    """The whole file."""

    basis: str = Field(min_length=2)
    roles: list[Role] = Field(min_length=1)
    persons: list[Person]

    @model_validator(mode="after")
    def _whole(self) -> People:
        levels = [(r.line, r.level) for r in self.roles]
        if len(levels) != len(set(levels)):
            raise ValueError("有一个职责层级写了两次")
        if {r.line for r in self.roles} != {"政府", "教育"}:
            raise ValueError("两条线都要有职责层级：政府、教育")
        people = [(p.name, p.unit) for p in self.persons]
        if len(people) != len(set(people)):
            raise ValueError("同一单位有一个人写了两次")
        return self

    def signers(self, paper: str, town: str | None) -> list[Person]:
        """Who may sign a paper for a town (``None``: the county); persons of the county may sign
        for every town.
        """
        return [p for p in self.persons if paper in p.may_sign and p.town in (None, town)]


def load_people(folder: Path) -> People:
    """The people of a workspace's ``params/``.

    Raises
    ------
    ParamsError
        for a missing file, an unknown key, a wrong type, a level or a person named twice.
    """
    return yaml.read(folder / "people.yaml", People)
