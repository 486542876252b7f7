"""The licences of everything an office's computer gets (``docs/许可证.md``), from the lock files and
the packages' own metadata.
"""

from __future__ import annotations

import re
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).parents[1]
LOCKS = {"requirements.lock": "办公室的电脑", "requirements-lab.lock": "另装 JupyterLab 的"}
NOT_EVERYWHERE = {
    "aiohappyeyeballs": "PSF-2.0",
    "aiohttp": "Apache-2.0 AND MIT",
    "aiosignal": "Apache-2.0",
    "appnope": "BSD-2-Clause",
    "colorama": "BSD-3-Clause",
    "frozenlist": "Apache-2.0",
    "multidict": "Apache-2.0",
    "propcache": "Apache-2.0",
    "pywinpty": "MIT",
    "yarl": "Apache-2.0",
}
"""Packages that only some systems or Python versions need, so that their metadata may not be at
hand.
"""
SAID_ELSEWHERE = {
    "Apache 2.0": "Apache-2.0",
    "Apache License, Version 2.0": "Apache-2.0",
    "Apache Software License": "Apache-2.0",
    "Apache License 2.0": "Apache-2.0",
    "BSD License": "BSD",
    "ISC License (ISCL)": "ISC",
    "MIT License": "MIT",
    "MIT license": "MIT",
    "PSFL": "PSF-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "SIL Open Font License 1.1 (OFL-1.1)": "OFL-1.1",
}
"""How older packages write what others name by its short name."""


def locked(lock: Path) -> dict[str, str]:
    """Package → version, of a lock file."""
    return dict(re.findall(r"^([\w.-]+)==([^\s;]+)", lock.read_text("utf-8"), re.M))


def licence(package: str) -> str:
    """The licence of a package, by its short name.

    Raises
    ------
    IndexError, PackageNotFoundError
        where neither its metadata nor this file tells it.
    """
    if package in NOT_EVERYWHERE:
        return NOT_EVERYWHERE[package]
    told = metadata.metadata(package)
    classes = [c.split(" :: ")[-1] for c in told.get_all("Classifier") or [] if "License ::" in c]
    line = told.get("License") or ""
    short = [line] if "\n" not in line and line not in ("", "UNKNOWN") else []
    found = told.get("License-Expression") or [*classes, *short][0]
    return SAID_ELSEWHERE.get(found, found)


def page(made_by: str) -> str:
    """The page, as Markdown."""
    lines = [
        "# 许可证",
        "",
        made_by,
        "",
        "本程序按 MIT 许可证（`LICENSE`）。装它时另装下面这些软件包，各按自己的许可证；都可以免费使用，办公室不用做什么。",
        "`docxtpl` 是 LGPL：原样使用、没有改动，可以自行换成别的版本。没有 GPL、AGPL 的软件包。",
        "程序里另带 htmx 2.0.11（0BSD，许可证在 `kongchuo_core/desk/static/htmx-LICENSE.txt`），办公桌的网页用它。",
        "",
    ]
    before: set[str] = set()
    for name, whom in LOCKS.items():
        packages = locked(ROOT / name)
        lines += [f"## {whom}", "", "| 软件包 | 版本 | 许可证 |", "|---|---|---|"]
        lines += [
            f"| {package} | {version} | {licence(package)} |"
            for package, version in sorted(packages.items())
            if package not in before
        ]
        lines.append("")
        before |= packages.keys()
    return "\n".join(lines)
