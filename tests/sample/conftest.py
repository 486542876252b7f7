"""One small fictitious county for the tests of this folder."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from python_calamine import CalamineWorkbook

from kongchuo_core.sample import make_sample
from kongchuo_core.settings.models import Params
from kongchuo_core.vocabulary.registers import REGISTERS, Register
from tests.days import params_on

TERMS = ("2025-autumn", "2026-spring")
CHILDREN = 700


@pytest.fixture(scope="session")
def params() -> dict[str, Params]:
    """The params of the model county for both terms."""
    folder = Path(__file__).parents[2] / "params"
    return {term: params_on(folder, term) for term in TERMS}


@pytest.fixture(scope="session")
def county(tmp_path_factory: pytest.TempPathFactory, params: dict[str, Params]) -> Path:
    """A county of 700 children, made once."""
    folder = tmp_path_factory.mktemp("county")
    make_sample(folder, params, seed=7, children=CHILDREN)
    return folder


def truth(folder: Path, term: str) -> pd.DataFrame:
    """The truth of a term, every cell as text."""
    return pd.read_csv(folder / "truth" / term / "truth.csv", dtype=str, keep_default_na=False)


def sheets(path: Path) -> list[tuple[str, list[list[Any]]]]:
    """The sheets of a file as they stand: name and rows."""
    if path.suffix == ".csv":
        content = path.read_bytes()
        text = (
            content.decode("utf-8-sig")
            if content.startswith(b"\xef\xbb\xbf")
            else content.decode("gb18030")
        )
        return [("", [list(row) for row in csv.reader(io.StringIO(text, newline=""))])]
    book = CalamineWorkbook.from_path(path)
    return [
        (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False))
        for name in book.sheet_names
    ]


def records(folder: Path, term: str, code: str) -> list[dict[str, Any]]:
    """Every record of a register read back: the cells by field, and its file, sheet and row.

    A record is a line below a header with a number in the first column (序号).
    """
    register, found = REGISTERS[code], []
    base = folder / "data" / term
    for path in sorted((base / register.folder).rglob("*.*")):
        for sheet, rows in sheets(path):
            fields: list[str | None] = []
            for number, row in enumerate(rows, start=1):
                if row[0] == "序号":
                    fields = [_field(register, str(cell)) for cell in row]
                elif fields and str(row[0]).removesuffix(".0").isdigit():
                    cells = {name: cell for name, cell in zip(fields, row, strict=True) if name}
                    found.append(
                        {
                            **cells,
                            "file": path.relative_to(base).as_posix(),
                            "sheet": sheet,
                            "row": str(number),
                        }
                    )
    return found


def _field(register: Register, heading: str) -> str | None:
    plain = heading.replace(" ", "")
    return next((f.name for f in register.fields if plain in (f.heading, *f.aliases)), None)
