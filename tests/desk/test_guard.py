"""Who may look at the desk: this computer, with the token, until nobody moves; the browser keeps
nothing and asks nobody else.
"""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from starlette.testclient import TestClient

from kongchuo_core.desk.guard import HEADERS
from kongchuo_core.settings.workspace import init
from tests.desk.desk import PORT, TERM, Desk
from tests.desk.process import desk_of


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return init(tmp_path_factory.mktemp("desk") / "w").root


def test_nobody_without_the_token_is_let_in(root: Path) -> None:
    """Neither to a page nor to a file of the desk; a wrong token is none."""
    desk = Desk(root)
    for path in ("/", "/?token=x", f"/{TERM}/today", "/static/desk.css", "/lock"):
        answer = desk.client.get(path)
        assert answer.status_code == 401, path
        assert "富民" not in answer.text
        assert answer.headers["Cache-Control"] == "no-store"


def test_whoever_has_the_token_gets_a_cookie_that_no_script_reads(root: Path) -> None:
    desk = Desk(root)
    answer = desk.client.get(desk.session.address)
    cookie = answer.headers["Set-Cookie"]
    assert answer.status_code == 200 and "HttpOnly" in cookie and "SameSite=Strict" in cookie
    assert {name: answer.headers[name] for name in HEADERS} == HEADERS
    assert "default-src 'self'" in HEADERS["Content-Security-Policy"]
    assert desk.get("/today") and desk.client.get("/static/desk.js").status_code == 200


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({"Host": f"evil.example:{PORT}"}, 403),
        ({"Host": "127.0.0.1:1"}, 403),
        ({"Origin": "http://evil.example"}, 403),
        ({"Origin": "null"}, 403),
        ({}, 403),
    ],
)
def test_another_host_or_page_changes_nothing(
    root: Path, headers: dict[str, str], status: int
) -> None:
    """A page elsewhere that sends a form here, or a name elsewhere that leads here, is
    turned away.
    """
    desk = Desk(root).enter()
    before = desk.session.cookie
    answer = desk.client.post("/lock", headers=headers)
    assert answer.status_code == status and desk.session.cookie == before


def test_it_locks_itself_and_the_old_address_opens_nothing(root: Path) -> None:
    """What a page asks for by itself keeps nobody in; locking is done by a button too."""
    desk = Desk(root).enter()
    old = desk.session.address
    desk.session.seen -= desk.session.idle - 300
    seen = desk.session.seen
    desk.get("/run/progress")
    assert desk.session.seen == seen
    desk.session.seen -= 301
    assert "锁着" in desk.get("/today", 403)
    assert desk.client.get(old).status_code == 401
    desk.enter().post("/lock")
    assert desk.client.get(f"/{TERM}/today").status_code == 401


def test_a_mistake_is_told_in_the_words_of_the_command(root: Path) -> None:
    desk = Desk(root).enter()
    assert "怎么办" in desk.get("/review", 400) and "怎么办" in desk.get("/publish/looked", 400)
    assert "没有这个学期" in desk.client.get("/1999-autumn/today").text
    assert desk.client.get(f"/{TERM}/nothing").status_code == 404


def test_a_workspace_without_terms_says_so(tmp_path: Path) -> None:
    desk = Desk(init(tmp_path / "w").root)
    for term in (desk.workspace.params / "terms").iterdir():
        term.unlink()
    assert "还没有学期" in desk.client.get(desk.session.address).text


def test_what_the_computer_refuses_is_told_without_its_paths(tmp_path: Path) -> None:
    """Where the term's folder is a file, nothing can be put into it; no traceback, no path of this
    computer.
    """
    desk = Desk(init(tmp_path / "w").root).enter()
    desk.workspace.data(TERM).write_text("", "utf-8")
    files = {"files": ("在校.csv", b"x", "text/csv")}
    told = desk.post(f"/{TERM}/registers/files", 500, files)
    assert "读写不成" in told and str(tmp_path) not in told


def test_what_was_left_of_an_abrupt_end_is_cleared(tmp_path: Path) -> None:
    """A desk that starts removes what one that was killed had in hand."""
    root = init(tmp_path / "w").root
    left = root / f"outputs/.beside-{2**30}-left"
    left.mkdir(parents=True)
    with desk_of(root) as (address, _):
        assert address.startswith("http://127.0.0.1:")
    assert not left.exists()


def test_empty_forms_come_as_one_file(root: Path) -> None:
    """A general one of each register, and each town's own; the browser keeps none."""
    answer = Desk(root).enter().client.get(f"/{TERM}/registers/forms.zip")
    names = zipfile.ZipFile(io.BytesIO(answer.content)).namelist()
    assert answer.headers["Cache-Control"] == "no-store"
    assert {"通用/户籍.xlsx", "乡镇（街道）/东村镇/东村镇户籍.xlsx"} <= set(names)


def test_a_typed_name_is_said_to_be_no_proof(root: Path) -> None:
    assert "不能证明就是本人" in Desk(root).enter().get("/today")


def test_a_new_workspace_has_a_starter(root: Path, tmp_path: Path) -> None:
    """``init`` lays down what is double-clicked; the shell's is executable and starts the desk of
    its own folder.
    """
    from kongchuo_core import cli

    assert cli.main(["init", str(tmp_path / "新")]) == 0
    shell = tmp_path / "新" / "开始.sh"
    assert shell.stat().st_mode & 0o100 and "desk --workspace ." in shell.read_text("utf-8")
    assert b"\r\n" in (tmp_path / "新" / "开始.bat").read_bytes()
    assert str(shell) in (tmp_path / "新" / "开始.desktop").read_text("utf-8")


def test_a_client_without_cookies_may_use_the_address_again(root: Path) -> None:
    """Until it is locked, the printed address opens the desk: in the second browser too."""
    desk = Desk(root)
    for _ in range(2):
        client = TestClient(desk.client.app, base_url=desk.session.origin)
        assert client.get(desk.session.address).status_code == 200
