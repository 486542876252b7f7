"""Verbs of the first day: a workspace, a term, a fictitious county, is this machine fit."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from kongchuo_core.cli import clock
from kongchuo_core.cli.parsing import Verbs


def verbs(add: Verbs) -> None:
    """Add them."""
    init = add.add("init", _init, "新建一个工作区")
    init.add_argument("folder", type=Path, metavar="文件夹")
    init.add_argument(
        "--guide",
        action="store_true",
        help="一问一答填写县名、乡镇、印发机关和学期日期；不写就按示范县建立，以后再改 params/",
    )
    sample = add.add("sample", _sample, "造一个虚构的县（两个学期的登记册和标准答案）")
    sample.add_argument("folder", type=Path, metavar="文件夹")
    sample.add_argument("--seed", type=int, default=1, metavar="数", help="随机种子，不写就用1")
    sample.add_argument(
        "--children", type=int, default=15000, metavar="人数", help="适龄儿童约数，不写就用15000"
    )
    sample.add_argument(
        "--counties",
        type=int,
        metavar="县数",
        help="造几个县，各有一个文件夹，有的儿童在别的县就读；试跨县核查用",
    )
    sample.add_argument(
        "--filled",
        metavar="学期",
        help="把这个学期的核查反馈表按虚构的经过填好，放在 filled/<学期>/，不再造登记册",
    )
    term = add.in_workspace("term", _term_new, "新建一个学期的参数", term=False)
    term.add_argument("action", choices=["new"], metavar="new")
    term.add_argument("name", metavar="学期")
    forms = add.in_workspace("forms", _forms, "生成登记册空表，发给乡镇、学校和部门填写")
    forms.add_argument(
        "--into", type=Path, metavar="文件夹", help="放在哪里，不写就用 outputs/<学期>/登记册空表"
    )
    lab = add.in_workspace(
        "lab",
        _lab,
        "打开中文 JupyterLab 查数、学习",
        "打开的是报告底稿的副本，怎么改都不影响报告",
        term=False,
    )
    lab.add_argument(
        "--port", type=int, default=8888, metavar="端口", help="不写就用8888，被占用的自动往后找"
    )
    lab.add_argument("--clear", action="store_true", help="清去副本里运行的结果，不打开")
    lab.add_argument("--no-browser", action="store_true", help="不自动打开浏览器")
    add.add("guide", _guide, "在浏览器里打开使用指南（不联网）")
    add.in_workspace("doctor", _doctor, "检查这台机器和工作区是否合用", term=False)
    add.in_workspace(
        "upgrade",
        _upgrade,
        "换了新版程序以后：更新没有改过的参数、模板、报告底稿，说出改过的",
        "台账、登记册、结果和本办改过的文件都不动；新版用不了的改过的模板移到“旧版”文件夹",
        term=False,
    )


def _init(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import init
    from kongchuo_core.start.assessment import FILE, draft
    from kongchuo_core.start.starter import write_starters

    if options.guide:
        return _guided(options.folder)
    draft(init(options.folder), clock.today())
    write_starters(options.folder)
    print(
        f"工作区已建好：{options.folder}\n以后双击里面的“开始”就打开办公桌。\n下一步：把登记册放进 data/<学期>/，再运行 kongchuo check --workspace {options.folder} --term 2025-autumn"
        f"\n启用以前：请核对、补充、审定“{FILE}”"
    )
    return 0


def _guided(folder: Path) -> int:
    from kongchuo_core.start import guide, guided
    from kongchuo_core.start.assessment import FILE, draft
    from kongchuo_core.start.starter import write_starters

    of_a_file = not sys.stdin.isatty()
    free = guide.free(folder)
    answers = guide.converse(input, print, clock.today(), of_a_file=of_a_file) if free else None
    if answers is None:
        print("没有确认，什么都没有写。")
        return 0
    draft(guided.make(folder, answers), clock.today())
    write_starters(folder)
    print(
        f"工作区已建好：{folder}\n下一步：\n  1. 把 params/people.yaml 里的示例人员换成本县可以签发文书的人，运行 kongchuo doctor --workspace {folder}"
        f"\n  2. 生成空表发给乡镇和学校：kongchuo forms --workspace {folder} --term {answers.term}"
        f"\n  3. 收回后放进 data/{answers.term}/<登记册>/，检查：kongchuo check --workspace {folder} --term {answers.term}"
        f"\n  4. 启用以前，核对、补充、审定“{FILE}”"
    )
    return 0


def _sample(options: argparse.Namespace) -> int:
    from kongchuo_core.start.example import make_example, make_example_province

    if options.filled:
        return _filled(options.folder, options.filled)
    if options.counties is not None:
        made = make_example_province(
            options.folder, counties=options.counties, seed=options.seed, children=options.children
        )
        told = "、".join(workspace.root.name for workspace in made)
        print(f"虚构的{len(made)}个县已造好：{told}\n谁在别的县就读，在 truth/across.csv。")
        return 0
    make_example(options.folder, seed=options.seed, children=options.children)
    print(f"虚构样例县已造好：{options.folder}\n人名、号码都是虚构的。标准答案在 truth/<学期>/。")
    return 0


def _filled(folder: Path, term: str) -> int:
    from kongchuo_core.start.filled import fill

    path, cases, named = fill(folder, term)
    here = path.relative_to(folder.resolve()).as_posix()
    signals = f"，另有线索{named}条" if named else ""
    print(
        f"虚构的核查反馈表已填好：{folder / here}（{cases}个个案有进展{signals}）。\n"
        f"导入：kongchuo import --workspace {folder} --term {term} {folder / here}\n"
        f"再运行：kongchuo run --workspace {folder} --term {term}"
    )
    return 0


def _upgrade(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import Workspace, house
    from kongchuo_core.start.starter import write_starters
    from kongchuo_core.start.upgrade import upgrade

    workspace = Workspace.at(options.workspace)
    done = upgrade(workspace)
    if workspace.root != house():
        write_starters(workspace.root)
    edited = [name for name in done.plan.edited if f"旧版/{Path(name).name}" not in done.aside]
    print("\n".join(done.told or ("没有要更新的。",)))
    if edited:
        print("本办改过、新版也有改动的，没有动它们，请对照新版看要不要改：")
        print("\n".join(f"  {name}" for name in edited))
    return 0


def _term_new(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.start.terms import new_term

    path = new_term(Workspace.at(options.workspace), options.name)
    print(f"已新建 {path}。各日期是按往年推算的，请对照校历核对后使用。")
    return 0


def _forms(options: argparse.Namespace) -> int:
    from kongchuo_core.daily.forms_out import write_forms
    from kongchuo_core.settings.workspace import Workspace

    target, counts = write_forms(
        Workspace.at(options.workspace), options.term, options.into, clock.today()
    )
    told = "，".join(f"{folder}{count}份" for folder, count in counts.items())
    print(
        f"登记册空表已放在 {target}：{told}。\n收回后按登记册放进 data/{options.term}/<登记册>/，再运行 kongchuo check。"
    )
    return 0


def _lab(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.start.lab import clear, open_lab

    workspace = Workspace.at(options.workspace)
    if options.clear:
        print("\n".join(clear(workspace)))
        return 0
    print(
        "JupyterLab 正在启动，稍后在浏览器里打开；没有打开的，把下面以 http://127.0.0.1 开头的一行粘进浏览器。按 Ctrl+C 结束。",
        flush=True,
    )
    return open_lab(workspace, port=options.port, browser=not options.no_browser)


def _doctor(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.start.doctor import examine

    findings = examine(Workspace.at(options.workspace).root)
    print(
        "\n".join(
            f"[{f.level}] {f.what}" + (f"\n       怎么办：{f.remedy}" if f.remedy else "")
            for f in findings
        )
    )
    return 0 if all(f.level != "不行" for f in findings) else 1


def _guide(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import guide_folder

    return open_guide(guide_folder())


def open_guide(found: Path | None) -> int:
    """Show the guide in the browser. Raises ``UsageError`` where nobody has built it (``None``)."""
    import webbrowser

    from kongchuo_core.vocabulary.errors import UsageError

    if found is None:
        raise UsageError("这里没有做好的使用指南", remedy="在程序的文件夹里运行 make docs")
    page = found / "index.html"
    print(f"使用指南：{page}")
    webbrowser.open(page.as_uri())
    return 0
