"""Overrides change what they name, and nothing silently."""

# ruff: noqa: E501 (tables of cases)
from __future__ import annotations

from pathlib import Path

import pytest
from small_scenario import Write

from allocator.scenario.load import Inputs, load
from allocator.tables.problems import InputErrors


def with_override(write: Write, *overrides: str) -> Inputs:
    text = "name: v\noverrides:\n" + "".join(f"  - {each}\n" for each in overrides)
    return load(write({"scenario.yaml": text}))


def codes(write: Write, *overrides: str) -> list[tuple[str, int | None]]:
    with pytest.raises(InputErrors) as caught:
        with_override(write, *overrides)
    return [(each.code, each.row) for each in caught.value.problems]


def test_scale_set_drop_and_add(write: Write) -> None:
    inputs = with_override(
        write,
        "{table: lots, where: {donor_id: D1}, scale: {quantity: 0.5}}",
        "{table: needs, where: {category: warmth}, set: {weight: 2, tier: 3}}",
        "{table: lots, where: {lot_id: [L2, L7]}, drop: true}",
        "{table: lots, add: [{lot_id: L900, donor_id: D90, kind: cash, quantity: 500000000}]}",
    )
    assert inputs.tables.lots["lot_id"].tolist() == ["L1", "L900"]
    assert inputs.tables.lots["quantity"].tolist() == [50, 500000000]
    assert inputs.tables.needs["weight"].tolist() == [2, 1] and inputs.tables.needs["tier"].tolist() == [3, 1]
    assert inputs.tables.lots[["source", "row"]].iloc[1].tolist() == ["scenario.yaml", 6]


def test_where_reads_numbers_as_codes_and_lists_by_member(write: Write) -> None:
    assert (
        with_override(write, "{table: needs, where: {period_id: 2020}, scale: {quantity: 2}}").tables.needs["quantity"][
            1
        ]
        == 61
    )
    assert len(with_override(write, '{table: lots, where: {places: "02"}, drop: true}').tables.lots) == 1


def test_indivisible_items_stay_whole(write: Write) -> None:
    assert with_override(write, "{table: needs, scale: {quantity: 0.3331}}").tables.needs["quantity"].tolist() == [
        40,
        30.5 * 0.3331,
    ]
    assert with_override(write, "{table: lots, scale: {quantity: 0.999}}").tables.lots["quantity"].tolist()[0] == 99


def test_vietnamese_names_work(write: Write) -> None:
    assert (
        with_override(write, "{table: nhu cầu, where: {xã: '01'}, set: {số lượng: 7}}").tables.needs["quantity"][0] == 7
    )


def test_prices_left_out_stay_values_when_an_item_is_added(write: Write) -> None:
    inputs = with_override(write, "{table: items, add: [{item_id: gao, category: nutrition, value: 5, cash_price: 4}]}")
    assert inputs.tables.items["cash_price"].tolist() == [250000, 10000, 4]


@pytest.mark.parametrize(
    ("override", "code"),
    [
        ("{table: lost, drop: true}", "override-table-near"),
        ("{table: ledger, drop: true}", "override-table-absent"),
        ("{table: lots, where: {donor: D1}, drop: true}", "override-column-near"),
        ("{table: lots, where: {donor_id: D9}, drop: true}", "override-no-row"),
        ("{table: lots, where: {donor_id: D1}}", "override-form"),
        ("{table: lots, drop: true, set: {quantity: 1}}", "override-form"),
        ("{table: lots, scale: {donor_id: 2}}", "override-scale-column"),
        ("{table: lots, scale: {quantity: -2}}", "override-scale-factor"),
        ("{table: lots, set: {quantity: -2}}", "number-negative"),
        ("{table: lots, set: {quantity: 500.000}}", "number-ambiguous"),
        ("{table: lots, set: {kind: gift}}", "choice-bad"),
        ("{table: lots, add: [{lot_id: L1, donor_id: D1, kind: cash, quantity: 1}]}", "key-duplicate"),
        ("{table: lots, add: [{lot_id: L9, kind: cash, quantity: 1}]}", "blank"),
        ("{table: lots, where: {lot_id: 007}, drop: true}", "yaml-leading-zero"),
        ("{table: needs, set: {place_id: '77'}}", "id-unknown"),
    ],
)
def test_mistakes_name_their_line(write: Write, override: str, code: str) -> None:
    found = codes(write, override)
    assert code in [each for each, _ in found]
    assert code in ("id-unknown", "key-duplicate") or (code, 3) in found


def test_a_chain_applies_the_base_first(write: Write, tmp_path: Path) -> None:
    write(
        {
            "scenario.yaml": "name: base\nnumbers: en\nexpect: [links <= 1]\nlimits: {seconds: 5}\noverrides:\n  - {table: lots, where: {lot_id: L1}, set: {quantity: 10}}\n"
        },
        "base",
    )
    child = tmp_path / "child"
    child.mkdir()
    (child / "scenario.yaml").write_text(
        "extends: ../base\nlimits: {gap: 0.1}\noverrides:\n  - {table: lots, where: {lot_id: L1}, scale: {quantity: 3}}\n"
    )
    (child / "items.csv").write_text('item_id,category,value,divisible\nao,w,"1,000",\nsua,n,2,1\n')
    inputs = load(child)
    assert inputs.config.name == "child" and inputs.config.numbers == "en" and not inputs.config.expect
    assert (inputs.config.limits.seconds, inputs.config.limits.gap) == (5, 0.1)
    assert inputs.tables.lots["quantity"][0] == 30 and inputs.tables.items["value"].tolist() == [1000, 2]
    assert inputs.tables.needs["source"][0] == "../base/needs.csv"


def test_circles_and_missing_bases(write: Write, tmp_path: Path) -> None:
    write({"scenario.yaml": "extends: ../b\n"}, "a")
    write({"scenario.yaml": "extends: ../a\n"}, "b")
    write({"scenario.yaml": "name: c\nextends: ../nowhere\n"}, "c")
    for name, code, row in (("a", "extends-cycle", 1), ("c", "extends-missing", 2)):
        with pytest.raises(InputErrors) as caught:
            load(tmp_path / name)
        assert [(each.code, each.row) for each in caught.value.problems] == [(code, row)]
