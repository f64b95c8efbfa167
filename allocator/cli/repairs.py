"""What would make failed ``expect`` clauses hold, on the terminal."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from allocator.cli.wrapped import say
from allocator.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from allocator.analyse.repair import Repair
    from allocator.report.view import View


def repairs_of(view: View, target: Path, progress: Callable[[str], None]) -> list[Repair]:
    """The repairs of the plan that lies in ``target``."""
    from allocator.analyse.repair import find_repairs
    from allocator.scenario.load import load

    return find_repairs(load(target / "inputs"), view.plan, progress)


def show_repairs(repairs: list[Repair], view: View) -> None:
    """Say, clause by clause, what would make it hold."""
    if not repairs:
        return
    click.echo("")
    say(tr("What would make it hold, each change alone"), bold=True)
    for clause in dict.fromkeys(repair.clause for repair in repairs):
        say(clause, "  ", "  ")
        for repair in repairs:
            if repair.clause == clause:
                say(_text(repair, view), "  - ", "    ")


def _text(repair: Repair, view: View) -> str:
    from allocator.report.asks import LET_GO
    from allocator.report.words import money

    if repair.kind == "condition":
        donor = view.names.donors.get(repair.donor, repair.donor)
        lots = ", ".join(repair.lots)
        return tr("{donor} lets go, for {lots}: {clause}", donor=donor, lots=lots, clause=tr(LET_GO[repair.condition]))
    if repair.kind == "money":
        return tr("{amount} in money without conditions", amount=money(repair.amount, view.currency))
    return tr("the scenario expects less: {clause}", clause=repair.expect)
