"""What becomes of each child in two terms: who is at school, who is away and why, who returns, who
relapses.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass
from importlib.resources import files

import numpy as np
import pandas as pd

from kongchuo_core.sample import names
from kongchuo_core.sample.people import Frame, with_check
from kongchuo_core.settings.models import Term

Rng = np.random.Generator
PER = 15000
"""The shares of the story are counts in a county of this many children."""


@dataclass(frozen=True)
class Role:
    """How a person stands in the registers of one term, and the paper that explains an absence
    (valid on ``compared_on``).
    """

    status: str = ""  # the word in the student-status system; empty: no record there
    roll: str = ""  # what the school's roll says; empty: not on it
    at_school: bool = False
    completed: bool = False
    explained: str = ""
    document: str = ""


ROLES: dict[str, Role] = {
    "pupil": Role("在读", "是", at_school=True),
    "returned": Role("复学", "是", at_school=True),
    "unenrolled_pupil": Role("", "是", at_school=True),
    "excused": Role("在读", "是", at_school=True, document="excused_run"),
    "short_run": Role("在读", "是", at_school=True, document="short_run"),
    "closed_run": Role("在读", "是", at_school=True, document="closed_run"),
    "late_run": Role("在读", "是", at_school=True, document="late_run"),
    "open_run": Role("在读", "是", document="open_run"),
    "unknown_whereabouts": Role("在读", "是", document="unknown_run"),
    "left": Role("在读"),
    "left_reported": Role("在籍不在校", "否"),
    "lost": Role("流失"),
    "withdrawn": Role("退学"),
    "never": Role(),
    "elsewhere": Role(explained="elsewhere", document="elsewhere"),
    "elsewhere_enrolled": Role("在籍不在校", explained="elsewhere", document="elsewhere"),
    "deferred": Role(explained="deferral", document="deferral"),
    "deferral_ending": Role(explained="deferral", document="deferral_ending"),
    "deferral_expired": Role(document="deferral_expired"),
    "suspended": Role("休学", explained="suspension", document="suspension"),
    "suspension_ending": Role("休学", explained="suspension", document="suspension_ending"),
    "suspension_expired": Role("休学", document="suspension_expired"),
    "home_taught": Role("在读", "否", explained="home_teaching", document="home_teaching"),
    "home_taught_since": Role(
        "在读", "否", explained="home_teaching", document="home_teaching_since"
    ),
    "home_taught_later": Role("在读", "否", document="home_teaching_later"),
    "graduate": Role(completed=True, document="graduates"),
    "graduate_marked": Role("毕业", completed=True, document="graduates"),
    "graduate_listed": Role("在读", completed=True, document="graduates"),
    "none": Role(),
}
"""Every part a person can play."""


@dataclass(frozen=True)
class Turn:
    """``count`` (for :data:`PER` children, at least one) persons of ages ``ages`` change from one
    role to another.
    """

    before: str
    after: str
    count: float
    ages: tuple[int, int] = (6, 15)


def _turns(term: str) -> tuple[Turn, ...]:
    """The turns of ``turns.csv`` for the ``first`` or a ``later`` term."""
    text = files("kongchuo_core.sample").joinpath("turns.csv").read_text("utf-8")
    rows = [row for row in csv.DictReader(text.splitlines()) if row["term"] == term]
    return tuple(
        Turn(r["before"], r["after"], float(r["count"]), (int(r["from_age"]), int(r["to_age"])))
        for r in rows
    )


FIRST = _turns("first")
"""The first term: parts dealt out among the pupils and graduates."""
LATER = _turns("later")
"""Each later term: who comes back, whose paper has run out, who relapses (``closed_run`` →
``open_run``), who is newly away.
"""

HOUSEHOLD = (("空挂", 150), ("迁出", 30), ("死亡", 3), ("注销", 2))
MOVED_BETWEEN = (("正常", "迁出", 12), ("空挂", "正常", 20))


def first_term(frame: Frame, term: Term, children: int, rng: Rng) -> pd.DataFrame:
    """The story of the first term: one line for each person of ``frame.people``.

    Returns
    ------- Columns: those of people, age (on the cutoff), grade, class_name, school, stage,
    household_status, role, in_scope.
    """
    people = frame.people
    status = pd.Series("正常", index=people.index)
    for word, count in HOUSEHOLD:
        status[_some(~people["outsider"] & (status == "正常"), count, children, rng)] = word
    story = _schooled(people.assign(household_status=status), term)
    gone = story["household_status"].isin(["死亡", "注销"]) | (
        story["household_status"].eq("迁出") & (rng.random(len(story)) < 0.8)
    )
    young, old = story["grade"].lt(1), story["grade"].gt(10) & story["age"].gt(15)
    story["role"] = np.select(
        [gone | young | old, story["grade"].gt(9)], ["none", "graduate"], "pupil"
    )
    story["role"] = story["role"].where(~(story["outsider"] & story["role"].eq("graduate")), "none")
    return _scope(_turn(story, FIRST, children, rng), term)


def next_term(before: pd.DataFrame, term: Term, children: int, rng: Rng) -> pd.DataFrame:
    """The story of a later term, from that of the term before: the same persons, a few names and
    numbers put right or changed.
    """
    status = before["household_status"].copy()
    for word, new, count in MOVED_BETWEEN:
        status[
            _some(
                ~before["outsider"] & (status == word) & before["role"].isin(["pupil", "none"]),
                count,
                children,
                rng,
            )
        ] = new
    story = _corrected(_schooled(before.assign(household_status=status), term), children, rng)
    story.loc[status.eq("迁出") & before["household_status"].ne("迁出"), "role"] = "none"
    entered = (
        before["role"].eq("none")
        & status.isin(["正常", "空挂"])
        & story["age"].ge(6)
        & before["age"].lt(6)
    )
    story.loc[entered, "role"] = "pupil"
    story.loc[story["role"].eq("pupil") & story["grade"].gt(9), "role"] = "graduate"
    return _scope(_turn(story, LATER, children, rng), term)


def _some(mask: pd.Series, count: float, children: int, rng: Rng) -> np.ndarray:
    """Some persons of ``mask``: ``count`` for :data:`PER` children, at least one, as far as there
    are any.
    """
    eligible = np.array(mask.index[mask])
    return rng.permutation(eligible)[: max(1, round(count * children / PER))]


def _turn(story: pd.DataFrame, turns: tuple[Turn, ...], children: int, rng: Rng) -> pd.DataFrame:
    """Apply the turns in order; nobody is turned twice in a term, and oddities of household or
    number are left out.
    """
    odd = story["outsider"] | story["shared"] | story.duplicated(["name", "birth"], keep=False)
    free = ~odd & story["household_status"].isin(["正常", "空挂"])
    role = story["role"].copy()
    for turn in turns:
        chosen = _some(
            free & role.eq(turn.before) & story["age"].between(*turn.ages),
            turn.count,
            children,
            rng,
        )
        role[chosen] = turn.after
        free[chosen] = False
    return story.assign(role=role)


def _schooled(people: pd.DataFrame, term: Term) -> pd.DataFrame:
    """Age on the cutoff, and the grade, class, stage and school that follow from it (grade 10:
    finished this summer).
    """
    birth = people["birth"].dt
    passed = (birth.month * 100 + birth.day) <= (term.cutoff.month * 100 + term.cutoff.day)
    age = term.cutoff.year - birth.year - (~passed).astype(int)
    grade = (age - 5 - people["delay"]).where(age != 6, 1)
    stage = np.where(grade <= 6, "小学", "初中")
    school = people["primary"].where(grade <= 6, people["secondary"])
    return people.assign(
        age=age,
        grade=grade,
        stage=stage,
        school=school,
        class_name=people["class_no"].astype(str) + "班",
    )


def _scope(story: pd.DataFrame, term: Term) -> pd.DataFrame:
    """Who counts: a household here that isn't closed, born within the ten years before the cutoff
    (contract, Who is in scope).
    """
    first, last = (
        pd.Timestamp(term.school_year - 16, 9, 1),
        pd.Timestamp(term.school_year - 6, 8, 31),
    )
    here = ~story["outsider"] & story["household_status"].isin(["正常", "空挂"])
    return story.assign(in_scope=here & story["birth"].between(first, last))


def _corrected(story: pd.DataFrame, children: int, rng: Rng) -> pd.DataFrame:
    """A few children get another name, a few another number: the persons stay the same."""
    story = story.copy()
    plain = (
        story["age"].between(6, 14)
        & ~story["outsider"]
        & ~story["shared"]
        & ~story["name"].str.contains("·")
    )
    renamed = _some(plain, 4, children, rng)
    story.loc[renamed, "name"] = [
        n[0] + "嘉" + names.GROUPS[i % 6][0] for i, n in enumerate(story.loc[renamed, "name"])
    ]
    renumbered = _some(plain & ~story.index.isin(renamed), 4, children, rng)
    stem = story.loc[renumbered, "id_no"]
    serial = stem.str[14:17].astype(int)
    story.loc[renumbered, "id_no"] = with_check(
        stem.str[:14] + ((serial + 500) % 1000).map("{:03d}".format)
    )
    return story
