"""Random tables with hierarchies, balances and shared margins, and a short way to write one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from hypothesis import strategies as st

from kongchuo_core.disclosure.counted import Counted, CountedTable
from kongchuo_core.disclosure.released import Balance, Sum

COUNTY = "全县"
LOOP = ("期初", "新增", "重新立案", "销号", "期末")


def whole(*tables: CountedTable, term: str = "2025-autumn", edition: int = 1) -> Counted:
    """Tables as a release before suppression."""
    return Counted(term, term, edition, "某县", True, tables)


def crossed(
    code: str,
    inner: Sequence[Sequence[int]],
    rows: Sequence[str],
    columns: Sequence[str],
    total: str = "合计",
) -> CountedTable:
    """A table of inner cells with its margins: first row 全县, first column the total."""
    lines = [[sum(line), *line] for line in inner]
    values = tuple(tuple(line) for line in ([sum(c) for c in zip(*lines, strict=True)], *lines))
    return CountedTable(
        code,
        code,
        "人",
        "试",
        (COUNTY, *rows),
        (total, *columns),
        values,
        COUNTY,
        total,
        (Sum("row", COUNTY, tuple(rows)), Sum("column", total, tuple(columns))),
        gives_up=(*columns, total),
    )


def nested(
    table: CountedTable, label: str, parts: Sequence[Sequence[int]], names: Sequence[str]
) -> CountedTable:
    """The table with a column split further: ``parts`` are the inner rows' counts, which add up to
    the column's.
    """
    lines = [[sum(c) for c in zip(*parts, strict=True)], *parts]
    return replace(
        table,
        columns=(*table.columns, *names),
        values=tuple((*line, *more) for line, more in zip(table.values, lines, strict=True)),
        sums=(*table.sums, Sum("column", label, tuple(names))),
        gives_up=(*names, *table.gives_up),
    )


def loop(
    code: str, inner: Sequence[tuple[int, int, int, int]], rows: Sequence[str]
) -> CountedTable:
    """Opening, new, reopened, closed of each row; what would leave fewer than none is closed no
    more.
    """
    lines = [(o, n, r, min(c, o + n + r), o + n + r - min(c, o + n + r)) for o, n, r, c in inner]
    values = (tuple(sum(c) for c in zip(*lines, strict=True)), *lines)
    return CountedTable(
        code,
        code,
        "个",
        "试",
        (COUNTY, *rows),
        LOOP,
        values,
        COUNTY,
        None,
        (Sum("row", COUNTY, tuple(rows)),),
        (Balance(LOOP[:3], LOOP[3:4], LOOP[4]),),
        ladders=(((("新增", "重新立案"),),),),
        gives_up=("重新立案", "新增", "销号", "期初", "期末"),
    )


SMALL = st.one_of(st.integers(0, 12), st.integers(0, 300))


@st.composite
def releases(draw: st.DrawFn) -> Counted:
    """A release of two to three tables: one nested, one sharing its margin with the first, one
    loop.
    """
    groups, kinds = draw(st.integers(2, 3)), draw(st.integers(2, 4))
    rows, columns = [f"片{n}" for n in range(groups)], [f"类{n}" for n in range(kinds)]
    parts = [[draw(SMALL), draw(SMALL)] for _ in range(groups)]
    inner = [[*(draw(SMALL) for _ in range(kinds - 1)), sum(two)] for two in parts]
    first = nested(crossed("甲", inner, rows, columns), columns[-1], parts, ("其一", "其二"))
    margin = [sum(c) for c in zip(*inner, strict=True)]
    split = [[draw(st.integers(0, n)) for n in margin]]
    split.append([n - m for n, m in zip(margin, split[0], strict=True)])
    tables = [first, crossed("乙", split, ("小学", "初中"), columns)]
    if draw(st.booleans()):
        tables.append(
            loop("丙", [tuple(draw(st.integers(0, 9)) for _ in range(4)) for _ in rows], rows)
        )  # type: ignore[misc]
    return whole(*tables)
