"""Loading: everything typed and complete, or every problem at once."""

# ruff: noqa: E501 (tables of cases)
from __future__ import annotations

import hashlib
import math
from pathlib import Path

import pytest
from small_scenario import TABLES, Write

from allocator.scenario.load import load
from allocator.tables.problems import InputErrors, InputProblem


def problems_of(folder: Path) -> list[InputProblem]:
    with pytest.raises(InputErrors) as caught:
        load(folder)
    return list(caught.value.problems)


def found(folder: Path) -> set[tuple[str, str, int | None, str | None]]:
    return {(each.code, each.source, each.row, each.column) for each in problems_of(folder)}


def test_a_good_scenario_is_typed_and_complete(write: Write) -> None:
    folder = write()
    inputs = load(folder / "scenario.yaml")
    tables = inputs.tables
    assert inputs.config.name == "Thử" and inputs.config.fairness == "leximin" and not inputs.findings
    assert tables.needs["place_id"].tolist() == ["01", "02"]
    assert tables.needs["quantity"].tolist() == [120, 30.5] and tables.needs["row"].tolist() == [2, 3]
    assert tables.items["cash_price"].tolist() == [250000, 10000]
    assert tables.items["divisible"].tolist() == [False, True]
    assert tables.donors["donor_id"].tolist() == ["D1", "D2"] and tables.lots["provider_id"].tolist() == ["D1", "D2"]
    assert tables.age_groups["age_group_id"].tolist() == ["A1"] and tables.periods["period_id"].tolist() == ["2020"]
    assert {each.name for each in inputs.files} == set(TABLES)
    assert all(each.sha256 == hashlib.sha256(each.path.read_bytes()).hexdigest() for each in inputs.files)


def test_blank_and_absent_cash_prices_differ(write: Write) -> None:
    tables = load(
        write({"items.csv": "item_id,category,value,cash_price,divisible\nao,warmth,9,,\nsua,n,8,7,yes\n"})
    ).tables
    assert math.isnan(tables.items["cash_price"][0]) and tables.items["cash_price"][1] == 7


def test_only_three_tables_are_needed(write: Write) -> None:
    tables = load(write({"places.csv": None})).tables
    assert tables.places["place_id"].tolist() == ["01", "02"] and tables.places["row"].tolist() == [0, 0]
    needs = "place_id,item_id,quantity\n01,ao,1\n02,sua,1\n"
    assert load(write({"needs.csv": needs})).tables.periods["period_id"].tolist() == ["all"]


def test_providers_come_from_lot_then_donor_then_itself(write: Write) -> None:
    lots = (
        "lot_id,donor_id,kind,quantity,item_id,provider_id\nL1,D1,goods,1,ao,P9\nL2,D1,goods,1,ao,\nL3,D2,goods,1,ao,\n"
    )
    tables = load(write({"lots.csv": lots, "donors.csv": "donor_id,provider_id\nD1,P1\nD2,\n"})).tables
    assert tables.lots["provider_id"].tolist() == ["P9", "P1", "D2"]


def test_every_problem_of_every_file_is_reported_at_once(write: Write) -> None:
    folder = write(
        {
            "scenario.yaml": "nam: x\nunit_level: comune\nexpect: [cover >= 1]\n",
            "places.csv": "place_id,name,level,parent_id\nT,Tỉnh,province,\n01,A,commune,03\n02,B,commune,T\n03,C,commune,01\n",
            "items.csv": "item_id,category,value\nao,warmth,1.234\nsua,nutrition,x\n",
            "lots.csv": "lot_id,donor_id,kind,quantity,item_id,places\nL1,D1,goods,-1,,1\nL1,D2,cash,5,ao,02\n",
            "needs.csv": "place_id,item_id,quantity,age_group_id,period_id\n99,ao,1.5,A1,\n02,su,3,,2020\n02,su,3,,2020\n",
        }
    )
    assert found(folder) >= {
        ("setting-unknown-near", "scenario.yaml", 1, "nam"),
        ("unit-level-unknown-near", "scenario.yaml", 2, "unit_level"),
        ("expect-measure", "scenario.yaml", 3, "expect[1]"),
        ("place-cycle", "places.csv", 3, "parent_id"),
        ("number-ambiguous", "items.csv", 2, "value"),
        ("number-bad", "items.csv", 3, "value"),
        ("number-negative", "lots.csv", 2, "quantity"),
        ("lot-item-missing", "lots.csv", 2, "item_id"),
        ("lot-item-cash", "lots.csv", 3, "item_id"),
        ("id-unknown-zeros", "lots.csv", 2, "places"),
        ("key-duplicate", "lots.csv", 3, "lot_id"),
        ("id-unknown", "needs.csv", 2, "place_id"),
        ("quantity-not-whole", "needs.csv", 2, "quantity"),
        ("id-unknown-near", "needs.csv", 3, "item_id"),
        ("key-duplicate", "needs.csv", 4, "place_id"),
    }


def test_an_unreadable_table_raises_no_false_alarms(write: Write) -> None:
    assert found(write({"items.csv": "item_id\n"})) == {
        ("column-missing", "items.csv", 1, "category"),
        ("table-empty", "items.csv", None, None),
    }
    assert found(write({"needs.csv": "\n"})) == {("header-missing", "needs.csv", 1, None)}


def test_missing_tables_are_named(write: Write) -> None:
    problems = problems_of(write({"items.csv": None, "needs.csv": None, "lots.csv": None}))
    assert [(each.code, each.values["table"]) for each in problems] == [
        ("table-missing", "items"), ("table-missing", "lots"), ("table-missing", "needs"),
    ]  # fmt: skip


def test_a_missing_scenario_suggests_its_neighbour(write: Write) -> None:
    folder = write(name="cao-bang")
    assert [each.code for each in problems_of(folder.parent / "cao-bng")] == ["scenario-missing-near"]
    assert [each.code for each in problems_of(folder.parent / "xyz" / "q")] == ["scenario-missing"]


@pytest.mark.parametrize(
    ("files", "column"),
    [
        ({"successions.csv": "old_place_id,new_place_id\n1,01\n"}, "old_place_id"),
    ],
)
def test_what_cannot_be_done_yet_is_refused(write: Write, files: dict[str, str | None], column: str) -> None:
    assert {(each.code, each.column) for each in problems_of(write(files))} == {("unsupported", column)}


def test_headers_of_the_reader_are_shown(write: Write) -> None:
    needs = "xã;mặt hàng;số lượng\n01;ao;nhiều\n01;áo;4\n"
    shown = {(each.column, each.header) for each in problems_of(write({"needs.csv": needs}))}
    assert shown == {("quantity", "số lượng"), ("item_id", "mặt hàng")}


def test_slips_of_the_pen_are_warnings(write: Write) -> None:
    many = (
        "place_id,item_id,quantity,period_id\n"
        + "".join(f"01,ao,{10 + at},p{at}\n" for at in range(9))
        + "02,ao,99999,p0\n"
    )
    assert [(each.code, each.row) for each in load(write({"needs.csv": many})).findings] == [("need-outlier", 11)]
    lots = "lot_id,donor_id,kind,quantity,item_id,pack_size\nL1,D1,goods,999999999,ao,\nL2,D1,goods,5,ao,10\n"
    codes = {each.code for each in load(write({"lots.csv": lots})).findings}
    assert codes == {"lot-outlier", "pack-above-lot"}


def test_windows_and_ranges(write: Write) -> None:
    folder = write(
        {
            "periods.csv": "period_id,start,end\n2020,2020-01-01,2020-12-31\n2019,2019-01-01,2018-01-01\n",
            "age_groups.csv": "age_group_id,min_age,max_age\nA1,5,3\n",
            "lots.csv": "lot_id,donor_id,kind,quantity,from_period,until_period\nL1,D1,cash,5,2020,2019\n",
        }
    )
    assert {each.code for each in problems_of(folder)} == {
        "range-dates",
        "range-ages",
        "range-periods",
        "periods-order",
    }


def test_marks_beside_blanks_where_blank_means_yes(write: Write) -> None:
    lots = "lot_id,donor_id,kind,quantity,quality_ok\nL1,D1,cash,5,x\nL2,D1,cash,5,\n"
    assert [(each.code, each.row) for each in problems_of(write({"lots.csv": lots}))] == [("flag-crosses", 2)]
