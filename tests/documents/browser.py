"""A real browser for the public page: Debian's Chromium, driven by Playwright, with a profile of
its own.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from shutil import which
from tempfile import TemporaryDirectory
from typing import Any

import pytest

PROGRAM = "/usr/bin/chromium"
QUIET = (
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
)
needs_chromium = pytest.mark.skipif(
    which(PROGRAM) is None, reason="需要 Chromium（/usr/bin/chromium）"
)


@contextmanager
def shown(file: Path, **options: Any) -> Iterator[tuple[Any, list[str]]]:
    """A page with a file opened, and the addresses it asked for; ``options`` are those of a context
    of Playwright.
    """
    from playwright.sync_api import sync_playwright

    with TemporaryDirectory() as profile, sync_playwright() as playwright:
        context = playwright.chromium.launch_persistent_context(
            profile, executable_path=PROGRAM, args=list(QUIET), **options
        )
        page, asked = context.new_page(), []
        page.on("request", lambda request: asked.append(request.url))
        page.goto(file.as_uri())
        yield page, asked
        context.close()
