"""The reference formulation in Pyomo: every pair of a lot and a need, every constraint by name.

It is the oracle that the engine is tested against, and what analysts extend; it is not how large plans are made.
"""
