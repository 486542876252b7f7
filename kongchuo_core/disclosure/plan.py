"""The fixed plan of a release: which tables of which counts, in which groups, by which thresholds;
its cells from an edition.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass
from datetime import date
from itertools import chain
from typing import Any

import pandas as pd

from kongchuo_core.disclosure.counted import Counted, CountedTable, Grid, Ladder
from kongchuo_core.disclosure.layout import Choices
from kongchuo_core.disclosure.problems import published
from kongchuo_core.disclosure.released import Balance, Dropped, Rule, Sum
from kongchuo_core.edition import Edition
from kongchuo_core.settings.models import Rules
from kongchuo_core.settings.numbers import listed_by_name, text_by_name, texts, whole
from kongchuo_core.vocabulary.errors import ParamsError
from kongchuo_core.vocabulary.figures import COUNTY

Groups = Mapping[str, Sequence[str]]

CHILDREN, SUSPECTED = "适龄儿童少年", "疑似辍学"
PRESENT, PRESENT_ALONE, COMPLETED, REVIEW = (
    "在校且有学籍",
    "在校无学籍",
    "已完成义务教育",
    "待人工核对",
)
VERDICTS = {
    "CONSISTENT": PRESENT,
    "PRESENT_UNENROLLED": PRESENT_ALONE,
    "COMPLETED": COMPLETED,
    "REVIEW": REVIEW,
}
ABSENT = {"ENROLLED_ABSENT": "其中：有学籍不在校", "UNENROLLED_ABSENT": "其中：无学籍不在校"}
WITH, WITHOUT = "其中：有说明材料", "其中：没有说明材料"
PRIMARY, SECONDARY = "小学", "初中（含学段不明）"
LOOP = {
    "opening": "期初",
    "new": "新增",
    "reopened": "重新立案",
    "closed": "销号",
    "closing": "期末",
}
OPENING, NEW, REOPENED, CLOSED, CLOSING = LOOP.values()
MOVED = {"moved_in": "转入", "moved_out": "转出"}
"""Cases that moved from one town to another: columns of the table by groups, also where nobody did,
for their absence would tell.
"""
MOVED_IN, MOVED_OUT = MOVED.values()
NO_TOWN, NO_CAUSE = "乡镇不明", "尚未查明"
OTHER_TOWNS, OTHER_CAUSES = "其他乡镇", "其他原因"
"""The groups of what the office has put into none."""
KINDS = {"街道": "街道", "镇": "乡镇", "乡": "乡镇"}
WITHIN_A_YEAR, OF_A_THOUSAND = 2, 1000
"""Children of an age and those who finished hardly change from a school year's first term to its
second: by so many, or so many of a thousand children of the county.
"""

_OF_VERDICTS = Sum("column", CHILDREN, (*VERDICTS.values(), SUSPECTED))
_OF_ABSENT = Sum("column", SUSPECTED, tuple(ABSENT.values()))
_OF_EXPLAINED = Sum("column", SUSPECTED, (WITH, WITHOUT))
_SUSPECTED = frozenset({SUSPECTED})
_SUSPECT_IS_NOT_DROPOUT = "疑似辍学是比对的结果，不等于辍学；经入户核实才能认定。"
_OPENING_IS_CLOSING = "期初是上学期的期末；期末是统计截止日还没有销号的个案。"
_ALONE = (PRESENT_ALONE, REVIEW)
_UNMATCHED = (*_ALONE, SUSPECTED)
_OF_CHILDREN: Ladder = (
    ((PRESENT,), _ALONE, (COMPLETED,), (SUSPECTED,)),
    ((PRESENT, *_ALONE), (COMPLETED,), (SUSPECTED,)),
    ((PRESENT,), _UNMATCHED, (COMPLETED,)),
    ((PRESENT,), (*_UNMATCHED, COMPLETED)),
)
"""First what is neither one nor the other; the suspected only where nothing finer can be told.
Those who finished come last: they hardly change from term to term, so that last term's number would
take them out again.
"""
_CAME = (OPENING, NEW, REOPENED)
_OF_CASES: Ladder = (
    ((OPENING,), (NEW, REOPENED), (CLOSED,), (CLOSING,)),
    ((OPENING,), (NEW,), (REOPENED,), (CLOSED, CLOSING)),
    ((OPENING,), (NEW, REOPENED), (CLOSED, CLOSING)),
    (_CAME, (CLOSED,), (CLOSING,)),
    (_CAME, (CLOSED, CLOSING)),
)
"""How many cases are new is told as long as it can be."""
_WITH_MOVED: Ladder = (
    ((OPENING,), (NEW, REOPENED), (MOVED_IN,), (CLOSED,), (MOVED_OUT,), (CLOSING,)),
    ((OPENING,), (NEW, REOPENED, MOVED_IN), (CLOSED, MOVED_OUT), (CLOSING,)),
    ((OPENING,), (NEW, REOPENED, MOVED_IN), (CLOSED, MOVED_OUT, CLOSING)),
    ((*_CAME, MOVED_IN), (CLOSED, MOVED_OUT), (CLOSING,)),
    ((*_CAME, MOVED_IN), (CLOSED, MOVED_OUT, CLOSING)),
)
_LEFT_OUT_FIRST = (
    *ABSENT.values(),
    WITH,
    WITHOUT,
    REVIEW,
    PRESENT_ALONE,
    COMPLETED,
    PRESENT,
    SUSPECTED,
    CHILDREN,
)
_OF_CASES_LEFT_OUT_FIRST = (MOVED_IN, MOVED_OUT, REOPENED, CLOSED, OPENING, CLOSING, NEW)
_BALANCE = Balance((OPENING, NEW, REOPENED), (CLOSED,), CLOSING)
_WITH_MOVES = Balance((*_BALANCE.gains, MOVED_IN), (CLOSED, MOVED_OUT), CLOSING)


def _cohort(edition: Edition) -> tuple[Rule, ...]:
    """Between the two terms of a school year these columns hardly change."""
    children = edition.count("children.in_scope", COUNTY)
    far = max(WITHIN_A_YEAR, children // OF_A_THOUSAND)
    return tuple(Rule("cohort", column, str(far)) for column in (CHILDREN, COMPLETED))


def _have_cases(table: str, balance: Balance) -> tuple[Rule, ...]:
    """Every suspected child has a case: it was open before the term, was opened in it, or came from
    another town.
    """
    return tuple(Rule("at_most", SUSPECTED, f"{table}/{x}") for x in balance.gains)


@dataclass(frozen=True)
class Plan:
    """What the office decided on publishing (``params/rules/publication.yaml``)."""

    tables: tuple[str, ...]
    town_groups: Groups
    cause_groups: Groups
    problems: Mapping[str, str]
    school_size: int
    rate_least: int
    problem_least: int
    phrases: tuple[str, ...]
    choices: Choices


def load_plan(rules: Rules, day: date) -> Plan:
    """The plan in force on a day.

    Raises
    ------
    ParamsError
        where a rule is missing or wrong.
    """
    tables = texts(rules, "publication_tables", day)
    choices = Choices(
        whole(rules, "publication_threshold", day),
        whole(rules, "publication_width", day),
        _newer(rules, "publication_contributors", day),
    )
    return Plan(
        tuple(tables),
        listed_by_name(rules, "publication_town_groups", day),
        listed_by_name(rules, "publication_cause_groups", day),
        text_by_name(rules, "publication_problems", day),
        whole(rules, "publication_school_size", day),
        whole(rules, "publication_rate_least", day),
        _newer(rules, "publication_problem_least", day),
        tuple(texts(rules, "publication_phrases", day)),
        choices,
    )


_NEWER = {"publication_contributors": 3, "publication_problem_least": 7}
"""Rules that params of earlier versions don't have, and what holds there."""


def _newer(rules: Rules, name: str, day: date) -> int:
    return whole(rules, name, day) if name in rules.values else _NEWER[name]


def _wrong(name: str, remedy: str) -> ParamsError:
    return ParamsError(
        f"规则“{name}”的值不对", remedy=remedy, place=("文件 params/rules/publication.yaml",)
    )


def town_groups(plan: Plan, towns: Sequence[Mapping[str, Any]]) -> Groups:
    """The groups of a county's towns, each town in exactly one; by kind where the plan was written
    for another county or has none.

    None where a group has fewer towns than the plan asks: who works in one of two towns would know
    the other's numbers.

    Raises
    ------
    ParamsError
        where a town is in two groups, or a group holds a town that the county hasn't.
    """
    names = [t["name"] for t in towns]
    grouped = set(chain.from_iterable(plan.town_groups.values()))
    kinds = dict.fromkeys(KINDS[t["kind"]] for t in towns)
    groups: Groups = {
        kind: [t["name"] for t in towns if KINDS[t["kind"]] == kind] for kind in kinds
    }
    if grouped & set(names):
        groups = _partition("publication_town_groups", plan.town_groups, names, OTHER_TOWNS)
    few = any(len(members) < plan.choices.contributors for members in groups.values())
    return {} if few else groups


def _partition(rule: str, groups: Groups, known: Sequence[str], others: str) -> Groups:
    """The groups, with one more of whatever stands in none: a new cause or town stops nobody. What
    isn't known, or stands twice, does.
    """
    grouped = list(chain.from_iterable(groups.values()))
    wrong = sorted({x for x in grouped if grouped.count(x) > 1}) + sorted(set(grouped) - set(known))
    if wrong:
        raise _wrong(rule, f"没有这样的名称，或者写在两组里的：{'、'.join(wrong)}")
    left = [x for x in known if x not in grouped]
    return {**groups, others: [*groups.get(others, ()), *left]} if left else groups


def counted(
    edition: Edition, plan: Plan, number: int = 1, of_cases: Set[str] = frozenset()
) -> Counted:
    """Every cell of a release, from an edition's figures and balance; nothing is hidden yet.

    ``of_cases`` are the duties behind each of which a child stands.

    Raises
    ------
    ParamsError
        where the plan's groups don't fit the county.
    """
    facts = edition.facts
    groups = town_groups(plan, facts["towns"])
    made = [
        _county_children(edition),
        _county_explained(edition),
        _county_cases(edition),
        *(_TABLES[code](edition, plan, groups) for code in plan.tables),
    ]
    problems, reservations = published(
        edition, plan.problems, of_cases, plan.school_size, plan.problem_least
    )
    towns = "；".join(f"{name}：{'、'.join(members)}" for name, members in groups.items())
    return Counted(
        facts["term"]["term"],
        facts["term"]["label"],
        number,
        facts["county"]["name"],
        bool(facts["fictitious"]),
        tuple(t for t in made if isinstance(t, CountedTable)),
        problems,
        (*((f"片区——{towns}。",) if groups else ()), *_dates(facts["term"])),
        tuple(t for t in made if isinstance(t, Dropped)),
        len(facts["towns"]),
        reservations,
    )


def _dates(term: Mapping[str, str]) -> Iterator[str]:
    yield f"年龄算到{term['cutoff']}，比对日为{term['compared_on']}，个案动态统计到{term['as_of']}。"


@dataclass(frozen=True)
class _Rows:
    """The rows of a table: label → the places that are added up; and the same of each town
    alone.
    """

    labels: tuple[str, ...]
    whole: Callable[[str], list[int]]
    of_town: Callable[[str, str], list[int]]
    towns: tuple[str, ...]

    def values(self) -> Grid:
        """Every row's cells."""
        return tuple(tuple(self.whole(label)) for label in self.labels)

    def of_towns(self) -> dict[str, Grid]:
        """Town → its part of every row."""
        return {
            town: tuple(tuple(self.of_town(label, town)) for label in self.labels)
            for town in self.towns
        }


def _town_names(edition: Edition) -> tuple[str, ...]:
    return tuple(t["name"] for t in edition.facts["towns"])


def _children(edition: Edition, place: str) -> dict[str, int]:
    """What is counted of the children of a place, by the labels of its columns."""
    suspected, explained = (
        edition.count("children.suspected", place),
        edition.count("children.explained", place),
    )
    return {
        CHILDREN: edition.count("children.in_scope", place),
        **{label: edition.count(f"verdict.{code}", place) for code, label in VERDICTS.items()},
        SUSPECTED: suspected,
        **{label: edition.count(f"verdict.{code}", place) for code, label in ABSENT.items()},
        WITH: explained,
        WITHOUT: suspected - explained,
    }


def counts_of_verdicts(verdicts: pd.DataFrame) -> dict[str, int]:
    """What is counted of some children, by the labels of its columns; not whether something
    explains their absence.
    """
    found = verdicts["verdict"].value_counts()
    absent = {label: int(found.get(code, 0)) for code, label in ABSENT.items()}
    return {
        CHILDREN: len(verdicts),
        **{label: int(found.get(code, 0)) for code, label in VERDICTS.items()},
        SUSPECTED: sum(absent.values()),
        **absent,
    }


def _of_children(edition: Edition, rows: Sequence[str], columns: Sequence[str]) -> _Rows:
    """Rows that are places themselves: the county."""

    def line(place: str) -> list[int]:
        found = _children(edition, place)
        return [found[column] for column in columns]

    return _Rows(tuple(rows), line, lambda _, town: line(town), _town_names(edition))


def _county_children(edition: Edition) -> CountedTable:
    columns = (CHILDREN, SUSPECTED, *ABSENT.values(), *VERDICTS.values())
    rows = _of_children(edition, (COUNTY,), columns)
    return CountedTable(
        "county_children",
        "全县比对结论",
        "人",
        "截止日6至15周岁、户籍在本县的儿童少年，按比对结论",
        rows.labels,
        columns,
        rows.values(),
        COUNTY,
        CHILDREN,
        (_OF_VERDICTS, _OF_ABSENT),
        (),
        (*_have_cases("county_cases", _BALANCE), *_cohort(edition)),
        (_SUSPECT_IS_NOT_DROPOUT,),
        ladders=(_OF_CHILDREN,),
        gives_up=_LEFT_OUT_FIRST,
        telling=_SUSPECTED,
        headline=_SUSPECTED,
        towns=rows.of_towns(),
    )


def _county_explained(edition: Edition) -> CountedTable:
    """Apart from the verdicts: a second way to divide the suspected."""
    columns = (SUSPECTED, WITH, WITHOUT)
    rows = _of_children(edition, (COUNTY,), columns)
    return CountedTable(
        "county_explained",
        "全县疑似辍学的说明材料",
        "人",
        "比对结论为疑似辍学的；说明材料指异地就读、缓学休学、送教上门",
        rows.labels,
        columns,
        rows.values(),
        COUNTY,
        None,
        (_OF_EXPLAINED,),
        (),
        (),
        ("有说明材料的，说明还要经核实。",),
        gives_up=(WITH, WITHOUT, SUSPECTED),
        headline=_SUSPECTED,
        towns=rows.of_towns(),
    )


def _verdict_by_group(edition: Edition, plan: Plan, groups: Groups) -> CountedTable | Dropped:
    title = "各片区比对结论"
    if not groups:
        return Dropped("verdict_by_group", title, _too_few_towns(plan))
    columns = (CHILDREN, SUSPECTED, *ABSENT.values(), *VERDICTS.values())
    rows = _by_group(
        edition, groups, lambda place: [_children(edition, place)[column] for column in columns]
    )
    return CountedTable(
        "verdict_by_group",
        title,
        "人",
        "截止日6至15周岁、户籍在本县的儿童少年，按比对结论",
        rows.labels,
        columns,
        rows.values(),
        COUNTY,
        CHILDREN,
        (Sum("row", COUNTY, tuple(groups)), _OF_VERDICTS, _OF_ABSENT),
        (),
        (*_have_cases("loop_by_group", _WITH_MOVES), *_cohort(edition)),
        (_SUSPECT_IS_NOT_DROPOUT,),
        ladders=(_OF_CHILDREN,),
        gives_up=_LEFT_OUT_FIRST,
        telling=_SUSPECTED,
        headline=_SUSPECTED,
        towns=rows.of_towns(),
    )


def _too_few_towns(plan: Plan) -> str:
    return (
        f"片区里的乡镇（街道）不到{plan.choices.contributors}个，一个乡镇的经办人能推算出别的乡镇"
    )


def _by_group(
    edition: Edition, groups: Groups, line: Callable[[str], Sequence[int]], *more: str
) -> _Rows:
    """Rows of the county and of groups of its towns, and ``more`` that belong to no town."""

    def whole(label: str) -> list[int]:
        members = groups.get(label, (label,))
        return [sum(column) for column in zip(*(line(place) for place in members), strict=True)]

    def of_town(label: str, town: str) -> list[int]:
        mine = list(line(town))
        return mine if label == COUNTY or town in groups.get(label, ()) else [0] * len(mine)

    return _Rows((COUNTY, *groups, *more), whole, of_town, _town_names(edition))


def _verdict_by_stage(edition: Edition, plan: Plan, groups: Groups) -> CountedTable:
    """A child of whom nobody knows the stage stands with the older ones: a row of its own would say
    that there is such a child.
    """
    columns = (CHILDREN, SUSPECTED, WITH, WITHOUT, *VERDICTS.values())

    def line(label: str, place: str) -> list[int]:
        whole = _children(edition, place)
        if label == COUNTY:
            return [whole[column] for column in columns]
        primary = _children(edition, f"{place}/{PRIMARY}")
        if label == PRIMARY:
            return [primary[column] for column in columns]
        return [whole[column] - primary[column] for column in columns]

    rows = _Rows(
        (COUNTY, PRIMARY, SECONDARY), lambda label: line(label, COUNTY), line, _town_names(edition)
    )
    return CountedTable(
        "verdict_by_stage",
        "各学段比对结论",
        "人",
        "截止日6至15周岁、户籍在本县的儿童少年，按学段和比对结论；说明材料指异地就读、缓学休学、送教上门",
        rows.labels,
        columns,
        rows.values(),
        COUNTY,
        CHILDREN,
        (Sum("row", COUNTY, (PRIMARY, SECONDARY)), _OF_VERDICTS, _OF_EXPLAINED),
        (),
        (Rule("nought", PRIMARY, COMPLETED), *_cohort(edition)),
        (_SUSPECT_IS_NOT_DROPOUT,),
        ladders=(_OF_CHILDREN,),
        gives_up=_LEFT_OUT_FIRST,
        telling=_SUSPECTED,
        headline=_SUSPECTED,
        towns=rows.of_towns(),
    )


def _cases(edition: Edition) -> dict[str, list[int]]:
    """Place → opening, new, reopened, closed, closing, moved in, moved out; none where there is no
    book of cases.

    An opening that was corrected stands corrected. The county's moves are those of all its towns
    and of no town together.
    """
    balance, term = edition.table("balance"), edition.facts["term"]["term"]
    own = balance[balance["term"] == term]
    own = own.assign(opening=own["opening"] + own["corrected"])
    lines = {b["town"]: [int(b[c]) for c in (*LOOP, *MOVED)] for b in own.to_dict("records")}
    if COUNTY not in lines:
        return {}
    towns = [v for k, v in lines.items() if k != COUNTY]
    moves = zip(*(line[len(LOOP) :] for line in towns), strict=True)
    whole_ = max((sum(column) for column in moves), default=0)
    lines[COUNTY][len(LOOP) :] = [whole_] * len(MOVED)
    no_town = [c - sum(t) for c, *t in zip(lines[COUNTY], *towns, strict=True)]
    return lines | {NO_TOWN: no_town}


def _loop_table(
    code: str, title: str, rows: _Rows, balance: Balance, sums: tuple[Sum, ...], *notes: str
) -> CountedTable:
    return CountedTable(
        code,
        title,
        "个",
        "疑似辍学个案，一名儿童一个案",
        rows.labels,
        (*balance.gains, *balance.losses, balance.rest),
        rows.values(),
        COUNTY,
        None,
        sums,
        (balance,),
        (Rule("opens", OPENING, f"上学期/{CLOSING}"),),
        (_OPENING_IS_CLOSING, *notes),
        ladders=(_WITH_MOVED if MOVED_IN in balance.gains else _OF_CASES,),
        gives_up=_OF_CASES_LEFT_OUT_FIRST,
        headline=frozenset({CLOSING}),
        towns=rows.of_towns(),
    )


def _county_cases(edition: Edition) -> CountedTable | Dropped:
    title, lines = "全县疑似辍学个案动态", _cases(edition)
    if not lines:
        return Dropped("county_cases", title, _NO_BOOK)
    rows = _Rows(
        (COUNTY,),
        lambda label: lines[label][: len(LOOP)],
        lambda _, town: lines.get(town, [0] * len(LOOP))[: len(LOOP)],
        _town_names(edition),
    )
    return _loop_table("county_cases", title, rows, _BALANCE, ())


_NO_BOOK = "本学期没有个案台账"


def _loop_by_group(edition: Edition, plan: Plan, groups: Groups) -> CountedTable | Dropped:
    """The line of no town stands there always: were it left out when it is empty, to be there would
    say that it isn't.
    """
    title, lines = "各片区疑似辍学个案动态", _cases(edition)
    if not lines or not groups:
        return Dropped("loop_by_group", title, _NO_BOOK if groups else _too_few_towns(plan))

    def line(place: str) -> list[int]:
        found = lines.get(place, [0] * (len(LOOP) + len(MOVED)))
        opening, new, reopened, closed, closing, moved_in, moved_out = found
        return [opening, new, reopened, moved_in, closed, moved_out, closing]

    rows = _by_group(edition, groups, line, NO_TOWN)
    return _loop_table(
        "loop_by_group",
        title,
        rows,
        _WITH_MOVES,
        (Sum("row", COUNTY, (*groups, NO_TOWN)),),
        f"{NO_TOWN}指户籍在哪个镇（街道）还没有查明，没有这样的个案也列出这一行。",
    )


def _in_blocks(labels: tuple[str, ...], size: int) -> tuple[tuple[str, ...], ...]:
    return tuple(labels[n : n + size] for n in range(0, len(labels), size))


def _open_by_cause(edition: Edition, plan: Plan, groups: Groups) -> CountedTable | Dropped:
    title, known = "未销号个案的原因", edition.facts.get("loop", {}).get("labels", {}).get("cause")
    if known is None:
        return Dropped("open_by_cause", title, _NO_BOOK)
    causes_of = _partition("publication_cause_groups", plan.cause_groups, list(known), OTHER_CAUSES)

    def counts(place: str) -> Grid:
        found = [
            sum(edition.count(f"cause.{c}", place) for c in group) for group in causes_of.values()
        ]
        found.append(edition.count("cause.unknown", place))
        return tuple((n,) for n in (sum(found), *found))

    causes = (*causes_of, NO_CAUSE)
    return CountedTable(
        "open_by_cause",
        title,
        "个",
        "统计截止日还没有销号的个案，按查明的原因",
        (COUNTY, *causes),
        (CLOSING,),
        counts(COUNTY),
        COUNTY,
        sums=(Sum("row", COUNTY, causes),),
        along="row",
        ladders=((*(_in_blocks(causes, n) for n in (2, 4)), (tuple(causes_of), (NO_CAUSE,))),),
        gives_up=(*reversed(causes), COUNTY),
        telling=frozenset(causes_of),
        towns={town: counts(town) for town in _town_names(edition)},
    )


_TABLES: dict[str, Callable[[Edition, Plan, Groups], CountedTable | Dropped]] = {
    "verdict_by_group": _verdict_by_group,
    "verdict_by_stage": _verdict_by_stage,
    "loop_by_group": _loop_by_group,
    "open_by_cause": _open_by_cause,
}
"""Every table that can be published, by its code; those of the whole county always are."""
