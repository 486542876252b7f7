"""The verdict of every child: three elements joined with the eight-row table, then the precedence
of the contract.

Law 4 of the house: a wrong "consistent" hides a child, a wrong "suspected" costs a visit; what is
undecided goes to a person.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import reduce

import narwhals as nw
import pyarrow as pa

from kongchuo_core.comparison.scope import mark
from kongchuo_core.engine import Engine, Frame, collect, distinct
from kongchuo_core.linking.cascade import EXACT
from kongchuo_core.registers.words import Says
from kongchuo_core.regulation.tables import SUSPECTED, Verdict, elements, explanations, limit
from kongchuo_core.settings.models import Term
from kongchuo_core.vocabulary.codes import APPROVAL_TYPE, NOT_ENROLLED, STUDENT_STATUS

_EVIDENCE = (
    "enrolment",
    "presence",
    "graduates",
    *dict.fromkeys(e.register for e in explanations()),
)


@dataclass(frozen=True)
class Evidence:
    """What the verdicts are made from.

    ``records`` are the linked registers by code, ``decided`` the links (``row_id, source, child,
    rule``), ``questions`` the pairs a person must decide (``source, child``), ``still_absent`` the
    children away beyond the threshold then (``child``).
    """

    records: dict[str, Frame]
    decided: Frame
    questions: Frame
    still_absent: Frame


def _links(evidence: Evidence, source: str) -> Frame:
    return evidence.decided.filter(nw.col("source") == source).select("row_id", "child", "rule")


def _of(evidence: Evidence, source: str) -> Frame:
    """The records of one register with the child each is."""
    return evidence.records[source].join(_links(evidence, source), on="row_id", how="inner")


def _by_child(
    evidence: Evidence,
    source: str,
    least: dict[str, nw.Expr],
    most: dict[str, nw.Expr],
    records: Frame,
) -> Frame:
    """One line a child: of its records the least and the greatest of some expressions.

    Almost every child has one record in a register, and what it says is taken as it stands: only
    the others are grouped.
    """
    links = _links(evidence, source)
    several = links.group_by("child").agg(nw.len().alias("records")).filter(nw.col("records") > 1)
    alone, together = (
        records.join(links.join(several, on="child", how=how), on="row_id", how="inner").select(
            "child", **least, **most
        )
        for how in ("anti", "semi")
    )
    together = together.group_by("child").agg(nw.col(*least).min(), nw.col(*most).max())
    return nw.concat([alone, together.select("child", *least, *most)])


def _one(condition: nw.Expr) -> nw.Expr:
    """A condition as 1 and 0."""
    return nw.when(condition).then(nw.lit(1)).otherwise(nw.lit(0))


def enrolled(engine: Engine, evidence: Evidence) -> Frame:
    """``child, enrolled, e_school, e_grade, e_class, e_rule, e_flags``: any record whose state
    counts as enrolled (contract).
    """
    counts = nw.col("counts") > 0
    at = nw.when(counts).then(nw.col("school"))
    found = _by_child(
        evidence,
        "enrolment",
        {
            "e_school": at,
            "e_grade": nw.col("grade"),
            "e_class": nw.col("class_name"),
            "e_rule": nw.col("rule"),
        },
        {
            "counted": nw.col("counts"),
            "last": at,
            "strange": nw.col("strange"),
            "doubts": nw.col("doubts").fill_null(""),
        },
        _with_state(engine, evidence.records["enrolment"]),
    )
    return found.select(
        "child",
        "e_school",
        "e_grade",
        "e_class",
        "e_rule",
        enrolled=nw.col("counted") > 0,
        e_flags=nw.concat_str(
            mark(nw.col("e_school") != nw.col("last"), "two_enrolments"),
            mark(nw.col("strange") > 0, "status_unknown_word"),
            nw.col("doubts"),
        ),
    )


def _with_state(engine: Engine, records: Frame) -> Frame:
    """Student records with ``counts`` and ``strange``: whether the state counts as enrolled, and
    whether it is a word that nobody knows. Looked up once a word, for there are few.
    """
    words = collect(distinct(records, "student_status"))["student_status"].drop_null().to_pylist()
    state = STUDENT_STATUS.spellings()
    codes = [state.get(w) or state.get(re.sub(r"\s", "", w)) for w in words]
    table = pa.table(
        {
            "student_status": pa.array(words, pa.string()),
            "counts": pa.array([int(c not in NOT_ENROLLED) for c in codes], pa.int64()),
            "strange": pa.array([int(c is None) for c in codes], pa.int64()),
        }
    )
    told = records.join(engine.frame(table), on="student_status", how="left")
    return told.with_columns(
        counts=nw.col("counts").fill_null(1), strange=nw.col("strange").fill_null(0)
    )


def counts_as_enrolled() -> nw.Expr:
    """Whether a student record counts as enrolled by its state."""
    out = [s for s, c in STUDENT_STATUS.spellings().items() if c in NOT_ENROLLED]
    return ~nw.col("student_status").is_in(out).fill_null(False)


def _says(answer: Says) -> nw.Expr:
    """Whether a row says so; rows without an answer of their own assert what their register is
    about.
    """
    return nw.col("says").fill_null(Says.YES.value) == answer.value


def present(evidence: Evidence) -> Frame:
    """``child, present, doubted, p_school, p_grade, p_class, p_rule, p_flags``: whether any roll
    says yes.

    ``doubted``: a person decides. The roll linked by number and name says no, and only a weaker
    link says yes; no roll says yes and one says something that isn't understood; one school says
    both; the school of enrolment doesn't say yes and another does.
    """
    yes, strong = _says(Says.YES), nw.col("rule") == EXACT
    at = nw.when(yes).then(nw.col("school"))
    found = _by_child(
        evidence,
        "presence",
        {
            "at": at,
            "any": nw.col("school"),
            "p_grade": nw.col("grade"),
            "p_class": nw.col("class_name"),
            "p_rule": nw.col("rule"),
        },
        {
            "yes": _one(yes),
            "other": _one(~yes),
            "asks": _one(_says(Says.ASK)),
            "yes_strong": _one(yes & strong),
            "other_strong": _one(~yes & strong),
            "last": at,
            "doubts": nw.col("doubts").fill_null(""),
        },
        evidence.records["presence"],
    )
    found = found.join(_contradicted(evidence), on="child", how="left")
    some_yes = nw.col("yes") > 0
    weak = some_yes & (nw.col("other_strong") > 0) & (nw.col("yes_strong") == 0)
    both, left = _held("both"), some_yes & _held("left_own")
    return found.select(
        "child",
        "p_grade",
        "p_class",
        "p_rule",
        p_school=nw.coalesce(nw.col("at"), nw.col("any")),
        present=some_yes,
        doubted=weak | (~some_yes & (nw.col("asks") > 0)) | both | left,
        p_flags=nw.concat_str(
            mark(nw.col("at") != nw.col("last"), "two_rolls"),
            mark(some_yes & (nw.col("other") > 0), "roll_differs"),
            mark(both, "school_contradicts"),
            mark(left, "left_own_school"),
            nw.col("doubts"),
        ),
    )


def _contradicted(evidence: Evidence) -> Frame:
    """``child, both, left_own`` of children on several rolls: one school says yes and something
    else; so does not the own one.
    """
    yes = _says(Says.YES)
    links = _links(evidence, "presence").select("row_id", "child")
    rows = evidence.records["presence"].select("row_id", "school", yes=_one(yes), other=_one(~yes))
    doubted = rows.filter(nw.col("other") > 0).join(links, on="row_id", how="inner")
    rows = rows.join(
        links.join(doubted.select("child"), on="child", how="semi"), on="row_id", how="inner"
    )
    rolls = rows.select("child", "yes", "other", school=nw.col("school").fill_null(""))
    rolls = rolls.group_by("child", "school").agg(nw.col("yes").max(), nw.col("other").max())
    own = _of(evidence, "enrolment").join(doubted.select("child"), on="child", how="semi")
    own = distinct(own.filter(counts_as_enrolled()), "child", "school")
    rolls = rolls.filter(nw.col("other") > 0).join(
        own.with_columns(own=nw.lit(1)), on=["child", "school"], how="left"
    )
    found = rolls.select(
        "child",
        both=nw.col("yes"),
        left_own=_one((nw.col("yes") == 0) & (nw.col("own") == 1)),
    )
    found = found.group_by("child").agg(nw.col("both").max(), nw.col("left_own").max())
    return found.select("child", both=nw.col("both") > 0, left_own=nw.col("left_own") > 0)


def explained(engine: Engine, evidence: Evidence, term: Term) -> Frame:
    """``child, explained``: the first document of the table of explanations that is valid on the
    comparison date.
    """
    day = term.compared_on
    parts = []
    for rank, e in enumerate(explanations()):
        rows = _of(evidence, e.register).filter(_says(Says.YES))
        if e.valid == "between":
            kinds = [s for s, c in APPROVAL_TYPE.spellings().items() if c == e.code]
            rows = rows.filter(
                nw.col("approval_type").is_in(kinds),
                nw.col("approved_on") <= day,
                nw.col("expires_on") >= day,
            )
        elif e.valid == "since":
            rows = rows.filter(nw.col("started_on").is_null() | (nw.col("started_on") <= day))
        parts.append(rows.select("child", rank=nw.lit(rank)))
    first = nw.concat(parts).group_by("child").agg(nw.col("rank").min())
    codes = pa.table(
        {"rank": range(len(explanations())), "explained": [e.code for e in explanations()]}
    )
    return first.join(engine.frame(codes), on="rank", how="inner").select("child", "explained")


def verdicts(engine: Engine, persons: Frame, evidence: Evidence, term: Term) -> Frame:
    """The verdict of every child in scope, exactly one each.

    Returns
    -------
    Frame
        ``child, birth, age, verdict, explained_by, matched_by, school, grade, class_name, flags``.
    """
    in_scope = persons.filter(nw.col("out_reason").is_null())
    frame = in_scope.join(enrolled(engine, evidence), on="child", how="left").join(
        present(evidence), on="child", how="left"
    )
    graduated = (
        _of(evidence, "graduates")
        .filter(_says(Says.YES))
        .group_by("child")
        .agg(nw.col("rule").min().alias("g_rule"))
    )
    frame = frame.join(graduated, on="child", how="left").join(
        explained(engine, evidence, term), on="child", how="left"
    )
    frame = frame.join(
        evidence.still_absent.select("child", away=nw.lit(True)).unique(), on="child", how="left"
    )
    asked = {
        f"ask_{s}": nw.when(nw.col("source") == s).then(nw.lit(1))
        for s in (*_EVIDENCE, "household")
    }
    questions = nw.concat([evidence.questions.select("source", "child"), *_doubtful(evidence)])
    frame = frame.join(
        questions.select("child", **asked).group_by("child").agg(nw.col(*asked).max()),
        on="child",
        how="left",
    )
    frame = engine.checkpoint(
        frame.with_columns(
            household=nw.lit(True),
            enrolment=_held("enrolled"),
            presence=_held("present") & nw.col("away").is_null(),
        )
    )
    keys = ["household", "enrolment", "presence"]
    table = pa.Table.from_pylist(
        [{k: getattr(e, k) for k in keys} | {"verdict": e.verdict} for e in elements()]
    )
    return engine.checkpoint(
        _with_precedence(frame.join(engine.frame(table), on=keys, how="left"), term)
    )


def _doubtful(evidence: Evidence) -> list[Frame]:
    """``source, child``: a linked row that finishes or explains, and of which nobody knows whether
    it does.
    """
    sources = [s for s in _EVIDENCE if s not in ("enrolment", "presence")]
    return [
        _of(evidence, s)
        .filter(_says(Says.ASK))
        .select("child", source=nw.lit(s))
        .select("source", "child")
        for s in sources
    ]


def _held(column: str) -> nw.Expr:
    """Whether something was found and holds; the cast is for engines that keep an unmatched side's
    truth values as objects.
    """
    return nw.col(column).fill_null(False).cast(nw.Boolean)


def _asked(source: str, found: str) -> nw.Expr:
    """A question about a register in which nothing has decided on the child yet."""
    return ~nw.col(f"ask_{source}").is_null() & nw.col(found).is_null()


def _review() -> nw.Expr:
    """Whether a person must decide before the child can have a verdict."""
    asked_of_absent = reduce(
        lambda a, b: a | b, (~nw.col(f"ask_{s}").is_null() for s in ("household", *_EVIDENCE[3:]))
    )
    unsettled = asked_of_absent & nw.col("explained").is_null() & nw.col("g_rule").is_null()
    open_for_absent = _asked("graduates", "g_rule") | nw.col("too_young_to_complete") | unsettled
    open_for_all = (
        _asked("presence", "p_rule")
        | _asked("enrolment", "e_rule")
        | _held("doubted")
        | _held("asked")
    )
    return open_for_all | (~nw.col("presence") & open_for_absent)


def _with_precedence(frame: Frame, term: Term) -> Frame:
    """The contract's precedence over the three elements, and what is told beside the verdict."""
    graduated = ~nw.col("g_rule").is_null()
    young = graduated & (nw.col("age") < limit("completed_from", term.compared_on)).fill_null(False)
    verdict = nw.when(_review()).then(nw.lit(Verdict.REVIEW.value))
    verdict = verdict.when(~nw.col("presence") & graduated).then(nw.lit(Verdict.COMPLETED.value))
    still_absent = mark(_held("present") & ~nw.col("away").is_null(), "still_absent")
    frame = frame.with_columns(too_young_to_complete=young).with_columns(
        verdict=verdict.otherwise(nw.col("verdict")),
        matched_by=nw.concat_str(
            _matched("enrolment", "e_rule"),
            _matched("presence", "p_rule"),
            _matched("graduates", "g_rule"),
        ),
        school=nw.coalesce(nw.col("p_school"), nw.col("e_school")),
        grade=nw.coalesce(nw.col("p_grade"), nw.col("e_grade")),
        class_name=nw.coalesce(nw.col("p_class"), nw.col("e_class")),
        flags=nw.concat_str(
            nw.col("flags"),
            nw.col("e_flags").fill_null(""),
            nw.col("p_flags").fill_null(""),
            still_absent,
        ),
    )
    suspected = nw.col("verdict").is_in([v.value for v in SUSPECTED])
    told = (
        "child",
        "birth",
        "age",
        "verdict",
        "matched_by",
        "school",
        "grade",
        "class_name",
        "flags",
    )
    return frame.select(*told, explained_by=nw.when(suspected).then(nw.col("explained")))


def _matched(source: str, column: str) -> nw.Expr:
    return (
        nw.when(~nw.col(column).is_null())
        .then(nw.concat_str(nw.lit(f"{source}="), nw.col(column), nw.lit(" ")))
        .otherwise(nw.lit(""))
    )
