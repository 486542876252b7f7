"""JupyterLab as an analyst meets it: started by the command, looked at in Chromium; Chinese menus, tables that sort and filter."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator

import pytest

from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.start import lab
from kongchuo_core.vocabulary.errors import UsageError
from tests.county import TERM, child, compare, lay, workspace_at

playwright = pytest.importorskip("playwright.sync_api", reason="需要 Playwright")
CHROMIUM = (
    shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
)
ADDRESS = r"http://127\.0\.0\.1:\d+/lab\?token=\w+"
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
    compare(workspace)
    return workspace


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
            process.communicate(timeout=30)


@pytest.fixture(scope="module")
def page(address: str) -> Iterator[playwright.Page]:
    if CHROMIUM is None:
        pytest.skip("需要 Chromium")
    with playwright.sync_playwright() as browsers:
        browser = browsers.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        opened = browser.new_page(locale="zh-CN", viewport={"width": 1280, "height": 900})
        opened.set_default_timeout(40_000)
        opened.goto(address.replace("/lab?", "/lab/tree/explore.ipynb?"))
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
    page.locator(".jp-RenderedMarkdown h2", has_text="问题一：结论有几类").wait_for()
    labels = page.locator(".lm-MenuBar-itemLabel").all_inner_texts()
    assert {"文件", "编辑", "查看", "运行", "内核", "设置", "帮助"} <= {
        label.strip() for label in labels
    }


def test_a_table_sorts_and_filters(ran: playwright.Page) -> None:
    """The columns of an analyst's table: a click on a heading sorts, a word in the box filters, both are told in Chinese."""
    table = ran.locator("div.dt-container").filter(has_text="每千人").first
    table.scroll_into_view_if_needed()
    rows = table.locator("tbody tr")
    playwright.expect(rows).to_have_text([re.compile("罗免镇.*1000"), re.compile("永定街道")])
    table.locator("thead th", has_text="疑似").click()
    playwright.expect(rows).to_have_text([re.compile("永定街道"), re.compile("罗免镇")])
    table.get_by_label("筛选：").fill("罗免")
    playwright.expect(rows).to_have_text([re.compile("罗免镇")])
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


def test_copies_keep_what_was_tried_and_the_reports_stay_as_they_are(office: Workspace) -> None:
    """Opened again, a copy that was changed is left, one thrown away comes back; the notebooks themselves are untouched."""
    folder = lab.prepare(office)
    (folder / "explore.ipynb").write_text("{}", "utf-8")
    (folder / "course.ipynb").unlink()
    lab.prepare(office)
    assert (folder / "explore.ipynb").read_text("utf-8") == "{}"
    assert (folder / "course.ipynb").read_bytes() == (
        office.root / "notebooks/course.ipynb"
    ).read_bytes()
    assert json.loads((office.root / "notebooks/explore.ipynb").read_text("utf-8"))["cells"]
    assert folder == office.outputs("lab") and office.outputs(TERM).is_dir()


def test_without_jupyterlab_it_says_what_to_install(
    office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An office that installed the program alone."""
    monkeypatch.setattr(lab.importlib.util, "find_spec", lambda name: None)
    with pytest.raises(UsageError, match="没有安装 JupyterLab"):
        lab.open_lab(office, port=8931, browser=False)
