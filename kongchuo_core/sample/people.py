"""Who lives in the fictitious county: households, children, the pupils that come in from other
counties, the schools.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise, product

import numpy as np
import pandas as pd

from kongchuo_core.sample import names
from kongchuo_core.settings.models import County

AREA = "539924"
YOUNGER, OLDER, OUTSIDERS = 0.30, 0.12, 0.03
"""Household members under 6 and of 16–17, and pupils from other counties, for each child of
6–15.
"""

_WEIGHTS = np.array([7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2])
Rng = np.random.Generator


@dataclass(frozen=True)
class Frame:
    """The county's ``people`` (one line each, index ``pid``) and ``schools``."""

    people: pd.DataFrame
    schools: pd.DataFrame


def make_people(
    county: County, school_year: int, children: int, rng: Rng, area: str = AREA
) -> Frame:
    """The county's people and schools.

    Parameters
    ----------
    area : the first six digits of the numbers of those who were born here.
    children : persons of 6–15 on 31 August of ``school_year``; the younger, the older and the
        outsiders come on top.

    Returns
    ------- ``people``: name, sex, birth, id_no, nation, household fields, ``outsider``, ``place``,
    ``delay`` (years that schooling began late), ``primary`` and ``secondary`` (the schools of the
    child's home or choice), ``key`` (0–1, one draw for life). ``schools``: school, stage, town,
    school_code, catchment.
    """
    towns = [t.name for t in county.towns]
    schools = make_schools(towns)
    people = _births(school_year, children, rng)
    people = _households(people, towns, rng, area)
    people = _outsiders(people, towns, rng)
    people["name"] = _names(people, rng)
    people = _doubles(people, rng)
    people["id_no"] = identity_numbers(people["area"], people["birth"], people["sex"], rng)
    people = _shared_numbers(people, rng)
    people = _guardians(people, rng)
    return Frame(_schooling(people, schools, rng), schools)


def make_schools(towns: list[str]) -> pd.DataFrame:
    """Five schools for each town: three primary, two lower secondary."""
    primary = ("中心小学", f"{names.VILLAGES[1]}小学", f"{names.VILLAGES[5]}小学")
    kinds = (*((k, "小学") for k in primary), ("中学", "初中"), ("第二中学", "初中"))
    rows = [(short_name(t) + kind, stage, t) for t, (kind, stage) in product(towns, kinds)]
    table = pd.DataFrame(rows, columns=["school", "stage", "town"])
    table["school_code"] = [f"{AREA}{n:04d}" for n in range(1, len(table) + 1)]
    return table.assign(
        catchment=table["town"] + np.where(table["stage"] == "小学", "所辖村（社区）", "全境")
    )


def short_name(town: str) -> str:
    """A town's name without 镇, 乡 or 街道."""
    return town.removesuffix("街道").removesuffix("镇").removesuffix("乡")


def _births(school_year: int, children: int, rng: Rng) -> pd.DataFrame:
    """Births: the ages of compulsory school, both end days and their neighbours, some younger, some
    older, some twins.
    """
    ends = [np.datetime64(f"{school_year - years}-09-01") for years in (18, 16, 6, 0)]
    shares = (OLDER, 1, YOUNGER)
    older, scope, younger = (
        first
        + rng.integers(0, (after - first).astype(int), round(share * children)).astype(
            "timedelta64[D]"
        )
        for (first, after), share in zip(pairwise(ends), shares, strict=True)
    )
    scope[:2], older[-1], younger[0] = [ends[1], ends[2] - 1], ends[1] - 1, ends[2]
    twins = max(2, round(0.008 * children))
    scope[11 : 11 + 2 * twins : 2] = scope[10 : 10 + 2 * twins : 2]
    birth = np.concatenate([scope, older, younger])
    twin = np.zeros(len(birth), dtype=bool)
    twin[11 : 11 + 2 * twins : 2] = True
    sex = rng.choice(["男", "女"], len(birth), p=[0.52, 0.48])
    return pd.DataFrame({"birth": birth, "twin": twin, "sex": sex, "key": rng.random(len(birth))})


def _households(people: pd.DataFrame, towns: list[str], rng: Rng, area: str) -> pd.DataFrame:
    """Children into households of one to three, no two born within ten months but twins; households
    into towns and villages.
    """
    n = len(people)
    sizes = rng.choice([1, 2, 3], n, p=[0.45, 0.42, 0.13])
    home = np.empty(n, dtype=int)
    home[rng.permutation(n)] = np.repeat(np.arange(n), sizes)[:n]
    order = people.assign(home=home).sort_values(["home", "birth"])
    close = (order["home"].diff() == 0) & (order["birth"].diff() < pd.Timedelta(days=300))
    home[close[close].index] = n + np.arange(close.sum())
    twins = people.index[people["twin"]].to_numpy()
    home[twins] = home[twins - 1]
    codes, homes = pd.factorize(pd.Series(home), sort=True)
    weights = 1 / (np.arange(len(towns)) + 2)
    town = np.asarray(towns)[rng.choice(len(towns), len(homes), p=weights / weights.sum())]
    village = np.asarray(names.VILLAGES)[rng.integers(0, len(names.VILLAGES), len(homes))]
    group = np.asarray(names.GROUPS)[rng.integers(0, len(names.GROUPS), len(homes))]
    nation = rng.choice([k for k, _ in names.NATIONS], len(homes), p=[p for _, p in names.NATIONS])
    surname = _surnames(len(homes), rng)
    return people.assign(
        household_no=[f"{c + 1:06d}" for c in codes],
        town=town[codes],
        village=village[codes],
        group_name=group[codes],
        nation=nation[codes],
        surname=surname[codes],
        home=codes,
        outsider=False,
        area=np.where(rng.random(n) < 0.985, area, "539911"),
        place="",
    )


def _outsiders(people: pd.DataFrame, towns: list[str], rng: Rng) -> pd.DataFrame:
    """Pupils whose household is in another county: they are at school here."""
    scope = people["birth"].iloc[: max(6, round(OUTSIDERS * len(people)))]
    n = len(scope)
    which = rng.integers(0, len(names.ELSEWHERE_PLACES), n)
    more = pd.DataFrame(
        {
            "birth": scope.to_numpy() + np.timedelta64(3, "D"),
            "twin": False,
            "sex": rng.choice(["男", "女"], n),
            "key": rng.random(n),
            "household_no": "",
            "town": np.asarray(towns)[rng.integers(0, len(towns), n)],
            "village": "",
            "group_name": "",
            "nation": "汉族",
            "surname": _surnames(n, rng),
            "home": people["home"].max() + 1 + np.arange(n),
            "outsider": True,
            "area": [names.ELSEWHERE_PLACES[w][0] for w in which],
            "place": [names.ELSEWHERE_PLACES[w][1] for w in which],
        }
    )
    return pd.concat([people, more], ignore_index=True)


def _surnames(n: int, rng: Rng) -> np.ndarray:
    weights = 1 / (np.arange(len(names.SURNAMES)) + 4)
    return rng.choice(list(names.SURNAMES), n, p=weights / weights.sum())


def _names(people: pd.DataFrame, rng: Rng) -> pd.Series:
    """Names by sex: one or two given characters; twins share the first; a few rare characters and
    dotted names.
    """
    n = len(people)
    picks = {sex: rng.choice(list(pool), (n, 2)) for sex, pool in names.GIVEN.items()}
    male = (people["sex"] == "男").to_numpy()
    first, second = (np.where(male, picks["男"][:, i], picks["女"][:, i]) for i in (0, 1))
    twins = people.index[people["twin"]].to_numpy()
    first[twins] = first[twins - 1]
    second = np.where(rng.random(n) < 0.12, "", second)
    second = np.where(rng.random(n) < 0.006, rng.choice(list(names.RARE), n), second)
    made = pd.Series(people["surname"] + first + second, index=people.index)
    clash = made.index[people["twin"] & (made == made.shift())]
    made[clash] += "安"
    dotted = np.flatnonzero(rng.random(n) < 0.004)
    made.iloc[dotted] = np.asarray(names.DOTTED)[rng.integers(0, len(names.DOTTED), len(dotted))]
    return made


def _doubles(people: pd.DataFrame, rng: Rng) -> pd.DataFrame:
    """Namesakes born on one day, in different towns: only the number tells them apart."""
    residents = people.index[~people["outsider"] & ~people["twin"]].to_numpy()[
        len(people) // 10 : len(people) // 2
    ]
    count = max(1, round(len(people) / 5000))
    one, other = rng.permutation(residents)[: 2 * count].reshape(2, count)
    for column in ("name", "sex", "birth", "surname"):
        people.loc[other, column] = people.loc[one, column].to_numpy()
    return people


def identity_numbers(area: pd.Series, birth: pd.Series, sex: pd.Series, rng: Rng) -> pd.Series:
    """Sound, unique numbers of 18 characters (GB 11643): those of one day, place and sex follow
    each other, as twins' do.
    """
    stem = area + birth.dt.strftime("%Y%m%d")
    male = (sex == "男").astype(int)
    groups = stem.groupby([stem, male])
    start = rng.integers(0, 480, groups.ngroups)
    serial = 2 * ((start[groups.ngroup()] + groups.cumcount()) % 499) + male
    return with_check(stem + serial.map("{:03d}".format))


def with_check(stem: pd.Series) -> pd.Series:
    """Seventeen digits with the check character added (GB 11643)."""
    digits = np.array([list(s) for s in stem], dtype=int).reshape(-1, 17)
    return stem + pd.Series(
        np.array(list("10X98765432"))[(digits @ _WEIGHTS) % 11], index=stem.index
    )


def _shared_numbers(people: pd.DataFrame, rng: Rng) -> pd.DataFrame:
    """A few numbers that were given to two persons of one birthday."""
    residents = people.index[~people["outsider"] & ~people["twin"]].to_numpy()[
        len(people) // 10 : len(people) // 2
    ]
    one, other = rng.permutation(residents)[: 2 * max(1, round(len(people) / 12000))].reshape(2, -1)
    for column in ("sex", "birth", "id_no"):
        people.loc[other, column] = people.loc[one, column].to_numpy()
    return people.assign(shared=people["id_no"].duplicated(keep=False))


def _guardians(people: pd.DataFrame, rng: Rng) -> pd.DataFrame:
    """Heads of household and guardians, made up for each household."""
    homes = int(people["home"].max()) + 1
    surname = (
        people.groupby("home")["surname"].first().reindex(range(homes)).fillna("李").to_numpy()
    )
    given = {
        sex: ["".join(p) for p in rng.choice(list(pool), (homes, 2))]
        for sex, pool in names.GIVEN.items()
    }
    father, grandfather = (
        surname + np.array(given["男"], dtype=object),
        surname + np.array(given["男"][::-1], dtype=object),
    )
    mother = _surnames(homes, rng).astype(object) + np.array(given["女"], dtype=object)
    kind = rng.random(homes)
    head = np.where(kind < 0.15, grandfather, father)
    guardian = np.where(kind < 0.85, father, mother)
    home = people["home"].to_numpy()
    son = (people["sex"] == "男").to_numpy()
    relation = np.where(kind[home] < 0.15, np.where(son, "孙子", "孙女"), np.where(son, "子", "女"))
    return people.assign(
        head_name=head[home],
        guardian=guardian[home],
        relation=relation,
        phone=[f"1380000{h % 10000:04d}" for h in home],
        address=people["town"] + people["village"] + people["group_name"],
    )


def _schooling(people: pd.DataFrame, schools: pd.DataFrame, rng: Rng) -> pd.DataFrame:
    """When schooling began, and where: mostly in the town of the household."""
    n = len(people)
    towns = people["town"].unique()
    town = np.where(rng.random(n) < 0.94, people["town"], rng.choice(sorted(towns), n))
    chosen = {}
    for column, stage in (("primary", "小学"), ("secondary", "初中")):
        local = schools[schools["stage"] == stage].groupby("town")["school"].agg(list)
        which = rng.integers(0, 60, n)
        chosen[column] = [local[t][w % len(local[t])] for t, w in zip(town, which, strict=True)]
    delay = rng.choice([0, 1, 2, -1], n, p=[0.875, 0.12, 0.003, 0.002])
    return people.assign(delay=delay, class_no=rng.integers(1, 3, n), **chosen)
