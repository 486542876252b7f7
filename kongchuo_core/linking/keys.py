"""What of a record is compared: name, number, the number inside the student number, birth date,
sex.
"""

from __future__ import annotations

import narwhals as nw

from kongchuo_core.engine import Engine, Frame
from kongchuo_core.linking.numbers import (
    birth_key,
    clean_number,
    from_old,
    modulo,
    name_key,
    with_soundness,
)

COMPARABLE = 15
"""Fewest characters of a number that are compared as a number."""

_LENGTH, _NUMBER = 18, r"^[0-9]{17}[0-9Xx]$"
_STUDENT = r"^[Gg][0-9]{17}[0-9Xx]$"


def comparable(records: Frame, source: str, *, quarantined: bool = False) -> Frame:
    """The columns of a register that are compared, as they stand; ``source`` is the register's
    code.

    Rows in use, or the ``quarantined`` ones alone.
    """
    names = records.collect_schema().names()

    def column(name: str, kind: type[nw.String] | type[nw.Date] = nw.String) -> nw.Expr:
        return nw.col(name) if name in names else nw.lit(None).cast(kind)

    used = nw.col("fate").is_null()
    return records.filter(~used if quarantined else used).select(
        "row_id",
        "name",
        "id_no",
        "id_cut",
        "birth_month_only",
        source=nw.lit(source),
        student_no=column("student_no"),
        birth_date=column("birth_date", nw.Date),
        sex=column("sex"),
    )


def keyed(frame: Frame) -> Frame:
    """Comparable columns → keys: ``row_id, source, name, number, student, written, sex, cut``.

    ``number`` is the cleaned number (15 digits made 18), ``student`` the number inside a ``G``
    student number, ``written`` the birth date as written (yyyymmdd; null where only a month
    stands), ``cut`` whether a spreadsheet cut the number.
    """
    frame = _right_way_round(frame)
    keys = frame.select(
        "row_id",
        "source",
        "sex",
        name=name_key("name"),
        number=clean_number("id_no"),
        cut=nw.col("id_cut"),
        student=nw.when(nw.col("student_no").str.contains(_STUDENT)).then(
            nw.col("student_no").str.to_uppercase().str.slice(1, 18)
        ),
        written=nw.when(~nw.col("birth_month_only")).then(birth_key("birth_date")),
    )
    return from_old(keys, "number")


def _right_way_round(frame: Frame) -> Frame:
    """Name and number of rows whose two cells changed places: the one is a number's length, the
    other has no digit.

    The patterns are asked only of names that long.
    """
    name, number = nw.col("name"), nw.col("id_no")
    both = name.str.contains(_NUMBER) & ~number.str.contains("[0-9]")
    turned = nw.when(name.str.len_chars() == _LENGTH).then(both).otherwise(nw.lit(False))
    turned = turned.fill_null(False)
    return frame.with_columns(
        name=nw.when(turned).then(number).otherwise(name),
        id_no=nw.when(turned).then(name).otherwise(number),
    )


def household_base(engine: Engine, keys: Frame, out: Frame) -> Frame:
    """The household side of the linking: keys with ``sound``, ``birth`` (the sound number's, else
    the written one) and ``child``.

    Rows with the same number and the same name are one child (M8.3): the row that is in scope, then
    the first in the order of contents, stands for it; ``repeated`` marks the rows whose number
    stands on another row too. ``out`` has the columns ``row_id, out`` (registered as dead,
    cancelled or moved away).
    """
    base = with_soundness(keys).join(out.filter(nw.col("out")), on="row_id", how="left")
    base = base.with_columns(
        birth=nw.coalesce(nw.col("number_birth"), nw.col("written")),
        order=nw.when(nw.col("out")).then(nw.col("row_id") + 10**12).otherwise(nw.col("row_id")),
        number=nw.when(~nw.col("cut") & (nw.col("number").str.len_chars() >= COMPARABLE)).then(
            nw.col("number")
        ),
        prefix=nw.col("number"),
    )
    base = engine.checkpoint(base.drop("number_birth"))
    numbered = base.filter(~nw.col("number").is_null())
    again = numbered.group_by("number").agg(nw.len().alias("rows")).filter(nw.col("rows") > 1)
    repeated = numbered.join(again, on="number", how="semi").select(
        "row_id", "number", "name", "order"
    )
    first = repeated.with_columns(first=nw.col("order").min().over("number", "name")).select(
        "row_id", "first"
    )
    base = base.join(engine.checkpoint(first), on="row_id", how="left")
    child = modulo(nw.coalesce(nw.col("first"), nw.col("row_id")), 10**12)
    return engine.checkpoint(
        base.with_columns(child=child, repeated=~nw.col("first").is_null()).drop("first")
    )
