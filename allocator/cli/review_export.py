"""``allocator review export``: a workbook in which a coordinator decides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import click

from allocator.cli.base import Common
from allocator.cli.base import command as make_command
from allocator.language import N_, number, tr


@make_command(
    "export",
    N_("Write a workbook with the lines of a plan, what speaks for each, and cells to decide in."),
    "allocator review export plans/cao-bang-2019 --place 'Bảo Lạc' --reviewer 'Nông Thị Lan' --role district",
)
@click.argument("plan_dir", type=click.Path(path_type=Path))
@click.option("--place", help=N_("only the lines of this place, by its code or name, and all below it"))
@click.option("--role", help=N_("role of the reviewer, as in the scenario's approval"))
@click.option("--reviewer", help=N_("name of the reviewer"))
@click.option("--out", type=click.Path(path_type=Path), help=N_("workbook to write; review-….xlsx if left out"))
def command(
    common: Common, plan_dir: Path, place: str | None, role: str | None, reviewer: str | None, out: Path | None
) -> None:
    """Read the plan, choose its lines, write the workbook."""
    from allocator.cli.found import one
    from allocator.explain.reading import PlanFolder
    from allocator.report.review_workbook import Reviewer, write_review
    from allocator.report.view import make_view
    from allocator.review.reviewed import open_plan

    context = click.get_current_context()
    folder = PlanFolder(plan_dir)
    plan = open_plan(plan_dir)
    area = one(folder.places, place, "--place", context) if place else ""
    lines = plan.plan.allocations
    if area:
        lines = lines[lines["place_id"].isin(plan.below[area])]
    target = out or Path(f"review-{plan_dir.resolve().name}{f'-{area}' if area else ''}.xlsx")
    named = Reviewer(reviewer or "", role or "", folder.place_name(area) if area else "")
    view = make_view(plan.plan, plan.inputs)
    _whole(target, lambda path: write_review(view, lines, plan.hash, named, path))
    if common.json:
        from allocator.cli.findings import show_json

        show_json({"file": str(target), "lines": len(lines), "plan": plan.hash, "place": area})
    elif common.quiet:
        click.echo(str(target))
    else:
        click.echo(tr("Written: {file} with {count} lines.", file=target, count=number(len(lines))))
        click.echo(tr("Bring it back with: allocator review import {plan} {file}", plan=plan_dir, file=target))


def _whole(target: Path, write: Callable[[Path], None]) -> None:
    """Write beside ``target``, then put it in its place."""
    beside = target.with_name(f".{target.stem}.tmp{target.suffix or '.xlsx'}")
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        write(beside)
        beside.replace(target)
    except OSError as error:
        reason = error.strerror or str(error)
        text = tr(
            "{file} cannot be written: {reason}. Close it in other programs, or choose another with --out.",
            file=target,
            reason=reason,
        )
        raise click.ClickException(text) from None
    finally:
        beside.unlink(missing_ok=True)
