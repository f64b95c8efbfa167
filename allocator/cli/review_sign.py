"""``allocator review sign``: a signature under a step of the approval."""

from __future__ import annotations

from pathlib import Path

import click

from allocator.cli.base import NOT_KEPT, Common
from allocator.cli.base import command as make_command
from allocator.cli.wrapped import say
from allocator.language import N_, tr

STEPS = ("proposed", "reviewed", "approved", "released")
CHANGED = N_(
    "The record of signatures was changed: line {line} of approvals.jsonl does not follow from the one before. Nothing "
    "was signed. Bring back the file as it was."
)


@make_command(
    "sign",
    N_("Sign a step of the approval of a plan: proposed, reviewed (for a place), approved, released."),
    "allocator review sign plans/cao-bang-2019 --step proposed --name 'Hoàng Văn Minh' --role planner\n"
    "allocator review sign plans/cao-bang-2019 --step reviewed --place 043 --name 'Nông Thị Lan' --role district",
)
@click.argument("plan_dir", type=click.Path(path_type=Path))
@click.option("--step", required=True, type=click.Choice(STEPS), help=N_("proposed, reviewed, approved or released"))
@click.option("--place", help=N_("for reviewed: the place that was reviewed, with all below it"))
@click.option("--name", "signer", required=True, help=N_("who signs"))
@click.option("--role", required=True, help=N_("in what role, as in approval: of the scenario"))
@click.option("--comment", default="", help=N_("a remark that is kept with the signature"))
def command(common: Common, plan_dir: Path, step: str, place: str | None, signer: str, role: str, comment: str) -> None:
    """Check who may sign what now, and add the signature."""
    from allocator.cli.found import one
    from allocator.cli.review_status import step_called
    from allocator.explain.reading import PlanFolder
    from allocator.plan.approvals import RecordError, may_sign, read_record, sign
    from allocator.review.approval import blocked_by, standing
    from allocator.review.reviewed import open_plan
    from allocator.tables.raw import clean

    context = click.get_current_context()
    folder = PlanFolder(plan_dir)
    if (step == "reviewed") != (place is not None):
        raise click.UsageError(tr("--place belongs to --step reviewed, and only there."), context)
    if not clean(signer) or not clean(role):
        raise click.UsageError(tr("--name and --role must not be blank."), context)
    try:
        plan = open_plan(plan_dir)
        area = one(folder.places, place, "--place", context) if place else ""
        now = standing(plan, read_record(plan_dir))
    except RecordError as error:
        say(tr(CHANGED, line=error.line), err=True)
        context.exit(NOT_KEPT)
    allowed = plan.inputs.config.approval.get(step, ())
    if not may_sign(plan.inputs.config.approval, step, role):
        values = {"role": role, "step": step_called(step), "roles": ", ".join(allowed)}
        say(tr("{role} may not sign {step}; who may: {roles}.", **values), err=True)
        context.exit(NOT_KEPT)
    missing = blocked_by(now, step)
    if missing:
        values = {"step": step_called(step), "missing": step_called(missing)}
        say(tr("{step} cannot be signed yet: {missing} is not complete.", **values), err=True)
        click.echo(tr("What is missing: allocator review status {plan}", plan=plan_dir), err=True)
        context.exit(NOT_KEPT)
    try:
        made = sign(plan_dir, step, area, clean(signer), clean(role), clean(comment), plan.hash)
    except OSError as error:
        reason = error.strerror or str(error)
        raise click.ClickException(tr("The record cannot be written: {reason}.", reason=reason)) from None
    _show(common, made.at, step, area, signer, role, plan.hash)


def _show(common: Common, at: str, step: str, place: str, name: str, role: str, plan: str) -> None:
    if common.json:
        from allocator.cli.findings import show_json

        show_json({"at": at, "step": step, "place": place, "name": name, "role": role, "plan": plan})
    elif not common.quiet:
        from allocator.cli.review_status import step_called

        where = f" ({place})" if place else ""
        values = {"step": step_called(step), "where": where, "name": name, "role": role, "at": at}
        say(tr("Signed: {step}{where}, {name}, {role}, {at}", **values))
