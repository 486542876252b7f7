"""The fictitious county: registers of two terms as offices send them, and the truth beside them."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pandas as pd

from kongchuo_core.sample.dirty import damage
from kongchuo_core.sample.duties import duty_tables
from kongchuo_core.sample.forms import write_register
from kongchuo_core.sample.people import make_people
from kongchuo_core.sample.registers import child_tables
from kongchuo_core.sample.story import first_term, next_term
from kongchuo_core.sample.truth import (
    ABSENT,
    traps,
    verdicts,
    write_links,
    write_roles,
    write_truth,
)
from kongchuo_core.settings.models import Params
from kongchuo_core.settings.workspace import SAMPLE_STAMP
from kongchuo_core.vocabulary.errors import UsageError
from kongchuo_core.vocabulary.registers import REGISTERS

__all__ = ["make_sample"]

BESIDE = ("truth", "filled")
"""Folders with what belongs to a term's sample besides its registers: what is true, and the forms
filled in from it.
"""

SMALLEST = 30
"""Fewer children do not suffice for the twins and namesakes of the story."""


def make_sample(
    folder: Path, params_by_term: dict[str, Params], *, seed: int = 1, children: int = 15000
) -> None:
    """Write the county's registers and the truth for every term given, in the order of their first
    days.

    Parameters
    ----------
    folder : the workspace; ``data/`` and ``truth/`` in it are replaced where they are a sample's,
        forms filled in are removed.
    seed : the same seed, parameters and size give the same bytes.
    children : persons of 6–15 with a household in the county.

    Raises
    ------
    UsageError
        where ``data/`` holds something that isn't a sample, or ``children`` is fewer than
        :data:`SMALLEST`.
    """
    clear(folder, children)
    rng = np.random.default_rng(seed)
    terms = sorted(params_by_term.values(), key=lambda p: p.term.first_day)
    frame = make_people(terms[0].county, terms[0].term.school_year, children, rng)
    told = first_term(frame, terms[0].term, children, rng)
    for n, params in enumerate(terms):
        if n:
            told = next_term(told, params.term, children, rng)
        write_county(folder, params, told, frame.schools, children, rng, later=n > 0)
        stamp(folder, params, seed, children)


def write_county(
    folder: Path,
    params: Params,
    told: pd.DataFrame,
    schools: pd.DataFrame,
    children: int,
    rng: np.random.Generator,
    *,
    later: bool = False,
) -> None:
    """Write a term's registers, damaged as they come in, and the truth beside them.

    Parameters
    ----------
    told : as :func:`~kongchuo_core.sample.story.first_term` returns it; ``later``: of a term after
        the first.
    """
    clean = child_tables(told, params, children, rng)
    right = verdicts(told)
    tables, noted = damage(
        clean, told, right.index[right["truth"].isin(ABSENT)], children, later=later
    )
    places = _write(folder, params, tables | duty_tables(told, schools, params))
    truth = folder / "truth" / params.term.term
    records = {code: len(place) for code, place in places.items()}
    write_truth(truth, places["household"], told, traps(told, clean, noted), records)
    write_links(truth, places)
    write_roles(truth, told)


def stamp(folder: Path, params: Params, seed: int, children: int) -> None:
    """Say in a term's registers that everybody in them is made up."""
    words = f"# 本目录的人和事全是虚构的。\nfictitious: true\nseed: {seed}\nchildren: {children}\n"
    (folder / "data" / params.term.term / SAMPLE_STAMP).write_text(words, "utf-8", newline="\n")


def _write(
    folder: Path, params: Params, tables: dict[str, pd.DataFrame]
) -> dict[str, pd.DataFrame]:
    """Write a term's registers; where each record stands, by register."""
    data = folder / "data" / params.term.term
    return {code: write_register(data, code, tables[code], params.term.label) for code in REGISTERS}


def clear(folder: Path, children: int) -> None:
    """Remove an earlier sample; refuse to touch anything else, and to make a county too small."""
    if children < SMALLEST:
        raise UsageError(
            f"虚构县至少要有{SMALLEST}名适龄儿童，这里写的是{children}",
            remedy=f"把 --children 改成{SMALLEST}或更大",
        )
    data = folder / "data"
    present = (
        sorted(p for p in data.iterdir() if not p.name.startswith(".")) if data.is_dir() else []
    )
    if any(not (p / SAMPLE_STAMP).is_file() for p in present):
        raise UsageError(
            "data/ 里已经有登记册，不是虚构样例",
            remedy="换一个空目录生成样例；真实数据不会被覆盖",
            place=("目录 data/",),
        )
    for path in present:
        shutil.rmtree(path)
    for path in present:
        for beside in BESIDE:
            shutil.rmtree(folder / beside / path.name, ignore_errors=True)
