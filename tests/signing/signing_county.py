"""A small county whose drafts can be signed: real registers, a real ledger, papers written as a run
writes them.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime
from pathlib import Path

from kongchuo_core.documents.kinds import NOTEBOOKS
from kongchuo_core.documents.notebook.runner import tell
from kongchuo_core.documents.supervision.writing import write_supervision_papers
from kongchuo_core.edition import Edition
from kongchuo_core.ledger.events import Event, Kind
from kongchuo_core.ledger.store import Ledger
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.term import place
from kongchuo_core.term.compute import compute
from kongchuo_core.term.memory import remember
from kongchuo_core.term.run import write_beside
from tests import shared
from tests.county import Rows, child, lay, workspace_at
from tests.days import params_on

TERM = "2025-autumn"
NOW, TODAY = datetime(2025, 11, 20, 1, tzinfo=UTC), date(2025, 11, 20)
MING, HONG = child("张小明", "2013-03-01", 11), child("李小红", "2014-05-02", 12)
PLACES = ("全县", "东村镇", "永定街道")


def signing_county() -> Workspace:
    """The county of :func:`_made`, for all who sign in copies of it; not to be changed."""
    return shared.office("signing", _made)


def _made(folder: Path) -> Workspace:
    """Two children who are enrolled and away: 张小明 of a 镇, verified; 李小红 of a 街道, whose first step's
    clock has run out.
    """
    workspace = workspace_at(folder / "w")
    registers(workspace, ming_is_there="否")
    make(workspace, ())
    ids = children(workspace)
    told = [
        Event(Kind.VERIFIED, ids["张小明"], date(2025, 10, 3), "普示例", {"cause": "aversion"}),
        Event(Kind.VERIFIED, ids["李小红"], date(2025, 10, 3), "毕示例", {"cause": "aversion"}),
        Event(Kind.NOTICE_ISSUED, ids["李小红"], date(2025, 10, 9), "毕示例", {"paper": "notice"}),
        Event(
            Kind.SERVED,
            ids["李小红"],
            date(2025, 10, 10),
            "毕示例",
            {"paper": "notice", "manner": "in_person"},
        ),
        Event(
            Kind.STEP,
            ids["李小红"],
            date(2025, 10, 10),
            "毕示例",
            {"step": "education", "result": "taken", "issuer": "town"},
        ),
    ]
    record(workspace, *told)
    make(workspace)
    return workspace


def registers(workspace: Workspace, *, ming_is_there: str, **more: Rows) -> None:
    """The three registers that are needed, and others."""
    ming, hong = {"乡镇（街道）": "东村镇", **MING}, {"乡镇（街道）": "永定街道", **HONG}
    lay(
        workspace,
        户籍=[ming, hong],
        学籍=[MING | {"学校名称": "东村中心小学"}, HONG | {"学校名称": "永定小学"}],
        在校=[
            MING | {"学校": "东村中心小学", "是否在校": ming_is_there},
            HONG | {"学校": "永定小学", "是否在校": "否"},
        ],
        **more,
    )


def make(workspace: Workspace, places: Sequence[str] = PLACES) -> None:
    """Make the term's edition and the papers of some places, as a run does but for the notebooks'
    kernels.
    """
    params = params_on(workspace.params, TERM)
    staged = place.staging(workspace, TERM) / "internal"
    staged.mkdir()
    computed = compute(workspace, params, staged / "data")
    for where in places:
        (staged / where).mkdir()
        town = "" if where == "全县" else where
        for name in NOTEBOOKS.values():
            given = {"edition": str(staged / "data"), "town": town, "into": str(staged / where)}
            tell(workspace.notebooks / name, **given)
        write_beside(Edition(staged / "data", town or None), staged / where)
        write_supervision_papers(Edition(staged / "data", town or None), staged / where)
    place.manifest(workspace, params, staged, computed.facts)
    remember(
        workspace,
        params.term,
        computed.people,
        computed.remembered,
        staged / "data",
        NOW,
    )
    place.swap(workspace, staged, workspace.outputs(TERM) / "internal")


def record(workspace: Workspace, *events: Event) -> None:
    """Put events into the ledger."""
    Ledger(workspace.ledger, workspace.key()).append(events, NOW)


def children(workspace: Workspace) -> dict[str, str]:
    """Name → number of the child."""
    table = Edition(workspace.outputs(TERM) / "internal" / "data").table("verdicts")
    return dict(zip(table["name"], table["child_id"], strict=True))


def draft(workspace: Workspace, pattern: str) -> Path:
    """The one draft whose path below the term's outputs is like a pattern."""
    (found,) = (workspace.outputs(TERM) / "internal").glob(pattern)
    return found
