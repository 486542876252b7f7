"""Charts: legible in print, the same bytes, every character drawn."""

from __future__ import annotations

import warnings
import zipfile
from io import BytesIO
from pathlib import Path

import pandas as pd
import pytest
from matplotlib import image

from kongchuo_core.documents import charts
from kongchuo_core.documents.word.render import Picture

pytestmark = pytest.mark.filterwarnings("error")
SAMPLE = Path(__file__).parents[2] / "docs" / "sample" / "专项督导检查报告.docx"
TOWNS = pd.DataFrame(
    {"学籍在校而学生不在校": [3, 0, 12], "学籍与学生均不在校": [1, 2, 0]},
    index=["永定街道", "大营街道", "赤鹫镇"],
)


def draw(kind: str, frame: pd.DataFrame = TOWNS, title: str = "各镇情况") -> Picture:
    """One of the two charts; bars have no title and show the first column."""
    if kind == "bars":
        return charts.bars(frame, alt="说明", unit="人")
    return charts.stacked_bars(frame, title=title, alt="说明", unit="人")


@pytest.mark.parametrize("kind", ["stacked_bars", "bars"])
def test_the_same_frame_gives_the_same_bytes(kind: str) -> None:
    """A chart is a function of its frame: same in, same bytes; another number, other bytes."""
    assert draw(kind).png == draw(kind).png
    assert draw(kind).png != draw(kind, TOWNS + 1).png
    assert b"Software" not in draw(kind).png


@pytest.mark.parametrize("kind", ["stacked_bars", "bars"])
@pytest.mark.parametrize("name", ["赤鹫镇〔2025〕−3", "款庄“第一”小学——东校区…", "骉骦中学"])
def test_every_character_of_a_name_is_drawn(kind: str, name: str) -> None:
    """A glyph that the type lacks would be a warning, and warnings are errors here."""
    assert len(draw(kind, TOWNS.rename(index={"赤鹫镇": name})).png) > 1000


def test_a_missing_glyph_would_be_noticed() -> None:
    """The guard above works: a character that no such type has is an error."""
    with pytest.raises(UserWarning, match="Glyph"):
        draw("stacked_bars", TOWNS.rename(index={"赤鹫镇": "\U000f0000镇"}))


@pytest.mark.parametrize(
    "frame",
    [TOWNS * 0, TOWNS.iloc[:1], TOWNS.iloc[:, :1], pd.concat([TOWNS] * 10)],
    ids=["全为零", "一行", "一列", "三十行"],
)
def test_sparse_and_crowded_frames_can_be_drawn(frame: pd.DataFrame) -> None:
    """Nothing, one and many come out at the promised size, without a warning; bars grow with their
    rows.
    """
    assert len(draw("bars", frame).png) > 1000
    picture = draw("stacked_bars", frame, title="")
    height, width, _ = image.imread(BytesIO(picture.png)).shape
    assert (round(width / charts.DPI * 25.4), round(height / charts.DPI * 25.4)) == (150, 62)


def test_charts_are_black_and_white() -> None:
    """On any printer a chart loses nothing: red, green and blue are equal in every point."""
    frame = pd.DataFrame({f"第{n}类": [1, 2] for n in range(len(charts.LOOKS))}, index=["甲", "乙"])
    pixels = image.imread(BytesIO(draw("stacked_bars", frame).png))
    assert (pixels[..., 0] == pixels[..., 1]).all() and (pixels[..., 1] == pixels[..., 2]).all()


def test_series_next_to_each_other_differ_by_hatch() -> None:
    """Neighbouring series are told apart without colour."""
    assert all(a[1] != b[1] for a, b in zip(charts.LOOKS, charts.LOOKS[1:], strict=False))


def test_drawing_leaves_the_global_settings_alone() -> None:
    """A chart for one paper can't change another's."""
    import matplotlib

    before = dict(matplotlib.rcParams)
    with warnings.catch_warnings():
        draw("bars")
    assert dict(matplotlib.rcParams) == before


def test_a_picture_keeps_its_words() -> None:
    """The alternative text travels with the bytes."""
    assert draw("stacked_bars").alt == "说明"


def cut_off(png: bytes) -> bool:
    """Whether ink touches an edge of a picture: words that didn't fit end there."""
    pixels = image.imread(BytesIO(png))[:, :, :3]
    edges = (pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1])
    return any(float(edge.min()) < 0.99 for edge in edges)


def test_no_word_of_the_sample_reports_pictures_is_cut_off() -> None:
    """Law of the page: what doesn't fit beside a low chart is broken over two lines."""
    with zipfile.ZipFile(SAMPLE) as paper:
        pictures = {n: paper.read(n) for n in paper.namelist() if n.endswith(".png")}
    assert len(pictures) > 3
    assert [name for name, png in pictures.items() if cut_off(png)] == []
