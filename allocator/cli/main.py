"""The ``allocator`` command: finds the subcommand, speaks the reader's language, never shows a traceback."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from types import TracebackType
from typing import Any

import click

from allocator import language
from allocator.cli.base import INTERRUPTED, WRONG_USAGE, language_option, version_option
from allocator.cli.group import Group
from allocator.cli.wrapped import say
from allocator.language import LANGUAGES, N_, tr

COMMANDS = {
    "new": N_("make a new scenario folder with a workbook to fill in"),
    "check": N_("list everything that is wrong with a scenario"),
    "run": N_("compute the plan of a scenario"),
    "verify": N_("recompute every number of a plan from its inputs"),
    "compare": N_("show plans side by side"),
    "explain": N_("say why needs are not met, and why a line is there"),
    "ask": N_("say what to ask donors for"),
    "review": N_("let coordinators decide about a plan, and sign it"),
    "report": N_("make the documents that people sign and publish"),
    "sweep": N_("solve many cases of a scenario"),
    "schema": N_("show every table, column and setting"),
}
"""The commands and what they do. Each is ``command`` in the module of its name, imported only when it is used."""


allocator = Group(
    "allocator",
    [language_option(), version_option()],
    N_("Match donors' earmarked gifts to the needs of communes: openly, fairly, and checkable line by line."),
    "allocator new thu-nghiem\nallocator check thu-nghiem\nallocator run thu-nghiem",
    COMMANDS,
    "",
)


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line and exit the process with one of the documented codes."""
    args = list(sys.argv[1:] if arguments is None else arguments)
    for stream in (sys.stdout, sys.stderr):
        # A redirected Windows console is not UTF-8 and would stop at the first Vietnamese letter.
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    language.use(_language(args))
    if not _wants_traceback(args):
        sys.excepthook = _short_failure
    sys.exit(_run(args))


def _run(args: list[str]) -> int:
    """Run one command and return its exit code."""
    try:
        result: Any = allocator.main(args, prog_name="allocator", standalone_mode=False)
    except click.exceptions.Exit as stop:
        return stop.exit_code
    except click.exceptions.NoArgsIsHelpError as error:
        click.echo(error.format_message(), err=True)
        return WRONG_USAGE
    except click.UsageError as error:
        _show_usage(error)
        return WRONG_USAGE
    except click.ClickException as error:
        say(error.format_message(), err=True)
        return error.exit_code
    except (click.Abort, KeyboardInterrupt):
        click.echo(tr("Interrupted."), err=True)
        return INTERRUPTED
    return result if isinstance(result, int) else 0


def _show_usage(error: click.UsageError) -> None:
    """Say what is wrong with the command line, in the reader's language, and where help is."""
    say(f"{tr('Wrong usage:')} {_usage_message(error)}", err=True)
    path = error.ctx.command_path if error.ctx else "allocator"
    click.echo(tr("Help: {command}", command=f"{path} --help"), err=True)


def _usage_message(error: click.UsageError) -> str:
    if isinstance(error, click.NoSuchOption):
        hint = f" {tr('Did you mean {near}?', near=error.possibilities[0])}" if error.possibilities else ""
        return tr("There is no option {name}.", name=error.option_name) + hint
    if isinstance(error, click.BadOptionUsage):
        return _option_message(error)
    if isinstance(error, click.BadParameter) and error.param is not None:
        name = error.param.opts[0] if isinstance(error.param, click.Option) else _argument_called(error.param)
        choices = ", ".join(error.param.type.choices) if isinstance(error.param.type, click.Choice) else ""
        if choices:
            return tr("{name} must be one of: {choices}.", name=name, choices=choices)
        if isinstance(error, click.MissingParameter):
            return tr("{name} is missing.", name=name)
    return error.format_message()


def _option_message(error: click.BadOptionUsage) -> str:
    """Why the value of an option will not do: it has one and takes none, or the other way round."""
    params = error.ctx.command.params if error.ctx else []
    option = next((each for each in params if error.option_name in (*each.opts, *each.secondary_opts)), None)
    if isinstance(option, click.Option) and (option.is_flag or option.count):
        return tr("{name} takes no value.", name=error.option_name)
    return tr("{name} needs a value.", name=error.option_name)


def _argument_called(argument: click.Parameter) -> str:
    """An argument as the usage line shows it, without the signs for *may be left out* and *and more*."""
    return (argument.metavar or argument.human_readable_name.upper()).strip("[].")


def _language(args: Sequence[str]) -> str:
    """The language asked for anywhere on the command line, else the one of this machine's user."""
    for at, argument in enumerate(args):
        value = argument.partition("=")[2] if argument.startswith("--language=") else ""
        if argument == "--language" and at + 1 < len(args):
            value = args[at + 1]
        if value in LANGUAGES:
            return value
    return language.preferred()


def _wants_traceback(args: Sequence[str]) -> bool:
    return sum(1 if each in ("-v", "--verbose") else 2 if each == "-vv" else 0 for each in args) >= 2


def _short_failure(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
    """Say in one sentence that this is our mistake, in place of a traceback."""
    click.echo(tr("The program failed by its own mistake: {error}", error=f"{kind.__name__}: {error}"), err=True)
    click.echo(tr("Please report it; the same command with -v -v shows the details."), err=True)
