"""How well records are linked, beside a look-up of numbers as typed and the standard linker of the
field.

    python benchmarks/quality.py [--labelled ../shared/labelled] [--children 12000] [--each 20]
    [--seed 1] [--only NAME]

Every method gets the same records in the same run and leads to verdicts by the same table, so that
only the links differ. The seconds are the linking's alone; Splink's model is the committed one, and
what it takes to train it on the county's own records stands beside. Counties: the labelled ones,
the sample's in both terms, one without any damage, a hard one (every-day damage), one with some of
every kind. Whose record a row really is: for the sample its truth says so; for the labelled
counties it is told by a sound number on the row, other rows can't be checked.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import narwhals as nw
import pandas as pd
import pyarrow as pa

from benchmarks.damage import Kind, make
from benchmarks.more_damage import EVERYDAY
from benchmarks.unseen_damage import EVERY
from kongchuo_core.attendance.calendar import WorkingCalendar
from kongchuo_core.comparison import verdict
from kongchuo_core.comparison.compare import Compared, compare
from kongchuo_core.comparison.scope import homes as homes_of
from kongchuo_core.engine import DuckDB, Frame, collect
from kongchuo_core.linking.cascade import link
from kongchuo_core.linking.keys import comparable, keyed
from kongchuo_core.linking.numbers import with_soundness
from kongchuo_core.linking.review import in_force
from kongchuo_core.registers.border import read_all
from kongchuo_core.regulation.tables import SUSPECTED, link_rules
from kongchuo_core.sample import make_sample
from kongchuo_core.settings.models import Params, load_params
from kongchuo_core.settings.workspace import SAMPLE_KEY, house
from kongchuo_core.start.example import STORY_DAYS

TERMS = ("2025-autumn", "2026-spring")
PLACE = ["register", "file", "sheet", "row"]
SEED = 1
_SAMPLE, _CLEAN, _DAMAGED = "样例县", "没有损坏的县", "每种损坏若干人的县"
_HARD, _EVERYDAY = "脏数据的县", 0.07
"""A hard county, and the share of its children that every-day damage befalls: about one of fifty is
then asked about.
"""


@dataclass(frozen=True)
class County:
    """One county's term with its truth: ``links`` says whose record each row is, where that is
    known.
    """

    label: str
    data: Path
    truth: pd.DataFrame
    links: pd.DataFrame | None
    params: Params


def main() -> None:
    """Print, for every county, what each method missed and what each rule is worth."""
    parser = argparse.ArgumentParser(
        description="认定的质量：漏、误报、待核对，与按原样号码查找和 Splink 相比"
    )
    parser.add_argument(
        "--labelled",
        type=Path,
        default=house().parent / "shared" / "labelled",
        help="带真值的两个县",
    )
    parser.add_argument("--children", type=int, default=12_000, help="每个县的适龄儿童数")
    parser.add_argument("--each", type=int, default=20, help="每种损坏的人次")
    parser.add_argument("--seed", type=int, default=SEED, help="损坏的县的种子")
    parser.add_argument("--only", default="", help="只测名称里有这几个字的县")
    options = parser.parse_args()
    if not options.labelled.is_dir():
        print("没有找到带真值的县（--labelled），只测样例县。")
    splink = _splink()
    with tempfile.TemporaryDirectory() as folder:
        for county in _counties(Path(folder), options):
            if options.only in county.label:
                _tell(county, splink)


def _counties(folder: Path, options: argparse.Namespace) -> Iterator[County]:
    """The counties one after another, each made when its turn comes."""
    yield from _labelled(options.labelled)
    if options.only in _SAMPLE:
        yield from _sample(folder / "sample", options.children)
    everyday = round(_EVERYDAY * options.children / sum(k.of for k in EVERYDAY))
    for label, kinds, each in (
        (_CLEAN, (), 0),
        (_HARD, EVERYDAY, everyday),
        (_DAMAGED, EVERY, options.each),
    ):
        if options.only in label:
            yield damaged(folder / label, label, kinds, each, options)


def _splink() -> object | None:
    try:
        from benchmarks import splink_peer
    except ImportError:
        print("未安装 splink，略过。")
        return None
    return splink_peer


def _truth(path: Path) -> pd.DataFrame:
    table = pd.read_csv(path, dtype={"id": str}, keep_default_na=False)
    return table.assign(file=table["file"].str.extract(r"(户籍/.+)$")[0], register="household")


def _labelled(folder: Path) -> Iterator[County]:
    params = load_params(house() / "params", TERMS[0], STORY_DAYS[TERMS[0]])
    for county in sorted(p for p in folder.glob("*") if (p / "truth.csv").is_file()):
        yield County(
            f"带真值的县 {county.name}",
            county / "data" / TERMS[0],
            _truth(county / "truth.csv"),
            None,
            params,
        )


def _sample(folder: Path, children: int, seed: int = SEED) -> Iterator[County]:
    params = {term: load_params(house() / "params", term, STORY_DAYS[term]) for term in TERMS}
    make_sample(folder, params, seed=seed, children=children)
    for term in TERMS:
        truth = folder / "truth" / term
        links = pd.read_csv(truth / "links.csv", keep_default_na=False)
        yield County(
            f"{_SAMPLE} {term}",
            folder / "data" / term,
            _truth(truth / "truth.csv"),
            links,
            params[term],
        )


def damaged(
    folder: Path, label: str, kinds: tuple[Kind, ...], each: int, options: argparse.Namespace
) -> County:
    """A county made by :mod:`damage`: ``each`` children of every kind among all."""
    params = load_params(house() / "params", TERMS[0], STORY_DAYS[TERMS[0]])
    size = {"children": options.children, "each": each}
    make(folder, params.county, seed=options.seed, kinds=kinds, **size)
    data, truth = folder / "data" / TERMS[0], _truth(folder / "truth.csv")
    return County(label, data, truth, None, params)


def _tell(county: County, splink: object | None) -> None:
    calendar = WorkingCalendar.load(house() / "params")
    given = {
        r.register.code: r.table
        for r in read_all(county.data, county.params)
        if r.register.about == "child"
    }
    with DuckDB() as engine:
        records = {code: engine.frame(table) for code, table in given.items()}
        compared = compare(
            engine,
            records,
            county.params.term,
            county.params.rules,
            calendar,
            in_force(SAMPLE_KEY, ()),
        )
        seconds = _own_seconds(engine, compared)
        print(
            f"\n## {county.label}\n\n| 方法 | 漏 | 误报 | 待核对 | 结论有误 | 认定用时（秒） |\n|---|--:|--:|--:|--:|--:|",
            flush=True,
        )
        scored = {"本程序": _score("本程序", county, compared, compared.verdicts, seconds)}
        for label, method in (
            ("按原样号码查找", _as_typed),
            ("清洗后先号码再姓名加出生日期", _careful),
            ("Splink", getattr(splink, "links", None)),
        ):
            if method is not None:
                started = time.perf_counter()
                found = engine.checkpoint(method(engine, compared))
                took = time.perf_counter() - started
                told = _verdicts(engine, compared, found, county.params)
                scored[label] = _score(label, county, compared, told, took)
        train = getattr(splink, "training_seconds", None)
        if train is not None and county.label == _HARD:
            print(f"\nSplink 在本县的数据上训练另需 {train(compared):.2f} 秒。", flush=True)
        _kinds(scored)
        _rules(county, compared)


def _own_seconds(engine: DuckDB, compared: Compared) -> float:
    """What the linking takes when it is done once more: from comparable columns to links and
    questions.
    """
    others = [comparable(rows, c) for c, rows in compared.records.items() if c != "household"]
    homes = homes_of(compared.records["household"])
    started = time.perf_counter()
    found = link(engine, keyed(nw.concat(others)), compared.base, homes, in_force(SAMPLE_KEY, ()))
    engine.checkpoint(found.decided)
    return time.perf_counter() - started


def _careful(engine: DuckDB, compared: Compared) -> Frame:
    """What a careful clerk's queries do: the number cleaned of blanks, else name and birth date
    where both sides have it once.
    """
    known = compared.base.select("child", "name", "number", "birth")
    numbers = known.filter(~nw.col("number").is_null()).select("child", "number").unique()
    rows = with_soundness(compared.keys).with_columns(
        birth=nw.coalesce("number_birth", "written"), number=nw.coalesce("number", "student")
    )
    by_number = engine.checkpoint(rows.join(numbers, on="number", how="inner"))
    left = rows.join(by_number.select("row_id"), on="row_id", how="anti")
    once = known.group_by("name", "birth").agg(
        nw.col("child").n_unique().alias("n"), nw.col("child").min()
    )
    alone = left.group_by("source", "name", "birth").agg(nw.len().alias("rows"))
    by_name = left.join(once.filter(nw.col("n") == 1), on=["name", "birth"], how="inner").join(
        alone.filter(nw.col("rows") == 1), on=["source", "name", "birth"], how="inner"
    )
    return engine.checkpoint(
        nw.concat(
            [
                f.select("row_id", "source", "child", rule=nw.lit("careful"))
                for f in (by_number, by_name)
            ]
        )
    )


def _kinds(scored: dict[str, pd.DataFrame]) -> None:
    """For a county whose truth tells the kind of damage: what each method makes of each kind."""
    if "kind" not in scored["本程序"]:
        return
    print(f"\n| 损坏 | 儿童 | 未到校 | {' | '.join(f'{m}：漏/误报/待核对' for m in scored)} |")
    print(f"|---|--:|--:|{'--:|' * len(scored)}")
    for kind, lines in scored["本程序"].groupby("kind", sort=False):
        told = [t[t["kind"] == kind][["missed", "alarm", "review"]].sum() for t in scored.values()]
        cells = " | ".join("/".join(str(int(n)) for n in counts) for counts in told)
        print(f"| {kind} | {len(lines)} | {lines['absent'].sum()} | {cells} |")


def _verdicts(engine: DuckDB, compared: Compared, links: Frame, params: Params) -> Frame:
    """The verdicts that other links lead to: the same persons, records and table, no questions."""
    still = compared.absences.on_file.filter(nw.col("open")).select(child="child_key")
    nobody = engine.frame(pa.schema([("source", pa.string()), ("child", pa.int64())]).empty_table())
    return verdict.verdicts(
        engine,
        compared.persons,
        verdict.Evidence(compared.records, links, nobody, still),
        params.term,
    )


def _as_typed(engine: DuckDB, compared: Compared) -> Frame:
    """Records linked where the number reads exactly as in the household register."""
    household = compared.records["household"].select("row_id", "id_no")
    household = household.join(compared.base.select("row_id", "child"), on="row_id", how="inner")
    household = engine.checkpoint(
        household.filter(~nw.col("id_no").is_null()).select("id_no", "child").unique()
    )
    return engine.checkpoint(
        nw.concat(
            [
                rows.select("row_id", "id_no", source=nw.lit(code))
                .join(household, on="id_no", how="inner")
                .select("row_id", "source", "child", rule=nw.lit("as_typed"))
                for code, rows in compared.records.items()
                if code != "household"
            ]
        )
    )


def _score(
    label: str, county: County, compared: Compared, verdicts: Frame, seconds: float
) -> pd.DataFrame:
    """Print a method's line; the children with what it missed, alarmed, asked and got wrong."""
    told = _frame(verdicts.select("child", "verdict", "explained_by"))
    rows = _places(compared, "household").merge(
        _frame(compared.base.select("row_id", "child")), on="row_id"
    )
    table = county.truth.merge(rows, on=PLACE, how="left").merge(told, on="child", how="left")
    table = table[table["in_scope"] == 1].fillna({"verdict": "OUT_OF_SCOPE"})
    absent, says = table["truth"].isin(SUSPECTED), table["verdict"].isin(SUSPECTED)
    allowed = pd.Series(
        [any(s in a.split("|") for s in SUSPECTED) for a in table["accept"]], index=table.index
    )
    wrong = [v not in a.split("|") for v, a in zip(table["verdict"], table["accept"], strict=True)]
    review = table["verdict"].eq("REVIEW")
    hidden = (
        table["explained_by"].fillna("").ne("") & table["explained"].eq(0)
        if "explained" in table
        else False
    )
    table = table.assign(
        absent=absent,
        missed=absent & (~says & ~review | hidden),
        alarm=~absent & says & ~allowed,
        review=review,
        wrong=wrong,
    )
    shares = " | ".join(f"{table[share].mean():.3%}" for share in ("alarm", "review", "wrong"))
    print(f"| {label} | {table['missed'].sum()}/{absent.sum()} | {shares} | {seconds:.2f} |")
    return table


def _rules(county: County, compared: Compared) -> None:
    """Links of each rule, those that can be checked, and how many of these are right."""
    links = _frame(compared.decided.select("row_id", "source", "child", "rule"))
    persons, owners = _owners(county, compared)
    links["own"], links["person"] = links["row_id"].map(owners), links["child"].map(persons)
    known = links.dropna(subset=["own", "person"])
    right = known["own"].eq(known["person"]).groupby(known["rule"]).agg(["sum", "size"])
    print("\n| 规则 | 认定 | 可核对 | 其中正确 | 准确率 |\n|---|--:|--:|--:|--:|")
    for rule in link_rules():
        count = int(links["rule"].eq(rule.rule).sum())
        if count:
            good, size = (
                (int(n) for n in right.loc[rule.rule]) if rule.rule in right.index else (0, 0)
            )
            print(
                f"| {rule.rule} {rule.meaning} | {count} | {size} | {good} | {f'{good / size:.4%}' if size else '—'} |"
            )
    asked = compared.questions.to_pandas()
    for rule, count in asked.groupby("rule").size().items():
        print(f"| {rule}（待核对） | {count} | | | |")


def _owners(county: County, compared: Compared) -> tuple[dict[int, object], dict[int, object]]:
    """Child → person, and record row → person where that is known."""
    household = _places(compared, "household")
    if county.links is not None:
        rows = pd.concat([_places(compared, code) for code in compared.records]).merge(
            county.links, on=PLACE
        )
        owners = dict(zip(rows["row_id"], rows["person"], strict=True))
        return owners, owners
    table = household.merge(county.truth, on=PLACE)
    sound = _frame(with_soundness(compared.keys).filter(nw.col("sound")).select("row_id", "number"))
    sound = sound[sound["number"].isin(set(table["id"]))]
    return dict(zip(table["row_id"], table["id"], strict=True)), dict(
        zip(sound["row_id"], sound["number"], strict=True)
    )


def _places(compared: Compared, code: str) -> pd.DataFrame:
    table = _frame(compared.records[code].select("row_id", "file", "sheet", "row")).assign(
        register=code
    )
    return table.assign(sheet=table["sheet"].fillna(""))


def _frame(rows: Frame) -> pd.DataFrame:
    table: pd.DataFrame = collect(rows).to_pandas()
    return table


if __name__ == "__main__":
    main()
