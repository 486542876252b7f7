"""The sums that prove that nobody is lost; where they don't balance the run stops (law 3, M2.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.regulation.tables import Verdict
from kongchuo_core.vocabulary.codes import Fate
from kongchuo_core.vocabulary.errors import BalanceError

_REMEDY = "没有生成任何文书。这是程序的错误，请把这几行告诉维护人员，不要改动原始文件"


def prove(rows: pa.Table, verdicts: pa.Table, read: Mapping[str, int]) -> dict[str, Any]:
    """Check every sum and return them for the first page and the manifest.

    Parameters
    ----------
    rows, verdicts : tables of the edition.
    read : record rows read, by register code.

    Returns
    -------
    dict
        ``registers``: code → rows by fate and ``read``; ``verdicts``: verdict → children; ``in_scope``.

    Raises
    ------
    BalanceError
        where a register's rows don't add up, a row has no fate or two, a child has no verdict or two.
    """
    registers = {code: dict.fromkeys(Fate, 0) | {"read": count} for code, count in read.items()}
    for entry in rows.group_by(["register", "fate"]).aggregate([("row", "count")]).to_pylist():
        registers[entry["register"]][entry["fate"]] = entry["row_count"]
    faults = [
        f"{code}：读入{r['read']}行，去向合计{sum(r[f] for f in Fate)}行"
        for code, r in registers.items()
        if r["read"] != sum(r[f] for f in Fate)
    ]
    told = dict(
        sorted((e["values"], e["counts"]) for e in pc.value_counts(verdicts["verdict"]).to_pylist())
    )
    if unknown := set(told) - set(Verdict):
        faults.append(f"有不认识的结论：{'、'.join(map(str, unknown))}")
    faults += _faults(rows, verdicts)
    if faults:
        raise BalanceError("；".join(faults), remedy=_REMEDY)
    return {
        "registers": registers,
        "verdicts": {v.value: told.get(v.value, 0) for v in Verdict},
        "in_scope": verdicts.num_rows,
    }


def _faults(rows: pa.Table, verdicts: pa.Table) -> Iterator[str]:
    """Rows with two fates, children with two verdicts, used rows and children that aren't one to one."""
    household = rows.filter(pc.equal(rows["register"], "household"))
    used = household.filter(pc.equal(household["fate"], Fate.USED.value))
    children = set(verdicts["child_id"].to_pylist())
    if rows.group_by(["file", "sheet", "row", "block"]).aggregate([]).num_rows != rows.num_rows:
        yield "有的行有两个去向"
    if len(children) != verdicts.num_rows:
        yield "有的儿童有两个结论"
    if set(used["child_id"].to_pylist()) != children or used.num_rows != verdicts.num_rows:
        yield f"户籍采用{used.num_rows}行，适龄儿童{verdicts.num_rows}人，不是一一对应"
