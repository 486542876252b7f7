"""Rendering: data is only ever text, a typo is an error a clerk can mend."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.oxml.ns import qn

from kongchuo_core.documents.word.render import placeholders, render
from kongchuo_core.vocabulary.errors import RuleTableError
from tests.documents.made_up_papers import pictures
from tests.documents.reading import texts

Maker = Callable[..., Path]
HOSTILE = (
    "甲小学 & <乙>",
    "{{ 7*7 }}",
    "{% for x in y %}",
    "<w:p/>",
    "A<5镇",
    "“引号”‘单’",
    "𠮷䶮㛃",
    "阿依·古丽",
    "]]>",
    "&amp;",
    "'\"",
    "｛｛ 名 ｝｝",
)


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_come_out_as_they_are(template: Maker, tmp_path: Path, name: str) -> None:
    """Whatever a school is called, its name is printed and nothing else is lost."""
    out = tmp_path / "出.docx"
    render(template("前{{ 校名 }}后", "第二段"), {"校名": name}, out)
    assert texts(out)[:2] == [f"前{name}后", "第二段"]


def test_control_characters_are_dropped_at_every_depth(template: Maker, tmp_path: Path) -> None:
    """NUL, bell, escape and direction overrides in rows and lists vanish; the name stays."""
    out = tmp_path / "出.docx"
    path = template("{{ 镇.名 }}", "{%p for 句 in 句子 %}", "{{ 句 }}", "{%p endfor %}")
    render(
        path,
        {"镇": {"名": "东\x00村\x07\u202e镇\ud800"}, "句子": ["甲\x1b乙", "丙\t丁\ufeff"]},
        out,
    )
    assert [t for t in texts(out) if t] == ["东村镇", "甲乙", "丙丁"]


def test_a_new_line_in_a_title_breaks_the_line_not_the_paragraph(
    template: Maker, tmp_path: Path
) -> None:
    """Titles are broken by meaning with a new line."""
    out = tmp_path / "出.docx"
    render(template("{{ 标题 }}"), {"标题": "上半\n下半"}, out)
    assert texts(out)[0] == "上半\n下半"


def test_a_missing_placeholder_is_named_with_its_template(template: Maker, tmp_path: Path) -> None:
    """A typo in a placeholder is an error naming template and placeholder, and repeats no data."""
    with pytest.raises(RuleTableError) as caught:
        render(
            template("{{ 县名 }}{{ 镇各 }}"),
            {"县名": "秘密县", "镇名": "秘密镇"},
            tmp_path / "出.docx",
        )
    assert (
        "小模板.docx" in str(caught.value)
        and "“镇各”" in str(caught.value)
        and "秘密" not in str(caught.value)
    )
    assert not (tmp_path / "出.docx").exists()


def test_a_missing_column_of_a_row_is_named(template: Maker, tmp_path: Path) -> None:
    """A column that a row hasn't, or holds None, is an error naming the column."""
    path = template(
        rows=(("{%tr for r in 表 %}", ""), ("{{ r.姓名 }}", "{{ r.村 }}"), ("{%tr endfor %}", ""))
    )
    with pytest.raises(RuleTableError, match="“村”"):
        render(path, {"表": [{"姓名": "丁某", "村": None}]}, tmp_path / "出.docx")


def test_a_tag_left_open_is_told_in_chinese(template: Maker, tmp_path: Path) -> None:
    """A loop without an end is a fault of the template, told without English."""
    with pytest.raises(RuleTableError, match="占位符写法有误"):
        render(
            template("{%p for 句 in 句子 %}", "{{ 句 }}"), {"句子": ["甲"]}, tmp_path / "出.docx"
        )


def test_a_loop_in_the_wrong_place_is_refused(template: Maker, tmp_path: Path) -> None:
    """A row loop that begins in one table and ends in a paragraph would lose words silently."""
    path = template("{% for 句 in 句子 %}", "{{ 句 }}", rows=(("甲{% endfor %}", "乙"),))
    with pytest.raises(RuleTableError, match="放错了位置"):
        render(path, {"句子": ["一", "二"]}, tmp_path / "出.docx")


@pytest.mark.parametrize(
    "expression", ["''.__class__.__mro__", "cycler.__init__.__globals__", "range(999999999)|list"]
)
def test_templates_cannot_reach_into_python(
    template: Maker, tmp_path: Path, expression: str
) -> None:
    """A template is words: reaching for Python's insides or endless work is refused."""
    with pytest.raises(RuleTableError):
        render(template("{{ " + expression + " }}"), {}, tmp_path / "出.docx")


def test_full_width_brackets_are_noticed(template: Maker, tmp_path: Path) -> None:
    """Brackets typed with a Chinese input method would otherwise stay in the paper."""
    with pytest.raises(RuleTableError, match="全角"):
        render(template("｛｛ 镇名 ｝｝"), {"镇名": "东村镇"}, tmp_path / "出.docx")


def test_a_file_that_is_no_document_is_told(tmp_path: Path) -> None:
    """A damaged template is an error naming the file."""
    (tmp_path / "坏.docx").write_bytes(b"not a zip")
    with pytest.raises(RuleTableError, match=r"坏\.docx"):
        render(tmp_path / "坏.docx", {}, tmp_path / "出.docx")


def test_tags_that_word_split_into_runs_still_work(template: Maker, tmp_path: Path) -> None:
    """Word splits a tag over runs when it is edited; the placeholder is found all the same."""

    def split(document: docx.document.Document) -> None:
        paragraph = document.add_paragraph()
        for piece in ("{", "{ 镇", "名 }}"):
            paragraph.add_run(piece)

    out = tmp_path / "出.docx"
    path = template(change=split)
    render(path, {"镇名": "东村镇"}, out)
    assert placeholders(path) == {"镇名"} and texts(out) == ["东村镇"]


def test_a_thousand_rows_are_all_there(template: Maker, tmp_path: Path) -> None:
    """A long table keeps every row, in order."""
    out = tmp_path / "出.docx"
    path = template(
        rows=(("{%tr for r in 表 %}", ""), ("{{ r.序号 }}", "{{ r.姓名 }}"), ("{%tr endfor %}", ""))
    )
    render(path, {"表": [{"序号": n, "姓名": f"丁某{n}"} for n in range(1000)]}, out)
    rows = docx.Document(str(out)).tables[0]._tbl.tr_lst
    assert [
        ["".join(t.text for t in cell.iter(qn("w:t"))) for cell in row.tc_lst] for row in rows
    ] == [[str(n), f"丁某{n}"] for n in range(1000)]


def test_a_picture_carries_its_words(template: Maker, tmp_path: Path) -> None:
    """Those who can't see a picture hear what it shows; its width is as asked."""
    out = tmp_path / "出.docx"
    picture = pictures()[0]
    render(template("{{ 图 }}"), {}, out, {"图": picture})
    document = docx.Document(str(out))
    shape = document.inline_shapes[0]
    assert shape._inline.docPr.get("descr") == picture.alt
    assert round(shape.width.mm) == 150
    assert (
        document.part.related_parts[shape._inline.graphic.graphicData.pic.blipFill.blip.embed].blob
        == picture.png
    )


def test_context_and_template_are_left_as_they_were(template: Maker, tmp_path: Path) -> None:
    """Rendering changes neither the template's bytes nor the context."""
    path, context = template("{{ 镇 }}"), {"镇": "东\x00村"}
    before = path.read_bytes()
    render(path, context, tmp_path / "出.docx")
    assert path.read_bytes() == before and context == {"镇": "东\x00村"}


def test_a_template_that_is_not_there_is_named(tmp_path: Path) -> None:
    """A workspace made by an older version lacks the newer papers' templates: the message says
    where to take them from.
    """
    with pytest.raises(RuleTableError, match="没有这个模板"):
        render(tmp_path / "新文书.docx", {}, tmp_path / "out.docx")
