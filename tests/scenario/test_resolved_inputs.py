"""A scenario written as it was solved is read as the same problem."""

from __future__ import annotations

import dataclasses
from pathlib import Path

import numpy as np
import pytest
from instances import as_inputs, mixed_tables

from allocator.plan.resolved import write_inputs
from allocator.problem.build import build
from allocator.scenario.load import load


def assert_same(left: object, right: object, where: str = "problem") -> None:
    if isinstance(left, np.ndarray):
        assert np.array_equal(left, np.asarray(right), equal_nan=left.dtype.kind == "f"), where
    elif dataclasses.is_dataclass(left):
        for field in dataclasses.fields(left):
            if field.name != "text":  # how a rule was written
                assert_same(getattr(left, field.name), getattr(right, field.name), f"{where}.{field.name}")
    elif isinstance(left, tuple) and isinstance(right, tuple):
        assert len(left) == len(right), where
        for at, (one, other) in enumerate(zip(left, right, strict=True)):
            assert_same(one, other, f"{where}[{at}]")
    else:
        assert left == right, where


@pytest.mark.parametrize("first", range(0, 40, 8))
def test_every_setting_and_table_survives(tmp_path: Path, first: int) -> None:
    for seed in range(first, first + 8):
        folder = tmp_path / str(seed)
        folder.mkdir()
        made, settings = mixed_tables(seed)
        write_inputs(as_inputs(made, settings, folder), folder / "inputs")
        read = load(folder / "inputs")
        assert_same(build(made, settings), build(read.tables, read.config), f"seed {seed}")
