"""Every place in which a name or a number can hide is searched; ordinary words that are also names
are told apart soundly.
"""

from __future__ import annotations

import base64
import time
import zipfile
import zlib
from collections.abc import Callable
from itertools import product
from pathlib import Path

import pytest
from docx import Document

from kongchuo_core.release import leaks
from kongchuo_core.release.fixed import fixed_words
from tests.county import number
from tests.release.written import folder, page, paper, picture, repack

NAME, SHORT, DOTTED = "欧阳虚构", "文明", "阿依·古丽"
NUMBER, PHONE, STUDENT = number("2012-03-04"), "13800000000", f"G{number('2012-03-04')}"
ADDRESS = "石桥村委会二组17号"
ORIGIN = "姓名，户籍/永定街道户籍底册.xlsx 第3行"
WORDS = dict.fromkeys((NAME, SHORT, DOTTED, NUMBER, PHONE, STUDENT, ADDRESS), ORIGIN)

Plant = Callable[[Path], object]


def inside(part: str, put: Callable[[str], str]) -> Plant:
    """A plant that changes a part of a Word file."""

    def plant(path: Path) -> None:
        def change(parts: dict[str, bytes]) -> None:
            parts[part] = put(parts[part].decode("utf-8")).encode("utf-8")

        paper(path / "公告.docx", "一切正常")
        repack(path / "公告.docx", change)

    return plant


def body(markup: str) -> Plant:
    """A plant in the text of a Word file."""
    return inside(
        "word/document.xml", lambda xml: xml.replace("<w:body>", f"<w:body><w:p>{markup}</w:p>")
    )


def part(name: str, data: bytes) -> Plant:
    """A plant that is a part of its own."""

    def plant(path: Path) -> None:
        paper(path / "公告.docx", "一切正常")
        repack(path / "公告.docx", lambda parts: parts.update({name: data}))

    return plant


def properties(path: Path) -> None:
    """A name in the document's properties."""
    document = Document()
    document.core_properties.author = NAME
    document.save(str(path / "公告.docx"))


def comment(path: Path) -> None:
    """A number in the archive's comment."""
    paper(path / "公告.docx", "一切正常")
    repack(path / "公告.docx", lambda parts: None, NUMBER.encode("ascii"))


def after_the_end(path: Path) -> None:
    """A name behind the last byte of the archive."""
    paper(path / "公告.docx", "一切正常")
    with (path / "公告.docx").open("ab") as file:
        file.write(NAME.encode("utf-8"))


SVG = base64.b64encode(f"<svg><text>{NAME}</text></svg>".encode()).decode()


def run(text: str) -> str:
    """A run of text."""
    return f"<w:r><w:t>{text}</w:t></w:r>"


PLANTS: dict[str, Plant] = {
    "文书正文": lambda path: paper(path / "公告.docx", f"经查，{NAME}已返校"),
    "文书表格": lambda path: paper(path / "公告.docx", table=[["姓名", "学校"], [NAME, "某校"]]),
    "分在两个字块里的名": body(run(NAME[:2]) + run(NAME[2:])),
    "分在两个字块里的身份证号": body(run(NUMBER[:9]) + run(NUMBER[9:])),
    "删去而留痕的字": body(
        f"<w:del w:id='1' w:author='x'><w:r><w:delText>{NAME}</w:delText></w:r></w:del>"
    ),
    "文档属性": properties,
    "批注": part("word/comments.xml", f"<c><p><t>{NAME}</t></p></c>".encode()),
    "可选文字": inside(
        "word/document.xml",
        lambda xml: xml.replace("<w:body>", f'<w:body><w:p><w:r><x descr="{NAME}"/></w:r></w:p>'),
    ),
    "压缩包注释": comment,
    "压缩包之后": after_the_end,
    "部件的名称": part(f"word/media/{NAME}.xml", b"<a/>"),
    "文书里图片的文字块": part("word/media/a.png", picture((b"tEXt", f"Comment\0{NAME}".encode()))),
    "图片里压缩的文字块": lambda path: (path / "a.png").write_bytes(
        picture((b"zTXt", b"c\0\0" + zlib.compress(NAME.encode())))
    ),
    "图片之后": lambda path: (path / "a.png").write_bytes(picture() + NAME.encode()),
    "网页正文": lambda path: page(path / "x.html", f"<p>经查，{NAME}已返校</p>"),
    "网页里分在两个标签里": lambda path: page(
        path / "x.html", f"<p>经查，<b>{NAME[:1]}</b>{NAME[1:]}已返校</p>"
    ),
    "网页里写成实体": lambda path: page(
        path / "x.html", f"<p>{''.join(f'&#{ord(c)};' for c in NAME)}</p>"
    ),
    "网页注释": lambda path: page(path / "x.html", f"<!-- {NAME} -->"),
    "网页属性": lambda path: page(path / "x.html", f'<p title="{NAME}">一切正常</p>'),
    "网页里嵌的图": lambda path: page(
        path / "x.html", f"<img src='data:image/svg+xml;base64,{SVG}'>"
    ),
    "统计表": lambda path: (path / "statistics.csv").write_text(
        f"table,row,column,value,marker\nt,{NAME},c,1,\n", "utf-8"
    ),
    "国标码的表": lambda path: (path / "x.csv").write_bytes(f"a,{NAME}\n".encode("gb18030")),
    "文件名": lambda path: (path / f"{NAME}.csv").write_text("a\n", "utf-8"),
    "名字中间有空格": lambda path: page(path / "x.html", "<p>经查，欧阳 虚 构已返校</p>"),
    "少数民族姓名的点": lambda path: page(path / "x.html", "<p>经查，阿依•古丽已返校</p>"),
    "手机号码": lambda path: page(path / "x.html", "<p>电话138 0000 0000</p>"),
    "名单上没有的手机号码": lambda path: page(path / "x.html", "<p>电话13800001111</p>"),
    "名单上没有的身份证号": lambda path: page(path / "x.html", f"<p>{number('2013-05-06')}</p>"),
    "全角的身份证号": lambda path: page(
        path / "x.html",
        f"<p>{NUMBER.translate({ord(c): ord(c) + 0xFEE0 for c in '0123456789X'})}</p>",
    ),
    "学籍号": lambda path: page(path / "x.html", f"<p>{STUDENT.lower()}</p>"),
    "住址": lambda path: page(path / "x.html", f"<p>家住{ADDRESS}</p>"),
    "两字的名": lambda path: page(path / "x.html", "<p>其中文明已返校</p>"),
    "单独一格的两字的名": lambda path: page(
        path / "x.html", "<table><tr><td>文明</td></tr></table>"
    ),
}


@pytest.mark.parametrize("where", PLANTS)
def test_what_is_planted_is_found(tmp_path: Path, where: str) -> None:
    """A name or a number in every place where one can stand."""
    folder(tmp_path)
    assert leaks.search(tmp_path, WORDS) == []
    PLANTS[where](tmp_path)
    found = leaks.search(tmp_path, WORDS)
    told = "\n".join(leak.what for leak in found)
    secrets = (NAME, NUMBER, PHONE, STUDENT, ADDRESS)
    assert found and not any(word in told for word in secrets)


NO_LEAKS = {
    "公布的数": ("13544", "<p>在校且有学籍13544人</p>"),
    "年份": ("2025", "<p>2025年秋季学期</p>"),
    "电话栏里的日期": ("20250930", "<p>比对日2025-09-30</p>"),
    "短的分机号": ("8123", "<p>适龄儿童少年8123人</p>"),
    "门牌号": ("12-34", "<p>第12-34页</p>"),
}


@pytest.mark.parametrize("what", NO_LEAKS)
def test_published_counts_and_years_are_no_leaks(tmp_path: Path, what: str) -> None:
    """Whatever a register's cell says: short numbers and days name nobody, and nobody could get
    round such a find.
    """
    word, text = NO_LEAKS[what]
    page(tmp_path / "x.html", text)
    assert leaks.search(tmp_path, {word: ORIGIN}) == []


FOUND_AND_EXEMPT = {
    "人名": (SHORT, "由文明办负责", "由文明办负责"),
    "座机": ("68811234", "咨询电话68811234", "68811234"),
    "外文的名": ("Tursun", "由Tursun中心负责", "由Tursun中心负责"),
    "住址": ("石桥村12号", "地址：石桥村12号", "石桥村12号"),
}


@pytest.mark.parametrize("kind", FOUND_AND_EXEMPT)
def test_every_kind_of_find_says_where_the_word_stands_and_has_a_way_out(
    tmp_path: Path, kind: str
) -> None:
    """Register, file and row, never the word; a phrase of the office lets it pass, whatever kind it
    is of.
    """
    word, text, phrase = FOUND_AND_EXEMPT[kind]
    page(tmp_path / "x.html", f"<p>{text}</p>")
    found = leaks.search(tmp_path, {word: ORIGIN})
    assert found and all(ORIGIN in leak.what and word not in leak.what for leak in found)
    assert leaks.search(tmp_path, {word: ORIGIN}, [phrase]) == []


def test_a_find_says_where_it_is(tmp_path: Path) -> None:
    """File and part are named, the name itself isn't."""
    properties(tmp_path)
    assert any(
        leak.place == "公告.docx › docProps/core.xml" and "欧×××" in leak.what
        for leak in leaks.search(tmp_path, WORDS)
    )


def test_a_word_of_the_fixed_text_is_no_name_where_it_stands_as_there(tmp_path: Path) -> None:
    """疑似辍学 is no child called 疑似, though one were on the list; the same two characters elsewhere
    are a find.
    """
    assert any("疑似辍学个案" in text for text in fixed_words())
    page(tmp_path / "x.html", "<p>疑似辍学个案</p>")
    assert leaks.search(tmp_path, dict.fromkeys(["疑似", "辍学", "个案"], ORIGIN)) == []
    page(tmp_path / "x.html", "<p>张疑似在家</p>")
    assert leaks.search(tmp_path, {"疑似": ORIGIN}) != []


def test_the_offices_phrase_lets_a_word_pass_in_its_place_alone(tmp_path: Path) -> None:
    """A phrase of the list covers the phrase, not the name."""
    page(tmp_path / "x.html", "<p>由文明办负责</p>")
    short = {SHORT: ORIGIN}
    assert leaks.search(tmp_path, short)
    assert leaks.search(tmp_path, short, ["由文明办负责"]) == []
    page(tmp_path / "x.html", "<p>由文明办负责，文明已返校</p>")
    found = leaks.search(tmp_path, short, ["由文明办负责"])
    assert found and all("已返" in leak.what for leak in found)


def test_dates_and_counts_are_no_numbers_of_persons(tmp_path: Path) -> None:
    """Two dates side by side, cells of digits one after another, a digest: nothing is found."""
    digits = "<table><tr><td>600530</td><td>20120304</td><td>1234</td></tr></table>"
    page(tmp_path / "x.html", "<p>2025-09-01 至 2025-10-31</p>", digits, f"<p>{'a1' * 32}</p>")
    assert leaks.search(tmp_path, WORDS) == []


def test_fifteen_thousand_names_take_less_than_two_seconds(tmp_path: Path) -> None:
    """The largest county that the project names, on a release with a page and a paper."""
    given = [chr(0x4E00 + 7 * n) + chr(0x5E00 + 3 * n) for n in range(1000)]
    names = {a + b for a, b in product("欧柳蓝夏钟汪田任姜范方石姚谭廖", given)}
    folder(tmp_path)
    paper(
        tmp_path / "公告.docx",
        *[f"第{n}段：全县适龄儿童少年600人，比对一致530人。" for n in range(200)],
    )
    fixed_words()
    begun = time.process_time()
    assert (
        leaks.search(tmp_path, dict.fromkeys(names, ORIGIN)) == []
        and time.process_time() - begun < 2
        and len(names) == 15_000
    )


def test_a_package_inside_a_package_is_opened(tmp_path: Path) -> None:
    """An embedded workbook is searched like the document around it."""
    inner = tmp_path / "inner.zip"
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr(
            "xl/sharedStrings.xml",
            f"<sst><si><r><t>{NAME[:3]}</t></r><r><t>{NAME[3:]}</t></r></si></sst>",
        )
    data = inner.read_bytes()
    inner.unlink()
    part("word/embeddings/a.xlsx", data)(tmp_path)
    assert any("embeddings" in leak.place for leak in leaks.search(tmp_path, WORDS))
