"""The fictitious county as a whole: the same bytes, honest counts, a truth for every row, no
foreign data touched.
"""

from __future__ import annotations

import hashlib
import os
import subprocess
import sys
from itertools import chain
from pathlib import Path

import pandas as pd
import pytest

from kongchuo_core.sample import make_sample
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.workspace import SAMPLE_STAMP
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.registers import REGISTERS

from .conftest import CHILDREN, TERMS, records, sheets, truth

_MAKE = """
import sys
from pathlib import Path
from kongchuo_core.sample import make_sample
from kongchuo_core.settings.models import load_params
from kongchuo_core.start.example import STORY_DAYS
terms = ("2025-autumn", "2026-spring")
make_sample(Path(sys.argv[1]), {t: load_params(Path(sys.argv[2]), t, STORY_DAYS[t]) for t in terms}, seed=int(sys.argv[3]), children=60)
"""


def _digest(folder: Path) -> str:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    lines = (
        f"{p.relative_to(folder).as_posix()} {hashlib.sha256(p.read_bytes()).hexdigest()}"
        for p in files
    )
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()


def _made_elsewhere(folder: Path, seed: int, hash_seed: str) -> str:
    """The digest of a county made in a process of its own."""
    params = Path(__file__).parents[2] / "params"
    command = [sys.executable, "-c", _MAKE, str(folder), str(params), str(seed)]
    subprocess.run(
        command, check=True, env={**os.environ, "PYTHONHASHSEED": hash_seed}, cwd=params.parent
    )
    return _digest(folder)


def test_同一种子在两个进程里逐字节相同_换一个种子就不同(tmp_path: Path) -> None:
    """Neither the process nor the order of hashes shows in the bytes; the seed does."""
    one, two = _made_elsewhere(tmp_path / "a", 3, "1"), _made_elsewhere(tmp_path / "b", 3, "2")
    assert one == two
    assert _made_elsewhere(tmp_path / "c", 4, "1") != one


@pytest.mark.parametrize("term", TERMS)
def test_每个来源读回的记录数与真值旁的计数相同(county: Path, term: str) -> None:
    """counts.csv lists every register of the contract, and the files hold that many records."""
    counts = (
        pd.read_csv(county / "truth" / term / "counts.csv")
        .set_index("register")["records"]
        .to_dict()
    )
    assert list(counts) == list(REGISTERS)
    assert {code: len(records(county, term, code)) for code in REGISTERS} == counts
    assert min(counts.values()) > 0


@pytest.mark.parametrize("term", TERMS)
def test_户籍的每一行恰有一条真值_指着同一个人(county: Path, term: str) -> None:
    """The place of each truth is that of a household row, whose name is the truth's unless it is
    trapped.
    """
    told = truth(county, term).set_index(["file", "sheet", "row"])
    assert told.index.is_unique
    rows = {(r["file"], r["sheet"], r["row"]): r for r in records(county, term, "household")}
    assert set(told.index) == set(rows)
    plain = told[told["trap"].eq("")]
    assert all(rows[place]["name"] == name for place, name in plain["name"].items())


def test_人数随children伸缩(tmp_path: Path, county: Path, params: dict[str, Params]) -> None:
    """As many children in scope as asked for, less the few who moved or died and plus those listed
    twice.
    """
    make_sample(tmp_path, params, seed=7, children=140)
    for folder, asked in ((tmp_path, 140), (county, CHILDREN)):
        told = truth(folder, TERMS[0])
        assert abs(told["in_scope"].eq("1").sum() - asked) <= 6
        assert told["in_scope"].eq("0").sum() > asked * 0.3


def test_不覆盖没有虚构标记的登记册(tmp_path: Path, params: dict[str, Params]) -> None:
    """A folder that holds registers without the stamp stays as it is."""
    real = tmp_path / "data" / TERMS[0] / "户籍" / "甲镇.csv"
    real.parent.mkdir(parents=True)
    real.write_text("姓名\n", "utf-8")
    with pytest.raises(UsageError, match="不是虚构样例"):
        make_sample(tmp_path, params, children=60)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == [real]


def test_有虚构标记的旧样例整个换掉(tmp_path: Path, params: dict[str, Params]) -> None:
    """A new sample leaves nothing of the old one."""
    make_sample(tmp_path, params, seed=1, children=60)
    left_over = tmp_path / "data" / TERMS[0] / "户籍" / "旧镇.csv"
    left_over.write_text("x", "utf-8")
    filled = tmp_path / "filled" / TERMS[0] / "核查反馈表.xlsx"
    filled.parent.mkdir(parents=True)
    filled.touch()
    make_sample(tmp_path, params, seed=2, children=60)
    assert not left_over.exists() and not filled.exists()
    assert "seed: 2" in (tmp_path / "data" / TERMS[0] / SAMPLE_STAMP).read_text("utf-8")


def test_太小的县不造(tmp_path: Path, params: dict[str, Params]) -> None:
    """Too few children for the story is a wrong use of the command."""
    with pytest.raises(UsageError, match="至少"):
        make_sample(tmp_path, params, children=5)


def test_文件像各单位真的报来的样子(county: Path) -> None:
    """Both csv encodings, several sheets, titles, notes, blank lines, sheets of other things and
    many headings occur.
    """
    files = sorted(
        p for p in (county / "data" / TERMS[0]).rglob("*.*") if p.suffix in (".csv", ".xlsx")
    )
    starts = [p.read_bytes()[:3] for p in files if p.suffix == ".csv" and p.parent.name == "户籍"]
    assert sorted(s == b"\xef\xbb\xbf" for s in starts) == [False, True]
    rolls = [sheets(p) for p in files if "在校" in p.parts]
    assert any(len(pages) > 3 for pages in rolls)
    every = list(chain.from_iterable(rolls))
    assert any(name == "说明" for name, _ in every)
    first = [rows[0] for (_, rows), *_ in rolls]
    assert any("学期" in str(row[0]) for row in first) and any(row[0] == "序号" for row in first)
    rows = list(chain.from_iterable(rows for _, rows in every))
    assert any(not any(row) for row in rows)
    heads = chain.from_iterable(row for row in rows if row[0] == "序号")
    headings = {str(head).replace(" ", "") for head in heads}
    assert {"身份证号", "公民身份号码", "学生姓名", "姓名", "出生年月日", "出生日期"} <= headings


def test_日期有各种写法(county: Path) -> None:
    """The forms of domain facts §5, a real date cell and a number cell among them."""
    cells = [r["birth_date"] for r in records(county, TERMS[0], "presence")]
    texts = " ".join(c for c in cells if isinstance(c, str))
    for form in (
        r"\b\d{8}\b",
        r"\d{4}-\d\d-\d\d",
        r"\d{4}/\d{1,2}/\d{1,2}",
        r"\d{4}\.\d\d\.\d\d",
        r"\d{4}年\d{1,2}月\d{1,2}日",
    ):
        assert pd.Series([texts]).str.contains(form).all(), form
    assert {type(c).__name__ for c in cells} >= {"str", "date", "float"}
