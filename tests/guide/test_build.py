"""The guide is built without a warning; its pages are Chinese, hang together and ask nothing of a
network.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

import pytest

from tests.guide.pages import DOCS, PAGES

BUILD = [sys.executable, "-m", "sphinx", "-W", "-n", "-q", "-b", "html"]


def build(source: Path, into: Path, *options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [*BUILD, *options, str(source), str(into)],
        capture_output=True,
        encoding="utf-8",
        check=False,
    )


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    into = tmp_path_factory.mktemp("html")
    done = build(DOCS, into)
    assert done.returncode == 0, done.stderr
    return into


def test_every_page_is_built_and_reached(built: Path) -> None:
    """A page left out of every contents, a link to nowhere, a missing picture would each have
    stopped the build.
    """
    made = {page.relative_to(built).with_suffix("") for page in built.rglob("*.html")}
    assert made >= {page.relative_to(DOCS).with_suffix("") for page in PAGES}


def test_no_page_asks_anything_of_a_network(built: Path) -> None:
    """Read where there is none: scripts, styles, fonts and pictures are the guide's own; no link
    leads outside.
    """
    for page in built.rglob("*.html"):
        asked = re.findall(
            r"""<(?:script|link|img|iframe)\b[^>]*(?:src|href)="(https?:[^"]*)""",
            page.read_text("utf-8"),
        )
        assert asked == []
    assert [p.name for p in PAGES if re.search(r"\]\(https?:|<https?:", p.read_text("utf-8"))] == []


FAULTS = {
    "页": "[页](没有这一页.md)",
    "图": "![图](pictures/没有.png)",
    "节": "[节](index.md#没有这一节)",
}


def test_every_broken_link_stops_the_build(tmp_path: Path) -> None:
    """A page for each fault, built at once: each is warned of, and a warning ends the build."""
    (tmp_path / "conf.py").write_text((DOCS / "conf.py").read_text("utf-8"), "utf-8")
    (tmp_path / "index.md").write_text("# 指南\n\n```{toctree}\n:glob:\n\n*\n```\n", "utf-8")
    for name, fault in FAULTS.items():
        (tmp_path / f"{name}.md").write_text(f"# {name}\n\n{fault}\n", "utf-8")
    done = build(tmp_path, tmp_path / "out", "--keep-going")
    assert done.returncode != 0
    for name in FAULTS:
        assert re.search(rf"{name}\.md:\d+: WARNING", done.stderr), done.stderr


@pytest.mark.parametrize("path", PAGES, ids=lambda p: p.relative_to(DOCS).as_posix())
def test_a_page_is_finished(path: Path) -> None:
    """One title, Chinese, no place left for later."""
    page = path.read_text("utf-8")
    prose = re.sub(r"^```.*?^```", "", page, flags=re.MULTILINE | re.DOTALL)
    assert len(re.findall(r"^# ", prose, re.MULTILINE)) == 1 and re.match(r"# .*[一-龥]", page)
    assert "待写" not in page and "TODO" not in page
