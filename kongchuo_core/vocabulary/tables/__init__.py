"""Every table of an edition, declared once: columns, types, meaning, and whether a cell may leave the office.

``edition.write`` refuses a frame that differs from its declaration; the data dictionary is printed from here; a line that was read
is of its class.
"""

from __future__ import annotations

from kongchuo_core.vocabulary.tables import comparison, loop, supervision
from kongchuo_core.vocabulary.tables.declared import Line, Table

COMPARISON: tuple[type[Line], ...] = (
    comparison.RowLine,
    comparison.VerdictLine,
    comparison.OutsiderLine,
    comparison.ReviewLine,
    comparison.FileQuestionLine,
    comparison.DoubtLine,
    comparison.AbsenceLine,
    comparison.FigureLine,
    comparison.QualityLine,
    comparison.WindowLine,
)
LOOP: tuple[type[Line], ...] = (
    loop.CaseLine,
    loop.EventLine,
    loop.VisitLine,
    loop.TaskLine,
    loop.DueLine,
    loop.BalanceLine,
    loop.MonitoringLine,
    loop.AnswerableLine,
    loop.UnlistedLine,
)
SUPERVISION: tuple[type[Line], ...] = (
    supervision.DutyLine,
    supervision.SeatLine,
    supervision.MeetingLine,
    supervision.PublicityLine,
    supervision.ObservationLine,
    supervision.ScoreLine,
    supervision.EvaluationLine,
    supervision.MeasureLine,
    supervision.OrderLine,
    supervision.ContradictionLine,
    supervision.StatisticsLine,
    supervision.FigureSourceLine,
)
LOOP_TABLES: dict[str, Table] = {line.declared.name: line.declared for line in LOOP}
"""The tables of the closed loop by name."""
SUPERVISION_TABLES: dict[str, Table] = {line.declared.name: line.declared for line in SUPERVISION}
"""The tables of supervision and accountability by name."""
TABLES: dict[str, Table] = {
    line.declared.name: line.declared for line in (*COMPARISON, *LOOP, *SUPERVISION)
}
"""Every table of an edition by name."""
