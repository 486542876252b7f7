"""Take the guide's pictures again, of real screens and pages of a small fictitious county: python
tools/guide_pictures.py [NAME…]

Needs Chromium, LibreOffice and poppler; for a form as it is filled in also LibreOffice's windows,
Xvfb, xdotool and ImageMagick. Every picture shows that the data are made up.
"""

from __future__ import annotations

import html
import os
import re
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import openpyxl
from playwright.sync_api import Page, sync_playwright

PICTURES = Path(__file__).parents[1] / "docs" / "pictures"
CHILDREN, TERM, WIDTH = 300, "2025-autumn", 980
SCREEN_SIZE = "1560x620"
SCREEN = """<meta charset="utf-8"><style>body{margin:0;background:#fff}
pre{font:15px/1.5 "Noto Sans Mono CJK SC",monospace;background:#1b1f24;color:#e6e6e6;padding:18px 22px;margin:0;width:900px;
white-space:pre-wrap}
b{color:#9ecbff}</style><pre>"""


class Office:
    """A workspace in a temporary folder and what the commands say in it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.say("sample", ".", "--children", str(CHILDREN))
        self.say("run", "--term", TERM)

    def say(self, *words: str) -> str:
        """Run a command; what it said on both channels."""
        done = subprocess.run(
            [sys.executable, "-m", "kongchuo_core.cli", *words],
            cwd=self.root,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            check=False,
        )
        if done.returncode:
            sys.exit(done.stdout)
        return done.stdout.replace(f"{self.root}/", "")

    @property
    def internal(self) -> Path:
        """Where the term's papers lie."""
        return self.root / "outputs" / TERM / "internal"


def screen(*commands: tuple[str, ...], lines: int = 18) -> Callable[[Office, Page, Path], None]:
    """A picture of a terminal with commands and the first lines of what they say."""

    def take(office: Office, page: Page, into: Path) -> None:
        said = "".join(
            f"<b>$ kongchuo {html.escape(' '.join(words))}</b>\n"
            + html.escape("\n".join(office.say(*words).splitlines()[:lines]))
            + "\n"
            for words in commands
        )
        page.set_content(f"{SCREEN}{said}<i># 样例县，人和事都是虚构的</i></pre>")
        page.locator("pre").screenshot(path=into)

    return take


def odd_headings(office: Office, page: Page, into: Path) -> None:
    """``check`` of a roll to which an office has added a column of its own and one without a
    heading.
    """
    rolls = (p for p in sorted((office.root / "data" / TERM / "在校").rglob("*.xlsx")))
    roll = next(rolls)
    kept = roll.read_bytes()
    book = openpyxl.load_workbook(roll)
    sheet = book.active
    filled = (sum(cell.value is not None for cell in row) for row in sheet.iter_rows(max_row=9))
    head = next(number for number, cells in enumerate(filled, 1) if cells > 4)
    wide = sheet.max_column
    sheet.cell(head, wide + 1, "帮扶结对")
    for row in range(head + 1, head + 5):
        sheet.cell(row, wide + 1, "王老师")
        sheet.cell(row, wide + 2, "√")
    book.save(roll)
    try:
        said = office.say("check", "--term", TERM).splitlines()
        start = next(i for i, line in enumerate(said) if "没有用的列" in line)
        told = html.escape("\n".join(said[start : start + 12]))
        words = f"<b>$ kongchuo check --term {TERM}</b>\n……\n{told}\n"
        page.set_content(f"{SCREEN}{words}<i># 样例县，人和事都是虚构的</i></pre>")
        page.locator("pre").screenshot(path=into)
    finally:
        roll.write_bytes(kept)


def paper(
    pattern: str, number: int = 1, dots: int = 60, cut: tuple[str, ...] = ()
) -> Callable[[Office, Page, Path], None]:
    """A picture of a page of the first paper whose place matches; ``cut`` are pdftoppm's options
    for a part of it.
    """

    def take(office: Office, page: Page, into: Path) -> None:
        chosen = sorted(office.internal.glob(pattern))[0]
        part = ["-r", str(dots), *cut, "-f", str(number), "-l", str(number)]
        with tempfile.TemporaryDirectory() as folder:
            pdf = _as_pdf(chosen, folder)
            drawn = ["pdftoppm", *part, "-png", "-singlefile", str(pdf), str(into.with_suffix(""))]
            subprocess.run(drawn, check=True)

    return take


def _as_pdf(chosen: Path, folder: str) -> Path:
    profile = f"-env:UserInstallation=file://{folder}/profile"
    words = ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", folder]
    subprocess.run([*words, str(chosen)], check=True, capture_output=True)
    return Path(folder) / f"{chosen.stem}.pdf"


def sheet(pattern: str, *keys: str) -> Callable[[Office, Page, Path], None]:
    """A picture of a form in the spreadsheet program, after some keys; there is no mouse."""

    def take(office: Office, page: Page, into: Path) -> None:
        chosen = sorted(office.internal.glob(pattern))[0]
        with tempfile.TemporaryDirectory() as folder:
            _in_spreadsheet(Path(shutil.copy(chosen, f"{folder}/form.xlsx")), keys, into)

    return take


def _in_spreadsheet(form: Path, keys: tuple[str, ...], into: Path) -> None:
    profile = f"-env:UserInstallation=file://{form.parent}/profile"
    seen = {**os.environ, "DISPLAY": ":77", "LANG": "zh_CN.UTF-8"}
    display = ["Xvfb", ":77", "-screen", "0", f"{SCREEN_SIZE}x24"]
    program = ["soffice", profile, "--norestore", "--nologo", "--calc", str(form)]
    with subprocess.Popen(display, stderr=subprocess.DEVNULL) as screen_:
        time.sleep(2)
        with subprocess.Popen(program, env=seen, start_new_session=True) as office_:
            _press(["search", "--sync", "--onlyvisible", "--name", "form"], seen)
            time.sleep(10)
            for key in ("ctrl+Home", *keys):
                _press(["key", key], seen)
                time.sleep(1)
            subprocess.run(
                ["import", "-window", "root", "-colors", "64", str(into)],
                env=seen,
                check=True,
            )
            os.killpg(office_.pid, signal.SIGKILL)
        screen_.terminate()


def _press(words: list[str], seen: dict[str, str]) -> None:
    subprocess.run(["xdotool", *words], env=seen, check=True, capture_output=True)


def in_lab(
    look: Callable[[Page], None], book: str = "explore", last: str = "可外传"
) -> Callable[[Office, Page, Path], None]:
    """JupyterLab with a notebook run up to where ``last`` is shown, and what is done there before
    the picture is taken.
    """

    return partial(_in_lab, look, (book, last))


def _in_lab(
    look: Callable[[Page], None], shown: tuple[str, str], office: Office, page: Page, into: Path
) -> None:
    book, last = shown
    command = [sys.executable, "-m", "kongchuo_core.cli", "lab", "--no-browser"]
    with subprocess.Popen(
        [*command, "--port", "8941"],
        cwd=office.root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        encoding="utf-8",
        start_new_session=True,
    ) as process:
        try:
            told = next(
                found
                for line in process.stdout or ()
                if (found := re.search(r"http://127\S+/lab\S*\?token=\w+", line))
            )[0]
            page.goto(re.sub(r"/lab/tree/.*\?", f"/lab/tree/lab/{book}.ipynb?", told))
            page.locator(".jp-StatusBar-TextItem", has_text="空闲").wait_for()
            page.locator(".lm-MenuBar-itemLabel", has_text="运行").click()
            page.locator(".lm-Menu-itemLabel", has_text=re.compile("^运行所有单元格")).click()
            page.get_by_text(last).first.wait_for()
            page.wait_for_timeout(5_000)
            idle = page.locator(".jp-StatusBar-TextItem", has_text="空闲")
            idle.wait_for(timeout=120_000)
            page.wait_for_timeout(2_000)
            look(page)
            page.screenshot(path=into)
        finally:
            os.killpg(process.pid, signal.SIGINT)
            process.communicate(timeout=30)


def first_question(page: Page) -> None:
    """A table and a chart of the first question."""
    page.evaluate("document.querySelectorAll('.jp-RenderedMarkdown h2')[0].scrollIntoView()")


def _of_report(page: Page, told: str) -> Any:
    """The cell of a report that begins so, brought into view."""
    cell = page.locator(".jp-CodeCell", has_text=told).first
    cell.scroll_into_view_if_needed()
    return cell


def swapped(page: Page) -> None:
    """A cell of the report moved above the one before it."""
    _of_report(page, "# 做得好的").locator(".jp-InputPrompt").click()
    page.keyboard.press("Control+Shift+ArrowUp")
    page.wait_for_timeout(1500)


def own_chart(page: Page) -> None:
    """A chart added behind a paragraph: below the cell stands what Word will have."""
    _of_report(page, "# 做得好的").locator(".jp-InputPrompt").click()
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.type('r.chart("归零率")')
    page.keyboard.press("Shift+Enter")
    page.wait_for_timeout(6000)


def export_menu(page: Page) -> None:
    """Where the paper stands in the export menu."""
    page.locator(".lm-MenuBar-itemLabel", has_text="文件").first.click()
    page.locator(".lm-Menu-itemLabel", has_text="导出笔记本").first.hover()
    page.locator(".lm-Menu-itemLabel", has_text="公文（Word）").first.wait_for()


def completion(page: Page) -> None:
    """What ``kc.`` and Tab list, below the help of a function."""
    page.locator(".jp-Notebook .jp-CodeCell").last.locator(".cm-content").click()
    page.keyboard.press("Escape")
    page.keyboard.press("b")
    page.keyboard.press("Enter")
    page.keyboard.type("kc.open_edition?")
    page.keyboard.press("Shift+Enter")
    page.wait_for_timeout(3000)
    page.keyboard.type("kc.")
    page.keyboard.press("Tab")
    page.locator(".jp-Completer:not(.lm-mod-hidden)").wait_for()
    for _ in range(2):  # past the errors' names, to ``compare``
        page.keyboard.press("ArrowDown")
        page.wait_for_timeout(1500)


def public_page(office: Office, page: Page, into: Path) -> None:
    """The page that waits for its release, as a visitor sees it."""
    page.goto((office.internal / "public_candidate" / "公开结果.html").as_uri())
    page.screenshot(path=into)


TAKEN = {
    "check": screen(("check", "--term", TERM), lines=24),
    "headings": odd_headings,
    "run": screen(("run", "--term", TERM)),
    "due": screen(("due", "--on", "2025-11-03"), lines=16),
    "lab": in_lab(first_question),
    "completion": in_lab(completion),
    "report_swapped": in_lab(swapped, "inspection_report", "已试写"),
    "report_chart": in_lab(own_chart, "inspection_report", "已试写"),
    "export_menu": in_lab(export_menu, "inspection_report", "已试写"),
    "review": paper(
        "全县/待人工核对.xlsx", dots=120, cut=("-x", "50", "-y", "70", "-W", "1290", "-H", "250")
    ),
    "review_school": sheet("全县/待人工核对.xlsx", "alt+Down"),
    "review_decide": sheet("全县/待人工核对.xlsx", "Tab", "alt+Down"),
    "rectify": paper("*/责令限期整改通知书.docx"),
    "public_page": public_page,
    "case_file": paper("*/一生一案/*.docx"),
}
"""Name of a picture → how it is taken."""


def main(names: list[str]) -> None:
    """Take the pictures named, or all."""
    with tempfile.TemporaryDirectory(prefix="office-") as folder, sync_playwright() as browsers:
        office = Office(Path(folder))
        browser = browsers.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox"]
        )
        for name in names or TAKEN:
            page = browser.new_page(locale="zh-CN", viewport={"width": WIDTH, "height": 620})
            TAKEN[name](office, page, PICTURES / f"{name}.png")
            page.close()
        browser.close()


if __name__ == "__main__":
    main(sys.argv[1:])
