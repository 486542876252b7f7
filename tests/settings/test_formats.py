"""What an office edits carries the number of its format: a later one is one Chinese line, one
without a number is read as ever.
"""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

from kongchuo_core.settings import yaml
from kongchuo_core.settings.models import load_params
from kongchuo_core.settings.workspace import Workspace, house, init
from kongchuo_core.start.terms import new_term
from kongchuo_core.term.format_check import FORMAT_FILE, check_templates
from kongchuo_core.term.notebook import FORMAT, FORMAT_OF, parameter_names
from kongchuo_core.vocabulary.errors import ParamsError, UsageError
from tests.days import day_of

TERM = "2025-autumn"


@pytest.fixture
def workspace(tmp_path: Path) -> Workspace:
    return init(tmp_path / "w")


def test_everything_that_is_shipped_has_its_number(workspace: Workspace) -> None:
    """Params, the templates as a whole, every notebook, and a term that was added."""
    new_term(workspace, "2026-autumn")
    for path in (*workspace.params.rglob("*.yaml"), workspace.templates / FORMAT_FILE):
        assert re.match(rf"format: {yaml.FORMAT}\b", path.read_text("utf-8")), path.name
    for path in (house() / "notebooks").rglob("*.ipynb"):
        assert json.loads(path.read_text("utf-8"))["metadata"][FORMAT_OF] == FORMAT, path.name


def test_a_later_one_is_named_and_one_without_is_read(workspace: Workspace) -> None:
    path = workspace.params / "county.yaml"
    said = path.read_text("utf-8")
    path.write_text(said.replace("format: 1", "format: 2"), "utf-8")
    with pytest.raises(
        ParamsError, match=r"county\.yaml：文件的格式号是2，这一版程序只认得1以下的"
    ):
        load_params(workspace.params, TERM, day_of(TERM))
    path.write_text(said.partition("\n")[2], "utf-8")
    assert load_params(workspace.params, TERM, day_of(TERM)).county.name
    (workspace.templates / FORMAT_FILE).write_text("format: 9\n", "utf-8")
    with pytest.raises(ParamsError, match=r"templates/格式\.yaml：文件的格式号是9"):
        check_templates(workspace)
    notebook = workspace.notebooks / "comparison.ipynb"
    told = json.loads(notebook.read_text("utf-8"))
    told["metadata"][FORMAT_OF] = 7
    notebook.write_text(json.dumps(told), "utf-8")
    with pytest.raises(UsageError, match=r"报告底稿 comparison\.ipynb 的格式号是7"):
        parameter_names(notebook)
    told["metadata"].pop(FORMAT_OF)
    notebook.write_text(json.dumps(told), "utf-8")
    assert "town" in parameter_names(notebook)
