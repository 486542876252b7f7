"""第二章（四）动态监测：what monitoring finds goes into the comparison."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.county import child, county

SCHOOL_DAYS = {"起始日期": "2025-09-23", "结束日期": "2025-09-30"}
FILED = [{"日期": f"2025-09-{day}", "备注": "全勤"} for day in (18, 19, 22)]


@pytest.mark.clause("M5.4")
def test_m5_4_a_pupil_on_the_roll_but_monitored_absent_is_not_at_school(tmp_path: Path) -> None:
    """监测结果及时纳入比查核对: beyond the threshold and still open on the day of comparison; returned, excused
    or short is present.
    """
    names = ["久未归", "已返校", "三天整", "请了假", "去向不明", "常在校"]
    away, back, three, excused, unknown, there = pupils = [
        child(name, order=2 * n + 11) for n, name in enumerate(names)
    ]
    found = county(
        tmp_path,
        户籍=pupils,
        学籍=pupils,
        在校=pupils,
        缺勤=[
            *FILED,
            away | SCHOOL_DAYS,
            back | {"起始日期": "2025-09-08", "结束日期": "2025-09-16"},
            three | {"起始日期": "2025-09-28", "结束日期": "2025-09-30"},
            excused | SCHOOL_DAYS | {"事由": "病假"},
            unknown | {"日期": "2025-09-30", "去向不明": "是"},
        ],
    )
    assert found.verdicts() == {
        "久未归": "ENROLLED_ABSENT",
        "已返校": "CONSISTENT",
        "三天整": "CONSISTENT",
        "请了假": "CONSISTENT",
        "去向不明": "ENROLLED_ABSENT",
        "常在校": "CONSISTENT",
    }
    assert found.flagged("still_absent") == {"久未归", "去向不明"}
    ids = {line["child_id"]: line["name"] for line in found.table("verdicts")}
    assert {ids[a["child_id"]]: (a["days"], a["open"]) for a in found.table("absences")} == {
        "久未归": (7, True),
        "已返校": (7, False),
        "去向不明": (1, True),
    }
    assert there["姓名"] not in found.flagged("still_absent")


@pytest.mark.clause("M5.4")
def test_m5_4_no_document_and_no_weaker_list_undoes_it(tmp_path: Path) -> None:
    """An open absence turns “在校无学籍” into “均不在校”; a graduate of fourteen or older stays one; both
    stand in the same sums.
    """
    unenrolled, graduate = child("无学籍", order=11), child("毕业生", "2010-05-01", 13)
    found = county(
        tmp_path,
        户籍=[unenrolled, graduate],
        在校=[unenrolled, graduate],
        毕业=[graduate],
        缺勤=[c | SCHOOL_DAYS for c in (unenrolled, graduate)],
    )
    assert found.verdicts() == {"无学籍": "UNENROLLED_ABSENT", "毕业生": "COMPLETED"}


@pytest.mark.clause("M5.2")
def test_m5_2_whoever_a_school_reports_goes_on_file(tmp_path: Path) -> None:
    """Pupils of other places' households, in a register of a school or in none; and a child whom
    the row tells by name and class.
    """
    here, stranger, unheard = (
        child(name, order=order) for name, order in (("本县生", 11), ("外县生", 13), ("无名册", 15))
    )
    namesake = child("本县生", "2014-04-04", 17)
    bare = {k: v for k, v in here.items() if k == "姓名"}
    seats = [here | {"班级": "1班"}, namesake | {"班级": "2班"}, stranger | {"班级": "1班"}]
    found = county(
        tmp_path,
        户籍=[here, namesake],
        学籍=seats,
        在校=seats,
        缺勤=[
            *FILED,
            bare | {"班级": "1班"} | SCHOOL_DAYS,
            stranger | SCHOOL_DAYS,
            *(unheard | {"日期": f"2025-09-{day}"} for day in (23, 24, 25, 26)),
            {"姓名": "本县生"} | {"日期": "2025-09-22"},
        ],
    )
    verdicts = {v["child_id"]: v["verdict"] for v in found.table("verdicts")}
    assert sorted(verdicts.values()) == ["CONSISTENT", "ENROLLED_ABSENT"]
    names = {o["child_id"]: o["name"] for o in found.table("outsiders")}
    told = {
        (names.get(a["child_id"], "本县"), a["days"], a["open"]) for a in found.table("absences")
    }
    assert told == {("本县", 7, True), ("外县生", 7, True), ("无名册", 4, False)}
    assert {(o["name"], o["enrolled"], o["present"]) for o in found.table("outsiders")} == {
        ("外县生", True, True),
        ("无名册", False, False),
        ("本县生", False, False),
    }
    used = [r for r in found.table("rows") if r["register"] == "absences"]
    assert {r["fate"] for r in used} == {"used"}
