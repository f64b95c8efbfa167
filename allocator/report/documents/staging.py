"""Files added to a folder: written beside it first, then moved in; what else is there stays."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from allocator.language import tr
from allocator.plan.staging import NOT_WRITABLE, FolderError


@contextmanager
def filled(out: Path) -> Iterator[tuple[Path, list[Path]]]:
    """A temporary folder whose files move to ``out`` when the ``with`` block ends well; the list then names them.

    Raises :class:`FolderError` where ``out`` cannot be written.
    """
    files: list[Path] = []
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out, prefix=".documents-") as temporary:
            beside = Path(temporary)
            yield beside, files
            for file in sorted(path for path in beside.rglob("*") if path.is_file()):
                target = out / file.relative_to(beside)
                target.parent.mkdir(exist_ok=True)
                file.replace(target)
                files.append(target)
    except OSError as error:
        raise FolderError(tr(NOT_WRITABLE, folder=out, reason=error)) from None
