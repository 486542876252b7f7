"""What is due, and the lists for home visits."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import chain
from pathlib import Path

import openpyxl
import pytest

from kongchuo_core.daily.due import due
from kongchuo_core.documents.wording import chinese_date
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.release.candidate import due_on
from kongchuo_core.settings.workspace import Workspace
from tests.county import TERM, child, lay, workspace_at
from tests.daily.test_child import case_no
from tests.days import params_on
from tests.term.running import run


def test_overdue_comes_first_then_this_week(say, office: Workspace) -> None:
    """By who has to do it, with the days it is late; a town is called by its name. Tuesday's week
    ends on Sunday.
    """
    status, out, _ = say("due", "--workspace", office.root, "--on", "2025-10-28")
    late, week = out.split("本周（2025年10月28日至11月2日）")
    assert status == 0 and late.startswith(
        "富民县  2025年10月28日  到期事项\n\n已逾期2项：\n  永定街道\n"
    )
    assert (
        f"2025年10月15日  入户核实，逾期13天  {case_no(office, '李小红')}  李小红  石桥村" in late
    )
    assert (
        week.startswith("到期2项：")
        and "2025年10月30日  查明原因  " in week
        and "依据：2025年秋季学期" in week
    )


def test_the_day_counts_and_a_town_may_ask_alone(say, office: Workspace) -> None:
    """Before its day nothing is late; a town without cases has nothing; a day that can't be read is
    refused.
    """
    words = ("due", "--workspace", office.root)
    assert (
        "已逾期0项。" in say(*words, "--on", "2025-10-15")[1]
        and "到期2项：" in say(*words, "--on", "2025-10-15")[1]
    )
    assert "已逾期0项。" in say(*words, "--on", "2025-12-01", "--town", "东村镇")[1]
    assert say(*words, "--on", "十月")[::2] == (
        2,
        "出错了。--on 的日期看不懂\n  怎么办：写成2025年10月8日这样\n",
    )
    assert "没有“甲镇”这个乡镇（街道）" in say(*words, "--town", "甲镇")[2]
    assert say(*words)[0] == 0


@pytest.mark.clause("M7.4")
def test_the_county_is_told_until_when_the_results_must_be_published(
    say, office: Workspace
) -> None:
    """Twenty working days from the day the results were formed; a town is told nothing of it, nor
    anybody once it is done.
    """
    words = ("due", "--workspace", office.root)
    last = due_on(params_on(office.params, TERM), office.params)
    said = f"督导结果还没有公开：最晚{chinese_date(last)}"
    assert f"{said}。公开：kongchuo release --term {TERM}" in say(*words, "--on", "2025-10-28")[1]
    assert (
        f"{said}，已经逾期3天。" in say(*words, "--on", (last + timedelta(days=3)).isoformat())[1]
    )
    assert "公开" not in say(*words, "--on", "2025-12-31", "--town", "永定街道")[1]
    done = Event(Kind.RELEASED, f"{TERM}-1", date(2025, 11, 3), "杨示例", {"files": "0" * 64})
    Ledger(office.ledger, office.key()).append([done], datetime(2025, 11, 3, tzinfo=UTC))
    assert "公开" not in say(*words, "--on", "2025-12-31")[1]


@pytest.mark.clause("M4.1")
def test_home_visits_by_village_and_group(say, office: Workspace) -> None:
    """A sheet for each village, groups in order (二组 before 十组), reasons without causes, no identity
    number, room to write.
    """
    status, out, _ = say("visits", "--workspace", office.root)
    path = office.outputs(TERM) / "入户走访清单" / "永定街道入户走访清单.xlsx"
    assert status == 0 and "要走访3人，清单1份" in out and str(path) in out
    book = openpyxl.load_workbook(path)
    assert book.sheetnames == ["北营村", "石桥村"]
    bridge = [[c.value for c in row] for row in book["石桥村"]["A1:K3"]]
    assert [(r[1], r[3], r[10]) for r in bridge[1:]] == [
        ("二组", "李小红", "核实去向和原因"),
        ("十组", "张小明", "核实去向和原因"),
    ]
    assert book["北营村"]["D2"].value == "赵小兰" and book["北营村"]["K2"].value == "核对身份信息"
    heads = [c.value for c in book["石桥村"][1]]
    assert heads[-2:] == ["监护人签字", "走访人签字"] and not any("身份证" in h for h in heads)
    page = book["石桥村"]
    assert (
        "永定街道石桥村控辍保学入户走访清单" in page.oddHeader.center.text
        and page.page_setup.orientation == "landscape"
    )
    cells = [str(cell) for cell in chain.from_iterable(page.iter_rows(values_only=True))]
    assert any("不得复印" in cell for cell in cells)
    assert not any(len(cell) == 18 and cell[0].isdigit() for cell in cells)


def test_a_family_that_need_not_be_visited_is_left_out(say, office: Workspace) -> None:
    """Found to have moved away: the case waits for its proof, nobody walks there again."""
    from tests.placed import placed

    cells = ("核实日期=2025-10-08", "原因或核实结果=核实：户口已迁出", "经办人=李示例")
    assert (
        say(
            "event",
            "--workspace",
            office.root,
            "--case",
            case_no(office, "李小红"),
            "--yes",
            *cells,
        )[0]
        == 0
    )
    placed(office)
    assert (
        "要走访2人" in say("visits", "--workspace", office.root, "--into", office.root / "走访")[1]
    )
    book = openpyxl.load_workbook(office.root / "走访" / "永定街道入户走访清单.xlsx")
    assert [c.value for c in book["石桥村"]["D"]][:2] == ["姓名", "张小明"]


@pytest.mark.clause("M5.3")
def test_an_absence_of_a_pupil_who_is_not_listed_is_owed_by_the_school(tmp_path: Path) -> None:
    """No case is opened here, and the report is due all the same: by school, to whom, until
    when.
    """
    workspace = workspace_at(tmp_path / "w")
    away = child("吴外县", "2014-05-06", 31)
    days = {"起始日期": "2025-10-13", "结束日期": "2025-10-17"}
    days |= {"是否请假": "", "报告教体局日期": "", "报告乡镇日期": ""}
    home = [child("张小明"), away | {"户籍状态": "迁出"}]
    lay(workspace, TERM, 户籍=home, 在校=[away], 缺勤=[away | days])
    edition = run(workspace, TERM, datetime(2025, 11, 1, 9))
    told = due(edition, Ledger(workspace.ledger, workspace.key()), date(2025, 10, 31))
    section = told[told.index("不在本学期户籍名册上的学生，缺勤还没有报告的：") + 1 :]
    assert any("永定小学向县教体局报告缺勤1人次，逾期" in line for line in section)
    assert any("永定小学向乡镇（街道）报告缺勤1人次，逾期" in line for line in section)
