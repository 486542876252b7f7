"""An office's first days at the desk alone, in a real browser: from an empty workspace to a signed
paper and a released edition.

Each step is what a clerk does on a page. In the whole sweep the desk is killed after every step,
and once in the midst of a run; then it is started again and the clerk goes on: nothing that was
recorded is lost, nothing is recorded twice, ``verify`` is content.
"""

from __future__ import annotations

import contextlib
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from benchmarks.sizes import Notes, full
from kongchuo_core import cli
from kongchuo_core.keeping.verify import verify
from kongchuo_core.ledger.events import Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.release import shelf
from kongchuo_core.settings.headings import load_headings
from kongchuo_core.settings.workspace import Workspace
from tests.desk.process import desk_of
from tests.documents.browser import PROGRAM, QUIET

TERM, DAY, CHILDREN = "2025-autumn", "2025-10-31", 300
MOST = 900_000
"""Milliseconds that a run with all papers may take on a busy computer."""
ODD = "姓名,学校,出生日期,是否在校,晨检\n张示例,赤鹫中学,2012-05-01,上网课,好\n"


@dataclass(frozen=True)
class Step:
    """What a clerk does on the pages, and how it is known that it was done."""

    name: str
    does: Callable[[Any, Path, Path], None]
    done: Callable[[Workspace], bool]
    known: bool = True
    """Whether it is known by what was kept; else it is done again by whoever sits down anew."""


def _recorded(workspace: Workspace, *kinds: Kind) -> bool:
    return len(Ledger(workspace.ledger, workspace.key()).events(*kinds)) > 0


def _go(page: Any, name: str) -> None:
    page.get_by_role("link", name=name, exact=True).first.click()
    page.wait_for_load_state("networkidle")


def _press(page: Any, name: str) -> None:
    """A button that leads to another page, until that page is there: the one before may say the
    same.
    """
    with page.expect_navigation():
        page.get_by_role("button", name=name).click()
    page.wait_for_load_state("networkidle")


def _sit_down(page: Any, root: Path, given: Path) -> None:
    """The name of who sits there, and the term: today's is a later one."""
    page.get_by_label("经手人").fill("李示例")
    _press(page, "记住")
    page.get_by_label("学期").select_option(TERM)
    _press(page, "换")


def _put(page: Any, root: Path, given: Path) -> None:
    """Every register's files, chosen by its name."""
    for folder in sorted(p for p in (given / "data" / TERM).iterdir() if p.is_dir()):
        files = sorted(p for p in folder.rglob("*") if p.is_file())
        if files:
            _go(page, "登记表")
            page.get_by_label("这些是").select_option(folder.name)
            page.get_by_label(re.compile("^文件")).set_input_files(files)
            page.get_by_label("同名的换成新的").check()
            _press(page, "放进登记册")
            page.get_by_text(f"放进了{len(files)}个文件").wait_for()


def _explain(page: Any, root: Path, given: Path) -> None:
    """A heading and a word that nobody knows, each with two clicks."""
    odd = given / "赤鹫中学在校补报.csv"
    odd.write_text(ODD, "utf-8")
    _go(page, "登记表")
    page.get_by_label(re.compile("^文件")).set_input_files(odd)
    page.get_by_label("同名的换成新的").check()
    _press(page, "放进登记册")
    _press(page, "记下“晨检”")
    page.get_by_label(re.compile("里的“上网课”")).select_option("是")
    _press(page, "记下“上网课”")
    page.get_by_text("“上网课”算“是”").wait_for()


def _begin(page: Any) -> None:
    _go(page, "运行")
    page.get_by_label(re.compile("^情况截至")).fill(DAY)
    page.get_by_role("button", name="运行", exact=True).click()


def _run(page: Any, root: Path, given: Path) -> None:
    _begin(page)
    page.locator("#progress .good").wait_for(timeout=MOST)


def _decide(page: Any, root: Path, given: Path) -> None:
    _go(page, "人工核对")
    page.keyboard.press("j")
    page.keyboard.press("2")
    page.get_by_text("已认定：").first.wait_for()


def _record(page: Any, root: Path, given: Path) -> None:
    """The first case: that the town has looked into it."""
    _go(page, "儿童")
    page.get_by_role("link", name=re.compile("^2025秋-")).first.click()
    box = page.locator("details", has=page.locator('[name="cell:原因或核实结果"]')).first
    box.locator("summary").click()
    box.locator('[name="cell:核实日期"]').fill("2025-10-20")
    box.locator('[name="cell:原因或核实结果"]').select_option("厌学")
    box.get_by_role("button", name="看将要记下的").click()
    page.get_by_role("button", name="记入").click()
    page.get_by_text("已记入台账").wait_for()


def _sign(page: Any, root: Path, given: Path) -> None:
    _go(page, "签发")
    page.get_by_role("link", name="看比对核查情况（县）").click()
    page.get_by_label("成文日期").fill("2025-11-03")
    page.get_by_role("button", name="签发", exact=True).click()
    page.get_by_text("已签发：1份").wait_for()


def _publish(page: Any, root: Path, given: Path) -> None:
    _go(page, "公开")
    page.get_by_label(re.compile("^审签人")).fill("杨示例")
    page.get_by_role("button", name="公开", exact=True).click()
    page.get_by_text("已公开").first.wait_for()


STEPS = (
    Step("坐下", _sit_down, lambda w: False, known=False),
    Step("放登记册", _put, lambda w: len([*w.data(TERM).glob("*/*")]) > 5),
    Step("说明", _explain, lambda w: bool(load_headings(w.params).words)),
    Step("运行", _run, lambda w: (w.outputs(TERM) / "internal/manifest.json").is_file()),
    Step("认定", _decide, lambda w: _recorded(w, Kind.DECISION)),
    Step("记事", _record, lambda w: _recorded(w, Kind.VERIFIED)),
    Step("再运行", _run, lambda w: len([*_editions(w)]) > 1),
    Step("签发", _sign, lambda w: _recorded(w, Kind.PAPER_SIGNED)),
    Step("公开", _publish, lambda w: bool(shelf.kept(w))),
)
"""From the first day on, in their order."""


def _editions(workspace: Workspace) -> Sequence[Any]:
    return Ledger(workspace.ledger, workspace.key()).events(Kind.EDITION)


@contextlib.contextmanager
def at_the_desk(root: Path) -> Iterator[tuple[Any, Any]]:
    """The page a browser shows, and the desk's process."""
    from playwright.sync_api import sync_playwright

    with desk_of(root) as (address, process), sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=PROGRAM, args=list(QUIET))
        context = browser.new_context(locale="zh-CN", viewport={"width": 1100, "height": 800})
        context.set_default_timeout(180_000)
        page = context.new_page()
        page.goto(address)
        yield page, process
        browser.close()


def sweep(folder: Path, kills: int, notes: Notes | None = None) -> None:
    """Through all the steps in one pass; with ``kills`` the desk is killed after each, and once in
    a run.
    """
    given, root = folder / "given", folder / "office"
    if not root.is_dir():
        assert cli.main(["sample", str(given), "--children", str(CHILDREN)]) == 0
        assert cli.main(["init", str(root)]) == 0
    workspace = Workspace.at(root)
    if not kills:
        with at_the_desk(root) as (page, _):
            for step in STEPS:
                _one(step, page, workspace, given)
    else:
        for step in (s for s in STEPS if s.known and not s.done(workspace)):
            if step.name == "运行":
                _killed_in_a_run(workspace)
            with at_the_desk(root) as (page, process):
                _one(STEPS[0], page, workspace, given)
                _one(step, page, workspace, given)
                process.kill()
            assert step.done(workspace), f"{step.name}：杀掉以后没有了"
            verify(workspace)
    counts = {kind: len(Ledger(workspace.ledger, workspace.key()).events(kind)) for kind in ONCE}
    assert set(counts.values()) == {1}, counts
    assert len(shelf.kept(workspace)) == 1 and verify(workspace)


ONCE = (Kind.DECISION, Kind.PAPER_SIGNED, Kind.VERIFIED)
"""What the steps record a single time."""


def _one(step: Step, page: Any, workspace: Workspace, given: Path) -> None:
    assert not step.done(workspace), step.name
    try:
        step.does(page, workspace.root, given)
    except Exception:
        page.screenshot(path=workspace.root.with_name(f"{step.name}.png"), full_page=True)
        raise
    assert step.done(workspace) or not step.known, step.name


def _killed_in_a_run(workspace: Workspace) -> None:
    with at_the_desk(workspace.root) as (page, process):
        _sit_down(page, workspace.root, workspace.root)
        _begin(page)
        page.get_by_text("已用").first.wait_for()
        page.wait_for_timeout(4000)
        process.kill()
    assert not _editions(workspace)


if __name__ == "__main__":
    if "--full" not in sys.argv:
        with tempfile.TemporaryDirectory() as once:
            sweep(Path(once), 0)
    else:
        full(sweep, len(STEPS), goes_on=True)
