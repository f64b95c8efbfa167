"""The colours of coverage: every share has its step, and darker always means less."""

from __future__ import annotations

import itertools

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from allocator.report.scale import COLOURS, scale_of

shares = st.lists(st.floats(0, 1), min_size=1, max_size=40)


def lightness(colour: str) -> float:
    """Relative luminance (WCAG), which is what grey paper shows."""
    parts = np.array([int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)])
    linear = np.where(parts <= 0.04045, parts / 12.92, ((parts + 0.055) / 1.055) ** 2.4)
    return float(linear @ (0.2126, 0.7152, 0.0722))


def test_colours_are_told_apart_by_lightness_alone() -> None:
    light = [lightness(each) for each in COLOURS]
    ratios = [(after + 0.05) / (before + 0.05) for before, after in itertools.pairwise(light)]
    assert min(ratios) > 1.5


@given(shares)
def test_steps_rise_in_whole_percents_from_below_the_lowest_to_all(coverage: list[float]) -> None:
    scale = scale_of(np.array(coverage))
    ends = (scale.low, *scale.ends)
    assert scale.low <= min(coverage) and scale.ends[-1] == 1.0 and len(scale.ends) == 5
    assert all(after > before for before, after in itertools.pairwise(ends))
    assert all(abs(end * 100 - round(end * 100)) < 1e-9 for end in ends)


@given(shares)
def test_more_is_never_darker(coverage: list[float]) -> None:
    scale = scale_of(np.array(coverage))
    steps = scale.steps(np.sort(np.array(coverage)))
    assert steps == sorted(steps) and set(steps) <= set(range(5))
    assert all(
        low - 1e-6 <= share <= high + 1e-6
        for share, step in zip(sorted(coverage), steps, strict=True)
        for _, low, high in [scale.legend[step]]
    )


def test_a_plan_for_nothing_has_a_scale() -> None:
    assert scale_of(np.zeros(0)).ends[-1] == 1.0
