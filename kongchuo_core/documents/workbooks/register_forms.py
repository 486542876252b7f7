"""Empty register forms to send out: the contract's headings, must-have columns marked, drop-downs,
text that stays text.

Everything besides the header is what the reader of registers skips: a title and a line of help
above it, a sheet of instructions.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from kongchuo_core.documents.workbooks.sheets import PROPERTIES
from kongchuo_core.vocabulary.days import MONTH_WRITTEN_SO, SHOWN_IN_CELLS, WRITTEN_SO
from kongchuo_core.vocabulary.registers import FORM_SHEETS, Field, Kind, Register

MUST, ONE_OF = "★", "＊"
"""Marks of a heading that every row must fill in, and of those of which one suffices; the reader
knows both.
"""
TITLE_ROW, HELP_ROW, HEAD_ROW = 0, 1, 2
ROWS = 3000
"""Rows that have drop-downs and the right formats."""
PREFILLED = 300
"""Rows in which the sender's own name already stands."""
LONGEST_LIST = 250
"""Characters of a drop-down that a spreadsheet takes inside the rule; a longer one stands on a
sheet of its own.
"""
INSTRUCTIONS, LISTS = FORM_SHEETS

HELP: dict[Kind, str] = {
    Kind.NUMBER: "18位，按文本填写，末位是X的大写；没有号码的留空，填出生日期",
    Kind.STUDENT_NUMBER: "按文本填写，不要改成数值",
    Kind.DATE: WRITTEN_SO,
    Kind.MONTH: MONTH_WRITTEN_SO,
    Kind.TOWN: "从下拉列表中选",
    Kind.SEX: "男或女",
    Kind.YES_NO: "是或否",
    Kind.SAYS: "是或否",
    Kind.COUNT: "填整数",
    Kind.NAME: "与户口簿一致，中间不加空格",
}
OWN_HELP = {
    "phone": "按文本填写",
    "household_status": "空着按“正常”",
    "student_status": "学籍系统里的状态",
    "excuse": "请假的写事由，没有请假的留空",
    "approval_type": "缓学或休学",
}
"""Field → how to fill it in, where its kind doesn't say it."""
_TEXT_FIELDS = ("phone", "household_no", "school_code")
"""Fields of digits that a spreadsheet would take for numbers."""
_WIDTHS = {
    Kind.NUMBER: 22.0,
    Kind.STUDENT_NUMBER: 22.0,
    Kind.DATE: 16.0,
    Kind.MONTH: 11.0,
    Kind.TOWN: 14.0,
    Kind.SEX: 7.0,
    Kind.YES_NO: 10.0,
    Kind.SAYS: 10.0,
    Kind.COUNT: 9.0,
    Kind.NAME: 11.0,
}
_EXTRA = {
    "absences": "某日没有缺勤的，姓名空着，备注填“全勤”。",
    "presence": "是否在校每人都填；有人填、有人空着的，空着的要核对。",
}


@dataclass(frozen=True)
class EmptyForm:
    """One form: the register, its drop-downs by field, the sender's name, where it stands in each
    row, where it comes back to.
    """

    register: Register
    choices: Mapping[str, Sequence[str]]
    unit: str
    prefill: Mapping[str, str]
    title: str
    back_to: str


def write_register_form(path: Path, form: EmptyForm) -> None:
    """Write one form; the same form gives the same bytes."""
    options = {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(str(path), options) as workbook:
        workbook.set_properties(PROPERTIES)
        looks = _looks(workbook)
        page = workbook.add_worksheet(form.register.folder)
        notes = workbook.add_worksheet(INSTRUCTIONS)
        long = {f: list(c) for f, c in form.choices.items() if len(",".join(c)) > LONGEST_LIST}
        _table(page, form, looks, _lists(workbook, long) if long else {})
        _instructions(notes, form, looks)


def heading(register: Register, field: Field) -> str:
    """A column's heading with its mark."""
    single = {choice[0] for choice in register.filled if len(choice) == 1}
    choices = (choice for choice in (*register.required, *register.filled) if len(choice) > 1)
    either = set(chain.from_iterable(choices))
    if field.name in single:
        return MUST + field.heading
    return ONE_OF + field.heading if field.name in either else field.heading


def _looks(workbook: xlsxwriter.Workbook) -> dict[str, Format]:
    font = {"font_name": "宋体", "font_size": 11, "valign": "vcenter"}
    head = font | {"bold": True, "align": "center", "text_wrap": True, "border": 1}
    return {
        "title": workbook.add_format(font | {"bold": True, "font_size": 16, "align": "center"}),
        "help": workbook.add_format(
            font | {"font_size": 10, "text_wrap": True, "font_color": "#7F6000"}
        ),
        "head": workbook.add_format(head | {"bg_color": "#E7E6E6"}),
        "must": workbook.add_format(head | {"bg_color": "#FFE699"}),
        "text": workbook.add_format(font | {"num_format": "@"}),
        "date": workbook.add_format(font | {"num_format": SHOWN_IN_CELLS}),
        "plain": workbook.add_format(font),
        "words": workbook.add_format(font | {"text_wrap": True, "border": 1, "num_format": "@"}),
    }


def _table(
    page: Worksheet, form: EmptyForm, looks: Mapping[str, Format], lists: Mapping[str, str]
) -> None:
    fields = form.register.offered
    page.merge_range(TITLE_ROW, 0, TITLE_ROW, len(fields) - 1, form.title, looks["title"])
    page.merge_range(HELP_ROW, 0, HELP_ROW, len(fields) - 1, _help(form), looks["help"])
    page.set_row(TITLE_ROW, 28)
    page.set_row(HELP_ROW, 48)
    page.set_row(HEAD_ROW, 32)
    first, last = HEAD_ROW + 1, HEAD_ROW + ROWS
    for column, field in enumerate(fields):
        told = heading(form.register, field)
        page.set_column(
            column,
            column,
            _WIDTHS.get(field.kind, max(12.0, 2.2 * len(told))),
            looks[_format(field)],
        )
        page.write_string(
            HEAD_ROW, column, told, looks["must" if told != field.heading else "head"]
        )
        page.data_validation(first, column, last, column, _rule(field, form, lists))
        for row in range(first, first + PREFILLED) if field.name in form.prefill else ():
            page.write_string(row, column, form.prefill[field.name], looks["text"])
    page.freeze_panes(HEAD_ROW + 1, 0)
    page.repeat_rows(HEAD_ROW)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.ignore_errors(
        {
            "number_stored_as_text": f"A1:{xlsxwriter.utility.xl_rowcol_to_cell(last, len(fields) - 1)}"
        }
    )


def _format(field: Field) -> str:
    if field.kind in (Kind.NUMBER, Kind.STUDENT_NUMBER) or field.name in _TEXT_FIELDS:
        return "text"
    return "date" if field.kind is Kind.DATE else "plain"


def _rule(field: Field, form: EmptyForm, lists: Mapping[str, str]) -> dict[str, object]:
    """The drop-down of a column, or the hint that shows when a cell is entered."""
    hint = _hint(field)
    shown = {"input_title": field.heading[:32], "input_message": hint} if hint else {}
    if field.name not in form.choices:
        return {"validate": "any", **shown}
    offered = list(form.choices[field.name])
    told = (
        f"“{field.heading}”从下拉列表中选"
        if field.name in lists
        else f"“{field.heading}”只能选：{'、'.join(offered)}"
    )
    return {
        "validate": "list",
        "source": lists.get(field.name, offered),
        "error_title": "请从下拉列表中选",
        "error_message": told[:255],
        **shown,
    }


def _hint(field: Field) -> str:
    return OWN_HELP.get(field.name) or HELP.get(field.kind, "")


def _help(form: EmptyForm) -> str:
    pairs = [c for c in form.register.filled if len(c) > 1] or [
        c for c in form.register.required if len(c) > 1
    ]
    either = "；".join(
        "、".join(form.register.field(n).heading for n in choice) for choice in pairs
    )
    one_of = f"{ONE_OF}的栏目至少填一项（{either}）。" if pairs else ""
    return (
        f"一行填{form.register.meaning}。{MUST}必填。{one_of}{_EXTRA.get(form.register.code, '')}不要改动表头，不要合并单元格，下面不写合计；"
        f"身份证号、电话按文本填写。点到单元格有提示，详见“{INSTRUCTIONS}”。"
    )


def _lists(workbook: xlsxwriter.Workbook, long: Mapping[str, Sequence[str]]) -> dict[str, str]:
    """Drop-downs too long for a rule, on a hidden sheet; the range of each by field."""
    page = workbook.add_worksheet(LISTS)
    page.hide()
    found = {}
    for column, (name, offered) in enumerate(long.items()):
        page.write_column(0, column, offered)
        letter = xlsxwriter.utility.xl_col_to_name(column)
        found[name] = f"={LISTS}!${letter}$1:${letter}${len(offered)}"
    return found


def _instructions(page: Worksheet, form: EmptyForm, looks: Mapping[str, Format]) -> None:
    """What each column wants, one line a column, so that no row of it looks like a header."""
    page.set_column(0, 0, 24)
    page.set_column(1, 1, 14)
    page.set_column(2, 2, 90)
    page.write_string(0, 0, f"{form.title}填表说明", looks["title"])
    told = [
        f"报送单位：{form.unit or '　　　　　　'}",
        f"填好后报送县控辍保学工作领导小组办公室，办公室放进 {form.back_to}",
        "含未成年人个人信息：只在单位电脑上填写，用政务渠道报送，不用微信、个人邮箱，报送后不留副本",
        "也可以直接报送业务系统导出的表，列名用系统里的即可，不用重新录入",
    ]
    for row, words in enumerate(told, 1):
        page.write_string(row, 0, words, looks["plain"])
    start = len(told) + 2
    for column, words in enumerate(("列的名称", "要不要填", "怎样填写")):
        page.write_string(start, column, words, looks["head"])
    marks = {MUST: "必填", ONE_OF: "至少填一项"}
    for row, field in enumerate(form.register.offered, start + 1):
        named = heading(form.register, field)
        page.write_string(row, 0, f"“{field.heading}”", looks["words"])
        page.write_string(row, 1, marks.get(named[0], "有就填"), looks["words"])
        offered = "、".join(form.choices.get(field.name, ()))
        page.write_string(
            row,
            2,
            "；".join(w for w in (_hint(field), f"可选：{offered}" if offered else "") if w),
            looks["words"],
        )
