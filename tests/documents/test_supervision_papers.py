"""The papers of supervision: wording in the templates, facts from the rules, posts and no names,
facts and no decision.
"""

from __future__ import annotations

import ast
import re
from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import Any, get_args, get_type_hints

import docx
import pytest

from kongchuo_core import supervision
from kongchuo_core.documents.blanks import blanks
from kongchuo_core.documents.kinds import SUPERVISION
from kongchuo_core.documents.official.checker import Verdict, check_document, check_template
from kongchuo_core.documents.supervision import duty_words, fact_words, words
from kongchuo_core.documents.supervision import papers as make
from kongchuo_core.documents.supervision.contexts import (
    ADMONITION,
    CIRCULAR,
    INTERVIEW,
    NOTICE,
    OPINION,
    RECTIFY,
)
from kongchuo_core.documents.supervision.demands import CLAUSES
from kongchuo_core.documents.supervision.demands import FAMILY as DEMANDS
from kongchuo_core.documents.supervision.fact_words import fact_told
from kongchuo_core.documents.word.readback import compare
from kongchuo_core.documents.word.render import render
from kongchuo_core.regulation.supervision import duties as rule_duties
from kongchuo_core.regulation.supervision import findings
from kongchuo_core.vocabulary.mechanism import SECTIONS, sections_told
from kongchuo_core.vocabulary.tables.supervision import DutyLine
from kongchuo_core.vocabulary.told import fact
from tests.documents.made_up_supervision import (
    DUTY,
    LABELS,
    LIMIT,
    MEASURES,
    MEETINGS,
    OFFICE,
    WHOLE,
    context,
)
from tests.documents.reading import TEMPLATES

every_paper = pytest.mark.parametrize("name", SUPERVISION)


def written(name: str, folder: Path, **changed: Any) -> Path:
    """That paper of the made-up county, read back against its context."""
    paper = context(name, **changed)
    out = folder / SUPERVISION[name].template
    render(TEMPLATES / SUPERVISION[name].template, vars(paper), out)
    compare(out, paper)  # type: ignore[arg-type]
    return out


def told(file: Path) -> str:
    """All words of the body, tables included."""
    return "".join(t.text or "" for t in docx.Document(str(file)).element.body.iter("{*}t"))


WORDS = OFFICE.wordings(fact_words.FAMILY)


def duty_told(
    rows: list[DutyLine],
    counts: dict[str, int],
    towns: tuple[str, ...] = (),
    *,
    brief: bool = False,
) -> str:
    """A duty in the shipped words of a county of 镇 and 街道."""
    return duty_words.duty_told(rows, counts, towns, WORDS, brief=brief)


def duties(*lines: tuple[str, str, str]) -> list[DutyLine]:
    """Duties of (unit, period, state)."""

    def last(period: str) -> date:
        year, month = map(int, re.findall(r"[0-9]+", period))
        return date(year, month, 28)

    return [
        replace(DUTY, unit=unit, town=unit, period=period, due_on=last(period), state=state)
        for unit, period, state in lines
    ]


@every_paper
def test_a_paper_reads_back_and_the_checker_finds_no_fault(name: str, tmp_path: Path) -> None:
    """Every sentence and line stands in the file; the format checker fails nothing; a draft says
    that it is one.
    """
    out = written(name, tmp_path)
    assert [f for f in check_document(out) if f.verdict is Verdict.FAIL] == []
    assert told(out).startswith("送审稿") and "人名、号码均为虚构" in told(out)
    template = check_template(TEMPLATES / SUPERVISION[name].template, SUPERVISION[name].context)
    assert [f for f in template if f.verdict is Verdict.FAIL] == []


@every_paper
def test_an_empty_paper_reads_naturally(name: str, tmp_path: Path) -> None:
    """Without rows each table says （无）, and nothing of a tag or a None is left."""
    hints = get_type_hints(SUPERVISION[name].context)
    rows = {n: () for n, hint in hints.items() if get_args(hint) and get_args(hint)[0] is not str}
    text = told(written(name, tmp_path, **rows))
    assert text.count("（无）") == len(rows)
    assert not re.search(r"\{\{|\}\}|\{%|None|。。|，，|、。|：。", text)


@every_paper
def test_hostile_words_stay_words(name: str, tmp_path: Path) -> None:
    """Signs of the template language and of XML in a fact print as they are."""
    assert "甲<b>&{{ 7*7 }}镇" in told(written(name, tmp_path, 主送="甲<b>&{{ 7*7 }}镇"))


@pytest.mark.clause("M7.6")
def test_a_circular_names_the_units_that_the_rules_name_and_no_other(tmp_path: Path) -> None:
    """东村镇 and the sub-district are named, with what is done; 罗免镇, of which nothing fired,
    is not.
    """
    text = told(written(CIRCULAR, tmp_path))
    assert (
        "（一）辍学率超过控制线。东村镇人民政府。（二）联席会议没有按月召开。东村镇人民政府、永定街道办事处。"
        in text
    )
    for sentence in (
        "2025年9月没有召开联席会议的记录；2025年10月没有召开联席会议的记录。",
        "初中辍学2人，上学年初在校生数63人，超过国家规定要求1.8%（某文件）。",
    ):
        assert (
            sentence in text.partition("问题清单")[2]
            and sentence not in text.partition("问题清单")[0]
        )
    assert "罗免镇" not in text and "东村中学" not in text
    (alone,) = words.named({"东村镇": [MEETINGS]}, OFFICE)
    assert alone.startswith("东村镇人民政府联席会议没有按月召开：2025年9月")
    assert "对东村镇人民政府予以通报，约谈主要领导、分管领导，责令2025年12月31日前整改。" in text
    assert make.circular([m for m in MEASURES if m.measure != "circular"], WHOLE, OFFICE) is None
    alike = words.handled({"东村镇": [MEETINGS], "罗免镇": [MEETINGS]}, OFFICE)
    assert alike == ("对东村镇人民政府、罗免镇人民政府予以通报。",)


@pytest.mark.clause("M7.7")
def test_an_interview_names_posts_and_brings_the_form_of_its_record(tmp_path: Path) -> None:
    """Whom, why, what to bring; who isn't proposed for one gets none."""
    text = told(written(INTERVIEW, tmp_path))
    assert (
        "东村镇人民政府主要领导、分管领导。被约谈人应当亲自到场" in text
        and "约谈记录" in text
        and "被约谈人：" in text
    )
    assert (
        make.interview("永定街道", [m for m in MEASURES if m.place == "永定街道"], OFFICE) is None
    )


@pytest.mark.clause("M7.6")
@pytest.mark.clause("M7.7")
@pytest.mark.parametrize("name", [CIRCULAR, INTERVIEW])
def test_who_is_named_or_talked_to_was_heard_before(name: str, tmp_path: Path) -> None:
    """The hearing is a blank that only the signer can fill: the paper doesn't assert one that
    nobody held.
    """
    text = told(written(name, tmp_path))
    assert "情况：【听取说明】" in text and "申辩" in text
    assert blanks()["听取说明"].wrong("", date(2025, 11, 14)) == "没有写"


@pytest.mark.clause("M7.8")
def test_an_order_lists_problems_demands_terms_and_what_follows(tmp_path: Path) -> None:
    """Each problem with its part of the regulation and its day; the form of the report lies behind
    it.
    """
    text = told(written(RECTIFY, tmp_path))
    assert (
        "每月召开一次联席会议" in text
        and "2025年11月30日" in text
        and "最迟2025年12月31日前" in text
    )
    assert (
        "依照《富民县“控辍保学”闭环管理机制》（富政教督〔2019〕14号）第四部分通报批评" in text
        and "《教育督导条例》" not in text
        and "整改情况报告表" in text
    )
    one = make.rectify(
        "东村镇",
        [m for m in MEASURES if m.measure == "rectify" and m.finding == "meetings_missed"][:1],
        OFFICE,
    )
    assert one is not None and one.说明 == ("你单位应当按下列要求整改，不得以其他工作代替。",)


def test_a_sub_district_is_an_office_and_the_article_on_towns_governments_is_not_held_against_it() -> (
    None
):
    """Art. 13 names governments and departments; a sub-district and a school are bound by the
    county's document; art. 53 is a power of others.
    """
    own = [m for m in MEASURES if m.place == "永定街道"]
    order = make.rectify("永定街道", own, OFFICE)
    assert order is not None and order.主送 == "永定街道办事处"
    assert order.责任依据 == "" and "教育督导条例" not in order.整改依据
    for unit in ("东村镇", OFFICE.bureau, "东村中学"):
        named = OFFICE.duty_basis(unit, of_supervision=False)
        assert "第五十三条" not in named and ("第十三条" in named) == (unit != "东村中学")


@pytest.mark.clause("M7.9")
def test_an_admonition_is_a_list_of_facts_and_never_a_decision(tmp_path: Path) -> None:
    """Posts, facts, their source and who may decide; nothing is decided, and no circular announces
    it.
    """
    text = told(written(ADMONITION, tmp_path))
    assert (
        "不是诫勉决定" in text
        and "由县委、县人民政府按照干部管理权限决定" in text
        and "初中辍学2人，上学年初在校生数63人" in text
    )
    assert "予以诫勉" not in text and "给予诫勉" not in text
    assert "诫勉" not in told(written(CIRCULAR, tmp_path))
    assert make.admonition("东村镇", [MEETINGS], LABELS, OFFICE) is None


@pytest.mark.clause("M7.2")
def test_the_notice_and_the_opinion_of_the_inspection(tmp_path: Path) -> None:
    """In writing and in advance, with the outline of the self-report; the opinion evaluates and
    sets terms.
    """
    text = told(written(NOTICE, tmp_path))
    assert (
        "《教育督导条例》第十七条" in text
        and "自查报告提纲" in text
        and "现场督导检查：2025年10月14日。" in text
    )
    blank = make.notice((), (), OFFICE)
    assert "【督导组】" in blank.督导组[0] and "【督导时间】" in blank.时间[0]
    opinion = told(written(OPINION, tmp_path))
    assert "2025年12月31日" in opinion and "第二十一条" in opinion
    nothing = make.opinion("罗免镇", MEASURES, WHOLE, (), OFFICE)
    assert nothing.问题表 == () and nothing.说明 == (
        "没有需要写入督导意见的问题，请继续做好动态监测。",
    )


def test_each_unit_gets_its_own_file_and_a_school_s_bears_its_name() -> None:
    names = [name for _, name, _ in make.of_places(MEASURES, LABELS, OFFICE)]
    assert names == [
        "约谈通知书",
        "责令限期整改通知书",
        "诫勉建议（事实清单）",
        "责令限期整改通知书",
        "责令限期整改通知书（东村中学）",
    ]


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            (("东村镇", "2025年9月", "no_data"),),
            "镇（街道）联席会议每月召开：无数据（未提供“联席会议”）。",
        ),
        ((("东村镇", "2025年11月", "not_due"),), "镇（街道）联席会议每月召开：尚未到期。"),
        (
            (("东村镇", "2025年9月", "done"), ("罗免镇", "2025年9月", "done")),
            "各镇（街道）联席会议按月召开。",
        ),
        (
            (("东村镇", "2025年9月", "missing"), ("罗免镇", "2025年9月", "missing")),
            "各镇（街道）联席会议没有按月召开。",
        ),
        (
            (("东村镇", "2025年9月", "late"), ("罗免镇", "2025年9月", "missing")),
            "联席会议没有按月召开的有罗免镇（2025年9月没有召开联席会议的记录）；联席会议逾期补开的有东村镇（2025年9月没有召开联席会议的记录）。",
        ),
        (
            (("东村镇", "2025年9月", "missing"), ("罗免镇", "2025年9月", "no_data")),
            "联席会议没有按月召开：2025年9月没有召开联席会议的记录。",
        ),
        (
            (
                ("东村镇", "2025年10月", "missing"),
                ("东村镇", "2025年9月", "missing"),
                ("罗免镇", "2025年9月", "late"),
            ),
            "联席会议没有按月召开的有东村镇（2025年9月、10月）；联席会议逾期补开的有罗免镇（2025年9月没有召开联席会议的记录）。",
        ),
        (
            (("东村镇", "2025年9月", "missing"), ("罗免镇", "2025年9月", "done")),
            "联席会议没有按月召开的有东村镇（2025年9月没有召开联席会议的记录）；罗免镇已做到。",
        ),
        (
            (("东村镇", "2025年9月", "missing"), ("东村镇", "2025年10月", "done")),
            "联席会议没有按月召开的有2025年9月，其他时段已做到。",
        ),
        ((("东村镇", "2025年9月", "done"), ("东村镇", "2025年10月", "done")), "联席会议按月召开。"),
        (
            (("东村镇", "2025年9月", "late"), ("东村镇", "2025年10月", "done")),
            "联席会议逾期补开的有2025年9月，其他时段已做到。",
        ),
        (
            (("东村镇", "2025年9月", "missing"),),
            "联席会议没有按月召开：2025年9月没有召开联席会议的记录。",
        ),
        (
            (("东村镇", "2025年9月", "missing"), ("东村镇", "2025年10月", "late")),
            "联席会议没有按月召开的有2025年9月；联席会议逾期补开的有2025年10月。",
        ),
    ],
)
def test_a_duty_is_told_as_a_person_writes_it(
    lines: tuple[tuple[str, str, str], ...], sentence: str
) -> None:
    """What is comes first, for none, one, many and all; without the register it is no data, and
    nobody is named.
    """
    assert duty_told(duties(*lines), {}, ("东村镇", "罗免镇")) == sentence


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            (
                ("东村镇", "2025年9月", "missing"),
                ("罗免镇", "2025年9月", "done"),
                ("散旦镇", "2025年9月", "done"),
            ),
            "联席会议没有按月召开的有东村镇；其他单位已做到。",
        ),
        (
            (("东村镇", "2025年9月", "missing"), ("东村镇", "2025年10月", "done")),
            "联席会议没有按月召开。",
        ),
        ((("东村镇", "2025年9月", "done"),), "联席会议按月召开。"),
    ],
)
def test_where_the_facts_stand_elsewhere_units_alone_are_named(
    lines: tuple[tuple[str, str, str], ...], sentence: str
) -> None:
    assert duty_told(duties(*lines), {}, ("东村镇", "罗免镇", "散旦镇"), brief=True) == sentence


def test_all_towns_together_take_one_word_and_every_duty_has_its_three_forms() -> None:
    """都 stands before a verb: 各镇（街道）都没有按期查明原因, 各镇（街道）双线十人制责任人不齐."""
    towns = ("东村镇", "罗免镇")
    for duty, told in (
        ("causes_found", "各镇（街道）都没有按期查明原因。"),
        ("answerable_chain", "各镇（街道）双线十人制责任人不齐。"),
    ):
        rows = [replace(DUTY, duty=duty, unit=town, state="missing") for town in towns]
        assert duty_told(rows, {}, towns) == told
    assert all(len(set(WORDS.told(duty))) == 3 for duty in rule_duties())


@pytest.mark.parametrize(
    ("state", "empty", "sentence"),
    [
        (
            "missing",
            ["交通运输"],
            "县级领导小组席位不齐：应有席位23个，缺交通运输。",
        ),
        ("done", [], "县级领导小组席位齐全（应有席位23个）。"),
    ],
)
def test_a_seat_that_is_missing_is_not_first_said_to_be_filled(
    state: str, empty: list[str], sentence: str
) -> None:
    group = replace(
        DUTY,
        duty="county_group",
        label="成立县级领导小组，席位齐全",
        level="县",
        unit="富民县",
        town="",
        state=state,
        fact=fact("seats", 23, empty),
    )
    assert duty_told([group], {}) == sentence


def test_a_step_is_told_with_its_day_and_what_there_is_none_of_is_no_gap() -> None:
    other = replace(
        DUTY,
        duty="feedback",
        label="反馈初步督导意见",
        level="县",
        state="done",
        fact=fact("step_taken", date(2025, 10, 14), None, "条例第二十条"),
    )
    assert duty_told([other], {}) == "反馈了初步督导意见：2025年10月14日（条例第二十条）。"
    assert duty_told([other], {}, brief=True) == "2025年10月14日（条例第二十条）。"
    assert (
        duty_told([replace(other, state="missing")], {}, brief=True)
        == "没有反馈初步督导意见的记录。"
    )
    chain = replace(
        DUTY,
        duty="answerable_chain",
        label="双线十人制责任人齐全",
        state="done",
        fact=fact("no_open_cases"),
    )
    assert duty_told([chain], {}) == "双线十人制责任人齐全：没有未销号的个案。"
    two = [
        replace(DUTY, duty="county_meeting", level="县", period=p, state=s, fact=fact(code, p))
        for p, s, code in (
            ("2025年下半年", "done", "held_before"),
            ("2026年上半年", "missing", "county_not_held"),
        )
    ]
    assert (
        duty_told(two, {})
        == "县级联席会议没有按半年召开。2025年下半年，已经召开（上学期登记）。2026年上半年，没有召开县级联席会议的记录。"
    )
    assert (
        duty_told(two, {}, brief=True)
        == "县级联席会议没有按半年召开。2025年下半年，已经召开（上学期登记）。"
    )


def test_of_many_units_the_first_are_named_and_the_figure_counts_them() -> None:
    many = duties(
        *((f"甲{n}", "2025年9月", "missing") for n in range(12)), ("乙", "2025年9月", "done")
    )
    assert duty_told(many, {"missing": 12}).endswith("等12个单位；乙已做到。")


def test_the_year_of_several_months_is_said_once() -> None:
    months = duties(
        ("甲", "2025年12月", "missing"),
        ("甲", "2026年1月", "missing"),
        ("甲", "2026年2月", "missing"),
    )
    assert duty_words.periods(months) == "2025年12月、2026年1月、2月"


def test_each_measure_has_its_clause_and_an_interview_one_for_each_post() -> None:
    own = [m for m in MEASURES if m.place == "东村镇" and m.ground == "mechanism"]
    assert (
        words.handling(own, words.last_day(own), OFFICE)
        == "予以通报，约谈主要领导、分管领导，责令2025年12月31日前整改"
    )
    told = sorted(words.each_measure(own), key=words.order_of)
    assert told == [
        ("circular", ""),
        ("interview", "主要领导"),
        ("interview", "分管领导"),
        ("rectify", "2025年12月31日"),
    ]
    joined = OFFICE.said(words.FAMILY, "建议措施", told)
    assert joined == "予以通报、约谈主要领导、分管领导、责令2025年12月31日前整改"
    assert words.each_measure([replace(LIMIT, measure="rectify", mend_by=None)]) == (
        ("rectify", ""),
    )


def test_the_parts_of_the_regulation_are_told_in_its_order_the_second_once() -> None:
    assert (
        sections_told(SECTIONS, ["M7.6", "M4.2", "M1.1", "M2.1"])
        == "第一部分、第二部分（一）（三）、第四部分"
    )


def test_an_order_puts_the_gravest_first() -> None:
    """Whatever order the rules have, a limit exceeded stands before a meeting missed."""
    order = make.rectify("东村镇", [m for m in reversed(MEASURES) if m.place == "东村镇"], OFFICE)
    assert order is not None and [row.问题.partition("：")[0] for row in order.问题表] == [
        "辍学率超过控制线",
        "联席会议没有按月召开",
    ]


def test_a_term_that_no_rule_sets_is_the_term_s_last_day() -> None:
    order = make.rectify("东村镇", [replace(LIMIT, measure="rectify", mend_by=None)], OFFICE)
    assert (
        order is not None
        and order.问题表[0].期限 == order.最后期限 == "2026年1月23日"
        and OFFICE.last_day == date(2026, 1, 23)
    )


@pytest.mark.parametrize(
    ("found", "plain"),
    [
        (
            fact("duty", "causes_found", "2025年秋季学期", ["tasks", "find_cause", 2, 0, 0, 2]),
            "应查明原因2件，逾期未完成2件",
        ),
        (
            fact("duty", "town_meeting", "2025年9月", ["not_held", "2025年9月"]),
            "2025年9月没有召开联席会议的记录",
        ),
        (
            fact("problem", "组织领导", "10", "20", None, "措施不落实"),
            "“组织领导”得10分（满分20分），存在问题：措施不落实",
        ),
        (
            fact("contents", 2, ["《甲法》", "《乙法》", "禁止使用童工"]),
            "内容2种，没有《甲法》《乙法》、禁止使用童工",
        ),
        (
            fact("duty", "comparison_partners", "2025年秋季学期", ["partners", ["中心学校"]]),
            "没有参加：中心学校",
        ),
        (
            fact("duty", "causes_found", "2025年春季学期", ["no_tasks", "find_cause"]),
            "2025年春季学期，没有到期的查明原因任务",
        ),
        (fact("problem", "措施", "0", "20", None, "甲"), "“措施”得0分（满分20分），存在问题：甲"),
        (
            fact("unmended", "联席会议没有按月召开", ["2025秋-A", "c1 2025-10-09 县教育体育局"]),
            "“联席会议没有按月召开”，上学期责令整改的事项至今没有整改：2025秋-A、2025年10月9日起的缺勤（应报县教育体育局）",
        ),
        ("期末辍学台账2人。", "期末辍学台账2人"),
    ],
)
def test_a_fact_is_told_plainly_and_keeps_every_number_that_is_not_nought(
    found: str, plain: str
) -> None:
    assert fact_told(found, WORDS, period="2025年秋季学期") == plain


def test_every_fact_that_is_found_has_its_words() -> None:
    """What the computing half writes as a fact, the shipped words tell."""
    folder = Path(supervision.__file__).parent
    codes = {
        str(node.args[0].value)
        for path in folder.glob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "fact"
        and isinstance(node.args[0], ast.Constant)
    }
    assert len(codes) > 30
    apart = {fact_words.DUTY, fact_words.UNMENDED}
    assert [c for c in codes - apart if not WORDS.has(f"事实_{c}")] == []


def test_every_finding_of_the_rule_table_has_its_demand_and_its_clause() -> None:
    """No order falls back on general words; a finding about a duty names the duty's own clause."""
    assert set(CLAUSES) == set(findings())
    assert [f for f in findings() if not OFFICE.wordings(DEMANDS).has(f)] == []
    assert {
        f
        for f, rule in findings().items()
        if rule.drawn_from[0].startswith("duty:") and rule.clause != CLAUSES[f]
    } == set()


@pytest.mark.clause("M7.6")
@pytest.mark.parametrize(
    ("found", "told"),
    [
        (fact("dropouts", 2, 2), "辍学问题突出。"),
        (
            fact("dropouts", 7, 3),
            "辍学问题突出：期末辍学台账7人，达到本办口径的辍学问题突出标准（3人）。",
        ),
        (fact("seats", 3, ["组长"]), "辍学问题突出：应有席位3个，缺组长。"),
        ("期末辍学台账7人，达到本办口径的辍学问题突出标准（3人）。", "辍学问题突出。"),
    ],
)
def test_what_goes_to_every_unit_tells_no_small_number_of_children(found: str, told: str) -> None:
    """A circular names the problem alone; the unit's own paper has the number. Seats are no
    children; what an earlier version told in words may hold any number.
    """
    office = replace(OFFICE, small=5)
    one = replace(MEETINGS, finding="prominent", finding_label="辍学问题突出", facts=(found,))
    ordered = replace(one, measure="rectify", measure_label="责令限期整改")
    (paper,) = make.circulars([one], (), office).values()
    assert paper is not None and [row.问题 for row in paper.问题表] == [told]
    own = make.rectify("东村镇", [ordered], office)
    assert own is not None
    assert fact_told(found, WORDS) in own.问题表[0].问题


@pytest.mark.clause("M7.8")
def test_an_order_stands_on_what_gives_its_issuer_the_power() -> None:
    """《教育督导条例》 gives the supervision office its powers, and the leading group's office none."""
    street = replace(MEETINGS, place="永定街道", town="永定街道", measure="rectify")
    mine = make.rectify("永定街道", [street], OFFICE)
    theirs = make.rectify("永定街道", [replace(street, ground="opinion")], OFFICE)
    assert mine is not None and theirs is not None
    cited = (mine.责任依据, mine.整改依据, mine.逾期整改依据, mine.机制依据)
    assert not any("教育督导条例" in words for words in cited) and mine.整改依据 == mine.机制依据
    assert "第二十一条" in theirs.责任依据 and "第二十五条" in theirs.逾期整改依据
