"""The checker of official documents over a whole run: templates before anything is made, every
document after.

What stops a run is a template that can't be filled; everything else is told in ``公文格式检查.xlsx`` and
on the last screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from kongchuo_core.documents.kinds import KINDS
from kongchuo_core.documents.official.checker import (
    HOUSE,
    RULES,
    STANDARD,
    Finding,
    Verdict,
    check_document,
    check_template,
)
from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.settings import yaml
from kongchuo_core.settings.processes import pool
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import RuleTableError

WORKBOOK = "公文格式检查.xlsx"
FORMAT_FILE = "格式.yaml"
"""Beside the templates: the number of their format; a workspace of an older version has none."""
STOPPING = ("模1", "模2", "模3", "模4")
"""Rules of templates without which no paper can be made."""
SPLIT = "模5"
"""Of what a person must look at in a template, what a change in Word brought about."""
WORTH_A_POOL = 300
"""Files from which starting processes costs less than it saves."""
_COLUMNS = ("文件", "规则", "依据", "应当", "位置和问题", "怎么办")


@dataclass(frozen=True)
class Checked:
    """What the checker said of a run: how many files, which of them have a fault, and in how many
    rules the templates have one.
    """

    files: int
    faulty: tuple[str, ...]
    templates: int

    def told(self) -> str:
        """The line of the last screen."""
        if not self.faulty and not self.templates:
            return f"公文格式检查：{self.files}份全部通过。"
        templates = f"；模板有{self.templates}项改动不合格式" if self.templates else ""
        return f"公文格式检查：{self.files}份中{len(self.faulty)}份有不通过的项目{templates}，见{WORKBOOK}。"


def check_templates(workspace: Workspace) -> list[tuple[str, Finding]]:
    """Examine the workspace's templates, as the office left them; what is not as it should be, by
    file.

    Raises
    ------
    RuleTableError
        for the first template that is missing or can't be filled: an unknown, missing or broken
        placeholder, full-width braces.
    ParamsError
        where the templates are of a later version.
    """
    number = workspace.templates / FORMAT_FILE
    if number.is_file():
        yaml.load(number)
    found = []
    for kind in KINDS.values():
        path = workspace.templates / kind.template
        if not path.is_file():
            raise RuleTableError(
                "缺少这个模板",
                remedy="从 kongchuo init 新建的工作区把它拷回来，名称不要改",
                place=(f"模板 {kind.template}",),
            )
        findings = [f for f in check_template(path, kind.context) if f.verdict is not Verdict.PASS]
        for finding in findings:
            if finding.code in STOPPING:
                raise RuleTableError(
                    f"{finding.expected}（{finding.code}）：{finding.places[0]}",
                    remedy=finding.remedy,
                    place=(f"模板 {kind.template}",),
                )
        found += [
            (kind.template, f) for f in findings if f.verdict is Verdict.FAIL or f.code == SPLIT
        ]
    return found


def check_run(
    folder: Path, into: Path, templates: Sequence[tuple[str, Finding]], processes: int
) -> Checked:
    """Examine every Word document below a folder and write the workbook of what was found.

    Parameters
    ----------
    into : the place's folder that gets the workbook.
    templates : what :func:`check_templates` found.
    """
    files = sorted(folder.rglob("*.docx"))
    named: list[tuple[str, Finding]] = []
    for path, findings in zip(files, _all(files, processes), strict=True):
        name = path.relative_to(folder).as_posix()
        named += [(name, finding) for finding in findings]
    failed = [(name, f) for name, f in named if f.verdict is Verdict.FAIL]
    look = Counter(f.code for _, f in named if f.verdict is Verdict.LOOK)
    asked = pd.DataFrame(
        [(r.code, r.expected, look[r.code], r.remedy) for r in RULES if look[r.code]],
        columns=["规则", "应当", "文件数", "怎么办"],
    )
    write_workbook(
        into / WORKBOOK,
        [
            Sheet(
                "不通过",
                _table(failed),
                note=f"检查了{len(files)}份，{len({n for n, _ in failed})}份有不通过的项目。",
            ),
            Sheet("需人看", asked, note="机器判断不了的项目，打印、盖章前看一眼。"),
            Sheet(
                "模板",
                _table(templates),
                note="模板里改动过、与格式标准不一致的地方；没有列出的都合格。",
            ),
        ],
    )
    bad = [f for _, f in templates if f.verdict is Verdict.FAIL]
    return Checked(len(files), tuple(dict.fromkeys(name for name, _ in failed)), len(bad))


def _all(files: Sequence[Path], processes: int) -> Iterable[list[Finding]]:
    if processes < 2 or len(files) < WORTH_A_POOL:
        return [_noteworthy(path) for path in files]
    with pool(processes) as workers:
        return list(
            workers.map(_noteworthy, files, chunksize=max(1, len(files) // (4 * processes)))
        )


def _noteworthy(path: Path) -> list[Finding]:
    return [f for f in check_document(path) if f.verdict is not Verdict.PASS]


def _table(findings: Iterable[tuple[str, Finding]]) -> pd.DataFrame:
    rows: list[tuple[str, ...]] = []
    for name, f in findings:
        clause = HOUSE if f.clause == HOUSE else f"{STANDARD} {f.clause}"
        rows += [(name, f.code, clause, f.expected, place, f.remedy) for place in f.places]
    return pd.DataFrame(rows, columns=list(_COLUMNS))
