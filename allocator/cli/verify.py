"""``allocator verify``: a plan folder recomputed from nothing but itself."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import click

from allocator.cli.base import NOT_KEPT, Common
from allocator.cli.base import command as make_command
from allocator.cli.wrapped import say, wrapped
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
    from allocator.explain.reading import NotAPlanError
    from allocator.plan.summary import SUMMARY
    from allocator.verify import verify_folder

    if not (plan_dir / "plan.csv").exists() and not (plan_dir / SUMMARY).exists():
        raise NotAPlanError(plan_dir, "plan.csv")
    verification = verify_folder(plan_dir)
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
        click.get_current_context().exit(NOT_KEPT)


def as_records(violations: Sequence[Violation]) -> list[dict[str, object]]:
    """The violations as plain values; messages are in the current language, everything else is stable."""
    return [
        {"severity": each.severity, "code": each.code, "subject": each.subject, "message": each.message}
        for each in violations
    ]


def show_violations(violations: Sequence[Violation], err: bool = False) -> None:
    """Print the first violations and count the rest."""
    for each in violations[:SHOWN]:
        sign, colour = ("✗", "red") if each.severity == "error" else ("!", "yellow")
        first, *others = wrapped(each.message, f"{sign} ", "  ")
        click.echo("\n".join([click.style(sign, fg=colour) + first.removeprefix(sign), *others]), err=err)
    if len(violations) > SHOWN:
        say(tr("… and {more} more (all with --json).", more=number(len(violations) - SHOWN)), err=err)


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
        say(tr("The inputs alone prove that no plan passes the stated bound of:"))
        for name in verification.confirmed:
            say(objective_called(name), "  · ", "    ")


def _show(verification: FolderVerification, common: Common) -> None:
    counts = {name: number(value) for name, value in _counts(verification).items()}
    if not common.quiet:
        say(
            tr(
                "Checked {lines} lines against {needs} needs, {lots} gifts with their conditions, and {units} places.",
                **counts,
            )
        )
        say(tr("Every measure was computed again, and every file compared with its fingerprint."))
        _show_confirmed(verification)
    show_violations(verification.violations)
    if verification.holds:
        say(tr("The plan holds."))
    else:
        wrong = sum(each.severity == "error" for each in verification.violations)
        say(tr("The plan does not hold: {count} rules are broken.", count=number(wrong)))
