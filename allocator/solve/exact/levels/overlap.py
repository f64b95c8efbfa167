"""Level ``overlap``: providers beyond the first in each unit x category x period."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from allocator.solve.exact.formulation import Formulation
from allocator.solve.exact.levels.goal import Goal, Opened


def goals(form: Formulation) -> Iterator[Goal]:
    """Minimise the sum of o_g, with o_g >= sum of y_rg - 1, o_g >= 0, and x <= upper * y_rg for every delivery.

    The opening rows stand one by one (the strong form), which makes the relaxation tight.
    """
    problem, columns, model = form.problem, form.columns, form.model
    needs = problem.needs
    categories, times = len(problem.items.categories), len(problem.periods) + 1
    category = problem.items.category[needs.item]
    group = (needs.unit * categories + category) * times + needs.period
    providers = max(len(problem.providers), 1)
    link = group[columns.cell] * providers + problem.lots.provider[columns.lot[columns.of]]
    links, of = np.unique(link, return_inverse=True)
    groups, in_group = np.unique(links // providers, return_inverse=True)
    shared = np.bincount(in_group, minlength=len(groups)) > 1
    kept = np.flatnonzero(shared[in_group])
    groups, at = np.unique(in_group[kept], return_inverse=True)
    position = np.full(len(links), -1, dtype=np.int64)
    position[kept] = np.arange(len(kept))
    delivers = np.flatnonzero(position[of] >= 0)
    column = form.x[columns.of[delivers]]
    used = np.zeros(len(kept))
    np.maximum.at(used, position[of[delivers]], (model.x[column] > 0).astype(float))
    binary = model.add_columns(used, 1.0, integer=True)
    opener, upper = binary[position[of[delivers]]], columns.upper[columns.of[delivers]]
    model.open_by(opener, column, upper)
    beyond = model.add_columns(np.maximum(0.0, np.bincount(at, used, minlength=len(groups)) - 1.0))
    each = np.arange(len(groups))
    model.add_rows(
        np.concatenate([at, each]),
        np.concatenate([binary, beyond]),
        np.concatenate([np.ones(len(at)), -np.ones(len(groups))]),
        -np.inf,
        1.0,
        len(groups),
    )
    yield Goal(
        name="overlap",
        column=beyond,
        coefficient=np.ones(len(groups)),
        opened=Opened(opener, column, upper),
    )
