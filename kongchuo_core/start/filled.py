"""The fictitious county's towns return their forms: what was asked, filled in as the story has it,
for ``kongchuo import``.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pandas as pd

from kongchuo_core.documents.workbooks.ledgers import open_cases, step_forms, step_sheet
from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.edition import Edition
from kongchuo_core.sample.returned import County, handler, returned, signals
from kongchuo_core.settings.models import Params, load_params
from kongchuo_core.settings.workspace import SAMPLE_STAMP, Workspace
from kongchuo_core.start.example import STORY_DAYS, TERMS
from kongchuo_core.term import place
from kongchuo_core.term.editions import as_of
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.forms import INTAKE_FORM, VERIFY_FORM

FOLDER, PLACE = "filled", ["register", "file", "sheet", "row"]
FICTITIOUS = "本表由 kongchuo sample --filled 按虚构样例的经过填好，表中的人、事、经办人和证据材料全是虚构的。"


def fill(folder: Path, term: str) -> tuple[Path, int, int]:
    """Fill in a term's 核查反馈表 (with 线索登记 where somebody was named) for all towns of the fictitious
    county.

    Returns
    -------
    tuple
        the workbook, how many cases it tells of, and how many signals.

    Raises
    ------
    UsageError
        where the term's data aren't the sample's, or the term has not been run on them.
    """
    workspace = Workspace.at(folder)
    county = _county(workspace, term)
    params, target = (
        county.params[[p.term.term for p in county.params].index(term)],
        workspace.root / FOLDER / term,
    )
    with workspace.locked():
        place.recover(workspace)
        edition = _edition(workspace, term)
        target.mkdir(parents=True, exist_ok=True)
        place.refuse_open_files(target)
        people = _people(workspace, term, edition)
        told, named = _told(edition, people, county, term), _named(edition, people, county, params)
        path = target / f"{VERIFY_FORM.name}.xlsx"
        _write(path, edition, told, named)
    return path, told[VERIFY_FORM.key].nunique(), len(named)


def _county(workspace: Workspace, term: str) -> County:
    """The story as it was written beside the data; refuse what isn't the sample's."""
    load_params(workspace.params, term, STORY_DAYS.get(term, date.max))
    if not workspace.fictitious(term):
        raise UsageError(
            "这个学期的登记册不是虚构样例，不能代填核查反馈表",
            remedy="真实的个案由镇（街道）入户核实后自己填；练习请另用 kongchuo sample 造一个虚构的县",
            place=(f"文件夹 data/{term}",),
        )
    laid_down = [
        t
        for t in dict.fromkeys((*TERMS, term))
        if (workspace.params / "terms" / f"{t}.yaml").is_file()
    ]
    known = [t for t in laid_down if _roles(workspace, t).is_file()]
    if term not in known:
        raise UsageError(
            "没有虚构样例的标准答案，不知道各人后来怎样",
            remedy="在 kongchuo sample 造的文件夹里运行；样例是以前造的，重新造一次",
            place=(f"文件夹 truth/{term}",),
        )
    roles = {
        t: pd.read_csv(_roles(workspace, t), index_col="person", keep_default_na=False)["role"]
        for t in known
    }
    return County(
        sorted(
            (load_params(workspace.params, t, _told_on(workspace, t, term)) for t in known),
            key=lambda p: p.term.first_day,
        ),
        roles,
    )


def _told_on(workspace: Workspace, term: str, asked: str) -> date:
    """The day up to which a term's forms tell: of the term that is asked for its edition's, of
    another the story's.
    """
    edition = workspace.outputs(term) / "internal" / "data"
    if term != asked or not edition.is_dir():
        return STORY_DAYS[term]
    return as_of(Edition(edition))


def _roles(workspace: Workspace, term: str) -> Path:
    return workspace.root / "truth" / term / "roles.csv"


def _edition(workspace: Workspace, term: str) -> Edition:
    """The term's edition, made from the sample that lies there now."""
    internal, stamp = workspace.outputs(term) / "internal", workspace.data(term) / SAMPLE_STAMP
    manifest = internal / place.MANIFEST
    seen = place.read_manifest(internal)["inputs"].get(SAMPLE_STAMP) if manifest.is_file() else None
    if seen != hashlib.sha256(stamp.read_bytes()).hexdigest():
        what = (
            "样例在运行之后重新造过" if manifest.is_file() else "这个学期还没有运行，没有可填的个案"
        )
        raise UsageError(what, remedy=f"先运行 kongchuo run --term {term}，再填核查反馈表")
    return Edition(internal / "data")


def _people(workspace: Workspace, term: str, edition: Edition) -> pd.Series:
    """Child → person of the story, by the household rows that are the child's."""
    links = pd.read_csv(workspace.root / "truth" / term / "links.csv", keep_default_na=False)
    rows = edition.table("rows")
    mine = rows[rows["register"].eq("household") & rows["child_id"].notna()].assign(
        sheet=lambda r: r["sheet"].fillna("")
    )
    return mine.merge(links, on=PLACE).drop_duplicates("child_id").set_index("child_id")["person"]


def _told(edition: Edition, people: pd.Series, county: County, term: str) -> pd.DataFrame:
    """What is told of the open cases."""
    cases = edition.table("cases")
    asked = cases[cases["closed_on"].isna()]
    known = asked.assign(
        person=asked["child_id"].map(people), verified=asked["verified_on"].notna()
    ).dropna(subset="person")
    return returned(known, county, term).rename(columns={"case_no": VERIFY_FORM.key})


def _named(edition: Edition, people: pd.Series, county: County, params: Params) -> pd.DataFrame:
    """Whom a list or a visit named, as the form of signals asks for it."""
    found = signals(county, params.term.term)
    children = edition.table("verdicts")
    known = children.assign(person=children["child_id"].map(people)).merge(
        found, left_on="person", right_index=True
    )
    lines = {
        "姓名": known["name"],
        "公民身份号码": known["id_no"],
        "出生日期": known["birth_date"].astype(str),
        "性别": known["sex"],
        "乡镇（街道）": known["town"],
        "村（社区）": known["village"],
        "来源": known["origin"],
        "发现日期": known["found_on"].astype(str),
        "依据材料": known["origin"] + "（虚构）",
        "经办人": [handler(params, town) for town in known["town"]],
    }
    return pd.DataFrame(lines, columns=INTAKE_FORM.headings).sort_values(["乡镇（街道）", "姓名"])


def _write(path: Path, edition: Edition, told: pd.DataFrame, named: pd.DataFrame) -> None:
    cases, forms = open_cases(edition), step_forms(edition.facts["loop"])
    title = f"{edition.place}控辍保学核查反馈表"
    sheets: Sequence[Sheet] = [
        Sheet("说明", pd.DataFrame({"说明": [FICTITIOUS]}), widths={"说明": 110}),
        *(step_sheet(form, cases, told, title) for form in forms),
        *([Sheet(INTAKE_FORM.sheet, named, fill=INTAKE_FORM.headings)] if len(named) else []),
    ]
    write_workbook(path, sheets)
