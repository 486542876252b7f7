"""Sentences of supervision: duties, the loop, measures, orders; each whole, for none, one and many, and for no data.

Where a register wasn't given nothing is said to be missing: the sentence says 无数据.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

from kongchuo_core.documents.supervision_facts import Duty, Measure, Office, Order, Seat
from kongchuo_core.documents.wording import MECHANISM, chinese_date, headed, listed, quoted

PARTS = {"M1": "第一部分", "M2": "第二部分（一）", "M3": "第二部分（二）", "M4": "第二部分（三）", "M5": "第二部分（四）", "M6": "第三部分", "M7": "第四部分"}
"""Which part of the regulation a clause number belongs to."""
DEMANDS = {
    "M1.1": "补齐领导小组名单，明确各席位的人员和职责，报{issuer}备案",
    "M1.2": "按期召开县级联席会议，部署任务、协调解决问题，留存记录",
    "M1.3": "从本月起每月召开一次联席会议，补齐会议记录，写明部署的任务和协调解决的问题",
    "M1.4": "逐人补齐政府、教育两条线的责任人，报{issuer}备案",
    "M1.5": "对未销号的个案逐案列出措施、责任人和时限，动态销号",
    "M2.1": "会同公安、中心学校复核本次比对结果，补齐参加单位的记录",
    "M2.2": "查明比对迟延的原因，下一次在重点时段内完成比对",
    "M3.3": "逐人核实，查明原因，建立“一生一案”档案",
    "M4.1": "填写核查反馈表并报送，反复核查，做到不漏一人",
    "M4.2": "向父母或者其他法定监护人发放入学（复学）通知书，取得送达回证",
    "M4.8": "依法依次采取四步法措施，补齐所缺的程序和文书",
    "M5.3": "补报缺勤报告；今后按期分别报送县教育体育局和镇人民政府（街道办事处）",
    "M6.1": "用标语、报纸图文、电视音像、广播、手机信息开展宣传，补上没有用过的渠道",
    "M6.2": "组织镇（街道）和学校开展宣传，留存记录",
    "M6.3": "宣传三部法律和禁止招用适龄儿童少年就业的规定，补上没有讲过的内容",
    "M7.9": "逐人劝返，查明辍学率超过控制线的原因，制定控辍方案报{issuer}",
}
"""What is demanded where a duty of a clause wasn't done; one for each clause that a rule of measures can name."""
OTHERWISE = "查明原因，制定措施，按期整改"
STATES = {"done": "已做到", "late": "逾期做到", "missing": "没有做到", "not_due": "未到期", "no_data": "无数据"}
RECHECKED = {"mended": "已整改", "better": "有好转，尚未整改到位", "unmended": "未整改", "no_data": "无数据"}
NOT_NAMED = "admonition"
"""The measure that is never announced: its facts go to those who may decide."""


def part_of(clause: str) -> str:
    """Which part of the regulation a clause number is of, as papers cite it."""
    return f"机制{PARTS[clause.split('.')[0]]}" if clause.split(".")[0] in PARTS else ""


def basis_of(clauses: Iterable[str]) -> str:
    """《…机制》（文号）第一部分、第四部分: the regulation with the parts of several clauses; part four orders every measure."""
    parts = dict.fromkeys([*(PARTS[p] for c in sorted(clauses) if (p := c.split(".")[0]) in PARTS), PARTS["M7"]])
    return f"{MECHANISM}{listed(sorted(parts, key=list(PARTS.values()).index))}"


def demand_of(clause: str, issuer: str) -> str:
    """What is demanded of who didn't do the duty of a clause."""
    return f"{DEMANDS.get(clause, OTHERWISE).format(issuer=issuer)}。"


def periods(rows: Sequence[Duty]) -> str:
    """2025年9月、10月: the year is said once where it is the same."""
    told, year = [], ""
    for period in dict.fromkeys(row.period for row in rows):
        own, found, rest = period.partition("年")
        told.append(rest if found and own == year and rest[:1].isdigit() else period)
        year = own if found else ""
    return listed(told)


def duty_told(rows: Sequence[Duty], *, whole_county: bool) -> str:
    """One duty of one or many units in a sentence; empty where nothing was due yet."""
    label, known = rows[0].label, [row for row in rows if row.state not in ("no_data", "not_due")]
    if not known:
        waiting = all(row.state == "not_due" for row in rows)
        return f"{label}：尚未到期。" if waiting else f"{label}：无数据（{no_source(rows)}）。"
    late, missing = ([row for row in known if row.state == state] for state in ("late", "missing"))
    units = list(dict.fromkeys(row.unit for row in known))
    if len(units) == 1 and not whole_county:
        return f"{label}：{single(known)}"
    if not late and not missing:
        return f"{label}：{'都' if len(units) > 1 else ''}已做到。"
    told = [f"{word}的有{of_units(found)}" for word, found in (("没有做到", missing), ("逾期做到", late)) if found]
    rest = [unit for unit in units if unit not in {row.unit for row in (*late, *missing)}]
    return f"{label}：{'；'.join(told)}{'；其他单位已做到' if len(rest) > 1 else f'；{rest[0]}已做到' if rest else ''}。"


def single(known: Sequence[Duty]) -> str:
    """What a single unit did: the fact itself where there is one period, else the periods that are wanting."""
    if len(known) == 1:
        return f"{known[0].what.rstrip('。')}。"
    wanting = [row for row in known if row.state == "missing"]
    if wanting:
        return f"{periods(wanting)}没有做到{'，其他时段已做到' if len(wanting) < len(known) else ''}。"
    late = [row for row in known if row.state == "late"]
    return f"{periods(late)}逾期做到。" if late else "各时段都已做到。"


def of_units(rows: Sequence[Duty]) -> str:
    """罗免镇（2025年9月、10月）、赤鹫镇: units, with the periods where a unit has several."""
    several = len({row.period for row in rows}) > 1
    grouped = [(unit, list(own)) for unit, own in groupby(sorted(rows, key=lambda r: r.unit), key=lambda r: r.unit)]
    return listed(f"{unit}（{periods(own)}）" if several else unit for unit, own in grouped)


def no_source(rows: Sequence[Duty]) -> str:
    """Which registers weren't given."""
    sources = dict.fromkeys(row.source for row in rows if row.source)
    return f"未提供{quoted(sources)}" if sources else "没有登记"


def seats_told(seats: Sequence[Seat], unit: str) -> str:
    """Which seats of a leading group nobody fills; empty where all are filled or none is known."""
    empty = list(dict.fromkeys(s.seat for s in seats if not s.filled))
    return f"{unit}领导小组缺{listed(empty)}。" if empty else ""


def by_place(measures: Iterable[Measure]) -> dict[str, list[Measure]]:
    """Measures by place, towns and the bureau before schools, in the table's order."""
    found: dict[str, list[Measure]] = {}
    for measure in sorted(measures, key=lambda m: (m.level != "县", m.level != "乡镇")):
        found.setdefault(measure.place, []).append(measure)
    return found


def facts_of(measures: Iterable[Measure]) -> tuple[str, ...]:
    """The facts of measures, each said once."""
    return tuple(dict.fromkeys(f"{fact.rstrip('。')}。" for measure in measures for fact in measure.facts))


def posts_of(measures: Iterable[Measure]) -> str:
    """主要领导、分管领导."""
    return listed(dict.fromkeys(m.post for m in measures if m.post))


def named(measures: Mapping[str, list[Measure]], office: Office) -> tuple[str, ...]:
    """Problems by name of unit; one unit needs no number."""
    told = [(office.unit(place), "".join(facts_of(own))) for place, own in measures.items()]
    return headed(told, "没有需要通报的问题。") if len(told) != 1 else (f"{told[0][0]}。{told[0][1]}",)


def handling(own: Sequence[Measure], day: str) -> str:
    """What is done about one unit, as one clause."""
    kinds = {m.measure for m in own}
    told = ["予以通报" if "circular" in kinds else ""]
    if "interview" in kinds:
        told.append(f"约谈{posts_of(m for m in own if m.measure == 'interview') or '有关负责人'}")
    if "rectify" in kinds:
        told.append(f"责令{day}前整改" if day else "责令限期整改")
    if NOT_NAMED in kinds:
        told.append("有关事实送有权机关研究")
    return "，".join(filter(None, told))


def handled(measures: Mapping[str, list[Measure]], office: Office) -> tuple[str, ...]:
    """What is done, unit by unit."""
    told = [f"对{office.unit(place)}{handling(own, last_day(own))}。" for place, own in measures.items()]
    return tuple(told) or ("没有需要处理的单位。",)


def last_day(own: Iterable[Measure]) -> str:
    """The last of the terms set, in words; empty where none was."""
    days = [m.mend_by for m in own if m.mend_by is not None]
    return chinese_date(max(days)) if days else ""


def proposed(measures: Iterable[Measure], office: Office) -> tuple[str, ...]:
    """The measures that a rule proposes, for the report: by unit, and that a person decides."""
    grouped = by_place(m for m in measures if m.fired)
    if not grouped:
        return ("没有触发问责建议。",)
    told = [f"{office.unit(place)}：{listed(dict.fromkeys(m.finding_label for m in own))}。建议{handling(own, last_day(own))}。"
            for place, own in grouped.items()]
    return (*told, "以上由规则表按事实提出，均为建议，由有权的人审签后才发出；是否诫勉由有权机关决定。")


def rechecked(orders: Sequence[Order], office: Office, *, first_term: bool) -> tuple[str, ...]:
    """What became of last term's orders, the unmended first."""
    if first_term:
        return ("这是第一个学期，没有上学期责令整改的事项。",)
    if not orders:
        return ("上学期没有责令整改的事项。",)
    order = ("unmended", "better", "no_data", "mended")
    told = [f"{office.unit(o.unit)}“{o.finding_label}”：{RECHECKED[o.state]}。{o.what.rstrip('。')}。"
            for o in sorted(orders, key=lambda o: order.index(o.state))]
    return tuple(told)
