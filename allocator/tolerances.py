"""Every numerical tolerance, in one place, with its reason."""

from __future__ import annotations

SHARE = 1e-9
"""Shares (coverage, gaps) closer than this are the same: far below anything a plan can show."""

QUANTITY = 1e-6
"""Quantities closer than this are the same; plans hold at most six decimals for things that can be divided."""

LP_GAP = 1e-7
"""Relative gap between a linear program's value and the bound its prices prove, at most."""

WHOLE = 1e-9
"""What a quantity may lack to a whole number and still count as it: the error of a few sums and one division."""

EXACT_TOTAL = 2**52
"""Whole-number flows sum below this, so that 64-bit floats hold every partial sum exactly."""

LP_FEASIBILITY = 1e-10
"""How far a linear program's rows may be violated, in units of the mean need cell: tight, because each finished
level is held in the next."""

MIP_FEASIBILITY = 1e-8
"""How far HiGHS may violate rows, bounds and wholeness: at 1e-8 and 1e-9 HiGHS 1.16 was seen to cut off optima."""

PRICED = 1e-7
"""A reduced cost or price above this (of objectives scaled to largest coefficient 1) is one; below, it is noise."""

LEVEL_SLACK = 1e-6
"""What the first held level may lose to rounding, in units of its largest coefficient, such as the dearest item."""

PROPORTIONAL_POINTS = (
    0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.25, 0.3, 0.35, 0.4, 0.45, 0.5,
    0.55, 0.6, 0.65, 0.7, 0.75, 0.8, 0.85, 0.9, 0.95, 1.0,
)  # fmt: skip
"""Coverages between which proportional fairness takes the chords of the logarithm."""

PROVEN = 1e-5
"""Relative gap of a mixed-integer program below which its value counts as proven."""

REFERENCE_FEASIBILITY = 1e-9
"""How far the reference model's rows and whole numbers may be off, and its absolute gap: as tight as HiGHS keeps."""

REFERENCE_SLACK = 1e-9
"""What a level held in the reference model may lose to rounding, in units of its largest coefficient: tight, because
a unit with little need gains much coverage from little value."""
