"""Documents that are generated from what they tell: glossary, rules, messages, who may see what,
kinds of paper.

python tools/generate_docs.py            writes the pages of PAGES into docs/
python tools/generate_docs.py --check    exits 1 where a committed copy is stale
"""

from __future__ import annotations

import ast
import csv
import re
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from kongchuo_core.documents.kinds import KINDS
from kongchuo_core.regulation import cases, supervision, tables
from kongchuo_core.regulation.citations import citations
from kongchuo_core.settings.models import read_county
from kongchuo_core.settings.people import load_people
from kongchuo_core.settings.workspace import house
from kongchuo_core.vocabulary import codes
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.tables import TABLES

sys.path.insert(0, str(Path(__file__).parents[1]))
from tools import licences
from tools import messages as inventory

ROOT = Path(__file__).parents[1]
MADE_BY = "*本页由 `tools/generate_docs.py` 生成，不要手改。*"


def glossary() -> str:
    """中文 · identifier · clause, for every term of the vocabulary."""
    rows: list[tuple[str, str, str]] = []
    rows += [(r.folder, r.code, r.meaning) for r in REGISTERS.values()]
    rows += [(label, code, "结论") for code, label in tables.verdict_labels().items()]
    rows += [(e.label, e.code, e.clause) for e in tables.explanations()]
    rows += [(t.meaning, t.name, "结果的表") for t in TABLES.values()]
    rows += [
        (r.meaning, r.rule, "认定规则，自动认定" if r.decides else "认定规则，由人认定")
        for r in tables.link_rules()
    ]
    lists = (
        codes.SEX,
        codes.YES_NO,
        codes.HOUSEHOLD_STATUS,
        codes.STUDENT_STATUS,
        codes.APPROVAL_TYPE,
        codes.ID_TYPE,
        codes.REASONS,
        codes.FLAGS,
        codes.QUALITY,
    )
    for x in lists:
        rows += [(c.label, f"{x.name}.{c.code}", c.description) for c in x.codes]
    fields: dict[tuple[str, str], str] = {}
    for r in reversed(REGISTERS.values()):
        fields |= {(f.heading, f.name): f"{r.folder}等登记册的列" for f in r.fields}
    rows += [(heading, name, where) for (heading, name), where in sorted(fields.items())]
    body = "\n".join(f"| {zh} | `{identifier}` | {note} |" for zh, identifier, note in rows)
    return f"# 术语表\n\n{MADE_BY}\n\n| 中文 | 标识 | 条款或说明 |\n|---|---|---|\n{body}\n"


def rules() -> str:
    """Every clause with the tests that hold it, as the tests' first sentences say it."""
    with (ROOT / "kongchuo_core/regulation/clauses.csv").open(encoding="utf-8", newline="") as file:
        clauses = list(csv.DictReader(file))
    held: dict[str, list[str]] = {}
    for number, sentence in sorted(_marked()):
        held.setdefault(number, []).append(sentence)
    lines = [
        "# 规则说明",
        "",
        MADE_BY,
        "",
        "每一条义务，以及守住它的测试。没有列出测试的，这一版还没有做。",
        "",
    ]
    for clause in clauses:
        lines += [
            f"## {clause['number']} {clause['text']}",
            "",
            *(f"- {s}" for s in dict.fromkeys(held.get(clause["number"], []))),
            "",
        ]
    return "\n".join(lines)


def papers() -> str:
    """The table of every kind of paper: about whom, when, to whom, on what basis, by whom, who
    numbers and who signs it.
    """
    names = (
        "文书",
        "关于",
        "什么时候起草",
        "发给",
        "条款",
        "引用的条文",
        "发文机关",
        "发文依据",
        "层级",
        "文号",
        "签发（may_sign 的写法）",
    )
    articles: dict[str, list[str]] = {}
    for row in citations():
        if row.last_day is None:
            articles.setdefault(row.use, []).append(f"《{row.law}》{row.article}")
    lines = [
        "| "
        + " | ".join(
            (
                k.name,
                k.about,
                k.when,
                k.recipients,
                k.clause,
                "、".join(articles.get(k.citation, [])) or "—",
                k.issuer,
                k.issuer.cited("机制"),
                k.level,
                k.numbered,
                k.signed_as or "不在这里签发",
            )
        )
        + " |"
        for k in KINDS.values()
    ]
    told = "模板在 `templates/`，名称就是文书名加 `.docx`。引用的条文以成文日期当日有效的为准（`regulation/citations.csv`）。"
    return "\n".join(
        [
            "# 文书一览",
            "",
            MADE_BY,
            "",
            told,
            "",
            "| " + " | ".join(names) + " |",
            "|" + "---|" * len(names),
            *lines,
            "",
        ]
    )


def _marked() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for mark in node.decorator_list:
                    if (
                        isinstance(mark, ast.Call)
                        and ast.unparse(mark.func) == "pytest.mark.clause"
                    ):
                        sentence = (ast.get_docstring(node) or node.name).split("\n")[0]
                        yield from ((ast.literal_eval(a), sentence) for a in mark.args)


TROUBLES = {
    "UsageError": "命令写得不对，或者现在不能做",
    "ParamsError": "`params/` 里的参数有误",
    "InputError": "登记册或者填回的表用不了",
    "RuleTableError": "规则表、模板有误",
    "BalanceError": "合计不符，没有出文书",
    "DisclosureError": "公开的门没有开",
    "LedgerError": "台账、密钥或结果缺失、被改动",
    "KongchuoError": "其他",
}


def messages() -> str:
    """Every message with what to do, by the exit status of its kind."""
    head = [
        "# 提示：每一句是什么意思",
        "",
        MADE_BY,
        "",
        "程序停下来时，第一行说哪里、出了什么事，第二行“怎么办”说接着做什么。下面是它可能说的每一句；`……` 是当时才知道的内容，`／` 隔开两种情形。",
        "同一句话在哪个文件、第几行，提示里会写明；提示里没有身份证号。在网页里按 Ctrl+F，输入看到的几个字查找。",
        "",
    ]
    told: dict[str, dict[str, str]] = {kind: {} for kind in TROUBLES}
    for site in inventory.sites():
        if site.kind in told and site.what.replace(inventory.GAP, ""):
            told[site.kind].setdefault(site.what, site.remedy)
    for kind, lines in told.items():
        if lines:
            head += [
                f"## {TROUBLES[kind]}（退出码 {inventory.FAMILY[kind].exit_status}）",
                "",
                "| 说了什么 | 怎么办 |",
                "|---|---|",
            ]
            head += [
                f"| {_cell(what)} | {_cell(remedy)} |" for what, remedy in sorted(lines.items())
            ] + [""]
    return "\n".join(head)


def _cell(text: str) -> str:
    """Text as a cell of a table: shown as it is written, placeholders and all."""
    return re.sub(r"([|<>*_`{}\[\]~$\\])", r"\\\1", text.replace("\n", " "))


def recipients() -> str:
    """Who may see which part of a case, from the table by which papers are cut."""
    rows, items = cases.recipients().values(), cases.ITEMS
    lines = [
        "# 谁可以看什么",
        "",
        MADE_BY,
        "",
        "给一个单位的文书只写它办这件事要用的项；程序按这张表裁剪，办公室自己转发、口头说的时候也照这张表。",
        "联席会议的议题不写姓名。向社会公开的，一个人的信息也没有。",
        "",
        f"| 给谁 | {' | '.join(items.values())} |",
        f"|---|{':-:|' * len(items)}",
    ]
    lines += [
        f"| {row['label']} | {' | '.join('√' if row[item] == 'yes' else '' for item in items)} |"
        for row in rows
    ]
    return "\n".join([*lines, ""])


OFFICES = {
    "leading_group_office": "县控辍保学工作领导小组办公室",
    "supervision_office": "县人民政府教育督导办公室",
}
"""Who issues the paper of a measure, as ``grounds.csv`` names it."""


ITEMS = {
    "duty:town_group": "席位",
    "duty:town_meeting": "没有开会的月份",
    "duty:comparison_partners": "学期",
    "duty:comparison_window": "学期",
    "duty:town_channels": "渠道",
    "duty:town_contents": "内容",
    "duty:school_channels": "渠道",
    "duty:absence_to_bureau": "缺勤（儿童、首日、报给谁）",
    "problems": "检查指标",
    "orders": "上学期文书写明的各项",
    "prominent": "达到的标准",
    "prominent_again": "达到的标准",
    "limit": "学段",
}
"""From what a finding is drawn → what its items are; of duties that count cases, the cases."""


def signed_by(paper: str, issuer: str) -> str:
    """The posts that may sign a paper of an issuer, as ``params/people.yaml`` of the model county
    has them.
    """
    home = house() / "params"
    office = read_county(home).supervision_office
    wanted = issuer == "supervision_office"
    own = [
        p.post
        for p in load_people(home).persons
        if KINDS[paper].signed_as in p.may_sign and p.town is None and (p.unit == office) == wanted
    ]
    return "、".join(own)


def in_spring() -> Callable[[str, str, str], str]:
    """How a measure came out in the sample county's second term: ``tools/measures_of_spring.csv``
    (``tools/count_measures.py``).
    """
    with (ROOT / "tools" / "measures_of_spring.csv").open(encoding="utf-8", newline="") as file:
        lines = list(csv.DictReader(file))

    def told(finding: str, level: str, measure: str) -> str:
        own = [
            x
            for x in lines
            if (x["finding"], x["level"], x["measure"]) == (finding, level, measure)
        ]
        hit = [f"触发：{x['units']}个单位" for x in own if x["fired"] == "True"]
        quiet = [
            f"没有触发：{x['units']}个单位，{x['reason']}" for x in own if x["fired"] != "True"
        ]
        return "；".join([*hit, *quiet])

    return told


def grounds() -> str:
    """Every measure with the fact it answers, its basis, issuer and procedure, and how it came out
    in the sample county.
    """
    found, legal = supervision.findings(), supervision.grounds()
    spring = in_spring()
    rows = []
    for m in supervision.measures():
        finding, ground = found[m.finding], legal[m.ground]
        basis = ground.basis.replace("{机制M7}", "本县机制监督问责一章（第四部分）")
        posts = "、".join(m.posts) or "单位"
        cells = (
            finding.label,
            finding.level,
            ITEMS.get(finding.drawn_from[0], "个案"),
            "事关儿童" if finding.weight == "children" else "程序",
            m.label,
            posts,
            m.paper,
            basis,
            OFFICES[ground.issuer],
            signed_by(m.paper, ground.issuer),
            ground.procedure,
            spring(finding.finding, finding.level, m.measure),
        )
        rows.append("| " + " | ".join(cells) + " |")
    sources = [f"- {g.label}：{g.source}（自{g.since}）" for g in legal.values()]
    names = (
        "问题",
        "级别",
        "逐项记",
        "轻重",
        "措施",
        "对象",
        "文书",
        "依据",
        "印发机关",
        "签发人",
        "程序",
    )
    names += ("样例县春季",)
    return "\n".join(
        [
            "# 问责依据",
            "",
            MADE_BY,
            "",
            "每一项措施针对什么问题、依据什么、由谁印发、经过什么程序。都只是建议，由有权签发的人审签；",
            "“没有整改”只看上学期签发并送达、没有作废的文书写明的事项，逐项回查；诫勉只列事实，只送有权机关。",
            "签发人是样例县 `params/people.yaml` 写的，各县用自己的。",
            "标准、天数等本办自定的口径在 `params/rules/supervision.yaml`，文书里写明是本办口径。",
            "“样例县春季”是虚构的样例县第二个学期里触发的单位数，没有触发的写明原因，取自运行的结果"
            "（`make report` 没有签发文书，所以上学期的都只是建议，对春季没有约束）；逐个单位的见笔记本 accountability_notices。",
            "",
            "| " + " | ".join(names) + " |",
            "|" + "---|" * len(names),
            *rows,
            "",
            "## 依据的来源",
            "",
            *sources,
            "",
        ]
    )


def shipped_licences() -> str:
    """What is installed beside the program, with each licence."""
    return licences.page(MADE_BY)


PAGES = {
    "问责依据.md": grounds,
    "术语表.md": glossary,
    "规则说明.md": rules,
    "提示.md": messages,
    "谁可以看什么.md": recipients,
    "文书一览.md": papers,
    "许可证.md": shipped_licences,
}
"""The pages and what makes them."""


def main() -> int:
    """Write or check the pages."""
    stale = []
    for name, text in ((name, made()) for name, made in PAGES.items()):
        path = ROOT / "docs" / name
        if "--check" in sys.argv:
            stale += [name] if not path.is_file() or path.read_text("utf-8") != text else []
        else:
            path.write_text(text, "utf-8")
    if stale:
        print(
            f"docs/ 里的{'、'.join(stale)}过时了：运行 python tools/generate_docs.py",
            file=sys.stderr,
        )
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
