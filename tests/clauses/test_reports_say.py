"""What the Word files of the reports say of the regulation's duties: read back from the files that
the notebooks write.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import docx
import pytest

from kongchuo_core.documents.inspection import facts
from kongchuo_core.documents.kinds import INSPECTION, NOTEBOOKS
from kongchuo_core.documents.notebook.runner import tell
from kongchuo_core.edition import Edition
from tests import shared

FOLDER = Path(__file__).parents[2] / "notebooks"
COMPARISON = "比对核查情况"
TERMS = ("2025-autumn", "2026-spring")
Told = tuple[Edition, str, dict[str, list[list[str]]]]


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str, str], Told]:
    """Title and term → the edition, the paragraphs of the county's Word file as one text, its
    tables by caption.
    """
    space, made = shared.year(), dict[tuple[str, str], Told]()

    def read(title: str, term: str) -> Told:
        if (title, term) not in made:
            data, into = space.outputs(term) / "internal" / "data", tmp_path_factory.mktemp("told")
            report = tell(FOLDER / NOTEBOOKS[title], edition=str(data), into=str(into))
            file = docx.Document(str(into / f"{title}.docx"))
            names = [p.text for p in file.paragraphs if p.style and p.style.name == "Caption"]
            cells = [[[c.text for c in row.cells] for row in t.rows] for t in file.tables]
            tables = {re.sub(r"^\S+　", "", n): t for n, t in zip(names, cells, strict=True)}
            made[title, term] = (report.edition, "\n".join(p.text for p in file.paragraphs), tables)
        return made[title, term]

    return read


@pytest.mark.clause("M2.1")
@pytest.mark.parametrize("term", TERMS)
def test_m2_1_who_took_part_stands_town_by_town_and_who_was_missing_by_name(
    told: Callable[[str, str], Told], term: str
) -> None:
    """联合公安、中心学校: the comparison's table has a line a town; the report names the town that went
    without one of them.
    """
    edition, _, tables = told(COMPARISON, term)
    head, *rows = tables["比对完成情况"]
    windows = facts.windows(edition)
    assert windows is not None
    alone = [w.town for w in windows.of_towns if not (w.police and w.central_school)]
    shown = [row[0] for row in rows if "没有记录" in row[head.index("公安") :]]
    assert shown == alone != [] and len(rows) == len(facts.towns(edition))
    _, text, _ = told(INSPECTION, term)
    sentence = next(s for s in text.splitlines() if "比对没有联合公安、中心学校" in s)
    assert all(f"{town}（" in sentence for town in alone)


@pytest.mark.clause("M2.4")
@pytest.mark.parametrize("term", TERMS)
@pytest.mark.parametrize("title", [COMPARISON, INSPECTION])
def test_m2_4_every_row_read_has_its_fate_in_print(
    told: Callable[[str, str], Told], title: str, term: str
) -> None:
    """不漏一户、不漏一人: of each register the printed fates add up to the rows read, the printed verdicts
    to the children.
    """
    _, text, tables = told(title, term)
    (balance,) = [t for n, t in tables.items() if n.startswith("来源数据核对平衡表")]
    for row in balance[1:]:
        read, *fates = map(int, row[1:])
        assert read == sum(fates) > 0, row
    (places,) = [t for n, t in tables.items() if n.startswith("三比对情况（")]
    for head, *cells in zip(*places, strict=True):
        if head not in (places[0][0],):
            *parts, whole = map(int, cells)
            assert sum(parts) == whole, head
    assert "不重不漏" in text or title == COMPARISON


@pytest.mark.clause("M3.4")
@pytest.mark.parametrize("term", TERMS)
def test_m3_4_documents_are_told_kind_by_kind(told: Callable[[str, str], Told], term: str) -> None:
    """异地就读、缓学、休学、送教上门: each kind that occurs with its children; together those who have a
    document.
    """
    edition, text, _ = told(COMPARISON, term)
    sentence = next(s for s in text.splitlines() if "有在比对日有效的说明材料的" in s)
    counts = {
        label: int(n)
        for label, n in re.findall(rf"({'|'.join(facts.EXPLANATIONS.values())})(\d+)人", sentence)
    }
    assert counts == {label: n for label, n in facts.by_explanation(edition) if n}
    assert sum(counts.values()) == edition.count("children.explained")


@pytest.mark.clause("M5.3")
@pytest.mark.parametrize("term", TERMS)
def test_m5_3_absences_on_file_and_those_nobody_reported(
    told: Callable[[str, str], Told], term: str
) -> None:
    """缺勤建档: how many, how many aren't back, how many nobody reported; what there is none of isn't
    told.
    """
    edition, text, _ = told(INSPECTION, term)
    sentence = next(s for s in text.splitlines() if "应当建档" in s)
    words = {
        "on_file": "应当建档的{}件",
        "open": "其中{}件仍未返校",
        "bureau_missing": "没有报送县教育体育局的{}件",
        "town_missing": "没有报送镇（街道）的{}件",
    }
    for name, told_ in words.items():
        n = edition.count(f"absences.{name}")
        assert (told_.format(n) in sentence) == bool(n), (name, n)
    assert edition.count("absences.on_file")


@pytest.mark.clause("M7.9")
@pytest.mark.parametrize("term", TERMS)
def test_m7_9_beside_the_dropout_rate_stands_who_is_not_verified_yet(
    told: Callable[[str, str], Told], term: str
) -> None:
    """辍学率: only verified dropouts count, and so it is said while any case is open that nobody has
    verified.
    """
    edition, text, _ = told(INSPECTION, term)
    waiting = edition.count("cases.unverified")
    caveat = f"辍学率只计经核实的；还有{waiting}件个案没有核实"
    assert "初中辍学率" in text and (caveat in text) == bool(waiting)
