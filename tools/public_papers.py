"""Make the first Word templates of the public papers (developers' tool): ``python tools/public_papers.py [folder]``.

The ``.docx`` in ``templates/`` are what the office edits in Word from then on; running this again overwrites their words.
Placeholders are the fields of ``documents/public/contexts.py``; tables have as many columns as the plan of publication says.
"""

from __future__ import annotations

import sys
from pathlib import Path

from docx.document import Document
from official_elements import Builder, colophon, each, h1, p, text, where
from official_page import TEXT_WIDTH, skeleton, xml

from kongchuo_core.documents.word import package

MADE_UP = where("虚构声明", text("虚构声明", "（{{ 虚构声明 }}）"))
HEAD = [
    text("稿别", "{{ 稿别 }}"),
    text("发文机关标志", "{{ 印发机关 }}"),
    text("发文字号", "{{ 文号 }}"),
    text("Title", "{{ 标题 }}"),
]
CORRECTED = where("更正说明", *each("更正说明"))
NAME, CELL = 2200, 1100
"""Twips of the first column and of another one; Word's own fitting takes the rest."""
NOT_DROPOUT = (
    "疑似辍学是三份名单对不上、需要上门核实的线索，不等于辍学：其中有在外地就读、因身体状况缓学休学的，也有登记有误的。"
    "任何单位和个人不得据此认定某名儿童少年辍学。"
)
HOW = "户籍、学籍、在校就读三份名单逐人对照，以户籍为基本依据。年龄计算截止{{ 截止日 }}，比对日为{{ 比对日 }}，情况截至{{ 情况截至 }}。"


def dated(document: Document) -> None:
    """The date, which the colophon may not leave behind: no page with a colophon alone."""
    document.add_paragraph(
        "{{ 成文日期 }}", style="成文日期"
    ).paragraph_format.keep_with_next = True


FOOT = [text("署名", "{{ 印发机关 }}"), dated, colophon]


def _cell(words: str, style: str, width: int) -> str:
    return f"""<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>
        <w:p><w:pPr><w:pStyle w:val="{style}"/><w:keepNext/></w:pPr><w:r><w:t>{words}</w:t></w:r></w:p></w:tc>"""


def _loop(loop: str, words: str, style: str) -> str:
    """Cells of a loop: the tag's own cells vanish, one cell is left for each element."""
    return (
        _cell(f"{{%tc for {loop} %}}", style, CELL)
        + _cell(words, style, CELL)
        + _cell("{%tc endfor %}", style, CELL)
    )


def public_table(document: Document) -> None:
    """The table of the loop over all public tables, as many rows and columns as it has; it stays with its note on one page."""
    rows = [
        f"<w:tr><w:trPr><w:cantSplit/><w:tblHeader/></w:trPr>{_cell('{{ 表.首栏 }}', '表头', NAME)}"
        f"{_loop('栏 in 表.栏', '{{ 栏 }}', '表头')}</w:tr>",
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell('{%tr for 行 in 表.行 %}', '表格文字', NAME)}</w:tr>",
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell('{{ 行.名 }}', '表格文字左', NAME)}"
        f"{_loop('格 in 行.格', '{{ 格 }}', '表格文字')}</w:tr>",
        f"<w:tr><w:trPr><w:cantSplit/></w:trPr>{_cell('{%tr endfor %}', '表格文字', NAME)}</w:tr>",
    ]
    document.element.body.insert_element_before(
        xml(f"""
        <w:tbl>
          <w:tblPr><w:tblStyle w:val="公文表格"/><w:tblW w:w="{TEXT_WIDTH}" w:type="dxa"/><w:jc w:val="center"/>
            <w:tblLayout w:type="fixed"/><w:tblCaption w:val="公开统计表"/></w:tblPr>
          <w:tblGrid><w:gridCol w:w="{NAME}"/><w:gridCol w:w="{TEXT_WIDTH - NAME}"/></w:tblGrid>{"".join(rows)}
        </w:tbl>"""),
        "w:sectPr",
    )


TABLES: list[Builder] = [
    text("Normal", "{%p for 表 in 公开表 %}"),
    text("Caption", "{{ 表.题 }}"),
    public_table,
    text("表注", "{{ 表.注 }}"),
    text("Normal", "{%p endfor %}"),
    *each("不列的表"),
]
HIDDEN = [*each("图例"), p("不公布的依据：{{ 不公开依据 }}。")]

NOTICE: list[Builder] = [
    *HEAD,
    *MADE_UP,
    p(
        "根据{{ 公开依据 }}和{{ 机制依据 }}，现将{{ 县名 }}{{ 学期 }}“控辍保学”专项督导检查结果公告如下。"
    ),
    *CORRECTED,
    h1("一、检查结果"),
    *each("结论"),
    p(NOT_DROPOUT),
    *TABLES,
    h1("二、检查发现的主要问题"),
    *each("问题"),
    h1("三、有关说明"),
    p(HOW),
    *HIDDEN,
    p(
        "对公布的结果有疑问的，或者发现适龄儿童少年没有入学的，可以向{{ 教育局 }}或者{{ 印发机关 }}反映。"
    ),
    text("正文末段", "特此公告。"),
    *FOOT,
]

REPORT: list[Builder] = [
    *HEAD,
    text("主送机关", "{{ 主送 }}："),
    *MADE_UP,
    *CORRECTED,
    h1("一、督导工作概况"),
    p(
        "根据{{ 公开依据 }}和{{ 机制依据 }}，{{ 印发机关 }}对{{ 县名 }}{{ 学期 }}义务教育阶段学生入学和“控辍保学”工作开展专项督导检查。"
        "本报告是督导报告的公开版本，只列可以公开的内容。"
    ),
    p(HOW),
    h1("二、基本情况"),
    *each("结论"),
    p(NOT_DROPOUT),
    *TABLES,
    h1("三、存在的主要问题"),
    *each("问题"),
    h1("四、督导意见"),
    p(
        "各镇（街道）、各学校要逐人核实疑似辍学的线索，查明原因，落实“一生一案”，依法组织未入学的适龄儿童少年入学；"
        "对存在的问题限期整改，下一学期专项督导检查时逐项核查。"
    ),
    h1("五、有关说明"),
    *HIDDEN,
    text("正文末段", "督导报告全文按照规定提交本级人民政府，报上一级人民政府教育督导机构备案。"),
    *FOOT,
]

PAPERS = {"公开结果公告": NOTICE, "督导报告（公开版）": REPORT}


def main(folder: Path) -> None:
    """Write both templates into a folder."""
    for name, elements in PAPERS.items():
        document = skeleton()
        for build in elements:
            build(document)
        package.clean(document, name)
        package.write(document, folder / f"{name}.docx")


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parents[1] / "templates")
