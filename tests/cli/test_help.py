"""Help, usage and how the program ends."""

# ruff: noqa: E501 (tables of cases)
from __future__ import annotations

import os
import subprocess
import sys
import time

import click
import pytest
from command_line import run

from allocator.cli import check
from allocator.cli.main import COMMANDS, main

OWN = ("new", "check", "schema")


def test_help_is_quick_and_imports_nothing_heavy() -> None:
    code = "import sys; from allocator.cli.main import main\ntry: main(['--help'])\nexcept SystemExit: pass\nassert not {'pandas', 'numpy', 'pydantic'} & set(sys.modules)"
    start = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert time.perf_counter() - start < 2


@pytest.mark.parametrize(("language", "usage"), [("vi", "Cách dùng:"), ("en", "Usage:")])
def test_help_speaks_both_languages(capsys: pytest.CaptureFixture[str], language: str, usage: str) -> None:
    code, out, _ = run(capsys, "--help", "--language", language)
    assert code == 0 and out.startswith(usage) and all(f"  {name} " in out for name in COMMANDS)


@pytest.mark.parametrize("name", OWN)
def test_every_command_shows_an_example(capsys: pytest.CaptureFixture[str], name: str) -> None:
    code, out, _ = run(capsys, name, "--help", "--language", "en")
    assert code == 0 and f"allocator {name}" in out.partition("Example")[2] and "--json" in out


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["chek", "x"], "Did you mean check?"),
        (["nonsense"], "Commands: new"),
        (["check", "--jsn", "x"], "Did you mean --json?"),
        (["check"], "SCENARIO is missing"),
        (["check", "x", "y"], "unexpected extra argument"),
        (["check", "x", "--language", "fr"], "must be one of: vi, en"),
    ],
)
def test_wrong_usage_gives_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLOCATOR_LANGUAGE", "en")
    code, _, err = run(capsys, *arguments)
    assert code == 2 and message in err and "--help" in err


def test_an_interruption_gives_exit_code_130(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(**_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(check.command, "callback", interrupted)
    code, _, err = run(capsys, "check", "x", "--language", "en")
    assert code == 130 and "Traceback" not in err


def test_our_own_mistakes_show_no_traceback() -> None:
    script = "from allocator.cli import check, main\ndef broken(**_): raise RuntimeError('oops')\ncheck.command.callback = broken\nmain.main(['check', 'x', '--language', 'en'{more}])"
    short = subprocess.run([sys.executable, "-c", script.format(more="")], capture_output=True, text=True, check=False)
    assert "Traceback" not in short.stderr and "oops" in short.stderr and "-v -v" in short.stderr
    long = subprocess.run(
        [sys.executable, "-c", script.format(more=", '-v', '-v'")], capture_output=True, text=True, check=False
    )
    assert "Traceback" in long.stderr


def test_vietnamese_survives_a_console_of_another_encoding() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "allocator", "--help", "--language", "vi"],
        capture_output=True, check=False, env={**os.environ, "PYTHONIOENCODING": "cp1252"},
    )  # fmt: skip
    assert done.returncode == 0 and "Cách dùng" in done.stdout.decode("utf-8")


def test_main_is_click() -> None:
    assert callable(main) and isinstance(check.command, click.Command)
