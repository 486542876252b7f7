"""给分析人员：打开一个期次的表，换一个口径再比对一次。"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from html import escape
from pathlib import Path
from typing import Any

import pandas as pd

from kongchuo_core.documents.printed import masked
from kongchuo_core.documents.workbooks.sheets import Sheet, write_workbook
from kongchuo_core.edition import FACTS, Edition
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.library.looks import chinese_charts
from kongchuo_core.regulation.labels import labels
from kongchuo_core.regulation.tables import SUSPECTED
from kongchuo_core.settings.beside import beside
from kongchuo_core.settings.dated import Dated
from kongchuo_core.settings.models import Params, Rules, load_params
from kongchuo_core.settings.rules import RULES
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term.compute import compare, office_of
from kongchuo_core.term.editions import edition_of, made
from kongchuo_core.vocabulary.days import WRITTEN_SO
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.registers import BIRTH, ID_NO, NAME, Field
from kongchuo_core.vocabulary.tables import TABLES
from kongchuo_core.vocabulary.tables.declared import Column

NAMING = (
    "name",
    "id_no",
    "other_name",
    "other_id_no",
    "guardian",
    "phone",
    "address",
    "household_no",
    "met",
    "whereabouts",
    "needs",
    "by",
    "student_no",
)
"""Columns that name a person or may do so; left out unless asked for."""
NUMBERS = ("id_no", "other_id_no")
"""Identity numbers; only ever shown with the birth date hidden."""
MADE_UP, INTERNAL = "虚构样例，人名、号码均为虚构", "内部资料，含未成年人个人信息，不得外传"
TERM_HEADING = "学期"
SHEET_NAME = re.compile(r"[^\[\]:*?/\\']{1,31}")
"""What Excel takes for a sheet's name."""


@dataclass(frozen=True)
class Tables:
    """一个期次的全部表。``t.verdicts``、``t.cases`` 等就是 pandas 的表，``child_id`` （儿童编号）把说到同一个儿童的表连起来。

    代码换成中文的分类，日期是日期；默认不带姓名、证件号、电话、住址。有哪些表：``print(t)``；每一列什么意思：``t.columns("cases")``。
    """

    edition: Edition
    names: bool = False
    chinese: bool = False

    def __dir__(self) -> list[str]:
        return [*super().__dir__(), *TABLES]

    def __getattr__(self, name: str) -> pd.DataFrame:
        if name not in TABLES:
            raise AttributeError(f"结果里没有“{name}”这张表，有：{'、'.join(TABLES)}")
        return self.table(name)

    def table(self, name: str) -> pd.DataFrame:
        """一张表。

        Parameters
        ----------
        name : 表名，见数据字典；也可写 ``t.verdicts`` 这样。

        Returns
        -------
        DataFrame
            代码列是中文的分类（category），日期列是 datetime64。

        Raises
        ------
        UsageError
            没有这张表。
        """
        table = self.edition.table(_known(name))
        declared = {c.name: c for c in TABLES[name].columns if c.name in table}
        kept = [c for c in declared if self.names or c not in NAMING]
        told = pd.DataFrame({c: _told(declared[c], table[c]) for c in kept})
        return told.rename(columns=TABLES[name].headings) if self.chinese else told

    @property
    def suspected(self) -> pd.DataFrame:
        """``verdicts`` 里疑似辍学的：学籍在校而学生不在校、学籍与学生均不在校（M3.2）。"""
        suspected = self.edition.table("verdicts")["verdict"].isin(SUSPECTED)
        return self.table("verdicts")[suspected]

    def columns(self, name: str) -> pd.DataFrame:
        """一张表的每一列：列名、中文列名、含义、可不可以外传。没有这张表是 ``UsageError``。"""
        table = TABLES[_known(name)]
        lines = [
            (c.name, table.headings[c.name], c.meaning, c.may_leave)
            for c in table.columns
            if self.names or c.name not in NAMING
        ]
        return pd.DataFrame(lines, columns=["列", "中文列名", "含义", "可外传"])

    def child(self, number: str) -> dict[str, pd.DataFrame]:
        """一名儿童的经过：说到他的每张表里他的那些行。

        Parameters
        ----------
        number : 儿童编号或者案件编号，``verdicts``、``cases`` 等表里都有。

        Raises
        ------
        UsageError
            没有这个编号。
        """
        cases = self.edition.table("cases")
        of_case = cases.loc[cases["case_no"] == number, "child_id"]
        child = of_case.iloc[0] if len(of_case) else number
        own: dict[str, pd.DataFrame] = {}
        for name, declared in TABLES.items():
            told = any(c.name == "child_id" for c in declared.columns)
            if told and self.edition.holds(name):
                mine = self.edition.table(name)["child_id"] == child
                if mine.any():
                    own[name] = self.table(name)[mine]
        if not own:
            raise UsageError(
                f"没有编号“{number}”", remedy="用 child_id（儿童编号）或者 case_no（案件编号）查"
            )
        return own

    def over_terms(self, name: str) -> pd.DataFrame:
        """同一张表，各学期的接在一起，前面加一列学期，先后排好：看趋势、比两个学期。

        Parameters
        ----------
        name : 表名，如 ``"figures"``。

        Returns
        -------
        DataFrame
            第一列“学期”是有先后的分类。

        Raises
        ------
        UsageError
            没有这张表。
        """
        editions = [
            replace(e, town=self.edition.town) for e in made(Workspace.above(self.edition.folder))
        ]
        labels_of = [e.facts["term"]["label"] for e in editions]
        parts = [
            replace(self, edition=e).table(name).assign(**{TERM_HEADING: label})
            for e, label in zip(editions, labels_of, strict=True)
            if e.holds(name)
        ]
        whole = pd.concat(parts, ignore_index=True)
        told = whole.pop(TERM_HEADING).astype(pd.CategoricalDtype(labels_of, ordered=True))
        whole.insert(0, TERM_HEADING, told)
        return whole

    def identify(self, frame: pd.DataFrame) -> pd.DataFrame:
        """给自己的名单加上儿童编号，好和期次的表连起来。

        只认完全一致、而且两边都只有一个的：先看身份证号，没有的看姓名加出生日期；认不出的编号为空。

        Parameters
        ----------
        frame : 自己的表，有“身份证号”一列，或者有“姓名”和“出生日期”两列。

        Returns
        -------
        DataFrame
            原来的表，前面加一列 ``child_id`` （儿童编号）。

        Raises
        ------
        UsageError
            这几列都没有。
        """
        key = TABLES["verdicts"].headings["child_id"] if self.chinese else "child_id"
        number, name, birth = (_column(frame, field) for field in (ID_NO, NAME, BIRTH))
        if number is None and (name is None or birth is None):
            raise UsageError(
                "名单里没有可以认人的列", remedy="要有“身份证号”一列，或者“姓名”和“出生日期”两列"
            )
        known = self.edition.table("verdicts")
        found = pd.Series(pd.NA, index=frame.index, dtype="string")
        for mine, theirs in (
            (_numbers(number), _numbers(known["id_no"])),
            (_names(name, birth), _names(known["name"], known["birth_date"])),
        ):
            if mine is not None and theirs is not None:
                found = found.fillna(_matched(mine, theirs, known["child_id"]))
        told = frame.drop(columns=key, errors="ignore")
        told.insert(0, key, found)
        return told

    def export(self, path: str | Path, **sheets: pd.DataFrame | pd.Series[Any]) -> Path:
        """把几张表写进一个 Excel 文件，每张一个工作表，写明来源；数字是数字，日期是日期。

        Parameters
        ----------
        path : 文件名，以 ``.xlsx`` 结尾。
        sheets : 工作表名＝表，如 ``t.export("疑似.xlsx", 疑似=t.suspected)``。

        Returns
        -------
        Path
            写好的文件。

        Raises
        ------
        UsageError
            一张表也没有写；文件名、工作表名不对；没有这个文件夹。
        """
        into = Path(path)
        if not sheets or into.suffix != ".xlsx":
            raise UsageError(
                "不知道把什么写到哪个文件",
                remedy='写成 t.export("疑似.xlsx", 疑似=t.suspected) 这样',
            )
        if not into.parent.is_dir():
            raise UsageError(
                f"没有文件夹“{into.parent.name}”", remedy="先建好这个文件夹，或者换一个地方"
            )
        if bad := [name for name in sheets if not SHEET_NAME.fullmatch(name)]:
            raise UsageError(
                f"“{bad[0]}”不能当工作表名", remedy="不超过31个字，不用 [ ] : * ? / \\"
            )
        write_workbook(
            into, [Sheet(name, _flat(frame), note=self.about) for name, frame in sheets.items()]
        )
        return into

    @property
    def cutoff(self) -> dt.date:
        """年龄截止日。"""
        return dt.date.fromisoformat(self.edition.facts["term"]["cutoff"])

    @property
    def about(self) -> str:
        """哪个县、哪个学期、截至哪天；虚构的说虚构，真实的说不得外传。"""
        facts = self.edition.facts
        made_up = MADE_UP if facts["fictitious"] else INTERNAL
        return f"{facts['county']['name']}{self.edition.town or ''}{facts['term']['label']}（{made_up}），情况截至{facts['term']['as_of']}"

    def __repr__(self) -> str:
        listed = "\n".join(f"  {t.name}：{t.meaning}" for t in TABLES.values())
        return f"{self.about}\n{listed}"

    def _repr_html_(self) -> str:
        return f"<p><strong>{escape(self.about)}</strong></p>"


def _known(name: str) -> str:
    if name not in TABLES:
        raise UsageError(f"结果里没有“{name}”这张表", remedy=f"写成其中之一：{'、'.join(TABLES)}")
    return name


def _told(column: Column, values: pd.Series[Any]) -> pd.Series[Any]:
    """A column with words for its codes, real dates, and no whole identity number."""
    if column.name in NUMBERS:
        return values.fillna("").map(masked)
    if column.codes:
        return _in_words(labels()[column.codes], values)
    return pd.to_datetime(values) if str(column.type) == "date32[day]" else values


def _in_words(words: Mapping[str, str], values: pd.Series[Any]) -> pd.Series[Any]:
    """Codes as a category in the order of their list; lists of codes as lists of words."""

    def told(code: object) -> Any:
        if hasattr(code, "tolist"):
            return [told(one) for one in code.tolist()]
        if not isinstance(code, str) or not code:
            return pd.NA
        return re.sub(r"\w+", lambda part: words.get(part[0], part[0]), code)

    found = values.map(told)
    if found.map(lambda v: isinstance(v, list)).any():
        return found
    there = set(found.dropna())
    inside = [word for word in dict.fromkeys(words.values()) if word in there]
    return found.astype(pd.CategoricalDtype([*inside, *sorted(there - {*inside})]))


def _column(frame: pd.DataFrame, field: Field) -> pd.Series[Any] | None:
    """The column of a list of one's own that has a heading the registers know."""
    headings = (field.name, field.heading, *field.aliases)
    return next((frame[c] for c in frame.columns if str(c).strip() in headings), None)


def _numbers(column: pd.Series[Any] | None) -> pd.Series[Any] | None:
    if column is None:
        return None
    whole = column.astype("string").str.strip().str.upper()
    return whole.where(whole.str.fullmatch(r"\d{17}[\dX]"))


def _names(name: pd.Series[Any] | None, birth: pd.Series[Any] | None) -> pd.Series[Any] | None:
    if name is None or birth is None:
        return None
    days = pd.to_datetime(birth, errors="coerce").dt.strftime("%Y-%m-%d").astype("string")
    return name.astype("string").str.strip() + " " + days


def _matched(
    mine: pd.Series[Any], theirs: pd.Series[Any], children: pd.Series[Any]
) -> pd.Series[Any]:
    """The child with the same key, where neither side has the key twice."""
    known = dict(zip(theirs, children, strict=True))
    ours, known_twice = (keys[keys.duplicated(keep=False)] for keys in (mine, theirs))
    unsure = {pd.NA, *ours, *known_twice}
    return mine.map(lambda key: pd.NA if key in unsure else known.get(key)).astype("string")


def _flat(frame: pd.DataFrame | pd.Series[Any]) -> pd.DataFrame:
    """A table as a sheet has it: groups as columns, lists as words, days as days, plain texts."""
    if isinstance(frame, pd.Series):
        frame = frame.to_frame(frame.name if frame.name is not None else "数")
    told = frame if isinstance(frame.index, pd.RangeIndex) else frame.reset_index(names=None)
    return told.apply(_cells)


def _cells(column: pd.Series[Any]) -> pd.Series[Any]:
    if column.dtype.kind == "M":
        return column.map(lambda day: None if pd.isna(day) else day.date())
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.astype(object)
    return column.map(lambda v: "、".join(v) if isinstance(v, list) else v)


def open_edition(
    term: str | Path = "",
    workspace: str | Path = ".",
    *,
    town: str = "",
    names: bool = False,
    chinese: bool = False,
) -> Tables:
    """打开一个学期的期次，缺省是最新的。

    Parameters
    ----------
    term : 如 ``"2025-autumn"``；也可以写期次的文件夹 ``"outputs/2025-autumn/internal/data"``；空着是最新的。
    workspace : 工作区，缺省从当前文件夹往上找。
    town : 乡镇（街道），空着是全县。
    names : 要不要带姓名、监护人等（证件号总是遮住中间）；带上以后，另存的文件也是含个人信息的文件。
    chinese : 列名也用中文。

    Returns
    -------
    Tables
        ``t.verdicts``、``t.cases``……

    Raises
    ------
    UsageError, LedgerError
        不是工作区；没有这个乡镇；还没有运行过。

    Examples
    --------
    在工作区里，一个学期运行过以后：

    >>> import kongchuo_core as kc
    >>> t = kc.open_edition("2025-autumn", chinese=True)
    >>> sorted(t.suspected["结论"].astype("string").unique())
    ['学籍与学生均不在校', '学籍在校而学生不在校']
    >>> "姓名" in t.verdicts
    False
    """
    chinese_charts()
    office, opened = _opened(term, workspace)
    return Tables(edition_of(office, opened, town or None), names, chinese)


def _opened(term: str | Path, workspace: str | Path) -> tuple[Workspace, str | None]:
    """The workspace and the term; a term may be told by its edition's folder, as the reports'
    notebooks have it.
    """
    folder = Path(term)
    if folder.is_absolute() and (folder / FACTS).is_file():
        return Workspace.above(folder), str(Edition(folder).facts["term"]["term"])
    office = Workspace.above(Path(workspace).resolve())
    if term and (office.root / folder / FACTS).is_file():
        return office, str(Edition(office.root / folder).facts["term"]["term"])
    return office, str(term) or None


def what_if(
    term: str | Path = "",
    workspace: str | Path = ".",
    *,
    town: str = "",
    cutoff: dt.date | str | None = None,
    rule: Mapping[str, Any] | None = None,
) -> pd.DataFrame:
    """换一个口径再比对一次，看谁的结论变了；什么也不改、不记，几秒钟。

    Parameters
    ----------
    term, workspace, town : 同 ``open_edition``。
    cutoff : 换一个年龄截止日。
    rule : 换 ``params/rules/`` 里的规则：``{"absence_threshold": {...}}``，值的写法和那里一样。

    Returns
    -------
    DataFrame
        变了的儿童一人一行：``child_id``、乡镇、原结论、新结论；不在范围的写“不在范围”。

    Raises
    ------
    UsageError
        一个口径也没有换；没有这条规则。

    Examples
    --------
    在工作区里，一个学期运行过以后：

    >>> import kongchuo_core as kc
    >>> moved = kc.what_if("2025-autumn", rule={"absence_threshold": 400})
    >>> list(moved.columns)
    ['child_id', '乡镇（街道）', '原结论', '新结论']
    """
    if cutoff is None and not rule:
        raise UsageError("没有写换哪个口径", remedy="用 cutoff 换年龄截止日，用 rule 换规则")
    office, opened = _opened(term, workspace)
    edition = edition_of(office, opened, town or None)
    told = edition.facts["term"]
    params = load_params(office.params, told["term"], dt.date.fromisoformat(told["as_of"]))
    changed = office_of(office, _changed(params, cutoff, rule or {}))
    with beside(office.root) as scratch:
        ledger = Ledger(office.ledger, office.key())
        after = compare(office, changed, ledger, scratch).tables["verdicts"].to_pandas()
    mine = after["town"].eq(town) | (not town)
    return _moved(edition.table("verdicts"), after[mine])


def _changed(params: Params, cutoff: dt.date | str | None, rule: Mapping[str, Any]) -> Params:
    known = sorted(name for name in params.rules.values if name in RULES)
    if unknown := [name for name in rule if name not in known]:
        raise UsageError(
            f"没有“{'、'.join(unknown)}”这条规则", remedy=f"写成其中之一：{'、'.join(known)}"
        )
    values = dict(params.rules.values)
    for name, value in rule.items():
        if not RULES[name].takes(value):
            raise UsageError(f"规则“{name}”不能是这个值", remedy=f"写成{RULES[name].allowed}")
        values[name] = _always(values[name], value)
    term = params.term
    if cutoff is not None:
        try:
            day = pd.Timestamp(cutoff).date()
        except ValueError:
            raise UsageError("cutoff不是日期", remedy=WRITTEN_SO) from None
        term = term.model_copy(update={"cutoff": day})
    return replace(params, term=term, rules=Rules(values=values))


def _always(rule: Dated, value: Any) -> Dated:
    """A rule with one value on every day it has one."""
    changed = {day: entry.model_copy(update={"value": value}) for day, entry in rule.values.items()}
    return rule.model_copy(update={"values": changed})


def _moved(before: pd.DataFrame, after: pd.DataFrame) -> pd.DataFrame:
    """Who is judged otherwise, the words of both verdicts side by side."""
    words = labels()["verdict"]
    columns = ["child_id", "town", "verdict"]
    both = before[columns].merge(
        after[columns], on="child_id", how="outer", suffixes=("", "_after")
    )
    moved = both[both["verdict"].fillna("") != both["verdict_after"].fillna("")]
    told = pd.DataFrame(
        {
            "child_id": moved["child_id"],
            "乡镇（街道）": moved["town"].fillna(moved["town_after"]),
            "原结论": moved["verdict"].map(words).fillna("不在范围"),
            "新结论": moved["verdict_after"].map(words).fillna("不在范围"),
        }
    )
    return told.reset_index(drop=True)
