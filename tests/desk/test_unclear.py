"""What a register says and nobody understands is asked at the desk too, and answered by the form's
own words.
"""

from __future__ import annotations

import re
from pathlib import Path

from kongchuo_core.ledger.events import Kind
from tests.county import lay, workspace_at
from tests.daily.test_doubts import registers
from tests.desk.desk import NOW, TERM, Desk
from tests.term.running import run


def test_a_doubt_is_a_card_with_yes_and_no(tmp_path: Path) -> None:
    """As many cards as the form has lines; the answer stands beside the card and in the ledger;
    nothing is asked twice.
    """
    workspace = workspace_at(tmp_path / "w")
    lay(workspace, TERM, **registers())
    edition = run(workspace, TERM, NOW)
    desk = Desk(workspace.root).enter()
    page = desk.get("/review")
    asked = re.findall(r'name="question" value="(\w+)"', page)
    assert len(asked) == len(set(asked)) and set(edition.table("doubts")["question"]) <= set(asked)
    question = str(edition.table("doubts")["question"].iloc[0])
    form = {"question": question, "form": "说法不清", "word": "是"}
    assert "已认定：是（李示例" in desk.post(f"/{TERM}/review/answer", **form)
    assert desk.room.ledger.written()[-2].event.kind is Kind.DECISION
    assert f"<strong>{len(asked)}</strong> 处要人工核对" in desk.get("/today/waiting")
