"""The files of a plan folder are the ones that were written, byte for byte."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from allocator.verify.violation import Violation

PROVENANCE = "provenance.json"
INPUTS = "inputs"
APPROVALS = "approvals.jsonl"
"""The record of signatures: it grows after the plan was written, and is checked by itself."""
JUDGED = frozenset({"plan.csv", "unmet.csv", "coverage.csv", "lots.csv", "certificate.csv", "summary.json"})
"""The files that are verified, and so must be the ones that were written."""


def check(folder: Path, provenance: Mapping[str, object]) -> list[Violation]:
    """Files that provenance names and that are missing or edited, and files it does not name."""
    stated = _stated(provenance)
    violations: list[Violation] = []
    for name, digest in sorted(stated.items()):
        path = folder / name
        if PurePosixPath(name).is_absolute() or ".." in PurePosixPath(name).parts:
            violations.append(Violation("file-outside", name))
        elif not path.is_file():
            violations.append(Violation("file-missing", name))
        elif _digest(path) != digest.lower():
            violations.append(Violation("file-edited", name))
    present = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    strange = present - set(stated) - {PROVENANCE, APPROVALS}
    return violations + [Violation(_unlisted(name), name) for name in sorted(strange)]


def _unlisted(name: str) -> str:
    """The code for a file that provenance does not name."""
    if name in JUDGED:
        return "file-unlisted"
    return "input-unlisted" if name.startswith(INPUTS + "/") else "file-extra"


def _stated(provenance: Mapping[str, object]) -> dict[str, str]:
    """Digest by file name, from ``outputs`` ({name: sha256}) or ``files`` (a list of {name, sha256})."""
    outputs, files = provenance.get("outputs"), provenance.get("files")
    stated: dict[str, str] = {}
    if isinstance(outputs, dict):
        stated |= {str(name): str(digest) for name, digest in outputs.items()}
    if isinstance(files, list):
        stated |= {str(row.get("name")): str(row.get("sha256")) for row in files if isinstance(row, dict)}
    return stated


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
