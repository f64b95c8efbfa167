"""Checks of complete tables against their own rules and against each other. Each returns all it finds."""

from __future__ import annotations

from collections.abc import Mapping

from allocator.tables.checks.decisions import decision_rules
from allocator.tables.checks.keys import duplicate_keys
from allocator.tables.checks.kits import kit_rules
from allocator.tables.checks.links import link_rules
from allocator.tables.checks.lots import lot_rules
from allocator.tables.checks.outliers import outliers
from allocator.tables.checks.places import place_rules
from allocator.tables.checks.ranges import ranges
from allocator.tables.checks.references import unknown_ids
from allocator.tables.checks.unsupported import unsupported
from allocator.tables.checks.wholes import whole_quantities
from allocator.tables.parse import Parsed
from allocator.tables.problems import InputProblem
from allocator.tables.tables import Tables


def check(tables: Tables, parsed: Mapping[str, Parsed], skip: frozenset[str] = frozenset()) -> list[InputProblem]:
    """Every problem of the completed ``tables``.

    ``parsed`` says what was really given. ``skip`` names tables that were given but could not be read: nothing is
    said about codes that refer to them.
    """
    return [
        *duplicate_keys(tables),
        *unknown_ids(tables, parsed, skip),
        *place_rules(tables),
        *ranges(tables),
        *lot_rules(tables),
        *link_rules(tables),
        *kit_rules(tables),
        *decision_rules(tables),
        *whole_quantities(tables),
        *unsupported(tables),
        *outliers(tables),
    ]
