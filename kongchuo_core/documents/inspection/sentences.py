"""Every sentence with a number in it: from counts to Chinese, natural for none, one and many.

Suspected is not dropout: no sentence here calls a child a dropout. Rates are not told: a suspected child is a lead, and a
place has too few of them for a rate to mean anything (domain facts §3.3); counts are told with and without the explained.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from kongchuo_core.documents.inspection.counts import Absences, Children, Window, Windows
from kongchuo_core.documents.wording import chinese_date, chinese_span, listed, quoted
from kongchuo_core.documents.wordings import Wording, wording

PAPERS_OF_EXPLANATION = "异地就读、缓学、休学或送教上门材料"


FAMILY = "三比对"
COMPARISON = wording(FAMILY)
"""The sentences of the comparison as shipped; a report takes its office's (``wordings.wording``)."""


def summary(c: Children, words: Wording = COMPARISON) -> str:
    """The outcome in one sentence of at most 56 characters, for the first page."""
    return words.sentence("提要", c)


def conclusion(c: Children, words: Wording = COMPARISON, *, followed: str = "") -> tuple[str, ...]:
    """How many children, how many suspected with and without a document, what else needs a person.

    ``followed``: where the report tells how far the suspected have been followed up.
    """
    return words.told("结论", c, followed)


def results(c: Children, unknown_households: int, words: Wording = COMPARISON) -> tuple[str, ...]:
    """Verdict by verdict; a verdict nobody has is left out, except that no suspected child at all is said."""
    return words.told("比对结果", c, unknown_households)


def pupils_of_other_places(
    present: int, enrolled: int, *, nowhere: bool = False, words: Wording = COMPARISON
) -> str:
    """Pupils whose household is in another county (M8.3); ``nowhere``: some are enrolled and in no class. Empty where there are none."""
    return words.sentence("外县", present, enrolled, nowhere) if present or enrolled else ""


def balance(c: Children, *, whole_county: bool) -> tuple[str, ...]:
    """That children equal the six verdicts, in a line that the first page has room for; the caption says it of rows (M2.4)."""
    sums = "+".join(str(count) for count in c.verdicts)
    return (
        f"{c.place}适龄{c.in_scope}人等于六类结论之和{sums}。{'' if whole_county else '表为全县行数。'}",
    )


def explanations(c: Children, by_kind: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    """Which documents explain how many of the suspected, and for how many there is none."""
    if not c.suspected:
        return ("没有比对不一致的儿童少年。",)
    both = listed(f"{name}{count}人" for name, count in _suspected_kinds(c))
    first = (
        f"比对不一致、列为疑似辍学的{c.suspected}人中，{both}。"
        if c.suspected > 1
        else f"比对不一致、列为疑似辍学的1人，属于{_suspected_kinds(c)[0][0]}。"
    )
    valid = f"在比对日有效的{PAPERS_OF_EXPLANATION}"
    if not c.explained:
        return (
            first,
            f"{'都' if c.suspected > 1 else ''}没有{valid}，{COMPARISON.sentence('待核实', c)}。",
        )
    kinds = [(label, count) for label, count in by_kind if count]
    told = listed(f"{label}{count}人" for label, count in kinds) if len(kinds) > 1 else kinds[0][0]
    rest = (
        f"其余{c.unexplained}人没有，{COMPARISON.sentence('待核实', c)}"
        if c.unexplained
        else "材料是否属实仍须核验"
    )
    return (first, f"{c.explained}人有在比对日有效的说明材料：{told}。{rest}。")


def _suspected_kinds(c: Children) -> list[tuple[str, int]]:
    kinds = (
        ("学籍在校而学生不在校", c.enrolled_absent),
        ("学籍与学生均不在校", c.unenrolled_absent),
    )
    return [(name, count) for name, count in kinds if count]


def spread(parts: Sequence[tuple[str, int]]) -> str:
    """Where they are: 大营街道6人、罗免镇5人, the most first; empty where nobody is."""
    return listed(
        f"{place}{count}人" for place, count in sorted(parts, key=lambda part: -part[1]) if count
    )


def place_told(c: Children, words: Wording = COMPARISON) -> str:
    """One place in a paragraph of its own."""
    return words.sentence("一地", c)


def suspected_kinds(c: Children, unknown_households: int) -> tuple[str, ...]:
    """The two kinds of the suspected, and what each means; the other verdicts are told with the outcome."""
    households = f"，其中没有说明材料的涉及{unknown_households}户" if unknown_households else ""
    told = (
        (
            c.enrolled_absent,
            f"学籍在校而学生不在校{c.enrolled_absent}人，即学籍仍在，而学校名册没有列入、学校报告不在校或者连续缺勤未返",
        ),
        (
            c.unenrolled_absent,
            f"学籍与学生均不在校{c.unenrolled_absent}人，即学籍和在校名册都没有列入{households}",
        ),
    )
    found = "；".join(words for count, words in told if count)
    return (
        (f"疑似辍学中，{found}。",)
        if found
        else ("没有发现学籍在校而学生不在校、学籍与学生均不在校的儿童少年。",)
    )


def school_told(c: Children) -> str:
    """What a school has to answer; empty where nothing is to be told."""
    told = [*_suspected_kinds(c), ("在校无学籍", c.present_unenrolled), ("待人工核对", c.review)]
    found = listed(f"{name}{count}人" for name, count in told if count)
    return f"{found}。" if found else ""


def windows(told: Windows, first: date, last: date) -> tuple[str, ...]:
    """Which towns compared within the window, which late by how many days, and who took part (M2.1, M2.2)."""
    found, in_time = told.of_towns, [w for w in told.of_towns if w.done_on and not w.days_late]
    span = f"比对时段（{chinese_span(first, last)}）"
    if len(found) == 1:
        said = [
            f"{w.town}于{chinese_date(w.done_on)}完成比对，在{span}内。"
            for w in in_time
            if w.done_on
        ]
    elif len(in_time) == len(found):
        said = [f"{told.towns}个镇（街道）都在{span}内完成比对。"]
    else:
        said = [
            f"{told.towns}个镇（街道）中，{told.in_time}个在{span}内完成比对。"
            if in_time
            else f"没有镇（街道）在{span}内完成比对。"
        ]
    return (*said, *late(found), *unreported(found), *_partners([w for w in found if w.done_on]))


def windows_so_far(told: Windows, first: date, last: date, until: date) -> tuple[str, ...]:
    """Before the time of the comparison is over: how many towns have told that theirs is done; nobody is late yet."""
    done = [w for w in told.of_towns if w.done_on]
    span = f"比对时段（{chinese_span(first, last)}）还没有结束"
    said = f"{span}，截至{chinese_date(until)}已上报完成比对的镇（街道）有{len(done)}个。"
    return (said, *_partners(done))


def late(found: Sequence[Window]) -> tuple[str, ...]:
    """Towns that were late; one sentence, or none."""
    names = [
        f"{w.town}于{chinese_date(w.done_on)}完成，晚{w.days_late}天"
        for w in found
        if w.done_on and w.days_late
    ]
    return (f"{'；'.join(names)}。",) if names else ()


def unreported(found: Sequence[Window]) -> tuple[str, ...]:
    """Towns that told no date; one sentence, or none."""
    names = [w.town for w in found if w.done_on is None]
    return (f"{listed(names)}没有报告比对完成日期。",) if names else ()


def lonely(found: Sequence[Window]) -> tuple[str, ...]:
    """Towns whose record names no police or no central school; a sentence for each partner missing."""
    done = [w for w in found if w.done_on]
    missing = (
        ("公安", [w.town for w in done if not w.police]),
        ("中心学校", [w.town for w in done if not w.central_school]),
    )
    return tuple(
        f"{listed(towns)}的比对没有{partner}参加的记录。" for partner, towns in missing if towns
    )


def _partners(done: Sequence[Window]) -> tuple[str, ...]:
    if not done:
        return ()
    whole = f"{'各镇（街道）' if len(done) > 1 else '比对'}均有公安、中心学校参加。"
    return lonely(done) or (whole,)


def absences(found: Absences, until_day: date) -> tuple[str, ...]:
    """Absences on file and whether they were reported to both (M5.2, M5.3)."""
    until = f"截至{chinese_date(until_day)}"
    if not found.filed:
        return (f"{until}，没有达到建档条件的缺勤。",)
    each = "均" if found.filed > 1 else ""
    if not found.still_open:
        still = f"{each}已返校"
    else:
        still = (
            f"{each}未返校"
            if found.still_open == found.filed
            else f"其中{found.still_open}件仍未返校"
        )
    missing = unreported_absences(found) or f"{each}已分别报送县教育体育局和镇（街道）。"
    return (f"{until}，连续缺勤或者去向不明、应当建档的{found.filed}件，{still}。{missing}",)


def unreported_absences(found: Absences) -> str:
    """How many absences on file the bureau or the town was not told of; empty where both were told of all."""
    missing = [
        (count, name)
        for count, name in (
            (found.not_to_bureau, "县教育体育局"),
            (found.not_to_town, "镇（街道）"),
        )
        if count
    ]
    if not missing:
        return ""
    if found.filed == 1:
        return f"应当建档的缺勤没有报送{'和'.join(name for _, name in missing)}。"
    return f"应当建档的缺勤中，{'，'.join(f'{count}件没有报送{name}' for count, name in missing)}。"


def quality(rows: int, kinds: Sequence[tuple[str, int]]) -> tuple[str, ...]:
    """How many places of the registers are to be mended, the most frequent kinds first."""
    if not rows:
        return ("各来源没有发现需要改正的地方。",)
    most = listed(f"{what}{count}处" for what, count in kinds[:3])
    main = (
        f"，主要是{most}"
        if len(kinds) > 3
        else f"：{most}"
        if len(kinds) > 1
        else f"，是{kinds[0][0]}"
    )
    return (f"各来源需要改正的共{rows}处{main}。文件、行号和改法见《数据质量》表。",)


def not_given(folders: Sequence[str]) -> tuple[str, ...]:
    """Registers that were not given."""
    return (
        (f"本期未提供{quoted(folders)}登记册，有关内容为无数据，不作评价。",)
        if folders
        else ("各登记册均已提供。",)
    )
