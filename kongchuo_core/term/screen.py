"""The last screen of a run: what was made, what to look at, what needs a person."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import Any

from kongchuo_core.regulation.tables import SUSPECTED
from kongchuo_core.release import candidate
from kongchuo_core.term.run import PREVIEW, Outcome
from kongchuo_core.vocabulary.days import chinese_date
from kongchuo_core.vocabulary.figures import COUNTY
from kongchuo_core.vocabulary.registers import REGISTERS

REPORTS = ("专项督导检查报告.docx", "比对核查情况.docx")
"""The papers to open first."""


def last_screen(outcome: Outcome, here: Path) -> list[str]:
    """The lines to print; paths below ``here`` are shown as seen from there."""
    told = [*_done(outcome), *_counted(outcome.facts)]
    if outcome.checked is None:
        return [*told, "  只更新了数据，没有生成文书；要文书，再运行一次，不写 --data-only。"]
    first = sorted(
        outcome.documents,
        key=lambda p: (p.name not in REPORTS, p.parent.name != COUNTY, p.as_posix()),
    )
    return [
        *told,
        f"  {outcome.checked.told()}",
        *_to_do(outcome),
        f"共生成Word文书{len(first)}份，先看：",
        *(f"  {p.relative_to(here) if p.is_relative_to(here) else p}" for p in first[:4]),
    ]


def _done(outcome: Outcome) -> Iterator[str]:
    """That the run is done, as of which day, and what it put right."""
    facts, term = outcome.facts, outcome.facts["term"]
    preview = outcome.folder.name == PREVIEW
    done = "的预览已生成，没有替换已有结果，也没有记入台账。" if preview else "已完成。"
    made_up = "（虚构样例）" if facts["fictitious"] else ""
    day, planned = (date.fromisoformat(term[name]) for name in ("as_of", "comparison_day"))
    yield ""
    yield f"{facts['county']['name']}{term['label']}{done}{made_up}"
    yield f"情况截至{chinese_date(day)}。"
    if day < planned:
        yield f"这是初步比对：正式比对日是{chinese_date(planned)}，到那天以后再运行才是本学期的比对结果，才能公开。"
    if outcome.withdrawn:
        yield f"登记册改正后，以前记的立案、返校有{outcome.withdrawn}笔不再成立（没有人办过的），已记更正。"
    if outcome.later:
        yield outcome.later
    if outcome.finished_swap:
        yield "上次运行被中断，已先恢复完整。"


def _counted(facts: Mapping[str, Any]) -> Iterator[str]:
    """What the comparison came to, and what a person must decide."""
    proof, asked = facts["proof"], facts["asked"]
    verdicts = proof["verdicts"]
    suspected = sum(verdicts[v.value] for v in SUSPECTED)
    waiting = sum(r["quarantined"] for r in proof["registers"].values())
    missing = [REGISTERS[c].folder for c, given in facts["given"].items() if not given]
    yield f"  适龄儿童{proof['in_scope']}人，每人一个结论，各项合计相符。"
    yield f"  疑似辍学{suspected}人：学籍在校而学生不在校{verdicts['ENROLLED_ABSENT']}人，学籍与学生均不在校{verdicts['UNENROLLED_ABSENT']}人。"
    yield "需要人办理："
    yield f"  待人工核对{verdicts['REVIEW']}人；在校无学籍{verdicts['PRESENT_UNENROLLED']}人；登记册待补正{waiting}行（见数据质量.xlsx）。"
    if asked["files"]:
        yield f"  有{asked['files']}份文件整份有错（列错位、旧名单、抄来的名单），见待人工核对.xlsx的“整份文件”：最好退回重报。"
    if asked["persons"]:
        yield f"  有{asked['persons']}处：本学期的儿童可能就是以前的一名儿童，号码或姓名改过，见待人工核对.xlsx最前面；认定以前不另立案。"
    if asked["doubts"]:
        yield f"  有{asked['doubts']}处登记册说得不清楚，见待人工核对.xlsx的“说法不清”：核实后选“是”或“否”，或者请报送单位改正。"
    if missing:
        yield f"  未提供：{'、'.join(missing)}。"


def _to_do(outcome: Outcome) -> Iterator[str]:
    """What can be signed and published now."""
    term = outcome.facts["term"]["term"]
    if doubts := outcome.facts["supervision"].get("contradictions"):
        yield f"  督导检查评分与查出的问题对不上{doubts}处，签发前请督导组认定（见报告底稿 accountability_notices）。"
    if outcome.folder.name != PREVIEW:
        yield f"  等待签发的草稿和能签发的人：kongchuo approve --list --term {term}"
    if (outcome.folder / candidate.FOLDER).is_dir():
        yield f"  待公开的结果已备好，看能不能公开、最晚哪天公开：kongchuo release --term {term}"
