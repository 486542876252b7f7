"""Params files changed in place: what isn't touched, comments included, stays as it was written."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ruamel.yaml import YAML
from ruamel.yaml.comments import CommentedMap, CommentedSeq
from ruamel.yaml.scalarstring import DoubleQuotedScalarString

from kongchuo_core.vocabulary.files import write_whole


def rewrite(path: Path, change: Callable[[Any], None]) -> None:
    """Read a YAML file, let ``change`` alter what it holds, and write it back with its comments,
    quotes and layout.
    """
    yaml = YAML(typ="rt")
    yaml.preserve_quotes = True
    yaml.width = 10_000
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.representer.add_representer(
        type(None), lambda r, _: r.represent_scalar("tag:yaml.org,2002:null", "null")
    )
    content = yaml.load(path.read_text("utf-8"))
    change(content)
    out = io.StringIO()
    yaml.dump(content, out)
    write_whole(path, out.getvalue().encode())


def in_one_line(values: Mapping[str, Any]) -> CommentedMap:
    """A mapping that is written in one line, ``{name: 甲镇, aliases: [甲]}``; codes of digits keep
    their quotes.
    """
    line = CommentedMap()
    for name, value in values.items():
        if isinstance(value, list):
            line[name] = CommentedSeq(value)
            line[name].fa.set_flow_style()
        else:
            line[name] = quoted(value) if isinstance(value, str) and value.isdigit() else value
    line.fa.set_flow_style()
    return line


def quoted(value: str) -> DoubleQuotedScalarString:
    """A text that must keep its quotes, for YAML would read a number."""
    text: DoubleQuotedScalarString = DoubleQuotedScalarString(value)
    return text
