"""What people wrote down about the inspection (register 督导记录): printed as it stands, with who wrote
it, and never made up.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

import pandas as pd

from kongchuo_core.documents.notebook.figures import Figures
from kongchuo_core.documents.wording import as_written, chinese_date
from kongchuo_core.documents.wordings import wording
from kongchuo_core.edition import Edition

Row = dict[str, Any]
TABLE, QUANTITY = "observations", "observed.quantity"
ASKED = {"visits": "走访和听取意见", "practice": "好的做法", "causes": "原因分析"}
"""The kinds that a report waits for, in words."""


def notes(edition: Edition, kind: str = "") -> Sequence[Row]:
    """Every note of a kind, or all: about whom, what, how many, who wrote it; an edition of an
    earlier version has none.
    """
    if not edition.holds(TABLE):
        return ()
    table, figures = edition.table(TABLE), Figures(edition)
    own = table[table["kind"] == kind] if kind else table
    return [
        {
            "单位": line["unit"],
            "类别": line["matter"],
            "日期": "—" if pd.isna(line["day"]) else chinese_date(line["day"]),
            "内容": as_written(str(line["content"])),
            "数量": _quantity(figures, line),
            "执笔人": line["author"],
        }
        for line in own.to_dict("records")
    ]


def _quantity(figures: Figures, line: dict[Any, Any]) -> str:
    return "" if pd.isna(line["quantity"]) else figures.printed(QUANTITY, str(line["order"]))


def visits(edition: Edition) -> Sequence[Row]:
    """Where the group went and whom it heard; ``数``: how many, with the unit of its matter."""
    told = wording("督导", edition)
    return [
        row | {"数": told.sentence("走访数", row["类别"], row["数量"])}
        for row in notes(edition, "visits")
    ]


practice = partial(notes, kind="practice")
causes = partial(notes, kind="causes")
own = partial(notes, kind="own")


def missing(edition: Edition) -> Sequence[Row]:
    """The kinds of notes that a report waits for and nobody has written."""
    return [{"类别": words} for kind, words in ASKED.items() if not notes(edition, kind)]
