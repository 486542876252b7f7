"""Documents that are generated: glossary, rules from the clause tests, the table of every kind of paper.

python tools/generate_docs.py            writes docs/术语表.md, docs/规则说明.md and docs/文书一览.md
python tools/generate_docs.py --check    exits 1 where a committed copy is stale
"""

from __future__ import annotations

import ast
import csv
import sys
from collections.abc import Iterator
from pathlib import Path

from kongchuo_core.documents.kinds import KINDS
from kongchuo_core.regulation import tables
from kongchuo_core.regulation.citations import citations
from kongchuo_core.vocabulary import codes
from kongchuo_core.vocabulary.registers import REGISTERS
from kongchuo_core.vocabulary.tables import TABLES

ROOT = Path(__file__).parents[1]
MADE_BY = "*本页由 `tools/generate_docs.py` 生成，不要手改。*"


def glossary() -> str:
    """中文 · identifier · clause, for every term of the vocabulary."""
    rows: list[tuple[str, str, str]] = []
    rows += [(r.folder, r.code, r.meaning) for r in REGISTERS.values()]
    rows += [(label, code, "结论") for code, label in tables.verdict_labels().items()]
    rows += [(e.label, e.code, e.clause) for e in tables.explanations()]
    rows += [(t.meaning, t.name, "期次的表") for t in TABLES.values()]
    rows += [(r.meaning, r.rule, "认定规则，自动认定" if r.decides else "认定规则，由人认定") for r in tables.link_rules()]
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
    rows += [(c.label, f"{x.name}.{c.code}", c.description) for x in lists for c in x.codes]
    fields = {(f.heading, f.name): f"{r.folder}等登记册的列" for r in reversed(REGISTERS.values()) for f in r.fields}
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
    lines = ["# 规则说明", "", MADE_BY, "", "每一条义务，以及守住它的测试。没有列出测试的，这一版还没有做。", ""]
    for clause in clauses:
        lines += [
            f"## {clause['number']} {clause['text']}",
            "",
            *(f"- {s}" for s in dict.fromkeys(held.get(clause["number"], []))),
            "",
        ]
    return "\n".join(lines)


def papers() -> str:
    """The table of every kind of paper: to whom, on what basis, by whom, who numbers and who signs it."""
    names = ("文书", "发给", "条款", "引用的条文", "发文机关", "发文依据", "层级", "文号", "签发（may_sign 的写法）")
    articles: dict[str, list[str]] = {}
    for row in citations():
        if row.last_day is None:
            articles.setdefault(row.use, []).append(f"《{row.law}》{row.article}")
    lines = [
        "| " + " | ".join((k.name, k.recipients, k.clause, "、".join(articles.get(k.citation, [])) or "—", k.issuer, k.issuer.basis,
                          k.level, k.numbered, k.signed_as or "不在这里签发")) + " |"
        for k in KINDS.values()]
    told = "模板在 `templates/`，名称就是文书名加 `.docx`。引用的条文以成文日期当日有效的为准（`regulation/citations.csv`）。"
    return "\n".join(["# 文书一览", "", MADE_BY, "", told, "", "| " + " | ".join(names) + " |", "|" + "---|" * len(names), *lines, ""])


def _marked() -> Iterator[tuple[str, str]]:
    for path in sorted((ROOT / "tests").rglob("test_*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.FunctionDef):
                for mark in node.decorator_list:
                    if isinstance(mark, ast.Call) and ast.unparse(mark.func) == "pytest.mark.clause":
                        sentence = (ast.get_docstring(node) or node.name).split("\n")[0]
                        yield from ((ast.literal_eval(a), sentence) for a in mark.args)


def main() -> int:
    """Write or check the documents."""
    stale = []
    for name, text in (("术语表.md", glossary()), ("规则说明.md", rules()), ("文书一览.md", papers())):
        path = ROOT / "docs" / name
        if "--check" in sys.argv:
            stale += [name] if not path.is_file() or path.read_text("utf-8") != text else []
        else:
            path.write_text(text, "utf-8")
    if stale:
        print(f"docs/ 里的{'、'.join(stale)}过时了：运行 python tools/generate_docs.py", file=sys.stderr)
    return bool(stale)


if __name__ == "__main__":
    sys.exit(main())
