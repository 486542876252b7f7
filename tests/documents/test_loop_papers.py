"""The papers of the closed loop: wording in the templates, facts from the cases, no paper to whom
none may go.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Mapping
from dataclasses import fields, replace
from datetime import date
from pathlib import Path
from shutil import which
from typing import Any, get_args, get_type_hints

import docx
import pytest
from jinja2 import nodes
from pypdf import PdfReader

from kongchuo_core.documents.kinds import LOOP
from kongchuo_core.documents.loop.contexts import (
    AGENDA,
    CASE_FILE,
    DUE,
    ENTRY,
    INQUIRY,
    ORDER,
    RETURN,
    SLIP,
    TRANSFER,
    CaseFile,
    EntryNotice,
    ReturnNotice,
)
from kongchuo_core.documents.loop.facts import CaseFacts, PersonFact, case_facts, office
from kongchuo_core.documents.loop.lists import agenda, due, slips
from kongchuo_core.documents.loop.papers import about, case_file, inquiry, notice, order
from kongchuo_core.documents.loop.transfer import transfer
from kongchuo_core.documents.loop.writing import PRINT, write_loop_papers
from kongchuo_core.documents.official.checker import Verdict, check_document
from kongchuo_core.documents.printed import NO_BREAK
from kongchuo_core.documents.word.bundle import bundle
from kongchuo_core.documents.word.readback import compare
from kongchuo_core.documents.word.render import environment, opened, placeholders, render
from kongchuo_core.documents.word.writing import Job, write
from kongchuo_core.edition import Edition
from kongchuo_core.regulation.citations import citations, cited
from kongchuo_core.vocabulary.errors import RuleTableError
from tests.documents.made_up_loop import (
    AWAY,
    CASE,
    CHILD,
    NEVER,
    OFFICE,
    ORDERED,
    PERSONS,
    UNPUNISHED,
    WARNED,
    context,
    count,
    street,
)
from tests.documents.made_up_loop_edition import made_up_edition
from tests.documents.reading import TEMPLATES, members

every_paper = pytest.mark.parametrize("name", LOOP)
HOSTILE = "阿<b>&{{ 7*7 }}{% for %}\x07'\"欧阳·买买提阿卜杜拉艾山江𠮷"


def written(name: str, folder: Path, **changed: Any) -> Path:
    """That paper of the made-up county, read back against its context."""
    paper = context(name, **changed)
    out = folder / LOOP[name].template
    render(TEMPLATES / LOOP[name].template, vars(paper), out)
    compare(out, paper)  # type: ignore[arg-type]
    return out


def words(file: Path) -> str:
    """All words of the body, tables included."""
    body = docx.Document(str(file)).element.body
    return "".join(t.text or "" for t in body.iter("{*}t")).replace(NO_BREAK, "-")


@every_paper
def test_placeholders_are_the_fields_of_the_context(name: str) -> None:
    """Both ways: no placeholder without a fact, no fact without a place."""
    assert placeholders(TEMPLATES / LOOP[name].template) == {
        f.name for f in fields(LOOP[name].context)
    }


@every_paper
def test_columns_of_a_table_are_fields_of_its_rows(name: str) -> None:
    document = opened(TEMPLATES / LOOP[name].template)
    tree = environment().parse(document.patch_xml(document.get_xml()))
    hints = get_type_hints(LOOP[name].context)
    for loop in tree.find_all(nodes.For):
        assert isinstance(loop.iter, nodes.Name) and isinstance(loop.target, nodes.Name)
        asked = {
            a.attr
            for a in loop.find_all(nodes.Getattr)
            if isinstance(a.node, nodes.Name) and a.node.name == loop.target.name
        }
        row = get_args(hints[loop.iter.name])[0]
        assert asked == (set() if row is str else {f.name for f in fields(row)}), loop.iter.name


@every_paper
def test_a_paper_reads_back_and_the_checker_finds_no_fault(name: str, tmp_path: Path) -> None:
    """Every sentence and line stands in the file; the format checker fails nothing; a draft says
    that it is one.
    """
    out = written(name, tmp_path)
    assert [f for f in check_document(out) if f.verdict is Verdict.FAIL] == []
    assert words(out).startswith("送审稿") and "人名、号码均为虚构" in words(out)


@every_paper
def test_the_same_facts_give_the_same_bytes(name: str, tmp_path: Path) -> None:
    for folder in ("甲", "乙"):
        (tmp_path / folder).mkdir()
        written(name, tmp_path / folder)
    template = LOOP[name].template
    assert (tmp_path / "甲" / template).read_bytes() == (tmp_path / "乙" / template).read_bytes()


@every_paper
def test_an_empty_paper_reads_naturally(name: str, tmp_path: Path) -> None:
    """Without rows each table says （无）, and nothing of a tag or a None is left."""
    hints = get_type_hints(LOOP[name].context)
    rows = {n: () for n, hint in hints.items() if get_args(hint) and get_args(hint)[0] is not str}
    out = written(name, tmp_path, **rows)
    assert words(out).count("（无）") == len(rows)
    assert not re.search(r"\{\{|\{%|None|nan", members(out)["word/document.xml"].decode())


@pytest.mark.parametrize("build", [notice, case_file, inquiry])
def test_hostile_names_stay_words(build: Any, tmp_path: Path) -> None:
    """Marks of the template language and of XML in a name are printed, not obeyed; control
    characters are not printed.
    """
    case = replace(
        AWAY if build is inquiry else CASE, child=replace(CHILD, name=HOSTILE, guardian=HOSTILE)
    )
    paper = build(case, OFFICE)
    kind = next(k for k in LOOP.values() if k.context is type(paper))
    render(TEMPLATES / kind.template, vars(paper), tmp_path / "x.docx")
    compare(tmp_path / "x.docx", paper)
    assert HOSTILE.replace("\x07", "") in words(tmp_path / "x.docx")


@pytest.mark.clause("M4.2")
def test_a_notice_is_of_enrolment_or_of_return() -> None:
    """Who never was enrolled is called to enrol, who has a record to come back; town and school
    send it together.
    """
    entry, back = notice(NEVER, OFFICE), notice(CASE, OFFICE)
    assert isinstance(entry, EntryNotice) and "至今没有入学" in entry.情况 and entry.会同单位 == ()
    assert isinstance(back, ReturnNotice) and "自2025年9月8日起没有到校就读" in back.情况
    assert (back.印发机关, back.会同单位, back.期限, back.文号.strip()) == (
        "东村镇人民政府",
        ("东村第一中学",),
        "7日",
        "〔　　　　〕　　号",
    )


NOT_TO_BE_CALLED: Mapping[str, CaseFacts] = {
    "没有核实": replace(CASE, verified_on=None),
    "待人工核对": replace(CASE, child=replace(CHILD, verdict="REVIEW")),
    "有说明材料": replace(CASE, child=replace(CHILD, explained_by="elsewhere")),
    "死亡": replace(CASE, cause="dead", is_outcome=True),
    "迁出": replace(CASE, cause="moved", is_outcome=True),
    "缓学期内": replace(CASE, state="explained_paused"),
    "已经返校": replace(CASE, returned_on=date(2025, 10, 20)),
    "已经销号": replace(CASE, closed_on=date(2025, 10, 20)),
    "比对在校": replace(CASE, child=replace(CHILD, verdict="CONSISTENT")),
    "不在名册": replace(CASE, child=replace(CHILD, name="", verdict="")),
    "已经送达": replace(CASE, notice_served_on=date(2025, 10, 10)),
    "个案不许": replace(CASE, papers=frozenset({"case_file"})),
}


@pytest.mark.clause("M4.2")
@pytest.mark.parametrize("case", NOT_TO_BE_CALLED.values(), ids=NOT_TO_BE_CALLED)
def test_no_notice_to_whom_none_may_go(case: CaseFacts) -> None:
    """Also where the case's own list would let it pass: two locks; the file of the case is made all
    the same.
    """
    assert notice(case, OFFICE) is None
    assert [folder for folder, _ in about(case, OFFICE)] == ["一生一案"]


@pytest.mark.clause("M4.8")
def test_in_a_street_the_bureau_orders() -> None:
    """义务教育法第五十八条 names the people's governments of towns and the county's education department, no
    sub-district office.
    """
    town, own = order(WARNED, OFFICE), order(street(WARNED), OFFICE)
    assert town is not None and own is not None
    assert (town.印发机关, own.印发机关) == ("东村镇人民政府", "富民县教育体育局")
    assert (
        "第八十三条第二款" in own.责令依据
        and "第八十三条" not in town.责令依据
        and town.复议机关 == "富民县人民政府"
    )
    allowed = order(street(WARNED), replace(OFFICE, delegated_streets=frozenset({"永定街道"})))
    assert allowed is not None and allowed.印发机关 == "永定街道办事处"
    assert order(CASE, OFFICE) is None


@pytest.mark.clause("M4.8")
def test_the_transfer_lists_facts_and_never_an_amount(tmp_path: Path) -> None:
    """Facts, proofs, what the law asks for, clocks; no amount, no basis that nobody entered; what
    was entered is repeated.
    """
    paper = transfer(ORDERED, OFFICE)
    assert paper is not None and "行政处罚" in paper.移送说明
    assert paper.证据表[0].证据 == "入户核实记录" and any(
        r.现有情况.startswith("没有填写") for r in paper.要件表
    )
    assert ("2025年10月20日", "10日", "2025年10月30日") in {
        (r.起算, r.期限, r.届满) for r in paper.期限表
    }
    assert not re.search(r"\d+ ?元|罚款", words(written(TRANSFER, tmp_path)))
    entered = transfer(ORDERED, replace(OFFICE, penalty_basis="《某办法》第九条"))
    assert entered is not None and any("《某办法》第九条" in r.现有情况 for r in entered.要件表)
    court = transfer(UNPUNISHED, OFFICE)
    assert (
        court is not None
        and "提起诉讼" in court.移送说明
        and any("无依据" in f for f in court.事实)
    )
    assert (
        transfer(WARNED, OFFICE) is None
        and transfer(replace(ORDERED, returned_on=date(2025, 10, 30)), OFFICE) is None
    )


@pytest.mark.clause("M8.3")
def test_an_inquiry_tells_another_county_of_one_child_only() -> None:
    paper = inquiry(AWAY, OFFICE)
    assert paper is not None and [r.公民身份号码 for r in paper.协查名单] == ["539924201203050017"]
    assert (
        paper.印发机关 == OFFICE.leading_group_office
        and paper.文号 == ""
        and paper.主送 == "【收函机关】"
    )
    assert "厌学" not in str(paper) and inquiry(CASE, OFFICE) is None
    assert inquiry(replace(AWAY, cause=""), OFFICE) is None, "还没有核实去向的，不向外县发函"


@pytest.mark.clause("M3.3")
@pytest.mark.clause("M1.4")
def test_the_file_of_a_case_shows_gaps_and_hides_the_number(tmp_path: Path) -> None:
    """Both lines with their gaps, tasks, papers, proofs; of the identity number the birth date is
    masked.
    """
    text = words(written(CASE_FILE, tmp_path))
    assert "两条线还缺政府线村（社区）主任、教育线班主任。" in text and "（缺）" in text
    assert (
        "539924********0017" in text
        and CHILD.id_no not in text
        and "入户核实记录" in text
        and "脱贫户" in text
    )


@pytest.mark.clause("M8.4")
@pytest.mark.parametrize("town", ["东村镇", None])
def test_key_groups_stand_in_the_file_alone_and_a_child_in_a_case_nowhere(
    tmp_path: Path, town: str | None
) -> None:
    """孤儿、困境 are a line of 一生一案, which the town keeps; 涉案 isn't, not even in the county's copy; who
    is on no list has no such line, and no other paper tells of it.
    """
    edition = Edition(made_up_edition(tmp_path / "data", {1: {}, 2: {}, 3: {}}), town)
    cases, now = case_facts(edition), office(edition)
    assert [case_file(c, now).重点群体 for c in cases] == ["孤儿、困境", "", ""]
    shown = [words(written(CASE_FILE, tmp_path, 重点群体=lists)) for lists in ("孤儿、困境", "")]
    assert ["重点群体孤儿、困境" in text for text in shown] == [True, False]
    assert "重点群体" not in shown[1]
    others = [paper for c in cases for _, paper in about(c, now) if not isinstance(paper, CaseFile)]
    assert not any("孤儿" in str(p) or "困境" in str(p) or "涉案" in str(p) for p in others)


@pytest.mark.clause("M3.3")
def test_the_law_on_education_in_the_family_is_told_where_the_office_decided_so() -> None:
    """Only once persuasion was tried and while the child is away; it says what may be done, not that
    these parents did wrong.
    """
    basis = OFFICE.citations["家庭教育依据"]
    decided = replace(OFFICE, family_basis=basis)
    away, back = replace(CASE, step=1), replace(CASE, step=1, returned_on=date(2025, 10, 20))
    told = [basis in str(case_file(c, decided).处置) for c in (replace(CASE, step=0), away, back)]
    assert told == [False, True, False] and basis not in str(case_file(away, OFFICE).处置)
    assert basis == "《中华人民共和国家庭教育促进法》第四十八条第一款"


def nothing(code: str, place: str = "") -> int:
    """An edition in which nothing was counted."""
    return 0


@pytest.mark.clause("M4.15")
def test_the_agenda_tells_numbers_and_no_names(tmp_path: Path) -> None:
    """Cases by number; causes of belief, illness and the like are not written; who owes what is
    named.
    """
    text = words(written(AGENDA, tmp_path))
    assert CASE.case_no in text and not any(
        secret in text for secret in (CHILD.name, CHILD.guardian, CHILD.village)
    )
    quiet = agenda([replace(CASE, cause="temple")], OFFICE, "东村镇", "东村镇人民政府", count)
    assert [r.原因 for r in quiet.特殊个案表] == ["其他情况"]
    empty = agenda([], OFFICE, "东村镇", "东村镇人民政府", nothing)
    assert empty.总体情况 == ("没有疑似辍学的个案。",) and empty.协调事项 == (
        "没有需要协调的单位。",
    )


@pytest.mark.clause("M5.1")
def test_what_falls_due_is_of_the_month_that_begins() -> None:
    """On the last day of October that is November; what is past is told with its days; a finished
    task is not.
    """
    paper = due([CASE], OFFICE, "东村镇", "东村镇人民政府", count)
    assert paper.标题.startswith("东村镇2025年11月") and [r.事项 for r in paper.到期表] == [
        "心理健康诊断、治疗"
    ]
    assert [(r.事项, r.逾期天数) for r in paper.逾期表] == [
        ("缺勤报告（报东村镇人民政府）", 49),
        ("制定个性化教育教学活动，减轻课业负担", 13),
    ]
    assert "没有到期事项" in due([], OFFICE, "东村镇", "东村镇人民政府", nothing).提要


@pytest.mark.clause("M5.5")
def test_a_child_found_away_again_opens_no_further_case(tmp_path: Path) -> None:
    """The next comparison is told as what it is; where the case was closed and opened again it says
    重新立案.
    """
    for changed, words in (
        ({}, ["立案：比对发现", "再次比对发现（有说明材料）"]),
        ({"opened_on": date(2026, 3, 31)}, ["立案：比对发现", "重新立案（有说明材料）"]),
    ):
        folder = made_up_edition(tmp_path / words[1] / "data", {1: changed})
        (case,) = case_facts(Edition(folder, "东村镇"))
        told = [row.事项 for row in case_file(case, office(Edition(folder))).经过表]
        assert [w for w in told if "比对" in w or "立案" in w] == words


@pytest.mark.clause("M5.3")
def test_a_school_reports_to_the_bureau_and_to_the_town(tmp_path: Path) -> None:
    """The town's folder holds the slip to the town, the county's that to the bureau."""
    folder = made_up_edition(tmp_path / "data", {1: {}})
    for town, to in ((None, "富民县教育体育局："), ("东村镇", "东村镇人民政府：")):
        write_loop_papers(
            Edition(folder, town), tmp_path / str(town), templates=TEMPLATES, processes=1
        )
        assert to in words(tmp_path / str(town) / SLIP / "东村第一中学.docx")


def test_a_slip_cites_what_binds_its_addressee_and_leaves_an_absence_open() -> None:
    """未成年人保护法 art. 28 names the education department alone; who isn't back has no last day."""
    to_bureau, to_town = (
        slips([CHILD], OFFICE, to, "某机关", count, "全县")["东村第一中学"]
        for to in ("bureau", "town")
    )
    assert "第二十八条" in to_bureau.报告依据 and to_town.报告依据 == ""
    assert to_town.缺勤表[0].缺勤起止 == "2025年9月8日起，记录到2025年9月30日"


@pytest.mark.clause("M4.2")
def test_the_day_of_a_notice_runs_from_the_day_it_bears() -> None:
    """A draft counts from the edition's day, a signed one from its own; seven days for a notice,
    ten for an order.
    """
    signed_on = replace(OFFICE, dated=date(2025, 11, 3))
    papers = [
        notice(CASE, OFFICE),
        order(WARNED, OFFICE),
        notice(CASE, signed_on),
        order(WARNED, signed_on),
    ]
    days = [paper.到校日 for paper in papers if paper is not None]
    assert days == ["2025年11月7日", "2025年11月10日", "2025年11月10日", "2025年11月13日"]


@pytest.mark.clause("M1.4")
def test_who_stands_on_both_lines_is_told_and_what_isn_t_known_is_unknown() -> None:
    """A class teacher who also guards the same child is no matter; a county leader who does is."""
    both = [PersonFact(line=line, level=level, name="杨示例", unit="") for line, level in BOTH]
    told = case_file(replace(CASE, persons=(*PERSONS, *both)), OFFICE).责任说明
    assert told[-1].startswith("杨示例在政府、教育两条线上都有职责（县领导、班主任、包保教师）")
    teacher = [PersonFact(line=line, level=level, name="毕示例", unit="") for line, level in BOTH]
    assert len(case_file(replace(CASE, persons=(*PERSONS, *teacher)), OFFICE).责任说明) == 1
    bare = replace(CHILD, school="", grade="", class_name="")
    files = [case_file(replace(c, child=replace(bare, verdict="")), OFFICE) for c in (CASE, NEVER)]
    assert [f.学籍学校 for f in files] == ["不详", "无"]


def test_an_office_s_sentence_is_in_its_papers(tmp_path: Path) -> None:
    """One file of the workspace's own wording, one place in it: the notice says it, everything else
    stays as shipped.
    """
    folder = made_up_edition(tmp_path / "outputs/x/internal/data", {1: {}})
    own = tmp_path / "templates" / "wording" / "个案文书.jinja"
    own.parent.mkdir(parents=True)
    own.write_text(
        "{% macro 通知情况(童) %}{{ 童.姓名 }}同学，学校等你回来。{% endmacro %}", "utf-8"
    )
    edition = Edition(folder, "东村镇")
    (case,) = case_facts(edition)
    paper = notice(case, office(edition))
    assert paper is not None and paper.情况 == f"{case.child.name}同学，学校等你回来。"
    assert paper.受送达人 == case.child.guardian and paper.期限 == "7日"


BOTH = (("教育", "班主任"), ("教育", "包保教师"))


def test_files_are_named_by_case_and_all_notices_print_in_one(tmp_path: Path) -> None:
    """No name and no identity number in a file's name; the file to print holds each notice, its
    pages counted from 1.
    """
    folder = made_up_edition(
        tmp_path / "data",
        {1: {}, 2: {}, 3: {"papers": ["case_file"]}, 4: {"papers": ["case_file", "order"]}},
    )
    made = write_loop_papers(
        Edition(folder, "东村镇"), tmp_path / "东村镇", templates=TEMPLATES, processes=1
    )
    names = {p.relative_to(tmp_path / "东村镇").as_posix() for p in made}
    orders = f"通知书/2025秋-000004 {ORDER}.docx"
    notices = {n: f"通知书/2025秋-00000{n} {RETURN}.docx" for n in (1, 2, 3)}
    assert {notices[1], notices[2], orders, PRINT} <= names and notices[3] not in names
    assert not re.search(r"李某|\d{15}", "".join(names)) and all(p.is_file() for p in made)
    whole = tmp_path / "东村镇" / PRINT
    assert words(whole).count("送达回证") == 3 and words(whole).count("送审稿") == 3
    starts = re.findall(r"<w:pgNumType[^>]*>", members(whole)["word/document.xml"].decode())
    assert len(starts) == 3 and all('w:start="1"' in s for s in starts)


def test_a_template_with_its_own_styles_prints_apart(tmp_path: Path) -> None:
    """Papers whose styles the office changed aren't mixed with others: a further file."""
    jobs = [
        Job(TEMPLATES / LOOP[n].template, context(n), tmp_path / f"{n}.docx")
        for n in (ENTRY, RETURN)
    ]
    files = write(jobs, 1)
    document = docx.Document(str(files[1]))
    document.styles["正文内容"].font.bold = True
    document.save(str(files[1]))
    assert [p.name for p in bundle(files, tmp_path / "合.docx")] == ["合.docx", "合 2.docx"]


def test_a_pool_writes_the_same_papers(tmp_path: Path) -> None:
    """Many papers go through processes; the bytes are those of one process."""
    cases: dict[int, Mapping[str, Any]] = {n: {} for n in range(1, 25)}
    folder = made_up_edition(tmp_path / "data", cases)
    for processes in (1, 2):
        write_loop_papers(
            Edition(folder, "东村镇"),
            tmp_path / str(processes),
            templates=TEMPLATES,
            processes=processes,
        )
    one, two = (
        {p.name: p.read_bytes() for p in (tmp_path / n).rglob("*.docx")} for n in ("1", "2")
    )
    assert len(one) == 24 * 2 + 4 and one == two


def test_a_county_without_cases_has_its_agenda(tmp_path: Path) -> None:
    """Nothing to tell is told; no notice, nothing to print."""
    made = write_loop_papers(
        Edition(made_up_edition(tmp_path / "data", {})), tmp_path / "全县", templates=TEMPLATES
    )
    assert sorted(p.name for p in made) == sorted([f"{AGENDA}.docx", f"{DUE}.docx"])


@pytest.mark.skipif(which("soffice") is None, reason="需要 LibreOffice")
def test_a_notice_is_one_page_and_its_receipt_another(tmp_path: Path) -> None:
    """A notice is served on one sheet, and the receipt comes back on another; in the file to print
    each starts its own page.
    """
    jobs = [
        Job(TEMPLATES / LOOP[n].template, context(n), tmp_path / f"{n}.docx")
        for n in (ENTRY, RETURN, INQUIRY)
    ]
    files = write(jobs, 1)
    files += bundle(files[:2], tmp_path / "合.docx")
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{tmp_path}/profile",
            "--convert-to",
            "pdf",
            "--outdir",
            str(tmp_path),
            *map(str, files),
        ],
        check=True,
        capture_output=True,
    )
    read = {
        f.stem: [page.extract_text() for page in PdfReader(f.with_suffix(".pdf")).pages]
        for f in files
    }
    assert [len(read[n]) for n in (ENTRY, RETURN, "合")] == [2, 2, 4]
    assert ["送达回证" in page for page in read["合"]] == [False, True, False, True]
    assert "— 1 —" not in read[INQUIRY][0] and "— 2 —" in read[INQUIRY][1]


def test_articles_come_from_the_dated_table_alone() -> None:
    """No template has an article typed in; what a paper cites is the table's for its day, or the
    mechanism itself.
    """
    for kind in LOOP.values():
        typed = "".join(
            t.text or "" for t in docx.Document(str(TEMPLATES / kind.template)).element.iter("{*}t")
        )
        assert not re.search("第[一二三四五六七八九十百零]+条|中华人民共和国", typed), kind.name
        paper = context(kind.name)
        for name in (f.name for f in fields(paper) if f.name.endswith("依据")):
            assert getattr(paper, name) in OFFICE.citations.values() or getattr(
                paper, name
            ).startswith(OFFICE.citations["机制"])


def test_only_what_is_in_force_is_cited(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before its first day and after its last an article isn't cited; where none is left the run
    stops and says which use.
    """
    day = date(2025, 10, 31)
    assert all(c.holds(day) for c in citations()) and set(cited(day)) == {
        c.use for c in citations()
    }
    with pytest.raises(RuleTableError, match="处罚设定"):
        cited(date(2021, 7, 14))
    assert "个人信息保护法" in cited(day)["个人信息依据"]
    with pytest.raises(RuleTableError, match="家庭教育依据"):
        cited(date(2021, 12, 31))
    ended = tuple(
        replace(c, last_day=date(2025, 1, 1)) if c.law.endswith("未成年人保护法") else c
        for c in citations()
    )
    monkeypatch.setattr(
        "kongchuo_core.regulation.citations.citations",
        lambda: tuple(c for c in ended if c.use == "责令依据（局）"),
    )
    assert cited(day) == {"责令依据（局）": "《中华人民共和国义务教育法》第五十八条"}
    assert "未成年人保护法" in cited(date(2024, 12, 31))["责令依据（局）"]
