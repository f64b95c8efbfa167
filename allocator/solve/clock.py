"""Seconds spent in each phase of a solve, and how much time a search has."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass


class Clock:
    """Tells ``progress`` when a phase begins, and remembers how long each took."""

    def __init__(self, progress: Callable[[str], None] | None, begun: float) -> None:
        self.begun = begun
        """``time.perf_counter()`` when the solve began."""
        self._progress = progress
        self._since = begun
        self._phase = ""
        self._seconds: dict[str, float] = {}

    def start(self, phase: str) -> None:
        """End the phase before and begin ``phase``."""
        self.stop()
        self._phase, self._since = phase, time.perf_counter()
        if self._progress:
            self._progress(phase)

    def stop(self) -> dict[str, float]:
        """End the current phase; the seconds of all phases so far."""
        if self._phase:
            self._seconds[self._phase] = round(time.perf_counter() - self._since, 3)
        return dict(self._seconds)


@dataclass(frozen=True)
class Timing:
    """Points in time, as ``time.perf_counter()`` tells it."""

    hurry: float
    """From here on what can be done at once is not done a little at a time."""
    deadline: float

    @property
    def patient(self) -> bool:
        """Whether there is time to go a little at a time."""
        return time.perf_counter() < self.hurry

    @property
    def left(self) -> float:
        """Seconds left."""
        return self.deadline - time.perf_counter()
