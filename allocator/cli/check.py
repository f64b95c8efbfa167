"""``allocator check``: everything that is wrong with a scenario, at once."""

from __future__ import annotations

from pathlib import Path

import click

from allocator.cli.base import Common
from allocator.cli.base import command as make_command
from allocator.language import N_, number, tr


@make_command(
    "check",
    N_("List everything that is wrong with a scenario, and count what is in it."),
    "allocator check scenarios/cao-bang-2019\nallocator check thu-nghiem --json",
)
@click.argument("scenario", type=click.Path(path_type=Path))
def command(common: Common, scenario: Path) -> None:
    """Read, check and count."""
    from allocator.cli.findings import as_records, show_json, show_list, tally
    from allocator.network.warnings import earmark_warnings
    from allocator.problem.build import build
    from allocator.scenario.counts import counts
    from allocator.scenario.load import load

    inputs = load(scenario)
    problem = build(inputs.tables, inputs.config)
    findings = (*inputs.findings, *earmark_warnings(problem, inputs.tables))
    found = counts(inputs)
    if common.json:
        show_json({"ok": True, "name": inputs.config.name, "counts": found, "problems": as_records(findings)})
        return
    if not common.quiet:
        show_list(findings)
    click.echo(inputs.config.name)
    currency = inputs.config.currency
    rows = (
        (tr("places"), number(found["places"])),
        (tr("units compared"), number(found["units"])),
        (tr("needs"), number(found["needs"])),
        (tr("gifts"), number(found["lots"])),
        (tr("value of needs"), f"{number(found['need_value'])} {currency}"),
        (tr("value of gifts"), f"{number(found['supply_value'])} {currency}"),
    )
    width = max(len(label) for label, _ in rows)
    for label, value in rows:
        click.echo(f"  {label.ljust(width)}  {value}")
    click.echo(tr("The scenario can be used.") + " " + tally(findings))
