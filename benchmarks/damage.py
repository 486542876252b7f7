"""A county with known truth in which chosen kinds of damage befall some children: a table of kinds,
seeded.

:func:`make` writes ``data/2025-autumn/`` and ``truth.csv``: for each row of the household register
the kind, the truth and the verdicts that are accepted. Every person is made up. What clerks,
scanners, exports, look-ups and platforms do to registers is said in :data:`KINDS`; a kind takes a
few children of the clean county and damages what was written of them.
"""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import chain
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from kongchuo_core.sample.names import DOTTED, HOMOPHONES, VARIANTS
from kongchuo_core.sample.people import Rng, make_people, with_check
from kongchuo_core.settings.models import County

TERM, SCHOOL_YEAR = "2025-autumn", 2025
Row = dict[str, Any]
PRESENT, ENROLLED_ABSENT, UNENROLLED_ABSENT = "CONSISTENT", "ENROLLED_ABSENT", "UNENROLLED_ABSENT"
ABSENT_SHARE = 0.03
"""Of the clean children so many are enrolled and absent."""


@dataclass
class Child:
    """A child and what every register writes of it; ``roll`` is ``None`` where no roll has it."""

    person: pd.Series
    home: Row
    record: Row | None
    roll: Row | None
    truth: str = PRESENT
    kind: str = "clean"
    extra: dict[str, list[Row]] = field(default_factory=dict)
    explained: bool = False
    scored: bool = True

    def leave(self) -> None:
        """The child is enrolled and not at school: no roll has it."""
        self.roll, self.truth = None, ENROLLED_ABSENT


Damage = Callable[[list[Child], Rng], None]


@dataclass(frozen=True)
class Kind:
    """One kind of damage: ``of`` children at a time, what it does to them."""

    name: str
    what: str
    damage: Damage
    of: int = 1


def number_of(birth: date, serial: int, area: str = "539924") -> str:
    """A sound number."""
    stem = f"{area}{birth:%Y%m%d}{serial:03d}"
    return str(with_check(pd.Series([stem]))[0])


def written(child: Child) -> Row:
    """The roll's row of a child who is at school."""
    assert child.roll is not None
    return child.roll


def one_row(change: Callable[[Row, Child, Rng], Row]) -> Damage:
    """A kind that changes the roll's row of one child who is there."""

    def damage(children: list[Child], rng: Rng) -> None:
        (child,) = children
        written(child).update(change(written(child), child, rng))

    return damage


def _half_absent(change: Callable[[Row, Child, Child, Rng], Row]) -> Damage:
    """A kind of two children, the first absent: the row of the second, who is there, is changed by
    what is the first one's.
    """

    def damage(children: list[Child], rng: Rng) -> None:
        absent, there = children
        absent.leave()
        written(there).update(change(written(there), there, absent, rng))

    return damage


NO_NUMBER, NO_BIRTH = {"身份证号": ""}, {"出生年月日": ""}
_SCANNED = dict(zip("0136789", "6478309", strict=True))
_SCANNED_NAMES = dict(
    zip("天明杰青洁林未梓辉浩佳晨雨玲", "夭朋木清结木末辛挥告住辰两铃", strict=True)
)
_KEYBOARD = dict(zip("1234567890", "2345678909", strict=True))


def _scanned(number: str, times: int) -> str:
    """Digits as a scanner misreads them, the last ones first."""
    places = [i for i in range(16, 9, -1) if number[i] in _SCANNED][:times]
    return "".join(_SCANNED[c] if i in places else c for i, c in enumerate(number))


def _renamed(name: str, table: dict[str, str]) -> str:
    changed = "".join(table.get(c, c) if i else c for i, c in enumerate(name))
    return changed if changed != name else name[:-1] + table.get(name[-1], "铭")


def day_of(text: str) -> date:
    return date.fromisoformat(text)


def _next_key(number: str, rng: Rng) -> str:
    """Two digits of the serial typed one key beside."""
    return number[:14] + "".join(_KEYBOARD[c] for c in number[14:16]) + number[16:]


def _letters(name: str) -> str:
    from pypinyin import lazy_pinyin

    return "".join(lazy_pinyin(name))


def _stepfather(row: Row, child: Child, rng: Rng) -> Row:
    return {"姓名": "欧" + row["姓名"][1:], **NO_NUMBER}


def _moved_school(children: list[Child], rng: Rng) -> None:
    """Enrolled at the old school; the new one wrote the name by ear and one digit wrong."""
    (child,) = children
    row = written(child)
    row["学校"] = "永定街道新迁小学"
    row["姓名"] = _renamed(row["姓名"], HOMOPHONES)
    row["身份证号"] = _scanned(row["身份证号"], 1)


def _record_damaged(children: list[Child], rng: Rng) -> None:
    (child,) = children
    assert child.record is not None
    child.record["学生姓名"] = _renamed(child.record["学生姓名"], HOMOPHONES)
    wrong = _scanned(child.record["身份证件号"], 1)
    child.record["身份证件号"] = wrong
    child.record["学籍号"] = f"G{wrong}"


def _both_wrong(children: list[Child], rng: Rng) -> None:
    """School and platform hold the same wrong serial, as the school typed it for both."""
    (child,) = children
    assert child.record is not None
    serial = (int(child.home["公民身份号码"][14:17]) + 500) % 1000
    wrong = number_of(day_of(child.home["出生日期"]), serial)
    child.record |= {"身份证件号": wrong, "学籍号": f"G{wrong}"}
    written(child)["身份证号"] = wrong


def _outsider_by_lookup(children: list[Child], rng: Rng) -> None:
    """A namesake from elsewhere sits there; number and birth date were looked up by name and are
    the absent child's.
    """
    (absent,) = children
    theirs, place = dict(absent.home), dict(written(absent))
    absent.leave()
    born = day_of(theirs["出生日期"]) + timedelta(days=int(rng.integers(40, 300)))
    own = number_of(born, int(rng.integers(100, 900)), "539943")
    record = dict(absent.record or {})
    other_class = {"年级": place["年级"], "班级": "9班"}
    absent.extra["学籍"] = [
        record
        | other_class
        | {"身份证件号": own, "学籍号": f"G{own}", "出生日期": f"{born:%Y%m%d}"}
    ]
    absent.extra["在校"] = [place | other_class]


def _outsider_plain(children: list[Child], rng: Rng) -> None:
    """A namesake from elsewhere, born the same day, on a roll without numbers and without a record
    of enrolment at that school.
    """
    (absent,) = children
    place = dict(written(absent))
    absent.leave()
    own = number_of(day_of(absent.home["出生日期"]), int(rng.integers(100, 900)), "539943")
    absent.extra["在校"] = [place | {"身份证号": own, "学校": "大营街道远方学校"}]


def _graduate(children: list[Child], rng: Rng) -> None:
    """The graduates' list has the elder's name beside the number of the absent younger one."""
    absent, elder = children
    absent.leave()
    elder.home["姓名"] = absent.home["姓名"][:-1] + "礼"
    for row, key in ((elder.record, "学生姓名"), (elder.roll, "姓名")):
        if row is not None:
            row[key] = elder.home["姓名"]
    absent.extra["毕业"] = [
        {
            "姓名": elder.home["姓名"],
            "身份证件号": absent.home["公民身份号码"],
            "毕业学校": "永定中学",
            "毕业时间": "2025年7月",
        }
    ]


def _brothers(children: list[Child], rng: Rng) -> None:
    """Brothers whose names sound alike, one absent: the roll has the other's name by ear and the
    absent one's number.
    """
    absent, there = children
    surname = absent.home["姓名"][0]
    names = (f"{surname}家辉", f"{surname}佳慧")
    for child, name in zip(children, names, strict=True):
        child.home |= {
            "姓名": name,
            "户号": absent.home["户号"],
            "乡镇（街道）": absent.home["乡镇（街道）"],
        }
        if child.record is not None:
            child.record["学生姓名"] = name
        written(child)["姓名"] = name
    absent.leave()
    written(there).update(
        {"姓名": f"{surname}嘉慧", "身份证号": absent.home["公民身份号码"], **NO_BIRTH, "性别": ""}
    )


def _pasted(*columns: str) -> Damage:
    """A block of another grade's list pasted beside the rows: the absent child's columns, grade,
    class and sex of the one there.
    """

    def damage(children: list[Child], rng: Rng) -> None:
        absent, there = children
        absent.leave()
        row, record = written(there), there.record or {}
        if row["年级"] == (absent.record or {})["年级"]:
            row["年级"] = record["年级"] = "2年级" if row["年级"] == "1年级" else "1年级"
        theirs = {"姓名": "姓名", "身份证号": "公民身份号码", "出生年月日": "出生日期"}
        row.update({c: absent.home[h] if c in columns else "" for c, h in theirs.items()})

    return damage


def _namesake(children: list[Child], rng: Rng) -> None:
    """Two namesakes of the county; the roll looked the number up by name and has no birth date, sex
    or class.
    """
    absent, there = children
    name = f"{absent.home['姓名'][0]}子{'' if rng.random() < 0.3 else '豪'}"
    for child in children:
        child.home["姓名"] = name
        if child.record is not None:
            child.record["学生姓名"] = name
        written(child)["姓名"] = name
    absent.leave()
    bare = {"身份证号": absent.home["公民身份号码"], **NO_BIRTH, "性别": "", "班级": ""}
    written(there).update(bare)


def _book_typed_wrong(children: list[Child], rng: Rng) -> None:
    """The household register lacks the number and has month and day the wrong way round."""
    (child,) = children
    born = day_of(child.home["出生日期"])
    swapped = (
        f"{born.year}-{born.day:02d}-{born.month:02d}"
        if born.day <= 12
        else f"{born.year - 1}-{born:%m-%d}"
    )
    child.home |= {"公民身份号码": "", "出生日期": swapped}


def _dotted(children: list[Child], rng: Rng) -> None:
    """A long name of two parts: the school writes the parts the other way round, by ear, and has no
    number.
    """
    (child,) = children
    name = str(rng.choice(DOTTED))
    first, second = name.split("·")
    child.home["姓名"] = name
    if child.record is not None:
        child.record["学生姓名"] = name
    written(child).update({"姓名": f"{second}{first}", **NO_NUMBER})


KINDS: tuple[Kind, ...] = (
    Kind(
        "scan2",
        "扫描识别：号码认错两位，名册没有出生日期",
        one_row(lambda r, c, g: {"身份证号": _scanned(r["身份证号"], 2), **NO_BIRTH}),
    ),
    Kind(
        "scan_name",
        "扫描识别：姓名认错一个字，号码认错一位",
        one_row(
            lambda r, c, g: {
                "姓名": _renamed(r["姓名"], _SCANNED_NAMES),
                "身份证号": _scanned(r["身份证号"], 1),
                **NO_BIRTH,
            }
        ),
    ),
    Kind(
        "next_key",
        "小键盘错位：顺序码两位按到旁边的键，有出生日期",
        one_row(lambda r, c, g: {"身份证号": _next_key(r["身份证号"], g)}),
    ),
    Kind(
        "pinyin",
        "姓名只有拼音，没有号码",
        one_row(lambda r, c, g: {"姓名": _letters(r["姓名"]), **NO_NUMBER}),
    ),
    Kind(
        "first_lost",
        "号码少了第一位，没有出生日期",
        one_row(lambda r, c, g: {"身份证号": r["身份证号"][1:], **NO_BIRTH}),
    ),
    Kind(
        "scientific",
        "号码成了科学计数法的文字，没有出生日期",
        one_row(lambda r, c, g: {"身份证号": f"{float(r['身份证号'][:17]):.5E}", **NO_BIRTH}),
    ),
    Kind(
        "century",
        "出生日期写成一九几几年，没有号码",
        one_row(lambda r, c, g: {"出生年月日": "19" + r["出生年月日"][2:], **NO_NUMBER}),
    ),
    Kind(
        "far_swap",
        "号码中两个不相邻的数字对调，没有出生日期",
        one_row(
            lambda r, c, g: {
                "身份证号": r["身份证号"][:11]
                + r["身份证号"][15]
                + r["身份证号"][12:15]
                + r["身份证号"][11]
                + r["身份证号"][16:],
                **NO_BIRTH,
            }
        ),
    ),
    Kind("stepfather", "随继父改姓，没有号码", one_row(_stepfather)),
    Kind("milk_name", "乳名，没有号码", one_row(lambda r, c, g: {"姓名": "毛毛", **NO_NUMBER})),
    Kind(
        "trad_float",
        "繁体姓名，号码被改成数值",
        one_row(
            lambda r, c, g: {
                "姓名": _renamed(r["姓名"], VARIANTS),
                "身份证号": r["身份证号"][:15] + "000",
            }
        ),
    ),
    Kind("name_only", "名册只有姓名和班级", one_row(lambda r, c, g: {**NO_NUMBER, **NO_BIRTH})),
    Kind(
        "old_area",
        "学校还是迁户前的号码，没有出生日期",
        one_row(
            lambda r, c, g: {
                "身份证号": number_of(
                    day_of(c.home["出生日期"]), int(r["身份证号"][14:17]), "539911"
                ),
                **NO_BIRTH,
            }
        ),
    ),
    Kind(
        "sibling_birth",
        "出生日期抄成下一行的，没有号码",
        one_row(
            lambda r, c, g: {
                "出生年月日": str(day_of(r["出生年月日"]) + timedelta(days=97)),
                **NO_NUMBER,
            }
        ),
    ),
    Kind("short_dotted", "少数民族姓名前后颠倒，没有号码", _dotted),
    Kind("moved", "已转到另一校：新校姓名同音、号码错一位，学籍还在原校", _moved_school),
    Kind("record", "学籍的姓名同音、号码错一位，名册无误", _record_damaged),
    Kind("both_wrong", "学籍和名册是同一个错的顺序码，校验位对", _both_wrong),
    Kind("book", "户籍没有号码，出生日期月日颠倒", _book_typed_wrong),
    Kind(
        "above",
        "号码向下填充：是上一行未到校儿童的，没有出生日期",
        _half_absent(lambda r, c, a, g: {"身份证号": a.home["公民身份号码"], **NO_BIRTH}),
        2,
    ),
    Kind(
        "pasted",
        "另一年级名单的姓名、号码整块粘贴错行，性别、班级是本人的",
        _pasted("姓名", "身份证号"),
        2,
    ),
    Kind(
        "pasted_birth",
        "另一年级名单的姓名、号码、出生日期整块粘贴错行，性别、班级是本人的",
        _pasted("姓名", "身份证号", "出生年月日"),
        2,
    ),
    Kind("brothers", "兄弟姓名音近：名册按音写弟弟的名，号码是未到校哥哥的", _brothers, 2),
    Kind("namesake", "按姓名查找号码：填成同名未到校儿童的，名册只有姓名、号码", _namesake, 2),
    Kind(
        "outsider", "外县同名学生的号码和出生日期按姓名查找，填成未到校儿童的", _outsider_by_lookup
    ),
    Kind("stranger", "外县同名同日学生在另一校，号码是自己的；本县儿童未到校", _outsider_plain),
    Kind("graduate", "毕业名单：哥哥的姓名，未到校弟弟的号码", _graduate, 2),
)


def make(
    folder: Path,
    county: County,
    *,
    seed: int,
    children: int,
    each: int,
    kinds: tuple[Kind, ...] = KINDS,
) -> None:
    """Write a county of ``children`` children, of whom ``each`` times every kind's are damaged."""
    rng = np.random.default_rng(seed)
    everyone = _everyone(county, children, rng)
    order = iter(rng.permutation(len(everyone)).tolist())
    for kind in kinds:
        for _ in range(each):
            group = [everyone[next(order)] for _ in range(kind.of)]
            for child in group:
                child.kind = kind.name
            kind.damage(group, rng)
    for place in order:
        if rng.random() < ABSENT_SHARE:
            everyone[place].leave()
    _write(folder, everyone)


def _everyone(county: County, children: int, rng: Rng) -> list[Child]:
    people = make_people(county, SCHOOL_YEAR, children, rng).people
    first, last = pd.Timestamp(SCHOOL_YEAR - 16, 9, 1), pd.Timestamp(SCHOOL_YEAR - 6, 8, 31)
    own = people[~people["outsider"] & ~people["shared"] & people["birth"].between(first, last)]
    return [_child(person) for _, person in own.iterrows()]


def _child(person: pd.Series) -> Child:
    years = SCHOOL_YEAR - person["birth"].year - (person["birth"].month >= 9)
    grade = min(max(years - 5, 1), 9)
    school = person["primary"] if grade <= 6 else person["secondary"]
    place = {"年级": f"{grade}年级", "班级": f"{person['class_no']}班"}
    born, name, number = f"{person['birth']:%Y-%m-%d}", person["name"], person["id_no"]
    home = {
        "户号": person["household_no"],
        "户主姓名": person["head_name"],
        "姓名": name,
        "性别": person["sex"],
        "公民身份号码": number,
        "出生日期": born,
        "乡镇（街道）": person["town"],
        "村（社区）": person["village"],
        "监护人": person["guardian"],
        "联系电话": person["phone"],
    }
    record = {
        "学校名称": school,
        **place,
        "学生姓名": name,
        "性别": person["sex"],
        "出生日期": born.replace("-", ""),
        "身份证件号": number,
        "学籍号": f"G{number}",
        "学籍状态": "在籍",
    }
    roll = {
        "学校": school,
        **place,
        "姓名": name,
        "性别": person["sex"],
        "身份证号": number,
        "出生年月日": born,
        "是否在校": "是",
    }
    return Child(person, home, record, roll)


def _write(folder: Path, everyone: list[Child]) -> None:
    data = folder / "data" / TERM
    registers: dict[str, list[Row]] = {
        "户籍": [c.home for c in everyone],
        "学籍": [c.record for c in everyone if c.record is not None],
        "在校": [c.roll for c in everyone if c.roll is not None],
    }
    owners: list[Child | None] = list(everyone)
    for child in everyone:
        for register, rows in child.extra.items():
            registers.setdefault(register, []).extend(rows)
            if register == "户籍":
                owners += [child if "_out" not in row else None for row in rows]
    for register, rows in registers.items():
        files: dict[str, list[Row]] = {}
        for row in rows:
            row.pop("_out", None)
            files.setdefault(row.pop("_file", register), []).append(row)
        (data / register).mkdir(parents=True, exist_ok=True)
        for file, lines in files.items():
            _csv(data / register / f"{file}.csv", lines)
    truth = [
        {
            "file": "户籍/户籍.csv",
            "sheet": "",
            "row": place,
            "kind": child.kind,
            "truth": child.truth,
            "accept": child.truth if child.kind == "clean" else f"{child.truth}|REVIEW",
            "explained": int(child.explained),
            "in_scope": 1,
            "id": child.person["id_no"],
            "name": child.home["姓名"],
        }
        for place, child in enumerate(owners, start=2)
        if child is not None and child.scored
    ]
    _csv(folder / "truth.csv", truth)


def _csv(path: Path, rows: list[Row]) -> None:
    heads = list(dict.fromkeys(chain.from_iterable(rows)))
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, heads)
        writer.writeheader()
        writer.writerows(rows)
