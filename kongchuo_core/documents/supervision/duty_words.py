"""Duties in sentences, each whole: for none, one, many and all units, and for no data.

Where a register wasn't given nothing is said to be missing: the sentence says 无数据.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from itertools import chain

from kongchuo_core.documents.supervision.words import without_noughts
from kongchuo_core.documents.wording import listed, quoted
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.tables.supervision import DutyLine as Duty


def periods(rows: Sequence[Duty]) -> str:
    """2025年9月、10月: in their order, the year is said once where it is the same."""
    told, year = [], ""
    for period in dict.fromkeys(
        row.period for row in sorted(rows, key=lambda r: (r.due_on is None, r.due_on))
    ):
        own, found, rest = period.partition("年")
        told.append(rest if found and own == year and rest[:1].isdigit() else period)
        year = own if found else ""
    return listed(told)


ALL_OF = {"学校": "各学校", "乡镇": "各镇（街道）"}
"""All units of a level."""


def duty_told(
    rows: Sequence[Duty],
    counts: Mapping[str, int],
    towns: Sequence[str] = (),
    *,
    brief: bool = False,
) -> str:
    """One duty of one or many units in a sentence.

    ``counts``: state → how many (units × periods), from the figures; ``towns``: all there are; ``brief``: without what was found of
    each unit that failed, which is told elsewhere.
    """
    label, known = rows[0].label, [row for row in rows if row.state not in ("no_data", "not_due")]
    if not known:
        waiting = all(row.state == "not_due" for row in rows)
        return f"{label}：尚未到期。" if waiting else f"{label}：无数据（{no_source(rows)}）。"
    units = list(dict.fromkeys(row.unit for row in known))
    if len(units) == 1:
        return single(known, brief=brief)
    kept, *wanting = stated(rows[0])
    failed = {state: [row for row in known if row.state == state] for state in ("missing", "late")}
    everyone = set(units) == set(towns)
    told = [
        _failing(name, failed[state], counts.get(state, 0), towns if everyone else (), brief=brief)
        for state, name in zip(failed, wanting, strict=True)
        if failed[state]
    ]
    if not told:
        return f"{_everyone(kept) if everyone else kept}。"
    failing = {row.unit for row in chain.from_iterable(failed.values())}
    rest = [unit for unit in units if unit not in failing]
    if rest:
        told.append("其他单位已做到" if len(rest) > 1 else f"{rest[0]}已做到")
    return f"{'；'.join(told)}。"


def _everyone(name: str) -> str:
    """各镇（街道）都按期查明原因, 各镇（街道）联席会议按月召开: 都 stands before a verb."""
    return (
        f"{ALL_OF['乡镇']}{'都' if name.startswith(('按期', '没有', '逾期', '在')) else ''}{name}"
    )


def _failing(
    name: str, rows: Sequence[Duty], count: int, towns: Sequence[str], *, brief: bool
) -> str:
    """Who failed a duty: all towns together as such."""
    if towns and {row.unit for row in rows} == set(towns):
        return _everyone(name)
    return f"{name}的有{of_units(rows, count, brief=brief)}"


def single(known: Sequence[Duty], *, brief: bool = False) -> str:
    """What a single unit did: what is, then the fact where there is one period, else the periods that are wanting."""
    kept, *names = stated(known[0])
    state = next((s for s in ("missing", "late") if any(row.state == s for row in known)), "done")
    name = {"done": kept, "missing": names[0], "late": names[1]}[state]
    if known[0].level == "县" and (brief or len(known) > 1):
        shown = [row for row in known if row.state == "done" or not brief]
        told = "".join(
            f"{row.period}，{without_noughts(row.what).removeprefix(row.period)}。" for row in shown
        )
        if len(known) > 1:
            return f"{name}。{told}"
        return f"{without_noughts(shown[0].what)}。" if shown else f"{name}。"
    if brief:
        return f"{name}。"
    if len(known) == 1:
        return _one(known[0], name)
    if state == "done":
        return f"{kept}。"
    wanting = {s: [row for row in known if row.state == s] for s in ("missing", "late")}
    parts = [
        f"{words}的有{periods(wanting[s])}"
        for s, words in zip(wanting, names, strict=True)
        if wanting[s]
    ]
    others = (
        "" if len(parts) > 1 or all(row.state == state for row in known) else "，其他时段已做到"
    )
    return f"{'；'.join(parts)}{others}。"


def _one(row: Duty, name: str) -> str:
    """The one fact of a unit after what it shows: 席位齐全（应有席位23个）, 席位不齐：应有席位23个，缺交通运输."""
    fact = without_noughts(row.what)
    if row.state == "done" and fact.startswith("没有"):
        return f"{row.label}：{fact}。"
    whole = fact.removesuffix("，已齐全")
    return f"{name}（{whole}）。" if whole != fact else f"{name}：{fact}。"


STATED: dict[str, tuple[str, str, str]] = {
    "county_group": ("县级领导小组席位齐全", "县级领导小组席位不齐", "县级领导小组逾期成立"),
    "town_group": ("领导小组席位齐全", "领导小组席位不齐", "领导小组逾期成立"),
    "county_meeting": (
        "县级联席会议按半年召开",
        "县级联席会议没有按半年召开",
        "县级联席会议逾期补开",
    ),
    "town_meeting": ("联席会议按月召开", "联席会议没有按月召开", "联席会议逾期补开"),
    "answerable_chain": (
        "双线十人制责任人齐全",
        "双线十人制责任人不齐",
        "双线十人制责任人逾期补齐",
    ),
    "comparison_partners": (
        "比对都有公安、中心学校参加",
        "比对缺公安或者中心学校参加",
        "公安、中心学校逾期参加比对",
    ),
    "comparison_window": (
        "在重点时段内完成比对",
        "没有上报比对完成日期",
        "没有在重点时段内完成比对",
    ),
    "causes_found": ("按期查明原因", "没有按期查明原因", "逾期查明原因"),
    "verification": ("按期入户核实", "没有按期入户核实", "逾期入户核实"),
    "notices": (
        "按期发放入学（复学）通知书",
        "没有按期发放入学（复学）通知书",
        "逾期发放入学（复学）通知书",
    ),
    "absence_to_bureau": (
        "缺勤建档后按期报县教育体育局",
        "缺勤建档后漏报县教育体育局",
        "缺勤建档后迟报县教育体育局",
    ),
    "absence_to_town": (
        "缺勤建档后按期报镇（街道）",
        "缺勤建档后漏报镇（街道）",
        "缺勤建档后迟报镇（街道）",
    ),
    "town_channels": ("五种渠道都有宣传", "宣传渠道不全", "宣传逾期"),
    "school_channels": ("学校开展了宣传", "学校没有开展宣传或者渠道不够", "学校宣传逾期"),
    "town_contents": ("三部法律和禁止使用童工都有宣传", "法律法规宣传不全", "法律法规宣传逾期"),
    "school_contents": ("学校宣传了法律", "学校没有宣传法律", "学校法律宣传逾期"),
    "appraisal": (
        "政府及其主要领导都有考核得分",
        "政府或者主要领导没有考核得分",
        "政府或者主要领导逾期考核",
    ),
    "items": (
        "组织领导和工作措施都检查了",
        "组织领导或者工作措施没有检查",
        "组织领导或者工作措施逾期检查",
    ),
    "inspectors": (
        "督导小组的督学达到规定人数",
        "督导小组的督学不足规定人数",
        "督导小组逾期配齐督学",
    ),
    "notice_of_inspection": (
        "事先发出了书面督导通知",
        "没有发出书面督导通知的记录",
        "书面督导通知没有在现场检查之前发出",
    ),
    "self_report": ("被督导单位完成了自评", "没有被督导单位自评的记录", "被督导单位逾期自评"),
    "public_opinion": (
        "征求了公众意见，听取了学生、家长和教师的意见",
        "没有征求公众意见、听取学生及其家长和教师意见的记录",
        "督导意见书发出以后才征求意见",
    ),
    "filing": (
        "督导报告报上一级教育督导机构备案",
        "没有督导报告报上一级教育督导机构备案的记录",
        "督导报告逾期备案",
    ),
    "on_site": ("进行了现场督导检查", "没有现场督导检查的记录", "逾期现场督导检查"),
    "feedback": ("反馈了初步督导意见", "没有反馈初步督导意见的记录", "逾期反馈初步督导意见"),
    "opinion": ("发出了督导意见书", "没有发出督导意见书的记录", "逾期发出督导意见书"),
    "rectification": ("核查了整改情况", "没有核查整改情况的记录", "逾期核查整改情况"),
    "report_to_government": ("提交了督导报告", "没有提交督导报告的记录", "逾期提交督导报告"),
    "publication": ("向社会公布了督导报告", "没有向社会公布督导报告", "逾期公布督导报告"),
}
"""Duty → what is said where it is done, wanting, done late: what is, not what ought to be; of a town without its name before it."""


def stated(row: Duty) -> tuple[str, str, str]:
    """What is said of a duty done, wanting and late."""
    return STATED[row.duty]


SHOWN = 8
"""How many units a sentence names; the table names them all."""


def of_units(rows: Sequence[Duty], count: int, *, brief: bool = False) -> str:
    """罗免镇（2025年9月、10月）、散旦镇（缺常务副组长）: units, each with its periods or what was found; ``brief``: alone."""
    grouped = [
        (unit, [row for row in rows if row.unit == unit])
        for unit in dict.fromkeys(row.unit for row in rows)
    ]
    monthly = len({row.period for row in rows}) > 1
    if len(grouped) > SHOWN:
        return f"{listed(unit for unit, _ in grouped[:SHOWN])}等{count}个单位"
    if brief:
        return listed(unit for unit, _ in grouped)
    return listed(
        f"{unit}（{periods(own) if monthly else without_noughts(own[0].what)}）"
        for unit, own in grouped
    )


def no_source(rows: Sequence[Duty]) -> str:
    """Which registers weren't given."""
    codes = dict.fromkeys(row.source for row in rows if row.source)
    sources = [REGISTERS[c].folder if c in REGISTERS else "台账" for c in codes]
    return f"未提供{quoted(sources)}" if sources else "没有登记"
