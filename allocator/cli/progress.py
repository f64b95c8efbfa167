"""What a run is doing, on a terminal only, and how long each phase took."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager

from rich.console import Console

from allocator.language import N_, tr

PHASES = {
    "reading": N_("reading the scenario"),
    "building": N_("netting needs"),
    "network": N_("laying out where each gift may go"),
    "fair": N_("least unmet need, then fairness"),
    "whole": N_("whole packs"),
    "attribution": N_("which gift serves which need"),
    "overlap": N_("fewer providers in one place, within the time limit"),
    "bound": N_("how few there could be"),
    "ground": N_("looking at the plan before"),
    "near": N_("working in the decisions with few other changes"),
    "levels": N_("every aim in turn, exactly, within the time limit"),
    "contradictions": N_("looking for what contradicts what"),
    "giving up": N_("what giving up each of them would change"),
    "repairing": N_("what would make the plan keep what is expected"),
    "explaining": N_("why needs are not met"),
    "writing": N_("writing the plan folder"),
    "verifying": N_("recomputing everything as a check"),
}


class Progress:
    """Shows the phase that runs; ``seconds`` are those of the phases that have ended."""

    def __init__(self, console: Console | None) -> None:
        self._status = console.status("") if console and console.is_terminal else None
        self._phase, self._begun = "", 0.0
        self.seconds: dict[str, float] = {}

    def __call__(self, phase: str) -> None:
        """End the phase before and begin ``phase``."""
        now = time.perf_counter()
        if self._phase:
            self.seconds[self._phase] = round(now - self._begun, 3)
        self._phase, self._begun = phase, now
        if self._status:
            self._status.update(tr(PHASES[phase]) + " …" if phase in PHASES else phase)

    @contextmanager
    def showing(self) -> Iterator[None]:
        """Show the phases while the ``with`` block runs."""
        if self._status is None:
            yield
            return
        with self._status:
            yield
