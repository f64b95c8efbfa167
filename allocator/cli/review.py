"""``allocator review``: decisions of coordinators out and back, and the signatures on a plan."""

from __future__ import annotations

import importlib

import click

from allocator.cli.base import Helpful, language_option
from allocator.language import N_, tr

STEPS = {
    "export": N_("write a workbook in which a coordinator decides about the lines of a plan"),
    "import": N_("read decisions back, say what they cost, and make a scenario of them"),
    "sign": N_("sign a step of the approval of a plan"),
    "status": N_("show who signed what, and what is still to be signed"),
}
"""The commands and what they do. Each is ``command`` in ``review_<name>``, imported only when it is used."""


class Steps(Helpful, click.Group):
    """The group of the commands of a review."""

    example = (
        "allocator review export plans/cao-bang-2019 --place 'Bảo Lạc' --out bao-lac.xlsx\n"
        "allocator review import plans/cao-bang-2019 bao-lac.xlsx --out reviews/bao-lac\n"
        "allocator run reviews/bao-lac --out plans/cao-bang-2019-v2"
    )

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order in which they are used."""
        return list(STEPS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Import the command called ``cmd_name``."""
        if cmd_name not in STEPS:
            return None
        found = importlib.import_module(f"allocator.cli.review_{cmd_name}").command
        assert isinstance(found, click.Command)
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Find the command, or say which there are."""
        if args[0] not in STEPS and not args[0].startswith("-"):
            missing = tr("There is no command {name}.", name=args[0])
            raise click.UsageError(f"{missing} {tr('Commands: {names}.', names=', '.join(STEPS))}", ctx)
        return super().resolve_command(ctx, args)

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the list of commands without importing them."""
        with formatter.section(tr("Commands")):
            formatter.write_dl([(name, tr(summary)) for name, summary in STEPS.items()])


command = Steps(
    "review",
    params=[language_option()],
    no_args_is_help=True,
    help=N_("Let coordinators decide about a plan in Excel or on its page, take their decisions back, and sign it."),
)
