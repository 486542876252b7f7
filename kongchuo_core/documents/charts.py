"""Charts for print in black and white: hatched bars with their values, the same bytes each time.

The type is Noto Sans SC from a locked wheel, so that no machine's fonts matter; names of schools
and towns are all in it.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, partial
from io import BytesIO
from typing import Any

import matplotlib
import numpy as np
import pandas as pd
import pylopdf_fonts_zh_cn
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Text
from matplotlib.ticker import MaxNLocator

from kongchuo_core.documents.printed import Picture

WIDTH_MM = 150.0
HEIGHT_MM, LOW_MM = 62.0, 48.0
DPI = 150
PANELS = 3
"""Small charts in a row."""
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
    """A bar for each row (town, school), its columns (verdicts) stacked, the total on top. Counts;
    title may be empty.
    """
    return _picture(frame, partial(_stack, frame), title, alt, unit)


def _stack(frame: pd.DataFrame, axes: Axes) -> None:
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


def _looks(frame: pd.DataFrame) -> tuple[tuple[str, str], ...]:
    return tuple(LOOKS[number % len(LOOKS)] for number in range(len(frame.columns)))


@cache
def _family() -> str:
    path = str(pylopdf_fonts_zh_cn.sans_path())
    font_manager.fontManager.addfont(path)
    return str(font_manager.FontProperties(fname=path).get_name())


def _picture(
    frame: pd.DataFrame,
    draw: Callable[[Axes], None],
    title: str,
    alt: str,
    unit: str,
    height: float = HEIGHT_MM,
) -> Picture:
    style: Any = {"font.family": [_family()], "font.size": 9, "hatch.linewidth": 0.6}
    with matplotlib.rc_context(style):
        figure = Figure(figsize=(WIDTH_MM / 25.4, height / 25.4), dpi=DPI, layout="constrained")
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


def waterfall(frame: pd.DataFrame, *, alt: str, unit: str) -> Picture:
    """Bars that hang where they begin: ``frame`` has 下 and the counts; the first and the last stand
    on the ground and are dark.
    """
    return _picture(frame[[frame.columns[1]]], partial(_hang, frame), "", alt, unit, LOW_MM)


def _hang(frame: pd.DataFrame, axes: Axes) -> None:
    rows = list(frame.itertuples(index=False, name=None))
    for place, (floor, count) in enumerate(rows):
        end = place in (0, len(rows) - 1)
        axes.bar(
            place,
            count,
            0.6,
            bottom=floor,
            color=LOOKS[0][0] if end else LOOKS[2][0],
            edgecolor="black",
        )
        axes.annotate(
            str(count),
            (place, floor + count),
            (0, 2),
            textcoords="offset points",
            ha="center",
        )
        if place + 1 < len(rows):
            level = floor + count if place == 0 else floor
            axes.plot((place - 0.3, place + 1.3), (level, level), color="black", linewidth=0.5)


def funnel(
    frame: pd.DataFrame, middle: float, limit: Callable[[int, float], float], *, alt: str
) -> Picture:
    """Places by size (适龄) and rate per thousand (没有材料 ÷ 适龄), with the limits within which chance
    moves them.
    """
    sizes, rates = frame["适龄"], 1000 * frame["没有材料"] / frame["适龄"].clip(lower=1)
    most = max(float(sizes.max()), 1.0)
    grid = [most * (n + 2) / 60 for n in range(62)]
    with matplotlib.rc_context(_style()):
        figure = Figure(figsize=(WIDTH_MM / 25.4, 46.0 / 25.4), dpi=DPI, layout="constrained")
        axes = figure.add_subplot()
        axes.plot(grid, [limit(1, n) for n in grid], color="black", linewidth=0.8, linestyle="--")
        axes.plot(grid, [limit(-1, n) for n in grid], color="black", linewidth=0.8, linestyle="--")
        axes.axhline(middle, color="black", linewidth=0.8)
        axes.plot(sizes, rates, "o", color=LOOKS[0][0], markersize=4)
        ceiling = max(float(rates.max()) * 1.25, limit(1, most) * 1.4, 1.0)
        _named(
            axes,
            [
                (str(n), float(x), float(y))
                for n, x, y in zip(frame.index, sizes, rates, strict=True)
            ],
            most,
            ceiling,
        )
        axes.set_xlim(0, most * 1.15)
        axes.set_ylim(0, ceiling)
        axes.set_xlabel("适龄人数")
        axes.set_ylabel("每千人中没有材料的疑似")
        axes.spines[["top", "right"]].set_visible(False)
        return Picture(_png(figure), alt, WIDTH_MM)


def _named(axes: Axes, points: list[tuple[str, float, float]], most: float, ceiling: float) -> None:
    """Names beside points, each where no other stands: they step upwards where two would meet."""
    taken: list[tuple[float, float]] = []
    for name, x, y in sorted(points, key=lambda point: (point[2], point[1])):
        height = y + ceiling * 0.03
        while any(
            abs(x - ox) < most * 0.16 and abs(height - oy) < ceiling * 0.085 for ox, oy in taken
        ):
            height += ceiling * 0.03
        taken.append((x, height))
        axes.annotate(name, (x, y), (x, height), fontsize=8, ha="center")


def bars(frame: pd.DataFrame, *, alt: str, unit: str) -> Picture:
    """Horizontal bars of one column, the first on top: room for names of any length."""
    column = frame.columns[0]
    height = max(30.0, 12.0 + 7.0 * len(frame))
    with matplotlib.rc_context(_style()):
        figure = Figure(figsize=(WIDTH_MM / 25.4, height / 25.4), dpi=DPI, layout="constrained")
        axes = figure.add_subplot()
        drawn = axes.barh(
            range(len(frame)), frame[column], 0.6, color=LOOKS[2][0], edgecolor="black"
        )
        axes.bar_label(drawn, [str(n) for n in frame[column]], padding=3)
        axes.set_yticks(range(len(frame)), [str(n) for n in frame.index])
        axes.invert_yaxis()
        axes.xaxis.set_major_locator(MaxNLocator(integer=True))
        axes.set_xlim(0, max(float(frame[column].max()) * 1.1, 1))
        axes.set_xlabel(f"单位：{unit}")
        axes.spines[["top", "right"]].set_visible(False)
        return Picture(_png(figure), alt, WIDTH_MM)


def trend(values: pd.Series, *, alt: str) -> Picture:
    """A rate over terms, in percent."""
    with matplotlib.rc_context(_style()):
        figure = Figure(figsize=(WIDTH_MM / 25.4, 40.0 / 25.4), dpi=DPI, layout="constrained")
        axes = figure.add_subplot()
        axes.plot(range(len(values)), values, "o-", color=LOOKS[0][0])
        for place, value in enumerate(values):
            axes.annotate(
                f"{value:.1f}%", (place, value), (0, 6), textcoords="offset points", ha="center"
            )
        axes.set_xticks(range(len(values)), [str(n) for n in values.index])
        axes.set_xlim(-0.4, len(values) - 0.6)
        axes.set_ylim(0, max(float(values.max()) * 1.3, 1))
        axes.set_ylabel("%")
        axes.spines[["top", "right"]].set_visible(False)
        return Picture(_png(figure), alt, WIDTH_MM)


@dataclass(frozen=True)
class Panel:
    """One small chart: from last term to this one, with the numbers as printed and a limit where
    one is in force.
    """

    name: str
    values: tuple[float, float]
    told: tuple[str, str]
    limit: float | None = None


def slopes(panels: Sequence[Panel], *, alt: str, alike: bool = False) -> Picture:
    """Small charts side by side, three in a row: each a line from last term to this one; the limit
    is dashed.

    ``alike``: all by one scale, where they show the same of several places.
    """
    most = max(max(p.values) for p in panels) if alike else 0.0
    rows = -(-len(panels) // PANELS)
    with matplotlib.rc_context(_style()):
        figure = Figure(
            figsize=(WIDTH_MM / 25.4, 28.0 * rows / 25.4), dpi=DPI, layout="constrained"
        )
        grid = figure.subplots(rows, PANELS, squeeze=False).ravel()
        for axes in grid[len(panels) :]:
            axes.set_axis_off()
        for axes, panel in zip(grid, panels, strict=False):
            _slope(axes, panel, most)
        return Picture(_png(figure), alt, WIDTH_MM)


def _slope(axes: Axes, panel: Panel, most: float) -> None:
    top = max(*panel.values, panel.limit or 0.0, most) or 1.0
    axes.plot((0, 1), panel.values, "o-", color=LOOKS[0][0], markersize=4)
    if panel.limit is not None:
        axes.axhline(panel.limit, color="black", linewidth=0.8, linestyle="--")
    for place, (value, told) in enumerate(zip(panel.values, panel.told, strict=True)):
        axes.annotate(told, (place, value), (0, 5), textcoords="offset points", ha="center")
    axes.set_title(panel.name, fontsize=9)
    axes.set_xticks((0, 1), ("上学期", "本学期"))
    axes.set_xlim(-0.5, 1.5)
    axes.set_ylim(0, top * 1.5)
    axes.set_yticks(())
    axes.spines[["top", "right", "left"]].set_visible(False)


def counted(frame: pd.DataFrame, *, alt: str) -> Picture:
    """A cell for each row and column with its count in it, darker where it is higher; nought is
    left blank.
    """
    height, most = max(35.0, 12.0 + 6.0 * len(frame)), max(int(frame.to_numpy().max()), 1)
    with matplotlib.rc_context(_style()):
        figure = Figure(figsize=(WIDTH_MM / 25.4, height / 25.4), dpi=DPI, layout="constrained")
        axes = figure.add_subplot()
        axes.imshow(frame.to_numpy(), cmap="Greys", vmin=0, vmax=2 * most, aspect="auto")
        for (row, column), count in np.ndenumerate(frame.to_numpy()):
            axes.annotate(str(count) if count else "", (column, row), ha="center", va="center")
        axes.set_xticks(range(frame.shape[1]), [str(c) for c in frame.columns])
        axes.set_yticks(range(frame.shape[0]), [str(r) for r in frame.index])
        axes.tick_params(length=0)
        axes.xaxis.tick_top()
        return Picture(_png(figure), alt, WIDTH_MM)


def matrix(marks: pd.DataFrame, *, alt: str) -> Picture:
    """A cell for each row and column, its mark in it; what is marked × is dark."""
    height = max(35.0, 12.0 + 6.0 * len(marks))
    with matplotlib.rc_context(_style()):
        figure = Figure(figsize=(WIDTH_MM / 25.4, height / 25.4), dpi=DPI, layout="constrained")
        axes = figure.add_subplot()
        shades = marks.map(lambda mark: {"×": 0.6, "迟": 0.3}.get(mark, 0.0)).to_numpy()
        axes.imshow(shades, cmap="Greys", vmin=0, vmax=1, aspect="auto")
        for row, own in enumerate(marks.to_numpy()):
            for column, mark in enumerate(own):
                axes.annotate(str(mark), (column, row), ha="center", va="center")
        axes.set_xticks(range(marks.shape[1]), [str(c) for c in marks.columns])
        axes.set_yticks(range(marks.shape[0]), [str(r) for r in marks.index])
        axes.tick_params(length=0)
        axes.xaxis.tick_top()
        return Picture(_png(figure), alt, WIDTH_MM)


def _style() -> Any:
    return {"font.family": [_family()], "font.size": 9, "hatch.linewidth": 0.6}


def own_picture(what: Any, alt: str) -> Picture:
    """An analyst's own chart, a figure or its axes, in the papers' type and width. Closed
    afterwards, so that no cell shows it twice.
    """
    figure = (
        what.get_figure() if hasattr(what, "get_figure") and not hasattr(what, "savefig") else what
    )
    for words in figure.findobj(Text):
        words.set_fontfamily(_family())
    with matplotlib.rc_context({"font.family": [_family()]}):
        figure.set_size_inches(WIDTH_MM / 25.4, figure.get_figheight())
        figure.set_dpi(DPI)
        png = _png(figure)
    from matplotlib import pyplot

    pyplot.close(figure)
    return Picture(png, alt, WIDTH_MM)


def _png(figure: Figure) -> bytes:
    FigureCanvasAgg(figure)
    buffer = BytesIO()
    figure.savefig(buffer, format="png", metadata={"Software": None})
    return buffer.getvalue()
