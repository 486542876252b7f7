"""Notebooks in the pool, with real kernels: what is kept, what is refused, and that a failure
leaves and tells nothing.
"""

from __future__ import annotations

import ast
import json
from collections.abc import Callable
from itertools import product
from pathlib import Path

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from kongchuo_core.term.kernels import Job, run_notebooks
from kongchuo_core.term.notebook import parameter_names
from kongchuo_core.vocabulary.errors import KongchuoError, RuleTableError, UsageError

TOWNS = ("永定街道", "东村镇", "款庄镇")
NAME, NUMBER = "欧阳虚构", "539924201201010019"
Maker = Callable[..., Path]


@pytest.fixture
def notebook(tmp_path: Path) -> Maker:
    """Makes a notebook with the usual parameters and, under its headings, the cells given."""

    def make(name: str, *cells: str) -> Path:
        parameters = new_code_cell(
            'edition = ""\ntown = ""\ninto = ""', metadata={"tags": ["parameters"]}
        )
        body = [new_code_cell(c) if not c.startswith("#") else new_markdown_cell(c) for c in cells]
        path = tmp_path / f"{name}.ipynb"
        stamp = {"kongchuo": {"fictitious": True}}
        nbformat.write(
            new_notebook(cells=[new_markdown_cell("# 报告"), parameters, *body], metadata=stamp),
            path,
        )
        return path

    return make


def job(notebook: Path, folder: Path, town: str, **more: str) -> Job:
    """The job of one town in a folder."""
    parameters = {"edition": str(folder / "data"), "town": town, "into": str(folder / town)} | more
    kept = folder / "notebooks" / town / notebook.name
    return Job(notebook, parameters, folder / town, kept, {"edition": "outputs/x/internal/data"})


def files(folder: Path) -> dict[str, bytes]:
    """Everything below a folder, hidden files too."""
    return {
        p.relative_to(folder).as_posix(): p.read_bytes()
        for p in sorted(folder.rglob("*"))
        if p.is_file()
    }


def left_running(mark: str) -> list[int]:
    """Kernels with the mark in their environment, which all that a test starts inherits."""
    found = []
    for process in Path("/proc").iterdir():
        try:
            if (
                b"ipykernel" in (process / "cmdline").read_bytes()
                and mark.encode() in (process / "environ").read_bytes()
            ):
                found.append(int(process.name))
        except OSError:
            continue
    return found


WRITE = (
    "from pathlib import Path\n(Path(into) / f'{town}.txt').write_text(town, 'utf-8')\nseen = town"
)
SHOW = "print('seen' in globals(), [into, edition], town)"


def test_towns_are_told_apart_and_results_do_not_depend_on_who_ran_what(
    notebook: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Three towns, two notebooks each, in one process and in two: the same files; names of one
    notebook are gone in the next.
    """
    first, second = (
        notebook("甲", SHOW, WRITE),
        notebook("乙", SHOW, "import sys\nprint('警告', file=sys.stderr)"),
    )
    monkeypatch.setenv("KONGCHUO_MARK", str(tmp_path))
    kept = []
    for processes in (1, 2):
        folder = tmp_path / "同一处"
        jobs = [job(n, folder, town) for town, n in product(TOWNS, (first, second))]
        run_notebooks(jobs, processes=processes)
        kept.append(files(folder))
        folder.rename(tmp_path / f"结果{processes}")
    assert kept[0] == kept[1] and left_running(f"KONGCHUO_MARK={tmp_path}") == []
    assert [name for name in kept[0] if name.endswith(".txt")] == sorted(
        f"{town}/{town}.txt" for town in TOWNS
    )
    assert len(kept[0]) == 9


def test_what_is_kept_shows_the_town_and_no_trace_of_the_run(
    notebook: Maker, tmp_path: Path
) -> None:
    """Chinese is readable, counts run from one, no injected cell, no folder, no time, no warning,
    no stamp of the sample.
    """
    path = notebook("甲", SHOW, WRITE, "import warnings\nwarnings.warn('某' + '处')")
    folder = tmp_path / "处"
    run_notebooks([job(path, folder, TOWNS[0])], processes=2)
    text = (folder / "notebooks" / TOWNS[0] / path.name).read_text("utf-8")
    told = json.loads(text)
    code = [c for c in told["cells"] if c["cell_type"] == "code"]
    assert (
        "".join(code[0]["source"])
        == 'edition = "outputs/x/internal/data"\ntown = "永定街道"\ninto = ""'
    )
    assert code[1]["outputs"][0]["text"] == ["False ['', 'outputs/x/internal/data'] 永定街道\n"]
    assert [c["execution_count"] for c in code] == [1, 2, 3, 4] and all(
        set(c["metadata"]) <= {"tags"} for c in told["cells"]
    )
    assert (
        set(told["metadata"]) == {"language_info"}
        and str(tmp_path) not in text
        and "papermill" not in text
        and "某处" not in text
    )


def test_a_kernel_keeps_no_history_and_speaks_encrypted(
    notebook: Maker, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its own folder is empty, its history is off, and nothing is written to the user's home."""
    home = tmp_path / "home"
    home.mkdir()
    monkeypatch.setenv("HOME", str(home))
    path = notebook(
        "甲",
        "shell = get_ipython()\nassert shell.history_manager.enabled is False",
        "import json\nassert 'curve' in open(shell.kernel.parent.abs_connection_file).read(), '没有加密'",
    )
    run_notebooks([job(path, tmp_path / "处", TOWNS[0])], processes=1)
    assert [p.name for p in home.rglob("*.sqlite")] == []


def test_a_failed_notebook_tells_where_and_leaves_nothing(
    notebook: Maker, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    """A child's name and number in the error, in the output and in a half-made file: none is told,
    printed or left.
    """
    good = notebook("甲", WRITE)
    half = f"from pathlib import Path\nPath(into, '名单.docx').write_text('{NAME}', 'utf-8')"
    bad = notebook(
        "乙",
        "## 名单",
        half,
        f"print('{NAME}')",
        "## 核对",
        f"raise ValueError('{NAME} {NUMBER}')",
        "## 写出",
        WRITE,
    )
    folder = tmp_path / "处"
    jobs = [job(n, folder, town) for town, n in product(TOWNS[:2], (good, bad))]
    with pytest.raises(KongchuoError) as error:
        run_notebooks(jobs, processes=2)
    told = str(error.value)
    assert (
        "乙.ipynb" in told
        and "永定街道" in told
        and "“核对”一节" in told
        and "ValueError" not in told
    )
    printed = capfd.readouterr()
    everything = (
        told + repr(error.value.__cause__) + printed.out + printed.err + str(files(tmp_path / "处"))
    )
    assert NAME not in everything and NUMBER not in everything and "Traceback" not in everything
    assert not [name for name in files(folder) if "乙" in name or "docx" in name]


def test_our_own_error_keeps_its_words_and_exit_status(notebook: Maker, tmp_path: Path) -> None:
    """A template the office broke is told as such, not as a failed notebook."""
    raising = "raise RuleTableError('占位符“提要”没有对应的数据', remedy='检查模板', place=('模板 甲.docx',))"
    path = notebook(
        "甲", "## 写出", "from kongchuo_core.vocabulary.errors import RuleTableError\n" + raising
    )
    with pytest.raises(RuleTableError) as error:
        run_notebooks([job(path, tmp_path / "处", TOWNS[0])], processes=1)
    assert error.value.exit_status == 12 and error.value.remedy == "检查模板"
    assert (
        "占位符“提要”没有对应的数据" in str(error.value)
        and "永定街道" in str(error.value)
        and "模板 甲.docx" in str(error.value)
    )


def test_a_misspelt_parameter_is_refused_before_anything_runs(
    notebook: Maker, tmp_path: Path
) -> None:
    """papermill would only warn and make another town's report."""
    good, folder = notebook("甲", WRITE), tmp_path / "处"
    with pytest.raises(UsageError, match="没有参数“twon”") as error:
        run_notebooks(
            [job(good, folder, TOWNS[0]), job(good, folder, TOWNS[1], twon=TOWNS[1])], processes=2
        )
    assert "edition、town、into" in error.value.remedy and not folder.exists()


def test_a_notebook_that_an_older_workspace_lacks_is_named(notebook: Maker, tmp_path: Path) -> None:
    """A workspace made by an earlier version is told which file to bring over, and nothing
    is run.
    """
    with pytest.raises(UsageError, match="缺少报告底稿 乙"):
        run_notebooks(
            [job(notebook("甲", WRITE).with_name("乙.ipynb"), tmp_path / "处", TOWNS[0])],
            processes=1,
        )
    assert not (tmp_path / "处").exists()


def test_a_town_with_quotes_stays_a_text(notebook: Maker, tmp_path: Path) -> None:
    """What is injected is data, never code."""
    town = "甲\"'\\镇"
    path = notebook("甲", "town")
    kept = tmp_path / "出" / "甲.ipynb"
    run_notebooks([Job(path, {"town": town}, tmp_path / "处", kept)], processes=1)
    code = [c for c in json.loads(kept.read_text("utf-8"))["cells"] if c["cell_type"] == "code"]
    assert code[1]["outputs"][0]["data"]["text/plain"] == [repr(town)]
    assert ast.literal_eval("".join(code[0]["source"]).splitlines()[1].split(" = ")[1]) == town


def test_nothing_to_do_is_nothing_done() -> None:
    run_notebooks([], processes=2)


def test_parameters_are_read_without_running(notebook: Maker) -> None:
    assert parameter_names(notebook("甲", "x = 1")) == ["edition", "town", "into"]
