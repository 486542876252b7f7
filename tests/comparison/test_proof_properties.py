"""What holds for any registers: one fate a row, one verdict a child, sums that balance, the same
bytes the second time.
"""

from __future__ import annotations

import hashlib
from collections import Counter
from itertools import chain
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from kongchuo_core.regulation.tables import Verdict
from kongchuo_core.vocabulary.codes import FLAGS, REASONS, Fate
from tests.county import TERM, Row, compare, lay, number, workspace_at

NAMES = st.sampled_from(
    ["王芳", "王方", "李静", "李婧", "张?", "阿依·古丽", "阿依古丽", "合计", "", None, "注", "x"]
)
BORN = st.sampled_from(
    [
        "2009-08-31",
        "2009-09-01",
        "2015-03-01",
        "2015-03-02",
        "2019-09-01",
        "2015.03",
        "不详",
        "2015-02-30",
        None,
    ]
)
NUMBERS = st.one_of(
    st.none(),
    st.builds(
        number,
        st.sampled_from(["20150301", "20100501", "20190901", "20150230"]),
        st.integers(11, 13),
    ),
    st.sampled_from(
        ["53992420150301011", "539924150301011", "无", "'", "5.39924E+17", "护照E123", "０"]
    ),
    st.just(int(number("2015-03-01", 13))),
)


def rows(**more: list[Any]) -> st.SearchStrategy[list[Row]]:
    """Rows of a register: whatever may stand in a cell."""
    cells = {
        "姓名": NAMES,
        "身份证号": NUMBERS,
        "出生日期": BORN,
        "性别": st.sampled_from(["男", "女", "1", "", "未知"]),
    }
    return st.lists(
        st.fixed_dictionaries(
            {**cells, **{h: st.sampled_from(words) for h, words in more.items()}}
        ),
        min_size=1,
        max_size=14,
    )


DAYS = ["2025-09-01", "2025-09-29", "2025-13-01", None]
COUNTIES = st.fixed_dictionaries(
    {
        "户籍": rows(
            **{
                "乡镇（街道）": ["永定街道", "大营", "纽约", None],
                "户籍状态": ["正常", "空挂", "死亡", "迁出", "怪词", None],
            }
        ).map(
            lambda some: [*some, {"姓名": "某人", "身份证号": None, "出生日期": None, "性别": None}]
        ),
        "学籍": rows(
            **{
                "学校名称": ["一小", "二小", None],
                "学籍状态": ["在读", "转出", "怪词", None],
                "学籍号": ["G" + number("2015-03-01", 11), "L1", None],
            }
        ),
        "在校": rows(**{"学校": ["一小", "二小", None], "是否在校": ["是", "否", "病", None]}),
        "毕业": rows(),
        "异地就读": rows(),
        "缓学休学": rows(**{"类型": ["缓学", "休学", "其他"], "批准日期": DAYS, "期满日期": DAYS}),
        "缺勤": rows(
            **{"日期": DAYS, "结束日期": DAYS, "备注": ["全勤", None], "去向不明": ["是", None]}
        ),
    }
)


@pytest.mark.clause("M2.4")
@settings(
    max_examples=5,
    deadline=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
@given(COUNTIES)
def test_every_row_has_one_fate_and_every_child_one_verdict(
    tmp_path_factory: pytest.TempPathFactory, registers: dict[str, list[Row]]
) -> None:
    """Whatever stands in the cells: no row is lost or told twice, every word is on its list, the
    sums are those of the tables.
    """
    workspace = workspace_at(tmp_path_factory.mktemp("any") / "w")
    lay(workspace, **registers)
    found = compare(workspace)
    told = found.table("rows")
    assert len({(r["file"], r["sheet"], r["row"]) for r in told}) == len(told)
    assert {r["fate"] for r in told} <= set(Fate)
    assert {r["reason"] for r in told} - {None} <= {code.code for code in REASONS.codes}
    children = found.table("verdicts")
    used = [r["child_id"] for r in told if (r["register"], r["fate"]) == ("household", "used")]
    assert sorted(used) == sorted(line["child_id"] for line in children) and len(set(used)) == len(
        used
    )
    assert {line["verdict"] for line in children} <= set(Verdict)
    flags = chain.from_iterable(line["flags"] for line in children)
    assert set(flags) <= {code.code for code in FLAGS.codes}
    proof = found.facts["proof"]
    assert {k: v for k, v in proof["verdicts"].items() if v} == Counter(
        line["verdict"] for line in children
    )
    for register, sums in proof["registers"].items():
        assert {f: sums[f] for f in Fate if sums[f]} == Counter(
            r["fate"] for r in told if r["register"] == register
        )
        assert sums["read"] == sum(sums[f] for f in Fate)
    assert all(
        line["explained_by"] == "" or line["verdict"].endswith("ABSENT") for line in children
    )


def test_the_same_registers_give_the_same_bytes(tmp_path: Path) -> None:
    """Same in, same out: every table of the edition, in another folder too."""
    digests = []
    for name in ("甲", "乙"):
        workspace = workspace_at(tmp_path / name)
        some = [
            {"姓名": f"某{n}", "身份证号": number("2015-03-01", n), "出生日期": "2015-03-01"}
            for n in range(40)
        ]
        lay(workspace, 户籍=some[:30], 学籍=some[10:], 在校=some[5:35])
        found = compare(workspace)
        digests.append(
            {
                p.name: hashlib.sha256(p.read_bytes()).hexdigest()
                for p in sorted(found.folder.iterdir())
            }
        )
    assert digests[0] == digests[1] and len(digests[0]) >= 10
    assert (workspace.outputs(TERM) / "internal/data/verdicts.parquet").is_file()
