"""Law 10: every figure of an edition can say where it comes from, and its rows counted again give
the same number.
"""

from __future__ import annotations

import pytest

from kongchuo_core.documents.behind import Explainer, behind
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.tables import TABLES
from tests import shared


@pytest.fixture(scope="module")
def edition() -> Edition:
    """The sample county's second term, the towns' forms of both terms returned."""
    return Edition(shared.year().outputs("2026-spring") / "internal" / "data")


def test_a_figure_of_every_definition_and_kind_of_place_is_counted_again_from_its_rows(
    edition: Edition,
) -> None:
    """What is shown as the rows of one figure comes to what was counted of all at once."""
    explain, wrong = Explainer(edition), []
    told = edition.table("figures")[["code", "place", "numerator", "denominator"]]
    kinds = told["code"].map(lambda code: explain.definition(code)[0].code)
    depth = told["place"].str.count("/") + (told["place"] == "全县")
    told = told.groupby([kinds, depth]).nth([0, -1])
    for code, place, numerator, denominator in told.itertuples(index=False):
        found = explain.behind(code, place)
        same = found.counted == numerator and (
            found.counted_of == denominator or found.denominator is None
        )
        if not same and not code.startswith("previous."):
            wrong.append((code, place, numerator, denominator, found.counted, found.counted_of))
    assert wrong == [] and len(told) > 200


def test_every_source_names_tables_registers_and_a_formula_that_exist(edition: Edition) -> None:
    """No figure without words; tables and registers are those of the vocabulary."""
    for line in edition.table("figure_sources").fillna("").to_dict("records"):
        assert line["label"] and line["formula"], line["code"]
        assert {line["table"].split("+")[0], line["of_table"].split("+")[0]} <= {
            "",
            "dropouts",
            *TABLES,
        }, line["code"]
        assert {r for r in line["registers"] if "{" not in r} <= {"ledger", *REGISTERS}, line[
            "code"
        ]


def test_a_figure_tells_its_rows_and_its_files(edition: Edition) -> None:
    """``behind`` gives the rows themselves and the files of the registers they came from."""
    found = behind(edition, "meetings.held")
    assert (
        found.rows is not None
        and len(found.rows) == found.numerator
        and found.files == ("联席会议/联席会议台账.xlsx",)
    )
    rate = behind(edition, "enrolment_rate.primary", "永定街道")
    assert (
        rate.of_rows is not None
        and len(rate.of_rows) == rate.denominator
        and set(rate.of_rows["town"]) == {"永定街道"}
    )


def test_a_figure_that_is_not_there_is_named(edition: Edition) -> None:
    """A slip of the keyboard gets a message, not a number."""
    with pytest.raises(UsageError, match="结果里没有“全县”的指标“没有此数”"):
        behind(edition, "没有此数")
