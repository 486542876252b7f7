"""Last term's orders, looked at again (M7.8): how many are mended, and a table of who mended what."""

from __future__ import annotations

from collections.abc import Sequence

from kongchuo_core.documents.inspection.contexts import Sentences
from kongchuo_core.documents.supervision.demands import rank
from kongchuo_core.documents.supervision.facts import Order, lines
from kongchuo_core.documents.supervision.rows import RecheckRow
from kongchuo_core.documents.wording import listed
from kongchuo_core.edition import Edition

STATES = {"mended": "已经整改", "better": "有好转", "unmended": "没有整改", "no_data": "无数据"}


def rechecked(edition: Edition, table: str = "") -> Sentences:
    """How many of last term's orders are mended; ``table``: where it says who mended what."""
    if edition.facts["term"].get("previous") is None:
        return ("这是第一个学期，没有上学期责令整改的事项。",)
    orders = lines(edition, Order)
    if not orders:
        return ("上学期没有责令整改的事项。",)
    counts = [(label, edition.count(f"orders.{state}")) for state, label in STATES.items()]
    dark = listed(
        dict.fromkeys(f"{o.unit}“{o.finding_label}”" for o in orders if o.state == "no_data")
    )
    where = f"，见{table}" if table else ""
    told = f"上学期责令整改的事项，{listed(f'{label}{n}项' for label, n in counts if n)}{where}。{f'无数据的是{dark}。' if dark else ''}"
    return (told, *_never_ordered(orders))


def _never_ordered(orders: Sequence[Order]) -> Sentences:
    """Whom nobody ordered to mend: there is no day of an opinion, and neither opinion nor order was signed."""
    never = list(dict.fromkeys(o.unit for o in orders if not o.issued))
    if not never:
        return ()
    if all(not o.issued for o in orders):
        return (
            "上学期没有发出督导意见书、责令限期整改通知书的记录，以上按上学期建议整改的事项回查，只作提醒。",
        )
    return (
        f"没有向{listed(never)}发出督导意见书、责令限期整改通知书的记录，按上学期建议整改的事项回查，只作提醒。",
    )


def recheck_rows(edition: Edition) -> tuple[RecheckRow, ...]:
    """A line a problem: who has mended it, who is better, who isn't; what is wanting stands first."""
    order = ("unmended", "better", "mended")
    known = sorted(
        (o for o in lines(edition, Order) if o.state in order),
        key=lambda o: (order.index(o.state), rank(o.finding)),
    )
    return tuple(
        _row(edition, label, [o for o in known if o.finding_label == label])
        for label in dict.fromkeys(o.finding_label for o in known)
    )


def _row(edition: Edition, label: str, own: Sequence[Order]) -> RecheckRow:
    told = {
        state: listed(dict.fromkeys(_unit(edition, o) for o in own if o.state == state)) or "—"
        for state in STATES
    }
    return RecheckRow(
        事项=label, 没有整改=told["unmended"], 有好转=told["better"], 已经整改=told["mended"]
    )


def _unit(edition: Edition, order: Order) -> str:
    """永定街道5→6件, 罗免镇“组织领导”: a unit with its numbers then and now; what is or isn't has none."""
    if order.state == "mended" or not (order.item or order.counted):
        return order.unit
    if order.item:
        return f"{order.unit}“{order.item}”"
    was, now = (
        edition.count(f"order.{order.finding}.{when}", order.place) for when in ("was", "now")
    )
    return f"{order.unit}{was}→{now}{order.counted}"
