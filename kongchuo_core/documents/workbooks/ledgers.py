"""The three ledgers (M8.5) and the towns' form of verification, as workbooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pandas as pd

from kongchuo_core.documents.inspection.facts import EXPLANATIONS, VERDICTS, key_lists
from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.codes import FLAGS, Fate
from kongchuo_core.vocabulary.figures import COUNTY
from kongchuo_core.vocabulary.forms import (
    SECOND,
    SHARED,
    STEP_FORMS,
    STEPS_NOTE,
    VERIFY_CHOICES,
    VERIFY_FORM,
    Form,
)

CHILD = (
    ("姓名", "name"),
    ("性别", "sex"),
    ("民族", "nation"),
    ("公民身份号码", "id_no"),
    ("出生日期", "birth_date"),
    ("户籍乡镇", "town"),
    ("村（社区）", "village"),
    ("村民小组", "group_name"),
    ("户号", "household_no"),
    ("监护人", "guardian"),
    ("联系电话", "phone"),
    ("学校", "school"),
    ("年级", "grade"),
    ("班级", "class_name"),
    ("比对结论", "verdict"),
    ("说明材料", "explained_by"),
    ("脱贫户", "hardship"),
    ("重点群体", "lists"),
)
"""Heading → column of what every ledger says of a child."""
CASE = (
    ("案件编号", "case_no"),
    ("发现来源", "origin"),
    ("立案日期", "opened_on"),
    ("比对类别", "difference"),
    ("核实日期", "verified_on"),
    ("原因", "cause"),
    ("建议的原因", "proposed_cause"),
    ("牵头部门", "lead"),
    ("县责任人", "县"),
    ("乡镇责任人", "乡镇（街道）"),
    ("村责任人", "村（社区）"),
    ("学校责任人", "学校"),
    ("通知书发出", "notice_on"),
    ("通知书送达", "notice_served_on"),
    ("四步法阶段", "step"),
    ("阶段日期", "step_on"),
    ("安置方式", "placement"),
    ("返校日期", "returned_on"),
    ("连续到校上学日", "days_seen"),
    ("状态", "state"),
    ("缓学休学期满", "deferral_until"),
    ("销号日期", "closed_on"),
    ("销号依据", "closed_as"),
    ("逾期任务", "tasks_overdue"),
    ("提交联席会议", "agenda"),
    ("在办天数", "days_open"),
    ("反复次数", "relapses"),
    ("备注", "irregularities"),
)
"""Heading → column of what the ledgers of the suspected and the dropouts add."""
LEDGERS = {"疑似辍学": "suspected", "辍学": "dropout"}
"""Sheet → the ledger a case stands in."""
CLOSED_AS = {"returned": "返校稳定", "resolved": "核实有据"}
SPARE_LINES = 10
"""Empty lines below the cases of a form: for a second visit, a second paper."""
_STEP_WIDTHS = {
    "案件编号": 15.0,
    "姓名": 9.0,
    "村（社区）": 12.0,
    "学籍学校": 13.0,
    "登记的监护人": 9.0,
    "登记的电话": 13.0,
    "建议的原因": 12.0,
    "已认定的原因": 12.0,
    "原因或核实结果": 16.0,
    "证据种类": 12.0,
    "证据材料": 16.0,
    "现住址": 18.0,
    "现在何处、在做什么": 18.0,
    "困难和诉求": 16.0,
    "见到的人": 10.0,
    "监护人": 9.0,
    "联系电话": 13.0,
    "文书": 14.0,
    "送达方式": 11.0,
    "理由": 16.0,
    "完成的措施": 16.0,
    "作出机关": 11.0,
    "销号还缺": 16.0,
    "安置方式": 12.0,
    "更正哪一项": 13.0,
    "经办人": 9.0,
    "通知书已发出": 11.0,
    "通知书已送达": 11.0,
} | dict.fromkeys(
    (
        "核实日期",
        "走访日期",
        "发出日期",
        "送达日期",
        "步骤日期",
        "完成日期",
        "安置日期",
        "批准日期",
        "期满日期",
        "返校日期",
        "连续到校起",
        "连续到校止",
        "回访日期",
        "申请销号日期",
        "更正原日期",
        "更正日期",
        "阶段日期",
    ),
    11.0,
)
"""Widths of the form's columns, in Latin characters: a sheet fits on A4 landscape in letters that
can be read.
"""
NOTE = (
    "内部台账，含未成年人个人信息，不得公开、转发。“脱贫户”按乡村振兴部门名单，“重点群体”按民政等部门名单，"
    "空白为不在名单或者没有提供名单。"
)


def write_ledgers(edition: Edition, into: Path) -> Path:
    """``台账.xlsx`` of the edition's place: every child of school age, the suspected, the dropouts
    (``ledger`` of ``cases``).
    """
    labels: Mapping[str, Mapping[str, str]] = edition.facts["loop"]["labels"]
    cases, children = told_cases(edition, labels), edition.table("verdicts")
    hardship, lists = (
        _hardship(edition),
        key_lists(edition, "bureau" if edition.place == COUNTY else "town"),
    )
    known = children.assign(
        verdict=children["verdict"].map(VERDICTS),
        explained_by=children["explained_by"].map(EXPLANATIONS),
        hardship=children["child_id"].map(hardship),
        lists=children["child_id"].map(lists),
    )
    of_age = _numbered(_headed(known, CHILD))
    of_age["备注"] = ["、".join(FLAGS.label(flag) for flag in flags) for flags in children["flags"]]
    sheets = [Sheet("适龄", of_age, note=NOTE)]
    joined = cases.merge(_everybody(edition), on="child_id", how="left")
    joined["lists"] = joined["child_id"].map(lists)
    for name, ledger in LEDGERS.items():
        own = joined[joined["ledger"] == ledger]
        sheets.append(
            Sheet(name, _numbered(_headed(own, (*CASE[:1], *CHILD, *CASE[1:]))), note=NOTE)
        )
    path = into / "台账.xlsx"
    write_workbook(path, sheets)
    return path


def _everybody(edition: Edition) -> pd.DataFrame:
    """The details of every child that may have a case: of the term's list, and of those on no list
    what the ledger knows.
    """
    listed = edition.table("verdicts").drop(columns=["town", "verdict", "explained_by"])
    others = edition.table("unlisted")
    return (
        pd.concat([listed, others.drop(columns=["town"])], ignore_index=True)
        if len(others)
        else listed
    )


def _hardship(edition: Edition) -> dict[str, str]:
    """Child → kind of household on 乡村振兴's list; 是 where only the list's line is known."""
    rows = edition.table("rows")
    listed = rows[(rows["register"] == "hardship") & (rows["fate"] == Fate.USED.value)][
        "child_id"
    ].dropna()
    kinds = edition.table("cases").set_index("child_id")["hardship"].dropna()
    return dict.fromkeys(listed, "是") | kinds.to_dict()


def told_cases(edition: Edition, labels: Mapping[str, Mapping[str, str]]) -> pd.DataFrame:
    """The table ``cases`` with words for codes and the answerable persons by rung."""
    cases = edition.table("cases")
    steps = {
        0: "未开始",
        **{n: labels["step"][code] for n, code in enumerate(edition.facts["loop"]["steps"], 1)},
    }
    told = {name: cases[name].map(labels[name]) for name in ("origin", "state", "placement")}
    return cases.assign(
        **told,
        cause=cases["cause"].map(labels["cause"]),
        proposed_cause=cases["proposed_cause"].map(labels["cause"]),
        lead=cases["cause"].map(labels["lead"]),
        difference=cases["difference"].map(VERDICTS),
        verdict=cases["verdict"].map(VERDICTS),
        explained_by=cases["explained_by"].map(EXPLANATIONS),
        step=cases["step"].map(steps),
        closed_as=cases["closed_as"].map(CLOSED_AS),
        irregularities=[
            "；".join(labels["irregularity"].get(i, i) for i in codes)
            for codes in cases["irregularities"]
        ],
        **_answerable(edition, cases),
    )


def _answerable(edition: Edition, cases: pd.DataFrame) -> dict[str, Any]:
    """The first named person of each rung, by the beginning of the rung's name."""
    table = edition.table("answerable").sort_values(["child_id", "order"])
    found = {}
    for rung in ("县", "乡镇（街道）", "村（社区）", "学校"):
        own = table[table["level"].str.startswith(rung) & table["name"].notna()].drop_duplicates(
            "child_id"
        )
        found[rung] = cases["child_id"].map(own.set_index("child_id")["name"])
    return found


def _headed(frame: pd.DataFrame, columns: tuple[tuple[str, str], ...]) -> pd.DataFrame:
    return pd.DataFrame({heading: frame[column] for heading, column in columns})


def _numbered(frame: pd.DataFrame) -> pd.DataFrame:
    frame = frame.reset_index(drop=True)
    frame.insert(0, "序号", range(1, len(frame) + 1))
    return frame


def step_forms(told: Mapping[str, Any]) -> list[Form]:
    """The sheets of the form of verification with their drop-downs, in the order of the
    regulation's tables.

    Parameters
    ----------
    told : ``facts["loop"]`` of an edition; those of earlier versions don't know the order.
    """
    labels, orders, made = told["labels"], told.get("orders", {}), []
    for form in STEP_FORMS:
        words = {
            heading: tuple(labels[name][code] for code in orders.get(name, labels[name]))
            for heading in form.fill
            if (name := VERIFY_CHOICES.get(heading.removesuffix(SECOND)))
        }
        made.append(replace(form, choices={**form.choices, **words}))
    return made


def write_verify_form(edition: Edition, into: Path) -> Path | None:
    """``核查反馈表.xlsx`` of the edition's place: its open cases, a sheet for each step, what is known
    protected, the rest free.

    Returns
    -------
    Path or None
        the workbook; none is written where no case is open.
    """
    shown = open_cases(edition)
    if shown.empty:
        return None
    path = into / f"{VERIFY_FORM.name}.xlsx"
    title = f"{edition.place}控辍保学核查反馈表"
    forms = step_forms(edition.facts["loop"])
    write_workbook(path, [*(step_sheet(f, shown, None, title) for f in forms), explained()])
    return path


def explained() -> Sheet:
    """How the form is filled in."""
    return Sheet("填表说明", pd.DataFrame({"填表说明": STEPS_NOTE}), widths={"填表说明": 110.0})


def open_cases(edition: Edition) -> pd.DataFrame:
    """What the form of verification shows of each case that is open, in its order, by column."""
    labels = edition.facts["loop"]["labels"]
    cases = told_cases(edition, labels)
    joined = cases[cases["closed_on"].isna()].merge(_everybody(edition), on="child_id", how="left")
    found = joined.sort_values(["town", "village", "case_no"])
    named = labels.get("proof", {}) | labels.get("lacking", {})
    known = found["lacking"] if "lacking" in found else [None] * len(found)
    lacking = [() if codes is None else codes for codes in known]
    return found.assign(
        lacking=["、".join(named.get(code, code) for code in codes) for codes in lacking]
    )


def _of_sheet(form: Form, told: pd.DataFrame) -> pd.DataFrame:
    """What lines of the whole form tell on one sheet; a proof or a reason stands where its
    day is.
    """
    own = told.reindex(columns=[form.key, *form.fill]).copy()
    days = [day for day in SHARED if day in told]
    home = [
        next((SHARED[day] for day in days if pd.notna(line[day])), form.sheet)
        for _, line in told.iterrows()
    ]
    away = [sheet != form.sheet for sheet in home]
    shared = [h for h in ("证据种类", "证据材料", "理由") if h in form.fill]
    own.loc[away, shared] = None
    return own[own[[h for h in form.fill if h != "经办人"]].notna().any(axis=1)]


def step_sheet(form: Form, cases: pd.DataFrame, told: pd.DataFrame | None, title: str) -> Sheet:
    """One sheet of the form, its columns to fill in free, with empty lines below.

    Parameters
    ----------
    told : lines that are filled in already, by the form's headings; a case may have several.
    """
    lines = pd.DataFrame({heading: cases[column] for heading, column in form.shown})
    if told is None:
        lines = lines.assign(**dict.fromkeys(form.fill))
    else:
        own = _of_sheet(form, told)
        lines = lines.merge(own, on=form.key, how="left")
    widths = {h: w for h in lines.columns if (w := _STEP_WIDTHS.get(h.removesuffix(SECOND)))}
    return Sheet(
        form.sheet,
        lines,
        fill=form.fill,
        choices=form.choices,
        widths=widths,
        height=30.0,
        title=f"{title}（{form.sheet}）",
        frozen=2,
        spare=SPARE_LINES,
    )
