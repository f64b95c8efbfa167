"""``allocator review``: decisions of coordinators out and back, and the signatures on a plan."""

from __future__ import annotations

from allocator.cli.base import language_option
from allocator.cli.group import Group
from allocator.language import N_

STEPS = {
    "export": N_("write a workbook in which a coordinator decides about the lines of a plan"),
    "import": N_("read decisions back, say what they cost, and make a scenario of them"),
    "sign": N_("sign a step of the approval of a plan"),
    "status": N_("show who signed what, and what is still to be signed"),
}
"""The commands and what they do."""

command = Group(
    "review",
    [language_option()],
    N_("Let coordinators decide about a plan in Excel or on its page, take their decisions back, and sign it."),
    "allocator review export plans/cao-bang-2019 --place 'Bảo Lạc' --out bao-lac.xlsx\n"
    "allocator review import plans/cao-bang-2019 bao-lac.xlsx --out reviews/bao-lac\n"
    "allocator run reviews/bao-lac --out plans/cao-bang-2019-v2",
    STEPS,
    "review_",
)
