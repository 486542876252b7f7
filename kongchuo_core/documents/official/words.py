"""Checks of elements and words: head, number, addressee, annexes, signature, dates, numbering,
punctuation (7 and 9).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import pairwise, product

from kongchuo_core.documents.official.effective import Paragraph
from kongchuo_core.documents.official.roles import CHINESE, LINE, TAG, TWIPS_A_MM, Paper, indent
from kongchuo_core.documents.wording import chinese_number

HEADS = ("发文机关标志", "发文机关标志（短）")
UPWARD = "发文字号（上行）"
"""The number of a paper to a superior, on the left, with who signed it on the right."""
NUMBERS = ("发文字号", UPWARD, "信函字号")
LEVELS = {
    f"heading {n}": pattern
    for n, pattern in enumerate(("{c}、", "（{c}）", "{d}.", "（{d}）"), start=1)
}
"""Heading levels: ``c`` counts in Chinese numerals, ``d`` in digits."""
DATE = re.compile(r"\d{4}年[1-9]\d?月[1-9]\d?日")
BLANK_DATE = re.compile(r"[\s　]*年[\s　]*月[\s　]*日")
NUMBER = re.compile(f"[{CHINESE}]+〔(?:[0-9]{{4}}|[ 　]+)〕(?:[1-9][0-9]*|[ 　]+)号")
UNNUMBERED = re.compile("[ 　]*〔[ 　]+〕[ 　]+号")
"""Room for a number that the issuer gives, its code included."""
PADDED = re.compile(r"(?:年|月)0\d(?:月|日)|[〇○零一二三四五六七八九]{4}年")
CITED = re.compile(
    r"[\[（(【［〔〈<](?:19|20)\d{2}[\]）)】］〕〉>] ?(?:第|0)\d*号|[\[【［〈<(（](?:19|20)\d{2}[\]】］〉>)）] ?\d+号"
)
HALF = re.compile(
    f"[{CHINESE}”’）》][,;:!?(\"']|[,;:!?)\"'][{CHINESE}“‘（《]|[{CHINESE}]\\)|\\([{CHINESE}]|[{CHINESE}]\\.(?!\\w)"
)
HOLE = re.compile(
    r"[，、。；：！？]{2}|（[ 　]*）|“[ 　]*”|《[ 　]*》|(?<![A-Za-z])(?:None|null|nan|NaN|NaT|undefined)(?![A-Za-z])|<NA>"
)
LEFT_TAG = re.compile(r"\{\{|\}\}|\{%|%\}|\{#|#\}|｛｛|｝｝|｛%|%｝")
LISTED = re.compile(r"\d+、|\(|[一二三四五六七八九十]+[.．，]|（[一二三四五六七八九十\d]+）[、.．]")


def elements(paper: Paper) -> Iterator[str]:
    """Elements an official document has and this one hasn't; letters and forms go without some of
    them.
    """
    there = {p.style for p in paper.paragraphs}
    wanted = {
        "发文机关标志": (*HEADS, "信函标志"),
        "标题": ("title",),
        "主送机关": ("主送机关",),
        "署名": ("署名",),
        "成文日期": ("成文日期",),
        "版记": ("抄送机关", "印发机关和日期"),
    }
    missing = [name for name, styles in wanted.items() if not there & set(styles)]
    if missing:
        yield f"没有{'、'.join(missing)}"


def gap(body: tuple[Paragraph, ...], index: int) -> float:
    """Lines of white above a paragraph: its own space before, empty paragraphs above it, the space
    after what stands above.
    """
    twips = float(body[index].look.get("spacing.before", 0))
    while index and not body[index - 1].text.strip():
        index -= 1
        twips += sum(
            float(body[index].look.get(f"spacing.{k}", 0)) for k in ("before", "line", "after")
        )
    return (twips + (float(body[index - 1].look.get("spacing.after", 0)) if index else 0)) / LINE


def gaps(paper: Paper) -> Iterator[str]:
    """Blank lines: two above the title, one above the addressee, one above the note of annexes."""
    for wanted, style in ((2, "title"), (1, "主送机关"), (1, "附件说明")):
        first = next(
            (n for n, p in enumerate(paper.body) if p.style == style and p.text.strip()), None
        )
        if first is not None and (style != "title" or paper.styled("发文字号", UPWARD)):
            index = _number_line(paper) if style == "title" else None
            found = (
                _between(paper.body, index, first) if index is not None else gap(paper.body, first)
            )
            if abs(found - wanted) > 0.3:
                yield f"{paper.place(paper.body[first])}：上面空{found:.1f}行，应空{wanted}行"


def _number_line(paper: Paper) -> int | None:
    return next((n for n, p in enumerate(paper.body) if p.style in ("发文字号", UPWARD)), None)


def _between(body: tuple[Paragraph, ...], index: int, first: int) -> float:
    """Lines between the red rule, below the number even where that is empty, and a later
    paragraph.
    """
    return (
        gap(body[index + 1 : first + 1], first - index - 1)
        + float(body[index].look.get("spacing.after", 0)) / LINE
    )


def head_place(paper: Paper) -> Iterator[str]:
    """A red head whose upper edge is not 35 mm below the text area's."""
    index = next((n for n, p in enumerate(paper.body) if p.style in HEADS), None)
    if index is None:
        return
    spaces = product(paper.body[:index], ("before", "line", "after"))
    above = [float(p.look.get(f"spacing.{k}", 0)) for p, k in spaces]
    found = (sum(above) + float(paper.body[index].look.get("spacing.before", 0))) / TWIPS_A_MM
    if abs(found - 35) > 1:
        yield f"{paper.place(paper.body[index])}：上边缘距版心上边缘{found:.0f}毫米，应为35毫米"


def head_rule(paper: Paper) -> Iterator[str]:
    """A rule below the number that is not red, not as wide as the text area or not 4 mm below."""
    for p in paper.styled("发文字号", UPWARD):
        red = (p.look.get("pBdr/bottom.val"), p.look.get("pBdr/bottom.color")) == (
            "single",
            "FF0000",
        )
        space = float(p.look.get("pBdr/bottom.space", 0)) * 20 / TWIPS_A_MM
        if (
            not red
            or abs(space - 4) > 0.5
            or indent(p.look, "left", 320)
            or indent(p.look, "right", 320)
        ):
            yield f"{paper.place(p)}：下面应有与版心等宽的红色分隔线，距文字4毫米"


def number_form(paper: Paper) -> Iterator[str]:
    """A number of the document that is neither 机关代字〔2025〕3号 nor room for one."""
    for p, text in paper.values(*NUMBERS):
        number = text.partition("\t")[0].strip()
        if number and not (NUMBER.fullmatch(number) or UNNUMBERED.fullmatch(number)):
            yield f"{paper.place(p)}：发文字号写法不对"


def cited_numbers(paper: Paper) -> Iterator[str]:
    """Numbers of other documents cited with wrong brackets, 第 or a leading zero."""
    for p in paper.paragraphs:
        if p.style not in NUMBERS and (found := CITED.search(p.text)):
            yield f"{paper.place(p)}：“{found.group()}”"


def pending(paper: Paper) -> Iterator[str]:
    """What a paper that is no draft still lacks: number or date."""
    if paper.draft or paper.template:
        return
    yield from (
        f"{paper.place(p)}：发文字号空着"
        for p in paper.styled(*NUMBERS)
        if not re.search("〔[0-9]", p.text)
    )
    yield from (
        f"{paper.place(p)}：成文日期空着"
        for p in paper.styled("成文日期")
        if BLANK_DATE.fullmatch(p.text) or not p.text
    )


def title_breaks(paper: Paper) -> Iterator[str]:
    """Titles of more than one line: where they break is for a person to judge."""
    for p, text in paper.values("title", "附件标题"):
        if "\n" in text or len(text) > 20:
            yield f"{paper.place(p)}：标题不止一行"


def addressee(paper: Paper) -> Iterator[str]:
    """Addressees that don't end with a full-width colon."""
    yield from (
        f"{paper.place(p)}：末尾应为全角冒号“：”"
        for p in paper.styled("主送机关")
        if p.text.strip() and p.text.strip()[-1] != "："
    )


def levels(paper: Paper) -> Iterator[str]:
    """Headings that are not 一、（一）1.（1）, or whose count has a hole."""
    counts = dict.fromkeys(LEVELS, 0)
    for p in paper.body:
        if p.style in LEVELS and p.text.strip():
            names = list(LEVELS)
            counts |= dict.fromkeys(names[names.index(p.style) + 1 :], 0)
            counts[p.style] += 1
            wanted = LEVELS[p.style].format(c=chinese_number(counts[p.style]), d=counts[p.style])
            if not p.text.replace("．", ".").startswith(wanted):
                yield f"{paper.place(p)}：层次序号应为“{wanted}”"
        elif p.style in ("正文内容", "正文末段") and LISTED.match(p.text):
            yield f"{paper.place(p)}：层次序号应为“一、”“（一）”“1.”“（1）”"


def annex_note(paper: Paper) -> Iterator[str]:
    """A note of annexes that is not ``附件：1.名称``, numbered in order, without a mark at the end."""
    notes = [p for p in paper.styled("附件说明", "附件说明续") if p.text.strip()]
    for number, p in enumerate(notes, 1):
        start = "附件：" if p.style == "附件说明" else ""
        wanted = f"{start}{number}." if len(notes) > 1 else start
        if not p.text.replace("．", ".").startswith(wanted) or p.text.strip()[-1] in "。；，;.,":
            yield f"{paper.place(p)}：应为“{wanted}名称”，末尾不加标点"


def annex_titles(paper: Paper) -> Iterator[str]:
    """Annexes whose titles are not those of the note, or are not as many."""
    notes = [p.text.strip() for p in paper.styled("附件说明", "附件说明续") if p.text.strip()]
    told = [re.sub(r"^(?:附件：)?(?:\d+[.．])?|[。；，;.,]$", "", note) for note in notes]
    there = [p.text.strip().replace("\n", "") for p in paper.styled("附件标题")]
    if told != there:
        yield f"附件说明列了{len(told)}个附件，正文后有{len(there)}个，名称或个数不一致"


def annex_pages(paper: Paper) -> Iterator[str]:
    """Annexes that don't begin a page, or are not called 附件1, 附件2."""
    marks = [n for n, p in enumerate(paper.body) if p.style == "附件标识"]
    for number, index in enumerate(marks, 1):
        p, before = paper.body[index], paper.body[index - 1]
        if p.text.strip() not in ({f"附件{number}"} | ({"附件"} if len(marks) == 1 else set())):
            yield f"{paper.place(p)}：应为“附件{number}”"
        if (
            p.section == before.section
            and "pageBreakBefore.val" not in p.look
            and "\n" not in before.text
        ):
            yield f"{paper.place(p)}：附件应另面编排"


def signature(paper: Paper) -> Iterator[str]:
    """A date that is not the paragraph after the issuer's name, or is not a date."""
    written = [p for p in paper.body if p.text.strip()]
    for above, p in pairwise(written):
        if p.style == "成文日期" and above.style not in ("署名", "成文日期"):
            yield f"{paper.place(p)}：应紧接署名之下"
    for p, text in paper.values("成文日期"):
        if not DATE.fullmatch(text.strip()) and not BLANK_DATE.fullmatch(text):
            yield f"{paper.place(p)}：应写成“2025年9月30日”"


def seal(paper: Paper) -> Iterator[str]:
    """A dated paper: where the seal goes is for a person to see."""
    yield from (
        f"{paper.place(p)}：已成文"
        for p, text in paper.values("成文日期")
        if DATE.fullmatch(text.strip())
    )


def padded_dates(paper: Paper) -> Iterator[str]:
    """Dates with leading zeros or in Chinese digits."""
    yield from (
        f"{paper.place(p)}：日期有虚位“0”，或用了汉字数字"
        for p in paper.paragraphs
        if PADDED.search(p.text)
    )


def half_width(paper: Paper) -> Iterator[str]:
    """Half-width marks beside Chinese; names in tables are as their registers have them."""
    for p in paper.paragraphs:
        text = TAG.sub("某", p.text) if paper.template else p.text
        if (p.cell is None or p.style == "表头") and (found := HALF.search(text)):
            mark = re.sub(f"[{CHINESE}“”‘’（）《》]", "", found.group())
            yield f"{paper.place(p)}：中文旁边用了半角“{mark}”"


def holes(paper: Paper) -> Iterator[str]:
    """Sentences with a hole: two marks in a row, empty brackets, a word a program leaves for
    nothing.
    """
    yield from (
        f"{paper.place(p)}：“{found.group()}”"
        for p in paper.paragraphs
        if (found := HOLE.search(p.text))
    )


def left_tags(paper: Paper) -> Iterator[str]:
    """Placeholders that were not filled."""
    yield from (
        f"{paper.place(p)}：留有“{found.group()}”"
        for p in paper.paragraphs
        if (found := LEFT_TAG.search(p.text))
    )
