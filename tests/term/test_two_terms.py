"""The fictitious county's two terms with forms imported in between: each case stands as a clerk
expects, and all balances.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

from kongchuo_core.daily.imports import import_files
from kongchuo_core.documents.notebook.blocks import Drawing, Rows
from kongchuo_core.documents.notebook.loop import STEPS
from kongchuo_core.documents.notebook.report import Report
from kongchuo_core.documents.notebook.runner import tell
from kongchuo_core.documents.workbooks.forms import write_opening_form
from kongchuo_core.edition import Edition
from kongchuo_core.keeping.verify import verify
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.start.example import TERMS, make_example
from kongchuo_core.term.place import tables_digest
from kongchuo_core.vocabulary.forms import VERIFY_FORM
from tests.term.running import fill, run
from tests.wide_form import write_wide_form

AUTUMN, SPRING = TERMS
NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
OCTOBER, DECEMBER, MAY = (
    datetime(2025, 10, 31, tzinfo=UTC),
    datetime(2025, 12, 20, tzinfo=UTC),
    datetime(2026, 5, 4, tzinfo=UTC),
)
Line = dict[str, Any]
CLERK = {"经办人": "杨示例"}
STEADY, DEAD, MISTAKEN, HASTY, SUSPENDED, HOLLOW = (
    "steady",
    "dead",
    "mistaken",
    "hasty",
    "suspended",
    "hollow",
)
FIRST: dict[str, Line] = {
    STEADY: {
        "核实日期": "2025-10-08",
        "原因或核实结果": "厌学",
        "文书": "入学（复学）通知书",
        "发出日期": "2025-10-09",
        "送达日期": "2025-10-10",
        "送达方式": "本人签收",
        "四步法步骤": "宣传教育",
        "步骤日期": "2025-10-10",
        "步骤结果": "已实施",
        "作出机关": "镇（街道）",
        "安置方式": "原校随班",
        "安置日期": "2025-10-24",
        "返校日期": "2025-10-27",
    },
    DEAD: {
        "核实日期": "2025-10-08",
        "原因或核实结果": "核实：死亡",
        "证据种类": "派出所证明",
        "证据材料": "注销证明1号",
        "申请销号日期": "2025-10-20",
    },
    MISTAKEN: {"核实日期": "2025-10-08", "原因或核实结果": "厌学", "返校日期": "2025-10-14"},
    HASTY: {"文书": "入学（复学）通知书", "发出日期": "2025-10-09"},
    SUSPENDED: {
        "核实日期": "2025-10-08",
        "原因或核实结果": "生病",
        "缓学休学": "休学",
        "批准日期": "2025-10-09",
        "期满日期": "2026-02-28",
    },
    HOLLOW: {"核实日期": "2025-10-08", "原因或核实结果": "厌学", "申请销号日期": "2025-10-20"},
}
"""What the towns report in October, by the part a child plays."""
SECOND: dict[str, Line] = {
    STEADY: {
        "连续到校起": "2025-10-27",
        "连续到校止": "2025-12-05",
        "回访日期": "2025-12-05",
        "申请销号日期": "2025-12-08",
    },
    MISTAKEN: {"更正哪一项": "返校日期", "更正原日期": "2025-10-14", "更正日期": "2025-12-08"},
}
"""And in December."""


@dataclass
class Told:
    """The editions of the story, the parts by case number, and the digest of autumn's tables before
    December's forms.
    """

    workspace: Workspace
    autumn: Edition
    spring: Edition
    parts: dict[str, str]
    carried: str
    before: str

    def case(self, edition: Edition, part: str) -> Any:
        """The case of a part."""
        cases = edition.table("cases")
        return cases[cases["case_no"] == self.parts[part]].iloc[0]


def chosen(autumn: Edition, spring: Edition) -> dict[str, str]:
    """Part → case number; the one who returns for good is at school in spring, those still out are
    not.
    """
    later = dict(spring.table("verdicts")[["child_id", "verdict"]].itertuples(index=False))
    cases = autumn.table("cases")
    free = cases[cases["state"] == "opened"].sort_values("case_no")
    back = [
        no
        for no, child in zip(free["case_no"], free["child_id"], strict=True)
        if later.get(child) == "CONSISTENT"
    ]
    out = sorted(
        (not str(later.get(child)).endswith("ABSENT"), no)
        for no, child in zip(free["case_no"], free["child_id"], strict=True)
        if no != back[0]
    )
    return {STEADY: back[0]} | dict(
        zip((DEAD, MISTAKEN, HASTY, SUSPENDED, HOLLOW), (no for _, no in out), strict=False)
    )


def import_towns(
    workspace: Workspace,
    edition: Edition,
    parts: dict[str, str],
    told: dict[str, Line],
    now: datetime,
) -> tuple[int, int]:
    """Fill in the form of every town that has one of the parts and import them together."""
    towns = dict(edition.table("cases")[["case_no", "town"]].itertuples(index=False))
    files = []
    for town in sorted({towns[parts[part]] for part in told}):
        folder = workspace.root / "forms" / now.date().isoformat() / town
        folder.mkdir(parents=True)
        path = write_wide_form(Edition(edition.folder, town), folder)
        mine = {
            parts[part]: [CLERK | cells]
            for part, cells in told.items()
            if towns[parts[part]] == town
        }
        files.append(fill(path, VERIFY_FORM.key, mine).rename(folder / f"{town}.xlsx"))
    return import_files(workspace, AUTUMN, files, now)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Told:
    """Autumn run, the office's old ledger and the towns' forms imported, run again; December's
    forms; spring run.
    """
    workspace = make_example(tmp_path_factory.mktemp("county") / "w", seed=4, children=900)
    first, ahead = run(workspace, AUTUMN, OCTOBER), run(workspace, SPRING, OCTOBER)
    parts = chosen(first, ahead)
    used = set(parts.values())
    old = next(
        c
        for c in first.table("cases").to_dict("records")
        if c["case_no"] not in used and c["state"] == "opened"
    )
    child = first.table("verdicts").set_index("child_id").loc[old["child_id"]]
    opening = write_opening_form(workspace.root, [old["town"]], first.facts["loop"]["labels"])
    fill(
        opening,
        "姓名",
        {
            child["name"]: [
                {
                    "公民身份号码": child["id_no"],
                    "乡镇（街道）": old["town"],
                    "台账": "疑似辍学",
                    "立案日期": "2025-04-10",
                }
                | CLERK
            ]
        },
    )
    assert import_files(workspace, AUTUMN, [opening], OCTOBER) == (1, 1)
    assert import_towns(workspace, first, parts, FIRST, OCTOBER) == (15, 15)
    autumn = run(workspace, AUTUMN, OCTOBER)
    before = tables_digest(autumn.folder)
    assert import_towns(workspace, autumn, parts, SECOND, DECEMBER) == (4, 4)
    return Told(workspace, autumn, run(workspace, SPRING, MAY), parts, str(old["child_id"]), before)


@pytest.mark.parametrize(
    ("part", "state", "irregular"),
    [
        (STEADY, "returned", []),
        (DEAD, "closed", []),
        (MISTAKEN, "returned", []),
        (HASTY, "opened", ["notice_before_verification"]),
        (SUSPENDED, "explained_paused", []),
        (HOLLOW, "verified", ["closed_without_evidence"]),
    ],
)
def test_in_autumn_each_case_stands_as_the_form_told(
    told: Told, part: str, state: str, irregular: list[str]
) -> None:
    """A return isn't a closing, a closing without evidence closes nothing, an approval pauses."""
    case = told.case(told.autumn, part)
    assert (case["state"], list(case["irregularities"])) == (state, irregular)


@pytest.mark.parametrize(
    ("part", "states"),
    [
        (STEADY, {"closed"}),
        (DEAD, {"closed"}),
        (MISTAKEN, {"verified", "explained_paused"}),
        (SUSPENDED, {"verified", "in_hand"}),
        (HOLLOW, {"verified"}),
    ],
)
def test_in_spring_the_story_has_gone_on(told: Told, part: str, states: set[str]) -> None:
    """Seen at school for twenty days and visited: closed; the mistaken return is taken back; the
    suspension has run out.
    """
    assert told.case(told.spring, part)["state"] in states


@pytest.mark.clause("M5.1")
def test_the_returned_child_is_closed_by_its_return_and_the_dead_by_its_proof(told: Told) -> None:
    steady, dead = told.case(told.spring, STEADY), told.case(told.spring, DEAD)
    assert (steady["closed_as"], steady["closed_on"]) == ("returned", date(2025, 12, 8))
    assert (dead["closed_as"], dead["closed_on"]) == ("resolved", date(2025, 10, 20))
    assert told.case(told.spring, MISTAKEN)["returned_on"] is None


@pytest.mark.clause("M1.5")
def test_the_ledger_balances_for_every_town_and_period(told: Told) -> None:
    """Counted again from the cases: each town opens with what it closed with, the towns add up, the
    old ledger is the opening.
    """
    table, cases = told.spring.table("balance"), told.spring.table("cases")
    columns = ["opening", "new", "reopened", "corrected", "closed", "closing"]
    gained = table[["opening", "new", "reopened", "moved_in", "corrected"]].sum(axis=1)
    assert (gained - table["moved_out"] - table["closed"] == table["closing"]).all()
    assert table["moved_in"].sum() == table["moved_out"].sum()
    for place, own in table.sort_values("until").groupby("town"):
        assert list(own["opening"])[1:] == list(own["closing"])[:-1], place
    for term, own in table.groupby("term"):
        assert list(own[own["town"] != "全县"][columns].sum()) == list(
            own[own["town"] == "全县"][columns].iloc[0]
        ), term
    left = cases[cases["closed_on"].isna()]
    last = table[table["term"] == SPRING].set_index("town")["closing"]
    assert last["全县"] == len(left)
    assert {t: n for t, n in last.items() if n and t != "全县"} == left[
        "town"
    ].value_counts().to_dict()
    county = table[(table["term"] == AUTUMN) & (table["town"] == "全县")].iloc[0]
    assert county["opening"] == 1 and county["closed"] == 1
    carried = cases[cases["child_id"] == told.carried].iloc[0]
    assert (carried["origin"], carried["first_opened_on"]) == ("ledger", date(2025, 4, 10))


def test_an_old_term_made_again_knows_nothing_of_what_came_later(told: Told) -> None:
    """The same autumn after December's forms and spring's run; nothing new is opened, the chain
    verifies.
    """
    count = len(told.autumn.table("cases"))
    again = run(told.workspace, AUTUMN, MAY)
    assert tables_digest(again.folder) == told.before and len(again.table("cases")) == count
    assert Ledger(told.workspace.ledger, told.workspace.key()).verify() and verify(told.workspace)


def _loop(folder: Path, town: str = "") -> tuple[Report, dict[str, Rows]]:
    report = tell(NOTEBOOKS / "closed_loop.ipynb", edition=str(folder), town=town)
    return report, {b.name: b for b in report.blocks if isinstance(b, Rows)}


@pytest.mark.parametrize("term", TERMS)
def test_the_report_of_the_loop_tells_what_the_cases_say(told: Told, term: str) -> None:
    """Sums, steps, time, towns: for the county and a town every total agrees with the cases counted
    another way.
    """
    folder = told.workspace.outputs(term) / "internal" / "data"
    made = Edition(folder)  # what lies there now: the autumn was made again
    for town in ("", made.facts["towns"][0]["name"]):
        r, tables = _loop(folder, town)
        cases = Edition(folder, town or None).table("cases")
        left = int(cases["closed_on"].isna().sum())
        assert r.checks.failed == ()
        if len(cases):
            assert f"期末未销号{left}件" in r.blocks[0].text  # type: ignore[union-attr]
    r, tables = _loop(folder)
    steps = {name: r.edition.count(f"funnel.{name}") for name in STEPS}
    assert steps["suspected"] >= steps["verified"] >= steps["cause_found"] >= 1 and steps["closed"]
    if term == AUTUMN:
        assert [steps[n] for n in ("verified", "noticed", "returned", "closed")] == [5, 2, 3, 1]
        verified = [c for c in made.table("cases").to_dict("records") if c["verified_on"]]
        days = [(date(2025, 10, 8) - c["opened_on"]).days for c in verified]
        assert tables["用时"].cells[0][2] == f"{sum(days) / len(days):.1f}"
        assert [row[1] for row in tables["程序问题"].cells] == ["1", "1"]
    assert sum(int(row[1]) for row in tables["原因"].cells) == r.edition.count("balance.closing")
    assert len(tables["各镇动态"].cells) == len(tables["各镇未销号"].cells) == 7
    assert {"漏斗", "归零"} <= {b.name for b in r.blocks if isinstance(b, Drawing)}
