"""Make the first Word templates of the closed loop (developers' tool): ``python tools/loop_papers.py [folder]``.

The ``.docx`` in ``templates/`` are what the office edits in Word from then on; running this again overwrites their words.
Placeholders are the fields of ``kongchuo_core/documents/loop/contexts.py``; articles come from there as ready-made citations:
a paper can't cite what isn't in force on its date.
"""

from __future__ import annotations

import sys
from pathlib import Path

from loop_elements import form, kept, letter, only_annex, signature, signed, styles, title
from official_elements import Builder, each, h1, p, table, text, where
from official_page import LINE, skeleton

from kongchuo_core.documents.word import package

CONTACT = p("联系人：{{ 联系人 }}　　联系电话：{{ 联系电话 }}")
DRAFT, GAP = text("稿别", "{{ 稿别 }}"), text("表注", "")
MADE_UP = where("虚构声明", text("虚构声明", "（{{ 虚构声明 }}）"))
SECRET = "内部文书，含未成年人个人信息，依照{{ 个人信息依据 }}予以保密，不得公开、转发。"
WAYS = "□本人签收　□同住成年家属代收　□留置送达\n□邮寄送达　□公告送达"


def numbered(words: str) -> list[Builder]:
    """The head of a paper that a person is served: draft mark, title, number, who it is for."""
    return [
        DRAFT,
        title(words),
        text("文书字号", "{{ 文号 }}"),
        text("主送机关", "{{ 受送达人 }}："),
        *MADE_UP,
    ]


def receipt(name: str) -> list[Builder]:
    """送达回证 on the page after the paper: one sheet goes to the family, this one comes back."""
    rows = [
        ("送达文书", name),
        ("文号", "{{ 文号 }}"),
        ("受送达人", "{{ 受送达人 }}"),
        ("与被监护人的关系", ""),
        ("送达地点", ""),
        ("送达时间", "　　　　年　　月　　日　　时"),
        ("送达方式", WAYS),
        ("受送达人签名或者盖章", ""),
        ("代收人签名及与受送达人的关系", ""),
        ("拒收的事由和日期", ""),
        ("见证人签名或者盖章", ""),
        ("送达人签名（两人）", ""),
        ("备注", "案件编号：{{ 案件编号 }}"),
    ]
    return [
        title("送达回证", after=LINE, new_page=True),
        form(f"{name}的送达回证", rows, (4.6, 10.4), height=720),
        text(
            "表注",
            "受送达人拒绝签收的，邀请有关基层组织或者所在单位的代表到场，记明拒收的事由和日期，由送达人、见证人签名或者盖章后留置送达。"
            "本回证一式两份，一份入“一生一案”档案，一份由送达单位留存。",
        ),
    ]


def notice(name: str, demand: str, hint: str) -> list[Builder]:
    """A notice of enrolment or return (M4.2), with its receipt."""
    return [
        *numbered(name),
        p("{{ 情况 }}"),
        p(
            "根据{{ 义务依据 }}，父母或者其他法定监护人应当依法送适龄儿童、少年入学，接受并完成义务教育。",
            "请你在{{ 到校日 }}以前（收到本通知书时不足{{ 期限 }}的，自收到之日起{{ 期限 }}内），",
            demand,
        ),
        p(hint),
        p("无正当理由逾期不送其入学的，将依照{{ 责令依据 }}给予批评教育，责令限期改正。"),
        *kept(CONTACT),
        *signed(
            signature("{{ 印发机关 }}"),
            text("署名", "{%p for 名 in 会同单位 %}"),
            signature("{{ 名 }}"),
            text("署名", "{%p endfor %}"),
            close=True,
        ),
        *receipt(name),
    ]


ENTRY = notice(
    "义务教育入学通知书",
    "送{{ 姓名 }}到{{ 报到学校 }}报到入学。",
    "义务教育免试入学，不收学费、杂费。因身体状况需要延缓入学的，请依法提出申请；已在其他地方就读的，请提供就读学校的证明。",
)
RETURN = notice(
    "义务教育复学通知书",
    "送{{ 姓名 }}返回{{ 报到学校 }}就读。",
    "因身体状况需要休学的，请依法提出申请；已在其他地方就读的，请提供就读学校的证明；家庭有困难的，请与我们联系。",
)

ORDER_NAME = "责令送被监护人接受义务教育通知书"
ORDER = [
    *numbered(ORDER_NAME),
    p("经查明：{{ 情况 }}"),
    *each("经过"),
    p(
        "你的上述行为违反了{{ 义务依据 }}。依照{{ 责令依据 }}，现对你给予批评教育，并责令你在{{ 到校日 }}以前（收到本通知书时不足{{ 期限 }}的，自收到之日起{{ 期限 }}内），",
        "送{{ 姓名 }}到{{ 报到学校 }}接受义务教育，并保证其完成义务教育。",
    ),
    p("你有权进行陈述和申辩。逾期无正当理由不改正的，将依法处理，并可以依法提起诉讼。"),
    p(
        "如不服本通知书，可以自收到本通知书之日起六十日内依法向{{ 复议机关 }}申请行政复议，也可以自收到本通知书之日起六个月内",
        "依法向人民法院提起行政诉讼。",
    ),
    *kept(CONTACT),
    *signed(signature("{{ 印发机关 }}")),
    *receipt(ORDER_NAME),
]

TRANSFER = [
    DRAFT,
    title("移送事实清单", after=LINE),
    text("主送机关", "{{ 主送 }}："),
    *MADE_UP,
    p("{{ 移送说明 }}"),
    GAP,
    form(
        "当事人",
        [
            ("案件编号", "{{ 案件编号 }}", "监护人", "{{ 监护人 }}"),
            ("被监护人", "{{ 姓名 }}", "出生日期", "{{ 出生日期 }}"),
            ("户籍地", "{{ 户籍地 }}"),
            ("学籍学校", "{{ 学籍学校 }}"),
        ],
        (2.4, 5, 2.2, 5),
        height=480,
    ),
    GAP,
    h1("一、已查明的事实"),
    *each("事实"),
    h1("二、证据"),
    *table("证据表", "表1　证据", "序号=序号:1 证据=证据:6* 形成日期=日期:4 来源或者经手=来源:3*"),
    h1("三、依法应当具备的要件"),
    *table("要件表", "表2　要件", "序号=序号:1 要件=要件:5* 依据=依据:6* 现有情况=现有情况:4*"),
    h1("四、期限"),
    *table(
        "期限表", "表3　期限", "事项=事项:2.8* 起算=起算:4.4 期限=期限:2 届满=届满:4.4 依据=依据:4.2*"
    ),
    h1("五、需要说明的问题"),
    *each("说明"),
    *kept(
        p(
            "本清单只列事实、证据和期限，不认定处罚的种类、幅度和法律依据；是否处罚、是否起诉，由有权机关依法决定。"
            + SECRET
        )
    ),
    *signed(signature("{{ 印发机关 }}")),
]

INQUIRY = [
    letter,
    DRAFT,
    text("信函字号", "{{ 文号 }}"),
    title("关于商请协助核查\n适龄儿童少年就读情况的函", before=2 * LINE, after=LINE),
    text("主送机关", "{{ 主送 }}："),
    *MADE_UP,
    p("{{ 情况 }}根据{{ 随迁依据 }}和{{ 机制依据 }}，现商请贵单位协助核查以下事项："),
    p("1.附件所列儿童少年是否在贵地就读，所在学校、年级、班级。"),
    p("2.是否已在贵地建立学籍，学籍状态。"),
    p("3.未在贵地就读的，其目前居住情况；居住在贵地而没有入学的，请依法督促其监护人送其入学。"),
    p(
        "请于{{ 函复日期 }}前函复，并附就读学校盖章的证明。附件含未成年人个人信息，仅供本次核查使用，请依照{{ 个人信息依据 }}予以保密。"
    ),
    *kept(p("特此致函，请予支持。")),
    text("附件说明", ""),
    text("附件说明", "附件：协查儿童少年名单"),
    *signed(signature("{{ 印发机关 }}")),
    text("附注", "（联系人：{{ 联系人 }}　联系电话：{{ 联系电话 }}）"),
    *only_annex(
        "协查儿童少年名单",
        table(
            "协查名单",
            "附表　协查儿童少年名单",
            "序号=序号:1.2 姓名=姓名:2.2* 性别=性别:1.2 公民身份号码=公民身份号码:5.8 户籍地=户籍地:2.8* 监护人=监护人:2.2* 去向=去向:2.6*",
        ),
    ),
]

SLIP = [
    DRAFT,
    title("学生缺勤报告单", after=LINE),
    text("主送机关", "{{ 主送 }}："),
    *MADE_UP,
    p(
        "依照{% if 报告依据 %}{{ 报告依据 }}和{% endif %}{{ 机制依据 }}，现将我校无故连续缺勤超过规定天数或者去向不明的学生报告如下。"
    ),
    *each("情况"),
    *table(
        "缺勤表",
        "表1　缺勤学生",
        "序号=序号:1.2 姓名=姓名:2.2* 年级班级=年级班级:2.4* 户籍地=户籍地:2.6* 缺勤起止=缺勤起止:3.8* "
        "连续工作日=连续工作日:1.9 是否返校=是否返校:2 监护人和电话=监护人和电话:3.9*",
    ),
    text("表注", "家访、劝返的时间、方式和结果由学校填在下表，附家访记录。"),
    *kept(
        form(
            "家访和劝返",
            [("家访劝返", ""), ("去向原因", ""), ("下步措施", ""), ("报告人", "", "校长签名", "")],
            (2.4, 5.1, 2.4, 5.1),
            height=560,
        )
    ),
    *signed(signature("{{ 印发机关 }}")),
]

CASE_FILE = [
    DRAFT,
    title("“一生一案”档案"),
    text("表单栏目", "案件编号：{{ 案件编号 }}"),
    *MADE_UP,
    h1("一、儿童和家庭基本情况"),
    form(
        "基本情况",
        [
            ("姓名", "{{ 姓名 }}", "性别民族", "{{ 性别民族 }}"),
            ("出生日期", "{{ 出生日期 }}", "身份证号", "{{ 身份证号 }}"),
            ("户籍地", "{{ 户籍地 }}"),
            ("监护人", "{{ 监护人 }}", "联系电话", "{{ 监护人电话 }}"),
            ("学籍学校", "{{ 学籍学校 }}"),
            ("年级班级", "{{ 年级班级 }}", "脱贫户", "{{ 脱贫户 }}"),
        ],
        (2.4, 5.2, 2.4, 5.2),
        height=460,
    ),
    h1("二、立案和核查"),
    form(
        "立案和核查",
        [
            ("立案日期", "{{ 立案日期 }}", "发现来源", "{{ 发现来源 }}"),
            ("比对类别", "{{ 比对类别 }}", "说明材料", "{{ 说明材料 }}"),
            ("核实日期", "{{ 核实日期 }}", "当前状态", "{{ 当前状态 }}"),
            ("原因", "{{ 原因 }}", "四步法", "{{ 四步法 }}"),
        ],
        (2.4, 5.2, 2.4, 5.2),
        height=460,
    ),
    GAP,
    *each("处置"),
    h1("三、双线责任人"),
    *each("责任说明"),
    *table(
        "责任人表",
        "表1　政府和教育两条线的责任人",
        "线别=线别:1.6 职责层级=职责层级:3.8* 姓名=姓名:2.6 单位=单位:4.4* 签名=签名:2.8",
    ),
    h1("四、家庭情况、劝返措施和任务"),
    form(
        "家庭情况和劝返措施",
        [
            ("家庭情况", "{{ 家庭情况 }}"),
            ("劝返措施", "\n"),
            ("制定人", "", "日期", "　　年　月　日"),
        ],
        (2.4, 5.2, 2.4, 5.2),
        height=620,
    ),
    *table(
        "任务表",
        "表2　任务",
        "任务=任务:3.8* 承担单位=承担单位:3* 期限=期限:4.2 完成=完成:4.2 情况=情况:2",
    ),
    h1("五、文书和送达"),
    *table("文书表", "表3　文书", "文书=文书:5* 发出=发出:4 送达=送达:4 送达方式=送达方式:3.4*"),
    h1("六、经过和证据"),
    *table("经过表", "表4　经过", "日期=日期:4 事项=事项:6.2* 经办=经办:2.6* 证据=证据:3.4*"),
    *kept(text("表注", SECRET)),
    *signed(signature("{{ 印发机关 }}")),
]

AGENDA = [
    DRAFT,
    title("{{ 标题 }}", before=LINE, after=LINE),
    *MADE_UP,
    p("{{ 提要 }}"),
    h1("一、个案办理情况"),
    *each("总体情况"),
    h1("二、提请讨论的特殊个案"),
    *each("特殊个案说明"),
    *table(
        "特殊个案表",
        "表1　特殊个案",
        "序号=序号:1.2 案件编号=案件编号:4.2 原因=原因:2.6* 立案日期=立案日期:4.4 在办天数=在办天数:2 需要议定的事项=议定事项:4*",
    ),
    h1("三、逾期任务"),
    *each("逾期说明"),
    *table(
        "逾期表",
        "表2　逾期任务",
        "案件编号=案件编号:4.2 任务=任务:4.4* 承担单位=承担单位:3* 期限=期限:4.4 逾期天数=逾期天数:2",
    ),
    h1("四、需要协调的部门"),
    *each("协调事项"),
    *kept(
        text(
            "表注",
            "个案只列编号，不列姓名和住址，逾期事项写明承担单位；涉及健康、信仰、婚育等情况的原因不在会议材料中写明。",
        )
    ),
    *signed(signature("{{ 印发机关 }}")),
]

DUE = [
    DRAFT,
    title("{{ 标题 }}", before=LINE, after=LINE),
    *MADE_UP,
    p("{{ 提要 }}"),
    *table(
        "到期表",
        "表1　到期事项",
        "日期=日期:4.4 案件编号=案件编号:4.2 事项=事项:5.8* 承担单位=承担单位:3.6*",
    ),
    GAP,
    *table(
        "逾期表",
        "表2　已逾期事项",
        "日期=日期:4.4 案件编号=案件编号:4.2 事项=事项:4.4* 承担单位=承担单位:3* 逾期天数=逾期天数:2",
    ),
    *kept(
        text(
            "表注",
            "到期日逢休息日的，按规定顺延的以办案部门计算为准。本表由台账自动汇总，只列案件编号。",
        )
    ),
    *signed(signature("{{ 印发机关 }}")),
]

PAPERS: dict[str, list[Builder]] = {
    "入学通知书": ENTRY,
    "复学通知书": RETURN,
    ORDER_NAME: ORDER,
    "移送事实清单": TRANSFER,
    "协查函": INQUIRY,
    "缺勤报告单": SLIP,
    "一生一案": CASE_FILE,
    "联席会议议题": AGENDA,
    "本月到期": DUE,
}


def main(folder: Path) -> None:
    """Write every template of ``PAPERS`` into a folder."""
    for name, elements in PAPERS.items():
        document = skeleton()
        styles(document)
        for build in elements:
            build(document)
        package.clean(document, name)
        package.write(document, folder / f"{name}.docx")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "templates")
