"""What is double-clicked to open the desk: one file for Windows, two for Linux, in the workspace's
own folder.
"""

from __future__ import annotations

import sys
from pathlib import Path

WINDOWS, SHELL, LINUX = "开始.bat", "开始.sh", "开始.desktop"
_WINDOWS = """@echo off
chcp 65001 >nul
set "PYTHON={python}"
if not exist "%PYTHON%" set "PYTHON=py"
"%PYTHON%" -m kongchuo_core.cli desk --workspace "%~dp0."
if errorlevel 1 pause
"""
_SHELL = """#!/bin/sh
# 双击或者在终端里运行，打开办公桌；换了电脑或者重装了程序的，运行 kongchuo upgrade 重写这个文件。
cd "$(dirname "$0")" || exit 1
python="{python}"
[ -x "$python" ] || python=python3
exec "$python" -m kongchuo_core.cli desk --workspace .
"""
_LINUX = """[Desktop Entry]
Type=Application
Name=控辍保学办公桌
Terminal=true
Exec="{shell}"
"""


def write_starters(root: Path) -> list[Path]:
    """Write them, for the Python that is running; those of another computer or version are
    replaced.

    Returns
    -------
    list of Path
        the files.
    """
    python, shell = sys.executable, root.resolve() / SHELL
    texts = {
        WINDOWS: _WINDOWS.format(python=python).replace("\n", "\r\n"),
        SHELL: _SHELL.format(python=python),
        LINUX: _LINUX.format(shell=shell),
    }
    for name, words in texts.items():
        path = root / name
        path.write_bytes(words.encode())
        path.chmod(0o644 if name == WINDOWS else 0o755)
    return [root / name for name in texts]
