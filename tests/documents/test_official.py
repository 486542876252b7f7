"""The checker: right papers pass, every planted fault is found as itself and as nothing else,
nobody is named.
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from functools import cache
from itertools import chain
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.document import Document
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor
from docx.text.paragraph import Paragraph

from kongchuo_core.documents.official.checker import (
    RULES,
    TEMPLATE_RULES,
    Finding,
    Verdict,
    check_document,
    check_template,
)
from kongchuo_core.documents.official.roles import ROLES, SHOWN
from kongchuo_core.documents.word.render import render
from kongchuo_core.vocabulary.errors import InputError
from tests.documents.made_up_papers import context, suspected
from tests.documents.report_contexts import REPORTS, TEMPLATES, split

Fault = Callable[[Document], object]
TOWN = "比对核查情况（乡镇）"
every_paper = pytest.mark.parametrize("name", REPORTS)


def written(name: str, out: Path, **changed: object) -> Path:
    values, pictures = split(context(name, **changed))
    render(TEMPLATES / REPORTS[name].template, values, out, pictures)
    return out


def codes(findings: list[Finding]) -> set[str]:
    """The rules that did not pass."""
    return {f.code for f in findings if f.verdict is not Verdict.PASS}


def faults(findings: list[Finding]) -> dict[str, tuple[str, ...]]:
    return {f.code: f.places for f in findings if f.verdict is Verdict.FAIL}


SIGNED = {"稿别": "", "文号": "富控辍办〔2025〕3号", "成文日期": "2025年11月14日", "虚构声明": ""}
MANY = {"疑似名单": suspected(200)}


@every_paper
@pytest.mark.parametrize(
    "changed",
    [{}, SIGNED, {"问题": ("没有发现需要整改的突出问题。",)}],
    ids=["送审稿", "正式件", "没有问题"],
)
def test_right_papers_have_no_fault(name: str, changed: dict[str, object], tmp_path: Path) -> None:
    fitting = {k: v for k, v in changed.items() if k in REPORTS[name].context.__dataclass_fields__}
    assert faults(check_document(written(name, tmp_path / "出.docx", **fitting))) == {}


@pytest.mark.parametrize("empty", [True, False], ids=["空表", "长名单"])
def test_empty_and_long_papers_have_no_fault(empty: bool, tmp_path: Path) -> None:
    tables = {name: () for name in ("疑似名单", "分校表", "分龄表", "数据质量表")}
    out = written(TOWN, tmp_path / "出.docx", **(tables | {"图_年龄分布": None} if empty else MANY))
    assert faults(check_document(out)) == {}


@every_paper
def test_the_templates_as_shipped_have_no_fault(name: str) -> None:
    findings = check_template(TEMPLATES / REPORTS[name].template, REPORTS[name].context)
    assert codes(findings) == set() and {"模1", "页4", "字1"} <= {f.code for f in findings}


def test_every_style_of_the_templates_is_known_to_the_checker() -> None:
    """A style the table doesn't know would go unjudged."""
    for paper in REPORTS.values():
        names = {
            s.name.lower()
            for s in docx.Document(str(TEMPLATES / paper.template)).styles
            if s.type == 1
        }
        assert names <= set(ROLES), paper.name


# How each fault is planted.


def styled(document: Document, style: str, number: int = 0) -> Paragraph:
    """A paragraph with words of a style, in text boxes too."""
    ident = next(s.style_id for s in document.styles if s.name.lower() == style.lower())
    found = [
        Paragraph(p, document)
        for p in document.element.body.iter(qn("w:p"))
        if p.style == ident and any(p.itertext())
    ]
    return found[number]


def say(style: str, words: str) -> Fault:
    """The words of the first paragraph of a style become these."""
    return lambda document: setattr(styled(document, style), "text", words)


def add(words: str) -> Fault:
    """A sentence more in the body."""
    return lambda document: styled(document, "正文内容").add_run(words)


def drop(path: str, number: int = 0) -> Fault:
    """An element of the document is taken out."""
    return lambda document: (
        (found := document.element.xpath(path)[number]).getparent().remove(found)
    )


def put(path: str, name: str, value: str, number: int = 0) -> Fault:
    """An attribute of an element of the document becomes another; with a colon in ``name`` it has a
    namespace.
    """
    return lambda document: document.element.xpath(path)[number].set(
        qn(name) if ":" in name else name, value
    )


def grow(style: str, tag: str, **values: str) -> Fault:
    """A paragraph of a style gets direct formatting."""
    attributes = " ".join(f'w:{key}="{value}"' for key, value in values.items())
    return lambda document: (
        styled(document, style)
        ._p.get_or_add_pPr()
        .append(parse_xml(f"<w:{tag} {nsdecls('w')} {attributes}/>"))
    )


def style_font(document: Document) -> None:
    document.styles["正文内容"].element.rPr.rFonts.set(qn("w:eastAsia"), "宋体")


def run_of(style: str, **looks: Any) -> Fault:
    """The font of the first run of a paragraph of a style."""
    return lambda document: [
        setattr(styled(document, style).runs[0].font, key, value) for key, value in looks.items()
    ]


def on_its_side(document: Document) -> None:
    """The body lies on its side, correctly."""
    first, turned = document.sections[0]._sectPr, deepcopy(document.sections[1]._sectPr)
    for tag in ("w:pgSz", "w:pgMar", "w:docGrid"):
        first.replace(first.find(qn(tag)), turned.find(qn(tag)))


def own_style(document: Document) -> None:
    document.styles.add_style("我的样式", 1).base_style = document.styles["正文内容"]
    styled(document, "正文内容").style = document.styles["我的样式"]


def lose_style(document: Document) -> None:
    element = document.styles["表注"].element
    element.getparent().remove(element)


def red_rule_black(document: Document) -> None:
    properties = styled(document, "发文字号")._p.get_or_add_pPr()
    border = '<w:bottom w:val="single" w:sz="12" w:space="11" w:color="000000"/>'
    properties.append(parse_xml(f"<w:pBdr {nsdecls('w')}>{border}</w:pBdr>"))


def no_colophon(document: Document) -> None:
    run = document.element.xpath("//w:txbxContent/ancestor::w:r")[0]
    run.getparent().remove(run)


def between_name_and_date(document: Document) -> None:
    styled(document, "成文日期").insert_paragraph_before(
        "此件公开发布。", document.styles["正文内容"]
    )


def link(document: Document) -> None:
    document.part.relate_to("表.xlsx", RELATIONSHIP_TYPE.HYPERLINK, is_external=True)


def tracked(document: Document) -> None:
    styled(document, "正文内容")._p.append(
        parse_xml(f'<w:ins {nsdecls("w")} w:id="9" w:author="某"><w:r><w:t>加</w:t></w:r></w:ins>')
    )


def comment(document: Document) -> None:
    document.add_comment(styled(document, "正文内容").runs, text="批注", author="", initials="")


def unkept(document: Document) -> None:
    """The line above the signature may leave it alone."""
    for style in ("正文末段", "附件说明", "附件说明续"):
        for paragraph in document.paragraphs:
            if paragraph.style.name == style:
                paragraph.paragraph_format.keep_with_next = False


def number_below(document: Document) -> None:
    """The number of a turned page is back where programs put it."""
    for section in document.sections:
        for foot in (section.footer, section.even_page_footer):
            for frame in list(foot._element.iter(qn("w:framePr"))):
                frame.getparent().remove(frame)


def no_language(document: Document) -> None:
    for said in document.styles.element.iter(qn("w:lang")):
        said.set(qn("w:eastAsia"), "en-US")


HEAD_ROW = "//w:tr[w:trPr/w:tblHeader]/w:trPr/w:tblHeader"
PLANTED: dict[str, Fault] = {
    "页1": lambda d: setattr(d.sections[0], "page_width", Mm(216)),
    "页2": lambda d: setattr(d.sections[0], "left_margin", Mm(32)),
    "页3": put("//w:docGrid", "w:linePitch", "600"),
    "页4": lambda d: setattr(styled(d, "正文内容", 2).paragraph_format, "line_spacing", Pt(30)),
    "页5": lambda d: setattr(d.sections[0].footer.paragraphs[0], "alignment", 1),
    "页6": on_its_side,
    "页7": number_below,
    "字1": style_font,
    "字2": run_of("Title", size=Pt(18)),
    "字3": lambda d: setattr(styled(d, "正文内容").runs[0].font.color, "rgb", RGBColor(0, 0, 255)),
    "字4": run_of("正文内容", name="Arial"),
    "字5": grow("正文内容", "ind", firstLineChars="0", firstLine="0"),
    "字6": lambda d: setattr(styled(d, "Title"), "alignment", 0),
    "式1": lose_style,
    "式2": own_style,
    "素1": no_colophon,
    "素2": lambda d: setattr(styled(d, "Title").paragraph_format, "space_before", Pt(0)),
    "头1": lambda d: setattr(
        styled(d, "发文机关标志（短）").paragraph_format, "space_before", Pt(20)
    ),
    "头2": red_rule_black,
    "头3": say("发文字号", "富控辍办〔2025〕003号"),
    "头4": add("见富政教督[2019]14号。"),
    "头5": say("稿别", ""),
    "记4": say("稿别", ""),
    "头6": say("Title", "工作报告"),
    "主1": say("Title", "三比对核查\n情况"),
    "主2": say("主送机关", "富民县控辍保学工作领导小组办公室"),
    "主3": say("heading 1", "二、比对核查工作开展情况"),
    "主4": lambda d: styled(d, "附件说明").add_run("。"),
    "主5": say("附件标题", "各学校情况"),
    "主6": say("附件标识", "附件9"),
    "主7": between_name_and_date,
    "主9": unkept,
    "主10": lambda d: setattr(styled(d, "heading 1").paragraph_format, "keep_with_next", False),
    "主8": say("成文日期", "2025年11月14日"),
    "文1": add("截至2025年09月1日。"),
    "文2": add("共有学校,共三所。"),
    "文3": add("共有学校，，共三所。"),
    "文5": add("见2025秋-8X4TB0的档案。"),
    "文6": add("情况见表97。"),
    "文4": add("{{ 镇名 }}的学校。"),
    "记1": lambda d: setattr(d.element.xpath("//wp:positionV/wp:align")[0], "text", "top"),
    "记2": put("//w:txbxContent//w:tcBorders/w:top", "w:sz", "12"),
    "记3": say("抄送机关", "抄送：县公安局"),
    "表1": drop(HEAD_ROW),
    "表2": drop("//w:tr/w:trPr/w:cantSplit", 3),
    "表3": put("//w:gridCol", "w:w", "5000"),
    "图2": put("//wp:inline/wp:extent", "cx", "9000000"),
    "读1": lambda d: setattr(d.core_properties, "title", ""),
    "读2": no_language,
    "读3": lambda d: setattr(styled(d, "heading 2"), "style", d.styles["Heading 3"]),
    "读4": drop("//w:tbl/w:tblPr/w:tblCaption"),
    "图1": put("//wp:docPr", "descr", ""),
    "迹1": lambda d: setattr(d.core_properties, "author", "某某"),
    "迹2": put("//wp:docPr", "name", "C:" + "\\资料\\图.png"),
    "迹3": link,
    "迹4": put("//w:p", "w:rsidR", "00ABCDEF"),
    "迹5": tracked,
    "迹6": comment,
    "迹7": run_of("正文内容", hidden=True),
}
"""One fault for each rule."""
WITH = {"页6": {"页7"}, "头5": {"记4"}, "记4": {"头5"}, "主7": {"主9"}, "读3": {"主3"}}
"""What else a fault breaks that can't be planted alone."""


@cache
def sound(folder: Path) -> Path:
    """A draft with a number and a one-line title: nothing is for a person to look at."""
    return written(TOWN, folder / "好.docx", 标题="三比对核查情况", 文号="东政发〔2025〕3号")


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return sound(tmp_path_factory.mktemp("好"))


def planted(base: Path, fault: Fault, out: Path) -> Path:
    document = docx.Document(str(base))
    fault(document)
    document.save(str(out))
    return out


def test_the_sound_paper_is_sound_even_when_saved_again(base: Path, tmp_path: Path) -> None:
    assert (
        codes(check_document(base))
        == codes(check_document(planted(base, lambda _: None, tmp_path / "又.docx")))
        == set()
    )


def test_each_rule_has_its_planted_fault() -> None:
    assert {r.code for r in RULES} == set(PLANTED)
    assert len({r.code for r in RULES}) == len(RULES)


@pytest.mark.parametrize("code", PLANTED)
def test_a_planted_fault_is_found_as_itself_and_nothing_else(
    code: str, base: Path, tmp_path: Path
) -> None:
    findings = check_document(planted(base, PLANTED[code], tmp_path / "坏.docx"))
    assert codes(findings) == {code} | WITH.get(code, set())
    finding = next(f for f in findings if f.code == code)
    assert finding.remedy and finding.clause and all(len(place) > 3 for place in finding.places)


LEVELS: dict[str, Fault] = {
    "docDefaults": lambda d: [
        [
            s.element.rPr.rFonts.attrib.pop(qn("w:eastAsia"))
            for s in d.styles
            if s.name in ("Normal", "正文内容")
        ],
        d.styles.element.find(".//" + qn("w:rPrDefault"))
        .find(".//" + qn("w:rFonts"))
        .set(qn("w:eastAsia"), "宋体"),
    ],
    "basedOn": lambda d: [
        d.styles["正文内容"].element.rPr.rFonts.attrib.pop(qn("w:eastAsia")),
        d.styles["Normal"].element.rPr.rFonts.set(qn("w:eastAsia"), "宋体"),
    ],
    "主题字体": lambda d: d.styles["正文内容"].element.rPr.rFonts.set(
        qn("w:eastAsiaTheme"), "minorEastAsia"
    ),
    "直接格式": lambda d: (
        styled(d, "正文内容")
        .runs[0]
        ._r.get_or_add_rPr()
        .get_or_add_rFonts()
        .set(qn("w:eastAsia"), "宋体")
    ),
}


@pytest.mark.parametrize("fault", LEVELS.values(), ids=LEVELS)
def test_what_counts_is_the_look_at_the_end_of_the_chain(
    fault: Fault, base: Path, tmp_path: Path
) -> None:
    """A wrong font is found wherever in the chain it comes from."""
    places = faults(check_document(planted(base, fault, tmp_path / "坏.docx")))["字1"]
    assert any("（正文内容）" in place for place in places)


def test_a_wrong_style_made_right_by_hand_is_right(base: Path, tmp_path: Path) -> None:
    """Judged is the paper as it is printed, not the style sheet."""

    def mend(document: Document) -> None:
        style_font(document)
        for paragraph in document.paragraphs:
            for run in paragraph.runs if paragraph.style.name == "正文内容" else ():
                run._r.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "仿宋")

    assert faults(check_document(planted(base, mend, tmp_path / "好.docx"))) == {}


def test_no_person_is_named_in_a_finding(base: Path, tmp_path: Path) -> None:
    """Everything is made wrong at once: places are told by number and style, and no name of the
    list is repeated.
    """

    def spoil(document: Document) -> None:
        for style in document.styles:
            if style.type == 1:
                style.font.size, style.font.color.rgb = Pt(7), RGBColor(1, 2, 3)
                style.element.get_or_add_rPr().get_or_add_rFonts().set(qn("w:eastAsia"), "怪体")
        for text in document.element.iter(qn("w:t")):
            text.text = f"{text.text},，，2025年09月"

    findings = check_document(planted(base, spoil, tmp_path / "坏.docx"))
    told = "".join(chain.from_iterable(f.places for f in findings))
    assert "表3第2行（表格文字）" in told and not [r.姓名 for r in suspected(24) if r.姓名 in told]
    assert "比对适龄" not in told


@pytest.mark.parametrize(
    "content",
    [b"", b"not a zip", b"PK\x05\x06" + bytes(18)],
    ids=["空文件", "不是压缩包", "空的压缩包"],
)
def test_a_file_that_is_no_document_is_an_input_error(content: bytes, tmp_path: Path) -> None:
    (tmp_path / "坏.docx").write_bytes(content)
    with pytest.raises(InputError, match=r"坏\.docx"):
        check_document(tmp_path / "坏.docx")


# Templates.


def split_tag(document: Document) -> None:
    paragraph = styled(document, "署名")
    paragraph.text = "{{ 印发"
    paragraph.add_run("机关 }}")


def column(document: Document, words: str) -> None:
    next(t for t in document.element.iter(qn("w:t")) if t.text == "{{ r.村 }}").text = words


TEMPLATE_FAULTS: dict[str, tuple[Fault, str]] = {
    "多一个占位符": (add("{{ 电话 }}"), "模1"),
    "多一列": (lambda d: column(d, "{{ r.村 }}{{ r.电话 }}"), "模1"),
    "少一个占位符": (say("Title", "核查情况报告"), "模2"),
    "少一列": (lambda d: column(d, "村"), "模2"),
    "循环没有结束": (drop("//w:p[.//w:t[contains(., 'endfor')]]"), "模3"),
    "全角括号": (add("｛｛ 县名 ｝｝"), "模4"),
    "被拆开": (split_tag, "模5"),
    "样式改了": (style_font, "字1"),
    "主送后没有冒号": (say("主送机关", "{{ 主送 }}"), "主2"),
    "修订没处理": (tracked, "迹5"),
    "序号跳了": (say("heading 1", "二、比对核查工作开展情况"), "主3"),
}


@pytest.mark.parametrize(("fault", "code"), TEMPLATE_FAULTS.values(), ids=TEMPLATE_FAULTS)
def test_a_fault_planted_in_a_template_is_found_alone(
    fault: Fault, code: str, tmp_path: Path
) -> None:
    out = planted(TEMPLATES / REPORTS[TOWN].template, fault, tmp_path / "模板.docx")
    assert codes(check_template(out, REPORTS[TOWN].context)) == {code}


def test_each_rule_for_templates_has_its_planted_fault() -> None:
    assert {r.code for r in TEMPLATE_RULES} <= {code for _, code in TEMPLATE_FAULTS.values()}


def test_words_own_styles_are_called_as_its_chinese_edition_does() -> None:
    assert set(SHOWN) <= set(ROLES)
