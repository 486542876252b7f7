"""``python -m kongchuo_core.cli``."""

from kongchuo_core.cli import entry

entry()
