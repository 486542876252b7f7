"""From the story to the registers about children: one clean table each, with the file and sheet
every line will stand in.

Every table has ``pid`` (whom a line means; -1: nobody), ``file`` (within the register's folder),
``sheet``, and columns named by the fields of :mod:`kongchuo_core.vocabulary.registers`.
"""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np
import pandas as pd

from kongchuo_core.sample import names
from kongchuo_core.sample.absences import absences
from kongchuo_core.sample.story import PER, ROLES
from kongchuo_core.settings.models import Params

DOUBLES = 40
"""Children that two towns list, for :data:`PER` children."""
Tables = dict[str, pd.DataFrame]
DISABILITIES = ("肢体 三级", "听力 二级", "智力 二级", "视力 一级", "多重 一级")
KEY_GROUPS = {
    "orphans": (0.002, 0.31, "孤儿名单"),
    "unsupported": (0.003, 0.37, "事实无人抚养儿童名单"),
    "in_need": (0.01, 0.43, "困境儿童名单"),
    "in_case": (0.001, 0.53, "涉案未成年人名单"),
}
"""List of a 重点群体 → which share of the children is on it, the turn of their draw, the file's
name.
"""
HARDSHIPS = ("脱贫户", "脱贫不稳定户", "边缘易致贫户", "突发严重困难户")


def child_tables(
    story: pd.DataFrame, params: Params, children: int, rng: np.random.Generator
) -> Tables:
    """The registers about children, clean.

    Parameters
    ----------
    story : as :func:`kongchuo_core.sample.story.first_term` returns it.
    """
    told = story.assign(pid=story.index, birth_date=story["birth"].dt.date, **_parts(story["role"]))
    return {
        "household": _household(told, params, children),
        "enrolment": _enrolment(told, params, children, rng),
        "presence": _presence(told, children, rng),
        "graduates": _graduates(told, params),
        "elsewhere": _elsewhere(told, params, rng),
        "approvals": _approvals(told, params),
        "home_teaching": _home_teaching(told, params),
        "absences": absences(told, params),
        "disability": _listed(told, "disability", 0.006, "残联适龄残疾儿童名单", DISABILITIES),
        "hardship": _listed(told, "hardship", 0.06, "脱贫户监测户适龄儿童名单", HARDSHIPS),
        **{code: _on_list(told, *drawn) for code, drawn in KEY_GROUPS.items()},
    }


def _parts(role: pd.Series) -> dict[str, pd.Series]:
    """The columns of :class:`~kongchuo_core.sample.story.Role` for each person."""
    fields = ("status", "roll", "at_school", "completed", "explained", "document")
    return {f: role.map({name: getattr(r, f) for name, r in ROLES.items()}) for f in fields}


def by_key(table: pd.DataFrame, mask: pd.Series, share: float, salt: float) -> pd.DataFrame:
    """The persons of ``mask`` whose draw for life, turned by ``salt``, falls into ``share``: the
    same ones each term.
    """
    return table[mask & ((table["key"] * 7919 + salt) % 1 < share)]


def _household(told: pd.DataFrame, params: Params, children: int) -> pd.DataFrame:
    """A file for each town; a few children stand in two towns' files."""
    own = told[~told["outsider"]]
    towns = [t.name for t in params.county.towns]
    other = dict(zip(towns, [*towns[1:], towns[0]], strict=True))
    spoken = {t.name: [t.name, *t.aliases][min(1, len(t.aliases))] for t in params.county.towns}
    eligible = own[own["in_scope"] & ~own["shared"]].sort_values("key", key=lambda k: (k * 613) % 1)
    double = eligible.head(max(1, round(DOUBLES * children / PER)))
    double = double.assign(
        town=double["town"].map(other),
        relation="孙" + double["relation"].str[-1],
        household_no="9" + double["household_no"].str[1:],
    )
    table = pd.concat([own.sort_values(["household_no", "birth"]), double], ignore_index=True)
    written = table["town"].mask((table["key"] * 89) % 1 < 0.05, table["town"].map(spoken))
    return table.assign(file=table["town"] + "户籍底册", town=written, sheet="")


def _enrolment(
    told: pd.DataFrame, params: Params, children: int, rng: np.random.Generator
) -> pd.DataFrame:
    """The national system's export, primary and lower secondary apart; moved pupils keep an old
    record at the school they left.
    """
    table = told[told["status"].ne("")]
    outside = table["outsider"] & (table["key"] < 0.06)
    table = table[~outside].copy()
    finished = table["completed"]
    table.loc[finished, "school"] = table.loc[finished, "secondary"]
    table["grade"] = table["grade"].clip(upper=9)
    moved = by_key(table, table["status"].eq("在读"), 0.012, 0.1).assign(status="转出")
    twice = by_key(table, table["status"].eq("在读") & table["in_scope"], 0.001, 0.8)
    table = pd.concat([table, _another_school(moved), _another_school(twice)])
    table["student_status"] = table["status"].mask(
        table["status"].eq("在读") & (rng.random(len(table)) < 0.25), "在籍在校"
    )
    home = f"{params.county.province}{params.county.city}{params.county.name}"
    lot = rng.random(len(table))
    number = "G" + table["id_no"]
    table["household_place"] = table["place"].where(table["outsider"], home)
    table["student_no"] = number.mask(lot < 0.08, "").mask(lot < 0.004, "L" + number.str[1:])
    table["left_behind"] = np.where(lot > 0.9, "是", "否")
    table["migrant"] = np.where(table["outsider"], "是", "否")
    table["school_code"] = ""
    table["disability"] = np.where(
        table["document"].str.startswith("home_teaching"), "肢体残疾", "无"
    )
    table["file"] = "全国学籍系统导出_" + table["stage"]
    return (
        table.assign(sheet="学生信息", id_type="居民身份证")
        .iloc[rng.permutation(len(table))]
        .reset_index(drop=True)
    )


def _another_school(table: pd.DataFrame) -> pd.DataFrame:
    """The same pupils at another school of their stage."""
    pairs = table[["stage", "school"]].drop_duplicates().sort_values(["stage", "school"])
    following = pairs.groupby("stage")["school"].agg(lambda s: [*s[1:], s.iloc[0]]).explode()
    return table.assign(
        school=table["school"].map(dict(zip(pairs["school"], following, strict=True)))
    )


def _presence(told: pd.DataFrame, children: int, rng: np.random.Generator) -> pd.DataFrame:
    """A roll for each school; some are on two rolls, or yes on one and no on another."""
    table = told[told["roll"].ne("") & ~(told["outsider"] & (told["key"] > 0.97))].copy()
    table["present"], table["note"] = table["roll"], np.where(table["outsider"], "外县户籍", "")
    table["grade"] = table["grade"].clip(upper=9)
    there = table["at_school"] & table["in_scope"]
    twice = by_key(table, there, 0.0015, 0.3).assign(note="寄读")
    before = by_key(table, there, 0.0015, 0.6).assign(present="否", note="已转走")
    table = pd.concat([table, _another_school(twice), _another_school(before)])
    shuffled = table.iloc[rng.permutation(len(table))]
    table = shuffled.sort_values(["school", "grade", "class_name"], kind="stable").reset_index(
        drop=True
    )
    return table.assign(file=table["school"], sheet="", id_type="居民身份证")


def _graduates(told: pd.DataFrame, params: Params) -> pd.DataFrame:
    """Who finished grade 9 last summer or the one before."""
    table = told[told["document"].eq("graduates")].sort_values(["secondary", "birth"])
    year = params.term.school_year - (table["grade"] - 10)
    return table.assign(
        school=table["secondary"],
        graduated_on=year.astype(str) + "年7月",
        sheet="",
        file=f"{params.term.school_year}年初中毕业生名册",
    )


def _elsewhere(told: pd.DataFrame, params: Params, rng: np.random.Generator) -> pd.DataFrame:
    """Proof of schooling in another county."""
    table = told[told["document"].eq("elsewhere")].sort_values(["town", "name"])
    which = (table["key"] * 1000).astype(int) % len(names.SCHOOLS_ELSEWHERE)
    day = params.term.window_from + timedelta(days=14)
    return table.assign(
        school=[names.SCHOOLS_ELSEWHERE[w][0] for w in which],
        place=[names.SCHOOLS_ELSEWHERE[w][1] for w in which],
        evidence=np.where(which % 2 == 0, "就读证明", "学籍截图、就读证明"),
        verified_by=table["guardian"].str[0] + "建平",
        verified_on=day,
        file="异地就读核实表",
        sheet="",
    )


def _approvals(told: pd.DataFrame, params: Params) -> pd.DataFrame:
    """Deferrals and suspensions, those that have run out too; some end between the terms."""
    table = told[told["document"].str.startswith(("deferral", "suspension"))].sort_values(
        ["document", "name"]
    )
    year, expired = params.term.school_year, _just_before(params)
    spans = {
        "": (year, date(year + 1, 8, 31)),
        "ending": (year, date(year + 1, 2, 28)),
        "expired": (expired.year - 1, expired),
    }
    kind = table["document"].str.partition("_")
    deferral = kind[0].eq("deferral")
    return table.assign(
        approval_type=np.where(deferral, "缓学", "休学"),
        approved_on=[date(spans[k][0], 8, 20) for k in kind[2]],
        expires_on=[spans[k][1] for k in kind[2]],
        cause=np.where(deferral, "身体发育迟缓", "因病治疗"),
        authority=params.county.bureau,
        file="缓学休学审批台账",
        sheet="",
    )


def _just_before(params: Params) -> date:
    """The last end of an approval before the day of comparison: 31 August or 28 February."""
    day = params.term.compared_on
    return date(day.year, 8, 31) if day.month >= 9 else date(day.year, 2, 28)


def _home_teaching(told: pd.DataFrame, params: Params) -> pd.DataFrame:
    """Children taught at home; one's teaching begins after the first term's day of comparison."""
    table = told[told["document"].str.startswith("home_teaching")].sort_values("name")
    begun = {
        "home_teaching": date(params.term.school_year, 3, 10),
        "home_teaching_since": date(params.term.school_year, 10, 15),
        "home_teaching_later": params.term.compared_on + timedelta(days=15),
    }
    visits = table["document"].map(
        {"home_teaching": 8, "home_teaching_since": 5, "home_teaching_later": 0}
    )
    return table.assign(
        started_on=[begun[d] for d in table["document"]],
        visits=visits,
        file="送教上门登记表",
        sheet="",
    )


def _listed(
    told: pd.DataFrame, code: str, share: float, file: str, kinds: tuple[str, ...]
) -> pd.DataFrame:
    """A list of children that another office keeps."""
    salt = {"disability": 0.2, "hardship": 0.4}[code]
    table = _on_list(told, share, salt, file)
    if code == "disability":
        table = pd.concat(
            [table, told[told["document"].str.startswith("home_teaching")]]
        ).drop_duplicates("pid")
    kind = [kinds[int(k * 1e4) % len(kinds)] for k in table["key"]]
    table = table.assign(**{f"{code}_type": kind}, file=file, sheet="")
    return table.sort_values(["town", "name"])


def _on_list(told: pd.DataFrame, share: float, salt: float, file: str) -> pd.DataFrame:
    """Children who are on a list for life, with nothing said of them but that."""
    living = told["in_scope"] & told["household_status"].eq("正常")
    table = by_key(told, living, share, salt).assign(file=file, sheet="")
    return table.sort_values(["town", "name"])
