"""Signers of towns: asked for when the office names its own towns, and missed by doctor where a
town has none (S4, D4).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

from kongchuo_core.settings.models import Town
from kongchuo_core.settings.people import load_people
from kongchuo_core.settings.workspace import init
from kongchuo_core.start import doctor
from kongchuo_core.start.guide import Answers, Conversation, _signers
from kongchuo_core.start.guided import _people

TOWNS = [
    Town.model_validate({"name": "云岭镇", "kind": "镇", "code": "539971100"}),
    Town.model_validate({"name": "河口街道", "kind": "街道", "code": "539971001"}),
    Town.model_validate({"name": "石鼓乡", "kind": "乡", "code": "539971102"}),
]


def test_towns_signers_are_asked_and_may_be_left_for_later() -> None:
    """A name with or without a post; nothing typed, or no more answers, leaves the rest for
    later.
    """
    told = iter(
        [
            "张三 云岭镇代镇长",
            "",
        ]
    )

    def ask(_: str) -> str:
        try:
            return next(told)
        except StopIteration:
            raise EOFError from None

    assert _signers(Conversation(ask, lambda _: None), TOWNS) == {
        "云岭镇": ("张三", "云岭镇代镇长")
    }


def test_a_towns_signer_signs_what_its_kind_of_town_may(tmp_path: Path) -> None:
    """The head of a sub-district doesn't sign orders (义务教育法 art. 58)."""
    answers = Answers({"name": "云岭县"}, TOWNS, "", {"first_day": date(2025, 9, 1)})
    answers.signers = {"云岭镇": ("张三", "镇长"), "河口街道": ("李四", "办事处主任")}
    content: dict[str, list[dict[str, object]]] = {"persons": []}
    _people(content, answers, "富民县")
    papers = {str(p["town"]): p["may_sign"] for p in content["persons"]}
    order = "责令送被监护人接受义务教育通知书"
    assert order in papers["云岭镇"] and order not in papers["河口街道"]


def test_doctor_misses_a_town_without_a_signer(tmp_path: Path) -> None:
    """A town that got another name has no signer until people.yaml follows."""
    workspace = init(tmp_path / "w")
    path = workspace.params / "county.yaml"
    path.write_text(path.read_text("utf-8").replace("name: 东村镇,", "name: 新东村镇,"), "utf-8")
    found = doctor.signing(workspace.root)
    assert "没有签发人的乡镇（街道）：新东村镇" in found.what and "town: 乡镇" in found.remedy
    assert load_people(workspace.params)
