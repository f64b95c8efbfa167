"""A folder is written whole or not at all: beside its place first, then moved there."""

from __future__ import annotations

import os
import re
import shutil
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from allocator.language import N_, tr
from allocator.plan.approvals import RECORD

MARK = "provenance.json"
"""The file that tells a plan folder from any other folder."""

IN_USE = N_(
    "{folder} cannot be replaced: a file in it is open in another program, such as Excel, or the folder is "
    "protected ({reason}). Close it and run again. What was there is unchanged."
)
NOT_WRITABLE = N_("{folder} cannot be written: {reason}. Choose another folder with --out.")
NOT_A_PLAN = N_("{folder} exists and is not a plan folder; nothing was written. Choose another folder with --out.")
IS_A_FILE = N_("{folder} is a file, not a folder; nothing was written. Choose another folder with --out.")


KEPT = (RECORD,)
"""Files of a plan folder that the plan that takes its place inherits: signatures are not lost by running again."""


class FolderError(Exception):
    """A folder cannot be written; the text says why and what to do, in the current language."""


class FolderRefused(FolderError):
    """What stands in the way is of another kind and is left alone."""


def check_target(out: Path, mark: str = MARK, strange: str = NOT_A_PLAN) -> None:
    """Make sure that ``out`` is free or an older folder of its kind, told by its file ``mark``.

    Raises :class:`FolderRefused` for anything else; ``strange`` is the message for another folder.
    """
    out = out.resolve()
    if out.is_dir():
        if not (out / mark).is_file() and any(out.iterdir()):
            raise FolderRefused(tr(strange, folder=out))
    elif out.exists():
        raise FolderRefused(tr(IS_A_FILE, folder=out))


@contextmanager
def staged(out: Path, mark: str = MARK, strange: str = NOT_A_PLAN) -> Iterator[Path]:
    """A temporary folder beside ``out`` that takes its place when the ``with`` block ends well, and is gone if not.

    ``mark`` and ``strange`` as in :func:`check_target`. Raises :class:`FolderError` where ``out`` cannot be written or
    replaced; what was there is then unchanged. A block that moves the temporary folder away itself leaves ``out`` as it
    was.
    """
    out = out.resolve()
    tidy(out, mark)
    check_target(out, mark, strange)
    temporary = out.parent / f".{out.name}.tmp-{os.getpid()}"
    try:
        shutil.rmtree(temporary, ignore_errors=True)
        temporary.mkdir(parents=True)
        yield temporary
        if temporary.is_dir():
            move(temporary, out, mark, strange)
    except OSError as error:
        raise FolderError(tr(NOT_WRITABLE, folder=out, reason=error.strerror or error)) from error
    finally:
        shutil.rmtree(temporary, ignore_errors=True)


@contextmanager
def filled(out: Path) -> Iterator[tuple[Path, list[Path]]]:
    """A temporary folder whose files are added to ``out`` when the ``with`` block ends well; the list then names them.

    What else is in ``out`` stays. Raises :class:`FolderError` where ``out`` cannot be written.
    """
    files: list[Path] = []
    if out.is_file():
        raise FolderRefused(tr(IS_A_FILE, folder=out))
    try:
        out.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=out, prefix=".adding-") as temporary:
            beside = Path(temporary)
            yield beside, files
            for file in sorted(path for path in beside.rglob("*") if path.is_file()):
                target = out / file.relative_to(beside)
                target.parent.mkdir(exist_ok=True)
                file.replace(target)
                files.append(target)
    except OSError as error:
        raise FolderError(tr(NOT_WRITABLE, folder=out, reason=error.strerror or error)) from None


def move(new: Path, out: Path, mark: str = MARK, strange: str = NOT_A_PLAN) -> None:
    """Put folder ``new`` in the place of ``out``; if that fails at any point the old folder is back in its place.

    No system replaces a full folder in one step everywhere, so it takes two renames. A process killed between them
    leaves the old folder under a temporary name, from which :func:`tidy` brings it back.
    """
    check_target(out, mark, strange)
    for name in KEPT:
        if (out / name).is_file() and not (new / name).exists():
            shutil.copyfile(out / name, new / name)
    old = out.parent / f".{out.name}.old-{os.getpid()}"
    replaces = out.exists()
    try:
        if replaces:
            out.replace(old)
        new.replace(out)
    except BaseException as error:
        if old.exists() and not out.exists():
            old.replace(out)
        if isinstance(error, PermissionError) and replaces:
            raise FolderError(tr(IN_USE, folder=out, reason=error.strerror or error)) from error
        raise
    shutil.rmtree(old, ignore_errors=True)


def tidy(out: Path, mark: str = MARK) -> None:
    """Remove what runs that were killed left beside ``out``; a folder they had moved aside goes back to its place."""
    out = out.resolve()
    for left in sorted(out.parent.glob(f".{_literal(out.name)}.*-*")):
        found = re.fullmatch(r"(tmp|old)-(\d+)", left.name[len(out.name) + 2 :])
        if not found or _is_running(int(found[2])):
            continue
        if found[1] == "old" and not out.exists() and (left / mark).is_file():
            left.replace(out)
        else:
            shutil.rmtree(left, ignore_errors=True)


def _literal(name: str) -> str:
    """``name`` for use in a glob pattern."""
    return re.sub(r"([\[?*])", r"[\1]", name)


if sys.platform == "win32":

    def _is_running(process: int) -> bool:
        import ctypes

        handle = ctypes.windll.kernel32.OpenProcess(0x1000, False, process)
        if handle:
            ctypes.windll.kernel32.CloseHandle(handle)
        return bool(handle)

else:

    def _is_running(process: int) -> bool:
        try:
            os.kill(process, 0)
        except ProcessLookupError:
            return False
        except (PermissionError, OverflowError):
            return True
        return True
