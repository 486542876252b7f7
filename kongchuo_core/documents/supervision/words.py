"""Sentences of supervision: duties, the loop, measures, orders; each whole, for none, one and many, and for no data.

Where a register wasn't given nothing is said to be missing: the sentence says 无数据.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from kongchuo_core.documents.supervision.demands import clause_of
from kongchuo_core.documents.supervision.facts import Duty, Measure, Office, Order
from kongchuo_core.documents.wording import chinese_date, headed, listed, quoted, titles_beside

PARTS = {"M1": "第一部分", "M2": "第二部分（一）", "M3": "第二部分（二）", "M4": "第二部分（三）", "M5": "第二部分（四）", "M6": "第三部分", "M7": "第四部分"}
"""Which part of the regulation a clause number belongs to."""
STATES = {"done": "已做到", "late": "逾期做到", "missing": "没有做到", "not_due": "未到期", "no_data": "无数据"}
RECHECKED = {"mended": "已整改", "better": "有好转", "unmended": "未整改", "no_data": "无数据"}
_DUTY_NAME = re.compile(r"^[^：，；“”0-9]+：")
_COLON = re.compile(r"(?<=，)(缺|没有)：")
_NONE_OF = re.compile(r"，[^，；：。0-9]+0(?:件|人次|人|项|次)(?![0-9])")
NOT_NAMED = "admonition"
"""The measure that is never announced: its facts go to those who may decide."""


def part_of(clause: str) -> str:
    """Which part of the regulation a clause number is of, as papers cite it."""
    return f"机制{PARTS[clause.split('.')[0]]}" if clause.split(".")[0] in PARTS else ""


def basis_of(measures: Iterable[Measure], mechanism: str) -> str:
    """《…机制》（文号）第一部分、第四部分: the regulation with the parts of the duties at stake; part four orders every measure."""
    clauses = {clause_of(m.finding) for m in measures}
    parts = dict.fromkeys([*(PARTS[p] for c in sorted(clauses) if (p := c.split(".")[0]) in PARTS), PARTS["M7"]])
    return f"{mechanism}{listed(sorted(parts, key=list(PARTS.values()).index))}"


def periods(rows: Sequence[Duty]) -> str:
    """2025年9月、10月: in their order, the year is said once where it is the same."""
    told, year = [], ""
    for period in dict.fromkeys(row.period for row in sorted(rows, key=lambda r: (r.due_on is None, r.due_on))):
        own, found, rest = period.partition("年")
        told.append(rest if found and own == year and rest[:1].isdigit() else period)
        year = own if found else ""
    return listed(told)


def duty_told(rows: Sequence[Duty], counts: Mapping[str, int], *, facts: bool = True) -> str:
    """One duty of one or many units in a sentence.

    ``counts``: state → how many (units × periods), from the figures; ``facts``: with what was found of each unit that failed.
    """
    label, known = rows[0].label, [row for row in rows if row.state not in ("no_data", "not_due")]
    if not known:
        waiting = all(row.state == "not_due" for row in rows)
        return f"{label}：尚未到期。" if waiting else f"{label}：无数据（{no_source(rows)}）。"
    units = list(dict.fromkeys(row.unit for row in known))
    if len(units) == 1:
        return single(known)
    before, (kept, *wanting) = stated(rows[0])
    failed = {state: [row for row in known if row.state == state] for state in ("missing", "late")}
    told = [f"{name}的有{of_units(failed[state], counts.get(state, 0), facts=facts)}"
            for state, name in zip(failed, wanting, strict=True) if failed[state]]
    if not told:
        return f"{before}{kept}。"
    rest = [unit for unit in units if unit not in {row.unit for found in failed.values() for row in found}]
    return f"{before}{'；'.join(told)}{'；其他单位已做到' if len(rest) > 1 else f'；{rest[0]}已做到' if rest else ''}。"


def single(known: Sequence[Duty]) -> str:
    """What a single unit did: what is, then the fact where there is one period, else the periods that are wanting."""
    before, (kept, *names) = stated(known[0])
    state = next((s for s in ("missing", "late") if any(row.state == s for row in known)), "done")
    name = {"done": kept, "missing": names[0], "late": names[1]}[state]
    if len(known) == 1:
        return _one(known[0], name if not before else "")
    if known[0].level == "县":
        told = "".join(f"{row.period}，{without_noughts(row.what).removeprefix(row.period)}。" for row in known)
        return f"{before or f'{name}。'}{told}"
    if state == "done":
        return f"{before}{kept}。"
    wanting = {s: [row for row in known if row.state == s] for s in ("missing", "late")}
    parts = [f"{words}的有{periods(wanting[s])}" for s, words in zip(wanting, names, strict=True) if wanting[s]]
    others = "" if len(parts) > 1 or all(row.state == state for row in known) else "，其他时段已做到"
    return f"{before}{'；'.join(parts)}{others}。"


def _one(row: Duty, name: str) -> str:
    """The one fact of a unit after what it shows: 席位齐全（应有席位23个）, 席位不齐：应有席位23个，缺交通运输."""
    fact = without_noughts(row.what)
    if not name or (row.state == "done" and fact.startswith("没有")):
        return f"{row.label}：{fact}。"
    whole = fact.removesuffix("，已齐全")
    return f"{name}（{whole}）。" if whole != fact else f"{name}：{fact}。"


STATED: dict[str, tuple[str, str, str]] = {
    "county_group": ("县级领导小组席位齐全", "县级领导小组席位不齐", "县级领导小组逾期成立"),
    "town_group": ("镇（街道）领导小组席位齐全", "镇（街道）领导小组席位不齐", "镇（街道）领导小组逾期成立"),
    "county_meeting": ("县级联席会议按半年召开", "县级联席会议没有按半年召开", "县级联席会议逾期补开"),
    "town_meeting": ("镇（街道）联席会议按月召开", "镇（街道）联席会议没有按月召开", "镇（街道）联席会议逾期补开"),
    "answerable_chain": ("双线十人制责任人齐全", "双线十人制责任人不齐", "双线十人制责任人逾期补齐"),
    "causes_found": ("按期查明原因", "没有按期查明原因", "逾期查明原因"),
    "verification": ("按期入户核实", "没有按期入户核实", "逾期入户核实"),
    "notices": ("按期发放入学（复学）通知书", "没有按期发放入学（复学）通知书", "逾期发放入学（复学）通知书"),
    "town_channels": ("镇（街道）五种渠道都有宣传", "镇（街道）宣传渠道不全", "镇（街道）宣传逾期"),
    "school_channels": ("学校开展了宣传", "学校宣传没有开展或者渠道不够", "学校宣传逾期"),
    "town_contents": ("镇（街道）三部法律和禁止使用童工都有宣传", "镇（街道）法律法规宣传不全", "镇（街道）法律法规宣传逾期"),
    "school_contents": ("学校法律宣传齐全", "学校法律宣传不全", "学校法律宣传逾期"),
}
"""Duty → what is said where it is done, wanting, done late: what is, not what ought to be."""


def stated(row: Duty) -> tuple[str, tuple[str, str, str]]:
    """What comes before, and what is said of a duty done, wanting and late; one that has no words of its own goes by its name."""
    own = STATED.get(row.duty)
    return ("", own) if own else (f"{row.label}：", ("都已做到", "没有做到", "逾期做到"))


SHOWN = 8
"""How many units a sentence names; the table names them all."""


def of_units(rows: Sequence[Duty], count: int, *, facts: bool = True) -> str:
    """罗免镇（2025年9月、10月）、散旦镇（缺：常务副组长）: units, each with its periods or, with ``facts``, what was found."""
    grouped = [(unit, [row for row in rows if row.unit == unit]) for unit in dict.fromkeys(row.unit for row in rows)]
    monthly = len({row.period for row in rows}) > 1
    if len(grouped) > SHOWN:
        return f"{listed(unit for unit, _ in grouped[:SHOWN])}等{count}个单位"
    if not facts and not monthly and len(grouped) > 1:
        return listed(unit for unit, _ in grouped)
    return listed(f"{unit}（{periods(own) if monthly else without_noughts(own[0].what)}）" for unit, own in grouped)


def no_source(rows: Sequence[Duty]) -> str:
    """Which registers weren't given."""
    sources = dict.fromkeys(row.source for row in rows if row.source)
    return f"未提供{quoted(sources)}" if sources else "没有登记"


def by_place(measures: Iterable[Measure]) -> dict[str, list[Measure]]:
    """Measures by place, towns and the bureau before schools, in the table's order."""
    found: dict[str, list[Measure]] = {}
    for measure in sorted(measures, key=lambda m: (m.level != "县", m.level != "乡镇")):
        found.setdefault(measure.place, []).append(measure)
    return found


def facts_of(measures: Iterable[Measure], term: str) -> tuple[str, ...]:
    """What was found, a sentence a finding: its name, then the facts without what the paper has said already."""
    told: dict[str, dict[str, None]] = {}
    for measure in measures:
        told.setdefault(measure.finding_label, {}).update(dict.fromkeys(plainly(fact, term) for fact in measure.facts))
    return tuple(f"{label}：{'；'.join(facts)}。" if facts else f"{label}。" for label, facts in told.items())


def plainly(fact: str, term: str) -> str:
    """A fact as a paper of the term says it: without the duty's name in front, the term, and what there is none of."""
    return without_noughts(_DUTY_NAME.sub("", fact).replace(f"{term}，", ""))


def without_noughts(what: str) -> str:
    """What was found without a full stop and without what there is none of, except where that comes first."""
    return _COLON.sub(r"\1", titles_beside(_NONE_OF.sub("", what.rstrip("。"))))


def posts_of(measures: Iterable[Measure]) -> str:
    """主要领导、分管领导."""
    return listed(dict.fromkeys(m.post for m in measures if m.post))


def named(measures: Mapping[str, list[Measure]], office: Office) -> tuple[str, ...]:
    """Problems by name of unit; one unit needs no number."""
    told = [(office.unit(place), "".join(facts_of(own, office.term))) for place, own in measures.items()]
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
    """What is done; units of which the same is done are named together."""
    alike: dict[str, list[str]] = {}
    for place, own in measures.items():
        alike.setdefault(handling(own, last_day(own)), []).append(office.unit(place))
    told = [f"对{listed(units)}{words}。" for words, units in alike.items()]
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
    told = together((office.unit(place), f"{listed(dict.fromkeys(m.finding_label for m in own))}。建议{handling(own, last_day(own))}")
                    for place, own in grouped.items())
    return (*told, "以上由规则表按事实提出，均为建议，由有权的人审签后才发出；是否诫勉由有权机关决定。")


def together(told: Iterable[tuple[str, str]]) -> tuple[str, ...]:
    """甲、乙：…… a paragraph for all units of which the same is told, where the first of them stands."""
    alike: dict[str, list[str]] = {}
    for unit, words in told:
        alike.setdefault(words, []).append(unit)
    return tuple(f"{listed(units)}：{words}。" for words, units in alike.items())


def rechecked(orders: Sequence[Order], office: Office, *, first_term: bool) -> tuple[str, ...]:
    """What became of last term's orders, the unmended first."""
    if first_term:
        return ("这是第一个学期，没有上学期责令整改的事项。",)
    if not orders:
        return ("上学期没有责令整改的事项。",)
    order = ("unmended", "better", "no_data", "mended")
    ordered = sorted(orders, key=lambda o: order.index(o.state))
    units = dict.fromkeys(o.unit for o in orders)
    told = together((office.unit(unit), _rechecked([o for o in ordered if o.unit == unit])) for unit in units)
    never = () if all(o.issued for o in orders) else ("上学期没有发出督导意见书的记录，以上按上学期建议整改的事项回查，只作提醒。",)
    return (*told, *never)


def _rechecked(own: Sequence[Order]) -> str:
    """What isn't mended in full, then what is by name."""
    left = [o.what.rstrip("。") for o in own if o.state != "mended"]
    mended = quoted(o.finding_label for o in own if o.state == "mended")
    return "；".join([*left, *([f"{mended}本学期没有再发现，已经整改"] if mended else [])])
