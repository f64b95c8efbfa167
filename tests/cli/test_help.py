"""Help, usage and how the program ends."""

# ruff: noqa: E501 (tables of cases)
from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import click
import pytest
from command_line import run

from allocator import __version__
from allocator.cli import check
from allocator.cli.main import COMMANDS, main

OWN = ("new", "check", "schema")


SLOW = {
    "pandas",
    "numpy",
    "ortools",
    "highspy",
    "pyomo",
    "pydantic",
    "ruamel",
    "jinja2",
    "babel",
    "rich",
    "tempfile",
    "logging",
}


@pytest.mark.parametrize("language", ["vi", "en"])
@pytest.mark.parametrize(
    ("arguments", "code"), [(["--help"], 0), (["--version"], 0), (["runn"], 2), (["run", "--help"], 0), (["run"], 2)]
)
def test_help_and_wrong_usage_load_nothing_slow(arguments: list[str], code: int, language: str) -> None:
    script = "import sys; from allocator.cli.main import main\ntry: main(sys.argv[1:])\nfinally: print(*sys.modules, file=sys.stderr)"
    done = subprocess.run(
        [sys.executable, "-c", script, *arguments],
        capture_output=True, text=True, check=False, env={**os.environ, "ALLOCATOR_LANGUAGE": language}, encoding="utf-8",
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    loaded = set(done.stderr.split())
    assert "click" in loaded and not SLOW & loaded


@pytest.mark.parametrize(("language", "about"), [("vi", "hiện phiên bản"), ("en", "show the version")])
def test_the_version_is_told(capsys: pytest.CaptureFixture[str], language: str, about: str) -> None:
    assert run(capsys, "--version", "--language", language) == (0, f"allocator {__version__}\n", "")
    told = run(capsys, "--help", "--language", language)[1]
    assert "  --version " in told and about in told


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
        (["check", "x", "y"], "extra argument: y. Help:"),
        (["check", "x", "--json=1"], "--json takes no value"),
        (["run", "x", "--out"], "--out needs a value"),
        (["explain", "plan", "--place", "Xã", "Biên", "Sơn"], "extra argument: Biên Sơn. Put a name of several words"),
        (["review", "sgin"], "Did you mean sign?"),
        (["review", "sign", "plan"], "--step must be one of: proposed, reviewed"),
        (["review", "sign", "plan", "--step", "proposed"], "--name is missing"),
        (["review", "import", "plan"], "FILES is missing"),
        (["check", "x", "--language", "fr"], "must be one of: vi, en"),
    ],
)
def test_wrong_usage_gives_exit_code_2(
    capsys: pytest.CaptureFixture[str], arguments: list[str], message: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALLOCATOR_LANGUAGE", "en")
    code, _, err = run(capsys, *arguments)
    assert code == 2 and message in " ".join(err.split()) and "--help" in err
    assert max(map(len, err.splitlines())) <= 80
    monkeypatch.setenv("ALLOCATOR_LANGUAGE", "vi")
    code, _, err = run(capsys, *arguments)
    assert code == 2 and err.startswith("Dùng sai lệnh:")


@pytest.mark.parametrize(
    "arguments",
    [
        ["verify", "plan"],
        ["explain", "plan"],
        ["explain", "plan", "--line", "A1"],
        ["ask", "plan"],
        ["report", "plan"],
        ["compare", "plan", "plan"],
        ["review", "export", "plan"],
        ["review", "import", "plan", "file.xlsx"],
        ["review", "status", "plan"],
        ["review", "sign", "plan", "--step", "proposed", "--name", "Lan", "--role", "planner"],
    ],
)
def test_a_mistyped_plan_folder_is_told_alike_by_all(
    capsys: pytest.CaptureFixture[str], arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    code, out, err = run(capsys, *arguments, "--language", "en")
    assert (code, out, err) == (1, "", "There is no folder plan. Give the folder that allocator run wrote.\n")
    (tmp_path / "plans").mkdir()
    (tmp_path / "plans" / "summary.json").write_text("{}", encoding="utf-8")
    code, out, err = run(capsys, *arguments, "--language", "en", "--json")
    assert (code, err) == (1, "")
    assert json.loads(out) == {"ok": False, "problems": ["There is no folder plan. Did you mean plans?"]}
    (tmp_path / "plan").mkdir()
    code, _, err = run(capsys, *arguments, "--language", "vi")
    assert code == 1 and err.startswith("plan không phải thư mục kế hoạch: thiếu ") and len(err.splitlines()) == 2


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
