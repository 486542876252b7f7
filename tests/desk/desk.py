"""The desk in front of a small fictitious county after its first term: the real pages, and a client
that is let in.
"""

from __future__ import annotations

import re
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from kongchuo_core.desk.app import make_app
from kongchuo_core.desk.clock import Clock
from kongchuo_core.desk.guard import Session
from kongchuo_core.desk.room import Room
from kongchuo_core.settings.workspace import Workspace

TERM, DAY = "2025-autumn", date(2025, 11, 3)
NOW = datetime(2025, 11, 3, 9, tzinfo=UTC)
PORT = 8765


class Desk:
    """A desk of a workspace, on the day of the story."""

    def __init__(self, root: Path, idle: float = 600) -> None:
        self.workspace = Workspace.at(root)
        self.session = Session(idle=idle, port=PORT)
        self.room = Room(self.workspace, Clock(lambda: NOW, lambda: DAY), self.session)
        self.client = TestClient(make_app(self.room), base_url=self.session.origin)

    def enter(self, clerk: str = "李示例") -> Desk:
        """Go in by the address that was printed, and say who sits there."""
        assert self.client.get(self.session.address).status_code == 200
        self.post("/clerk", clerk=clerk)
        return self

    def get(self, path: str, status: int = 200) -> str:
        """A page's words."""
        answer = self.client.get(f"/{TERM}{path}")
        assert answer.status_code == status, answer.text
        return answer.text

    def post(self, path: str, status: int = 200, files: Any = None, **form: Any) -> str:
        """What a form's button leads to."""
        headers = {"Origin": self.session.origin}
        answer = self.client.post(path, data=form, files=files, headers=headers)
        assert answer.status_code == status, answer.text
        return answer.text


def values(page: str, name: str) -> list[str]:
    """What stands in the fields of a name."""
    return re.findall(rf'name="{name}" value="([^"]*)"', page)
