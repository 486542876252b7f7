"""How much a clerk does with the hands: three tasks at the desk, on the command line, in a
spreadsheet program.

    PYTHONPATH=. .venv/bin/python benchmarks/clicks.py WORKSPACE

The desk's figures are counted in a real browser by the events that reach its pages; the workspace
(after a full run of 2025-autumn, as of 2025-10-31) is copied and not changed. The command line's
are the characters of the guide's own commands with the key Enter; the spreadsheet's are the steps
written out below, a click, a key or a typed character each, and are no measurement.
"""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

TERM = "2025-autumn"
COUNTING = """
for (const [kind, name] of [["click", "clicks"], ["keydown", "keys"]])
  addEventListener(kind, (event) => { if (event.isTrusted && event.detail !== 0 || kind === "keydown")
    localStorage[name] = Number(localStorage[name] || 0) + 1; }, true);
"""
COMMANDS = {
    "一处人工核对": [
        f"kongchuo import --term {TERM} outputs/{TERM}/internal/全县/待人工核对.xlsx",
    ],
    "一份文书签发": [
        f"kongchuo approve --term {TERM} --list",
        f"kongchuo approve --term {TERM} 全县/比对核查情况.docx --by 杨示例 --maker 李示例 --date 2025-11-03",
    ],
    "三份登记册检查": [
        f"cp 新/*.csv data/{TERM}/在校/",
        f"kongchuo check --term {TERM}",
    ],
}
IN_A_FORM = {"一处人工核对": (6, 24)}
"""Clicks and keys in the workbook, besides the command: open, cell, list, choice, save, close; name
and day.
"""
SPREADSHEET = {
    "一处人工核对": ("两张表各开一份、筛选、看、在备注里写", 14, 30),
    "一份文书签发": ("开模板、改单位和数、编号、另存、登记台账", 22, 160),
    "三份登记册检查": ("逐份打开、看表头、筛选空格", 30, 12),
}


def main(workspace: Path) -> None:
    """Count, and print a table in Markdown."""
    print("| 事 | 办公桌：点、按键 | 命令：点、按键 | 表格软件（按步骤数的）：点、按键 |")
    print("|---|--:|--:|--:|")
    with tempfile.TemporaryDirectory() as folder:
        root = Path(shutil.copytree(workspace, Path(folder) / "w"))
        for name, task in TASKS.items():
            clicks, keys = at_the_desk(root, task)
            more, typed = IN_A_FORM.get(name, (0, 0))
            typed += sum(len(line) + 1 for line in COMMANDS[name])
            _, theirs, their_keys = SPREADSHEET[name]
            print(f"| {name} | {clicks}、{keys} | {more}、{typed} | {theirs}、{their_keys} |")


def at_the_desk(root: Path, task: Callable[[Page, Path], None]) -> tuple[int, int]:
    """Clicks and keystrokes of a task, from the first page with the clerk's name known."""
    process = subprocess.Popen(
        [sys.executable, "-m", "kongchuo_core.cli", "desk", "--workspace", root, "--no-browser"],
        stdout=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        encoding="utf-8",
    )
    assert process.stdout is not None
    try:
        address = process.stdout.readline().strip()
        with sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path="/usr/bin/chromium", args=["--no-sandbox", "--disable-gpu"]
            )
            context = browser.new_context(locale="zh-CN")
            context.set_default_timeout(120_000)
            page = context.new_page()
            page.goto(address)
            page.goto(f"{address.partition('/?')[0]}/{TERM}/today")
            page.get_by_label("经手人").fill("李示例")
            page.get_by_role("button", name="记住").click()
            context.add_init_script(COUNTING)
            page.reload()
            task(page, root)
            told: dict[str, Any] = page.evaluate("({...localStorage})")
            browser.close()
        return int(told.get("clicks", 0)), int(told.get("keys", 0))
    finally:
        process.kill()
        process.wait()


def decide(page: Page, _: Path) -> None:
    """One question answered by the keyboard."""
    page.get_by_role("link", name="人工核对", exact=True).click()
    page.locator("article.card").first.wait_for()
    page.wait_for_load_state("load")
    page.keyboard.press("j")
    page.keyboard.press("2")
    page.get_by_text("已认定：").wait_for()


def sign(page: Page, _: Path) -> None:
    """One paper looked at and signed, the day typed."""
    page.get_by_role("link", name="签发", exact=True).click()
    page.get_by_role("link", name="看比对核查情况（县）").click()
    page.get_by_label("成文日期").click(
        position={"x": 14, "y": 12}
    )  # on the first part of the date
    page.keyboard.type("11032025")
    page.get_by_role("button", name="签发", exact=True).click()
    page.get_by_text("已签发：1份").wait_for()


def check(page: Page, root: Path) -> None:
    """Three files in, and their check read."""
    files = []
    for n in range(3):
        path = root.parent / f"赤鹫中学在校{n}.csv"
        path.write_text(
            f"姓名,学校,出生日期,是否在校\n张示例,赤鹫中学,2012-05-0{n + 1},是\n", "utf-8"
        )
        files.append(path)
    page.get_by_role("link", name="登记表", exact=True).click()
    with page.expect_file_chooser() as chosen:
        page.locator("input.drop").click()
    chosen.value.set_files(files)
    page.get_by_role("button", name="放进登记册").click()
    page.get_by_text("谁报了、谁没报").wait_for()


TASKS = {"一处人工核对": decide, "一份文书签发": sign, "三份登记册检查": check}

if __name__ == "__main__":
    main(Path(sys.argv[1]))
