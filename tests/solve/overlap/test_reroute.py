"""Other givers, the same amounts: fewer links, while every cell and every giver keeps what it has of each kind."""

import numpy as np
import pytest
from boards import board_and_lines, links, totals, violations
from instances import Settings, random_tables, tables
from plan_folders import SCENARIOS

from allocator.problem.build import build
from allocator.scenario.load import load
from allocator.solve.overlap.givers import GiverLines
from allocator.solve.overlap.reroute import reroute


@pytest.mark.parametrize("seed", range(30))
def test_cells_and_givers_keep_what_they_have(seed):
    made = random_tables(seed, whole=seed % 3 > 0, history=seed % 2 == 0)
    board, before = board_and_lines(build(made, Settings()))
    after = reroute(board, before)
    assert links(board, after) <= links(board, before)
    assert totals(board, after, after.cell) == totals(board, before, before.cell)
    assert totals(board, after, after.giver) == totals(board, before, before.giver)
    assert violations(made, board, after) == []


def test_two_that_meet_in_two_communes_need_not():
    coat, places = {"item_id": "coat", "category": "warmth", "divisible": False}, ("C1", "C2")
    made = tables(
        places=[{"place_id": name, "name": name, "level": "commune"} for name in places],
        items=[coat],
        lots=[{"lot_id": d, "donor_id": d, "kind": "goods", "item_id": "coat", "quantity": 10.0} for d in ("A", "B")],
        needs=[{"place_id": name, "item_id": "coat", "quantity": 10.0} for name in places],
    )
    board, _ = board_and_lines(build(made, Settings()))
    meeting = GiverLines(np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1]), np.array([6, 4, 4, 6]))
    assert len(links(board, meeting)) == 4
    assert len(links(board, reroute(board, meeting))) == 2


def test_a_plan_without_lines():
    board, lines = board_and_lines(build(random_tables(1), Settings()))
    none = GiverLines(*(np.zeros(0, dtype=np.int64) for _ in range(3)))
    assert len(lines.giver) and reroute(board, none) is none


def test_a_province_has_fewer_links():
    inputs = load(SCENARIOS / "cao-bang-2026")
    board, before = board_and_lines(build(inputs.tables, inputs.config))
    after = reroute(board, before)
    assert len(links(board, after)) < 0.97 * len(links(board, before))
    assert totals(board, after, after.cell) == totals(board, before, before.cell)
    assert totals(board, after, after.giver) == totals(board, before, before.giver)
    assert violations(inputs.tables, board, after) == []
