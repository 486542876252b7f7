"""Code lists: code, label, description, and the spellings that arrive in practice (``fixes``).

One source for enums, drop-downs, messages and documents. Spellings are compared after NFKC and
without spaces. Sources: GB/T 2261.1 (sex), JY/T 1001 XSDQZT (student status), contract (fates,
flags), domain facts §5.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from kongchuo_core.vocabulary.days import WRITTEN_SO


@dataclass(frozen=True)
class Code:
    """One entry of a code list."""

    code: str
    label: str
    description: str = ""
    fixes: tuple[str, ...] = ()


@dataclass(frozen=True)
class CodeList:
    """A closed list of codes."""

    name: str
    codes: tuple[Code, ...]

    def spellings(self) -> dict[str, str]:
        """Every accepted spelling → code."""
        found: dict[str, str] = {}
        for c in self.codes:
            found |= dict.fromkeys((c.label, *c.fixes), c.code)
        return found

    def label(self, code: str) -> str:
        """The Chinese label of a code; the code itself where it isn't on the list."""
        return next((c.label for c in self.codes if c.code == code), code)


class Fate(StrEnum):
    """What became of a record row: exactly one of these."""

    USED = "used"
    DUPLICATE = "duplicate"
    OUT_OF_SCOPE = "out_of_scope"
    QUARANTINED = "quarantined"


FATES = CodeList(
    "fate",
    (
        Code(Fate.USED.value, "采用"),
        Code(Fate.DUPLICATE.value, "重复"),
        Code(Fate.OUT_OF_SCOPE.value, "不在范围"),
        Code(Fate.QUARANTINED.value, "待补正"),
    ),
)
SEX = CodeList(
    "sex",
    (
        Code("1", "男", fixes=("1", "男性", "M")),
        Code("2", "女", fixes=("2", "女性", "F")),
    ),
)
YES_NO = CodeList(
    "yes_no",
    (
        Code("yes", "是", fixes=("1", "Y", "在校", "在", "√", "TRUE", "True", "到校")),
        Code(
            "no", "否", fixes=("0", "N", "不在校", "不在", "×", "未到校", "FALSE", "False", "不是")
        ),
    ),
)
HOUSEHOLD_STATUS = CodeList(
    "household_status",
    (
        Code("normal", "正常", fixes=("在册", "有效", "1", "迁入")),
        Code("empty", "空挂", "户口在本地，人与户分离，空挂户", ("空挂户", "人户分离")),
        Code("dead", "死亡", fixes=("已死亡", "死亡注销", "去世", "已去世", "病故", "亡故")),
        Code("cancelled", "注销", fixes=("已注销", "户口注销", "销户", "已销户")),
        Code(
            "moved_out",
            "迁出",
            fixes=("已迁出", "迁往外地", "户口迁出", "已迁走", "迁走", "外迁", "已外迁"),
        ),
    ),
)
OUT_OF_HOUSEHOLD = ("dead", "cancelled", "moved_out")
"""Household states that are out of scope (contract, Who is in scope)."""

STUDENT_STATUS = CodeList(
    "student_status",
    (
        Code("enrolled", "在读", fixes=("在籍", "在籍在校", "01", "在籍在读", "正常")),
        Code("enrolled_absent", "在籍不在校"),
        Code("suspended", "休学", fixes=("02", "停学", "04")),
        Code("resumed", "复学", fixes=("05",)),
        Code("moved_in", "转入"),
        Code("place_kept", "保留入学资格", fixes=("12",)),
        Code("lost", "流失", fixes=("06", "辍学", "下落不明", "15", "失踪", "其他离校")),
        Code("withdrawn", "退学", fixes=("03",)),
        Code("graduated", "毕业", fixes=("07",)),
        Code("finished", "结业", fixes=("08", "肄业", "09")),
        Code("moved_away", "转学", fixes=("转出", "10", "转学(转出)", "已转出", "已转学", "转走")),
        Code("dead", "死亡", fixes=("11",)),
        Code("abroad", "出国", fixes=("公派出国", "13")),
        Code("expelled", "开除", fixes=("14",)),
        Code("deleted", "删除"),
    ),
)
NOT_ENROLLED = (
    "withdrawn",
    "graduated",
    "finished",
    "moved_away",
    "dead",
    "abroad",
    "expelled",
    "deleted",
)
"""Student states that do not count as enrolled (contract); a blank or unknown one does."""

APPROVAL_TYPE = CodeList(
    "approval_type",
    (
        Code("deferral", "缓学", fixes=("延缓入学", "缓入学")),
        Code("suspension", "休学"),
    ),
)
ID_TYPE = CodeList(
    "id_type",
    (
        Code("resident", "居民身份证", fixes=("1", "身份证", "居民户口簿", "户口簿", "2")),
        Code(
            "other",
            "其他",
            fixes=(
                "Z",
                "6",
                "7",
                "8",
                "9",
                "A",
                "护照",
                "香港特区护照/身份证明",
                "澳门特区护照/身份证明",
                "台湾居民来往大陆通行证",
                "港澳居民来往内地通行证",
                "境外永久居住证",
                "外国人永久居留证",
                "临时",
                "临时身份证明",
                "出生医学证明",
                "无",
                "无证件",
            ),
        ),
    ),
)

REASONS = CodeList(
    "reason",
    (
        Code("no_name", "缺姓名"),
        Code("no_school", "缺学校"),
        Code("no_town", "缺乡镇"),
        Code("unknown_town", "乡镇不在名录中"),
        Code("no_key", "身份证号和出生日期（或学籍号）都没有"),
        Code("missing_required", "缺必填项"),
        Code("bad_date", "日期看不懂"),
        Code("bad_type", "类型不是缓学或休学"),
        Code("too_young", "截止日未满6周岁"),
        Code("too_old", "截止日已满16周岁"),
        Code("household_dead", "户籍状态为死亡"),
        Code("household_cancelled", "户籍状态为注销"),
        Code("household_moved_out", "户籍状态为迁出"),
        Code("decided_out", "由人认定：不是本学期的适龄儿童"),
        Code("same_child", "与另一行是同一儿童"),
        Code("same_record", "与另一行是同一条记录"),
        Code("not_enrolled", "学籍状态为已离校"),
        Code("no_child_here", "本县户籍中没有此人"),
        Code("in_review", "待人工核对"),
        Code("other_term", "别的学期的名册"),
    ),
)

_SAYS = (
    Code("says_unknown", "这样写看不懂", "写“是”或“否”；改正前由人核对"),
    Code("says_blank", "别的行填了，这一行空着", "补填“是”或“否”；补上前由人核对"),
    Code("says_note", "备注里说的与名册不一致", "核实后改正名册或备注；改正前由人核对"),
    Code(
        "says_no_result",
        "公式没有结果",
        "在 Excel 里打开重算，复制后“选择性粘贴—数值”再报送；改正前由人核对",
    ),
    Code("says_hidden", "这一行被隐藏", "不用的行请删去，要用的取消隐藏；改正前由人核对"),
    Code("says_struck", "这一行被划掉", "不用的行请删去，要用的去掉删除线；改正前由人核对"),
    Code("says_sheet", "表名或标题说的是另一种名单", "放进说得上的登记册，或改正表名、标题"),
    Code("says_conflict", "同一行前后说法不一致", "核实后改正其中一处；改正前由人核对"),
    Code(
        "says_unlawful",
        "这个原因或批准单位，法律没有规定可以缓学、休学",
        "缓学、休学只因身体状况，由乡镇人民政府或县教育行政部门批准（义务教育法第十一条）；核实后改正",
    ),
)
"""What is doubtful about what a row says: flags of a child, and lines for the sender."""

FLAGS = CodeList(
    "flag",
    (
        Code("empty_household", "空挂户"),
        Code("birth_differs", "出生日期与身份证号不符", "以身份证号为准"),
        Code("sex_differs", "性别与身份证号不符"),
        Code("number_missing", "没有身份证号"),
        Code("number_damaged", "身份证号有误", "位数、校验位或出生日期不对，或被表格软件改写"),
        Code("number_shared", "同一身份证号有两个人"),
        Code("birth_unknown", "出生日期不明"),
        Code(
            "scope_doubtful",
            "有误的身份证号与出生日期对是否适龄说法不一",
            "核实前按适龄儿童待人工核对",
        ),
        Code("birth_month_only", "出生日期只写到月"),
        Code("registered_twice", "两处登记户籍"),
        Code("two_enrolments", "两处有学籍"),
        Code("two_rolls", "两处在校名册"),
        Code("roll_differs", "一校报在校、一校报不在校"),
        Code("status_unknown_word", "学籍状态的写法不认识"),
        Code("household_status_unknown_word", "户籍状态的写法不认识"),
        Code("entry_at_seven", "本地七周岁入学，尚未到入学年龄"),
        Code("still_absent", "名册在册但连续缺勤未返"),
        Code("school_contradicts", "同一学校既报在校又报不在校"),
        Code("left_own_school", "学籍所在学校报不在校，另一校报在校"),
        *_SAYS,
    ),
)

RECHECK = CodeList(
    "recheck",
    (
        Code("unmended", "没有整改", "上学期写明的事项，现在仍然没有做到"),
        Code("again", "同一项目又有问题", "是否上学期的同一问题，由督导组认定"),
        Code("recurred", "同类问题再次发生", "上学期写明的事项之外，本学期新发生的同类问题"),
        Code("mended", "已经整改", "上学期写明的事项，现在已经做到"),
        Code("past", "期限已过，不能补做", "事情已经过去，没有可以补做的，今后按期做到"),
        Code("no_data", "无数据", "看不到这一事项现在怎样，不作认定"),
    ),
)
"""How an item of last term's orders stands, in the order in which a report tells it (M7.8)."""

QUALITY = CodeList(
    "quality",
    (
        Code("file_accident", "整份文件有错", "退回改正后重报"),
        Code("number_missing", "没有身份证号", "查户口簿补上；确实没有的，在备注里写明原因"),
        Code("number_damaged", "身份证号有误", "对照户口簿改正；位数应为18位，末位按校验规则"),
        Code(
            "number_cut",
            "身份证号被表格软件改成了数值",
            "把该列设为“文本”后重新录入，后几位已经丢失",
        ),
        Code("birth_differs", "出生日期与身份证号不符", "对照户口簿，改正其中一个"),
        Code("sex_differs", "性别与身份证号不符", "对照户口簿，改正其中一个"),
        Code("birth_unknown", "出生日期不明", "补上出生日期；补上前按适龄儿童待人工核对"),
        Code(
            "scope_doubtful",
            "有误的身份证号与出生日期对是否适龄说法不一",
            "对照户口簿，改正号码和出生日期；改正前按适龄儿童待人工核对",
        ),
        Code("birth_month_only", "出生日期只写到月", "补上日"),
        Code("number_shared", "同一身份证号有两个人", "由派出所核实，改正其中一人的号码"),
        Code("registered_twice", "两处登记户籍", "由派出所核实，注销重复的户籍"),
        Code("two_enrolments", "两处有学籍", "由两校核实，保留就读学校的学籍，另一处转接或删除"),
        Code("two_rolls", "两处在校名册都有", "由两校核实学生实际在哪里就读"),
        Code("roll_differs", "一校报在校、一校报不在校", "由两校核实学生实际在哪里就读"),
        Code(
            "household_status_unknown_word",
            "户籍状态的写法不认识",
            "改成：正常、空挂、死亡、注销、迁出之一",
        ),
        Code(
            "status_unknown_word",
            "学籍状态的写法不认识",
            "改成学籍系统的状态名称；改正前按有学籍计",
        ),
        Code(
            "file_left_out",
            "文件不是表格，没有读",
            "里面有登记册内容的，改报 .xlsx；没有的不用管，也可移走",
        ),
        Code(
            "archive_left_out",
            "压缩包没有读",
            "里面有登记册的，解压后放进这个文件夹；没有的不用管，也可移走",
        ),
        Code(
            "file_barred",
            "文件打不开，没有读",
            "里面有登记册内容的，请管理员给这个文件读的权限；没有的不用管",
        ),
        Code(
            "sheet_left_out",
            "工作表里没有这种登记册的表头，没有读",
            "是登记册的，补上表头；不是的不用管",
        ),
        Code(
            "link_broken",
            "链接（快捷方式）指向的文件或文件夹打不开，没有读",
            "把原来的文件复制到这个文件夹；不用的删去",
        ),
        Code(
            "row_left_out",
            "这一行有身份证号，但没有当作一个人读",
            "看看这一行、这一列是不是在表格和表头之外；是登记的人，移进表格",
        ),
        Code("read_before", "同一个文件（文件夹）已经读过，没有再读", "不用管，也可删去"),
        Code("not_a_file", "不是文件，没有读", "请移走"),
        Code("unknown_town", "乡镇不在名录中", "改成本县乡镇（街道）的名称"),
        Code("no_town", "缺乡镇（街道）", "补上乡镇（街道）"),
        Code("no_name", "缺姓名", "补上姓名"),
        Code("no_school", "缺学校", "补上学校"),
        Code("no_key", "身份证号、学籍号、出生日期都没有", "至少补上一项"),
        Code("missing_required", "缺必填项", "按填表说明补上"),
        Code("bad_type", "类型不是缓学或休学", "改成：缓学、休学之一"),
        Code("bad_date", "日期看不懂", WRITTEN_SO),
        Code(
            "unknown_unit",
            "单位不在名录中",
            "改成本县乡镇（街道）的名称，或“学校”登记册中的学校名称；改正前不计入任何单位",
        ),
        Code(
            "unknown_channel",
            "宣传渠道看不懂",
            "写成标语、报纸图文、电视音像、广播、手机信息之一；改正前不计入",
        ),
        Code(
            "unknown_step",
            "督导日程的事项看不懂",
            "写明是督导通知、自评、现场检查、反馈、意见书、整改核查、督导报告或公布；改正前不计入",
        ),
        Code(
            "other_term",
            "别的学期的名册",
            "换成本学期的名册；标题、工作表名或文件名写错的改正。这些行没有计入在校",
        ),
        Code("school_contradicts", "同一学校既报在校又报不在校", "由学校核实，只留一行"),
        Code(
            "left_own_school", "学籍所在学校报不在校，另一校报在校", "由两校核实学生实际在哪里就读"
        ),
        Code(
            "student_number_cut",
            "学籍号被表格软件改成了数值",
            "把该列设为“文本”后重新录入，后几位已经丢失",
        ),
        Code(
            "formula_without_result",
            "这一列是公式，没有结果或出错",
            "在 Excel 里打开重算，复制后“选择性粘贴—数值”再报送",
        ),
        Code(
            "heading_unknown",
            "列名不认识，没有读",
            "改成使用指南里的列名，或由办公室在 params/headings.yaml 里写明",
        ),
        Code("all_adults", "一个适龄儿童也没有", "检查姓名、身份证号两列是不是户主或家长的"),
        Code("no_child_number", "没有一个号码是孩子的", "检查身份证号一列是不是家长的"),
        *_SAYS,
        Code("no_child_here", "本县户籍中没有此人", "核对姓名和身份证号；确是外县户籍的，不用报"),
        Code("same_record", "同一条记录报了两次", "删去一行"),
    ),
)
