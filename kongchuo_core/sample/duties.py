"""The registers about duties: schools, comparisons, groups, meetings, publicity, persons
answerable, inspection, statistics.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import pandas as pd

from kongchuo_core.sample.absences import school_days
from kongchuo_core.settings.models import Params

DEPARTMENTS = (
    "教育体育局",
    "发展和改革局",
    "公安局",
    "财政局",
    "民政局",
    "司法局",
    "人力资源和社会保障局",
    "交通运输局",
    "文化和旅游局",
    "卫生健康局",
    "市场监督管理局",
    "团县委",
    "妇女联合会",
    "残疾人联合会",
)
"""The fourteen of 富政教督〔2019〕14号 一."""
ABSENT_DEPARTMENT = "交通运输局"
CHANNELS = ("标语", "报纸图文", "电视音像", "广播", "手机信息")
CONTENTS = (
    "《义务教育法》",
    "《未成年人保护法》",
    "云南省实施《义务教育法》办法",
    "禁止用人单位招用适龄儿童少年就业",
)
ITEMS = (
    ("组织领导", 20, "领导小组和联席会议"),
    ("比对核查", 20, "三比对及时完整"),
    ("一生一案", 20, "档案齐全"),
    ("劝返安置", 25, "劝返措施落实"),
    ("宣传发动", 15, "五种渠道覆盖"),
)
SCHOOL_ITEMS = (
    ("控辍保学责任制度", 30, "制度文本、责任人名册"),
    ("考勤和缺勤报告", 40, "考勤登记、报告单"),
    ("宣传教育", 30, "宣传照片、家长会记录"),
)
STEPS = (
    ("印发书面督导通知", -8),
    ("县级自查自评", -4),
    ("现场督导检查", 0),
    ("召开座谈会，听取学生、家长和教师的意见", 1),
    ("反馈初步督导意见", 2),
    ("印发督导意见书", 9),
    ("向县人民政府提交督导报告", 30),
    ("督导报告报市人民政府教育督导委员会办公室备案", 31),
)
PERSON = (
    "赵建国",
    "李文华",
    "王志强",
    "周永明",
    "陈丽华",
    "何云飞",
    "罗建平",
    "马春燕",
    "杨国辉",
    "刘红梅",
    "普正荣",
    "张海燕",
    "段文斌",
    "施玉兰",
    "毕福海",
    "高翠莲",
)

Row = dict[str, Any]


def duty_tables(
    story: pd.DataFrame, schools: pd.DataFrame, params: Params
) -> dict[str, pd.DataFrame]:
    """The ten registers that are not about children, with the gaps an inspection should find."""
    rows: dict[str, tuple[str, list[Row]]] = {
        "comparisons": ("比对完成情况", _comparisons(params)),
        "leading_groups": ("控辍保学工作领导小组名单", _groups(params)),
        "meetings": ("联席会议台账", _meetings(params)),
        "publicity": ("宣传工作台账", _publicity(schools, params)),
        "responsible": ("双线十人制责任人名册", _responsible(story, schools, params)),
        "schools": ("义务教育学校名录", _plain(schools)),
        "inspection": ("专项督导检查评分表", _inspection(schools, params)),
        "organisation": ("督导检查组成员和日程", _organisation(params)),
        "observations": ("督导组记录", _observations(schools, params)),
        "statistics": ("教育事业统计", _statistics(story, params)),
    }
    return {
        code: pd.DataFrame(table).fillna("").assign(pid=-1, file=file, sheet="")
        for code, (file, table) in rows.items()
    }


def _plain(table: pd.DataFrame) -> list[Row]:
    return [{str(k): v for k, v in row.items()} for row in table.to_dict("records")]


def _working(day: date) -> date:
    """That day, or the next that is worked."""
    return school_days(day, day + timedelta(days=14))[0]


def _towns(params: Params) -> list[str]:
    return [t.name for t in params.county.towns]


def _weak_town(params: Params, duty: int) -> int:
    """Which town (its place in the list) falls short in a duty: another one each term."""
    return (params.term.window_from.month + duty) % len(params.county.towns)


def _person(n: int) -> str:
    return PERSON[n % len(PERSON)]


def _comparisons(params: Params) -> list[Row]:
    """All towns within the window but one that is ten days late, and one that went without the
    central school.
    """
    term = params.term
    rows = []
    for n, town in enumerate(_towns(params)):
        late = n == _weak_town(params, 0)
        done = (
            term.window_to + timedelta(days=10) if late else term.window_to - timedelta(days=2 + n)
        )
        partners = "派出所" if n == _weak_town(params, 2) else "派出所、中心学校"
        rows.append(
            {"town": town, "done_on": done, "partners": partners, "responsible": _person(n)}
        )
    return rows


def _groups(params: Params) -> list[Row]:
    """The county's group lacks a department, one town's group its members."""
    county, towns = params.county, _towns(params)
    members = [county.name + d for d in DEPARTMENTS if d != ABSENT_DEPARTMENT] + towns
    heads = [(county.government, "组长", "分管教育副县长"), (county.bureau, "常务副组长", "局长")]
    seats = [*heads, *((u, "成员", "分管领导") for u in members)]
    rows = [
        {"level": "县", "unit": u, "name": _person(n), "group_post": g, "post": p}
        for n, (u, g, p) in enumerate(seats)
    ]
    posts = (
        ("组长", "主要领导"),
        ("成员", "分管领导"),
        ("成员", "派出所所长"),
        ("成员", "中心学校校长"),
        ("成员", "司法所所长"),
    )
    for n, town in enumerate(towns):
        rows += [
            {
                "level": "乡镇",
                "unit": town,
                "name": _person(n + k),
                "group_post": post,
                "post": office,
            }
            for k, (post, office) in enumerate(posts)
            if not (n == _weak_town(params, 4) and post == "成员")
        ]
    return rows


def _months(params: Params) -> list[date]:
    """The first days of the months from the one before the term began to that of ``as_of``."""
    start, end = params.term.first_day, params.term.as_of
    first = start.year * 12 + start.month - 2
    return [date(m // 12, m % 12 + 1, 1) for m in range(first, end.year * 12 + end.month)]


def _meetings(params: Params) -> list[Row]:
    """The county once in the half-year, every town monthly but one that misses two months."""
    county, first = params.county, params.term.first_day
    rows: list[Row] = [
        {
            "level": "县",
            "unit": county.name,
            "day": _working(first + timedelta(days=10)),
            "topic": "部署本学期控辍保学三比对工作",
            "chair": _person(0),
            "attended": "教育体育局、公安局、民政局、司法局、卫生健康局、各镇（街道）",
            "tasks": "各镇（街道）按期完成比对，疑似辍学逐一劝返",
            "settled": "协调外出务工子女追踪",
        }
    ]
    months = _months(params)
    for n, town in enumerate(_towns(params)):
        rows += [
            {
                "level": "乡镇",
                "unit": town,
                "day": _working(m + timedelta(days=8 + n)),
                "topic": "研究控辍保学劝返工作",
                "chair": _person(n + 3),
                "attended": "派出所、中心学校、司法所",
                "tasks": "包村干部入户核实",
                "settled": "" if n % 2 else "落实一名学生交通补助",
            }
            for m in (months[:1] if n == _weak_town(params, 1) else months)
        ]
    return rows


def _publicity(schools: pd.DataFrame, params: Params) -> list[Row]:
    """Every town and school by some of the five channels; one town lacks a channel, one a law, one
    school did nothing.
    """
    start = params.term.first_day
    rows: list[Row] = []
    for n, town in enumerate(_towns(params)):
        rows += _acts_of_town(n, town, params)
    for n, school in enumerate(schools["school"][:-1]):
        channels = (0, 4) if n % 3 else (0, 1, 3, 4)
        rows += [
            _act(school, k, start + timedelta(days=5 + k + n % 9), n + k, 2 + n % 5)
            for k in channels
        ]
    return rows


def _acts_of_town(n: int, town: str, params: Params) -> Iterator[Row]:
    for k in range(len(CHANNELS)):
        if k == 2 and n == _weak_town(params, 3):
            continue
        day = params.term.first_day + timedelta(days=3 * k + n)
        for content in range(n + k, n + k + (2 if k else 4)):
            if content % len(CONTENTS) == 1 and n == _weak_town(params, 5):
                continue
            yield _act(town, k, day, content, 10 + 7 * k + n)


def _act(unit: str, channel: int, day: date, content: int, quantity: int) -> Row:
    what = CONTENTS[content % len(CONTENTS)]
    return {
        "unit": unit,
        "channel": CHANNELS[channel],
        "day": _working(day),
        "content": what,
        "quantity": quantity,
    }


def _responsible(story: pd.DataFrame, schools: pd.DataFrame, params: Params) -> list[Row]:
    """Both lines from the county down; a village, a group and a class have nobody."""
    county, towns, own = params.county, _towns(params), story[~story["outsider"]]
    villages = _distinct(own, ["town", "village"])
    groups = _distinct(own, ["town", "village", "group_name"])
    central = _distinct(schools[schools["school"].str.endswith("中心小学")], ["school", "town"])
    rows: list[Row] = [{"level": "县领导", "unit": county.government}]
    rows += [{"level": "乡镇（街道）领导", "unit": t, "town": t} for t in towns]
    rows += [
        {"level": "村（社区）主任", "unit": v, "town": t, "village": v}
        for t, v in villages[:4] + villages[5:]
    ]
    rows += [
        {"level": "村民小组长", "unit": v, "town": t, "village": v, "group_name": g}
        for t, v, g in groups[:9] + groups[10:]
    ]
    government = len(rows)
    rows += [{"level": "教体局领导", "unit": county.bureau}]
    rows += [{"level": "中心学校校长", "unit": s, "town": t} for s, t in central]
    rows += [
        {"level": "学校校长", "unit": s, "school": s, "town": t}
        for s, t in _distinct(schools, ["school", "town"])
    ]
    rows += _class_rows(story)
    return [
        {**row, "line": "政府" if n < government else "教育", "name": _person(n)}
        for n, row in enumerate(rows)
    ]


def _distinct(table: pd.DataFrame, columns: list[str]) -> list[list[Any]]:
    rows: list[list[Any]] = (
        table[columns].drop_duplicates().sort_values(columns).to_numpy().tolist()
    )
    return rows


def _class_rows(story: pd.DataFrame) -> list[Row]:
    """A head teacher and a teacher in charge for each class but one."""
    at = story[story["role"].isin(["pupil", "returned", "unenrolled_pupil"])]
    classes = [
        {"unit": s, "school": s, "class_name": f"{g}年级{c}"}
        for s, g, c in _distinct(at, ["school", "grade", "class_name"])
    ]
    with_head = classes[:11] + classes[12:]
    heads = [{"level": "班主任", **c} for c in with_head]
    return heads + [{"level": "包保教师", **c} for c in classes]


def _inspection(schools: pd.DataFrame, params: Params) -> list[Row]:
    """Each town's and school's score by item; the weak ones with a class of problem and a term to
    mend it.

    In the second term the problems of the first are mended, but those of every third unit.
    """
    later = params.term.previous is not None
    rows = []
    for n, town in enumerate(_towns(params)):
        rows += [
            _scored(town, item, (n * 5 + k + (later and n % 3 != 2)) % 6 == 4, n + k, params)
            for k, item in enumerate(ITEMS)
        ]
    for n, school in enumerate(schools["school"]):
        rows += [
            _scored(school, item, (n + 7 * k + 5 * (later and n % 3 != 2)) % 11 == 3, n + k, params)
            for k, item in enumerate(SCHOOL_ITEMS)
        ]
    return rows


def _scored(unit: str, item: tuple[str, int, str], weak: bool, n: int, params: Params) -> Row:
    name, full, proof = item
    return {
        "unit": unit,
        "item": name,
        "score": full - (6 if weak else n % 3),
        "full_score": full,
        "proof": proof,
        "conclusion": "存在问题" if weak else "达标",
        "problem_class": "措施不落实" if weak else "",
        "mend_by": params.term.as_of + timedelta(days=30) if weak else "",
    }


def _organisation(params: Params) -> list[Row]:
    """A group of four, three of them inspectors, and the dates of the procedure (教育督导条例 16–23)."""
    start, unit = (
        _working(params.term.window_to + timedelta(days=14)),
        params.county.supervision_office,
    )
    posts = enumerate(("组长、督学", "督学", "督学", "联络员"), start=5)
    people = [
        {"name": _person(n), "matter": "组成人员", "day": start, "unit": unit, "post": p}
        for n, p in posts
    ]
    steps = [
        {
            "name": "",
            "matter": m,
            "day": _working(start + timedelta(days=k)),
            "unit": unit,
            "post": "",
        }
        for m, k in STEPS
    ]
    return people + steps


def _observations(schools: pd.DataFrame, params: Params) -> list[Row]:
    """What the made-up group wrote down: where it went, whom it heard, what was done well, why
    children leave.
    """
    on = _working(params.term.window_to + timedelta(days=14))
    towns, school = _towns(params), str(schools["school"].iloc[0])
    good = towns[_weak_town(params, 1)]
    told = (
        (params.county.name, "走访", "实地查看学校", 6, _person(5)),
        (params.county.name, "走访", "入户走访家庭", 14, _person(6)),
        (params.county.name, "座谈", "同校长、班主任和家长座谈", 21, _person(6)),
        (params.county.name, "问卷", "家长匿名问卷，多数知道不让孩子上学是违法的", 120, _person(7)),
        (good, "做法", "包保干部每周同班主任通一次话，孩子有一天没到就上门", "", _person(5)),
        (school, "原因分析", "寄宿床位不足，住得远的学生周一常常迟到、旷课", "", _person(7)),
        (towns[-1], "自评", "辖区流动家庭多，手机号常换，入户要约晚上", "", _person(9)),
    )
    names = ("unit", "matter", "content", "quantity", "author")
    return [{**dict(zip(names, row, strict=True)), "day": on} for row in told]


def _statistics(story: pd.DataFrame, params: Params) -> list[Row]:
    """Base figures by town and for the county: last year's pupils, intakes three and nine years
    ago, moves, graduates.
    """
    year = params.term.school_year
    own = story[~story["outsider"]]
    rows: list[Row] = []
    for unit in [*_towns(params), params.county.name]:
        some = own if unit == params.county.name else own[own["town"] == unit]
        before = [int(some["age"].between(a, b).sum()) for a, b in ((7, 12), (13, 15))]
        now = [int(some["age"].between(a, b).sum()) for a, b in ((6, 11), (12, 14))]
        cohort = int((some["age"] == 15).sum())
        figures = (
            ("上学年初小学在校生数", year - 1, before[0]),
            ("上学年初初中在校生数", year - 1, before[1]),
            ("学年初小学在校学生数", year, now[0]),
            ("学年初初中在校学生数", year, now[1]),
            ("九年转入学生数", year, cohort // 25),
            ("九年转出学生数", year, cohort // 20),
            ("九年死亡学生数", year, cohort // 400),
            ("小学一年级招生数", year - 9, cohort + 2),
            ("初中一年级招生数", year - 3, cohort + 1),
            ("三年转入学生数", year, cohort // 50),
            ("三年转出学生数", year, cohort // 40),
            ("三年死亡学生数", year, cohort // 900),
            ("初中毕业生数", year, round(cohort * 0.98)),
        )
        rows += [{"unit": unit, "item": i, "year": y, "value": v} for i, y, v in figures]
    return rows
