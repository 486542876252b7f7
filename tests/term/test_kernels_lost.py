"""A process that the system takes away while it runs notebooks."""

from __future__ import annotations

from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from kongchuo_core.term.kernels import Job, run_notebooks
from kongchuo_core.vocabulary.errors import KongchuoError


def test_a_killed_process_is_told_in_chinese(tmp_path: Path) -> None:
    """As when memory runs out: SIGKILL to the process that holds the kernel; the remedy is one that
    can help.
    """
    parameters = new_code_cell('town = ""', metadata={"tags": ["parameters"]})
    killing = new_code_cell("import os, signal\nos.kill(os.getppid(), signal.SIGKILL)")
    nbformat.write(new_notebook(cells=[parameters, killing]), tmp_path / "甲.ipynb")
    with pytest.raises(KongchuoError, match="生成报告的进程被系统中途终止") as error:
        run_notebooks(
            [
                Job(
                    tmp_path / "甲.ipynb",
                    {"town": "东村镇"},
                    tmp_path / "处",
                    tmp_path / "出.ipynb",
                )
            ],
            processes=1,
        )
    assert "--jobs 1" in error.value.remedy and not (tmp_path / "出.ipynb").exists()
