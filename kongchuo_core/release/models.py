"""Those who might work something out, each with what he knows and his own figure: how many cells he
wins.

Who has the files alone is asked through :mod:`kongchuo_core.release.attack`; the others know what
the office knows about them: the clerk of a town its part of every cell, a school its pupils, a
parent one child, who knows this program why a label isn't told.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from kongchuo_core.disclosure.counted import Counted, Place
from kongchuo_core.disclosure.layout import Choices, Laid
from kongchuo_core.release.attack import Attacker, Knowledge, Range, differences

FILE = "攻击模型.csv"
HEAD = ("model", "who", "asked", "won")

FILES_ALONE = ("sums", "editions", "rules")
WHO = {
    "sums": "只会加减的人，只看这一版",
    "editions": "把历次公开的各版放在一起的人",
    "rules": "还知道各项规定（每个疑似有个案、期初等于上期期末、按规定是零的）的人",
    "program": "手里有本程序和参数的人，知道一项为什么没有公布",
    "clerk": "一个乡镇（街道）的经办人，知道本镇的每一个数",
    "school": "一所学校，知道本校的学生",
    "parent": "一位家长，知道自己的孩子在其中",
    "differences": "把更正的一版和原来的一版相减的人",
}
"""Every model, in the order in which they are told."""


@dataclass(frozen=True)
class Figure:
    """How many cells a model was asked about, and which he won."""

    model: str
    asked: int
    won: tuple[Place, ...]

    @property
    def words(self) -> str:
        """The figure as a line of the report."""
        return f"{WHO[self.model]}：试了{self.asked}个数，推算出{len(self.won)}个"


def judged(
    folders: Sequence[Path],
    laid: Laid,
    whole: Counted,
    choices: Choices,
    schools: Mapping[str, Mapping[Place, int]],
) -> Iterator[Figure]:
    """Ask every model about the release in the last folder, those with the files alone first; after
    one who wins nobody is asked.

    ``schools`` is each school's part of cells. Where the files contradict themselves nobody can be
    asked.
    """
    attacker = Attacker(folders, choices.width)
    for figure in _asked(attacker, folders, laid, whole, choices, schools):
        yield figure
        if figure.won:
            return


def _asked(
    attacker: Attacker,
    folders: Sequence[Path],
    laid: Laid,
    whole: Counted,
    choices: Choices,
    schools: Mapping[str, Mapping[Place, int]],
) -> Iterator[Figure]:
    close = tuple(place for place, _, _ in differences(folders, choices.width))
    yield Figure("differences", sum(1 for _ in _told(laid)), close)
    report = attacker.report()
    won = _places(report.won)
    asked = len(report.ranges)
    yield from (Figure(model, asked, won) for model in FILES_ALONE)
    if not attacker.possible or not laid.released.tables:
        return
    yield _program(attacker, laid, asked)
    yield _parent(attacker, whole, choices)
    yield _insiders("school", attacker, laid, choices, schools, False)
    yield _insiders("clerk", attacker, laid, choices, _of_towns(whole), True)


def _places(ranges: Iterator[Range] | Sequence[Range]) -> tuple[Place, ...]:
    return tuple((r.table, r.row, r.column) for r in ranges)


def _of_towns(whole: Counted) -> dict[str, dict[Place, int]]:
    found: dict[str, dict[Place, int]] = {}
    for table in whole.tables:
        for town, cells in table.of_towns().items():
            found.setdefault(town, {}).update(cells)
    return found


def _told(laid: Laid) -> Iterator[tuple[Place, int, tuple[Place, ...]]]:
    """Every printed cell, its number, and the cells it is told for."""
    for table in laid.released.tables:
        parts = {s.parent: s.children for s in table.merged}
        by_row = any(s.axis == "row" for s in table.merged)
        for row, column, cell in table.places():
            labels = parts.get(row if by_row else column, (row if by_row else column,))
            places = tuple(
                (table.code, x, column) if by_row else (table.code, row, x) for x in labels
            )
            yield (table.code, row, column), cell.value or 0, places


def _program(attacker: Attacker, laid: Laid, asked: int) -> Figure:
    """Who knows why labels aren't told: of each he knows that one of its numbers is small, and not
    which.

    A cell is his where every explanation together leaves it too narrow; one after the other is
    asked until they leave it wide.
    """
    if not laid.clues:
        return Figure("program", asked, ())
    first = [(clue.sums[0], clue.low, clue.high) for clue in laid.clues]
    found = attacker.report(Knowledge(sums=first)).ranges
    narrow = {(r.table, r.row, r.column): r for r in found if not r.safe}
    for n, clue in enumerate(laid.clues):
        for other in clue.sums[1:]:
            if not narrow:
                break
            sums = [*first[:n], (other, clue.low, clue.high), *first[n + 1 :]]
            more = attacker.report(Knowledge(sums=sums), set(narrow)).ranges
            for place, wider in ((p, r) for r in more if (p := (r.table, r.row, r.column))):
                both = attacker.together(narrow[place], wider)
                narrow[place] = both
            narrow = {place: r for place, r in narrow.items() if not r.safe}
    return Figure("program", len(found), tuple(narrow))


def _insiders(
    model: str,
    attacker: Attacker,
    laid: Laid,
    choices: Choices,
    parts: Mapping[str, Mapping[Place, int]],
    jointly: bool,
) -> Figure:
    """Printed cells less the insider's part, and what he makes of the others; ``jointly``: with all
    his parts at once.
    """
    won: dict[Place, None] = {}
    told = list(_told(laid))
    asked = 0
    greatest: dict[Place, int] = {}
    for mine in parts.values():
        for place, value, cells in told:
            part = sum(mine.get(cell, 0) for cell in cells)
            asked += bool(part)
            if part and 0 < value - part < choices.width:
                won[place] = None
        untold = {
            place: n
            for place, n in mine.items()
            if n and (len(attacker.releases) - 1, place) in attacker.system.at
        }
        for place, n in untold.items():
            greatest[place] = max(n, greatest.get(place, 0))
        if jointly and untold:
            found = attacker.report(Knowledge(own=untold), set(untold)).ranges
            asked += len(found)
            won |= dict.fromkeys(_places(r for r in found if not r.safe))
    if not jointly:
        found = attacker.parts(greatest)
        asked += len(found)
        won |= dict.fromkeys(_places(r for r in found if not r.safe))
    return Figure(model, asked, tuple(won))


def _parent(attacker: Attacker, whole: Counted, choices: Choices) -> Figure:
    values = whole.values()
    found = attacker.parts({place: 1 for place, n in values.items() if n})
    return Figure("parent", len(found), _places(r for r in found if not r.safe))


def write(figures: Sequence[Figure], folder: Path) -> None:
    """The figures of the models, for the office."""
    folder.mkdir(exist_ok=True)
    text = io.StringIO(newline="")
    lines = ((f.model, WHO[f.model], str(f.asked), str(len(f.won))) for f in figures)
    csv.writer(text, lineterminator="\n").writerows([HEAD, *lines])
    (folder / FILE).write_text(text.getvalue(), "utf-8", newline="")


def read(folder: Path) -> list[str]:
    """The figures as lines; none where a run of an earlier version left none."""
    if not (folder / FILE).is_file():
        return []
    with (folder / FILE).open(encoding="utf-8", newline="") as file:
        rows = list(csv.reader(file))[1:]
    return [f"{who}：试了{asked}个数，推算出{won}个" for _, who, asked, won in rows]
