"""params/mechanism.yaml: where the duties stand in the county's own document."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kongchuo_core.settings.models import read_county
from kongchuo_core.vocabulary.errors import ParamsError
from kongchuo_core.vocabulary.mechanism import SECTIONS, section_of, sections_told

PARAMS = Path(__file__).parents[2] / "params"
OTHER = {
    "M1": "第二条",
    "M2": "第五条（一）",
    "M3": "第五条（二）",
    "M4": "第六条",
    "M5": "第七条",
    "M6": "第八条",
    "M7": "第三条",
}
"""Another county's document puts accountability before everything else."""


def _params(folder: Path, text: str | None) -> Path:
    shutil.copytree(PARAMS, folder / "params")
    if text is None:
        (folder / "params" / "mechanism.yaml").unlink()
    else:
        (folder / "params" / "mechanism.yaml").write_text(text, "utf-8")
    return folder / "params"


def test_the_model_county_s_sections_and_those_of_a_workspace_without_the_file(
    tmp_path: Path,
) -> None:
    assert read_county(PARAMS).sections == SECTIONS
    assert read_county(_params(tmp_path, None)).sections == SECTIONS


def test_another_county_s_document_has_its_own_order(tmp_path: Path) -> None:
    lines = "\n".join(f"  {n}: {section}" for n, section in OTHER.items())
    folder = _params(tmp_path, f"sections:\n{lines}\n  M4.8: 第九条\n")
    sections = read_county(folder).sections
    assert section_of(sections, "M4.2") == "第六条" and section_of(sections, "M4.8") == "第九条"
    assert section_of(sections, "M8.1") == ""
    assert (
        sections_told(sections, ["M7.6", "M3.3", "M2.1", "M1.3"])
        == "第二条、第五条（一）（二）、第三条"
    )


@pytest.mark.parametrize(
    "text", ["sections:\n  M1: 第一条\n", "sections:\n  X1: 第一条\n", "parts: {}\n"]
)
def test_a_document_without_a_chapter_or_with_an_unknown_one_is_refused(
    tmp_path: Path, text: str
) -> None:
    with pytest.raises(ParamsError, match="mechanism"):
        read_county(_params(tmp_path, text))
