"""The colours of coverage: five steps that fit the plan, told apart by lightness alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from allocator.problem.problem import Floats

COLOURS = ("#440154", "#3b528b", "#21918c", "#5ec962", "#fde725")
"""From little met to all met: viridis, ever lighter, so that the colour-blind and grey paper show the same order."""


@dataclass(frozen=True)
class Scale:
    """``ends`` are the five upper ends, rising to 1; ``low`` is where the first step begins."""

    low: float
    ends: tuple[float, ...]

    def steps(self, coverage: Floats) -> list[int]:
        """The step of each share: 0 the lowest."""
        found = np.searchsorted(np.array(self.ends[:-1]) - 1e-9, coverage, side="right")
        return [int(each) for each in found.tolist()]

    def colour(self, coverage: float) -> str:
        """The colour of a share."""
        return COLOURS[self.steps(np.array([coverage]))[0]]

    @property
    def legend(self) -> list[tuple[str, float, float]]:
        """Colour, lower end, upper end of each step."""
        return list(zip(COLOURS, (self.low, *self.ends[:-1]), self.ends, strict=True))


def scale_of(coverage: Floats) -> Scale:
    """Steps in whole percents from just below the lowest share to full coverage.

    Four are equally wide and hold 95 % of the shares; the last takes the few above, so that these do not make all
    the others look the same.
    """
    shares = np.clip(coverage[np.isfinite(coverage)], 0, 1)
    lowest = int(np.floor(float(shares.min()) * 20 + 1e-9)) * 5 if len(shares) else 0
    most = float(np.quantile(shares, 0.95)) * 100 if len(shares) else 100.0
    width = max(1, min(int(np.ceil((most - lowest) / 4 - 1e-9)), (100 - lowest) // 5))
    lowest = min(lowest, 100 - 5 * width)
    return Scale(lowest / 100, (*((lowest + width * step) / 100 for step in range(1, 5)), 1.0))
