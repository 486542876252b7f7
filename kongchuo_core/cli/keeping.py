"""Verbs that keep what may not be lost: nothing altered, nothing missing."""

from __future__ import annotations

import argparse

from kongchuo_core.cli.parsing import Verbs


def verbs(add: Verbs) -> None:
    """Add them."""
    add.in_workspace("verify", _verify, "核对台账和各期次没有被改动、没有缺失", term=False)


def _verify(options: argparse.Namespace) -> int:
    from kongchuo_core.settings.workspace import Workspace
    from kongchuo_core.term.verify import verify

    print("\n".join(verify(Workspace.at(options.workspace))))
    return 0
