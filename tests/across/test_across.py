"""A look across counties: whoever is at school elsewhere is found or asked, nobody wrongly, and the
loop closes in each ledger.
"""

from __future__ import annotations

import csv
import json
import shutil
import zipfile
from collections.abc import Callable
from datetime import UTC, datetime
from io import BytesIO
from itertools import chain
from pathlib import Path
from typing import Any

import docx
import openpyxl
import papermill
import pyarrow.parquet as pq
import pytest

from kongchuo_core.across import given
from kongchuo_core.across.across import across
from kongchuo_core.across.report import open_province
from kongchuo_core.daily.imports import import_files
from kongchuo_core.documents.notebook.exporter import GongwenExporter
from kongchuo_core.keeping.sealing import Writer
from kongchuo_core.regulation.cases import causes
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.start.example import make_example_province
from kongchuo_core.vocabulary.errors import KongchuoError
from kongchuo_core.vocabulary.forms import ACROSS_FORM
from tests import shared
from tests.conftest import Said
from tests.term.running import fill, run

TERM, NOW = "2025-autumn", datetime(2025, 11, 1, tzinfo=UTC)
PASSPHRASE = "三县约好的口令"
Say = Callable[..., Said]


def _province(folder: Path) -> None:
    for workspace in make_example_province(folder / "province", counties=3, seed=1, children=120):
        run(workspace, TERM, NOW)
    across(sorted((folder / "province").glob("0*")), TERM, folder / "found", str)


@pytest.fixture(scope="module")
def made() -> Path:
    """Three counties of one province, run, and what the look over them found; not to be changed."""
    return shared.made("province-3", _province)


def _counties(made: Path) -> list[Path]:
    return sorted((made / "province").glob("0*"))


def _sheet(workbook: Path, sheet: str) -> list[dict[str, Any]]:
    heads, *rows = openpyxl.load_workbook(workbook)[sheet].iter_rows(values_only=True)
    return [dict(zip(heads, row, strict=True)) for row in rows]


def _lines(workbook: Path, sheet: str) -> list[dict[str, Any]]:
    return [line for line in _sheet(workbook, sheet) if line["姓名"]]


def _asked(found: Path) -> dict[tuple[str, str, str], dict[str, Any]]:
    """County, child, other county → the line that asks a person."""
    asked: dict[tuple[str, str, str], dict[str, Any]] = {}
    for book in found.glob("*/跨县核查.xlsx"):
        for line in _lines(book, ACROSS_FORM.sheet):
            name = line["姓名"].replace(" ", "")
            asked[book.parent.name, name, line["县（市、区）"]] = line
    return asked


def _truth(made: Path) -> list[dict[str, str]]:
    told = (made / "province/truth/across.csv").read_text("utf-8")
    return list(csv.DictReader(told.splitlines()))


@pytest.mark.clause("M4.3")
def test_everybody_at_school_in_another_county_is_found_or_asked_and_nobody_else(
    made: Path,
) -> None:
    asked = _asked(made / "found")
    true = {(t["home"], t["name"], t["county"]): t for t in _truth(made)}
    assert set(asked) == set(true)
    for key, line in asked.items():
        assert true[key]["school"] in line["学校或户籍地"]
        assert (line["查到的情况"] == "也有户籍") == (true[key]["kind"] == "doubled")


@pytest.mark.clause("M3.7")
def test_two_counties_that_have_a_child_both_learn_of_it(made: Path) -> None:
    """The other county is told of a second registration, of pupils who are sought, of those whose
    household nobody has.
    """
    known = {b.parent.name: _lines(b, "告知") for b in (made / "found").glob("*/跨县核查.xlsx")}
    told: set[tuple[str, str, str]] = set()
    for county, lines in known.items():
        told.update((county, n["事项"], n["姓名"]) for n in lines)
    for line in _truth(made):
        about = "两县都有户籍" if line["kind"] == "doubled" else "户籍所在县正在找这名学生"
        assert (line["county"], about, line["name"]) in told
        if line["kind"] == "moved" and line["role"] == "left":
            enrolled = (line["county"], "两县都有学籍", line["name"]) in told
            assert enrolled == ((line["home"], "两县都有学籍", line["name"]) in told)
    assert all(any(n["事项"].startswith("参加核查的各县都没有") for n in x) for x in known.values())


def test_no_identity_number_stands_in_what_a_county_is_told(made: Path) -> None:
    for book in (made / "found").glob("*/跨县核查.xlsx"):
        for sheet in openpyxl.load_workbook(book):
            cells = chain.from_iterable(sheet.iter_rows(values_only=True))
            assert not [c for c in cells if sum(x.isdigit() for x in str(c)) > 14]


@pytest.fixture(scope="module")
def returned(made: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Two counties confirm what was found and deny one of it; they are run again, and looked over
    again.
    """
    folder = shared.copy(made, tmp_path_factory.mktemp("returned") / "made")
    lines = _asked(made / "found")
    for place in _counties(folder)[:2]:
        name = place.name[2:]
        mine = {v["编号"]: v for (county, *_), v in lines.items() if county == name}
        told = {n: [_confirmed(v, denied=k == 0)] for k, (n, v) in enumerate(sorted(mine.items()))}
        form = fill(folder / "found" / name / "跨县核查.xlsx", ACROSS_FORM.key, told)
        import_files(Workspace.at(place), TERM, [form], NOW)
        run(Workspace.at(place), TERM, NOW)
    across(_counties(folder), TERM, folder / "again", str)
    return folder, folder / "again"


def _confirmed(line: dict[str, Any], *, denied: bool) -> dict[str, Any]:
    told = {"认定": "不是同一人", "核实日期": "2025-10-20", "经办人": "李示例"}
    if denied:
        return told
    word = "双户籍" if line["查到的情况"] == "也有户籍" else "异地就读"
    return told | {"认定": word, "证据材料": "证明1号", "申请销号日期": "2025-10-24"}


@pytest.mark.clause("M4.3")
@pytest.mark.clause("M4.14")
def test_what_a_person_confirms_closes_the_case_in_either_ledger(
    made: Path, returned: tuple[Path, Path]
) -> None:
    folder, again = returned
    before, after = _asked(made / "found"), _asked(again)
    for place in _counties(folder)[:2]:
        cases = pq.read_table(place / "outputs" / TERM / "internal/data/cases.parquet").to_pylist()
        stands = {c["case_no"]: c for c in cases}
        data = place / "outputs" / TERM / "internal/data"
        told = pq.read_table(data / "verdicts.parquet", columns=["child_id", "destination"])
        kept = dict(zip(*told.to_pydict().values(), strict=True))
        before_by_number = {line["编号"]: line for line in before.values()}
        assert not pq.read_table(data / "visits.parquet").num_rows
        mine = sorted(v["编号"] for (county, *_), v in before.items() if county == place.name[2:])
        assert len(mine) > 2
        for number in mine[1:]:
            case = stands[number.partition("/")[0]]
            assert (case["closed_as"], case["cause"]) in {
                ("resolved", "elsewhere"),
                ("resolved", "double_household"),
            }
            if case["cause"] == "elsewhere":
                line = before_by_number[number]
                school = f"{line['县（市、区）']}{line['学校或户籍地']}"
                assert kept[case["child_id"]] == school
        assert stands[mine[0].partition("/")[0]]["closed_on"] is None
        assert not [v for (county, *_), v in after.items() if county == place.name[2:]]
    third = _counties(folder)[2].name[2:]
    assert {k for k in after if k[0] == third} == {k for k in before if k[0] == third}


def test_the_words_to_confirm_are_those_of_the_causes() -> None:
    assert {c.label for c in causes().values()} >= set(ACROSS_FORM.choices["认定"][:2])


WRONG_LINES: tuple[tuple[dict[str, Any], str], ...] = (
    ({"认定": "也许"}, "只能选：异地就读、双户籍、不是同一人"),
    ({"经办人": None}, "没有填“经办人”"),
    ({"核实日期": None}, "没有填“核实日期”"),
    ({"核实日期": "2026-12-31"}, "晚于今天"),
    ({"证据材料": None}, "填了“申请销号日期”，没有填“证据材料”"),
    ({"编号": "2025秋-AAAAAA/X-1"}, "不在本学期的个案里"),
)


@pytest.mark.parametrize(("wrong", "why"), WRONG_LINES)
def test_a_line_that_cannot_be_taken_says_why(
    made: Path, tmp_path: Path, wrong: dict[str, Any], why: str
) -> None:
    place = _counties(made)[0]
    book = shutil.copy(made / "found" / place.name[2:] / "跨县核查.xlsx", tmp_path)
    line = _lines(Path(book), ACROSS_FORM.sheet)[0]
    number = line["编号"]
    form = fill(Path(book), ACROSS_FORM.key, {number: [_confirmed(line, denied=False) | wrong]})
    with pytest.raises(KongchuoError, match=why):
        import_files(Workspace.at(place), TERM, [form], NOW)


@pytest.fixture
def handed(made: Path, tmp_path: Path, say: Say) -> tuple[Path, Path]:
    """The first county's file, and the file of the passphrase."""
    word, file = tmp_path / "口令.txt", tmp_path / "甲子县.交换"
    word.write_text(PASSPHRASE, "utf-8")
    place = _counties(made)[0]
    status, told, _ = say(
        "exchange", file, "--workspace", place, "--term", TERM, "--passphrase-file", word
    )
    assert (status, "适龄儿童" in told) == (0, True)
    return file, word


def test_a_file_that_was_handed_over_stands_for_the_workspace(
    made: Path, handed: tuple[Path, Path], tmp_path: Path, say: Say
) -> None:
    """The same workbooks come out, byte for byte; nothing in the file can be read without the
    passphrase.
    """
    file, word = handed
    assert "县".encode() not in file.read_bytes() and b"PAR1" not in file.read_bytes()
    others = _counties(made)[1:]
    into = ("--term", TERM, "--into", tmp_path / "found")
    status, told, _ = say("across", file, *others, *into, "--passphrase-file", word)
    assert (status, told.count("在找")) == (0, 3)
    assert _bytes(tmp_path / "found") == _bytes(made / "found")
    assert say("across", file, *others, *into, "--passphrase-file", word)[0] == 0  # once more


def _bytes(folder: Path) -> dict[str, bytes]:
    return {
        p.relative_to(folder).as_posix(): p.read_bytes() for p in folder.rglob("*") if p.is_file()
    }


def _other_facts(file: Path, into: Path, **facts: object) -> Path:
    """A file as handed over, with other facts."""
    county, content = given.of_file(file, PASSPHRASE), BytesIO()
    with zipfile.ZipFile(content, "w") as packed:
        packed.writestr(given.FACTS, json.dumps({**county.facts, "format": 1, **facts}))
        for part, told in county.parts.items():
            packed.writestr(part, told)
    with into.open("xb") as stream:
        sealed = Writer(stream, PASSPHRASE)
        sealed.write(content.getvalue())
        sealed.close()
    return into


def test_a_wrong_source_is_one_chinese_line(
    made: Path, handed: tuple[Path, Path], tmp_path: Path, say: Say
) -> None:
    file, word = handed
    one, two, _ = _counties(made)
    damaged = tmp_path / "坏.交换"
    damaged.write_bytes(file.read_bytes()[:-40] + bytes(40))
    (tmp_path / "别的口令.txt").write_text("不是那几个县约好的", "utf-8")
    (tmp_path / "满").mkdir()
    (tmp_path / "满" / "别的.txt").write_text("在", "utf-8")
    bare = tmp_path / "没有期次"
    shutil.copytree(two, bare, ignore=shutil.ignore_patterns("outputs"))
    old = shared.copy(one, tmp_path / "旧版")
    path = old / "outputs" / TERM / "internal/data/outsiders.parquet"
    pq.write_table(pq.read_table(path, columns=["child_id", "school"]), path)
    spring = _other_facts(file, tmp_path / "春.交换", term="2026-spring", label="春季学期")
    newer = _other_facts(file, tmp_path / "新.交换", format=2)
    new = tmp_path / "新"
    cases: tuple[tuple[tuple[object, ...], Path, Path, int, str], ...] = (
        ((one,), new, word, 2, "至少要有两个县"),
        ((one, two, one), new, word, 2, "同一个县写了两次"),
        ((file, one), new, word, 2, "同一个县写了两次"),
        ((one, two), tmp_path / "满", word, 2, "已有别的内容"),
        ((one, bare), new, word, 15, "文件夹 没有期次"),
        ((old, two), new, word, 15, "旧版程序做的"),
        ((damaged, two), new, word, 11, "文件 坏.交换：打不开"),
        ((file, two), new, tmp_path / "别的口令.txt", 11, "口令不对"),
        ((spring, two), new, word, 11, "是春季学期的，不是要查的学期"),
        ((newer, two), new, word, 11, "更新版本的程序"),
    )
    for sources, into, passphrase, status, why in cases:
        options = ("--term", TERM, "--into", into, "--passphrase-file", passphrase)
        found = say("across", *sources, *options)
        assert (found[0], why in found[2]) == (status, True), found
        assert not new.exists()
    again = ("exchange", file, "--workspace", one, "--term", TERM, "--passphrase-file", word)
    assert say(*again)[::2] == (
        2,
        "出错了。文件 甲子县.交换：这个文件已经有了\n  怎么办：换一个文件名，或者先移走\n",
    )
    assert say("sample", tmp_path / "一个县", "--counties", 1)[0] == 2


def test_the_notebook_of_a_province_is_its_report(made: Path, tmp_path: Path) -> None:
    """Its sums hold, what it shows is what is stored, Word and workbook are written, and nbconvert
    makes the very same Word file.
    """
    stored = shared.ROOT / "notebooks/across/province.ipynb"
    ran = tmp_path / "ran.ipynb"
    given = {"across": str(made / "found"), "into": str(tmp_path), "issuer": "示例省教育厅"}
    papermill.execute_notebook(stored, ran, given, cwd=stored.parent, progress_bar=False)
    before, after = _shown(stored), _shown(ran)
    assert before[1:-1] == after[1:-1] and "已写出：跨县核查情况.docx" in after[-1]
    written = tmp_path / "跨县核查情况.docx"
    assert GongwenExporter().from_filename(str(ran))[0] == written.read_bytes()
    told = "\n".join(p.text for p in docx.Document(str(written)).paragraphs)
    assert "示例省教育厅" in told and not [t for t in _truth(made) if t["name"] in told]
    found = {line["县（市、区）"]: line for line in _sheet(tmp_path / "跨县核查汇总.xlsx", "各县")}
    for county in {t["home"] for t in _truth(made)}:
        own = [t for t in _truth(made) if t["home"] == county]
        assert found[county]["外县在校"] == len(own)


def _shown(notebook: Path) -> list[str]:
    """What each cell that shows something shows, pictures left out."""
    cells = json.loads(notebook.read_text("utf-8"))["cells"]
    outputs = chain.from_iterable(cell.get("outputs", ()) for cell in cells)
    return ["".join(o["data"]["text/plain"]) for o in outputs if "data" in o]


def test_what_a_province_s_notebook_does_not_have_is_said(made: Path, tmp_path: Path) -> None:
    report = open_province(made / "found")
    assert not report.checks.failed
    for ask, why in (
        (lambda: report.table("各乡"), "没有“各乡”这张表"),
        (lambda: report.chart("各乡"), "没有“各乡”这张图"),
        (lambda: open_province(tmp_path), "这里没有跨县核查的结果"),
        (lambda: open_province(made / "found", tmp_path / "没有"), "没有 into 写的文件夹"),
    ):
        with pytest.raises(KongchuoError, match=why):
            ask()
