"""Kinds of damage of a third day, written down before anybody looked at what the program does to
them: numbers written otherwise, names that changed with a home, pupils who look like the absent.
"""

from __future__ import annotations

from datetime import timedelta

from benchmarks.damage import (
    KINDS,
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
from benchmarks.more_damage import MORE, STRANGE, called, numbered, related, seated, twins
from kongchuo_core.sample.names import HOMOPHONES
from kongchuo_core.sample.people import Rng

_DOTS = ("·", "•", "．", "-", "﹒", "・", " ", "")
_LAST_X = ("x", "*", "×", "Ⅹ", "Х", "十", "")


def _heard(name: str) -> str:
    """Another name of the same reading; of one without homophones the last character again."""
    other = "".join(HOMOPHONES.get(c, c) if i else c for i, c in enumerate(name))
    return other if other != name else name + name[-1]


def _wrong(number: str, place: int) -> str:
    return f"{number[:place]}{(int(number[place]) + 4) % 10}{number[place + 1 :]}"


def _twin_and_ear(children: list[Child], rng: Rng) -> None:
    """The twin who is there: the absent one's number, and its own name by ear."""
    twins(children, rng)
    absent, there = children
    absent.leave()
    row = written(there)
    row |= {"身份证号": absent.home["公民身份号码"], "姓名": _heard(row["姓名"]), **NO_BIRTH}


def _birth_swapped_by_ear(row: Row, child: Child, rng: Rng) -> Row:
    number = row["身份证号"]
    swapped = number[:12] + number[13] + number[12] + number[14:]
    return {"身份证号": swapped, "姓名": _heard(row["姓名"]), **NO_BIRTH}


def _married_in(children: list[Child], rng: Rng) -> None:
    """The mother married again: another household, village and surname at home; school as before,
    without a number and with the month of birth alone.
    """
    (child,) = children
    surname = "欧" if child.home["姓名"][0] != "欧" else "白"
    child.home |= {
        "姓名": surname + child.home["姓名"][1:],
        "户号": f"{child.home['户号']}9",
        "户主姓名": f"{surname}大山",
        "监护人": f"{surname}大山",
    }
    written(child).update({**NO_NUMBER, "出生年月日": written(child)["出生年月日"][:7]})


def _number_reused(children: list[Child], rng: Rng) -> None:
    """Somebody who transferred out stands in the status system under the number of a child; of two
    such children the first is absent, and the other's own record has a digit wrong.
    """
    for child in children:
        record = dict(child.record or {})
        gone = {"学生姓名": f"欧{child.home['姓名'][1:]}", "学籍状态": "转出"}
        child.extra["学籍"] = [record | gone]
        if child.record is not None:
            wrong = _wrong(record["身份证件号"], 15)
            child.record |= {"身份证件号": wrong, "学籍号": f"G{wrong}"}
    children[0].leave()
    written(children[1]).update(NO_BIRTH)


def _one_name_one_day(children: list[Child], rng: Rng) -> None:
    """Two of one name and birth date in one class, with numbers of their own; the first is absent,
    and the roll has no numbers.
    """
    absent, there = children
    seated(children)
    called(absent, str(there.home["姓名"]))
    absent.home["性别"] = there.home["性别"]
    if absent.record is not None:
        absent.record["性别"] = there.home["性别"]
    born = day_of(there.home["出生日期"])
    serial = int(there.home["公民身份号码"][14:17])
    numbered(absent, number_of(born, (serial + 38) % 900 + 100))
    absent.leave()
    written(there).update(NO_NUMBER)


def _classes_merged(children: list[Child], rng: Rng) -> None:
    """Several classes became one: on the roll all are in its only class, without numbers, with the
    month of birth; the first is absent.
    """
    children[0].leave()
    for child in children[1:]:
        row = written(child)
        row |= {"班级": "1班", "出生年月日": row["出生年月日"][:7], **NO_NUMBER}


def _number_ending_in_x(children: list[Child], rng: Rng) -> None:
    """The X at the end of a number, as people write it."""
    (child,) = children
    born = day_of(child.home["出生日期"])
    sound = (number_of(born, serial) for serial in range(100, 990, 2))
    number = next(n for n in sound if n.endswith("X"))
    numbered(child, number)
    written(child).update({"身份证号": number[:17] + str(rng.choice(_LAST_X)), **NO_BIRTH})


def _dots_and_digit(children: list[Child], rng: Rng) -> None:
    """A minority name with whichever dot was at hand, and a digit of the number wrong."""
    (child,) = children
    called(child, "木乃·阿果惹")
    dot = str(rng.choice(_DOTS))
    row = written(child)
    row |= {"姓名": f"木乃{dot}阿果惹", "身份证号": _wrong(row["身份证号"], 14), **NO_BIRTH}


def _half(change: Damage) -> Damage:
    """Of two of one home the first is absent, and the other's row is changed."""

    def damage(children: list[Child], rng: Rng) -> None:
        related(children, rng)
        children[0].leave()
        change(children, rng)

    return damage


def _birth_of_absent(children: list[Child], rng: Rng) -> None:
    absent, there = children
    written(there).update({"出生年月日": absent.home["出生日期"], **NO_NUMBER})


def _name_and_class_of_absent(children: list[Child], rng: Rng) -> None:
    absent, there = children
    place = {c: (absent.record or {})[c] for c in ("年级", "班级")}
    written(there).update({"姓名": absent.home["姓名"], **place, **NO_BIRTH})


def _stranger_beside(children: list[Child], rng: Rng) -> None:
    """A pupil from elsewhere of the absent child's name and birth date, in that class, with a sound
    number next to the child's.
    """
    (absent,) = children
    place, record = dict(written(absent)), dict(absent.record or {})
    number = str(absent.home["公民身份号码"])
    absent.leave()
    serial = (int(number[14:17]) + 2) % 1000
    own = number_of(day_of(absent.home["出生日期"]), serial, number[:6])
    absent.extra["学籍"] = [record | {"身份证件号": own, "学籍号": f"G{own}"}]
    absent.extra["在校"] = [place | {"身份证号": own}]


def _namesake_took_the_seat(children: list[Child], rng: Rng) -> None:
    """A namesake from elsewhere sits in the absent child's class: no number, another birth date."""
    (absent,) = children
    row = dict(written(absent))
    born = day_of(row["出生年月日"]) + timedelta(days=141)
    absent.leave()
    absent.extra["在校"] = [row | {**NO_NUMBER, "出生年月日": str(born)}]


def _three_ways(children: list[Child], rng: Rng) -> None:
    """Every register has something else wrong: no number at home, a homophone in the status system,
    a digit and a shortened name on the roll.
    """
    (child,) = children
    child.home["公民身份号码"] = ""
    if child.record is not None:
        child.record["学生姓名"] = _heard(child.record["学生姓名"])
    row = written(child)
    row |= {"身份证号": _wrong(row["身份证号"], 16), **NO_BIRTH}


def _twice_under_one_number(children: list[Child], rng: Rng) -> None:
    """Two rows at home under one number, the second by ear and in another household; absent."""
    (absent,) = children
    absent.leave()
    other = absent.home | {"姓名": _heard(absent.home["姓名"]), "户号": f"{absent.home['户号']}7"}
    absent.extra["户籍"] = [other]


def _elsewhere_by_ear(children: list[Child], rng: Rng) -> None:
    """A paper of schooling elsewhere for somebody else who was born on that day and whose name
    sounds the same; the child is absent.
    """
    (absent,) = children
    absent.leave()
    born = day_of(absent.home["出生日期"])
    absent.extra["异地就读"] = [
        {
            "姓名": _heard(absent.home["姓名"]),
            "身份证号": number_of(born, int(rng.integers(100, 900)), "539931"),
            "就读学校": "武定县第一小学",
            "就读地": "云南省楚雄州武定县",
        }
    ]


def _old_school_yes(children: list[Child], rng: Rng) -> None:
    """The old school still lists the child under its old name, the school of enrolment says no."""
    (absent,) = children
    row = dict(written(absent))
    absent.roll = {**row, "是否在校": "否"}
    absent.truth = "ENROLLED_ABSENT"
    absent.extra["在校"] = [
        {**row, "学校": "散旦镇老街小学", "姓名": _heard(row["姓名"]), **NO_BIRTH}
    ]


UNSEEN: tuple[Kind, ...] = (
    Kind(
        "twin_ear",
        "双胞胎：号码是未到校那个的，姓名是自己的同音，没有出生日期",
        _twin_and_ear,
        2,
    ),
    Kind(
        "birth_swap_ear",
        "号码的日子两位颠倒，姓名同音，没有出生日期",
        one_row(_birth_swapped_by_ear),
    ),
    Kind("married_in", "随母再婚改姓、迁户；名册是旧姓，没有号码，出生日期到月", _married_in),
    Kind("reused", "已转出的学生占着号码，本人的学籍号码错一位；一个未到校", _number_reused, 2),
    Kind("one_name_day", "同班同名同日生，一个未到校；名册没有号码", _one_name_one_day, 2),
    Kind("merged", "几个班合成一班，没有号码，出生日期到月；一个未到校", _classes_merged, 5),
    Kind("last_x", "号码末位的X写法各异或没写，没有出生日期", _number_ending_in_x),
    Kind("dots", "少数民族姓名的点写法各异，号码错一位，没有出生日期", _dots_and_digit),
    Kind("birth_of_absent", "出生日期是未到校兄弟姐妹的，没有号码", _half(_birth_of_absent), 2),
    Kind(
        "name_class_absent",
        "姓名、班级是未到校兄弟姐妹的，号码是自己的，没有出生日期",
        _half(_name_and_class_of_absent),
        2,
    ),
    Kind("stranger_beside", "外县同名同日学生在同班，号码与未到校儿童的相邻", _stranger_beside),
    Kind(
        "seat_taken", "外县同名学生坐在未到校儿童的班，没有号码，生日不同", _namesake_took_the_seat
    ),
    Kind("three_ways", "户籍没有号码，学籍姓名同音，名册号码错一位，没有出生日期", _three_ways),
    Kind("twice_ear", "户籍两行一个号码，姓名同音，户号不同；未到校", _twice_under_one_number),
    Kind("elsewhere_ear", "异地就读是同日生、姓名同音的别人；未到校", _elsewhere_by_ear),
    Kind("old_school_yes", "原校仍写在校、姓名同音，学籍所在学校写不在校", _old_school_yes),
    Kind(
        "bracketed",
        "号码带括号和横线，姓名同音，没有出生日期",
        one_row(
            lambda r, c, g: {
                "身份证号": f"（{r['身份证号'][:6]}-{r['身份证号'][6:14]}-{r['身份证号'][14:]}）",
                "姓名": _heard(r["姓名"]),
                **NO_BIRTH,
            }
        ),
    ),
    Kind(
        "two_numbers",
        "一格两个号码：本人的和家长的，没有出生日期",
        one_row(
            lambda r, c, g: {
                "身份证号": f"{r['身份证号']}/{number_of(day_of('1986-05-11'), 233)}",
                **NO_BIRTH,
            }
        ),
    ),
    Kind(
        "number_in_name",
        "号码写在姓名后面，号码栏空，没有出生日期",
        one_row(lambda r, c, g: {"姓名": r["姓名"] + r["身份证号"], "身份证号": "", **NO_BIRTH}),
    ),
    Kind(
        "age_for_birth",
        "出生日期写成周岁，没有号码",
        one_row(
            lambda r, c, g: {"出生年月日": f"{2025 - int(r['出生年月日'][:4])}岁", **NO_NUMBER}
        ),
    ),
    Kind(
        "student_number",
        "身份证号栏填的是学籍号，姓名同音，没有出生日期",
        one_row(
            lambda r, c, g: {
                "身份证号": f"G{r['身份证号']}",
                "姓名": _heard(r["姓名"]),
                **NO_BIRTH,
            }
        ),
    ),
    Kind(
        "double_surname",
        "名册用双姓，没有号码",
        one_row(lambda r, c, g: {"姓名": f"{r['姓名'][0]}白{r['姓名'][1:]}", **NO_NUMBER}),
    ),
    Kind(
        "called_a",
        "名册写阿某，号码错一位，没有出生日期",
        one_row(
            lambda r, c, g: {
                "姓名": f"阿{r['姓名'][-1]}",
                "身份证号": _wrong(r["身份证号"], 15),
                **NO_BIRTH,
            }
        ),
    ),
    Kind(
        "eight_digits",
        "号码只有出生日期一段，没有出生日期栏",
        one_row(lambda r, c, g: {"身份证号": r["身份证号"][6:14], **NO_BIRTH}),
    ),
)

EVERY: tuple[Kind, ...] = (*KINDS, *MORE, *STRANGE, *UNSEEN)
"""All kinds of damage."""
