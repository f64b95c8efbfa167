"""Every example in the documentation of the library runs, and every public name has one."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from pathlib import Path
from typing import get_type_hints

import pytest

import allocator
import allocator.analyse

ROOT = Path(__file__).parents[2]
ANALYSE = [each.name for each in pkgutil.walk_packages(allocator.analyse.__path__, "allocator.analyse.")]
HOMES = {name: home.split(":") for name, home in allocator.HOMES.items()}
MODULES = sorted({"allocator", *ANALYSE, *(f"allocator.{module}" for module, _ in HOMES.values())})


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    found = importlib.import_module(name)
    assert doctest.testmod(found, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


def public() -> dict[str, object]:
    """The functions of the package, and the methods of what analyses give back."""
    functions = {
        name: getattr(importlib.import_module(f"allocator.{module}"), own) for name, (module, own) in HOMES.items()
    }
    kinds = {get_type_hints(each)["return"] for each in functions.values()}
    methods = {
        f"{kind.__name__}.{name}": method
        for kind in kinds
        if kind.__module__.startswith("allocator.analyse.")
        for name, method in inspect.getmembers(kind, inspect.isfunction)
        if not name.startswith("_")
    }
    return functions | methods


def test_every_public_name_has_an_example():
    listed = public()
    assert {"front", "Scenario.scale", "Comparison.gains", "TwoStage.first_stage"} <= set(listed)
    assert [name for name, each in listed.items() if ">>>" not in (inspect.getdoc(each) or "")] == []


def test_the_guide_names_every_function():
    assert sorted(["__version__", *HOMES]) == allocator.__all__
    assert [name for name in HOMES if f"``{name}" not in (allocator.__doc__ or "")] == []
