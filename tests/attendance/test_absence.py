"""Every boundary of the contract's section on absence, at the shipped rules unless a test says
otherwise.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from kongchuo_core.attendance.absence import PROBLEMS, AbsenceRule
from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.settings.dated import Dated, Entry
from kongchuo_core.settings.models import Params, Rules
from kongchuo_core.vocabulary.errors import ParamsError
from tests.attendance.written import Find, absent, from_to

SEED = AbsenceRule(3, "more_than", "working_day", True)
AUGUST = date(2025, 8, 30)


def sep(*days: int) -> list[date]:
    return [date(2025, 9, d) for d in days]


def octo(*days: int) -> list[date]:
    return [date(2025, 10, d) for d in days]


def days(found: tuple[list[dict[str, Any]], Any]) -> list[int]:
    return [run["days"] for run in found[0]]


@pytest.mark.clause("M5.2")
def test_合同的例子(find: Find) -> None:
    runs, problems = find(absent(*sep(25, 26, 28, 29)))
    assert runs == [
        {
            "child_key": "甲",
            "school": "一小",
            "first_day": date(2025, 9, 25),
            "last_day": date(2025, 9, 29),
            "days": 4,
            "open": True,
            "on_file_on": date(2025, 9, 29),
            "returned_on": None,
            "whereabouts_unknown": False,
            "reported_bureau_on": None,
            "reported_town_on": None,
        }
    ]
    assert problems == []


@pytest.mark.clause("M5.2")
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(absent(*sep(1, 2, 3)), [], id="三天不建档"),
        pytest.param(absent(*sep(1, 2, 3, 4)), [4], id="四天建档"),
        pytest.param(absent(*sep(4, 5, 8, 9)), [4], id="中间隔周末"),
        pytest.param(absent(*sep(4, 5, 6, 7, 8)), [], id="普通周末不计"),
        pytest.param(absent(*sep(26, 28, 29)), [], id="调休日只算一天"),
        pytest.param(absent(*sep(26, 28, 29, 30)), [4], id="调休的周日算上"),
        pytest.param(absent(*sep(26, 27, 29, 30)), [], id="不调休的周六不算"),
        pytest.param(absent(*sep(3, 3, 3, 4, 5)), [], id="同一天报两次算一天"),
        pytest.param(absent(date(2025, 8, 28), date(2025, 8, 29), *sep(1, 2)), [], id="开学前不计"),
        pytest.param(from_to(date(2025, 8, 25), date(2025, 9, 4)), [4], id="跨开学日只计开学后"),
        pytest.param(from_to(date(2025, 9, 4), date(2025, 9, 9)), [4], id="起止行按其间的工作日"),
        pytest.param(from_to(date(2025, 9, 4), date(2025, 9, 8)), [], id="起止行三个工作日"),
        pytest.param(
            from_to(date(2025, 9, 1), date(2025, 9, 2)) + absent(*sep(3, 4)),
            [4],
            id="起止行接单日行",
        ),
        pytest.param(
            absent(*sep(1)) + from_to(*sep(2), None, day=date(2025, 9, 9)),
            [],
            id="没有结束日期只计一天",
        ),
        pytest.param(absent(*sep(1), last_day=date(2025, 9, 4)), [4], id="日期加结束日期"),
        pytest.param(
            absent(*sep(1, 2)) + absent(*sep(3, 4), school="二小"), [], id="两所学校不相加"
        ),
        pytest.param(absent(*sep(1, 2)) + absent(*sep(3, 4), child="乙"), [], id="两名学生不相加"),
    ],
)
def test_连续缺勤的天数(find: Find, rows: list[dict[str, Any]], expected: list[int]) -> None:
    assert days(find(rows)) == expected


@pytest.mark.clause("M5.2")
def test_跨国庆假期连续计算(find: Find) -> None:
    """Off days from October 1 to 8 neither count nor break; Saturday the 11th is a make-up day."""
    assert days(find(absent(*sep(30), *octo(9, 10)), on=date(2025, 10, 31))) == []
    runs, _ = find(from_to(date(2025, 9, 30), date(2025, 10, 12)), on=date(2025, 10, 31))
    assert [(r["first_day"], r["last_day"], r["days"]) for r in runs] == [
        (date(2025, 9, 30), date(2025, 10, 11), 4)
    ]


@pytest.mark.clause("M5.2")
def test_假期里填报全勤不中断(find: Find) -> None:
    """A day off is no school day: what is filed on it is no presence."""
    rows = absent(*sep(29, 30), *octo(9, 10)) + absent(*octo(3), child=None)
    runs, problems = find(rows, on=date(2025, 10, 31))
    assert days((runs, None)) == [4]
    assert problems == [{"row_id": 4, "problem": "rest_day"}]


@pytest.mark.clause("M5.2")
@pytest.mark.parametrize(
    ("filed", "expected"),
    [
        pytest.param([], [4], id="当天什么也没报"),
        pytest.param(absent(*sep(3), child=None), [], id="当天报全勤"),
        pytest.param(absent(*sep(3), child="乙"), [], id="当天报了别人"),
        pytest.param(
            from_to(date(2025, 9, 3), date(2025, 9, 3), child="乙"), [], id="当天在别人的起止之间"
        ),
        pytest.param(absent(*sep(3), child=None, school="二小"), [4], id="当天别校报全勤"),
    ],
)
def test_中间一天学校报了就是到校_没报就不算(
    find: Find, filed: list[dict[str, Any]], expected: list[int]
) -> None:
    assert days(find(absent(*sep(1, 2, 4, 5)) + filed)) == expected


@pytest.mark.clause("M5.2")
def test_姓名和全勤同报一天以姓名为准(find: Find) -> None:
    assert days(find(absent(*sep(1, 2, 3, 4)) + absent(*sep(3), child=None))) == [4]


@pytest.mark.clause("M5.2")
@pytest.mark.parametrize("excuse", ["是", "病假", "事假", "已请假", " 发 烧 "])
def test_请假的一天中断连续缺勤(find: Find, excuse: str) -> None:
    rows = absent(*sep(1, 2, 4, 5)) + absent(*sep(3), excuse=excuse)
    assert days(find(rows)) == []
    assert days(find(rows + absent(*sep(8, 9)))) == [4]


@pytest.mark.clause("M5.2")
@pytest.mark.parametrize(
    "excuse",
    [
        None,
        "",
        "　",
        "否",
        "无",
        "未请假",
        "未 请 假",
        "未请假（电话不通）",
        "无故",
        "旷课",
        "没有请假",
        "不明原因",
        "去向不明",
        "n",
        "0",
        "—",
    ],
)
def test_不是请假的写法不中断(find: Find, excuse: str | None) -> None:
    assert days(find(absent(*sep(1, 2, 4)) + absent(*sep(3), excuse=excuse))) == [4]


@pytest.mark.clause("M5.2")
def test_口径改为请假不中断时_请假的一天也不计(find: Find) -> None:
    rows, rule = (
        absent(*sep(1, 2, 4, 5)) + absent(*sep(3), excuse="病假"),
        replace(SEED, excused_breaks=False),
    )
    assert days(find(rows, rule=rule)) == [4]
    assert days(find(rows[1:], rule=rule)) == []


@pytest.mark.clause("M5.2")
def test_同一天两行一行有请假就是请假(find: Find) -> None:
    rows = from_to(date(2025, 9, 1), date(2025, 9, 5)) + absent(*sep(3), excuse="病假")
    assert days(find(rows)) == days(find(rows[::-1])) == []


@pytest.mark.clause("M5.2")
@pytest.mark.parametrize(
    ("rule", "expected"),
    [
        pytest.param(SEED, [], id="超过3个工作日"),
        pytest.param(AbsenceRule(3, "at_least", "working_day", True), [3], id="2022年3天及以上"),
        pytest.param(AbsenceRule(4, "at_least", "working_day", True), [], id="4天及以上"),
        pytest.param(AbsenceRule(3, "at_least", "calendar_day", True), [5], id="按自然日周末也算"),
    ],
)
def test_口径随规则改变(find: Find, rule: AbsenceRule, expected: list[int]) -> None:
    assert days(find(from_to(date(2025, 9, 4), date(2025, 9, 8)), rule=rule)) == expected


@pytest.mark.clause("M5.4")
@pytest.mark.parametrize(
    ("later", "still"),
    [
        pytest.param([], True, id="此后什么也没报"),
        pytest.param(absent(*sep(8), child=None), False, id="此后报全勤"),
        pytest.param(absent(*sep(8), child="乙"), False, id="此后只报了别人"),
        pytest.param(absent(*sep(8), excuse="病假"), True, id="此后请假仍未到校"),
        pytest.param(
            absent(*sep(8), excuse="病假") + absent(*sep(9), child=None), False, id="请假后到校"
        ),
        pytest.param(absent(*sep(7), child=None), True, id="周日报的不算到校"),
        pytest.param(absent(*sep(8), child=None, school="二小"), True, id="别校报全勤"),
        pytest.param(absent(*octo(9), child=None), True, id="比对日以后才到校"),
        pytest.param(absent(*sep(30), child=None), False, id="比对日当天到校"),
    ],
)
def test_比对日是否仍未返校(find: Find, later: list[dict[str, Any]], still: bool) -> None:
    runs, _ = find(absent(*sep(2, 3, 4, 5)) + later)
    assert [(r["last_day"], r["days"], r["open"]) for r in runs] == [(date(2025, 9, 5), 4, still)]


@pytest.mark.clause("M5.4")
def test_比对日以后的缺勤不计(find: Find) -> None:
    assert days(find(from_to(date(2025, 9, 28), date(2025, 10, 31)))) == []
    runs, problems = find(from_to(date(2025, 9, 26), date(2025, 10, 31)))
    assert [(r["last_day"], r["days"], r["open"]) for r in runs] == [(date(2025, 9, 30), 4, True)]
    assert find(absent(*octo(9, 10, 11, 13))) == ([], [])
    assert problems == []


@pytest.mark.clause("M5.4")
def test_先后两段各成一行_只有后一段未返校(find: Find) -> None:
    rows = (
        from_to(date(2025, 9, 1), date(2025, 9, 4))
        + absent(*sep(5), child=None)
        + from_to(date(2025, 9, 8), date(2025, 9, 12))
    )
    assert [(r["days"], r["open"]) for r in find(rows)[0]] == [(4, False), (5, True)]


@pytest.mark.clause("M5.2")
@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param(
            absent(*sep(9), whereabouts_unknown=True), (sep(9)[0], sep(9)[0], 1), id="一天即建档"
        ),
        pytest.param(
            absent(*sep(8)) + absent(*sep(9), whereabouts_unknown=True),
            (sep(8)[0], sep(9)[0], 2),
            id="并入所在的缺勤",
        ),
        pytest.param(
            absent(*sep(9), whereabouts_unknown=True, excuse="病假"),
            (sep(9)[0], sep(9)[0], 1),
            id="填了事由也建档",
        ),
        pytest.param(
            absent(*sep(6), whereabouts_unknown=True),
            (sep(6)[0], sep(6)[0], 0),
            id="周六报的也建档",
        ),
        pytest.param(
            absent(AUGUST, whereabouts_unknown=True), (AUGUST, AUGUST, 0), id="开学前报的也建档"
        ),
        pytest.param(from_to(*sep(6, 7), whereabouts_unknown=True), (*sep(6, 7), 0), id="周末起止"),
        pytest.param(
            from_to(*sep(9), None, whereabouts_unknown=True),
            (sep(9)[0], sep(9)[0], 1),
            id="只有起始日期",
        ),
        pytest.param(
            from_to(*sep(9, 8), whereabouts_unknown=True),
            (sep(9)[0], sep(9)[0], 0),
            id="起止颠倒也不丢",
        ),
        pytest.param(
            from_to(sep(30)[0], octo(20)[0], whereabouts_unknown=True),
            (sep(30)[0], sep(30)[0], 1),
            id="截到比对日",
        ),
    ],
)
def test_去向不明不论天数(
    find: Find, rows: list[dict[str, Any]], expected: tuple[date, date, int]
) -> None:
    runs, _ = find(rows)
    assert [(r["first_day"], r["last_day"], r["days"]) for r in runs] == [expected]
    assert runs[0]["whereabouts_unknown"] and runs[0]["open"]


@pytest.mark.clause("M5.4")
@pytest.mark.parametrize("unknown_on", [6, 9])
def test_去向不明的学生后来到校(find: Find, unknown_on: int) -> None:
    runs, _ = find(
        absent(*sep(unknown_on), whereabouts_unknown=True) + absent(*sep(10), child=None)
    )
    assert [r["open"] for r in runs] == [False]


def test_周六报的去向不明不算别人到校(find: Find) -> None:
    rows = absent(*sep(4, 5, 8, 9)) + absent(*sep(6), child="乙", whereabouts_unknown=True)
    assert [(r["child_key"], r["days"]) for r in find(rows)[0]] == [("乙", 0), ("甲", 4)]


@pytest.mark.clause("M5.4")
def test_去向不明的末日也只写到比对日(find: Find) -> None:
    runs, _ = find(from_to(octo(2)[0], octo(20)[0], whereabouts_unknown=True), on=date(2025, 10, 5))
    assert [(r["first_day"], r["last_day"], r["days"]) for r in runs] == [(*octo(2, 5), 0)]


def test_比对日以后才去向不明的不计(find: Find) -> None:
    assert find(absent(*octo(9), whereabouts_unknown=True)) == ([], [])


@pytest.mark.clause("M5.3")
def test_两处报告日期取这一段里最早的(find: Find) -> None:
    """Dates on rows of another run, or on an excused day, aren't this run's reports."""
    rows = [
        *absent(
            *sep(1),
            excuse="病假",
            reported_bureau_on=date(2025, 9, 1),
            reported_town_on=date(2025, 9, 1),
        ),
        *absent(*sep(2, 3)),
        *absent(*sep(4), reported_bureau_on=date(2025, 9, 6)),
        *absent(*sep(5), reported_bureau_on=date(2025, 9, 5), reported_town_on=date(2025, 9, 8)),
    ]
    runs, _ = find(rows)
    assert [(r["reported_bureau_on"], r["reported_town_on"]) for r in runs] == [
        (date(2025, 9, 5), date(2025, 9, 8))
    ]


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        pytest.param(from_to(None, None), "no_date", id="没有日期"),
        pytest.param(from_to(None, date(2025, 9, 9)), "no_date", id="只有结束日期"),
        pytest.param(from_to(date(2025, 9, 9), date(2025, 9, 1)), "reversed", id="起止颠倒"),
        pytest.param(from_to(date(2025, 9, 9), None), "no_end", id="没有结束日期"),
        pytest.param(absent(date(2024, 9, 9)), "outside_term", id="年份写错"),
        pytest.param(absent(date(2026, 3, 9)), "outside_term", id="下学期"),
        pytest.param(absent(date(2025, 9, 6)), "rest_day", id="周六"),
    ],
)
def test_有问题的行交代出来(find: Find, row: list[dict[str, Any]], problem: str) -> None:
    runs, problems = find(absent(date(2025, 9, 3)) + row)
    assert (runs, problems) == ([], [{"row_id": 1, "problem": problem}])
    assert problem in {c.code for c in PROBLEMS.codes if c.label and c.description}


def test_没有缺勤登记也能算(find: Find) -> None:
    assert find([]) == ([], [])
    assert find(absent(*sep(1, 2, 3, 4)), on=date(2025, 8, 31)) == ([], [])


@pytest.mark.clause("M5.2")
def test_口径取自规则表(params: Params) -> None:
    assert AbsenceRule.from_rules(params.rules, params.term.compared_on) == SEED


@pytest.mark.clause("M5.2")
def test_口径按日期换代(params: Params) -> None:
    """The office adds Yunnan's 2022 rule with its date; earlier days keep the old one."""
    old = params.rules.values["absence_comparison"]
    newer = {
        **old.model_dump()["values"],
        date(2022, 6, 9): {"value": "at_least", "source": "云政办规〔2022〕5号“3天及以上”"},
    }
    rules = Rules(
        values={
            **params.rules.values,
            "absence_comparison": Dated(**{**old.model_dump(), "values": newer}),
        }
    )
    assert AbsenceRule.from_rules(rules, date(2022, 6, 8)).comparison == "more_than"
    assert AbsenceRule.from_rules(rules, date(2022, 6, 9)).comparison == "at_least"


@pytest.mark.clause("M5.2")
def test_省级规定三天及以上建档(find: Find, params: Params) -> None:
    """An office that follows the rule of 2022 has three days on file; the mechanism's more than
    three stays the default.
    """
    values = dict(params.rules.values)
    values["absence_profile"] = Dated(
        description="按哪一个规定",
        clause="M5.2",
        values={date(2019, 11, 14): Entry(value="province_2022", source="云政办规〔2022〕5号")},
    )
    three = absent(*sep(1, 2, 3))
    assert find(three)[0] == []
    rule = AbsenceRule.from_rules(Rules(values=values), date(2025, 9, 30))
    ((run,), _) = find(three, rule=rule)
    assert (run["days"], run["on_file_on"]) == (3, date(2025, 9, 3))
    with pytest.raises(ParamsError, match="规则“absence_profile”的值“三天”不对"):
        AbsenceRule.from_rules(
            Rules(
                values=values
                | {
                    "absence_profile": Dated(
                        description="按哪一个规定",
                        clause="M5.2",
                        values={date(2019, 11, 14): Entry(value="三天", source="无此项")},
                    )
                }
            ),
            date(2025, 9, 30),
        )


@pytest.mark.clause("M5.2")
@pytest.mark.parametrize("start", range(0, 96, 12))
def test_第四天缺勤当天建档_不论在学期的哪一天(
    find: Find, params: Params, calendar: WorkingCalendar, start: int
) -> None:
    """Across holidays and make-up days: not on file the day before, on file on the fourth day, and
    the same day ever after.
    """
    days = calendar.working_days(params.term.first_day, params.term.last_day)
    rows = absent(*days[start : start + 6])
    whole = params.term.on(params.term.last_day)
    third, fourth, *later = days[start + 2 : start + 8]
    assert find(rows, on=third, term=whole)[0] == []
    for until in (fourth, *later):
        ((run,), _) = find(rows, on=until, term=whole)
        assert run["on_file_on"] == fourth
