"""``allocator schema``: every table, column and setting, for people and for programs."""

from __future__ import annotations

import textwrap
from typing import Any

import click

from allocator.cli.base import Common
from allocator.cli.base import command as make_command
from allocator.language import N_, tr
from allocator.tables.schema import BY_NAME, TABLES, Column, Table

WIDTH = 80


@make_command(
    "schema",
    N_("Show every table, column and setting: names, kinds, defaults and meaning."),
    "allocator schema\nallocator schema --table lots\nallocator schema --json > schema.json",
)
@click.option("--table", metavar="TABLE", help=N_("only this table"))
def command(common: Common, table: str | None) -> None:
    """Describe the input."""
    from allocator.tables.headers import find_table, nearest_table

    name = find_table(table) if table is not None else None
    if table is not None and name is None:
        near = nearest_table(table)
        hint = f" {tr('Did you mean {near}?', near=near)}" if near else ""
        raise click.UsageError(tr("There is no table {name}.", name=table) + hint, click.get_current_context())
    tables = TABLES if name is None else (BY_NAME[name],)
    if common.json:
        from allocator.cli.findings import show_json

        records: dict[str, Any] = {"tables": [table_record(each) for each in tables]}
        show_json(records if name else {"scenario": scenario_schema(), **records})
        return
    if name is None:
        _show_settings()
    for each in tables:
        _show_table(each)


def scenario_schema() -> dict[str, Any]:
    """The JSON Schema of ``scenario.yaml``, with descriptions in the current language."""
    from allocator.scenario.config import ScenarioModel
    from allocator.scenario.forms import level_schema, rule_schema

    translated = _translated(ScenarioModel.model_json_schema())
    assert isinstance(translated, dict)
    objectives, rules = (translated["properties"][name] for name in ("objectives", "rules"))
    next(form for form in objectives["anyOf"] if form.get("type") == "array")["items"] = level_schema()
    rules["items"] = rule_schema()
    return translated


def _translated(node: object) -> object:
    if isinstance(node, dict):
        return {
            key: tr(value) if key == "description" and isinstance(value, str) else _translated(value)
            for key, value in node.items()
        }
    return [_translated(each) for each in node] if isinstance(node, list) else node


def table_record(table: Table) -> dict[str, Any]:
    """One table as plain values."""
    return {
        "name": table.name,
        "aliases": list(table.aliases),
        "required": table.required,
        "key": list(table.key),
        "about": tr(table.about),
        "columns": [_column_record(column) for column in table.columns],
    }


def _column_record(column: Column) -> dict[str, Any]:
    return {
        "name": column.name,
        "aliases": list(column.aliases),
        "kind": column.kind,
        "required": column.required,
        "default": column.default,
        "refers_to": column.refers_to,
        "choices": list(column.choices),
        "minimum": column.minimum,
        "exclusive_minimum": 0 if column.positive else None,
        "maximum": column.maximum,
        "about": tr(column.about),
    }


def _show_settings() -> None:
    from allocator.scenario.authority import AuthorityModel
    from allocator.scenario.config import LimitsModel, ScenarioModel

    fields = {
        "limits": (LimitsModel.model_fields, "limits"),
        "authorities": (AuthorityModel.model_fields, f"authorities.<{tr('level')}>"),
    }
    click.secho("scenario.yaml", bold=True)
    for name, field in ScenarioModel.model_fields.items():
        inner, under = fields.get(name, ({}, name))
        click.echo(f"  {name}")
        click.echo(_indented(tr(field.description or "")))
        for key, own in inner.items():
            click.echo(f"    {under}.{key}")
            click.echo(_indented(tr(own.description or "")))
    click.echo()


def _show_table(table: Table) -> None:
    click.secho(table.name, bold=True, nl=False)
    click.echo(f" ({', '.join(table.aliases)})" if table.aliases else "")
    click.echo(textwrap.fill(tr(table.about), WIDTH, initial_indent="  ", subsequent_indent="  "))
    for column in table.columns:
        names = ", ".join(column.aliases)
        click.echo(f"  {column.name}{' *' if column.required else ''}" + (f" ({names})" if names else ""))
        click.echo(_indented("; ".join([tr(column.about), *_facts(column)])))
    click.echo()


def _facts(column: Column) -> list[str]:
    """What a cell of the column may hold, beyond its meaning."""
    facts = [tr(KINDS[column.kind])]
    if column.choices:
        facts.append(", ".join(column.choices))
    if column.refers_to:
        facts.append(tr("codes of {table}", table=column.refers_to))
    if column.default is not None:
        default = (
            {True: tr("yes"), False: tr("no")}[column.default] if isinstance(column.default, bool) else column.default
        )
        facts.append(tr("blank means {default}", default=f"{default:g}" if isinstance(default, float) else default))
    if column.required:
        facts.append(tr("must be given"))
    return facts


def _indented(text: str) -> str:
    return textwrap.fill(text, WIDTH, initial_indent="      ", subsequent_indent="      ")


KINDS = {
    "id": N_("code"),
    "ids": N_("codes separated by semicolons"),
    "text": N_("text"),
    "number": N_("number"),
    "whole": N_("whole number"),
    "flag": N_("yes or no"),
    "choice": N_("one of these words"),
    "date": N_("date"),
}
