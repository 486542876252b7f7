"""What the closed loop shows of the towns' and schools' duties: chain, comparison, causes,
verification, notices, reports.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from kongchuo_core.supervision.ground import NOT_COVERED, Ground, Line, Owed
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.told import fact

_TASKS = (("verification", "verify"), ("causes_found", "find_cause"), ("notices", "issue_notice"))
"""Duties that are tasks of cases, each with its task."""


def loop_duties(ground: Ground) -> Iterator[Line]:
    """The lines of M1.4, M2.1, M2.2, M3.3, M4.1, M4.2 for every town, of M5.3 for every school with
    an absence on file.
    """
    cases, tasks = ground.lines("cases"), [t for t in ground.lines("tasks") if _current(ground, t)]
    windows = {w["town"]: w for w in ground.lines("windows")}
    for town in ground.towns:
        yield _chain(
            ground, town, [c for c in cases if c["town"] == town and c["closed_on"] is None]
        )
        yield from _comparison(ground, town, windows[town])
        for duty, task in _TASKS:
            own = [t for t in tasks if t["town"] == town and t["task"] == task]
            yield _tasks(ground, (duty, task), town, own)
    yield from _reports(ground)


def _current(ground: Ground, task: Line) -> bool:
    """Whether a task is this term's: what was done before it began was the last term's, in time or
    late.
    """
    return task["done_on"] is None or task["done_on"] >= ground.begins


def _chain(ground: Ground, town: str, own: list[Line]) -> Line:
    period, duty = ground.term.label, "answerable_chain"
    own, every = [c for c in own if c["chain_gaps"] is not None], own
    if not own and (every or not ground.given("responsible")):
        told = fact("chain_unknown", len(every)) if every else NOT_COVERED
        why = (told,) if ground.given("responsible") else ()
        return Owed(duty, town, town, period).no_data(*why)
    dark, whole = len(every) - len(own), sum(not c["chain_gaps"] for c in own)
    if dark and whole == len(own):
        return Owed(duty, town, town, period).no_data(fact("chain_unknown", dark))
    wanting = _numbers(c for c in own if c["chain_gaps"])
    told = fact("chain", len(own), whole, len(own) - whole) if own else fact("no_open_cases")
    return Owed(duty, town, town, period).line(
        "done" if whole == len(own) else "missing",
        told,
        expected=len(own),
        found=whole,
        wanting=wanting,
        judged=_numbers(own),
    )


def _comparison(ground: Ground, town: str, window: Line) -> Iterator[Line]:
    """When the town's comparison was done, and whether police and central school took part."""
    done = window["done_on"]
    on_time, together = (
        Owed(duty, town, town, ground.term.label)
        for duty in ("comparison_window", "comparison_partners")
    )
    if not ground.given("comparisons"):
        yield from (on_time.no_data(), together.no_data())
    elif done is not None:
        yield _compared(ground, on_time, window)
        yield _partners(ground, together, window)
    elif ground.covers("comparisons", town):
        due = ground.term.window_to
        state = "missing" if ground.day > due else "not_due"
        past = [ground.term.label] if state == "missing" else []
        same = {"due_on": due, "found": 0, "past": past}
        yield on_time.line(state, fact("no_comparison_day"), expected=1, **same)
        yield together.line(state, fact("no_partners"), expected=2, **same)
    else:
        yield from (on_time.no_data(NOT_COVERED), together.no_data(NOT_COVERED))


def _compared(ground: Ground, owed: Owed, window: Line) -> Line:
    done, late = window["done_on"], window["days_late"]
    return owed.line(
        "late" if late else "done",
        fact("compared", done, late),
        due_on=ground.term.window_to,
        done_on=done,
        expected=1,
        found=1,
        past=[owed.period] if late else [],
    )


def _partners(ground: Ground, owed: Owed, window: Line) -> Line:
    partners = {"公安": window["police"], "中心学校": window["central_school"]}
    absent = [name for name, took_part in partners.items() if not took_part]
    return owed.line(
        "missing" if absent else "done",
        fact("partners", absent),
        due_on=ground.term.window_to,
        done_on=window["done_on"],
        expected=len(partners),
        found=len(partners) - len(absent),
        past=[f"{owed.period}{name}" for name in absent],
    )


def _state(missing: int, late: int, done: int) -> str:
    """The worst that there is."""
    if missing:
        return "missing"
    if late:
        return "late"
    return "done" if done else "not_due"


def _tasks(ground: Ground, of: tuple[str, str], town: str, own: list[Line]) -> Line:
    """Of the tasks that are due or done, how many were done in time; one still running isn't
    charged, nor one of a case that there might not be if every list had been given.
    """
    doubtful = [t for t in own if t["state"] == "overdue" and t["case_no"] in ground.doubtful]
    own = [t for t in own if t not in doubtful]
    count = {s: sum(t["state"] == s for t in own) for s in ("done", "done_late", "overdue", "open")}
    told = count["done"] + count["done_late"] + count["overdue"]
    state = _state(count["overdue"], count["done_late"], count["done"])
    duty, task = of
    if doubtful and state not in ("missing", "late"):
        return Owed(duty, town, town, ground.term.label).no_data(ground.unexplained)
    parts = (count["done"], count["done_late"], count["overdue"])
    due = min((t["due"] for t in own if t["state"] == "overdue"), default=None)
    found = count["done"] + count["done_late"]
    cases = {s: _numbers(t for t in own if t["state"] == s) for s in count}
    return Owed(duty, town, town, ground.term.label).line(
        state,
        fact("tasks", task, told, *parts) if told else fact("no_tasks", task),
        due_on=due,
        expected=told,
        found=found,
        in_time=count["done"],
        wanting=cases["overdue"],
        past=cases["done_late"],
        judged=_numbers(own),
    )


def _numbers(lines: Iterable[Line]) -> list[str]:
    """The case numbers of lines, each once, in order."""
    return sorted({line["case_no"] for line in lines if line["case_no"]})


def _reports(ground: Ground) -> Iterator[Line]:
    period, watched = ground.term.label, ground.lines("monitoring")
    if not watched and not ground.given("absences"):
        for school, town in ground.schools.items():
            yield from (
                Owed(d, school, town, period).no_data()
                for d in ("absence_to_bureau", "absence_to_town")
            )
        return
    for school, town in ground.schools.items():
        own = [m for m in watched if m["school"] == school]
        for to, whom in (("bureau", "县教育体育局"), ("town", "镇（街道）")):
            if own:
                yield _report(ground, to, whom, school, town, own)


def _report(ground: Ground, to: str, whom: str, school: str, town: str, own: list[Line]) -> Line:
    states = [m[f"{to}_report"] for m in own]
    if set(states) == {"no_data"}:
        why = fact("no_column", _wanted(ground, to, school))
        return Owed(f"absence_to_{to}", school, town, ground.term.label).no_data(why)
    count = {s: states.count(s) for s in ("in_time", "late", "missing", "pending", "no_data")}
    items = {s: [_absence(m, whom) for m in own if m[f"{to}_report"] == s] for s in count}
    state = _state(count["missing"], count["late"], count["in_time"])
    told = len(states) - count["pending"] - count["no_data"]
    parts = (count["in_time"], count["late"], count["missing"])
    return Owed(f"absence_to_{to}", school, town, ground.term.label).line(
        state,
        fact("reports", to, told, *parts) if told else fact("reports_not_due"),
        expected=told,
        found=count["in_time"] + count["late"],
        in_time=count["in_time"],
        wanting=items["missing"],
        past=items["late"],
        judged=[_absence(m, whom) for m in own],
    )


def _wanted(ground: Ground, to: str, school: str) -> list[str]:
    """The headings that a school's register of absences lacks, without which nobody can say whether
    it reported.
    """
    columns = ("excuse", f"reported_{to}_on")
    return [
        REGISTERS["absences"].field(c).heading
        for c in columns
        if ground.lacks("absences", c, school)
    ]


def _absence(absence: Line, whom: str) -> str:
    """How an absence to be reported is known from term to term: whose it was, its first day, to
    whom.
    """
    return f"{absence['child_id']} {absence['first_day'].isoformat()} {whom}"
