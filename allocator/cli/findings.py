"""Findings about the input, printed for people and for programs."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from itertools import groupby

import click

from allocator.cli.wrapped import say
from allocator.language import number, tr
from allocator.tables.problems import InputProblem

SHOWN = 10
"""Findings of one code in one column that are printed before the rest is only counted."""

COLOURS = {"error": "red", "warning": "yellow", "note": "cyan"}


def show_errors(problems: Sequence[InputProblem], as_json: bool) -> None:
    """Say that the input cannot be used, and why: JSON on stdout, or a list on stderr."""
    if as_json:
        show_json({"ok": False, "problems": as_records(problems)})
        return
    show_list(problems, err=True)
    click.echo(tally(problems), err=True)


def show_json(value: object) -> None:
    """Print one JSON value on stdout."""
    click.echo(json.dumps(value, ensure_ascii=False, indent=2))


def as_records(problems: Iterable[InputProblem]) -> list[dict[str, object]]:
    """The findings as plain values; messages are in the current language, everything else is stable."""
    return [
        {
            "severity": each.severity,
            "code": each.code,
            "source": each.source,
            "row": each.row,
            "column": each.column,
            "header": each.header,
            "found": each.found,
            "message": each.message,
            "hint": each.hint,
        }
        for each in problems
    ]


def show_list(problems: Sequence[InputProblem], err: bool = False) -> None:
    """Print the findings file by file, errors first, long repetitions cut short."""
    ranks = list(COLOURS)
    ordered = sorted(problems, key=lambda each: (ranks.index(each.severity), each.source))
    for (severity, source), group in groupby(ordered, key=lambda each: (each.severity, each.source)):
        click.echo(f"{click.style(_weights()[severity], fg=COLOURS[severity], bold=True)} {source}", err=err)
        alike: dict[tuple[str, str | None], list[InputProblem]] = {}
        for each in group:
            alike.setdefault((each.code, None if each.code == "column-unknown" else each.column), []).append(each)
        for same in alike.values():
            _show_alike(same, err)
        click.echo(err=err)


def _show_alike(problems: list[InputProblem], err: bool) -> None:
    """Findings of one code in one column; the advice is printed once where it is the same for all."""
    if problems[0].code == "column-unknown":
        names = ", ".join(str(each.found) for each in problems)
        say(tr("Columns that are not used: {names}.", names=names), "  ", "    ", err=err)
        return
    same_hint = len({each.hint for each in problems}) == 1
    for at, each in enumerate(problems[:SHOWN]):
        where = _where(each)
        say(f"{where}: {each.message}" if where else each.message, "  ", "    ", err=err)
        if not same_hint or at == min(len(problems), SHOWN) - 1:
            say(each.hint, "    → ", "      ", err=err)
    if len(problems) > SHOWN:
        more = number(len(problems) - SHOWN)
        say(tr("… and {more} more like this (all with --json).", more=more), "    ", "    ", err=err)


def _where(problem: InputProblem) -> str:
    parts = []
    if problem.row is not None:
        parts.append(tr("row {row}", row=problem.row))
    if problem.column:
        parts.append(tr("column {name}", name=problem.header or problem.column))
    return ", ".join(parts)


def tally(problems: Sequence[InputProblem]) -> str:
    """How many errors, warnings and notes there are."""
    counts = {severity: sum(each.severity == severity for each in problems) for severity in COLOURS}
    return tr(
        "Errors: {errors}, warnings: {warnings}, notes: {notes}.",
        errors=number(counts["error"]),
        warnings=number(counts["warning"]),
        notes=number(counts["note"]),
    )


def _weights() -> dict[str, str]:
    return {"error": tr("ERROR"), "warning": tr("WARNING"), "note": tr("NOTE")}
