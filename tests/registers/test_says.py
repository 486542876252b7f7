"""What a file says counts, also when it says no: one table of cases a kind of source, at the
border.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from pathlib import Path
from typing import Any

import openpyxl
import pytest
import xlsxwriter
import xlwt
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl.styles import Font
from openpyxl.worksheet.worksheet import Worksheet

from kongchuo_core.registers.words import TABLE, Says, words_about
from tests.county import number, write
from tests.registers.sheets import cells, read, workbook

NO, HONG = number("2015-03-01"), number("2014-05-06", 12)
ROLL = ["姓名", "身份证号", "学校"]
MING = ["张小明", NO, "永定小学"]
LI = ["李红", HONG, "永定小学"]

DENIALS: dict[str, tuple[str, list[list[Any]], list[str]]] = {
    "marks": ("在校", [[*ROLL, "是否到校"], [*MING, "√"], [*LI, "✗"]], ["yes", "no"]),
    "a blank beside others": (
        "在校",
        [[*ROLL, "是否在校"], [*MING, "是"], [*LI, None]],
        ["yes", "ask"],
    ),
    "blanks alone": ("在校", [[*ROLL, "是否在校"], [*MING, None], [*LI, None]], ["yes", "yes"]),
    "only the absent marked": (
        "在校",
        [[*ROLL, "是否在校"], [*MING, None], [*LI, "否"]],
        ["yes", "no"],
    ),
    "a word nobody knows": (
        "在校",
        [[*ROLL, "在校情况"], [*MING, "在校"], [*LI, "上网课"]],
        ["yes", "ask"],
    ),
    "a yes with a but": (
        "在校",
        [[*ROLL, "是否在校"], [*MING, "是（三年级）"], [*LI, "是，请假"]],
        ["yes", "ask"],
    ),
    "a leave that is over, and one that isn't": (
        "在校",
        [
            [*ROLL, "是否在校", "备注"],
            [*MING, "是", "请病假两周，9月28日已返校"],
            [*LI, "是", "9月28日已返校，10月8日又请病假"],
        ],
        ["yes", "ask"],
    ),
    "the school a pupil moved to": (
        "在校",
        [
            [*ROLL, "转入学校"],
            [*MING, "永定小学"],
            [*LI, "昆明一小"],
        ],
        ["yes", "ask"],
    ),
    "the school a pupil came from": (
        "在校",
        [
            [*ROLL, "转出学校"],
            [*MING, "昆明一小"],
            [*LI, "永定小学"],
        ],
        ["yes", "ask"],
    ),
    "the day of arrival": (
        "在校",
        [
            [*ROLL, "到校时间", "未到校原因"],
            [*MING, "9月1日", None],
            [*LI, None, "家长不让读"],
        ],
        ["yes", "no"],
    ),
    "codes that the heading explains": (
        "在校",
        [[*ROLL, "在校情况（0在校，1不在校）"], [*MING, 0], [*LI, 1]],
        ["yes", "no"],
    ),
    "codes of a question turned round": (
        "在校",
        [[*ROLL, "是否辍学（1是0否）"], [*MING, 0], [*LI, 1]],
        ["yes", "no"],
    ),
    "codes turned round twice": (
        "在校",
        [[*ROLL, "是否辍学（0是1否）"], [*MING, 1], [*LI, 0]],
        ["yes", "no"],
    ),
    "a date is no code": (
        "在校",
        [[*ROLL, "截至9月1日是否在校"], [*MING, 1], [*LI, 0]],
        ["yes", "no"],
    ),
    "a legend of another matter": (
        "在校",
        [["健康状况：0正常 1异常"], [*ROLL, "是否在校"], [*MING, 1], [*LI, 0]],
        ["yes", "no"],
    ),
    "a legend of ticks beside a column that denies": (
        "在校",
        [["出勤√ 旷课×"], [*ROLL, "未到校"], [*MING, None], [*LI, "√"]],
        ["yes", "no"],
    ),
    "came and left since": (
        "在校",
        [[*ROLL, "到校时间", "是否在校"], [*MING, "9月1日", "是"], [*LI, "9月1日", "否"]],
        ["yes", "no"],
    ),
    "registered years ago": (
        "在校",
        [[*ROLL, "注册时间", "备注"], [*MING, "2021-09-01", None], [*LI, "2021-09-01", "已辍学"]],
        ["yes", "ask"],
    ),
    "codes after their words": (
        "在校",
        [[*ROLL, "是否在校（在校填0，不在校填1）"], [*MING, "0"], [*LI, "1"]],
        ["yes", "no"],
    ),
    "codes that a line below explains": (
        "在校",
        [
            [*ROLL, "在校情况"],
            [*MING, "A"],
            [*LI, "B"],
            ["说明：A为在校，B为外出务工，C为休学"],
        ],
        ["yes", "no"],
    ),
    "a heading that is its own legend": (
        "在校",
        [[*ROLL, "到校√未到校×"], [*MING, "√"], [*LI, "×"]],
        ["yes", "no"],
    ),
    "a title that names who lacks": (
        "在校",
        [["应到2人，实到1人，缺李红"], ROLL, MING, LI],
        ["yes", "ask"],
    ),
    "a second column of states": (
        "在校",
        [[*ROLL, "学生状态", "异动情况"], [*MING, "在读", None], [*LI, "在读", "休学"]],
        ["yes", "ask"],
    ),
    "days of attendance": (
        "在校",
        [[*ROLL, "本月到校天数"], [*MING, 20], [*LI, 0]],
        ["yes", "no"],
    ),
    "days that nobody filled in": (
        "在校",
        [[*ROLL, "出勤天数"], [*MING, 0], [*LI, 0]],
        ["yes", "yes"],
    ),
    "codes of one word": (
        "送教上门",
        [["姓名", "身份证号", "承担学校", "是否送教(1是2否)"], [*MING, 1], [*LI, 2]],
        ["yes", "no"],
    ),
    "a state in words of its own": (
        "户籍",
        [
            ["姓名", "公民身份号码", "乡镇", "变动情况"],
            ["张小明", NO, "永定街道", None],
            ["李红", HONG, "永定街道", "2024年迁往昆明"],
        ],
        ["yes", "ask"],
    ),
    "a second column of states of enrolment": (
        "学籍",
        [
            ["学生姓名", "身份证件号", "学校名称", "学籍状态", "异动类型"],
            [*MING, "在籍", "无"],
            [*LI, "在籍", "转出"],
        ],
        ["yes", "ask"],
    ),
    "still there elsewhere": (
        "异地就读",
        [
            ["姓名", "身份证号", "就读学校", "就读地", "是否仍在该校就读"],
            ["张小明", NO, "昆明一小", "昆明市", "是"],
            ["李红", HONG, "昆明二小", "昆明市", "否"],
        ],
        ["yes", "no"],
    ),
    "an arrival still to come": (
        "在校",
        [[*ROLL, "返校日期"], [*MING, "2025-09-02"], [*LI, "2025-10-20"]],
        ["yes", "ask"],
    ),
    "a column nobody knows that tells of most": (
        "在校",
        [
            [*ROLL, "当前状况"],
            [*MING, "正常上学"],
            [*LI, "跟亲戚学手艺"],
            ["王强", number("2013-05-07", 23), "永定小学", "在校"],
        ],
        ["yes", "ask", "yes"],
    ),
    "a column of another matter": (
        "在校",
        [[*ROLL, "住宿情况"], [*MING, "走读"], [*LI, "托管"]],
        ["yes", "yes"],
    ),
    "turned round": ("在校", [[*ROLL, "是否辍学"], [*MING, "否"], [*LI, "是"]], ["yes", "no"]),
    "two ticks": (
        "在校",
        [[*ROLL, "在校", "不在校"], [*MING, "√", None], [*LI, None, "√"]],
        ["yes", "no"],
    ),
    "both ticked": (
        "在校",
        [[*ROLL, "在校", "不在校"], [*MING, "√", None], [*LI, "√", "√"]],
        ["yes", "ask"],
    ),
    "a reason for absence": (
        "在校",
        [[*ROLL, "不在校原因"], [*MING, "无"], [*LI, "务工"]],
        ["yes", "no"],
    ),
    "a note": ("在校", [[*ROLL, "备注"], [*MING, "父母外出务工"], [*LI, "已辍学"]], ["yes", "ask"]),
    "a note beside a no": (
        "在校",
        [[*ROLL, "是否在校", "备注"], [*MING, "是", ""], [*LI, "否", "外出务工"]],
        ["yes", "no"],
    ),
    "behind the name": (
        "在校",
        [ROLL, ["张小明（转入）", *MING[1:]], ["李红（休学）", *LI[1:]]],
        ["yes", "ask"],
    ),
    "an error": ("在校", [[*ROLL, "是否在校"], [*MING, "是"], [*LI, "#N/A"]], ["yes", "ask"]),
    "a heading put otherwise": (
        "在校",
        [[*ROLL, "目前是否正常到校就读"], [*MING, "是"], [*LI, "否"]],
        ["yes", "no"],
    ),
    "a column without a heading": (
        "在校",
        [ROLL, [*MING, "√"], [*LI, "×"]],
        ["yes", "ask"],
    ),
    "a word in a column nobody knows": (
        "在校",
        [[*ROLL, "学生类别"], [*MING, "留守"], [*LI, "已辍学"]],
        ["yes", "ask"],
    ),
    "a column nobody knows that sorts the pupils": (
        "在校",
        [[*ROLL, "归类"], [*MING, "在校生"], [*LI, "不在校"]],
        ["yes", "no"],
    ),
    "a parent's work in a column nobody knows": (
        "在校",
        [[*ROLL, "留守原因"], [*MING, "外出务工"], [*LI, "父母打工"]],
        ["yes", "yes"],
    ),
    "behind the name without brackets": (
        "在校",
        [ROLL, ["张小明-未返校", *MING[1:]], ["李红休学", *LI[1:]]],
        ["ask", "ask"],
    ),
    "parents don't let": (
        "在校",
        [[*ROLL, "备注"], [*MING, "因父母外出务工"], [*LI, "家长不让上学"]],
        ["yes", "ask"],
    ),
    "somewhere else": (
        "在校",
        [[*ROLL, "备注"], [*MING, "户籍在浙江，父母在广东"], [*LI, "随母亲在广东"]],
        ["yes", "ask"],
    ),
    "a line between the rows": (
        "在校",
        [ROLL, MING, ["以下学生已辍学"], LI],
        ["yes", "no"],
    ),
    "the same headings under a title of those who are away": (
        "在校",
        [ROLL, MING, [], ["未到校学生名单"], ROLL, LI],
        ["yes", "no"],
    ),
    "a remark that names somebody": (
        "在校",
        [ROLL, MING, LI, ["注：李红已外出务工，未返校"]],
        ["yes", "ask"],
    ),
    "a remark in two cells": (
        "在校",
        [ROLL, MING, LI, ["备注：", "李红辍学"]],
        ["yes", "ask"],
    ),
    "a remark on all above": ("在校", [ROLL, MING, LI, ["以上学生均已辍学"]], ["ask", "ask"]),
    "a remark on nobody in it": (
        "在校",
        [ROLL, MING, LI, ["说明：休学学生另册登记"]],
        ["yes", "yes"],
    ),
    "a title that leaves those out": (
        "在校",
        [["永定小学在校学生（不含休学、辍学学生）"], ROLL, MING, LI],
        ["yes", "yes"],
    ),
    "no date of graduation": (
        "毕业",
        [["姓名", "身份证号", "毕业时间"], [*MING[:2], "2025年7月"], [*LI[:2], "未毕业"]],
        ["yes", "ask"],
    ),
    "no proof": (
        "异地就读",
        [
            ["姓名", "身份证号", "就读学校", "就读地", "证明材料"],
            [*MING, "昆明", "在读证明"],
            [*LI, "昆明", "无"],
        ],
        ["yes", "ask"],
    ),
    "no school": (
        "异地就读",
        [
            ["姓名", "身份证号", "就读学校", "就读地"],
            [*MING[:2], "东莞打工子弟学校", "东莞"],
            [*LI[:2], "务工", "东莞"],
        ],
        ["yes", "ask"],
    ),
    "schooling that is over": (
        "异地就读",
        [
            ["姓名", "身份证号", "就读学校", "就读地", "就读起止时间"],
            [*MING, "昆明", "2024年9月—2026年7月"],
            [*LI, "昆明", "2024年9月—2025年7月"],
        ],
        ["yes", "no"],
    ),
    "no visits": (
        "送教上门",
        [["姓名", "身份证号", "承担学校", "次数"], [*MING, "0"], [*LI, "未送"]],
        ["yes", "ask"],
    ),
    "a planned end": (
        "送教上门",
        [
            ["姓名", "身份证号", "承担学校", "结束时间"],
            [*MING, "2026-07-10"],
            [*LI, "2025-06-30"],
        ],
        ["yes", "no"],
    ),
    "boarding asks nothing": (
        "在校",
        [[*ROLL, "是否住校"], [*MING, "否"], [*LI, "是"]],
        ["yes", "yes"],
    ),
    "not graduated": (
        "毕业",
        [["姓名", "身份证号", "毕业情况"], [*MING[:2], "毕业"], [*LI[:2], "未毕业（休学）"]],
        ["yes", "no"],
    ),
    "finished without a diploma": (
        "毕业",
        [["姓名", "身份证号", "毕业情况"], [*MING[:2], "毕业"], [*LI[:2], "结业"]],
        ["yes", "ask"],
    ),
    "teaching ended": (
        "送教上门",
        [["姓名", "身份证号", "承担学校", "备注"], [*MING, ""], [*LI, "已停止送教"]],
        ["yes", "ask"],
    ),
    "teaching ended, a column": (
        "送教上门",
        [["姓名", "身份证号", "承担学校", "送教状态"], [*MING, "送教中"], [*LI, "已停止"]],
        ["yes", "no"],
    ),
    "not found elsewhere": (
        "异地就读",
        [
            ["姓名", "身份证号", "就读学校", "就读地", "核实结果"],
            [*MING, "昆明", "属实"],
            [*LI, "昆明", "查无此人"],
        ],
        ["yes", "no"],
    ),
    "boxes in a cell": (
        "在校",
        [[*ROLL, "在校情况"], [*MING, "☑在校 □休学 □辍学"], [*LI, "□在校 □休学 ☑辍学"]],
        ["yes", "no"],
    ),
    "boxes behind the words": (
        "在校",
        [[*ROLL, "到校情况"], [*MING, "到校（√） 未到校（ ）"], [*LI, "到校（ ） 未到校（√）"]],
        ["yes", "no"],
    ),
    "boxes that nobody ticked": (
        "在校",
        [[*ROLL, "在校情况"], [*MING, "☑在校 □不在校"], [*LI, "□在校 □不在校"]],
        ["yes", "ask"],
    ),
    "letters that a line above explains, in a column nobody knows": (
        "在校",
        [
            ["说明：在校请填A，外出务工填B，其他填C"],
            [*ROLL, "学生填"],
            [*MING, "A"],
            [*LI, "B"],
        ],
        ["yes", "no"],
    ),
    "asked with 否 behind": (
        "在校",
        [[*ROLL, "在读否"], [*MING, "是"], [*LI, "否"]],
        ["yes", "no"],
    ),
    "traditional characters": (
        "在校",
        [[*ROLL, "备注"], [*MING, "獨生子女"], [*LI, "已輟學"]],
        ["yes", "ask"],
    ),
    "went to another place": (
        "在校",
        [[*ROLL, "备注"], [*MING, "姐姐在浙江"], [*LI, "跟舅舅去了浙江"]],
        ["yes", "ask"],
    ),
    "where somebody is": (
        "在校",
        [[*ROLL, "现在何处"], [*MING, "学校"], [*LI, "浙江义乌"]],
        ["yes", "ask"],
    ),
    "a cross before the name": (
        "在校",
        [ROLL, ["★张小明", *MING[1:]], ["×李红", *LI[1:]]],
        ["yes", "ask"],
    ),
    "in place of the class": (
        "在校",
        [[*ROLL, "班级"], [*MING, "三（1）班"], [*LI, "已休学"]],
        ["yes", "ask"],
    ),
    "in place of the row's number": (
        "在校",
        [["序号", *ROLL], [1, *MING], ["转走", *LI]],
        ["yes", "ask"],
    ),
    "in place of the school": (
        "在校",
        [ROLL, MING, [*LI[:2], "未入学"]],
        ["yes", "ask"],
    ),
    "days of absence": (
        "在校",
        [[*ROLL, "9月缺勤天数"], [*MING, 1], [*LI, 18]],
        ["yes", "ask"],
    ),
    "a tick under a state that nobody can judge": (
        "在校",
        [[*ROLL, "在校", "请长假"], [*MING, "√", None], [*LI, None, "√"]],
        ["yes", "ask"],
    ),
    "groups above blocks side by side": (
        "在校",
        [
            ["在校学生", None, None, None, "未到校学生", None, None],
            [*ROLL, None, *ROLL],
            [*MING, None, *LI],
        ],
        ["yes", "no"],
    ),
    "names beside the table": (
        "在校",
        [[*ROLL, None, "未到校学生"], [*MING, None, "李红"], LI],
        ["yes", "ask"],
    ),
    "names below the table": (
        "在校",
        [ROLL, MING, LI, [], ["未返校学生名单"], ["序号", "姓名", "原因"], [1, "李红", "打工"]],
        ["yes", "ask"],
    ),
    "names of teachers below the table": (
        "在校",
        [ROLL, MING, LI, [], ["任课教师"], ["姓名", "学科"], ["王老师", "语文"]],
        ["yes", "yes"],
    ),
    "a sign that a line explains": (
        "在校",
        [ROLL, MING, ["★李红", *LI[1:]], ["注：姓名前有★的未到校"]],
        ["yes", "ask"],
    ),
    "a colour that nobody can see": (
        "在校",
        [["标黄的为未到校学生"], ROLL, MING, LI],
        ["yes", "yes"],
    ),
    "a graduation still to come": (
        "毕业",
        [["姓名", "身份证号", "毕业时间"], [*MING[:2], "2025年7月"], [*LI[:2], "2026年7月"]],
        ["yes", "ask"],
    ),
    "graduates of another year": (
        "毕业",
        [["永定中学2026届毕业生"], ["姓名", "身份证号"], MING[:2], LI[:2]],
        ["ask", "ask"],
    ),
    "graduates of a primary school": (
        "毕业",
        [
            ["姓名", "身份证号", "毕业学校"],
            [*MING[:2], "永定中学"],
            [*LI[:2], "永定小学"],
        ],
        ["yes", "ask"],
    ),
    "a tick under 结业": (
        "毕业",
        [["姓名", "身份证号", "毕业", "结业"], [*MING[:2], "√", None], [*LI[:2], None, "√"]],
        ["yes", "ask"],
    ),
    "nobody answers the telephone": (
        "异地就读",
        [
            ["姓名", "身份证号", "就读学校", "就读地", "核查情况"],
            [*MING, "昆明", "在该校就读"],
            [*LI, "昆明", "电话无法接通"],
        ],
        ["yes", "ask"],
    ),
    "schooling elsewhere of another year": (
        "异地就读",
        [
            ["2023—2024学年异地就读学生"],
            ["姓名", "身份证号", "就读学校", "就读地"],
            [*MING, "昆明"],
        ],
        ["ask"],
    ),
    "parents against teaching at home": (
        "送教上门",
        [
            ["姓名", "身份证号", "承担学校", "家长是否同意送教"],
            [*MING, "同意"],
            [*LI, "不同意"],
        ],
        ["yes", "no"],
    ),
    "a tick or a cross named in the heading": (
        "在校",
        [[*ROLL, "缺席者打×"], [*MING, None], [*LI, "×"]],
        ["yes", "no"],
    ),
    "a day before the word": (
        "在校",
        [[*ROLL, "备注"], [*MING, "9.1来"], [*LI, "9.15走"]],
        ["yes", "ask"],
    ),
    "back where the family comes from": (
        "在校",
        [[*ROLL, "备注"], [*MING, "已回校"], [*LI, "已回老家"]],
        ["yes", "ask"],
    ),
    "short lines between the rows": (
        "在校",
        [ROLL, ["在校："], MING, ["失学："], LI],
        ["yes", "no"],
    ),
    "what is done to bring somebody back": (
        "在校",
        [[*ROLL, "劝返情况"], [*MING, "无需劝返"], [*LI, "正在劝返"]],
        ["yes", "ask"],
    ),
    "a verdict on the line": (
        "在校",
        [[*ROLL, "核查意见"], [*MING, "属实"], [*LI, "不属实"]],
        ["yes", "no"],
    ),
    "the school that somebody went to": (
        "在校",
        [[*ROLL, "转往学校"], [*MING, None], [*LI, "安宁中学"]],
        ["yes", "no"],
    ),
    "no answer from the other county": (
        "异地就读",
        [
            ["姓名", "身份证号", "就读学校", "就读地", "函复情况"],
            [*MING, "昆明", "在读"],
            [*LI, "昆明", "未回函"],
        ],
        ["yes", "ask"],
    ),
    "teachers are no answer": (
        "送教上门",
        [["姓名", "身份证号", "承担学校", "送教教师"], [*MING, "王老师"], [*LI, "赵老师"]],
        ["yes", "yes"],
    ),
    "a graduation that nobody can date": (
        "毕业",
        [["姓名", "身份证号", "毕业时间"], [*MING[:2], "2025届"], [*LI[:2], "明年"]],
        ["yes", "ask"],
    ),
    "a year of two digits": (
        "毕业",
        [["姓名", "身份证号", "毕业时间"], [*MING[:2], "25.7"], [*LI[:2], "26.7"]],
        ["yes", "ask"],
    ),
    "teaching at home from and to": (
        "送教上门",
        [
            ["姓名", "身份证号", "承担学校", "送教起止时间"],
            [*MING, "2025.9-2026.7"],
            [*LI, "2024.9-2025.7"],
        ],
        ["yes", "no"],
    ),
    "sums of a page": (
        "在校",
        [ROLL, MING, ["本页合计", 1, None], ROLL, LI, ["总合计", 2, None]],
        ["yes", "yes"],
    ),
    "all but one": (
        "在校",
        [ROLL, MING, LI, ["以上人员经核实均在校，李红除外"]],
        ["yes", "ask"],
    ),
    "a state asked for that leaves it open": (
        "在校",
        [[*ROLL, "是否请长假"], [*MING, "否"], [*LI, "是"]],
        ["yes", "ask"],
    ),
    "parents who withdrew": (
        "缓学休学",
        [
            ["姓名", "身份证号", "类型", "批准日期", "期满日期", "备注"],
            [*MING[:2], "休学", "2025-09-01", "2026-08-31", ""],
            [*LI[:2], "休学", "2025-09-01", "2026-08-31", "家长已撤回"],
        ],
        ["yes", "ask"],
    ),
}


def approval(*more: Any) -> list[Any]:
    return ["类型", "批准日期", "期满日期", *more]


def approved(person: list[Any], *more: Any) -> list[Any]:
    return [*person[:2], "休学", "2025-09-01", "2026-08-31", *more]


for name, heading, good, bad, says in (
    ("refused", "审批结果", "同意", "不同意", "no"),
    ("not decided", "县教体局意见", "同意", "待研究", "ask"),
    ("cancelled", "备注", "", "已撤销", "ask"),
    ("an unlawful reason", "原因", "因病治疗", "外出打工", "no"),
    ("a reason nobody knows", "原因", "骨折", "家里有事", "ask"),
    ("a school may not", "批准机关", "富民县教育体育局", "永定中学", "no"),
    (
        "a sub-district is no people's government",
        "批准机关",
        "罗免镇人民政府",
        "永定街道办事处",
        "ask",
    ),
):
    DENIALS[f"approval: {name}"] = (
        "缓学休学",
        [["姓名", "身份证号", *approval(heading)], approved(MING, good), approved(LI, bad)],
        ["yes", says],
    )


@pytest.mark.parametrize(("folder", "rows", "says"), DENIALS.values(), ids=DENIALS)
def test_what_a_row_says(
    tmp_path: Path, folder: str, rows: list[list[Any]], says: list[str]
) -> None:
    """Yes, no, or a question for a person; never a yes because a word, a heading or a mark isn't
    known.
    """
    write(tmp_path / folder / "册.xlsx", rows)
    records = read(tmp_path, folder)
    assert [s for (s,) in cells(records, "says")] == says
    asked = {row for row, s in cells(records, "row", "says") if s == "ask"}
    assert asked <= {p.row for p in records.problems}, "a question is told to the sender"


PLACES = {
    "a list of those who are not there": ("永定小学.xlsx", "疑似辍学学生", None, ["no", None]),
    "a file of those": ("永定小学未到校学生名单.xlsx", "Sheet1", None, ["no", None]),
    "a title of those": ("永定小学.xlsx", "Sheet1", "永定小学休学学生花名册", ["no", None]),
    "a title of pupils on a sheet of dropouts": (
        "永定小学.xlsx",
        "辍学",
        "永定小学在校学生花名册",
        ["ask", None],
    ),
    "a school for the disabled is no denial": (
        "富民县特殊教育学校.xlsx",
        "Sheet1",
        "特殊教育学校学生花名册",
        ["yes", None],
    ),
    "a sheet that is no longer used": ("永定小学.xlsx", "作废", None, ["ask", None]),
    "a register of the work is no denial": (
        "永定小学.xlsx",
        "Sheet1",
        "控辍保学在校学生花名册",
        ["yes", None],
    ),
    "last term's": ("永定小学.xlsx", "2025年春", None, ["yes", "other_term"]),
    "last term's by its title": (
        "永定小学.xlsx",
        "Sheet1",
        "永定小学2024—2025学年春季学期花名册",
        ["yes", "other_term"],
    ),
    "last term's by its file": (
        "永定小学2025年春季学期.xlsx",
        "Sheet1",
        None,
        ["yes", "other_term"],
    ),
    "this term's": ("永定小学2025年秋季学期.xlsx", "2025秋", "二〇二五年秋季学期", ["yes", None]),
    "title and sheet name two terms": (
        "永定小学.xlsx",
        "2025年春",
        "永定小学2025年秋季学期",
        ["ask", None],
    ),
}


@pytest.mark.parametrize("title", ["示例县延缓入学、休学审批台账", "推迟入学审批表"])
def test_a_title_about_putting_off_enrolment_takes_no_approval_back(
    tmp_path: Path, title: str
) -> None:
    """It holds the word of a child who has enrolled after all."""
    rows = [[title], ["姓名", "身份证号", *approval("备注")], approved(MING, "")]
    write(tmp_path / "缓学休学" / "册.xlsx", rows)
    assert [s for (s,) in cells(read(tmp_path, "缓学休学"), "says")] == ["yes"]


@pytest.mark.parametrize(("file", "sheet", "title", "expected"), PLACES.values(), ids=PLACES)
def test_names_of_files_sheets_and_titles_say_it_too(
    tmp_path: Path, file: str, sheet: str, title: str | None, expected: list[Any]
) -> None:
    """A sheet named for those who are not there says no; a roll of another term is no roll of this
    one.
    """
    workbook(tmp_path / "在校" / file, {sheet: [*([[title]] if title else []), ROLL, MING]})
    assert cells(read(tmp_path, "在校"), "says", "reason") == [tuple(expected)]


def test_hidden_and_struck_out_rows_are_questions(tmp_path: Path) -> None:
    """On a roll; a hidden row of the household register is somebody like any other, a struck-out
    one is asked about.
    """

    def shape(page: Worksheet) -> None:
        page.row_dimensions[2].hidden = True
        for cell in page[3]:
            cell.font = Font(strike=True)

    three = [MING, LI, ["周军", number("2013-01-01"), "永定小学"]]
    workbook(tmp_path / "在校/册.xlsx", {"一": [ROLL, *three]}, shape)
    assert [s for (s,) in cells(read(tmp_path, "在校"), "says")] == ["ask", "ask", "yes"]
    home = [["姓名", "身份证号", "乡镇"], *([*r[:2], "永定街道"] for r in three)]
    workbook(tmp_path / "户籍/册.xlsx", {"一": home}, shape)
    assert [s for (s,) in cells(read(tmp_path, "户籍"), "says")] == ["yes", "ask", "yes"]


def test_a_formula_without_its_result_is_no_value(tmp_path: Path) -> None:
    """Said once for the column, and nobody is present on the strength of it."""
    book = openpyxl.Workbook()
    for row in ([*ROLL, "是否在校"], [*MING, '="是"'], [*LI, '="是"']):
        book.active.append(row)
    (tmp_path / "在校").mkdir()
    book.save(tmp_path / "在校/册.xlsx")
    records = read(tmp_path, "在校")
    assert [s for (s,) in cells(records, "says")] == ["ask", "ask"]
    assert all("公式" in p.what for p in records.problems)


LEFT = [
    ("已迁出", None, "迁出"),
    ("死亡人员", None, "死亡"),
    ("Sheet1", "迁出（省外）", "迁出"),
    ("Sheet1", "去世", "死亡"),
    ("Sheet1", "未迁出", "未迁出"),
    ("Sheet1", "人户分离", "空挂"),
]


@pytest.mark.parametrize(("sheet", "word", "state"), LEFT)
def test_those_who_left_the_household_register(
    tmp_path: Path, sheet: str, word: str | None, state: str
) -> None:
    """By other words, or by the sheet's name; a denied word is not understood and stays as it was
    written.
    """
    head = ["姓名", "身份证号", "乡镇", "户籍状态"]
    workbook(tmp_path / "户籍/册.xlsx", {sheet: [head, [*MING[:2], "永定街道", word]]})
    assert cells(read(tmp_path, "户籍"), "household_status") == [(state,)]


def test_a_resident_on_the_sheet_of_those_who_left_is_a_question(tmp_path: Path) -> None:
    head = ["姓名", "身份证号", "乡镇", "户籍状态", "迁出日期"]
    rows = [head, [*MING[:2], "永定街道", "正常", None], [*LI[:2], "永定街道", None, None]]
    workbook(tmp_path / "户籍/册.xlsx", {"迁出": rows})
    assert cells(read(tmp_path, "户籍"), "says", "household_status") == [
        ("ask", "正常"),
        ("yes", "迁出"),
    ]
    dated = [
        [*MING[:2], "永定街道", "正常", "2024-01-01"],
        [*LI[:2], "永定街道", None, "2024-01-01"],
    ]
    workbook(tmp_path / "户籍/册.xlsx", {"底册": [head, *dated]})
    assert cells(read(tmp_path, "户籍"), "says", "household_status") == [
        ("ask", "正常"),
        ("yes", "迁出"),
    ]


@given(st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), min_size=1, max_size=8))
def test_only_words_of_the_table_make_a_yes(text: str) -> None:
    """Whatever stands in a cell: a yes holds a word that the table has for it, and no word
    against.
    """
    heard = words_about("presence").heard(text)
    if heard.verdict() is Says.YES:
        assert Says.YES in heard.answers | heard.words
        assert Says.NO not in heard.answers | heard.words and not heard.rest


with TABLE.open(encoding="utf-8", newline="") as file:
    TOLD = [row for row in csv.DictReader(file) if row["about"] == "presence"]
ABSENCE = [
    word
    for word in " ".join(row["words"] for row in TOLD if row["says"] in ("no", "pupil")).split()
    if not word.startswith("=")
]
ASIDE = [
    "父母外出务工",
    "户籍在广东",
    "留守儿童",
    "学籍未转入",
    "离校远",
    "不住校",
    "奶奶照看",
    "2025年9月转入",
]


@pytest.mark.parametrize("text", ASIDE)
def test_a_note_of_something_else_asks_nothing(text: str) -> None:
    assert words_about("presence").told(text) <= {Says.YES}


def test_every_word_of_absence_is_one_wherever_it_stands() -> None:
    """Each word of the table: as a cell, as a note, after what says nothing, in a list: never a
    yes, never silent in a note.
    """
    heard = words_about("presence")
    for word in ABSENCE:
        for text in (word, f"现{word}", f"{word}了", f"9月15日起{word}", f"电话已换，{word}"):
            assert heard.heard(text).verdict() is not Says.YES, text
            assert Says.NO in heard.told(text) or Says.ASK in heard.told(text), text
        assert heard.heard(f"在校，{word}").verdict() is Says.ASK, word


NOTHING_ELSE = [
    "在",
    "在外省",
    "在校至9月",
    "在校不",
    "在校可能",
    "转入外县",
    "就读外省",
    "就读高中",
    "在外地",
    "去年在校",
    "在广东",
]


@pytest.mark.parametrize("text", NOTHING_ELSE[1:])
def test_a_yes_with_anything_open_behind_it_is_none(text: str) -> None:
    """在 is an answer; in another province, until September, perhaps, no longer are not."""
    assert words_about("presence").heard(NOTHING_ELSE[0]).verdict() is Says.YES
    assert words_about("presence").heard(text).verdict() is not Says.YES


@pytest.mark.parametrize(
    ("text", "over"),
    [
        ("请病假两周，9月28日已返校", True),
        ("病假（已返校）", True),
        ("请病假，10月28日返校", False),
        ("请病假，未返校", False),
        ("已返校，又请病假", False),
        ("休学，9月1日已复学", False),
        ("请假，妹妹已返校", False),
    ],
)
def test_a_leave_is_over_where_the_return_is_told_last(text: str, over: bool) -> None:
    """A return to come, somebody else's, or that of a child that had left school is a question."""
    assert (words_about("presence").heard(text).verdict() is Says.YES) == over


WORDS = ["辍学", "外出务工", "未返校", "休学", "离校", "失联", "×", "否", "转出"]


@given(st.sampled_from(WORDS), st.sampled_from(["", "了", "（2025年9月）", "，家长已告知", "3班"]))
def test_no_word_of_absence_is_ever_a_yes(word: str, behind: str) -> None:
    heard = words_about("presence").heard(word + behind)
    assert heard.verdict() is not Says.YES
    assert words_about("presence").heard(f"是（{word}）").verdict() is Says.ASK


def by_openpyxl(path: Path, rows: list[list[Any]]) -> None:
    workbook(path, {"一": rows})


def by_xlsxwriter(path: Path, rows: list[list[Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with xlsxwriter.Workbook(str(path)) as book:
        page = book.add_worksheet()
        for r, row in enumerate(rows):
            for c, cell in enumerate(row):
                page.write(r, c, cell)


def by_xlwt(path: Path, rows: list[list[Any]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    book = xlwt.Workbook()
    page = book.add_sheet("一")
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            page.write(r, c, cell)
    book.save(str(path))


WRITERS: dict[str, Callable[[Path, list[list[Any]]], None]] = {
    "a.xlsx": by_openpyxl,
    "b.xlsx": by_xlsxwriter,
    "c.xls": by_xlwt,
}
MARKS = st.sampled_from(["是", "否", "√", "×", "在校", "辍学", "未返校", "上网课", ""])


@settings(
    max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(MARKS, min_size=2, max_size=12))
def test_an_absent_child_is_never_read_as_present(tmp_path: Path, marks: list[str]) -> None:
    """Whoever writes the file, in whatever order: what is no yes comes out as no or as a
    question.
    """
    rows = [[*ROLL, "是否在校"]]
    rows += [
        [f"学生甲{'天地人和'[n % 4]}", number("2015-03-01", 11 + n), "永定小学", m]
        for n, m in enumerate(marks)
    ]
    some = any(m in ("是", "√", "在校") for m in marks)
    expected = {
        "是": "yes",
        "√": "yes",
        "在校": "yes",
        "上网课": "ask",
        "": "ask" if some else "yes",
    }
    for file, writes in WRITERS.items():
        writes(tmp_path / file / "在校" / file, rows)
        found = [s for (s,) in cells(read(tmp_path / file, "在校"), "says")]
        assert found == [expected.get(m, "no") for m in marks], file
