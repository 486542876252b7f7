"""The rules across counties on a handful of children: what decides, what is asked, what isn't
looked at.
"""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from kongchuo_core.across.given import CHILDREN, PUPILS, County
from kongchuo_core.across.look import ROWS, look
from kongchuo_core.engine import DuckDB
from tests.county import number

CHILD = {
    "child_id": "C",
    "name": "张小明",
    "id_no": number("2014-03-01", 11),
    "sex": "男",
    "birth_date": date(2014, 3, 1),
    "guardian": "张大山",
    "phone": "13800000001",
    "home": 1,
    "verdict": "ENROLLED_ABSENT",
}
OTHER = number("2014-03-01", 13)
TYPES = {"birth_date": pa.date32(), "home": pa.int64()}


def _county(n: int, children: list[dict[str, Any]], pupils: list[dict[str, Any]]) -> County:
    pupil = ("name", "id_no", "student_no", "sex", "birth_date")
    parts = {CHILDREN: (children, tuple(CHILD)), PUPILS: (pupils, pupil)}
    packed = {}
    for part, (lines, names) in parts.items():
        columns = {c: pa.array([x.get(c) for x in lines], TYPES.get(c, pa.string())) for c in names}
        out = io.BytesIO()
        pq.write_table(pa.table(columns), out)
        packed[part] = out.getvalue()
    return County({"name": f"{n}县", "code": str(n), "said": {}}, packed)


def _damaged(id_no: str) -> str:
    """One digit of the order written wrongly, so that the check character doesn't fit."""
    return f"{id_no[:15]}{(int(id_no[15]) + 1) % 10}{id_no[16:]}"


CASES: tuple[tuple[str, dict[str, Any], str, bool | None], ...] = (
    ("号码姓名一致", {}, CHILDREN, True),
    ("两个号码，同日同监护人", {"id_no": OTHER, "phone": None}, CHILDREN, False),
    (
        "两个号码，监护人电话一致",
        {"id_no": number("2014-05-09", 13), "birth_date": None},
        CHILDREN,
        False,
    ),
    ("两个号码，同名同日", {"id_no": OTHER, "phone": None, "guardian": "张二"}, CHILDREN, None),
    ("在外县名册上", {}, PUPILS, True),
    ("名册上没有号码", {"id_no": None}, PUPILS, False),
    ("名册上号码错一位", {"id_no": _damaged(CHILD["id_no"])}, PUPILS, True),
    ("名册上号码少一位", {"id_no": CHILD["id_no"][:17]}, PUPILS, True),
    ("名册上姓名同音", {"name": "张晓明"}, PUPILS, True),
    ("名册上姓名不同", {"name": "王大力"}, PUPILS, False),
    (
        "名册上是同名的另一个人",
        {"id_no": number("2014-07-02", 13), "birth_date": date(2014, 7, 2)},
        PUPILS,
        None,
    ),
)


@pytest.mark.clause("M3.7")
@pytest.mark.parametrize(("_", "changed", "part", "certain"), CASES, ids=[c[0] for c in CASES])
def test_who_is_whom_across_two_counties(
    _: str, changed: dict[str, Any], part: str, certain: bool | None
) -> None:
    """``certain``: found; a person is asked; or (None) two persons."""
    there = CHILD | changed
    children, pupils = ([there], []) if part == CHILDREN else ([], [there])
    with DuckDB() as engine:
        found = look(engine, [_county(1, [CHILD], []), _county(2, children, pupils)])
    pairs = found.registered if part == CHILDREN else found.at_school
    assert [(p.one, p.other, p.certain) for p in pairs] == (
        [] if certain is None else [(0, ROWS, certain)]
    )
    assert found.homeless == ([ROWS] if part == PUPILS and certain is None else [])
