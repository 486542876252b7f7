"""More kinds of damage, thought of before anybody looked at what the program does to them.

What happens in homes, between siblings, twins and namesakes, in a whole class or file, in the
household register itself, and when children move or are adopted. One kind tells one story; ``of``
says how many children it takes, the absent ones first.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from benchmarks.damage import (
    NO_BIRTH,
    NO_NUMBER,
    Child,
    Damage,
    Kind,
    Row,
    day_of,
    number_of,
    one_row,
    written,
)
from kongchuo_core.sample.names import DOTTED
from kongchuo_core.sample.people import Rng

_HEARD = dict(
    zip(
        "李杨张王刘陈赵周何罗马黄吴徐孙苏鲁字",
        "黎阳章汪牛程邹邹贺卢麻王胡许沈舒卢智",
        strict=True,
    )
)
"""Surnames as another dialect hears them."""
_SHARED = "家文明永"
_OWN = "豪杰慧佳辉洁瑞睿峰锋"
NO_SEX, NO_CLASS = {"性别": ""}, {"班级": ""}
ADULT = 26
"""Years between a parent and a child."""


def called(child: Child, name: str) -> None:
    """The child's name in every register."""
    child.home["姓名"] = name
    if child.record is not None:
        child.record["学生姓名"] = name
    if child.roll is not None:
        child.roll["姓名"] = name


def numbered(child: Child, number: str) -> None:
    """The child's number and the birth date in it, in every register."""
    born = f"{number[6:10]}-{number[10:12]}-{number[12:14]}"
    child.home |= {"公民身份号码": number, "出生日期": born}
    if child.record is not None:
        child.record |= {
            "身份证件号": number,
            "学籍号": f"G{number}",
            "出生日期": number[6:14],
        }
    if child.roll is not None:
        child.roll |= {"身份证号": number, "出生年月日": born}


def seated(children: Sequence[Child]) -> None:
    """All of them in the class of the last one."""
    place = {c: written(children[-1])[c] for c in ("学校", "年级", "班级")}
    for child in children:
        written(child).update(place)
        if child.record is not None:
            child.record |= {
                "学校名称": place["学校"],
                "年级": place["年级"],
                "班级": place["班级"],
            }


def related(children: Sequence[Child], rng: Rng) -> None:
    """Brothers and sisters of one household whose names share the character of their generation."""
    first = children[0].home
    shared = str(rng.choice(list(_SHARED)))
    own = rng.permutation(list(_OWN))
    home = ("户号", "户主姓名", "乡镇（街道）", "村（社区）", "监护人", "联系电话")
    for child, character in zip(children, own, strict=False):
        child.home |= {h: first[h] for h in home}
        called(child, f"{first['姓名'][0]}{shared}{character}")


def _of_home(change: Callable[[Row, Child, Child, Rng], Row]) -> Damage:
    """Of two of one home the first is absent; the row of the other is changed by what is the absent
    one's.
    """

    def damage(children: list[Child], rng: Rng) -> None:
        related(children, rng)
        absent, there = children
        absent.leave()
        written(there).update(change(written(there), there, absent, rng))

    return damage


def _exchanged_on_roll(children: list[Child], rng: Rng) -> None:
    related(children, rng)
    one, other = (written(c) for c in children)
    one["身份证号"], other["身份证号"] = other["身份证号"], one["身份证号"]
    for row in (one, other):
        row |= NO_BIRTH


def _digits_exchanged(children: list[Child], rng: Rng) -> None:
    """Numbers of two of one home: the last four characters are exchanged on the roll."""
    related(children, rng)
    one, other = (written(c) for c in children)
    a, b = one["身份证号"], other["身份证号"]
    one |= {"身份证号": a[:14] + b[14:], **NO_BIRTH}
    other |= {"身份证号": b[:14] + a[14:], **NO_BIRTH}


def twins(children: list[Child], rng: Rng) -> None:
    """Makes the children twins with numbers next to each other, in one class."""
    related(children, rng)
    born = day_of(written(children[-1])["出生年月日"])
    serial = int(rng.integers(100, 480)) * 2
    for place, child in enumerate(children):
        sex = written(children[-1])["性别"]
        child.home["性别"] = written(child)["性别"] = sex
        if child.record is not None:
            child.record["性别"] = sex
        numbered(child, number_of(born, serial + 2 * place))
    seated(children)


def _of_twins(change: Callable[[Row, Child, Rng], Row]) -> Damage:
    """Of twins the first is absent; the row of the other is changed by what is the absent one's."""

    def damage(children: list[Child], rng: Rng) -> None:
        twins(children, rng)
        absent, there = children
        number = absent.home["公民身份号码"]
        absent.leave()
        assert number
        written(there).update(change(written(there), absent, rng))

    return damage


def _namesakes(change: Callable[[Child, Child, Rng], None]) -> Damage:
    """Two of one name in one class, of whom the first is absent."""

    def damage(children: list[Child], rng: Rng) -> None:
        absent, there = children
        name = str(there.home["姓名"])
        called(absent, name)
        seated(children)
        absent.leave()
        change(absent, there, rng)

    return damage


def _both_unnumbered(absent: Child, there: Child, rng: Rng) -> None:
    written(there).update({**NO_NUMBER, **NO_BIRTH})


def _lookup(absent: Child, there: Child, rng: Rng) -> None:
    written(there).update({"身份证号": absent.home["公民身份号码"], **NO_BIRTH, **NO_SEX})


def _month_only(absent: Child, there: Child, rng: Rng) -> None:
    written(there).update({**NO_NUMBER, "出生年月日": absent.home["出生日期"][:7]})


def _stranger_in_class(children: list[Child], rng: Rng) -> None:
    """A pupil from elsewhere, of the absent child's name and birth date, sits in that class; the
    number has one digit wrong.
    """
    (absent,) = children
    place, record = dict(written(absent)), dict(absent.record or {})
    absent.leave()
    own = number_of(day_of(absent.home["出生日期"]), int(rng.integers(100, 900)), "539943")
    absent.extra["学籍"] = [record | {"身份证件号": own, "学籍号": f"G{own}"}]
    wrong = own[:15] + str((int(own[15]) + 3) % 10) + own[16:]
    absent.extra["在校"] = [place | {"身份证号": wrong}]


def _parent_number(born: date, rng: Rng) -> str:
    parent = born.replace(year=born.year - ADULT, day=min(born.day, 28))
    return number_of(parent + timedelta(days=int(rng.integers(300))), int(rng.integers(100, 900)))


def _parent_of_two(children: list[Child], rng: Rng) -> None:
    """Both of one home were registered at school under a parent's number; one of them left."""
    related(children, rng)
    absent, there = children
    parent = _parent_number(day_of(there.home["出生日期"]), rng)
    absent.leave()
    written(there).update({"身份证号": parent, **NO_BIRTH})


def _parent_at_home(children: list[Child], rng: Rng) -> None:
    """The household register has the parent's number for two of one home; births are right; one is
    absent.
    """
    related(children, rng)
    parent = _parent_number(day_of(children[0].home["出生日期"]), rng)
    for child in children:
        child.home["公民身份号码"] = parent
    children[0].leave()


def _parent_named(row: Row, child: Child, rng: Rng) -> Row:
    return {"姓名": child.home["监护人"] or child.home["户主姓名"], **NO_BIRTH}


def _adopted(*changes: str) -> Damage:
    """The household register has a new number, of a person adopted or put right; the school knows
    the old one.
    """

    def damage(children: list[Child], rng: Rng) -> None:
        (child,) = children
        born, serial = day_of(child.home["出生日期"]), int(rng.integers(100, 900))
        if "birth" in changes:
            born += timedelta(days=int(rng.integers(20, 200)))
            serial = int(child.home["公民身份号码"][14:17])
        area = "539911" if "area" in changes else "539924"
        child.home |= {"公民身份号码": number_of(born, serial, area), "出生日期": str(born)}
        if "surname" in changes:
            child.home["姓名"] = "欧" + child.home["姓名"][1:]
        if "name" in changes:
            child.home["姓名"] = f"{child.home['姓名'][0]}若冰"

    return damage


def _both_towns(children: list[Child], rng: Rng) -> None:
    """Moved: the old town's book still has the child, under the old name; one book has the number
    with a digit wrong.
    """
    (child,) = children
    other = {"永定街道": "大营街道"}.get(child.home["乡镇（街道）"], "永定街道")
    number = child.home["公民身份号码"]
    wrong = number[:15] + str((int(number[15]) + 4) % 10) + number[16:]
    moved = dict(child.home) | {"乡镇（街道）": other, "户号": "9" + child.home["户号"]}
    child.extra["户籍"] = [moved | {"公民身份号码": wrong}]


def _both_towns_absent(children: list[Child], rng: Rng) -> None:
    _both_towns(children, rng)
    children[0].leave()


def _twice_adopted(children: list[Child], rng: Rng) -> None:
    """In two homes' books: with the old parents and, under a new surname and number, with the new
    ones.
    """
    (child,) = children
    born = day_of(child.home["出生日期"])
    again = dict(child.home) | {
        "姓名": "欧" + child.home["姓名"][1:],
        "公民身份号码": number_of(born, int(rng.integers(100, 900))),
        "户号": "8" + child.home["户号"],
    }
    child.extra["户籍"] = [again]


def _same_number_at_home(children: list[Child], rng: Rng) -> None:
    """The police gave two of one home one number; births are right; one is absent, the roll has no
    birth date.
    """
    related(children, rng)
    absent, there = children
    number = there.home["公民身份号码"]
    absent.home["公民身份号码"] = number
    absent.leave()
    written(there).update(NO_BIRTH)


def _exchanged_at_home(children: list[Child], rng: Rng) -> None:
    """The household register exchanged the numbers and births of two of one home; school is right
    without births.
    """
    related(children, rng)
    one, other = children
    kept = {h: one.home[h] for h in ("公民身份号码", "出生日期")}
    one.home |= {h: other.home[h] for h in kept}
    other.home |= kept
    one.leave()
    written(other).update(NO_BIRTH)


def _temporary_record(children: list[Child], rng: Rng) -> None:
    """The platform gave a temporary number; the roll has the school's own number in the place of
    the identity number.
    """
    (child,) = children
    assert child.record is not None
    child.record |= {"身份证件号": "", "学籍号": f"L53992410{int(rng.integers(10**9)):09d}"}
    written(child).update({"身份证号": f"2025{int(rng.integers(10**5)):05d}", **NO_BIRTH})


def _drag_filled(children: list[Child], rng: Rng) -> None:
    """The first number was dragged down the column: every row has one more than the row above; the
    first child left.
    """
    seated(children)
    first = children[0].home["公民身份号码"]
    children[0].leave()
    for step, child in enumerate(children[1:]):
        number = first if not step else f"{int(first[:17]) + step}{first[17]}"
        written(child).update({"身份证号": number, **NO_BIRTH})


def _dates_dragged(children: list[Child], rng: Rng) -> None:
    """Birth dates dragged down: a day more in every row; no numbers."""
    seated(children)
    first = day_of(written(children[0])["出生年月日"])
    for step, child in enumerate(children):
        written(child).update({"出生年月日": str(first + timedelta(days=step)), **NO_NUMBER})


def _classes_exchanged(children: list[Child], rng: Rng) -> None:
    """Two classes' lists changed places, without numbers, births by month; one of the first class
    is absent.
    """
    half = len(children) // 2
    seated(children)
    for place, child in enumerate(children):
        own, told = ("1班", "2班") if place < half else ("2班", "1班")
        if child.record is not None:
            child.record["班级"] = own
        row = written(child)
        row |= {"班级": told, "出生年月日": row["出生年月日"][:7], **NO_NUMBER}
    children[0].leave()


def _names_of_other_class(children: list[Child], rng: Rng) -> None:
    """The names of one class were pasted over another's, whose numbers stayed; the other class is
    absent to its first child.
    """
    half = len(children) // 2
    seated(children)
    for place, child in enumerate(children):
        own = "1班" if place < half else "2班"
        written(child)["班级"] = own
        if child.record is not None:
            child.record["班级"] = own
    names = [c.home["姓名"] for c in children[:half]]
    children[0].leave()
    for child, name in zip(children[half:], names, strict=True):
        written(child).update({"姓名": name, **NO_BIRTH, **NO_SEX})


def _stale_copy(children: list[Child], rng: Rng) -> None:
    """Last term's list with the grades promoted beside this term's, which says no of the child."""
    (absent,) = children
    old = dict(written(absent)) | {"_file": "名册（副本）"}
    new = dict(written(absent)) | {"是否在校": "否"}
    absent.leave()
    absent.extra["在校"] = [old, new]


def _note(*words: str) -> Damage:
    """The school writes yes, and beside it what says otherwise."""

    def damage(children: list[Child], rng: Rng) -> None:
        (absent,) = children
        row = dict(written(absent)) | {"备注": str(rng.choice(list(words)))}
        absent.leave()
        absent.extra["在校"] = [row]

    return damage


def _elsewhere_of(children: list[Child], rng: Rng) -> None:
    """Schooling elsewhere of the one of the home who is there, written beside the absent one's
    number.
    """
    related(children, rng)
    absent, there = children
    absent.leave()
    there.roll = None
    there.truth = "ENROLLED_ABSENT"
    there.explained = True
    there.extra["异地就读"] = [
        {
            "姓名": there.home["姓名"],
            "身份证号": absent.home["公民身份号码"],
            "就读学校": "昆明市盘龙区龙泉小学",
            "就读地": "云南省昆明市",
            "证明材料": "就读证明",
        }
    ]


def _elsewhere_namesake(children: list[Child], rng: Rng) -> None:
    """Schooling elsewhere of a namesake from another county whose number has one digit wrong."""
    (absent,) = children
    born = day_of(absent.home["出生日期"]) + timedelta(days=int(rng.integers(2, 300)))
    own = number_of(born, int(absent.home["公民身份号码"][14:17]))
    absent.leave()
    wrong = own[:16] + str((int(own[16]) + 3) % 10) + own[17]
    absent.extra["异地就读"] = [
        {
            "姓名": absent.home["姓名"],
            "身份证号": wrong,
            "就读学校": "昆明市盘龙区龙泉小学",
            "就读地": "云南省昆明市",
            "证明材料": "就读证明",
        }
    ]


def _approved_sibling(children: list[Child], rng: Rng) -> None:
    """The suspension of the one who is there was filed under the absent one's number."""
    related(children, rng)
    absent, there = children
    absent.leave()
    absent.extra["缓学休学"] = [
        {
            "姓名": there.home["姓名"],
            "身份证号": absent.home["公民身份号码"],
            "类型": "休学",
            "批准日期": "2025-08-20",
            "期满日期": "2026-08-20",
            "原因": "因病",
            "批准机关": "县教育体育局",
        }
    ]


def _dotted(children: list[Child], name: str) -> None:
    called(children[0], name)


def _first_part(children: list[Child], rng: Rng) -> None:
    name = str(rng.choice(DOTTED))
    _dotted(children, name)
    row = written(children[0])
    row |= {"姓名": name.split("·")[0], "出生年月日": row["出生年月日"][:7], **NO_NUMBER}


def _surname_put_before(children: list[Child], rng: Rng) -> None:
    name = str(rng.choice(DOTTED))
    _dotted(children, name)
    written(children[0]).update({"姓名": "李" + name.split("·")[1], **NO_NUMBER})


def _other_spelling(children: list[Child], rng: Rng) -> None:
    """Another transliteration of a long name, one digit wrong, no birth date."""
    pairs = (
        ("阿卜杜热合曼·买买提", "阿布都热合满·麦麦提"),
        ("吉克·阿依", "吉克阿衣"),
        ("麦麦提·艾力", "买买提·艾利"),
        ("尔古·日洛", "尔古日罗"),
        ("沙马·伍果", "沙玛伍各"),
    )
    name, other = pairs[int(rng.integers(len(pairs)))]
    _dotted(children, name)
    row = written(children[0])
    number = row["身份证号"]
    row |= {
        "姓名": other,
        "身份证号": number[:12] + number[13] + number[12] + number[14:],
        **NO_BIRTH,
    }


def _other_nation_name(row: Row, child: Child, rng: Rng) -> Row:
    return {"姓名": str(rng.choice(["木呷尔布", "阿依木", "日洛", "勒格扎西"])), **NO_NUMBER}


def _generation_dropped(row: Row, child: Child, rng: Rng) -> Row:
    name = row["姓名"]
    return {"姓名": name[0] + name[-1] if len(name) > 2 else name + name[-1]}


def _neighbour_tail(children: list[Child], rng: Rng) -> None:
    """The last four characters of the number are the ones of the absent neighbour in the list."""
    seated(children)
    absent, there = children
    tail = absent.home["公民身份号码"][14:]
    absent.leave()
    row = written(there)
    row |= {"身份证号": row["身份证号"][:14] + tail, **NO_BIRTH}


def _neighbour_line(children: list[Child], rng: Rng) -> None:
    """Number, birth date and sex were typed from the absent neighbour's line; the name is the one
    who is there.
    """
    seated(children)
    absent, there = children
    number, born, sex = (absent.home[h] for h in ("公民身份号码", "出生日期", "性别"))
    absent.leave()
    written(there).update({"身份证号": number, "出生年月日": born, "性别": sex})


def _two_in_a_cell(children: list[Child], rng: Rng) -> None:
    """Twins on one line of the roll: both names in the cell, the number of the first."""
    twins(children, rng)
    one, other = children
    row = written(one)
    row |= {"姓名": f"{one.home['姓名']}、{other.home['姓名']}"}
    other.roll = None


def _book_lost(children: list[Child], rng: Rng) -> None:
    """The household register has a name with a lost character and a number with two digits
    exchanged.
    """
    (child,) = children
    number = child.home["公民身份号码"]
    child.home |= {
        "姓名": child.home["姓名"][:-1] + "?",
        "公民身份号码": number[:14] + number[15] + number[14] + number[16:],
    }


def _record_lost(children: list[Child], rng: Rng) -> None:
    """Enrolment has no number and a birth date a day off; the roll is right."""
    (child,) = children
    assert child.record is not None
    born = day_of(child.home["出生日期"]) + timedelta(days=1)
    child.record |= {"身份证件号": "", "出生日期": f"{born:%Y%m%d}", "学籍号": "G"}


def _record_of_absent(children: list[Child], rng: Rng) -> None:
    """Absent; enrolled at another school under a homophone with a digit wrong; the old school has a
    namesake.
    """
    absent, other = children
    called(other, absent.home["姓名"])
    absent.leave()
    if absent.record is not None:
        number = absent.home["公民身份号码"]
        absent.record |= {"身份证件号": number[:16] + str((int(number[16]) + 1) % 10) + number[17]}
    written(other).update({**NO_NUMBER, **NO_BIRTH})


def _shifted(days: int) -> Damage:
    """Dates of an export counted from another day."""
    return one_row(
        lambda r, c, g: {
            "出生年月日": str(day_of(r["出生年月日"]) + timedelta(days=days)),
            **NO_NUMBER,
        }
    )


def _merged_school(children: list[Child], rng: Rng) -> None:
    """The school goes by its new name; no number, birth by month."""
    row = written(children[0])
    row |= {"学校": "永定联合九年一贯制学校", "出生年月日": row["出生年月日"][:7], **NO_NUMBER}


def _repeats(children: list[Child], rng: Rng) -> None:
    """Repeats a year in another class, known to the school alone; no number."""
    row = written(children[0])
    grade = int(row["年级"][0])
    row |= {"年级": f"{max(grade - 1, 1)}年级", "班级": "7班", **NO_NUMBER, **NO_BIRTH}


def _without_record(damage: Damage) -> Damage:
    """The same of a child whom no school enrolled."""

    def both(children: list[Child], rng: Rng) -> None:
        damage(children, rng)
        for child in children:
            child.record = None
            child.truth = "PRESENT_UNENROLLED"

    return both


def _wrong_at(number: str, *places: int) -> str:
    return "".join(str((int(c) + 4) % 10) if i in places else c for i, c in enumerate(number))


def _month_typed_wrong(row: Row, child: Child, rng: Rng) -> Row:
    born = day_of(row["出生年月日"])
    return {
        "出生年月日": f"{born.year}-{born.month % 12 + 1:02d}-{min(born.day, 28):02d}",
        **NO_NUMBER,
    }


def _at_home(change: Callable[[Row, Rng], Row]) -> Damage:
    """The household register of one child is changed; the schools are right."""

    def damage(children: list[Child], rng: Rng) -> None:
        (child,) = children
        child.home.update(change(child.home, rng))

    return damage


def _lunar_at_home(row: Row, rng: Rng) -> Row:
    from lunar_python import Solar

    born = day_of(row["出生日期"])
    lunar = Solar.fromYmd(born.year, born.month, born.day).getLunar()
    most = 28 if lunar.getMonth() in (2, -2) else 30
    day = min(lunar.getDay(), most)
    name = "".join(_BY_EAR.get(c, c) if i else c for i, c in enumerate(row["姓名"]))
    told = f"{lunar.getYear()}-{abs(lunar.getMonth()):02d}-{day:02d}"
    return {"姓名": name, "公民身份号码": "", "出生日期": told}


_BY_EAR = dict(zip("浩宇怡佳梓梅静玲云红", "昊雨宜嘉子玫婧铃芸虹", strict=True))


def _cells_exchanged(row: Row, child: Child, rng: Rng) -> Row:
    return {"姓名": row["身份证号"], "身份证号": row["姓名"]}


def _moved_bare(children: list[Child], rng: Rng) -> None:
    """Moved to another school that wrote name and birth month only; enrolment and the old school's
    class are as they were.
    """
    row = written(children[0])
    other = "大营中心小学" if row["学校"] != "大营中心小学" else "永定中心小学"
    row |= {"学校": other, "出生年月日": row["出生年月日"][:7], **NO_NUMBER}


def _number_of_baby(children: list[Child], rng: Rng) -> None:
    """The number of a baby of the home, who stands in the household register, beside the pupil's
    name.
    """
    (child,) = children
    born = date(2023, 3, 1) + timedelta(days=int(rng.integers(500)))
    baby = dict(child.home) | {
        "姓名": child.home["姓名"][0] + "小宝",
        "公民身份号码": number_of(born, int(rng.integers(100, 900))),
        "出生日期": str(born),
        "_out": "1",
    }
    child.extra["户籍"] = [baby]
    written(child).update({"身份证号": baby["公民身份号码"], **NO_BIRTH})


def _elder_there(children: list[Child], rng: Rng) -> None:
    """A brother of seventeen still sits in class, under the name of the absent younger one; the
    number is his own.
    """
    (absent,) = children
    row = dict(written(absent))
    absent.leave()
    born = date(2008, 1, 10) + timedelta(days=int(rng.integers(200)))
    elder = dict(absent.home) | {
        "姓名": absent.home["姓名"][0] + "国强",
        "公民身份号码": number_of(born, int(rng.integers(100, 900))),
        "出生日期": str(born),
        "_out": "1",
    }
    absent.extra["户籍"] = [elder]
    absent.extra["在校"] = [row | {"身份证号": elder["公民身份号码"], **NO_BIRTH}]


def _one_number_enrolled(children: list[Child], rng: Rng) -> None:
    """Two of one home are enrolled under one number; the roll has names and birth months; one is
    absent.
    """
    related(children, rng)
    absent, there = children
    number = absent.home["公民身份号码"]
    if there.record is not None:
        there.record |= {"身份证件号": number, "学籍号": f"G{number}"}
    absent.leave()
    row = written(there)
    row |= {"出生年月日": row["出生年月日"][:7], **NO_NUMBER}


def _enrolled_by_parent(children: list[Child], rng: Rng) -> None:
    """Enrolment has the parent's name beside the child's number; the roll has no number."""
    (child,) = children
    if child.record is not None:
        child.record["学生姓名"] = child.home["监护人"]
    written(child).update(NO_NUMBER)


def _namesake_without_number(children: list[Child], rng: Rng) -> None:
    """The absent child is named with no; a namesake of another class, from elsewhere, has a row
    with a name alone.
    """
    (absent,) = children
    row = dict(written(absent))
    absent.leave()
    absent.extra["在校"] = [
        row | {"是否在校": "否"},
        row | {"班级": "9班", **NO_NUMBER, **NO_BIRTH},
    ]


def _platform_double(children: list[Child], rng: Rng) -> None:
    """A pupil from elsewhere was enrolled and is on the roll under the absent child's number."""
    (absent,) = children
    record, row = dict(absent.record or {}), dict(written(absent))
    absent.leave()
    other = {"年级": row["年级"], "班级": "9班"}
    absent.extra["学籍"] = [record | other | {"学生姓名": "欧" + row["姓名"][1:]}]
    absent.extra["在校"] = [row | other | {"姓名": "欧" + row["姓名"][1:], **NO_BIRTH}]


def _moved_away_row(children: list[Child], rng: Rng) -> None:
    """The old town's row has the right number and says 迁出; the new town's has a digit wrong and no
    other fault.
    """
    (child,) = children
    old = dict(child.home) | {"户籍状态": "迁出", "_out": "1"}
    other = {"永定街道": "大营街道"}.get(child.home["乡镇（街道）"], "永定街道")
    number = child.home["公民身份号码"]
    child.home |= {"乡镇（街道）": other, "户籍状态": "正常", "公民身份号码": _wrong_at(number, 15)}
    child.extra["户籍"] = [old]


def _dead_twin(children: list[Child], rng: Rng) -> None:
    """The roll has the number of a twin who died beside the name of the one who lives; no birth
    date.
    """
    twins(children, rng)
    dead, there = children
    dead.home["户籍状态"] = "死亡"
    dead.record = dead.roll = None
    dead.scored = False
    written(there).update({"身份证号": dead.home["公民身份号码"], **NO_BIRTH})


def _transferred(children: list[Child], rng: Rng) -> None:
    """The old record says 转出; the new one, at the school where the child sits, has two digits wrong
    and no birth date.
    """
    (child,) = children
    record = dict(child.record or {})
    child.extra["学籍"] = [record | {"学校名称": "大营旧校小学", "学籍状态": "转出"}]
    if child.record is not None:
        wrong = _wrong_at(record["身份证件号"], 12, 15)
        child.record |= {"身份证件号": wrong, "学籍号": f"G{wrong}", "出生日期": ""}


def _twice_at_home(change: Callable[[Row], Row]) -> Damage:
    """The household register has the child a second time, in the same home, without a number."""

    def damage(children: list[Child], rng: Rng) -> None:
        (child,) = children
        child.extra["户籍"] = [dict(child.home) | {"公民身份号码": ""} | change(child.home)]

    return damage


MORE: tuple[Kind, ...] = (
    Kind("sib_swap", "两兄弟姐妹的号码在名册上对调，没有出生日期，都在校", _exchanged_on_roll, 2),
    Kind(
        "sib_tails",
        "两兄弟姐妹号码的后四位在名册上对调，没有出生日期，都在校",
        _digits_exchanged,
        2,
    ),
    Kind(
        "sib_number",
        "在校的填了未到校兄弟姐妹的号码，没有出生日期",
        _of_home(lambda r, c, a, g: {"身份证号": a.home["公民身份号码"], **NO_BIRTH}),
        2,
    ),
    Kind(
        "sib_name",
        "在校的号码、出生日期无误，姓名写成未到校兄弟姐妹的",
        _of_home(lambda r, c, a, g: {"姓名": a.home["姓名"]}),
        2,
    ),
    Kind(
        "sib_name_bare",
        "在校的号码无误，姓名写成未到校兄弟姐妹的，没有出生日期、性别",
        _of_home(lambda r, c, a, g: {"姓名": a.home["姓名"], **NO_BIRTH, **NO_SEX}),
        2,
    ),
    Kind(
        "dialect_surname",
        "方言听写的姓，号码错一位，没有出生日期",
        one_row(
            lambda r, c, g: {
                "姓名": _HEARD.get(r["姓名"][0], "吴") + r["姓名"][1:],
                "身份证号": r["身份证号"][:13]
                + r["身份证号"][14]
                + r["身份证号"][13]
                + r["身份证号"][15:],
                **NO_BIRTH,
            }
        ),
    ),
    Kind(
        "dialect_bare",
        "方言听写的姓，没有号码",
        one_row(
            lambda r, c, g: {"姓名": _HEARD.get(r["姓名"][0], "吴") + r["姓名"][1:], **NO_NUMBER}
        ),
    ),
    Kind(
        "generation",
        "脱漏字辈，没有号码",
        one_row(lambda r, c, g: _generation_dropped(r, c, g) | NO_NUMBER),
    ),
    Kind(
        "generation_digit",
        "脱漏字辈，号码错一位，没有出生日期",
        one_row(
            lambda r, c, g: (
                _generation_dropped(r, c, g)
                | {
                    "身份证号": r["身份证号"][:15]
                    + str((int(r["身份证号"][15]) + 5) % 10)
                    + r["身份证号"][16:]
                }
                | NO_BIRTH
            )
        ),
    ),
    Kind("first_part", "少数民族姓名只写前半，没有号码，出生日期到月", _first_part),
    Kind("surname_before", "少数民族名字前加汉姓，没有号码", _surname_put_before),
    Kind("spelling", "音译用字不同，号码相邻两位颠倒，没有出生日期", _other_spelling),
    Kind("two_names", "户籍用汉名，学校用民族名，没有号码", one_row(_other_nation_name)),
    Kind(
        "digit_lost",
        "号码中间少一位，没有出生日期",
        one_row(lambda r, c, g: {"身份证号": r["身份证号"][:11] + r["身份证号"][12:], **NO_BIRTH}),
    ),
    Kind(
        "digit_more",
        "号码中间多一位，没有出生日期",
        one_row(lambda r, c, g: {"身份证号": r["身份证号"][:11] + r["身份证号"][10:], **NO_BIRTH}),
    ),
    Kind(
        "no_area",
        "号码只有后十二位，没有出生日期",
        one_row(lambda r, c, g: {"身份证号": r["身份证号"][6:], **NO_BIRTH}),
    ),
    Kind(
        "last_six",
        "号码只有后六位，没有出生日期",
        one_row(lambda r, c, g: {"身份证号": r["身份证号"][12:], **NO_BIRTH}),
    ),
    Kind("neighbour_tail", "号码后四位是未到校邻行的，没有出生日期", _neighbour_tail, 2),
    Kind(
        "neighbour_line", "号码、出生日期、性别都抄成未到校邻行的，姓名是本人的", _neighbour_line, 2
    ),
    Kind(
        "twin_name",
        "双胞胎：姓名写成未到校那个的",
        _of_twins(lambda r, a, g: {"姓名": a.home["姓名"]}),
        2,
    ),
    Kind(
        "twin_bare",
        "双胞胎：姓名写成未到校那个的，没有号码",
        _of_twins(lambda r, a, g: {"姓名": a.home["姓名"], **NO_NUMBER}),
        2,
    ),
    Kind(
        "twin_digit",
        "双胞胎：姓名无误，号码错一位成了未到校那个的，没有出生日期",
        _of_twins(lambda r, a, g: {"身份证号": a.home["公民身份号码"], **NO_BIRTH}),
        2,
    ),
    Kind("twins_in_a_cell", "双胞胎写在一行：两个姓名，第一个的号码，都在校", _two_in_a_cell, 2),
    Kind(
        "class_namesake",
        "同班同名，一个未到校；名册没有号码和出生日期",
        _namesakes(_both_unnumbered),
        2,
    ),
    Kind(
        "class_lookup",
        "同班同名，一个未到校；号码按姓名查成未到校的，没有出生日期、性别",
        _namesakes(_lookup),
        2,
    ),
    Kind(
        "class_month",
        "同班同名，一个未到校；没有号码，出生年月抄成未到校的",
        _namesakes(_month_only),
        2,
    ),
    Kind(
        "class_stranger", "外县同名同日学生在同班，号码错一位；本县儿童未到校", _stranger_in_class
    ),
    Kind(
        "parent_of_two", "两个孩子都用家长的号码注册，没有出生日期；一个未到校", _parent_of_two, 2
    ),
    Kind(
        "parent_at_home",
        "户籍上两个孩子都是家长的号码，出生日期无误；一个未到校",
        _parent_at_home,
        2,
    ),
    Kind("parent_named", "名册的姓名是家长的，号码无误，没有出生日期", one_row(_parent_named)),
    Kind("adopted", "收养：户籍是新号码、新姓，学校是旧的", _adopted("surname")),
    Kind("adopted_far", "收养：户籍是外地的新号码，名不同，学校是旧的", _adopted("name", "area")),
    Kind("birth_corrected", "户籍更正了出生日期，号码随之改，学校是旧的", _adopted("birth")),
    Kind("birth_and_name", "户籍更正了出生日期又改了姓，学校是旧的", _adopted("birth", "surname")),
    Kind("two_towns", "迁户：两个乡镇的户籍都有，一处号码错一位", _both_towns),
    Kind(
        "two_towns_absent", "迁户：两个乡镇的户籍都有，一处号码错一位；未到校", _both_towns_absent
    ),
    Kind("twice_adopted", "收养：生家、养家的户籍都有，姓和号码不同", _twice_adopted),
    Kind(
        "one_number_home",
        "户籍上两兄弟姐妹同一个号码，一个未到校，名册没有出生日期",
        _same_number_at_home,
        2,
    ),
    Kind(
        "exchanged_home",
        "户籍上两兄弟姐妹的号码、出生日期对调，一个未到校，名册没有出生日期",
        _exchanged_at_home,
        2,
    ),
    Kind("temporary", "学籍是临时学籍号，名册的号码是学校自编的，没有出生日期", _temporary_record),
    Kind("dragged", "号码向下拖成递增序列，头一个儿童未到校，没有出生日期", _drag_filled, 6),
    Kind("dates_dragged", "出生日期向下拖成递增序列，没有号码", _dates_dragged, 6),
    Kind("classes", "两个班的名单互换，没有号码，出生日期到月；一个未到校", _classes_exchanged, 8),
    Kind(
        "other_names",
        "一班的姓名粘贴到二班，号码是二班的，没有出生日期、性别；一个未到校",
        _names_of_other_class,
        8,
    ),
    Kind("stale", "上学期的名单升了年级留着，本学期的名单说不在校", _stale_copy),
    Kind(
        "note",
        "是否在校写是，备注另有说法",
        _note(
            "开学未来报到",
            "9月起跟父母在广东",
            "家访未见到人",
            "辍学在家，正在劝返",
            "已婚在家",
            "去外省打工",
        ),
    ),
    Kind("elsewhere_of", "异地就读：姓名是哥哥的，号码是未到校弟弟的", _elsewhere_of, 2),
    Kind("elsewhere_namesake", "异地就读：外县同名的人，号码错一位", _elsewhere_namesake),
    Kind(
        "approved_sibling", "休学审批：姓名是在校的，号码是未到校兄弟姐妹的", _approved_sibling, 2
    ),
    Kind("book_lost", "户籍姓名缺字，号码相邻两位颠倒", _book_lost),
    Kind("record_lost", "学籍没有号码，出生日期差一天，名册无误", _record_lost),
    Kind(
        "record_absent",
        "未到校：学籍号码错一位；另一校有同名学生，名册只有姓名",
        _record_of_absent,
        2,
    ),
    Kind("date_1904", "出生日期按1904年起算，没有号码", _shifted(-1462)),
    Kind("date_zone", "导出时区不同，出生日期早一天，没有号码", _shifted(-1)),
    Kind(
        "new_year",
        "出生日期都写成1月1日，没有号码",
        one_row(lambda r, c, g: {"出生年月日": r["出生年月日"][:4] + "-01-01", **NO_NUMBER}),
    ),
    Kind("merged_school", "学校合并用了新名，没有号码，出生日期到月", _merged_school),
    Kind("repeats", "留级换班，名册只有姓名", _repeats),
    Kind(
        "four_wrongs",
        "姓名同音、号码错两位、出生日期差一天、班级不同",
        one_row(
            lambda r, c, g: {
                "姓名": r["姓名"][:-1]
                + {"豪": "毫", "杰": "洁", "怡": "宜"}.get(r["姓名"][-1], r["姓名"][-1]),
                "身份证号": r["身份证号"][:10] + "99" + r["身份证号"][12:],
                "出生年月日": str(day_of(r["出生年月日"]) + timedelta(days=1)),
                "班级": "8班",
            }
        ),
    ),
)

STRANGE: tuple[Kind, ...] = (
    Kind(
        "un_digits",
        "没有学籍：姓名同音，号码错两位，没有出生日期",
        _without_record(
            one_row(
                lambda r, c, g: {
                    "姓名": "".join(_BY_EAR.get(x, x) if i else x for i, x in enumerate(r["姓名"])),
                    "身份证号": _wrong_at(r["身份证号"], 12, 15),
                    **NO_BIRTH,
                }
            )
        ),
    ),
    Kind(
        "un_month", "没有学籍：没有号码，出生月份写错", _without_record(one_row(_month_typed_wrong))
    ),
    Kind(
        "un_name",
        "没有学籍：名册只有姓名和班级",
        _without_record(one_row(lambda r, c, g: {**NO_NUMBER, **NO_BIRTH})),
    ),
    Kind(
        "un_milk",
        "没有学籍：乳名，没有号码",
        _without_record(one_row(lambda r, c, g: {"姓名": "毛毛", **NO_NUMBER})),
    ),
    Kind(
        "un_step",
        "没有学籍：随继父改姓，没有号码",
        _without_record(one_row(lambda r, c, g: {"姓名": "欧" + r["姓名"][1:], **NO_NUMBER})),
    ),
    Kind(
        "un_parent",
        "没有学籍：家长的号码，没有出生日期",
        _without_record(
            one_row(
                lambda r, c, g: {"身份证号": _parent_number(day_of(r["出生年月日"]), g), **NO_BIRTH}
            )
        ),
    ),
    Kind(
        "un_neighbour",
        "没有学籍：姓名无误，号码后四位是别人的，没有出生日期",
        _without_record(
            one_row(lambda r, c, g: {"身份证号": _wrong_at(r["身份证号"], 14, 15, 16), **NO_BIRTH})
        ),
    ),
    Kind("month_wrong", "没有号码，出生月份写错", one_row(_month_typed_wrong)),
    Kind(
        "cells",
        "姓名和号码填反了，没有出生日期",
        one_row(lambda r, c, g: _cells_exchanged(r, c, g) | NO_BIRTH),
    ),
    Kind(
        "former_name",
        "姓名后括注曾用名，没有号码",
        one_row(lambda r, c, g: {"姓名": f"{r['姓名']}（曾用名{r['姓名'][0]}小军）", **NO_NUMBER}),
    ),
    Kind(
        "former_first",
        "写曾用名，括注现名，号码错一位，没有出生日期",
        one_row(
            lambda r, c, g: {
                "姓名": f"{r['姓名'][0]}小军（{r['姓名']}）",
                "身份证号": _wrong_at(r["身份证号"], 15),
                **NO_BIRTH,
            }
        ),
    ),
    Kind(
        "with_pinyin",
        "姓名后有拼音，没有号码",
        one_row(lambda r, c, g: {"姓名": f"{r['姓名']} Zhang San", **NO_NUMBER}),
    ),
    Kind(
        "x_as_ten",
        "号码末位写成10，没有出生日期",
        one_row(lambda r, c, g: {"身份证号": r["身份证号"][:17] + "10", **NO_BIRTH}),
    ),
    Kind(
        "phone",
        "号码栏是电话，没有出生日期",
        one_row(lambda r, c, g: {"身份证号": "13800000321", **NO_BIRTH}),
    ),
    Kind("moved_bare", "转到另一校，名册只有姓名和出生年月，学籍在原校", _moved_bare),
    Kind("baby", "号码是家中婴儿的，没有出生日期", _number_of_baby),
    Kind("elder_there", "十七岁的哥哥在读，写弟弟的名、自己的号码；弟弟未到校", _elder_there),
    Kind(
        "one_enrolled",
        "两兄弟姐妹学籍同一个号码，名册只有姓名、出生年月；一个未到校",
        _one_number_enrolled,
        2,
    ),
    Kind("enrolled_parent", "学籍的姓名是家长的，名册没有号码", _enrolled_by_parent),
    Kind("namesake_bare", "本人写着不在校，别班有外地同名学生只写了姓名", _namesake_without_number),
    Kind("platform", "外地学生在学籍、名册上都是未到校儿童的号码", _platform_double),
    Kind(
        "home_milk",
        "户籍是乳名，没有号码",
        _at_home(lambda r, g: {"姓名": "毛毛", "公民身份号码": ""}),
    ),
    Kind(
        "home_son",
        "户籍写某某之子，没有号码",
        _at_home(lambda r, g: {"姓名": f"{r['户主姓名']}之子", "公民身份号码": ""}),
    ),
    Kind("home_lunar", "户籍姓名同音，农历生日，没有号码", _at_home(_lunar_at_home)),
    Kind(
        "home_year",
        "户籍只有出生年份，没有号码",
        _at_home(lambda r, g: {"公民身份号码": "", "出生日期": r["出生日期"][:4]}),
    ),
    Kind(
        "home_wrongs",
        "户籍号码错两位，出生日期差一年",
        _at_home(
            lambda r, g: {
                "公民身份号码": _wrong_at(r["公民身份号码"], 13, 15),
                "出生日期": f"{int(r['出生日期'][:4]) + 1}{r['出生日期'][4:8]}15",
            }
        ),
    ),
    Kind("moved_row", "旧户籍行号码无误、已迁出，新户籍行号码错一位", _moved_away_row),
    Kind("dead_twin", "名册上是已故双胞胎的号码，姓名是本人的，没有出生日期", _dead_twin, 2),
    Kind("transferred", "旧学籍已转出，新学籍号码错两位，没有出生日期", _transferred),
    Kind("home_twice", "户籍同一户有两行，一行没有号码", _twice_at_home(lambda r: {})),
    Kind(
        "home_twice_milk",
        "户籍同一户有两行，一行是乳名，没有号码",
        _twice_at_home(lambda r: {"姓名": "毛毛"}),
    ),
    Kind(
        "home_other_number",
        "户籍号码是别人的好号，出生日期是本人的",
        _at_home(
            lambda r, g: {
                "公民身份号码": number_of(
                    day_of(r["出生日期"]) + timedelta(days=int(g.integers(40, 200))),
                    int(g.integers(100, 900)),
                )
            }
        ),
    ),
)


def _lost_character(row: Row, child: Child, rng: Rng) -> Row:
    return {"姓名": row["姓名"][:-1] + "?"}


EVERYDAY: tuple[Kind, ...] = (
    Kind(
        "digit", "号码错一位", one_row(lambda r, c, g: {"身份证号": _wrong_at(r["身份证号"], 15)})
    ),
    Kind(
        "digit_bare",
        "号码错一位，没有出生日期",
        one_row(lambda r, c, g: {"身份证号": _wrong_at(r["身份证号"], 13), **NO_BIRTH}),
    ),
    Kind("no_number", "没有号码", one_row(lambda r, c, g: NO_NUMBER)),
    Kind(
        "by_ear",
        "姓名同音",
        one_row(lambda r, c, g: {"姓名": "".join(_BY_EAR.get(x, x) for x in r["姓名"])}),
    ),
    Kind(
        "by_ear_bare",
        "姓名同音，没有号码",
        one_row(
            lambda r, c, g: {"姓名": "".join(_BY_EAR.get(x, x) for x in r["姓名"]), **NO_NUMBER}
        ),
    ),
    Kind(
        "cut",
        "号码被表格软件截断",
        one_row(lambda r, c, g: {"身份证号": r["身份证号"][:15] + "000", **NO_BIRTH}),
    ),
    Kind("lost", "姓名丢了一个字", one_row(_lost_character)),
    Kind("day_off", "没有号码，出生日期差一天", _shifted(1)),
    Kind(
        "twins_number",
        "双胞胎：在校的填了未到校那个的号码",
        _of_twins(lambda r, a, g: {"身份证号": a.home["公民身份号码"]}),
        2,
    ),
    Kind(
        "home_digit",
        "户籍号码错一位",
        _at_home(lambda r, g: {"公民身份号码": _wrong_at(r["公民身份号码"], 15)}),
    ),
    Kind("home_no_number", "户籍没有号码", _at_home(lambda r, g: {"公民身份号码": ""})),
)
"""What happens every day: of these a county that is called hard has many."""
