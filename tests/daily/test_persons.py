"""前后学期 one child or two: asked in the review form, answered there or by a word, told before it is
recorded, taken back.
"""

from __future__ import annotations

from datetime import date, datetime
from pathlib import Path

import openpyxl
import pytest

from kongchuo_core.cli import main
from kongchuo_core.daily.imports import import_files
from kongchuo_core.daily.persons import record, understood
from kongchuo_core.documents.workbooks.review import write_review_form
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.vocabulary.errors import InputError, UsageError
from tests.county import child, lay, workspace_at
from tests.term.running import run

AUTUMN, SPRING = "2025-autumn", "2026-spring"
THEN, NOW = datetime(2025, 11, 1, 9), datetime(2026, 5, 1, 9)
HOME = {"乡镇（街道）": "永定街道", "户号": "000001"}
BEFORE = child("刘小满", "2014-03-05", 11)
AFTER = child("刘小满", "2014-03-05", 353)
OTHER = child("孙满堂", "2013-04-06", 21)


def _laid(workspace: Workspace, term: str, *pupils: dict[str, object]) -> None:
    lay(
        workspace,
        term,
        户籍=[OTHER | HOME | {"户号": "000009"}, *pupils],
        学籍=[OTHER],
        在校=[OTHER],
    )


@pytest.fixture
def moved(tmp_path: Path) -> Workspace:
    """An absent child with a case moves to another town, and the serial of the number is
    corrected.
    """
    workspace = workspace_at(tmp_path / "w")
    _laid(workspace, AUTUMN, BEFORE | HOME)
    run(workspace, AUTUMN, THEN)
    _laid(workspace, SPRING, AFTER | {"乡镇（街道）": "大营街道", "户号": "000777"})
    run(workspace, SPRING, NOW)
    return workspace


def _edition(workspace: Workspace, term: str = SPRING) -> Edition:
    return Edition(workspace.outputs(term) / "internal" / "data")


def _case(workspace: Workspace) -> list[tuple[str, str]]:
    table = _edition(workspace).table("cases")
    return list(table[["child_id", "case_no"]].itertuples(index=False, name=None))


def _asked(workspace: Workspace) -> list[dict[str, object]]:
    table = _edition(workspace).table("review")
    return [row for row in table.to_dict("records") if row["register"] == "persons"]  # type: ignore[misc]


def _form(workspace: Workspace, **cells: object) -> Path:
    path = write_review_form(_edition(workspace), workspace.root)
    assert path is not None
    book = openpyxl.load_workbook(path)
    heads = {c.value: c.column for c in book.active[1]}
    told = {"认定人": "李四", "认定日期": "2026-04-01"} | cells
    for head, value in told.items():
        book.active.cell(2, heads[head], value)
    book.save(path)
    return path


@pytest.mark.clause("M1.5")
def test_a_child_under_new_marks_is_asked_about_and_opens_no_second_case(moved: Workspace) -> None:
    """The old case stays open and its child is asked for; the new number has no case of its own
    meanwhile.
    """
    [question] = _asked(moved)
    [(owner, _)] = _case(moved)
    assert (question["other_child_id"], question["name"], question["other_town"]) == (
        owner,
        "刘小满",
        "永定街道",
    )
    verdicts = _edition(moved).table("verdicts").set_index("name")
    assert verdicts.loc["刘小满", "child_id"] not in (owner, None)
    assert verdicts.loc["刘小满", "verdict"] == "UNENROLLED_ABSENT"
    assert _edition(moved).facts["asked"] == {"questions": 1, "persons": 1, "files": 0, "doubts": 0}
    run(moved, SPRING, NOW)
    assert len(_asked(moved)) == 1, "unanswered, it is asked again"


def test_the_answer_makes_one_child_of_two_and_can_be_taken_back(moved: Workspace) -> None:
    """同一人: one number, one case, the question is gone; 撤回 in the same form: asked again."""
    before = _case(moved)
    path = _form(moved, 认定="同一人")
    assert import_files(moved, SPRING, [path], NOW) == (1, 1)
    run(moved, SPRING, NOW)
    assert _case(moved) == before and _asked(moved) == []
    verdicts = _edition(moved).table("verdicts").set_index("name")
    assert verdicts.loc["刘小满", "child_id"] == before[0][0]
    assert import_files(moved, SPRING, [path], NOW) == (1, 0)
    book = openpyxl.load_workbook(path)
    heads = {c.value: c.column for c in book.active[1]}
    book.active.cell(2, heads["认定"], "撤回")
    book.save(path)
    assert import_files(moved, SPRING, [path], NOW) == (1, 1)
    run(moved, SPRING, NOW)
    assert len(_asked(moved)) == 1 and Ledger(moved.ledger, moved.key()).verify()


def test_two_children_they_are_and_the_second_gets_a_case(moved: Workspace) -> None:
    """不是同一人: asked no more, and the comparison opens the child's own case."""
    import_files(moved, SPRING, [_form(moved, 认定="不是同一人")], NOW)
    run(moved, SPRING, NOW)
    assert _asked(moved) == [] and len(_case(moved)) == 2
    run(moved, SPRING, NOW)
    assert _asked(moved) == [] and len(_case(moved)) == 2


def test_a_word_joins_and_parts_and_is_shown_before(
    moved: Workspace, capsys: pytest.CaptureFixture[str]
) -> None:
    """Both children as the office knows them; nothing is recorded without a yes; taken back the
    question stands again.
    """
    [question] = _asked(moved)
    ids = [str(question["other_child_id"]), str(question["child_id"])]
    words = [
        "person",
        "--workspace",
        str(moved.root),
        "同一人",
        *ids,
        "经办人=李四",
        "日期=2026-04-01",
    ]
    assert main(words) == 2 and "没有记入" in capsys.readouterr().err
    assert main([*words, "--yes"]) == 0
    said = capsys.readouterr().out
    assert (
        "2025-autumn起  刘小满  2014年3月5日生" in said
        and "永定街道" in said
        and "大营街道" in said
    )
    run(moved, SPRING, NOW)
    assert _asked(moved) == [] and [c for c, _ in _case(moved)] == ids[:1]
    entry = understood(moved, SPRING, "撤回", [ids[0], "经办人=李四"], date(2026, 4, 2))
    assert "李四于2026年4月1日认定“同一人”" in entry.lines[-1]
    assert record(moved, entry, NOW) == 1
    run(moved, SPRING, NOW)
    assert len(_asked(moved)) == 1


def test_a_child_kept_by_mistake_is_parted(tmp_path: Path) -> None:
    """The registers kept one number; the office says that this term's child is another: a new
    number, the case stays with the first.
    """
    workspace = workspace_at(tmp_path / "w")
    _laid(workspace, AUTUMN, BEFORE | HOME)
    run(workspace, AUTUMN, THEN)
    _laid(workspace, SPRING, AFTER | HOME)
    run(workspace, SPRING, NOW)
    [(owner, _)] = _case(workspace)
    child_of = _edition(workspace).table("verdicts").set_index("name")["child_id"]
    assert child_of["刘小满"] == owner
    entry = understood(workspace, SPRING, "不是同一人", [owner, "经办人=李四"], date(2026, 4, 2))
    record(workspace, entry, NOW)
    run(workspace, SPRING, NOW)
    child_of = _edition(workspace).table("verdicts").set_index("name")["child_id"]
    assert child_of["刘小满"] != owner and owner in [c for c, _ in _case(workspace)]


def test_answers_that_can_not_be_are_refused(moved: Workspace) -> None:
    """One child is two of before, two children are one of before, once the same and once not:
    nothing is recorded.
    """
    [question] = _asked(moved)
    ids = [str(question["other_child_id"]), str(question["child_id"])]
    other = str(_edition(moved).table("verdicts").set_index("name").loc["孙满堂", "child_id"])
    by = "经办人=李四"
    today = date(2026, 4, 2)
    for word, who, told in (
        ("也许", [*ids, by], "没有“也许”这个说法"),
        ("同一人", [ids[0], by], "要写两名儿童"),
        ("同一人", [ids[0], ids[0], by], "写的是同一名儿童"),
        ("同一人", ids, "没有写“经办人”"),
        ("同一人", [*ids, other, by], "要写一名或两名儿童，写了3名"),
        ("同一人", [ids[0], "满", by], "没有找到|对得上"),
        ("同一人", [ids[0], "刘小满", by], "对得上2人"),
        ("不是同一人", [other, by], "没有可以分开的"),
        ("撤回", [other, by], "要撤回的认定不存在"),
    ):
        with pytest.raises(UsageError, match=told):
            understood(moved, SPRING, word, who, today)
    record(moved, understood(moved, SPRING, "同一人", [*ids, by], today), NOW)
    with pytest.raises(UsageError, match=r"被认定为以前的"):
        understood(moved, SPRING, "同一人", [ids[0], other, by], today)
    with pytest.raises(InputError, match=r"互相矛盾|不在本学期"):
        import_files(moved, SPRING, [_form(moved, 认定="不是同一人")], NOW)
