"""What is said of a plan folder that cannot be read."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from allocator.language import N_, tr

MISSING = N_("{folder} is not a plan folder: {file} is missing. Give the folder that allocator run wrote.")
BROKEN = N_("{file} does not hold what allocator run writes there. Run the plan again.")


class PlanFileError(Exception):
    """A file of a plan folder is missing or is not what a run writes; the text says which, in the current language."""


class MissingPlanFileError(PlanFileError, FileNotFoundError):
    """A file of a plan folder is missing."""


@contextmanager
def reading(folder: Path, file: str) -> Iterator[Path]:
    """Read ``file`` of ``folder`` inside a ``with`` block: what goes wrong is a :class:`PlanFileError`."""
    try:
        yield folder / file
    except FileNotFoundError as error:
        raise MissingPlanFileError(tr(MISSING, folder=folder, file=file)) from error
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise PlanFileError(tr(BROKEN, file=folder / file)) from error
