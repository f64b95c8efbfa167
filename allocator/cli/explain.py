"""``allocator explain``: why needs are not met, in a whole plan or one place, and why a line is there."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING

import click

from allocator.cli.base import Common
from allocator.cli.base import command as make_command
from allocator.cli.wrapped import say
from allocator.language import N_, number, percent, quantity, tr

if TYPE_CHECKING:
    from allocator.explain.gaps import Cause, Gap, Share
    from allocator.explain.reading import PlanFolder

SHOWN_CLAUSES, SHOWN_LEVELS, SHOWN_UNITS = 8, 5, 6
"""What is printed of each list before the rest is only counted; --json has all."""


@make_command(
    "explain",
    N_("Say why needs are not met: for a whole plan, a place, an item, or why one line of the plan is there."),
    "allocator explain plans/cao-bang-2019\n"
    'allocator explain plans/cao-bang-2019 --place "Bảo Lạc" --item AO\n'
    "allocator explain plans/cao-bang-2019 --line A0123456789a",
)
@click.argument("plan_dir", type=click.Path(path_type=Path))
@click.option("--place", help=N_("a place by its code or name; all below it counts"))
@click.option("--item", help=N_("an item by its code or name"))
@click.option("--line", "line_id", help=N_("a line of the plan by its code (column line_id)"))
def command(common: Common, plan_dir: Path, place: str | None, item: str | None, line_id: str | None) -> None:
    """Read the folder and say what it holds."""
    from allocator.cli.found import one
    from allocator.explain.reading import PlanFolder

    context = click.get_current_context()
    if line_id and (place or item):
        raise click.UsageError(tr("--line goes without --place and --item."), context)
    folder = PlanFolder(plan_dir)
    folder.summary  # noqa: B018 (a folder that is no plan is refused before anything is read)
    if line_id:
        from allocator.cli.explain_line import show_line

        show_line(folder, line_id, common)
        return
    places = folder.below(one(folder.places, place, "--place", context)) if place else None
    items = frozenset({one(folder.items, item, "--item", context)}) if item else None
    _show(folder, places, items, place, common)


def _show(
    folder: PlanFolder, places: frozenset[str] | None, items: frozenset[str] | None, asked: str | None, common: Common
) -> None:
    from allocator.cli.findings import show_json
    from allocator.explain.gaps import gaps_of, shares_of

    gaps, shares = gaps_of(folder, places, items), shares_of(folder, places)
    if common.json:
        show_json({"shares": [dataclasses.asdict(each) for each in shares], "gaps": [_record(folder, g) for g in gaps]})
        return
    if gaps and not any(gap.causes for gap in gaps):
        say(tr("The plan was made before causes were kept. Run it again to have its gaps explained."))
        return
    if asked and len(shares) <= 1:
        _show_unit(folder, gaps, shares)
    else:
        _show_many(folder, gaps, shares)


def _show_unit(folder: PlanFolder, gaps: list[Gap], shares: list[Share]) -> None:
    """One commune: its share and its proof, then every gap with its causes."""
    from allocator.explain.gaps import levels_of
    from allocator.explain.words import cause_text, proof_text
    from allocator.report.words import money

    for share in shares:
        say(
            tr(
                "{name}: {share} of need is met, {met} of {need}.",
                name=folder.place_name(share.unit),
                share=percent(share.coverage, 1),
                met=money(share.met_value, folder.currency),
                need=money(share.net_value, folder.currency),
            ),
            bold=True,
        )
        level = next((each for each in levels_of(folder) if each.level == share.level), None)
        worth = [money(each, folder.currency) for each in (level.available, level.wanted)] if level else []
        say(proof_text(level, share, worth))
    if not gaps:
        say(tr("Nothing is missing."))
    for gap in gaps:
        click.echo("")
        unmet, net = quantity(gap.unmet), quantity(gap.net)
        unit = folder.items.get(gap.cell[1], {}).get("unit", "")
        say(
            f"{_what(folder, gap)}: {tr('{unmet} of {net} {unit} unmet', unmet=unmet, net=net, unit=unit)}",
            bold=True,
        )
        for cause in gap.causes:
            say(f"{quantity(cause.quantity)}: {cause_text(folder, cause)}", "  - ", "    ")


def _show_many(folder: PlanFolder, gaps: list[Gap], shares: list[Share]) -> None:
    """Many communes: how much is due to what, which conditions keep most away, and who is held down by which proof."""
    from allocator.explain.gaps import summed
    from allocator.explain.words import cause_text
    from allocator.report.words import REASONS, money, word

    total = sum(gap.value for gap in gaps)
    causes = summed([cause for gap in gaps for cause in gap.causes])
    by_kind: dict[str, float] = {}
    for cause in causes:
        by_kind[cause.kind] = by_kind.get(cause.kind, 0.0) + cause.value
    say(tr("{amount} of need is unmet. Why:", amount=money(total, folder.currency)), bold=True)
    for kind, value in sorted(by_kind.items(), key=lambda pair: -pair[1]):
        part = percent(value / total if total else 0.0, 1)
        say(f"{money(value, folder.currency)} ({part}): {word(REASONS, kind)}", "  - ", "    ")
    clauses = [cause for cause in causes if cause.table]
    if clauses:
        click.echo("")
        say(tr("What keeps most away (giving up any one of them would make the plan better)"), bold=True)
        for cause in clauses[:SHOWN_CLAUSES]:
            say(f"{money(cause.value, folder.currency)}: {cause_text(folder, cause)}", "  - ", "    ")
        _rest(len(clauses) - SHOWN_CLAUSES)
    _show_levels(folder, shares)
    click.echo("")
    say(tr("For one place: allocator explain {folder} --place CODE", folder=folder.folder))


def _show_levels(folder: PlanFolder, shares: list[Share]) -> None:
    """The worst-off fair levels among the units shown, each with its proof."""
    from allocator.explain.gaps import levels_of
    from allocator.explain.words import proof_text
    from allocator.report.words import money

    by_level: dict[int, list[Share]] = {}
    for share in shares:
        if share.fair is not None and share.level > 0:
            by_level.setdefault(share.level, []).append(share)
    if not by_level:
        return
    click.echo("")
    say(tr("Who cannot get more, and the proof"), bold=True)
    levels = {each.level: each for each in levels_of(folder)}
    for at in sorted(by_level)[:SHOWN_LEVELS]:
        members, level = by_level[at], levels.get(at)
        names = "; ".join(folder.place_name(share.unit) for share in members[:SHOWN_UNITS])
        more = len(members) - SHOWN_UNITS
        if more > 0:
            names += " " + tr("and {more} more", more=number(more))
        worth = [money(each, folder.currency) for each in (level.available, level.wanted)] if level else []
        say(f"{names}. {proof_text(level, members[0], worth)}", "  - ", "    ")
    _rest(len(by_level) - SHOWN_LEVELS)


def _rest(more: int) -> None:
    if more > 0:
        say(tr("… and {more} more (all with --json).", more=number(more)), "    ", "    ")


def _record(folder: PlanFolder, gap: Gap) -> dict[str, object]:
    """A gap as plain values; the texts are in the current language, everything else is stable."""
    place, item, age, period = gap.cell
    return {
        "place_id": place,
        "item_id": item,
        "age_group_id": age,
        "period_id": period,
        "tier": gap.tier,
        "net": gap.net,
        "met": gap.met,
        "unmet": gap.unmet,
        "value": gap.value,
        "causes": [_cause_record(folder, cause) for cause in gap.causes],
    }


def _cause_record(folder: PlanFolder, cause: Cause) -> dict[str, object]:
    from allocator.explain.words import cause_text

    return {
        "cause": cause.kind,
        "quantity": cause.quantity,
        "value": cause.value,
        "lot_id": cause.lot,
        "clause": cause.clause,
        "table": cause.table,
        "row": cause.row or None,
        "unit": cause.unit,
        "reviewer": cause.reviewer,
        "text": cause_text(folder, cause),
    }


def _what(folder: PlanFolder, gap: Gap) -> str:
    """Item, age group and period of a gap."""
    from allocator.explain.reading import named

    _, item, age, period = gap.cell
    parts = [named(folder.items, item)]
    parts += [named(folder.ages, age)] if age else []
    parts += [named(folder.periods, period)] if period else []
    return ", ".join(parts)
