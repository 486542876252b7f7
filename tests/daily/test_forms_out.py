"""Empty register forms: sent out, filled in by hand and read back by the reader of registers, with
nothing lost.
"""

from __future__ import annotations

from datetime import date
from itertools import chain
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from openpyxl.worksheet.worksheet import Worksheet

from kongchuo_core.daily.forms_out import write_forms
from kongchuo_core.documents.workbooks.register_forms import HEAD_ROW, MUST, ONE_OF
from kongchuo_core.registers.border import read_register
from kongchuo_core.registers.headers import heading_key
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.registers import REGISTERS, Field, Kind, Register
from kongchuo_core.vocabulary.senders import DELIVERIES
from tests.county import TERM, number
from tests.days import day_of, params_on

FIRST = HEAD_ROW + 2
"""The first row to fill in, as a spreadsheet counts."""


@pytest.fixture(scope="module")
def forms(autumn: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The forms of an office that knows one school."""
    return write_forms(Workspace.at(autumn), TERM, tmp_path_factory.mktemp("forms"), day_of(TERM))[
        0
    ]


@pytest.fixture(scope="module")
def params(autumn: Path) -> Params:
    return params_on(autumn / "params", TERM)


def test_the_command_tells_where_the_forms_are(say, office: Workspace) -> None:
    """Beside the term's outputs, and what to do with what comes back."""
    status, out, err = say("forms", "--workspace", office.root, "--term", TERM)
    assert (
        (status, err) == (0, "")
        and "通用24份，乡镇（街道）49份，学校2份，填好后导入2份" in out
        and f"data/{TERM}/<登记册>/" in out
    )
    assert len(list((office.outputs(TERM) / "登记册空表").rglob("*.xlsx"))) == 77


def table(path: Path) -> tuple[Any, Worksheet, list[str]]:
    """The workbook, its table and the headings in order."""
    book = openpyxl.load_workbook(path)
    page = book.worksheets[0]
    return book, page, [str(c.value) for c in page[HEAD_ROW + 1]]


def offered(page: Worksheet, column: int) -> list[str]:
    """The drop-down of a column."""
    letter = openpyxl.utils.get_column_letter(column)
    found = [
        v
        for v in page.data_validations.dataValidation
        if v.type == "list" and f"{letter}{FIRST}" in v.sqref
    ]
    return [] if not found else found[0].formula1.strip('"').split(",")


def cell(field: Field, n: int, choices: list[str]) -> Any:
    """What a careful clerk writes."""
    if choices:
        return choices[n % len(choices)]
    lawful = {"cause": "因病治疗", "authority": "富民县教育体育局"}
    if field.name in lawful:
        return lawful[field.name]
    kinds = {
        Kind.NUMBER: number("2014-03-01", 11 + n),
        Kind.STUDENT_NUMBER: f"G{number('2014-03-01', 11 + n)}",
        Kind.NAME: f"张示例{n}",
        Kind.DATE: date(2025, 9, 1 + n),
        Kind.MONTH: "2025-07",
        Kind.COUNT: n,
    }
    return kinds.get(field.kind, f"{field.heading}{n}")


@pytest.mark.parametrize("register", REGISTERS.values(), ids=lambda r: r.folder)
def test_a_filled_in_form_is_read_back_whole(
    forms: Path, tmp_path: Path, params: Params, register: Register
) -> None:
    """Every column in its field, every row fit for use, no complaint; the first choices of each
    drop-down are understood.
    """
    book, page, heads = table(forms / "通用" / f"{register.folder}.xlsx")
    assert [heading_key(h) for h in heads] == [heading_key(f.heading) for f in register.offered]
    for n in range(3):
        for column, field in enumerate(register.offered, 1):
            page.cell(FIRST + n, column, cell(field, n, offered(page, column)))
    target = tmp_path / "data" / register.folder / "报来.xlsx"
    target.parent.mkdir(parents=True)
    book.save(target)
    records = read_register(tmp_path / "data", register, params)
    assert (
        records.table.num_rows == 3
        and set(records.table["fate"].to_pylist()) == {None}
        and records.problems == ()
    )
    lost = [
        f.name
        for f in register.offered
        if f.name in records.table.column_names
        and any(v is None for v in records.table[f.name].to_pylist())
    ]
    assert lost == []
    if any(f.kind is Kind.NUMBER for f in register.fields):
        assert not any(records.table["id_cut"].to_pylist())


def test_all_forms_come_back_empty_without_a_row_or_an_error(
    say, forms: Path, tmp_path: Path, params: Params
) -> None:
    """A form nobody filled in, with its prefilled town or school, is nought rows: it can lie in
    data/ and does no harm.
    """
    for path in (p for p in forms.rglob("*.xlsx") if p.parent.name != "填好后导入"):
        folder = next(r.folder for r in REGISTERS.values() if path.stem.endswith(r.folder))
        target = tmp_path / "data" / folder / path.name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(path.read_bytes())
    for register in REGISTERS.values():
        records = read_register(tmp_path / "data", register, params)
        assert (records.given, records.table.num_rows, records.problems) == (True, 0, ())


def test_a_town_finds_its_own_name_in_the_form(forms: Path, tmp_path: Path, params: Params) -> None:
    """One child written into a prefilled row is one row of that town, the rest of the rows none."""
    book, page, heads = table(forms / "乡镇（街道）" / "东村镇" / "东村镇户籍.xlsx")
    assert page["A1"].value == "东村镇2025年秋季学期户籍登记册" and "★必填" in page["A2"].value
    page.cell(FIRST, heads.index(f"{MUST}姓名") + 1, "张示例")
    page.cell(FIRST, heads.index(f"{ONE_OF}公民身份号码") + 1, number("2014-03-01"))
    target = tmp_path / "data" / "户籍" / "东村镇.xlsx"
    target.parent.mkdir(parents=True)
    book.save(target)
    lines = read_register(tmp_path / "data", REGISTERS["household"], params).table.to_pylist()
    assert [(x["name"], x["town"], x["row"]) for x in lines] == [("张示例", "东村镇", FIRST)]


def test_a_school_finds_its_own_name_in_the_form(forms: Path) -> None:
    """The schools are those of the student records, for no register of schools was given."""
    assert {p.name for p in (forms / "学校").iterdir()} == {"永定小学"}
    assert {p.name for p in (forms / "学校/永定小学").iterdir()} == {
        "永定小学在校.xlsx",
        "永定小学缺勤.xlsx",
    }
    _, page, heads = table(forms / "学校/永定小学/永定小学在校.xlsx")
    assert page.cell(FIRST, heads.index(f"{MUST}学校") + 1).value == "永定小学"


def test_numbers_and_telephones_stay_text(forms: Path) -> None:
    """The columns have the text format far below the last row anybody fills in."""
    _, page, heads = table(forms / "通用" / "户籍.xlsx")
    for name in (f"{ONE_OF}公民身份号码", "联系电话", "户号"):
        letter = openpyxl.utils.get_column_letter(heads.index(name) + 1)
        assert (
            page.column_dimensions[letter].number_format == "@"
            or page[f"{letter}900"].number_format == "@"
        )
    assert offered(page, heads.index("户籍状态") + 1) == ["正常", "空挂", "死亡", "注销", "迁出"]
    assert offered(page, heads.index(f"{MUST}乡镇（街道）") + 1)[0] == "永定街道"


def test_the_instructions_name_the_sender_the_folder_and_the_law_of_the_house(forms: Path) -> None:
    """Where the form goes back to, what must be filled in, and that it holds children's data."""
    book = openpyxl.load_workbook(forms / "乡镇（街道）" / "东村镇" / "东村镇户籍.xlsx")
    cells = chain.from_iterable(book["填表说明"].iter_rows(values_only=True))
    told = "\n".join(str(cell) for cell in cells if cell)
    for words in (
        "报送单位：东村镇",
        "data/2025-autumn/户籍/",
        "不用微信",
        "“公民身份号码”",
        "至少填一项",
        "可选：正常、空挂、死亡、注销、迁出",
    ):
        assert words in told


def test_forms_are_never_written_where_registers_are_read(say, office: Workspace) -> None:
    """Status 2: an empty form among the registers would look like a delivery."""
    status, _, err = say(
        "forms", "--workspace", office.root, "--term", TERM, "--into", office.data(TERM) / "户籍"
    )
    assert status == 2 and "空表不能放在 data/ 里" in err


def test_every_register_has_its_sender() -> None:
    """Whom to call is known of each register."""
    assert set(DELIVERIES) == set(REGISTERS)
