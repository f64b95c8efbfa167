"""``allocator review import``: decisions read back, priced, and made a scenario."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from allocator.cli.base import WRONG_INPUT, Common, Range, number_option
from allocator.cli.base import command as make_command
from allocator.language import N_, number, tr

if TYPE_CHECKING:
    from allocator.review.importing import Imported
    from allocator.review.prices import Priced
    from allocator.review.reviewed import ReviewedPlan

SHOWN = 40
"""Changes that are listed before the rest is only counted."""


@make_command(
    "import",
    N_("Read decisions back from workbooks and decisions files, say what they cost, and make a scenario of them."),
    "allocator review import plans/cao-bang-2019 bao-lac.xlsx decisions-lan.json --out reviews/autumn\n"
    "allocator run reviews/autumn --out plans/cao-bang-2019-v2",
)
@click.argument("plan_dir", type=click.Path(path_type=Path))
@click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
@click.option("--out", type=click.Path(path_type=Path), help=N_("scenario folder to write; nothing is written without"))
@click.option("--replan", type=click.Path(path_type=Path), help=N_("folder to write the new plan to; needs --out"))
@number_option("--most", Range(0, whole=True), N_("so many lines of the plan may change; any number if left out"))
@click.option(
    "--last-word", multiple=True, help=N_("reviewer or role whose decision holds where several disagree; repeatable")
)
@click.option("--partly", is_flag=True, help=N_("go on with what is right where something is wrong or open"))
@number_option("--seconds", Range(0), N_("time to find out what the decisions cost; 30, and 0 for not at all"))
def command(
    common: Common,
    plan_dir: Path,
    files: tuple[Path, ...],
    out: Path | None,
    replan: Path | None,
    most: float | None,
    last_word: tuple[str, ...],
    partly: bool,
    seconds: float | None,
) -> None:
    """Read everything, tell everything, write the scenario."""
    from allocator.review.importing import import_files
    from allocator.review.reviewed import open_plan
    from allocator.review.scenario import write_scenario

    context = click.get_current_context()
    if replan is not None and (out is None or common.json):
        raise click.UsageError(tr("--replan needs --out, and no --json."), context)
    plan = open_plan(plan_dir)
    imported = import_files(plan, files, last_word)
    stopped = bool(imported.errors or imported.merged.open) and not partly
    priced = None if stopped else _prices(plan, imported, 30.0 if seconds is None else seconds, common)
    if out is not None and not stopped:
        write_scenario(plan, imported, out, None if most is None else int(most))
    written = out if out is not None and not stopped else None
    if common.json:
        _show_json(plan, imported, priced, written)
    else:
        _show(plan, imported, priced, written, common)
    if written is not None and replan is not None:
        _plan_again(context, written, replan, common)
    if imported.errors or imported.merged.open:
        context.exit(WRONG_INPUT)


def _plan_again(context: click.Context, scenario: Path, out: Path, common: Common) -> None:
    """What ``allocator run`` does with the scenario that was written."""
    from allocator.cli.run import command as run

    options = {"seconds": None, "gap": None, "threads": None}
    context.invoke(
        run, scenario=scenario, out=out, as_json=False, quiet=common.quiet, verbose=common.verbose, **options
    )


def _prices(plan: ReviewedPlan, imported: Imported, seconds: float, common: Common) -> Priced | None:
    from rich.console import Console

    from allocator.cli.progress import Progress
    from allocator.review.prices import price

    if seconds <= 0 or not imported.merged.decisions:
        return None
    progress = Progress(None if common.quiet or common.json else Console(stderr=True))
    with progress.showing():
        return price(plan, imported.merged.decisions, seconds, progress)


def _show_json(plan: ReviewedPlan, imported: Imported, priced: Priced | None, written: Path | None) -> None:
    from allocator.cli.findings import as_records, show_json
    from allocator.report.review import change_records, priced_record
    from allocator.review.scenario import record

    found = record(plan, imported)
    del found["refused"]
    show_json(
        {
            "ok": not (imported.errors or imported.merged.open),
            "scenario": None if written is None else str(written),
            **found,
            "changes": change_records(plan, imported.merged.decisions),
            "prices": None if priced is None else priced_record(priced),
            "problems": as_records(imported.problems),
        }
    )


def _show(plan: ReviewedPlan, imported: Imported, priced: Priced | None, written: Path | None, common: Common) -> None:
    from allocator.cli.findings import show_list
    from allocator.cli.wrapped import say
    from allocator.report.review import change_lines, disagreement_lines, priced_lines, remark_lines

    if imported.problems:
        show_list(imported.problems, err=True)
    if not common.quiet:
        texts = change_lines(plan, imported.merged.decisions)
        say(tr("Decisions that hold: {count}", count=number(len(texts))), bold=True)
        for text in texts[:SHOWN]:
            say(text, "  - ", "    ")
        if len(texts) > SHOWN:
            say(tr("… and {count} more; --json lists all.", count=number(len(texts) - SHOWN)), "    ", "    ")
    for title, lines in (
        (N_("Where reviewers disagree"), disagreement_lines(plan, imported.merged.disagreements)),
        (N_("Comments without a decision"), remark_lines(plan, imported.remarks)),
    ):
        if lines:
            say(tr(title), bold=True)
        for line in lines:
            say(line, "  - ", "    ")
    if priced is not None and not common.quiet:
        for told in priced_lines(plan, priced):
            indent = "  " * told.depth
            say(told.text, indent + ("- " if told.depth else ""), indent + "  ", bold=told.depth == 0)
    if written is not None:
        click.echo(tr("Written: {folder}. Make the new plan with: allocator run {folder}", folder=written))
    elif imported.errors or imported.merged.open:
        text = N_(
            "Nothing was written. Put right what is listed; where reviewers disagree, let them agree or give "
            "--last-word. --partly goes on without what is wrong or open."
        )
        say(tr(text))
