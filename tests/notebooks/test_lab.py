"""JupyterLab as an analyst meets it: started by the command, looked at in Chromium; Chinese menus,
tables that sort and filter.
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from kongchuo_core.documents.notebook.exporter import GongwenExporter
from kongchuo_core.keeping.verify import verify
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.start import lab
from kongchuo_core.term.editions import edition_of
from kongchuo_core.vocabulary.errors import UsageError
from tests.conftest import Said
from tests.county import TERM, child, lay, workspace_at
from tests.placed import placed

playwright = pytest.importorskip("playwright.sync_api", reason="需要 Playwright")
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
ADDRESS = r"http://127\.0\.0\.1:\d+/lab\S*\?token=\w+"
PROMPTS = "[...document.querySelectorAll('.jp-CodeCell .jp-InputPrompt')]"
ALL_RAN = PROMPTS + r".every(told => /^\[\d+\]:$/.test(told.innerText.trim()))"
NAMES = ("张小明", "李小红", "王小军")


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A workspace with an edition of three children of two towns, one of them away from school."""
    workspace = workspace_at(tmp_path_factory.mktemp("lab") / "office")
    ming, hong, jun = (child(name, order=n) for n, name in enumerate(NAMES, 11))
    lay(
        workspace,
        户籍=[ming, hong, jun | {"乡镇（街道）": "罗免镇"}],
        学籍=[ming, hong, jun],
        在校=[ming, hong, jun | {"是否在校": "否"}],
    )
    return placed(workspace)


@pytest.fixture(scope="module")
def address(office: Workspace) -> Iterator[str]:
    """Where JupyterLab listens, started as the office starts it and ended by Ctrl+C."""
    command = [
        sys.executable,
        "-m",
        "kongchuo_core.cli",
        "lab",
        "--workspace",
        str(office.root),
        "--no-browser",
        "--port",
        "8931",
    ]
    told = subprocess.PIPE
    with subprocess.Popen(
        command, stdout=told, stderr=subprocess.STDOUT, encoding="utf-8", start_new_session=True
    ) as process:
        try:
            yield next(
                found for line in process.stdout or () if (found := re.search(ADDRESS, line))
            )[0]
        finally:
            os.killpg(process.pid, signal.SIGINT)
            try:
                process.communicate(timeout=30)
            except subprocess.TimeoutExpired:  # a session without a keyboard passes on no Ctrl+C
                os.killpg(process.pid, signal.SIGKILL)


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[playwright.Page]:
    if CHROMIUM is None:
        pytest.skip("需要 Chromium")
    with playwright.sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 900})
        opened.set_default_timeout(40_000)
        opened.goto(address)
        opened.locator(".jp-RenderedMarkdown h1", has_text="从这里开始").wait_for()
        opened.get_by_role("link", name="explore.ipynb").click()
        yield opened
        browser.close()


@pytest.fixture(scope="module")
def ran(page: playwright.Page) -> playwright.Page:
    """``explore.ipynb`` with all its cells run, by the menu, once its kernel is idle."""
    page.locator(".jp-StatusBar-TextItem", has_text="空闲").wait_for()
    page.locator(".lm-MenuBar-itemLabel", has_text="运行").click()
    page.locator(".lm-Menu-itemLabel", has_text=re.compile("^运行所有单元格")).click()
    page.wait_for_function(ALL_RAN)
    return page


def test_the_menus_are_chinese(page: playwright.Page) -> None:
    page.locator(".jp-RenderedMarkdown h2", has_text="问题一：").wait_for()
    labels = page.locator(".lm-MenuBar-itemLabel").all_inner_texts()
    assert {"文件", "编辑", "查看", "运行", "内核", "设置", "帮助"} <= {
        label.strip() for label in labels
    }


def test_a_table_sorts_and_filters(ran: playwright.Page) -> None:
    """The columns of an analyst's table: a click on a heading sorts, a word in the box filters,
    both are told in Chinese.
    """
    table = ran.locator("div.dt-container").filter(has_text="可外传").first
    table.scroll_into_view_if_needed()
    rows = table.locator("tbody tr")
    playwright.expect(rows.first).to_contain_text("child_id")
    table.locator("thead th", has_text=re.compile("^列$")).click()
    playwright.expect(rows.first).to_contain_text("age")
    table.get_by_label("筛选：").fill("就读地")
    playwright.expect(rows).to_have_text([re.compile("destination")])
    playwright.expect(table).to_contain_text("第 1 至 1 行，共 1 行")


def test_no_child_is_named_and_nothing_failed(ran: playwright.Page) -> None:
    """The whole notebook ran to its checks without showing a name or a number."""
    told = ran.locator(".jp-Notebook").inner_text()
    assert (
        not any(name in told for name in NAMES)
        and not re.search(r"5399\d{4}", told)
        and "Error" not in told
    )
    assert (
        ran.locator(
            ".jp-OutputArea-output[data-mime-type*='stderr'], .jp-RenderedText[data-mime-type*='error']"
        ).count()
        == 0
    )


def test_copies_open_the_newest_term_and_keep_what_was_tried(office: Workspace) -> None:
    """Without results of another county; opened again, a changed copy is left, one thrown away
    comes back; a page says what is where.
    """
    folder = lab.prepare(office)
    (folder / "explore.ipynb").write_text("{}", "utf-8")
    (folder / "course.ipynb").unlink()
    (folder / lab.START).unlink()
    assert lab.prepare(office) == folder == office.outputs("lab")
    assert (folder / "explore.ipynb").read_text("utf-8") == "{}"
    fresh = json.loads((folder / "course.ipynb").read_text("utf-8"))
    assert not any(cell.get("outputs") for cell in fresh["cells"])
    assert "kongchuo" not in fresh["metadata"]
    report = (folder / "inspection_report.ipynb").read_text("utf-8")
    assert 'edition: str = \\"\\"' in report and "14977" not in report
    summary = (folder / "county_summary.ipynb").read_text("utf-8")
    assert 'edition: str = \\"\\"' in summary
    page = (folder / lab.START).read_text("utf-8")
    facts = edition_of(office).facts
    assert (
        f"富民县{facts['term']['label']}" in page and f"../{TERM}/internal/data/数据字典.md" in page
    )
    assert ("虚构样例" in page) is facts["fictitious"]
    assert "改过的副本，没有换成新的：explore.ipynb" in page and "查数" not in page
    assert json.loads((office.root / "notebooks/explore.ipynb").read_text("utf-8"))["cells"]


def test_an_old_term_s_copy_follows_the_newest(office: Workspace) -> None:
    """What nobody changed is renewed: here the notebook of a new version."""
    folder = lab.prepare(office)
    notebook = office.root / "notebooks/county_summary.ipynb"
    told = json.loads(notebook.read_text("utf-8"))
    told["cells"][0]["source"] = ["# 新版的汇总"]
    notebook.write_text(json.dumps(told), "utf-8")
    lab.prepare(office)
    assert "新版的汇总" in (folder / "county_summary.ipynb").read_text("utf-8")
    assert "新版的汇总" in (folder / lab.START).read_text("utf-8")


def test_names_left_in_results_are_told_and_cleared(
    office: Workspace, say: Callable[..., Said]
) -> None:
    """Also in what JupyterLab saves aside; whoever verifies, archives or erases hears of it."""
    folder = lab.prepare(office)
    assert not [line for line in verify(office) if "lab" in line]
    told = json.loads((folder / "comparison.ipynb").read_text("utf-8"))
    shown = {"output_type": "stream", "name": "stdout", "text": [NAMES[2]]}
    next(c for c in told["cells"] if c["cell_type"] == "code")["outputs"] = [shown]
    aside = folder / ".ipynb_checkpoints" / "comparison-checkpoint.ipynb"
    aside.parent.mkdir(exist_ok=True)
    for path in (folder / "comparison.ipynb", aside):
        path.write_text(json.dumps(told, ensure_ascii=False), "utf-8")
    (line,) = lab.told_of_results(office)
    assert "comparison.ipynb、comparison-checkpoint.ipynb" in line or "comparison" in line
    assert line in verify(office) and NAMES[2] not in line
    status, out, _ = say("lab", "--workspace", office.root, "--clear")
    assert status == 0 and "已清去2个笔记本里的结果" in out
    assert not list(lab.told_of_results(office)) and NAMES[2] not in aside.read_text("utf-8")


def test_without_jupyterlab_it_says_what_to_install(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An office that installed the program alone."""
    monkeypatch.setattr(lab.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match="没有安装 JupyterLab"):
        lab.open_lab(office, port=8931, browser=False)


def test_the_export_menu_calls_the_paper_by_its_name(tmp_path: Path) -> None:
    """The name under which the exporter is listed elsewhere; JupyterLab capitalises its code."""
    office = workspace_at(tmp_path / "office")
    written = lab.prepare(office).rglob("*.jupyterlab-settings")
    (menus,) = (path for path in written if "mainmenu" in path.as_posix())
    told = menus.read_text("utf-8")
    assert json.dumps(GongwenExporter.export_from_notebook) in told and '"gongwen"' in told
