"""Law 10: every figure of an edition can say where it comes from, and its rows counted again give the same number."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from kongchuo_core import cli
from kongchuo_core.documents.behind import Explainer, behind
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.tables import TABLES
from tests.county import TERM
from tests.term.running import run_with_forms


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The sample county's second term, the towns' forms of both terms returned."""
    folder = tmp_path_factory.mktemp("figures") / "county"
    assert cli.main(["sample", str(folder), "--seed", "5", "--children", "300"]) == 0
    for day, term in enumerate((TERM, "2026-spring"), 1):
        found = run_with_forms(Workspace.at(folder), term, datetime(2026, 5, day, tzinfo=UTC))
    return found


def test_every_figure_is_counted_again_from_its_rows(edition: Edition) -> None:
    """Numerator and denominator of every figure of the sample; last term's were counted again when they were this term's."""
    explain, wrong = Explainer(edition), []
    told = edition.table("figures")[["code", "place", "numerator", "denominator"]]
    for code, place, numerator, denominator in told.itertuples(index=False):
        found = explain.behind(code, place)
        same = found.counted == numerator and (
            found.counted_of == denominator or found.denominator is None
        )
        if not same and not code.startswith("previous."):
            wrong.append((code, place, numerator, denominator, found.counted, found.counted_of))
    assert wrong == [] and len(edition.table("figures")) > 500


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
    with pytest.raises(UsageError, match="期次里没有“全县”的指标“没有此数”"):
        behind(edition, "没有此数")
