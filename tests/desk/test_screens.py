"""What each screen of the desk does is what its command does: the same records, refusals and ways
back.
"""

from __future__ import annotations

import io
import json
import re
import shutil
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from kongchuo_core.desk import app, room
from kongchuo_core.ledger.events import Kind
from kongchuo_core.release import shelf
from kongchuo_core.settings.headings import load_headings
from kongchuo_core.term.editions import edition_of
from kongchuo_core.vocabulary.forms import VERIFY_FORM
from tests.desk.desk import TERM, Desk
from tests.guide.office import office_in
from tests.term.running import fill

CSV = "姓名,学校,出生日期,是否在校\n张示例,赤鹫中学,2012-05-01,是\n"
POLICY = "Content-Security-Policy"
SLOW = 120
"""Seconds after which a run is given up; it takes a few."""


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    """A desk after the first term; the tests go on from each other's day."""
    yield Desk(office_in("第一学期", tmp_path_factory.mktemp("desk") / "w").folder).enter()


def kinds(desk: Desk) -> list[Kind]:
    return [r.event.kind for r in desk.room.ledger.written()]


def put(desk: Desk, name: str, status: int = 200, **form: str) -> str:
    files = {"files": (name, io.BytesIO(CSV.encode()), "text/csv")}
    return desk.post(f"/{TERM}/registers/files", status, files, **form)


def test_files_go_where_the_command_reads_them(desk: Desk) -> None:
    """By their name or as chosen; nothing is replaced unasked, nothing lands elsewhere, whatever a
    name says.
    """
    data = desk.workspace.data(TERM)
    put(desk, "赤鹫中学在校.csv")
    assert (data / "在校/赤鹫中学在校.csv").read_text("utf-8") == CSV
    assert "什么都没有放进去" in put(desk, "赤鹫中学在校.csv", 400)
    assert "看不出" in put(desk, "名单.csv", 400)
    assert "没有选文件" in desk.post(f"/{TERM}/registers/files", 400, register="在校")
    put(desk, "../../../params/x.csv", register="在校")
    assert (data / "在校/x.csv").is_file() and not (desk.workspace.params / "x.csv").exists()
    (data / "在校/x.csv").unlink()
    put(desk, "赤鹫中学在校.csv", replace="1")
    assert "赤鹫中学在校.csv" in desk.get("/registers/checked")


def test_a_heading_is_explained_once(desk: Desk) -> None:
    """What stood in the file stays; what no register has is refused."""
    path = desk.workspace.params / "headings.yaml"
    before = path.read_text("utf-8").splitlines()
    desk.post(f"/{TERM}/registers/heading", folder="在校", heading="晨检", meaning="不用")
    desk.post(f"/{TERM}/registers/heading", folder="在校", heading="到没到", meaning="是否在校")
    told = {"晨检": "不用", "到没到": "是否在校"}
    assert load_headings(desk.workspace.params).headings == {"在校": told}
    assert [line for line in before if line.startswith("#")] == [
        line for line in path.read_text("utf-8").splitlines() if line.startswith("#")
    ]
    for meaning in ("没有的列", ""):
        desk.post(f"/{TERM}/registers/heading", 400, folder="在校", heading="晨检", meaning=meaning)


def test_a_word_and_a_column_that_stops_are_explained_on_the_page(desk: Desk) -> None:
    """Both stand there with a button of their own, until they are explained; the registers are read
    again only then.
    """
    rows = ["张示例,赤鹫中学,2012-05-01,上网课", "李示例,赤鹫中学,2012-06-01,是"]
    odd = "\n".join(["姓名,学校,出生日期,是否在校", *rows])
    asked = "姓名,学校,出生日期,在校生核查码\n王示例,赤鹫中学,2012-05-02,甲\n"
    for name, text in (("在校网课.csv", odd), ("在校核查.csv", asked)):
        files = {"files": (name, io.BytesIO(text.encode()), "text/csv")}
        desk.post(f"/{TERM}/registers/files", files=files)
    page = desk.get("/registers/checked")
    assert "“是否在校”里的“上网课”（1格）看不懂" in page and "记下“在校生核查码”" in page
    first = desk.room.looked
    desk.get("/registers/checked")
    assert desk.room.looked is first
    said = desk.post(f"/{TERM}/registers/word", folder="在校", word="上网课", meaning="不清楚")
    assert "“上网课”算“不清楚”" in said
    desk.post(f"/{TERM}/registers/heading", folder="在校", heading="在校生核查码", meaning="不用")
    told = desk.get("/registers/checked")
    assert "记下“" not in told and desk.room.looked is not first
    assert load_headings(desk.workspace.params).words == {"在校": {"上网课": "不清楚"}}
    refused = desk.post(f"/{TERM}/registers/word", 400, folder="在校", word="甲", meaning="也许")
    assert "“也许”说不清在校里的这个词" in refused
    for name in ("在校网课.csv", "在校核查.csv"):
        (desk.workspace.data(TERM) / "在校" / name).unlink()


def test_the_guide_is_a_click_away(desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its own pages behind the same token; where nobody built it, no link leads nowhere."""
    folder = desk.workspace.root / "指南"
    (folder / "任务").mkdir(parents=True)
    for page in ("index.html", "用词.html", "任务/办公桌.html"):
        (folder / page).write_text("<p>指南</p>", "utf-8")
    for place in (app, room):
        monkeypatch.setattr(place, "guide_folder", lambda: folder)
    one = Desk(desk.workspace.root)
    assert one.client.get("/guide/用词.html").status_code == 401
    one.enter()
    answer = one.client.get("/guide/任务/办公桌.html")
    assert answer.status_code == 200 and "unsafe-inline" in answer.headers[POLICY]
    assert 'href="/guide/用词.html"' in one.get("/today")
    assert "unsafe-inline" not in one.client.get(f"/{TERM}/today").headers[POLICY]
    monkeypatch.setattr(room, "guide_folder", lambda: None)
    assert "/guide/" not in one.get("/today")


def test_an_answer_is_the_forms_line(desk: Desk) -> None:
    """Nobody's answer isn't taken; one that was taken can be taken back, and both stand in the
    ledger.
    """
    question = re.findall(r'name="question" value="(\w+)"', desk.get("/review"))[0]
    form = {"question": question, "form": "待人工核对", "word": "同一人"}
    desk.post("/clerk", clerk="")
    assert "没有写认定人" in desk.post(f"/{TERM}/review/answer", 400, **form)
    desk.enter()
    assert "已认定：同一人（李示例" in desk.post(f"/{TERM}/review/answer", **form)
    desk.post(f"/{TERM}/review/answer", 400, **(form | {"word": "也许"}))
    desk.post(f"/{TERM}/review/answer", **(form | {"word": "撤回"}))
    assert kinds(desk)[-4:][::2] == [Kind.DECISION, Kind.DECISION_WITHDRAWN]


def test_what_happened_is_shown_before_it_is_recorded_and_taken_back(desk: Desk) -> None:
    """Found by name or number; the words of the form; a way back that leaves its trace."""
    cases = edition_of(desk.workspace, TERM).table("cases")
    case = str(cases[cases["state"] == "opened"]["case_no"].iloc[0])
    assert case in desk.post(f"/{TERM}/children", q=case[-6:])
    assert "没有找到" in desk.post(f"/{TERM}/children", 400, q="谁也不是")
    cells = {"cell:核实日期": "2025-10-10", "cell:原因或核实结果": "厌学"}
    form = cells | {"case": case, "sheet": "核实", "by": "普示例"}
    before = len(kinds(desk))
    shown = desk.post(f"/{TERM}/children/event", **form)
    assert "2025年10月10日" in shown and "厌学" in shown and len(kinds(desk)) == before
    assert "已记入台账1笔" in desk.post(f"/{TERM}/children/record", **form)
    assert Kind.VERIFIED in kinds(desk)[before:]
    for wrong in ({"cell:核实日期": "2025-12-10"}, {"by": ""}, {"sheet": "没有"}):
        empty = {} if "by" not in wrong else desk.post("/clerk", clerk="")
        desk.post(f"/{TERM}/children/event", 400, **(form | wrong))
        assert empty is not None and desk.enter()
    assert "已经有了" in desk.post(f"/{TERM}/children/event", 400, **form)
    nothing = {"case": case, "sheet": "核实", "by": "普示例"}
    assert "什么都没有填" in desk.post(f"/{TERM}/children/event", 400, **nothing)
    assert "已撤回" in desk.post(f"/{TERM}/children/undo")
    assert kinds(desk)[-1] is Kind.CORRECTION
    town = str(cases["town"].dropna().iloc[0])
    assert f"<td>{town}</td>" in desk.get(f"/children?town={town}")


def test_forms_that_came_back_are_taken_in_as_the_command_takes_them(desk: Desk) -> None:
    """All or none, told by its line; taken back like anything that was recorded."""
    case = str(edition_of(desk.workspace, TERM).table("cases")["case_no"].iloc[0])
    blank = desk.workspace.outputs(TERM) / "internal/全县/核查反馈表.xlsx"
    filled = Path(shutil.copy(blank, desk.workspace.root / "收回.xlsx"))
    told = {case: [{"核实日期": "2025-10-10", "原因或核实结果": "厌学", "经办人": "普示例"}]}
    good = fill(filled, VERIFY_FORM.key, told).read_bytes()
    told[case][0]["核实日期"] = "2099-01-01"
    bad = fill(filled, VERIFY_FORM.key, told).read_bytes()
    filled.unlink()
    before, where = len(kinds(desk)), f"/{TERM}/children/returned"
    assert "没有选文件" in desk.post(where, 400)
    assert "晚于今天" in desk.post(where, 400, {"files": ("收回的.xlsx", bad)})
    assert len(kinds(desk)) == before
    shown = desk.post(where, files={"files": ("收回的.xlsx", good)})
    assert "其中1条台账里还没有" in shown and "核实：厌学" in shown
    assert len(kinds(desk)) == before
    assert "新记入台账1条" in desk.post(f"/{TERM}/children/take")
    assert "没有等着记入的表" in desk.post(f"/{TERM}/children/take", 400)
    assert "已撤回" in desk.post(f"/{TERM}/children/undo")
    assert not [*(desk.workspace.root / "outputs").glob(".beside-*")]


def test_several_are_signed_at_once_and_one_refusal_stops_no_other(desk: Desk) -> None:
    """What only a person can fill in is asked for on the paper's own page; a voided one is kept, a
    scan too.
    """
    day = "2025-11-03"
    good, other = "全县/比对核查情况.docx", "永定街道/比对核查情况.docx"
    form = {"paper": [good, other], "by": "杨示例", "date": day}
    told = desk.post(f"/{TERM}/sign", **form)
    assert "已签发：" in told and "杨示例不能签发" in told
    assert "已经签发过" in desk.get(f"/sign/paper?name={good}&date={day}")
    assert "没有勾选" in desk.post(f"/{TERM}/sign", 400, by="杨示例", date=day)
    assert "日期看不懂" in desk.post(f"/{TERM}/sign", 400, paper=good, date="明天")
    assert "没有这份草稿" in desk.get("/sign/paper?name=../../../ledger/key", 400)
    asked = re.findall(r'href="([^"]+sign/paper\?name=[^"]+)">看督导意见书<', desk.get("/sign"))
    assert 'name="fill:' in desk.client.get(asked[0]).text
    key = desk.post(f"/{TERM}/sign", **form).split('name="key" value="')[1][:9]
    assert "没有选扫描件" in desk.post(f"/{TERM}/sign/scan", 400, key=key)
    assert "没有签发过" in desk.get("/sign/kept.pdf?key=2025-9999", 400)
    scan = {"scan": ("页.pdf", io.BytesIO(b"%PDF-1.4 scan"), "application/pdf")}
    assert "已附扫描件" in desk.post(f"/{TERM}/sign/scan", files=scan, key=key)
    assert "已作废" in desk.post(f"/{TERM}/sign/void", key=key, by="杨示例", reason="日期有误")
    assert kinds(desk)[-2:] == [Kind.SCAN_ATTACHED, Kind.PAPER_VOIDED]


def test_the_very_bytes_are_published_by_two_persons(desk: Desk) -> None:
    looked = desk.get("/publish/looked")
    (seen,) = re.findall(r'name="seen" value="(\w+)"', looked)
    page = desk.client.get(f"/{TERM}/publish/file/公开结果.html")
    assert "sandbox" in page.headers["Content-Security-Policy"]
    assert "没有这个文件" in desk.get("/publish/file/key", 400)
    form = {"seen": seen, "approver": ""}
    assert "要写两个人" in desk.post(f"/{TERM}/publish", 400, **form)
    assert "已公开" in desk.post(f"/{TERM}/publish", **(form | {"approver": "杨示例"}))
    (kept,) = shelf.kept(desk.workspace)
    assert (kept.folder / "公开结果.html").read_bytes() == page.content


def test_a_run_can_be_cancelled_and_loses_nothing(desk: Desk) -> None:
    """Ended in the middle with all its processes: the manifest is the old one, and the next run
    goes through and says what changed.
    """
    manifest = desk.workspace.outputs(TERM) / "internal/manifest.json"
    before = manifest.read_bytes()
    desk.post(f"/{TERM}/run")
    until(desk, lambda told: "读取登记册" in told)
    assert "正在运行" in desk.post(f"/{TERM}/run", 400)
    assert "已取消" in desk.post(f"/{TERM}/run/cancel")
    assert manifest.read_bytes() == before and not any(
        desk.workspace.outputs(TERM).glob(".staging")
    )
    assert "日期看不懂" in desk.post(f"/{TERM}/run", 400, as_of="明天")
    desk.post(f"/{TERM}/run", data_only="1", as_of="2025-11-03")
    told = until(desk, lambda told: "hx-get" not in told)
    assert "与上次（截至2025年10月31日）相比" in told and "只更新了数据" in told
    assert json.loads(manifest.read_bytes())["dates"]["as_of"] == "2025-11-03"


def until(desk: Desk, holds: object) -> str:
    """The progress, asked for as the page does, until it says something."""
    end = time.monotonic() + SLOW
    while time.monotonic() < end:
        told = desk.get("/run/progress")
        if holds(told):  # type: ignore[operator]
            return told
        time.sleep(0.2)
    raise AssertionError(desk.room.running)


def test_nothing_is_left_in_the_way(desk: Desk, tmp_path: Path) -> None:
    """No file that was made on the way lies in the workspace afterwards."""
    assert [p.name for p in (desk.workspace.root / "outputs").glob(".desk-*")] == []
