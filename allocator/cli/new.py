"""``allocator new``: a folder to start from."""

from __future__ import annotations

from pathlib import Path

import click

from allocator.cli.base import Common
from allocator.cli.base import command as make_command
from allocator.language import N_, tr


@make_command(
    "new",
    N_("Make a new scenario folder: scenario.yaml with comments, and a workbook to fill in."),
    "allocator new thu-nghiem\nallocator new thu-nghiem --language vi",
)
@click.argument("folder", type=click.Path(path_type=Path))
def command(common: Common, folder: Path) -> None:
    """Write the folder, whole or not at all."""
    from allocator.scenario.template import NotEmpty, write_template

    try:
        files = write_template(folder)
    except NotEmpty:
        message = tr("{folder} exists and is not empty; nothing was written.", folder=folder)
        raise click.UsageError(message, click.get_current_context()) from None
    except OSError as error:
        message = tr("{folder} cannot be written: {reason}.", folder=folder, reason=error.strerror or error)
        raise click.UsageError(message, click.get_current_context()) from None
    if common.json:
        from allocator.cli.findings import show_json

        show_json({"ok": True, "folder": str(folder), "files": [path.name for path in files]})
        return
    if common.quiet:
        return
    for path in files:
        click.echo(str(path))
    click.echo(tr("Fill in the workbook, then: allocator check {folder}", folder=folder))
