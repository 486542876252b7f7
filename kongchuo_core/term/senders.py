"""The schools an office expects to hear from: of the register of schools where it is given, else
those the student records name.
"""

from __future__ import annotations

from collections.abc import Mapping

import pyarrow as pa

from kongchuo_core.registers.border import read_register
from kongchuo_core.registers.towns import Towns
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import InputError
from kongchuo_core.vocabulary.registers import REGISTERS

_NAMING = ("schools", "enrolment")
"""Registers that name the schools, the surer one first."""


def schools_of(workspace: Workspace, params: Params) -> dict[str, str]:
    """School → its town, empty where it isn't known; the term's registers are looked into, then
    those of the term before.

    A register that can't be read names no school here: ``check`` says what is wrong with it.
    """
    for term in (params.term.term, params.term.previous):
        read = {}
        for code in _NAMING if term else ():
            try:
                read[code] = read_register(workspace.data(str(term)), REGISTERS[code], params).table
            except InputError:
                continue
        if found := schools_in(read, params):
            return found
    return {}


def schools_in(tables: Mapping[str, pa.Table], params: Params) -> dict[str, str]:
    """School → town from the registers as read: that of schools, else the student records."""
    for code in _NAMING:
        lines = (
            tables[code].select(["school", *(["town"] if code == "schools" else [])]).to_pylist()
            if code in tables
            else []
        )
        if found := {str(x["school"]): str(x.get("town") or "") for x in lines if x["school"]}:
            return {
                school: town or town_by_name(school, params)
                for school, town in sorted(found.items())
            }
    return {}


def town_by_name(school: str, params: Params) -> str:
    """The town whose name or alias a school's name begins with; the longest counts."""
    spellings = Towns(params.county).spellings
    return next(
        (spellings[s] for s in sorted(spellings, key=len, reverse=True) if school.startswith(s)), ""
    )
