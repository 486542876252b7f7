"""Make the first Word templates (developers' tool): ``python tools/new_template.py [folder]``.

The ``.docx`` in ``templates/`` are what the office edits in Word from then on; running this again overwrites their words.
Each paper is a list of elements (``official_elements.py``). Placeholders are the fields of ``kongchuo_core/documents/contexts.py``;
sentences with numbers come from there whole, so that they read naturally where there is nothing, one, or many.
"""

from __future__ import annotations

import sys
from pathlib import Path

from official_elements import (
    Builder,
    annex,
    colophon,
    each,
    foot,
    head,
    picture,
    table,
    text,
    where,
)
from official_page import skeleton

from kongchuo_core.documents.word import package


def h1(words: str) -> Builder:
    """A heading 一、."""
    return text("Heading 1", words)


def h2(words: str) -> Builder:
    """A heading （一）."""
    return text("Heading 2", words)


def p(*words: str) -> Builder:
    """A paragraph of the body."""
    return text("正文内容", "".join(words))


def last(*words: str) -> Builder:
    """The last paragraph of the body, which the signature may not leave alone on a page."""
    return text("正文末段", "".join(words))


DATES = (
    "三比对以户籍为基本依据，对户籍、学籍、在校就读情况三要素逐人比对。年龄计算截止{{ 截止日 }}，比对日为{{ 比对日 }}，"
    "情况截至{{ 情况截至 }}，{{ 台账记录 }}。"
)
MENDING = (
    "对存在的问题，要逐项制定整改措施，明确责任人和完成时限，整改结果经主要负责人签字后书面报送{{ 印发机关 }}。"
    "下一学期专项督导检查时逐项核查；逾期不整改、整改不到位或者弄虚作假的，按照{{ 印发依据 }}处理。"
)
VERIFYING = (
    "会同属地学校逐人核实，查明原因，按照“一生一案”建立档案、制定劝返措施，"
    "并向其父母或者其他法定监护人送达义务教育入学（复学）通知书。"
)
VERDICTS_NOTE = (
    "注：（一）疑似辍学是三比对发现的线索，须逐人核实，不等于辍学。"
    "（二）“其中有说明”指疑似辍学中有异地就读、缓学、休学或送教上门材料，且在比对日有效的。"
    "（三）在校无学籍不属于疑似辍学，由学校补建或转接学籍。"
)
NAMES_NOTE = (
    "注：本名单仅供核查劝返使用，含未成年人个人信息，不得公开、转发；核查劝返按“一生一案”办理。"
)

VERDICTS = """
    单位=名称:3.6*  适龄人数=适龄:2  比对一致=比对一致:2  学籍在校而学生不在校=学籍在校而学生不在校:2.6
    学籍与学生均不在校=学籍与学生均不在校:2.6  其中有说明=其中有说明:2  在校无学籍=在校无学籍:2
    已完成义务教育=已完成:2.2  待人工核对=待核对:2"""
SUSPECTED = """
    序号=序号:1  姓名=姓名:2.2  性别=性别:1  出生年月=出生年月:2.8  村（社区）=村:2.6*  类别=类别:4*
    学籍学校=学籍学校:4*  说明=说明:5*"""
AGES = """
    周岁=年龄:1.4  适龄人数=适龄:2  比对一致=比对一致:2  疑似辍学=疑似辍学:2  其中有说明=其中有说明:2.2
    在校无学籍=在校无学籍:2.2  已完成=已完成:2  待核对=待核对:2"""
QUALITY = "来源=来源:2*  问题=问题:5*  行数=行数:1.4  处理意见=处理意见:6*"


DUTIES = "事项=事项:5.6* 对象=对象:2.7 应有=应有:1 达到=达到:1 情况=情况:10.4* 机制依据=条款:3"
PUBLICITY = """
    单位=单位:3.4* 标语=标语:1 报纸图文=报纸图文:1.2 电视音像=电视音像:1.2 广播=广播:1 手机信息=手机信息:1.2
    没有宣传的内容=没有宣传的内容:8*"""
INDICATORS = """
    指标=指标:6.7* 分子=分子:1.2 分母=分母:1.2 本期=本期:1.9 上期=上期:1.9 计算方法=口径:8.8* 所属评估=评估:4.8*"""
TOWN_INDICATORS = """
    镇（街道）=单位:3* 核实率=核实率:2 动态归零率=动态归零率:2 劝返率=劝返率:2 政府得分=政府得分:2 主要领导得分=主要领导得分:2.2"""
SCHOOL_INDICATORS = (
    "镇（街道）=乡镇:2.2 学校=学校:8* 得分=得分:2 期末未销号个案=个案:3 检查发现的问题=问题:6*"
)
SCORES = """
    单位=单位:2.6* 考核对象=对象:2.4 各项得分（满分）=各项得分:11* 存在问题=存在问题:5* 整改期限=整改期限:3"""
SCORES_NOTE = "注：▲为检查发现问题的项目；主要领导与政府各项得分和问题相同的合为一行。"
MEASURES = "单位=单位:4.4* 问题=问题:12* 建议措施=措施:7* 机制依据=条款:5*"
RECHECKS = "事项=事项:3.4* 没有整改=没有整改:4.6* 再次发生=再次发生:4.6* 已经整改=已经整改:3.6*"
DUTIES_NOTE = (
    "注：“应有”“达到”按各事项的计量单位（席位、次、件、人次、渠道、内容），每个单位至多算到应有的数，逾期做到的不算达到，未到期的不计；"
    "没有做到的事实见第五部分。"
)
INDICATORS_NOTE = "注：分母较小的只写人数（件数），不写百分比，不作比较；“无数据”是没有提供登记册或者没有可以计算的对象；两种口径的都列出。"
MEASURES_NOTE = "注：本表是规则表按事实提出的建议，不是决定；由有权的人审签后才发出文书，是否诫勉由有权机关决定。"
ORGANISATION, MEASURED, PROPOSED = "组织领导和措施落实情况", "指标和考核评分", "问责建议"


def supervised(number: int) -> list[Builder]:
    """The annexes of an inspection, all on their side."""

    def note(words: str) -> list[Builder]:
        return [text("表注", words)]

    tables: dict[str, tuple[tuple[str, str, str, list[Builder]], ...]] = {
        ORGANISATION: (
            ("履行职责情况", "履职表", DUTIES, note(DUTIES_NOTE)),
            ("宣传渠道和内容", "宣传表", PUBLICITY, []),
        ),
        MEASURED: (
            (
                "入学和控辍指标",
                "指标表",
                INDICATORS,
                [*note(INDICATORS_NOTE), *each("指标说明", "表注")],
            ),
            ("各镇（街道）指标", "镇指标表", TOWN_INDICATORS, []),
            ("考核评分", "评分表", SCORES, note(SCORES_NOTE)),
            ("各学校指标", "学校指标表", SCHOOL_INDICATORS, []),
        ),
        PROPOSED: (("", "措施表", MEASURES, [*note(MEASURES_NOTE), *each("措施说明", "表注")]),),
    }
    elements: list[Builder] = []
    for n, (title, own) in enumerate(tables.items(), number):
        content: list[Builder] = []
        for part, (caption, name, columns, notes) in enumerate(own, 1):
            numbered = f"附表{n}-{part}" if len(own) > 1 else f"附表{n}"
            content += [
                *table(
                    name,
                    f"{numbered}　{caption or title}",
                    columns,
                    wide=True,
                    together=name == "镇指标表",
                ),
                *notes,
            ]
        elements += annex(n, title, content, wide=True)
    return elements


def verdicts(number: int, title: str, of: str, caption: str) -> list[Builder]:
    """The annex with the verdicts by town or school, on its side."""
    content = [
        *table(of, f"附表{number}　{caption}（单位：人）", VERDICTS, wide=True),
        text("表注", VERDICTS_NOTE),
    ]
    return annex(number, title, content, wide=True)


def names(number: int, title: str) -> list[Builder]:
    """The annex with the suspected children, on its side."""
    content = [
        *table("疑似名单", f"附表{number}　疑似辍学儿童少年名单", SUSPECTED, wide=True),
        text("表注", NAMES_NOTE),
    ]
    return annex(number, title, content, wide=True)


def base(number: int, title: str, *pictured: Builder) -> list[Builder]:
    """The last annex: ages and the quality of what was given; the colophon stands at its foot."""
    content = [
        *table("分龄表", f"附表{number}-1　分年龄比对情况（单位：人）", AGES),
        text("表注", ""),
        *table("数据质量表", f"附表{number}-2　数据质量问题（单位：行）", QUALITY),
        *pictured,
    ]
    return [*annex(number, title, content), colophon]


BASE = "分年龄比对情况和数据质量问题统计表"
BY_TOWN, BY_SCHOOL, LIST = (
    "各镇（街道）三比对情况统计表",
    "各学校三比对情况统计表",
    "疑似辍学儿童少年名单（内部）",
)
COUNTY_END = [
    *foot(BY_TOWN, BASE),
    *verdicts(1, BY_TOWN, "分镇表", "各镇（街道）三比对情况"),
    *base(2, BASE),
]
TOWN_END = [
    *foot(BY_SCHOOL, LIST, BASE),
    *verdicts(1, BY_SCHOOL, "分校表", "各学校三比对情况"),
    *names(2, LIST),
    *base(3, BASE),
]
ANNEXES = (ORGANISATION, MEASURED, PROPOSED)
INSPECTED_COUNTY_END = [
    *foot(BY_TOWN, *ANNEXES, BASE),
    *verdicts(1, BY_TOWN, "分镇表", "各镇（街道）三比对情况"),
    *supervised(2),
    *base(5, BASE, *picture("图_年龄分布", "图2　疑似辍学儿童少年年龄分布")),
]
INSPECTED_TOWN_END = [
    *foot(BY_SCHOOL, LIST, *ANNEXES, BASE),
    *verdicts(1, BY_SCHOOL, "分校表", "各学校三比对情况"),
    *names(2, LIST),
    *supervised(3),
    *base(6, BASE),
]
TOWN_FACTS = """
    单位=单位:2.2* 疑似辍学=疑似辍学:1.9 有说明=其中有说明:1.5 在校无学籍=在校无学籍:2.3 待核对=待人工核对:1.5
    未销号个案=未销号个案:2.3 到期职责=到期职责:1.9 做到=做到:1.3 考核得分=考核得分:2"""


def rechecked(number: int) -> list[Builder]:
    """The table of last term's orders; none where there were none."""
    caption = f"表{number}　上学期整改事项复查（上学期→本学期的数）"
    return where("复查表", *table("复查表", caption, RECHECKS), text("表注", ""))


def together(*names: str) -> list[Builder]:
    """The sentences of several lists in one paragraph."""
    return [p(*(f"{{% for 句 in {name} %}}{{{{ 句 }}}}{{% endfor %}}" for name in names))]


GIVEN = together("数据质量", "未提供")

INSPECTION_COUNTY: list[Builder] = [
    *head(),
    h1("一、督导工作概况"),
    h2("（一）督导依据"),
    p(
        "根据《中华人民共和国义务教育法》《教育督导条例》和{{ 印发依据 }}，{{ 印发机关 }}对{{ 县名 }}{{ 学期 }}义务教育阶段"
        "学生入学和“控辍保学”工作开展专项督导检查。"
    ),
    h2("（二）督导组织和时间"),
    *each("督导组织"),
    h2("（三）督导内容和方法"),
    p(
        "重点检查适龄儿童少年入学的组织领导和“控辍保学”工作措施落实情况，核对各镇（街道）、各学校三比对结果和台账记录。",
        DATES,
    ),
    h1("二、基本情况"),
    h2("（一）总体情况"),
    *each("结论"),
    h2("（二）三比对结果"),
    *each("比对结果"),
    h2("（三）组织领导和措施落实"),
    *each("组织领导"),
    h2("（四）动态监测和闭环管理"),
    *together("闭环", "动态监测"),
    h2("（五）入学和控辍指标"),
    *each("指标"),
    *each("控制线"),
    h2("（六）考核评分"),
    *each("考核"),
    h2("（七）数据质量"),
    *GIVEN,
    h1("三、各镇（街道）情况"),
    p("主要情况见表2，三比对的全部数字见附件1。"),
    *table(
        "分镇主要情况表",
        "表2　各镇（街道）主要情况（单位：人、件、项、分）",
        TOWN_FACTS,
        together=True,
    ),
    text("表注", ""),
    *picture("图_各镇比对", "图1　各镇（街道）比对不一致和待核对情况"),
    h1("四、上学期整改事项复查"),
    *each("复查"),
    *rechecked(3),
    h1("五、存在的主要问题"),
    *each("问题"),
    h1("六、督导意见和整改要求"),
    *each("意见"),
    p(MENDING),
    h1("七、问责建议"),
    *each("措施"),
    last("{{ 措施末段 }}"),
    *INSPECTED_COUNTY_END,
]

INSPECTION_TOWN: list[Builder] = [
    *head(),
    h1("一、督导工作概况"),
    h2("（一）督导依据"),
    p(
        "根据《中华人民共和国义务教育法》《教育督导条例》和{{ 印发依据 }}，{{ 印发机关 }}在{{ 县名 }}{{ 学期 }}“控辍保学”"
        "专项督导检查中，对{{ 镇名 }}义务教育阶段学生入学和“控辍保学”工作进行了检查。现将检查情况和督导意见反馈如下。"
    ),
    h2("（二）督导组织和时间"),
    *each("督导组织"),
    h2("（三）督导内容和方法"),
    p(
        "重点检查{{ 镇名 }}适龄儿童少年入学的组织领导和“控辍保学”工作措施落实情况，核对辖区内学校三比对结果和台账记录。",
        DATES,
    ),
    h1("二、基本情况"),
    h2("（一）总体情况"),
    *each("结论"),
    h2("（二）三比对结果"),
    *each("比对结果"),
    *picture("图_年龄分布", "图1　疑似辍学儿童少年年龄分布"),
    h2("（三）组织领导和措施落实"),
    *each("组织领导"),
    h2("（四）动态监测和闭环管理"),
    *together("闭环", "动态监测"),
    h2("（五）入学和控辍指标"),
    *each("指标"),
    *each("控制线"),
    h2("（六）考核评分"),
    *each("考核"),
    h2("（七）数据质量"),
    *GIVEN,
    h1("三、各学校情况"),
    *each("分校情况"),
    h1("四、上学期整改事项复查"),
    *each("复查"),
    *rechecked(2),
    h1("五、存在的主要问题"),
    *each("问题"),
    h1("六、督导意见和整改要求"),
    *each("意见"),
    p(MENDING),
    h1("七、问责建议"),
    *each("措施"),
    p("{{ 措施末段 }}"),
    last("对检查情况和督导意见有异议的，可以向{{ 印发机关 }}书面申辩，并附相关材料。"),
    *INSPECTED_TOWN_END,
]

COMPARISON_COUNTY: list[Builder] = [
    *head(),
    h1("一、比对核查工作开展情况"),
    p(
        "按照{{ 印发依据 }}，{{ 县名 }}各镇（街道）联合公安、中心学校开展{{ 学期 }}三比对，"
        "全面排查户籍适龄儿童少年入学情况，做到不漏一户、不漏一人。",
        DATES,
    ),
    *each("比对组织"),
    h1("二、比对核查结果"),
    h2("（一）总体情况"),
    *each("结论"),
    h2("（二）分类情况"),
    *each("比对结果"),
    *picture("图_各镇比对", "图1　各镇（街道）比对不一致和待核对情况"),
    *picture("图_年龄分布", "图2　疑似辍学儿童少年年龄分布"),
    h1("三、不一致情况分析"),
    *each("不一致分析"),
    h1("四、数据质量"),
    *GIVEN,
    h1("五、下一步工作"),
    *each("下一步工作"),
    last("对疑似辍学儿童少年，由镇（街道）", VERIFYING),
    *COUNTY_END,
]

COMPARISON_TOWN: list[Builder] = [
    *head("发文机关标志（短）"),
    h1("一、比对核查工作开展情况"),
    p(
        "按照{{ 印发依据 }}，{{ 镇名 }}联合公安、中心学校开展{{ 县名 }}{{ 学期 }}三比对，"
        "全面排查辖区内户籍适龄儿童少年入学情况，做到不漏一户、不漏一人。",
        DATES,
    ),
    *each("比对组织"),
    h1("二、比对核查结果"),
    h2("（一）总体情况"),
    *each("结论"),
    h2("（二）分类情况"),
    *each("比对结果"),
    *picture("图_年龄分布", "图1　疑似辍学儿童少年年龄分布"),
    h1("三、不一致情况分析"),
    *each("不一致分析"),
    h1("四、数据质量"),
    *GIVEN,
    h1("五、下一步工作"),
    *each("下一步工作"),
    last("对附件2所列疑似辍学儿童少年，", VERIFYING),
    *TOWN_END,
]

PAPERS = {
    "专项督导检查报告（县）": INSPECTION_COUNTY,
    "专项督导检查报告（乡镇）": INSPECTION_TOWN,
    "比对核查情况（县）": COMPARISON_COUNTY,
    "比对核查情况（乡镇）": COMPARISON_TOWN,
}


def main(folder: Path) -> None:
    """Write every template of ``PAPERS`` into a folder."""
    for name, elements in PAPERS.items():
        document = skeleton()
        for build in elements:
            build(document)
        package.clean(document, name)
        package.write(document, folder / f"{name}.docx")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "templates")
