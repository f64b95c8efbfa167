"""Sentences on the terminal."""

from __future__ import annotations

import textwrap

import click

WIDTH = 80


def say(text: str, first: str = "", then: str = "", bold: bool = False) -> None:
    """Print ``text`` in lines of at most 80 columns, the first after ``first`` and the others after ``then``."""
    for line in textwrap.wrap(
        " ".join(text.split()),
        WIDTH,
        initial_indent=first,
        subsequent_indent=then,
        break_long_words=False,
        break_on_hyphens=False,
    ):
        click.echo(click.style(line, bold=True) if bold else line)
