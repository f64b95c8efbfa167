"""Cases solved in processes of this machine. A process that dies takes at most the case it was at with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context

from allocator.analyse.sweep.spec import Case
from allocator.analyse.sweep.work import Record, Work, failed, solve_cases
from allocator.language import N_, current, tr, use

DIED = N_("the process that solved it ended without a result (out of memory, or stopped from outside)")

NO_PROCESSES = N_(
    "No process can be started beside this one. In a script of your own put the call under "
    "if __name__ == '__main__':, save the script to a file, or take jobs=1."
)

_work: list[Work] = []
"""What this process works on: handed over once, when it starts."""

Chunk = Sequence[Case]


class NoProcessesError(Exception):
    """Processes end as soon as they start; the text says what to do."""


def solve_here(work: Work, chunks: Sequence[Chunk]) -> Iterator[list[Record]]:
    """The results, chunk after chunk, in this process."""
    for chunk in chunks:
        yield solve_cases(work, chunk)


def solve_in_processes(work: Work, chunks: Sequence[Chunk], jobs: int) -> Iterator[list[Record]]:
    """The results of the chunks as they are finished by ``jobs`` processes, each case exactly once.

    Raises :class:`NoProcessesError` where processes end before they have begun.
    """
    waiting = list(chunks)
    while waiting:
        done: list[Chunk] = []
        with _pool(work, jobs) as pool:
            ready = pool.submit(_ready)
            try:
                ready.result()
            except BrokenProcessPool:
                raise NoProcessesError(tr(NO_PROCESSES)) from None
            try:
                futures = {pool.submit(_solve, chunk): chunk for chunk in waiting}
                for future in as_completed(futures):
                    records = future.result()
                    done.append(futures[future])
                    yield records
            except BrokenProcessPool:
                pass  # which chunk it was is not known: the first of those left are tried alone, below
        finished = {chunk[0].number for chunk in done}
        waiting = [chunk for chunk in waiting if chunk[0].number not in finished]
        suspects, waiting = waiting[: 2 * jobs + 1], waiting[2 * jobs + 1 :]
        for chunk in suspects:
            yield from _alone(work, chunk)


def _alone(work: Work, chunk: Chunk) -> Iterator[list[Record]]:
    """The cases of a chunk one by one, each in a process of its own if the chunk cannot be solved whole."""
    try:
        with _pool(work, 1) as pool:
            records = pool.submit(_solve, chunk).result()
    except BrokenProcessPool:
        if len(chunk) == 1:
            yield [failed(work, chunk[0], tr(DIED))]
            return
        for case in chunk:
            yield from _alone(work, [case])
        return
    yield records


def _pool(work: Work, jobs: int) -> ProcessPoolExecutor:
    return ProcessPoolExecutor(jobs, get_context("spawn"), _begin, (work, current()))


def _begin(work: Work, language: str) -> None:
    use(language)
    _work[:] = [work]


def _ready() -> bool:
    """Whether this process has begun."""
    return bool(_work)


def _solve(chunk: Chunk) -> list[Record]:
    return solve_cases(_work[0], chunk)
