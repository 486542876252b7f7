"""What the guided form answered, as the params of a new workspace: the model county's files,
changed where answers differ.
"""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path
from typing import Any

from kongchuo_core.regulation.profiles import UNCONFIRMED, options
from kongchuo_core.settings.models import load_params, read_county
from kongchuo_core.settings.people import load_people
from kongchuo_core.settings.rewrite import in_one_line, quoted, rewrite
from kongchuo_core.settings.workspace import Workspace, init
from kongchuo_core.start.guide import Answers
from kongchuo_core.start.terms import new_term

SIGNED_BY_TOWNS = ("入学通知书", "复学通知书", "比对核查情况", "联席会议议题")
ORDERED_BY_TOWNS = ("责令送被监护人接受义务教育通知书", "移送事实清单")
"""What the head of a town signs; orders not for a sub-district, whose office is no people's
government (义务教育法 art. 58).
"""


def make(root: Path, answers: Answers) -> Workspace:
    """Make the workspace beside, check it as a run would, then put it in its place: whole, or not
    at all.

    Raises
    ------
    ParamsError
        where the answers together don't make sound params.
    """
    staged = root.resolve().with_name(f".{root.resolve().name}.new")
    shutil.rmtree(staged, ignore_errors=True)
    try:
        workspace = init(staged)
        _write(workspace, answers)
        load_params(workspace.params, answers.term, answers.days["first_day"])
        load_people(workspace.params)
        root.mkdir(parents=True, exist_ok=True)
        for path in sorted(staged.iterdir()):
            path.rename(root / path.name)
    finally:
        shutil.rmtree(staged, ignore_errors=True)
    return Workspace.at(root)


def _write(workspace: Workspace, answers: Answers) -> None:
    model = read_county(workspace.params)
    rewrite(workspace.params / "county.yaml", lambda content: _county(content, answers))
    if answers.towns != model.towns or answers.county["name"] != model.name:
        rewrite(
            workspace.params / "people.yaml", lambda content: _people(content, answers, model.name)
        )
        rewrite(workspace.params / "rules" / "publication.yaml", _no_groups)
    if answers.county["mechanism"] != model.mechanism:
        rewrite(workspace.params / "mechanism.yaml", _no_sections)
    decided = {rule: o for rule, o in answers.profiles.items() if o != UNCONFIRMED}
    if decided:
        rewrite(
            workspace.params / "rules" / "profiles.yaml",
            lambda content: _profiles(content, decided, answers.days["first_day"]),
        )
    if not (workspace.params / "terms" / f"{answers.term}.yaml").exists():
        new_term(workspace, answers.term)
    rewrite(
        workspace.params / "terms" / f"{answers.term}.yaml",
        lambda content: content.update(_changed(content, answers.days)),
    )


def _county(content: Any, answers: Answers) -> None:
    own = {k: v for k, v in answers.county.items() if k in content and k != "towns"}
    content.update(_changed(content, own | {"code": quoted(answers.county["code"])}))
    content["inspection_issuer"].update(
        _changed(
            content["inspection_issuer"],
            {"name": answers.county["issuer_name"], "basis": answers.county["issuer_basis"]},
        )
    )
    code = answers.county["supervision_code"]
    codes = {} if code == "无" else {answers.county["supervision_office"]: code}
    if dict(content["document_codes"]) != codes:
        content["document_codes"] = codes or in_one_line({})
    told = [t.model_dump() for t in answers.towns]
    if [dict(t) for t in content["towns"]] != told:
        content["towns"][:] = [in_one_line(t) for t in told]


def _no_sections(content: Any) -> None:
    """Where things stand in the county's own document nobody has said: papers cite its name alone."""
    content["sections"].update(dict.fromkeys(content["sections"], quoted("")))


def _changed(content: Any, values: dict[str, Any]) -> dict[str, Any]:
    """Only what differs is written, so that the rest keeps its quotes and comments."""
    return {name: value for name, value in values.items() if content[name] != value}


def _people(content: Any, answers: Answers, model: str) -> None:
    """The example signers: those of other towns go, the county's stay under its name until the
    office enters its own.
    """
    towns = {t.name for t in answers.towns}
    content["persons"][:] = [p for p in content["persons"] if p.get("town") in (None, *towns)]
    for person in content["persons"]:
        person["unit"] = person["unit"].replace(model, answers.county["name"])
    kinds = {t.name: t.kind for t in answers.towns}
    for town, (name, post) in answers.signers.items():
        street = kinds[town] == "街道"
        unit = f"{town}办事处" if street else f"{town}人民政府"
        papers = SIGNED_BY_TOWNS if street else (*SIGNED_BY_TOWNS, *ORDERED_BY_TOWNS)
        person = {"name": name, "post": post, "unit": unit, "town": town}
        content["persons"].append(in_one_line(person | {"may_sign": list(papers)}))


def _profiles(content: Any, decided: dict[str, str], since: date) -> None:
    """What was decided holds from the first day of the first term; what stood there before
    stays.
    """
    for rule, option in decided.items():
        entry = {"value": option, "source": options(rule)[option].source}
        content["rules"][rule]["values"][since] = in_one_line(entry)


def _no_groups(content: Any) -> None:
    """The model county's grouping of towns means nothing to another: publish by kind of town until
    the office decides.
    """
    for entry in content["rules"]["publication_town_groups"]["values"].values():
        entry["value"] = in_one_line({})
