"""``explained``: a finished plan with the causes of its gaps."""

from __future__ import annotations

import time
from dataclasses import replace

import numpy as np
import pandas as pd

from allocator.explain.causes import KINDS, Causes, main_cause
from allocator.explain.cuts import explain_by_cuts
from allocator.explain.near import explain_near
from allocator.explain.resolving import explain_and_confirm, explain_by_solving
from allocator.plan.plan import CAUSE_COLUMNS, Plan
from allocator.problem.problem import Problem
from allocator.solve.routes import by_flow, by_repair, only_earmarks, usual_levels
from allocator.tables.tables import Tables

LEAST_SECONDS = 10.0
"""Explaining may take twice as long as solving took, and at least this."""


def explained(problem: Problem, plan: Plan, tables: Tables | None = None) -> Plan:
    """``plan`` with its ``causes``, and with the main cause of each gap as its reason.

    Problems that flows solve are explained by cuts; others by solving them again without one clause after the other,
    for at most as long as ``problem.effort`` gives the plan itself. ``tables`` are those the problem was built from:
    with them the causes name rows.
    """
    causes = find_causes(problem, plan)
    reasons = plan.unmet.assign(reason=main_cause(problem, causes))
    return replace(plan, unmet=reasons, causes=cause_frame(problem, causes, tables))


def find_causes(problem: Problem, plan: Plan) -> Causes:
    """The causes of what ``plan`` leaves unmet."""
    if by_flow(problem):
        return explain_by_cuts(problem, plan.unmet["unmet"].to_numpy(dtype=float))
    if by_repair(problem):
        return explain_near(problem, plan.unmet["unmet"].to_numpy(dtype=float))
    until = time.perf_counter() + min(problem.effort.seconds, max(LEAST_SECONDS, 2.0 * sum(plan.seconds.values())))
    way = explain_and_confirm if only_earmarks(problem) and usual_levels(problem) else explain_by_solving
    return way(problem, plan, until)


def cause_frame(problem: Problem, causes: Causes, tables: Tables | None) -> pd.DataFrame:
    """``Plan.causes``: a row for each cause of each gap, in the order of the needs.

    ``cause`` is a name of ``KINDS``; ``table`` and ``row`` say where the clause stands, ``unit`` who gets what fits,
    ``reviewer`` whose decision it is.
    """
    needs, cell = problem.needs, causes.cell
    value = problem.items.value[needs.item[cell]]
    decided = np.where(np.array(causes.table, dtype=object) == "decisions", causes.at, -1)
    return pd.DataFrame(
        {
            "place_id": _names(problem.places.ids, needs.place[cell]),
            "item_id": _names(problem.items.ids, needs.item[cell]),
            "age_group_id": _names((*problem.age_groups, ""), needs.age[cell]),
            "period_id": _names((*problem.periods, ""), needs.period[cell]),
            "cause": _names(KINDS, causes.kind),
            "quantity": causes.quantity,
            "value": np.round(causes.quantity * value, 6),
            "lot_id": _names((*problem.lots.ids, ""), causes.lot),
            "clause": list(causes.clause),
            "table": list(causes.table),
            "row": _rows(problem, causes, tables),
            "unit": _names((*(problem.places.ids[place] for place in problem.units.place), ""), causes.unit),
            "reviewer": _names((*problem.decisions.reviewer, ""), decided),
        },
        columns=CAUSE_COLUMNS,
    )


def _rows(problem: Problem, causes: Causes, tables: Tables | None) -> np.ndarray[tuple[int], np.dtype[np.int64]]:
    """Row in the reader's file of what each cause names; rules are numbered from 1; 0 where there is none."""
    table, at = np.array(causes.table, dtype=object), causes.at
    rows = np.where(table == "rules", at + 1, 0)
    if tables is None:
        return rows
    links, decisions = problem.links.record, problem.decisions.record
    for name, record in (("lots", problem.lots.record), ("links", links), ("decisions", decisions)):
        mine = (table == name) & (at >= 0)
        if mine.any():
            frame: pd.DataFrame = getattr(tables, name)
            rows[mine] = frame["row"].to_numpy(dtype=np.int64)[record[at[mine]]]
    for name, column, ids in (
        ("places", "place_id", problem.places.ids),
        ("donors", "donor_id", problem.donors),
        ("items", "item_id", problem.items.ids),
    ):
        mine = (table == name) & (at >= 0)
        if mine.any():
            own: pd.DataFrame = getattr(tables, name)
            by_id = own.drop_duplicates(column).set_index(column)["row"]
            wanted = np.array(ids, dtype=object)[at[mine]]
            rows[mine] = by_id.reindex(wanted).fillna(0).to_numpy(dtype=float).astype(np.int64)
    return rows


def _names(ids: tuple[str, ...], index: np.ndarray[tuple[int], np.dtype[np.int64]]) -> list[str]:
    return np.array(ids, dtype=object)[index].tolist() if len(index) else []
