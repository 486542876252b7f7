"""What goes before what when the registers disagree (contract, What counts as enrolled, present,
completed).
"""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.county import TERM, Found, child, compare, county, lay, number, workspace_at

NO_NUMBER = {"身份证号": None}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> Found:
    """One child for each clash; 疑 marks a record that only resembles the child, so that a person
    must decide.
    """

    def there(name: str) -> dict[str, object]:
        return people[name] | {"身份证号": number(people[name]["出生日期"], 777)}

    names = [
        "在校疑",
        "学籍疑",
        "毕业疑在校",
        "毕业疑缺席",
        "异地疑缺席",
        "异地疑有证明",
        "一校有一校无",
        "号说无名说有",
        "说在又毕业",
    ]
    people = {name: child(name, "2011-01-05", 2 * n + 11) for n, name in enumerate(names)}
    p = people
    return county(
        tmp_path_factory.mktemp("clash"),
        户籍=list(people.values()),
        在校=[
            there("在校疑"),
            p["学籍疑"],
            p["毕业疑在校"],
            p["一校有一校无"],
            p["一校有一校无"] | {"学校": "大营小学", "是否在校": "否"},
            p["号说无名说有"] | {"是否在校": "否"},
            p["号说无名说有"] | NO_NUMBER | {"学校": "大营小学"},
            p["说在又毕业"],
        ],
        学籍=[there("学籍疑"), p["毕业疑在校"]],
        毕业=[there("毕业疑在校"), there("毕业疑缺席"), p["说在又毕业"]],
        异地就读=[there("异地疑缺席"), there("异地疑有证明")],
        送教上门=[p["异地疑有证明"]],
    )


@pytest.mark.clause("M3.1")
@pytest.mark.parametrize(
    ("name", "verdict"),
    [
        ("在校疑", "REVIEW"),
        ("学籍疑", "REVIEW"),
        ("毕业疑在校", "CONSISTENT"),
        ("毕业疑缺席", "REVIEW"),
        ("异地疑缺席", "REVIEW"),
        ("异地疑有证明", "UNENROLLED_ABSENT"),
        ("一校有一校无", "PRESENT_UNENROLLED"),
        ("号说无名说有", "REVIEW"),
        ("说在又毕业", "PRESENT_UNENROLLED"),
    ],
)
def test_an_undecided_link_goes_to_a_person_and_present_beats_graduate(
    found: Found, name: str, verdict: str
) -> None:
    """Undecided where it matters → REVIEW; a doubt that would change nothing asks nobody; presence
    beats the graduates.
    """
    assert found.of({"姓名": name})["verdict"] == verdict


@pytest.mark.clause("M2.4")
def test_six_year_olds_where_entry_is_at_seven_are_in_with_a_flag(tmp_path: Path) -> None:
    """义务教育法第十一条: the town's dated rule adds a flag and takes nobody out."""
    workspace = workspace_at(tmp_path / "w")
    rules = workspace.params / "rules/comparison.yaml"
    rules.write_text(
        rules.read_text("utf-8").replace("{value: [], source", "{value: [东村镇], source"), "utf-8"
    )
    there = {"乡镇（街道）": "东村镇"}
    lay(
        workspace,
        户籍=[
            child("六岁东村", "2019-08-31") | there,
            child("七岁东村", "2018-08-31", 13) | there,
            child("六岁永定", "2019-08-31", 15),
        ],
    )
    found = compare(workspace)
    assert found.flagged("entry_at_seven") == {"六岁东村"} and len(found.verdicts()) == 3


@pytest.mark.clause("M2.2")
def test_ages_in_march_are_those_of_september(tmp_path: Path) -> None:
    """The spring term belongs to the school year that began in autumn: the same cutoff, the same
    children.
    """
    workspace = workspace_at(tmp_path / "w")
    ends = [
        child("太大", "2009-08-31"),
        child("最大", "2009-09-01", 13),
        child("最小", "2019-08-31", 15),
        child("太小", "2019-09-01", 17),
    ]
    for term in (TERM, "2026-spring"):
        lay(workspace, term, 户籍=ends)
    ids = [
        {line["name"]: line["child_id"] for line in compare(workspace, term).table("verdicts")}
        for term in (TERM, "2026-spring")
    ]
    assert ids[0] == ids[1] and set(ids[0]) == {"最大", "最小"}


@pytest.mark.clause("M2.4")
def test_figures_add_up_by_town_age_and_school(tmp_path: Path) -> None:
    """Every count of the county is the sum of its towns', of its ages' and stages'."""
    some = [
        child(f"某{n}", f"{2010 + n % 9}-01-0{n % 9 + 1}", n + 11)
        | {"乡镇（街道）": ["永定", "东村镇", "款庄镇"][n % 3]}
        for n in range(27)
    ]
    found = county(tmp_path, 户籍=some, 学籍=some[::2], 在校=some[:20])
    figures = {(f["code"], f["place"]): f["numerator"] for f in found.table("figures")}
    towns = {"永定街道", "东村镇", "款庄镇"}
    for code in (
        "children.in_scope",
        "children.suspected",
        "verdict.CONSISTENT",
        "verdict.PRESENT_UNENROLLED",
    ):
        whole = figures[code, "全县"]
        assert whole == sum(figures.get((code, town), 0) for town in towns) > 0
        assert whole == sum(
            n
            for (c, place), n in figures.items()
            if c == code and place.startswith("全县/") and place.endswith("岁")
        )
        assert whole == sum(figures.get((code, f"全县/{stage}"), 0) for stage in ("小学", "初中"))
    assert figures["households.unknown", "全县"] == sum(
        v == "UNENROLLED_ABSENT" for v in found.verdicts().values()
    )
