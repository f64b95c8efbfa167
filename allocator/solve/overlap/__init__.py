"""Fewest providers in one unit, category and period: a proven bound, and better plans."""
