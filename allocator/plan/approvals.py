"""``approvals.jsonl``: who signed which step of a plan's approval. Lines are only ever added, each chained to the last.

The record stands beside the plan and holds no secret: it shows what people said and when, and that nothing of it was
taken out or changed since. A signature holds for the plan whose hash it names and for no other.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

RECORD = "approvals.jsonl"
STEPS = ("proposed", "reviewed", "approved", "released")
"""The steps of an approval in their order."""
FIRST = "0" * 64
"""What the first signature is chained to."""


@dataclass(frozen=True)
class Signature:
    """One line of the record."""

    at: str
    """When, ISO 8601 with offset."""
    step: str
    place: str
    """For ``reviewed``: the place that was reviewed, with all below it; blank for the other steps."""
    name: str
    role: str
    comment: str
    plan: str
    """Hash of the plan that was signed."""
    previous: str
    """sha256 of the line before."""


class RecordError(Exception):
    """The record was changed or cannot be read; ``line`` is the first that does not fit."""

    def __init__(self, line: int) -> None:
        self.line = line
        super().__init__(f"{RECORD}: {line}")


def read_record(folder: Path) -> tuple[Signature, ...]:
    """The signatures in ``folder``, none where there is no record. Raises :class:`RecordError` where it was changed."""
    path = folder / RECORD
    if not path.is_file():
        return ()
    found = []
    previous = FIRST
    for number, line in enumerate(path.read_bytes().splitlines(), start=1):
        signature = _parsed(line)
        if signature is None or signature.previous != previous:
            raise RecordError(number)
        found.append(signature)
        previous = hashlib.sha256(line).hexdigest()
    return tuple(found)


def _parsed(line: bytes) -> Signature | None:
    try:
        stated = json.loads(line.decode("utf-8"))
    except (ValueError, RecursionError):
        return None
    names = set(Signature.__dataclass_fields__)
    if (
        not isinstance(stated, dict)
        or set(stated) != names
        or not all(isinstance(each, str) for each in stated.values())
    ):
        return None
    return Signature(**stated) if stated["step"] in STEPS else None


def sign(folder: Path, step: str, place: str, name: str, role: str, comment: str, plan: str) -> Signature:
    """Add a signature to the record. Raises :class:`RecordError` where it was changed, ``OSError`` if it is closed."""
    read_record(folder)
    path = folder / RECORD
    lines = path.read_bytes().splitlines() if path.is_file() else []
    signature = Signature(
        at=datetime.datetime.now(datetime.UTC).astimezone().isoformat(timespec="seconds"),
        step=step,
        place=place,
        name=name,
        role=role,
        comment=comment,
        plan=plan,
        previous=hashlib.sha256(lines[-1]).hexdigest() if lines else FIRST,
    )
    line = json.dumps(asdict(signature), ensure_ascii=False).encode("utf-8")
    with path.open("ab") as stream:
        stream.write(line + b"\n")
        stream.flush()
        os.fsync(stream.fileno())
    return signature


def may_sign(roles: Mapping[str, tuple[str, ...]], step: str, role: str) -> bool:
    """Whether ``role`` may sign ``step``: one of the scenario's roles for it, or anybody where it names none."""
    allowed = roles.get(step, ())
    return not allowed or role.casefold().strip() in (each.casefold().strip() for each in allowed)
