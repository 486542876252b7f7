"""The day at the desk in a real browser, on the real process: a file, its check, a decision, a
signature; and killed in between.
"""

from __future__ import annotations

import re
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from kongchuo_core.ledger.events import Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.release import shelf
from kongchuo_core.settings.workspace import Workspace
from tests.desk.process import desk_of
from tests.documents.browser import PROGRAM, QUIET, needs_chromium
from tests.guide.office import office_in

TERM = "2025-autumn"


@contextmanager
def page(address: str, **options: Any) -> Iterator[tuple[Any, list[str]]]:
    """A browser at the desk, and every address it asked for."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=list(QUIET))
        context = browser.new_context(locale="zh-CN", **options)
        context.set_default_timeout(300_000)  # a busy machine
        shown, asked = context.new_page(), []
        context.on("request", lambda request: asked.append(request.url))
        shown.goto(address)
        yield shown, asked
        browser.close()


def events(root: Path, kind: Kind) -> int:
    workspace = Workspace.at(root)
    return len(Ledger(workspace.ledger, workspace.key()).events(kind))


def examine(shown: Any) -> None:
    """axe finds nothing, and nothing runs out of the window."""
    from axe_playwright_python.sync_playwright import Axe

    found = Axe().run(shown)
    assert found.violations_count == 0, f"{shown.url}\n{found.generate_report()}"
    wide = shown.evaluate("[document.documentElement.scrollWidth, window.innerWidth]")
    assert wide[0] <= wide[1], f"{shown.url} {wide}"


def go(shown: Any, name: str) -> None:
    """To another screen, until everything on it has come."""
    shown.get_by_role("link", name=name, exact=True).first.click()
    shown.wait_for_load_state("networkidle")


@needs_chromium
@pytest.mark.clause("M7.1")
def test_a_day_at_the_desk(tmp_path: Path) -> None:
    """From a file to a signed paper and a released edition by the desk alone, small as a phone;
    every screen stands axe; killed, nothing is lost.
    """
    office = office_in("第一学期", tmp_path / "w")
    root, extra = office.folder, tmp_path / "赤鹫中学在校补报.csv"
    extra.write_text(
        "姓名,学校,出生日期,是否在校,晨检\n张示例,赤鹫中学,2012-05-01,是,好\n", "utf-8"
    )
    with desk_of(root) as (address, process):
        assert re.fullmatch(r"http://127\.0\.0\.1:\d+/\?token=[\w-]{30,}", address)
        base = address.partition("/?")[0]
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(base)
        with page(address, viewport={"width": 360, "height": 740}) as (shown, asked):
            shown.wait_for_load_state("networkidle")
            assert "token" not in shown.url
            examine(shown)
            shown.get_by_label("经手人").fill("李示例")
            shown.get_by_role("button", name="记住").click()
            go(shown, "登记表")
            shown.get_by_label(re.compile("^文件")).set_input_files(extra)
            shown.get_by_role("button", name="放进登记册").click()
            shown.wait_for_load_state("networkidle")
            assert "放进了1个文件" in shown.inner_text("main")
            examine(shown)
            shown.get_by_role("button", name="记下“晨检”").click()
            shown.wait_for_load_state("networkidle")
            assert "晨检: 不用" in (root / "params/headings.yaml").read_text("utf-8")
            go(shown, "人工核对")
            examine(shown)
            shown.keyboard.press("j")
            shown.keyboard.press("2")
            shown.get_by_text("已认定：不是同一人（李示例").wait_for()
        process.kill()
    assert events(root, Kind.DECISION) == 1
    with (
        desk_of(root) as (address, _),
        page(address, viewport={"width": 800, "height": 600}) as found,
    ):
        shown, more = found
        shown.get_by_label("经手人").fill("李示例")
        shown.get_by_role("button", name="记住").click()
        go(shown, "人工核对")
        shown.get_by_role("button", name="撤回").click()
        shown.locator("article.card button", has_text="撤回").wait_for(state="detached")
        go(shown, "签发")
        examine(shown)
        shown.get_by_role("link", name="看比对核查情况（县）").click()
        shown.get_by_label("成文日期").fill("2025-11-03")
        examine(shown)
        shown.get_by_role("button", name="签发", exact=True).click()
        shown.get_by_text("已签发：1份").wait_for()
        for name in ("儿童", "运行", "公开"):
            go(shown, name)
            examine(shown)
        shown.get_by_label(re.compile("^审签人")).fill("杨示例")
        shown.get_by_role("button", name="公开", exact=True).press("Enter")
        shown.get_by_text("已公开").first.wait_for()
    assert events(root, Kind.PAPER_SIGNED) == 1 and len(shelf.kept(Workspace.at(root))) == 1
    away = [u for u in (*asked, *more) if not u.startswith("http://127.0.0.1:")]
    assert [u for u in away if not u.startswith("chrome")] == []  # the browser's own frame for PDFs
