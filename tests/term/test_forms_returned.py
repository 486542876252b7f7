"""The fictitious county's towns return their forms: all is taken, and the loop closes for some,
stays open for others.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import UTC, datetime
from itertools import chain, product
from pathlib import Path

import openpyxl
import pandas as pd
import pytest

from kongchuo_core import cli
from kongchuo_core.daily.imports import import_files
from kongchuo_core.documents.loop.facts import case_facts, office
from kongchuo_core.documents.loop.papers import case_file
from kongchuo_core.documents.workbooks.ledgers import told_cases
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.start.example import TERMS, make_example
from kongchuo_core.start.filled import FICTITIOUS, fill
from kongchuo_core.term import place
from kongchuo_core.vocabulary.errors import UsageError
from tests import shared
from tests.county import workspace_at
from tests.size import FULL
from tests.term.running import run

AUTUMN, SPRING = TERMS
NOW = datetime(2026, 5, 4, tzinfo=UTC)
PLACE = ["file", "sheet", "row"]
COUNTIES = [(2, 400), (5, 400), *([(1, 400), (2, 1500)] if FULL else [])]
"""Seeds and numbers of children."""


@dataclass
class Year:
    """Both terms' final editions, the forms, and how many events of each form were new."""

    workspace: Workspace
    editions: dict[str, Edition]
    forms: dict[str, Path]
    new: dict[str, int]

    def truth(self, term: str) -> dict[str, str]:
        """Child → what is true of it in a term."""
        told = pd.read_csv(
            self.workspace.root / "truth" / term / "truth.csv", keep_default_na=False
        )
        rows = (
            self.editions[term]
            .table("rows")
            .query("register == 'household'")
            .dropna(subset="child_id")
        )
        return dict(rows.merge(told, on=PLACE)[["child_id", "truth"]].itertuples(index=False))


@pytest.fixture(scope="module", params=COUNTIES, ids=str)
def year(request: pytest.FixtureRequest) -> Year:
    """Each term run, its form filled in and imported, run again, as ``make report`` does; not to be
    changed.
    """
    folder = shared.returned(*request.param)
    workspace = Workspace.at(folder / "w")
    editions = {t: Edition(workspace.outputs(t) / "internal" / "data") for t in TERMS}
    forms = {t: workspace.root / "filled" / t / "核查反馈表.xlsx" for t in TERMS}
    return Year(workspace, editions, forms, json.loads((folder / shared.NEW).read_text("utf-8")))


@pytest.mark.clause("M4.1")
@pytest.mark.clause("M4.2")
@pytest.mark.parametrize("term", TERMS)
def test_in_both_terms_every_station_of_the_loop_is_reached(year: Year, term: str) -> None:
    """Verified, noticed, back at school, closed; some are confirmed dropouts, and no rule of
    procedure was broken.
    """
    edition = year.editions[term]
    stations = ("suspected", "verified", "cause_found", "noticed", "returned", "closed")
    reached = {code: edition.count(f"funnel.{code}") for code in stations}
    assert min(reached.values()) > 0 and reached["verified"] <= reached["suspected"]
    assert (
        edition.count("ledger.dropout") > 0 and edition.table("events")["irregularity"].isna().all()
    )
    kinds = product(("primary", "lower_secondary"), ("last_year", "this_year"))
    rates = [edition.figure(f"dropout_rate.{stage}.{of}") for stage, of in kinds]
    assert all(rates) and sum(n for n, _ in rates if n) > 0
    rate, days = edition.figure("return_rate"), edition.figure("days_to_return")
    assert rate is not None and 0 < rate[0] < rate[1] and days is not None and days[0] > 0


@pytest.mark.clause("M5.5")
def test_somebody_relapses_and_not_all_is_done_in_time(year: Year) -> None:
    spring = year.editions[SPRING]
    cases = spring.table("cases")
    assert (
        spring.count("cases.relapses") >= 1
        and (cases["reopened"] > 0).any()
        and spring.count("tasks.done_late") > 0
    )
    assert (
        set(cases["closed_as"].dropna()) == {"returned", "resolved"}
        and cases["state"].eq("returned").any()
    )


@pytest.mark.clause("M1.5")
def test_the_ledger_balances_and_spring_opens_with_what_autumn_left(year: Year) -> None:
    table = year.editions[SPRING].table("balance")
    assert (
        table["opening"] + table["new"] + table["reopened"] - table["closed"] == table["closing"]
    ).all()
    left = year.editions[AUTUMN].table("balance").set_index("town")["closing"]
    opened = table[table["term"] == SPRING].set_index("town")["opening"]
    assert opened.to_dict() == left.to_dict()


def test_who_was_told_to_be_back_is_on_the_next_roll_and_who_is_out_is_not(year: Year) -> None:
    """Of autumn's cases, told by the truth beside spring's registers; a relapse was back before it
    was away again.
    """
    cases, truth = year.editions[SPRING].table("cases"), year.truth(SPRING)
    carried = cases[cases["case_no"].str.startswith("2025") & (cases["relapses"] == 0)]
    back = carried[carried["returned_on"].notna()]
    assert len(back) and {truth[c] for c in back["child_id"]} <= {
        "CONSISTENT",
        "PRESENT_UNENROLLED",
    }
    out = carried[carried["ledger"] == "dropout"]
    assert len(out) and all(truth[c].endswith("ABSENT") for c in out["child_id"])


@pytest.mark.clause("M4.8")
def test_the_four_steps_are_named_in_their_order(year: Year) -> None:
    """In the ledgers and in the case's file; a penalty that wasn't imposed doesn't read as one."""
    spring = year.editions[SPRING]
    names = ("未开始", "宣传教育", "责令整改", "行政处罚", "提起诉讼")
    taken = spring.table("cases").set_index("case_no")["step"]
    shown = told_cases(spring, spring.facts["loop"]["labels"]).set_index("case_no")["step"]
    assert taken.max() == 4 and shown.to_dict() == taken.map(dict(enumerate(names))).to_dict()
    for case in (c for c in case_facts(spring) if c.step):
        file = case_file(case, office(spring))
        assert file.四步法.startswith(names[case.step])
        penalties = [row.事项 for row in file.经过表 if row.事项.startswith("四步法：行政处罚")]
        assert len(penalties) == (case.step >= 3) and all(
            p.endswith(("无依据）", "不予处罚）")) for p in penalties
        )


@pytest.mark.clause("M5.1")
def test_a_case_file_says_which_task_was_done_and_how_a_child_was_seen(year: Year) -> None:
    spring = year.editions[SPRING]
    files = (case_file(case, office(spring)) for case in case_facts(spring))
    told = {row.事项 for row in chain.from_iterable(file.经过表 for file in files)}
    assert "回访" in told and "完成任务" not in told
    assert all(
        any(t.startswith(begins) for t in told) for begins in ("连续到校（自2025年", "完成任务：")
    )
    looks = spring.table("tasks").query("task == 'follow_up'")["state"]
    assert {"done", "overdue"} <= set(looks)


def test_a_form_filled_in_and_imported_again_tells_nothing_new(year: Year, tmp_path: Path) -> None:
    workspace = Workspace.at(shared.copy(year.workspace.root, tmp_path / "w"))
    path, cases, _ = fill(workspace.root, SPRING)
    read, new = import_files(workspace, SPRING, [path], NOW)
    assert cases and read and new == 0 and year.new[SPRING] > 0


def test_the_workbook_says_that_it_is_fictitious(year: Year) -> None:
    for path in year.forms.values():
        sheet = openpyxl.load_workbook(path).worksheets[0]
        assert (sheet.title, sheet["A2"].value) == ("说明", FICTITIOUS) and "虚构" in FICTITIOUS


@pytest.fixture(scope="module")
def small(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A county whose first term has been run."""
    workspace = make_example(tmp_path_factory.mktemp("small") / "w", seed=1, children=60)
    run(workspace, AUTUMN, NOW)
    return workspace


def test_the_same_seed_gives_the_same_bytes(small: Workspace, tmp_path: Path) -> None:
    other = make_example(tmp_path / "w", seed=1, children=60)
    run(other, AUTUMN, NOW)
    assert fill(small.root, AUTUMN)[0].read_bytes() == fill(other.root, AUTUMN)[0].read_bytes()


def test_the_command_names_the_workbook_and_what_comes_next(
    small: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sample", str(small.root), "--filled", AUTUMN]) == 0
    told = capsys.readouterr().out
    assert (
        f"filled/{AUTUMN}/核查反馈表.xlsx" in told
        and "kongchuo import --workspace" in told
        and "虚构" in told
    )


def test_a_term_can_be_filled_in_where_no_other_is_laid_down(tmp_path: Path) -> None:
    """What becomes of the children later isn't known then; nobody is told to have come back."""
    workspace = make_example(tmp_path / "w", seed=1, children=60)
    (workspace.params / "terms" / f"{SPRING}.yaml").unlink()
    run(workspace, AUTUMN, NOW)
    path, cases, _ = fill(workspace.root, AUTUMN)
    read, new = import_files(workspace, AUTUMN, [path], NOW)
    assert cases and read == new > 0


def test_a_term_that_was_not_run_is_refused(
    small: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.main(["sample", str(small.root), "--filled", SPRING]) == 2
    assert "还没有运行" in capsys.readouterr().err and not (small.root / "filled" / SPRING).exists()


def test_a_real_county_is_refused(tmp_path: Path) -> None:
    workspace = workspace_at(tmp_path / "w")
    with pytest.raises(UsageError, match="不是虚构样例，不能代填"):
        fill(workspace.root, AUTUMN)


def test_a_sample_without_its_truth_or_made_again_after_the_run_is_refused(
    small: Workspace, tmp_path: Path
) -> None:
    """The forms would be about others."""
    workspace = Workspace.at(shared.copy(small.root, tmp_path / "w"))
    make_example(workspace.root, seed=2, children=60)
    with pytest.raises(UsageError, match="运行之后重新造过"):
        fill(workspace.root, AUTUMN)
    (workspace.root / "truth" / AUTUMN / "roles.csv").unlink()
    with pytest.raises(UsageError, match="没有虚构样例的标准答案"):
        fill(workspace.root, AUTUMN)
    assert place.MANIFEST in {p.name for p in workspace.outputs(AUTUMN).rglob("*.json")}
