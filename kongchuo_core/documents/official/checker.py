"""The checker of official documents: GB/T 9704-2012 rule by rule, on papers and on templates the
office has edited.

``RULES`` is the whole checker: a row is a rule, its check yields one line for each fault. What a
machine can't judge is 需人看.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import Any

from kongchuo_core.documents.official import page, roles, template, together, traces, words
from kongchuo_core.documents.official.effective import Package
from kongchuo_core.documents.official.roles import Paper

STANDARD = "GB/T 9704-2012"
HOUSE = "本项目"


class Verdict(StrEnum):
    """What became of a rule."""

    PASS = "通过"
    FAIL = "不通过"
    LOOK = "需人看"


@dataclass(frozen=True)
class Rule:
    """One rule: code, clause of the standard (or ``HOUSE``), what is expected, what to do, what a
    fault means, the check.

    ``templates``: it also holds for templates, whose placeholders are still to be filled.
    """

    code: str
    clause: str
    expected: str
    remedy: str
    severity: Verdict
    check: Callable[[Paper], Iterator[str]]
    templates: bool = True


@dataclass(frozen=True)
class Finding:
    """What a rule said of a document: ``places`` are lines of place and what was found there, none
    where it passed.
    """

    code: str
    clause: str
    expected: str
    verdict: Verdict
    places: tuple[str, ...]
    remedy: str


_FAIL, _LOOK = Verdict.FAIL, Verdict.LOOK
_STYLE = "选中该段，重新套用模板里的样式，不要手工改格式"
_SECTION = "在“页面设置”里改正，或从原模板重新生成"
RULES: tuple[Rule, ...] = (
    Rule("页1", "5.1", "纸张为A4", _SECTION, _FAIL, page.paper_size),
    Rule("页2", "5.2.1", "天头37毫米、订口28毫米，版心156×225毫米", _SECTION, _FAIL, page.margins),
    Rule("页3", "5.2.3", "文档网格为每页22行、每行28字", _SECTION, _FAIL, page.declared_grid),
    Rule("页4", "5.2.3", "正文行距、字距排得出22行、28字", _STYLE, _FAIL, roles.grid),
    Rule(
        "页5",
        "7.5",
        "页码“— 1 —”，四号宋体，单页居右、双页居左各空一字，一字线在版心下7毫米",
        "把原模板的页脚拷回来",
        _FAIL,
        page.page_numbers,
    ),
    Rule("页6", "8", "横排页只放附件的表格", "正文改回竖排", _FAIL, page.turned_pages),
    Rule(
        "页7",
        "8",
        "横排页的页码位置与其他页一致",
        "改成竖排页；确要横排的，把页码放进文本框，转到纸的短边",
        _FAIL,
        together.turned_numbers,
        templates=False,
    ),
    Rule("字1", "5.2.2", "各要素的中文字体", _STYLE, _FAIL, roles.fonts),
    Rule("字2", "5.2.2", "各要素的字号", _STYLE, _FAIL, roles.sizes),
    Rule("字3", "5.2.4", "除发文机关标志外文字为黑色", _STYLE, _FAIL, roles.colours),
    Rule("字4", HOUSE, "数字、字母全文用一种字体", _STYLE, _FAIL, roles.digits),
    Rule("字5", "7.3.3", "首行、左右缩进", _STYLE, _FAIL, roles.indents),
    Rule("字6", "7.3.1", "对齐方式", _STYLE, _FAIL, roles.alignments),
    Rule("式1", HOUSE, "段落的样式都在文件里", "从原模板把样式拷回来", _FAIL, roles.lost_styles),
    Rule(
        "式2",
        HOUSE,
        "只用模板里的样式",
        "确有需要的，人工核对字体、字号",
        _LOOK,
        roles.foreign_styles,
    ),
    Rule("素1", "7.1", "公文要素齐全", "确认这种文书是否本来就没有这些要素", _LOOK, words.elements),
    Rule(
        "素2",
        "7.3.1",
        "标题上空二行，主送机关上空一行，附件说明上空一行",
        "调整段前、段后间距或空行",
        _FAIL,
        words.gaps,
    ),
    Rule(
        "头1",
        "7.2.4",
        "发文机关标志上边缘距版心上边缘35毫米",
        "调整其上面各段和段前间距",
        _FAIL,
        words.head_place,
    ),
    Rule("头2", "7.2.7", "发文字号下4毫米有与版心等宽的红色分隔线", _STYLE, _FAIL, words.head_rule),
    Rule(
        "头3",
        "7.2.5",
        "发文字号如“某政发〔2025〕3号”，用六角括号，不加“第”，不编虚位",
        "改正发文字号",
        _FAIL,
        words.number_form,
    ),
    Rule(
        "头4",
        "7.2.5",
        "引用的文号用六角括号，不加“第”，不编虚位",
        "改成“〔2019〕14号”这样的写法",
        _FAIL,
        words.cited_numbers,
    ),
    Rule(
        "头5",
        "7.2.5",
        "正式件有发文字号和成文日期",
        "由发文机关编号、填写日期",
        _LOOK,
        words.pending,
        templates=False,
    ),
    Rule(
        "头6",
        "7.2.6",
        "上行文写明签发人",
        "发文字号居左空一字，右边写“签发人：姓名”；不是报给上级的不用写",
        _LOOK,
        together.signer_named,
        templates=False,
    ),
    Rule(
        "主1",
        "7.3.1",
        "标题分行词意完整、排列对称",
        "看标题断行处，有词被拆开的用换行符调整",
        _LOOK,
        words.title_breaks,
        templates=False,
    ),
    Rule("主2", "7.3.2", "主送机关后标全角冒号", "把末尾改成“：”", _FAIL, words.addressee),
    Rule(
        "主3", "7.3.3", "层次序数依次为一、（一）1.（1），连续不缺", "改正序号", _FAIL, words.levels
    ),
    Rule(
        "主4",
        "7.3.4",
        "附件说明如“附件：1.名称”，名称后不加标点",
        "改正附件说明",
        _FAIL,
        words.annex_note,
    ),
    Rule("主5", "7.3.7", "附件标题与附件说明一致", "改成一致", _FAIL, words.annex_titles),
    Rule(
        "主6",
        "7.3.7",
        "附件另面编排，左上角标“附件1”",
        "在附件前插入“下一页”分节符，改正序号",
        _FAIL,
        words.annex_pages,
    ),
    Rule(
        "主7",
        "7.3.5",
        "成文日期在署名之下，写全年、月、日",
        "改正署名和日期",
        _FAIL,
        words.signature,
    ),
    Rule(
        "主8",
        "7.3.5.1",
        "印章端正、居中下压署名和成文日期",
        "盖章后看一眼",
        _LOOK,
        words.seal,
        templates=False,
    ),
    Rule(
        "主9",
        "7.3.5",
        "署名、成文日期不单独在一页",
        "选中署名前面的一段（表格选末行），在“段落”里设“与下段同页”",
        _FAIL,
        together.signature_kept,
    ),
    Rule(
        "主10",
        HOUSE,
        "标题、表题不落在页末",
        "在“段落”里设“与下段同页”",
        _FAIL,
        together.headings_kept,
    ),
    Rule(
        "文1",
        "7.3.5.4",
        "日期用阿拉伯数字，月、日不编虚位",
        "去掉月、日前面的0，年份用阿拉伯数字",
        _FAIL,
        words.padded_dates,
    ),
    Rule("文2", "9", "中文旁边用全角标点", "改成全角标点", _FAIL, words.half_width),
    Rule(
        "文3",
        HOUSE,
        "句子没有空缺",
        "补上缺的内容，或删去多余的标点、括号",
        _FAIL,
        words.holes,
        templates=False,
    ),
    Rule(
        "文4",
        HOUSE,
        "没有留下占位符",
        "检查模板里这个占位符的写法，重新生成",
        _FAIL,
        words.left_tags,
        templates=False,
    ),
    Rule(
        "文5",
        HOUSE,
        "案件编号不断行",
        "把编号里的“-”改成不间断连字符（Ctrl+Shift+-）",
        _FAIL,
        together.breaking_numbers,
        templates=False,
    ),
    Rule(
        "文6",
        HOUSE,
        "说“见”的表、附件、部分都在文中",
        "改正编号，或删去这一处",
        _FAIL,
        together.references,
        templates=False,
    ),
    Rule(
        "记1", "7.4", "版记在末页版心的最下面", "从原模板把版记拷回来", _FAIL, page.colophon_place
    ),
    Rule(
        "记2",
        "7.4.1",
        "版记首末分隔线0.35毫米，中间分隔线0.25毫米",
        "在“边框和底纹”里改正",
        _FAIL,
        page.colophon_lines,
    ),
    Rule("记3", "7.4.2", "“抄送：……。”，“……印发”", "改正版记的文字", _FAIL, page.colophon_words),
    Rule(
        "记4",
        "7.4",
        "版记在双数页",
        "末页是单数页的，在版记前加分页符；用 --pdf 生成的 PDF 已经排好",
        _LOOK,
        together.colophon_page,
        templates=False,
    ),
    Rule(
        "表1",
        HOUSE,
        "跨页的表每页有表头",
        "选中表头行，设“在各页顶端以标题行形式重复出现”",
        _FAIL,
        page.repeated_heads,
    ),
    Rule(
        "表2", HOUSE, "表格的行不跨页断开", "表格属性里取消“允许跨页断行”", _FAIL, page.whole_rows
    ),
    Rule("表3", "8", "表格不超出版心", "调窄表格，或改用横排页", _FAIL, page.wide_tables),
    Rule(
        "图1",
        HOUSE,
        "图形有替代文字",
        "右键“编辑替代文字”，写一句图里说了什么",
        _FAIL,
        page.pictures_told,
    ),
    Rule("图2", "8", "图片不超出版心", "缩小图片", _FAIL, together.wide_pictures),
    Rule(
        "读1",
        HOUSE,
        "文件属性里有标题，给看不见的人听",
        "在“文件—信息—属性”里填标题",
        _FAIL,
        together.titled,
        templates=False,
    ),
    Rule("读2", HOUSE, "文字的语言是中文", "从原模板把样式拷回来", _FAIL, together.language),
    Rule("读3", HOUSE, "标题逐级，不跳级", "改正标题的级别", _FAIL, together.heading_order),
    Rule(
        "读4",
        HOUSE,
        "表格有标题，给看不见的人听",
        "右键“表格属性—可选文字”，写表题",
        _LOOK,
        together.tables_told,
    ),
    Rule(
        "迹1",
        HOUSE,
        "文件属性里没有作者、单位、修订次数",
        "用“检查文档”删除属性和个人信息",
        _FAIL,
        traces.people,
        templates=False,
    ),
    Rule(
        "迹2",
        HOUSE,
        "没有电脑上的路径",
        "用“检查文档”删除；图片的替代文字改写",
        _FAIL,
        traces.paths,
        templates=False,
    ),
    Rule(
        "迹3",
        HOUSE,
        "没有外部链接和嵌入的对象",
        "断开链接，嵌入的对象改成图片",
        _FAIL,
        traces.links,
    ),
    Rule(
        "迹4",
        HOUSE,
        "没有编辑痕迹",
        "重新生成，或用“检查文档”删除",
        _FAIL,
        traces.editing,
        templates=False,
    ),
    Rule(
        "迹5",
        HOUSE,
        "没有没处理的修订",
        "接受或拒绝全部修订，关闭修订后保存",
        _FAIL,
        traces.tracked,
    ),
    Rule("迹6", HOUSE, "没有批注", "删除全部批注", _FAIL, traces.comments),
    Rule("迹7", HOUSE, "没有隐藏文字", "取消隐藏，或删除这些文字", _FAIL, page.hidden),
)
"""Every rule, in the order of a report; codes are by kind: 页 page, 字 type, 式 style, 素 elements, 头
head, 主 body, 文 words, 记 colophon, 表 tables, 图 pictures, 读 for those who cannot see, 迹 traces.
"""
TEMPLATE_RULES: tuple[Rule, ...] = (
    Rule("模1", HOUSE, "占位符都有对应的数据", "改回原来的名称", _FAIL, template.unknown),
    Rule("模2", HOUSE, "该写的数据都有占位符", "从原模板把占位符拷回来", _FAIL, template.missing),
    Rule(
        "模3",
        HOUSE,
        "占位符成对、写法正确",
        "{{ }} 成对；{%p for %} 有 {%p endfor %}，{%p if %} 有 {%p endif %}",
        _FAIL,
        template.broken,
    ),
    Rule("模4", HOUSE, "占位符用半角括号", "改成半角的 {{ 和 }}", _FAIL, template.full_width),
    Rule(
        "模5",
        HOUSE,
        "占位符没有被 Word 拆开",
        "能用，按头一段的格式；要格式一致，删去后整个重新输入一次",
        _LOOK,
        template.split,
    ),
)
"""What is asked of templates besides."""


def check_document(path: Path) -> list[Finding]:
    """Examine a paper.

    Returns
    -------
    list of Finding
        one for each row of ``RULES``, in order.

    Raises
    ------
    InputError
        where the file is no Word document.
    """
    paper = Paper(Package.read(path))
    return [_finding(rule, paper) for rule in RULES]


def check_template(path: Path, context_class: type[Any]) -> list[Finding]:
    """Examine a template: its placeholders against the fields of its context (a dataclass), then
    the rules that hold for templates.

    Raises ``InputError`` where the file is no Word document.
    """
    paper = Paper(Package.read(path), context_class)
    return [
        _finding(rule, paper)
        for rule in (*TEMPLATE_RULES, *(rule for rule in RULES if rule.templates))
    ]


def _finding(rule: Rule, paper: Paper) -> Finding:
    places = tuple(rule.check(paper))
    return Finding(
        rule.code,
        rule.clause,
        rule.expected,
        rule.severity if places else Verdict.PASS,
        places,
        rule.remedy,
    )
