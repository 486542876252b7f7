"""A line of the towns' form becomes events of codes, days and digests, or is refused with the
reason.
"""

from __future__ import annotations

import json
import unicodedata
from datetime import date

import pytest

from kongchuo_core.cases.forms import ASKED, BY, code_of, codes, digest_of, events_of
from kongchuo_core.ledger.events import Event, Kind, check
from kongchuo_core.vocabulary.forms import VERIFY_CHOICES, VERIFY_FORM

DAY = date(2025, 10, 8)
FULL = {
    "核实日期": DAY,
    "原因或核实结果": "厌学",
    "证据种类": "入户核实记录",
    "证据材料": "李某某家访记录1号",
    "文书": "入学（复学）通知书",
    "发出日期": DAY,
    "送达日期": date(2025, 10, 9),
    "送达方式": "本人签收",
    "四步法步骤": "行政处罚",
    "步骤日期": date(2025, 10, 30),
    "步骤结果": "无依据",
    "作出机关": "镇（街道）",
    "理由": "没有处罚依据",
    "完成的措施": "送教上门",
    "完成日期": DAY,
    "安置方式": "原校随班",
    "安置日期": DAY,
    "返校日期": DAY,
    "连续到校起": DAY,
    "连续到校止": date(2025, 11, 8),
    "回访日期": date(2025, 11, 9),
    "申请销号日期": date(2025, 11, 10),
    "缓学休学": "休学",
    "批准日期": DAY,
    "期满日期": date(2026, 8, 31),
    "更正哪一项": "返校日期",
    "更正原日期": date(2025, 10, 7),
    "更正日期": date(2025, 11, 10),
    "经办人": "张示例",
}
WRONG_DAY = Event(Kind.RETURNED, "C1", date(2025, 10, 7), "张示例", {})


def test_a_full_line_tells_every_event() -> None:
    """Each event has its own day and codes; the proof lies with the verification; all of them are
    well-formed.
    """
    events, faults = events_of(FULL, "C1", [WRONG_DAY])
    assert (
        faults == []
        and [e.kind for e in events] == [a.kind for a in ASKED]
        and set(FULL) == set(VERIFY_FORM.fill)
    )
    for event in events:
        check(event)
    found = {(e.kind, e.happened_on): e.payload for e in events}
    assert found[Kind.VERIFIED, DAY] == {
        "cause": "aversion",
        "proof": "visit_record",
        "evidence": digest_of("李某某家访记录1号"),
    }
    assert found[Kind.SERVED, date(2025, 10, 9)] == {"paper": "notice", "manner": "in_person"}
    assert found[Kind.SEEN, date(2025, 11, 8)] == {"how": "attendance", "first_day": "2025-10-08"}
    assert found[Kind.APPROVAL, DAY] == {"approval": "suspension", "until": "2026-08-31"}
    assert found[Kind.CORRECTION, date(2025, 11, 10)] == {
        "event": WRONG_DAY.digest,
        "reason": "written",
    }
    closed = found[Kind.STEP, date(2025, 10, 30)]
    assert (closed["result"], closed["reason"]) == ("no_basis", "written")


def test_no_words_of_people_reach_an_event() -> None:
    """Events hold codes, days and digests; what a clerk wrote of a child stays outside."""
    events, _ = events_of(FULL, "C1", [WRONG_DAY])
    assert events
    told = json.dumps([e.payload for e in events], ensure_ascii=False)
    assert "李某某" not in told and "依据" not in told


WRONG = {
    "没有经办人": ({"核实日期": DAY}, BY),
    "原因不在表里": ({"原因或核实结果": "不想上", "核实日期": DAY, BY: "张"}, "下拉列表"),
    "有原因没有日期": ({"原因或核实结果": "厌学", BY: "张"}, "没有填“核实日期”"),
    "有送达没有文书": ({"送达日期": DAY, "送达方式": "本人签收", BY: "张"}, "没有填“文书”"),
    "日期看不懂": ({"返校日期": "上周", BY: "张"}, "看不懂"),
    "起晚于止": ({"连续到校起": DAY, "连续到校止": date(2025, 10, 1), BY: "张"}, "起不晚于止"),
    "证据没有材料": ({"证据种类": "入户核实记录", "核实日期": DAY, BY: "张"}, "要一起填"),
    "证据没有事项": (
        {"证据种类": "入户核实记录", "证据材料": "1号", BY: "张"},
        "没有填它证明的事项",
    ),
    "批准没有期满": (
        {"缓学休学": "休学", "批准日期": DAY, BY: "张"},
        "“批准日期”“期满日期”要一起填",
    ),
    "期满早于批准": (
        {"缓学休学": "休学", "批准日期": DAY, "期满日期": date(2025, 9, 1), BY: "张"},
        "批准不晚于期满",
    ),
    "批准没有类型": ({"批准日期": DAY, "期满日期": DAY, BY: "张"}, "没有填“缓学休学”"),
    "更正没有原日期": ({"更正哪一项": "返校日期", "更正日期": DAY, BY: "张"}, "“更正日期”要一起填"),
    "更正的项不在表里": (
        {"更正哪一项": "返校", "更正原日期": DAY, "更正日期": DAY, BY: "张"},
        "“更正哪一项”不是下拉列表里的选项",
    ),
    "更正的记录不存在": (
        {"更正哪一项": "返校日期", "更正原日期": DAY, "更正日期": DAY, BY: "张"},
        "没有这一笔记录",
    ),
    "无依据没有理由": (
        {
            "四步法步骤": "行政处罚",
            "步骤日期": DAY,
            "步骤结果": "无依据",
            "作出机关": "镇（街道）",
            BY: "张",
        },
        "要填“理由”",
    ),
}


@pytest.mark.parametrize(("cells", "said"), WRONG.values(), ids=WRONG)
def test_a_line_that_cannot_be_taken_says_why(
    cells: dict[str, str | date | None], said: str
) -> None:
    events, faults = events_of(cells, "C1")
    assert events == [] and any(said in fault for fault in faults)


def test_a_correction_means_one_record_that_still_stands() -> None:
    """Of two on one day it can't be told which; where one of them was taken back already, the other
    is meant.
    """
    cells: dict[str, str | date | None] = {
        "更正哪一项": "回访日期",
        "更正原日期": DAY,
        "更正日期": DAY,
        BY: "张",
    }
    one, other = (Event(Kind.SEEN, "C1", DAY, by, {"how": "visit"}) for by in ("甲", "乙"))
    attended = Event(Kind.SEEN, "C1", DAY, "甲", {"how": "attendance", "first_day": "2025-10-01"})
    assert events_of(cells, "C1", [one, attended])[0][0].payload == {"event": one.digest}
    assert "有几笔，分不出是哪一笔" in events_of(cells, "C1", [one, other])[1][0]
    gone = Event(Kind.CORRECTION, "C1", DAY, "甲", {"event": one.digest})
    assert events_of(cells, "C1", [one, other, gone])[0][0].payload == {"event": other.digest}


def test_each_label_leads_back_to_one_code() -> None:
    for name in VERIFY_CHOICES.values():
        assert len(set(codes(name).values())) == len(codes(name)) > 1, name


@pytest.mark.parametrize(("heading", "name"), VERIFY_CHOICES.items())
def test_every_choice_is_taken_as_a_cell_is_read(heading: str, name: str) -> None:
    """Cells come in NFKC: full-width brackets and colons of a drop-down's words arrive narrow, and
    mean the same.
    """
    for label, code in codes(name).items():
        assert (
            code_of(name, unicodedata.normalize("NFKC", label)) == code_of(name, label) == code
        ), heading
