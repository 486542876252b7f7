"""Charts for print in black and white: hatched bars with their values, the same bytes each time.

The type is Noto Sans SC from a locked wheel, so that no machine's fonts matter; names of schools and towns are all in it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from io import BytesIO
from typing import Any

import matplotlib
import pandas as pd
import pylopdf_fonts_zh_cn
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ticker import MaxNLocator

from kongchuo_core.documents.printed import Picture

WIDTH_MM = 150.0
HEIGHT_MM = 62.0
DPI = 150
LOOKS = (
    ("#3a3a3a", ""),
    ("#ffffff", "////"),
    ("#a8a8a8", ""),
    ("#ffffff", "...."),
    ("#d9d9d9", "xx"),
    ("#ffffff", "----"),
)
"""Grey and hatch of each series in turn: neighbours differ on any printer."""


def stacked_bars(frame: pd.DataFrame, *, title: str, alt: str, unit: str) -> Picture:
    """A bar for each row (town, school), its columns (verdicts) stacked, the total on top. Counts; title may be empty."""

    def draw(axes: Axes) -> None:
        floor = pd.Series(0, index=frame.index)
        for (name, counts), (colour, hatch) in zip(frame.items(), _looks(frame), strict=True):
            bars = axes.bar(
                range(len(frame)),
                counts,
                0.6,
                bottom=floor,
                label=name,
                color=colour,
                hatch=hatch,
                edgecolor="black",
            )
            axes.bar_label(
                bars,
                [str(n) if n and len(frame.columns) > 1 else "" for n in counts],
                label_type="center",
                fontsize=7,
                bbox={"facecolor": "white", "edgecolor": "none", "pad": 0.6},
            )
            floor = floor + counts
        for place, total in enumerate(floor):
            axes.annotate(
                str(total),
                (place, total),
                (0, 2),
                textcoords="offset points",
                ha="center",
                fontweight="normal",
            )

    return _picture(frame, draw, title, alt, unit)


def age_profile(frame: pd.DataFrame, *, title: str, alt: str, unit: str) -> Picture:
    """Bars side by side for each row (age), one a column. Counts; title may be empty."""

    def draw(axes: Axes) -> None:
        width = 0.8 / len(frame.columns)
        for number, ((name, counts), (colour, hatch)) in enumerate(
            zip(frame.items(), _looks(frame), strict=True)
        ):
            places = [
                row + (number - (len(frame.columns) - 1) / 2) * width for row in range(len(frame))
            ]
            bars = axes.bar(
                places, counts, width, label=name, color=colour, hatch=hatch, edgecolor="black"
            )
            axes.bar_label(bars, [str(n) for n in counts], padding=1, fontsize=7)

    return _picture(frame, draw, title, alt, unit)


def heat_map(frame: pd.DataFrame, *, alt: str) -> Picture:
    """A cell for each row and column, darker where the count is higher; the count stands in it. Nought is crossed."""
    style: Any = {"font.family": [_family()], "font.size": 9, "hatch.linewidth": 0.6}
    most = max(int(frame.to_numpy().max()), 1)
    with matplotlib.rc_context(style):
        figure = Figure(figsize=(WIDTH_MM / 25.4, HEIGHT_MM / 25.4), dpi=DPI, layout="constrained")
        axes = figure.add_subplot()
        axes.imshow(frame.to_numpy(), cmap="Greys", vmin=0, vmax=2 * most, aspect="auto")
        for row, counts in enumerate(frame.to_numpy()):
            for column, count in enumerate(counts):
                axes.annotate(str(count) if count else "×", (column, row), ha="center", va="center")
        axes.set_xticks(range(frame.shape[1]), [str(c) for c in frame.columns])
        axes.set_yticks(range(frame.shape[0]), [str(r) for r in frame.index])
        axes.tick_params(length=0)
        return Picture(_png(figure), alt, WIDTH_MM)


def _looks(frame: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    return tuple(LOOKS[number % len(LOOKS)] for number in range(len(frame.columns)))


@cache
def _family() -> str:
    path = str(pylopdf_fonts_zh_cn.sans_path())
    font_manager.fontManager.addfont(path)
    return str(font_manager.FontProperties(fname=path).get_name())


def _picture(
    frame: pd.DataFrame, draw: Callable[[Axes], None], title: str, alt: str, unit: str
) -> Picture:
    style: Any = {"font.family": [_family()], "font.size": 9, "hatch.linewidth": 0.6}
    with matplotlib.rc_context(style):
        figure = Figure(figsize=(WIDTH_MM / 25.4, HEIGHT_MM / 25.4), dpi=DPI, layout="constrained")
        axes = figure.add_subplot()
        draw(axes)
        _finish(axes, frame, title, unit)
        return Picture(_png(figure), alt, WIDTH_MM)


def _finish(axes: Axes, frame: pd.DataFrame, title: str, unit: str) -> None:
    labels = [str(label) for label in frame.index]
    crowded = sum(map(len, labels)) > 44
    axes.set_xticks(
        range(len(labels)),
        labels,
        rotation=45 if crowded else 0,
        ha="right" if crowded else "center",
    )
    axes.set_ylabel(f"单位：{unit}")
    axes.yaxis.set_major_locator(MaxNLocator(integer=True))
    axes.set_ylim(0, max(axes.get_ylim()[1] * 1.08, 1))
    axes.spines[["top", "right"]].set_visible(False)
    if title:
        axes.set_title(title)
    if len(frame.columns) > 1:
        axes.figure.legend(
            loc="outside upper center", ncols=min(len(frame.columns), 4), frameon=False
        )


def _png(figure: Figure) -> bytes:
    FigureCanvasAgg(figure)
    buffer = BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()
