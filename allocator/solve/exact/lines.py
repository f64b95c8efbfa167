"""From the columns of the formulation back to the lines of a plan."""

from __future__ import annotations

import numpy as np

from allocator.plan.deliveries import Deliveries
from allocator.problem.problem import CASH, Floats
from allocator.solve.exact.formulation import Formulation
from allocator.tolerances import QUANTITY


def deliveries(form: Formulation) -> Deliveries:
    """The lines of the best plan so far, in (cell, lot) order."""
    problem, columns = form.problem, form.columns
    x = form.model.x[form.x]
    steps = np.where(columns.whole, np.rint(x), x)
    quantity = steps[columns.of] * columns.quantity
    kits = (columns.kits * steps)[columns.of]
    lot = columns.lot[columns.of]
    kept = np.flatnonzero(quantity > QUANTITY)
    kept = kept[np.lexsort((lot[kept], columns.cell[kept]))]
    lot, cell = lot[kept], columns.cell[kept]
    whole = ~problem.items.divisible[problem.needs.item[cell]]
    amount = np.where(whole, np.rint(quantity[kept]), np.round(quantity[kept], 9))
    drawn: Floats = np.where(kits[kept] > 0, kits[kept], (columns.draw * steps)[columns.of[kept]])
    return Deliveries(
        lot=lot,
        cell=cell,
        quantity=amount,
        lot_item=np.where(problem.lots.kind[lot] == CASH, -1, problem.lots.item[lot]),
        lot_quantity=np.round(drawn, 9),
    )
