"""``jupyter nbconvert --to gongwen``: Word from an executed notebook alone; JupyterLab lists it in
its export menu.

The blocks and the head of the paper lie in the cells' outputs, so that neither edition nor kernel
is needed.
"""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbconvert.exporters import Exporter

from kongchuo_core.documents.notebook.blocks import HEAD, MIME, Block, from_json, numbered
from kongchuo_core.documents.notebook.page import TEMPLATE, ReportPage, divided, write_page
from kongchuo_core.settings.workspace import Workspace, house
from kongchuo_core.vocabulary.errors import UsageError


class GongwenExporter(Exporter):
    """An executed report as the Word file that ``r.write()`` makes."""

    export_from_notebook = "公文（Word）"
    output_mimetype = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"

    def _file_extension_default(self) -> str:
        return ".docx"

    def from_notebook_node(  # type: ignore[override]
        self, nb: Any, resources: Any = None, **kw: Any
    ) -> tuple[bytes, Any]:
        """The file's bytes. Raises ``UsageError`` where the notebook told no report."""
        nb, resources = super().from_notebook_node(nb, resources, **kw)
        head = next((o[HEAD] for o in _outputs(nb) if HEAD in o), None)
        if head is None:
            raise UsageError(
                "这个笔记本里没有报告",
                remedy="先逐格运行一遍再导出；探索、课程类的笔记本不能导出公文",
            )
        body, annexes = divided(numbered(list(_blocks(nb))))
        own = {n: head[n] for n in ReportPage.__dataclass_fields__ if n in head}
        page = ReportPage(**own, 正文=body, 附件=annexes)
        folder = (resources or {}).get("metadata", {}).get("path") or "."
        with tempfile.TemporaryDirectory() as beside:
            out = Path(beside) / "公文.docx"
            write_page(_template(Path(folder)), page, out)
            return out.read_bytes(), resources


def _outputs(notebook: Any) -> Iterator[Any]:
    for cell in notebook.cells:
        yield from (o["data"] for o in cell.get("outputs", ()) if "data" in o)


def _blocks(notebook: Any) -> Iterator[Block]:
    for data in _outputs(notebook):
        if MIME in data:
            yield from from_json(data[MIME], data.get("image/png", ""))


def _template(folder: Path) -> Path:
    try:
        found = Workspace.above(folder.resolve()).templates / TEMPLATE
    except UsageError:
        found = house() / "templates" / TEMPLATE
    return found if found.is_file() else house() / "templates" / TEMPLATE
