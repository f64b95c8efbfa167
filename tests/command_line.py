"""Runs the command line inside the test."""

from __future__ import annotations

import pytest

from allocator.cli.main import main


def run(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    out, err = capsys.readouterr()
    return int(stop.value.code or 0), out, err


def succeed(*arguments: str) -> None:
    """Run a command for what it makes, where nobody listens to what it says."""
    with pytest.raises(SystemExit) as stop:
        main(arguments)
    assert not stop.value.code
