"""Params read strictly, values by date with their source, the workspace's key and lock."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest
from filelock import FileLock

from kongchuo_core.settings.dated import Dated
from kongchuo_core.settings.models import Rules
from kongchuo_core.settings.workspace import COPIED, SAMPLE_KEY, Workspace, house, init
from kongchuo_core.vocabulary.errors import Busy, LedgerError, ParamsError
from tests.days import params_on

DATED = Dated.model_validate(
    {
        "description": "门槛",
        "clause": "M5.2",
        "values": {
            date(2019, 11, 14): {"value": 3, "source": "富政教督〔2019〕14号"},
            date(2022, 6, 9): {"value": 2, "source": "云政办规〔2022〕5号"},
        },
    }
)


@pytest.mark.parametrize(
    ("day", "value"), [("2019-11-14", 3), ("2022-06-08", 3), ("2022-06-09", 2), ("2030-01-01", 2)]
)
def test_the_value_in_force_on_a_day(day: str, value: int) -> None:
    """The last value that has come into force; old ones stay for old terms, each with its
    source.
    """
    assert (
        DATED.on(date.fromisoformat(day)) == value and DATED.entry(date.fromisoformat(day)).source
    )


def test_nothing_is_in_force_before_the_first_date() -> None:
    """What the regulation orders binds from its day; before, there is no value and no guess."""
    with pytest.raises(ParamsError, match="“门槛”在2019年11月13日还没有生效的值"):
        DATED.on(date(2019, 11, 13))


def test_a_rule_that_is_missing_or_stands_twice_is_named(tmp_path: Path) -> None:
    with pytest.raises(ParamsError, match="params/rules/ 里没有“无此规则”"):
        Rules(values={}).on("无此规则", date(2025, 9, 1))
    workspace = init(tmp_path / "w")
    rules = workspace.params / "rules"
    (rules / "zz.yaml").write_bytes((rules / "comparison.yaml").read_bytes())
    with pytest.raises(
        ParamsError, match=r"文件 params/rules/zz\.yaml：规则“entry_at_seven_towns”在两个文件里都有"
    ):
        params_on(workspace.params, "2025-autumn")


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"rules:\n  a: 1\n  a: 2\n", "第 3 行：同一个名称写了两次"),
        (b"rules: [\n", "写法不对，读不懂"),
        ("rules: 门槛".encode("gb18030"), "不是 UTF-8 编码"),
        (b"", "缺这一项"),
        (b"rules: 3\n", "要写成“名称: 值”的形式"),
        (
            "rules: {a: {description: 甲, clause: M1, values: {2019-11-14: {value: 1, source: ''}}}}".encode(),
            "“规则 › a › 取值 › 2019年11月14日 › 依据（source）”不能空着",
        ),
    ],
    ids=["重名", "括号", "编码", "空文件", "类型", "无依据"],
)
def test_a_typing_slip_in_yaml_is_told_with_file_and_line(
    tmp_path: Path, content: bytes, told: str
) -> None:
    """Double keys, lost brackets, another encoding, an empty file, a wrong type, a value without
    source.
    """
    workspace = init(tmp_path / "w")
    (workspace.params / "rules/zz.yaml").write_bytes(content)
    with pytest.raises(ParamsError) as error:
        params_on(workspace.params, "2025-autumn")
    assert told in str(error.value) and "params/rules/zz.yaml" in str(error.value)


def test_a_workspace_has_what_an_office_edits_and_nothing_else(tmp_path: Path) -> None:
    """Copies of params, templates and notebooks; the package's own folder has the same three."""
    workspace = init(tmp_path / "w", key=SAMPLE_KEY)
    for name in COPIED:
        assert sorted(p.name for p in (workspace.root / name).iterdir()) == sorted(
            p.name
            for p in (house() / name).iterdir()
            if not p.name.startswith("~$") and p.name != ".ipynb_checkpoints"
        )
    assert workspace.key() == SAMPLE_KEY
    assert Workspace.above(workspace.params / "terms").root == workspace.root


@pytest.mark.parametrize("content", ["", "abc", "00" * 31, "zz" * 32])
def test_a_damaged_key_is_an_error(tmp_path: Path, content: str) -> None:
    """Never a shorter key, never silently a new one; an existing key is left alone."""
    workspace = init(tmp_path / "w")
    (workspace.ledger / "key").write_text(content, "ascii")
    workspace.make_key()
    with pytest.raises(LedgerError, match="密钥已损坏"):
        workspace.key()


def test_one_command_at_a_time(tmp_path: Path) -> None:
    """The second is told; after the first has ended the way is free; a command may ask for its own
    lock again.
    """
    workspace = init(tmp_path / "w")
    (workspace.root / "outputs").mkdir(exist_ok=True)
    with (
        FileLock(workspace.root / "outputs" / ".lock"),  # as another process holds it
        pytest.raises(Busy, match="另一条命令正在这个工作区里运行"),
        workspace.locked(),
    ):
        pass
    with workspace.locked(), workspace.locked():
        assert (workspace.root / "outputs/.lock").exists()


def test_only_the_stamp_makes_a_county_fictitious(tmp_path: Path) -> None:
    """Every document of a fictitious county says so; real data never do."""
    workspace = init(tmp_path / "w")
    data = workspace.data("2025-autumn")
    data.mkdir(parents=True)
    assert not workspace.fictitious("2025-autumn")
    (data / "虚构样例.yaml").write_text("fictitious: true\n", "utf-8")
    assert workspace.fictitious("2025-autumn") and not workspace.fictitious("2026-spring")


def test_two_issuers_never_share_a_code(tmp_path: Path) -> None:
    """Their numbers would come twice."""
    workspace = init(tmp_path / "w")
    county = params_on(workspace.params, "2025-autumn").county
    assert (
        county.code_of(county.leading_group_office) == "富控辍办"
        and county.code_of("富民县人民政府教育督导办公室") == "富政教督"
    )
    assert county.code_of("东村镇人民政府") == ""
    path = workspace.params / "county.yaml"
    path.write_text(
        path.read_text("utf-8").replace("教育督导办公室: 富政教督", "教育督导办公室: 富控辍办"),
        "utf-8",
    )
    with pytest.raises(ParamsError, match="两个机关用了同一个代字，文号会重复"):
        params_on(workspace.params, "2025-autumn")
