"""The package: the same content, the same bytes; nothing left of who edited when and where."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn

from kongchuo_core.documents.word.edited import read_changes
from kongchuo_core.documents.word.package import content_hash
from kongchuo_core.documents.word.render import render
from kongchuo_core.vocabulary.errors import InputError, RuleTableError
from tests.documents.reading import members
from tests.documents.report_contexts import TEMPLATES

Maker = Callable[..., Path]
SCRIPT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
from tests.documents.made_up_papers import context
from tests.documents.report_contexts import split
from kongchuo_core.documents.word.render import render
values, pictures = split(context("专项督导检查报告（县）"))
render(Path(sys.argv[2]), values, Path(sys.argv[3]), pictures)
"""


def test_the_same_paper_twice_is_the_same_bytes(tmp_path: Path) -> None:
    """Two processes with different hash seeds and times write the same file, pictures included."""
    outs = []
    for seed in ("1", "2"):
        out = tmp_path / f"{seed}.docx"
        template = TEMPLATES / "专项督导检查报告（县）.docx"
        subprocess.run(
            [sys.executable, "-c", SCRIPT, str(Path(__file__).parents[2]), str(template), str(out)],
            check=True,
            env=os.environ | {"PYTHONHASHSEED": seed},
        )
        outs.append(out)
    assert outs[0].read_bytes() == outs[1].read_bytes()
    assert content_hash(outs[0]) == content_hash(outs[1])


def test_parts_are_sorted_and_carry_no_time(template: Maker, tmp_path: Path) -> None:
    """Members stand in order of their names with one fixed time, marked as from no particular
    system.
    """
    render(template("甲"), {}, tmp_path / "出.docx")
    with zipfile.ZipFile(tmp_path / "出.docx") as archive:
        infos = archive.infolist()
    assert [i.filename for i in infos] == sorted(i.filename for i in infos)
    assert {(i.date_time, i.create_system, i.compress_type) for i in infos} == {
        ((1980, 1, 1, 0, 0, 0), 0, zipfile.ZIP_DEFLATED)
    }


def test_content_hash_looks_at_contents_not_at_compression(tmp_path: Path) -> None:
    """Differently compressed, the same hash; one byte changed, another."""
    for name, words, kind in (
        ("a", "甲", zipfile.ZIP_STORED),
        ("b", "甲", zipfile.ZIP_DEFLATED),
        ("c", "乙", zipfile.ZIP_DEFLATED),
    ):
        with zipfile.ZipFile(tmp_path / name, "w", kind) as archive:
            archive.writestr("x.xml", words)
    assert (
        content_hash(tmp_path / "a") == content_hash(tmp_path / "b") != content_hash(tmp_path / "c")
    )


def soil(document: Document) -> None:
    """Everything that Word leaves in a file about the people who edited it."""
    paragraph = document.add_paragraph("有批注的一段")
    document.add_comment(paragraph.runs, text="秘密批注", author="张秘密", initials="密")
    document.core_properties.author = document.core_properties.last_modified_by = "张秘密"
    document.core_properties.comments = document.core_properties.title = "秘密"
    paragraph._p.set(qn("w:rsidR"), "00ABCDEF")
    paragraph._p.set("{http://schemas.microsoft.com/office/word/2010/wordml}paraId", "12345678")
    settings = document.settings.element
    for child in (
        '<w:docVars {0}><w:docVar w:name="秘密" w:val="x"/></w:docVars>',
        '<w:rsids {0}><w:rsid w:val="00ABCDEF"/></w:rsids>',
        '<w:attachedTemplate {0} r:id="rId99"/>',
    ):
        settings.append(parse_xml(child.format(nsdecls("w", "r"))))
    kind = "http://schemas.openxmlformats.org/officeDocument/2006/relationships/attachedTemplate"
    settings_part = document.part._settings_part
    settings_part.rels.add_relationship(
        kind, "file:///C:/" + "Users/张秘密/模板.dotm", "rId99", is_external=True
    )


def test_nothing_is_left_of_the_people_who_edited(template: Maker, tmp_path: Path) -> None:
    """Comments, authors, document variables, session marks, attached template, thumbnail and custom
    parts are gone.
    """
    out = tmp_path / "出.docx"
    render(template("甲", change=soil), {}, out)
    parts = members(out)
    everything = b"".join(parts.values()).decode("utf-8", "replace")
    for trace in ("秘密", "00ABCDEF", "12345678", "attachedTemplate", "python-docx", str(tmp_path)):
        assert trace not in everything
    assert not [
        name
        for name in parts
        if re.search("comments|people|customXml|thumbnail|custom|stylesWithEffects", name)
    ]
    assert "有批注的一段" in [p.text for p in docx.Document(str(out)).paragraphs]


@pytest.mark.parametrize(
    "mark",
    [
        "<w:ins {0} w:id='1' w:author='张秘密'><w:r><w:t>加</w:t></w:r></w:ins>",
        "<w:del {0} w:id='1' w:author='张秘密'><w:r><w:delText>删</w:delText></w:r></w:del>",
    ],
)
def test_tracked_changes_are_refused(template: Maker, tmp_path: Path, mark: str) -> None:
    """Which version counts is for a person to say; the message doesn't repeat the author."""
    path = template(
        change=lambda document: document.add_paragraph()._p.append(
            parse_xml(mark.format(nsdecls("w")))
        )
    )
    with pytest.raises(RuleTableError, match="修订") as caught:
        render(path, {}, tmp_path / "出.docx")
    assert "小模板.docx" in str(caught.value) and "秘密" not in str(caught.value)


@pytest.mark.parametrize(
    ("words", "hinted"), [("“控辍保学”", True), ("第一——第二……", True), ("没有引号", False)]
)
def test_quotes_dashes_and_ellipses_are_set_in_the_chinese_font(
    template: Maker, tmp_path: Path, words: str, hinted: bool
) -> None:
    """Without the East Asian hint Word sets them in the Latin font; data gets it as well as the
    template's words.
    """
    render(template("{{ 句 }}"), {"句": words}, tmp_path / "出.docx")
    runs = docx.Document(str(tmp_path / "出.docx")).paragraphs[0].runs
    hints = [
        run._r.rPr.rFonts.get(qn("w:hint"))
        for run in runs
        if run._r.rPr is not None and run._r.rPr.rFonts is not None
    ]
    assert ("eastAsia" in hints) is hinted


@pytest.mark.parametrize(
    ("version", "refused"),
    [
        ("kongchuo 9", True),
        ("kongchuo 1", False),
        ("9", False),
        ("kongchuo 九", False),
        ("", False),
    ],
)
def test_a_paper_of_a_later_version_is_told_by_its_number(
    template: Maker, tmp_path: Path, version: str, refused: bool
) -> None:
    """Papers carry it, whatever Word does to them; one that is later is neither filled nor read
    back, an office's own numbering is its own.
    """
    source, draft = template("甲"), tmp_path / "草稿.docx"
    render(source, {}, draft)
    assert b"<cp:version>kongchuo 1</cp:version>" in members(draft)["docProps/core.xml"]
    document = docx.Document(str(draft))
    document.core_properties.version = version
    later = tmp_path / "以后的.docx"
    document.save(str(later))
    if refused:
        with pytest.raises(RuleTableError, match="模板的格式号是9，这一版程序只认得1以下的"):
            render(later, {}, tmp_path / "出.docx")
        with pytest.raises(InputError, match="改过的草稿的格式号是9"):
            read_changes(draft, later)
    else:
        render(later, {}, tmp_path / "出.docx")
        assert not read_changes(draft, later).told()


def test_what_writer_adds_for_old_programs_is_no_change(template: Maker, tmp_path: Path) -> None:
    """A frame or line that it writes once more, with the words and tables in it."""
    draft, saved = tmp_path / "草稿.docx", tmp_path / "存过的.docx"
    render(template("甲"), {}, draft)
    document = docx.Document(str(draft))
    compatible = 'xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006"'
    again = (
        "<w:pict/><w:tbl><w:tr><w:tc><w:p><w:r><w:t>版记</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
    )
    twice = f"<w:r {nsdecls('w')} {compatible}><mc:AlternateContent><mc:Fallback>{again}"
    document.paragraphs[-1]._p.append(
        parse_xml(f"{twice}</mc:Fallback></mc:AlternateContent></w:r>")
    )
    document.save(str(saved))
    assert not read_changes(draft, saved).told()
