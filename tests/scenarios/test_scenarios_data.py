"""The illustrative scenarios hold what their READMEs say, and their scripts make them again byte for byte."""

from __future__ import annotations

import csv
import re
import subprocess
import sys
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

SCENARIOS = Path(__file__).resolve().parents[2] / "scenarios"
LARGE = ("cao-bang-2019", "cao-bang-2026")
ALL = ("first-steps", *LARGE, "cao-bang-2019-cold-winter", "cao-bang-2019-donor-withdraws", "cao-bang-2026-cash")
CLASSES = {
    "cơ quan",
    "lực lượng vũ trang",
    "tổ chức chính trị-xã hội",
    "tổ chức xã hội",
    "doanh nghiệp",
    "nhà hảo tâm",
    "cá nhân trong tỉnh",
    "cá nhân ngoài tỉnh",
    "trung ương",
    "quỹ bảo trợ trẻ em",
}
ILLUSTRATIVE = re.compile("illustrative|minh họa")

Row = dict[str, str]


def table(scenario: str, name: str) -> list[Row]:
    with (SCENARIOS / scenario / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def net_value(scenario: str) -> float:
    value = {row["item_id"]: float(row["value"]) for row in table(scenario, "items")}
    return sum(
        max(0, int(row["quantity"]) - int(row["entitlement"])) * value[row["item_id"]]
        for row in table(scenario, "needs")
    )


def supply_value(scenario: str) -> float:
    """Value of all lots that may be allocated; services over all periods of their window."""
    value = {row["item_id"]: float(row["value"]) for row in table(scenario, "items")}
    periods = [row["period_id"] for row in table(scenario, "periods")]
    total = 0.0
    for lot in table(scenario, "lots"):
        if lot["direct"] == "yes" or lot["quality_ok"] == "no":
            continue
        first = periods.index(lot["from_period"]) if lot["from_period"] else 0
        last = periods.index(lot["until_period"]) if lot["until_period"] else len(periods) - 1
        times = last - first + 1 if lot["kind"] == "service" else 1
        total += int(lot["quantity"]) * times * value.get(lot["item_id"], 1.0)
    return total


@pytest.mark.parametrize("scenario", LARGE)
def test_make_reproduces_the_tables(scenario: str, tmp_path: Path) -> None:
    subprocess.run(
        [sys.executable, "-B", str(SCENARIOS / scenario / "make.py"), "--out", str(tmp_path)], check=True, timeout=120
    )
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert sorted(made) == ["donors.csv", "ledger.csv", "lots.csv", "needs.csv"]
    for name, content in made.items():
        assert content == (SCENARIOS / scenario / name).read_bytes(), f"{name} is not what make.py writes"


def test_places_of_2019() -> None:
    places = table("cao-bang-2019", "places")
    assert Counter(row["level"] for row in places) == {"province": 1, "district": 13, "commune": 199}
    assert sum(int(row["pop_2019"]) for row in places if row["level"] == "commune") == 530_341
    assert Counter(row["kind"] for row in places if row["level"] == "commune") == {
        "Xã": 177,
        "Phường": 8,
        "Thị trấn": 14,
    }


def test_places_of_2026() -> None:
    places = table("cao-bang-2026", "places")
    assert Counter(row["level"] for row in places) == {"province": 1, "commune": 56}
    assert {row["parent_id"] for row in places if row["level"] == "commune"} == {"04"}
    assert Counter(row["kv_2026_2030"] for row in places if row["level"] == "commune") == {"III": 53, "II": 2, "I": 1}
    assert sum(row["border_commune"] == "yes" for row in places) == 21


@pytest.mark.parametrize("scenario", LARGE)
def test_codes_are_keys_with_leading_zeros(scenario: str) -> None:
    places = table(scenario, "places")
    codes = [row["place_id"] for row in places]
    assert len(set(codes)) == len(codes)
    digits = {"province": 2, "district": 3, "commune": 5}
    assert all(len(row["place_id"]) == digits[row["level"]] and row["place_id"].isdigit() for row in places)
    assert all(code.startswith("0") for code in codes)
    assert all(row["parent_id"] in codes for row in places if row["level"] != "province")


def test_homonyms_are_told_apart_by_code() -> None:
    places = table("cao-bang-2019", "places")
    names = Counter(row["name"].removeprefix("Xã ") for row in places if row["level"] == "commune")
    repeated = {name: count for name, count in names.items() if count > 1}
    twice = ("Vĩnh Quang", "Thái Học", "Phan Thanh", "Ngọc Động", "Quang Trung", "Đức Xuân", "Đức Long")
    assert repeated == {"Hưng Đạo": 3, **dict.fromkeys(twice, 2)}
    assert len({(row["name"], row["parent_id"]) for row in places}) == len(places)
    lots = {row["lot_id"]: row["places"] for row in table("cao-bang-2019", "lots")}
    assert lots["L068"] == "01351"


@pytest.mark.parametrize("scenario", ("first-steps", *LARGE))
def test_what_is_made_up_says_so(scenario: str) -> None:
    for name in ("needs", "lots", "donors", "ledger"):
        for row in table(scenario, name):
            told = row["source"] if name == "needs" else row["note"]
            assert ILLUSTRATIVE.search(told), f"{name}: {row}"
    assert all("(minh họa)" in row["name"] for row in table(scenario, "donors"))


@pytest.mark.parametrize("scenario", ALL)
def test_name_and_readme_say_illustrative(scenario: str) -> None:
    assert re.search(
        r"^name: .*illustrative / minh họa$", (SCENARIOS / scenario / "scenario.yaml").read_text("utf-8"), re.M
    )
    readme = (SCENARIOS / scenario / "README.md").read_text("utf-8")
    assert "illustrative" in readme and "inh họa" in readme


@pytest.mark.parametrize("scenario", LARGE)
def test_every_assumption_is_in_the_readme(scenario: str) -> None:
    readme = (SCENARIOS / scenario / "README.md").read_text("utf-8")
    codes = {row["source"].removeprefix("illustrative: ") for row in table(scenario, "needs")}
    assert codes and all(re.search(rf"^\| {code} \|", readme, re.M) for code in codes)


@pytest.mark.parametrize(("scenario", "needs", "lots"), [("cao-bang-2019", 26_749, 99), ("cao-bang-2026", 4_023, 59)])
def test_sizes_are_those_of_the_readme(scenario: str, needs: int, lots: int) -> None:
    assert len(table(scenario, "needs")) == needs
    assert len(table(scenario, "lots")) == lots
    readme = (SCENARIOS / scenario / "README.md").read_text("utf-8")
    assert f"| needs | {needs:,} rows" in readme and f"| lots | {lots} of" in readme
    assert f"{round(100 * supply_value(scenario) / net_value(scenario))} % of the need" in readme
    assert (SCENARIOS / scenario / "needs.csv").stat().st_size < 3_000_000


@pytest.mark.parametrize("scenario", LARGE)
def test_supply_is_about_half_of_the_need(scenario: str) -> None:
    assert 0.45 <= supply_value(scenario) / net_value(scenario) <= 0.60


def test_the_west_has_fewer_gifts_of_its_own() -> None:
    value = {row["item_id"]: float(row["value"]) for row in table("cao-bang-2019", "items")}
    parent = {row["place_id"]: row["parent_id"] for row in table("cao-bang-2019", "places")}
    need: Counter[str] = Counter()
    for row in table("cao-bang-2019", "needs"):
        need[parent[row["place_id"]]] += int((int(row["quantity"]) - int(row["entitlement"])) * value[row["item_id"]])
    own: Counter[str] = Counter()
    for lot in table("cao-bang-2019", "lots"):
        if lot["places"] in need and lot["kind"] == "cash":
            own[lot["places"]] += int(lot["quantity"])
    assert max(own["042"] / need["042"], own["043"] / need["043"]) < 0.1 < 0.3 < own["051"] / need["051"]


@pytest.mark.parametrize("scenario", LARGE)
def test_needs_are_whole_unique_and_only_of_difficult_communes(scenario: str) -> None:
    places = {row["place_id"]: row for row in table(scenario, "places")}
    needs = table(scenario, "needs")
    keys = {(row["place_id"], row["item_id"], row["age_group_id"], row["period_id"]) for row in needs}
    assert len(keys) == len(needs)
    assert all(row["quantity"].isdigit() and row["entitlement"].isdigit() for row in needs)
    assert all(0 <= int(row["entitlement"]) <= int(row["quantity"]) for row in needs)
    assert {row["tier"] for row in needs} == {"1", "2", "3"}
    column, word = ("assumed_difficult", "yes") if scenario == "cao-bang-2019" else ("kv_2026_2030", "III")
    assert {row["place_id"] for row in needs} == {code for code, row in places.items() if row[column] == word}


@pytest.mark.parametrize("scenario", LARGE)
def test_every_class_of_donor_and_kind_of_condition(scenario: str) -> None:
    donors, lots = table(scenario, "donors"), table(scenario, "lots")
    assert len(donors) >= 20
    assert {row["class"] for row in donors} == CLASSES
    assert any(row["provider_id"] for row in donors)
    assert {row["donor_id"] for row in lots} <= {row["donor_id"] for row in donors}
    assert {row["kind"] for row in lots} == {"goods", "cash", "service"}
    for column in ("places", "exclude_places", "categories", "items", "age_groups", "from_period", "until_period"):
        assert any(row[column] for row in lots), column
    assert any(not row["places"] and not row["exclude_places"] for row in lots)
    assert any(";" in row["places"] for row in lots)
    assert {row["direct"] for row in lots} == {"yes", "no"}
    assert sum(row["quality_ok"] == "no" for row in lots) == 1
    packs = {int(row["pack_size"]) for row in lots if row["kind"] == "goods"}
    assert {20, 30, 48} <= packs
    assert all(int(row["quantity"]) % int(row["pack_size"]) == 0 for row in lots if row["kind"] == "goods")


@pytest.mark.parametrize("scenario", LARGE)
def test_items_cover_the_four_categories(scenario: str) -> None:
    items = table(scenario, "items")
    assert {row["category"] for row in items} == {"medical", "nutrition", "recreation", "warmth"}
    assert {row["item_id"] for row in items if not row["cash_price"]} == {"KHAM", "PHAUTHUAT"}
    assert all(row["cash_price"] in ("", row["value"]) for row in items)
    assert all(row["price_from"] for row in items)


def test_state_meals_of_border_communes_are_entitlements() -> None:
    border = {row["place_id"] for row in table("cao-bang-2026", "places") if row["border_commune"] == "yes"}
    meals = [row for row in table("cao-bang-2026", "needs") if row["item_id"] == "BUATH"]
    at_border = [int(row["entitlement"]) / int(row["quantity"]) for row in meals if row["place_id"] in border]
    elsewhere = [int(row["entitlement"]) / int(row["quantity"]) for row in meals if row["place_id"] not in border]
    assert min(at_border) > 0.95 and max(elsewhere) < 0.6


def test_text_files_are_nfc_with_plain_line_ends() -> None:
    for path in sorted(SCENARIOS.rglob("*")):
        if path.suffix not in (".csv", ".yaml", ".md", ".py"):
            continue
        content = path.read_bytes()
        text = content.decode("utf-8")
        assert b"\r" not in content and content.endswith(b"\n"), path
        assert unicodedata.is_normalized("NFC", text), path


def test_cash_replaces_goods_of_equal_value() -> None:
    text = (SCENARIOS / "cao-bang-2026-cash" / "scenario.yaml").read_text("utf-8")
    lots = {row["lot_id"]: row for row in table("cao-bang-2026", "lots")}
    value = {row["item_id"]: int(row["value"]) for row in table("cao-bang-2026", "items")}
    dropped = re.search(r"lot_id: \[(.+?)\]", text)
    assert dropped is not None
    cash = {lot: int(money) for lot, money in re.findall(r"lot_id: (L\d+)-TIEN, .*?quantity: (\d+)", text)}
    assert sorted(cash) == sorted(dropped[1].split(", "))
    assert cash == {lot: int(lots[lot]["quantity"]) * value[lots[lot]["item_id"]] for lot in cash}


def test_first_steps_adds_up_as_in_its_readme() -> None:
    value = {row["item_id"]: int(row["value"]) for row in table("first-steps", "items")}
    taken = {("MH-B1", "AO", "HK1"): 8, ("MH-B3", "KHAM", "HK1"): 10}
    net: Counter[str] = Counter()
    for row in table("first-steps", "needs"):
        quantity = (
            int(row["quantity"])
            - int(row["entitlement"])
            - taken.get((row["place_id"], row["item_id"], row["period_id"]), 0)
        )
        net[row["place_id"]] += quantity * value[row["item_id"]]
    assert net == dict.fromkeys(("MH-A1", "MH-A2", "MH-A3", "MH-B1", "MH-B2", "MH-B3"), 20_000_000)
    unused = 10 * value["CHAN"]
    assert supply_value("first-steps") - unused == 70_500_000
    assert sum(net.values()) - 70_500_000 == 49_500_000
