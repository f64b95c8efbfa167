"""What a reader means by a code or a name."""

from __future__ import annotations

import click

from allocator.language import tr


def one(table: dict[str, dict[str, str]], text: str, option: str, context: click.Context) -> str:
    """The id that ``text`` means; wrong usage where there is none or more than one."""
    from allocator.explain.reading import find

    found = find(table, text)
    if len(found) == 1:
        return found[0]
    if not found:
        raise click.UsageError(
            tr("{option}: nothing is called {text}. Give a code or a part of the name.", option=option, text=text),
            context,
        )
    several = "; ".join(f"{each} {table[each].get('name', '')}".strip() for each in found[:10])
    raise click.UsageError(
        tr("{option}: {text} may mean {several}. Give the code.", option=option, text=text, several=several), context
    )
