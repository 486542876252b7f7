"""Keep a report, a notice and the public page of the fictitious county for whoever reads the
project's front page.

PYTHONPATH=. python tools/sample_papers.py            writes them into docs/sample/

The report is that of the county which the tests look at (``tests/shared.py``), after its second
term; the notice and the public page are the tests' made-up ones. ``tests/documents/test_sample.py``
makes all three again and compares.
"""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path

from kongchuo_core.documents.kinds import INSPECTION, LOOP, NOTEBOOKS
from kongchuo_core.documents.loop.contexts import RETURN
from kongchuo_core.documents.notebook.page import TEMPLATE, write_page
from kongchuo_core.documents.notebook.runner import tell
from kongchuo_core.documents.public.papers import write_public
from kongchuo_core.documents.word.printing import print_paper
from kongchuo_core.settings.workspace import Workspace
from kongchuo_core.start.example import TERMS
from tests import shared
from tests.documents import made_up_loop, made_up_release

ROOT = Path(__file__).parents[1]
INTO, TEMPLATES = ROOT / "docs" / "sample", ROOT / "templates"
REPORT, NOTICE, PAGE = "专项督导检查报告.docx", "复学通知书.docx", "公开结果.html"


def write(workspace: Workspace, into: Path) -> None:
    """Write the three papers into a folder; the report is of a county's last term."""
    edition = workspace.outputs(TERMS[-1]) / "internal" / "data"
    told = tell(ROOT / "notebooks" / NOTEBOOKS[INSPECTION], edition=str(edition), town="", into="")
    write_page(TEMPLATES / TEMPLATE, told.page(), into / REPORT)
    print_paper(TEMPLATES / LOOP[RETURN].template, made_up_loop.context(RETURN), into / NOTICE)
    with tempfile.TemporaryDirectory() as beside:
        folder = Path(beside)
        write_public(made_up_release.RELEASE, made_up_release.DRAFT, TEMPLATES, folder)
        shutil.copyfile(folder / PAGE, into / PAGE)


if __name__ == "__main__":
    INTO.mkdir(exist_ok=True)
    write(shared.year(), INTO)
