"""Every register an office receives, declared once: folder, fields, headings, what a row must have.

Source: contract, section Inputs; headings and aliases from domain facts §5 (学籍 form items,
常住人口登记表 items, headings seen in public exports). Headings of named public forms stand in
``registers/headings_seen.csv``, each with its source.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from itertools import chain


class Kind(StrEnum):
    """How a field's cells are read."""

    TEXT = "text"
    NAME = "name"
    NUMBER = "number"  # an identity number
    STUDENT_NUMBER = "student_number"
    DATE = "date"
    MONTH = "month"
    TOWN = "town"
    SEX = "sex"
    YES_NO = "yes_no"
    COUNT = "count"
    SAYS = "says"  # whether what the register is about holds: 是否在校
    DENIES = "denies"  # the same, asked the other way round: 是否辍学
    CAME = "came"  # since when it holds, empty where it doesn't: 到校时间
    COUNTED = "counted"  # how often it held: 出勤天数; nought denies
    MISSED = "missed"  # how often it did not hold: 缺勤天数; more than an absence may last asks
    GONE = "gone"  # what is only filled in where it does not hold: 不在校原因
    PERIOD = "period"  # from–to: 延缓期限
    DAYS = "days"  # one day of an attendance sheet: √, ×, 病


FULL_ATTENDANCE = "全勤"
"""What a school writes for a day without any absence."""


@dataclass(frozen=True)
class Field:
    """One column of a register: identifier, official heading, other headings it arrives under.

    ``offered``: it stands in the empty forms; the others are only read where a sender has them.
    """

    name: str
    heading: str
    aliases: tuple[str, ...] = ()
    kind: Kind = Kind.TEXT
    offered: bool = True

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading under which it arrives, the official one first."""
        return (self.heading, *self.aliases)


@dataclass(frozen=True)
class Register:
    """One folder of ``data/<term>/``.

    ``required`` lists the headings a table must have: every inner tuple is a choice of which one
    suffices. ``row_required`` is what each row must have filled in, where that differs: a household
    row without any date is a child all the same. ``about`` tells whether a row is a child (then it
    is linked to a person) or something else.
    """

    code: str
    folder: str
    meaning: str
    fields: tuple[Field, ...]
    required: tuple[tuple[str, ...], ...]
    about: str = "child"
    needed: bool = False
    row_required: tuple[tuple[str, ...], ...] = ()

    @property
    def filled(self) -> tuple[tuple[str, ...], ...]:
        """What each row must have filled in."""
        return self.row_required or self.required

    @property
    def charges(self) -> bool:
        """Whether what stands in it, or doesn't, can be held against a unit: then a column that
        lacks must be known to lack.
        """
        return self.about == "duty" or self.code == "absences"

    @property
    def may_lack(self) -> tuple[Field, ...]:
        """The columns of its form that a sender may leave away."""
        must = set(chain.from_iterable(self.required))
        return tuple(f for f in self.offered if f.name not in must)

    @property
    def offered(self) -> tuple[Field, ...]:
        """The columns of the empty form, and of the contract."""
        return tuple(f for f in self.fields if f.offered)

    def field(self, name: str) -> Field:
        """The field of that identifier; ``KeyError`` where the register has none."""
        return {f.name: f for f in self.fields}[name]


NAME = Field(
    "name", "姓名", ("学生姓名", "学生", "名字", "幼儿姓名", "儿童姓名", "孩子姓名"), Kind.NAME
)
ID_NO = Field(
    "id_no",
    "身份证号",
    (
        "公民身份号码",
        "公民身份证号码",
        "公民身份证号",
        "身份证件号",
        "身份证件号码",
        "身份证号码",
        "居民身份证号码",
        "居民身份证号",
        "身份证",
        "身份号码",
        "证件号",
        "证件号码",
    ),
    Kind.NUMBER,
)
SEX = Field("sex", "性别", (), Kind.SEX)
BIRTH = Field("birth_date", "出生日期", ("出生年月日", "出生年月", "生日", "出生时间"), Kind.DATE)
TOWN = Field(
    "town",
    "乡镇（街道）",
    ("乡镇", "镇（街道）", "街道", "乡镇街道", "所属乡镇", "镇", "户籍乡镇", "所在乡镇"),
    Kind.TOWN,
)
SCHOOL = Field("school", "学校", ("学校名称", "就读学校", "所在学校", "学校全称"))
GRADE = Field("grade", "年级", ("所在年级", "就读年级"))
CLASS = Field("class_name", "班级", ("班级名称", "所属班级", "行政班", "班别"))
STUDENT_NO = Field(
    "student_no",
    "学籍号",
    ("全国学籍号", "正式学籍号", "个人标识码", "学籍主号", "学号（全国）", "全国学号"),
    Kind.STUDENT_NUMBER,
)
NOTE = Field("note", "备注", ("说明",))
READ_NOTE = Field(NOTE.name, NOTE.heading, NOTE.aliases, NOTE.kind, offered=False)
"""The note of a register whose form doesn't offer one: read all the same, for it may deny what the
register says.
"""
UNIT = Field("unit", "单位", ("单位名称", "乡镇（街道）或学校"))


DAYS = Field("days", "每日考勤", kind=Kind.DAYS, offered=False)
"""The columns of an attendance sheet, a day each; their headings are dates."""


def _f(name: str, heading: str, *aliases: str, kind: Kind = Kind.TEXT) -> Field:
    return Field(name, heading, aliases, kind)


def _read(name: str, heading: str, *aliases: str, kind: Kind = Kind.TEXT) -> Field:
    """A column that no form offers and that is read where it comes."""
    return Field(name, heading, aliases, kind, offered=False)


def _as(field: Field, heading: str) -> Field:
    return Field(field.name, heading, (field.heading, *field.aliases), field.kind)


_HOUSEHOLD = Register(
    "household",
    "户籍",
    "户籍人口底册中的一人",
    (
        _f("household_no", "户号", "户编号", "户口编号", "公安户口编号"),
        _f("head_name", "户主姓名", "户主", kind=Kind.NAME),
        _f("relation", "与户主关系", "户主关系", "家庭关系", "与户主的关系"),
        NAME,
        SEX,
        _f("nation", "民族"),
        _as(ID_NO, "公民身份号码"),
        BIRTH,
        TOWN,
        _f(
            "village",
            "村（社区）",
            "村",
            "社区",
            "村委会",
            "村（居）",
            "社区（村）",
            "村居",
            "行政村",
        ),
        _f("group_name", "村民小组", "小组", "组", "居民小组"),
        _f("address", "住址", "户籍地址", "户口所在地", "详址", "家庭住址"),
        _f("guardian", "监护人", "监护人姓名", "家长姓名", kind=Kind.NAME),
        _f("phone", "联系电话", "电话", "监护人电话", "手机号码", "联系方式"),
        _f("household_status", "户籍状态", "人员状态", "户口状态"),
        _f("source", "来源", "数据来源"),
        _f("id_type", "身份证件类型", "证件类型", "证件种类"),
        _read("lives_at", "现住址", "现居住地", "现住地址", "实际居住地", "现居住地址", "居住地址"),
        _read("moved_out", "是否迁出", "是否已迁出", "是否外迁", kind=Kind.YES_NO),
        _read("dead", "是否死亡", "是否已死亡", "是否去世", kind=Kind.YES_NO),
        _read("cancelled", "是否注销", "是否已注销", "是否销户", kind=Kind.YES_NO),
        _read("moved_out_on", "迁出日期", "迁出时间", "迁往地", "迁出地址", "何时迁往何地"),
        _read("dead_on", "死亡日期", "死亡时间"),
        _read("cancelled_on", "注销日期", "注销时间", "注销原因", "何时何因注销户口"),
        READ_NOTE,
    ),
    (("name",), ("town",), ("id_no", "birth_date")),
    needed=True,
    row_required=(("name",), ("town",)),
)
_ENROLMENT = Register(
    "enrolment",
    "学籍",
    "全国学籍系统中的一条学籍",
    (
        _as(SCHOOL, "学校名称"),
        _f("school_code", "学校标识码", "学校代码"),
        GRADE,
        CLASS,
        _as(NAME, "学生姓名"),
        SEX,
        BIRTH,
        _f("id_type", "身份证件类型", "证件类型", "证件种类"),
        _as(ID_NO, "身份证件号"),
        STUDENT_NO,
        _f("student_status", "学籍状态", "学生状态", "学生当前状态", "在读状态", "异动状态"),
        _f(
            "household_place",
            "户口所在地",
            "户口所在地行政区划",
            "户籍所在地",
            "户籍地址",
            "户口地址",
        ),
        _f("left_behind", "留守", "是否留守儿童", "留守儿童"),
        _f("migrant", "随迁", "是否随迁子女", "是否进城务工人员随迁子女"),
        _f("disability", "残疾", "残疾人类型", "残疾类型"),
        READ_NOTE,
    ),
    (("name",), ("school", "school_code"), ("id_no", "student_no")),
    needed=True,
    row_required=(("name",), ("school",), ("id_no", "student_no", "birth_date")),
)
_PRESENCE = Register(
    "presence",
    "在校",
    "学校报告的一名在校学生",
    (
        SCHOOL,
        GRADE,
        CLASS,
        NAME,
        SEX,
        ID_NO,
        _as(BIRTH, "出生年月日"),
        _f("present", "是否在校", "在校", "是否到校", "在校情况", kind=Kind.SAYS),
        NOTE,
        _f("id_type", "身份证件类型", "证件类型", "证件种类"),
        STUDENT_NO,
        _read("left", "是否辍学", kind=Kind.DENIES),
        _read(
            "came_on",
            "到校时间",
            "到校日期",
            "报到时间",
            "报到日期",
            "返校时间",
            "返校日期",
            "注册时间",
            "注册日期",
            kind=Kind.CAME,
        ),
        _read(
            "days_there",
            "出勤天数",
            "到校天数",
            "本月到校天数",
            "本月出勤天数",
            "实际到校天数",
            "实出勤天数",
            "出勤率",
            "到校率",
            kind=Kind.COUNTED,
        ),
        _read(
            "days_missed",
            "缺勤天数",
            "旷课天数",
            "缺课天数",
            "未到校天数",
            "请假天数",
            "缺勤次数",
            kind=Kind.MISSED,
        ),
        _read("why_gone", "不在校原因", "未到校原因", "辍学原因", "离校原因", kind=Kind.GONE),
        _read("guardian", "监护人", "监护人姓名", "家长姓名", "家长", kind=Kind.NAME),
        _read(
            "phone", "联系电话", "电话", "家长电话", "监护人电话", "联系方式", "手机号码", "手机"
        ),
        _read("address", "住址", "家庭住址", "家庭地址", "现住址", "现住地址", "通信地址"),
        _read("student_status", "学籍状态", "学生状态", "学生去向", "去向", "异动情况", "变动情况"),
        DAYS,
    ),
    (("name",), ("school",), ("id_no", "birth_date")),
    needed=True,
)
_GRADUATES = Register(
    "graduates",
    "毕业",
    "一名初中毕业生",
    (
        _f("school", "毕业学校", "学校", "学校名称"),
        NAME,
        SEX,
        _as(ID_NO, "身份证件号"),
        BIRTH,
        _f("graduated_on", "毕业时间", "毕业日期", "毕业年月", kind=Kind.MONTH),
        _read("graduated", "是否毕业", "毕业情况", "毕业结论", "毕业状态", kind=Kind.SAYS),
        _read("not_graduated", "是否肄业", "是否未毕业", kind=Kind.DENIES),
        _read("why_not", "未毕业原因", "肄业原因", kind=Kind.GONE),
        _read("diploma", "毕业证号", "毕业证书号", "毕业证书编号", "毕业证编号", "证书编号"),
        READ_NOTE,
    ),
    (("name",), ("id_no",)),
)
_ELSEWHERE = Register(
    "elsewhere",
    "异地就读",
    "异地就读的证明",
    (
        NAME,
        ID_NO,
        SEX,
        BIRTH,
        _f("school", "就读学校", "学校", "学校名称"),
        _f("place", "就读地", "就读地点", "就读所在地"),
        _f("evidence", "证明材料", "佐证材料"),
        _f("verified_by", "核实人", kind=Kind.NAME),
        _f("verified_on", "核实日期", "核实时间", kind=Kind.DATE),
        _read("province", "就读省份", "就读省", "学校所在省"),
        _read("city", "就读市", "就读州市", "就读地市", "学校所在市"),
        _read("county", "就读县", "就读县区", "就读区县", "学校所在县", "就读县（市、区）"),
        _read(
            "holds",
            "核实结果",
            "是否属实",
            "核实情况",
            "就读状态",
            "就读情况",
            "是否在读",
            "是否就读",
            "状态",
            kind=Kind.SAYS,
        ),
        _read("ended", "是否返回", "是否已返回", "是否辍学", "是否离校", kind=Kind.DENIES),
        _read(
            "ended_on", "离校时间", "离校日期", "离校原因", "返回时间", "返回日期", kind=Kind.GONE
        ),
        _read("period", "就读起止时间", "就读时间", "起止时间", "就读期限", kind=Kind.PERIOD),
        READ_NOTE,
    ),
    (("name",), ("id_no",), ("school",), ("place", "province", "city", "county")),
)

_APPROVALS = Register(
    "approvals",
    "缓学休学",
    "缓学、休学的批准",
    (
        NAME,
        ID_NO,
        SEX,
        BIRTH,
        _f("approval_type", "类型", "缓学/休学", "审批类型", "类别"),
        _f("approved_on", "批准日期", "审批日期", "批准时间", kind=Kind.DATE),
        _f("expires_on", "期满日期", "到期日期", "期满时间", "截止日期", kind=Kind.DATE),
        _f("cause", "原因", "事由"),
        _f("authority", "批准机关", "审批机关", "批准单位"),
        _read(
            "deferred",
            "延缓期限",
            "缓学期限",
            "延缓入学期限",
            "缓学时间",
            "延缓时间",
            "缓学起止时间",
            "延缓起止时间",
            kind=Kind.PERIOD,
        ),
        _read(
            "suspended",
            "休学期限",
            "休学时间",
            "休学起止时间",
            "休学起止日期",
            "休学期间",
            kind=Kind.PERIOD,
        ),
        _read("period", "期限", "有效期", "起止时间", "起止日期", "有效期限", kind=Kind.PERIOD),
        _read(
            "decision",
            "审批结果",
            "审批意见",
            "批准意见",
            "教育部门意见",
            "教育行政部门意见",
            "教体局意见",
            "乡镇意见",
            "是否批准",
            "是否同意",
            "审核意见",
            "审核结论",
            "审批结论",
            "审查意见",
            "批准情况",
            "办理结果",
            "审批状态",
            "状态",
            kind=Kind.SAYS,
        ),
        _read(
            "cancelled",
            "是否撤销",
            "是否取消",
            "是否作废",
            "是否复学",
            "是否已复学",
            "是否终止",
            kind=Kind.DENIES,
        ),
        _read("approval_no", "批准文号", "批文号", "批复文号", "审批编号"),
        _read("medical", "病情证明", "医院证明", "诊断证明", "证明材料", "佐证材料"),
        _read(
            "ended_on", "撤销日期", "复学日期", "复学时间", "终止日期", "撤销原因", kind=Kind.GONE
        ),
        READ_NOTE,
    ),
    (
        ("name",),
        ("id_no",),
        ("approval_type", "deferred", "suspended"),
        ("approved_on", "deferred", "suspended", "period"),
        ("expires_on", "deferred", "suspended", "period"),
    ),
    row_required=(("name",), ("id_no",), ("approval_type",), ("approved_on",), ("expires_on",)),
)
_HOME_TEACHING = Register(
    "home_teaching",
    "送教上门",
    "一名送教上门的儿童",
    (
        NAME,
        ID_NO,
        SEX,
        BIRTH,
        _f("school", "承担学校", "送教学校", "学校", "学校名称"),
        _f("started_on", "起始日期", "开始日期", "起始时间", kind=Kind.DATE),
        _f("visits", "次数", "送教次数", kind=Kind.COUNT),
        _read("taught", "是否送教", "送教情况", "送教状态", "落实情况", "状态", kind=Kind.SAYS),
        _read("ended", "是否停止", "是否停止送教", "是否终止", "是否结束", kind=Kind.DENIES),
        _read(
            "ended_on",
            "停止日期",
            "终止日期",
            "停止时间",
            "结束日期",
            "停止原因",
            "停教原因",
            "未送教原因",
            "截止日期",
            "截止时间",
            "结束时间",
            kind=Kind.GONE,
        ),
        _read("period", "起止时间", "起止日期", "送教期限", "送教时间", kind=Kind.PERIOD),
        READ_NOTE,
    ),
    (("name",), ("id_no",), ("school",)),
)
_ABSENCES = Register(
    "absences",
    "缺勤",
    "缺勤一天或一段，或学校全勤的一天",
    (
        SCHOOL,
        _f("day", "日期", "缺勤日期", kind=Kind.DATE),
        _f("first_day", "起始日期", "开始日期", kind=Kind.DATE),
        _f("last_day", "结束日期", "截止日期", kind=Kind.DATE),
        NAME,
        ID_NO,
        STUDENT_NO,
        GRADE,
        CLASS,
        _read(
            "period",
            "缺勤时间",
            "缺勤起止日期",
            "缺勤起止时间",
            "缺席时间",
            "缺课时间",
            "旷课时间",
            "未到校时间",
            "起止日期",
            "起止时间",
            kind=Kind.PERIOD,
        ),
        _read("whereabouts", "去向", "学生去向", "现去向", "目前去向", "学生现在何处"),
        _f("excuse", "是否请假/事由", "是否请假", "事由", "请假事由", "缺勤原因"),
        _f("whereabouts_unknown", "去向不明", "是否去向不明", kind=Kind.YES_NO),
        _f("reported_bureau_on", "报告教体局日期", "报教体局日期", kind=Kind.DATE),
        _f("reported_town_on", "报告乡镇日期", "报乡镇日期", kind=Kind.DATE),
        NOTE,
        DAYS,
    ),
    (("school",), ("day", "first_day", "period", DAYS.name), ("name", "note")),
    row_required=(("school",), ("day", "first_day")),
)
_DISABILITY = Register(
    "disability",
    "残疾",
    "残联名单中的一名儿童",
    (
        NAME,
        ID_NO,
        _read("certificate", "残疾人证号", "残疾证号", "残疾人证号码", "残疾证", "残疾人证"),
        SEX,
        BIRTH,
        _f("disability_type", "残疾类别/等级", "残疾类别", "残疾类别及等级", "残疾等级"),
    ),
    (("name",), ("id_no", "certificate")),
    row_required=(("name",), ("id_no",)),
)
_HARDSHIP = Register(
    "hardship",
    "脱贫户",
    "脱贫户、监测户中的一名儿童",
    (NAME, ID_NO, SEX, BIRTH, _f("hardship_type", "户类型", "户类别")),
    (("name",), ("id_no",)),
)


def _key_group(code: str, folder: str, row: str) -> Register:
    """A list of children whom the Ministry's notice of 2024 tells to look after first; nothing but
    who is on it is read.
    """
    return Register(code, folder, row, (NAME, ID_NO, SEX, BIRTH), (("name",), ("id_no",)))


_KEY_GROUPS = (
    _key_group("orphans", "孤儿", "民政部门名单中的一名孤儿"),
    _key_group("unsupported", "事实无人抚养", "民政部门名单中的一名事实无人抚养儿童"),
    _key_group("in_need", "困境", "民政部门名单中的一名困境儿童"),
    _key_group("in_case", "涉案", "政法机关名单中的一名涉案未成年人"),
)
_OTHERS = (
    Register(
        "comparisons",
        "比对情况",
        "一个乡镇完成的一次比对",
        (
            _as(TOWN, "乡镇"),
            _f("done_on", "完成日期", "比对完成日期", kind=Kind.DATE),
            _f("partners", "联合单位（公安、中心学校）", "联合单位"),
            _f("responsible", "负责人", kind=Kind.NAME),
        ),
        (("town",), ("done_on",), ("partners",)),
        about="duty",
    ),
    Register(
        "leading_groups",
        "领导小组",
        "领导小组的一名成员",
        (
            _f("level", "级别"),
            UNIT,
            _as(NAME, "姓名"),
            _f("group_post", "组内职务", "小组职务"),
            _f("post", "职务", "行政职务"),
        ),
        (("level",), ("unit",), ("name",), ("group_post",)),
        about="duty",
    ),
    Register(
        "meetings",
        "联席会议",
        "召开的一次联席会议",
        (
            _f("level", "级别"),
            UNIT,
            _f("day", "日期", "召开日期", "会议日期", kind=Kind.DATE),
            _f("topic", "议题", "会议议题"),
            _f("chair", "主持人", kind=Kind.NAME),
            _f("attended", "参会单位", "参加单位"),
            _f("tasks", "部署任务"),
            _f("settled", "协调问题", "协调解决问题"),
        ),
        (("level",), ("unit",), ("day",), ("topic",)),
        about="duty",
    ),
    Register(
        "publicity",
        "宣传",
        "一次宣传活动",
        (
            UNIT,
            _f("channel", "渠道", "宣传渠道"),
            _f("day", "日期", "宣传日期", kind=Kind.DATE),
            _f("content", "内容", "宣传内容"),
            _f("quantity", "数量", kind=Kind.COUNT),
        ),
        (("unit",), ("channel",), ("day",), ("content",)),
        about="duty",
    ),
    Register(
        "responsible",
        "责任人",
        "双线十人制中的一人",
        (
            _f("line", "线别"),
            _f("level", "职责层级", "层级"),
            _as(NAME, "姓名"),
            UNIT,
            _as(TOWN, "所辖乡镇"),
            _f("village", "村", "村（社区）"),
            _f("group_name", "组", "村民小组"),
            SCHOOL,
            CLASS,
        ),
        (("line",), ("level",), ("name",), ("unit",)),
        about="duty",
    ),
    Register(
        "schools",
        "学校",
        "本县的一所学校",
        (
            _as(SCHOOL, "学校名称"),
            _f("stage", "学段", "办学层次"),
            _as(TOWN, "所在乡镇"),
            _f("school_code", "标识码", "学校标识码"),
            _f("catchment", "服务范围"),
        ),
        (("school",), ("stage",), ("town",)),
        about="school",
    ),
    Register(
        "inspection",
        "督导检查",
        "督导检查评分的一项",
        (
            UNIT,
            _f("item", "指标", "检查指标"),
            _f("score", "得分"),
            _f("conclusion", "结论"),
            _f("full_score", "满分"),
            _f("problem_class", "问题类别"),
            _f("mend_by", "整改期限", kind=Kind.DATE),
            _f("proof", "佐证"),
        ),
        (("unit",), ("item",), ("score", "conclusion")),
        about="duty",
    ),
    Register(
        "organisation",
        "督导组织",
        "督导检查的组成人员或日期",
        (
            _as(NAME, "姓名"),
            _f("matter", "事项"),
            _f("day", "日期", kind=Kind.DATE),
            UNIT,
            _f("post", "职务"),
        ),
        (("name", "matter"), ("day",)),
        about="duty",
    ),
    Register(
        "observations",
        "督导记录",
        "督导组或者被督导单位写下的一条：走访、听取的意见、做法、原因、评价、陈述申辩",
        (
            UNIT,
            _f("matter", "类别", "记录类别", "方式"),
            _f("day", "日期", kind=Kind.DATE),
            _f("content", "内容", "记录内容", "情况"),
            _f("quantity", "数量", "次数", "人数", "份数", "户数", kind=Kind.COUNT),
            _f("author", "执笔人", "记录人", "填写人"),
        ),
        (("unit",), ("matter",), ("content",), ("author",)),
        about="duty",
    ),
    Register(
        "statistics",
        "事业统计",
        "教育事业统计的一个基数",
        (
            UNIT,
            _f("item", "指标"),
            _f("year", "年份", "年度", kind=Kind.COUNT),
            _f("value", "数值", kind=Kind.COUNT),
        ),
        (("unit",), ("item",), ("year",), ("value",)),
        about="duty",
    ),
)

REGISTERS: dict[str, Register] = {
    r.code: r
    for r in (
        _HOUSEHOLD,
        _ENROLMENT,
        _PRESENCE,
        _GRADUATES,
        _ELSEWHERE,
        _APPROVALS,
        _HOME_TEACHING,
        _ABSENCES,
        _DISABILITY,
        _HARDSHIP,
        *_KEY_GROUPS,
        *_OTHERS,
    )
}
"""Register code → register, in the order of the contract."""

KEY_GROUPS = tuple(r.code for r in _KEY_GROUPS)
"""Registers that list children of 重点群体; who may see which, ``regulation/recipients.csv`` says."""

FORM_SHEETS = ("填表说明", "选项")
"""Sheets of our own empty forms beside the register's: instructions, and long lists of choices."""

BY_FOLDER: dict[str, Register] = {r.folder: r for r in REGISTERS.values()}
