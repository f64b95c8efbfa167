"""``scenario.yaml``: its keys, their meaning, and the settings that come out of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field

from allocator.language import N_
from allocator.scenario.authority import AuthorityModel
from allocator.scenario.expect import Expectation

LEVELS = ("unmet", "fairness", "duplication", "surplus", "overlap", "repeat", "cost", "change", "blend")
DEFAULT_LEVELS = ("unmet", "fairness", "duplication", "cost")
RULE_KINDS = ("coverage_min", "coverage_max", "share_min", "share_max", "spend_min", "spend_max")


class Model(BaseModel):
    """Settings whose keys are all known."""

    model_config = ConfigDict(extra="forbid", strict=False, frozen=True)


class LimitsModel(Model):
    """``limits:``."""

    seconds: float = Field(default=60.0, gt=0, allow_inf_nan=False, description=N_("stop after so many seconds"))
    gap: float = Field(default=0.0, ge=0, le=1, description=N_("a proven gap that is good enough, as a share of one"))
    threads: int = Field(default=2, ge=1, description=N_("threads to use; the plan does not depend on it"))


class OverrideModel(Model):
    """One of ``overrides:``: a change to the rows of a table that ``where`` chooses, or rows to add."""

    table: str = Field(description=N_("the table to change"))
    where: dict[str, Any] = Field(default_factory=dict, description=N_("column: value, or a list of values"))
    scale: dict[str, float] | None = Field(default=None, description=N_("column: factor to multiply with"))
    set: dict[str, Any] | None = Field(default=None, description=N_("column: new value"))
    drop: bool = Field(default=False, description=N_("true: leave the rows out"))
    add: list[dict[str, Any]] | None = Field(default=None, description=N_("rows to add"))


class ScenarioModel(Model):
    """``scenario.yaml``."""

    name: str | None = Field(default=None, description=N_("title of the scenario; the folder's name if left out"))
    description: str = Field(default="", description=N_("what the scenario is about"))
    extends: str | None = Field(
        default=None, description=N_("folder of a scenario to inherit tables and settings from")
    )
    language: Literal["vi", "en"] | None = Field(default=None, description=N_("language of reports: vi or en"))
    currency: str = Field(default="VND", description=N_("currency of all values"))
    numbers: Literal["vi", "en"] | None = Field(
        default=None, description=N_("how numbers are written: vi 1.234,5 or en 1,234.5")
    )
    unit_level: str | None = Field(default=None, description=N_("level of places whose coverage is compared"))
    workbook: str | None = Field(default=None, description=N_("workbook that holds the tables, instead of CSV files"))
    boundaries: str | None = Field(default=None, description=N_("GeoJSON borders for maps, features keyed by place_id"))
    reference: str | None = Field(
        default=None,
        description=N_("a plan to stay close to: its folder or its plan.csv; used by the objective change"),
    )
    objectives: list[str | dict[str, Any]] | None = Field(
        default=None,
        description=N_(
            "what matters, in order: unmet, fairness (leximin, proportional, floor or none), duplication (surplus, "
            "overlap and repeat), cost, change (with most: so many lines may change), or a blend of them by weights; "
            "each with the tolerance that later ones may use up"
        ),
    )
    overrides: list[OverrideModel] = Field(
        default_factory=list, description=N_("changes to inherited tables, in order")
    )
    rules: list[dict[str, Any]] = Field(
        default_factory=list,
        description=N_(
            "limits on top of the earmarks: coverage_min, coverage_max, share_min, share_max, spend_min or spend_max, "
            "for a category, item, age_group, period, place or tier"
        ),
    )
    expect: list[str] = Field(
        default_factory=list, description=N_("what the plan must reach, like coverage_min >= 0.35")
    )
    approval: dict[str, list[str]] = Field(
        default_factory=dict,
        description=N_("who may sign each step of the approval: roles for proposed, reviewed, approved and released"),
    )
    limits: LimitsModel = Field(LimitsModel(), description=N_("time, gap and threads"))
    authorities: dict[str, AuthorityModel] = Field(
        default_factory=dict,
        description=N_("who issues and signs documents, by level of places; blanks are left to fill in by hand"),
    )


@dataclass(frozen=True)
class Objective:
    """One objective level. ``method`` belongs to fairness; ``tolerance`` is what later levels may give up."""

    name: str
    method: str | None = None
    tolerance: float = 0.0
    floor: float = 0.0
    """For fairness by ``floor``: the coverage / severity to reach."""
    weights: tuple[tuple[str, float], ...] = ()
    """For a blend: measure and weight."""
    most: int = -1
    """For change: how many lines may change; -1: any number."""


@dataclass(frozen=True)
class Rule:
    """One of ``rules:``. ``scope`` holds pairs of a key and the codes it is limited to; ``index`` its position."""

    kind: str
    amount: float
    text: str
    level: str | None = None
    of: str = "all"
    scope: tuple[tuple[str, tuple[str, ...]], ...] = ()
    index: int = 0


@dataclass(frozen=True)
class Limits:
    """How long and how exactly to search."""

    seconds: float = 60.0
    gap: float = 0.0
    threads: int = 2


@dataclass(frozen=True)
class ScenarioConfig:
    """The settings of one scenario, inherited ones included."""

    name: str
    folder: Path
    description: str = ""
    language: str | None = None
    currency: str = "VND"
    numbers: str | None = None
    unit_level: str | None = None
    boundaries: Path | None = None
    reference: Path | None = None
    """The ``plan.csv`` to stay close to."""
    reference_lines: pd.DataFrame | None = None
    """lot_id, place_id, item_id, age_group_id, period_id and quantity of its lines."""
    objectives: tuple[Objective, ...] = ()
    rules: tuple[Rule, ...] = ()
    limits: Limits = Limits()
    expect: tuple[Expectation, ...] = ()
    approval: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Roles that may sign each step of the approval; anybody where a step is not named."""
    extends: tuple[Path, ...] = ()
    """Folders of the scenarios it extends, nearest first."""
    authorities: Mapping[str, AuthorityModel] = field(default_factory=dict)
    """By level of places."""

    @property
    def fairness(self) -> str:
        """``leximin``, or ``none`` where fairness is switched off or not among the objectives."""
        return next((level.method or "leximin" for level in self.objectives if level.name == "fairness"), "none")
