"""The hash that a plan is known by: decisions and signatures are bound to it, and a changed plan has another."""

from __future__ import annotations

import hashlib
from pathlib import Path

INPUTS = "inputs"
PLAN = "plan.csv"


def plan_hash(folder: Path) -> str:
    """sha256, in hexadecimal, over the names and contents of ``plan.csv`` and of every input of the plan in ``folder``.

    Reports, timings and texts do not change it; any line, need, gift, rule or decision does. Raises
    ``FileNotFoundError`` where there is no ``plan.csv``.
    """
    inputs = sorted(path for path in (folder / INPUTS).rglob("*") if path.is_file())
    whole = hashlib.sha256()
    for path in (folder / PLAN, *inputs):
        name = path.relative_to(folder).as_posix().encode("utf-8")
        whole.update(b"%d:%s%s" % (len(name), name, hashlib.sha256(path.read_bytes()).digest()))
    return whole.hexdigest()
