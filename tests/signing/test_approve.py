"""A person signs: one paper from its facts, numbered, dated, kept; who may not, may not; what
changed later shows (issue 5.4).
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from pathlib import Path
from shutil import which

import docx
import pytest
from docx.shared import Mm

from kongchuo_core.cli import main
from kongchuo_core.documents.official.checker import Verdict, check_document
from kongchuo_core.keeping.verify import verify
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.signoff import VOID_REASONS
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.regulation import citations
from kongchuo_core.regulation import load as loading
from kongchuo_core.settings.workspace import Workspace, house
from kongchuo_core.signing.after_signing import (
    CHANGED,
    GONE,
    HOLD,
    VOIDED,
    attach,
    listing,
    serve,
    standings,
    unserved_papers,
    void,
)
from kongchuo_core.signing.approve import Wish, approve
from kongchuo_core.signing.signed import papers_of
from kongchuo_core.term.format_check import check_templates
from kongchuo_core.vocabulary.errors import InputError, LedgerError, ParamsError, UsageError
from tests.documents.writer import reword
from tests.signing.signing_county import (
    HONG,
    NOW,
    TERM,
    TODAY,
    children,
    draft,
    make,
    record,
    registers,
    signing_county,
)

DAY = date(2025, 11, 14)
COUNTY, SECOND = "全县/比对核查情况.docx", "全县/专项督导检查报告.docx"
NOTICE, ORDER = "东村镇/通知书/*.docx", "永定街道/通知书/*.docx"
PDF = b"%PDF-1.4 scan"
CALL = {"联系人": "王经办", "联系电话": "13800000001", "监护人": "李大明"}


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
    *patterns: str,
    by: str = "杨示例",
    maker: str = "王拟稿",
    day: date = DAY,
    first: int | None = None,
    fills: Mapping[str, str] = CALL,
    ask: Callable[[str], str] | None = None,
) -> list[str]:
    """Approve the drafts that lie there."""
    wish = Wish(by, maker, day, first, fills, ask)
    return approve(office, [draft(office, p) for p in patterns], wish, NOW, TODAY)


def paper(office: Workspace, key: str) -> list[str]:
    """The paragraphs of a signed paper."""
    (path,) = (office.ledger / "papers").glob(f"{key} *.docx")
    assert [f for f in check_document(path) if f.verdict is Verdict.FAIL] == []
    return [p.text for p in docx.Document(str(path)).paragraphs]


def test_a_signed_paper_has_number_and_date_and_is_no_draft(office: Workspace) -> None:
    """送审稿 is gone, number and date stand where they belong; everything else says what the draft
    says.
    """
    (line,) = sign(office, COUNTY)
    assert "富控辍办〔2025〕1号" in line and "2025-0001" in line
    before = [p.text for p in docx.Document(str(draft(office, COUNTY))).paragraphs]
    after = paper(office, "2025-0001")
    changed = {(b, a) for b, a in zip(before, after, strict=True) if a != b}
    assert changed == {
        ("送审稿", ""),
        ("　\t签发人：　　　　", "　富控辍办〔2025〕1号\t签发人：杨示例　"),
        ("　　年　月　日", "2025年11月14日"),
    }
    assert any("2025-0001" in line for line in listing(office)) and HOLD in listing(office)[-1]
    assert verify(office)[1] == "签发的文书1份（含作废0份）与台账相符。"


def test_a_towns_own_paper_leaves_room_for_the_number_it_gives_itself(office: Workspace) -> None:
    """This program numbers no report of a town, and the empty number is no fault of its form."""
    (line,) = sign(office, "东村镇/比对核查情况.docx", by="普示例")
    assert "（文号由发文机关编）" in line
    assert any("〔　　　　〕　　号" in words for words in paper(office, "2025-0001"))


def test_a_later_run_does_not_see_signatures(office: Workspace) -> None:
    """Signing tells nothing of a case: the same registers give the same drafts, and the paper's
    facts still hold.
    """
    sign(office, COUNTY)
    before = draft(office, COUNTY).read_bytes()
    make(office, ("全县",))
    assert draft(office, COUNTY).read_bytes() == before
    assert [s.state for s in standings(office)] == [HOLD]


def test_numbers_are_consecutive_and_those_of_voided_papers_are_not_given_again(
    office: Workspace,
) -> None:
    """1, 2, void 2, 3: unique in the year; the voided one stays listed with who, when and why."""
    sign(office, COUNTY, SECOND)
    told = void(office, "富控辍办[2025]2号", "杨示例", "事实有误", TODAY, NOW)
    assert "富控辍办〔2025〕2号" in told
    sign(office, SECOND)
    found = papers_of(office)
    assert [p.number for p in found.papers] == [f"富控辍办〔2025〕{n}号" for n in (1, 2, 3)]
    assert found.irregularities == () and [s.state for s in standings(office)] == [
        HOLD,
        VOIDED,
        HOLD,
    ]
    assert any("已作废：2025年11月20日，事实有误，杨示例" in line for line in listing(office))
    assert verify(office)[1].startswith("签发的文书3份（含作废1份）")


def test_a_series_may_begin_after_numbers_given_by_hand(office: Workspace) -> None:
    """The first of the year may be told its number; later ones follow."""
    assert "富控辍办〔2025〕8号" in sign(office, COUNTY, first=8)[0]
    with pytest.raises(UsageError, match="已编到8号，下一个是9号"):
        sign(office, SECOND, first=12)
    assert "富控辍办〔2025〕9号" in sign(office, SECOND)[0]


def test_papers_of_other_issuers_leave_the_number_blank(office: Workspace) -> None:
    """A town's notice and the bureau's order are numbered by them; each has its entry in the
    register.
    """
    wish = Wish("普示例", "王拟稿", DAY, fills=CALL)
    approve(office, [draft(office, NOTICE).parent], wish, NOW, TODAY)
    sign(office, ORDER, by="李示例")
    assert [(p.key, p.number) for p in papers_of(office).papers] == [
        ("2025-0001", ""),
        ("2025-0002", ""),
    ]
    for key in ("2025-0001", "2025-0002"):
        assert any(re.search("〔　+〕", words) for words in paper(office, key))
    with pytest.raises(UsageError, match="文号不由本程序编"):
        sign(office, "东村镇/联席会议议题.docx", by="普示例", first=2)


@pytest.mark.clause("M4.8")
def test_the_order_of_a_street_goes_through_the_bureau(office: Workspace) -> None:
    """街道办事处 is not 乡镇人民政府: its head can't sign an order even where people.yaml lists him; the
    bureau's head can.
    """
    path = office.params / "people.yaml"
    path.write_text(
        path.read_text("utf-8").replace(
            "永定街道, may_sign: [", "永定街道, may_sign: [责令送被监护人接受义务教育通知书, "
        ),
        "utf-8",
    )
    with pytest.raises(
        UsageError,
        match="毕示例不能签发富民县教育体育局的《责令送被监护人接受义务教育通知书》；能签发的：李示例",
    ):
        sign(office, ORDER, by="毕示例")
    sign(office, ORDER, by="李示例")
    assert "富民县教育体育局" in paper(office, "2025-0001")


def test_who_may_not_sign_may_not(office: Workspace) -> None:
    """Not the maker, not somebody not listed, not the county's person for a town's paper, not
    without a maker.
    """
    refused = {
        ("杨示例", "杨　示例"): "拟稿人不能签发自己拟的稿",
        ("李示例", "王拟稿"): "李示例不能签发",
        ("无名", "王拟稿"): "无名不能签发",
        ("杨示例", " "): "没有写拟稿人",
    }
    for (by, maker), why in refused.items():
        with pytest.raises(UsageError, match=why):
            sign(office, COUNTY, by=by, maker=maker)
    with pytest.raises(UsageError, match="李示例不能签发东村镇人民政府"):
        sign(office, NOTICE, by="李示例")
    assert papers_of(office).papers == ()


def test_changed_facts_show(office: Workspace) -> None:
    """After a run that changed what a paper states, the list says so; the paper itself stays as it
    was signed.
    """
    sign(office, COUNTY)
    sign(office, NOTICE, by="普示例")
    kept = {p.name: p.read_bytes() for p in (office.ledger / "papers").iterdir()}
    registers(office, ming_is_there="是")
    make(office, ("全县", "东村镇"))
    assert [s.state for s in standings(office)] == [CHANGED, GONE]
    assert any(line.endswith(CHANGED) for line in listing(office))
    assert {p.name: p.read_bytes() for p in (office.ledger / "papers").iterdir()} == kept
    sign(office, COUNTY)
    assert [s.state for s in standings(office)] == [CHANGED, GONE, HOLD]


def test_what_cannot_go_out_cannot_be_signed(office: Workspace) -> None:
    """A case file stays in the house; a notice served already is no draft any more; what is new
    about the child comes first.
    """
    with pytest.raises(UsageError, match="《一生一案》不用签发"):
        sign(office, "东村镇/一生一案/*.docx", by="普示例")
    notice = draft(office, NOTICE)
    with pytest.raises(UsageError, match="名称不对，或者按现有记录这份文书现在不能发"):
        approve(office, [notice.with_name("别的.docx")], Wish("普示例", "王拟稿", DAY), NOW, TODAY)
    ming, day = children(office)["张小明"], date(2025, 10, 20)
    record(
        office,
        Event(Kind.NOTICE_ISSUED, ming, day, "普示例", {"paper": "notice"}),
        Event(Kind.SERVED, ming, day, "普示例", {"paper": "notice", "manner": "in_person"}),
    )
    with pytest.raises(LedgerError, match="台账又记了这名学生的事"):
        sign(office, NOTICE, by="普示例")
    make(office, ("东村镇",))
    with pytest.raises(UsageError, match="现在不能发"):
        approve(office, [notice], Wish("普示例", "王拟稿", DAY), NOW, TODAY)


def test_the_same_facts_are_signed_once(office: Workspace) -> None:
    """A second signature needs the first voided; what was signed before an error in a batch is
    told.
    """
    sign(office, COUNTY)
    with pytest.raises(UsageError, match="已经签发过：富控辍办〔2025〕1号"):
        sign(office, COUNTY)
    with pytest.raises(UsageError, match="已经签发过") as raised:
        sign(office, SECOND, COUNTY)
    assert "此前已签发" in raised.value.remedy and "富控辍办〔2025〕2号" in raised.value.remedy


def test_what_was_read_is_what_is_signed(office: Workspace) -> None:
    """An edited draft, a template changed since, tables or facts touched by hand: run again
    first.
    """
    path = draft(office, COUNTY)
    stray = path.with_name("旧稿.docx")
    path.rename(stray)
    with pytest.raises(UsageError, match="没有这份可以签发的草稿"):
        approve(office, [stray], Wish("杨示例", "王拟稿", DAY), NOW, TODAY)
    with pytest.raises(LedgerError, match="不是最近一次运行生成的"):
        approve(office, [path], Wish("杨示例", "王拟稿", DAY), NOW, TODAY)
    stray.rename(path)
    template = office.templates / "报告.docx"
    kept = template.read_bytes()
    template.write_bytes(kept + b" ")
    with pytest.raises(LedgerError, match="生成草稿之后模板又改过"):
        sign(office, COUNTY)
    template.write_bytes(kept)
    facts = path.parents[1] / "data" / "facts.json"
    facts.write_text(facts.read_text("utf-8") + " ", "utf-8")
    with pytest.raises(LedgerError, match=r"facts\.json：运行结果的文件损坏或被改动"):
        sign(office, COUNTY)
    facts.write_text(facts.read_text("utf-8").rstrip(" "), "utf-8")
    assert sign(office, COUNTY)


def test_a_report_is_made_again_before_it_is_signed_where_its_words_changed(
    office: Workspace,
) -> None:
    """The draft says what the notebook and the shared wording said when it was made."""
    words = sorted((office.templates / "wording").glob("*.jinja"))[0]
    words.write_text(words.read_text("utf-8") + "\n{# 改过 #}\n", "utf-8")
    with pytest.raises(LedgerError, match="报告底稿或者文字又改过"):
        sign(office, COUNTY)


def test_a_paper_of_a_bad_format_is_not_signed(office: Workspace) -> None:
    """The office moved a margin in Word: the run's draft shows it, and nobody can sign it."""
    template = office.templates / "报告.docx"
    document = docx.Document(str(template))
    document.sections[0].top_margin = Mm(20)
    document.save(str(template))
    make(office, ("全县",))
    with pytest.raises(InputError, match="公文格式不对，没有签发：页2"):
        sign(office, COUNTY)
    assert papers_of(office).papers == ()


def test_the_date_lies_between_the_facts_and_today_and_the_articles_hold_on_it(
    office: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Neither before the facts nor after today; an article that ended between the run and the date
    is not cited.
    """
    for day in (date(2025, 10, 30), date(2025, 11, 21)):
        with pytest.raises(UsageError, match=r"成文日期.*不对"):
            sign(office, COUNTY, day=day)
    tables = tmp_path / "regulation"
    shutil.copytree(loading.FOLDER, tables)
    rows = (tables / "citations.csv").read_text("utf-8").splitlines()
    old = next(r for r in rows if r.startswith("义务依据") and "第十一条" in r)
    ended = old.replace("2006-09-01,,", "2006-09-01,2025-11-10,")
    new = old.replace("第十一条第一款,2006-09-01", "第十二条第一款,2025-11-11")
    (tables / "citations.csv").write_text(
        "\n".join([*(r for r in rows if r != old), ended, new]), "utf-8"
    )
    monkeypatch.setattr(loading, "FOLDER", tables)
    loading.rows.cache_clear()
    citations.citations.cache_clear()
    try:
        with pytest.raises(InputError, match="《复学通知书》引用的条文已经变了：义务依据"):
            sign(office, NOTICE, by="普示例")
        assert sign(office, NOTICE, by="普示例", day=date(2025, 11, 10))
    finally:
        monkeypatch.undo()
        loading.rows.cache_clear()
        citations.citations.cache_clear()


def test_an_issuer_without_a_code_is_not_numbered(office: Workspace) -> None:
    """The number's code is the office's to give; without it nothing is signed."""
    path = office.params / "county.yaml"
    path.write_text(
        path.read_text("utf-8").replace(
            "leading_group_office: 富民县控", "leading_group_office: 富民县新控"
        ),
        "utf-8",
    )
    with pytest.raises(ParamsError, match="没有富民县控辍保学工作领导小组办公室的发文机关代字"):
        sign(office, COUNTY)


def test_only_drafts_of_this_workspace_are_signed(office: Workspace, tmp_path: Path) -> None:
    """Not a file from elsewhere, not a preview, not another term's; a path below the term's outputs
    will do.
    """
    for wrong in (
        tmp_path / "甲.docx",
        office.outputs(TERM) / "preview" / "东村镇" / "比对核查情况.docx",
    ):
        with pytest.raises(UsageError, match="不是这个工作区里的草稿"):
            approve(office, [wrong], Wish("杨示例", "王拟稿", DAY), NOW, TODAY)
    with pytest.raises(UsageError, match="是2025-autumn学期的，不是2026-spring"):
        approve(
            office,
            [draft(office, COUNTY)],
            Wish("杨示例", "王拟稿", DAY),
            NOW,
            TODAY,
            "2026-spring",
        )
    assert approve(office, [Path(COUNTY)], Wish("杨示例", "王拟稿", DAY), NOW, TODAY, TERM)
    with pytest.raises(LedgerError, match="还没有完整的结果"):
        listing(office, "2026-spring")


def test_a_tampered_signed_file_is_found(office: Workspace) -> None:
    """Paper, note and scan: a changed byte or a missing file is named; what has no entry is only
    told of.
    """
    sign(office, COUNTY)
    scan = office.root / "扫描.pdf"
    scan.write_bytes(PDF)
    attach(office, scan, "2025-0001", "王经办", TODAY, NOW)
    folder = office.ledger / "papers"
    for path in sorted(folder.iterdir()):
        kept = path.read_bytes()
        path.write_bytes(kept + b" ")
        with pytest.raises(
            LedgerError, match=f"签发的文书富控辍办〔2025〕1号的文件被改动：{re.escape(path.name)}"
        ):
            verify(office)
        path.unlink()
        with pytest.raises(LedgerError, match="文件缺失"):
            verify(office)
        path.write_bytes(kept)
    (folder / "2025-0002 半成品.docx").write_bytes(b"x")
    assert any("1个文件没有签发记录" in line for line in verify(office))


def test_scans_are_kept_beside_the_paper(office: Workspace, tmp_path: Path) -> None:
    """Under its entry, counted; not twice, nothing but scans, not without a name, not for what was
    never signed or is void.
    """
    sign(office, COUNTY)
    scan = tmp_path / "页.pdf"
    scan.write_bytes(PDF)
    attach(office, scan, "富控辍办〔2025〕1号", "王经办", TODAY, NOW)
    assert (office.ledger / "papers" / "2025-0001 扫描件.pdf").read_bytes() == PDF
    assert "扫描件1份" in listing(office)[-1]
    with pytest.raises(InputError, match="已经附过了"):
        attach(office, scan, "2025-0001", "王经办", TODAY, NOW)
    assert not (office.ledger / "papers" / "2025-0001 扫描件2.pdf").exists()
    with pytest.raises(UsageError, match="没有写谁附上扫描件"):
        attach(office, scan, "2025-0001", " ", TODAY, NOW)
    with pytest.raises(UsageError, match="没有签发过“2025-0009”"):
        attach(office, scan, "2025-0009", "王经办", TODAY, NOW)
    with pytest.raises(InputError, match="没有这个扫描件"):
        attach(office, tmp_path / "无.pdf", "2025-0001", "王经办", TODAY, NOW)
    scan.write_bytes(b"PK")
    with pytest.raises(InputError, match="扫描件只收"):
        attach(office, scan, "2025-0001", "王经办", TODAY, NOW)
    scan.write_bytes(PDF)
    void(office, "2025-0001", "杨示例", next(iter(VOID_REASONS)), TODAY, NOW)
    with pytest.raises(UsageError, match="已经作废"):
        attach(office, scan, "2025-0001", "王经办", TODAY, NOW)


@pytest.mark.clause("M7.8")
def test_service_is_recorded_once_between_signature_and_today(office: Workspace) -> None:
    """A paper binds whom it reached: a notice of a child's case is served in the case too; wrong
    days, manners, names are told.
    """
    sign(office, NOTICE, by="普示例")
    key = papers_of(office).papers[0].key

    def served(by: str = "李送达", manner: str = "邮寄送达", on: date = DAY) -> str:
        return serve(office, key, by, manner, (on, TODAY), NOW)

    for wrong, match in (
        ({"manner": "口头"}, "送达方式写的是“口头”"),
        ({"manner": "拒收，尚未留置"}, "送达方式写的是"),
        ({"by": " "}, "没有写由谁送达"),
        ({"on": DAY - timedelta(days=1)}, "送达日期2025年11月13日不对"),
    ):
        with pytest.raises(UsageError, match=match):
            served(**wrong)
    assert "2025年11月14日，邮寄送达，李送达" in served()
    of_case = Ledger(office.ledger, office.key()).events(Kind.SERVED)[-1]
    assert of_case.event.payload["paper"] == "notice" and of_case.event.subject.startswith("C")
    assert "2025年11月14日送达（李送达）" in listing(office)[-1]
    with pytest.raises(UsageError, match="已经记了送达"):
        served()
    assert unserved_papers(office) == []


def test_voiding_needs_a_reason_of_the_list_and_a_signer(office: Workspace) -> None:
    sign(office, COUNTY)
    with pytest.raises(UsageError, match="作废的原因写的是“不想要了”"):
        void(office, "2025-0001", "杨示例", "不想要了", TODAY, NOW)
    with pytest.raises(UsageError, match="李示例不能作废《比对核查情况（县）》；能作废的：杨示例"):
        void(office, "2025-0001", "李示例", "决定不发", TODAY, NOW)


def test_the_ledger_and_the_note_name_no_child(office: Workspace) -> None:
    """The entry of a notice about a child: codes, dates, digests, the signer; the note names
    office, maker and signer.
    """
    sign(office, NOTICE, by="普示例")
    (note,) = (office.ledger / "papers").glob("*.json")
    (entry,) = Ledger(office.ledger, office.key()).events(Kind.PAPER_SIGNED)
    said = note.read_text("utf-8") + entry.event.content + note.name
    assert "普示例" in said and "王拟稿" in said
    for secret in ("张小明", "5399", HONG["姓名"]):
        assert secret not in said


def test_two_approvals_at_once_never_take_one_number(office: Workspace) -> None:
    """Two commands at the same moment: one waits its turn or is told to; in the end the numbers are
    1 and 2.
    """

    def start(pattern: str) -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [
                sys.executable,
                "-m",
                "kongchuo_core.cli",
                "approve",
                "--workspace",
                str(office.root),
                str(draft(office, pattern)),
                "--by",
                "杨示例",
                "--maker",
                "王拟稿",
            ],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )

    left = {COUNTY, SECOND}
    for _ in range(5):
        running = {p: start(p) for p in left}
        left -= {
            p
            for p, process in running.items()
            if process.communicate()[0] and process.returncode == 0
        }
        if not left:
            break
    year = {p.signed_on.year for p in papers_of(office).papers}.pop()
    assert [p.number for p in papers_of(office).papers] == [
        f"富控辍办〔{year}〕{n}号" for n in (1, 2)
    ]
    assert papers_of(office).irregularities == ()


def test_the_verb_on_the_command_line(
    office: Workspace, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    """Sign, list, attach a scan, void: each tells in a line what was done; a slip is told what is
    right.
    """

    def say(*arguments: str) -> str:
        status = main(["approve", "--workspace", str(office.root), *arguments])
        told = capsys.readouterr()
        assert (status == 0) == (not told.err) and status in (0, 2)
        return told.out + told.err

    (tmp_path / "页.jpg").write_bytes(b"\xff\xd8\xff\xe0")
    assert "等待签发" in say("--list") and "还没有签发过文书" in say("--list", "--term", TERM)
    assert "已签发：富控辍办〔2025〕1号" in say(
        str(draft(office, COUNTY)), "--by", "杨示例", "--maker", "王拟稿", "--date", "2025-11-14"
    )
    assert "已附扫描件" in say(
        "--scan", str(tmp_path / "页.jpg"), "富控辍办〔2025〕1号", "--by", "王经办"
    )
    assert "已作废" in say(
        "--void", "富控辍办〔2025〕1号", "--by", "杨示例", "--reason", "决定不发"
    )
    assert "--date 的日期看不懂" in say(str(draft(office, COUNTY)), "--date", "十一月")
    assert "没有写要签发哪份文书" in say("--by", "杨示例")


@pytest.mark.skipif(which("soffice") is None, reason="需要 LibreOffice")
def test_wording_changed_in_writer_is_carried_by_the_next_run(
    office: Workspace, tmp_path: Path
) -> None:
    """As the office would: a sentence of the template is changed in LibreOffice Writer and saved;
    drafts and signed papers have it.

    Writer cuts tags into runs, which the checker says; nothing that it writes spoils the format.
    """
    template = office.templates / "复学通知书.docx"
    before, after = "请提供就读证明", "请把就读证明带来"
    words = "".join(p.text for p in docx.Document(str(draft(office, NOTICE))).paragraphs)
    reword(template, before, after, tmp_path / "profile")
    assert template.read_bytes() != (house() / "templates" / template.name).read_bytes()
    told = check_templates(office)
    assert {(name, f.code) for name, f in told} == {(template.name, "模5")}
    make(office, ("东村镇",))
    now = "".join(p.text for p in docx.Document(str(draft(office, NOTICE))).paragraphs)
    assert before in words and now == words.replace(before, after)
    sign(office, NOTICE, by="普示例")
    assert any(after in words for words in paper(office, "2025-0001"))
