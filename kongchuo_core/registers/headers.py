"""The tables of a sheet, found by what their headings say and not by where they stand.

A header is one to three rows. The heading of a column is its own cell and the group above it: the
number under 户主 is not the child's, the town under 现居住地 is not the household's. A full repeat of the
headings to the right is a second block of columns, one further down a second table. Titles above a
table are kept: they may name a school, a town, a term.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from functools import cache, cached_property
from itertools import chain, product, zip_longest
from pathlib import Path
from typing import Any

from kongchuo_core.registers import day_headings, grids
from kongchuo_core.registers.raw import RawSheet, is_blank
from kongchuo_core.registers.words import EVERYWHERE, OF_DAYS, Says, words_about
from kongchuo_core.settings.headings import UNUSED, Headings
from kongchuo_core.vocabulary.registers import DAYS, Kind, Register

FOLDER = Path(__file__).parent
SEARCH_ROWS = 30
"""How far down the first header is looked for."""
MOST_ROWS = 3
"""Of one header."""
UNHEADED = "第{number}列（没有列名）"
"""How a column without a heading is named."""

_NOISE = re.compile(r"[\s*★＊:：]+")
NOTHING = r"(?!)"
"""A pattern that no text has."""
_PLAIN_WORD = re.compile(r"[\u4e00-\u9fff]+|[0-9A-Za-z]+")
_HINT = re.compile(r"[(\[【<].*?[)\]】>]")
_ITEM = re.compile(
    r"^(?:[A-Z]{1,2}\d{1,3}|\d{1,3}|[一二三四五六七八九十]{1,3})[.、)_-]?(?=[^\d年级])"
)
_PUNCTUATION = re.compile(r"[\W_]+")
_FIGURE = re.compile(r"\d+(?:\.\d+)?%?[天次节人]?")
_NO_HEADING = re.compile(r"\d{4,}|[:：]\s*\S")
_ABOUT_ABSENCE = re.compile(r"(?:原因|事由|时间|日期|去向|类型|类别)$")
_THIS_TERM = re.compile(
    r"本学期|本学年|今年|本年度?|\d{4}年?[春秋]季?(?:学期)?|(?:\d{4}年)?\d{1,2}月\d{1,2}[日号]|截[至止]"
)
_WHEN = re.compile(r"^(?:本月|本周|本学期|本学年|\d{1,2}月份?)(?=..)")
"""Before what a heading names."""
TO_MARK = re.compile(r"(?:请|的)?[打画标划填记](?:[“\"'‘(（]?)([√×✓✗○△])[”\"'’)）]?$")
"""Behind what a column is ticked for: 未到校者打×."""
_OR_NOT = re.compile("(?:与否|[否吗没])$")
"""Behind what a heading asks: 在校否."""
_NOUN = re.compile(
    "教师|老师|内容|方式|地点|科目|学校|小学|中学|初中|[年班月日号]|学期|户籍|残疾|留守|随迁|[男女]|走读|宿|住校|通校|住读|随班|借读|转入|转来|插班|复学|升学"
)
"""With one of these a heading is about something else: 就读学校, 是否住校 ask for no presence."""
_SMELLS = re.compile(
    "在校|到校|辍学|离校|失学|返校|状态|(?:是否|有无|能否|目前|[现仍]).*(?:就读|在读|上学|入学|报到|在学|读书)"
)
"""What in an unknown heading may tell whether a child is there."""
_SMELLS_AT_HOME = re.compile("(?:户|人员).*状态|迁出|死亡|注销")
"""What in an unknown heading of the household register may tell that somebody left it."""
_NAMING = frozenset({"name", "unit"})
"""The field that names a row: a table has a heading for it."""
_PERSONAL = frozenset(
    {"name", "id_no", "sex", "birth_date", "nation", "id_type", "student_no", "phone"}
)
_WHOLE_HEADINGS = frozenset({"id_no", "id_type", "student_no", "birth_date"})
"""Fields whose heading may be divided over two rows."""
_OF_PLACE = frozenset({"town", "village", "group_name", "address"})
_OF_OTHERS = {"name": "guardian", "phone": "phone"}
"""What is read of a guardian or a head of household: the name and the telephone."""
_HEAD = "户主"
_NUMBERED = frozenset({"序号", "编号", "顺序号", "序", "NO", "NO."})


class Whose(StrEnum):
    """Of whom or of where a heading speaks: the column ``sort`` of ``headings.csv``; ``unused``:
    known, and of no use here.
    """

    CHILD = "child"
    MEMBER = "member"
    OTHER = "other"
    LIVES = "lives"
    REGISTERED = "registered"
    ELSEWHERE = "elsewhere"
    UNUSED = "unused"


@dataclass(frozen=True)
class Column:
    """One column of a table: its index, its heading as written, and the field it is read as
    (``None``: not used).

    ``known`` tells of an unused column whether the program understands what it is; one without a
    heading is ``bare``.
    """

    index: int
    heading: str
    field: str | None
    known: bool = True
    whose: Whose | None = None
    bare: bool = False
    day: day_headings.Label | None = None
    """The day of a column of an attendance sheet."""


@dataclass(frozen=True)
class Table:
    """One table of a sheet, by indexes into the sheet's rows: header from ``first``, records from
    ``body`` up to ``end``.

    ``block`` counts the tables that stand side by side from 1, ``beside`` tells whether there are
    several; ``title`` is what stands above, ``before`` the titles of the tables above that one.
    ``group``: of a block beside others, the heading above its columns alone. ``after``: what stands
    below the records, up to ``listed``, in a list that has no numbers.
    """

    first: int
    body: int
    end: int
    columns: tuple[Column, ...]
    block: int
    beside: bool
    title: str
    before: str = ""
    group: str = ""
    after: str = ""
    listed: int = 0

    def of(self, field: str) -> tuple[Column, ...]:
        """The columns read as a field; several only for what a source says (two tick columns)."""
        return tuple(c for c in self.columns if c.field == field)

    @property
    def unused(self) -> tuple[Column, ...]:
        """The columns with a heading that nothing is read from."""
        return tuple(c for c in self.columns if c.field is None)


def heading_key(cell: Any) -> str:
    """A heading as it is compared: NFKC, without spaces, stars and colons, with half-width
    brackets.
    """
    if not isinstance(cell, str):
        return ""
    if _PLAIN_WORD.fullmatch(cell):
        return cell  # most cells of a register: nothing below would change them
    plain = "".join(
        c for c in unicodedata.normalize("NFKC", cell) if unicodedata.category(c) != "Cf"
    )
    return _NOISE.sub("", plain)


def is_numbering(heading: str) -> bool:
    """Whether a column only numbers the rows."""
    return heading_key(heading).upper() in _NUMBERED


def forms(key: str) -> Iterator[str]:
    """A heading as written, then without hints in brackets, item codes, punctuation and the month
    before it.
    """
    yield key
    bare = _HINT.sub("", key)
    yield bare
    coded = _ITEM.sub("", bare)
    yield coded
    yield _PUNCTUATION.sub("", key)
    yield _PUNCTUATION.sub("", coded)
    yield _WHEN.sub("", bare)


@cache
def _seen() -> tuple[tuple[str, str, str], ...]:
    """Register (``*``: any), field and heading of the forms in public use, from
    ``headings_seen.csv``.
    """
    with (FOLDER / "headings_seen.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    found: list[tuple[str, str, str]] = []
    for row in rows:
        found += [(row["register"], row["field"], h) for h in row["headings"].split()]
    return tuple(found)


@cache
def _headings(register: Register) -> dict[str, str]:
    """Every heading of a register as it is compared → its field; what the register itself declares
    comes first.
    """
    fields = {f.name for f in register.fields}
    found: dict[str, str] = {}
    for f in register.fields:
        found |= {heading_key(h): f.name for h in f.headings}
    for code, field, heading in _seen():
        if code in (EVERYWHERE, register.code) and field in fields:
            found.setdefault(heading_key(heading), field)
    return found


@cache
def _plain_headings(register: Register) -> dict[str, str]:
    """The same without punctuation: 镇（街道） is 镇街道."""
    return {_PUNCTUATION.sub("", k): f for k, f in reversed(_headings(register).items())}


@cache
def _sorts() -> tuple[tuple[str, Whose], ...]:
    with (FOLDER / "headings.csv").open(encoding="utf-8", newline="") as file:
        words: list[tuple[str, Whose]] = []
        for row in csv.DictReader(file):
            words += [(word, Whose(row["sort"])) for word in row["words"].split()]
    return tuple(sorted(words, key=lambda w: -len(w[0])))


@cache
def _words_of_sorts() -> dict[Whose, re.Pattern[str]]:
    """Any word of a sort, as one pattern."""
    words = {wanted: [re.escape(w) for w, sort in _sorts() if sort is wanted] for wanted in Whose}
    return {wanted: re.compile("|".join(found) or NOTHING) for wanted, found in words.items()}


@cache
def _useless() -> frozenset[str]:
    """The headings known to be of no use here."""
    return frozenset(word for word, sort in _sorts() if sort is Whose.UNUSED)


_PERSONS = (Whose.OTHER, Whose.CHILD, Whose.MEMBER)
"""Persons, in the order in which a heading is looked through: 学生家长 is a parent."""
_PLACES = (Whose.LIVES, Whose.ELSEWHERE, Whose.REGISTERED)


def _whose(text: str, sorts: tuple[Whose, ...]) -> Whose | None:
    """Of whom, or of where, a heading or a group speaks; the first of the sorts that has a word in
    it.
    """
    plain = text.replace("被监护人", "儿童")
    words = _words_of_sorts()
    return next((wanted for wanted in sorts if words[wanted].search(plain)), None)


@dataclass(frozen=True)
class Meaning:
    """What a heading means: the field, and of whom or where it speaks. ``known`` without a field:
    understood and not used.
    """

    field: str | None
    whose: Whose | None = None
    known: bool = True


def _of_no_use(leaf: str) -> bool:
    return _PUNCTUATION.sub("", _HINT.sub("", leaf)) in _useless()


class Reader:
    """Headings of one register → meanings, the office's own first."""

    def __init__(self, register: Register, office: Headings) -> None:
        self.register = register
        self._own = {heading_key(h): f for h, f in office.of(register).items()}
        self._words = words_about(register.code, office.words_of(register))
        self._known: dict[tuple[str, str], Meaning] = {}
        self.has_days = any(f.kind is Kind.DAYS for f in register.fields)
        """Whether it may come as an attendance sheet."""
        self.day_words = words_about(f"presence{OF_DAYS}", office.words_of(register))

    def day(self, parts: Sequence[Any]) -> day_headings.Label | None:
        """The day that a column's heading names, unless the office has said that it means something
        else.
        """
        last = heading_key(parts[-1]) if parts else ""
        return None if not self.has_days or last in self._own else day_headings.label(parts)

    def meaning(self, group: str, leaf: str) -> Meaning:
        """What a column means whose own heading is ``leaf`` under the heading ``group`` (empty:
        none); both are keys.
        """
        if (group, leaf) not in self._known:
            self._known[group, leaf] = self._meaning(group, leaf)
        return self._known[group, leaf]

    def named(self, cell: Any) -> bool:
        """Whether a cell is a heading of this register: for a quick look at rows that may be a
        header.
        """
        key = heading_key(cell)
        return bool(key) and len(key) <= 24 and self.meaning("", key).field is not None

    def names_a_row(self, cell: str) -> bool:
        """Whether a cell is the heading under which the children's, or the units', names stand.

        Asked of every cell of a file, so what holds no such heading at all is passed over before
        its meaning is looked for.
        """
        key = heading_key(cell)
        if not key:
            return False
        if key not in self._own and not self._naming.search(_PUNCTUATION.sub("", key)):
            # A hint in brackets may stand in the middle of a heading.
            bare = _HINT.sub("", key)
            if bare == key or not self._naming.search(_PUNCTUATION.sub("", bare)):
                return False
        return self.meaning("", key).field in _NAMING

    @cached_property
    def _naming(self) -> re.Pattern[str]:
        """The headings of the field that names a row, without punctuation."""
        known = _headings(self.register) | _plain_headings(self.register)
        texts = {_PUNCTUATION.sub("", h) for h, field in known.items() if field in _NAMING}
        return re.compile("|".join(map(re.escape, sorted(texts))) or NOTHING)

    def smells(self, heading: str) -> bool:
        """Whether an unknown heading may tell that a child is not there."""
        if self.register.code == "household":
            return bool(_SMELLS_AT_HOME.search(heading))
        told = any(f.kind in SAYING or f.name == "student_status" for f in self.register.fields)
        return told and bool(_SMELLS.search(heading))

    def _meaning(self, group: str, leaf: str) -> Meaning:
        for heading in (group + leaf, leaf):
            if heading in self._own:
                own = self._own[heading]
                return Meaning(None if own == UNUSED else own)
        if leaf.upper() in _NUMBERED or (_of_no_use(leaf) and leaf not in _headings(self.register)):
            return Meaning(None)
        said = self._says(group, leaf)
        if said is not None:
            return Meaning(said)
        field = self._field(leaf)
        if field is not None:
            return self._owned(field, _whose(group, _PERSONS), _whose(group, _PLACES), group, leaf)
        return self._prefixed(group, leaf)

    def _field(self, leaf: str) -> str | None:
        exact, plain = _headings(self.register), _plain_headings(self.register)
        for form in forms(leaf):
            if form and (found := exact.get(form) or plain.get(form)):
                return found
        return None

    def _prefixed(self, group: str, leaf: str) -> Meaning:
        """A heading that says itself of whom it speaks: 学生身份证号, 家长电话, 现住乡镇."""
        bare = _PUNCTUATION.sub("", _ITEM.sub("", leaf))
        for word, sort in _sorts():
            if not bare.startswith(word) or len(bare) == len(word):
                continue
            field = self._field(bare.removeprefix(word).removeprefix("的"))
            if field is None:
                continue
            if field in _PERSONAL and sort in _PERSONS:
                return self._owned(field, _whose(leaf, _PERSONS), None, group, leaf)
            if field in _OF_PLACE and sort in _PLACES:
                return self._owned(field, None, sort, group, leaf)
        person = _whose(group + leaf, (Whose.OTHER,))
        return Meaning(None, person, known=_of_no_use(leaf))

    def _owned(
        self, field: str, person: Whose | None, place: Whose | None, group: str, leaf: str
    ) -> Meaning:
        names = {f.name for f in self.register.fields}
        if field in _PERSONAL and person is Whose.OTHER:
            other = _OF_OTHERS.get(field)
            if field == "name" and _HEAD in group + leaf:
                other = "head_name"
            return Meaning(other if other in names else None, person)
        if field in _PERSONAL:
            own = _whose(leaf, _PERSONS) if person is None else person
            return Meaning(field, own)
        if field in _OF_PLACE and place in (Whose.LIVES, Whose.ELSEWHERE):
            lives = field == "address" and place is Whose.LIVES and "lives_at" in names
            return Meaning("lives_at" if lives else None, place)
        return Meaning(field, place if field in _OF_PLACE else None)

    def _says(self, group: str, leaf: str) -> str | None:
        """The field of a heading that asks whether the child is there, however it is put; ``None``
        for any other heading.
        """
        by_kind = {f.kind: f.name for f in self.register.fields if f.kind in SAYING}
        if Kind.SAYS not in by_kind or leaf in _headings(self.register):
            return None
        if Says.YES in (marks := set(grids.legend([leaf]).values())) and len(marks) > 1:
            return by_kind[Kind.SAYS]  # the heading is its own legend: 到校√未到校×
        leaf = TO_MARK.sub("", leaf)
        bare, above = (_PUNCTUATION.sub("", _HINT.sub("", t)) for t in (leaf, group))
        if len(bare) > len(_OR_NOT.sub("", bare)) > 1:
            bare = _OR_NOT.sub("", bare)
        answer = self._words.answer(bare)
        if answer is not None and above:
            # 是否在校 over 是 and 否: two columns to tick.
            asked = self._asked(above)
            if asked is not None:
                turned = asked is Says.NO
                return by_kind.get(Kind.SAYS if (answer is Says.YES) != turned else Kind.DENIES)
            return None
        ending = _ABOUT_ABSENCE.search(bare)
        if ending and self._asked(bare[: ending.start()]) is Says.NO:
            return by_kind.get(Kind.GONE)
        asked = self._asked(bare)
        if asked is None:
            return None
        return by_kind.get(Kind.SAYS if asked is Says.YES else Kind.DENIES)

    def _asked(self, text: str) -> Says | None:
        """Whether a heading asks for presence or for absence; ``None`` where it holds any word the
        table doesn't know.
        """
        plain = _THIS_TERM.sub("", text)
        if not plain or _NOUN.search(plain):
            return None
        heard = self._words.heard(plain)
        if heard.rest or heard.answers or len(heard.words) != 1 or Says.ASK in heard.words:
            return None
        return next(iter(heard.words))


SAYING = (Kind.SAYS, Kind.DENIES, Kind.CAME, Kind.COUNTED, Kind.MISSED, Kind.GONE)


def filled(sheet: RawSheet) -> list[list[Any]]:
    """The sheet's rows with the value of a merged range in every cell of it, as far as the sheet is
    filled.
    """
    rows = list(sheet.rows)
    width = max(map(len, rows), default=0)
    for top, left, bottom, far in sheet.merged:
        if top >= len(rows) or left >= len(rows[top]):
            continue
        value, right = rows[top][left], min(far, width - 1)
        for r in range(top, min(bottom, len(rows) - 1) + 1):
            row = list(rows[r])
            row += [None] * (right + 1 - len(row))
            row[left : right + 1] = [value] * (right + 1 - left)
            rows[r] = row
    return rows


@dataclass(frozen=True)
class _Span:
    """A header that was found: its rows (both ends in) and its columns."""

    first: int
    last: int
    columns: tuple[Column, ...]
    keys: tuple[str, ...]
    leaves: tuple[str, ...] = ()
    """The columns' own headings, without their groups'."""


def find_tables(
    sheet: RawSheet, rows: list[list[Any]], reader: Reader, optional: frozenset[str]
) -> list[Table]:
    """Every table of a sheet, none where it holds none of this register.

    Parameters
    ----------
    rows : :func:`filled` rows of the sheet.
    optional : required fields that may come from elsewhere (a school from title or file name).
    """
    finder = _Finder(sheet, rows, reader, optional)
    found: list[Table] = []
    start, above, before = 0, 0, ""
    span = finder.next_header(0, min(len(rows), SEARCH_ROWS))
    while span is not None:
        start = span.last + 1
        follows = finder.next_header(start, len(rows), quick=True, unlike=span)
        end = len(rows) if follows is None else _last_record(rows, start, follows.first)
        title = _text_of(sheet.rows[above : span.first])
        lists = finder.list_in(span, start, end)
        here = finder.blocks(span, start, end if lists is None else lists, (title, before))
        if lists is not None:
            after = _text_of(sheet.rows[lists:end])
            here = (replace(table, after=after, listed=end) for table in here)
        found += here
        above, span, before = end, follows, f"{title} {before}".strip()
    return found


def _last_record(rows: Sequence[Sequence[Any]], start: int, end: int) -> int:
    """Index behind the last row before ``end`` that has more than one filled cell: what follows are
    titles.
    """
    for index in range(end - 1, start - 1, -1):
        if len({str(c) for c in rows[index] if not is_blank(c)}) > 1:
            return index + 1
    return start


def _text_of(rows: Sequence[Sequence[Any]]) -> str:
    texts = [c for c in chain.from_iterable(rows) if isinstance(c, str) and c.strip()]
    return " ".join(dict.fromkeys(texts))


class _Finder:
    def __init__(
        self,
        sheet: RawSheet,
        rows: list[list[Any]],
        reader: Reader,
        optional: frozenset[str],
    ) -> None:
        self.rows, self.reader, self.optional = rows, reader, optional
        self.raw = sheet.rows
        self._across = [m for m in sheet.merged if m[3] > m[1]]
        self._quick: dict[str, bool] = {}

    def next_header(
        self, start: int, end: int, *, quick: bool = False, unlike: _Span | None = None
    ) -> _Span | None:
        """The first header from a row on; ``quick``: only rows with the name's heading are looked
        at; ``unlike`` is passed over.
        """
        for index in range(start, end):
            if quick and not self._may_be_header(self.rows[index]):
                continue
            span = self._at(index, start)
            if span is not None and (unlike is None or span.keys != unlike.keys):
                return span
        return None

    def list_in(self, span: _Span, start: int, end: int) -> int | None:
        """Where among the records a list of names begins that has a header of its own and no
        numbers, with the line above it; ``None`` where there is none.
        """
        for index in range(start, end):
            row = self.rows[index]
            cells = [c for c in row if not is_blank(c)]
            if (
                len(cells) < 2
                or not self._may_be_header(row)
                or not all(map(self._may_head, cells))
            ):
                continue
            fields = [self.reader.meaning("", heading_key(c)).field for c in cells]
            keys = {heading_key(c) for c in cells}
            if "name" in fields and "id_no" not in fields and not keys <= {*span.leaves}:
                return _last_record(self.rows, start, index)
        return None

    def _may_be_header(self, row: Sequence[Any]) -> bool:
        for cell in row:
            if type(cell) is str and 2 <= len(cell) <= 24:
                known = self._quick.get(cell)
                if known is None:
                    known = self._quick[cell] = self.reader.names_a_row(cell)
                if known:
                    return True
        return False

    def _at(self, index: int, start: int) -> _Span | None:
        """The header whose lowest row with the required headings is this one, with its groups above
        and what hangs below.
        """
        first = index
        while first > start and index - first < MOST_ROWS - 1 and self._is_group(first - 1):
            first -= 1
        for top in range(first, index + 1):
            if not self._whole(self._columns(top, index)):
                if self._of_another(top, index):
                    return None
                continue
            last = index
            while last - top < MOST_ROWS and self._hangs_below(top, last + 1):
                last += 1
            columns = self._columns(top, last)
            if not self._whole(columns):
                last, columns = index, self._columns(top, index)
            keys = tuple(heading_key(c.heading) for c in columns)
            lowest = chain.from_iterable(self.rows[top : last + 1])
            leaves = tuple(key for cell in lowest if (key := heading_key(cell)))
            return _Span(top, last, tuple(columns), keys, leaves)
        return None

    def _of_another(self, top: int, index: int) -> bool:
        """Whether only the groups' headings make the name in this row somebody else's: then the
        child's stands further down.
        """
        bare = {c.index for c in self._columns(index, index) if c.field == "name"}
        grouped = [c for c in self._columns(top, index) if c.index in bare]
        return bool(grouped) and all(c.whose is Whose.OTHER for c in grouped)

    def _is_group(self, index: int) -> bool:
        """Whether a row may hold the groups' headings of the row below it: no title, no record."""
        own, below = self.rows[index], self.rows[index + 1]
        cells = {str(c): c for c in own if not is_blank(c)}
        if not cells or not all(isinstance(c, str) for c in cells.values()):
            return False
        if any(_NO_HEADING.search(c) or len(c) > 20 for c in cells):
            return False
        merged = any(
            m[0] <= index <= m[2] and m[3] - m[1] + 1 < 0.8 * len(below) for m in self._across
        )
        if merged or len(cells) == 1:
            return merged
        uneven = any(is_blank(low) != is_blank(high) for high, low in zip_longest(own, below))
        return uneven and any(self._speaks(heading_key(c)) for c in cells)

    def _speaks(self, key: str) -> bool:
        return self.reader.meaning("", key).field is not None or bool(
            _whose(key, (*_PERSONS, *_PLACES))
        )

    def _hangs_below(self, top: int, index: int) -> bool:
        """Whether the row belongs to the header above it: under its name there is nothing,
        elsewhere further headings.
        """
        if index >= len(self.rows):
            return False
        above, row, raw = self.rows[index - 1], self.rows[index], self.raw[index]
        fresh = [
            (c, cell)
            for c, cell in enumerate(row)
            if not is_blank(cell) and (c >= len(above) or cell != above[c])
        ]
        days = sum(self.reader.day([cell]) is not None for _, cell in fresh)
        if not fresh or not all(self._may_head(cell) for _, cell in fresh):
            return False
        columns = {c.field: c.index for c in self._columns(top, index - 1) if c.field}
        needed = {"name", "unit", "id_no", *chain.from_iterable(self.reader.register.required)}
        for name in sorted(needed - {DAYS.name}):
            where = columns.get(name)
            if where is not None and where < len(raw) and not is_blank(raw[where]):
                return False
        heads = [
            self.reader.meaning(heading_key(above[c]) if c < len(above) else "", heading_key(cell))
            for c, cell in fresh
        ]
        grouped = any(
            m[0] <= index - 1 <= m[2] and m[1] <= fresh[0][0] <= m[3] for m in self._across
        )
        return grouped or days >= day_headings.FEW or any(m.field is not None for m in heads)

    def _may_head(self, cell: Any) -> bool:
        """Whether a cell may be a heading: a short text that is no value, or a day of an attendance
        sheet.
        """
        if isinstance(cell, str):
            return len(cell) <= 20 and not _NO_HEADING.search(cell)
        return self.reader.day([cell]) is not None

    def _columns(self, top: int, last: int) -> list[Column]:
        """Every column with a heading in these rows, by itself: doubles are still in."""
        span = [self._spread(r, last) for r in range(top, last + 1)]
        days = self._days(span)
        found = []
        for index in range(max(len(r) for r in span)):
            if index in days:
                heading = day_headings.written(_parts(span, index))
                found.append(Column(index, heading, DAYS.name, day=days[index]))
                continue
            parts = [part for part in _parts(span, index) if isinstance(part, str)]
            if not parts:
                continue
            keys = [heading_key(p) for p in parts]
            meaning = self.reader.meaning("".join(keys[:-1]), keys[-1])
            if len(keys) > 1 and meaning.field is None and not meaning.known:
                # 证件 over 号码 is one heading
                whole = self.reader.meaning("".join(keys[:-2]), "".join(keys[-2:]))
                meaning = whole if whole.field in _WHOLE_HEADINGS else meaning
            written = "·".join(" ".join(p.split()) for p in parts)
            found.append(Column(index, written, meaning.field, meaning.known, meaning.whose))
        return found

    def _days(self, span: Sequence[Sequence[Any]]) -> dict[int, day_headings.Label]:
        """Which columns are days of an attendance sheet."""
        if not self.reader.has_days:
            return {}
        named = ((i, self.reader.day(_parts(span, i))) for i in range(max(map(len, span))))
        labels = {i: found for i, found in named if found is not None}
        return {i: labels[i] for i in day_headings.chosen(labels)}

    def _spread(self, index: int, last: int) -> list[Any]:
        """A header row; above the lowest one a group that isn't merged reaches right as far as
        headings stand below blanks.
        """
        row = list(self.rows[index])
        if index == last:
            return row
        below = self.rows[index + 1]
        group: Any = None
        for c in range(len(below)):
            here = row[c] if c < len(row) else None
            if not is_blank(here):
                group = here if not is_blank(below[c]) and below[c] != here else None
            elif group is not None and not is_blank(below[c]):
                row += [None] * (c + 1 - len(row))
                row[c] = group
            else:
                group = None
        return row

    def _whole(self, columns: Sequence[Column]) -> bool:
        names = {c.field for c in columns}
        return len(names - {None}) >= 2 and all(
            any(n in names or n in self.optional for n in choice)
            for choice in self.reader.register.required
        )

    def blocks(self, span: _Span, body: int, end: int, titles: tuple[str, str]) -> Iterator[Table]:
        """The tables side by side under one header; ``titles`` above it, and above the tables
        before.
        """
        parts = self._side_by_side(span)
        for number, part in enumerate(parts, 1):
            chosen = self._attended(list(self._chosen(part)), body, end)
            columns = (*chosen, *self._unheaded(part, parts, body, end))
            group = self._group(span, part) if len(parts) > 1 else ""
            yield Table(span.first, body, end, columns, number, len(parts) > 1, *titles, group)

    def _group(self, span: _Span, part: Sequence[Column]) -> str:
        """What stands above the columns of one block, in the rows of groups and the one above the
        header.
        """
        first, last = part[0].index, part[-1].index
        above = self.raw[max(span.first - 1, 0) : span.last]
        return _text_of([row[first : last + 1] for row in above])

    def _attended(self, columns: list[Column], body: int, end: int) -> list[Column]:
        """Columns of days are unknown ones where no cell tells of attendance; beside days, figures
        only count them.
        """
        days = [c for c in columns if c.day is not None]
        if not days:
            return columns
        rows = self.rows[body:end]
        cells = (row[day.index] for day, row in product(days, rows) if day.index < len(row))
        if not grids.tells(cells, self.reader.day_words, grids.meanings_in(self.raw)):
            return [
                c if c.day is None else Column(c.index, c.heading, None, False) for c in columns
            ]
        kinds = {f.name: f.kind for f in self.reader.register.fields}
        return [
            _dropped(c) if kinds.get(c.field or "") in SAYING and self._counts(c, rows) else c
            for c in columns
        ]

    @staticmethod
    def _counts(column: Column, rows: Sequence[Sequence[Any]]) -> bool:
        """Whether every filled cell of a column is a figure."""
        cells = [r[column.index] for r in rows if column.index < len(r)]
        return all(_FIGURE.fullmatch(str(c).strip()) for c in cells if not is_blank(c))

    def _unheaded(
        self, part: list[Column], parts: list[list[Column]], body: int, end: int
    ) -> Iterator[Column]:
        """Columns without any heading in which something stands beside a name."""
        headed = {c.index for c in chain.from_iterable(parts)}
        names = [c.index for c in part if c.field in ("name", "unit")]
        until = min((p[0].index for p in parts if p[0].index > part[-1].index), default=None)
        width = max((len(row) for row in self.rows[body:end]), default=0)
        for index in range(width if until is None else until):
            beside = (
                index < len(row) and not is_blank(row[index])
                for row in self.raw[body:end]
                if any(n < len(row) and not is_blank(row[n]) for n in names)
            )
            if index not in headed and any(beside):
                yield Column(index, UNHEADED.format(number=index + 1), None, False, bare=True)

    def _side_by_side(self, span: _Span) -> list[list[Column]]:
        """The columns block by block; what stands left of the first repeated heading belongs to all
        of them.
        """
        whole = list(span.columns)
        apart = _apart(whole)
        if len(apart) > 1 and all(self._whole(part) for part in apart):
            return apart
        names = _children(whole, "name") or _children(whole, "unit")
        if len(names) < 2:
            return [whole]
        keys = {c.index: heading_key(c.heading) for c in whole}
        first, second = names[0].index, names[1].index
        back = 0
        while keys.get(first - back - 1) is not None and first - back - 1 >= 0:
            if second - back - 1 <= first or keys.get(second - back - 1) != keys[first - back - 1]:
                break
            back += 1
        starts = [n.index - back for n in names]
        shared = [c for c in whole if c.index < starts[0]]
        ends = [*starts[1:], whole[-1].index + 1]
        parts = [
            [*shared, *(c for c in whole if start <= c.index < stop)]
            for start, stop in zip(starts, ends, strict=True)
        ]
        if all(self._whole(part) for part in parts):
            return parts
        return [whole]

    def _chosen(self, columns: Sequence[Column]) -> Iterator[Column]:
        """One column a field, the child's own; a double is not used, but for what a source says."""
        kinds = {f.name: f.kind for f in self.reader.register.fields}
        several = {n for n, k in kinds.items() if k in (*SAYING, Kind.DAYS) or n == "note"}
        several |= {"student_status", "household_status"}  # of each column what it denies is heard
        taken = {
            field: self._own(field, columns)
            for field in dict.fromkeys(c.field for c in columns)
            if field is not None and field not in several
        }
        for column in columns:
            used = column.field in several or taken.get(column.field) == column.index  # type: ignore[arg-type]
            yield column if used or column.field is None else _dropped(column)

    def _own(self, field: str, columns: Sequence[Column]) -> int:
        """Which of the columns of one field is the child's."""
        given = [c for c in columns if c.field == field]
        if field in _OF_PLACE:
            given = [c for c in given if c.whose is Whose.REGISTERED] or given
        named = _children(columns, "name")
        if field in _PERSONAL and named:
            given = [c for c in given if c.whose and c.whose is named[0].whose] or given
            given = _children(given, field) or given
        if len(given) == 1 or field not in _PERSONAL or field == "name" or not named:
            return given[0].index
        others = [c.index for c in columns if _names_another(c)]
        own = named[0].index
        for column in given:
            nearest = max((p for p in (own, *others) if p < column.index), default=own)
            if nearest == own:
                return column.index
        return given[0].index


def _parts(span: Sequence[Sequence[Any]], index: int) -> list[Any]:
    """The cells of a column's heading from top to bottom, a merged one once."""
    parts: list[Any] = []
    for row in span:
        cell = row[index] if index < len(row) else None
        if not is_blank(cell) and (not parts or cell != parts[-1]):
            parts.append(cell)
    return parts


def _apart(columns: Sequence[Column]) -> list[list[Column]]:
    """The columns divided where one without a heading lies between."""
    parts: list[list[Column]] = []
    for column in columns:
        if parts and column.index == parts[-1][-1].index + 1:
            parts[-1].append(column)
        else:
            parts.append([column])
    return parts


def _names_another(column: Column) -> bool:
    return column.whose is Whose.OTHER or column.field in ("head_name", "guardian")


def _children(columns: Sequence[Column], field: str) -> list[Column]:
    """The columns of a field that are the child's: marked so, else of nobody in particular, else a
    member's.
    """
    given = [c for c in columns if c.field == field]
    for sorts in ((Whose.CHILD,), (None, Whose.REGISTERED), (Whose.MEMBER,)):
        if found := [c for c in given if c.whose in sorts]:
            return found
    return []


def _dropped(column: Column) -> Column:
    return Column(column.index, column.heading, None, True, column.whose)


@dataclass(frozen=True)
class Guess:
    """For the message where no header is whole: the likeliest row (index), what it lacks, whether
    it lists people.
    """

    index: int
    found: int
    lacking: tuple[str, ...]
    people: bool


def best_guess(rows: list[list[Any]], reader: Reader) -> Guess | None:
    """The likeliest header row of a sheet without a whole one; ``None`` where no row has two known
    headings.
    """
    register, best = reader.register, None
    for index, row in enumerate(rows[:SEARCH_ROWS]):
        meanings = {reader.meaning("", heading_key(c)).field for c in row if heading_key(c)}
        fields = meanings - {None}
        if len(fields) >= 2 and (best is None or len(fields) > best.found):
            lacking = tuple(
                "或".join(register.field(n).heading for n in choice if register.field(n).offered)
                for choice in register.required
                if not any(n in fields for n in choice)
            )
            best = Guess(index, len(fields), lacking, "name" in fields)
    return best
