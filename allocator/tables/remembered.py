"""What was found out about a table is not found out again for as long as the table lives.

The cases of a sweep, a front or a stress test differ in some tables and share the others. Frames of a scenario are
never written into: whoever changes one makes a new one. So the same frame means the same rows, and what a function of
frames gave for it still holds.
"""

from __future__ import annotations

import weakref
from collections import OrderedDict
from collections.abc import Callable
from functools import wraps
from threading import Lock
from typing import Any, ParamSpec, TypeVar

Asked = ParamSpec("Asked")
Found = TypeVar("Found")

BY_VALUE = (str, bool, tuple, frozenset, type(None))
"""Arguments of these types are the same where they are equal; all others, where they are one object."""

ROWS = 1_000_000
"""Rows of the tables that :class:`Recent` keeps alive: some dozens of a province, two of a country."""
LEAST = 1_000
"""Rows that a table counts as at least."""


class Recent:
    """Tables that were made last, by what they were made of; they and what is remembered of them stay alive."""

    def __init__(self) -> None:
        self._made: OrderedDict[tuple[object, ...], tuple[tuple[object, ...], Any, int]] = OrderedDict()
        self._rows = 0
        self._lock = Lock()  # a worker of a cluster may solve cases in several threads

    def get(self, *of: object) -> Any | None:
        """What was made ``of`` these; ``None`` if that is not known (any more)."""
        key = _key(of)
        with self._lock:
            if key not in self._made:
                return None
            self._made.move_to_end(key)
            return self._made[key][1]

    def keep(self, made: object, rows: int, *of: object) -> None:
        """Remember what was ``made``, and let the oldest go while all have more than ``ROWS`` rows."""
        key, rows = _key(of), max(rows, LEAST)
        with self._lock:
            self._rows += rows - self._made.pop(key, (of, made, 0))[2]
            self._made[key] = of, made, rows
            while self._rows > ROWS and len(self._made) > 1:
                _, (_, _, gone) = self._made.popitem(last=False)
                self._rows -= gone


def remembered(function: Callable[Asked, Found]) -> Callable[Asked, Found]:
    """``function`` of frames and of what was made of them, asked by position; ``TypeError`` where it is not.

    Its answers must not be written into, and must not hold what was asked: they would never be forgotten.
    """
    known: dict[tuple[object, ...], tuple[list[weakref.ref[Any]], Found]] = {}

    @wraps(function)
    def ask(*args: Asked.args, **kwargs: Asked.kwargs) -> Found:
        if kwargs:
            raise TypeError(f"{function.__name__} is remembered by position: give no argument by name")
        objects = [each for each in args if not isinstance(each, BY_VALUE)]
        key = _key(args)
        found = known.get(key)
        if found is not None and all(ref() is each for ref, each in zip(found[0], objects, strict=True)):
            return found[1]
        answer = function(*args, **kwargs)
        known[key] = [weakref.ref(each, lambda _: known.pop(key, None)) for each in objects], answer
        return answer

    return ask


def _key(asked: tuple[object, ...]) -> tuple[object, ...]:
    return tuple(each if isinstance(each, BY_VALUE) else id(each) for each in asked)
