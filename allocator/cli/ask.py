"""``allocator ask``: what to ask donors for."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from allocator.cli.base import Common, Range, number_option
from allocator.cli.base import command as make_command
from allocator.cli.wrapped import say
from allocator.language import N_, number, tr

if TYPE_CHECKING:
    import pandas as pd

    from allocator.ask.asks import Asks
    from allocator.report.view import View

SHOWN = 5


@make_command(
    "ask",
    N_("Say what to ask donors for: gifts that would help most, conditions that cost most, and what is missing."),
    "allocator ask plans/cao-bang-2019\nallocator ask plans/cao-bang-2019 --value 500000000 --out asks --language vi",
)
@click.argument("plan_dir", type=click.Path(path_type=Path))
@click.option("--place", help=N_("the brief for a place, by its code or name, and all below it"))
@click.option("--category", help=N_("the brief for one category"))
@click.option("--out", type=click.Path(path_type=Path), help=N_("folder to write tables, workbook and page to"))
@number_option("--value", Range(0, open=True), N_("the most that a gift to ask for is worth; 1 % of what is unmet"))
@number_option("--top", Range(1, whole=True), N_("gifts and conditions to try, of each; 10"))
@number_option("--seconds", Range(0, open=True), N_("stop trying after so many seconds; the scenario's own limit"))
def command(
    common: Common,
    plan_dir: Path,
    place: str | None,
    category: str | None,
    out: Path | None,
    value: float | None,
    top: float | None,
    seconds: float | None,
) -> None:
    """Read the plan, try what might be asked for, and say what helps."""
    from rich.console import Console

    from allocator.ask.asks import brief, find_asks
    from allocator.cli.findings import show_json
    from allocator.cli.found import one
    from allocator.cli.progress import Progress
    from allocator.explain.reading import PlanFolder
    from allocator.plan.folder import read
    from allocator.plan.staging import filled
    from allocator.report.asks import ask_frame, write_asks
    from allocator.report.view import make_view
    from allocator.scenario.load import load

    context = click.get_current_context()
    folder = PlanFolder(plan_dir)
    folder.summary  # noqa: B018 (a folder that is no plan is refused before anything is read)
    places = folder.below(one(folder.places, place, "--place", context)) if place else None
    inputs, plan = load(plan_dir / "inputs"), read(plan_dir)
    known = sorted(set(inputs.tables.items["category"].tolist()))
    if category is not None and category not in known:
        raise click.UsageError(
            tr("--category: there is no {name}. Categories: {names}.", name=category, names=", ".join(known)), context
        )
    progress = Progress(None if common.quiet else Console(stderr=True))
    with progress.showing():
        asks = find_asks(inputs, plan, int(top or 10), value, seconds or inputs.config.limits.seconds, progress)
    missing = brief(plan, inputs, places, category)
    view = make_view(plan, inputs)
    if out is not None:
        with filled(out) as (beside, _):
            write_asks(view, asks, missing, beside)
    if common.json:
        show_json(
            {
                "value": asks.value,
                "untried": asks.untried,
                "asks": ask_frame(asks).to_dict("records"),
                "brief": missing.astype(object).where(missing.notna(), None).to_dict("records"),
            }
        )
    else:
        _show(view, asks, missing, out)


def _show(view: View, asks: Asks, missing: pd.DataFrame, out: Path | None) -> None:
    from allocator.report.asks import ask_text, brief_line, effect_text

    for title, found, none in (
        (N_("Gifts that would help most"), asks.gifts, N_("No gift was found that makes the plan better.")),
        (N_("Conditions that cost most"), asks.clauses, N_("No condition was found that makes the plan worse.")),
    ):
        say(tr(title), bold=True)
        for ask in found[:SHOWN]:
            say(ask_text(view, ask), "  - ", "    ")
            say(effect_text(view, ask), "      ", "      ")
        if not found:
            say(tr(none), "  ", "  ")
        click.echo("")
    say(tr("What is missing most"), bold=True)
    for row in missing.head(SHOWN).to_dict("records"):
        line = brief_line(view, row)
        say(f"{line['place']}: {line['quantity']} {line['what']} ({line['value']})", "  - ", "    ")
    click.echo("")
    say(tr("Every effect was computed by solving the plan again with that one change."))
    if asks.untried:
        text = N_("There was no time to try {count} more; --seconds gives it more.")
        say(tr(text, count=number(asks.untried)))
    if out is not None:
        say(tr("Written to {folder}: asks.csv, brief.csv, asks.xlsx, brief.html (one page to send).", folder=out))
