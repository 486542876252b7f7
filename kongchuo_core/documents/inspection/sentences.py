"""Every sentence with a number in it: from counts to Chinese, natural for none, one and many.

Suspected is not dropout: no sentence here calls a child a dropout. Rates are not told: a suspected
child is a lead, and a place has too few of them for a rate to mean anything (domain facts §3.3);
counts are told with and without the explained.
"""

from __future__ import annotations

from collections.abc import Sequence

from kongchuo_core.documents.inspection.counts import Children
from kongchuo_core.documents.wording import quoted
from kongchuo_core.documents.wordings import Wording

FAMILY = "三比对"


def conclusion(c: Children, words: Wording, *, followed: str = "") -> tuple[str, ...]:
    """How many children, how many suspected with and without a document, what else needs a person.

    ``followed``: where the report tells how far the suspected have been followed up.
    """
    return words.told("结论", c, followed)


def place_told(c: Children, words: Wording) -> str:
    """One place in a paragraph of its own."""
    return words.sentence("一地", c)


def not_given(folders: Sequence[str]) -> tuple[str, ...]:
    """Registers that were not given."""
    return (
        (f"本期未提供{quoted(folders)}登记册，有关内容为无数据，不作评价。",)
        if folders
        else ("各登记册均已提供。",)
    )
