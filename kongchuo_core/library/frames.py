"""三比对作为一个函数：几张表进，结论出；不要工作区、台账和文件。"""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import narwhals as nw
import pandas as pd
import pyarrow as pa
from narwhals.exceptions import DuplicateError

from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.comparison.proof import prove
from kongchuo_core.comparison.whole import school_towns, whole
from kongchuo_core.engine import DuckDB
from kongchuo_core.figures.count import County as Counted
from kongchuo_core.figures.count import count, figures_table, tables_of
from kongchuo_core.figures.definitions import definitions
from kongchuo_core.library.looks import chinese_charts
from kongchuo_core.linking.persons import KNOWN, Office
from kongchuo_core.linking.review import Decision, in_force
from kongchuo_core.registers import values
from kongchuo_core.registers.border import Records, read_sheets_of, wanted
from kongchuo_core.registers.headers import heading_key
from kongchuo_core.registers.raw import RawSheet
from kongchuo_core.registers.records import schema
from kongchuo_core.regulation.figure_sources import figure_sources
from kongchuo_core.regulation.labels import word
from kongchuo_core.settings.models import County, Issuer, Params, Term, Town, read_rules
from kongchuo_core.settings.workspace import house
from kongchuo_core.vocabulary.days import WRITTEN_SO
from kongchuo_core.vocabulary.errors import InputError, UsageError
from kongchuo_core.vocabulary.registers import REGISTERS, Register

if TYPE_CHECKING:
    from narwhals.typing import IntoFrame

KEY = bytes(32)
"""Numbers of children made here join the tables of one comparison; they are no workspace's
numbers.
"""
TOWN = "乡镇（街道）"
WHOLE = "全部"
"""The one town of tables that name none."""
LONG = 10**14
"""From here on a whole number is an identity or student number."""
MOST_NAMED = 8
"""Columns that a message names."""


@dataclass(frozen=True)
class Comparison:
    """一次三比对的结果，都是 pandas 的表，列名和期次里的同名表一样（见数据字典）。

    verdicts : 适龄儿童一人一行：结论（verdict）、说明材料（explained_by）、按什么规则认定（matched_by）、提示（flags）。
    rows : 每张表的每一行去了哪里（fate）、为什么（reason）；row 是表里的第几行，表头算第1行。
    review : 要由人认定的：两边各是谁、看到了什么（reason）。
    quality : 要请报送的人改正的：哪张表、哪一行、哪一列、怎么办。
    figures : 统计数：代码、范围、分子、分母。
    """

    verdicts: pd.DataFrame
    rows: pd.DataFrame
    review: pd.DataFrame
    quality: pd.DataFrame
    figures: pd.DataFrame

    def __repr__(self) -> str:
        counts = self.verdicts["verdict"].map(lambda code: word("verdict", code)).value_counts()
        told = "，".join(f"{verdict} {n}" for verdict, n in counts.items()) or "一个结论也没有"
        aside = int((self.rows["fate"] == "quarantined").sum())
        lost = f"，{aside}行没有采用（原因见 .rows 的 reason）" if aside else ""
        return (
            f"三比对：适龄{len(self.verdicts)}人（{told}）{lost}；"
            f"待人工核对的线索{len(self.review)}条，要改正的{len(self.quality)}处"
        )


def compare(
    household: IntoFrame,
    enrolment: IntoFrame,
    presence: IntoFrame,
    *,
    cutoff: dt.date | str,
    compared_on: dt.date | str,
    graduates: IntoFrame | None = None,
    elsewhere: IntoFrame | None = None,
    approvals: IntoFrame | None = None,
    home_teaching: IntoFrame | None = None,
    absences: IntoFrame | None = None,
    calendar: WorkingCalendar | None = None,
    decisions: Mapping[str, bool] | None = None,
) -> Comparison:
    """比对户籍、学籍、在校三张表，给每名适龄儿童一个结论；和 ``kongchuo run`` 是同一段程序、同样的结论。

    依据：富政教督〔2019〕14号第二部分（一）（二），M2.1–M3.2；每条自动认定的规则见 ``link_rules()``，结论表见 ``verdict_table()``。

    Parameters
    ----------
    household : 户籍，一人一行。要有：姓名、身份证号或出生日期；有“乡镇（街道）”就按它统计。
    enrolment : 学籍。要有：学生姓名、学校名称、身份证件号或学籍号。
    presence : 在校名册。要有：姓名、学校、身份证号或出生日期；可有“是否在校”。
    cutoff : 年龄截止日，如 ``"2025-08-31"``；适龄是到那天满6周岁、不满16周岁。
    compared_on : 比对日，如 ``"2025-09-30"``；哪些材料有效按这一天看。
    graduates, elsewhere, approvals, home_teaching, absences : 毕业、异地就读、缓学休学、送教上门、缺勤，没有就不写。
    calendar : 工作日历，缺省用随程序的国务院放假安排。
    decisions : 人工认定：``review`` 表的 ``evidence`` → 是不是同一人。

    Returns
    -------
    Comparison
        ``.verdicts``、``.rows``、``.review``、``.quality``、``.figures``，都是 pandas 的表。

    Raises
    ------
    InputError
        缺必需的列，或者有一列可能说明在不在校而看不懂。
    UsageError
        日期写得不对。
    BalanceError
        行数对不上（这是程序的错误）。

    Examples
    --------
    >>> import pandas as pd
    >>> import kongchuo_core as kc
    >>> children = pd.DataFrame({"姓名": ["甲一", "乙二"], "出生日期": ["2015-03-01", "2012-04-02"]})
    >>> pupils = children.assign(学校="永定小学", 学籍号=["G1", "G2"])
    >>> found = kc.compare(children, pupils, pupils[:1], cutoff="2025-08-31", compared_on="2025-09-30")
    >>> sorted(zip(found.verdicts["name"], found.verdicts["verdict"]))
    [('乙二', 'ENROLLED_ABSENT'), ('甲一', 'CONSISTENT')]
    """
    chinese_charts()
    given = {
        "household": household,
        "enrolment": enrolment,
        "presence": presence,
        "graduates": graduates,
        "elsewhere": elsewhere,
        "approvals": approvals,
        "home_teaching": home_teaching,
        "absences": absences,
    }
    sheets = {code: _sheet(code, frame) for code, frame in given.items() if frame is not None}
    sheets["household"], towns = _with_towns(sheets["household"])
    params = _params(towns, _day(cutoff, "cutoff"), _day(compared_on, "compared_on"))
    records = {r.register.code: r for r in _records(sheets, params)}
    said = [Decision(evidence, same, "", "") for evidence, same in (decisions or {}).items()]
    working = calendar or WorkingCalendar.load(house() / "params")
    with DuckDB() as engine:
        found = whole(
            engine,
            records,
            params,
            working,
            in_force(KEY, said),
            KNOWN.empty_table(),
            Office(),
        )
    tables = found.tables
    prove(
        tables["rows"],
        tables["verdicts"],
        {code: r.table.num_rows for code, r in found.records.items()},
        {code: r.accounts for code, r in found.records.items()},
    )
    names = ("verdicts", "rows", "review", "quality")
    return Comparison(
        **{name: tables[name].to_pandas() for name in names},
        figures=_figures(tables, found.records, params),
    )


def _sheet(code: str, frame: Any) -> RawSheet:
    """A frame as a sheet: its columns the first row, then its rows; missing values are
    blank cells.
    """
    try:
        table = nw.from_native(frame)
    except TypeError:
        raise UsageError(
            f"{REGISTERS[code].folder}不是一张表", remedy="给 pandas、Polars、Arrow 或 DuckDB 的表"
        ) from None
    except DuplicateError:
        raise UsageError(
            f"{REGISTERS[code].folder}有两列的列名完全一样", remedy="改掉或者删去其中一列"
        ) from None
    eager = table.collect() if isinstance(table, nw.LazyFrame) else table
    rows = [[_cell(value) for value in row] for row in eager.rows()]
    heads = [str(column) for column in eager.columns]
    heads, rows = _put_together(REGISTERS[code], heads, rows)
    folder = REGISTERS[code].folder
    return RawSheet(f"{folder}/{folder}", "", [heads, *rows], list(range(1, len(rows) + 2)))


def _put_together(
    register: Register, heads: list[str], rows: list[list[Any]]
) -> tuple[list[str], list[list[Any]]]:
    """Columns that mean the same become one where no row fills two of them: so looks what was put
    together of several files.
    """
    fields: dict[str, str] = {}
    for f in register.fields:
        fields |= {heading_key(h): f.name for h in f.headings}
    meant: dict[str, list[int]] = {}
    for at, head in enumerate(heads):
        key = heading_key(head)
        meant.setdefault(fields.get(key, key or str(at)), []).append(at)
    gone: set[int] = set()
    for columns in meant.values():
        if len(columns) == 1 or any(sum(row[c] is not None for c in columns) > 1 for row in rows):
            continue
        gone.update(columns[1:])
        for row in rows:
            row[columns[0]] = next((row[c] for c in columns if row[c] is not None), None)
    kept = [at for at in range(len(heads)) if at not in gone]
    return [heads[at] for at in kept], [[row[at] for at in kept] for row in rows]


def _cell(value: Any) -> Any:
    """A value as a spreadsheet's cell holds it: no missing value of any library, no type of its
    own.
    """
    if value is None or (pd.api.types.is_scalar(value) and pd.isna(value)):
        return None
    if isinstance(value, dt.datetime):
        return value.date() if value.time() == dt.time() else value
    plain = value.item() if hasattr(value, "item") else value
    if isinstance(plain, int) and plain >= LONG:
        return str(plain)  # a whole number of a library is exact, as a spreadsheet's never is
    return plain


def _with_towns(sheet: RawSheet) -> tuple[RawSheet, list[str]]:
    """The towns the household table names, as they are given; a table that names none is
    one place.
    """
    heads, *rows = sheet.rows
    at = next((n for n, head in enumerate(heads) if "乡镇" in head or "街道" in head), None)
    if at is None:
        whole_rows = [[*heads, TOWN], *([*row, WHOLE] for row in rows)]
        return replace(sheet, rows=whole_rows), [WHOLE]
    named = dict.fromkeys(str(row[at]).strip() for row in rows if row[at] is not None)
    return sheet, list(named) or [WHOLE]


def _records(sheets: Mapping[str, RawSheet], params: Params) -> Iterator[Records]:
    """Every register's records, ``row_id`` running over all; those not given are empty."""
    start = 0
    for code, register in REGISTERS.items():
        empty = Records(register, schema(register).empty_table())
        sheet = sheets.get(code)
        records = empty if sheet is None else _read(register, sheet, params)
        numbers = pa.array(range(start, start + records.table.num_rows), pa.int64())
        start += records.table.num_rows
        yield replace(records, table=records.table.set_column(0, "row_id", numbers))


def _read(register: Register, sheet: RawSheet, params: Params) -> Records:
    """The records of a frame; what is wrong with it is told of the frame, for there is no file."""
    try:
        return read_sheets_of(register, [sheet], params)
    except InputError as error:
        heads = "、".join(str(head) for head in sheet.rows[0][:MOST_NAMED]) or "一列也没有"
        raise InputError(
            f"{error.what}（现有的列：{heads}）",
            remedy=f"要有：{wanted(register)}；补上缺的列，或把列名改成这样写",
            place=(f"工作表 {register.folder}",),
        ) from None


def _day(value: dt.date | str, name: str) -> dt.date:
    if isinstance(value, dt.datetime):
        return value.date()
    if isinstance(value, dt.date):
        return value
    found, only_month = values.day(value)
    if found is None or only_month:
        raise UsageError(f"{name}不是日期", remedy=WRITTEN_SO)
    return found


def _params(towns: list[str], cutoff: dt.date, compared_on: dt.date) -> Params:
    """The choices that were shipped, for a county of these towns and a term of this one day."""
    if cutoff > compared_on:
        raise UsageError(
            "cutoff（年龄截止日）晚于 compared_on（比对日）", remedy="两个日期写反了的，换过来"
        )
    nobody = Issuer(name="", basis="")
    county = County(
        name="",
        code="",
        province="",
        city="",
        bureau="",
        government="",
        supervision_office="",
        leading_group_office="",
        mechanism="本县机制",
        inspection_issuer=nobody,
        document_code="",
        towns=[Town(name=name, kind="镇", code="") for name in towns],
    )
    term = Term(
        term="",
        label="",
        school_year=cutoff.year,
        cutoff=cutoff,
        compared_on=compared_on,
        first_day=min(cutoff + dt.timedelta(days=1), compared_on),
        last_day=compared_on,
        window_from=compared_on,
        window_to=compared_on,
        as_of=compared_on,
        comparison_day=compared_on,
    )
    return Params(county, term, read_rules(house() / "params"))


def _figures(
    tables: Mapping[str, pa.Table], records: Mapping[str, Records], params: Params
) -> pd.DataFrame:
    """The figures that rest on the comparison alone."""
    known = definitions(figure_sources(params.rules, params.term))
    own = [
        d
        for d in known
        if d.above.table in tables and (not d.below.table or d.below.table in tables)
    ]
    county = Counted("", school_towns(records, params), lambda code: records[code].given, word)
    found: pd.DataFrame = figures_table(count(own, tables_of(tables), county)).to_pandas()
    return found
