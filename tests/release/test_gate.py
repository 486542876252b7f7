"""The gate: it tells what would leave, opens for two persons alone, and whatever speaks against it
keeps it shut.
"""

from __future__ import annotations

import zipfile
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import docx
import pandas as pd
import pytest

from kongchuo_core.disclosure.released import STATISTICS, read
from kongchuo_core.documents.official.checker import Verdict, check_document
from kongchuo_core.ledger.events import Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.release import shelf
from kongchuo_core.release.examine import ALLOWED, examine
from kongchuo_core.release.gate import Wish
from kongchuo_core.release.models import WHO
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.signing.publish import release, words
from kongchuo_core.term.place import digests
from kongchuo_core.vocabulary.errors import DisclosureError
from tests.county import child, lay, workspace_at
from tests.days import params_on
from tests.release.offices import (
    APPROVER,
    AUTUMN,
    MAKER,
    NOW,
    SIGNED,
    TODAY,
    asked,
    copied,
    digest_shown,
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


def but_previews(files: dict[str, str]) -> dict[str, str]:
    """Without the files laid ready to be looked at: these are no publication."""
    return {name: digest for name, digest in files.items() if "/public_preview/" not in name}


def test_without_names_it_tells_everything_and_lays_the_files_ready(office: Workspace) -> None:
    """Files, tables, the reason for each label not told, what is dropped, the attackers' figures,
    when it is due; nothing else is written but the files as they will leave.
    """
    before = everything(office)
    lines = "\n".join(asked(office, Wish()))
    preview = f"outputs/{AUTUMN}/public_preview/2025-autumn-1/"
    now = everything(office)
    assert {name: now[name] for name in before} == before
    assert {name for name in now if name not in before} == {preview + name for name in ALLOWED}
    internal = office.outputs(AUTUMN) / "internal"
    assert all(f"  {path.name}　" in lines for path in (internal / "public_candidate").iterdir())
    released = read(internal / "public_candidate")
    assert all(f"{t.title}：" in lines for t in released.tables) and "推算检验通过" in lines
    assert "  没有单独列出“在校无学籍”：数目小于门槛" in lines
    assert all(f"  {who}：试了" in lines for who in WHO.values())
    assert "公开期限：2025年11月28日。" in lines and "可以公开。" in lines
    assert "--maker 姓名 --approver 姓名 --seen " in lines.splitlines()[-1]


def test_a_release_without_tables_is_pointed_out(told: Workspace, tmp_path: Path) -> None:
    """Of a single child no table is left: the run makes the candidate all the same, the gate says
    what is missing.
    """
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
    """The edition lies in the ledger and, the same bytes, in public/; the ledger knows digest,
    maker, approver.
    """
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
    """The tables are the candidate's, and every file is the one that was laid ready, to the
    byte.
    """
    asked(office, Wish())
    preview = digests(office.outputs(AUTUMN) / "public_preview/2025-autumn-1")
    asked(office)
    assert digests(office.ledger / "releases/2025-autumn-1") == preview
    assert not (office.outputs(AUTUMN) / "public_preview").exists()
    for name in ("statistics.csv", "structure.csv", "数据字典.csv"):
        assert (office.ledger / "releases/2025-autumn-1" / name).read_bytes() == (
            office.outputs(AUTUMN) / "internal/public_candidate" / name
        ).read_bytes()


UNSEEN = [("", "还没有看过"), ("0" * 64, "看过的不是"), ("前几位", "看过的不是")]


@pytest.mark.parametrize(("seen", "told_"), UNSEEN)
def test_what_the_approver_did_not_see_is_not_published(
    office: Workspace, seen: str, told_: str
) -> None:
    """No digest, another's, too few of its characters: how to see the files is said, nothing is
    published.
    """
    shown = digest_shown(asked(office, Wish()))
    wish = replace(SIGNED, seen=shown[:8] if seen == "前几位" else seen)
    with pytest.raises(DisclosureError, match=told_) as error:
        release(office, AUTUMN, wish, NOW, TODAY)
    assert "--seen" in error.value.remedy and shelf.kept(office) == []


def test_what_was_seen_yesterday_is_looked_at_again(office: Workspace) -> None:
    """The day of publication stands in the papers: they are other bytes tomorrow."""
    wish = replace(SIGNED, seen=digest_shown(asked(office, Wish())))
    with pytest.raises(DisclosureError, match="看过的不是"):
        release(office, AUTUMN, wish, NOW, date(2025, 11, 21))


def test_a_list_that_was_not_delivered_is_asked_about(told: Workspace, tmp_path: Path) -> None:
    """Without a school's roll its pupils count as absent: the gate names the list and the school,
    and asks for the jump as well.
    """
    workspace = copied(told, tmp_path)
    asked(workspace)
    for path in (workspace.data(AUTUMN) / "在校").rglob("*永定*"):
        path.unlink()
    tell(workspace)
    wish = replace(SIGNED, corrects="2025-autumn-1", because=("register_mended",))
    lines = "\n".join(asked(workspace, replace(wish, maker="", approver="")))
    assert "“在校”还没有报来：永定" in lines and "--because missing_known" in lines
    assert "全县“疑似辍学”由" in lines and "--because jump_checked" in lines
    with pytest.raises(DisclosureError, match="还没有报来") as error:
        asked(workspace, wish)
    assert "--because missing_known" in error.value.remedy
    confirmed = replace(wish, because=("register_mended", "missing_known", "jump_checked"))
    assert "已公开" in asked(workspace, confirmed)[0]
    event = Ledger(workspace.ledger, workspace.key()).events(Kind.RELEASED)[-1].event
    assert event.payload["because"] == "register_mended+missing_known+jump_checked"


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
    """One person twice, nobody, somebody who isn't listed, somebody who may not sign this: place
    and remedy, nothing published.
    """
    before = everything(office)
    with pytest.raises(DisclosureError, match=told_) as error:
        asked(office, Wish(maker=maker, approver=approver))
    assert (
        "people.yaml" in str(error.value) and error.value.exit_status == 14 and error.value.remedy
    )
    assert but_previews(everything(office)) == but_previews(before)


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


@pytest.mark.parametrize("code", ["漏了一名女生", "", "jump_checked"])
def test_only_a_reason_of_the_list_corrects(office: Workspace, code: str) -> None:
    """Words typed freely single out a child without naming it: what isn't in the list, nothing, and
    a mere confirmation are refused, and the list is shown.
    """
    asked(office)
    tell(office)
    wish = replace(SIGNED, corrects="2025-autumn-1", because=(code,) if code else ())
    with pytest.raises(DisclosureError) as error:
        asked(office, wish)
    assert "late_register 登记册补报" in error.value.remedy
    assert [k.name for k in shelf.kept(office)] == ["2025-autumn-1"]


def plus(name: str, data: bytes) -> Callable[[Path], object]:
    return lambda folder: (folder / name).write_bytes(data)


def showing(folder: Path) -> None:
    """Two of three numbers that are told together alone are written where they would stand: the
    third is what is left.
    """
    path = folder / STATISTICS
    verdicts = pd.read_parquet(folder.parent / "data" / "verdicts.parquet").verdict
    told = {"在校且有学籍": "CONSISTENT", "在校无学籍": "PRESENT_UNENROLLED"}
    lines = (f"county_children,全县,{n},{(verdicts == code).sum()},\n" for n, code in told.items())
    path.write_text(path.read_text("utf-8") + "".join(lines), "utf-8")


def small(folder: Path) -> None:
    """A number below five is printed."""
    path = folder / STATISTICS
    path.write_text(path.read_text("utf-8") + "另一张,全县,甲,3,\n", "utf-8")
    more = "另一张,table,title,另一张\n另一张,table,unit,人\n另一张,table,counts,试\n另一张,table,total_row,\n另一张,table,total_column,\n"
    path = folder / "数据字典.csv"
    path.write_text(path.read_text("utf-8") + more, "utf-8")


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
        (showing, "可推算，不得公开"),
        (small, "印出了小于5的数"),
        (plus("督导报告（公开版）.docx", b"not a zip"), "不是完好的 Word 文件"),
    ],
    ids=["类型", "太大", "缺文件", "宏", "脚本", "推算", "小数目", "坏文档"],
)
def test_what_may_not_leave_is_told(
    office: Workspace, change: Callable[[Path], object], told_: str
) -> None:
    """Another file, a wrong size, a file missing, a macro, a script, a number from which others
    follow: told with its place.
    """
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
    told = {(o.place, o.what[:4]) for o in examine(folder, [], {}).objections}
    assert {("文件 structure.csv", "大小不对"), ("文件 公开结果.html", "不是 U")} <= told


def test_a_candidate_edited_by_hand_is_refused(office: Workspace) -> None:
    """What is published is what a run made: a file changed since, added or taken away is refused,
    also one of the edition.
    """
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
    """A second edition is a correction of the last, with its reason, made by a run that knows the
    first.
    """
    asked(office)
    last = replace(SIGNED, corrects="2025-autumn-1", because=("words_wrong",))
    with pytest.raises(DisclosureError) as stale:
        asked(office, last)
    assert "运行之后又公开过别的版次" in stale.value.remedy
    tell(office)
    for wish, told_ in (
        (SIGNED, "已经公开（2025-autumn-1）"),
        (replace(last, corrects="2025-autumn-2"), "最后一版是2025-autumn-1"),
        (replace(last, because=()), "写明原因"),
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
    """Children, guardians, heads of households, officials; no town's name among them, for papers
    name towns.
    """
    found = words(told, params_on(told.params, AUTUMN))
    assert {somebody(told), number(told)} <= set(found) and len(found) > 1500
    assert all(
        "第" in where and where.endswith("行") for where in found.values() if "台账" not in where
    )
    assert not {"永定街道", "东村镇"} & set(found) and any(w.startswith("1380000") for w in found)
