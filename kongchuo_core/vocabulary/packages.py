"""What is said where a package of the office's extra isn't installed: the base install compares,
the extra writes.
"""

from __future__ import annotations

from kongchuo_core.vocabulary.errors import UsageError

OURS = "kongchuo_core"


def not_installed(what: str, error: ModuleNotFoundError) -> UsageError:
    """The message for something that needs a package; raises the error again where a module of our
    own is missing.
    """
    if str(error.name).partition(".")[0] in (OURS, "None"):
        raise error
    return UsageError(
        f"{what}要用到 {error.name}，这里没有装",
        remedy="比对和看结果的表不用它；写报告、运行学期的，运行 pip install 'kongchuo[office]'",
    )
