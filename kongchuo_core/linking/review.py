"""What persons have decided: a decision is bound to the evidence seen, and asked again when that
changes.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

import pyarrow as pa
import pyarrow.compute as pc

from kongchuo_core.linking.near import Side
from kongchuo_core.vocabulary.errors import LedgerError

PERSON = "person_decided"
"""The rule under which a person's decision stands among the links."""


@dataclass(frozen=True)
class Decision:
    """A person's word on one pair: ``same`` person or not, by whom and when, for messages."""

    evidence: str
    same: bool
    by: str
    on: str


@dataclass(frozen=True)
class Decisions:
    """All decisions in force, by evidence; ``key`` makes the digests, so that an event alone tells
    nobody's name or number.
    """

    key: bytes
    by_evidence: Mapping[str, Decision] = field(default_factory=dict)


def in_force(key: bytes, decisions: Iterable[Decision]) -> Decisions:
    """Decisions by their evidence.

    Raises
    ------
    LedgerError
        where two contradict each other; it names both.
    """
    found: dict[str, Decision] = {}
    for decision in decisions:
        before = found.setdefault(decision.evidence, decision)
        if before.same != decision.same:
            raise LedgerError(
                f"两次人工认定互相矛盾：{before.by}于{before.on}认定{_said(before)}，{decision.by}于{decision.on}认定{_said(decision)}",
                remedy="核实后，在其中一次的表里把“认定”改为“撤回”再导入",
            )
    return Decisions(key, found)


def _said(decision: Decision) -> str:
    return "是同一人" if decision.same else "不是同一人"


def evidence(key: bytes, a: Side, b: Side) -> list[str]:
    """A digest of all that was compared, for each pair; the same evidence in a later term has the
    same digest.
    """

    def side(s: Side) -> list[str]:
        return [
            "|".join("" if v is None else str(v) for v in values)
            for values in zip(s.name, s.prefix, s.student, s.written, s.sex, strict=True)
        ]

    return [
        hashlib.blake2b(f"{x}\n{y}".encode(), key=key, digest_size=12).hexdigest()
        for x, y in zip(side(a), side(b), strict=True)
    ]


def _answered(questions: pa.Table, answers: Sequence[Decision | None]) -> list[bool]:
    """Which questions were answered; a pair of household rows stands in both directions, and one
    answer is for both.
    """
    columns = (questions[c].to_pylist() for c in ("source", "row_id", "base_row"))
    pairs = [
        frozenset((row, base)) if source == "household" else None
        for source, row, base in zip(*columns, strict=True)
    ]
    told = {pair for pair, answer in zip(pairs, answers, strict=True) if pair and answer}
    return [a is not None or p in told for p, a in zip(pairs, answers, strict=True)]


def apply(
    decisions: Decisions, decided: pa.Table, questions: pa.Table
) -> tuple[pa.Table, pa.Table]:
    """Questions that a person has answered leave the list; those answered "the same" join the
    links.

    Raises
    ------
    LedgerError
        where one record was found to be two children.
    """
    answers = [decisions.by_evidence.get(e) for e in questions["evidence"].to_pylist()]
    same = pa.array([a is not None and a.same for a in answers], pa.bool_())
    answered = pa.array(_answered(questions, answers), pa.bool_())
    yes = questions.filter(same)
    _refuse_two_children(yes, [a for a in answers if a is not None and a.same])
    linked = pa.table(
        {
            "row_id": yes["row_id"],
            "source": yes["source"],
            "child": yes["child"],
            "rule": pa.array([PERSON] * yes.num_rows, pa.string()),
        },
        schema=decided.schema,
    )
    settled = pc.is_in(questions["row_id"], yes["row_id"])
    return pa.concat_tables([decided, linked]), questions.filter(
        pc.invert(pc.or_(answered, settled))
    )


def _refuse_two_children(yes: pa.Table, answers: list[Decision]) -> None:
    first: dict[int, tuple[int, Decision]] = {}
    for row, child, answer in zip(
        yes["row_id"].to_pylist(), yes["child"].to_pylist(), answers, strict=True
    ):
        known = first.setdefault(row, (child, answer))
        if known[0] != child:
            raise LedgerError(
                f"同一条记录被认定为两个儿童：一次由{known[1].by}于{known[1].on}认定，一次由{answer.by}于{answer.on}认定",
                remedy="核实后，在其中一次的表里把“认定”改为“撤回”再导入",
            )
