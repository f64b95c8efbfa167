"""Causes of gaps and proofs of fair shares in words."""

from __future__ import annotations

from collections.abc import Sequence

from allocator.explain.gaps import Cause, Level, Share
from allocator.explain.reading import PlanFolder
from allocator.language import N_, number, percent, tr

CAUSES = {
    "none": N_("no gift offers this, nor anything that can stand in for it, nor money that may buy it"),
    "packs": N_("what is left for it does not make whole packs or things"),
    "tier": N_("what may go there serves more urgent needs first, such as those of {unit}"),
    "equal": N_("what may go there is shared with places as badly off or worse, such as {unit}"),
    "same": N_("what may go there covers more of equally urgent needs elsewhere, such as in {unit}"),
    "own": N_("all that may go there is already used there"),
    "barred": N_("gifts of the kind exist, but their conditions keep them away; giving up one alone would not help"),
    "together": N_("several limits at once stand in the way; giving up one alone would not help"),
    "unproven": N_("there was no time to find out why; more seconds (--seconds) let the search go on"),
}
EARMARKS = {
    "places": N_("gift {lot} would help but for the places it may go to{where}"),
    "items": N_("gift {lot} would help but for the categories and items it may be used for{where}"),
    "age_groups": N_("gift {lot} would help but for its age groups{where}"),
    "periods": N_("gift {lot} would help but for its first and last period{where}"),
}
LIMITS = {
    "pack_size": N_("the packs of gift {lot} are too large for what is missing{where}"),
    "divisible": N_("the item can only be given whole{where}"),
    "link_ban": N_("a row of links lets a gift not go there{where}"),
    "link_max": N_("a row of links limits how much may go there{where}"),
    "link_min": N_("a row of links asks for more at once than there is to give{where}"),
    "capacity": N_("the place can receive no more in a period{where}"),
    "donor_places": N_("the donor's gifts may go to no more places{where}"),
    "lot_places": N_("gift {lot} may go to no more places{where}"),
    "min_per_place": N_("gift {lot} must bring more to a place than there is to give{where}"),
    "all_or_nothing": N_("gift {lot} is given out whole or not at all{where}"),
    "ban": N_("{reviewer} banned it{where}"),
    "cap": N_("{reviewer} capped it{where}"),
    "floor": N_("{reviewer} asked for more elsewhere{where}"),
    "lock_least": N_("{reviewer} locked gifts elsewhere{where}"),
    "lock_most": N_("{reviewer} locked what it gets{where}"),
}
RULE = N_("a rule of the scenario takes it elsewhere{where}")
ROW = N_(" (table {table}, row {row})")
RULE_ROW = N_(" (rule {row})")
A_REVIEWER = N_("a reviewer")

PROVED = N_(
    "Proof: whatever is done, all that donors' conditions let come to these {count} places together, beyond what "
    "places worse off need, is worth {available}; for their full need it would take {wanted}. It is all used there. "
    "So none of them can be given more than {share} without a more urgent need, a place worse off or another of them "
    "getting less."
)
PROVED_ONE = N_(
    "Proof: whatever is done, all that donors' conditions let come to this place, beyond what places worse off need, "
    "is worth {available}; for its full need it would take {wanted}. It is all used there. So it cannot be given more "
    "than {share} without a more urgent need or a place worse off getting less."
)
FULL_LEVEL = N_("Proof: nothing is missing that could be given: the conditions let its whole need be met.")
NOT_PROVED = N_(
    "Limits beyond the donors' conditions bind in this plan, so no simple count proves the share of one place; how "
    "good the plan as a whole is proven to be, allocator run and the report say."
)


def cause_text(folder: PlanFolder, cause: Cause) -> str:
    """A cause in a sentence of the current language, without its quantity."""
    where = ""
    if cause.row:
        where = tr(RULE_ROW if cause.table == "rules" else ROW, table=cause.table, row=cause.row)
    lot = folder.lot_name(cause.lot) if cause.lot else ""
    if cause.kind == "earmark":
        return tr(EARMARKS[cause.clause], lot=lot, where=where)
    if cause.kind == "rule":
        return tr(RULE, where=where)
    if cause.clause in LIMITS:
        return tr(LIMITS[cause.clause], lot=lot, where=where, reviewer=cause.reviewer or tr(A_REVIEWER))
    return tr(CAUSES[cause.kind], unit=folder.place_name(cause.unit) if cause.unit else "–")


def proof_text(level: Level | None, share: Share, money: Sequence[str]) -> str:
    """What proves the share of a unit; ``money`` is the level's available and wanted value in words."""
    if share.fair is None or level is None:
        return tr(NOT_PROVED)
    if level.coverage >= 1.0:
        return tr(FULL_LEVEL)
    available, wanted = money
    text = PROVED_ONE if len(level.units) == 1 else PROVED
    return tr(
        text, count=number(len(level.units)), available=available, wanted=wanted, share=percent(level.coverage, 1)
    )
