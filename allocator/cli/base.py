"""What all commands share: help in the reader's language, common options, and exit codes instead of tracebacks."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import click
from click.core import ParameterSource

from allocator import language
from allocator.language import LANGUAGES, N_, tr
from allocator.version import __version__

WRONG_INPUT, WRONG_USAGE, NOT_KEPT, NO_PLAN, INTERRUPTED = 1, 2, 3, 4, 130
"""Exit codes besides 0: wrong input; wrong usage; an expectation or verification failed; no plan in time; Ctrl-C."""


@dataclass(frozen=True)
class Common:
    """The options every command has. ``json`` puts one JSON value on stdout and nothing else there."""

    json: bool
    quiet: bool
    verbose: int


@dataclass(frozen=True)
class Range:
    """What the number of an option may be: above or from its lower end, up to its upper end if it has one."""

    lower: float
    upper: float = math.inf
    open: bool = False
    whole: bool = False

    def holds(self, number: float) -> bool:
        """Whether ``number`` is finite and in the range."""
        inside = number > self.lower if self.open else number >= self.lower
        return math.isfinite(number) and inside and number <= self.upper and not (self.whole and number % 1)

    def message(self, option: str, found: str) -> str:
        """Why ``found`` will not do for ``option``, in the reader's language."""
        values = {"name": option, "lower": f"{self.lower:g}", "upper": f"{self.upper:g}", "found": found}
        if self.whole:
            return tr("{name} must be a whole number from {lower}, not {found}.", **values)
        if self.open:
            return tr("{name} must be a number above {lower}, not {found}.", **values)
        return tr("{name} must be a number from {lower} to {upper}, not {found}.", **values)


def number_option(name: str, within: Range, about: str) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """An option that takes a number; ``about`` is an English message marked by ``N_``."""

    def convert(ctx: click.Context, option: click.Parameter, value: str | None) -> float | None:
        if value is None:
            return None
        try:
            number = float(value)
        except ValueError:
            number = math.nan
        if not within.holds(number):
            raise click.UsageError(within.message(name, value), ctx)
        return int(number) if within.whole else number

    return click.option(name, metavar="NUMBER", callback=convert, help=about)


PIECES = (N_("[OPTIONS]"), N_("COMMAND [ARGS]..."))
"""What click puts into usage lines."""


class Helpful:
    """Help pages whose texts are translated when they are shown."""

    example: str = ""

    def format_usage(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the usage line."""
        assert isinstance(self, click.Command)
        pieces = " ".join(tr(piece) if piece in PIECES else piece for piece in self.collect_usage_pieces(ctx))
        formatter.write_usage(ctx.command_path, pieces, prefix=f"{tr('Usage:')} ")

    def format_help_text(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write what the command does."""
        assert isinstance(self, click.Command)
        with formatter.indentation():
            formatter.write_paragraph()
            formatter.write_text(tr(self.help or ""))

    def format_options(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the options, then the commands of a group."""
        assert isinstance(self, click.Command)
        records = []
        for option in self.get_params(ctx):
            record = option.get_help_record(ctx)
            if record and isinstance(option, click.Option):
                records.append((record[0], tr(option.help or "")))
        with formatter.section(tr("Options")):
            formatter.write_dl(records)
        if isinstance(self, click.Group):
            self.format_commands(ctx, formatter)

    def format_epilog(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """Write the example."""
        if self.example:
            with formatter.section(tr("Example")):
                for line in self.example.splitlines():
                    formatter.write(f"{'':>{formatter.current_indent}}{line}\n")


class Command(Helpful, click.Command):
    """A command that answers wrong input, or a folder it cannot use, with what is wrong and exit code 1."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Take the command line apart; what is left over is told in the reader's language."""
        ctx.allow_extra_args = True
        try:
            rest = super().parse_args(ctx, args)
        except click.BadOptionUsage as error:
            error.ctx = ctx
            raise
        if ctx.args:
            text = tr("Unexpected extra argument: {rest}.", rest=" ".join(ctx.args))
            hint = tr("Put a name of several words in quotation marks.")
            raise click.UsageError(f"{text} {hint}" if any(map(_takes_names, self.params)) else text, ctx)
        return rest

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command."""
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.exceptions.Exit, click.Abort):
            raise
        except Exception as error:
            from allocator.cli.refusals import show_refusal

            if not show_refusal(error, isinstance(ctx.obj, Common) and ctx.obj.json):
                raise
            ctx.exit(WRONG_INPUT)


def _takes_names(param: click.Parameter) -> bool:
    """Whether people may give names of several words by this option."""
    return isinstance(param, click.Option) and param.type is click.STRING and not param.metavar


def command(name: str, summary: str, example: str) -> Callable[[Callable[..., None]], Command]:
    """Make a function a command with the common options; it is called with ``common`` and its own parameters.

    ``summary`` is an English message marked by ``N_``; so are the helps of the options.
    """

    def build(function: Callable[..., None]) -> Command:
        def callback(as_json: bool, quiet: bool, verbose: int, **own: Any) -> None:
            import logging

            common = Common(as_json, quiet, verbose)
            click.get_current_context().obj = common
            logging.basicConfig(level=[logging.WARNING, logging.INFO, logging.DEBUG][min(verbose, 2)])
            function(common=common, **own)

        params: list[click.Parameter] = [*reversed(getattr(function, "__click_params__", [])), *_common_options()]
        made = Command(name, callback=callback, params=params, help=summary)
        made.example = example
        return made

    return build


def language_option() -> click.Option:
    """``--language``: takes effect before anything else is shown."""
    return click.Option(
        ["--language"],
        type=click.Choice(LANGUAGES),
        expose_value=False,
        is_eager=True,
        callback=lambda ctx, option, value: language.use(value) if value else None,
        help=N_("language of messages: vi or en"),
    )


def version_option() -> click.Option:
    """``--version``: one line, and the end."""

    def show(ctx: click.Context, option: click.Parameter, asked: bool) -> None:
        if asked:
            click.echo(f"allocator {__version__}")
            ctx.exit()

    return click.Option(
        ["--version"],
        is_flag=True,
        expose_value=False,
        is_eager=True,
        callback=show,
        help=N_("show the version and exit"),
    )


def language_of_documents(stated: str | None) -> str:
    """The language of what is written: the one asked for here, else the one ``stated``, else the reader's."""
    context: click.Context | None = click.get_current_context()
    while context:
        if context.get_parameter_source("language") is ParameterSource.COMMANDLINE:
            return language.current()
        context = context.parent
    return stated or language.current()


def _common_options() -> list[click.Parameter]:
    return [
        language_option(),
        click.Option(["--json", "as_json"], is_flag=True, help=N_("machine-readable result on standard output")),
        click.Option(["-q", "--quiet"], is_flag=True, help=N_("only errors and results")),
        click.Option(["-v", "--verbose"], count=True, help=N_("say more; twice: details of failures")),
    ]
