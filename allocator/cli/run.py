"""``allocator run``: from a scenario to a checked plan folder."""

from __future__ import annotations

import dataclasses
import datetime
import json
import shlex
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click

from allocator import language
from allocator.cli.base import NOT_KEPT, Common, Range, language_of_documents, number_option
from allocator.cli.base import command as make_command
from allocator.cli.repairs import repairs_of, show_repairs
from allocator.language import N_, tr

if TYPE_CHECKING:
    from allocator.analyse.repair import Repair
    from allocator.cli.progress import Progress
    from allocator.conflicts import Search
    from allocator.plan.plan import Plan
    from allocator.problem.problem import Problem
    from allocator.report.view import View
    from allocator.scenario.load import Inputs
    from allocator.verify import FolderVerification


@make_command(
    "run",
    N_("Compute the plan of a scenario, check it, and write it to a folder with a workbook and a report."),
    "allocator run scenarios/cao-bang-2019\nallocator run thu-nghiem --out plans/thu-nghiem-2 --seconds 300 --gap 0.01",
)
@click.argument("scenario", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help=N_("folder to write; plans/ and the name of the scenario if left out"),
)
@number_option("--seconds", Range(0, open=True), N_("stop after so many seconds, whatever the scenario says"))
@number_option("--gap", Range(0, 1), N_("a proven gap that is good enough, a share of one, whatever the scenario says"))
@number_option("--threads", Range(1, whole=True), N_("threads to use; the plan does not depend on it"))
def command(
    common: Common,
    scenario: Path,
    out: Path | None,
    seconds: float | None,
    gap: float | None,
    threads: int | None,
) -> None:
    """Read, solve, write, verify; then say what came out."""
    from rich.console import Console

    from allocator.cli.progress import Progress
    from allocator.plan.staging import FolderError, FolderRefused

    progress = Progress(None if common.quiet else Console(stderr=True))
    target = out or Path("plans") / _folder(scenario).resolve().name
    given = {"seconds": seconds, "gap": gap, "threads": threads}
    limits = {name: value for name, value in given.items() if value is not None}
    try:
        with progress.showing():
            view, failed, missed = _make(scenario, target, limits, progress)
    except FolderRefused as error:
        raise click.UsageError(str(error), click.get_current_context()) from None
    except FolderError as error:
        raise click.ClickException(str(error)) from None
    if failed:
        _show_failure(failed, target, common.json)
        click.get_current_context().exit(NOT_KEPT)
    repairs = None
    if not view.expectations["kept"] and not common.quiet:
        with progress.showing():
            repairs = repairs_of(view, target, progress)
    _show(view, missed, target, common, repairs)
    if not view.expectations["kept"]:
        click.get_current_context().exit(NOT_KEPT)


def _make(
    scenario: Path, target: Path, limits: dict[str, float], progress: Progress
) -> tuple[View, FolderVerification | None, Search | None]:
    """The finished plan; with it, where it is wrong, the verification that says so, and why it misses what it does."""
    from allocator.explain.explain import explained
    from allocator.network.warnings import earmark_warnings
    from allocator.plan.folder import fill
    from allocator.plan.staging import check_target, move, staged
    from allocator.problem.build import build
    from allocator.report.page import write_page
    from allocator.report.view import make_view
    from allocator.report.workbook import write_workbook
    from allocator.scenario.load import load
    from allocator.solve import solve
    from allocator.verify import verify_folder

    started = datetime.datetime.now(datetime.UTC)
    progress("reading")
    inputs = _limited(load(scenario), limits)
    check_target(target)
    progress("building")
    problem = build(inputs.tables, inputs.config)
    inputs = dataclasses.replace(inputs, findings=(*inputs.findings, *earmark_warnings(problem, inputs.tables)))
    plan = solve(problem, progress)
    missed = _missed(problem, plan, inputs, progress)
    progress("explaining")
    plan = explained(problem, plan, inputs.tables)
    progress("writing")
    plan = _timed(plan, progress)
    view = make_view(plan, inputs)
    documents = {"plan.xlsx": partial(write_workbook, view), "report.html": partial(write_page, view)}
    if missed and missed.found:
        documents["contradictions.csv"] = partial(_write_conflicts, missed)
    with staged(target) as temporary:
        with language.speaking(language_of_documents(inputs.config.language)):
            fill(temporary, plan, inputs, _command(scenario, target, limits), documents, started)
        progress("verifying")
        verification = verify_folder(temporary)
        if not verification.holds:
            move(temporary, _failed(target))
            return view, verification, missed
    return view, None, missed


def _missed(problem: Problem, plan: Plan, inputs: Inputs, progress: Progress) -> Search | None:
    """What contradicts what, where the plan misses something that a rule or decision asks for."""
    from allocator.conflicts import search, with_rows
    from allocator.tolerances import QUANTITY

    if plan.measures.rules_short <= QUANTITY:
        return None
    missed = search(problem, progress)
    return dataclasses.replace(missed, found=with_rows(missed.found, inputs.tables))


def _write_conflicts(missed: Search, path: Path) -> None:
    from allocator.conflicts import conflict_frame
    from allocator.plan.csvs import write_csv

    write_csv(conflict_frame(missed.found), path, guarded=("text",))


def _limited(inputs: Inputs, limits: dict[str, float]) -> Inputs:
    """The scenario with the limits of the command line in place of its own."""
    from allocator.scenario.config import Limits

    replaced = Limits(**(dataclasses.asdict(inputs.config.limits) | limits))
    return dataclasses.replace(inputs, config=dataclasses.replace(inputs.config, limits=replaced))


def _timed(plan: Plan, progress: Progress) -> Plan:
    own = ("reading", "building", "contradictions", "giving up", "explaining")
    before = {phase: seconds for phase, seconds in progress.seconds.items() if phase in own}
    return dataclasses.replace(plan, seconds=before | plan.seconds)


def _folder(scenario: Path) -> Path:
    return scenario.parent if scenario.name == "scenario.yaml" else scenario


def _failed(target: Path) -> Path:
    resolved = target.resolve()
    return resolved.with_name(resolved.name + ".failed")


def _command(scenario: Path, target: Path, limits: dict[str, float]) -> str:
    """The command line that makes this plan again."""
    options = [part for name, value in limits.items() for part in (f"--{name}", f"{value:.15g}")]
    return shlex.join(["allocator", "run", str(scenario), "--out", str(target), *options])


def _show(view: View, missed: Search | None, target: Path, common: Common, repairs: list[Repair] | None) -> None:
    from rich.console import Console

    from allocator.report.summary import WIDTH, show_summary

    if common.json:
        _show_json(missed, target, repairs)
    elif common.quiet:
        click.echo(str(target))
    else:
        show_summary(view, target, Console(width=WIDTH, highlight=False))
        _show_conflicts(missed)
        show_repairs(repairs or [], view)


def _show_json(missed: Search | None, target: Path, repairs: list[Repair] | None) -> None:
    """summary.json as it was written, with the contradictions where something is missed, and repairs."""
    from allocator.cli.findings import show_json
    from allocator.conflicts import conflict_records
    from allocator.plan.summary import SUMMARY

    summary = (target / SUMMARY).read_text(encoding="utf-8")
    if missed is None and repairs is None:
        click.echo(summary, nl=False)
        return
    found: dict[str, object] = {}
    if missed is not None:
        found = {"contradictions": conflict_records(missed.found), "contradictions_stopped": missed.stopped}
    if repairs is not None:
        found["repairs"] = [repair.record() for repair in repairs]
    show_json(json.loads(summary) | found)


def _show_conflicts(missed: Search | None) -> None:
    """Say what contradicts what, and where it can be read again."""
    from allocator.conflicts import conflict_lines

    if missed is None or not (missed.found or missed.stopped):
        return
    click.echo("")
    click.echo(click.style(tr("What rules, decisions and limits contradict"), bold=True))
    for line in conflict_lines(missed.found, missed.stopped):
        click.echo(line)
    if missed.found:
        click.echo(tr("The same as a table: contradictions.csv in the folder of the plan."))


def _show_failure(verification: FolderVerification, target: Path, as_json: bool) -> None:
    """Say why the plan was not put in its place."""
    from allocator.cli.findings import show_json
    from allocator.cli.verify import as_records, show_violations

    if as_json:
        show_json({"ok": False, "folder": str(_failed(target)), "violations": as_records(verification.violations)})
        return
    click.echo(tr("The plan that was computed breaks its own rules. Please report this."), err=True)
    show_violations(verification.violations, err=True)
    kept = _failed(target)
    click.echo(tr("It is kept in {kept} to look at; {target} is unchanged.", kept=kept, target=target), err=True)
