"""``kongchuo init --guide``: the office's names, towns and dates asked one by one, each answer
checked at once.

Every question has a default, so that Enter all the way gives the model county; nothing is written
before the summary is confirmed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import partial
from itertools import chain
from pathlib import Path

from kongchuo_core.registers.values import day as read_day
from kongchuo_core.regulation.profiles import QUESTIONS, options
from kongchuo_core.settings import yaml
from kongchuo_core.settings.models import County, TermDays, Town
from kongchuo_core.settings.workspace import house
from kongchuo_core.start.terms import NAME, dates
from kongchuo_core.vocabulary.days import WRITTEN_SO, chinese_date
from kongchuo_core.vocabulary.errors import UsageError

Ask = Callable[[str], str]
"""Shows a question and gives back the answer; ``EOFError`` where there is none any more."""
Say = Callable[[str], None]
YES, REDO = ("", "y", "yes", "是"), ("改", "n", "no", "否")
KINDS = ("街道", "镇", "乡")
_HEADS = {"街道": "办事处主任", "镇": "镇长", "乡": "乡长"}
"""What the head of a town's government is called."""
DAYS = {
    "first_day": "开学日期",
    "last_day": "放假日期",
    "window_from": "三比对窗口首日",
    "compared_on": "比对日（窗口末日，批准、期限、缺勤以这天为准）",
}
"""The term's days that are asked, in this order."""


@dataclass
class Answers:
    """What was answered: the fields of ``county.yaml``, its towns, the term's name and days, what
    was decided of newer rules.
    """

    county: dict[str, str] = field(default_factory=dict)
    towns: list[Town] = field(default_factory=list)
    term: str = ""
    days: dict[str, date] = field(default_factory=dict)
    signers: dict[str, tuple[str, str]] = field(default_factory=dict)
    profiles: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Conversation:
    """Questions on a terminal, or lines from a file: asks until an answer can be taken."""

    ask: Ask
    say: Say

    def text(
        self,
        question: str,
        default: str,
        wrong: Callable[[str], str] = lambda _: "",
        ended: str = "",
    ) -> str:
        """One answer; Enter takes the default; what is wrong with an answer is said at once and
        asked again. ``ended``: the answer where there are no more.

        Raises
        ------
        UsageError
            where the answers end too early.
        """
        while True:
            try:
                told = self.ask(f"{question}{f'［{default}］' if default else ''}：")
            except EOFError:
                if ended:
                    return ended
                remedy = "在终端里运行，或给出每一题的回答；不用问答的，去掉 --guide"
                raise UsageError("还没有问完，输入就结束了；什么都没有写", remedy=remedy) from None
            answer = unicodedata.normalize("NFC", told).strip() or default
            if not (fault := "不能空着" if not answer and default else wrong(answer)):
                return answer
            self.say(f"  {fault}，请重写。")


def converse(ask: Ask, say: Say, today: date, *, of_a_file: bool = False) -> Answers | None:
    """Ask everything; ``None`` where the summary isn't confirmed. Raises as
    :meth:`Conversation.text`.

    Parameters
    ----------
    of_a_file : whether the answers stand in a file: one that answers every question and ends there
        says yes to them.
    """
    talk, model = Conversation(ask, say), yaml.read(house() / "params" / "county.yaml", County)
    say("建立工作区。方括号里是建议值，直接回车就采用；写完后会列出来请你确认，确认前什么都不写。")
    answers = Answers()
    _county(talk, model, answers.county)
    answers.towns = _towns(talk, model, answers.county)
    answers.term = talk.text("第一个学期", _term_on(today), _wrong_term)
    say(f"{answers.term} 的日期，对照校历填写：")
    answers.days = _days(talk, answers.term)
    say("\n".join(summary(answers)))
    done = talk.text(
        "以上都对吗（回车或 y 写入，n 放弃）",
        "y",
        lambda a: "" if a.lower() in (*YES, *REDO) else "回答 y 或 n",
        ended="y" if of_a_file else "",
    )
    if done.lower() not in YES:
        return None
    answers.profiles = _profiles(talk)
    if answers.towns != list(model.towns):
        answers.signers = _signers(talk, answers.towns)
    return answers


def _signers(talk: Conversation, towns: Sequence[Town]) -> dict[str, tuple[str, str]]:
    """Town → who signs its papers, name and post; those left out, or not asked for because the
    answers ended, are for later.
    """
    talk.say(
        "各乡镇（街道）的文书由谁签发，写姓名和职务；还没定的直接回车，以后写进 params/people.yaml。"
    )
    found: dict[str, tuple[str, str]] = {}
    for town in towns:
        try:
            told = talk.ask(f"{town.name}的签发人，如 张三 {town.name}{_HEADS[town.kind]}：")
        except EOFError:
            break
        name, _, post = unicodedata.normalize("NFKC", told).strip().partition(" ")
        if len(name) > 1:
            found[town.name] = name, post.strip() or f"{town.name}{_HEADS[town.kind]}"
    return found


def _county(talk: Conversation, model: County, told: dict[str, str]) -> None:
    """Fill in the county's fields, the defaults following from the answers before."""
    told["province"] = talk.text("省（自治区、直辖市）", model.province, _short("省级名称"))
    told["city"] = talk.text("市（州）", model.city, _short("市州名称"))
    told["name"] = talk.text("县（市、区）名称", model.name, _wrong_county)
    name, same = told["name"], told["name"] == model.name
    told["code"] = talk.text("县级行政区划代码（6位数字）", model.code if same else "", _digits(6))
    derived = {
        "government": ("县级人民政府", model.government, f"{name}人民政府"),
        "bureau": ("县级教育行政部门", model.bureau, f"{name}教育体育局"),
        "supervision_office": (
            "教育督导机构",
            model.supervision_office,
            f"{name}人民政府教育督导办公室",
        ),
        "leading_group_office": (
            "领导小组办公室",
            model.leading_group_office,
            f"{name}控辍保学工作领导小组办公室",
        ),
    }
    for key, (question, models, made) in derived.items():
        told[key] = talk.text(question, models if same else made, _short(question))
    told["mechanism"] = talk.text(
        "本县的控辍保学闭环管理机制（文件名称和文号，文书里引用）",
        model.mechanism if same else "",
        _short("机制"),
    )
    told["issuer_name"] = talk.text(
        "专项督导检查由谁印发", told["leading_group_office"], _short("印发机关")
    )
    told["issuer_basis"] = talk.text(
        "印发的依据（文件名称和文号，印在报告里）",
        model.inspection_issuer.basis if same else told["mechanism"],
        _short("依据"),
    )
    told["document_code"] = talk.text(
        "领导小组办公室的机关代字",
        model.document_code if same else f"{name[0]}控辍办",
        _short("机关代字"),
    )
    told["supervision_code"] = talk.text(
        "教育督导机构的机关代字（文号由其自行编的打“无”）",
        model.code_of(model.supervision_office) if same else f"{name[0]}政教督",
        lambda a: "与领导小组办公室的重复" if a == told["document_code"] else _short("机关代字")(a),
    )


def _towns(talk: Conversation, model: County, county: Mapping[str, str]) -> list[Town]:
    if county["name"] == model.name:
        names = "、".join(t.name for t in model.towns)
        kept = talk.text(
            f"乡镇（街道）共{len(model.towns)}个：{names}。回车沿用，逐个填写打“改”",
            "沿用",
            lambda a: "" if a in ("沿用", *YES, *REDO) else "回车或打“改”",
        )
        if kept not in REDO:
            return list(model.towns)
    talk.say("逐个填写乡镇（街道），写完最后一个后直接回车。")
    towns: list[Town] = []
    while True:
        taken = set(chain.from_iterable(t.spellings for t in towns))
        question = f"第{len(towns) + 1}个乡镇（街道）名称" + ("（写完了直接回车）" if towns else "")
        name = talk.text(question, "", _wrong_town(taken, bool(towns)))
        if not name:
            return towns
        towns.append(_town(talk, name, county["code"], towns, taken))


def _town(talk: Conversation, name: str, code: str, before: list[Town], taken: set[str]) -> Town:
    likely = next((k for k in KINDS if name.endswith(k)), "镇")
    kind = talk.text(
        "  类别（镇、乡、街道；街道办事处不是乡镇人民政府）",
        likely,
        lambda a: "" if a in KINDS else "只能写镇、乡或街道",
    )
    order = sum((t.kind == "街道") == (kind == "街道") for t in before) + 1
    codes = {t.code for t in before}
    number = talk.text(
        "  乡级代码（9位数字）",
        f"{code}{order if kind == '街道' else 99 + order:03d}",
        lambda a: _digits(9)(a) or ("与前面的重复" if a in codes else ""),
    )
    stem = name.removesuffix(kind)
    office = [f"{name}办事处", f"{name}办"] if kind == "街道" else [f"{name}人民政府"]
    usual = [a for a in (stem, *office) if a and a != name and a not in taken]
    aliases = talk.text(
        "  登记册里还会写成（顿号隔开，没有打“无”）",
        "、".join(usual) or "无",
        lambda a: next((f"“{x}”已经用过" for x in _split(a) if x in taken or x == name), ""),
    )
    return Town.model_validate(
        {"name": name, "kind": kind, "code": number, "aliases": _split(aliases)}
    )


def _split(told: str) -> list[str]:
    return (
        []
        if told == "无"
        else list(dict.fromkeys(x.strip() for x in re.split("[、，,；; ]+", told) if x.strip()))
    )


def _days(talk: Conversation, term: str) -> dict[str, date]:
    model = house() / "params" / "terms" / f"{term}.yaml"
    usual = yaml.read(model, TermDays).model_dump() if model.is_file() else dates(term)
    days: dict[str, date] = {}
    for key, question in DAYS.items():
        found, _ = read_day(
            talk.text(
                question, chinese_date(usual[key]), partial(_wrong_day, key, days, usual["cutoff"])
            )
        )
        assert found is not None
        days[key] = found
    return days | {"window_to": days["compared_on"]}


def _profiles(talk: Conversation) -> dict[str, str]:
    """What the office decides of newer rules; what it leaves open, or wasn't asked because the
    answers ended, stays 未确认.
    """
    talk.say("上级新规定里要本县定的事，还没定的直接回车，写作“未确认”，以后再定。")
    found = {}
    for rule, question in QUESTIONS.items():
        numbered = dict(enumerate(options(rule).values(), 1))
        talk.say("  ".join(f"{n} {option.label}" for n, option in numbered.items()))
        wrong = partial(_wrong_number, len(numbered))
        try:
            told = talk.text(f"{question}，写编号", str(len(numbered)), wrong)
        except UsageError:
            break
        found[rule] = numbered[int(told)].option
    return found


def _wrong_number(last: int, told: str) -> str:
    right = told.isascii() and told.isdigit() and 1 <= int(told) <= last
    return "" if right else f"写1到{last}之间的编号"


def _wrong_day(key: str, days: Mapping[str, date], cutoff: date, told: str) -> str:
    """What is wrong with a day; each must not be before the one it follows."""
    found, month_only = read_day(told)
    if found is None or month_only:
        return f"日期看不懂，{WRITTEN_SO}"
    follows = {"last_day": "first_day", "compared_on": "window_from"}
    before = days.get(follows.get(key, ""))
    if before is not None and found < before:
        return f"不能早于{DAYS[follows[key]].partition('（')[0]}（{chinese_date(before)}）"
    return (
        f"不能早于年龄截止日（{chinese_date(cutoff)}）"
        if key == "compared_on" and found < cutoff
        else ""
    )


def _term_on(today: date) -> str:
    """The term a day lies in: from August autumn, January still the autumn before, then spring."""
    year = today.year - (today.month == 1)
    return f"{year}-{'spring' if 2 <= today.month <= 7 else 'autumn'}"


def _wrong_term(told: str) -> str:
    return "" if NAME.fullmatch(told) else "写成 2026-autumn（秋季）或 2027-spring（春季）"


def _wrong_county(told: str) -> str:
    return _short("县名")(told) or (
        "" if re.search("[县市区旗]$|林区$|特区$", told) else "要写全称，以县、市、区、旗结尾"
    )


def _wrong_town(taken: set[str], may_end: bool) -> Callable[[str], str]:
    def wrong(told: str) -> str:
        if not told:
            return "" if may_end else "至少写一个"
        return "这个名称已经用过" if told in taken else _short("名称")(told)

    return wrong


def _short(what: str) -> Callable[[str], str]:
    """Chinese words, no digits alone, not too long."""
    return lambda told: (
        ""
        if re.search("[一-龥]", told) and len(told) <= 60 and "\n" not in told
        else f"{what}要写中文，不超过60字"
    )


def _digits(length: int) -> Callable[[str], str]:
    return lambda told: "" if re.fullmatch(rf"[0-9]{{{length}}}", told) else f"要写{length}位数字"


def summary(answers: Answers) -> list[str]:
    """What is going to be written."""
    c = answers.county
    towns = [
        f"  {t.name}（{t.kind}，{t.code}）又写作：{'、'.join(t.aliases) or '无'}"
        for t in answers.towns
    ]
    days = [
        f"  {question.partition('（')[0]}：{chinese_date(answers.days[key])}"
        for key, question in DAYS.items()
    ]
    return [
        "",
        f"{c['province']}{c['city']}{c['name']}（{c['code']}）",
        f"  {c['government']}、{c['bureau']}",
        f"  {c['supervision_office']}，机关代字：{c['supervision_code']}",
        f"  {c['leading_group_office']}，机关代字：{c['document_code']}",
        f"  文书引用：{c['mechanism']}",
        f"  督导检查由{c['issuer_name']}印发，依据：{c['issuer_basis']}",
        f"乡镇（街道）{len(answers.towns)}个：",
        *towns,
        f"第一个学期 {answers.term}：",
        *days,
        "",
    ]


def free(root: Path) -> bool:
    """Whether a workspace can be made there. Raises ``UsageError`` before anything is asked where
    there is one already.
    """
    if (root / "params").exists():
        raise UsageError(
            "这个文件夹已经是工作区", remedy="换一个空文件夹；要改已有的，直接修改 params/ 里的文件"
        )
    return True
