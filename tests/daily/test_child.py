"""``kongchuo child``: a phone call about one child answered from one screen, and never a whole
identity number.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from kongchuo_core.daily.child import find
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import UsageError
from tests.county import TERM, lay
from tests.daily.conftest import AWAY, NAMESAKE, NEAR, THERE
from tests.documents import editions
from tests.placed import placed

WHOLE = re.compile(r"\d{17}[\dX]")


def case_no(office: Workspace, name: str) -> str:
    """The number of a child's case."""
    edition = Edition(office.outputs(TERM) / "internal" / "data")
    cases = edition.table("cases").merge(
        edition.table("verdicts")[["child_id", "name", "id_no"]], on="child_id"
    )
    return str(cases[cases["name"] == name]["case_no"].item())


def test_a_suspected_child_on_one_screen(say, office: Workspace) -> None:
    """Who, where, verdict and why, the case with its tasks, papers, events and the persons who
    answer for it.
    """
    status, out, err = say("child", NEAR["身份证号"], "--workspace", office.root)
    assert (status, err) == (0, "") and len(out.splitlines()) < 40
    for told in (
        "李小红  女",
        "2012年4月6日生（截止日13周岁）",
        "永定街道石桥村二组",
        "学籍在校而学生不在校",
        "学籍（身份证号一致，姓名一致）；在校中没有对上的记录",
        f"个案{case_no(office, '李小红')}：待核实",
        "2025年9月30日立案（比对发现",
        "[逾期] 入户核实（镇（街道），期限2025年10月15日）",
        "现在可以出的文书：一生一案",
        "立案：比对发现  三比对",
        "政府线：县领导 杨示例",
        "教育线：",
        "户籍/户籍.xlsx Sheet1 第3行",
        "依据：2025年秋季学期的结果，截至2025年10月31日。",
    ):
        assert told in out


@pytest.mark.parametrize(
    "query", ["王小华", "小华", THERE["身份证号"], THERE["身份证号"][-6:], " 王小华 "]
)
def test_a_child_is_found_by_name_number_or_its_end(say, office: Workspace, query: str) -> None:
    """The number itself is never on the screen: both ends are, the middle is starred."""
    status, out, _ = say("child", query, "--workspace", office.root)
    number = THERE["身份证号"]
    assert status == 0 and out.startswith("王小华") and "个案：没有立案。" in out
    assert f"{number[:4]}**********{number[-4:]}" in out and not WHOLE.search(out)


def test_a_child_is_found_by_its_case(say, office: Workspace) -> None:
    """The whole number, or the six characters somebody reads out on the phone."""
    number = case_no(office, "李小红")
    for query in (number, number.replace("-", "\u2011"), number[-6:], number[-6:].lower()):
        assert say("child", query, "--workspace", office.root)[1].startswith("李小红")


def test_namesakes_are_listed_to_choose_from(say, office: Workspace) -> None:
    """Town and year of birth tell them apart; the number in front asks for one of them."""
    status, out, _ = say("child", "张小明", "--workspace", office.root)
    lines = out.splitlines()
    assert (
        status == 0
        and lines[0] == "对得上2人，请用最前面的编号再查一次："
        and not WHOLE.search(out)
    )
    assert [line.split()[1:4] for line in lines[1:]] == [
        ["张小明", "2013年生", "永定街道"],
        ["张小明", "2015年生", "永定街道"],
    ]
    one = say("child", lines[2].split()[0], "--workspace", office.root)[1]
    assert one.startswith("张小明  男") and "2015年6月8日生" in one


@pytest.mark.parametrize(
    ("query", "told"),
    [
        ("孙悟空", "没有找到“孙悟空”"),
        (AWAY["身份证号"][:-4] + "0000", "没有找到这个号码"),
        ("  ", "没有写要查谁"),
    ],
)
def test_nobody_is_found(say, office: Workspace, query: str, told: str) -> None:
    """A number that was asked for isn't repeated."""
    status, out, err = say("child", query, "--workspace", office.root)
    assert (status, out) == (2, "") and told in err and "怎么办：" in err and not WHOLE.search(err)


def test_who_is_on_no_list_any_more_is_known_from_the_ledger(say, office: Workspace) -> None:
    """A child met in autumn and gone from the spring's register is found, and the screen says so;
    the newest edition answers.
    """
    lay(office, "2026-spring", 户籍=[THERE], 学籍=[THERE], 在校=[THERE])
    placed(office, "2026-spring")
    _, out, _ = say("child", "李小红", "--workspace", office.root)
    assert (
        out.startswith("李小红  2012年生")
        and "不在本学期的户籍适龄名册" in out
        and "依据：2026年春季学期" in out
    )
    _, before, _ = say("child", "李小红", "--workspace", office.root, "--term", TERM)
    assert "2012年4月6日生" in before and "依据：2025年秋季学期" in before


def test_details_that_were_erased_are_not_found_again(say, office: Workspace) -> None:
    """Only the edition's own table may still know the name; an erased person has none in the
    ledger.
    """
    from kongchuo_core.ledger.retention import orders
    from tests.placed import NOW

    lay(office, "2026-spring", 户籍=[THERE], 学籍=[THERE], 在校=[THERE])
    placed(office, "2026-spring")
    ledger = Ledger(office.ledger, office.key())
    persons = ledger.persons()
    gone = {c for c, n in zip(persons["child_id"], persons["name"], strict=True) if n == "李小红"}
    ledger.erase(orders(gone, NOW.date(), "李示例"), NOW)
    assert say("child", "李小红", "--workspace", office.root)[0] == 2


def test_without_an_edition_there_is_nothing_to_ask(say, office: Workspace) -> None:
    """Status 15 and what to run first."""
    assert say("child", NAMESAKE["姓名"], "--workspace", office.root, "--term", "2026-spring")[
        ::2
    ] == (
        15,
        "出错了。文件夹 outputs：学期 2026-spring 还没有运行过\n  怎么办：先运行 kongchuo run --term 2026-spring\n",
    )


def test_too_many_are_not_listed(tmp_path: Path) -> None:
    """A surname that half a county has: the clerk is asked for the whole name."""
    space = editions.workspace(tmp_path / "w")
    folder = editions.write(
        space, editions.Made(children=[("东村镇", None, 9, "CONSISTENT", "")] * 31)
    )
    with pytest.raises(UsageError, match="“欧阳”对得上31人，太多了"):
        find(Edition(folder), Ledger(space.ledger, space.key()), "欧阳")
