"""What every violation says. English templates; :mod:`allocator.language` shows them in the reader's language.

``{subject}`` is always there; other names come from the violation's values.
"""

from __future__ import annotations

from allocator.language import N_

NONE = N_("(blank)")

LINES: dict[str, str] = {
    "line-id-blank": N_("Line {subject}: it has no line_id."),
    "line-id-twice": N_("Line {subject}: this line_id is used {count} times."),
    "line-twice": N_("Line {subject}: the same lot goes to the same need as in line {first}; make them one line."),
    "lot-unknown": N_("Line {subject}: there is no lot {found} in the table lots."),
    "place-unknown": N_("Line {subject}: there is no place {found} in the table places."),
    "item-unknown": N_("Line {subject}: there is no item {found} in the table items."),
    "age-unknown": N_("Line {subject}: there is no age group {found} in the table age_groups."),
    "period-unknown": N_("Line {subject}: there is no period {found} in the table periods."),
    "donor-differs": N_("Line {subject}: lot {lot} was given by donor {expected}, not {found}."),
    "provider-differs": N_("Line {subject}: lot {lot} is delivered by {expected}, not {found}."),
    "cell-unknown": N_("Line {subject}: the table needs has no row for {cell}."),
    "quantity-invalid": N_("Line {subject}: the quantity must be a number above zero, not {found}."),
    "pack-broken": N_("Line {subject}: the quantity {quantity} is not a whole number of packs of {pack}."),
    "quantity-not-whole": N_("Line {subject}: item {item} cannot be divided, but the quantity is {quantity}."),
    "value-differs": N_("Line {subject}: the value is {found}, but quantity x value of the item is {expected}."),
    "packs-differs": N_("Line {subject}: packs is {found}, but quantity / pack size is {expected}."),
    "cost-differs": N_("Line {subject}: the cost is {found}, but should be {expected}."),
    "order-differs": N_("Line {subject}: it should stand before line {before}."),
}  # fmt: skip

EARMARKS: dict[str, str] = {
    "earmark-places": N_("Line {subject}: lot {lot} may not go to {found}: its donor named other places."),
    "earmark-exclude-places": N_("Line {subject}: lot {lot} may not go to {found}: its donor excluded it."),
    "earmark-categories": N_("Line {subject}: lot {lot} may not serve {found}: its donor named other categories."),
    "earmark-items": N_("Line {subject}: lot {lot} may not serve {found}: its donor named other items."),
    "earmark-age-groups": N_("Line {subject}: lot {lot} may not serve age group {found}: its donor named others."),
    "earmark-window": N_("Line {subject}: lot {lot} may not be used in period {found}."),
    "lot-item": N_("Line {subject}: lot {lot} is not of item {found}."),
    "cash-unbuyable": N_("Line {subject}: item {found} cannot be bought with cash, and lot {lot} is cash."),
    "lot-direct": N_("Line {subject}: lot {lot} is delivered by its donor alone and may not be allocated."),
    "lot-quality": N_("Line {subject}: lot {lot} did not pass the quality check and may not be allocated."),
}  # fmt: skip

LIMITS: dict[str, str] = {
    "lot-quantity-differs": N_("Line {subject}: it takes {found} from its lot, but its quantity takes {expected}."),
    "lot-item-differs": N_("Line {subject}: its lot gives {expected}, not {found}."),
    "link-banned": N_("Line {subject}: lot {lot} may not go to {found}: row {row} of links does not allow it."),
    "link-above": N_("Link {subject}: {found} goes there, but at most {most} may."),
    "link-below": N_("Link {subject}: only {found} goes there; if it is used, at least {least} must."),
    "kit-incomplete": N_("Line {subject}: kit {kit} of lot {lot} is opened in {place} without its {missing}."),
    "kit-share": N_("Line {subject}: the quantity is {found}, but the {kits} kits opened there hold {expected}."),
    "lot-in-part": N_("Lot {subject}: {used} is given out, but all of it ({available}) or nothing may be."),
    "place-below-minimum": N_("Lot {subject}: {place} gets {found}, less than the least per place, {least}."),
    "lot-places": N_("Lot {subject}: it goes to {found} places, but at most {most} are allowed."),
    "donor-places": N_("Donor {subject}: the gifts go to {found} places, but at most {most} are allowed."),
    "place-over": N_("Place {subject}: it gets {found} in period {period}, but can receive only {most}."),
    "place-over-all": N_("Place {subject}: it gets {found} in all periods, but can receive only {most}."),
    "decision-banned": N_("Row {subject} of decisions: {found} is planned of what was banned."),
    "decision-above": N_("Row {subject} of decisions: {found} is planned, but at most {most} may be."),
    "decision-below": N_("Row {subject} of decisions: {found} is planned, {short} less than the {least} asked for."),
    "rule-above": N_("Rule “{subject}”: {found} is reached, but at most {limit} is allowed."),
    "rule-above-at": N_("Rule “{subject}”, {place}: {found} is reached, but at most {limit} is allowed."),
    "rule-below": N_("Rule “{subject}”: {found} is reached, {short} less than the {limit} asked for."),
    "rule-below-at": N_("Rule “{subject}”, {place}: {found} is reached, {short} less than the {limit} asked for."),
}  # fmt: skip

LOTS: dict[str, str] = {
    "lot-exceeded": N_("Lot {subject}: {used} is given out, but it holds only {available}."),
    "service-exceeded": N_("Lot {subject}: {used} is used in period {period}, but it offers only {available}."),
}  # fmt: skip

FILES: dict[str, str] = {
    "file-missing": N_("File {subject}: provenance.json names it, but it is not in the folder."),
    "file-edited": N_("File {subject}: it was changed after the plan was written."),
    "file-outside": N_("File {subject}: provenance.json names a file outside the folder."),
    "file-unlisted": N_("File {subject}: provenance.json does not name it, so nothing shows that it was not changed."),
    "input-unlisted": N_("File {subject}: provenance.json does not name it; an edit to it would not be noticed."),
    "file-extra": N_("File {subject}: provenance.json does not name it; it was not looked at."),
    "approvals-changed": N_("approvals.jsonl, line {subject}: it does not follow from the line before."),
    "approvals-role": N_("approvals.jsonl, line {subject}: {role} may not sign {step}."),
    "approvals-stale": N_("{subject}: signatures of another plan, which no longer count: {count}."),
    "unmet-missing": N_("unmet.csv: there is no row for the need {subject}."),
    "unmet-extra": N_("unmet.csv: there is a row for {subject}, which nobody needs."),
    "causes-differ": N_("causes.csv, {subject}: the causes sum to {found}, but {expected} is unmet."),
    "cause-empty": N_("causes.csv, {subject}: a cause explains {found}; it must be more than 0."),
    "cause-lot": N_("causes.csv, {subject}: there is no gift {lot}."),
    "unmet-differs": N_("unmet.csv, {subject}: {column} is {found}, but should be {expected}."),
    "coverage-missing": N_("coverage.csv: there is no row for {subject}."),
    "coverage-extra": N_("coverage.csv: there is a row for {subject}, which is not a unit with needs."),
    "coverage-differs": N_("coverage.csv, {subject}: {column} is {found}, but should be {expected}."),
    "lots-missing": N_("lots.csv: there is no row for lot {subject}."),
    "lots-extra": N_("lots.csv: there is a row for lot {subject}, which is not in the table lots."),
    "lots-differs": N_("lots.csv, {subject}: {column} is {found}, but should be {expected}."),
    "row-twice": N_("{file}: the row {subject} is there {count} times."),
    "summary-missing": N_("summary.json: the measure {subject} is missing."),
    "summary-differs": N_("summary.json, {subject}: it says {found}, but the plan gives {expected}."),
    "objective-differs": N_("summary.json, objective {subject}: it says {found}, but the plan gives {expected}."),
    "objectives-order": N_("summary.json: the objectives are {subject}, but the scenario asks for {expected}."),
    "objective-method": N_("summary.json, objective {subject}: judged by {found}, but should be by {expected}."),
    "objective-bound": N_("summary.json, objective {subject}: the plan reaches {value}, beyond the bound {found}."),
    "objective-bound-weak": N_(
        "summary.json, objective {subject}: the bound is {found}, though the tables alone show that {limit} is a limit."
    ),
    "objective-proof": N_("summary.json, objective {subject}: it is called {found}, but can only be {expected}."),
    "summary-status": N_("summary.json: the status is {subject}, but its weakest objective is {expected}."),
    "objective-gap": N_("summary.json, objective {subject}: the gap is {found}, but value and bound give {expected}."),
}  # fmt: skip

CERTIFICATE: dict[str, str] = {
    "certificate-share": N_("coverage.csv, {subject}: {column} is {found}, but certificate.csv gives {expected}."),
    "certificate-supply": N_(
        "certificate.csv, level {subject}: {found} is said to be available, but at most {most} can reach its units."
    ),
    "certificate-supply-up-to": N_(
        "certificate.csv, levels up to {subject}: {found} is said to be available together, but at most {most} can "
        "reach their units."
    ),
    "certificate-unit-unknown": N_("certificate.csv, level {subject}: {unit} is not a unit that needs anything."),
    "certificate-unit-missing": N_("certificate.csv: unit {subject} has needs but stands in no level."),
    "certificate-unit-twice": N_("certificate.csv: unit {subject} stands in {count} levels, and should stand in one."),
    "certificate-target": N_("certificate.csv, level {subject}: target_value is {found}, but should be {expected}."),
    "certificate-available": N_("certificate.csv, level {subject}: coverage takes {expected}, but it has {found}."),
    "certificate-order": N_("certificate.csv, level {subject}: levels must be 1, 2, 3 … with rising coverage."),
    "certificate-unit-above": N_("Unit {subject}: it receives {found}, over a pack above its fair level, {expected}."),
}  # fmt: skip

CATALOGUE: dict[str, str] = LINES | EARMARKS | LIMITS | LOTS | FILES | CERTIFICATE

WARNINGS = frozenset(
    {
        "approvals-stale",
        "certificate-unit-above",
        "decision-below",
        "file-extra",
        "input-unlisted",
        "objective-bound-weak",
        "rule-below",
        "rule-below-at",
    }
)
"""What whole packs, scarcity, weak bounds, notes left in the folder or older runs can cause.

Worth a look, but the plan is not wrong.
"""
