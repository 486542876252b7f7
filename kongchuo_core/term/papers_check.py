"""``kongchuo check-docx``: what the checker of official documents says of files, in lines for the
screen.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from itertools import chain
from pathlib import Path
from typing import Any

from kongchuo_core.documents.kinds import KINDS
from kongchuo_core.documents.official.checker import (
    HOUSE,
    STANDARD,
    Finding,
    Verdict,
    check_document,
    check_template,
)
from kongchuo_core.vocabulary.errors import InputError

SHOWN_PLACES = 3
"""Places of a fault that are written out; of the others only how many."""
_MARK = {Verdict.FAIL: "✗", Verdict.LOOK: "？"}


def report(files: Sequence[Path]) -> tuple[list[str], int]:
    """Check papers, or templates where a file lies in a folder ``templates`` under the name of a
    template.

    Returns
    -------
    tuple
        the lines to show, and the exit status: 0, or 1 where a rule did not pass.

    Raises
    ------
    InputError
        naming the first file that is missing or no Word document; then nothing was said of the
        others.
    """
    for file in files:
        if not file.is_file():
            raise InputError(
                "没有这个文件", remedy="检查文件夹和文件名", place=(f"文件 {file.name}",)
            )
        if file.suffix.lower() != ".docx":
            raise InputError(
                "只检查 .docx 文件",
                remedy=".doc、.wps 请先另存为 .docx",
                place=(f"文件 {file.name}",),
            )
    checked = [(file, _findings(file)) for file in files]
    bad = sum(any(f.verdict is Verdict.FAIL for f in findings) for _, findings in checked)
    lines = chain.from_iterable(_told(file, findings) for file, findings in checked)
    summary = f"检查了{len(files)}个文件，" + (
        f"其中{bad}个有不通过的项目。" if bad else "没有不通过的项目。"
    )
    return [*lines, "", summary, "标“？”的项目机器判断不了，请人看一眼。"], int(bad > 0)


def _findings(file: Path) -> list[Finding]:
    templates: dict[str, type[Any]] = {paper.template: paper.context for paper in KINDS.values()}
    if file.resolve().parent.name == "templates" and file.name in templates:
        return check_template(file, templates[file.name])
    return check_document(file)


def _told(file: Path, findings: Sequence[Finding]) -> list[str]:
    counts = Counter(f.verdict for f in findings)
    lines = [f"{file}：" + "，".join(f"{verdict}{counts[verdict]}项" for verdict in Verdict)]
    for finding in findings:
        if finding.verdict is Verdict.PASS:
            continue
        source = HOUSE if finding.clause == HOUSE else f"{STANDARD} {finding.clause}"
        lines.append(f"  {_MARK[finding.verdict]} {finding.code} {finding.expected}（{source}）")
        lines += [f"      {place}" for place in finding.places[:SHOWN_PLACES]]
        if len(finding.places) > SHOWN_PLACES:
            lines.append(f"      ……共{len(finding.places)}处")
        lines.append(f"      怎么办：{finding.remedy}")
    return lines
