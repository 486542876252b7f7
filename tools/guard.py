"""Finds what may never be in the repository: numbers of people, machine paths, registry addresses,
notebooks of real terms.

    .venv/bin/python tools/guard.py [FILE…]

Without files: every tracked or staged one; also inside .xlsx, .docx and other zips, and in a
notebook's outputs and metadata. It says file and place, never the number itself. Exit status 1
where anything was found.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from itertools import chain, product
from pathlib import Path
from typing import Any, NamedTuple

PROVINCES = {
    *map(str, range(11, 16)),
    *map(str, range(21, 24)),
    *map(str, range(31, 38)),
    *map(str, range(41, 47)),
    *map(str, range(50, 55)),
    *map(str, range(61, 66)),
    "71",
    *map(str, range(81, 84)),
}
FICTITIOUS_AREA = "5399"
"""Area codes of the sample's identity numbers; none begins so."""
WEIGHTS, CHECKS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2), "10X98765432"
"""GB 11643-1999."""

STAMP = ("kongchuo", "fictitious")
"""Notebook metadata ``{"kongchuo": {"fictitious": true}}``: the outputs come from the fictitious
county.
"""
RUN_TRACES = {"papermill", "execution", "ExecuteTime"}
"""Metadata keys with parameters, paths or times of one run."""


class Finding(NamedTuple):
    """Where, and what kind of thing stands there."""

    place: str
    what: str

    def __str__(self) -> str:
        return f"{self.place}：{self.what}"


def is_person(match: re.Match[str]) -> bool:
    """Could this identity number belong to someone: a real province, a date of the calendar, a
    sound check digit?
    """
    number = "".join(match.groups()).upper()
    if number[:2] not in PROVINCES or number.startswith(FICTITIOUS_AREA):
        return False
    try:
        born = date(int(number[6:10]), int(number[10:12]), int(number[12:14]))
    except ValueError:
        return False
    return (
        1900 <= born.year < 2100
        and CHECKS[sum(int(n) * w for n, w in zip(number, WEIGHTS, strict=False)) % 11]
        == number[-1]
    )


def is_real_mobile(match: re.Match[str]) -> bool:
    """Is this mobile number outside the block kept for samples?"""
    return not "".join(match.groups()).startswith("1380000")


def always(_: re.Match[str]) -> bool:
    """The pattern says it all."""
    return True


class Rule(NamedTuple):
    """What is looked for; ``holds`` decides on a match; ``files`` matches the names of the files it
    is looked for in.
    """

    what: str
    pattern: str
    holds: Callable[[re.Match[str]], bool] = always
    files: str = r".*"


SETUP = (
    r"requirements.*|.*\.lock|Makefile|environment\.yml|run|pip\.conf|uv\.toml|\.npmrc|package-lock\.json"
    r"|pyproject\.toml|\.pre-commit-config\.yaml|Dockerfile"
)

RULES = (
    Rule(
        "可能属于真人的公民身份号码",
        r"(?<!\d)(\d{6})[ -]?(\d{8})[ -]?(\d{3}[\dXx])(?!\d)",
        is_person,
    ),
    Rule(
        "可能属于真人的手机号码",
        r"(?<![0-9A-Za-z.+-])(?:\+?86[ -]?)?(1[3-9]\d)[ -]?(\d{4})[ -]?(\d{4})(?![0-9A-Za-z])",
        is_real_mobile,
    ),
    Rule(
        "可能真有的固定电话号码",
        r"(?<![0-9A-Za-z.-])[(（]?0(?:10|2\d|[3-9]\d{2})[)）]?[ -][2-8]\d{6,7}(?![0-9A-Za-z-])",
    ),
    Rule("可能真有的电子邮箱", r"[\w.+-]{2,}@(?!example\b)[A-Za-z0-9-]+\.(?:com|cn|net|org)\b"),
    Rule(
        "某台电脑上的路径",
        r"(?<![\w.])/(?:work|farm|root|home/\w[\w.-]*|Users/\w[\w.-]*)/|\b[A-Za-z]:\\+Users\\+\w",
    ),
    Rule(
        "软件包索引的主机名",
        r"(?i)\b(?:pypi\.org|pypi\.python\.org|files\.pythonhosted\.org|registry\.npmjs\.org|conda\.anaconda\.org"
        r"|pypi\.tuna\.tsinghua|mirrors?\.[\w-]+\.(?:com|edu|cn|org))",
    ),
    Rule(
        "软件包索引的地址或选项",
        r"--(?:extra-)?index-url|--trusted-host|--find-links|\bindex-url\s*=|https?://(?!localhost|127\.)",
        files=SETUP,
    ),
)

REMEDIES = """怎么办：号码换成虚构的（身份号码以 539924 开头，手机号码以 1380000 开头），路径写成相对的，索引地址留给各台电脑自己的设置；
笔记本从样例县重新运行，清去运行信息，并在元数据里写上 {"kongchuo": {"fictitious": true}}。真实资料一旦提交过，请立即告诉负责人。"""


def lines(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    """A file's text in pieces with their places: zips by member, notebooks by cell, binaries as a
    whole.
    """
    if data.startswith(b"PK\x03\x04"):
        yield from _members(name, data)
    elif name.endswith(".ipynb"):
        yield from _notebook_lines(name, json.loads(data))
    elif name.endswith((".xml", ".rels")) and " › " in name:
        yield from _markup(name, data.decode("utf-8", "replace"))
    elif b"\0" in data:
        for text in (
            data.decode("latin-1"),
            data.decode("utf-16-le", "replace"),
            data[1:].decode("utf-16-le", "replace"),
        ):
            yield name, text
    else:
        for number, line in enumerate(_decoded(data).split("\n"), 1):
            yield f"{name} 第 {number} 行", line


def _decoded(data: bytes) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        return data.decode("gb18030", "replace")


def _members(name: str, data: bytes) -> Iterator[tuple[str, str]]:
    with zipfile.ZipFile(BytesIO(data)) as archive:
        for member in archive.namelist():
            yield f"{name} › {member}", member
            yield from lines(f"{name} › {member}", archive.read(member))


def _markup(name: str, text: str) -> Iterator[tuple[str, str]]:
    """What a reader sees, a paragraph or a cell at a time, then the attributes.

    Word splits a number into runs, so text in ``t`` elements is joined; elsewhere each element
    stands alone.
    """
    joint = "" if re.search(r"<(?:\w+:)?t[ >]", text) else "\n"
    paragraphs = re.sub(
        r"</(?:\w+:)?(?:p|si|c|row|tr|tc)>|<(?:\w+:)?(?:br|tab)\b[^>]*>",
        "\n",
        text.replace("\n", " "),
    )
    for number, line in enumerate(re.sub(r"<[^>]*>", joint, paragraphs).split("\n"), 1):
        yield f"{name} 第 {number} 段", line
    for attribute in re.findall(r'="([^"]*)"', text):
        yield f"{name} 的属性", attribute


def _strings(value: Any) -> Iterator[str]:
    """All strings in a JSON value; a notebook keeps text as a list of lines."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for inner in value.values() if isinstance(value, dict) else value:
            yield from _strings(inner)


def _notebook_lines(name: str, notebook: dict[str, Any]) -> Iterator[tuple[str, str]]:
    parts = {f"{name} 第 {n} 个单元格": cell for n, cell in enumerate(notebook.get("cells", []), 1)}
    for place, part in {**parts, f"{name} 的元数据": notebook.get("metadata", {})}.items():
        for text in _strings(part):
            yield place, text


def notebook_findings(name: str, notebook: dict[str, Any]) -> Iterator[Finding]:
    """Traces of a run, and outputs that don't say they are the fictitious county's."""
    cells = notebook.get("cells", [])
    about = notebook.get("metadata", {})
    if RUN_TRACES & about.keys():
        yield Finding(f"{name} 的元数据", "带着运行时的参数、路径或时间")
    for number, cell in enumerate(cells, 1):
        own = cell.get("metadata", {})
        if RUN_TRACES & own.keys() or "injected-parameters" in own.get("tags", []):
            yield Finding(f"{name} 第 {number} 个单元格", "带着运行时的参数、路径或时间")
    if (
        any(cell.get("outputs") for cell in cells)
        and about.get(STAMP[0], {}).get(STAMP[1]) is not True
    ):
        yield Finding(name, "有运行结果，却没有注明出自虚构的样例县")


def findings(name: str, data: bytes) -> Iterator[Finding]:
    """All that is wrong with one file, by its name and bytes, each kind once for each place."""
    rules = [rule for rule in RULES if re.fullmatch(rule.files, Path(name).name)]
    try:
        pieces = list(lines(name, data))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, ValueError):
        yield Finding(name, "打不开（损坏或有密码），无法检查")
        return
    seen = (
        Finding(place, rule.what)
        for (place, text), rule in product(pieces, rules)
        if any(map(rule.holds, re.finditer(rule.pattern, text)))
    )
    yield from dict.fromkeys(seen)
    if name.endswith(".ipynb"):
        yield from notebook_findings(name, json.loads(data))


def tracked() -> list[str]:
    """The tracked and staged files of the repository we stand in."""
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached"], capture_output=True, encoding="utf-8", check=False
    )
    if listed.returncode:
        sys.exit(
            f"git 列不出文件：{listed.stderr.strip()}\n  怎么办：在 git 检出的文件夹里运行，或写明要检查的文件"
        )
    return [name for name in listed.stdout.split("\0") if name]


def main(names: list[str]) -> int:
    """Check files, print the findings to standard error; 1 where there are any."""
    named = [Path(name) for name in names or tracked()]
    files = [path for path in named if path.is_file()]
    found = list(chain.from_iterable(findings(f.as_posix(), f.read_bytes()) for f in files))
    if found:
        print(*found, f"共 {len(found)} 处。{REMEDIES}", sep="\n", file=sys.stderr)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
