"""Lines that trade places: fewer links, while every cell gets and every giver gives what it did."""

import time

import numpy as np
import pytest
from boards import board_and_lines, links, totals, violations
from instances import Settings, random_tables, tables
from plan_folders import SCENARIOS

from allocator.problem.build import build
from allocator.scenario.load import load
from allocator.solve.overlap.givers import GiverLines
from allocator.solve.overlap.trade import traded

LONG = 600.0


def packs_and_singles():
    """Two communes with 10 coats and 10 blankets each. A has coats in one pack and single blankets, B the reverse."""
    items = [{"item_id": item, "category": "warmth", "divisible": False} for item in ("blanket", "coat")]
    places = [{"place_id": name, "name": name, "level": "commune"} for name in ("C1", "C2")]
    packed = {("A", "coat"), ("B", "blanket")}
    lots = [
        {"lot_id": d + i, "donor_id": d, "kind": "goods", "item_id": i, "quantity": 10.0}
        | ({"pack_size": 10.0} if (d, i) in packed else {})
        for d in ("A", "B")
        for i in ("blanket", "coat")
    ]
    needs = [{"place_id": c, "item_id": i, "quantity": 10.0} for c in ("C1", "C2") for i in ("blanket", "coat")]
    made = tables(places=places, items=items, lots=lots, needs=needs)
    return made, build(made, Settings())


def mixed_up(board):
    """A's coats and B's blankets in the first commune, the others in the second."""
    needs, givers = board.problem.needs, board.givers
    packed, item = givers.step > 1, board.pools.item[givers.pool]
    cell = [
        int(np.flatnonzero((needs.item == of) & (needs.place == (0 if pack else 1)))[0])
        for of, pack in zip(item.tolist(), packed.tolist(), strict=True)
    ]
    order = np.lexsort((np.arange(len(cell)), cell))
    return GiverLines(order, np.array(cell)[order], np.where(packed, 1, 10)[order])


def test_a_pack_trades_with_single_things():
    made, problem = packs_and_singles()
    board, _ = board_and_lines(problem)
    meeting = mixed_up(board)
    assert len(links(board, meeting)) == 4
    after, timed = traded(board, meeting, time.perf_counter() + LONG)
    assert not timed
    assert len(links(board, after)) == 2
    assert violations(made, board, after) == []


@pytest.mark.parametrize("seed", range(30))
def test_cells_and_givers_keep_what_they_have(seed):
    made = random_tables(seed, whole=seed % 3 > 0, history=seed % 2 == 0)
    board, before = board_and_lines(build(made, Settings()))
    after, timed = traded(board, before, time.perf_counter() + LONG)
    assert not timed
    assert len(links(board, after)) <= len(links(board, before))
    assert totals(board, after, after.cell) == totals(board, before, before.cell)
    assert totals(board, after, after.giver) == totals(board, before, before.giver)
    assert violations(made, board, after) == []
    again, _ = traded(board, before, time.perf_counter() + LONG)
    assert (again.giver == after.giver).all() and (again.cell == after.cell).all()


def test_without_time_nothing_is_changed():
    board, before = board_and_lines(build(random_tables(3, whole=True), Settings()))
    after, timed = traded(board, before, time.perf_counter() - 1.0)
    assert timed and after is before


def test_a_province_has_fewer_links():
    inputs = load(SCENARIOS / "cao-bang-2026")
    board, before = board_and_lines(build(inputs.tables, inputs.config))
    after = traded(board, before, time.perf_counter() + LONG)[0]
    assert len(links(board, after)) < 0.97 * len(links(board, before))
    assert totals(board, after, after.cell) == totals(board, before, before.cell)
    assert totals(board, after, after.giver) == totals(board, before, before.giver)
    assert violations(inputs.tables, board, after) == []
