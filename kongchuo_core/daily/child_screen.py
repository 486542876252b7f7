"""All that is known of one child, on one screen; the identity number is masked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from kongchuo_core.daily.child import Hit, masked
from kongchuo_core.documents.inspection.facts import EXPLANATIONS, VERDICTS, compared_on
from kongchuo_core.documents.kinds import BY_CONTEXT
from kongchuo_core.documents.loop import words as say
from kongchuo_core.documents.loop.event_words import known, payload_of, words
from kongchuo_core.documents.loop.facts import CaseFacts, Office, case_facts, lines, office
from kongchuo_core.documents.loop.papers import PROGRAM, about
from kongchuo_core.documents.wording import chinese_date, listed
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Event
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.regulation.tables import link_rules, verdict_labels
from kongchuo_core.term.editions import as_of, recorded_after, since, spoken_of
from kongchuo_core.vocabulary.codes import FLAGS
from kongchuo_core.vocabulary.registers import REGISTERS

_EVENTS_SHOWN = 8
_TASKS_SHOWN = ("overdue", "open", "paused")


def screen(edition: Edition, ledger: Ledger, hit: Hit) -> list[str]:
    """The lines to print about one child."""
    said = office(edition)
    verdicts = lines(edition.table("verdicts").query("child_id == @hit.child_id"))
    case = next((c for c in case_facts(edition) if c.child.child_id == hit.child_id), None)
    told_lines = [
        *_who(verdicts[0] if verdicts else None, hit),
        *_verdict(edition, verdicts[0] if verdicts else None, said, hit),
    ]
    if case is None:
        told_lines.append("个案：没有立案。")
    else:
        told_lines += [
            *_case(case, said),
            *_tasks(case, said),
            *_papers(case, said),
            *_events(case, said),
            *_persons(case),
        ]
    fresh = [r.event for r in since(edition, ledger) if r.event.subject == hit.child_id]
    if fresh:
        told_lines.append("运行之后新记入台账（下次运行采用）：")
        told_lines += [f"  {chinese_date(e.happened_on)}  {_fresh(e, said)}  {e.by}" for e in fresh]
    beyond = [
        r.event
        for r in recorded_after(ledger, as_of(edition), edition.facts["ledger_head"]["count"])
        if r.event.subject == hit.child_id
    ]
    if beyond:
        told_lines.append(f"{chinese_date(as_of(edition))}以后的事（这次没有计入）：")
        told_lines += [
            f"  {chinese_date(e.happened_on)}  {_fresh(e, said)}  {e.by}" for e in beyond
        ]
    return [*told_lines, spoken_of(edition, ledger)]


def _who(line: Mapping[str, Any] | None, hit: Hit) -> Iterator[str]:
    if line is None:
        yield f"{hit.name or '（个人信息已按保存期限抹去）'}  {hit.born or '出生日期不详'}  {hit.child_id}"
        yield "户籍：不在本学期的户籍适龄名册（可能已超龄、迁出、注销）。"
        return
    born = f"{chinese_date(line['birth_date'])}生" if line["birth_date"] else "出生日期不详"
    age = f"（截止日{int(line['age'])}周岁）" if line["age"] is not None else ""
    yield listed_apart(
        line["name"],
        line["sex"],
        line["nation"],
        f"{born}{age}",
        f"身份证号{masked(line['id_no'])}",
        hit.child_id,
    )
    home = "".join(line[n] or "" for n in ("town", "village", "group_name"))
    household = f"户号{line['household_no']}" if line["household_no"] else ""
    yield listed_apart(
        f"户籍：{home}",
        household,
        f"监护人：{line['guardian'] or '没有登记'}",
        f"电话：{line['phone'] or '没有登记'}",
    )
    grade = f"{line['grade']}年级" if str(line["grade"] or "").isdigit() else line["grade"] or ""
    yield listed_apart(
        f"学校：{line['school'] or '没有学校记录'}", f"{grade}{line['class_name'] or ''}"
    )


def listed_apart(*words: str | None) -> str:
    """Words two spaces apart, empty ones left out."""
    return "  ".join(w for w in words if w)


def _verdict(
    edition: Edition, line: Mapping[str, Any] | None, said: Office, hit: Hit
) -> Iterator[str]:
    if line is None:
        yield f"{said.term}：没有比对结论。"
        return
    yield f"{said.term}（比对日{compared_on(edition)}）：{verdict_labels()[line['verdict']]}"
    yield f"  认定依据：{_matched(line['matched_by'])}"
    if line["explained_by"]:
        yield f"  说明材料：{EXPLANATIONS[line['explained_by']]}"
    if len(line["flags"]):
        yield f"  提示：{listed(FLAGS.label(f) for f in line['flags'])}"
    rows = lines(
        edition.table("rows").query("child_id == @hit.child_id and fate in ('used', 'duplicate')")
    )
    if rows:
        yield (
            "  所在登记册："
            + "；".join(_row(r) for r in rows[:8])
            + ("……" if len(rows) > 8 else "")
        )


def _row(row: Mapping[str, Any]) -> str:
    return f"{row['file']}{' ' + row['sheet'] if row['sheet'] else ''} 第{row['row']}行{'（重复）' if row['fate'] == 'duplicate' else ''}"


def _matched(matched_by: str | None) -> str:
    """Which register was linked by which rule, in the rule table's words."""
    meaning = {r.rule: r.meaning for r in link_rules()}
    pairs = [pair.partition("=") for pair in (matched_by or "").split()]
    found = {register: meaning.get(rule, rule) for register, _, rule in pairs}
    told_pairs = [
        f"{REGISTERS[register].folder}（{why}）"
        for register, why in found.items()
        if register in REGISTERS
    ]
    lacking = [REGISTERS[code].folder for code in ("enrolment", "presence") if code not in found]
    return (
        listed(told_pairs)
        + ("；" if told_pairs and lacking else "")
        + (f"{listed(lacking)}中没有对上的记录" if lacking else "")
    )


def _case(case: CaseFacts, said: Office) -> Iterator[str]:
    yield f"个案{case.case_no}：{said.label('state', case.state)}"
    opened = f"{chinese_date(case.opened_on)}立案（{said.label('origin', case.origin)}，{VERDICTS.get(case.difference, '比对类别不详')}）"
    yield f"  {opened}，在办{case.days_open}天"
    verified = f"{chinese_date(case.verified_on)}核实" if case.verified_on else "镇（街道）尚未核实"
    lead = said.labels["lead"].get(case.cause, "")
    yield f"  {verified}，原因：{said.label('cause', case.cause) if case.cause else '尚未查明'}" + (
        f"（牵头：{lead}）" if lead else ""
    )
    yield f"  四步法：{say.steps_told(case, said)}"
    if case.next_step:
        yield f"  下一步：{said.label('step', case.next_step)}，{_earliest(case)}"
    for sentence in say.handled(case, said):
        yield f"  {sentence}"


def _earliest(case: CaseFacts) -> str:
    if case.next_step_from:
        return f"最早{chinese_date(case.next_step_from)}"
    return "前一步做完、文书送达后" if case.step else "现在就可以"


def _tasks(case: CaseFacts, said: Office) -> Iterator[str]:
    tasks = sorted(
        (t for t in case.tasks if t.state in _TASKS_SHOWN),
        key=lambda t: (_TASKS_SHOWN.index(t.state), t.due, t.label),
    )
    yield f"  未完成的任务：{'' if tasks else '没有'}"
    for t in tasks:
        yield f"    [{said.label('task_state', t.state)}] {t.label}（{said.label('who', t.who)}，期限{chinese_date(t.due)}）"


def _papers(case: CaseFacts, said: Office) -> Iterator[str]:
    yield f"  现在可以出的文书：{listed(BY_CONTEXT[type(paper)].name for _, paper in about(case, said))}"


def _events(case: CaseFacts, said: Office) -> Iterator[str]:
    yield f"  经过（最近{min(len(case.events), _EVENTS_SHOWN)}笔，共{len(case.events)}笔）："
    for e in case.events[-_EVENTS_SHOWN:]:
        what = words(e.kind, payload_of(e), said)
        yield f"    {chinese_date(e.on)}  {what}  {'三比对' if e.by == PROGRAM else e.by}"


def _persons(case: CaseFacts) -> Iterator[str]:
    for line in ("政府", "教育"):
        held = [f"{p.level} {p.shown}" for p in case.persons if p.line == line]
        yield f"  {line}线：{listed(held) or '没有提供“责任人”登记册'}"


def _fresh(event: Event, said: Office) -> str:
    """An event that no edition has taken up yet, in words."""
    return words(event.kind.value, event.payload, said) if known(event.kind.value) else "记录"
