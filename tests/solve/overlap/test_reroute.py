"""Other givers, the same amounts: fewer links, while every cell and every giver keeps what it has of each kind."""

import numpy as np
import pytest
from instances import Settings, random_tables, tables

from allocator.network.hubs import build_network
from allocator.plan.assemble import allocation_frame
from allocator.plan.deliveries import plain_deliveries
from allocator.problem.build import build
from allocator.solve.attribution import attribute
from allocator.solve.fractional import solve_fair
from allocator.solve.overlap.board import make_board
from allocator.solve.overlap.givers import GiverLines, giver_lines, lot_lines, make_givers
from allocator.solve.overlap.reroute import reroute
from allocator.solve.whole import whole_plan
from allocator.verify import verify


def ground(problem):
    """The board of a problem, and the lines of its plan before anything is done about overlap."""
    network = build_network(problem)
    givers = make_givers(problem, network.pools)
    board = make_board(problem, network.pools, givers, np.zeros(len(problem.units)), np.zeros(9))
    plan = attribute(problem, network.pools, whole_plan(problem, network, solve_fair(problem, network)))
    return board, giver_lines(problem, network.pools, givers, plan)


def links(board, lines):
    return {*zip(board.givers.provider[lines.giver].tolist(), board.group[lines.cell].tolist(), strict=True)}


def totals(board, lines, of):
    """Steps by whom or where, item and size of a step."""
    item, size = board.problem.needs.item[lines.cell], board.step(lines.giver, lines.cell)
    found = {}
    for *key, steps in zip(of.tolist(), item.tolist(), size.tolist(), lines.steps.tolist(), strict=True):
        found[tuple(key)] = found.get(tuple(key), 0) + steps
    return found


@pytest.mark.parametrize("seed", range(60))
def test_cells_and_givers_keep_what_they_have(seed):
    made = random_tables(seed, whole=seed % 3 > 0, history=seed % 2 == 0)
    problem = build(made, Settings())
    board, before = ground(problem)
    after = reroute(board, before)
    assert links(board, after) <= links(board, before)
    assert totals(board, after, after.cell) == totals(board, before, before.cell)
    assert totals(board, after, after.giver) == totals(board, before, before.giver)
    plan = lot_lines(problem, board.pools, board.givers, after)
    frame = allocation_frame(problem, plain_deliveries(problem, plan.lot, plan.cell, plan.quantity))
    assert verify(made, "commune", frame).violations == ()


def test_two_that_meet_in_two_communes_need_not():
    coat, places = {"item_id": "coat", "category": "warmth", "divisible": False}, ("C1", "C2")
    made = tables(
        places=[{"place_id": name, "name": name, "level": "commune"} for name in places],
        items=[coat],
        lots=[{"lot_id": d, "donor_id": d, "kind": "goods", "item_id": "coat", "quantity": 10.0} for d in ("A", "B")],
        needs=[{"place_id": name, "item_id": "coat", "quantity": 10.0} for name in places],
    )
    board, _ = ground(build(made, Settings()))
    meeting = GiverLines(np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1]), np.array([6, 4, 4, 6]))
    assert len(links(board, reroute(board, meeting))) == 2


def test_a_plan_without_lines():
    board, lines = ground(build(random_tables(1), Settings()))
    none = GiverLines(*(np.zeros(0, dtype=np.int64) for _ in range(3)))
    assert len(lines.giver) and reroute(board, none) is none
