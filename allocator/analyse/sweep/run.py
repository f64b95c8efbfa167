"""``sweep``: every case of a sweep solved once, here, in processes or on a cluster; it goes on where it was stopped."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable
from pathlib import Path

import pandas as pd

from allocator.analyse.sweep.cluster import solve_on_cluster
from allocator.analyse.sweep.folder import SweepFolder
from allocator.analyse.sweep.local import Chunk, solve_here, solve_in_processes
from allocator.analyse.sweep.spec import Case, Spec, read_spec
from allocator.analyse.sweep.work import Work
from allocator.scenario.change import changed
from allocator.scenario.load import Inputs, load

CHUNK = 10
"""Cases of a chunk at most: what an interruption may cost."""


def sweep(
    spec: Spec | str | Path,
    out: str | Path,
    jobs: int | None = None,
    scheduler: str | None = None,
    progress: Callable[[int, int], None] | None = None,
    command: str = "allocator.sweep",
) -> pd.DataFrame:
    """One row for each case of ``spec``: case, the value of each axis, status, error, measures, overrides, seconds.

    Results are kept in the folder ``out`` as they come; a sweep that was interrupted goes on with the cases that are
    missing there. ``jobs`` processes solve them (as many as there are processors if left out; 1: this one), or the
    Dask cluster whose ``scheduler`` is given. ``progress`` is told how many of how many are done. Raises
    ``InputErrors`` where scenario or sweep are wrong, ``FolderRefused`` where ``out`` holds something else.

    >>> import allocator as al, tempfile
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     results = al.sweep("scenarios/sweeps/first-steps.yaml", folder + "/sweep", jobs=1)
    >>> results[["cash", "coverage_min"]].values.tolist()
    [[0.0, 0.335], [1.0, 0.5]]
    """
    started = datetime.datetime.now(datetime.UTC)
    told = spec if isinstance(spec, Spec) else read_spec(spec)
    inputs = load(told.scenario)
    folder = SweepFolder(Path(out), told, inputs, command)
    cases = told.cases()
    known = {int(record["case"]) for record in folder.kept()}
    left = [case for case in cases if case.number not in known]
    done = len(cases) - len(left)
    if progress:
        progress(done, len(cases))
    count = max(1, jobs or os.cpu_count() or 1)
    work = _work(told, inputs)
    chunks = _chunks(left, count)
    if scheduler:
        found = solve_on_cluster(work, chunks, scheduler)
    else:
        found = solve_here(work, chunks) if count == 1 else solve_in_processes(work, chunks, count)
    for records in found:
        folder.keep(records)
        done += len(records)
        if progress:
            progress(done, len(cases))
    return folder.finish(started, scheduler or f"{count} processes")


def _work(spec: Spec, inputs: Inputs) -> Work:
    return Work(
        inputs=changed(inputs, (), spec.settings),
        axes=tuple(axis.name for axis in spec.axes),
        measures=spec.measures,
        plans=spec.plans,
    )


def _chunks(cases: list[Case], jobs: int) -> list[Chunk]:
    """Chunks of at most ``CHUNK`` cases, and so small that every process has some."""
    size = max(1, min(CHUNK, len(cases) // (4 * jobs)))
    return [cases[first : first + size] for first in range(0, len(cases), size)]
