"""``provenance.json``: what a plan was made from, with what, and the hash of everything in its folder."""

from __future__ import annotations

import datetime
import hashlib
import platform
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from allocator.plan.resolved import resolved_settings
from allocator.plan.staging import MARK
from allocator.scenario.load import Inputs
from allocator.version import __version__

PACKAGES = ("numpy", "pandas", "ortools")


def provenance(folder: Path, inputs: Inputs, command: str, started: datetime.datetime) -> dict[str, Any]:
    """The content of ``provenance.json`` for the finished ``folder``; times are UTC."""
    return {
        "scenario": inputs.config.name,
        "command": command,
        "started": _stamp(started),
        "finished": _stamp(datetime.datetime.now(datetime.UTC)),
        "inputs": [{"name": file.name, "sha256": file.sha256} for file in inputs.files],
        "outputs": digests(folder),
        "settings": resolved_settings(inputs.config),
        "versions": versions(),
    }


def digests(folder: Path) -> dict[str, str]:
    """sha256 of every file in ``folder`` and below, by its path from there; the provenance itself is left out."""
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    names = {path.relative_to(folder).as_posix(): path for path in paths}
    return {name: hashlib.sha256(path.read_bytes()).hexdigest() for name, path in names.items() if name != MARK}


def versions() -> dict[str, str]:
    """Versions of the program, of what it computes with, and of the system."""
    found = {"allocator": __version__, "python": platform.python_version(), "platform": platform.platform(terse=True)}
    for package in PACKAGES:
        try:
            found[package] = version(package)
        except PackageNotFoundError:
            found[package] = "unknown"
    return found


def _stamp(moment: datetime.datetime) -> str:
    return moment.astimezone(datetime.UTC).isoformat(timespec="seconds")
