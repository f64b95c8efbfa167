"""Netting: entitlements, the ledger and direct gifts, by hand and against a plain re-telling of the contract."""

from __future__ import annotations

from math import floor

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from allocator.tables.tables import Tables
from allocator.verify import verify
from tests.verify.building import Row, lines, world

PLACES: list[Row] = [
    {"place_id": "P", "name": "P", "level": "province"},
    {"place_id": "C1", "name": "C1", "level": "commune", "parent_id": "P"},
    {"place_id": "C2", "name": "C2", "level": "commune", "parent_id": "P"},
]
ITEMS: list[Row] = [
    {"item_id": "jacket", "category": "warmth", "value": 10.0, "cash_price": 12.0},
    {"item_id": "rice", "category": "nutrition", "value": 1.0, "divisible": True},
    {"item_id": "toy", "category": "recreation", "value": 3.0, "cash_price": np.nan},
]
PERIODS: list[Row] = [
    {"period_id": "T1", "start": "2020-01-01", "end": "2020-03-31"},
    {"period_id": "T2", "start": "2020-04-01", "end": "2020-06-30"},
]
IDS = ("place_id", "item_id", "age_group_id", "period_id")


def build(needs: list[Row], ledger: list[Row], lots: list[Row]) -> Tables:
    idle: Row = {"lot_id": "idle", "donor_id": "N", "kind": "cash", "quantity": 0.0}
    return world(
        places=PLACES,
        items=ITEMS,
        age_groups=[{"age_group_id": "A1"}, {"age_group_id": "A2"}, {"age_group_id": "A3"}],
        periods=PERIODS,
        needs=needs,
        ledger=ledger,
        lots=[idle, *lots],
    )


def netted(tables: Tables, column: str) -> list[float]:
    """``column`` of each need, in the order of the needs table."""
    cells = verify(tables, None, lines(tables, [("idle", "P", "rice", "", "", 0.0)]).iloc[:0]).cells
    right = tables.needs[list(IDS)].merge(cells, on=list(IDS), how="left")
    return [float(value) for value in right[column].tolist()]


def need(place: str, item: str, quantity: float, age: str = "", period: str = "", **more: object) -> Row:
    return {"place_id": place, "item_id": item, "age_group_id": age, "period_id": period, "quantity": quantity, **more}


def test_entitlement_is_taken_off_and_net_is_never_negative() -> None:
    tables = build([need("C1", "rice", 5, entitlement=2.0), need("C2", "rice", 5, entitlement=9.0)], [], [])
    assert netted(tables, "net") == [3, 0]


def test_one_cell_records_the_whole_delivery() -> None:
    tables = build([need("C1", "jacket", 5, "A1", "T1")], [need("C1", "jacket", 8, "A1", "T1")], [])
    assert (netted(tables, "ledger"), netted(tables, "net")) == ([8], [0])


@pytest.mark.parametrize(
    ("delivered", "assessed", "counted"),
    [
        ("2020-02-01", "2020-01-15", 4),
        ("2020-02-01", "2020-02-01", 4),
        ("2020-02-01", "2020-02-02", 0),
        (None, "2020-02-02", 4),
        ("2020-02-01", None, 4),
    ],
)
def test_an_assessment_has_seen_what_came_before(delivered: str | None, assessed: str | None, counted: float) -> None:
    tables = build(
        [need("C1", "jacket", 9, "A1", "T1", assessed_on=assessed)],
        [need("C1", "jacket", 4, "A1", delivered_on=delivered)],
        [],
    )
    assert netted(tables, "ledger") == [counted]


def test_the_day_of_delivery_names_the_period() -> None:
    needs = [need("C1", "jacket", 9, "A1", "T1"), need("C1", "jacket", 9, "A1", "T2")]
    assert netted(build(needs, [need("C1", "jacket", 4, "A1", delivered_on="2020-06-30")], []), "ledger") == [0, 4]
    # A stated period wins over the day; a day in no period counts towards all.
    stated = need("C1", "jacket", 4, "A1", "T1", delivered_on="2020-06-30")
    assert netted(build(needs, [stated], []), "ledger") == [4, 0]
    assert netted(build(needs, [need("C1", "jacket", 4, "A1", delivered_on="2021-01-01")], []), "ledger") == [2, 2]


def test_any_time_matches_every_period_and_not_by_age_only_unaged_rows() -> None:
    needs = [need("C1", "jacket", 9, "A1"), need("C1", "jacket", 9)]
    assert netted(build(needs, [need("C1", "jacket", 4, "A1", "T2")], []), "ledger") == [4, 0]
    assert netted(build(needs, [need("C1", "jacket", 4, "", "T2")], []), "ledger") == [2, 2]


def test_age_groups_share_by_largest_remainder() -> None:
    needs = [need("C1", "jacket", 5, "A1"), need("C1", "jacket", 3, "A2"), need("C1", "jacket", 2, "A3")]
    # 4 of 10: 2.0, 1.2, 0.8.
    assert netted(build(needs, [need("C1", "jacket", 4)], []), "ledger") == [2, 1, 1]
    # Equal remainders go in canonical order.
    equal = [need("C1", "jacket", 1, age) for age in ("A3", "A2", "A1")]
    assert netted(build(equal, [need("C1", "jacket", 2)], []), "ledger") == [0, 1, 1]


def test_what_can_be_divided_is_shared_exactly() -> None:
    needs = [need("C1", "rice", 5, "A1"), need("C1", "rice", 3, "A2"), need("C1", "rice", 2, "A3")]
    assert netted(build(needs, [need("C1", "rice", 4)], []), "ledger") == pytest.approx([2, 1.2, 0.8])


def test_a_delivery_above_reaches_the_places_below_and_not_beside() -> None:
    needs = [need("C1", "jacket", 6), need("C2", "jacket", 2)]
    assert netted(build(needs, [need("P", "jacket", 4)], []), "ledger") == [3, 1]
    assert netted(build(needs, [need("C1", "jacket", 4)], []), "ledger") == [4, 0]
    # A need above is not met by what went below.
    assert netted(build([need("P", "jacket", 6)], [need("C1", "jacket", 4)], []), "ledger") == [0]


def test_rows_of_one_cell_go_first_and_nothing_counts_where_nothing_is_needed() -> None:
    needs = [need("C1", "jacket", 4), need("C2", "jacket", 4)]
    wide, narrow = need("P", "jacket", 4), need("C1", "jacket", 4)
    assert netted(build(needs, [wide, narrow], []), "ledger") == [4, 4]
    assert netted(build(needs, [wide, wide, wide], []), "ledger") == [4, 4]


def lot(kind: str, quantity: float, **more: object) -> Row:
    return {"lot_id": "D", "donor_id": "N", "kind": kind, "quantity": quantity, "direct": True, **more}


def test_direct_goods_follow_their_earmark_after_the_ledger() -> None:
    needs = [
        need("C1", "jacket", 6, "A1", "T1"),
        need("C2", "jacket", 6, "A1", "T1"),
        need("C2", "jacket", 6, "A2", "T2"),
    ]
    ledger = [need("C1", "jacket", 4, "A1", "T1")]
    goods = lot("goods", 4, item_id="jacket", age_groups="A1")
    assert netted(build(needs, ledger, [goods]), "direct") == [1, 3, 0]
    assert netted(build(needs, ledger, [goods]), "net") == [1, 3, 6]
    assert netted(build(needs, [], [{**goods, "exclude_places": "C2"}]), "direct") == [4, 0, 0]
    assert netted(build(needs, [], [lot("goods", 9, item_id="jacket", from_period="T2")]), "direct") == [0, 0, 9]
    assert netted(build(needs, [], [{**goods, "quality_ok": False}]), "direct") == [0, 0, 0]
    assert netted(build(needs, [], [{**goods, "direct": False}]), "direct") == [0, 0, 0]


def test_a_direct_service_counts_for_every_period_of_its_window() -> None:
    needs = [need("C1", "toy", 6, "", "T1"), need("C1", "toy", 6, "", "T2")]
    assert netted(build(needs, [], [lot("service", 2, item_id="toy")]), "direct") == [2, 2]
    first = lot("service", 2, item_id="toy", until_period="T1")
    assert netted(build(needs, [], [first]), "direct") == [2, 0]


def test_direct_cash_buys_at_the_cash_price_what_can_be_bought() -> None:
    needs = [need("C1", "jacket", 5), need("C2", "rice", 60), need("C2", "toy", 4)]
    # 120 buys everything still needed (5 x 12 + 60 x 1); 60 half of it, where jackets are whole.
    assert netted(build(needs, [], [lot("cash", 500)]), "direct") == [5, 60, 0]
    assert netted(build(needs, [], [lot("cash", 60)]), "direct") == [2, 30, 0]
    assert netted(build(needs, [], [lot("cash", 60, categories="nutrition")]), "direct") == [0, 60, 0]


def test_narrow_direct_lots_go_before_wide_ones() -> None:
    needs = [need("C1", "jacket", 4), need("C2", "jacket", 4)]
    wide = lot("goods", 4, item_id="jacket", lot_id="D1")
    narrow = lot("goods", 4, item_id="jacket", lot_id="D2", places="C1")
    assert netted(build(needs, [], [wide | {"lot_id": "D1"}, narrow | {"lot_id": "D2"}]), "direct") == [4, 4]


PLACE = st.sampled_from(["P", "C1", "C2"])
AGE = st.sampled_from(["", "A1", "A2"])
PERIOD = st.sampled_from(["", "T1", "T2"])
DAY = st.sampled_from([None, "2020-02-01", "2020-05-01", "2020-12-01"])


@st.composite
def rows(draw: st.DrawFn, day: str) -> Row:
    item = draw(st.sampled_from(["jacket", "rice"]))
    quantity = float(draw(st.integers(0, 12)))
    return need(draw(PLACE), item, quantity, draw(AGE), draw(PERIOD), **{day: draw(DAY)})


def plain(needs: list[Row], ledger: list[Row]) -> list[float]:
    """The ledger of each need, told cell by cell."""
    canonical = sorted(range(len(needs)), key=lambda n: _canonical(needs[n]))
    counted = [0.0] * len(needs)
    matches = [[n for n in canonical if _counts(row, needs[n])] for row in ledger]
    for row, cells in zip(ledger, matches, strict=True):
        if len(cells) == 1:
            counted[cells[0]] += float(str(row["quantity"]))
    several = [(row, cells) for row, cells in zip(ledger, matches, strict=True) if len(cells) > 1]
    for row, cells in sorted(several, key=lambda pair: _turn(pair[0], len(pair[1]))):
        left = [max(0.0, float(str(needs[n]["quantity"])) - counted[n]) for n in cells]
        for n, share in zip(cells, _shares(float(str(row["quantity"])), left, row["item_id"] == "rice"), strict=True):
            counted[n] += share
    return counted


def _canonical(row: Row) -> tuple[object, ...]:
    return (["P", "C1", "C2"].index(str(row["place_id"])), row["item_id"], *((row[k] == "", row[k]) for k in IDS[2:]))


def _turn(row: Row, count: int) -> tuple[object, ...]:
    day = row["delivered_on"]
    return (count, *(row[k] for k in IDS), day is None, str(day), row["quantity"])


def _counts(row: Row, cell: Row) -> bool:
    day, seen = row["delivered_on"], cell["assessed_on"]
    period = row["period_id"] or {"2020-02-01": "T1", "2020-05-01": "T2"}.get(str(day), "")
    return (
        row["item_id"] == cell["item_id"]
        and row["place_id"] in ("P", cell["place_id"])
        and row["age_group_id"] in ("", cell["age_group_id"])
        and (period in ("", cell["period_id"]) or cell["period_id"] == "")
        and not (day and seen and str(seen) > str(day))
    )


def _shares(quantity: float, left: list[float], divisible: bool) -> list[float]:
    total = sum(left)
    if quantity >= total:
        return left
    if divisible:
        return [part * quantity / total for part in left]
    shares = [float(floor(part * quantity / total)) for part in left]
    # Remainders as whole numbers (of parts of the total), so that equal ones are equal.
    order = sorted(range(len(left)), key=lambda n: (-(left[n] * quantity % total), n))
    for n in order[: int(quantity - sum(shares))]:
        shares[n] += 1
    return shares


@settings(max_examples=150)
@given(
    needs=st.lists(rows("assessed_on"), min_size=1, max_size=10, unique_by=lambda row: tuple(row[k] for k in IDS)),
    ledger=st.lists(rows("delivered_on"), max_size=6),
)
def test_the_ledger_agrees_with_a_plain_telling(needs: list[Row], ledger: list[Row]) -> None:
    tables = build(needs, ledger, [])
    assert netted(tables, "ledger") == pytest.approx(plain(needs, ledger))


def test_many_ledger_rows_are_counted_in_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    needs = [need("C1", "rice", 100, age) for age in ("A1", "A2")]
    ledger = [need("C1", "rice", 1, "A1") for _ in range(20)]
    whole = netted(build(needs, ledger, []), "ledger")
    monkeypatch.setattr("allocator.verify.matching.BLOCK", 3)
    assert netted(build(needs, ledger, []), "ledger") == whole == [20, 0]
    assert isinstance(whole, list) and pd.Series(whole).notna().all()
