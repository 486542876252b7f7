"""What is true of each row of the household register, written beside the data: what a run is scored
against.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from kongchuo_core.sample.dirty import Noted
from kongchuo_core.sample.story import ROLES
from kongchuo_core.vocabulary.codes import NOT_ENROLLED, STUDENT_STATUS
from kongchuo_core.vocabulary.registers import REGISTERS

COMPLETED_FROM = 14
"""Age on the cutoff from which a graduate has completed (contract, What counts as completed)."""
ABSENT = ("ENROLLED_ABSENT", "UNENROLLED_ABSENT")
COLUMNS = ["file", "sheet", "row", "in_scope", "truth", "accept", "trap", "id", "name", "explained"]


def verdicts(told: pd.DataFrame) -> pd.DataFrame:
    """``truth`` and ``explained`` for each person: enrolled × present, and completed (contract)."""
    words = STUDENT_STATUS.spellings()
    kinds = {
        name: (role.status != "" and words[role.status] not in NOT_ENROLLED, role)
        for name, role in ROLES.items()
    }
    enrolled = told["role"].map({k: e for k, (e, _) in kinds.items()})
    present = told["role"].map({k: r.at_school for k, (_, r) in kinds.items()})
    completed = told["role"].map({k: r.completed for k, (_, r) in kinds.items()}) & told["age"].ge(
        COMPLETED_FROM
    )
    truth = np.select(
        [~told["in_scope"], present & enrolled, present, completed, enrolled],
        ["OUT_OF_SCOPE", "CONSISTENT", "PRESENT_UNENROLLED", "COMPLETED", "ENROLLED_ABSENT"],
        "UNENROLLED_ABSENT",
    )
    explained = told["role"].map({k: r.explained for k, (_, r) in kinds.items()})
    frame = pd.DataFrame({"truth": truth, "explained": explained}, index=told.index)
    return frame.assign(explained=frame["explained"].where(frame["truth"].isin(ABSENT), ""))


def traps(told: pd.DataFrame, clean: dict[str, pd.DataFrame], noted: Noted) -> pd.DataFrame:
    """``trap`` (codes joined by +) and ``doubtful`` for each person that has any."""
    household, presence, enrolment = (clean[c] for c in ("household", "presence", "enrolment"))
    yes = presence[presence["present"].eq("是")]
    live = enrolment[enrolment["student_status"].ne("转出")]
    namesakes = told[told.duplicated(["name", "birth"], keep=False) & ~told["outsider"]]
    kinds = {
        "empty-household": (told.index[told["household_status"].eq("空挂")], False),
        "double-registration": (household.loc[household["pid"].duplicated(), "pid"], False),
        "two-rolls": (yes.loc[yes["pid"].duplicated(), "pid"], False),
        "two-enrolments": (live.loc[live["pid"].duplicated(), "pid"], False),
        "roll-conflict": (presence.loc[presence["note"].eq("已转走"), "pid"], False),
        "graduate-listed": (told.index[told["role"].eq("graduate_listed")], False),
        "number-shared": (told.index[told["shared"]], True),
        "namesake": (namesakes.index, False),
    }
    known: Noted = []
    for code, (pids, doubt) in kinds.items():
        known += [(int(p), code, doubt) for p in pids]
    marks = pd.DataFrame([*known, *noted], columns=["pid", "trap", "doubtful"])
    table = marks.groupby("pid").agg(
        trap=("trap", lambda t: "+".join(dict.fromkeys(t))), doubtful=("doubtful", "any")
    )
    alike = told.loc[namesakes.index].groupby(["name", "birth"]).ngroup()
    unsure = alike.map(table["doubtful"].reindex(alike.index).groupby(alike).any())
    table.loc[unsure.index, "doubtful"] |= unsure
    return table


def write_truth(
    folder: Path,
    household: pd.DataFrame,
    told: pd.DataFrame,
    marks: pd.DataFrame,
    records: dict[str, int],
) -> None:
    """Write ``truth.csv`` (a line for each household row) and ``counts.csv`` (records of each
    register).

    Parameters
    ----------
    household : ``pid``, ``file``, ``sheet``, ``row`` of each row as written.
    """
    truth = verdicts(told).join(told[["in_scope", "id_no", "name"]]).join(marks)
    truth["trap"], doubtful = truth["trap"].fillna(""), truth["doubtful"].eq(True)
    truth["accept"] = truth["truth"].where(
        ~(doubtful & truth["in_scope"]), truth["truth"] + "|REVIEW"
    )
    truth.loc[~truth["in_scope"], "trap"] = ""
    table = household.join(
        truth.rename(columns={"id_no": "id"}).assign(in_scope=truth["in_scope"].astype(int)),
        on="pid",
    )
    folder.mkdir(parents=True, exist_ok=True)
    _csv(table[COLUMNS], folder / "truth.csv")
    _csv(pd.DataFrame(records.items(), columns=["register", "records"]), folder / "counts.csv")


def write_links(folder: Path, places: dict[str, pd.DataFrame]) -> None:
    """Write ``links.csv``: whose record each row of the registers about children is, to score links
    by.

    Parameters
    ----------
    places : ``pid``, ``file``, ``sheet``, ``row`` of each row as written, by register.
    """
    parts = [
        place.assign(register=code)
        for code, place in places.items()
        if REGISTERS[code].about == "child"
    ]
    table = pd.concat(parts, ignore_index=True).rename(columns={"pid": "person"})
    _csv(table[["register", "file", "sheet", "row", "person"]], folder / "links.csv")


def write_roles(folder: Path, told: pd.DataFrame) -> None:
    """Write ``roles.csv``: what part each person of the county plays in the term, for the forms
    that towns return.
    """
    counted = told[told["in_scope"]]
    _csv(
        pd.DataFrame({"person": counted.index, "role": counted["role"].to_numpy()}),
        folder / "roles.csv",
    )


def _csv(table: pd.DataFrame, path: Path) -> None:
    path.write_bytes(table.to_csv(index=False, lineterminator="\n").encode())
