"""The indicators: official formulas against published numbers, both denominators, exact limits,
towns that add up to the county.
"""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from kongchuo_core.supervision.limits import Limit, over
from kongchuo_core.vocabulary.figures import COUNTY, Figure
from tests.size import examples
from tests.supervision.written import (
    TOWNS,
    Row,
    Told,
    both,
    choose,
    day,
    dropouts,
    statistics,
    supervised,
)


def percent(share: tuple[int, int | None]) -> str:
    """A rate as it is published: two decimals, halves up, in whole numbers."""
    above, below = share
    assert below
    parts = (above * 20_000 + below) // (2 * below)
    return f"{parts // 100}.{parts % 100:02}"


def children(
    verdicts: Sequence[tuple[str, int, str, str]], town: str = "东村镇"
) -> dict[str, list[Row]]:
    """Children by verdict, age, stage and explanation."""
    return {
        "verdicts": [
            {
                "child_id": f"C{town}{n:05}",
                "town": town,
                "verdict": v,
                "age": a,
                "stage": s,
                "explained_by": e,
                "flags": [],
            }
            for n, (v, a, s, e) in enumerate(verdicts)
        ]
    }


def returned(back: int, of: int, **more: object) -> dict[str, list[Row]]:
    """Cases to be brought back, so many of which are."""
    return {
        "cases": [
            {
                "child_id": f"C{n:06}",
                "town": "东村镇",
                "concerned": True,
                "verified_on": day("2025-10-01"),
                "cause": "aversion",
                "opened_on": day("2025-09-10"),
                "returned_on": day("2025-09-30") if n < back else None,
                "relapses": 0,
                "ledger": "",
                "chain_gaps": 0,
                **more,
            }
            for n in range(of)
        ]
    }


def test_published_the_dropout_rate_of_lajing_middle_school_in_2017() -> None:
    """啦井中学（云南省兰坪县，2017年）：13人辍学，2.21 %（中国新闻网2017-12-07的报道；588名在校生由此推得）。"""
    told = supervised(
        tables=dropouts(13), statistics=statistics("东村中学", 上学年初初中在校生数=588)
    )
    share = told.share("dropout_rate.lower_secondary.last_year", "东村镇/东村中学")
    assert share == (13, 588) and percent(share) == "2.21"


def test_published_the_dropout_rate_of_a_prefecture_in_2020() -> None:
    """普洱市2020年7月：未入学3人，辍学率0.001 %（普洱日报2020-08-12）：three of about 300,000."""
    told = supervised(
        tables=dropouts(3), statistics=statistics("富民县", 上学年初初中在校生数=300_000)
    )
    above, below = told.share("dropout_rate.lower_secondary.last_year")
    assert below and above * 100_000 // below == 1


def test_published_the_return_rate_of_yunnan_in_2020() -> None:
    """云南省：劝返16 058人，劝返率97.10 %（新华社2020-06-12；应劝返16 538人由此推得）。"""
    share = supervised(tables=returned(16_058, 16_538)).share("return_rate")
    assert share == (16_058, 16_538) and percent(share) == "97.10"


def test_the_enrolment_rate_counts_as_the_official_rules_say() -> None:
    """《各级学校适龄人口入学率计算规定》：休学的不计，提前毕业的计，在外地就读的计；the age groups are a dated choice."""
    lines = [
        ("CONSISTENT", 12, "初中", ""),
        ("PRESENT_UNENROLLED", 13, "初中", ""),
        ("COMPLETED", 14, "初中", ""),
        ("UNENROLLED_ABSENT", 14, "初中", "elsewhere"),
        ("ENROLLED_ABSENT", 12, "初中", "home_teaching"),
        ("ENROLLED_ABSENT", 13, "初中", "suspension"),
        ("UNENROLLED_ABSENT", 12, "初中", "deferral"),
        ("REVIEW", 12, "初中", ""),
        ("CONSISTENT", 11, "小学", ""),
        ("CONSISTENT", 15, "初中", ""),
    ]
    told = supervised(tables=children(lines))
    assert told.share("enrolment_rate.lower_secondary") == (5, 8) and told.share(
        "enrolment_rate.primary"
    ) == (1, 1)
    seven = choose(
        stage_ages={
            "primary_from": 7,
            "primary_to": 12,
            "lower_secondary_from": 13,
            "lower_secondary_to": 15,
        }
    )
    assert supervised(seven, children(lines)).share("enrolment_rate.lower_secondary") == (4, 5)


def test_both_denominators_of_the_dropout_rate_stand_side_by_side() -> None:
    """上学年初 (两基口径) and 学年初 (教育学名词): the same numerator, each figure says which pupils it
    divides by.
    """
    base = statistics("富民县", 上学年初小学在校生数=1000, 学年初小学在校生数=900)
    told = supervised(tables=dropouts(6, stage="小学"), statistics=base)
    assert [told.share(f"dropout_rate.primary.{v}") for v in ("last_year", "this_year")] == [
        (6, 1000),
        (6, 900),
    ]
    said = [f.filter for f in told.found.figures if f.code.startswith("dropout_rate.primary")]
    assert ["上学年初在校生数" in said[0], "÷学年初在校学生数" in said[1]] == [True, True]
    assert told.figure("dropout_rate.lower_secondary.last_year") is None


def test_a_base_figure_of_another_year_is_not_taken() -> None:
    """The formula needs the year before; this year's count under the same name is no
    denominator.
    """
    wrong = [r | {"year": r["year"] + 1} for r in statistics("富民县", 上学年初小学在校生数=1000)]
    assert (
        supervised(tables=dropouts(6, stage="小学"), statistics=wrong).figure(
            "dropout_rate.primary.last_year"
        )
        is None
    )


@pytest.mark.parametrize(("counted", "share"), [(False, (2, 100)), (True, (3, 100))])
def test_whether_a_suspension_is_a_dropout_is_a_choice_that_is_printed(
    counted: bool, share: tuple[int, int]
) -> None:
    """Traditional statistics count approved suspensions; as shipped they don't."""
    suspended = {
        "verdicts": [
            {
                "child_id": "C休",
                "town": "东村镇",
                "stage": "初中",
                "verdict": "ENROLLED_ABSENT",
                "explained_by": "suspension",
                "age": 13,
                "flags": [],
            }
        ]
    }
    told = supervised(
        choose(count_suspension_as_dropout=counted),
        both(dropouts(2), suspended),
        statistics=statistics("富民县", 上学年初初中在校生数=100),
    )
    assert told.share("dropout_rate.lower_secondary.last_year") == share
    figure = told.figure("dropout_rate.lower_secondary.last_year")
    assert figure and ("不含批准休学" in figure.filter) is not counted


def test_the_consolidation_rates_national_and_with_normal_moves() -> None:
    """毕业班学生数÷入学时学生数; adjusted: 入学＋转入－转出－死亡, of nine years and of three."""
    base = statistics(
        "富民县",
        初中毕业生数=1900,
        小学一年级招生数=2050,
        九年转入学生数=60,
        九年转出学生数=105,
        九年死亡学生数=5,
        初中一年级招生数=1960,
        三年转入学生数=20,
        三年转出学生数=38,
        三年死亡学生数=2,
    )
    told = supervised(statistics=base)
    shares = {
        c: told.share(f"consolidation.{c}")
        for c in (
            "nine_year.national",
            "nine_year.adjusted",
            "three_year.national",
            "three_year.adjusted",
        )
    }
    assert shares == {
        "nine_year.national": (1900, 2050),
        "nine_year.adjusted": (1900, 2000),
        "three_year.national": (1900, 1960),
        "three_year.adjusted": (1900, 1940),
    }
    partly = supervised(statistics=[r for r in base if r["item"] != "九年死亡学生数"])
    assert partly.figure("consolidation.nine_year.adjusted") is None and partly.figure(
        "consolidation.nine_year.national"
    )


def test_disabled_children_on_the_federations_list() -> None:
    """Of the listed children in scope those at school, home teaching included; without the list no
    figure.
    """
    made = children(
        [
            ("CONSISTENT", 9, "小学", ""),
            ("ENROLLED_ABSENT", 9, "小学", "home_teaching"),
            ("UNENROLLED_ABSENT", 9, "小学", ""),
            ("CONSISTENT", 9, "小学", ""),
        ]
    )
    listed = {
        "rows": [
            {
                "register": "disability",
                "file": "f",
                "sheet": "",
                "row": n,
                "fate": "used",
                "child_id": f"C东村镇{n:05}",
            }
            for n in range(3)
        ]
    }
    assert supervised(tables=both(made, listed), disability=[]).share(
        "enrolment_rate.disabled"
    ) == (2, 3)
    assert supervised(tables=both(made, listed)).figure("enrolment_rate.disabled") is None


def test_who_need_not_return_is_not_in_the_return_rate_and_the_days_are_summed() -> None:
    """Schooling elsewhere and outcomes of a verification are left out; days are those from opening
    to return.
    """
    elsewhere = {
        "cases": [
            c | {"child_id": f"E{n}", "cause": k}
            for n, (c, k) in enumerate(
                zip(returned(1, 2)["cases"], ("elsewhere", "dead"), strict=True)
            )
        ]
    }
    told = supervised(tables=both(returned(3, 4), elsewhere))
    assert told.share("return_rate") == (3, 4) and told.share("days_to_return") == (60, 3)


def test_the_zeroing_rate_is_of_everything_that_was_open_in_the_term() -> None:
    """Closed ÷ (opening + new + reopened), of this term alone; where nothing was open there is no
    rate.
    """

    def line(town: str, term: str, *n: int) -> Row:
        return {
            "town": town,
            "term": term,
            "until": day("2025-10-31"),
            **dict(zip(("opening", "new", "reopened", "closed", "closing"), n, strict=True)),
        }

    told = supervised(
        tables={
            "balance": [
                line(COUNTY, "2025-autumn", 4, 5, 1, 6, 4),
                line(COUNTY, "2025-spring", 9, 9, 9, 9, 18),
                line("东村镇", "2025-autumn", 0, 0, 0, 0, 0),
            ]
        }
    )
    assert told.share("zeroing_rate") == (6, 10) and told.figure("zeroing_rate", "东村镇") is None


@pytest.mark.parametrize(
    ("left", "pupils", "limit", "over_it"),
    [
        (6, 1000, 60, False),
        (7, 1000, 60, True),
        (18, 1000, 180, False),
        (19, 1000, 180, True),
        (1, 166, 60, True),
        (1, 167, 60, False),
        (0, 5, 60, False),
        (3, 500_000, 0, True),
    ],
)
def test_the_limit_is_tested_on_the_exact_ratio(
    left: int, pupils: int, limit: int, over_it: bool
) -> None:
    """小学0.6 %、初中1.8 %：exactly on the limit isn't above; 1 of 166 is 0.602 %, 1 of 167 is 0.599 %
    though both print as 0.6 %.
    """
    figure = Figure("dropout_rate.primary.last_year", COUNTY, left, pupils, "", "M7.9")
    row = Limit("primary", limit, "县", "last_year", "测试")
    assert (
        row.exceeded(figure) is over_it
        and bool(over([row], {(figure.code, COUNTY): figure}, COUNTY)) is over_it
    )


@given(st.integers(0, 10**12), st.integers(1, 10**12), st.integers(0, 10_000))
def test_a_limit_is_never_decided_by_rounding(left: int, pupils: int, limit: int) -> None:
    """One child fewer or more at the limit changes the answer exactly there: above means left >
    limit × pupils ÷ 10,000.
    """
    above = Limit("primary", limit, "县", "last_year", "").exceeded(
        Figure("", COUNTY, left, pupils, "", "")
    )
    assert above == (left > (limit * pupils) // 10_000)


SUMMED = ("enrolment_rate.primary", "enrolment_rate.lower_secondary", "return_rate")


@settings(max_examples=examples(100, 10), deadline=None)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(TOWNS),
            st.sampled_from(["CONSISTENT", "ENROLLED_ABSENT", "REVIEW", "COMPLETED"]),
            st.integers(6, 15),
            st.sampled_from(["", "elsewhere", "suspension"]),
            st.booleans(),
        ),
        max_size=25,
    )
)
def test_towns_add_up_to_the_county(lines: list[tuple[str, str, int, str, bool]]) -> None:
    """Numerators and denominators of every share are the sums of the towns'; an unknown place would
    be lost here.
    """
    made = both(*(children([(v, a, "初中", e)], f"{t}") for t, v, a, e, _ in lines))
    for n, verdict in enumerate(made.get("verdicts", ())):
        verdict["child_id"] = f"C{n}"
    cases: list[Row] = []
    for n, (t, *_, back) in enumerate(lines):
        cases += [{**c, "child_id": f"C{n}", "town": t} for c in returned(int(back), 1)["cases"]]
    told = supervised(tables={**made, "cases": cases})
    for code in SUMMED:
        _adds_up(told, code)


def _adds_up(told: Told, code: str) -> None:
    parts = [f for f in (told.figure(code, t) for t in TOWNS) if f is not None]
    whole = told.figure(code)
    got = (whole.numerator, whole.denominator) if whole else (0, 0)
    assert got == (sum(f.numerator for f in parts), sum(f.denominator or 0 for f in parts))
