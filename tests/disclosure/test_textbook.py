"""Published examples of cell suppression: what their authors say of them is what comes out here.

Sources: Federal Committee on Statistical Methodology, Statistical Policy Working Paper 22 (1994,
revised 2005), chapter II, the fictitious table of delinquent children by county and education level
of the household's head (public domain). M. Fischetti and J. J. Salazar, "Models and algorithms for
optimizing cell suppression in tabular data with linear constraints", Journal of the American
Statistical Association 95 (2000), the table of investments by activity and region. Ø. Langsrud,
vignette "Small count frequency table suppression" of the R package GaussSuppression (CRAN), the
table of persons by age and country.
"""

from __future__ import annotations

from collections.abc import Collection
from itertools import product
from pathlib import Path

from kongchuo_core.disclosure import released
from kongchuo_core.disclosure.counted import CountedTable
from kongchuo_core.disclosure.released import HIDDEN, Cell, Released, ReleasedTable
from kongchuo_core.release.attack import Report, attack
from tests.disclosure.random_tables import crossed

COUNTIES = ("Alpha", "Beta", "Gamma", "Delta")
LEVELS = ("low", "medium", "high", "very high")
CHILDREN = crossed(
    "WP22", [[15, 1, 3, 1], [20, 10, 10, 15], [3, 10, 10, 2], [12, 14, 7, 2]], COUNTIES, LEVELS
)
SMALL = {
    ("Alpha", "medium"),
    ("Alpha", "high"),
    ("Alpha", "very high"),
    ("Gamma", "low"),
    ("Gamma", "very high"),
    ("Delta", "very high"),
}
FAILS = SMALL | {("Beta", "medium"), ("Beta", "high"), ("Delta", "low")}
HOLDS = SMALL | {("Gamma", "medium"), ("Delta", "low"), ("Delta", "high")}

INVESTMENT = crossed(
    "investment", [[20, 50, 10], [8, 19, 22], [17, 32, 12]], ("I", "II", "III"), ("A", "B", "C")
)
PERSONS = crossed(
    "persons", [[2, 0, 5], [3, 4, 6]], ("young", "old"), ("Iceland", "Portugal", "Spain")
)


def published(folder: Path, table: CountedTable, hidden: Collection[tuple[str, str]]) -> Report:
    """The attack on a table published with these cells hidden."""
    cells = tuple(
        tuple(
            HIDDEN if (row, column) in hidden else Cell(value)
            for column, value in zip(table.columns, line, strict=True)
        )
        for row, line in zip(table.rows, table.values, strict=True)
    )
    one = ReleasedTable(
        table.code,
        table.title,
        "人",
        "试",
        table.rows,
        table.columns,
        cells,
        table.total_row,
        table.total_column,
        table.sums,
    )
    released.write(Released("2025-autumn", "", 1, "某县", True, (one,)), folder)
    return attack([folder])


def ranges(report: Report) -> dict[tuple[str, str], tuple[int, int | None]]:
    """Cell → least and greatest value."""
    return {(r.row, r.column): (r.low, r.high) for r in report.ranges}


def test_wp22_the_margins_are_135(tmp_path: Path) -> None:
    """The table is the one in the source: totals 20, 55, 25, 35; 50, 35, 30, 20; 135."""
    assert [line[0] for line in CHILDREN.values] == [135, 20, 55, 25, 35]
    assert CHILDREN.values[0] == (135, 50, 35, 30, 20)


def test_wp22_two_hidden_in_each_row_and_column_are_not_enough(tmp_path: Path) -> None:
    """Rows Alpha and Beta less columns medium and high give Alpha/very high = 1, as the working
    paper works out.
    """
    report = published(tmp_path, CHILDREN, FAILS)
    assert ranges(report)["Alpha", "very high"] == (1, 1) and not report.passed


def test_wp22_the_choice_of_the_working_paper_gives_no_number_away(tmp_path: Path) -> None:
    """With the paper's own complementary cells no hidden cell can be worked out exactly."""
    assert all(
        high is None or high > low
        for low, high in ranges(published(tmp_path, CHILDREN, HOLDS)).values()
    )


def test_fischetti_and_salazar_the_attackers_range_is_5_to_30(tmp_path: Path) -> None:
    """Activities II and III hidden in regions A and C: the sensitive 22 may be anything from 5 to
    30.
    """
    report = published(tmp_path, INVESTMENT, {("II", "A"), ("II", "C"), ("III", "A"), ("III", "C")})
    assert ranges(report)["II", "C"] == (5, 30) and report.passed


def test_gausssuppression_the_vignettes_choice_leaves_the_iceland_cell_between_0_and_2(
    tmp_path: Path,
) -> None:
    """Hidden as in the vignette's first table; its rule protects noughts and ones, ours would not
    let it pass.
    """
    hidden = set(product(("young", "old"), ("Iceland", "Portugal")))
    report = published(tmp_path, PERSONS, hidden)
    assert PERSONS.values[0] == (20, 5, 4, 11)
    assert ranges(report)["young", "Iceland"] == (0, 2) and not report.passed
