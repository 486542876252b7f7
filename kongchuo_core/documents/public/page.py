"""The public web page: one file, no script, nothing from elsewhere, for people who never read a
statistical table.

Its words are in ``templates/公开结果.html``, its looks in ``templates/公开结果.css``. The browser is told
by the page itself to load nothing and to run nothing; the only style it accepts is the one whose
digest stands in the policy.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from jinja2 import TemplateError, UndefinedError

from kongchuo_core.documents.word.render import environment, plain
from kongchuo_core.vocabulary.errors import RuleTableError

PAGE, STYLE = "公开结果.html", "公开结果.css"
"""The template and the style sheet, in ``templates/``; the page bears the template's name."""

WIDTH, LABEL, BAR, GAP, VALUE = 360, 20, 16, 12, 70
"""Units of a chart: its width, the height of a label, of a bar, between bars, and the width kept
for the number.
"""


@dataclass(frozen=True, kw_only=True)
class Bar:
    """One bar with its label above and its number behind; all measures in units of the chart.
    ``字``, ``数字``: base lines.
    """

    名: str
    值: str
    顶: int
    厚: int
    长: int
    字: int
    数字: int
    数位: int


@dataclass(frozen=True, kw_only=True)
class Chart:
    """Bars below each other, so that they fit a phone; 替代文字 says in words what the picture
    shows.
    """

    题: str
    替代文字: str
    宽: int
    高: int
    条: tuple[Bar, ...]


def bars(
    title: str, told: str, values: Mapping[str, int | None], shown: Mapping[str, str]
) -> Chart:
    """A bar for each label; a hidden number has no bar, only its marker."""
    most = max([v for v in values.values() if v is not None] + [1])
    step = LABEL + BAR + GAP
    made = []
    for n, (label, value) in enumerate(values.items()):
        top, length = n * step + LABEL, round((WIDTH - VALUE) * (value or 0) / most)
        made.append(
            Bar(
                名=label,
                值=shown[label],
                顶=top,
                厚=BAR,
                长=length,
                字=top - 5,
                数字=top + BAR - 3,
                数位=length + 6,
            )
        )
    return Chart(题=title, 替代文字=told, 宽=WIDTH, 高=len(made) * step, 条=tuple(made))


def policy(style: str) -> str:
    """The content security policy of a page with this style sheet: nothing else may be loaded, run
    or sent.
    """
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    return f"default-src 'none'; style-src 'sha256-{digest}'; base-uri 'none'; form-action 'none'"


def render_page(templates: Path, context: Mapping[str, Any], out: Path) -> Path:
    """Fill the page and write it.

    Raises
    ------
    RuleTableError
        where the template is missing, is at fault, or asks for what there is not.
    """
    try:
        source, style = (
            (templates / PAGE).read_text("utf-8"),
            (templates / STYLE).read_text("utf-8"),
        )
    except FileNotFoundError as missing:
        raise RuleTableError(
            "网页的模板不在",
            remedy="从 kongchuo init 新建的工作区复制一份",
            place=(f"模板 {Path(missing.filename).name}",),
        ) from None
    try:
        page = (
            environment()
            .from_string(source)
            .render(**plain(context), 样式=_safe(style), 安全策略=policy(style))
        )
    except TemplateError as fault:
        what = (
            f"占位符“{fault}”没有对应的数据"
            if isinstance(fault, UndefinedError)
            else "占位符写法有误"
        )
        raise RuleTableError(
            what,
            remedy="对照原模板检查占位符的名称，{{ }} 和 {% %} 是否成对",
            place=(f"模板 {PAGE}",),
        ) from None
    out.write_text(page.strip() + "\n", "utf-8", newline="\n")
    return out


def _safe(style: str) -> _Raw:
    """The style sheet as it stands: escaping would break it, and it can end nothing where it holds
    no tag.

    Raises
    ------
    RuleTableError
        where it holds one, or fetches something.
    """
    if "<" in style or "url(" in style.casefold() or "@import" in style.casefold():
        raise RuleTableError(
            "样式表里有标签、外部文件或者引用",
            remedy="网页必须自成一体，删去 <、url( 和 @import",
            place=(f"模板 {STYLE}",),
        )
    return _Raw(style)


class _Raw(str):
    """Text that autoescaping leaves alone."""

    def __html__(self) -> str:
        return self
