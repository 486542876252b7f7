"""第二章（二）查找原因：the two classes, the two cases of suspected dropout, the documents that explain an
absence.
"""

from __future__ import annotations

from itertools import product
from pathlib import Path

import pytest

from kongchuo_core.regulation.tables import SUSPECTED, Verdict, elements, verdict_labels
from tests.county import child, county

NO = {"是否在校": "否"}
SAID = "无有"
"""Not on a list, on it; figures behind a name would be read off it."""


@pytest.mark.clause("M3.1")
def test_m3_1_a_child_on_all_three_lists_is_consistent(tmp_path: Path) -> None:
    """“比对一致”的为正常入学: registered, enrolled and at school, and only then; every child has exactly one
    class and its label.
    """
    all_three, no_school, no_status = (
        child("全有", order=11),
        child("不在校", order=13),
        child("无学籍", order=15),
    )
    found = county(
        tmp_path,
        户籍=[all_three, no_school, no_status],
        学籍=[all_three, no_school],
        在校=[all_three, no_status],
    )
    consistent = [name for name, verdict in found.verdicts().items() if verdict == "CONSISTENT"]
    assert consistent == ["全有"]
    assert (found.figure("verdict.CONSISTENT"), found.figure("children.in_scope")) == (1, 3)
    assert verdict_labels()["CONSISTENT"] == "比对一致" and set(verdict_labels()) == set(Verdict)


@pytest.mark.clause("M3.2")
def test_m3_2_the_eight_combinations_of_the_three_elements(tmp_path: Path) -> None:
    """学籍与学生均不在校、学籍在校而学生不在学校: the two cases of suspected dropout among the eight combinations, told
    apart.
    """
    register = {
        (h, x, z): child(f"户{SAID[h]}学{SAID[x]}校{SAID[z]}", order=11 + 8 * h + 4 * x + 2 * z)
        for h, x, z in product((0, 1), repeat=3)
    }
    found = county(
        tmp_path,
        户籍=[c for (h, _, _), c in register.items() if h],
        学籍=[c for (_, x, _), c in register.items() if x],
        在校=[c | ({} if z else NO) for (_, x, z), c in register.items() if z or x],
    )
    assert found.verdicts() == {
        "户有学有校有": "CONSISTENT",
        "户有学有校无": "ENROLLED_ABSENT",
        "户有学无校无": "UNENROLLED_ABSENT",
        "户有学无校有": "PRESENT_UNENROLLED",
    }
    assert sorted((o["enrolled"], o["present"]) for o in found.table("outsiders")) == [
        (False, True),
        (True, False),
        (True, True),
    ]
    assert (
        found.figure("children.suspected"),
        found.figure("outsiders.present"),
        found.figure("outsiders.enrolled"),
    ) == (2, 2, 2)


@pytest.mark.clause("M3.2")
def test_m3_2_the_table_of_the_eight_says_what_the_regulation_says() -> None:
    """The table that the run joins is that of the regulation: two of the eight are suspected, and
    each says what to do next.
    """
    table = {(e.household, e.enrolment, e.presence): e for e in elements()}
    assert len(table) == 8 and all(e.next_action and e.label for e in table.values())
    assert (
        table[True, True, True].verdict == "CONSISTENT"
        and table[True, False, True].verdict == "PRESENT_UNENROLLED"
    )
    assert {table[True, True, False].verdict, table[True, False, False].verdict} == set(SUSPECTED)
    outside = [table[False, x, z].verdict for x, z in product((True, False), repeat=2)]
    assert not set(outside) & set(Verdict)


@pytest.mark.clause("M3.2")
def test_m3_2_what_counts_as_enrolled(tmp_path: Path) -> None:
    """学籍: one who left is not enrolled, whoever is away, suspended or lost still is; an unknown
    word counts, with a flag.
    """
    enrolled = [
        None,
        "在读",
        "在籍",
        "在籍在校",
        "在籍不在校",
        "休学",
        "停学",
        "复学",
        "转入",
        "保留入学资格",
        "流失",
        "辍学",
        "下落不明",
        "失踪",
        "其他离校",
        "不知道",
    ]
    gone = [
        "退学",
        "毕业",
        "结业",
        "肄业",
        "转学",
        "转出",
        "死亡",
        "出国",
        "公派出国",
        "开除",
        "删除",
    ]
    pupils = {word: child(f"生{n}", order=2 * n + 11) for n, word in enumerate([*enrolled, *gone])}
    found = county(
        tmp_path,
        户籍=list(pupils.values()),
        学籍=[c | {"学籍状态": word} for word, c in pupils.items()],
    )
    said = {word: found.verdict(c) for word, c in pupils.items()}
    assert [word for word, verdict in said.items() if verdict == "ENROLLED_ABSENT"] == enrolled
    assert [word for word, verdict in said.items() if verdict == "UNENROLLED_ABSENT"] == gone
    assert found.flagged("status_unknown_word") == {pupils["不知道"]["姓名"]}


@pytest.mark.clause("M3.4")
def test_m3_4_schooling_elsewhere_and_deferral_explain_and_change_no_verdict(
    tmp_path: Path,
) -> None:
    """主要原因为异地就读或缓学: a document explains an absence where it is valid on the day of comparison; the
    verdict stays.
    """
    days = {
        "未到": ("2025-10-01", "2026-08-31"),
        "首日": ("2025-09-30", "2026-08-31"),
        "末日": ("2024-09-01", "2025-09-30"),
        "已过": ("2024-09-01", "2025-09-29"),
    }
    deferred = {name: child(name, "2019-05-01", 2 * n + 11) for n, name in enumerate(days)}
    away, home, later, suspended = (
        child(name, order=2 * n + 31) for n, name in enumerate(["异地", "送教", "将送教", "休学"])
    )
    at_school = child("在校", order=51)
    found = county(
        tmp_path,
        户籍=[*deferred.values(), away, home, later, suspended, at_school],
        学籍=[suspended, at_school],
        在校=[at_school],
        异地就读=[away, at_school],
        送教上门=[home | {"起始日期": "2025-09-30"}, later | {"起始日期": "2025-10-01"}],
        缓学休学=[
            *(deferred[n] | {"批准日期": a, "期满日期": b} for n, (a, b) in days.items()),
            suspended | {"类型": "休学"},
            away | {"类型": "缓学"},
        ],
    )
    assert {line["name"]: line["explained_by"] for line in found.table("verdicts")} == {
        "未到": "",
        "首日": "deferral",
        "末日": "deferral",
        "已过": "",
        "异地": "elsewhere",
        "送教": "home_teaching",
        "将送教": "",
        "休学": "suspension",
        "在校": "",
    }
    assert (
        found.verdict(suspended) == "ENROLLED_ABSENT" and found.verdict(away) == "UNENROLLED_ABSENT"
    )
    assert (found.figure("children.suspected"), found.figure("children.explained")) == (8, 5)


@pytest.mark.clause("M3.4")
def test_m3_4_an_approval_of_another_kind_explains_nothing_and_is_sent_back(tmp_path: Path) -> None:
    """缓学、休学: a leave of another kind is quarantined with its reason; the child stays suspected
    without explanation.
    """
    ming = child("明明")
    found = county(
        tmp_path,
        户籍=[ming],
        学籍=[ming],
        在校=[child("别人", order=13)],
        缓学休学=[ming | {"类型": "请假"}],
    )
    assert found.fates("approvals") == [("quarantined", "bad_type")]
    assert found.of(ming)["explained_by"] == ""
    assert len(found.mend("bad_type")) == 1
