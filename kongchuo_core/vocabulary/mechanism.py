"""Where a duty stands in the county's own document: 第二部分（三）; another county's document has another
order.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

SECTIONS: dict[str, str] = {
    "M1": "第一部分",
    "M2": "第二部分（一）",
    "M3": "第二部分（二）",
    "M4": "第二部分（三）",
    "M5": "第二部分（四）",
    "M6": "第三部分",
    "M7": "第四部分",
}
"""Chapter of the duties → its section in 富政教督〔2019〕14号, the model; ``params/mechanism.yaml`` says
another county's.
"""


def section_of(sections: Mapping[str, str], clause: str) -> str:
    """The section of a duty (``M4.8``), else that of its chapter, else nothing: M8 is practice and
    stands in no document.
    """
    return sections.get(clause) or sections.get(clause.split(".")[0], "")


def sections_told(sections: Mapping[str, str], clauses: Iterable[str]) -> str:
    """第一部分、第二部分（二）（三）: the sections of several duties, as the document orders them, each part named
    once.
    """
    order = list(dict.fromkeys(sections.values()))
    named = {section_of(sections, clause) for clause in clauses} - {""}
    told: list[str] = []
    for section in sorted(named, key=order.index):
        part, bracket, rest = section.partition("（")
        if told and bracket and told[-1].partition("（")[0] == part and "（" in told[-1]:
            told[-1] += bracket + rest
        else:
            told.append(section)
    return "、".join(told)
