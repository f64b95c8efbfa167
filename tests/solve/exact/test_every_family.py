"""Every family of constraints is in the engine, in the reference model and in ``verify``, under one name."""

import importlib

import pytest
from instances import mixed_tables

from allocator.problem.build import build
from allocator.problem.families import FAMILIES
from allocator.reference.model import build_model


@pytest.mark.parametrize("family", FAMILIES)
def test_each_family_is_a_module_of_the_engine_and_of_verify(family):
    assert importlib.import_module(f"allocator.solve.exact.families.{family}").__doc__
    assert callable(importlib.import_module(f"allocator.verify.{family}").check)


def test_each_family_is_a_component_of_the_reference_model():
    made, settings = mixed_tables(0)
    names = {component.local_name for component in build_model(build(made, settings)).component_objects()}
    missing = [family for family in FAMILIES if not any(name.startswith(family) for name in names)]
    assert missing == []
