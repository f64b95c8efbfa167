"""``allocator verify``: a plan folder recomputed from nothing but itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from allocator.cli.base import NOT_KEPT, WRONG_INPUT, Common
from allocator.cli.base import command as make_command
from allocator.language import N_, number, tr

if TYPE_CHECKING:
    from allocator.verify import FolderVerification, Violation

SHOWN = 20
"""Violations that are printed before the rest is only counted."""


@make_command(
    "verify",
    N_("Recompute every rule and every number of a plan from the inputs in its folder."),
    "allocator verify plans/cao-bang-2019\nallocator verify plans/thu-nghiem --json",
)
@click.argument("plan_dir", type=click.Path(path_type=Path))
def command(common: Common, plan_dir: Path) -> None:
    """Check the folder and say what was found."""
    from allocator.cli.findings import show_json
    from allocator.verify import PlanFolderError, verify_folder

    context = click.get_current_context()
    try:
        verification = verify_folder(plan_dir)
    except PlanFolderError as error:
        if common.json:
            show_json({"ok": False, "problems": list(error.problems)})
        else:
            click.echo("\n".join(error.problems), err=True)
        context.exit(WRONG_INPUT)
    if common.json:
        show_json(
            {
                "ok": verification.holds,
                "counts": _counts(verification),
                "violations": as_records(verification.violations),
                "bounds_confirmed": list(verification.confirmed),
            }
        )
    else:
        _show(verification, common)
    if not verification.holds:
        context.exit(NOT_KEPT)


def as_records(violations: Sequence[Violation]) -> list[dict[str, object]]:
    """The violations as plain values; messages are in the current language, everything else is stable."""
    return [
        {"severity": each.severity, "code": each.code, "subject": each.subject, "message": each.message}
        for each in violations
    ]


def show_violations(violations: Sequence[Violation], err: bool = False) -> None:
    """Print the first violations and count the rest."""
    for each in violations[:SHOWN]:
        colour = "red" if each.severity == "error" else "yellow"
        click.echo(f"{click.style('✗' if each.severity == 'error' else '!', fg=colour)} {each.message}", err=err)
    if len(violations) > SHOWN:
        click.echo(tr("… and {more} more (all with --json).", more=number(len(violations) - SHOWN)), err=err)


def _counts(verification: FolderVerification) -> dict[str, int]:
    plan = verification.plan
    return {
        "lines": plan.measures.lines,
        "needs": len(plan.cells),
        "lots": len(plan.lots),
        "units": len(plan.coverage),
    }


def _show_confirmed(verification: FolderVerification) -> None:
    """Say which bounds need no trust in a solver."""
    from allocator.report.words import objective_called

    if verification.confirmed:
        click.echo(tr("The inputs alone prove that no plan passes the stated bound of:"))
        for name in verification.confirmed:
            click.echo(f"  · {objective_called(name)}")


def _show(verification: FolderVerification, common: Common) -> None:
    counts = {name: number(value) for name, value in _counts(verification).items()}
    if not common.quiet:
        click.echo(
            tr(
                "Checked {lines} lines against {needs} needs, {lots} gifts with their conditions, and {units} places.",
                **counts,
            )
        )
        click.echo(tr("Every measure was computed again, and every file compared with its fingerprint."))
        _show_confirmed(verification)
    show_violations(verification.violations)
    if verification.holds:
        click.echo(tr("The plan holds."))
    else:
        wrong = sum(each.severity == "error" for each in verification.violations)
        click.echo(tr("The plan does not hold: {count} rules are broken.", count=number(wrong)))
