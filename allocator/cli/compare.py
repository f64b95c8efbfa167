"""``allocator compare``: plans side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from allocator.cli.base import Common
from allocator.cli.base import command as make_command
from allocator.cli.wrapped import say
from allocator.language import N_, number, percent, quantity, tr

if TYPE_CHECKING:
    from allocator.analyse.compare import Comparison

SHOWN = 8
"""Rows of each list on the terminal."""

LABELS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
WIDEST = 66
"""Letters of a value that are shown."""

ACROSS = 4
"""Plans that have room side by side in 80 columns."""


@make_command(
    "compare",
    N_("Show plans side by side: inputs that differ, measures, who gains and who loses, lines, and why they differ."),
    "allocator compare plans/cao-bang-2019 plans/cao-bang-2019-donor-withdraws\n"
    "allocator compare plans/a plans/b plans/c --out so-sanh --language vi",
)
@click.argument("plan_dirs", type=click.Path(path_type=Path), nargs=-1, metavar="PLAN_DIR PLAN_DIR...")
@click.option("--out", type=click.Path(path_type=Path), help=N_("folder to write workbook, page and JSON to"))
def command(common: Common, plan_dirs: tuple[Path, ...], out: Path | None) -> None:
    """Read the plans, compare them, and say what differs."""
    from allocator.analyse.compare import compare
    from allocator.cli.findings import show_json
    from allocator.explain.reading import PlanFolder
    from allocator.plan.staging import filled
    from allocator.report.comparison import as_json, write_comparison

    if not 2 <= len(plan_dirs) <= len(LABELS):
        raise click.UsageError(tr("It takes two plans to compare."), click.get_current_context())
    for folder in plan_dirs:
        PlanFolder(folder).summary  # noqa: B018 (a folder that is no plan is refused before anything is read)
    found = compare(*plan_dirs)
    if out is not None:
        with filled(out) as (beside, _):
            write_comparison(found, beside)
    if common.json:
        show_json(as_json(found))
    else:
        _show(found, out)


def _show(found: Comparison, out: Path | None) -> None:
    for label, name in zip(LABELS, found.names, strict=False):
        say(f"{label} = {name}", "", "    ")
    _show_inputs(found)
    _show_measures(found)
    for at in range(1, len(found.names)):
        _show_units(found, at)
    _show_lines(found)
    if out is not None:
        click.echo("")
        say(tr("Written to {folder}: compare.xlsx, compare.html, compare.json.", folder=out))


def _title(text: str) -> None:
    click.echo("")
    say(text, bold=True)


def _label(found: Comparison, name: str) -> str:
    return LABELS[found.names.index(name)]


def _show_inputs(found: Comparison) -> None:
    _title(tr("Inputs that differ"))
    if not len(found.inputs):
        say(tr("No input differs."), "  ", "  ")
    for row in found.inputs.head(SHOWN).to_dict("records"):
        values = " → ".join(_cut(row[side]) for side in ("before", "after"))
        what = tr(row["what"]) if row["what"] != "changed" else f"{row['column']} {values}"
        say(f"{_label(found, row['plan'])}: {row['table']} {_cut(row['key'])}: {what}", "  - ", "    ")
    _more(len(found.inputs))


def _show_measures(found: Comparison) -> None:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from allocator.report.comparison import measure_called, measure_value, told_measures
    from allocator.report.words import in_tables

    measures = told_measures(found)
    currency = found.plans[0].scenario.inputs.config.currency
    scale, unit = in_tables(float(measures.max().max()), currency)
    _title(tr("Measures") + f" ({unit})")
    for first in range(1, len(found.names), ACROSS - 1):
        shown = [found.names[0], *found.names[first : first + ACROSS - 1]]
        table = Table(box=None, padding=(0, 1), show_edge=False)
        table.add_column("", ratio=1)
        for name in shown:
            table.add_column(_label(found, name), justify="right", no_wrap=True)
        for name in measures.index:
            values = [measure_value(name, found.value(name, found.names.index(plan)), scale) for plan in shown]
            marks = [{1: " ▲", -1: " ▼", 0: "  "}[found.better(name, found.names.index(plan))] for plan in shown]
            cells = [value + mark for value, mark in zip(values, marks, strict=True)]
            table.add_row(Text(measure_called(name)), *(Text(cell) for cell in cells))
        Console(width=80, highlight=False).print(table)
    say(tr("▲ better than A, ▼ worse than A"), "  ", "  ")


def _show_units(found: Comparison, at: int) -> None:
    from allocator.report.comparison import points

    moved = found.gains(at)
    first, other = found.names[0], found.names[at]
    lose, gain = (moved["change"] < 0).sum(), (moved["change"] > 0).sum()
    _title(tr("Who gains and who loses: {label} beside A", label=LABELS[at]))
    say(
        tr(
            "{gain} units gain, {lose} lose, {same} stay as they are.",
            gain=number(gain),
            lose=number(lose),
            same=number(len(found.units) - len(moved)),
        ),
        "  ",
        "  ",
    )
    half = SHOWN // 2
    rows = moved if len(moved) <= SHOWN else moved.iloc[[*range(half), *range(len(moved) - half, len(moved))]]
    for row in rows.to_dict("records"):
        share = f"{percent(row[first], 1)} → {percent(row[other], 1)} ({points(row['change'])})"
        say(f"{_cut(row['name'])} ({row['unit']}): {share}", "  - ", "    ")
    _more(len(moved))


def _show_lines(found: Comparison) -> None:
    from allocator.report.comparison import reason_text

    _title(tr("Lines that differ"))
    say(tr("{count} lines differ.", count=number(len(found.lines))), "  ", "  ")
    if "reason" not in found.lines or not len(found.lines):
        return
    for row in found.lines.assign(size=found.lines["change"].abs()).nlargest(SHOWN, "size").to_dict("records"):
        what = " ".join(part for part in (row["item_id"], row["age_group_id"], row["period_id"]) if part)
        amounts = " → ".join(quantity(row[name]) for name in found.names)
        say(f"{row['line_id']} {row['lot_id']} → {row['place_id']} {what}: {amounts}", "  - ", "    ")
        say(_cut(reason_text(row)), "      ", "      ")
    _more(len(found.lines))


def _more(count: int) -> None:
    if count > SHOWN:
        say(tr("… and {more} more (all with --json or --out).", more=number(count - SHOWN)), "    ", "    ")


def _cut(text: str) -> str:
    """``text`` where it is short enough to be read, else its beginning; on one line."""
    line = " ".join(text.split())
    return line if len(line) <= WIDEST else line[: WIDEST - 1] + "…"
