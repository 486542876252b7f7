"""The fictitious province: several counties from one seed, children at school or registered in
another one, the truth beside.

What a look across counties is scored against is ``truth/across.csv``: a line for each child whom
another county has.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import numpy as np
import pandas as pd

from kongchuo_core.sample import clear, stamp, write_county
from kongchuo_core.sample.people import make_people, with_check
from kongchuo_core.sample.story import first_term
from kongchuo_core.settings.models import Params

MOVED, DOUBLED = 0.02, 0.004
"""Of the pupils of a county: those who go to school in another one, and those whom another one has
registered too.
"""
AWAY = ("left", "withdrawn", "never")
"""What a child who went away is at home: its record still stands, was withdrawn, or never was."""
TRUTH = "across.csv"
_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_CITY = 12
"""Counties of a city."""
_NUMERALS = "一二三四五六七八九十"


@dataclass(frozen=True)
class Place:
    """A fictitious county: its name, the city it belongs to, its code and the first six digits of
    its children's numbers.
    """

    name: str
    city: str
    code: str

    @classmethod
    def at(cls, n: int) -> Place:
        """The province's county by its place; no such code exists."""
        name = f"{_STEMS[n % 10]}{_BRANCHES[n % 12]}县"
        return cls(name, f"示例{_NUMERALS[n // _CITY % 10]}市", str(539700 + n))


@dataclass
class _County:
    folder: Path
    params: Params
    told: pd.DataFrame
    schools: pd.DataFrame
    rng: np.random.Generator


def make_province(
    counties: Sequence[tuple[Path, Params]], truth: Path, *, seed: int = 1, children: int = 1000
) -> None:
    """Write the registers of several counties for one term, and ``truth/across.csv``.

    Parameters
    ----------
    counties : the workspace of each and its params of the term.
    truth : the folder of the province's truth.
    children : persons of 6–15 of each county.

    Raises
    ------
    UsageError
        as :func:`~kongchuo_core.sample.make_sample`.
    """
    made = []
    for n, (folder, params) in enumerate(counties):
        clear(folder, children)
        rng = np.random.default_rng([seed, n])
        frame = make_people(params.county, params.term.school_year, children, rng, Place.at(n).code)
        told = first_term(frame, params.term, children, rng)
        made.append(_County(folder, params, told, frame.schools, rng))
    _once(made)
    rng = np.random.default_rng([seed, len(made)])
    lines = list(chain.from_iterable(_moves(made, home, rng) for home in range(len(made))))
    for county in made:
        write_county(
            county.folder, county.params, county.told, county.schools, children, county.rng
        )
        stamp(county.folder, county.params, seed, children)
    truth.mkdir(parents=True, exist_ok=True)
    columns = ["kind", "home", "id", "name", "role", "county", "school"]
    table = pd.DataFrame(lines, columns=columns).sort_values(columns)
    (truth / TRUTH).write_bytes(table.to_csv(index=False, lineterminator="\n").encode())


def _once(made: Sequence[_County]) -> None:
    """Numbers that two counties gave to two persons by chance get another order."""
    taken: set[str] = set()
    for county in made:
        numbers = county.told["id_no"]
        clash = numbers.isin(taken)
        while clash.any():
            stem = numbers[clash].str[:14]
            order = (numbers[clash].str[14:17].astype(int) + 2) % 1000
            numbers = numbers.mask(clash, with_check(stem + order.map("{:03d}".format)))
            clash = numbers.isin(taken)
        county.told = county.told.assign(id_no=numbers)
        taken |= set(numbers)


def _moves(made: Sequence[_County], home: int, rng: np.random.Generator) -> list[tuple[str, ...]]:
    """Some pupils of a county go to school in another one, some are registered there as well."""
    county = made[home]
    story = county.told
    odd = story["outsider"] | story["shared"] | story["twin"]
    odd |= story.duplicated(["name", "birth"], keep=False)
    pupils = story.index[~odd & story["role"].eq("pupil") & story["in_scope"]].to_numpy()
    chosen = rng.permutation(pupils)
    doubled = max(1, round(DOUBLED * len(pupils)))
    moved = max(2, round(MOVED * len(pupils)))
    lines: list[tuple[str, ...]] = []
    for n, pid in enumerate(chosen[: doubled + moved]):
        target = (home + 1 + int(rng.integers(0, len(made) - 1))) % len(made)
        kind = "doubled" if n < doubled else "moved"
        role = "never" if kind == "doubled" else AWAY[n % len(AWAY)]
        there = _arrived(made[target], county, story.loc[pid], kind == "doubled", rng)
        county.told.loc[pid, "role"] = role
        lines.append(
            (
                kind,
                county.params.county.name,
                str(story.loc[pid, "id_no"]),
                str(story.loc[pid, "name"]),
                role,
                made[target].params.county.name,
                there,
            )
        )
    return lines


def _arrived(
    there: _County, home: _County, child: pd.Series, registered: bool, rng: np.random.Generator
) -> str:
    """Add a child of another county to a county's pupils, where registered to its households too;
    its school.
    """
    own = there.schools[there.schools["stage"].eq(child["stage"])]
    school = own.iloc[int(rng.integers(0, len(own)))]
    pid = int(there.told.index.max()) + 1
    county = home.params.county
    row = child.copy()
    row["outsider"], row["town"], row["school"] = not registered, school["town"], school["school"]
    row["primary"] = row["secondary"] = school["school"]
    row["role"] = "pupil" if registered or child["key"] < 0.8 else "unenrolled_pupil"
    row["key"] = 0.5 + child["key"] / 100  # none of the oddities that hang on an outsider's key
    row["home"] = int(there.told["home"].max()) + 1
    row["household_no"] = f"8{pid:05d}" if registered else ""
    row["place"] = "" if registered else f"{county.province}{county.city}{county.name}"
    row["in_scope"] = registered
    there.told = pd.concat([there.told, row.to_frame(pid).T.astype(there.told.dtypes.to_dict())])
    return str(school["school"])
