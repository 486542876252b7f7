"""Splink, the field's standard linker, on the same keys as the product; importing it fails where
splink isn't installed.

    python benchmarks/splink_peer.py

tunes model and threshold on a sample of another seed and writes both to ``splink_model.json``.
"""

from __future__ import annotations

import json
import logging
import tempfile
import time
from pathlib import Path
from typing import Any

import narwhals as nw
import pandas as pd
import pyarrow as pa
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on

from benchmarks.quality import County, _owners, _sample
from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.comparison.compare import Compared, compare
from kongchuo_core.engine import DuckDB, Frame, collect
from kongchuo_core.linking.deciding import LINKS
from kongchuo_core.linking.numbers import with_soundness
from kongchuo_core.linking.review import in_force
from kongchuo_core.registers.border import read_all
from kongchuo_core.settings.workspace import SAMPLE_KEY, house

MODEL = Path(__file__).with_name("splink_model.json")
TUNING_SEED, TUNING_CHILDREN = 2, 6000
logging.disable(logging.WARNING)  # Splink tells every step
THRESHOLDS = (0.5, 0.9, 0.99, 0.999, 0.9999, 0.99999)


def links(engine: DuckDB, compared: Compared) -> Frame:
    """Each record with the household child whom the committed model finds most likely, above the
    committed threshold.
    """
    committed = json.loads(MODEL.read_text("utf-8"))
    found = _best(
        _predicted(_linker(compared, committed["model"])), committed["threshold"], compared
    )
    return engine.frame(pa.Table.from_pandas(found, schema=LINKS, preserve_index=False))


def _linker(compared: Compared, settings: Any) -> Linker:
    api = DuckDBAPI()
    base = compared.base.select(
        "row_id", "name", "sex", "birth", number="prefix", source=nw.lit("household")
    )
    others = with_soundness(compared.keys).select(
        "row_id",
        "name",
        "sex",
        "source",
        birth=nw.coalesce("number_birth", "written"),
        number=nw.coalesce("number", "student"),
    )
    sides = [
        collect(side)
        .to_pandas()
        .assign(
            unique_id=lambda t: t["row_id"],
            birth=lambda t: t["birth"].astype("Int64").astype("string"),
            head=lambda t: t["number"].str[:10],
            tail=lambda t: t["number"].str[10:],
        )
        for side in (base, others)
    ]
    return Linker([api.register(side) for side in sides], settings)


def _settings() -> SettingsCreator:
    return SettingsCreator(
        link_type="link_only",
        retain_matching_columns=False,
        comparisons=[
            cl.JaroWinklerAtThresholds("name", [0.9, 0.7]),
            cl.DamerauLevenshteinAtThresholds("number", [1, 2]),
            cl.DamerauLevenshteinAtThresholds("birth", [1]),
            cl.ExactMatch("sex"),
        ],
        blocking_rules_to_generate_predictions=[
            block_on("number"),
            block_on("name", "birth"),
            block_on("birth", "tail"),
            block_on("name", "head"),
            block_on("name", "tail"),
        ],
    )


def _predicted(linker: Linker) -> pd.DataFrame:
    table: pd.DataFrame = linker.inference.predict(
        threshold_match_probability=THRESHOLDS[0]
    ).as_pandas_dataframe()
    return table


def _best(pairs: pd.DataFrame, threshold: float, compared: Compared) -> pd.DataFrame:
    """The likeliest household row of each record; of equally likely ones the first."""
    child = dict(
        collect(compared.base.select("row_id", "child")).to_pandas().itertuples(index=False)
    )
    source = dict(
        collect(compared.keys.select("row_id", "source")).to_pandas().itertuples(index=False)
    )
    pairs = pairs[pairs["match_probability"] >= threshold]
    left = pairs["unique_id_l"].isin(child)
    table = pd.DataFrame(
        {
            "row_id": pairs["unique_id_r"].where(left, pairs["unique_id_l"]),
            "base": pairs["unique_id_l"].where(left, pairs["unique_id_r"]),
            "weight": pairs["match_weight"],
        }
    )
    table = table.sort_values(
        ["row_id", "weight", "base"], ascending=[True, False, True]
    ).drop_duplicates("row_id")
    return table.assign(
        source=table["row_id"].map(source), child=table["base"].map(child), rule="splink"
    )[LINKS.names]


def tune() -> None:
    """Estimate the model by random pairs and expectation maximisation, choose the threshold with
    the best F1, and write both.
    """
    with tempfile.TemporaryDirectory() as folder, DuckDB() as engine:
        county = next(_sample(Path(folder), TUNING_CHILDREN, seed=TUNING_SEED))
        compared = _compared(engine, county)
        linker = _trained(compared)
        pairs = _predicted(linker)
        threshold = max(THRESHOLDS, key=lambda t: _f1(_best(pairs, t, compared), county, compared))
        model = linker.misc.save_model_to_json()
    committed = {"threshold": threshold, "seed": TUNING_SEED, "model": model}
    MODEL.write_text(json.dumps(committed, ensure_ascii=False, indent=1) + "\n", "utf-8")


def _trained(compared: Compared) -> Linker:
    """A linker whose model was estimated on a county's own records."""
    linker = _linker(compared, _settings())
    linker.training.estimate_probability_two_random_records_match(
        [block_on("number", "name")], recall=0.9
    )
    linker.training.estimate_u_using_random_sampling(max_pairs=20_000_000, seed=TUNING_SEED)
    for rule in (block_on("number"), block_on("name", "birth"), block_on("name", "head")):
        linker.training.estimate_parameters_using_expectation_maximisation(rule)
    return linker


def training_seconds(compared: Compared) -> float:
    """What it takes to estimate the model on a county's own records; the result isn't used."""
    started = time.perf_counter()
    _trained(compared)
    return time.perf_counter() - started


def _compared(engine: DuckDB, county: County) -> Compared:
    given = (r for r in read_all(county.data, county.params) if r.register.about == "child")
    records = {r.register.code: engine.frame(r.table) for r in given}
    calendar = WorkingCalendar.load(house() / "params")
    return compare(
        engine, records, county.params.term, county.params.rules, calendar, in_force(SAMPLE_KEY, ())
    )


def _f1(found: pd.DataFrame, county: County, compared: Compared) -> float:
    persons, owners = _owners(county, compared)
    households = set(collect(compared.base.select("row_id"))["row_id"].to_pylist())
    at_home = {persons[row] for row in households}
    should = sum(1 for row, person in owners.items() if row not in households and person in at_home)
    right = int((found["row_id"].map(owners) == found["child"].map(persons)).sum())
    return 2 * right / (len(found) + should)


if __name__ == "__main__":
    tune()
