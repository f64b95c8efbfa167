"""``allocator review status``: how far the approval of a plan has come."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import click

from allocator.cli.base import NOT_KEPT, Common
from allocator.cli.base import command as make_command
from allocator.cli.wrapped import say
from allocator.language import N_, tr

if TYPE_CHECKING:
    from allocator.review.approval import Standing
    from allocator.review.reviewed import ReviewedPlan

WORDS = {
    "proposed": N_("proposed"),
    "reviewed": N_("reviewed"),
    "approved": N_("approved"),
    "released": N_("released"),
}


def step_called(step: str) -> str:
    """A step of the approval in the reader's language; in Vietnamese also as it is written on the command line."""
    word = tr(WORDS[step])
    return word if word == step else f"{word} ({step})"


@make_command(
    "status",
    N_("Show who signed which step of the approval of a plan, and what is still to be signed."),
    "allocator review status plans/cao-bang-2019",
)
@click.argument("plan_dir", type=click.Path(path_type=Path))
def command(common: Common, plan_dir: Path) -> None:
    """Read the record, check its chain, say what it comes to."""
    from allocator.plan.approvals import RecordError, read_record
    from allocator.review.approval import standing
    from allocator.review.reviewed import open_plan

    context = click.get_current_context()
    try:
        plan = open_plan(plan_dir)
        now = standing(plan, read_record(plan_dir))
    except RecordError as error:
        text = N_(
            "The record of signatures was changed: line {line} of approvals.jsonl does not follow from the one before."
        )
        say(tr(text, line=error.line), err=True)
        context.exit(NOT_KEPT)
    if common.json:
        _show_json(plan, now)
    else:
        _show(plan, now)


def _show_json(plan: ReviewedPlan, now: Standing) -> None:
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


def _show(plan: ReviewedPlan, now: Standing) -> None:
    """Each step with who signed it; for those to come, who may and what is missing."""
    from allocator.explain.reading import PlanFolder
    from allocator.plan.approvals import STEPS

    folder = PlanFolder(plan.folder)
    reached = STEPS.index(now.step) if now.step else -1
    for at, step in enumerate(STEPS):
        say(f"{'✓' if at <= reached else '–'} {step_called(step)}", bold=True)
        for each in (each for each in now.valid if each.step == step):
            where = f"{folder.place_name(each.place)}: " if each.place else ""
            said = f" “{each.comment}”" if each.comment else ""
            say(f"{where}{each.name}, {each.role}, {each.at}{said}", "    ", "      ")
        if at <= reached:
            continue
        roles = plan.inputs.config.approval.get(step, ())
        if roles:
            say(tr("who may sign: {roles}", roles=", ".join(roles)), "    ", "      ")
        if step == "reviewed" and now.unreviewed:
            names = "; ".join(folder.place_name(place) for place in now.unreviewed)
            say(tr("not reviewed yet: {places}", places=names), "    ", "      ")
    if now.stale:
        text = tr("Signatures that no longer count, because the plan was changed since: {count}", count=len(now.stale))
        say(text)
