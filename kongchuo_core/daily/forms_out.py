"""Empty forms for every sender: one folder a kind of sender, one file a register, the sender's own
name filled in.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

from kongchuo_core.documents.workbooks.forms import write_intake_form, write_opening_form
from kongchuo_core.documents.workbooks.register_forms import EmptyForm, write_register_form
from kongchuo_core.regulation.telling import telling
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.people import GUARDIAN, load_people
from kongchuo_core.settings.terms import params_today
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.term.senders import schools_of
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.registers import REGISTERS, Register
from kongchuo_core.vocabulary.senders import DELIVERIES, Sender, choices, unit_field

FOLDER, GENERAL, INTAKE = "登记册空表", "通用", "填好后导入"


def write_forms(
    workspace: Workspace, term: str, into: Path | None, today: date
) -> tuple[Path, dict[str, int]]:
    """Every register's empty form: a general one each, and one for each town or school that sends
    it.

    Returns
    -------
    tuple
        the folder, and how many files lie in each of its folders.

    Raises
    ------
    UsageError
        where the folder is where registers are read from, or a form is open in Excel.
    """
    params = params_today(workspace.params, term, today)
    target = into or workspace.outputs(term) / FOLDER
    if target.resolve().is_relative_to((workspace.root / "data").resolve()):
        raise UsageError(
            "空表不能放在 data/ 里：那里的文件会被当作报来的登记册读",
            remedy="用 --into 指定别的文件夹",
        )
    counts: dict[str, int] = {}
    with workspace.locked():
        place.refuse_open_files(target)
        for folder, form, name in _forms(workspace, params):
            (target / folder).mkdir(parents=True, exist_ok=True)
            write_register_form(target / folder / f"{name}.xlsx", form)
            counts[folder.partition("/")[0]] = counts.get(folder.partition("/")[0], 0) + 1
        counts[INTAKE] = len(_intake(target / INTAKE, params))
    return target, counts


def _intake(into: Path, params: Params) -> list[Path]:
    """The forms that come back through ``kongchuo import``: who was named from above or met at a
    visit, the ledgers until now.
    """
    towns = [t.name for t in params.county.towns]
    into.mkdir(parents=True, exist_ok=True)
    labels = telling(params.rules, params.term.as_of, params.county)["labels"]
    return [write_intake_form(into, towns), write_opening_form(into, towns, labels)]


def _forms(workspace: Workspace, params: Params) -> Iterator[tuple[str, EmptyForm, str]]:
    """Folder, form and file name."""
    towns = tuple(t.name for t in params.county.towns)
    levels = tuple(
        dict.fromkeys(
            r.level for r in load_people(workspace.params).roles if GUARDIAN not in r.scope
        )
    )
    units = {
        Sender.TOWN: towns,
        Sender.SCHOOL: tuple(schools_of(workspace, params)),
        Sender.COUNTY: (),
    }
    for register in REGISTERS.values():
        offered = choices(register, towns, levels)
        sender = DELIVERIES[register.code].sender
        yield GENERAL, _form(register, offered, "", params), register.folder
        for unit in units[sender]:
            yield (
                f"{sender}/{unit}",
                _form(register, offered, unit, params),
                f"{unit}{register.folder}",
            )


def _form(
    register: Register, offered: dict[str, tuple[str, ...]], unit: str, params: Params
) -> EmptyForm:
    field = unit_field(register)
    prefill = {field: unit} if unit and field else {}
    term = params.term
    return EmptyForm(
        register,
        offered,
        unit,
        prefill,
        f"{unit or params.county.name}{term.label}{register.folder}登记册",
        f"data/{term.term}/{register.folder}/",
    )
