"""A fictitious province of any number of counties as editions ready for ``kongchuo across``, for
the benchmarks.

Only what a look across counties reads is there: children with their verdicts, pupils of other
places, open cases. Of the children :data:`AWAY` go to school in another county, :data:`DOUBLE` are
registered in two; of the pupils of other places some are of no county of the province. A share of
what the schools write is damaged.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq
from registers import _damage, _people

from kongchuo_core.edition import FACTS
from kongchuo_core.settings.workspace import SAMPLE_KEY, Workspace
from kongchuo_core.term.place import MANIFEST
from kongchuo_core.vocabulary.tables.comparison import OutsiderLine, RowLine, VerdictLine
from kongchuo_core.vocabulary.tables.loop import CaseLine

AWAY, DOUBLE, SUSPECTED, FOREIGN, DAMAGED = 0.01, 0.001, 0.004, 0.01, 0.02
"""Of the children: at school in another county, registered in two, out of school otherwise; pupils
of other provinces; damaged.
"""
TERM = "2025-autumn"


def prepare(folder: Path, counties: int, children: int, seed: int = 11) -> None:
    """Write the counties' workspaces; all or nothing."""
    beside = folder.with_suffix(".part")
    rng = np.random.default_rng(seed)
    size = counties * children
    foreign = round(size * FOREIGN)
    people = _people(size + foreign, size, rng)
    people = people.append_column("id_cut", pa.nulls(people.num_rows, pa.bool_()))
    lot = rng.random(size)
    away = np.flatnonzero(lot < AWAY)
    double = np.flatnonzero((lot >= AWAY) & (lot < AWAY + DOUBLE))
    pupils = np.concatenate([away, np.arange(size, size + foreign)])
    home = np.concatenate([away // children, np.full(foreign, -1)])
    at = (home + 1 + rng.integers(0, counties - 1, len(pupils))) % counties
    twice = (double // children + 1 + rng.integers(0, counties - 1, len(double))) % counties
    written = _damage(people.take(pa.array(pupils)), DAMAGED, rng)
    for n in range(counties):
        own = np.arange(n * children, (n + 1) * children)
        mine = np.concatenate([own, double[twice == n]])
        gone = np.isin(mine, np.concatenate([away, double[twice != n]]))
        gone |= (rng.random(len(mine)) < SUSPECTED) & (mine < (n + 1) * children)
        _county(beside / f"{n:03d}", n, people.take(pa.array(mine)), gone, written.filter(at == n))
    beside.rename(folder)


def _county(root: Path, n: int, children: pa.Table, gone: Any, pupils: pa.Table) -> None:
    data = root / "outputs" / TERM / "internal" / "data"
    for made in (data, root / "params"):
        made.mkdir(parents=True)
    (root / "params" / "county.yaml").touch()
    (root / "ledger").mkdir()
    Workspace(root).make_key(SAMPLE_KEY)
    county = {"name": f"第{n}县", "code": f"{400000 + n}", "city": f"第{n // 9}市"}
    term = {"term": TERM, "label": "2025年秋季学期", "as_of": "2025-10-31"}
    facts = {"county": county | {"province": "示例省"}, "term": term, "towns": []}
    (data / FACTS).write_text(json.dumps(facts, ensure_ascii=False), "utf-8")
    (data.parent / MANIFEST).write_text("{}", "utf-8")
    size = children.num_rows
    ids = [f"C{n:03d}{line:09d}" for line in range(size)]
    sex = pc.if_else(pc.equal(children["sex"], "1"), "男", "女")
    told: dict[str, Any] = {
        **{c: children[c] for c in ("name", "id_no", "birth_date")},
        "child_id": pa.array(ids),
        "sex": sex,
        "town": pc.binary_join_element_wise("第", children["home"].cast(pa.string()), "镇", ""),
        "household_no": pa.array([f"{line // 2:07d}" for line in range(size)]),
        "guardian": _guardians(children["name"], n),
        "phone": pa.array([f"138{(n * size + line) // 2 % 10**8:08d}" for line in range(size)]),
        "verdict": pa.array(np.where(gone, "ENROLLED_ABSENT", "CONSISTENT")),
        "explained_by": pa.repeat("", size),
        "school": pa.repeat(f"第{n}县中心小学", size),
    }
    _write(data, VerdictLine.declared, told, size)
    some = np.flatnonzero(gone)
    opened = {
        "child_id": pa.array([ids[line] for line in some]),
        "case_no": pa.array([f"2025秋-{line:06d}" for line in some]),
    }
    _write(data, CaseLine.declared, opened, len(some))
    count = pupils.num_rows
    there: dict[str, Any] = {
        **{c: pupils[c] for c in ("name", "id_no", "birth_date")},
        "child_id": pa.array([f"P{n:03d}{line:09d}" for line in range(count)]),
        "sex": pc.if_else(pc.equal(pupils["sex"], "1"), "男", "女"),
        "school": pa.repeat(f"第{n}县第二小学", count),
        "enrolled": pa.repeat(True, count),
        "present": pa.repeat(True, count),
        "grade": pa.repeat("三年级", count),
    }
    _write(data, OutsiderLine.declared, there, count)
    seen = {"register": pa.repeat("presence", count), "child_id": there["child_id"]}
    _write(data, RowLine.declared, seen, count)


def _guardians(names: pa.ChunkedArray, seed: int) -> pa.Array:
    """The child's surname with the given name of somebody else's."""
    others = np.random.default_rng(seed).permutation(len(names))
    given = pc.utf8_slice_codeunits(names.take(pa.array(others)), 1, 3)
    return pc.binary_join_element_wise(pc.utf8_slice_codeunits(names, 0, 1), given, "")


def _write(data: Path, table: Any, columns: dict[str, Any], size: int) -> None:
    arrays = [columns.get(f.name, pa.nulls(size, f.type)).cast(f.type) for f in table.schema]
    pq.write_table(pa.table(arrays, schema=table.schema), data / f"{table.name}.parquet")
