"""What a console or a pipe can't write stands there as the nearest sign it can: a Chinese Windows
gives programs GBK.
"""

from __future__ import annotations

import codecs
import sys

_NEAREST = {"✓": "√", "✗": "×", "•": "·"}
_MISSING = "〓"
"""What print shops set where they had no type for a character."""
_HANDLER = "kongchuo_nearest"


def speak_anywhere() -> None:
    """Let standard output and error stand any character, whatever their encoding."""
    codecs.register_error(_HANDLER, _nearest)
    for stream in (sys.stdout, sys.stderr):
        if reconfigure := getattr(stream, "reconfigure", None):
            reconfigure(errors=_HANDLER)


def _nearest(error: UnicodeError) -> tuple[str, int]:
    if not isinstance(error, UnicodeEncodeError):
        raise error
    signs = error.object[error.start : error.end]
    return "".join(_sign(s, error.encoding) for s in signs), error.end


def _sign(sign: str, encoding: str) -> str:
    for choice in (_NEAREST.get(sign, _MISSING), "?"):
        try:
            choice.encode(encoding)
        except UnicodeEncodeError:
            continue
        return choice
    return "?"
