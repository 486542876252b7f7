"""What a cell, a note, a title says, by the table ``words.csv``: yes, no, or not understood.

Unknown is a value: a filled cell whose words the table doesn't know is never a yes. The table can
be read and extended by anybody; an office adds its own words in ``params/headings.yaml``.
"""

from __future__ import annotations

import csv
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from pathlib import Path

from opencc import OpenCC

TABLE = Path(__file__).parent / "words.csv"
EVERYWHERE = "*"
"""In the column ``about``: words of every register."""


OF_PLACES = ".place"
"""Behind a register's code: the words of what stands around its rows, that is titles, sheets' and
files' names.
"""
OF_DAYS = ".day"
"""Behind a register's code: the words of the cells of an attendance sheet."""


class Says(StrEnum):
    """What a source says of a child: yes, no, or something that a person must look at."""

    YES = "yes"
    NO = "no"
    ASK = "ask"


class Sense(StrEnum):
    """The column ``says`` of the table.

    ``affirm`` and ``deny`` answer whatever the heading asks, the others say it themselves. ``not``
    turns what follows and denies where nothing does; a yes in doubt (``doubt``) is a question.
    ``family`` (and papers, such as 户籍): what follows is told of somebody else, but for ``pupil``, a
    no that only a pupil can be told; behind ``sibling`` that one too. ``place`` is another place:
    being or going there is a question. ``skip`` says nothing of the matter; ``blank`` is as good as
    an empty cell. A word with ``=`` before it counts where nothing else stands in the clause.
    """

    AFFIRM = "affirm"
    DENY = "deny"
    YES = "yes"
    NO = "no"
    PUPIL = "pupil"
    ASK = "ask"
    NOT = "not"
    DOUBT = "doubt"
    FAMILY = "family"
    SIBLING = "sibling"
    PLACE = "place"
    SKIP = "skip"
    BLANK = "blank"


_CLAUSE = re.compile(r"[，。,;；:：()（）\[\]【】{}<>《》“”\"'‘’!！|·\n]+")
_AND = "、"
_DONE = "已"
"""In a clause about what has happened: 已返校, where 10月8日返校 may be to come."""
_ALONE = "="
"""Before a word of the table that counts only as a whole clause: 在 is an answer, 在外省 is none."""
_ALONG = tuple("随跟同和与到被")
"""Before a member of the family: the child goes along, so what follows is told of the child too."""
_TO = tuple("在去到往赴回至于入转迁读")
_WENT = "了过"
"""Before a place, the second between the first and the place: that is where the child is or
goes.
"""
_DAY_BEFORE = re.compile(r"^[\d年.月日号/-]+")
"""Before what happened on it: 9.15走."""
_BEHIND_NAME = re.compile(r"[\s·/~_—-]+")
_NUMERAL = re.compile(r"[0-9一二三四五六七八九十百两〇零.%#*]")
_TURNED = {Says.YES: Says.NO, Says.NO: Says.ASK, Says.ASK: Says.ASK}
"""After a word of denial; a denied absence is no presence."""


def folded(text: str) -> str:
    """A text as it is compared with the table: NFKC, large letters, simplified characters, without
    format characters and spaces.
    """
    plain = unicodedata.normalize("NFKC", text).upper()
    if plain.isascii():
        return "".join(plain.split())
    seen = "".join(
        c for c in plain if not c.isspace() and unicodedata.category(c) not in ("Cf", "Mn")
    )
    return str(_simplified().convert(seen.translate(_MISTYPED)))


@cache
def _simplified() -> OpenCC:
    return OpenCC("t2s")


_MISTYPED = str.maketrans("岀巳己", "出已已")
"""Characters of another code point that look the same on the screen."""


_CODE = "(?<![0-9A-Z])([0-9A-Z])(?![0-9A-Z])"
VAGUE = frozenset({"正常", "无异常", "无变动", "无变化", "未变动", "没有变化"})
"""Words of presence that are told of anything else too."""
_A_DATE = re.compile(r"\d{2,4}年(?:\d{1,2}月)?(?:\d{1,2}[日号])?|\d{1,2}月(?:\d{1,2}[日号])?")
_HAN = "[\u4e00-\u9fff]"
_CODE_FIRST = re.compile(rf"{_CODE}\s*[.、:=—-]?\s*(?:为|表示|代表|指|是)?\s*({_HAN}{{1,8}})")
_WORD_FIRST = re.compile(rf"({_HAN}{{1,8}}?)(?:请?(?:填写?|选|记|写|打)|为|用|以|=|:)?\s*{_CODE}")


def explained(text: str) -> tuple[dict[str, str], dict[str, str]]:
    """Code → word of what may be a legend in a text, read with the codes before the words, and
    behind them.
    """
    plain = _A_DATE.sub(" ", unicodedata.normalize("NFKC", text).upper())
    return (
        dict(_CODE_FIRST.findall(plain)),
        {code: word for word, code in _WORD_FIRST.findall(plain)},
    )


@dataclass
class Heard:
    """What was heard in a text: answers to the heading's question, what the words say themselves,
    and an unknown rest.
    """

    answers: set[Says] = field(default_factory=set)
    words: set[Says] = field(default_factory=set)
    rest: bool = False

    def and_then(self, other: Heard) -> Heard:
        """What was heard, and what was heard after it."""
        return Heard(
            self.answers | other.answers, self.words | other.words, self.rest or other.rest
        )

    def ends(self, before: Heard, clause: str) -> bool:
        """Whether this clause says that a leave told before is over: 请病假两周，9月28日已返校. A child
        that left school and is said to be back stays a question.
        """
        back = self.words == {Says.YES} and not (self.answers or self.rest) and _DONE in clause
        return back and before.words == {Says.ASK} and not before.answers

    def verdict(self, *, turned: bool = False) -> Says:
        """The text as the answer of a cell; ``turned`` where the heading asks for the opposite, as
        是否辍学 does.
        """
        opposite = {Says.YES: Says.NO, Says.NO: Says.YES}
        said = self.words | {opposite[a] if turned else a for a in self.answers}
        if Says.NO in said and Says.YES not in said and Says.ASK not in self.words:
            return Says.NO
        if said == {Says.YES} and not self.rest:
            return Says.YES
        return Says.ASK


class Words:
    """The words about one matter, which is a register's code or one of its fields
    (``approvals.cause``).
    """

    def __init__(self, senses: Mapping[str, Sense]) -> None:
        self._alone = {w.removeprefix(_ALONE): s for w, s in senses.items() if w.startswith(_ALONE)}
        self._senses = {w: s for w, s in senses.items() if w and not w.startswith(_ALONE)}
        by_length = sorted(self._senses, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, by_length)))

    def blank(self, text: str) -> bool:
        """Whether a text is as good as none."""
        whole = folded(text)
        return not whole or self._senses.get(whole) is Sense.BLANK

    def heard(self, text: str) -> Heard:
        """What a text says, clause by clause."""
        heard = Heard()
        if (answer := self.answer(text)) is not None:
            heard.answers.add(answer)
            return heard
        for clause in _CLAUSE.split(unicodedata.normalize("NFKC", text)):
            part, about = Heard(), _About()
            for one in clause.split(_AND):
                self._clause(part, folded(one), about)
                about = _About(about.whose)  # of whom it is told holds for a whole list
            heard = part if part.ends(heard, folded(clause)) else heard.and_then(part)
        return heard

    def told(self, text: str) -> set[Says]:
        """What the words of a free text say of the matter; answers without a question and unknown
        words say nothing.
        """
        return self.heard(text).words

    def of_pupil(self, text: str) -> set[Says]:
        """What a text says that only a pupil can be told, whatever its column is about."""
        heard = Heard()
        for clause in re.split(f"{_CLAUSE.pattern}|{_AND}", unicodedata.normalize("NFKC", text)):
            self._clause(heard, folded(clause), _About(Sense.FAMILY))
        return heard.words

    def behind(self, name: str) -> str:
        """What stands behind a name without brackets and tells of the pupil: 休学 in 李红-休学 and 李红休学;
        mostly nothing.
        """
        first, *others = _BEHIND_NAME.split(name, maxsplit=1)
        if others and self.told(others[0]) - {Says.YES}:
            return name.removeprefix(first)
        tails = (name[start:] for start in range(2, len(name) - 1))
        return next((t for t in tails if self._senses.get(folded(t)) is Sense.PUPIL), "")

    def codes(self, text: str, *, turned: bool = False) -> dict[str, Says]:
        """What the codes mean that a heading or a line explains, such as 0在校，1不在校; nothing where it
        explains none.

        ``turned`` where the column asks for the opposite: 是否辍学（1是0否）.
        """
        best: dict[str, Says] = {}
        for way in explained(text):
            plain = {c: word for c, word in way.items() if word not in VAGUE}
            read = {c: self.heard(word).verdict(turned=turned) for c, word in plain.items()}
            said = set(read.values())
            if Says.YES in said and len(said) > 1 and len(read) > len(best):
                best = read
        return best

    @property
    def tails(self) -> str:
        """A regular expression for names of which :meth:`behind` may find something, and for no
        usual name.
        """
        pupil = [re.escape(w) for w, sense in self._senses.items() if sense is Sense.PUPIL]
        return f"^.{{2,}}(?:{'|'.join(pupil)})$" if pupil else "^$"

    def answer(self, text: str) -> Says | None:
        """A text that is nothing but an answer, such as 是, × or 无; ``None`` for any other."""
        return self._answer(self._whole(folded(text)))

    def _whole(self, clause: str) -> Sense | None:
        """The sense of a clause that is one word of the table."""
        return self._alone.get(clause) or self._senses.get(clause)

    @staticmethod
    def _answer(sense: Sense | None) -> Says | None:
        if sense is Sense.AFFIRM:
            return Says.YES
        return Says.NO if sense in (Sense.DENY, Sense.NOT) else None

    def _clause(self, heard: Heard, clause: str, about: _About) -> None:
        undated = _DAY_BEFORE.sub("", clause)
        clause = undated if self._alone.get(undated) in _SAID else clause
        if clause in self._alone:
            sense = self._alone[clause]
            if (answer := self._answer(sense)) is not None:
                heard.answers.add(answer)
            else:
                heard.words |= about.told(sense)
            return
        place = 0
        while place < len(clause):
            found = self._pattern.match(clause, place)
            word, start = found[0] if found else clause[place], place
            sense = self._senses.get(word, Sense.BLANK)
            place += len(word)
            if sense is Sense.BLANK or (sense is Sense.ASK and len(word) == 1 < len(clause)):
                heard.rest |= not _NUMERAL.match(word)
            elif sense in (Sense.AFFIRM, Sense.DENY):
                if start == 0 or not word[0].isalnum():  # a mark answers anywhere
                    heard.answers |= {self._answer(sense)} - {None}  # type: ignore[arg-type]
                else:
                    heard.rest |= not _NUMERAL.match(word)
            elif sense is Sense.PLACE:
                goes = clause[:start].rstrip(_WENT)[-1:] in _TO
                heard.words |= about.told(Sense.ASK) if goes else set()
                heard.rest = True
            elif sense in _SAID:
                heard.words |= about.told(sense)
            else:
                about.follows(sense, clause[start - 1] if start else "")
        heard.rest |= about.turned or about.doubted


_SAID = {
    Sense.YES: Says.YES,
    Sense.NO: Says.NO,
    Sense.PUPIL: Says.NO,
    Sense.ASK: Says.ASK,
}
"""The senses that say something of the matter themselves."""


@dataclass
class _About:
    """What the words so far in a clause make of the next one: of whom it is told, whether it is
    turned round or doubted.
    """

    whose: Sense | None = None
    turned: bool = False
    doubted: bool = False

    def follows(self, sense: Sense, before: str) -> None:
        """A word that says nothing itself; ``before`` is the character before it."""
        if sense in (Sense.FAMILY, Sense.SIBLING):
            self.whose = None if before in _ALONG else self.whose or sense
        self.turned |= sense is Sense.NOT
        self.doubted |= sense is Sense.DOUBT

    def told(self, sense: Sense) -> set[Says]:
        """What a word says here; nothing where it is told of somebody else."""
        if self.whose and (sense is not Sense.PUPIL or self.whose is Sense.SIBLING):
            return set()
        said = _TURNED[_SAID[sense]] if self.turned else _SAID[sense]
        self.turned = False
        return {said}


@cache
def _table() -> dict[str, dict[str, Sense]]:
    found: dict[str, dict[str, Sense]] = defaultdict(dict)
    with TABLE.open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            for word in row["words"].split():
                found[row["about"]][folded(word)] = Sense(row["says"])
    return dict(found)


@cache
def words_about(matter: str, own: tuple[tuple[str, str], ...] = ()) -> Words:
    """The words about a matter: those of every register, then its own, then the office's (``own``:
    word and yes, no or ask).

    ``presence.place`` are the words of titles, sheets and files about presence, ``presence.day``
    those of the cells of an attendance sheet: the register's own, and some more.
    """
    table, register = _table(), matter.removesuffix(OF_PLACES).removesuffix(OF_DAYS)
    senses = table[EVERYWHERE] | table.get(register, {}) | table.get(matter, {})
    return Words(senses | {folded(word): Sense(says) for word, says in own})


def together(answers: Iterable[Says]) -> Says | None:
    """Several answers about one row as one: what contradicts itself is a question; ``None`` where
    nothing was said.
    """
    said = set(answers)
    if not said:
        return None
    return said.pop() if len(said) == 1 else Says.ASK
