"""Forms that go out to be filled in and come back: their headings, what is filled in and what may
be chosen.

One source for the workbook that is written and for the reading of it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from kongchuo_core.vocabulary.days import WRITTEN_SO


@dataclass(frozen=True)
class Form:
    """A workbook form: ``key`` is the heading of the protected column that identifies a line,
    ``fill`` the headings to fill in.

    ``choices`` are the drop-downs by heading; ``shown`` the headings of what is told, with their
    columns in the edition's table. A form that people write into from an empty one has no protected
    column: ``needed`` are the headings by which it is known. ``key_before`` is what earlier
    versions called the key. ``kept``: headings of what is told that are read back too.
    """

    name: str
    sheet: str
    key: str
    shown: tuple[tuple[str, str], ...]
    fill: tuple[str, ...]
    choices: dict[str, tuple[str, ...]]
    note: str
    needed: tuple[str, ...] = ()
    key_before: str = ""
    kept: tuple[str, ...] = ()

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading that is read."""
        return (self.key, *self.fill)


SAME, DIFFERENT, WITHDRAW = "同一人", "不是同一人", "撤回"
SAME_BEFORE = "是同一人"
"""How earlier forms said the first of them; they go on being read."""

REVIEW_FORM = Form(
    "待人工核对",
    "待人工核对",
    "编号",
    (
        ("学校班级", "group"),
        ("来自", "sources"),
        ("姓名", "names"),
        ("性别", "sexes"),
        ("出生日期", "births"),
        ("身份证号", "numbers"),
        ("住处和监护人", "homes"),
        ("为什么问", "reason"),
    ),
    ("认定", "认定人", "认定日期", "依据"),
    {"认定": (SAME, DIFFERENT, WITHDRAW)},
    "每行一对，上下两行字是两边的写法。按 Tab 跳到下一个要填的格，按 Alt＋↓ 打开下拉列表；没有把握的留空。“认定人”“认定日期”与上一行相同的可以不填。"
    "核实过的以后各学期自动采用，两边的写法有变化时再问。每行在哪个文件第几行，见“出处”表。",
    key_before="核对编号",
)
"""One pair a line, grouped by school and class; the two sides stand above each other in
every cell.
"""

ADOPT, ONE_BY_ONE = "采用", "逐人核对"

FILE_FORM = Form(
    "待人工核对",
    "整份文件",
    "编号",
    (("来自", "source"), ("文件", "file"), ("问题", "what"), ("怎么改", "remedy")),
    ("怎么办", "认定人", "认定日期"),
    {"怎么办": (ADOPT, ONE_BY_ONE, WITHDRAW)},
    "一份文件一个决定。最好退回重报：换上新文件，这一行就没有了。选“采用”：按“怎么改”里写的读；选“逐人核对”：照原样读，拿不准的逐对列在《待人工核对》里。"
    "没有决定以前，只凭这份文件的不算在校，也不列为疑似，列待人工核对。",
)
"""What happened to a whole file, one line a file."""

YES, NO = "是", "否"

DOUBT_FORM = Form(
    "待人工核对",
    "说法不清",
    "编号",
    (
        ("学校班级", "group"),
        ("来自", "source"),
        ("姓名", "name"),
        ("出生日期", "birth_date"),
        ("身份证号", "id_no"),
        ("为什么问", "why"),
        ("在哪里", "place"),
        ("要认定的", "asked"),
    ),
    ("认定", "认定人", "认定日期", "依据"),
    {"认定": (YES, NO, WITHDRAW)},
    "登记册里的说法看不懂、前后矛盾，每名儿童一行。核实后按“要认定的”一栏选“是”或“否”，下次运行就照此算；没有把握的留空。登记册改正以后再问就看改正后的写法。",
)
"""One child and one register a line, of which what the register says is not understood; known by
the column that no other form has.
"""

DOUBT_ASKED = {
    "presence": "现在是不是在校",
    "graduates": "是不是已经毕业",
    "elsewhere": "是不是在外地就读",
    "approvals": "批准是不是有效",
    "home_teaching": "是不是在送教",
    "household": "是不是本学期的本县适龄儿童",
}
"""Register → what its line asks."""

VERIFY_FORM = Form(
    "核查反馈表",
    "核查反馈",
    "案件编号",
    (
        ("案件编号", "case_no"),
        ("乡镇（街道）", "town"),
        ("村（社区）", "village"),
        ("姓名", "name"),
        ("性别", "sex"),
        ("出生日期", "birth_date"),
        ("监护人", "guardian"),
        ("联系电话", "phone"),
        ("学籍学校", "school"),
        ("比对类别", "difference"),
        ("说明材料", "explained_by"),
        ("立案日期", "opened_on"),
        ("当前状态", "state"),
        ("已认定的原因", "cause"),
        ("建议的原因", "proposed_cause"),
    ),
    (
        "核实日期",
        "原因或核实结果",
        "证据种类",
        "证据材料",
        "文书",
        "发出日期",
        "送达日期",
        "送达方式",
        "四步法步骤",
        "步骤日期",
        "步骤结果",
        "作出机关",
        "理由",
        "完成的措施",
        "完成日期",
        "安置方式",
        "安置日期",
        "返校日期",
        "连续到校起",
        "连续到校止",
        "回访日期",
        "申请销号日期",
        "缓学休学",
        "批准日期",
        "期满日期",
        "更正哪一项",
        "更正原日期",
        "更正日期",
        "经办人",
    ),
    {
        "更正哪一项": (
            "核实日期",
            "发出日期",
            "送达日期",
            "步骤日期",
            "完成日期",
            "安置日期",
            "返校日期",
            "连续到校止",
            "回访日期",
            "申请销号日期",
            "批准日期",
            "立案日期",
        )
    },
    f"只填有进展的各列，没有进展的留空；有一项进展的，必须填“经办人”。日期{WRITTEN_SO}。以“无依据”“不予处罚”结束处罚一步的，必须填“理由”。"
    "以前记错了的，在“更正哪一项”选是哪一项，“更正原日期”写记错的那一笔的日期，“更正日期”写今天，正确的照常填在同一行。证据材料写名称和编号，原件存入“一生一案”档案。",
)
"""What a town fills in of each open case; the drop-downs are :data:`VERIFY_CHOICES`."""

SECOND = "2"
"""How the heading of a second proof or paper on a line ends."""
VISITED = "走访情况"
STEPS_NOTE = (
    f"一张表是一步，只填有进展的；填了的行必须填“经办人”。日期{WRITTEN_SO}。",
    "核实：到户、到校查明去向和原因的日期和结果；一次有两样证据的，两样都填。证据材料写名称和编号，原件存入“一生一案”档案。",
    "走访情况：在现场问到的监护人、电话、现住址，儿童在做什么、需要什么。填了的，通知书、一生一案、走访清单都用新的。",
    "送达：经本系统签发的文书，发出日期已经记下，只填送达；拒收的写清方式。",
    "四步法：以“无依据”“不予处罚”结束处罚一步的，必须填“理由”。",
    "返校销号：“销号还缺”一列写着还差什么，补齐了再填“申请销号日期”。",
    "更正：以前记错了的，选是哪一项，“更正原日期”写记错的那一笔的日期，“更正日期”写今天；正确的填在相应的表里。",
    "一名儿童在一张表里要填几次的，在下面的空行写上同一个案件编号再填一行。",
)
"""How the form of verification is filled in, a line each."""

_CASE, _NAME = ("案件编号", "case_no"), ("姓名", "name")
_VILLAGE, _SCHOOL = ("村（社区）", "village"), ("学籍学校", "school")
_GUARDIAN, _PHONE = ("登记的监护人", "guardian"), ("登记的电话", "phone")


def _step(sheet: str, shown: tuple[tuple[str, str], ...], *fill: str) -> Form:
    choices = {h: c for h, c in VERIFY_FORM.choices.items() if h in fill}
    name = VERIFY_FORM.name
    return Form(
        name, sheet, VERIFY_FORM.key, (_CASE, _NAME, *shown), (*fill, "经办人"), choices, ""
    )


STEP_FORMS = (
    _step(
        "核实",
        (_VILLAGE, _SCHOOL, ("建议的原因", "proposed_cause")),
        "核实日期",
        "原因或核实结果",
        "证据种类",
        "证据材料",
        "证据种类2",
        "证据材料2",
    ),
    _step(
        VISITED,
        (_VILLAGE, _GUARDIAN, _PHONE),
        "走访日期",
        "见到的人",
        "监护人",
        "联系电话",
        "现住址",
        "现在何处、在做什么",
        "困难和诉求",
    ),
    _step(
        "送达",
        (_GUARDIAN, ("通知书已发出", "notice_on"), ("通知书已送达", "notice_served_on")),
        "文书",
        "发出日期",
        "送达日期",
        "送达方式",
        "文书2",
        "发出日期2",
        "送达日期2",
        "送达方式2",
    ),
    _step(
        "四步法",
        (("已到哪一步", "step"), ("阶段日期", "step_on")),
        "四步法步骤",
        "步骤日期",
        "步骤结果",
        "作出机关",
        "理由",
        "完成的措施",
        "完成日期",
        "证据种类",
        "证据材料",
    ),
    _step(
        "安置缓学",
        (_VILLAGE, ("已认定的原因", "cause")),
        "安置方式",
        "安置日期",
        "缓学休学",
        "批准日期",
        "期满日期",
        "证据种类",
        "证据材料",
    ),
    _step(
        "返校销号",
        (_SCHOOL, ("当前状态", "state"), ("销号还缺", "lacking")),
        "返校日期",
        "连续到校起",
        "连续到校止",
        "回访日期",
        "证据种类",
        "证据材料",
        "申请销号日期",
    ),
    _step("更正", (_VILLAGE,), "更正哪一项", "更正原日期", "更正日期", "理由"),
)
"""The form of verification as it goes out: a narrow sheet for each step. :data:`VERIFY_FORM` is
what earlier versions sent out as one.
"""

SHARED = {
    "核实日期": "核实",
    "完成日期": "四步法",
    "安置日期": "安置缓学",
    "返校日期": "返校销号",
    "连续到校止": "返校销号",
    "回访日期": "返校销号",
    "申请销号日期": "返校销号",
    "批准日期": "安置缓学",
    "步骤日期": "四步法",
    "更正日期": "更正",
}
"""Day → the sheet on which what stands beside it on one line (proof, reason) belongs, the first
that is filled in.
"""

LONGEST_WORDS = 200
"""Characters of what a person tells in words of their own."""
LONG_NUMBER = re.compile(r"\d{15}")
"""What may be an identity number, which no words hold."""
FOUND_FIELDS = {
    "见到的人": "met",
    "监护人": "guardian",
    "联系电话": "phone",
    "现住址": "address",
    "现在何处、在做什么": "whereabouts",
    "困难和诉求": "needs",
}
"""Heading of the sheet of visits → what the ledger keeps of it among the details that may be
erased.
"""

RECHECK_FORM = Form(
    "学校月报和县区复核",
    "县每季复核",
    "案件编号",
    (("姓名", "name"), ("乡镇（街道）", "town"), ("立案日期", "opened_on"), ("状态", "state")),
    ("复核结果", "复核方式", "复核人", "复核日期"),
    {},
    "复核了的填全四项，导入后记作一次走访；没有复核的留空。",
)
"""What the county found of a case when it checked again, where it follows the national rule of
2024.
"""

MONTHLY_FORM = Form(
    RECHECK_FORM.name,
    "学校每月报告",
    "学校",
    (("月份", "month"), ("缺勤建档人次", "filed"), ("其中仍未返校", "open")),
    ("学校填：实有人数", "学校填：未到校人数", "学校填：劝返情况", "报告人", "报告日期"),
    {},
    f"学校报来的填在该校该月的一行，两个人数、报告人和报告日期都要填，日期{WRITTEN_SO}；没有报的留空。劝返情况写做法和人数，不写学生姓名和证件号。"
    "报过的要改，改了再导入，以后报的为准。",
    kept=("月份",),
)
"""What a school reports of a month, where the county follows the same rule."""

VERIFY_CHOICES = {
    "原因或核实结果": "cause",
    "证据种类": "proof",
    "文书": "paper",
    "送达方式": "manner",
    "四步法步骤": "step",
    "步骤结果": "result",
    "作出机关": "issuer",
    "完成的措施": "measure",
    "安置方式": "placement",
    "缓学休学": "approval",
}
"""Heading of the form → the list of codes (of the regulation's tables) whose labels may be
chosen.
"""

DESTINATION = "destination"
"""Where a child was confirmed to be at school: kept beside what visits found, though it is none."""
ELSEWHERE, DOUBLE = "异地就读", "双户籍"
"""What a person may confirm of a child whom a look across counties found; the words are those of
the causes.
"""

ACROSS_FORM = Form(
    "跨县核查",
    "跨县核查",
    "编号",
    (
        ("乡镇（街道）", "town"),
        ("姓名", "name"),
        ("出生日期", "birth_date"),
        ("查到的情况", "found"),
        ("县（市、区）", "county"),
        ("学校或户籍地", "place"),
        ("依据", "because"),
        ("对方登记的写法", "other"),
    ),
    ("认定", "核实日期", "证据材料", "申请销号日期", "经办人"),
    {"认定": (ELSEWHERE, DOUBLE, DIFFERENT)},
    "每行一名有个案的儿童和在外县查到的一处。同对方学校或公安核实后填“认定”“核实日期”“经办人”，没有核实的留空。“证据材料”写就读证明或公安证明的名称和编号，"
    "有证明才能填“申请销号日期”。认定“不是同一人”的，以后不再列出。",
    kept=("县（市、区）", "学校或户籍地"),
)
"""A child of the county with an open case and a place in another county where it was found; ``告知``
beside it asks nothing.
"""

LIST, VISIT = "上级下发名单", "入户摸排"
YES = "是"
_WHO = ("公民身份号码", "出生日期", "性别", "乡镇（街道）", "村（社区）")
_NOWHERE = "三处均无记录"
_WHO_NOTE = (
    "每名儿童一行。姓名与户籍底册一致；有身份证号的填身份证号，没有的填出生日期和户籍乡镇（街道）。户籍、学籍、在校三处都查不到的儿童也要登记："
    f"填明姓名、性别、出生日期和现住乡镇（街道），“三处均无记录”选“是”，系统为其立档立案，上户或入学后自动并入。日期{WRITTEN_SO}。"
)

INTAKE_FORM = Form(
    "线索登记表",
    "线索登记",
    "姓名",
    (),
    (*_WHO, "来源", "发现日期", _NOWHERE, "依据材料", "经办人"),
    {"性别": ("男", "女"), "来源": (LIST, VISIT), _NOWHERE: (YES,)},
    _WHO_NOTE
    + "“发现日期”是名单下发或入户摸排的日期，从这一天立案。“依据材料”写名单文号或摸排记录的名称。",
    ("姓名", "来源", "发现日期"),
)
"""A child whom a list from above (平台下发疑似名单) or a home visit names, before any comparison does."""

SUSPECTED_LEDGER, DROPOUT_LEDGER = "疑似辍学", "辍学"

OPENING_FORM = Form(
    "期初台账",
    "期初台账",
    "姓名",
    (),
    (
        *_WHO,
        "台账",
        "立案日期",
        "核实日期",
        "原因",
        "通知书发出",
        "通知书送达",
        "送达方式",
        "返校日期",
        _NOWHERE,
        "依据材料",
        "经办人",
    ),
    {"性别": ("男", "女"), "台账": (SUSPECTED_LEDGER, DROPOUT_LEDGER), _NOWHERE: (YES,)},
    _WHO_NOTE
    + "把启用本系统时还没有销号的疑似辍学、辍学台账逐人抄入，已经销号的不抄。列入辍学台账的必须填核实日期和原因。“依据材料”写原台账的名称和序号。",
    ("姓名", "台账", "立案日期"),
)
"""The office's ledgers of the suspected and the dropouts as they stand on the first day."""

OPENING_CHOICES = {"原因": "cause", "送达方式": "manner"}
"""Heading of the opening ledger → the list of codes whose labels may be chosen."""
