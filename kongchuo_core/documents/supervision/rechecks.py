"""Last term's orders, looked at again item by item (M7.8): how they stand, and a table of who
mended what.
"""

from __future__ import annotations

from collections.abc import Sequence

from kongchuo_core.documents.inspection.rows import Sentences
from kongchuo_core.documents.supervision import fact_words
from kongchuo_core.documents.supervision.demands import rank
from kongchuo_core.documents.supervision.fact_words import item_shown
from kongchuo_core.documents.supervision.facts import lines
from kongchuo_core.documents.supervision.rows import RecheckRow
from kongchuo_core.documents.supervision.words import FAMILY
from kongchuo_core.documents.wording import listed
from kongchuo_core.documents.wordings import Wording, wording
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.codes import RECHECK
from kongchuo_core.vocabulary.tables.supervision import OrderLine

NOBODY = "—"
"""What stands in a cell in which no unit does."""
TOLD = ("unmended", "again", "recurred", "mended", "past")
"""The states that the table tells, those that want something first."""


def rechecked(edition: Edition, table: str = "") -> Sentences:
    """How last term's orders stand, as far as they were signed; what was only proposed is told as
    that.

    ``table``: where it says who mended what.
    """
    words = wording(FAMILY, edition)
    if edition.facts["term"].get("previous") is None:
        return words.told("首个学期")
    orders = lines(edition, OrderLine)
    if not orders:
        return words.told("没有责令")
    told = [
        words.sentence("回查项", code.label, n)
        for code in RECHECK.codes
        if (n := edition.count(f"orders.{code.code}"))
    ]
    dark = dict.fromkeys(
        words.sentence("回查单位", o.unit, o.finding_label) for o in orders if o.state == "no_data"
    )
    where = table if any(o.state in TOLD for o in orders) else ""
    return (*words.told("回查", told, where, list(dark)), *_never_ordered(edition, orders))


def _never_ordered(edition: Edition, orders: Sequence[OrderLine]) -> Sentences:
    """Whom nobody ordered to mend: neither opinion nor order was signed and served to them."""
    never = list(dict.fromkeys(o.unit for o in orders if not o.issued))
    units = never if any(o.issued for o in orders) else ()
    return wording("督导", edition).told("没有送达", units) if never else ()


def recheck_rows(edition: Edition) -> tuple[RecheckRow, ...]:
    """A line a problem, with the units and the items of each state; what is wanting stands
    first.
    """
    known = sorted(
        (o for o in lines(edition, OrderLine) if o.state in TOLD),
        key=lambda o: (TOLD.index(o.state), rank(o.finding)),
    )
    labels = dict.fromkeys(o.finding_label for o in known)
    return tuple(
        _row(label, [o for o in known if o.finding_label == label], edition) for label in labels
    )


def _row(label: str, own: Sequence[OrderLine], edition: Edition) -> RecheckRow:
    words, names = wording(FAMILY, edition), wording(fact_words.FAMILY, edition)
    told = {state: _units([o for o in own if o.state == state], names) for state in TOLD}
    return RecheckRow(
        事项=label,
        没有整改=told["unmended"],
        再次发生=_both(told["recurred"], told["again"], words, "又有问题"),
        已经整改=_both(told["mended"], told["past"], words, "不能补做"),
    )


def _both(first: str, second: str, words: Wording, place: str) -> str:
    """Two states in one cell, the second with the words that set it apart."""
    if second == NOBODY:
        return first
    beside = words.sentence(place, second)
    return beside if first == NOBODY else f"{first}；{beside}"


def _units(own: Sequence[OrderLine], words: Wording) -> str:
    """罗免镇（2025秋-5742JC、2025秋-K26DAK）: each unit with its items; a dash where there is none."""
    items: dict[str, list[str]] = {}
    for o in own:
        items.setdefault(o.unit, []).append(item_shown(o.item, words))
    return listed(f"{unit}（{'、'.join(named)}）" for unit, named in items.items()) or NOBODY
