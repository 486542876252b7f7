"""待人工核对.xlsx: one pair a line, grouped by school and class, both sides above each other in every
cell.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pandas as pd

from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.codes import FLAGS, QUALITY
from kongchuo_core.vocabulary.forms import DOUBT_ASKED, DOUBT_FORM, FILE_FORM, REVIEW_FORM
from kongchuo_core.vocabulary.registers import REGISTERS

PERSONS, HOUSEHOLD = "persons", "household"
ACROSS, NOW, BEFORE = "前后学期", "本学期", "以前"
_WIDTHS = {
    "学校班级": 15.0,
    "来自": 9.0,
    "姓名": 11.0,
    "性别": 5.0,
    "出生日期": 11.5,
    "身份证号": 20.5,
    "住处和监护人": 20.0,
    "为什么问": 25.0,
    "认定": 11.0,
    "认定人": 9.0,
    "认定日期": 11.5,
    "依据": 13.0,
    "编号": 9.5,
}
_HEIGHT = 46.0
"""Of a row: three lines of characters."""
_FOLDERS = {code: register.folder for code, register in REGISTERS.items()}
_ORDER = {PERSONS: 0, HOUSEHOLD: 1}


def write_review_form(edition: Edition, into: Path) -> Path | None:
    """``待人工核对.xlsx`` of the edition's place: a page is a class, and a second sheet tells where each
    line stands.

    Returns
    -------
    Path or None
        the workbook; none is written where nothing is to be decided.
    """
    lines, whole, doubts = pairs(edition), edition.table("file_questions"), edition.table("doubts")
    if not lines and whole.empty and doubts.empty:
        return None
    path, sheets = into / f"{REVIEW_FORM.name}.xlsx", _of_pairs(lines)
    write_workbook(path, [*_of_files(whole), *sheets[:1], *_of_doubts(doubts), *sheets[1:]])
    return path


def pairs(edition: Edition) -> list[dict[str, Any]]:
    """What is asked about pairs of rows, in the form's order: a column of the form → what both
    sides say, one above the other.
    """
    table, whole = edition.table("review"), edition.table("file_questions")
    table = table[~table["question"].isin(set(whole["question"]))]
    plain = table.astype(object).where(table.notna(), None)
    told = [dict(zip(plain.columns, row, strict=True)) for row in plain.itertuples(index=False)]
    return sorted((_line(row) for row in told), key=_in_order)


def _of_pairs(lines: Sequence[dict[str, Any]]) -> list[Sheet]:
    """The sheet of pairs and the one that tells where they stand, where there are any."""
    if not lines:
        return []
    told: dict[str, list[str]] = {}
    for line in lines:
        told.setdefault(line["question"], []).append(line["source"])
    sources = {question: "、".join(dict.fromkeys(names)) for question, names in told.items()}
    lines = [x | {"sources": _above(x["first"], sources[x["question"]])} for x in lines]
    frame = pd.DataFrame(lines).drop_duplicates("question").reset_index(drop=True)
    shown = pd.DataFrame({heading: frame[column] for heading, column in REVIEW_FORM.shown})
    shown = shown.assign(**dict.fromkeys(REVIEW_FORM.fill), **{REVIEW_FORM.key: frame["question"]})
    form = Sheet(
        REVIEW_FORM.sheet,
        shown,
        widths=_WIDTHS,
        fill=REVIEW_FORM.fill,
        choices=REVIEW_FORM.choices,
        note=REVIEW_FORM.note,
        height=_HEIGHT,
    )
    places = pd.DataFrame(
        [{REVIEW_FORM.key: x["question"], "一边": x["here"], "另一边": x["there"]} for x in lines]
    )
    return [form, Sheet("出处", places.drop_duplicates())]


def _of_files(whole: pd.DataFrame) -> list[Sheet]:
    """The sheet of whole files, where there are any: one decision a file."""
    if whole.empty:
        return []
    told = whole.assign(
        source=whole["register"].map(_FOLDERS),
        file=(whole["file"] + " " + whole["sheet"]).str.strip(),
    )
    shown = pd.DataFrame({heading: told[column] for heading, column in FILE_FORM.shown})
    shown = shown.assign(**dict.fromkeys(FILE_FORM.fill), **{FILE_FORM.key: told["question"]})
    return [
        Sheet(
            FILE_FORM.sheet,
            shown,
            widths={
                "来自": 8,
                "文件": 28,
                "问题": 34,
                "怎么改": 44,
                "怎么办": 11,
                "认定日期": 11.5,
            },
            fill=FILE_FORM.fill,
            choices=FILE_FORM.choices,
            note=FILE_FORM.note,
            height=_HEIGHT,
        )
    ]


def _of_doubts(doubts: pd.DataFrame) -> list[Sheet]:
    """The sheet of what registers say and nobody understands, where there is any."""
    if doubts.empty:
        return []
    frame = pd.DataFrame(unclear(doubts))
    shown = pd.DataFrame({heading: frame[column] for heading, column in DOUBT_FORM.shown})
    shown = shown.assign(**dict.fromkeys(DOUBT_FORM.fill), **{DOUBT_FORM.key: frame["question"]})
    return [
        Sheet(
            DOUBT_FORM.sheet,
            shown.reset_index(drop=True),
            widths=_WIDTHS | {"在哪里": 30.0, "要认定的": 14.0},
            fill=DOUBT_FORM.fill,
            choices=DOUBT_FORM.choices,
            note=DOUBT_FORM.note,
            height=_HEIGHT,
        )
    ]


def unclear(doubts: pd.DataFrame) -> list[dict[str, Any]]:
    """What is asked about single rows, by school and class: a column of the form → what stands
    there (``doubts``: the table).
    """
    plain = doubts.astype(object).where(doubts.notna(), None)
    labels = {c.code: c.label for c in (*QUALITY.codes, *FLAGS.codes)}
    lines = []
    for told in plain.itertuples(index=False):
        row = dict(zip(plain.columns, told, strict=True))
        codes = [code for code in row["doubts"].split(",") if code]
        class_ = "".join(str(row[c]) for c in ("grade", "class_name") if row[c])
        reasons = "、".join(labels[code] for code in dict.fromkeys(codes))
        lines.append(
            row
            | {
                "group": "\n".join(filter(None, (row["school"] or row["town"], class_))),
                "source": _FOLDERS[row["register"]],
                "why": "\n".join(filter(None, (reasons, row["told"]))),
                "place": _place(row, ""),
                "asked": DOUBT_ASKED[row["register"]],
            }
        )
    return sorted(lines, key=lambda x: (x["group"], str(x["name"] or ""), x["question"]))


def _in_order(line: dict[str, Any]) -> tuple[int, str, str, str]:
    return line["rank"], line["group"], line["named"], line["question"]


def _line(row: dict[str, Any]) -> dict[str, Any]:
    register = str(row["register"])
    class_ = "".join(str(row[c]) for c in ("other_grade", "other_class") if row[c])
    group = {PERSONS: ACROSS, HOUSEHOLD: _FOLDERS[HOUSEHOLD]}.get(
        register, _above(row["other_school"] or _FOLDERS.get(register), class_)
    )
    before = register == PERSONS
    mine = "".join(str(row[c]) for c in ("town", "village") if row[c])
    guardian = f"监护人{row['guardian']}" if row["guardian"] else ""
    beside = row["other_town"] if before else guardian
    return {
        "question": row["question"],
        "rank": _ORDER.get(register, 2),
        "named": str(row["other_name"] or ""),
        "group": group,
        "first": NOW if before else _FOLDERS[HOUSEHOLD],
        "source": BEFORE if before else _FOLDERS.get(register, ""),
        "names": _above(row["name"], row["other_name"]),
        "sexes": _above(row["sex"], row["other_sex"]),
        "births": _above(row["birth_date"], row["other_birth_date"]),
        "numbers": _above(row["id_no"], row["other_id_no"]),
        "homes": _above(mine, beside),
        "reason": row["reason"],
        "here": _place(row, "household_"),
        "there": "台账" if before else _place(row, ""),
    }


def _above(*sides: object) -> str:
    """Both sides above each other; what one doesn't say is a dash."""
    return "\n".join(_said(side) for side in sides)


def _said(side: object) -> str:
    return "—" if side is None or side == "" else str(side)


def _place(row: dict[str, Any], prefix: str) -> str:
    parts: Sequence[object] = (row[f"{prefix}file"], row[f"{prefix}sheet"])
    where = " ".join(str(p) for p in parts if p)
    return f"{where} 第{row[f'{prefix}row']}行" if where else ""
