"""The charts of an edition by their Chinese names: each with the finding that is its caption;
``None`` where nothing is to be drawn.

Captions and alternative texts stand in ``templates/wording/图.jinja``; here is what is drawn. Grey
and hatched, for any printer.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import sqrt

import pandas as pd

from kongchuo_core.documents import charts
from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.notebook import duties, loop, situation
from kongchuo_core.documents.notebook.figures import Figures
from kongchuo_core.documents.supervision.facts import limits
from kongchuo_core.documents.supervision.indicators import BEFORE
from kongchuo_core.documents.word.render import Picture
from kongchuo_core.documents.wordings import wording
from kongchuo_core.edition import Edition
from kongchuo_core.vocabulary.figures import COUNTY
from kongchuo_core.vocabulary.tables.loop import BALANCE

Made = tuple[str, Picture] | None
WORDS = "图"
FEWEST = 5
"""With fewer children a sentence says more than a chart."""
Z = 1.96
"""Standard deviations of the limits of a funnel: one town in forty lies beyond either by chance."""


def _told(edition: Edition, name: str, found: object) -> tuple[str, str]:
    """Caption and alternative text of a chart."""
    words = wording(WORDS, edition)
    return words.sentence(name, found), words.sentence(f"{name}_替代", found)


def bridge(edition: Edition) -> Made:
    """From the suspected to those who are back or have dropped out: bars that hang from what they
    are part of.
    """
    count = edition.count
    suspected = count("children.suspected")
    if suspected < FEWEST:
        return None
    steps = [
        ("疑似辍学", 0, suspected),
        ("有材料", suspected - count("children.explained"), count("children.explained")),
        ("待核实", count("bridge.verified"), count("bridge.waiting")),
        ("已返校", count("bridge.verified") - count("bridge.returned"), count("bridge.returned")),
        ("其他情况", count("bridge.dropout"), count("bridge.other")),
        ("辍学未返", 0, count("bridge.dropout")),
    ]
    frame = pd.DataFrame(steps, columns=["环节", "下", "人数"]).set_index("环节")
    caption, alt = _told(edition, "去向", {n: c for n, _, c in steps})
    return caption, charts.waterfall(frame, alt=alt, unit="人")


def towns(edition: Edition) -> Made:
    """Towns by size and rate of the suspected without a document, within the limits of chance."""
    if edition.town:
        return None
    n, x = (edition.count(code, COUNTY) for code in ("children.in_scope", "children.unexplained"))
    if not n or not x:
        return None
    rate = x / n
    rows = [
        (t, edition.count("children.in_scope", t), edition.count("children.unexplained", t))
        for t in facts.towns(edition)
    ]
    frame = pd.DataFrame(rows, columns=["单位", "适龄", "没有材料"]).set_index("单位")
    beyond = {
        1: [t for t in frame.index if _differs(edition, t) == 1],
        -1: [t for t in frame.index if _differs(edition, t) == -1],
    }
    caption, alt = _told(edition, "各镇漏斗", {"偏高": beyond[1], "偏低": beyond[-1]})

    def limit(side: int, size: float) -> float:
        return max(0.0, 1000 * (rate + side * Z * sqrt(rate * (1 - rate) / size)))

    return caption, charts.funnel(frame, 1000 * rate, limit, alt=alt)


def _differs(edition: Edition, town: str) -> int:
    return situation.differs(edition, town, "children.unexplained", "children.in_scope")


def causes(edition: Edition) -> Made:
    """Causes of the open cases, horizontal, the most frequent on top."""
    rows = situation.causes(edition)
    if not rows:
        return None
    frame = pd.DataFrame({"件数": [int(r["件数"]) for r in rows]}, index=[r["原因"] for r in rows])
    caption, alt = _told(edition, "原因", rows)
    return caption, charts.bars(frame, alt=alt, unit="件")


def rates(edition: Edition, code: str, name: str) -> Made:
    """A rate of last term and of this one."""
    now, then = edition.figure(code), edition.figure(f"previous.{code}")
    if not now or not then or not now[1] or not then[1]:
        return None
    values = pd.Series([100 * then[0] / then[1], 100 * now[0] / now[1]], index=["上学期", "本学期"])
    caption, alt = _told(edition, name, {"升": values.iloc[1] > values.iloc[0]})
    return caption, charts.trend(values, alt=alt)


COMPARED = (
    "children.suspected",
    "ledger.dropout",
    "dropout_rate.lower_secondary.last_year",
    "return_rate",
    "zeroing_rate",
    "days_to_return",
)
"""What is compared with last term in small charts."""


def changes(edition: Edition) -> Made:
    """What was counted last term and this one, a small chart each; the limit in force where there
    is one.
    """
    held = {
        x["figure"]: float(str(x["limit"]).rstrip("%")) / 100
        for x in limits(edition)
        if x["limit"] is not None
    }
    panels = [p for code in COMPARED if (p := _panel(edition, code, held.get(code)))]
    if not panels:
        return None
    drawn = {p.name for p in panels}
    told = {
        word: [c for c in situation.changed(edition, better=better) if c["指标"] in drawn]
        for word, better in (("变好", True), ("变差", False))
    } | {
        "各项": [{"项": p.name, "上学期": p.told[0], "本学期": p.told[1]} for p in panels],
    }
    caption, alt = _told(edition, "变化", told)
    return caption, charts.slopes(panels, alt=alt)


def _panel(
    edition: Edition, code: str, limit: float | None, place: str = ""
) -> charts.Panel | None:
    figures, where = Figures(edition), place or edition.place
    now, then = edition.figure(code, where), edition.figure(f"{BEFORE}{code}", where)
    if then is None or (now is None and then[1] is not None):
        return None
    values = tuple(_share(f) for f in (then, now or (0, None)))
    unit = figures.unit(code)
    told = (f"{figures.before(code, where)}{unit}", f"{figures.printed(code, where)}{unit}")
    name = place or figures.label(code).partition("（")[0]
    return charts.Panel(name, (values[0], values[1]), told, limit)


def _share(figure: tuple[int, int | None]) -> float:
    return figure[0] / figure[1] if figure[1] else float(figure[0])


def town_changes(edition: Edition) -> Made:
    """The suspected of each town last term and this one, a small chart each."""
    if edition.town:
        return None
    towns_ = facts.towns(edition)
    panels = [p for t in towns_ if (p := _panel(edition, "children.suspected", None, t))]
    if not panels:
        return None
    told = [{"项": p.name, "上学期": p.told[0], "本学期": p.told[1]} for p in panels]
    caption, alt = _told(edition, "各镇变化", told)
    return caption, charts.slopes(panels, alt=alt, alike=True)


def ages(edition: Edition) -> Made:
    """Age × town: how many suspected."""
    if edition.town or not edition.count("children.suspected"):
        return None
    table = edition.table("verdicts")
    known = sorted({int(age) for age in table["age"].dropna()})
    frame = pd.DataFrame(
        {
            f"{age}": [
                edition.count("children.suspected", f"{t}/{age}岁") for t in facts.towns(edition)
            ]
            for age in known
        },
        index=facts.towns(edition),
    )
    if not frame.to_numpy().any():
        return None
    caption, alt = _told(edition, "年龄", {})
    return caption, charts.counted(frame, alt=alt)


def duty_matrix(edition: Edition) -> Made:
    """Duty × town: kept in time, late, not kept, no data."""
    if edition.town:
        return None
    table = edition.table("duties")
    own = table[(table["level"] == "乡镇") & (table["state"] != "not_due")]
    if own.empty:
        return None
    worst = ["missing", "late", "done", "no_data"]
    grid = (
        own.assign(rank=own["state"].map(worst.index))
        .groupby(["label", "unit"])["rank"]
        .min()
        .unstack(fill_value=worst.index("no_data"))
    )
    grid = grid[[t for t in facts.towns(edition) if t in grid.columns]]
    caption, alt = _told(
        edition, "职责矩阵", [label for label in grid.index if (grid.loc[label] == 0).any()]
    )
    marks = grid.map(lambda rank: {0: "×", 1: "迟", 2: "", 3: "—"}[int(rank)])
    return caption, charts.matrix(marks, alt=alt)


def steps(edition: Edition) -> Made:
    """How many of the term's cases have come to each step."""
    rows = loop.steps(edition)
    if not rows:
        return None
    frame = pd.DataFrame({"件数": [int(r["件数"]) for r in rows]}, index=[r["环节"] for r in rows])
    caption, alt = _told(edition, "漏斗", {r["环节"]: r["件数"] for r in rows})
    return caption, charts.bars(frame, alt=alt, unit="件")


def zeroing(edition: Edition) -> Made:
    """The term's cases from the opening to the closing sum: what came, what was closed."""
    n = {name: edition.count(f"balance.{name}") for name in BALANCE}
    if not any(n.values()):
        return None
    came = n["new"] + n["reopened"] + n["moved_in"] + max(n["corrected"], 0)
    gone = n["closed"] + n["moved_out"] + max(-n["corrected"], 0)
    steps_ = [
        ("期初未销号", 0, n["opening"]),
        ("增加", n["opening"], came),
        ("减少", n["closing"], gone),
        ("期末未销号", 0, n["closing"]),
    ]
    frame = pd.DataFrame(steps_, columns=["环节", "下", "件数"]).set_index("环节")
    caption, alt = _told(edition, "归零", {name: count for name, _, count in steps_})
    return caption, charts.waterfall(frame, alt=alt, unit="件")


def meetings(edition: Edition) -> Made:
    """Town × month in which a joint meeting was due: held, or not."""
    rows = [] if edition.town else duties.meetings(edition)
    if not rows:
        return None
    frame = pd.DataFrame(rows).set_index("单位")
    missed = frame.melt(ignore_index=False, var_name="月").query("value == @duties.MISSED")["月"]
    missed_told = [f"{town}{month}" for town, month in missed.items()]
    caption, alt = _told(edition, "联席会议", missed_told)
    marks = frame.map(lambda told: {duties.MISSED: "×", duties.NOT_DUE: "—"}.get(str(told), "○"))
    return caption, charts.matrix(marks, alt=alt)


CHARTS: dict[str, Callable[[Edition], Made]] = {
    "去向": bridge,
    "各镇漏斗": towns,
    "原因": causes,
    "归零率": partial(rates, code="zeroing_rate", name="归零率"),
    "职责矩阵": duty_matrix,
    "变化": changes,
    "各镇变化": town_changes,
    "年龄": ages,
    "漏斗": steps,
    "归零": zeroing,
    "联席会议": meetings,
}
"""Name → chart."""
