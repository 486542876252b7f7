"""What each element of an official document looks like (GB/T 9704-2012, 5.2 and 7), and the checks
of fonts, sizes and indents.

A check takes the paper and yields one line for each fault: place and what was found. Lines never
hold a person's name: of headings and captions the first characters are shown, of everything else
style and number alone.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from kongchuo_core.documents.official.effective import Look, Package, Paragraph, on

TWIPS_A_MM = 1440 / 25.4
TEXT_WIDTH, TEXT_HEIGHT = 156 * TWIPS_A_MM, 225 * TWIPS_A_MM
LINES, CHARACTERS = 22, 28
LINE = TEXT_HEIGHT / LINES
CHINESE = "\u3400-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
_CHINESE, _LATIN = re.compile(f"[{CHINESE}]"), re.compile("[0-9A-Za-z]")
TAG = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
_CONTROL = re.compile(r"\{%p[^}]*%\}")

FONTS = {
    "仿宋": {"仿宋_GB2312", "FangSong_GB2312", "仿宋", "FangSong"},
    "楷体": {"楷体_GB2312", "KaiTi_GB2312", "楷体", "KaiTi"},
    "黑体": {"黑体", "SimHei"},
    "宋体": {"宋体", "SimSun"},
    "小标宋": {
        "方正小标宋简体",
        "方正小标宋_GBK",
        "FZXiaoBiaoSong-B05S",
        "FZXiaoBiaoSong-B05",
        "小标宋体",
    },
}
"""Kinds of type of the standard → the names under which programs know them."""
FONTS["仿宋、楷体"] = FONTS["仿宋"] | FONTS["楷体"]


@dataclass(frozen=True)
class Role:
    """How the paragraphs of a style look; ``None`` where the standard leaves it open. Indents in
    characters, sizes in points.

    ``grid``: its lines are 22 a page and 28 characters long. ``named``: its first characters may be
    shown in a message.
    """

    font: str
    size: float | None = None
    grid: bool = False
    align: str | None = None
    first: float | None = None
    left: float | None = None
    right: float | None = None
    red: bool = False
    named: bool = False


def _text(font: str, **other: float | str | bool | None) -> Role:
    return Role(font, 16, grid=True, **{"first": 2, **other})  # type: ignore[arg-type]


ROLES: dict[str, Role] = {
    "normal": Role("仿宋"),
    "正文内容": _text("仿宋"),
    "正文末段": _text("仿宋"),
    "提要": Role("楷体", 14, first=2),
    "heading 1": _text("黑体", named=True),
    "heading 2": _text("楷体", named=True),
    "heading 3": _text("仿宋", named=True),
    "heading 4": _text("仿宋", named=True),
    "title": Role("小标宋", 22, align="center"),
    "caption": Role("黑体", align="center", named=True),
    "footer": Role("宋体", 14),
    "稿别": Role("黑体", 16, first=0),
    "发文机关标志": Role("小标宋", align="center", red=True, named=True),
    "发文机关标志（短）": Role("小标宋", align="center", red=True, named=True),
    "发文字号": Role("仿宋", 16, align="center", named=True),
    "发文字号（上行）": Role("仿宋、楷体", 16, align="left"),
    "主送机关": _text("仿宋", first=0, left=0),
    "虚构声明": Role("楷体"),
    "附件说明": _text("仿宋", first=-3, left=5, named=True),
    "附件说明续": _text("仿宋", first=0, left=5, named=True),
    "署名": _text("仿宋", first=0, align="right"),
    "成文日期": _text("仿宋", first=0, align="right", right=4, named=True),
    "附件标识": Role("黑体", 16, first=0, left=0, named=True),
    "附件标题": Role("小标宋", 22, align="center", named=True),
    "图": Role("仿宋", align="center"),
    "图题": Role("黑体", align="center", named=True),
    "表头": Role("黑体", named=True),
    "表格文字": Role("仿宋"),
    "表格文字左": Role("仿宋"),
    "表注": Role("仿宋"),
    "文书字号": Role("仿宋", 16, align="right"),
    "信函标志": Role("小标宋", align="center", red=True, named=True),
    "信函字号": Role("仿宋", 16, align="right", named=True),
    "附注": _text("仿宋", first=None, left=2),
    "表单栏目": Role("仿宋", named=True),
    "表单文字": Role("仿宋"),
    "抄送机关": Role("仿宋", 14),
    "印发机关和日期": Role("仿宋", 14),
    "版记末行": Role("仿宋"),
}
"""Styles by name, lower case as ``effective.Styles`` gives it."""
SHOWN = {
    "normal": "正文",
    "title": "标题",
    "caption": "题注",
    "footer": "页脚",
    **{f"heading {n}": f"标题 {n}" for n in range(1, 5)},
}
"""Names of Word's own styles as its Chinese edition shows them."""


@dataclass(frozen=True, eq=False)
class Paper:
    """A document under examination; of a template, ``context`` is the class that fills it.

    Its lines with nothing but a loop or a condition are as good as not there.
    """

    package: Package
    context: type[Any] | None = None

    @property
    def template(self) -> bool:
        """Is it a template?"""
        return self.context is not None

    @cached_property
    def paragraphs(self) -> tuple[Paragraph, ...]:
        """All paragraphs that reach the reader."""
        return tuple(
            p
            for p in self.package.paragraphs
            if not (self.template and _CONTROL.fullmatch(p.text.strip()))
        )

    @cached_property
    def body(self) -> tuple[Paragraph, ...]:
        """Those of the document itself, outside tables and text boxes."""
        return tuple(
            p
            for p in self.paragraphs
            if p.part == "word/document.xml" and p.cell is None and not p.box
        )

    @cached_property
    def written(self) -> tuple[tuple[Paragraph, Role], ...]:
        """Paragraphs with words, of styles we know, with their roles."""
        return tuple(
            (p, ROLES[p.style]) for p in self.paragraphs if p.style in ROLES and p.text.strip()
        )

    def styled(self, *styles: str) -> list[Paragraph]:
        """Paragraphs of these styles, in order."""
        return [p for p in self.paragraphs if p.style in styles]

    def values(self, *styles: str) -> list[tuple[Paragraph, str]]:
        """Paragraphs of these styles with their words, where these are not placeholders still to be
        filled.
        """
        return [
            (p, p.text) for p in self.styled(*styles) if p.text.strip() and not TAG.search(p.text)
        ]

    @property
    def draft(self) -> bool:
        """Does it say 送审稿?"""
        return any(p.text.strip() for p in self.styled("稿别"))

    @property
    def letter(self) -> bool:
        """Is it a letter (10.1), whose first page has a mark of its own and no number?"""
        return bool(self.styled("信函标志"))

    def place(self, p: Paragraph) -> str:
        """Where a paragraph stands, as a message may show it."""
        if p.part != "word/document.xml":
            kinds = {"footer": "页脚", "header": "页眉"}
            return next((word for kind, word in kinds.items() if kind in p.part), "脚注")
        style = SHOWN.get(p.style, p.style) or "样式不明"
        if p.cell:
            return f"表{p.cell[0]}第{p.cell[1]}行（{style}）"
        shown = (self.template or (p.style in ROLES and ROLES[p.style].named)) and p.text.strip()
        return f"第{p.number}段（{style}）" + (f"“{p.text.strip()[:12]}”" if shown else "")


def indent(look: Look, side: str, unit: float) -> float:
    """An indent in characters: ``firstLine``, ``hanging``, ``left`` or ``right``; characters
    outrank lengths.
    """
    other = {"left": "start", "right": "end"}.get(side, side)
    for name in (side, other):
        if int(float(look.get(f"ind.{name}Chars", 0))):
            return float(look[f"ind.{name}Chars"]) / 100
    return float(look.get(f"ind.{side}", look.get(f"ind.{other}", 0))) / unit


def aligned(look: Look) -> str:
    """How text stands: ``left``, ``right``, ``center`` or ``both``."""
    said = look.get("jc.val", "left")
    return {"start": "left", "end": "right", "distribute": "both"}.get(said, said)


def unit(role: Role) -> float:
    """Twips of a character of a role's size; size 3 stands 28 to a line."""
    return TEXT_WIDTH / CHARACTERS if role.size == 16 else (role.size or 16) * 20


def fonts(paper: Paper) -> Iterator[str]:
    """Chinese characters in another type than the element's."""
    for p, role in paper.written:
        for run in p.runs:
            font = run.look.get("rFonts.eastAsia", "（没有指定）")
            if font not in FONTS[role.font] and _CHINESE.search(run.text):
                yield f"{paper.place(p)}：中文字体是{font}，应为{role.font}"
                break


def sizes(paper: Paper) -> Iterator[str]:
    """Text in another size than the element's."""
    for p, role in paper.written:
        found = {float(r.look.get("sz.val", 20)) / 2 for r in p.runs if r.text.strip()}
        if role.size and found - {role.size}:
            yield f"{paper.place(p)}：字号是{max(found - {role.size}):g}磅，应为{role.size:g}磅"


def colours(paper: Paper) -> Iterator[str]:
    """Text that is neither black nor, in the red head, red."""
    for p, role in paper.written:
        allowed = {"FF0000"} if role.red else {"auto", "000000"}
        if any(
            r.look.get("color.val", "auto") not in allowed or "color.themeColor" in r.look
            for r in p.runs
            if r.text.strip()
        ):
            yield f"{paper.place(p)}：颜色不是{'红' if role.red else '黑'}色"


def digits(paper: Paper) -> Iterator[str]:
    """Digits and letters in another font than that of the style Normal: one paper, one font; page
    numbers have their own.
    """
    styles = paper.package.styles
    expected = styles.look(styles.default)[1].get("rFonts.ascii", "（没有指定）")
    for p, role in paper.written:
        found = {r.look.get("rFonts.ascii") for r in p.runs if _LATIN.search(r.text)} - {expected}
        if found and role.font != "宋体":
            yield f"{paper.place(p)}：数字字体是{max(map(str, found))}，其他处是{expected}"


def grid(paper: Paper) -> Iterator[str]:
    """Running text that does not come out at 22 lines of 28 characters whatever a program makes of
    the grid.
    """
    for p, role in paper.written:
        if not role.grid:
            continue
        line = float(p.look.get("spacing.line", 240))
        if (
            p.look.get("spacing.lineRule") != "exact"
            or int(TEXT_HEIGHT / line) != LINES
            or on(p.look, "snapToGrid")
        ):
            yield f"{paper.place(p)}：行距不是固定值28.95磅，或者没有取消“对齐到网格”"
        elif any(_characters(r.look) != CHARACTERS for r in p.runs if r.text.strip()):
            yield f"{paper.place(p)}：每行不是28字（字间距应为紧缩0.3磅）"


def _characters(look: Look) -> int:
    twips = float(look.get("sz.val", 20)) * 10 + float(look.get("spacing.val", 0))
    return int(TEXT_WIDTH / (twips * float(look.get("w.val", 100)) / 100) + 0.01)


def indents(paper: Paper) -> Iterator[str]:
    """First-line, left and right indents other than the element's."""
    for p, role in paper.written:
        if role.first is role.left is role.right is None:
            continue
        one = unit(role)
        first = indent(p.look, "firstLine", one) - indent(p.look, "hanging", one)
        told = {
            "首行": (first, role.first),
            "左": (indent(p.look, "left", one), role.left),
            "右": (indent(p.look, "right", one), role.right),
        }
        for side, (found, wanted) in told.items():
            if wanted is not None and abs(found - wanted) > 0.2:
                yield f"{paper.place(p)}：{side}缩进{found:.1f}字，应为{wanted:g}字"


def alignments(paper: Paper) -> Iterator[str]:
    """Text aligned otherwise than the element is."""
    for p, role in paper.written:
        if role.align and aligned(p.look) != role.align:
            yield f"{paper.place(p)}：应{'居中' if role.align == 'center' else '右对齐'}"


def lost_styles(paper: Paper) -> Iterator[str]:
    """Paragraphs whose style is not in the file."""
    yield from (f"{paper.place(p)}：用的样式不在文件里" for p in paper.paragraphs if not p.style)


def foreign_styles(paper: Paper) -> Iterator[str]:
    """Styles the checker's table doesn't know."""
    names = sorted(
        {p.style for p in paper.paragraphs if p.style and p.style not in ROLES and p.text.strip()}
    )
    yield from (f"样式“{name}”不在检查表里，它的字体、字号没有核对" for name in names)
