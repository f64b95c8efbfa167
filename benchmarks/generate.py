"""Instances at any scale, made from a seed: places, items, needs and lots with mixed earmarks.

    python -m benchmarks.generate OUT --communes 10000 --lots 2000
    python -m benchmarks.generate OUT --geo DIR      (the real tree of 2020; DIR holds vietnam_communes_2020.csv)
    python -m benchmarks.generate OUT --places CSV   (any tree of provinces, districts and communes)

All quantities are made up. Districts differ in how much is earmarked for them, so that coverage has many levels.
The same size and seed is the same instance; what an option changes is drawn apart, so that the rest stays the same.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd

from allocator.problem.build import build
from allocator.scenario.config import Objective, ScenarioConfig
from allocator.tables.parse import RESERVED
from allocator.tables.schema import TABLES, Table
from allocator.tables.tables import Tables
from benchmarks.pairs import eligible_pairs

VALUES = (50_000.0, 90_000.0, 150_000.0, 180_000.0, 200_000.0, 220_000.0, 400_000.0)
CATEGORIES = ("medical", "nutrition", "recreation", "warmth")


@dataclass(frozen=True)
class Size:
    """How large an instance is, and of what kind."""

    communes: int = 10_000
    items: int = 12
    ages: int = 4
    periods: int = 1
    lots: int = 2_000
    seed: int = 1
    packs: bool = False
    """Whether a part of the goods comes in packs of 10 or 24."""
    supply: float = 0.5
    """Supply over need, about."""
    services: float = 0.0
    """Part of the goods that are services instead: a capacity in each period."""
    priced: bool = False
    """Whether cash buys at prices other than the values: then the engine needs linear programs."""


SETTINGS = ScenarioConfig(
    name="benchmark",
    folder=Path(),
    unit_level="commune",
    objectives=(Objective("unmet"), Objective("fairness", "leximin"), Objective("duplication")),
)
"""The settings a benchmark's problem is built with."""


@dataclass(frozen=True)
class Tree:
    """Ids of communes, and of the district and province of each. Shape (C,)."""

    commune: list[str]
    district: list[str]
    province: list[str]
    names: dict[str, str] = field(default_factory=dict)


def made_up_tree(communes: int) -> Tree:
    """About 15 communes a district and 11 districts a province, as in 2020."""
    at = np.arange(communes)
    district = at // 15
    return Tree(
        commune=[f"C{n:05}" for n in at],
        district=[f"D{n:04}" for n in district],
        province=[f"P{n:03}" for n in district // 11],
    )


def real_tree(folder: Path) -> Tree:
    """The 63 provinces, 705 districts and 10,614 communes of 2020; codes get a letter, as levels reuse them."""
    frame = pd.read_csv(folder / "vietnam_communes_2020.csv", dtype=str)
    commune, district, province = "C" + frame["code"], "D" + frame["district_code"], "P" + frame["province_code"]
    names = dict(zip(commune, frame["name"], strict=True))
    names |= dict(zip(district, frame["district"], strict=True)) | dict(zip(province, frame["province"], strict=True))
    return Tree(commune.tolist(), district.tolist(), province.tolist(), names)


def tree_of_places(path: Path) -> Tree:
    """The tree of a places table: its leaves are the communes, the two places above each its district and province."""
    frame = pd.read_csv(path, dtype=str, keep_default_na=False).set_index("place_id")
    parent = frame["parent_id"]
    leaves = frame.index[~frame.index.isin(parent)]
    district = parent.reindex(leaves).to_numpy(dtype=object)
    province = parent.reindex(district).fillna("").to_numpy(dtype=object)
    if not len(leaves) or (province == "").any():
        raise SystemExit(f"{path}: every place without places below it needs two places above it, by parent_id")
    names = dict(zip(frame.index, frame["name"], strict=True)) if "name" in frame else {}
    return Tree(leaves.tolist(), district.tolist(), province.tolist(), names)


def instance(size: Size, tree: Tree | None = None) -> Tables:
    """The instance as checked tables, without going through files."""
    rng = np.random.default_rng(size.seed)
    tree = tree or made_up_tree(size.communes)
    items = pd.DataFrame(
        {
            "item_id": [f"I{n:02}" for n in range(size.items)],
            "category": [CATEGORIES[n % 4] for n in range(size.items)],
            "value": rng.choice(VALUES, size.items),
        }
    )
    extra = np.random.default_rng([size.seed, 1])
    items["cash_price"] = items["value"] * (extra.choice([0.8, 1.0, 1.25], size.items) if size.priced else 1.0)
    ages = pd.DataFrame({"age_group_id": [f"A{n}" for n in range(size.ages)]})
    periods = pd.DataFrame({"period_id": [f"T{n:02}" for n in range(size.periods)]})
    needs = _needs(rng, tree, items, ages, periods)
    total = float((needs["quantity"] * needs["item_id"].map(items.set_index("item_id")["value"])).sum())
    lots = _lots(rng, size, tree, items, total)
    lots = _as_services(np.random.default_rng([size.seed, 2]), lots, size)
    donors = pd.DataFrame({"donor_id": sorted(lots["donor_id"].unique())})
    donors["provider_id"] = donors["donor_id"]
    given = {
        "places": _places(tree),
        "items": items,
        "age_groups": ages,
        "periods": periods,
        "donors": donors,
        "lots": lots,
        "needs": needs,
    }
    return Tables(**{table.name: _typed(table, given.get(table.name, pd.DataFrame())) for table in TABLES})


def _places(tree: Tree) -> pd.DataFrame:
    frame = pd.DataFrame({"commune": tree.commune, "district": tree.district, "province": tree.province})
    parts = [
        frame[["province"]].drop_duplicates().assign(level="province", parent_id="").set_axis(COLUMNS, axis=1),
        frame[["district", "province"]].drop_duplicates().set_axis(["place_id", "parent_id"], axis=1),
        frame[["commune", "district"]].set_axis(["place_id", "parent_id"], axis=1),
    ]
    parts[1]["level"], parts[2]["level"] = "district", "commune"
    places = pd.concat(parts, ignore_index=True)
    return places.assign(name=[tree.names.get(place, place) for place in places["place_id"]])


COLUMNS = ["place_id", "level", "parent_id"]


def _needs(
    rng: np.random.Generator, tree: Tree, items: pd.DataFrame, ages: pd.DataFrame, periods: pd.DataFrame
) -> pd.DataFrame:
    """One need for every commune, item, age group and period; communes differ in size."""
    shape = (len(tree.commune), len(items), len(ages), len(periods))
    place, item, age, period = (axis.ravel() for axis in np.indices(shape))
    size = rng.lognormal(0.0, 0.6, len(tree.commune))
    return pd.DataFrame(
        {
            "place_id": np.array(tree.commune)[place],
            "item_id": items["item_id"].to_numpy()[item],
            "age_group_id": ages["age_group_id"].to_numpy()[age],
            "period_id": periods["period_id"].to_numpy()[period],
            "quantity": np.ceil(size[place] * rng.uniform(5, 60, len(place))),
            "tier": rng.integers(1, 3, len(place)).astype(float),
            "weight": rng.choice([1.0, 1.0, 1.5, 2.0], len(place)),
        }
    )


def _lots(rng: np.random.Generator, size: Size, tree: Tree, items: pd.DataFrame, total: float) -> pd.DataFrame:
    """Half of the lots for one district, a fifth for a province, some for lists of communes or with an exclusion."""
    districts, provinces = sorted(set(tree.district)), sorted(set(tree.province))
    favour = dict(zip(districts, rng.lognormal(0.0, 1.0, len(districts)), strict=True))
    rows = []
    share = rng.lognormal(0.0, 0.7, size.lots)
    for number in range(size.lots):
        kind = str(rng.choice(["goods", "goods", "cash"]))
        row: dict[str, object] = {"lot_id": f"L{number:05}", "donor_id": f"N{number % 300:03}", "kind": kind}
        where, weight = rng.random(), share[number]
        if where < 0.5:
            district = str(rng.choice(districts))
            row["places"], weight = district, weight * favour[district]
        elif where < 0.7:
            row["places"] = str(rng.choice(provinces))
        elif where < 0.75:
            row["places"] = ";".join(sorted(rng.choice(tree.commune, min(5, len(tree.commune)), replace=False)))
        elif where < 0.8:
            row["exclude_places"] = str(rng.choice(districts))
        if rng.random() < 0.3:
            first = int(rng.integers(0, size.ages))
            row["age_groups"] = ";".join(f"A{n}" for n in range(first, int(rng.integers(first, size.ages)) + 1))
        if size.periods > 1:
            first = int(rng.integers(0, size.periods))
            row["from_period"] = f"T{first:02}"
            row["until_period"] = f"T{min(size.periods - 1, first + int(rng.integers(0, 4))):02}"
        if kind == "cash" and rng.random() < 0.6:
            row["categories"] = str(rng.choice(CATEGORIES))
        if kind == "goods":
            row["item_id"] = str(rng.choice(items["item_id"]))
            row["pack_size"] = float(rng.choice([1, 10, 24])) if size.packs else 1.0
        row["worth"] = weight
        rows.append(row)
    lots = pd.DataFrame(rows)
    worth = lots["worth"] * size.supply * total / lots["worth"].sum()
    price = lots["item_id"].map(items.set_index("item_id")["value"]).fillna(1.0)
    lots["quantity"] = np.maximum(1.0, np.floor(worth / price))
    return lots.drop(columns="worth").assign(provider_id=lots["donor_id"])


def _as_services(rng: np.random.Generator, lots: pd.DataFrame, size: Size) -> pd.DataFrame:
    """``lots`` with a part of the goods turned into services of the same total over their window."""
    chosen = (rng.random(len(lots)) < size.services) & (lots["kind"] == "goods")
    times: np.ndarray = np.ones(len(lots))
    if size.periods > 1:
        times = (lots["until_period"].str[1:].astype(int) - lots["from_period"].str[1:].astype(int) + 1).to_numpy()
    each = np.maximum(1.0, np.floor(lots["quantity"] / times))
    return lots.assign(kind=lots["kind"].mask(chosen, "service"), quantity=lots["quantity"].where(~chosen, each))


def _typed(table: Table, given: pd.DataFrame) -> pd.DataFrame:
    """``given`` with every column of the table, typed and defaulted as :class:`Tables` says."""
    frame = pd.DataFrame(index=given.index)
    for column in table.columns:
        name = RESERVED.get(column.name, column.name)
        values = given[column.name] if column.name in given else pd.Series(index=given.index, dtype=object)
        if column.kind in ("number", "whole"):
            default = np.nan if column.default is None else column.default
            frame[name] = values.astype(float).fillna(default)
        elif column.kind == "flag":
            frame[name] = values.astype(object).where(values.notna(), column.default).astype(bool)
        elif column.kind == "date":
            frame[name] = pd.to_datetime(values)
        else:
            frame[name] = values.astype(object).where(values.notna(), column.default or "").astype("str")
    return frame.assign(source=f"{table.name}.csv", row=np.arange(len(given)) + 2)


def write(tables: Tables, folder: Path, name: str) -> None:
    """``tables`` as a scenario folder of CSV files."""
    folder.mkdir(parents=True, exist_ok=True)
    for table in TABLES:
        frame = getattr(tables, table.name)
        columns = [column.name for column in table.columns if RESERVED.get(column.name, column.name) in frame]
        used = [name for name in columns if name not in RESERVED and _told(frame[name])]
        if len(frame):
            frame[used].to_csv(folder / f"{table.name}.csv", index=False, encoding="utf-8", lineterminator="\n")
    settings = f"name: {name} (illustrative)\nlanguage: en\nnumbers: en\ncurrency: VND\nunit_level: commune\n"
    (folder / "scenario.yaml").write_text(settings, encoding="utf-8")


def _told(column: pd.Series) -> bool:
    return bool((column.notna() & (column.astype("str") != "")).any())


def main() -> None:
    """Write one instance as a scenario folder."""
    parser = argparse.ArgumentParser(description="Write a seeded instance as a scenario folder.")
    parser.add_argument("out", type=Path)
    for option in ("communes", "items", "ages", "periods", "lots", "seed", "supply", "services"):
        default = getattr(Size(), option)
        parser.add_argument(f"--{option}", type=type(default), default=default)
    parser.add_argument("--packs", action="store_true", help="a part of the goods comes in packs")
    parser.add_argument("--priced", action="store_true", help="cash prices differ from values")
    parser.add_argument("--geo", type=Path, help="folder with vietnam_communes_2020.csv: use the real tree")
    parser.add_argument("--places", type=Path, help="a places.csv of provinces, districts and communes: use its tree")
    options = vars(parser.parse_args())
    out, geo, places = options.pop("out"), options.pop("geo"), options.pop("places")
    size = replace(Size(), **options)
    tree = real_tree(geo) if geo else tree_of_places(places) if places else None
    tables = instance(size, tree)
    write(tables, out, f"benchmark {len(tables.needs)} needs x {len(tables.lots)} lots")
    pairs = eligible_pairs(build(tables, SETTINGS))
    print(f"{len(tables.needs):,} needs, {len(tables.lots):,} lots, {pairs:,} eligible pairs in {out}")


if __name__ == "__main__":
    main()
