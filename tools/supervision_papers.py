"""Make the first Word templates of supervision (developers' tool): ``python tools/supervision_papers.py [folder]``.

The ``.docx`` in ``templates/`` are what the office edits in Word from then on; running this again overwrites their words.
Placeholders are the fields of ``kongchuo_core/documents/supervision_contexts.py``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from loop_elements import form, signature, signed, styles, title
from loop_papers import CONTACT, DRAFT, GAP, MADE_UP
from new_template import h1, last, p
from official_elements import Builder, colophon, each, foot, table, text, where
from official_page import LINE, skeleton

from kongchuo_core.documents import package

BLANK_DAY = "　　　　年　　月　　日"


def red(words: str) -> list[Builder]:
    """The head of a paper with a red mark: number, title, addressee."""
    return [DRAFT, text("发文机关标志", "{{ 印发机关 }}"), text("发文字号", "{{ 文号 }}"), text("Title", words),
            text("主送机关", "{{ 主送 }}："), *MADE_UP]


def plain(words: str) -> list[Builder]:
    """The head of a paper served on one unit: title, number, addressee."""
    return [DRAFT, title(words, after=LINE), *where("文号", text("文书字号", "{{ 文号 }}")), text("主送机关", "{{ 主送 }}："), *MADE_UP]


def page(number: str, name: str) -> list[Builder]:
    """An annex of a served paper, on its own page."""
    def new_page(document: object) -> None:
        paragraph = document.add_paragraph(f"附件{number}", style="附件标识")  # type: ignore[attr-defined]
        paragraph.paragraph_format.page_break_before = True

    return [new_page, text("附件标题", name)]


def one_annex(name: str) -> list[Builder]:
    """The list of a single annex, which has no number, signature and date."""
    return [text("附件说明", ""), text("附件说明", f"附件：{name}"), text("署名", "{{ 印发机关 }}"), text("成文日期", "{{ 成文日期 }}")]


NAMED = "序号=序号:1 单位=单位:2.8* 问题=问题:6.6* 条款=条款:2 处理=处理:4*"
DEMANDS = "序号=序号:1 问题=问题:5.6* 条款=条款:1.8 整改要求=要求:5.6* 完成期限=期限:3.6"

CIRCULAR = [
    *red("关于{{ 县名 }}{{ 学期 }}\n“控辍保学”工作情况的通报"),
    p("根据{{ 防辍职责依据 }}和{{ 机制依据 }}，{{ 印发机关 }}对{{ 学期 }}义务教育阶段学生入学和“控辍保学”工作进行了专项督导检查。"
      "情况截至{{ 情况截至 }}。现将有关情况通报如下。"),
    h1("一、总体情况"), *each("总体情况"),
    h1("二、存在的问题"), *each("问题"),
    h1("三、处理"), *each("处理"),
    h1("四、有关要求"), *each("要求"),
    last("整改结果经主要负责人签字后书面报送{{ 印发机关 }}，下一学期专项督导检查时逐项复查。"
         "对通报内容有异议的，可以书面说明并附相关材料。"),
    *one_annex("问题清单"), *page("", "问题清单"), *table("问题表", "附表　问题清单", NAMED), colophon,
]

RECORD = [
    *page("", "约谈记录"),
    form("约谈记录", [
        ("时间", "　　年　月　日　时", "地点", ""), ("主持人", "", "记录人", ""), ("约谈人", ""), ("被约谈人", ""), ("参加人员", ""),
        ("约谈事由", "见约谈通知书（{{ 学期 }}）"), ("问题说明", "\n"), ("表态", "\n"), ("整改措施", "\n"), ("整改期限", ""),
        ("签字", "约谈人：\n被约谈人：\n记录人：")], (2.6, 5, 2.2, 5), height=580),
    text("表注", "本记录一式两份，由约谈单位和被约谈单位各存一份。约谈不代替行政处理、党纪政务处分。"),
]
INTERVIEW = [
    *plain("约谈通知书"),
    p("根据{{ 机制依据 }}，定于　　月　　日　　时在　　　　　　就“控辍保学”工作对你单位进行约谈。现将有关事项通知如下。"),
    h1("一、被约谈人"), p("{{ 被约谈人 }}。被约谈人应当亲自到场，不得委托他人代替。"),
    h1("二、约谈人"), p("{{ 约谈人 }}。"),
    h1("三、约谈事由"), *each("事由"),
    h1("四、约谈目的"),
    p("通报情况，听取说明，查明原因，明确整改责任和期限，督促依法履行控辍保学职责。约谈不是处分。"),
    h1("五、有关要求"),
    p("1.携带本单位本学期“控辍保学”工作记录：领导小组名单、联席会议记录、比对核查材料、“一生一案”档案、宣传工作台账。"),
    p("2.就上述问题准备书面说明和整改措施，写明责任人和完成时限。"),
    p("3.对事由有异议的，可以当场说明，并附相关材料。整改应当在{{ 整改期限 }}前完成。"),
    CONTACT, text("附件说明", ""), text("附件说明", "附件：约谈记录"), *signed(signature("{{ 印发机关 }}")), *RECORD,
]

REPORT_FORM = [
    *page("", "整改情况报告表"),
    form("整改情况报告表", [
        ("报送单位", "（盖章）"), ("报送日期", BLANK_DAY), ("通知书文号", "{{ 文号 }}"), ("问题序号", ""),
        ("整改措施", "\n\n"), ("完成情况", "□已完成　□部分完成　□未完成\n"), ("完成日期", BLANK_DAY), ("佐证材料", "\n"),
        ("未完成原因", "\n"), ("责任人", ""), ("负责人签字", ""), ("核查意见", "（由{{ 印发机关 }}填写）\n"), ("核查人", "")],
        (3.2, 11.8), height=560),
    text("表注", "一个问题填一张，问题序号与通知书所列一致。报告中不写儿童的姓名和号码，涉及个案的写案件编号。"),
]
RECTIFY = [
    *plain("责令限期整改通知书"),
    p("经对{{ 学期 }}“控辍保学”工作专项督导检查，截至{{ 情况截至 }}，发现你单位存在下列问题。根据{{ 责任依据 }}和{{ 机制依据 }}，"
      "责令你单位限期整改。"),
    h1("一、问题清单、整改要求和期限"), *each("说明"),
    *table("问题表", "表1　问题清单", DEMANDS),
    GAP,
    h1("二、报送方式"),
    p("依照{{ 整改依据 }}，请于每个问题的完成期限前整改，最迟{{ 最后期限 }}前将整改情况报告表（附件）逐项填写，"
      "附佐证材料，经主要负责人签字、加盖公章后书面报送{{ 印发机关 }}。"),
    h1("三、逾期后果"),
    p("逾期不整改、整改不到位或者弄虚作假的，依照{{ 逾期整改依据 }}和{{ 机制依据 }}通报批评，"
      "并向有关人民政府或者主管部门提出处理建议；整改情况纳入考核，并在下一学期专项督导检查时复查。"),
    p("对所列问题有异议的，可以在收到本通知书后书面说明，并附相关材料。"),
    CONTACT, text("附件说明", ""), text("附件说明", "附件：整改情况报告表"), *signed(signature("{{ 印发机关 }}")), *REPORT_FORM,
]

ADMONITION = [
    *plain("诫勉建议（事实清单）"),
    p("根据{{ 机制依据 }}，现将{{ 学期 }}“控辍保学”工作专项督导检查中查明的事实报告如下，截至{{ 情况截至 }}，供有权机关研究。"),
    h1("一、涉及的单位和职务"), p("{{ 对象单位 }}：{{ 对象 }}。"),
    h1("二、事由"), *each("事由"),
    h1("三、已查明的事实"), *table("事实表", "表1　事实清单", "序号=序号:1 事实=事实:7* 条款=条款:1.6 来源=来源:5*"), GAP,
    h1("四、已采取和拟采取的措施"), *each("已采取措施"),
    h1("五、权限"), p("{{ 权限 }}。依照{{ 考核依据 }}，督导报告可以作为考核的依据。"),
    p("本清单只列事实和来源，不认定个人责任，不是诫勉决定；是否诫勉、对谁诫勉，由有权机关按照干部管理权限和规定的程序决定。"
      "当事单位和人员有权说明情况。本件只送有权机关，不公开、不转发。"),
    *signed(signature("{{ 印发机关 }}")),
]

OUTLINE = [
    *page("1", "自查报告提纲"),
    form("自查报告提纲", [
        ("基本情况", "辖区适龄儿童少年人数、学校和在校学生人数，留守、随迁、残疾和困境儿童情况。"),
        ("自查工作", "自查的组织、时间、方法和范围，查阅了哪些记录，走访了多少户。"),
        ("组织领导", "领导小组是否健全，联席会议是否按期召开，任务是否落实，双线责任人是否到位。"),
        ("比对核查", "是否在重点时段内完成，公安、中心学校是否参加，疑似辍学是否逐人核实。"),
        ("一生一案", "档案、措施、通知书送达、劝返、复学、回访和销号情况。"),
        ("动态监测", "缺勤建档和向县教育体育局、镇（街道）报告的情况。"),
        ("宣传", "渠道、内容和覆盖面。"),
        ("上期整改", "上一次督导检查所提问题的整改情况。"),
        ("情况分析", "存在的问题、原因和需要上级协调解决的困难。"),
        ("整改措施", "逐项写明措施、责任人和完成时限。")], (2.6, 12.4), height=700),
    text("表注", "自查报告按以上各项逐项写，附辍学情况自查统计表，经主要负责人签字、加盖公章后报送。"),
]
SELF_TABLE = [
    *page("2", "辍学情况自查统计表"),
    form("自查统计表", [
        ("填报单位", "（盖章）", "填报日期", "　　年　月　日"),
        ("适龄人数", "", "在校人数", ""), ("疑似人数", "", "已核实", ""), ("确认辍学", "", "其中小学", ""), ("其中初中", "", "已劝返", ""),
        ("已送达文书", "", "送教上门", ""), ("缓学休学", "", "异地就读", ""), ("联席会议", "（次）", "宣传活动", "（次）"),
        ("缺勤建档", "（人次）", "已报告", "（人次）"), ("上期问题", "（个）", "已整改", "（个）"),
        ("填表人", "", "负责人", "")], (2.6, 4.9, 2.6, 4.9), height=620),
    text("表注", "数字以本学期开学至填报日为准。不填儿童的姓名和号码；个案写案件编号，另附“一生一案”档案备查。"),
]
NOTICE = [
    *red("关于开展{{ 学期 }}“控辍保学”工作\n专项督导检查的通知"),
    p("根据{{ 督导依据 }}和{{ 印发依据 }}，定于{{ 学期 }}开学后对义务教育阶段学生入学和“控辍保学”工作开展专项督导检查。"
      "依照{{ 督导通知依据 }}，现将有关事项通知如下。"),
    h1("一、督导对象"), p("各镇人民政府、街道办事处及其主要领导，义务教育阶段学校。"),
    h1("二、督导内容"),
    p("1.适龄儿童少年入学的组织领导：领导小组、联席会议、双线责任人。"),
    p("2.“控辍保学”工作措施：三比对、查找原因、分类处置、动态监测、宣传发动。"),
    p("3.上一次督导检查所提问题的整改情况。"),
    h1("三、督导组和时间"), *each("督导组"), *each("时间"), *table("督导组表", "表1　督导组成员", "姓名=姓名:2 单位=单位:5* 职务=职务:3*"), GAP,
    h1("四、方法"),
    p("听取汇报，查阅资料，核对数据，入校、入户实地核查；依照{{ 听取意见依据 }}征求公众意见，召开座谈会，听取学生及其家长和教师的意见。"),
    h1("五、有关要求"),
    p("1.依照{{ 自评依据 }}，各单位按附件1的提纲组织自查，填写附件2，在现场检查前报送{{ 印发机关 }}。"),
    p("2.如实提供材料，不得弄虚作假。材料中不写儿童的身份证号。"),
    last("3.督导检查不收费、不接受宴请。{{ 印发机关 }}联系人：{{ 联系人 }}，联系电话：{{ 联系电话 }}。"),
    *foot("自查报告提纲", "辍学情况自查统计表"), *OUTLINE, *SELF_TABLE, colophon,
]

OPINION = [
    *red("{{ 学期 }}“控辍保学”\n专项督导意见书"),
    p("根据{{ 印发依据 }}，{{ 印发机关 }}对你单位{{ 学期 }}义务教育阶段学生入学和“控辍保学”工作进行了专项督导检查，"
      "情况截至{{ 情况截至 }}。依照{{ 督导意见依据 }}，提出如下督导意见。"),
    h1("一、评价"), *each("评价"),
    *table("情况表", "表1　主要情况", "项目=项目:4* 情况=情况:11*"), GAP,
    h1("二、问题和限期整改要求"), *each("说明"), *table("问题表", "表2　问题和限期整改要求", DEMANDS), GAP,
    h1("三、申辩情况"), *each("申辩"), p("依照{{ 申辩依据 }}，你单位的申辩意见由督导组综合分析，写入本意见书。"),
    h1("四、整改和报告"),
    last("依照{{ 整改依据 }}，你单位应当按期整改，并将整改情况书面报告{{ 印发机关 }}，由{{ 印发机关 }}核查。"
         "未按照本意见书整改并报告的，依照{{ 逾期整改依据 }}处理。"),
    *signed(signature("{{ 印发机关 }}")), colophon,
]

PAPERS: dict[str, list[Builder]] = {
    "通报": CIRCULAR, "约谈通知书": INTERVIEW, "责令限期整改通知书": RECTIFY, "诫勉建议（事实清单）": ADMONITION, "督导检查通知": NOTICE,
    "督导意见书": OPINION,
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
