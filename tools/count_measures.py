"""How each measure came out in a term of the made-up county, for docs/问责依据.md: python
tools/count_measures.py WORKSPACE TERM

After ``make report``: at how many units a measure was proposed, and why not at the others; the
stored notebook names the units. Nobody signed anything there, so nothing of the first term binds
the next.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path

from kongchuo_core.edition import Edition
from kongchuo_core.settings.workspace import Workspace

TOLD = Path(__file__).parent / "measures_of_spring.csv"
HEAD = ("finding", "level", "measure", "fired", "reason", "units")


def main(root: str, term: str) -> None:
    """Write the counts, a line for each finding, level, measure and reason."""
    edition = Edition(Workspace.at(Path(root)).outputs(term) / "internal" / "data")
    lines = edition.table("measures").fillna({"reason": ""})
    keys = ["finding", "level", "measure", "fired", "reason"]
    counted = lines.groupby(keys, sort=True)["place"].nunique().reset_index()
    with TOLD.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(HEAD)
        writer.writerows(counted[[*keys, "place"]].itertuples(index=False))


if __name__ == "__main__":
    main(*sys.argv[1:3])
