"""Findings that need the earmarks resolved: lots that fit no need, needs that no lot may serve."""

from __future__ import annotations

import numpy as np

from allocator.language import N_, tr
from allocator.network.hubs import HubNetwork, build_network
from allocator.problem.problem import Bools, Ints, Problem
from allocator.tables.problems import InputProblem
from allocator.tables.tables import Tables

CLAUSES = {
    "item": N_("items"),
    "age": N_("age groups"),
    "period": N_("periods"),
    "place": N_("places"),
    "together": N_("places, items, age groups and periods together"),
}


def earmark_warnings(problem: Problem, tables: Tables) -> list[InputProblem]:
    """One warning a lot or need, each with its row."""
    return [*_idle_lots(problem, tables), *_unreachable_needs(problem, build_network(problem), tables)]


def _idle_lots(problem: Problem, tables: Tables) -> list[InputProblem]:
    needs, lots = problem.needs, problem.lots
    asked = np.flatnonzero(needs.quantity > 0)
    place, atoms, atom = needs.place[asked], *_atoms(problem, asked)
    size = len(problem.places.ids)
    occupied = np.sort(atom * size + place)
    found = []
    frame = tables.lots
    for lot in np.flatnonzero((lots.quantity > 0) & (lots.usable | lots.direct)).tolist():
        item, age, period = lots.items[lot][atoms[0]], lots.ages[lot][atoms[1]], lots.periods[lot][atoms[2]]
        inside = _inside(problem, lots.tops[lot], np.flatnonzero(item & age & period), occupied)
        if inside:
            continue
        row = frame.iloc[lots.record[lot]]
        clause = next(
            (name for name, mask in (("item", item), ("age", age), ("period", period)) if not mask.any()),
            "together" if _inside(problem, lots.tops[lot], np.arange(len(item)), occupied) else "place",
        )
        found.append(
            InputProblem(
                "lot-matches-no-need",
                source=str(row["source"]),
                row=int(row["row"]),
                column="lot_id",
                found=lots.ids[lot],
                values={"lot_id": lots.ids[lot], "clause": tr(CLAUSES[clause])},
            )
        )
    return found


def _atoms(problem: Problem, cells: Ints) -> tuple[tuple[Ints, Ints, Ints], Ints]:
    """Distinct (item, age group, period) of the cells, and which of them each cell is."""
    needs = problem.needs
    keys = np.stack([needs.item[cells], needs.age[cells], needs.period[cells]], axis=1).reshape(-1, 3)
    distinct, which = np.unique(keys, axis=0, return_inverse=True)
    return (distinct[:, 0], distinct[:, 1], distinct[:, 2]), which.ravel()


def _inside(problem: Problem, tops: Ints, atoms: Ints, occupied: Ints) -> bool:
    """Whether any cell of the atoms lies in the tree parts."""
    size = len(problem.places.ids)
    first = tops % size
    last = np.where(tops < size, problem.places.end[first], first + 1)
    start = atoms[:, None] * size
    hits: Bools = np.searchsorted(occupied, start + last) > np.searchsorted(occupied, start + first)
    return bool(hits.any())


def _unreachable_needs(problem: Problem, network: HubNetwork, tables: Tables) -> list[InputProblem]:
    needs, frame = problem.needs, tables.needs
    cells = np.flatnonzero((network.cell_hub < 0) & (needs.net > 0))
    rows = frame.iloc[needs.record[cells]].sort_values("row", kind="stable")
    columns = ["source", "row", "place_id", "item_id", "age_group_id", "period_id"]
    return [
        InputProblem(
            "need-unreachable",
            source=str(source),
            row=int(row),
            column="item_id",
            found=str(item),
            values={"place_id": place, "item_id": item, "age_group_id": age or "–", "period_id": period or "–"},
        )
        for source, row, place, item, age, period in zip(*(rows[column] for column in columns), strict=True)
    ]
