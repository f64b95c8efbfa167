"""What the review workbook is made of: its columns, their names in both languages, and the mark of its plan."""

# ruff: noqa: E501 (one line a row reads as the table it is)
# fmt: off
from __future__ import annotations

from allocator.language import N_, current, tr
from allocator.review.decision import ACTIONS
from allocator.tables.schema import Column, Table

MARK = "allocator-plan:"
"""What the hash of the plan follows, wherever the workbook keeps it."""

REVIEWER, ROLE = "allocator-reviewer", "allocator-role"
"""Names of the cells in which the reviewer's own name and role stand."""

LINES = Table(
    "lines",
    N_("The lines of the plan"),
    (
        Column("line_id", "id", N_("code of the line; do not change it"), ("line", "mã dòng"), True),
        Column("action", "choice", N_("what you decide about the line; blank: nothing"), ("decision", "quyết định"), choices=ACTIONS),
        Column("quantity", "number", N_("how many: for lock, cap, floor and prefer; blank in lock and prefer: as planned"), ("decided quantity", "số lượng quyết định"), minimum=0),
        Column("comment", "text", N_("why; it is kept whatever you decide"), ("comment", "ý kiến")),
        Column("decided_on", "date", N_("when"), ("decided on", "ngày quyết định")),
    ),
)

PATTERNS = Table(
    "patterns",
    N_("Decisions about many lines at once"),
    (
        LINES.columns[1],
        Column("lot_id", "id", N_("which gift; blank: any"), ("gift", "khoản tài trợ")),
        Column("place_id", "id", N_("which place and all below it; blank: any"), ("place", "địa bàn")),
        Column("item_id", "id", N_("which item; blank: any"), ("item", "mặt hàng")),
        Column("age_group_id", "id", N_("which age group; blank: any"), ("age group", "nhóm tuổi")),
        Column("period_id", "id", N_("which period; blank: any"), ("period", "kỳ")),
        *LINES.columns[2:],
    ),
)

SHEETS = {"lines": N_("Lines to review"), "patterns": N_("Many lines at once"), "lists": N_("Codes and names"), "guide": N_("Guide")}
"""Titles of the sheets."""

BESIDE = " | "
"""What stands between a code and its name in lists."""


def header(column: Column) -> str:
    """The column's name in the current language."""
    name = column.aliases[1 if current() == "vi" else 0]
    return name[0].upper() + name[1:]


def about(column: Column) -> str:
    """What the column means, in the current language."""
    return tr(column.about)
