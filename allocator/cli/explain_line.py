"""``allocator explain PLAN --line``: the story of one line."""

from __future__ import annotations

import dataclasses
from typing import TYPE_CHECKING

import click

from allocator.cli.base import Common
from allocator.cli.wrapped import say
from allocator.language import N_, number, percent, quantity, tr

if TYPE_CHECKING:
    from allocator.explain.lines import Story
    from allocator.explain.reading import PlanFolder

SHOWN = 5

CONDITIONS = (
    ("places", N_("only to: {what}"), "places"),
    ("exclude_places", N_("not to: {what}"), "places"),
    ("categories", N_("only for: {what}"), ""),
    ("items", N_("only for: {what}"), "items"),
    ("age_groups", N_("only for: {what}"), "ages"),
    ("from_period", N_("from: {what}"), "periods"),
    ("until_period", N_("until: {what}"), "periods"),
)
"""Column of ``lots``, how it is said, and the table that has names for what it holds."""


def show_line(folder: PlanFolder, line_id: str, common: Common) -> None:
    """Solve again without the line, and say what that and the folder tell."""
    from allocator.cli.findings import show_json
    from allocator.explain.lines import tell
    from allocator.plan.folder import read
    from allocator.problem.build import build
    from allocator.scenario.load import load

    plan = read(folder.folder)
    inputs = load(folder.folder / "inputs")
    try:
        story = tell(build(inputs.tables, inputs.config), plan, line_id)
    except KeyError:
        raise click.UsageError(
            tr("--line: the plan has no line {line}. The codes are in column line_id of plan.csv.", line=line_id),
            click.get_current_context(),
        ) from None
    if common.json:
        show_json(dataclasses.asdict(story))
        return
    _what(folder, story)
    _conditions(folder, story)
    _else(folder, story)
    _without(folder, story)


def _what(folder: PlanFolder, story: Story) -> None:
    line = story.line
    say(
        tr(
            "{quantity} {unit} of {item} from gift {lot} to {place}",
            quantity=quantity(float(str(line["quantity"]))),
            unit=folder.items.get(str(line["item_id"]), {}).get("unit", ""),
            item=_cell(folder, line),
            lot=folder.lot_name(str(line["lot_id"])),
            place=folder.place_name(str(line["place_id"])),
        ),
        bold=True,
    )
    say(
        tr(
            "It serves a need of {net}, after what is already given; the plan meets {met} of it.",
            net=quantity(story.net),
            met=quantity(story.met),
        )
    )
    for lot, many in story.others:
        say(tr("{quantity} from gift {lot}", quantity=quantity(many), lot=folder.lot_name(lot)), "  - ", "    ")


def _conditions(folder: PlanFolder, story: Story) -> None:
    from allocator.explain.reading import named

    lot = folder.lots.get(str(story.line["lot_id"]), {})
    said = []
    for column, text, table in CONDITIONS:
        if lot.get(column):
            names = getattr(folder, table) if table else {}
            said.append(tr(text, what=", ".join(named(names, each) for each in lot[column].split(";") if each)))
    click.echo("")
    if not said:
        say(tr("The donor set no conditions on this gift."))
        return
    say(tr("It keeps the donor's conditions:"))
    for each in said:
        say(each, "  - ", "    ")


def _else(folder: PlanFolder, story: Story) -> None:
    from allocator.explain.reading import named

    click.echo("")
    if story.takers:
        say(tr("Other needs that lack something and that the gift fits: {count}", count=number(len(story.takers))))
        for taker in story.takers[:SHOWN]:
            what = ", ".join(
                named(table, key)
                for table, key in ((folder.items, taker.item), (folder.ages, taker.age), (folder.periods, taker.period))
                if key
            )
            say(f"{folder.place_name(taker.place)}: {what} ({quantity(taker.unmet)})", "  - ", "    ")
        _rest(len(story.takers))
    else:
        say(tr("No other need that lacks something fits this gift."))
    if story.givers:
        say(tr("Other gifts that may serve this need: {count}", count=number(len(story.givers))))
        for giver in story.givers[:SHOWN]:
            left = tr("{unused} not used", unused=quantity(giver.unused)) if giver.unused else tr("used up elsewhere")
            say(f"{folder.lot_name(giver.lot)}: {left}", "  - ", "    ")
        _rest(len(story.givers))
    else:
        say(tr("No other gift may serve this need."))


def _without(folder: PlanFolder, story: Story) -> None:
    from allocator.report.words import money

    found = story.without
    click.echo("")
    say(tr("If this gift did not go to this place, the best plan, computed again, would be:"), bold=True)
    for tier, change in found.unmet:
        amount = money(abs(change), folder.currency)
        if abs(change) > 1e-6:
            text = N_("{amount} more of need unmet, priority {tier}")
            less = N_("{amount} less of need unmet, priority {tier}")
            say(tr(text if change > 0 else less, amount=amount, tier=tier), "  - ", "    ")
    for (before, after), what, shown in (
        (found.lowest, N_("lowest share of any place"), _share),
        (found.unit, N_("share of this place"), _share),
        (found.cell, N_("met of this need"), quantity),
    ):
        if shown(before) != shown(after):
            text = tr("{what}: {before}, then {after}", what=tr(what), before=shown(before), after=shown(after))
        else:
            text = tr("{what}: no change", what=tr(what))
        say(text, "  - ", "    ")
    for pairs, text, name in (
        (found.instead_to, N_("the gift would go to {name} instead ({quantity} more)"), folder.place_name),
        (found.instead_from, N_("the need would have {quantity} more from gift {name}"), folder.lot_name),
    ):
        for each, many in pairs[:SHOWN]:
            say(tr(text, name=name(each), quantity=quantity(many)), "  - ", "    ")
        _rest(len(pairs))


def _rest(count: int) -> None:
    if count > SHOWN:
        say(tr("… and {more} more (all with --json).", more=number(count - SHOWN)), "    ", "    ")


def _share(value: float) -> str:
    return percent(value, 2)


def _cell(folder: PlanFolder, line: dict[str, object]) -> str:
    from allocator.explain.reading import named

    pairs = ((folder.items, "item_id"), (folder.ages, "age_group_id"), (folder.periods, "period_id"))
    return ", ".join(named(table, str(line[key])) for table, key in pairs if line[key])
