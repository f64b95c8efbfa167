"""Every finding about the input: its weight, what it says, and what the reader can do about it.

The texts are English templates; :mod:`allocator.language` shows them in the reader's language. ``{found}``,
``{column}`` and ``{row}`` are always there; other names come from the finding's values.
"""

# ruff: noqa: E501 (one line a row reads as the table it is)
from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from allocator.language import N_

Severity = Literal["error", "warning", "note"]


@dataclass(frozen=True)
class Entry:
    """The texts of one kind of finding."""

    severity: Severity
    message: str
    hint: str


def _error(message: str, hint: str) -> Entry:
    return Entry("error", message, hint)


def _warning(message: str, hint: str) -> Entry:
    return Entry("warning", message, hint)


def _note(message: str, hint: str) -> Entry:
    return Entry("note", message, hint)


FILES: dict[str, Entry] = {
    "scenario-missing": _error(N_("There is no scenario here."), N_("Give the folder that holds scenario.yaml, or make one with: allocator new FOLDER")),
    "scenario-missing-near": _error(N_("There is no scenario here."), N_("Did you mean {near}?")),
    "file-missing": _error(N_("The file {found} does not exist."), N_("Put the file there, or correct its name.")),
    "file-unreadable": _error(N_("The file cannot be opened: {reason}."), N_("Close it in other programs and check that you may read it.")),
    "file-encoding": _error(N_("The text is not UTF-8 (first seen in line {line})."), N_("Open it in Excel and save it as “CSV UTF-8 (Comma delimited)”, or keep it as .xlsx.")),
    "file-nul": _error(N_("The file contains bytes that are not text."), N_("Save it again as “CSV UTF-8”.")),
    "file-quote": _error(N_("A quotation mark that opens a cell is never closed."), N_("Find the lone \" after this row and delete it or close it.")),
    "file-fields": _error(N_("This line has {fields} cells, the header only {expected}."), N_("Put cells that contain the separator in quotation marks, or remove the extra cells.")),
    "file-ignored": _note(N_("This file is not a table of the scenario and was not read."), N_("Nothing to do, unless it should be one: tables are {tables}.")),
    "file-ignored-near": _warning(N_("This file is not a table of the scenario and was not read."), N_("Did you mean {near}? Then rename it.")),
    "workbook-kind": _error(N_("{found} is not an .xlsx workbook."), N_("Open it in Excel and save it as .xlsx.")),
    "workbook-broken": _error(N_("The workbook cannot be read: {reason}."), N_("Open it in Excel and save it again as .xlsx, without a password.")),
    "sheet-ignored": _note(N_("The sheet {found} is not a table of the scenario and was not read."), N_("Nothing to do, unless it should be one: tables are {tables}.")),
    "sheet-ignored-near": _warning(N_("The sheet {found} is not a table of the scenario and was not read."), N_("Did you mean {near}? Then rename it.")),
    "cell-error": _error(N_("The cell holds an Excel error ({found})."), N_("Correct the formula, or type the value.")),
    "cell-uncalculated": _error(N_("The cell holds a formula that was never calculated, so it has no value."), N_("Open the workbook in Excel, save it, and try again.")),
    "table-twice": _error(N_("The table {table} is given twice: here and in {other}."), N_("Keep one of the two.")),
    "table-missing": _error(N_("The table {table} is missing."), N_("Add {table}.csv beside scenario.yaml, or a sheet {table} in the workbook.")),
    "table-empty": _error(N_("The table {table} has no rows."), N_("Fill in at least one row under the header.")),
    "header-missing": _error(N_("There is no header row."), N_("Write the column names in the first row.")),
    "header-blank": _error(N_("A column has values but no name in the header."), N_("Name the column, or clear it.")),
    "column-missing": _error(N_("The column {column} is missing."), N_("Add it to the header; accepted names: {names}.")),
    "column-missing-near": _error(N_("The column {column} is missing."), N_("Did you mean it by {near}? Accepted names: {names}.")),
    "column-twice": _error(N_("The column {column} appears twice: as {first} and as {found}."), N_("Keep one of them.")),
    "column-unclear": _error(N_("The header {found} can mean several columns: {names}."), N_("Use one of these names.")),
    "column-unknown": _note(N_("The column {found} is not used."), N_("Nothing to do: it is kept, but changes nothing.")),
    "column-unknown-near": _warning(N_("The column {found} is not known and changes nothing."), N_("Did you mean {near}? Then rename it.")),
}  # fmt: skip

CELLS: dict[str, Entry] = {
    "blank": _error(N_("The cell is blank, and {column} must be given."), N_("Fill it in, or delete the row.")),
    "number-ambiguous": _error(N_("{found} can mean {grouped} (its mark groups thousands) or {decimal} (its mark is a decimal mark)."), N_("Write one of the two, or say in scenario.yaml how all numbers are written: numbers: vi (1.234,5) or numbers: en (1,234.5).")),
    "number-style": _error(N_("{found} is not written the way scenario.yaml says (numbers: {style})."), N_("Write it as {likely}, if that is the number meant.")),
    "number-plain": _error(N_("{found} is not a plain decimal number, as coordinates must be."), N_("Write it with a point and without groups, like {likely}.")),
    "number-scientific": _error(N_("{found} is in scientific notation: Excel may have dropped digits."), N_("Write the number in full; in Excel format the column as a number before saving as CSV.")),
    "number-percent": _error(N_("{found} is a percentage."), N_("Write it as a number, a share of one where a share is asked: 0.05 or 0,05 for 5 %.")),
    "number-unit": _error(N_("{found} holds words or signs beside the number."), N_("Write digits only, in full (1200000, not 1.2 million); put the unit in the items table.")),
    "number-not-finite": _error(N_("{found} is not a finite number."), N_("Write a number; leave the cell blank where no limit is meant.")),
    "number-bad": _error(N_("{found} is not a number."), N_("Write digits only, for example 1234 or 0,5.")),
    "number-date": _error(N_("Excel has turned this number into the date {found}."), N_("Format the column as a number and type the value again.")),
    "number-flag": _error(N_("{found} is a yes or no where a number belongs."), N_("Type the number.")),
    "number-negative": _error(N_("{found} is negative."), N_("Write zero or more.")),
    "number-below": _error(N_("{found} is less than {minimum}."), N_("Write {minimum} or more.")),
    "number-above": _error(N_("{found} is more than {maximum}."), N_("Write {maximum} or less.")),
    "number-not-positive": _error(N_("{found} is not greater than zero."), N_("Write a number greater than zero.")),
    "number-not-whole": _error(N_("{found} is not a whole number."), N_("Write a number without decimals.")),
    "flag-bad": _error(N_("{found} is neither yes nor no."), N_("Write yes or no (có or không).")),
    "flag-crosses": _error(N_("Some rows are marked {found} and others left blank, but blank means yes in {column}."), N_("Write yes or no (có or không) in every row.")),
    "choice-bad": _error(N_("{found} is not one of: {choices}."), N_("Write one of them.")),
    "choice-bad-near": _error(N_("{found} is not one of: {choices}."), N_("Did you mean {near}?")),
    "date-bad": _error(N_("{found} is not a date."), N_("Write year-month-day (2020-01-31) or day/month/year (31/01/2020).")),
    "date-number": _error(N_("{found} is a number where a date belongs."), N_("Format the cell as a date in Excel, or write 2020-01-31.")),
    "id-semicolon": _error(N_("The code {found} contains a semicolon, which separates codes in lists."), N_("Choose a code without it.")),
    "id-control": _error(N_("The code {found} contains a line break or another invisible character."), N_("Type the code again on one line.")),
    "id-date": _error(N_("Excel has turned this code into the date {found}."), N_("Format the column as text and type the code again.")),
    "text-control": _error(N_("The text contains an invisible control character."), N_("Type the text again.")),
}  # fmt: skip

CROSS: dict[str, Entry] = {
    "key-duplicate": _error(N_("{found} is there already, in row {first}."), N_("Delete one of the rows, or add them up into one.")),
    "id-unknown": _error(N_("{found} is not in the table {table}."), N_("Add it there, or correct the code.")),
    "id-unknown-near": _error(N_("{found} is not in the table {table}."), N_("Did you mean {near}?")),
    "id-unknown-zeros": _error(N_("{found} is not in the table {table}."), N_("Did you mean {near}? Excel drops the zeros in front: format the column as text.")),
    "id-unknown-commas": _error(N_("{found} is not in the table {table}."), N_("Separate several codes with semicolons: {near}")),
    "id-unknown-name": _error(N_("{found} is a name, not a code of the table {table}."), N_("Write the code {near}.")),
    "category-unknown": _error(N_("No item has the category {found}."), N_("Use a category of the items table: {choices}.")),
    "category-unknown-near": _error(N_("No item has the category {found}."), N_("Did you mean {near}?")),
    "place-cycle": _error(N_("The places lie in a circle: {cycle}."), N_("Correct the place above one of them; the top place has none.")),
    "range-ages": _error(N_("The youngest age {found} is above the oldest age {other}."), N_("Swap or correct them.")),
    "range-dates": _error(N_("The first day {found} is after the last day {other}."), N_("Swap or correct them.")),
    "range-periods": _error(N_("The first period {found} comes after the last period {other}."), N_("Swap them; the order of time is that of the first days, or of the rows where a period has none.")),
    "periods-order": _note(N_("The rows of the periods are not in the order of time; their first days are followed."), N_("Nothing to do if the first days are right.")),
    "lot-item-missing": _error(N_("A lot of {kind} does not say which item it gives."), N_("Fill in item_id.")),
    "lot-item-cash": _error(N_("A lot of cash names the item {found} as if it were goods."), N_("Clear item_id; to earmark cash for items use the column items.")),
    "pack-not-whole": _error(N_("A pack of {found} is not a whole number of {item}, which cannot be divided."), N_("Write a whole pack size, or mark the item as divisible.")),
    "pack-cash": _warning(N_("Cash has no packs; the pack size {found} is not used."), N_("Clear the pack size.")),
    "pack-above-lot": _warning(N_("One pack ({found}) is more than the whole lot ({quantity}), so nothing of it can be delivered."), N_("Check the pack size and the quantity.")),
    "quantity-not-whole": _error(N_("{found} is not a whole number of {item}, which cannot be divided."), N_("Write a whole number, or mark the item as divisible.")),
    "lot-not-whole": _warning(N_("{found} is not a whole number of {item}, which cannot be divided; the fraction stays unused."), N_("Write a whole number, or mark the item as divisible.")),
    "need-outlier": _warning(N_("{found} is more than 100 times the usual need for {item} ({median})."), N_("Check for extra zeros or another unit.")),
    "lot-outlier": _warning(N_("{found} is more than 1000 times everything needed ({total})."), N_("Check for extra zeros or another unit.")),
    "lot-matches-no-need": _warning(N_("No need can use the lot {lot_id}: its condition on {clause} leaves nothing."), N_("Check the earmark of the lot.")),
    "need-unreachable": _warning(N_("No lot may serve this need (place {place_id}, item {item_id}, age group {age_group_id}, period {period_id})."), N_("Nothing to do if that is so; otherwise check the earmarks of the lots.")),
    "link-who": _error(N_("A link names a lot or a donor, exactly one of them."), N_("Fill in lot_id or donor_id and leave the other blank.")),
    "link-range": _error(N_("The least quantity {found} is more than the most, {other}."), N_("Swap or correct them.")),
    "link-idle": _warning(N_("This link is not allowed, so its costs and limits are not used."), N_("Clear them, or write yes under allowed.")),
    "substitute-itself": _error(N_("{found} stands in for itself."), N_("Name another item, or delete the row.")),
    "kit-in-kit": _error(N_("{found} is a kit and cannot lie in a kit."), N_("List what is in it instead.")),
    "kit-substitute": _error(N_("The kit {found} stands in for something that is in it."), N_("Delete this row: an opened kit serves what is in it anyway.")),
    "kit-service": _error(N_("The lot gives the kit {found} as a service."), N_("Write goods under kind.")),
    "minimum-above-lot": _warning(N_("At least {found} should go to each place, but the lot holds only {quantity}, so nothing of it can be delivered."), N_("Lower the least quantity per place, or check the quantity.")),
    "decision-quantity": _error(N_("The action {action} needs a quantity."), N_("Fill in how many units; to allow none at all, write ban.")),
    "decision-unit": _error(N_("The action {action} does not say what its quantity counts."), N_("Fill in item_id, or name a lot of goods or of a service; a sum over several items, or money, has no one unit.")),
    "decision-ban-quantity": _warning(N_("A ban allows nothing at all; the quantity {found} is not used."), N_("Clear the quantity, or write cap to allow that much.")),
    "unsupported": _error(N_("{feature} cannot be used in this version yet."), N_("Leave it out for now.")),
}  # fmt: skip

SCENARIO: dict[str, Entry] = {
    "yaml-bad": _error(N_("This line breaks the rules of YAML: {reason}."), N_("Correct it: “key: value”, indented with spaces, text with special signs in quotation marks.")),
    "yaml-tab": _error(N_("The line is indented with a tab."), N_("Use spaces.")),
    "yaml-duplicate": _error(N_("The key {found} is there already, in line {first}."), N_("Keep one of them.")),
    "yaml-anchor": _error(N_("References (& and *) and tags (!) are not used in scenario files."), N_("Write the value out.")),
    "yaml-large": _error(N_("The file is too large or too deeply nested for a scenario."), N_("Put rows into tables, not into scenario.yaml.")),
    "yaml-not-map": _error(N_("The file must consist of “key: value” lines."), N_("Start with “name: …”.")),
    "yaml-leading-zero": _error(N_("{found} would lose its leading zeros."), N_("Put it in quotation marks: \"{found}\".")),
    "setting-unknown": _error(N_("The key {found} is not known."), N_("Known keys: {names}.")),
    "setting-unknown-near": _error(N_("The key {found} is not known."), N_("Did you mean {near}?")),
    "setting-missing": _error(N_("The key {column} is missing."), N_("Add it.")),
    "setting-type": _error(N_("{found} is not a valid value for {column}."), N_("Expected: {expected}.")),
    "setting-choice": _error(N_("{found} is not a valid value for {column}."), N_("Use one of: {choices}.")),
    "objectives-none": _error(N_("No objective is listed."), N_("List at least one, or leave the key out for the usual order.")),
    "objective-bad": _error(N_("{found} is not an objective."), N_("Use some of: unmet, fairness: leximin, duplication, surplus, overlap, repeat, cost, change, blend.")),
    "objective-bad-near": _error(N_("{found} is not an objective."), N_("Did you mean {near}?")),
    "objective-twice": _error(N_("The objective {found} is listed twice."), N_("Keep one of them; duplication stands for surplus, overlap and repeat.")),
    "objective-tolerance": _error(N_("The tolerance in {found} is not a number from 0 to 1."), N_("Write a number from 0 to 1, like {{unmet: {{tolerance: 0.01}}}}.")),
    "objective-fairness": _error(N_("{found} is not a way to judge fairness."), N_("Use fairness: leximin, proportional, none, or {{fairness: {{floor: 0.4}}}}.")),
    "objective-floor": _error(N_("The floor in {found} is not a number above 0 and up to 1."), N_("Write for example {{fairness: {{floor: 0.4}}}}.")),
    "objective-blend": _error(N_("{found} is not a blend."), N_("Give weights of zero or more, one of them positive, for some of: {names}.")),
    "approval-step": _error(N_("{found} is not a step of an approval."), N_("Use some of: {names}.")),
    "objective-most": _error(N_("{found}: most must be a whole number of lines, 0 or more."), N_("Write for example: {{change: {{most: 20}}}}")),
    "objective-no-reference": _error(N_("{found} counts changes, but there is no plan to count them from."), N_("Name the plan under the key reference, or leave this out.")),
    "reference-missing": _error(N_("There is no plan at {found}."), N_("Give the folder of a plan or its plan.csv; the path starts from the folder of this scenario.")),
    "reference-columns": _error(N_("The plan at {found} lacks the columns {names}."), N_("Use the plan.csv that allocator run wrote.")),
    "reference-quantity": _error(N_("Line {line} of the plan has the quantity {found}, which is not a number of zero or more."), N_("Use the plan.csv that allocator run wrote.")),
    "boundaries-bad": _error(N_("The borders in {found} are not GeoJSON: {reason}."), N_("Export them again as GeoJSON (a FeatureCollection of polygons), or leave the key boundaries out: maps then draw circles.")),
    "boundaries-degrees": _error(N_("The borders in {found} are not in degrees (they hold the point {point})."), N_("Export them again in longitude and latitude (WGS 84, EPSG:4326).")),
    "boundaries-no-match": _error(N_("None of the {count} borders in {found} carries the code of a place."), N_("Give each border a property place_id with the code that the table places has.")),
    "boundaries-places": _warning(N_("{count} places that are compared have no border in {found}, {example} among them; maps draw a circle for each."), N_("Add their borders, with the code of the place as property place_id.")),
    "boundaries-far": _warning(N_("{count} places lie outside the border that {found} gives them, {example} among them."), N_("Check that borders and places are of the same year: codes are used again when boundaries change.")),
    "rule-kind": _error(N_("A rule needs exactly one of: {choices}."), N_("Write for example {{coverage_min: 0.3, level: commune}}.")),
    "rule-amount": _error(N_("{found} is not an amount for {column}."), N_("Write a share from 0 to 1; for spend_min and spend_max an amount of money.")),
    "rule-key": _error(N_("{found} does not go with {kind}."), N_("Coverage rules take level, the others take of.")),
    "rule-no-scope": _error(N_("{found} does not say of what the share is."), N_("Add one of: {names}.")),
    "rule-scope-blank": _error(N_("{column} names nothing that the rule is limited to."), N_("Write a code or a list of codes, or leave the key out.")),
    "rule-code": _error(N_("{found} is not in the table {table}."), N_("Known there: {choices}.")),
    "rule-code-near": _error(N_("{found} is not in the table {table}."), N_("Did you mean {near}?")),
    "expect-bad": _error(N_("{found} is not an expectation."), N_("Write a measure, a comparison and a number: coverage_min >= 0.35")),
    "sweep-missing": _error(N_("There is no file of a sweep here."), N_("Give the path of the YAML file of the sweep.")),
    "sweep-vary": _error(N_("Nothing is varied."), N_("List under vary: what to vary, each with a name, values and overrides.")),
    "sweep-twice": _error(N_("Two things that are varied have the same name."), N_("Give each a name of its own.")),
    "sweep-axis": _error(N_("This does not say what to vary."), N_("Give a name; values, or options, or with sample a range [from, to]; and, but for options, overrides with $name where the value goes.")),
    "expect-number": _error(N_("{found} is not a plain number."), N_("Write it with a point and without groups: 0.35 or 1.2e9.")),
    "expect-measure": _error(N_("There is no measure {found}."), N_("Measures: {names}.")),
    "expect-measure-near": _error(N_("There is no measure {found}."), N_("Did you mean {near}?")),
    "extends-missing": _error(N_("The scenario it extends, {found}, does not exist."), N_("Correct the path; it starts from the folder of this scenario.")),
    "extends-cycle": _error(N_("Scenarios extend each other in a circle: {cycle}."), N_("Remove one extends.")),
    "unit-level-unknown": _error(N_("No place has the level {found}."), N_("Levels in the places table: {choices}.")),
    "unit-level-unknown-near": _error(N_("No place has the level {found}."), N_("Did you mean {near}?")),
    "authority-level": _error(N_("No place has the level {found}, so it has no authority."), N_("Levels in the places table: {choices}.")),
    "authority-level-near": _error(N_("No place has the level {found}, so it has no authority."), N_("Did you mean {near}?")),
    "override-table": _error(N_("There is no table {found}."), N_("Tables: {names}.")),
    "override-table-near": _error(N_("There is no table {found}."), N_("Did you mean {near}?")),
    "override-table-absent": _error(N_("The scenario has no table {found}, so there is nothing to change."), N_("Add the table, or remove this override.")),
    "override-column": _error(N_("The table {table} has no column {found}."), N_("Columns: {names}.")),
    "override-column-near": _error(N_("The table {table} has no column {found}."), N_("Did you mean {near}?")),
    "override-form": _error(N_("An override needs exactly one kind of change: scale, set, drop: true, or add."), N_("Write for example: {{table: lots, where: {{donor_id: D07}}, scale: {{quantity: 0.5}}}}")),
    "override-no-row": _error(N_("No row of {table} matches this override."), N_("Check its where: {where}")),
    "override-scale-column": _error(N_("{found} does not hold numbers and cannot be scaled."), N_("Use set instead.")),
    "override-scale-factor": _error(N_("{found} is not a number to multiply with."), N_("Write a number of zero or more, like 0.5.")),
}  # fmt: skip

REVIEW: dict[str, Entry] = {
    "review-broken": _error(N_("The file cannot be read: {reason}."), N_("Save it again as .xlsx, or ask for it anew.")),
    "review-kind": _error(N_("This is neither a review workbook (.xlsx) nor a decisions file (.json)."), N_("Give files that allocator review export or the review page made.")),
    "review-large": _error(N_("The file is larger than any review of this plan can be."), N_("Give files that allocator review export or the review page made.")),
    "review-no-plan": _error(N_("The file does not say which plan it is about."), N_("Use a workbook of allocator review export, and keep its sheets; decisions can be copied over.")),
    "review-foreign": _error(N_("The file is about another plan, {found}; this one is {plan}."), N_("If the plan was made anew since, export it again and look at the decisions once more; else give the plan it is about.")),
    "review-mixed": _error(N_("The file is about several plans: {found}."), N_("Take the sheets of other plans out, or copy the decisions into a workbook of this plan.")),
    "review-no-sheet": _error(N_("No sheet holds decisions."), N_("Keep the headers of the sheets as they were exported.")),
    "review-sheet": _warning(N_("The sheet {found} was not read: it has no column of decisions."), N_("Nothing to do if it holds only notes; else copy the decisions to the sheets that were exported.")),
    "review-column": _error(N_("The column {name} is missing."), N_("Export again and copy the decisions over.")),
    "review-line": _error(N_("The plan has no line {found}."), N_("Codes of lines must not be changed; take it from the workbook as it was exported.")),
    "review-action": _error(N_("There is a quantity, but nothing is decided."), N_("Choose a decision, or clear the quantity.")),
    "review-quantity": _error(N_("The decision {action} needs a quantity."), N_("Write how many; to allow none at all, choose ban.")),
    "review-approve": _error(N_("The line is approved, but its quantity is changed from {planned} to {found}."), N_("Clear the quantity to approve the line as it is, or choose lock to have it changed.")),
    "review-ban": _error(N_("A ban allows nothing at all, but there is a quantity of {found}."), N_("Clear the quantity, or choose cap to allow that much.")),
    "review-whole": _error(N_("The item is given whole, so {found} cannot be kept exactly."), N_("Write a whole number.")),
    "review-pack": _error(N_("The gift comes in packs of {pack}, so {found} cannot be kept exactly."), N_("Write a multiple of the pack, or choose cap or floor.")),
    "review-id": _error(N_("There is no {found} in this plan."), N_("Pick a code from the list, or leave the cell blank for any.")),
    "review-pattern": _error(N_("It does not say what the decision is about."), N_("Name a gift, a place, an item, an age group or a period.")),
    "review-unit": _error(N_("It does not say what the quantity counts."), N_("Name an item, or a gift of goods or of a service; a sum over several items, or money, has no one unit.")),
    "review-nobody": _warning(N_("Nobody is named as reviewer; the name of the file stands in for it."), N_("Write the name in the guide of the workbook.")),
    "review-json": _error(N_("This is not a decisions file: {reason}."), N_("Save the decisions again from the review page.")),
    "review-value": _error(N_("{found} cannot be used here."), N_("Save the decisions again from the review page.")),
}  # fmt: skip

CATALOGUE: dict[str, Entry] = FILES | CELLS | CROSS | SCENARIO | REVIEW
