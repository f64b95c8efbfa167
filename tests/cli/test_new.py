"""``allocator new``."""

from __future__ import annotations

from pathlib import Path

import pytest
from command_line import run


def test_new_then_check(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    target = str(tmp_path / "thử nghiệm")
    assert run(capsys, "new", target, "--language", "vi")[0] == 0
    code, out, _ = run(capsys, "check", target, "--language", "vi")
    assert code == 0 and "Kịch bản dùng được" in out


def test_a_full_folder_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.txt").write_text("x")
    code, _, err = run(capsys, "new", str(tmp_path), "--language", "en")
    assert code == 2 and "not empty" in err and [path.name for path in tmp_path.iterdir()] == ["mine.txt"]
