"""``kongchuo event``: the form's checks without the form; all of it or nothing."""

from __future__ import annotations

from itertools import chain

import pytest

from kongchuo_core import cli
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from tests.county import TERM
from tests.daily.test_child import case_no
from tests.placed import placed

VERIFIED = ("核实日期=2025-10-08", "原因或核实结果=厌学", "经办人=李示例")


def count(office: Workspace) -> int:
    """How many events the ledger holds that people recorded."""
    return Ledger(office.ledger, office.key()).known().count


@pytest.mark.clause("M4.1")
def test_an_event_is_shown_recorded_and_taken_up(say, office: Workspace) -> None:
    """What is shown is what is recorded; the next run takes it up, and the child's screen tells of
    it before that.
    """
    number = case_no(office, "李小红")
    status, out, _ = say(
        "event", "--workspace", office.root, "--case", number[-6:], "--yes", *VERIFIED
    )
    assert (
        status == 0
        and "2025年10月8日  核实：厌学  经办人：李示例" in out
        and "已记入台账1笔" in out
    )
    told = say("child", number, "--workspace", office.root)[1]
    assert (
        "运行之后新记入台账（下次运行采用）：\n  2025年10月8日  核实：厌学  李示例" in told
        and "此后台账新记1笔" in told
    )
    assert (
        "已经有了"
        in say("event", "--workspace", office.root, "--case", number, "--yes", *VERIFIED)[1]
    )
    cases = (
        Edition(placed(office).outputs(TERM) / "internal" / "data")
        .table("cases")
        .set_index("case_no")
    )
    assert (cases.loc[number, "state"], cases.loc[number, "cause"]) == ("verified", "aversion")


def test_a_visit_is_recorded_with_what_was_found(say, office: Workspace) -> None:
    """The guardian and the telephone of the visit come back on the child's screen; a visit is told
    by itself.
    """
    number = case_no(office, "李小红")
    told = ("走访日期=2025-10-09", "监护人=李大山", "联系电话=13800000000", "经办人=李示例")
    words = ("event", "--workspace", office.root, "--case", number, "--yes", *told)
    status, out, err = say(*words, "核实日期=2025-10-08")
    assert status == 2 and "走访单独记一次，不写“核实日期”" in err
    status, out, _ = say(*words)
    assert status == 0 and "监护人：李大山" in out and "已记入台账1笔" in out
    kept = Ledger(office.ledger, office.key()).found()
    assert "李大山" in chain.from_iterable(line.values() for line in kept)


def test_nothing_is_recorded_without_a_yes(
    say, office: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Without a terminal there is nobody to ask; with one, only a yes records."""
    arguments = (
        "event",
        "--workspace",
        office.root,
        "--case",
        case_no(office, "李小红"),
        *VERIFIED,
    )
    before = count(office)
    status, out, err = say(*arguments)
    assert status == 2 and "核实：厌学" in out and "加 --yes" in err and count(office) == before
    monkeypatch.setattr("sys.stdin.isatty", lambda: True)
    for answer in ("", "n", "y"):
        monkeypatch.setattr("builtins.input", lambda _, answer=answer: answer)
        assert cli.main([str(a) for a in arguments]) == 0
        assert (count(office) > before) == (answer == "y")


def test_a_task_that_was_done_is_told_by_its_name(say, office: Workspace) -> None:
    """Before the next run and after it."""
    number = case_no(office, "李小红")
    cells = ("完成日期=2025-10-12", "完成的措施=送教上门", "经办人=李示例")
    assert "完成任务" not in say("child", number, "--workspace", office.root)[1]
    assert (
        "2025年10月12日  完成任务：送教上门"
        in say("event", "--workspace", office.root, "--case", number, "--yes", *cells)[1]
    )
    for run in (lambda: office, lambda: placed(office)):
        assert (
            "2025年10月12日  完成任务：送教上门  李示例"
            in say("child", number, "--workspace", run().root)[1]
        )


@pytest.mark.parametrize(
    ("cells", "status", "told"),
    [
        (("核实日期=2025-10-08", "原因或核实结果=厌学"), 2, "没有填“经办人”"),
        (("核实日期=2099-10-08", "原因或核实结果=厌学", "经办人=李示例"), 2, "“核实日期”晚于今天"),
        (("核实日期=八日", "原因或核实结果=厌学", "经办人=李示例"), 2, "“核实日期”看不懂"),
        (
            ("核实日期=2025-10-08", "原因或核实结果=不爱来", "经办人=李示例"),
            2,
            "“原因或核实结果”可选：异地就读、缓学",
        ),
        (("送达日期=2025-10-08", "经办人=李示例"), 2, "没有填“文书”"),
        (("经办人=李示例",), 2, "没有写发生了什么"),
        (("核实=2025-10-08",), 2, "没有“核实”这一项"),
        (("核实日期",), 2, "写成 项=值"),
        (("经办人=甲", "经办人=乙"), 2, "“经办人”写了两次"),
    ],
)
def test_what_can_not_be_taken_is_refused_as_the_form_would_be(
    say, office: Workspace, cells, status: int, told: str
) -> None:
    """Every fault at once, with what may be chosen; the ledger stays as it was."""
    before = count(office)
    found, _, err = say(
        "event", "--workspace", office.root, "--case", case_no(office, "李小红"), "--yes", *cells
    )
    assert found == status and told in err and "怎么办：" in err and count(office) == before


def test_a_case_that_is_not_there(say, office: Workspace) -> None:
    status, _, err = say(
        "event", "--workspace", office.root, "--case", "2025秋-000000", "--yes", *VERIFIED
    )
    assert status == 2 and "“案件编号”不在本学期的个案里" in err
