"""One job in a process of its own: seconds and peak memory, with a time limit. For Linux and macOS."""

from __future__ import annotations

import multiprocessing
import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from typing import Any

PREPARING = 600.0
"""Seconds a job may take to make its instance before the work to be timed begins."""


@dataclass(frozen=True)
class Measured:
    """What a job returned, the seconds its timed work took, and the peak memory of its whole process in MB."""

    result: Any
    seconds: float
    megabytes: float


class JobFailed(RuntimeError):
    """The job raised, or its process was killed: that is not the same as being too slow, and is never reported so."""


def measured(job: Callable[..., Any], *arguments: Any, limit: float | None = None) -> Measured | None:
    """Run ``job(*arguments)`` in a fresh process; ``None`` if its timed work takes more than ``limit`` seconds.

    ``job`` prepares its instance, calls ``start()`` (its first argument) when the work to be timed begins, and
    returns its result. The limit counts from ``start()`` too. Raises ``JobFailed`` if the process dies; what it
    raised is on its standard error.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, job, arguments))
    process.start()
    theirs.close()
    try:
        if not ours.poll(PREPARING):
            raise JobFailed(f"the instance was not ready after {PREPARING:.0f} s")
        ours.recv()
        if not ours.poll(limit):
            return None
        found: Measured = ours.recv()
        return found
    except EOFError:
        process.join(timeout=5)
        raise JobFailed(f"its process ended with exit code {process.exitcode} and no result") from None
    finally:
        process.kill()
        process.join()


def _run(pipe: Connection, job: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    begun = [0.0]

    def start() -> None:
        pipe.send(None)
        begun[0] = time.perf_counter()

    result = job(start, *arguments)
    seconds = time.perf_counter() - begun[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pipe.send(Measured(result, seconds, peak / (1e6 if sys.platform == "darwin" else 1e3)))
    pipe.close()
