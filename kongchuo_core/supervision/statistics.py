"""The base figures of the education statistics, read by their items' aliases and the years the
formulas need.
"""

from __future__ import annotations

from kongchuo_core.regulation.supervision import Statistic, statistics
from kongchuo_core.supervision.ground import Ground, Line, plain

_LESS = (".out", ".dead")


def base_figures(ground: Ground) -> list[Line]:
    """Unit × base figure, of the year that the formula needs; of a figure given twice the last of
    the files counts.
    """
    year, known = ground.term.school_year, {plain(s): s for s in ground.schools}
    items: dict[str, Statistic] = {}
    for statistic in statistics().values():
        items |= {plain(spelling): statistic for spelling in statistic.spellings}
    found: dict[tuple[str, str], Line] = {}
    for r in ground.records("statistics"):
        item, name = items.get(plain(r["item"])), plain(r["unit"])
        if (
            item is None
            or r["year"] is None
            or r["value"] is None
            or int(r["year"]) != year + item.year
        ):
            continue
        of_county = name in (plain(ground.params.county.name), "全县")
        town = None if of_county else ground.town(r["unit"])
        unit = ground.params.county.name if of_county else town or known.get(name)
        if unit:
            level = "乡镇" if town else "学校"
            found[unit, item.code] = {
                "level": "县" if of_county else level,
                "unit": unit,
                "town": town or ground.schools.get(unit),
                "code": item.code,
                "label": item.label,
                "year": int(r["year"]),
                "value": int(r["value"]),
                "less": item.code.endswith(_LESS),
            }
    return list(found.values())
