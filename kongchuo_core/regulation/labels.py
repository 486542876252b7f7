"""The word of every code: one thing has one name, whoever tells of it.

Lists that are nothing but codes and words stand in ``case_codes.csv`` and ``labels.csv``; the
others are columns of the tables that define the things themselves.
"""

from __future__ import annotations

from functools import cache

from kongchuo_core.regulation.cases import causes, recipients, steps, tasks
from kongchuo_core.regulation.load import rows
from kongchuo_core.regulation.supervision import duties, findings, measures, observed
from kongchuo_core.regulation.tables import explanations, link_rules, verdict_labels
from kongchuo_core.vocabulary.codes import FATES, FLAGS, QUALITY, REASONS, RECHECK
from kongchuo_core.vocabulary.registers import REGISTERS

Words = dict[str, str]
"""Code → word."""


@cache
def labels() -> dict[str, Words]:
    """List → code → word, for every list of codes."""
    found: dict[str, Words] = {}
    for file in ("case_codes.csv", "labels.csv"):
        for row in rows(file):
            found.setdefault(row["list"], {})[row["code"]] = row["label"]
    for list_ in (FATES, FLAGS, QUALITY, REASONS):
        found[list_.name] = {c.code: c.label for c in list_.codes}
    registers = {code: r.folder for code, r in REGISTERS.items()}
    rules = {r.rule: r.meaning for r in link_rules()}
    return found | {
        "register": registers,
        "link_rule": rules,
        "matched": registers | rules,
        "source": registers | {"ledger": "台账"},
        "blocked": found["paper"] | found["block"],
        "doubt": found[FLAGS.name] | found[QUALITY.name],
        "lacking": found["lacking"] | found["proof"],
        "order_state": {c.code: c.label for c in RECHECK.codes},
        "verdict": verdict_labels(),
        "explanation": {e.code: e.label for e in explanations()},
        "cause": {c.code: c.label for c in causes().values()},
        "task": {code: t.label for code, t in tasks().items()},
        "step": {s.code: s.label for s in steps().values()},
        "who": {code: r["label"] for code, r in recipients().items()},
        "duty": {code: d.label for code, d in duties().items()},
        "finding": {code: f.label for code, f in findings().items()},
        "observation": {w.kind: w.label for w in observed()} | {"other": "其他"},
        "measure_kind": {m.measure: m.label for m in measures()},
    }


def word(list_: str, code: str) -> str:
    """The word of a code; the code itself where the list doesn't have it."""
    return labels().get(list_, {}).get(code, code)
