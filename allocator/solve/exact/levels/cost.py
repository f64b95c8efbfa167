"""Level ``cost``: sum over the rows of ``links`` of unit cost x quantity, and the fixed cost once or per vehicle."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from allocator.problem.indexing import sum_by
from allocator.solve.exact.formulation import Formulation
from allocator.solve.exact.levels.goal import Goal, Opened
from allocator.tolerances import WHOLE


def goals(form: Formulation) -> Iterator[Goal]:
    """The one goal of the level; binaries for fixed costs and whole numbers of vehicles are made here."""
    model, links = form.model, form.problem.links
    row, contribution = form.links.row, form.links.contribution
    column = form.x[form.columns.of[contribution]]
    quantity = form.columns.quantity[contribution]
    charged = links.fixed_cost > 0
    driven = charged & np.isfinite(links.vehicle_capacity)
    opener = np.where(charged & ~driven, form.links.used, -1)
    made = np.flatnonzero(charged & ~driven & (opener < 0) & (np.bincount(row, minlength=len(links)) > 0))
    amount = sum_by(row, model.x[column] * quantity, len(links))
    opener[made] = model.add_columns((amount[made] > 0).astype(float), 1.0, integer=True)
    new = np.isin(row, made)
    upper = form.columns.upper[form.columns.of[contribution]]
    model.open_by(opener[row[new]], column[new], upper[new])
    vehicles = np.flatnonzero(driven & (np.bincount(row, minlength=len(links)) > 0))
    capacity = links.vehicle_capacity[vehicles]
    opener[vehicles] = model.add_columns(np.ceil(amount[vehicles] / capacity - WHOLE), integer=True)
    on_wheels = np.isin(row, vehicles)
    at = np.searchsorted(vehicles, row[on_wheels])
    model.add_rows(
        np.concatenate([at, np.arange(len(vehicles))]),
        np.concatenate([column[on_wheels], opener[vehicles]]),
        np.concatenate([quantity[on_wheels], -capacity]),
        -np.inf,
        0.0,
        len(vehicles),
    )
    paid = np.flatnonzero(opener >= 0)
    opened = np.flatnonzero(opener[row] >= 0)
    reach = np.where(driven[row], links.vehicle_capacity[row] / quantity, upper)
    yield Goal(
        name="cost",
        column=np.concatenate([column, opener[paid]]),
        coefficient=np.concatenate([links.unit_cost[row] * quantity, links.fixed_cost[paid]]),
        opened=Opened(opener[row[opened]], column[opened], reach[opened]),
    )
