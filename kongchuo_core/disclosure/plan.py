"""The fixed plan of a release: which tables of which counts, in which groups, by which thresholds; its cells from an edition."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from kongchuo_core.disclosure.counted import Counted, CountedTable
from kongchuo_core.disclosure.problems import published
from kongchuo_core.disclosure.released import Balance, Dropped, Sum
from kongchuo_core.disclosure.suppress import Choices
from kongchuo_core.edition import Edition
from kongchuo_core.settings.models import Rules
from kongchuo_core.settings.numbers import (
    listed_by_name,
    text_by_name,
    texts,
    truth,
    whole,
    whole_by_name,
)
from kongchuo_core.vocabulary.errors import ParamsError
from kongchuo_core.vocabulary.figures import COUNTY

Groups = Mapping[str, Sequence[str]]

CHILDREN, SUSPECTED = "适龄儿童少年", "疑似辍学"
VERDICTS = {
    "CONSISTENT": "在校且有学籍",
    "PRESENT_UNENROLLED": "在校无学籍",
    "COMPLETED": "已完成义务教育",
    "REVIEW": "待人工核对",
}
ABSENT = {"ENROLLED_ABSENT": "其中：有学籍不在校", "UNENROLLED_ABSENT": "其中：无学籍不在校"}
WITH, WITHOUT = "其中：有说明材料", "其中：没有说明材料"
STAGES, NO_STAGE = ("小学", "初中"), "学段不明"
LOOP = {
    "opening": "期初",
    "new": "新增",
    "reopened": "重新立案",
    "closed": "销号",
    "closing": "期末",
}
MOVED = {"moved_in": "转入", "moved_out": "转出"}
"""Columns that stand only in a release of a term in which somebody with an open case moved within the county."""
NO_TOWN, NO_CAUSE = "乡镇不明", "尚未查明"
OTHER_TOWNS, OTHER_CAUSES = "其他乡镇", "其他原因"
"""The groups of what the office has put into none."""
KINDS = {"街道": "街道", "镇": "乡镇", "乡": "乡镇"}

_OF_VERDICTS = Sum("column", CHILDREN, (*VERDICTS.values(), SUSPECTED))
_SUSPECTED = frozenset({SUSPECTED})
_SUSPECT_IS_NOT_DROPOUT = "疑似辍学是比对的结果，不等于辍学；经入户核实才能认定。"


@dataclass(frozen=True)
class Plan:
    """What the office decided on publishing (``params/rules/publication.yaml``)."""

    tables: tuple[str, ...]
    town_groups: Groups
    cause_groups: Groups
    problems: Mapping[str, str]
    school_size: int
    rate_least: int
    phrases: tuple[str, ...]
    choices: Choices


def load_plan(rules: Rules, day: date) -> Plan:
    """The plan in force on a day.

    Raises
    ------
    ParamsError
        where a rule is missing or wrong.
    """
    tables, work = (
        texts(rules, "publication_tables", day),
        whole_by_name(rules, "publication_work", day),
    )
    choices = Choices(
        whole(rules, "publication_threshold", day),
        whole(rules, "publication_width", day),
        truth(rules, "publication_hide_noughts", day),
        **work,
    )
    return Plan(
        tuple(tables),
        listed_by_name(rules, "publication_town_groups", day),
        listed_by_name(rules, "publication_cause_groups", day),
        text_by_name(rules, "publication_problems", day),
        whole(rules, "publication_school_size", day),
        whole(rules, "publication_rate_least", day),
        tuple(texts(rules, "publication_phrases", day)),
        choices,
    )


def _wrong(name: str, remedy: str) -> ParamsError:
    return ParamsError(
        f"规则“{name}”的值不对", remedy=remedy, place=("文件 params/rules/publication.yaml",)
    )


def town_groups(plan: Plan, towns: Sequence[Mapping[str, Any]]) -> Groups:
    """The groups of a county's towns, each town in exactly one; by kind where the plan was written for another county or has none.

    Raises
    ------
    ParamsError
        where a town is in two groups, or a group holds a town that the county hasn't.
    """
    names, grouped = (
        [t["name"] for t in towns],
        [t for group in plan.town_groups.values() for t in group],
    )
    if not set(grouped) & set(names):
        kinds = {KINDS[t["kind"]]: None for t in towns}
        return {kind: [t["name"] for t in towns if KINDS[t["kind"]] == kind] for kind in kinds}
    return _partition("publication_town_groups", plan.town_groups, names, OTHER_TOWNS)


def _partition(rule: str, groups: Groups, known: Sequence[str], others: str) -> Groups:
    """The groups, with one more of whatever stands in none: a new cause or town stops nobody. What isn't known, or stands twice, does."""
    grouped = [x for group in groups.values() for x in group]
    wrong = sorted({x for x in grouped if grouped.count(x) > 1}) + sorted(set(grouped) - set(known))
    if wrong:
        raise _wrong(rule, f"没有这样的名称，或者写在两组里的：{'、'.join(wrong)}")
    left = [x for x in known if x not in grouped]
    return {**groups, others: [*groups.get(others, ()), *left]} if left else groups


def counted(edition: Edition, plan: Plan, number: int = 1) -> Counted:
    """Every cell of a release, from an edition's figures and balance; nothing is hidden yet.

    Raises
    ------
    ParamsError
        where the plan's groups don't fit the county.
    """
    facts = edition.facts
    groups = town_groups(plan, facts["towns"])
    tables = {code: _TABLES[code](edition, plan, groups) for code in plan.tables}
    shown = tuple(t for t in tables.values() if isinstance(t, CountedTable))
    towns = "；".join(f"{name}：{'、'.join(members)}" for name, members in groups.items())
    return Counted(
        facts["term"]["term"],
        facts["term"]["label"],
        number,
        facts["county"]["name"],
        bool(facts["fictitious"]),
        shown,
        published(edition, plan.problems, plan.school_size),
        (f"片区——{towns}。", *_dates(facts["term"])),
        tuple(t for t in tables.values() if isinstance(t, Dropped)),
    )


def _dates(term: Mapping[str, str]) -> Iterator[str]:
    yield f"年龄算到{term['cutoff']}，比对日为{term['compared_on']}，个案动态统计到{term['as_of']}。"


def _verdict_by_group(edition: Edition, plan: Plan, groups: Groups) -> CountedTable:
    def line(places: Sequence[str]) -> list[int]:
        def count(code: str) -> int:
            return sum(edition.count(code, place) for place in places)

        verdicts = [count(f"verdict.{v}") for v in VERDICTS]
        return [
            count("children.in_scope"),
            *verdicts,
            count("children.suspected"),
            *(count(f"verdict.{v}") for v in ABSENT),
        ]

    columns = (CHILDREN, *VERDICTS.values(), SUSPECTED, *ABSENT.values())
    table = _by_group(
        "verdict_by_group",
        "各片区比对结论",
        "人",
        "截止日6至15周岁、户籍在本县的儿童少年，按比对结论",
        groups,
        columns,
        line,
    )
    sums = (*table.sums, _OF_VERDICTS, Sum("column", SUSPECTED, tuple(ABSENT.values())))
    return replace(
        table,
        total_column=CHILDREN,
        sums=sums,
        notes=(_SUSPECT_IS_NOT_DROPOUT,),
        telling=_SUSPECTED,
        headline=_SUSPECTED,
    )


def _verdict_by_stage(edition: Edition, plan: Plan, groups: Groups) -> CountedTable:
    def line(place: str) -> list[int]:
        explained, suspected = (
            edition.count("children.explained", place),
            edition.count("children.suspected", place),
        )
        verdicts = [edition.count(f"verdict.{v}", place) for v in VERDICTS]
        return [
            edition.count("children.in_scope", place),
            *verdicts,
            suspected,
            explained,
            suspected - explained,
        ]

    county, *stages = (
        line(place) for place in (COUNTY, *(f"{COUNTY}/{stage}" for stage in STAGES))
    )
    unknown = [whole_ - sum(parts) for whole_, *parts in zip(county, *stages, strict=True)]
    columns = (CHILDREN, *VERDICTS.values(), SUSPECTED, WITH, WITHOUT)
    sums = (
        Sum("row", COUNTY, (*STAGES, NO_STAGE)),
        _OF_VERDICTS,
        Sum("column", SUSPECTED, (WITH, WITHOUT)),
    )
    return CountedTable(
        "verdict_by_stage",
        "各学段比对结论",
        "人",
        "截止日6至15周岁、户籍在本县的儿童少年，按学段和比对结论；说明材料指异地就读、缓学休学、送教上门",
        (COUNTY, *STAGES, NO_STAGE),
        columns,
        tuple(tuple(x) for x in (county, *stages, unknown)),
        COUNTY,
        CHILDREN,
        sums,
        (),
        (_SUSPECT_IS_NOT_DROPOUT,),
        _SUSPECTED,
        _SUSPECTED,
    )


def _loop_by_group(edition: Edition, plan: Plan, groups: Groups) -> CountedTable | Dropped:
    """The line of no town stands there always: were it left out when it is empty, to be there would say that it isn't."""
    title, term = "各片区疑似辍学个案动态", edition.facts["term"]["term"]
    balance = edition.table("balance")
    own = balance[balance["term"] == term]
    own = own.assign(opening=own["opening"] + own["corrected"])
    moved = bool(own[list(MOVED)].to_numpy().any())
    names = {**LOOP, **(MOVED if moved else {})}
    lines = {b["town"]: [int(b[c]) for c in names] for b in own.to_dict("records")}
    if COUNTY not in lines:
        return Dropped("loop_by_group", title, "本学期没有个案台账")
    if moved:
        lines[COUNTY] = _with_moves_of_all(lines)
    nobody = [0] * len(names)
    no_town = [
        c - sum(t)
        for c, *t in zip(lines[COUNTY], *(v for k, v in lines.items() if k != COUNTY), strict=True)
    ]
    lines |= {NO_TOWN: no_town}
    groups = {**groups, NO_TOWN: [NO_TOWN]}

    def line(places: Sequence[str]) -> list[int]:
        return [
            sum(c)
            for c in zip(nobody, *(lines.get(place, nobody) for place in places), strict=True)
        ]

    labels = tuple(names.values())
    gains, losses = (labels[:3], labels[3:4])
    if moved:
        gains, losses = (*gains, MOVED["moved_in"]), (*losses, MOVED["moved_out"])
    table = _by_group(
        "loop_by_group", title, "个", "疑似辍学个案，一名儿童一个案", groups, labels, line
    )
    return replace(
        table,
        balances=(Balance(gains, losses, labels[4]),),
        headline=frozenset({LOOP["closing"]}),
        notes=(
            "期初是上学期的期末；期末是统计截止日还没有销号的个案。",
            f"{NO_TOWN}指户籍在哪个镇（街道）还没有查明，没有这样的个案也列出这一行。",
        ),
    )


def _with_moves_of_all(lines: Mapping[str, Sequence[int]]) -> list[int]:
    """The county's line, whose moves are those of all its towns and of no town together: as many in as out."""
    moves = zip(*(line[len(LOOP) :] for town, line in lines.items() if town != COUNTY), strict=True)
    whole = max(sum(column) for column in moves)
    return [*lines[COUNTY][: len(LOOP)], whole, whole]


def _by_group(
    code: str,
    title: str,
    unit: str,
    counts: str,
    groups: Groups,
    columns: tuple[str, ...],
    line: Callable[[Sequence[str]], list[int]],
) -> CountedTable:
    """A table whose rows are the county and groups of its towns."""
    lines = (tuple(line([COUNTY])), *(tuple(line(members)) for members in groups.values()))
    return CountedTable(
        code,
        title,
        unit,
        counts,
        (COUNTY, *groups),
        columns,
        lines,
        COUNTY,
        sums=(Sum("row", COUNTY, tuple(groups)),),
    )


def _open_by_cause(edition: Edition, plan: Plan, groups: Groups) -> CountedTable | Dropped:
    title, known = "未销号个案的原因", edition.facts.get("loop", {}).get("labels", {}).get("cause")
    if known is None:
        return Dropped("open_by_cause", title, "本学期没有个案台账")
    groups = _partition("publication_cause_groups", plan.cause_groups, list(known), OTHER_CAUSES)
    counts = {
        name: sum(edition.count(f"cause.{c}", COUNTY) for c in group)
        for name, group in groups.items()
    }
    counts[NO_CAUSE] = edition.count("cause.unknown", COUNTY)
    values = ((sum(counts.values()),), *((n,) for n in counts.values()))
    return CountedTable(
        "open_by_cause",
        title,
        "个",
        "统计截止日还没有销号的个案，按查明的原因",
        (COUNTY, *counts),
        (LOOP["closing"],),
        values,
        COUNTY,
        sums=(Sum("row", COUNTY, tuple(counts)),),
        telling=frozenset(groups),
    )


_TABLES: dict[str, Callable[[Edition, Plan, Groups], CountedTable | Dropped]] = {
    "verdict_by_group": _verdict_by_group,
    "verdict_by_stage": _verdict_by_stage,
    "loop_by_group": _loop_by_group,
    "open_by_cause": _open_by_cause,
}
"""Every table that can be published, by its code."""
