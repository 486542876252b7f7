"""Who is meant by a name, a number or a case number; the answer to a phone call begins here."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

import pandas as pd

from kongchuo_core.documents.printed import NO_BREAK
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.vocabulary.errors import UsageError

SHORTEST_TAIL, CASE_TAIL = 4, 6
"""How many of its last characters stand for an identity number, and for a case or a child's
number.
"""
NUMBER_SHOWN = 4
"""Characters at each end of an identity number that a screen shows."""
MOST_LISTED = 30


@dataclass(frozen=True)
class Hit:
    """Someone who may be meant; ``listed`` where the child is on this term's list, else known from
    an earlier one alone.
    """

    child_id: str
    name: str
    born: str
    town: str
    case_no: str
    listed: bool

    def line(self) -> str:
        """What is told of each of several, to choose by."""
        where = self.town or "不在本学期户籍适龄名册"
        return f"  {self.child_id}  {self.name}  {self.born or '出生年不详'}  {where}" + (
            f"  个案{self.case_no}" if self.case_no else ""
        )


def masked(number: str | None) -> str:
    """5399**********0017: an identity number as a screen shows it."""
    if not number:
        return "没有登记"
    if len(number) <= 2 * NUMBER_SHOWN:
        return "*" * len(number)
    return (
        f"{number[:NUMBER_SHOWN]}{'*' * (len(number) - 2 * NUMBER_SHOWN)}{number[-NUMBER_SHOWN:]}"
    )


def find(edition: Edition, ledger: Ledger, query: str) -> list[Hit]:
    """Everybody a query may mean: a name, an identity number or its end, a student number, a case
    number or a child's.

    Raises
    ------
    UsageError
        where the query is empty, nobody is found, or too many are; a number that was asked for is
        not repeated.
    """
    plain = unicodedata.normalize("NFKC", query.replace(NO_BREAK, "-"))
    asked = plain.strip().upper().replace(" ", "")
    if not asked:
        raise UsageError(
            "没有写要查谁", remedy="写姓名、身份证号、学籍号或案件编号，如 kongchuo child 张小明"
        )
    people = _people(edition, ledger)
    found = next((hits for hits in _tries(people, asked) if not hits.empty), people.iloc[:0])
    hits = [_hit(lines) for _, lines in found.groupby("child_id", sort=True)]
    shown = f"“{asked}”" if not any(c.isdigit() for c in asked) or "-" in asked else "这个号码"
    if not hits:
        raise UsageError(
            f"没有找到{shown}",
            remedy="检查写法；本县户籍之外的学生、本学期和以往各学期都没有的人查不到",
        )
    if len(hits) > MOST_LISTED:
        raise UsageError(
            f"{shown}对得上{len(hits)}人，太多了", remedy="把姓名写全，或改用身份证号、案件编号查"
        )
    return sorted(hits, key=lambda h: (not h.listed, h.town, h.born, h.child_id))


def _people(edition: Edition, ledger: Ledger) -> pd.DataFrame:
    """Everybody known, a line for each spelling: this term's list first, then what earlier terms
    met.
    """
    cases: dict[str, str] = dict(
        edition.table("cases")[["child_id", "case_no"]].itertuples(index=False)
    )
    listed = edition.table("verdicts")
    born = [d.year if pd.notna(d) else None for d in listed["birth_date"]]
    now = pd.DataFrame(
        {
            "child_id": listed["child_id"],
            "name": listed["name"],
            "number": listed["id_no"],
            "student": None,
            "born": born,
            "town": listed["town"],
            "listed": True,
        }
    )
    met = pd.DataFrame(ledger.persons())
    before = pd.DataFrame(
        {
            "child_id": met["child_id"],
            "name": met["name"],
            "number": met["number"],
            "student": met["student"],
            "born": [int(b) // 10000 if pd.notna(b) else None for b in met["birth"]],
            "town": None,
            "listed": False,
        }
    )
    whole = pd.concat([now.astype(object), before.astype(object)], ignore_index=True)
    return whole.assign(case_no=whole["child_id"].map(cases))


def _tries(people: pd.DataFrame, asked: str) -> Iterator[pd.DataFrame]:
    """From the most certain reading of a query to the widest; the first that finds anybody is the
    answer.
    """
    whole = {
        name: people[name].astype("string").fillna("")
        for name in ("child_id", "case_no", "number", "student", "name")
    }
    exact = pd.Series(False, index=people.index)
    for column in whole.values():
        exact |= column.str.upper() == asked
    yield people[exact]
    if len(asked) >= CASE_TAIL:
        yield people[whole["case_no"].str.endswith(asked) | whole["child_id"].str.endswith(asked)]
    if len(asked) >= SHORTEST_TAIL and asked[:-1].isdigit():
        yield people[whole["number"].str.endswith(asked)]
    if len(asked) >= 2 and not asked.isdigit():
        yield people[whole["name"].str.contains(asked, regex=False)]


def _hit(lines: pd.DataFrame) -> Hit:
    first = lines.sort_values("listed", ascending=False, kind="stable").iloc[0]

    def said(name: str) -> str:
        return "" if pd.isna(first[name]) else str(first[name])

    born = f"{int(first['born'])}年生" if pd.notna(first["born"]) else ""
    return Hit(
        said("child_id"), said("name"), born, said("town"), said("case_no"), bool(first["listed"])
    )
