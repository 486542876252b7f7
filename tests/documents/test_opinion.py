"""督导意见书 with the words that people wrote down (督导记录): the group's judgement and the unit's plea,
each with its author; a blank that says who writes it where nobody has.
"""

from __future__ import annotations

import shutil
from datetime import date

import pandas as pd
import pytest

from kongchuo_core.documents.supervision.contexts import OPINION
from kongchuo_core.documents.supervision.facts import inspectors
from kongchuo_core.documents.supervision.told import evaluation_of_school, pleas, written
from kongchuo_core.documents.supervision.writing import supervision_drafts
from kongchuo_core.edition import Edition
from tests import shared

SPRING, TOWN, SCHOOL = "2026-spring", "东村镇", "东村中学"
NOTES = (
    (TOWN, "judgement", "评价", "措施到位,会议没有按月开。", None, "何云飞"),
    (TOWN, "plea", "陈述申辩", "三月雨季道路中断", None, "东村镇分管负责人"),
    (SCHOOL, "visits", "走访", "到班点名", 3, "马春燕"),
    ("款庄镇", "judgement", "评价", "别处的话", None, "罗建平"),
)


@pytest.fixture(scope="module")
def noted(tmp_path_factory: pytest.TempPathFactory) -> Edition:
    """The town's edition of the shared county, with these notes instead of its own."""
    folder = tmp_path_factory.mktemp("noted") / "data"
    shutil.copytree(shared.year().outputs(SPRING) / "internal" / "data", folder)
    names = ("unit", "kind", "matter", "content", "quantity", "author")
    rows = [
        dict(zip(names, note, strict=True))
        | {"level": "乡镇", "town": TOWN, "day": date(2026, 4, 14), "order": n}
        for n, note in enumerate(NOTES, 1)
    ]
    stored = folder / "observations.parquet"
    columns = list(pd.read_parquet(stored).columns)
    pd.DataFrame(rows)[columns].astype({"quantity": "Int32"}).to_parquet(stored)
    return Edition(folder, TOWN)


def test_the_judgement_and_the_plea_are_printed_with_who_wrote_them(noted: Edition) -> None:
    """Word by word, the narrow marks of the register made wide; of this unit alone."""
    assert written(noted, TOWN) == ("督导组的评价：措施到位，会议没有按月开（执笔：何云飞）。",)
    assert pleas(noted, TOWN) == ("对初步督导意见的申辩：三月雨季道路中断（东村镇分管负责人）。",)


@pytest.mark.clause("M7.2")
def test_what_nobody_wrote_stays_a_blank_that_names_who_writes_it(noted: Edition) -> None:
    """Never invented: the school has a visit and no judgement, no plea either."""
    lead = next(s.name for s in inspectors(noted) if s.post.startswith("组长"))
    assert written(noted, SCHOOL) == (
        "走访：到班点名（3）（执笔：马春燕）。",
        f"督导组的评价（由组长{lead}执笔）：【督导评价】。",
    )
    assert pleas(noted, SCHOOL) == ("对初步督导意见的申辩：【申辩】。",)
    assert written(noted, SCHOOL)[-1] == evaluation_of_school(noted, SCHOOL)[-1]


def test_the_paper_has_them(noted: Edition) -> None:
    """A paper that is complete has no blank left of these."""
    drafts = {d.where: d for d in supervision_drafts(noted)}
    paper = drafts[f"{OPINION}.docx"].make()
    assert "【" not in "".join((*paper.评价, *paper.申辩))
