"""Where a number comes from, in words: formula, numerator, denominator, condition, clause, rows
behind it and their files.

No row is shown, only how many there are: a figure is explained without a name or an identity
number.
"""

from __future__ import annotations

from dataclasses import dataclass
from difflib import get_close_matches

import pandas as pd

from kongchuo_core.documents.behind import Behind, Explainer
from kongchuo_core.documents.shown import Table
from kongchuo_core.documents.supervision.facts import Source, small
from kongchuo_core.documents.supervision.indicators import value
from kongchuo_core.documents.wording import listed
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.errors import UsageError

NEAR = 5
"""How many near matches a message names."""


@dataclass(frozen=True)
class Explained:
    """An explained figure; it shows itself as a table of item and words."""

    items: tuple[tuple[str, str], ...]

    def __repr__(self) -> str:
        return "\n".join(f"{name}：{words}" for name, words in self.items)

    def _repr_html_(self) -> str:
        return Table("", pd.DataFrame(self.items, columns=["项目", "内容"]))._repr_html_()


def explain(edition: Edition, code: str, place: str = "") -> Explained:
    """Explain one figure of an edition.

    Parameters
    ----------
    code : the figure's code, such as ``children.suspected``, or its name in print, such as 疑似辍学.
    place : a town, ``town/school`` …; empty for the edition's own place.

    Raises
    ------
    UsageError
        where there is no such figure; the message names those that come near, or the places it has.
    """
    explainer = Explainer(Edition(edition.folder))
    figures, sources = explainer.table("figures"), explainer.table("figure_sources")
    where, known = place or edition.place, sorted(set(figures["code"]))
    wanted = code if code in known else _by_name(sources, code, known)
    places = sorted(figures[figures["code"] == wanted]["place"])
    if where not in places and where == edition.place:
        return Explained(_without(sources[sources["code"] == wanted].iloc[0], where))
    if where not in places:
        near = get_close_matches(where, places, NEAR, 0.3) or places[:NEAR]
        raise UsageError(
            f"指标“{wanted}”没有“{where}”的数（没有数据的不在表里，没有数到的是零）",
            remedy=f"--place 写成其中之一：{listed(near)}" if near else "这个指标本期没有数据",
        )
    return Explained(_items(edition, explainer.behind(wanted, where)))


def _without(source: pd.Series, where: str) -> tuple[tuple[str, str], ...]:
    """What can be said of a figure that this edition has no number of."""
    return (
        ("指标", f"{source['label']}（{source['code']}）"),
        ("范围", where),
        ("数值", "无数据"),
        ("计算方法", str(source["formula"])),
    )


def _by_name(sources: pd.DataFrame, name: str, known: list[str]) -> str:
    """The code of a figure by its code or its name; where there is none, the near ones are
    named.
    """
    labels = {
        label: code
        for code, label in zip(sources["code"], sources["label"], strict=True)
        if "*" not in code
    }
    if name in labels or name in labels.values():
        return str(labels.get(name, name))
    names = {code: label for label, code in labels.items()}
    near = [code for code in known if name in code or name in names.get(code, "")]
    near += get_close_matches(name, known, NEAR, 0.5) + [
        labels[n] for n in get_close_matches(name, list(labels), NEAR, 0.3)
    ]
    told = [f"{c}（{names[c]}）" if c in names else c for c in dict.fromkeys(near)][:NEAR]
    raise UsageError(
        f"没有“{name}”这个指标",
        remedy=f"相近的有：{listed(told)}"
        if told
        else "全部指标的代码见结果的表 figures，如 children.suspected",
    )


def _items(edition: Edition, b: Behind) -> tuple[tuple[str, str], ...]:
    source = Source(label=b.label, formula=b.formula, unit=b.unit, of_table="", registers=())
    printed = value((b.numerator, b.denominator), source, small(edition))
    items = [
        ("指标", f"{b.label}（{b.code}）"),
        ("范围", b.place),
        ("数值", printed),
        ("计算方法", b.formula),
        ("分子", _counted(b.numerator, b.rows, b.counted)),
    ]
    if b.denominator is not None:
        items.append(("分母", _counted(b.denominator, b.of_rows, b.counted_of)))
    return (
        *items,
        ("条款", b.clause),
        ("来源文件", listed(b.files) or "台账（ledger）"),
    )


def _counted(number: int, rows: pd.DataFrame | None, again: float | None) -> str:
    if rows is None:
        return f"{number}"
    behind = f"背后{len(rows)}行"
    if again is not None:
        behind += "，与逐行重算相符" if again == number else f"，逐行重算为{again:g}，不相符"
    return f"{number}（{behind}）"
