"""The record of signatures: every line chained to the one before, every signature by a role that may sign."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from pathlib import Path

from allocator.verify.hashes import APPROVALS, INPUTS
from allocator.verify.violation import Violation

FIELDS = frozenset({"at", "step", "place", "name", "role", "comment", "plan", "previous"})


def check(folder: Path, roles: Mapping[str, tuple[str, ...]]) -> list[Violation]:
    """Lines that do not follow from the one before; signatures of roles that may not; signatures of another plan."""
    path = folder / APPROVALS
    if not path.is_file():
        return []
    plan = _hash(folder)
    previous = "0" * 64
    violations: list[Violation] = []
    stale = 0
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        stated = _read(line)
        if stated is None or stated["previous"] != previous:
            return [*violations, Violation("approvals-changed", str(number))]
        previous = hashlib.sha256(line).hexdigest()
        allowed = [role.casefold().strip() for role in roles.get(stated["step"], ())]
        if stated["plan"] != plan:
            stale += 1
        elif allowed and stated["role"].casefold().strip() not in allowed:
            found = {"role": stated["role"], "step": stated["step"]}
            violations.append(Violation("approvals-role", str(number), found))
    return violations + ([Violation("approvals-stale", APPROVALS, {"count": stale})] if stale else [])


def _read(line: bytes) -> dict[str, str] | None:
    try:
        stated = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    if (
        not isinstance(stated, dict)
        or set(stated) != FIELDS
        or not all(isinstance(each, str) for each in stated.values())
    ):
        return None
    return stated


def _hash(folder: Path) -> str:
    """The hash of the plan: over names and contents of plan.csv, then of every input by name."""
    inputs = sorted(path for path in (folder / INPUTS).rglob("*") if path.is_file())
    whole = hashlib.sha256()
    for path in (folder / "plan.csv", *inputs):
        name = path.relative_to(folder).as_posix().encode("utf-8")
        whole.update(b"%d:%s%s" % (len(name), name, hashlib.sha256(path.read_bytes()).digest()))
    return whole.hexdigest()
