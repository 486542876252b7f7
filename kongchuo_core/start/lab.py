"""JupyterLab in Chinese on copies of a workspace's notebooks, so that trying things out never changes a report."""

from __future__ import annotations

import importlib.util
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import UsageError

FOLDER = "lab"
"""Below ``outputs/``: the copies, and in a hidden folder what JupyterLab keeps."""
_KEPT = ".jupyter"
_PACKAGES = ("jupyterlab", "jupyterlab-language-pack-zh-CN", "itables")
_SETTINGS = {
    "@jupyterlab/translation-extension/plugin": {"locale": "zh_CN"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
}
"""Chinese; nothing asked of a network; tables stay as they were sorted when they are scrolled out of sight."""


def prepare(workspace: Workspace) -> Path:
    """Copy the notebooks that aren't there yet, so that what was tried is kept, and write the settings; the folder to open."""
    into = workspace.outputs(FOLDER)
    into.mkdir(parents=True, exist_ok=True)
    for notebook in sorted((workspace.root / "notebooks").glob("*.ipynb")):
        if not (into / notebook.name).exists():
            shutil.copyfile(notebook, into / notebook.name)
    for name, values in _SETTINGS.items():
        path = into / _KEPT / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), "utf-8")
    return into


def open_lab(workspace: Workspace, *, port: int, browser: bool) -> int:
    """Run JupyterLab until it is ended; it listens on this machine alone. The return value is its exit status.

    Raises
    ------
    UsageError
        where JupyterLab isn't installed.
    """
    if not importlib.util.find_spec("jupyterlab"):
        raise UsageError(
            "没有安装 JupyterLab",
            remedy=f"在程序的文件夹里运行 make setup-lab，或者运行 pip install {' '.join(_PACKAGES)}",
        )
    folder = prepare(workspace)
    process = subprocess.Popen(_command(folder, port, browser), env=_environment(folder))
    while True:
        try:
            return process.wait()
        except KeyboardInterrupt:
            continue


def _command(folder: Path, port: int, browser: bool) -> list[str]:
    options = {
        "ServerApp.root_dir": folder,
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.open_browser": browser,
        "ServerApp.answer_yes": True,
        "ServerApp.allow_root": hasattr(os, "geteuid") and os.geteuid() == 0,
        "LabApp.extension_manager": "readonly",
        "Application.log_level": "ERROR",
    }
    return [
        sys.executable,
        "-m",
        "jupyterlab",
        *(f"--{name}={value}" for name, value in options.items()),
    ]


def _environment(folder: Path) -> dict[str, str]:
    """Settings, layouts and the shell's history lie in the workspace, not among the user's own."""
    kept = folder / _KEPT
    own = {
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    return os.environ | {name: str(kept / place) for name, place in own.items()}
