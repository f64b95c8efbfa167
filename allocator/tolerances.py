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

PRICED = 1e-7
"""A reduced cost or price above this (of objectives scaled to largest coefficient 1) is one; below, it is noise."""
