"""What only a person can fill in, words changed in Word, days a paper may bear: asked, shown,
checked, kept (issue 15, item 4).
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import date
from itertools import chain
from pathlib import Path

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from docx.table import _Cell

from kongchuo_core.cli import main
from kongchuo_core.documents.blanks import blanks
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.signing.after_signing import GONE, HOLD, listing, standings, void
from kongchuo_core.signing.approve import Wish, approve
from kongchuo_core.signing.signed import papers_of
from kongchuo_core.vocabulary.errors import InputError, KongchuoError, UsageError
from tests.signing.signing_county import (
    NOW,
    TERM,
    TODAY,
    children,
    draft,
    make,
    registers,
    signing_county,
)
from tests.signing.test_approve import CALL, DAY, paper

NOTICE, ORDER = "东村镇/通知书/*.docx", "永定街道/通知书/*.docx"
MEND, INSPECTION = "东村镇/督导意见书.docx", "全县/督导检查通知.docx"
REPORT, COMPARED = "全县/专项督导检查报告.docx", "全县/比对核查情况.docx"


@pytest.fixture(scope="module")
def county() -> Workspace:
    """A county whose drafts lie ready; nobody changes it."""
    return signing_county()


@pytest.fixture
def office(county: Workspace, tmp_path: Path) -> Workspace:
    """A copy to sign in."""
    shutil.copytree(county.root, tmp_path / "w")
    return Workspace.at(tmp_path / "w")


def sign(
    office: Workspace,
    pattern: str,
    by: str = "普示例",
    day: date = DAY,
    fills: Mapping[str, str] = CALL,
) -> str:
    """Approve one draft and give the line that tells of it."""
    wish = Wish(by, "王拟稿", day, fills=fills)
    (line,) = approve(office, [draft(office, pattern)], wish, NOW, TODAY)
    return line


def table_cells(document: Document) -> list[_Cell]:
    rows = chain.from_iterable(table.rows for table in document.tables)
    return list(chain.from_iterable(row.cells for row in rows))


def reworded(office: Workspace, pattern: str, before: str, after: str) -> None:
    """Change words in a draft as an office does in Word."""
    path = draft(office, pattern)
    document = docx.Document(str(path))
    in_cells = chain.from_iterable(cell.paragraphs for cell in table_cells(document))
    paragraphs = [*document.paragraphs, *in_cells]
    (found,) = {id(p._p): p for p in paragraphs if before in p.text}.values()
    found.text = found.text.replace(before, after)
    document.save(str(path))


@pytest.mark.parametrize(
    ("fills", "why"),
    [
        ({}, "还有2处要由人填写"),
        ({"联系人": "王经办"}, "联系电话（联系电话）：没有写"),
        ({**CALL, "联系电话": "王"}, "电话只写数字"),
        ({**CALL, "联系人": "539924201303010011"}, "不写证件号"),
        ({**CALL, "联系人": "王" * 400}, "不超过300字"),
        ({**CALL, "联系员": "王"}, "没有“联系员”这一项要填"),
    ],
)
def test_a_paper_with_a_blank_is_not_signed(
    office: Workspace, fills: Mapping[str, str], why: str
) -> None:
    """Every blank that is left is named with what to write."""
    with pytest.raises(UsageError, match=why):
        sign(office, NOTICE, fills=fills)
    assert papers_of(office).papers == ()


@pytest.mark.parametrize(
    ("answer", "wrong"),
    [
        ("11月20日9时", ""),
        ("2025年11月14日", ""),
        ("2026年1月9日", ""),
        ("九点", "要写明几月几日"),
        ("11月31日", "没有这一天"),
        ("11月3日9时", "早于成文日期"),
        ("2024年11月20日", "早于成文日期"),
    ],
)
def test_a_time_lies_after_the_paper(answer: str, wrong: str) -> None:
    """An interview is not held before the notice of it."""
    assert blanks()["约谈时间"].wrong(answer, DAY) == wrong


def test_what_is_filled_in_is_printed_and_kept(office: Workspace) -> None:
    """From the command line, from county.yaml, from a question: in the paper, in the line, in the
    note; a guardian in the paper alone.
    """
    line = sign(office, NOTICE)
    assert "填写：联系人：王经办" in line and "13800000001" in line
    assert any("请与王经办（13800000001）联系" in words for words in paper(office, "2025-0001"))
    told = json.loads((office.ledger / "papers" / "2025-0001.json").read_text("utf-8"))
    assert told["填写"] == "联系人：王经办；联系电话：13800000001"
    path = office.params / "county.yaml"
    contact = "contacts:\n  富民县教育体育局: {name: 周局办, phone: 13800000001}\n"
    path.write_text(path.read_text("utf-8") + contact, "utf-8")
    asked: list[str] = []

    def ask(question: str) -> str:
        asked.append(question)
        return "李大明"

    wish = Wish("李示例", "王拟稿", DAY, ask=ask)
    approve(office, [draft(office, ORDER)], wish, NOW, TODAY)
    words = paper(office, "2025-0002")
    assert [q for q in asked if "监护人" in q] == asked and "李大明：" in words
    assert any("联系人：周局办" in w for w in words)
    (event,) = Ledger(office.ledger, office.key()).events(Kind.PAPER_SIGNED)[1:]
    assert event.event.payload["filled"]
    assert "李大明" not in (office.ledger / "papers" / "2025-0002.json").read_text("utf-8")


def test_words_changed_in_word_are_signed_and_shown(office: Workspace) -> None:
    """The office's words are in the paper that is kept, the signer reads what was changed, and
    number and date are filled in.
    """
    reworded(office, NOTICE, "请提供就读证明", "请把就读证明带来")
    line = sign(office, NOTICE)
    assert "在 Word 里改过1处字句" in line and "请把就读证明带来" in line and "原文：" in line
    words = paper(office, "2025-0001")
    assert any("请把就读证明带来" in w for w in words) and "2025年11月14日" in words
    assert [s.state for s in standings(office)] == [HOLD]
    told = json.loads((office.ledger / "papers" / "2025-0001.json").read_text("utf-8"))
    assert told["改动"].startswith("1处")


def test_a_sentence_may_be_added_and_a_blank_filled_in_word(office: Workspace) -> None:
    """A paragraph of the office's own stands where it put it; what it wrote into a blank is what
    was to be filled in.
    """
    path = draft(office, NOTICE)
    document = docx.Document(str(path))
    contact = next(p for p in document.paragraphs if "联系人" in p.text)
    contact.insert_paragraph_before("本通知由镇、学校、村委会三方共同送达。", style=contact.style)
    contact.text = "联系人：赵联系　　联系电话：13800000001"
    document.save(str(path))
    line = sign(office, NOTICE, fills={})
    words = paper(office, "2025-0001")
    place = words.index("本通知由镇、学校、村委会三方共同送达。")
    assert "赵联系" in words[place + 1] and "改为" in line


@pytest.mark.parametrize(
    ("pattern", "by", "before", "after", "why"),
    [
        (NOTICE, "普示例", "起7日内", "起30日内", "个数与事实对不上：30日"),
        (NOTICE, "普示例", "张小明", "张小明等3人", "个数与事实对不上：3"),
        (NOTICE, "普示例", "张小明", "张小明等三人", "个数与事实对不上：三人"),
        (NOTICE, "普示例", "　　年　月　日", "2025年11月1日", "改了由签发填写的地方"),
        (COMPARED, "杨示例", "送审稿", "急件", "改了由签发填写的地方"),
    ],
)
def test_numbers_are_not_changed_in_word(
    office: Workspace, pattern: str, by: str, before: str, after: str, why: str
) -> None:
    """A number, a term, a date that the record doesn't have is refused."""
    path = draft(office, pattern)
    document = docx.Document(str(path))
    found = next(p for p in document.paragraphs if before in p.text)
    found.text = found.text.replace(before, after, 1)
    document.save(str(path))
    with pytest.raises(InputError, match=why):
        sign(office, pattern, by)
    assert papers_of(office).papers == ()


def test_what_is_no_words_cannot_be_changed_in_word(office: Workspace) -> None:
    """A line of a table taken out, a picture gone, revisions left open, no Word file at all."""
    path = draft(office, COMPARED)
    kept = path.read_bytes()
    document = docx.Document(str(path))
    row = document.tables[0].rows[-1]._tr
    row.getparent().remove(row)
    document.save(str(path))
    with pytest.raises(InputError, match="表格的行、列"):
        sign(office, COMPARED, "杨示例")
    path.write_bytes(kept)
    document = docx.Document(str(path))
    drawing = next(iter(document.element.body.iter("{*}drawing")))
    drawing.getparent().remove(drawing)
    document.save(str(path))
    with pytest.raises(InputError, match="增加或者删去了图"):
        sign(office, COMPARED, "杨示例")
    path.write_bytes(kept)
    document = docx.Document(str(path))
    run = next(p for p in document.paragraphs if "疑似" in p.text).runs[0]._r
    wrapped = run.makeelement(qn("w:ins"), {})
    run.addprevious(wrapped)
    wrapped.append(run)
    document.save(str(path))
    with pytest.raises(InputError, match="没处理的修订"):
        sign(office, COMPARED, "杨示例")
    path.write_bytes(b"PK nothing")
    with pytest.raises(InputError, match="打不开"):
        sign(office, COMPARED, "杨示例")


def test_whoever_sits_there_agrees_to_the_changes(office: Workspace) -> None:
    """On a terminal the changes are shown before anything is signed."""
    reworded(office, NOTICE, "请提供就读证明", "请把就读证明带来")
    shown: list[str] = []

    def no(question: str) -> str:
        shown.append(question)
        return "n"

    wish = Wish("普示例", "王拟稿", DAY, fills=CALL, ask=no)
    with pytest.raises(UsageError, match="没有签发"):
        approve(office, [draft(office, NOTICE)], wish, NOW, TODAY)
    assert "请把就读证明带来" in shown[0] and papers_of(office).papers == ()


def test_a_term_runs_from_the_paper(office: Workspace) -> None:
    """督导意见书 signed on 20 November gives its thirty days from then, not from the run."""
    evaluated = {"督导评价": "措施落实较好，联席会议应当按月召开"}
    with pytest.raises(UsageError, match=r"督导评价（督导组对这个单位工作的评价.*：没有写"):
        sign(office, MEND, "张示例", TODAY)
    with pytest.raises(UsageError, match="申辩（对初步督导意见的申辩，没有的写“无”）：没有写"):
        sign(office, MEND, "张示例", TODAY, evaluated)
    sign(office, MEND, "张示例", TODAY, evaluated | {"申辩": "无"})
    (path,) = (office.ledger / "papers").glob("2025-0001 *.docx")
    cells = [cell.text for cell in table_cells(docx.Document(str(path)))]
    assert "2025年12月20日" in cells and "2025年11月30日" not in cells


def test_a_paper_about_what_is_over_is_refused(office: Workspace) -> None:
    """A notice of an inspection already held, a report that says it was handed in before its own
    date.
    """
    steps = [
        {"事项": "自查报告报送", "日期": "2025-10-20"},
        {"事项": "现场检查", "日期": "2025-10-24"},
        {"事项": "提交督导报告", "日期": "2025-10-28"},
    ]
    registers(office, ming_is_there="否", 督导组织=steps)
    make(office, ("全县",))
    for pattern, by, what in (
        (INSPECTION, "张示例", "2025年10月20日，已经过了"),
        (REPORT, "张示例", "2025年10月28日，已经过了"),
    ):
        with pytest.raises(UsageError, match=what):
            sign(office, pattern, by)


def test_a_notice_may_go_out_before_the_day_of_the_run(office: Workspace) -> None:
    """Its date is bounded by its own facts (the verification of 3 October), not by the day of the
    term's report.
    """
    with pytest.raises(UsageError, match="不能早于文书所写事实的最后一天2025年10月3日"):
        sign(office, NOTICE, day=date(2025, 10, 2))
    assert sign(office, NOTICE, day=date(2025, 10, 11))


def test_a_signature_is_the_issue_and_its_voiding_takes_it_back(office: Workspace) -> None:
    """The day of issue stands in the ledger without being typed; a wrong date is voided for that
    reason and can be signed again.
    """
    ming = children(office)["张小明"]
    line = sign(office, NOTICE, day=date(2025, 10, 11))
    assert "发出日期已记入台账" in line
    ledger = Ledger(office.ledger, office.key())
    (issued,) = [r.event for r in ledger.events(Kind.NOTICE_ISSUED) if r.event.subject == ming]
    assert issued.happened_on == date(2025, 10, 11)
    assert issued.payload["evidence"] == papers_of(office).papers[0].document
    with pytest.raises(UsageError, match="已经签发过：签发号2025-0001，2025年10月11日"):
        sign(office, NOTICE)
    told = void(office, "2025-0001", "普示例", "日期有误", date(2025, 10, 31), NOW)
    assert "日期有误" in told and "发出记录同时更正" in told
    make(office, ("东村镇",))
    cases = Edition(office.outputs(TERM) / "internal" / "data").table("cases")
    assert cases.set_index("child_id")["notice_on"].isna()[ming]
    assert sign(office, NOTICE, day=date(2025, 10, 20))
    make(office, ("东村镇",))
    cases = Edition(office.outputs(TERM) / "internal" / "data").table("cases")
    assert str(cases.set_index("child_id")["notice_on"][ming])[:10] == "2025-10-20"


def test_a_renamed_town_is_the_same_town(office: Workspace) -> None:
    """The paper of 东村镇 is the paper of 东村街道: refused, and listed as signed, not as waiting."""
    sign(office, NOTICE)
    for name in ("county.yaml", "people.yaml", "rules/publication.yaml"):
        path = office.params / name
        text = path.read_text("utf-8").replace(
            "aliases: [东村, 东村乡, 东村镇人民政府]", "aliases: [东村, 东村镇]"
        )
        path.write_text(
            text.replace("name: 东村镇,", "name: 新东村镇,").replace(
                "town: 东村镇", "town: 新东村镇"
            ),
            "utf-8",
        )
    make(office, ("新东村镇",))
    with pytest.raises(UsageError, match="已经签发过：签发号2025-0001"):
        sign(office, "新东村镇/通知书/*.docx")
    assert [s.state for s in standings(office)] == [HOLD]
    waiting = [line for line in listing(office) if "复学通知书" in line and "能签发的" in line]
    assert waiting == [] and GONE not in "".join(listing(office))


def test_every_refusal_names_its_remedy(office: Workspace) -> None:
    """A clerk is told what to do."""
    with pytest.raises(KongchuoError) as raised:
        sign(office, NOTICE, fills={})
    assert "--fill 联系人=" in raised.value.remedy and "contacts" in raised.value.remedy


def test_a_template_of_an_older_version_leaves_room_for_a_pen(office: Workspace) -> None:
    """What is filled in has no place in it: said; filled in in Word it can be signed, with a hole
    left it can't.
    """
    template = office.templates / "复学通知书.docx"
    document = docx.Document(str(template))
    contact = next(p for p in document.paragraphs if "联系人" in p.text)
    contact.text = "联系人：　　　　　　联系电话：{{ 联系电话 }}"
    document.save(str(template))
    make(office, ("东村镇",))
    with pytest.raises(InputError, match="模板里没有“联系人”的位置"):
        sign(office, NOTICE)
    reworded(office, NOTICE, "无正当理由逾期", "没有理由逾期")
    with pytest.raises(InputError, match="正文里还有没填的地方，没有签发：联系人"):
        sign(office, NOTICE)
    reworded(office, NOTICE, "联系人：　　　　　　", "联系人：王经办　　")
    assert sign(office, NOTICE, fills={"联系电话": "13800000001"})


def test_the_command_line_takes_what_is_filled_in(
    office: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    """``--fill 名=值``, as often as there are blanks; a slip is told what is right."""
    common = ["approve", "--workspace", str(office.root), str(draft(office, NOTICE))]
    common += ["--by", "普示例", "--maker", "王拟稿", "--date", "2025-11-14"]
    assert main([*common, "--fill", "联系人"]) == 2
    assert "--fill 联系人 的写法不对" in capsys.readouterr().err
    assert main([*common, "--fill", "联系人=王 经办", "--fill", "联系电话＝13800000001"]) == 0
    assert "填写：联系人：王 经办" in capsys.readouterr().out
