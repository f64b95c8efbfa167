"""Plans as they are before anything is done about overlap, as boards and givers' lines."""

import numpy as np

from allocator.network.hubs import build_network
from allocator.plan.assemble import allocation_frame
from allocator.plan.deliveries import plain_deliveries
from allocator.problem.problem import Problem
from allocator.solve.attribution import attribute
from allocator.solve.fractional import solve_fair
from allocator.solve.overlap.board import Board, make_board
from allocator.solve.overlap.givers import GiverLines, giver_lines, lot_lines, make_givers
from allocator.solve.whole import whole_plan
from allocator.verify import verify


def board_and_lines(problem: Problem) -> tuple[Board, GiverLines]:
    network = build_network(problem)
    givers = make_givers(problem, network.pools)
    nothing = np.zeros(len(problem.units)), np.zeros(len(np.unique(problem.needs.tier)))
    plan = attribute(problem, network.pools, whole_plan(problem, network, solve_fair(problem, network)))
    return make_board(problem, network.pools, givers, *nothing), giver_lines(problem, network.pools, givers, plan)


def links(board: Board, lines: GiverLines) -> set[tuple[int, int]]:
    """Provider and group of every line."""
    return {*zip(board.givers.provider[lines.giver].tolist(), board.group[lines.cell].tolist(), strict=True)}


def totals(board: Board, lines: GiverLines, of: np.ndarray) -> dict[tuple[int, int], float]:
    """Quantity of each item by giver or by cell, whichever ``of`` is of the lines."""
    quantity = lines.steps * board.step(lines.giver, lines.cell)
    found: dict[tuple[int, int], float] = {}
    for who, item, amount in zip(of.tolist(), board.problem.needs.item[lines.cell].tolist(), quantity, strict=True):
        found[who, item] = round(found.get((who, item), 0.0) + float(amount), 6)
    return found


def violations(tables, board: Board, lines: GiverLines) -> list[str]:
    """What the independent check finds wrong with ``lines``."""
    plan = lot_lines(board.problem, board.pools, board.givers, lines)
    frame = allocation_frame(board.problem, plain_deliveries(board.problem, plan.lot, plan.cell, plan.quantity))
    return [each.message for each in verify(tables, "commune", frame).violations]
