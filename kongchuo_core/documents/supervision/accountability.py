"""The object ``r`` of ``accountability_notices``: which findings fired and why, which didn't and why not, what was drafted."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from pathlib import Path

import pandas as pd

from kongchuo_core.documents.explain import Explained, explain
from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.inspection import sentences as say
from kongchuo_core.documents.inspection.checks import Check, Checks
from kongchuo_core.documents.notebook.report import open_edition
from kongchuo_core.documents.shown import Table, Text, table_of
from kongchuo_core.documents.supervision import indicators
from kongchuo_core.documents.supervision import tables as supervision_tables
from kongchuo_core.documents.supervision import told as supervision_told
from kongchuo_core.documents.supervision.facts import choice, lines, office
from kongchuo_core.documents.supervision.writing import supervision_drafts, write_supervision_papers
from kongchuo_core.documents.wording import listed
from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.tables.supervision import MeasureLine as Measure

PROPOSALS = "以上均为建议，审签后才发出；是否诫勉由有权机关决定。"
"""What is said after them."""
MEASURED = {
    "opinion": "督导意见",
    "circular": "通报",
    "interview": "约谈",
    "rectify": "责令限期整改",
    "admonition": "诫勉建议",
}
"""Measures in words, in the order they are told."""


@dataclass(frozen=True)
class Drafted:
    """Papers that were written and read back; it shows their names."""

    names: tuple[str, ...]
    kept: bool

    def __repr__(self) -> str:
        told = "已写出" if self.kept else "已试写（没有指定文件夹，不保存）"
        return (
            f"{told}{len(self.names)}份送审稿：{listed(self.names)}"
            if self.names
            else "没有需要起草的文书"
        )

    def _repr_markdown_(self) -> str:
        return repr(self)


@dataclass(frozen=True)
class Accountability:
    """The measures proposed for one place; every member shows itself in a cell."""

    edition: Edition
    templates: Path
    into: Path | None

    @cached_property
    def measures(self) -> tuple[Measure, ...]:
        """Every rule applied to every unit of the place."""
        return lines(self.edition, Measure)

    @property
    def title(self) -> Text:
        """What this is about."""
        who = office(self.edition)
        return Text(
            (f"{self.edition.place}，{who.term}；建议由规则表按事实提出，由有权的人审签。",),
            "问责建议和文书",
        )

    @property
    def conclusion(self) -> Text:
        """How many measures of each kind are proposed, and whom they concern."""
        counts = {words: self.edition.count(f"measures.{code}") for code, words in MEASURED.items()}
        told = listed(f"{words}{n}件" for words, n in counts.items() if n)
        first = (
            f"{self.edition.place}建议{told}（每个单位或者职务一件）。"
            if told
            else f"{self.edition.place}没有触发问责建议。"
        )
        return Text((first, *supervision_told.proposed(self.edition), PROPOSALS))

    def table(self, name: str) -> Table:
        """A table by its name: 触发的规则, 没有触发的规则, 评分与问题对不上, 拟稿文书."""
        return {
            "触发的规则": self._fired,
            "评分与问题对不上": self._contradictions,
            "没有触发的规则": self._not_fired,
            "拟稿文书": self._drafts,
        }[name]()

    def _fired(self) -> Table:
        rows = supervision_tables.fired_rows(self.edition)
        return table_of("触发的规则", rows, () if rows else ("没有触发的规则。",))

    def _not_fired(self) -> Table:
        quiet = sorted(
            (m for m in self.measures if not m.fired),
            key=lambda m: (m.finding_label, m.reason, m.place),
        )
        grouped = groupby(quiet, key=lambda m: (m.finding_label, m.reason))
        rows = [
            {
                "问题": label,
                "没有触发的原因": reason,
                "单位": listed(dict.fromkeys(m.place for m in own)),
            }
            for (label, reason), own in grouped
        ]
        return Table("没有触发的规则", pd.DataFrame(rows), () if rows else ("规则都触发了。",))

    def _contradictions(self) -> Table:
        columns = {
            "unit": "单位",
            "item": "检查指标",
            "conclusion": "检查结论",
            "finding_label": "查出的问题",
        }
        found = self.edition.table("contradictions")[list(columns)].rename(columns=columns)
        told = () if len(found) else ("评分和查出的问题没有对不上的。",)
        return Table("评分与问题对不上（签发前由督导组认定）", found, told)

    def _drafts(self) -> Table:
        rows = [
            {"文书": d.where.removesuffix(".docx"), "主送": d.make().主送, "条款": d.kind.clause}
            for d in supervision_drafts(self.edition)
        ]
        return Table("拟稿文书", pd.DataFrame(rows))

    @property
    def choices(self) -> Table:
        """The office's own dated definitions that the rules use, each with its source; and the limits."""
        names = ("prominent", "mend_days", "publicity_needed", "small_denominator")
        told = [c for name in names if (c := choice(self.edition, name))]
        rows = [
            {"口径": c["description"], "值": _value(c["value"]), "来源": c["source"]} for c in told
        ]
        return Table("规则用的口径", pd.DataFrame(rows), indicators.limits_told(self.edition))

    @property
    def quality(self) -> Text:
        """Registers that were not given: for want of them nothing fires."""
        return Text(say.not_given(facts.not_given(self.edition)))

    @property
    def checks(self) -> Checks:
        """The figures of measures beside the lines of the table."""
        return Checks(
            tuple(
                Check(
                    f"建议{words}的件数 = 规则表触发的行数",
                    self.edition.count(f"measures.{code}"),
                    sum(m.fired and m.measure == code for m in self.measures),
                )
                for code, words in MEASURED.items()
            )
        )

    def explain(self, code: str, place: str = "") -> Explained:
        """Where a number comes from."""
        return explain(self.edition, code, place)

    def write(self) -> Drafted:
        """Write the drafts of the place, each read back."""
        with tempfile.TemporaryDirectory(dir=self.into) as folder:
            made = write_supervision_papers(self.edition, Path(folder), templates=self.templates)
            for path in made if self.into else ():
                path.replace(self.into / path.name)  # type: ignore[operator]
        return Drafted(tuple(path.name for path in made), self.into is not None)


LABELS = {
    "town_dropouts": "镇（街道）期末辍学台账人数",
    "town_relapses": "镇（街道）返校后再次辍学次数",
    "town_overdue": "镇（街道）逾期没有入户核实的个案数",
    "town_overdue_percent": "镇（街道）逾期没有入户核实的占应核实的百分之几",
    "school_dropouts": "学校期末辍学台账人数",
    "school_relapses": "学校返校后再次辍学次数",
    "town_channels": "镇（街道）渠道数",
    "town_contents": "镇（街道）内容数",
    "school_channels": "学校渠道数",
    "school_contents": "学校内容数",
}
"""The parts of a choice in words."""


def _value(value: object) -> str:
    return (
        "；".join(f"{LABELS.get(k, k)}{v}" for k, v in value.items())
        if isinstance(value, dict)
        else str(value)
    )


def open_accountability(
    edition: str | Path, town: str | None = "", into: str | Path = ""
) -> Accountability:
    """Open the measures of a place for a notebook; see ``report.open_report``, which raises the same."""
    opened = open_edition(edition, town)
    return Accountability(
        opened, Workspace.above(opened.folder).templates, Path(into) if into else None
    )
