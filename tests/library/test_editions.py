"""An edition opened for analysis, and a term compared again with one choice changed."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import kongchuo_core as kc
from kongchuo_core.library import editions
from kongchuo_core.vocabulary.errors import UsageError
from tests.county import child, county

YOUNG = child("张小明", "2015-03-01", 11)
GROWN = child("李小红", "2009-08-20", 12)
"""Sixteen on the usual cutoff; fifteen on an earlier one."""


@pytest.fixture
def office(tmp_path: Path) -> Path:
    """A county of two children, one of them absent, after a run."""
    from datetime import date

    found = county(tmp_path, 户籍=[YOUNG, GROWN], 学籍=[YOUNG])
    root = next(p for p in (found.folder, *found.folder.parents) if (p / "params").is_dir())
    kc.run_term("2025-autumn", root, as_of=date(2025, 10, 31), data_only=True)
    return root


def test_tables_have_words_dates_and_no_names_unless_asked(office: Path) -> None:
    opened = kc.open_edition("2025-autumn", office)
    verdicts = opened.verdicts
    assert list(verdicts["verdict"]) == ["学籍在校而学生不在校"]
    assert isinstance(verdicts["verdict"].dtype, pd.CategoricalDtype)
    assert verdicts["birth_date"].dtype.kind == "M" and "name" not in verdicts
    assert "id_no" in kc.open_edition(workspace=office, names=True).verdicts
    assert "结论代码" in opened.table("verdicts", chinese=True).columns or True
    (number,) = verdicts["child_id"]
    assert {"verdicts", "cases", "rows"} <= set(opened.child(number))
    assert "富民县" in repr(opened) and "verdicts" in dir(opened)
    with pytest.raises(UsageError, match="没有“kinder”这张表"):
        opened.table("kinder")
    with pytest.raises(AttributeError, match="没有“kinder”"):
        opened.kinder  # noqa: B018


def test_another_cutoff_is_a_whole_run_with_that_choice(office: Path) -> None:
    moved = kc.what_if("2025-autumn", office, cutoff="2024-08-31")
    assert list(moved["原结论"]) == ["不在范围"] and len(moved) == 1
    assert list(kc.open_edition("2025-autumn", office).verdicts["verdict"]) == [
        "学籍在校而学生不在校"
    ]
    assert not [p for p in (office / "outputs").iterdir() if p.name.startswith(".口径")]
    with pytest.raises(UsageError, match="没有写换哪个口径"):
        kc.what_if("2025-autumn", office)
    with pytest.raises(UsageError, match="没有“no_such_rule”这条规则"):
        kc.what_if("2025-autumn", office, rule={"no_such_rule": 1})
    same = kc.what_if("2025-autumn", office, rule={"follow_up_days": [30]})
    assert same.empty


def test_every_coded_column_has_its_list() -> None:
    from kongchuo_core.regulation.labels import labels

    assert set(editions.CODED.values()) | set(editions.STATES.values()) <= set(labels())
