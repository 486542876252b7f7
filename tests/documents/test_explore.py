"""What analysts get: no name unless asked for, a number only masked, the counts of the edition."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kongchuo_core.documents import explore
from tests.county import child, county

NAME = "张小明"
CASES = (
    explore.open_cases,
    explore.open_absences,
    explore.open_tasks,
    explore.open_rows,
    explore.open_quality,
)
PLAIN = (explore.open_children, *CASES, explore.open_figures)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One child who is on the roll and away from school, with an absence on file and a damaged number in one register."""
    ming = child(NAME, 监护人="张大山")
    away = {
        "姓名": NAME,
        "身份证号": ming["身份证号"],
        "起始日期": "2025-09-15",
        "结束日期": "2025-09-30",
    }
    damaged = child("李小红", order=12) | {"身份证号": "5399242015030"}
    return county(
        tmp_path_factory.mktemp("explore"),
        户籍=[ming, damaged],
        学籍=[ming],
        在校=[ming],
        缺勤=[away],
    ).folder


@pytest.mark.parametrize("table", PLAIN, ids=lambda f: f.__name__)
def test_a_table_is_filled_and_names_nobody(edition: Path, table: object) -> None:
    told = table(edition).to_csv()
    assert (
        len(table(edition))
        and NAME not in told
        and "张大山" not in told
        and not re.search(r"5399\d{4}", told)
    )


@pytest.mark.parametrize(
    "table", [explore.open_children, explore.open_cases], ids=lambda f: f.__name__
)
def test_a_number_is_masked_even_where_names_are_asked_for(edition: Path, table: object) -> None:
    """Name and guardian are told, of the number the ends alone."""
    told = table(edition, names=True)
    assert list(told)[:3] == ["姓名", "证件号", "监护人"]
    [line] = told[told["姓名"] == NAME].to_dict("records")
    assert line["监护人"] == "张大山" and re.fullmatch(r"539924\*{8}\d{3}[\dX]", line["证件号"])


def test_a_case_is_told_in_words(edition: Path) -> None:
    """No code of the program is left in what an analyst reads; names of files are."""
    for table in CASES:
        told = re.sub(r"\S+\.xlsx|params/\w+\.yaml", "", table(edition).to_csv(index=False))
        assert not re.search(r"\b[a-z]{3,}", told)


def test_a_town_sees_its_own(edition: Path) -> None:
    assert (
        len(explore.open_cases(edition, "永定街道")) == 2
        and explore.open_cases(edition, "罗免镇").empty
    )
    assert set(explore.open_figures(edition, "永定街道")["单位"].str.split("/").str[0]) == {
        "永定街道"
    }


def test_tables_stay_plain_where_nobody_looks(
    edition: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Run by a program nothing is displayed; stored notebooks stay the same each time."""
    monkeypatch.delenv("JPY_SESSION_NAME", raising=False)
    explore.interactive()
    assert (
        capsys.readouterr().out == ""
        and "dt-container" not in explore.open_children(edition)._repr_html_()
    )
