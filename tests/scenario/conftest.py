"""Writes the small scenario with changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from small_scenario import TABLES, Write


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write the scenario with some files replaced (or left out, by ``None``); returns its folder."""

    def make(files: dict[str, str | None] | None = None, name: str = "scenario") -> Path:
        folder = tmp_path / name
        folder.mkdir(exist_ok=True)
        for file, text in {**TABLES, **(files or {})}.items():
            if text is not None:
                (folder / file).write_text(text, encoding="utf-8")
        return folder

    return make
