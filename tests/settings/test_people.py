"""The people of an office: two lines of roles, who may sign what; slips are named in Chinese."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from kongchuo_core.settings.people import load_people
from kongchuo_core.vocabulary.errors import ParamsError

PARAMS = Path(__file__).parents[2] / "params"


def test_the_model_countys_people_are_marked_as_made_up() -> None:
    """Every name that stands in the shipped file says 示例, so that no real person is named."""
    people = load_people(PARAMS)
    assert people.persons and all("示例" in p.name for p in people.persons)


def test_who_may_sign_for_a_town() -> None:
    """A town's own people sign for that town alone, the county's for every town."""
    people = load_people(PARAMS)
    order = "责令送被监护人接受义务教育通知书"
    assert [p.name for p in people.signers(order, "东村镇")] == ["李示例", "普示例"]
    assert [p.name for p in people.signers(order, "永定街道")] == ["李示例"]
    assert people.signers("没有这种文书", None) == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("level: 县领导", "level: 教体局领导, line: 教育", "同一个名称写了两次"),
        (
            "scope: [school]",
            "scope: [school]}\n  - {line: 教育, level: 学校校长, scope: [school]",
            "写了两次",
        ),
        ("scope: [guardian]", "scope: [parent]", "scope"),
        ("name: 李示例, post", "name: 李示例, phone: 1, post", "phone"),
        (
            "name: 张示例, post: 县人民政府教育督导办公室主任, unit: 富民县人民政府教育督导办公室",
            "name: 李示例, post: 主任, unit: 富民县教育体育局",
            "同一单位有一个人写了两次",
        ),
        ("line: 政府", "line: 教育", "两条线"),
    ],
)
def test_a_slip_is_named(tmp_path: Path, old: str, new: str, said: str) -> None:
    """A double role, an unknown scope, an unknown key, a line without anybody."""
    text = (PARAMS / "people.yaml").read_text("utf-8")
    (tmp_path / "people.yaml").write_text(
        text.replace(old, new) if said == "两条线" else text.replace(old, new, 1), "utf-8"
    )
    with pytest.raises(ParamsError, match=said):
        load_people(tmp_path)


def test_a_missing_file_is_an_error_with_a_remedy(tmp_path: Path) -> None:
    """An older workspace without the file is told what to do."""
    shutil.copy(PARAMS / "county.yaml", tmp_path)
    with pytest.raises(ParamsError, match="找不到"):
        load_people(tmp_path)
