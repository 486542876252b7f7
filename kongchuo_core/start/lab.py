"""JupyterLab in Chinese on copies of a workspace's notebooks, so that trying things out never
changes a report.

The copies come without results and open the newest edition; a copy that somebody changed is kept,
and a page to start from says which ones, whose data they are, and where dictionary, papers and
pages lie.
"""

from __future__ import annotations

import hashlib
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from kongchuo_core.edition import DICTIONARY, Edition
from kongchuo_core.settings.workspace import Workspace, guide_folder
from kongchuo_core.term.editions import made
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.figures import COUNTY

FOLDER = "lab"
"""Below ``outputs/``: the copies, and in a hidden folder what JupyterLab keeps."""
START = "从这里开始.md"
_KEPT = ".jupyter"
_COPIES = "copies.json"
"""Name of a copy → the digest of what was copied; one that differs was changed by somebody."""
_PACKAGES = ("jupyterlab", "jupyterlab-language-pack-zh-CN", "itables")
_SETTINGS = {
    "@jupyterlab/translation-extension/plugin": {"locale": "zh_CN"},
    "@jupyterlab/apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    "@jupyterlab/notebook-extension/tracker": {"windowingMode": "none"},
    "@jupyterlab/docmanager-extension/plugin": {"defaultViewers": {"markdown": "Markdown Preview"}},
    "@jupyterlab/completer-extension/manager": {
        "providerTimeout": 15_000,
        "showDocumentationPanel": True,
    },
    "@jupyterlab/mainmenu-extension/plugin": {
        "menus": [
            {
                "id": "jp-mainmenu-file",
                "items": [
                    {
                        "type": "submenu",
                        "submenu": {
                            "id": "jp-mainmenu-file-notebookexport",
                            "items": [
                                {
                                    "command": "notebook:export-to-format",
                                    "args": {"format": "gongwen", "label": "公文（Word）"},
                                    "rank": 0,
                                }
                            ],
                        },
                    }
                ],
            }
        ]
    },
}
"""Chinese; nothing asked of a network; tables stay as they were sorted when scrolled out of sight;
pages are read; the export menu calls the paper by its name, which JupyterLab itself would write in
Latin letters; the first Tab is waited for (an office's computer needs more than JupyterLab's one
second to read pandas), its help beside it.
"""
_STARTUP = """try:
    import kongchuo_core as kc

    kc.interactive()
except Exception:
    pass
"""
"""Every kernel begins with Chinese type in charts and tables that sort, whatever notebook is
written.
"""
_EDITION = re.compile(r'^(edition|released)\b(.*?= )"outputs/[^/"]+/', re.MULTILINE)


def prepare(workspace: Workspace) -> Path:
    """Copy the notebooks, leaving those that somebody changed, and write settings and the page to
    start from; the folder.
    """
    into = workspace.outputs(FOLDER)
    (into / _KEPT).mkdir(parents=True, exist_ok=True)
    editions = made(workspace)
    newest = editions[-1].facts["term"]["term"] if editions else None
    known: dict[str, str] = {}
    if (into / _KEPT / _COPIES).is_file():
        known = json.loads((into / _KEPT / _COPIES).read_text("utf-8"))
    for notebook in sorted(workspace.notebooks.glob("*.ipynb")):
        copy = into / notebook.name
        if copy.exists() and known.get(copy.name) != _digest(copy):
            continue
        copy.write_text(_fresh(notebook, newest), "utf-8")
        known[copy.name] = _digest(copy)
    changed = [name for name in known if known[name] != _digest(into / name)]
    (into / _KEPT / _COPIES).write_text(json.dumps(known, indent=1, sort_keys=True), "utf-8")
    _settings(into)
    (into / START).write_text(_start(workspace, editions, changed), "utf-8")
    return into


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _fresh(notebook: Path, newest: str | None) -> str:
    """A notebook without results and without what they were made from, its parameters those of the
    newest edition.
    """
    told = json.loads(notebook.read_text("utf-8"))
    told["metadata"].pop("kongchuo", None)
    for cell in told["cells"]:
        if cell["cell_type"] == "code":
            cell["outputs"], cell["execution_count"] = [], None
            if newest and "parameters" in cell["metadata"].get("tags", []):
                source = _EDITION.sub(rf'\1\2"outputs/{newest}/', "".join(cell["source"]))
                cell["source"] = source.splitlines(keepends=True)
    return json.dumps(told, ensure_ascii=False, indent=1) + "\n"


def _settings(into: Path) -> None:
    for name, values in _SETTINGS.items():
        path = into / _KEPT / "settings" / f"{name}.jupyterlab-settings"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(values), "utf-8")
    startup = into / _KEPT / "ipython" / "profile_default" / "startup" / "kongchuo.py"
    startup.parent.mkdir(parents=True, exist_ok=True)
    startup.write_text(_STARTUP, "utf-8")


def _start(workspace: Workspace, editions: list[Edition], changed: list[str]) -> str:
    """The page to start from."""
    lines = ["# 从这里开始", ""]
    for edition in reversed(editions):
        facts = edition.facts
        term = facts["term"]["term"]
        whose = "虚构样例" if facts["fictitious"] else "内部资料，含未成年人个人信息，不得外传"
        folder = f"../{term}/internal"
        lines += [
            f"**{facts['county']['name']}{facts['term']['label']}**（{whose}），情况截至{facts['term']['as_of']}："
            f"[数据字典]({folder}/data/{DICTIONARY})；文书在左边文件列表的 `{term}/internal/{COUNTY}`，右键“下载”，用 Word 打开。",
            "",
        ]
    if not editions:
        lines += ["还没有运行过学期；先运行 `kongchuo run`，再打开这里。", ""]
    lines += ["| 笔记本 | 是什么 |", "|---|---|"]
    lines += [
        f"| [{path.name}]({path.name}) | {_title(path)} |"
        for path in sorted(workspace.outputs(FOLDER).glob("*.ipynb"))
    ]
    lines += [
        "",
        "这里都是**副本**，怎么改都不影响报告；打开的是最新的学期，里面没有结果：双击打开，点菜单“运行—运行所有单元格”，"
        "或者一格一格按 Shift+Enter；改了哪一格，从那一格起再运行。",
        "写出的 Excel 文件在左边的文件列表里，右键“下载”，用 Excel 打开（在这里双击打不开）。",
        "图里的字是中文，表点列名就排序；`import kongchuo_core as kc` 以后打 `kc.` 再按 Tab 键，列出能用的，`kc.compare?` 看说明。",
        "",
        _guide(workspace),
        "",
        "带姓名的结果不要存；存了的，用完在命令行运行 `kongchuo lab --clear`，清去这里全部笔记本的结果。",
    ]
    if changed:
        lines += [
            "",
            f"改过的副本，没有换成新的：{'、'.join(changed)}。不要了的删去，再运行 `kongchuo lab` 就有新的。",
        ]
    return "\n".join(lines) + "\n"


def _guide(workspace: Workspace) -> str:
    """Where the guide is: beside, where ``make docs`` has built it, else in the program's
    folder.
    """
    if (workspace.outputs("docs") / "index.html").is_file():
        return "使用指南：[index.html](../docs/index.html)，其中“给分析人员”写着每一种查法。"
    if guide_folder():
        return "使用指南：在命令行运行 `kongchuo guide` 打开，其中“给分析人员”写着每一种查法。"
    return "使用指南在程序的 `docs/`，其中 `分析人员.md` 写着每一种查法；`make docs` 生成网页。"


def _title(path: Path) -> str:
    """The first heading of a notebook; empty where there is none."""
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
    except (ValueError, KeyError):
        return ""
    text = "\n".join("".join(cell["source"]) for cell in cells)
    found = re.search("^# (.+)$", text, re.MULTILINE)
    return found[1] if found else ""


def with_results(workspace: Workspace) -> list[Path]:
    """Notebooks below ``outputs/lab`` that hold results, and so perhaps names; what JupyterLab
    saves aside too.
    """
    found = sorted(workspace.outputs(FOLDER).rglob("*.ipynb"))
    return [path for path in found if '"output_type"' in path.read_text("utf-8", "replace")]


def told_of_results(workspace: Workspace) -> Iterator[str]:
    """A line for who archives, erases or verifies: names may still lie in the lab's notebooks."""
    if found := with_results(workspace):
        names = "、".join(dict.fromkeys(path.name for path in found))
        yield f"outputs/lab/ 里的笔记本存着运行的结果，可能有姓名：{names}；用 kongchuo lab --clear 清去。"


def clear(workspace: Workspace) -> list[str]:
    """Take the results out of every notebook below ``outputs/lab``; the lines to print."""
    found = with_results(workspace)
    for path in found:
        path.write_text(_fresh(path, None), "utf-8")
    return [f"已清去{len(found)}个笔记本里的结果；代码和文字没有动。"]


def open_lab(workspace: Workspace, *, port: int, browser: bool) -> int:
    """Run JupyterLab until it is ended; it listens on this machine alone. The return value is its
    exit status.

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
        "ServerApp.root_dir": folder.parent,
        "ServerApp.preferred_dir": folder,
        "LabApp.default_url": f"/lab/tree/{FOLDER}/{START}",
        "ServerApp.ip": "127.0.0.1",
        "ServerApp.port": port,
        "ServerApp.open_browser": browser,
        "ServerApp.answer_yes": True,
        "ServerApp.allow_root": hasattr(os, "geteuid") and os.geteuid() == 0,  # noqa: TID251 - asked first
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
