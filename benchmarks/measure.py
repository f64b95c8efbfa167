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


@dataclass(frozen=True)
class Measured:
    """What a job returned, the seconds it says it took, and the peak memory of its process in MB."""

    result: Any
    seconds: float
    megabytes: float


def measured(job: Callable[..., Any], *arguments: Any, limit: float | None = None) -> Measured | None:
    """Run ``job(*arguments)`` in a fresh process; ``None`` if it did not finish within ``limit`` seconds.

    Raises ``RuntimeError`` if the process ended without a result.

    ``job`` prepares its instance, calls ``start()`` (its first argument) when the work to be timed begins, and
    returns its result.
    """
    context = multiprocessing.get_context("spawn")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_run, args=(theirs, job, arguments))
    process.start()
    theirs.close()
    try:
        return ours.recv() if ours.poll(limit) else None
    except EOFError:
        raise RuntimeError(f"{job.__name__} ended without a result") from None
    finally:
        process.join(timeout=5)
        process.kill()
        process.join()


def _run(pipe: Connection, job: Callable[..., Any], arguments: tuple[Any, ...]) -> None:
    begun = [time.perf_counter()]

    def start() -> None:
        begun[0] = time.perf_counter()

    result = job(start, *arguments)
    seconds = time.perf_counter() - begun[0]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    pipe.send(Measured(result, seconds, peak / (1e6 if sys.platform == "darwin" else 1e3)))
    pipe.close()
