"""第八章 规定未写、实际如此：graduates, pupils without a record, children that stand in two places."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.county import child, county, number

ELSEWHERE = {"乡镇（街道）": "东村镇"}


@pytest.mark.clause("M8.1")
def test_m8_1_a_graduate_is_no_dropout(tmp_path: Path) -> None:
    """已修完九年义务教育的不列为疑似: only who is absent, on the graduates' list by a deciding rule, and fourteen
    at the cutoff.
    """
    names = {
        "毕业": "2010-05-01",
        "未列": "2010-05-01",
        "刚满十四": "2011-08-31",
        "未满十四": "2011-09-01",
        "仍在校": "2010-05-01",
        "在籍毕业": "2010-05-01",
        "复读": "2010-05-01",
    }
    pupils = {name: child(name, born, 2 * n + 11) for n, (name, born) in enumerate(names.items())}
    listed = [c for name, c in pupils.items() if name != "未列"]
    found = county(
        tmp_path,
        户籍=list(pupils.values()),
        毕业=listed,
        在校=[pupils["仍在校"], pupils["复读"]],
        学籍=[pupils["在籍毕业"], pupils["复读"]],
    )
    assert found.verdicts() == {
        "毕业": "COMPLETED",
        "未列": "UNENROLLED_ABSENT",
        "刚满十四": "COMPLETED",
        "未满十四": "REVIEW",
        "仍在校": "PRESENT_UNENROLLED",
        "在籍毕业": "COMPLETED",
        "复读": "CONSISTENT",
    }


@pytest.mark.clause("M8.1")
def test_m8_1_a_link_that_does_not_decide_completes_nobody(tmp_path: Path) -> None:
    """A graduate of the same name and birth date under another sound number, or read alike without
    one, is asked.
    """
    same_day, alike = child("王芳", "2010-05-01", 12), child("李莉", "2010-06-01", 14)
    found = county(
        tmp_path,
        户籍=[same_day, alike],
        毕业=[
            same_day | {"身份证号": number("2010-05-01", 92)},
            alike | {"姓名": "李丽", "身份证号": "不详"},
        ],
    )
    assert found.verdicts() == {"王芳": "REVIEW", "李莉": "REVIEW"}
    assert {line["rule"] for line in found.table("review")} == {
        "name_birth_conflict",
        "alike_birth",
    }


@pytest.mark.clause("M8.2")
def test_m8_2_a_pupil_without_a_record_is_no_dropout(tmp_path: Path) -> None:
    """在校无学籍不是辍学: listed for the school that must make the record good; one whose record moved away
    is such a pupil.
    """
    unknown, moved = child("没学籍", order=11), child("转走了", order=13)
    found = county(
        tmp_path,
        户籍=[unknown, moved],
        在校=[unknown, moved | {"学校": "大营小学"}],
        学籍=[moved | {"学籍状态": "转出"}],
    )
    assert found.verdicts() == {"没学籍": "PRESENT_UNENROLLED", "转走了": "PRESENT_UNENROLLED"}
    assert (found.of(unknown)["school"], found.of(moved)["school"]) == ("永定小学", "大营小学")
    assert found.figure("children.suspected") == 0
    assert found.figure("verdict.PRESENT_UNENROLLED", "永定街道/大营小学") == 1


@pytest.mark.clause("M8.3")
def test_m8_3_two_towns_list_one_child(tmp_path: Path) -> None:
    """两个乡镇同列一名儿童: one child, one verdict, both rows visible under one number, and both towns are
    told.
    """
    ming, typed = child("张小明", order=11), child("李红", order=12)
    wrong = typed | {"身份证号": typed["身份证号"][:-2] + "9" + typed["身份证号"][-1]}
    found = county(
        tmp_path,
        户籍={"永定.xlsx": [ming, typed], "东村.xlsx": [ming | ELSEWHERE, wrong | ELSEWHERE]},
        学籍=[ming, typed],
        在校=[ming, typed],
    )
    assert found.verdicts() == {"张小明": "CONSISTENT", "李红": "CONSISTENT"}
    assert (
        sorted(found.fates("household"), key=str)
        == [("duplicate", "same_child")] * 2 + [("used", None)] * 2
    )
    assert len({r["child_id"] for r in found.table("rows") if r["register"] == "household"}) == 2
    assert sorted(found.mend("registered_twice")) == [
        ("户籍/东村.xlsx", 2, "东村镇"),
        ("户籍/东村.xlsx", 3, "东村镇"),
        ("户籍/永定.xlsx", 2, "永定街道"),
        ("户籍/永定.xlsx", 3, "永定街道"),
    ]
    assert found.flagged("registered_twice") == {"张小明", "李红"}


@pytest.mark.clause("M8.3")
def test_m8_3_a_child_that_one_town_struck_off_is_the_other_towns(tmp_path: Path) -> None:
    """Moved out of one town and registered in the other: the living registration stands for the
    child.
    """
    ming = child("张小明", order=11)
    found = county(
        tmp_path,
        户籍={"甲.xlsx": [ming | {"户籍状态": "迁出"}], "乙.xlsx": [ming | ELSEWHERE]},
        在校=[ming],
    )
    assert (found.verdict(ming), found.of(ming)["town"]) == ("PRESENT_UNENROLLED", "东村镇")
    assert sorted(found.fates("household"), key=str) == [
        ("out_of_scope", "household_moved_out"),
        ("used", None),
    ]


@pytest.mark.clause("M8.3")
def test_m8_3_two_children_under_one_number_are_two_children(tmp_path: Path) -> None:
    """One number, two names: nobody is swallowed; each is linked by what else it has, and both are
    flagged.
    """
    one = child("赵大勇", "2015-03-01", 11)
    two = child("钱小梅", "2015-03-01", 11) | {"性别": "女"}
    found = county(tmp_path, 户籍=[one, two], 学籍=[one], 在校=[one])
    assert found.verdict(one) == "CONSISTENT" and found.verdict(two) != "CONSISTENT"
    assert len({line["child_id"] for line in found.table("verdicts")}) == 2
    assert found.flagged("number_shared") == {"赵大勇", "钱小梅"}
    assert found.mend("number_shared") == [
        ("户籍/户籍.xlsx", 2, "永定街道"),
        ("户籍/户籍.xlsx", 3, "永定街道"),
    ]


@pytest.mark.clause("M8.3")
def test_m8_3_two_enrolments_and_two_rolls(tmp_path: Path) -> None:
    """两处有学籍、两处在校: one child, both schools told; a yes at one school and a no at another is present,
    with a flag.

    Whom the school of enrolment doesn't have and another has is asked about.
    """
    ming, hong, jun, xia = (
        child(name, order=2 * n + 11) for n, name in enumerate(["张小明", "李红", "周军", "吴霞"])
    )
    there = {"学校": "东村小学"}
    found = county(
        tmp_path,
        户籍=[ming, hong, jun, xia],
        学籍=[ming, ming | {"学校名称": "东村小学"}, hong, jun | {"学校名称": "东村小学"}, xia],
        在校=[
            *(ming, hong, hong | there, jun | there, xia | there),
            *(one | {"是否在校": "否"} for one in (jun, xia)),
        ],
    )
    assert found.verdicts() == {
        "张小明": "CONSISTENT",
        "李红": "CONSISTENT",
        "周军": "CONSISTENT",
        "吴霞": "REVIEW",
    }
    told = ("two_enrolments", "two_rolls", "roll_differs", "left_own_school")
    assert {flag: found.flagged(flag) for flag in told} == {
        "two_enrolments": {"张小明"},
        "two_rolls": {"李红"},
        "roll_differs": {"周军", "吴霞"},
        "left_own_school": {"吴霞"},
    }
    assert found.mend("two_enrolments") == [
        ("学籍/学籍.xlsx", 2, "永定街道"),
        ("学籍/学籍.xlsx", 3, "东村镇"),
    ]
    assert found.of(jun)["school"] == "东村小学"
