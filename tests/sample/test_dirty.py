"""What is damaged, how, and that the truth says so."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from kongchuo_core.sample.dirty import DAMAGES, TRAPS

from .conftest import TERMS, records, truth

ROW = {
    "pid": 4,
    "name": "李国艳",
    "id_no": "539924201308043027",
    "birth_date": pd.Timestamp("2013-08-04").date(),
    "student_no": "",
}


def _checks(number: str) -> bool:
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return (
        "10X98765432"[sum(int(d) * w for d, w in zip(number, weights, strict=False)) % 11]
        == number[17]
    )


@pytest.mark.parametrize("pid", range(40))
@pytest.mark.parametrize("kind", ["typo", "swapped"])
def test_错一位或换两位的号码校验位总是不对(kind: str, pid: int) -> None:
    """A typing slip never gives another sound number: that would be another person's."""
    assert _checks(ROW["id_no"])
    wrong = DAMAGES[kind]({**ROW, "pid": pid})["id_no"]
    assert len(wrong) == 18 and not _checks(wrong)
    assert 1 <= sum(a != b for a, b in zip(wrong, ROW["id_no"], strict=True)) <= 2


def test_每种损坏只动该动的格子() -> None:
    """The damage functions, one by one."""
    assert DAMAGES["missing"](ROW) == {"id_no": ""}
    assert DAMAGES["float"](ROW) == {"id_no": 539924201308043027.0}
    assert DAMAGES["only_student_number"](ROW) == {"id_no": "", "student_no": "G539924201308043027"}
    assert DAMAGES["homophone"](ROW) == {"name": "李国燕"}
    assert DAMAGES["variant"]({**ROW, "name": "李国明"}) == {"name": "李國明"}
    assert DAMAGES["lost"]({**ROW, "name": "李堃"})["name"] in ("李?", "李□")
    assert DAMAGES["dot"]({**ROW, "name": "阿各·木呷"})["name"] != "阿各·木呷"
    assert DAMAGES["spaced"](ROW)["name"].replace(" ", "").replace("　", "") == "李国艳"
    assert DAMAGES["wide"](ROW)["id_no"] == "５３９９２４２０１３０８０４３０２７"
    assert abs(DAMAGES["day_off"](ROW)["birth_date"] - ROW["birth_date"]).days == 1
    assert (
        DAMAGES["no_age"](ROW)["birth_date"] == ""
        and DAMAGES["no_age"](ROW)["id_no"][10:12] == "13"
    )


@pytest.mark.parametrize("term", TERMS)
def test_可以问人的陷阱才接受待核对(county: Path, term: str) -> None:
    """``accept`` holds REVIEW for the doubtful traps and never for a clean child."""
    told = truth(county, term).query("in_scope == '1'")
    doubtful = {t.code for t in TRAPS if t.doubtful} | {
        "wrong-row-number",
        "number-shared",
        "namesake",
    }
    asked = told["accept"].str.endswith("|REVIEW")
    assert asked.any()
    assert told.loc[asked, "trap"].map(lambda t: bool(doubtful & set(t.split("+")))).all()
    assert (told["accept"].str.removesuffix("|REVIEW") == told["truth"]).all()


def test_损坏的份额接近现实(county: Path) -> None:
    """Between one row in twenty and one in five is trapped; every trap of the table occurs."""
    told = truth(county, TERMS[0]).query("in_scope == '1'")
    assert 0.05 < told["trap"].ne("").mean() < 0.2
    assert {t.code for t in TRAPS} <= set("+".join(told["trap"]).split("+"))


def test_张冠李戴的号码在两个在校生的行上(county: Path) -> None:
    """wrong-row-number: one number stands on two pupils' rows of one school."""
    told = truth(county, TERMS[0])
    victims = set(told.loc[told["trap"].str.contains("wrong-row-number"), "id"])
    rows = pd.DataFrame(records(county, TERMS[0], "presence"))
    twice = rows[rows["id_no"].isin(victims)].groupby("id_no")["name"].nunique()
    assert (twice == 2).any()


def test_大多数笔误两个学期都在_一部分已改正(county: Path) -> None:
    """A register keeps its slips from term to term, but for those that were put right."""
    one, two = (truth(county, t).query("in_scope == '1' and trap != ''") for t in TERMS)
    stayed = len(set(one["id"]) & set(two["id"])) / len(set(one["id"]))
    assert 0.5 < stayed < 0.95
