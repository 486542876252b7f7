"""September and March are the windows of the comparison (M2.2); town, police and central school
make it together (M2.1).
"""

from __future__ import annotations

from typing import Any

import pyarrow as pa

from kongchuo_core.settings.models import Term
from kongchuo_core.vocabulary.tables.comparison import WindowLine


def windows_table(records: pa.Table, towns: list[str], term: Term) -> pa.Table:
    """``windows``: for every town when its comparison was done, by how many days late, and who took
    part.

    Parameters
    ----------
    records : the register of comparisons; of a town that reported twice the first date counts,
        partners of both. A day after ``as_of`` isn't known yet.
    """
    done: dict[str, list[dict[str, Any]]] = {}
    for line in (
        records.filter(records["fate"].is_null())
        .select(["town", "done_on", "partners"])
        .to_pylist()
    ):
        done.setdefault(line["town"], []).append(line)
    lines = []
    for town in towns:
        reports = done.get(town, [])
        first = min((r["done_on"] for r in reports if r["done_on"] <= term.as_of), default=None)
        partners = "".join(str(r["partners"] or "") for r in reports)
        late = None if first is None else max(0, (first - term.window_to).days)
        lines.append(
            {
                "town": town,
                "done_on": first,
                "days_late": late,
                "police": any(w in partners for w in ("公安", "派出所")),
                "central_school": any(w in partners for w in ("中心学校", "中心小学", "中心校")),
            }
        )
    return pa.Table.from_pylist(lines, schema=WindowLine.declared.schema).sort_by("town")
