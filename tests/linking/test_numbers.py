"""Identity numbers, vectorised, against an oracle that knows nothing of our code: ISO 7064 MOD 11-2
and Python's calendar.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pyarrow as pa
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from id_validator import validator

from kongchuo_core.engine import DuckDB, collect
from kongchuo_core.linking import numbers
from kongchuo_core.registers import values
from tests.county import check_character, number


@pytest.fixture(scope="module")
def engine() -> Iterator[DuckDB]:
    with DuckDB() as made:
        yield made


def judged(engine: DuckDB, given_numbers: list[str | None]) -> list[tuple[bool, int | None]]:
    """``sound`` and ``number_birth`` of each number, as the comparison reckons them."""
    table = pa.table(
        {"row": range(len(given_numbers)), "number": pa.array(given_numbers, pa.string())}
    )
    found = collect(numbers.with_soundness(engine.frame(table))).sort_by("row")
    return list(zip(found["sound"].to_pylist(), found["number_birth"].to_pylist(), strict=True))


def oracle(text: str | None) -> tuple[bool, int | None]:
    """The same, one number at a time; MOD 11-2 holds where the doubled and added characters leave
    one.
    """
    if (
        text is None
        or not re.fullmatch(r"[1-9]\d{5}(19|20)\d{9}[\dX]", text, re.ASCII)
        or check_character(text[:17]) != text[17]
    ):
        return False, None
    try:
        date(int(text[6:10]), int(text[10:12]), int(text[12:14]))
    except ValueError:
        return False, None
    return True, int(text[6:14])


DATES = st.dates(date(1900, 1, 1), date(2099, 12, 31)).map(lambda d: f"{d:%Y%m%d}")
SOUND = st.builds(
    lambda born, order, area: number(born, order, area),
    DATES,
    st.integers(0, 999),
    st.integers(100000, 999999).map(str),
)
IMPOSSIBLE = st.builds(
    lambda y, m, d, o: number(f"{y}{m:02}{d:02}", o),
    st.integers(1800, 2199),
    st.integers(0, 13),
    st.integers(0, 32),
    st.integers(0, 999),
)
SPOILT = st.builds(
    lambda n, at, c: n[:at] + c + n[at + 1 :],
    SOUND,
    st.integers(0, 17),
    st.sampled_from("0123456789X-"),
)


@settings(max_examples=25, deadline=None)
@given(
    st.lists(
        st.one_of(SOUND, IMPOSSIBLE, SPOILT, st.text("0123456789X", max_size=20), st.none()),
        min_size=1,
        max_size=60,
    )
)
def test_soundness_of_a_column_is_that_of_each_number(
    engine: DuckDB, some: list[str | None]
) -> None:
    """Sound, impossible, spoilt and arbitrary texts: the whole column agrees with the oracle."""
    assert judged(engine, some) == [oracle(n) for n in some]


@settings(max_examples=15, deadline=None)
@given(SOUND, st.integers(0, 16), st.integers(1, 9))
def test_any_single_wrong_digit_and_any_swap_of_neighbours_is_seen(
    engine: DuckDB, sound: str, at: int, step: int
) -> None:
    """What the check character is for; a number is never sound after one slip of the finger."""
    digit = str((int(sound[at]) + step) % 10)
    slips = [sound[:at] + digit + sound[at + 1 :]]
    slips += [
        sound[:i] + sound[i + 1] + sound[i] + sound[i + 2 :]
        for i in range(17)
        if sound[i] != sound[i + 1]
    ]
    assert [ok for ok, _ in judged(engine, [sound, *slips])] == [True] + [False] * len(slips)


@pytest.mark.parametrize(
    ("born", "sound"),
    [
        ("20000229", True),
        ("20120229", True),
        ("19000229", False),
        ("20110229", False),
        ("21000229", False),
        ("20110230", False),
        ("20110431", False),
        ("20111131", False),
        ("20110131", True),
        ("20111301", False),
        ("20110001", False),
        ("20110100", False),
        ("20110132", False),
        ("18991231", False),
    ],
)
def test_a_birth_date_must_be_a_day(engine: DuckDB, born: str, sound: bool) -> None:
    """29 February in leap years alone, the 31st in long months alone; centuries 19 and 20."""
    assert judged(engine, [number(born)]) == [(sound, int(born) if sound else None)]


BORN = st.tuples(st.dates(date(1930, 1, 1), date(1999, 12, 31)), st.integers(1, 999))


@settings(max_examples=4, deadline=None)
@given(st.lists(BORN, min_size=5, max_size=5))
def test_a_kept_library_agrees_where_it_knows_the_area(
    engine: DuckDB, born: list[tuple[date, int]]
) -> None:
    """id-validator calls the same numbers valid in an area that exists, and ours don't depend on
    the area.
    """
    there = [number(f"{day:%Y%m%d}", order, "110101") for day, order in born]
    wrong = [n[:17] + ("1" if n[17] != "1" else "2") for n in there]
    assert (
        [validator.is_valid(n) for n in there + wrong]
        == [ok for ok, _ in judged(engine, there + wrong)]
        == [True] * 5 + [False] * 5
    )
    assert [
        b
        for _, b in judged(
            engine, ["539924" + n[6:17] + check_character("539924" + n[6:17]) for n in there]
        )
    ] == [int(f"{day:%Y%m%d}") for day, _ in born]


@settings(max_examples=4, deadline=None)
@given(st.lists(BORN, min_size=5, max_size=5))
def test_an_old_number_of_fifteen_digits_is_made_long(
    engine: DuckDB, born: list[tuple[date, int]]
) -> None:
    """15 → 18: the century before the year, the check character behind; the library's upgrade is
    the same.
    """
    old = [f"110101{day:%y%m%d}{order:03d}" for day, order in born]
    table = pa.table({"row": range(5), "number": old})
    long = (
        collect(numbers.from_old(engine.frame(table), "number"))
        .sort_by("row")["number"]
        .to_pylist()
    )
    assert (
        long
        == [number(f"{day:%Y%m%d}", order, "110101") for day, order in born]
        == [validator.upgrade_id(n) for n in old]
    )


def test_a_child_number_cut_to_fifteen_digits_is_no_old_number(engine: DuckDB) -> None:
    """After the area a cut number has the century where an old one has the year; it stays as it
    stands.
    """
    cut = [number("2015-03-01")[:15], number("1999-03-01")[:15]]
    table = pa.table({"number": cut})
    assert collect(numbers.from_old(engine.frame(table), "number"))["number"].to_pylist() == cut


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        ("53992420150301011x", "53992420150301011X"),
        (" 539924 20150301 0116 ", "539924201503010116"),
        ("'539924201503010116", "539924201503010116"),
        ("539924-20150301-0116", "539924201503010116"),
        ("539924201503010116\n", "539924201503010116"),
        ("无", None),
        ("", None),
        ("'", None),
        (None, None),
    ],
)
def test_a_number_is_cleaned_of_what_was_typed_around_it(
    engine: DuckDB, typed: str | None, clean: str | None
) -> None:
    """Spaces, apostrophes, hyphens, a small x."""
    frame = engine.frame(pa.table({"n": pa.array([typed], pa.string())})).select(
        n=numbers.clean_number("n")
    )
    assert collect(frame)["n"].to_pylist() == [clean]


@pytest.mark.parametrize(
    "typed",
    [
        "阿依古丽·买买提",
        "阿依古丽•买买提",
        "阿依古丽．买买提",
        "阿依古丽 · 买买提",
        "阿依古丽・买买提",
        "阿依古丽‧买买提",
        "阿依古丽.买买提",
        "阿依古丽买买提",
        "阿依古丽　买买提",
    ],
)
def test_dots_and_spaces_of_names_decide_alike(engine: DuckDB, typed: str) -> None:
    """U+00B7 is the official dot; whichever was typed, the name is the same."""
    frame = engine.frame(pa.table({"n": [values.text(typed)]})).select(n=numbers.name_key("n"))
    assert collect(frame)["n"].to_pylist() == ["阿依古丽买买提"]


@settings(max_examples=20, deadline=None)
@given(
    st.lists(
        st.one_of(st.none(), st.dates(date(1900, 1, 1), date(2099, 12, 31))),
        min_size=1,
        max_size=40,
    )
)
def test_a_date_as_a_whole_number(engine: DuckDB, days: list[date | None]) -> None:
    """yyyymmdd for any day; month numbers are widened before they are multiplied."""
    table = pa.table({"row": range(len(days)), "d": pa.array(days, pa.date32())})
    found = (
        collect(engine.frame(table).select("row", d=numbers.birth_key("d")))
        .sort_by("row")["d"]
        .to_pylist()
    )
    assert found == [None if d is None else int(f"{d:%Y%m%d}") for d in days]


def test_the_check_characters_of_the_standard(engine: DuckDB) -> None:
    """The weights and the characters by remainder of GB 11643-1999, against the doubling of ISO
    7064 for every remainder.
    """
    for order in range(60):
        seventeen = f"53992420150301{order:03d}"
        remainder = sum(int(c) * w for c, w in zip(seventeen, numbers.WEIGHTS, strict=True)) % 11
        assert numbers.CHECK[remainder] == check_character(seventeen)
