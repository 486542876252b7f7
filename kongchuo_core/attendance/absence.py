"""Absences that go on file (M5.2): consecutive working days per child and school, and children
whose whereabouts are unknown.

Every listed day is a day the school filed, so a child's presence needs no register of its own: the
days the school filed so far, less the days the child was listed so far, are the days the child was
there. Days absent with the same count of presence (and, by a dated choice, of excused days) are one
run; a day nobody filed changes neither count.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

import narwhals as nw
import pyarrow as pa

from kongchuo_core.attendance.calendar import WorkingCalendar, span
from kongchuo_core.engine import Engine, Frame, collect
from kongchuo_core.regulation.profiles import absence_limit
from kongchuo_core.settings.models import Rules, Term
from kongchuo_core.vocabulary.codes import YES_NO, Code, CodeList

Comparison = Literal["more_than", "at_least"]
DayKind = Literal["working_day", "calendar_day"]

PROBLEMS = CodeList(
    "absence_problem",
    (
        Code("no_date", "没有日期", "补上日期，或起始日期和结束日期"),
        Code("reversed", "结束日期早于起始日期", "改正两个日期；改正前这一行不计缺勤"),
        Code("no_end", "只有起始日期，没有结束日期", "补上结束日期；补上前只计起始的一天"),
        Code("outside_term", "日期不在本学期内", "核对日期；学期起止日期见 params/terms/"),
        Code("rest_day", "这一天不上课", "核对日期；放假日和调休上班日见 params/calendar.yaml"),
    ),
)
"""What can be wrong with a row of the register: code, what is wrong, what to do."""

_NO_EXCUSE = [s.upper() for s, code in YES_NO.spellings().items() if code == "no"] + [
    "",
    "-",
    "—",
    "/",
]
_NO_EXCUSE_BEGINS = "^(?:否|无|未|没|旷课|逃学|不明|不详|原因不明|去向不明|下落不明|失联|联系不上)|打工|务工|厌学|不愿|不想|辍学|早婚|结婚|出走|流浪"
_REPORTS = ("reported_bureau_on", "reported_town_on")


@dataclass(frozen=True)
class AbsenceRule:
    """When an absence goes on file: how many days, compared how, of which kind, and whether an
    excused day breaks the run.
    """

    threshold: int
    comparison: Comparison
    day_kind: DayKind
    excused_breaks: bool

    @classmethod
    def from_rules(cls, rules: Rules, day: date) -> AbsenceRule:
        """The rule in force on ``day``, from ``params/rules/``; a profile of a newer rule that the
        office chose goes before.

        Raises
        ------
        ParamsError
            where a value is missing or not yet in force.
        """
        threshold, comparison, kind = absence_limit(rules, day)
        breaks = rules.on("excused_day_breaks_run", day)
        return cls(
            threshold,
            cast(Comparison, comparison),
            cast(DayKind, kind),
            cast(bool, breaks),
        )

    def reached(self, days: nw.Expr) -> nw.Expr:
        """Whether a run of ``days`` goes on file."""
        return days > self.threshold if self.comparison == "more_than" else days >= self.threshold


@dataclass(frozen=True)
class Absences:
    """What :func:`find_runs` gives.

    ``on_file``: child_key, school, first_day, last_day, days, open, on_file_on, returned_on,
    whereabouts_unknown, reported_bureau_on, reported_town_on. ``problems``: row_id, problem (a code
    of :data:`PROBLEMS`).
    """

    on_file: Frame
    problems: Frame


ON_FILE = pa.schema(
    [
        ("child_key", pa.int64()),
        ("school", pa.string()),
        ("first_day", pa.date32()),
        ("last_day", pa.date32()),
        ("days", pa.int64()),
        ("open", pa.bool_()),
        ("on_file_on", pa.date32()),
        ("returned_on", pa.date32()),
        ("whereabouts_unknown", pa.bool_()),
        ("reported_bureau_on", pa.date32()),
        ("reported_town_on", pa.date32()),
    ]
)
PROBLEM = pa.schema([("row_id", pa.int64()), ("problem", pa.string())])
"""The columns of both, for a county that reports no absence."""


def find_runs(
    engine: Engine,
    register: Frame,
    calendar: WorkingCalendar,
    rule: AbsenceRule,
    term: Term,
    until: date,
) -> Absences:
    """The absences on file as of ``until`` (M5.2); later days don't count, neither as absence nor
    as presence.

    ``register`` has one line per row of the absence register: row_id (int), child_key (null where
    no child is meant, as for 全勤), school, day, first_day, last_day (dates), excuse (text),
    whereabouts_unknown (bool), reported_bureau_on, reported_town_on (dates). ``open`` means that
    the school has filed no day since on which the child wasn't listed: an excused day isn't a
    return; ``returned_on`` is the first such day. ``on_file_on`` is the day that reached the
    threshold, whatever came after it. Unknown whereabouts go on file without a run, a day off or
    before the term included; ``days`` is then what was counted. An excuse doesn't hold where
    whereabouts are unknown. A row without a sound end counts its first day alone, a reversed one
    nothing; both are problems.

    Raises
    ------
    ParamsError
        where the calendar doesn't cover the term.
    """
    days = engine.frame(
        pa.table({"school_day": pa.array(_school_days(calendar, rule, term, until), pa.date32())})
    )
    rows = engine.checkpoint(_periods(register, term))
    if not collect(rows.select(nw.len()))[0][0].as_py():
        return Absences(engine.frame(ON_FILE.empty_table()), engine.frame(PROBLEM.empty_table()))
    listed = engine.checkpoint(_listed(rows, days, until))
    filed = engine.checkpoint(_filed(listed))
    lines = engine.checkpoint(_numbered(listed, filed, rule))
    return Absences(_on_file(lines, filed, rule), _problems(rows, listed, until))


def _school_days(
    calendar: WorkingCalendar, rule: AbsenceRule, term: Term, until: date
) -> tuple[date, ...]:
    """The days that can count: inside the term, up to the day that is asked for."""
    kind = calendar.working_days if rule.day_kind == "working_day" else span
    return kind(term.first_day, min(term.last_day, until))


def _periods(register: Frame, term: Term) -> Frame:
    """Each row with its first and last day, its problem, and whether it is excused."""
    first, last = nw.col("first_day"), nw.col("last_day")
    excuse = nw.col("excuse").fill_null("").str.replace_all(r"[\s　]", "").str.to_uppercase()
    unknown = nw.col("whereabouts_unknown").fill_null(False)
    begin, end = nw.coalesce(first, nw.col("day")), nw.coalesce(last, first, nw.col("day"))
    problem = (
        nw.when(begin.is_null())
        .then(nw.lit("no_date"))
        .when(end < begin)
        .then(nw.lit("reversed"))
        .when(~first.is_null() & last.is_null() & ~unknown)
        .then(nw.lit("no_end"))
        .when((end < term.first_day) | (begin > term.last_day))
        .then(nw.lit("outside_term"))
    )
    return register.select(
        "row_id",
        "child_key",
        "school",
        *_REPORTS,
        begin=begin,
        end=nw.max_horizontal(begin, end),
        problem=problem,
        unknown=unknown,
        excused=~(excuse.is_in(_NO_EXCUSE) | excuse.str.contains(_NO_EXCUSE_BEGINS)),
    )


def _listed(rows: Frame, days: Frame, until: date) -> Frame:
    """Each row on each of its school days (``counts`` 1); unknown whereabouts also on its first and
    last day (``counts`` 0).
    """
    on = nw.lit(until)
    sound = rows.filter(nw.col("problem").is_null() | (nw.col("problem") == "no_end")).with_columns(
        counts=nw.lit(1)
    )
    inside = (nw.col("day") >= nw.col("begin")) & (nw.col("day") <= nw.col("end"))
    spans = sound.join(days.rename({"school_day": "day"}), how="cross").filter(inside)
    lost = rows.filter(nw.col("unknown") & (nw.col("begin") <= on)).with_columns(counts=nw.lit(0))
    edges = (
        lost.with_columns(day=nw.min_horizontal(nw.col(edge), on)) for edge in ("begin", "end")
    )
    kept = ("row_id", "child_key", "school", "day", "counts", "excused", "unknown", *_REPORTS)
    return nw.concat([frame.select(*kept) for frame in (spans, *edges)])


def _filed(listed: Frame) -> Frame:
    """One line per school and day that anything was filed of, with how many days it filed up to
    then and in all.
    """
    filed = listed.group_by("school", "day").agg(filed=nw.col("counts").max())
    return filed.with_columns(
        filed_so_far=nw.col("filed").cum_sum().over("school", order_by="day"),
        filed_in_all=nw.col("filed").sum().over("school"),
    )


def _numbered(listed: Frame, filed: Frame, rule: AbsenceRule) -> Frame:
    """One line per child, school and day listed, with the days of presence and the excused days up
    to then.
    """
    child = ("school", "child_key")
    lines = (
        listed.filter(~nw.col("child_key").is_null())
        .group_by(*child, "day")
        .agg(nw.col("counts", "excused", "unknown").max(), nw.col(*_REPORTS).min())
        .with_columns(excused=nw.col("excused") & ~nw.col("unknown"))
    )
    so_far = nw.col("counts").cum_sum().over(*child, order_by="day")
    excused = nw.col("excused").cast(nw.Int64).cum_sum().over(*child, order_by="day")
    return lines.join(filed.drop("filed"), on=["school", "day"]).with_columns(
        present_so_far=nw.col("filed_so_far") - so_far,
        present_in_all=nw.col("filed_in_all") - nw.col("counts").sum().over(*child),
        excused_so_far=excused if rule.excused_breaks else nw.lit(0),
    )


_RUN = ("child_key", "school", "present_so_far", "excused_so_far")
"""What the days of one run share."""


def _on_file(lines: Frame, filed: Frame, rule: AbsenceRule) -> Frame:
    """Runs: the days absent without excuse that share the same count of presence and of excused
    days.
    """
    days = nw.when(nw.col("counts") == 1).then(nw.col("day"))
    enough = rule.reached(nw.col("so_far")) | nw.col("unknown")
    groups = (
        lines.filter(~nw.col("excused"))
        .with_columns(counted=days, so_far=nw.col("counts").cum_sum().over(*_RUN, order_by="day"))
        .with_columns(reached=nw.when(enough).then(nw.col("counted")))
        .group_by(*_RUN)
        .agg(
            nw.col("reached").min().alias("on_file_on"),
            nw.col("counts").sum().alias("days"),
            nw.col("unknown").max().alias("whereabouts_unknown"),
            nw.col(*_REPORTS).min(),
            nw.col("counted").min().alias("first_day"),
            nw.col("counted").max().alias("last_day"),
            nw.col("day").min().alias("first_heard"),
            nw.col("day").max().alias("last_heard"),
            nw.col("present_in_all").max(),
        )
    )
    kept = groups.filter(rule.reached(nw.col("days")) | nw.col("whereabouts_unknown"))
    back = kept.join(_returned(kept, lines, filed), on=list(_RUN), how="left")
    return back.select(
        "child_key",
        "school",
        first_day=nw.coalesce("first_day", "first_heard"),
        last_day=nw.coalesce("last_day", "last_heard"),
        days=nw.col("days").cast(nw.Int64),
        open=nw.col("present_so_far") == nw.col("present_in_all"),
        on_file_on=nw.coalesce("on_file_on", "first_heard"),
        returned_on=nw.col("returned_on"),
        whereabouts_unknown=nw.col("whereabouts_unknown"),
        **{name: nw.col(name) for name in _REPORTS},
    )


def _returned(runs: Frame, lines: Frame, filed: Frame) -> Frame:
    """For each run that is over, the first day after it on which the school filed something and the
    child wasn't listed.
    """
    over = runs.filter(nw.col("present_so_far") < nw.col("present_in_all"))
    school = filed.filter(nw.col("filed") == 1).select("school", "day")
    after = over.join(school, on="school").filter(nw.col("day") > nw.col("last_heard"))
    absent = lines.select("child_key", "school", "day")
    there = after.join(absent, on=["child_key", "school", "day"], how="anti")
    return there.group_by(*_RUN).agg(returned_on=nw.col("day").min())


def _problems(rows: Frame, listed: Frame, until: date) -> Frame:
    """Rows with a problem of their own, and rows up to the day that is asked for that meet no
    school day.
    """
    named = rows.filter(~nw.col("problem").is_null()).select("row_id", "problem")
    idle = rows.filter(nw.col("problem").is_null() & (nw.col("end") <= until))
    idle = idle.join(listed.select("row_id").unique(), on="row_id", how="anti")
    return nw.concat([named, idle.select("row_id", problem=nw.lit("rest_day"))])
