"""The attacker finds every leak that is planted, and passes what is sound."""

from __future__ import annotations

import ast
import tempfile
from dataclasses import replace
from math import inf
from pathlib import Path
from random import Random

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from kongchuo_core.disclosure.counted import Counted, CountedTable
from kongchuo_core.disclosure.released import HIDDEN, Cell, ReleasedTable, Sum
from kongchuo_core.release import attack as room
from kongchuo_core.release.attack import Report, attack, equations, files, told
from tests.disclosure.examples import A_RELEASE, GROUPS, LOOP, OF_GROUPS, cells
from tests.disclosure.random_tables import releases
from tests.release.written import folder, grid, page, paper, with_cell

TABLE, EAST, WEST, STREETS = "verdict_by_group", "东片", "西北片", "街道片"
UNENROLLED, REVIEW = "在校无学籍", "待人工核对"


def narrowed(report: Report) -> dict[tuple[str, str], tuple[int, int | None]]:
    """Row and column of every cell that isn't safe, and its range."""
    return {(r.row, r.column): (r.low, r.high) for r in report.ranges if not r.safe}


def test_a_sound_release_passes(tmp_path: Path) -> None:
    """The example: twelve hidden cells, each with at least six values."""
    report = attack([folder(tmp_path)])
    assert report.passed and len(report.ranges) == 12 and report.words[0].startswith("推算检验通过")
    assert all(r.high is not None and r.high - r.low >= 5 for r in report.ranges)


def test_the_attacker_imports_nothing_of_ours() -> None:
    """Only the standard library, NumPy, SciPy, lxml; of us nothing but its own modules."""
    for path in Path(room.__file__).parent.glob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [a.name for a in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            assert all(
                not n.startswith("kongchuo_core") or n.startswith("kongchuo_core.release.attack")
                for n in names
            )


def test_planted_the_margin_less_the_rest(tmp_path: Path) -> None:
    """One hidden cell alone in its column: the total less the others."""
    bad = with_cell(A_RELEASE, TABLE, WEST, UNENROLLED, 3)
    assert narrowed(attack([folder(tmp_path, bad)]))[EAST, UNENROLLED] == (4, 4)


def test_planted_a_narrow_range_is_not_enough_though_it_is_no_point(tmp_path: Path) -> None:
    """Two hidden cells that add up to three: each is known to within three; up to five is
    enough.
    """

    def with_rest(rest: int) -> Path:
        lines = cells((30, 25 - rest, 5 + rest), (12, 7, 5), (10, None, None), (8, None, None))
        sums = (OF_GROUPS, Sum("column", "合计", ("甲", "乙")))
        one = ReleasedTable(
            "t", "t", "人", "试", GROUPS, ("合计", "甲", "乙"), lines, "全县", "合计", sums
        )
        return folder(tmp_path / str(rest), replace(A_RELEASE, tables=(one,)))

    assert attack([with_rest(5)]).passed
    assert narrowed(attack([with_rest(3)])) == {
        (EAST, "甲"): (7, 10),
        (EAST, "乙"): (0, 3),
        (WEST, "甲"): (5, 8),
        (WEST, "乙"): (0, 3),
    }


def test_planted_the_same_cell_in_another_table(tmp_path: Path) -> None:
    """A second table prints openly what the first hides."""
    other = ReleasedTable("t", "t", "人", "试", (EAST,), (UNENROLLED,), ((Cell(4),),))
    bad = replace(A_RELEASE, tables=(*A_RELEASE.tables, other))
    assert narrowed(attack([folder(tmp_path, bad)]))[WEST, UNENROLLED] == (3, 3)


def test_planted_two_tables_with_different_scope(tmp_path: Path) -> None:
    """The same name counted with and without a few children: the difference is these few."""
    other = ReleasedTable(
        "t", "含外县户籍", "人", "试", ("全县",), ("适龄儿童少年",), ((Cell(603),),)
    )
    report = attack([folder(tmp_path, replace(A_RELEASE, tables=(*A_RELEASE.tables, other)))])
    assert not report.passed and "只差3" in report.findings[0]
    wide = ReleasedTable(
        "t", "含外县户籍", "人", "试", ("全县",), ("适龄儿童少年",), ((Cell(640),),)
    )
    assert attack(
        [folder(tmp_path / "wide", replace(A_RELEASE, tables=(*A_RELEASE.tables, wide)))]
    ).passed


def test_planted_edition_against_edition(tmp_path: Path) -> None:
    """What the first edition printed the second one hides: everybody still has the first."""
    first = with_cell(with_cell(A_RELEASE, TABLE, EAST, REVIEW, 6), TABLE, WEST, REVIEW, 4)
    first = with_cell(with_cell(first, TABLE, EAST, UNENROLLED, 4), TABLE, WEST, UNENROLLED, 3)
    report = attack(
        [folder(tmp_path / "1", first), folder(tmp_path / "2", replace(A_RELEASE, edition=2))]
    )
    assert narrowed(report)[EAST, UNENROLLED] == (4, 4)
    assert attack(
        [folder(tmp_path / "3"), folder(tmp_path / "4", replace(A_RELEASE, edition=2))]
    ).passed


def test_planted_an_edition_that_hides_other_cells_than_the_first(tmp_path: Path) -> None:
    """Each edition is sound alone; together they leave no cell hidden."""

    def one(*lines: tuple[int | None, ...]) -> ReleasedTable:
        sums = (OF_GROUPS, Sum("column", "合计", ("甲", "乙", "丙")))
        return ReleasedTable(
            "t",
            "t",
            "人",
            "试",
            GROUPS,
            ("合计", "甲", "乙", "丙"),
            cells(*lines),
            "全县",
            "合计",
            sums,
        )

    first = replace(
        A_RELEASE,
        tables=(one((60, 20, 20, 20), (20, None, None, 7), (20, None, None, 6), (20, 7, 6, 7)),),
    )
    then = replace(
        A_RELEASE,
        tables=(one((60, 20, 20, 20), (20, 7, None, None), (20, 6, None, None), (20, 7, 6, 7)),),
        edition=2,
    )
    a, b = folder(tmp_path / "1", first), folder(tmp_path / "2", then)
    assert attack([a]).passed and attack([b]).passed
    assert narrowed(attack([a, b]))


def test_planted_last_term_against_this(tmp_path: Path) -> None:
    """Last term's hidden closing is this term's printed opening."""
    loop = A_RELEASE.tables[1]
    autumn = replace(
        A_RELEASE,
        tables=(
            replace(
                loop,
                cells=cells(
                    (0, 17, 0, 0, 17), (0, 8, 0, 0, 8), (0, None, 0, 0, None), (0, None, 0, 0, None)
                ),
            ),
        ),
    )
    spring = replace(
        A_RELEASE,
        term="2026-spring",
        tables=(
            replace(
                loop,
                cells=cells((17, 9, 0, 6, 20), (8, 9, 0, 6, 11), (3, 0, 0, 0, 3), (6, 0, 0, 0, 6)),
            ),
        ),
    )
    a, b = folder(tmp_path / "1", autumn), folder(tmp_path / "2", spring)
    assert attack([a]).passed
    assert narrowed(attack([a, b]))[EAST, "期末"] == (3, 3)
    later = replace(spring, term="2026-autumn")
    assert attack([a, folder(tmp_path / "3", later)]).passed, "a term lies between them"


def test_planted_opening_new_and_closed_give_the_closing(tmp_path: Path) -> None:
    """The balance is an equation, whether or not the structure file says so."""
    loop = A_RELEASE.tables[1]
    bad = replace(
        loop,
        cells=cells((15, 9, 0, 8, 16), (6, 7, 0, 5, None), (9, 2, 0, 3, None), (0, 0, 0, 0, 0)),
        balances=(),
    )
    assert narrowed(attack([folder(tmp_path, replace(A_RELEASE, tables=(bad,)))])) == {
        (STREETS, "期末"): (8, 8),
        (EAST, "期末"): (8, 8),
    }


@pytest.mark.parametrize("where", ["page", "paper"])
def test_planted_a_rate_times_its_denominator(tmp_path: Path, where: str) -> None:
    """A rate of a hidden cell, in a table or in a sentence, gives the cell back."""
    said, heads = "东片待人工核对占3.0%。", [["片区", "待人工核对占比"], ["东片", "3.0%"]]
    (
        page(folder(tmp_path / "a") / "x.html", f"<p>{said}</p>")
        if where == "page"
        else paper(folder(tmp_path / "a") / "x.docx", said)
    )
    (
        page(folder(tmp_path / "b") / "x.html", grid(heads))
        if where == "page"
        else paper(folder(tmp_path / "b") / "x.docx", table=heads)
    )
    for one in ("a", "b"):
        low, high = narrowed(attack([tmp_path / one]))[EAST, REVIEW]
        assert low == 6 == high


@pytest.mark.parametrize("where", ["page", "paper", "alt", "properties"])
def test_planted_a_number_in_a_page_or_a_paper(tmp_path: Path, where: str) -> None:
    """A sentence, a table's cell, an alternative text, a document's property that tells the hidden
    number.
    """
    path, said = folder(tmp_path), "其中东片在校无学籍4人"
    if where == "page":
        page(path / "x.html", grid([["片区", "在校无学籍"], ["东片", "4"]]))
    elif where == "alt":
        page(path / "x.html", f"<svg><title>{said}</title></svg>")
    else:
        from docx import Document

        document = Document()
        document.add_paragraph(said) if where == "paper" else setattr(
            document.core_properties, "comments", said
        )
        document.save(str(path / "x.docx"))
    assert narrowed(attack([path]))[EAST, UNENROLLED] == (4, 4)


def test_pages_and_papers_that_repeat_the_release_are_no_leak(tmp_path: Path) -> None:
    """The same cells as a table, the totals as sentences, rates of printed cells."""
    path, table = folder(tmp_path), A_RELEASE.tables[0]
    lines = [
        ["片区", *table.columns],
        *(
            [row, *(c.shown for c in line)]
            for row, line in zip(table.rows, table.cells, strict=True)
        ),
    ]
    page(
        path / "x.html",
        grid(lines),
        "<p>全县适龄儿童少年600人，疑似辍学18人，占3.0%。街道片疑似辍学7人。</p>",
    )
    paper(path / "x.docx", "全县疑似辍学18人，待人工核对16人。", table=lines)
    assert attack([path]).passed


def test_a_longer_word_is_not_the_label_within_it(tmp_path: Path) -> None:
    """未… names something else; a part is named without its 其中： too. A sentence misread would be
    believed and close the gate.
    """
    path = folder(tmp_path)
    page(path / "x.html", "<p>未疑似辍学的：全县65个。疑似辍学18人（有学籍不在校11人）。</p>")
    found = {(t.row, t.column): t.number for t in told.told(files.read(path))}
    assert found == {("全县", "疑似辍学"): 18, ("全县", "其中：有学籍不在校"): 11}


def test_files_that_contradict_each_other_do_not_pass(tmp_path: Path) -> None:
    """Nothing can be proven of numbers that can't be."""
    bad = with_cell(A_RELEASE, TABLE, "全县", "在校且有学籍", 531)
    report = attack([folder(tmp_path, bad)])
    assert not report.passed and "自相矛盾" in report.findings[0]


def test_counts_are_whole_and_the_attacker_knows(tmp_path: Path) -> None:
    """Three hidden cells, each two of them printed as a sum of eleven: five and a half each, and no
    child is a half.
    """
    labels = ("一", "二", "三", "一和二", "二和三", "三和一")
    sums = tuple(Sum("column", f"{a}和{b}", (a, b)) for a, b in ("一二", "二三", "三一"))
    one = ReleasedTable(
        "t",
        "t",
        "人",
        "试",
        ("甲",),
        labels,
        cells((None, None, None, 11, 11, 11)),
        None,
        None,
        sums,
    )
    report = attack([folder(tmp_path, replace(A_RELEASE, tables=(one,)))])
    assert not report.passed and "自相矛盾" in report.findings[0]


def triangle(name: str) -> tuple[list[str], list[Sum], list[int | None]]:
    """Three hidden counts of which no two make more than eleven: all three make sixteen at most, in
    halves sixteen and a half.
    """
    corners, rests, pairs = ([f"{name}{what}{n}" for n in range(3)] for what in ("角", "余", "对"))
    sums = [Sum("column", pairs[n], (corners[n], corners[n - 1], rests[n])) for n in range(3)]
    return [*corners, *rests, *pairs], sums, [None] * 6 + [11] * 3


def test_ends_that_only_halves_reach_are_taken_in_whole_numbers(tmp_path: Path) -> None:
    """Of one triangle the rest to 17 is 1 at least, of two to 34 it is 2, not twice a half; a
    rest's twin is the same.
    """
    labels, sums, values = [], [], []
    for names, total in (("子", 17), ("丑寅", 34)):
        corners: list[str] = []
        for name in names:
            more, of, numbers = triangle(name)
            labels, sums, values, corners = (
                labels + more,
                sums + of,
                values + numbers,
                corners + more[:3],
            )
        whole, rest, twin, other, eight, same = (
            f"{names}{what}" for what in ("全", "零", "同", "另", "八", "亦八")
        )
        sums += [
            Sum("column", whole, (*corners, rest)),
            Sum("column", eight, (rest, other)),
            Sum("column", same, (twin, other)),
        ]
        labels, values = (
            [*labels, whole, rest, twin, other, eight, same],
            [*values, total, None, None, None, 8, 8],
        )
    one = ReleasedTable(
        "t", "t", "人", "试", ("甲",), tuple(labels), cells(tuple(values)), None, None, tuple(sums)
    )
    found = {
        r.column: (r.low, r.high)
        for r in attack([folder(tmp_path, replace(A_RELEASE, tables=(one,)))]).ranges
    }
    assert found["子零"] == found["子同"] == (1, 8) and found["丑寅零"] == found["丑寅同"] == (2, 8)


@settings(
    max_examples=15, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow]
)
@given(releases(), st.integers(0, 10**9))
def test_what_is_spared_of_the_search_changes_no_range(counted: Counted, choice: int) -> None:
    """Cells hidden at random, most of them badly: a narrow range is the one asked for alone in
    whole numbers, a wide one lies within.
    """
    tables = tuple(_blotted(table, Random(choice)) for table in counted.tables)
    with tempfile.TemporaryDirectory() as made:
        path = folder(Path(made), replace(A_RELEASE, tables=tables))
        report, known = attack([path]), [files.read(path)]
    system = room._System(known, [*equations.certain(known)])
    assert len(report.ranges) == len(system.hidden)
    for key, found in zip(system.hidden, report.ranges, strict=True):
        low, high = -system.furthest_whole(key, -1), system.furthest_whole(key, 1)
        top = inf if found.high is None else found.high
        assert found.safe == (high - low >= 5)
        assert low <= found.low and top <= high
        assert found.safe or (found.low, found.high) == (low, high)


def _blotted(table: CountedTable, chance: Random) -> ReleasedTable:
    """The table with each cell hidden or not, as it happens."""
    lines = tuple(
        tuple(HIDDEN if chance.random() < 0.6 else Cell(n) for n in line) for line in table.values
    )
    return ReleasedTable(
        table.code,
        "试",
        "人",
        "试",
        table.rows,
        table.columns,
        lines,
        table.total_row,
        None,
        table.sums,
    )


def test_a_cell_without_any_equation_is_known_to_be_a_count_and_no_more(tmp_path: Path) -> None:
    """No upper end, and the report says so."""
    one = ReleasedTable("t", "t", "人", "试", ("甲",), LOOP[:1], ((HIDDEN,),))
    report = attack([folder(tmp_path, replace(A_RELEASE, tables=(one,)))])
    assert report.passed and report.ranges[0].high is None and "没有上限" in report.words[1]
