"""Groups of commands: each command is imported only when it is used, and a mistyped one is known by its likeness."""

from __future__ import annotations

import importlib
from collections.abc import Mapping

import click

from allocator.cli.base import Helpful
from allocator.language import tr


class Group(Helpful, click.Group):
    """Commands by name with what they do (English, marked by ``N_``).

    Each is ``command`` in the module ``allocator.cli.<prefix><name>``.
    """

    def __init__(
        self,
        name: str,
        params: list[click.Parameter],
        summary: str,
        example: str,
        commands: Mapping[str, str],
        prefix: str,
    ) -> None:
        super().__init__(name, params=params, no_args_is_help=True, help=summary)
        self.example = example
        self.summaries = commands
        self.prefix = prefix

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which they are used."""
        return list(self.summaries)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command called ``cmd_name``."""
        if cmd_name not in self.summaries:
            return None
        found = importlib.import_module(f"allocator.cli.{self.prefix}{cmd_name}").command
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command; a mistyped one is answered with what was probably meant."""
        name = args[0]
        if name not in self.summaries and not name.startswith("-"):
            import difflib

            near = difflib.get_close_matches(name, self.summaries, 1, 0.5)
            hint = (
                tr("Did you mean {near}?", near=near[0])
                if near
                else tr("Commands: {names}.", names=", ".join(self.summaries))
            )
            raise click.UsageError(f"{tr('There is no command {name}.', name=name)} {hint}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section(tr("Commands")):
            formatter.write_dl([(name, tr(summary)) for name, summary in self.summaries.items()])
