"""Which wishes and limits contradict each other, and what each of them costs."""

from allocator.conflicts.found import Bar, Clause, Contradiction, Cost
from allocator.conflicts.located import with_rows
from allocator.conflicts.search import Search, contradictions, search
from allocator.conflicts.words import conflict_frame, conflict_lines, conflict_records, conflict_texts

__all__ = [
    "Bar",
    "Clause",
    "Contradiction",
    "Cost",
    "Search",
    "conflict_frame",
    "conflict_lines",
    "conflict_records",
    "conflict_texts",
    "contradictions",
    "search",
    "with_rows",
]
