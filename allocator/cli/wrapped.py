"""Sentences on the terminal."""

from __future__ import annotations

import textwrap

import click

WIDTH = 80


def say(text: str, first: str = "", then: str = "", bold: bool = False, err: bool = False) -> None:
    """Print ``text`` in lines of at most 80 columns, the first after ``first`` and the others after ``then``.

    It goes to standard output, with ``err`` to standard error.
    """
    for line in wrapped(text, first, then):
        click.echo(click.style(line, bold=True) if bold else line, err=err)


def wrapped(text: str, first: str = "", then: str = "") -> list[str]:
    """``text`` in lines of at most 80 columns, the first after ``first`` and the others after ``then``.

    A word that is longer, such as a path, has a line of its own.
    """
    return textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    )
