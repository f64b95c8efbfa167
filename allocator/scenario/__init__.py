"""Scenarios: settings, inheritance, overrides and expectations."""

from __future__ import annotations

from allocator.scenario.load import Inputs, load

__all__ = ["Inputs", "load"]
