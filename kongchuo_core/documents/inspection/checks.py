"""The totals of a report, counted a second time another way: from the children's list instead of
the figures.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.inspection.counts import total
from kongchuo_core.documents.shown import Table
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.figures import COUNTY


@dataclass(frozen=True)
class Check:
    """One equation: what, the number as printed, the number counted another way."""

    what: str
    printed: int
    counted: int


@dataclass(frozen=True)
class Checks:
    """All equations; they show themselves as a table."""

    all: tuple[Check, ...]

    @property
    def failed(self) -> tuple[str, ...]:
        """The equations that do not hold; ``assert not r.checks.failed``."""
        return tuple(c.what for c in self.all if c.printed != c.counted)

    def __repr__(self) -> str:
        return f"有{len(self.failed)}项不符" if self.failed else f"{len(self.all)}项都相符"

    def _repr_html_(self) -> str:
        lines = [
            {
                "核对": c.what,
                "报告里的数": c.printed,
                "另一种算法": c.counted,
                "结果": "不符" if c.what in self.failed else "相符",
            }
            for c in self.all
        ]
        return Table("核对", pd.DataFrame(lines))._repr_html_()


def checks(edition: Edition) -> Checks:
    """Every equation of the edition's place."""
    return Checks((*_children(edition), *_parts(edition), *_rows(edition)))


def _children(edition: Edition) -> Iterator[Check]:
    whole, table = facts.children(edition), edition.table("verdicts")
    counts = table["verdict"].value_counts()
    suspected = table[table["verdict"].isin(facts.SUSPECTED)]
    yield Check("适龄人数 = 名册的人数", whole.in_scope, table["child_id"].nunique())
    yield Check("适龄人数 = 六类结论之和", whole.in_scope, sum(whole.verdicts))
    for name, code in facts.FIGURES.items():
        if (verdict := code.removeprefix("verdict.")) in facts.VERDICTS:
            yield Check(
                f"{facts.VERDICTS[verdict]} = 名册中该结论的人数",
                getattr(whole, name),
                int(counts.get(verdict, 0)),
            )
    yield Check("疑似辍学 = 两类不一致之和", edition.count("children.suspected"), whole.suspected)
    yield Check("疑似辍学 = 名册中两类不一致的人数", whole.suspected, len(suspected))
    yield Check(
        "有说明材料 = 名册中疑似且有材料的人数",
        whole.explained,
        int((suspected["explained_by"] != "").sum()),
    )
    yield Check(
        "有说明材料 = 各种材料之和",
        whole.explained,
        sum(count for _, count in facts.by_explanation(edition)),
    )


def _parts(edition: Edition) -> Iterator[Check]:
    whole, table = facts.children(edition), edition.table("verdicts")
    if edition.town is None:
        towns = total(facts.by_town(edition), COUNTY)
        yield Check("适龄人数：各镇（街道）之和 = 全县", towns.in_scope, whole.in_scope)
        yield Check("疑似辍学：各镇（街道）之和 = 全县", towns.suspected, whole.suspected)
    schools, suspected = facts.by_school(edition), table["verdict"].isin(facts.SUSPECTED)
    without = [c for c in schools if c.place == facts.NO_SCHOOL]
    yield Check(
        "没有学校记录的 = 名册中学校为空的人数",
        sum(c.in_scope for c in without),
        int((table["school"].fillna("") == "").sum()),
    )
    yield Check(
        "各学校的疑似辍学 = 名册中有学校的疑似人数",
        sum(c.suspected for c in schools if c not in without),
        int((suspected & (table["school"].fillna("") != "")).sum()),
    )
    unknown = [c for c in facts.by_age(edition) if c.place == facts.NO_AGE]
    yield Check(
        "年龄不详 = 名册中没有年龄的人数",
        sum(c.in_scope for c in unknown),
        int(table["age"].isna().sum()),
    )


def _rows(edition: Edition) -> Iterator[Check]:
    rows = edition.table("rows")["register"].value_counts()
    read = edition.facts["proof"]["registers"]
    for code, row in zip(facts.FIRST_PAGE, facts.balance_rows(edition), strict=True):
        yield Check(f"{row.来源}：各去向之和 = 读入的行数", row.读入, read[code]["read"])
        yield Check(f"{row.来源}：各去向之和 = 逐行记录的行数", row.读入, int(rows.get(code, 0)))
