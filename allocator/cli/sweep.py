"""``allocator sweep``: many cases of one scenario."""

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

SHOWN = 5
"""Failed cases that are named on the terminal."""


@make_command(
    "sweep",
    N_(
        "Solve many cases of a scenario: every combination, or a sample, of what a YAML file varies. "
        "An interrupted sweep goes on with the cases that are missing."
    ),
    "allocator sweep scenarios/sweeps/cao-bang-2019.yaml --out sweeps/cao-bang --jobs 2\n"
    "allocator sweep thu.yaml --scheduler tcp://10.0.0.5:8786",
)
@click.argument("spec", type=click.Path(path_type=Path))
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    help=N_("folder of the results; sweeps/ and the name of the file if left out"),
)
@number_option("--jobs", Range(1, whole=True), N_("processes to use; as many as there are processors if left out"))
@click.option("--scheduler", help=N_("address of the scheduler of a Dask cluster that solves the cases instead"))
def command(common: Common, spec: Path, out: Path | None, jobs: float | None, scheduler: str | None) -> None:
    """Solve what is missing, and say what came out."""
    import shlex

    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TimeRemainingColumn

    from allocator.analyse.sweep.cluster import ClusterError
    from allocator.analyse.sweep.local import NoProcessesError
    from allocator.analyse.sweep.run import sweep
    from allocator.cli.findings import show_json
    from allocator.plan.staging import NOT_WRITABLE, FolderRefused

    target = out or Path("sweeps") / spec.stem
    told = ["allocator", "sweep", str(spec), "--out", str(target), *(["--scheduler", scheduler] if scheduler else [])]
    console = Console(stderr=True)
    shown = console.is_terminal and not common.quiet
    with Progress(BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(), console=console, disable=not shown) as bar:
        task = bar.add_task("")
        try:
            results = sweep(
                spec,
                target,
                None if jobs is None else int(jobs),
                scheduler,
                lambda done, total: bar.update(task, completed=done, total=total),
                shlex.join(told),
            )
        except FolderRefused as error:
            raise click.UsageError(str(error), click.get_current_context()) from None
        except (ClusterError, NoProcessesError) as error:
            raise click.ClickException(str(error)) from None
        except OSError as error:
            raise click.ClickException(tr(NOT_WRITABLE, folder=target, reason=error.strerror or error)) from None
    if common.json:
        show_json(results.astype(object).where(results.notna(), None).to_dict("records"))
    elif common.quiet:
        click.echo(str(target))
    else:
        _show(results, target)


def _show(results: pd.DataFrame, target: Path) -> None:
    wrong = results[results["status"] == "failed"]
    count = {"cases": number(len(results)), "failed": number(len(wrong))}
    say(tr("{cases} cases, {failed} of them failed.", **count), bold=True)
    for row in wrong.head(SHOWN).to_dict("records"):
        say(tr("case {number}: {error}", number=row["case"], error=row["error"]), "  - ", "    ")
    told = ["unmet_value", "coverage_min", "coverage_mean", "overlap"]
    for name in [name for name in told if name in results]:
        low, high = float(results[name].min()), float(results[name].max())
        say(f"{name}: {_short(low)} … {_short(high)}", "  ", "    ")
    say(tr("Written to {folder}: results.csv (one row a case), provenance.json.", folder=target))


def _short(value: float) -> str:
    return number(value, 3 if abs(value) <= 10 and value % 1 else 0)
