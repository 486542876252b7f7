"""The sums that prove that nobody is lost; where they don't balance the run stops (law 3, M2.4)."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.registers.account import Account
from kongchuo_core.regulation.tables import Verdict
from kongchuo_core.vocabulary.codes import Fate
from kongchuo_core.vocabulary.errors import BalanceError

_COUNTED = ("filled", "headings", "records", "notes")
_REMEDY = "没有生成任何文书。这是程序的错误，请把这几行告诉维护人员，不要改动原始文件"


def prove(
    rows: pa.Table,
    verdicts: pa.Table,
    read: Mapping[str, int],
    accounts: Mapping[str, Sequence[Account]],
) -> dict[str, Any]:
    """Check every sum and return them for the first page and the manifest.

    Parameters
    ----------
    rows, verdicts : tables of the edition.
    read : record rows read, by register code.
    accounts : what the sheets of each register hold, counted from their cells.

    Returns
    -------
    dict
        ``registers``: code → rows by fate and ``read``; ``sheets``: code → filled rows, of these
        headings, records and notes; ``verdicts``: verdict → children; ``in_scope``.

    Raises
    ------
    BalanceError
        where a sheet's or a register's rows don't add up, a row has no fate or two, a child has no
        verdict or two.
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
    faults += _uncounted(rows, accounts)
    if faults:
        raise BalanceError("；".join(faults), remedy=_REMEDY)
    return {
        "registers": registers,
        "sheets": {
            code: {name: sum(getattr(a, name) for a in found) for name in _COUNTED}
            for code, found in accounts.items()
        },
        "verdicts": {v.value: told.get(v.value, 0) for v in Verdict},
        "in_scope": verdicts.num_rows,
    }


def _uncounted(rows: pa.Table, accounts: Mapping[str, Sequence[Account]]) -> Iterator[str]:
    """Sheets with rows that are nothing, or with more or fewer rows of records than have a fate."""
    places = rows.group_by(["file", "sheet", "row"]).aggregate([]).group_by(["file", "sheet"])
    fates = {
        (line["file"], line["sheet"]): line["row_count"]
        for line in places.aggregate([("row", "count")]).to_pylist()
    }
    for found in accounts.values():
        for sheet in found:
            place = f"{sheet.file} {sheet.sheet}".strip()
            if sheet.others:
                yield f"{place}：第{sheet.others[0]}行等{len(sheet.others)}行没有去向"
            given = fates.get((sheet.file, sheet.sheet), 0)
            if given != sheet.records:
                yield f"{place}：有{sheet.records}行记录，有去向的{given}行"


def _faults(rows: pa.Table, verdicts: pa.Table) -> Iterator[str]:
    """Rows with two fates, children with two verdicts, used rows and children that aren't one to
    one.
    """
    household = rows.filter(pc.equal(rows["register"], "household"))
    used = household.filter(pc.equal(household["fate"], Fate.USED.value))
    children = set(verdicts["child_id"].to_pylist())
    if rows.group_by(["file", "sheet", "row", "block"]).aggregate([]).num_rows != rows.num_rows:
        yield "有的行有两个去向"
    if len(children) != verdicts.num_rows:
        yield "有的儿童有两个结论"
    if set(used["child_id"].to_pylist()) != children or used.num_rows != verdicts.num_rows:
        yield f"户籍采用{used.num_rows}行，适龄儿童{verdicts.num_rows}人，不是一一对应"
