"""Every example in the documentation of the library runs, and every public name has one."""

from __future__ import annotations

import doctest
import importlib
import inspect
import pkgutil
from pathlib import Path

import pytest

import allocator
import allocator.analyse

ROOT = Path(__file__).parents[2]
MODULES = [
    "allocator",
    *(f"allocator.analyse.{each.name}" for each in pkgutil.iter_modules(allocator.analyse.__path__)),
]


@pytest.mark.parametrize("name", MODULES)
def test_examples_run(name, monkeypatch):
    monkeypatch.chdir(ROOT)
    found = importlib.import_module(name)
    assert doctest.testmod(found, optionflags=doctest.NORMALIZE_WHITESPACE).failed == 0


def public() -> list[tuple[str, object]]:
    """The functions of the package, and the methods of what they give back."""
    names: list[tuple[str, object]] = []
    for name in allocator.__all__:
        # Packages that were imported stand in the place of the functions of their names.
        each = getattr(allocator, name)
        if inspect.isfunction(each):
            names.append((name, each))
    for module in MODULES[1:]:
        for name, kind in vars(importlib.import_module(module)).items():
            if inspect.isclass(kind) and kind.__module__ == module and not name.startswith("_"):
                methods = inspect.getmembers(kind, inspect.isfunction)
                names += [(f"{name}.{method}", each) for method, each in methods if not method.startswith("_")]
    return names


def test_every_public_name_has_an_example():
    listed = public()
    assert len(listed) > 20
    assert [name for name, each in listed if ">>>" not in (inspect.getdoc(each) or "")] == []
