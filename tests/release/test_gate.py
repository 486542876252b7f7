"""The gate: it tells what would leave, opens for two persons alone, and whatever speaks against it keeps it shut."""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pytest

from kongchuo_core.disclosure.released import STATISTICS, read
from kongchuo_core.documents.official.checker import Verdict, check_document
from kongchuo_core.ledger.events import Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.release import shelf
from kongchuo_core.release.examine import ALLOWED, examine
from kongchuo_core.release.gate import Wish
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.signing.publish import words
from kongchuo_core.term.place import digests
from kongchuo_core.vocabulary.errors import DisclosureError
from tests.county import child, lay, workspace_at
from tests.days import params_on
from tests.release.offices import (
    APPROVER,
    AUTUMN,
    MAKER,
    SIGNED,
    TODAY,
    asked,
    copied,
    edited,
    made,
    tell,
)


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    """A county whose first term was run; nothing was published."""
    workspace = made(tmp_path_factory.mktemp("gate"))
    tell(workspace)
    return workspace


@pytest.fixture
def office(told: Workspace, tmp_path: Path) -> Workspace:
    """A copy of it."""
    return copied(told, tmp_path)


def everything(workspace: Workspace) -> dict[str, str]:
    """The digest of every file of the office but locks."""
    return {
        name: digest
        for name, digest in digests(workspace.root).items()
        if not name.endswith(".lock")
    }


def test_without_names_it_tells_everything_and_writes_nothing(office: Workspace) -> None:
    """Files with sizes, tables, the reason for each hidden cell, what is dropped, the attacker's report, when it is due."""
    before = everything(office)
    lines = "\n".join(asked(office, Wish()))
    assert everything(office) == before
    internal = office.outputs(AUTUMN) / "internal"
    released = read(internal / "public_candidate")
    assert all(
        f"  {name}　{size}字节" in lines
        for name, size in (
            (p.name, p.stat().st_size) for p in (internal / "public_candidate").iterdir()
        )
    )
    hidden = [
        (row, column) for t in released.tables for row, column, cell in t.places() if cell.hidden
    ]
    assert (
        hidden
        and all(f"  {row}·{column}：" in lines for row, column in hidden)
        and "数目小于门槛" in lines
    )
    assert all(f"{t.title}：" in lines for t in released.tables) and "推算检验通过" in lines
    assert (
        "公开期限：2025年11月28日。" in lines
        and "可以公开" in lines
        and "--maker 姓名 --approver 姓名" in lines
    )


def test_a_release_without_tables_is_pointed_out(told: Workspace, tmp_path: Path) -> None:
    """Of a single child no table is left: the run makes the candidate all the same, the gate says what is missing."""
    workspace = workspace_at(tmp_path / "w")
    lay(workspace, 户籍=[child("张小明")])
    tell(workspace)
    lines = asked(workspace, Wish())
    assert "注意：没有一张统计表可以公开，公告里只有问题和说明。" in lines and any(
        line.startswith("不公开：") for line in lines
    )
    assert any("怎么办：照样可以公开" in line and "publication.yaml" in line for line in lines)
    assert not any(line.startswith("注意") for line in asked(told, Wish()))


def test_it_says_how_late_it_is(office: Workspace) -> None:
    assert "公开期限：2025年11月28日，已过3天。" in asked(office, Wish(), today=date(2025, 12, 1))


def test_two_persons_open_it(office: Workspace) -> None:
    """The edition lies in the ledger and, the same bytes, in public/; the ledger knows digest, maker, approver."""
    lines = asked(office)
    kept, copy = (
        office.ledger / "releases" / "2025-autumn-1",
        office.outputs(AUTUMN) / "public" / "2025-autumn-1",
    )
    assert "已公开" in lines[0] and {p.name for p in kept.iterdir()} == set(ALLOWED)
    assert digests(kept) == digests(copy) and not list((office.ledger / "releases").glob(".*"))
    events = [
        r.event
        for r in Ledger(office.ledger, office.key()).events(Kind.RELEASE_PROPOSED, Kind.RELEASED)
    ]
    assert [(e.kind, e.by, e.subject, e.happened_on) for e in events] == [
        (Kind.RELEASE_PROPOSED, MAKER, "2025-autumn-1", TODAY),
        (Kind.RELEASED, APPROVER, "2025-autumn-1", TODAY),
    ]
    assert {e.payload["files"] for e in events} == {shelf.digest(kept)}
    for path in kept.glob("*.docx"):
        words_ = [p.text for p in docx.Document(str(path)).paragraphs]
        assert (
            "2025年11月20日" in words_
            and "送审稿" not in words_
            and any("〔2025〕1号" in w for w in words_)
        )
        assert [f.code for f in check_document(path) if f.verdict is Verdict.FAIL] == []


def test_what_is_published_is_what_was_shown(office: Workspace) -> None:
    """The tables are the candidate's, to the byte."""
    asked(office)
    for name in ("statistics.csv", "structure.csv", "数据字典.csv"):
        assert (office.ledger / "releases/2025-autumn-1" / name).read_bytes() == (
            office.outputs(AUTUMN) / "internal/public_candidate" / name
        ).read_bytes()


WRONG_PERSONS = [
    ("张示例", "张示例", "两个不同的人"),
    ("张示例", " 张 示例", "两个不同的人"),
    ("张示例", "", "两个不同的人"),
    ("", "杨示例", "两个不同的人"),
    ("不在名单", "杨示例", "经办人不在名单里"),
    ("杨示例", "张示例", "审签人不能签发"),
    ("张示例", "普示例", "审签人不能签发"),
]


@pytest.mark.parametrize(("maker", "approver", "told_"), WRONG_PERSONS)
def test_anybody_else_finds_it_shut(
    office: Workspace, maker: str, approver: str, told_: str
) -> None:
    """One person twice, nobody, somebody who isn't listed, somebody who may not sign this: place and remedy, nothing published."""
    before = everything(office)
    with pytest.raises(DisclosureError, match=told_) as error:
        asked(office, Wish(maker=maker, approver=approver))
    assert (
        "people.yaml" in str(error.value) and error.value.exit_status == 14 and error.value.remedy
    )
    assert everything(office) == before


def somebody(workspace: Workspace) -> str:
    """The name of a child of the register that is no other word."""
    persons = Ledger(workspace.ledger, workspace.key()).persons()
    return max((str(n) for n in persons["name"] if n), key=len)


def number(workspace: Workspace) -> str:
    return next(str(n) for n in Ledger(workspace.ledger, workspace.key()).persons()["number"] if n)


def template(workspace: Workspace, words_: str) -> None:
    """Somebody writes something into the template of the announcement."""
    path = workspace.templates / "公开结果公告.docx"
    document = docx.Document(str(path))
    document.paragraphs[7].add_run(words_)
    document.save(str(path))


@pytest.mark.clause("M7.4")
@pytest.mark.parametrize("secret", [somebody, number], ids=["姓名", "身份证号"])
def test_a_child_in_a_template_closes_the_gate(
    office: Workspace, secret: Callable[[Workspace], str]
) -> None:
    """有人在公告模板里写进一名儿童的姓名或者号码：不公开，说明在哪个文件，不重复姓名和号码。"""
    template(office, secret(office))
    tell(office)
    with pytest.raises(DisclosureError) as error:
        asked(office)
    assert "公开结果公告.docx" in str(error.value) and secret(office) not in str(error.value)
    assert not (office.ledger / "releases").exists() or not list(
        (office.ledger / "releases").iterdir()
    )
    assert not (office.outputs(AUTUMN) / "public").exists() and shelf.kept(office) == []
    assert any("不能公开：" in line for line in asked(office, Wish()))


def test_a_reason_that_names_a_child_closes_the_gate(office: Workspace) -> None:
    """The one thing a person types here is searched like all the rest; the first edition stays."""
    asked(office)
    tell(office)
    wish = Wish(
        maker=MAKER, approver=APPROVER, corrects="2025-autumn-1", reason=f"漏了{somebody(office)}"
    )
    with pytest.raises(DisclosureError, match="人名"):
        asked(office, wish)
    assert [k.name for k in shelf.kept(office)] == ["2025-autumn-1"]


def plus(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data)


def showing(folder: Path) -> None:
    """The first hidden number is written where it is shown: the rest can be taken from the total."""
    path = folder / STATISTICS
    lines = path.read_text("utf-8").splitlines()
    at = next(n for n, line in enumerate(lines) if line.endswith(",＊"))
    path.write_text(
        "\n".join([*lines[:at], lines[at].removesuffix(",＊") + "1,", *lines[at + 1 :]]) + "\n",
        "utf-8",
    )


def macro(folder: Path) -> None:
    with zipfile.ZipFile(folder / "公开结果公告.docx", "a") as package:
        package.writestr("word/vbaProject.bin", b"x")


def script(folder: Path) -> None:
    path = folder / "公开结果.html"
    path.write_text(
        path.read_text("utf-8").replace(
            "</body>", "<script src='https://a.example/x.js'></script></body>"
        ),
        "utf-8",
    )


@pytest.mark.parametrize(
    ("change", "told_"),
    [
        (plus("名单.xlsx", b"x"), "文件 名单.xlsx：不在可以公开的文件之列"),
        (plus("公开结果.html", b"x" * 2_000_000), "文件 公开结果.html：大小不对"),
        (lambda f: (f / "公开结果公告.docx").unlink(), "文件 公开结果公告.docx：缺失"),
        (macro, "里面有不许外传的部分：word/vbaProject.bin"),
        (script, "网页里有脚本"),
        (showing, "推算检验"),
        (plus("督导报告（公开版）.docx", b"not a zip"), "不是完好的 Word 文件"),
    ],
    ids=["类型", "太大", "缺文件", "宏", "脚本", "推算", "坏文档"],
)
def test_what_may_not_leave_is_told(
    office: Workspace, change: Callable[[Path], object], told_: str
) -> None:
    """Another file, a wrong size, a file missing, a macro, a script, a number from which others follow: told with its place."""
    edited(office, change)
    lines = "\n".join(asked(office, Wish()))
    assert told_ in lines and "不能公开：" in lines and "可以公开。" not in lines


@pytest.mark.parametrize(
    "data",
    [b"", "table,item,name,meaning\n".encode("utf-16"), b"a,b\n1,2\n"],
    ids=["空的", "编码", "别的表"],
)
def test_tables_that_are_none_are_refused(office: Workspace, data: bytes) -> None:
    edited(office, plus("数据字典.csv", data))
    with pytest.raises(DisclosureError, match="读不懂"):
        asked(office, Wish())


def test_an_examination_finds_empty_files_and_other_encodings(office: Workspace) -> None:
    """Also where nobody can read the tables, each file is examined by itself."""
    folder = office.outputs(AUTUMN) / "internal/public_candidate"
    (folder / "structure.csv").write_bytes(b"")
    (folder / "公开结果.html").write_bytes("<p>公开结果</p>".encode("utf-16"))
    told = {(o.place, o.what[:4]) for o in examine(folder, [], ()).objections}
    assert {("文件 structure.csv", "大小不对"), ("文件 公开结果.html", "不是 U")} <= told


def test_a_candidate_edited_by_hand_is_refused(office: Workspace) -> None:
    """What is published is what a run made: a file changed since, added or taken away is refused, also one of the edition."""
    path = office.outputs(AUTUMN) / "internal/public_candidate/公开结果.html"
    path.write_text(path.read_text("utf-8") + " ", "utf-8")
    with pytest.raises(
        DisclosureError, match=r"不是运行时生成的那一份：public_candidate/公开结果\.html"
    ):
        asked(office)


def test_without_a_run_there_is_nothing_to_publish(tmp_path: Path) -> None:
    with pytest.raises(DisclosureError, match="没有待公开的结果"):
        asked(made(tmp_path, children=60))


def test_a_term_is_published_once_and_then_corrected(office: Workspace) -> None:
    """A second edition is a correction of the last, with its reason, made by a run that knows the first."""
    asked(office)
    last = Wish(maker=MAKER, approver=APPROVER, corrects="2025-autumn-1", reason="文字有误")
    with pytest.raises(DisclosureError) as stale:
        asked(office, last)
    assert "运行之后又公开过别的版次" in stale.value.remedy
    tell(office)
    for wish, told_ in (
        (SIGNED, "已经公开（2025-autumn-1）"),
        (replace(last, corrects="2025-autumn-2"), "最后一版是2025-autumn-1"),
        (replace(last, reason=" "), "写明原因"),
    ):
        with pytest.raises(DisclosureError) as error:
            asked(office, wish)
        assert (
            told_ in error.value.remedy
            and "\n".join(asked(office, Wish(corrects=wish.corrects))).count("不能公开：") == 1
        )
    asked(office, last)
    assert [(k.name, k.corrects) for k in shelf.kept(office)] == [
        ("2025-autumn-1", ""),
        ("2025-autumn-2", "2025-autumn-1"),
    ]


def test_names_numbers_addresses_and_phones_of_all_registers_are_looked_for(
    told: Workspace,
) -> None:
    """Children, guardians, heads of households, officials; no town's name among them, for papers name towns."""
    found = words(told, params_on(told.params, AUTUMN))
    assert {somebody(told), number(told)} <= found and len(found) > 1500
    assert not {"永定街道", "东村镇"} & found and any(w.startswith("1380000") for w in found)
