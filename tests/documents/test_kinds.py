"""The one table of kinds of papers: template, context, recipients, clause, issuer, number and
signature of each.
"""

from __future__ import annotations

import csv
from collections import Counter
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_args, get_type_hints

import pytest

from kongchuo_core.documents.kinds import BY_CONTEXT, KINDS, REPORTS, Issuer, Numbered, PaperKind
from kongchuo_core.documents.word.render import placeholders
from kongchuo_core.regulation import citations
from kongchuo_core.regulation.load import FOLDER
from kongchuo_core.settings.people import load_people
from tests.documents.reading import TEMPLATES

every_kind = pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
PARAMS = Path(__file__).parents[2] / "params"


def test_every_template_has_a_row_and_every_row_a_template() -> None:
    """Nothing lies in the folder that nobody makes, and nothing is made without a template."""
    assert {p.name for p in TEMPLATES.glob("*.docx")} == {kind.template for kind in KINDS.values()}


@every_kind
def test_placeholders_are_the_fields_of_the_context(kind: PaperKind) -> None:
    """Both ways: no placeholder without a fact, no fact without a place."""
    assert is_dataclass(kind.context)
    assert placeholders(TEMPLATES / kind.template) == {f.name for f in fields(kind.context)}


def test_names_codes_and_contexts_are_given_once() -> None:
    """A paper is found by its name, the ledger's code or the class of its context, so each belongs
    to one kind.
    """
    assert [n for n, kind in KINDS.items() if n != kind.name] == []
    assert max(Counter(kind.code for kind in KINDS.values()).values()) == 1
    assert len(BY_CONTEXT) == len(KINDS) - len(REPORTS)


@every_kind
def test_each_row_is_complete(kind: PaperKind) -> None:
    """A clause of the regulation, articles of the table of citations, recipients, an issuer whose
    basis can be printed.
    """
    with (FOLDER / "clauses.csv").open(encoding="utf-8", newline="") as file:
        assert kind.clause in {row["number"] for row in csv.DictReader(file)}
    assert kind.citation in {"", *(c.use for c in citations.citations())}
    assert kind.recipients and isinstance(kind.issuer, Issuer) and kind.issuer.cited("机制")


@every_kind
def test_a_kind_with_a_number_has_a_place_for_it(kind: PaperKind) -> None:
    """Numbered here or by its issuer: the paper has the field; where there is no number there is
    none.
    """
    assert (kind.numbered is not Numbered.NONE) == (
        "文号" in {f.name for f in fields(kind.context)}
    )


@every_kind
def test_a_row_says_about_whom_when_and_which_tables(kind: PaperKind) -> None:
    """The tables are the fields that are rows; a paper to a superior has a place for who
    signed it.
    """
    hints = get_type_hints(kind.context)
    rows = {n for n, hint in hints.items() if get_args(hint) and is_dataclass(get_args(hint)[0])}
    assert kind.about and kind.when and set(kind.tables) == rows
    assert not kind.upward or "签发人" in hints


@every_kind
def test_somebody_may_sign_each_kind_that_is_signed(kind: PaperKind) -> None:
    """The model county's people.yaml names a signer for every kind that leaves the house."""
    people = load_people(PARAMS)
    assert not kind.signed_as or any(kind.signed_as in person.may_sign for person in people.persons)
