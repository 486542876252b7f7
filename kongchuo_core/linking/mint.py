"""The child's number: a keyed digest of what first told the child apart, so that nobody without the
key can go back.
"""

from __future__ import annotations

import hashlib
import itertools
from collections import Counter
from collections.abc import Set

import pyarrow as pa

IDS = pa.schema([("whose", pa.int64()), ("child_id", pa.string())])
"""A person of the run (household row or first row of a pupil from elsewhere) and the person's
lasting number.
"""

_LETTERS = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"


def child_id(key: bytes, identity: str) -> str:
    """A child's number, such as ``C7Q2M8X4TB0KD``: 60 bits of a keyed digest in letters that can't
    be misread.
    """
    value = int.from_bytes(hashlib.blake2b(identity.encode(), key=key, digest_size=8).digest()) >> 4
    return "C" + "".join(_LETTERS[value >> 5 * i & 31] for i in reversed(range(12)))


def mint(key: bytes, people: pa.Table, taken: Set[str] = frozenset()) -> pa.Table:
    """New numbers for people (``whose, number, sound, name, about``) → :data:`IDS`.

    A sound number used by one person is the identity; otherwise name and circumstances. Where two
    people still have the same identity, or a number is ``taken`` by someone else of this run, they
    are told apart by their order.
    """
    rows = people.select(["whose", "number", "sound", "name", "about"]).sort_by("whose").to_pydict()
    numbers = [n if s else None for n, s in zip(rows["number"], rows["sound"], strict=True)]
    owners = Counter(numbers)
    given: set[str] = set(taken)
    ids = []
    for n, name, about in zip(numbers, rows["name"], rows["about"], strict=True):
        identity = f"n:{n}" if n and owners[n] == 1 else f"p:{n or ''}|{name}|{about or ''}"
        ids.append(
            next(
                c
                for i in itertools.count()
                if (c := child_id(key, f"{identity}#{i}" if i else identity)) not in given
            )
        )
        given.add(ids[-1])
    return pa.table({"whose": rows["whose"], "child_id": ids}, schema=IDS)
