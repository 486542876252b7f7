"""Last term's orders, looked at again item by item (M7.8): how they stand, and a table of who mended what."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kongchuo_core.documents.inspection.rows import Sentences
from kongchuo_core.documents.supervision.demands import rank
from kongchuo_core.documents.supervision.facts import lines
from kongchuo_core.documents.supervision.rows import RecheckRow
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.documents.wordings import wording
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.codes import RECHECK
from kongchuo_core.vocabulary.tables.supervision import OrderLine as Order

ABSENCE_PARTS = 3
"""An absence is an item of three parts: child, first day, to whom it was to be reported."""
TOLD = ("unmended", "again", "recurred", "mended", "past")
"""The states that the table tells, those that want something first."""


def rechecked(edition: Edition, table: str = "") -> Sentences:
    """How last term's orders stand, as far as they were signed; what was only proposed is told as that.

    ``table``: where it says who mended what.
    """
    if edition.facts["term"].get("previous") is None:
        return ("这是第一个学期，没有上学期责令整改的事项。",)
    orders = lines(edition, Order)
    if not orders:
        return ("上学期没有责令整改的事项。",)
    labels = {code.code: code.label for code in RECHECK.codes}
    counts = [(labels[s], edition.count(f"orders.{s}")) for s in labels]
    told = listed(f"{label}{n}项" for label, n in counts if n)
    where = f"，见{table}" if table and any(o.state in TOLD for o in orders) else ""
    dark = listed(
        dict.fromkeys(f"{o.unit}“{o.finding_label}”" for o in orders if o.state == "no_data")
    )
    unseen = f"无数据的是{dark}。" if dark else ""
    return (
        f"上学期提出整改的事项逐项回查，{told}{where}。{unseen}",
        *_never_ordered(edition, orders),
    )


def _never_ordered(edition: Edition, orders: Sequence[Order]) -> Sentences:
    """Whom nobody ordered to mend: neither opinion nor order was signed and served to them."""
    never = list(dict.fromkeys(o.unit for o in orders if not o.issued))
    units = never if any(o.issued for o in orders) else ()
    return wording("督导", edition).told("没有送达", units) if never else ()


def recheck_rows(edition: Edition) -> tuple[RecheckRow, ...]:
    """A line a problem, with the units and the items of each state; what is wanting stands first."""
    known = sorted(
        (o for o in lines(edition, Order) if o.state in TOLD),
        key=lambda o: (TOLD.index(o.state), rank(o.finding)),
    )
    labels = dict.fromkeys(o.finding_label for o in known)
    return tuple(_row(label, [o for o in known if o.finding_label == label]) for label in labels)


def _row(label: str, own: Sequence[Order]) -> RecheckRow:
    told = {state: _units([o for o in own if o.state == state]) for state in TOLD}
    return RecheckRow(
        事项=label,
        没有整改=told["unmended"],
        再次发生=_both(told["recurred"], told["again"]),
        已经整改=_both(told["mended"], told["past"], "期限已过，不能补做的："),
    )


def _both(first: str, second: str, beside: str = "同一项目又有问题，由督导组认定：") -> str:
    """Two states in one cell, the second with the words that set it apart."""
    if second == "—":
        return first
    return f"{beside}{second}" if first == "—" else f"{first}；{beside}{second}"


def _units(own: Sequence[Order]) -> str:
    """罗免镇（2025秋-5742JC、2025秋-K26DAK）: each unit with its items; a dash where there is none."""
    items: dict[str, list[str]] = {}
    for o in own:
        items.setdefault(o.unit, []).append(item_shown(o.item))
    return listed(f"{unit}（{'、'.join(named)}）" for unit, named in items.items()) or "—"


def item_shown(item: str) -> str:
    """An item as a paper may print it: of an absence its first day and to whom, without the child."""
    parts = item.split(" ")
    if len(parts) != ABSENCE_PARTS:
        return item
    return f"{chinese_date(date.fromisoformat(parts[1]))}起的缺勤（应报{parts[2]}）"
