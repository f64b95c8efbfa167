"""``allocator review status``: how far the approval of a plan has come."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import click

from allocator.cli.base import NOT_KEPT, WRONG_INPUT, Common
from allocator.cli.base import command as make_command
from allocator.cli.wrapped import say
from allocator.language import N_, tr

WORDS = {
    "proposed": N_("proposed"),
    "reviewed": N_("reviewed"),
    "approved": N_("approved"),
    "released": N_("released"),
}


@make_command(
    "status",
    N_("Show who signed which step of the approval of a plan, and what is still to be signed."),
    "allocator review status plans/cao-bang-2019",
)
@click.argument("plan_dir", type=click.Path(path_type=Path))
def command(common: Common, plan_dir: Path) -> None:
    """Read the record, check its chain, say what it comes to."""
    from allocator.explain.reading import NotAPlanError, PlanFolder
    from allocator.plan.approvals import STEPS, RecordError, read_record
    from allocator.review.approval import standing
    from allocator.review.reviewed import open_plan

    context = click.get_current_context()
    try:
        plan = open_plan(plan_dir)
        now = standing(plan, read_record(plan_dir))
    except NotAPlanError as error:
        click.echo(str(error), err=True)
        context.exit(WRONG_INPUT)
    except RecordError as error:
        text = N_(
            "The record of signatures was changed: line {line} of approvals.jsonl does not follow from the one before."
        )
        click.echo(tr(text, line=error.line), err=True)
        context.exit(NOT_KEPT)
    if common.json:
        from allocator.cli.findings import show_json

        show_json(
            {
                "plan": plan.hash,
                "step": now.step,
                "signatures": [dataclasses.asdict(each) for each in now.valid],
                "stale": [dataclasses.asdict(each) for each in now.stale],
                "unreviewed": list(now.unreviewed),
                "roles": {step: list(roles) for step, roles in plan.inputs.config.approval.items()},
            }
        )
        return
    folder = PlanFolder(plan_dir)
    reached = STEPS.index(now.step) if now.step else -1
    for at, step in enumerate(STEPS):
        mine = [each for each in now.valid if each.step == step]
        say(f"{'✓' if at <= reached else '–'} {tr(WORDS[step])}", bold=True)
        for each in mine:
            where = f"{folder.place_name(each.place)}: " if each.place else ""
            said = f" “{each.comment}”" if each.comment else ""
            say(f"{where}{each.name}, {each.role}, {each.at}{said}", "    ", "      ")
        roles = plan.inputs.config.approval.get(step, ())
        if at > reached and roles:
            say(tr("who may sign: {roles}", roles=", ".join(roles)), "    ", "      ")
        if step == "reviewed" and now.unreviewed and at > reached:
            names = "; ".join(folder.place_name(place) for place in now.unreviewed)
            say(tr("not reviewed yet: {places}", places=names), "    ", "      ")
    if now.stale:
        text = tr("Signatures that no longer count, because the plan was changed since: {count}", count=len(now.stale))
        say(text)
