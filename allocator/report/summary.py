"""The closing summary of a run in the terminal: what the plan reaches, how good that is, and who is left behind."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from allocator.language import number, percent, tr
from allocator.report.view import View
from allocator.report.words import (
    CATEGORIES,
    LIMIT_HIT,
    STATUSES,
    WHY_UNUSED,
    in_tables,
    level_word,
    money,
    objective_name,
    objective_value,
    proof,
    word,
)

WIDTH = 80
MOST_GROUPS = 20
MOST_UNUSED = 8
BAR = 12


def show_summary(view: View, folder: Path, console: Console) -> None:
    """Print the summary of the plan that lies in ``folder``."""
    _headline(view, console)
    _aims(view, console)
    if len(view.groups):
        level = level_word(view.group_level) if view.group_level else tr("area")
        title = tr("Share of need met by {level}", level=level)
        _shares(title, view.groups.nsmallest(MOST_GROUPS, "coverage"), view.currency, console)
    categories = view.categories.assign(name=[word(CATEGORIES, each) for each in view.categories["id"]])
    _shares(tr("Share of need met by category"), categories, view.currency, console)
    _worst(view, console)
    _unused(view, console)
    _expectations(view, console)
    _files(folder, console)


def _headline(view: View, console: Console) -> None:
    measures = view.plan.measures
    share = measures.met_value / measures.need_value if measures.need_value else 1.0
    console.print(Text(view.name, style="bold"))
    met, need = money(measures.met_value, view.currency), money(measures.need_value, view.currency)
    console.print(
        tr("{share} of all need is met: {met} of {need}.", share=percent(share, 1), met=met, need=need), markup=False
    )
    if len(view.units):
        worst = view.units.nsmallest(1, "coverage").iloc[0]
        text = tr(
            "{share} is met in {name}, the {unit} with the lowest share.",
            share=percent(measures.coverage_min, 1),
            name=_with_parent(str(worst["name"]), str(worst["parent"])),
            unit=level_word(view.unit_level),
        )
        console.print(text, markup=False)
    console.print(tr(STATUSES[view.status]) + ".", markup=False)
    if view.plan.limit_hit:
        console.print(tr(LIMIT_HIT), markup=False)


def _aims(view: View, console: Console) -> None:
    _title(tr("What the plan reaches, and how good that is"), console)
    table = _table(tr("Aim, in order"), tr("Reached"), tr("How good that is"))
    table.columns[2].justify = "left"
    table.columns[0].ratio, table.columns[2].ratio = 4, 4
    for objective in view.plan.objectives:
        table.add_row(
            _plain(objective_name(objective)),
            _plain(objective_value(objective, objective.value, view.currency)),
            _plain(proof(objective, view.currency)),
        )
    console.print(table)


def _shares(title: str, frame: pd.DataFrame, currency: str, console: Console) -> None:
    if frame.empty:
        return
    scale, unit = in_tables(float(frame["need"].max()), currency)
    _title(f"{title} ({tr('amounts in {unit}', unit=unit)})", console)
    table = _table("", tr("Share met"), "", tr("Need"), tr("Unmet"))
    table.columns[2].justify = "left"
    columns = (frame[name].tolist() for name in ("name", "coverage", "need", "unmet"))
    for name, coverage, need, unmet in zip(*columns, strict=True):
        table.add_row(_plain(name), percent(coverage, 1), _bar(coverage), number(need / scale), number(unmet / scale))
    console.print(table)


def _worst(view: View, console: Console) -> None:
    if view.units.empty:
        return
    worst = view.worst
    scale, unit = in_tables(float(view.units["need"].max()), view.currency)
    title = tr("The {count} places worst off", count=len(worst))
    _title(f"{title} ({tr('amounts in {unit}', unit=unit)})", console)
    table = _table("", tr("Share met"), tr("Fair ideal"), tr("Unmet"))
    columns = (worst[name].tolist() for name in ("name", "parent", "coverage", "fair", "unmet"))
    for name, parent, coverage, fair, unmet in zip(*columns, strict=True):
        label = _plain(_with_parent(name, parent))
        table.add_row(label, percent(coverage, 1), percent(fair, 1), number(unmet / scale))
    console.print(table)


def _unused(view: View, console: Console) -> None:
    if view.unused.empty:
        console.print()
        console.print(tr("Every gift is used up."))
        return
    _title(tr("Gifts not used up, and why"), console)
    table = _table(tr("Gift"), tr("Value left"), tr("Why"))
    table.columns[2].justify = "left"
    table.columns[0].ratio, table.columns[2].ratio = 4, 4
    first = view.unused.head(MOST_UNUSED)
    columns = (first[name].tolist() for name in ("lot_id", "donor", "value", "why"))
    for lot, donor, value, why in zip(*columns, strict=True):
        table.add_row(_plain(f"{lot} {donor}"), money(value, view.currency), _plain(word(WHY_UNUSED, why)))
    console.print(table)
    rest = view.unused.iloc[MOST_UNUSED:]
    if len(rest):
        left = money(float(rest["value"].sum()), view.currency)
        console.print(Padding(tr("… and {count} more, worth {value}", count=number(len(rest)), value=left), (0, 2)))


def _expectations(view: View, console: Console) -> None:
    clauses = view.expectations["clauses"]
    if not isinstance(clauses, list) or not clauses:
        return
    failed = [clause for clause in clauses if not clause["kept"]]
    console.print()
    if not failed:
        console.print(tr("The plan keeps all that the scenario expects ({count}).", count=len(clauses)))
        return
    console.print(Text(tr("The plan does not keep what the scenario expects:"), style="bold red"))
    for clause in failed:
        text = tr("{clause}: it is {actual}", clause=clause["clause"], actual=f"{clause['actual']:.10g}")
        console.print(Padding(Text(text), (0, 2)))


def _files(folder: Path, console: Console) -> None:
    console.print()
    console.print(tr("The plan is in {folder}:", folder=folder), markup=False, soft_wrap=True)
    for name, about in (
        ("plan.xlsx", tr("for Excel")),
        ("report.html", tr("to read, print and send")),
        ("plan.csv", tr("for programs")),
    ):
        console.print(f"  {name.ljust(12)} {about}", markup=False)


def _title(text: str, console: Console) -> None:
    console.print()
    console.print(Text(text, style="bold"))


def _table(first: str, *headers: str) -> Table:
    """A table whose first column is text and the others numbers."""
    table = Table(box=None, expand=True, padding=(0, 0, 0, 2), header_style="dim")
    table.add_column(first, ratio=1, overflow="fold")
    for header in headers:
        table.add_column(header, justify="right", overflow="fold")
    return table


def _plain(text: str) -> Text:
    """``text`` as it is: brackets in a name are no markup."""
    return Text(text)


def _bar(coverage: float) -> Text:
    filled = int(min(coverage, 1.0) * BAR + 0.5)
    return Text("█" * filled, style="cyan") + Text("░" * (BAR - filled), style="dim")


def _with_parent(name: str, parent: str) -> str:
    return f"{name}, {parent}" if parent else name
