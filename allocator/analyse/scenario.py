"""``Scenario`` and ``Solved``: a scenario in memory, changed without touching what it came from, and its plan."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import pandas as pd

from allocator.explain.explain import explained
from allocator.language import number, percent, tr
from allocator.notebook import card
from allocator.plan.folder import read as read_folder
from allocator.plan.plan import Measures, Plan
from allocator.plan.resolved import write_inputs
from allocator.problem.build import build
from allocator.problem.problem import Problem
from allocator.scenario.change import Overrides, changed, made
from allocator.scenario.counts import counts
from allocator.scenario.load import Inputs
from allocator.scenario.load import load as read_inputs
from allocator.solve.engine import solve
from allocator.tables.parse import RESERVED
from allocator.tables.schema import BY_NAME

Where = Mapping[str, object]
"""Which rows: column and value, or a list of values; ``category`` of a need is that of its item."""


@dataclass(frozen=True, eq=False)
class Scenario:
    """A checked scenario. Every change gives a new one; the one it was made from stays as it is.

    >>> import allocator as al
    >>> scenario = al.read_scenario("scenarios/first-steps")
    >>> half = scenario.scale("lots", {"kind": "cash"}, quantity=0.5)
    >>> float(half.table("lots")["quantity"].sum() < scenario.table("lots")["quantity"].sum())
    1.0
    """

    inputs: Inputs

    @property
    def name(self) -> str:
        """What the scenario is called."""
        return self.inputs.config.name

    @cached_property
    def problem(self) -> Problem:
        """The allocation problem, its needs netted: what ``al.solve`` and ``al.model`` take.

        >>> import allocator as al
        >>> len(al.read_scenario("scenarios/first-steps").problem.lots)
        14
        """
        return build(self.inputs.tables, self.inputs.config)

    def table(self, name: str) -> pd.DataFrame:
        """A copy of one table, every column of the schema there, typed and defaulted.

        >>> import allocator as al
        >>> al.read_scenario("scenarios/first-steps").table("places")["level"].unique().tolist()
        ['province', 'district', 'commune']
        """
        if name not in BY_NAME:
            raise KeyError(tr("There is no table {name}. Tables: {names}.", name=name, names=", ".join(BY_NAME)))
        frame: pd.DataFrame = getattr(self.inputs.tables, name)
        return frame.drop(columns=["source", "row"]).rename(columns={kept: own for own, kept in RESERVED.items()})

    def change(self, overrides: Overrides) -> Scenario:
        """The scenario after ``overrides``, written as in ``scenario.yaml``; raises ``InputErrors`` if one is wrong.

        >>> import allocator as al
        >>> scenario = al.read_scenario("scenarios/first-steps")
        >>> len(scenario.change([{"table": "lots", "where": {"kind": "cash"}, "drop": True}]).problem.lots)
        10
        """
        return Scenario(changed(self.inputs, overrides))

    def scale(self, table: str, where: Where | None = None, /, **factors: float) -> Scenario:
        """Rows of ``table`` with numbers multiplied: ``scale("lots", {"donor_id": "D07"}, quantity=0.5)``.

        >>> import allocator as al
        >>> scenario = al.read_scenario("scenarios/first-steps").scale("needs", {"category": "warmth"}, quantity=2)
        >>> bool(scenario.problem.needs.net.sum() > 0)
        True
        """
        return self.change([{"table": table, "where": dict(where or {}), "scale": factors}])

    def set(self, table: str, where: Where | None = None, /, **values: object) -> Scenario:
        """Rows of ``table`` with values replaced: ``set("needs", {"category": "warmth"}, weight=2)``.

        >>> import allocator as al
        >>> scenario = al.read_scenario("scenarios/first-steps").set("needs", weight=2)
        >>> scenario.table("needs")["weight"].unique().tolist()
        [2.0]
        """
        return self.change([{"table": table, "where": dict(where or {}), "set": values}])

    def drop(self, table: str, where: Where, /) -> Scenario:
        """``table`` without the rows that ``where`` chooses: ``drop("lots", {"donor_id": "D24"})``.

        >>> import allocator as al
        >>> len(al.read_scenario("scenarios/first-steps").drop("lots", {"kind": "cash"}).table("lots"))
        10
        """
        return self.change([{"table": table, "where": dict(where), "drop": True}])

    def add(self, table: str, rows: Sequence[Mapping[str, object]] | pd.DataFrame, /) -> Scenario:
        """``table`` with more rows, judged like the rows of a file.

        >>> import allocator as al
        >>> gift = {"lot_id": "NEW", "donor_id": "D01", "kind": "cash", "quantity": 1_000_000}
        >>> len(al.read_scenario("scenarios/first-steps").add("lots", [gift]).table("lots"))
        15
        """
        listed = rows.to_dict("records") if isinstance(rows, pd.DataFrame) else [dict(row) for row in rows]
        return self.change([{"table": table, "add": listed}])

    def settings(self, **values: object) -> Scenario:
        """The scenario with other settings: ``settings(objectives=["unmet"], limits={"seconds": 5})``.

        >>> import allocator as al
        >>> scenario = al.read_scenario("scenarios/first-steps").settings(objectives=["unmet", {"fairness": "none"}])
        >>> [level.name for level in scenario.problem.levels]
        ['unmet']
        """
        return Scenario(changed(self.inputs, (), values))

    def solve(self, progress: Callable[[str], None] | None = None) -> Solved:
        """The best plan of the scenario.

        >>> import allocator as al
        >>> al.read_scenario("scenarios/first-steps").solve().measures.unmet_value
        49500000.0
        """
        return Solved(self, solve(self.problem, progress))

    def write(self, folder: str | Path) -> None:
        """Write the scenario to the new ``folder``, for ``allocator run``; raises ``FileExistsError`` if it is there.

        >>> import allocator as al, tempfile, pathlib
        >>> with tempfile.TemporaryDirectory() as folder:
        ...     al.read_scenario("scenarios/first-steps").write(pathlib.Path(folder) / "copy")
        ...     al.read_scenario(pathlib.Path(folder) / "copy").problem.lots.ids[:2]
        ('L01', 'L02')
        """
        write_inputs(self.inputs, Path(folder))

    def _repr_html_(self) -> str:
        found = counts(self.inputs)
        currency = self.inputs.config.currency
        facts = [
            (tr("Places"), number(found["places"])),
            (tr("Needs"), f"{number(found['needs'])} ({number(found['need_value'])} {currency})"),
            (tr("Gifts"), f"{number(found['lots'])} ({number(found['supply_value'])} {currency})"),
            (tr("Aims"), ", ".join(level.name for level in self.inputs.config.objectives)),
        ]
        return card(self.name, facts)


@dataclass(frozen=True, eq=False)
class Solved:
    """A scenario with a plan of it: what is compared, explained and exported.

    >>> import allocator as al
    >>> solved = al.read_scenario("scenarios/first-steps").solve()
    >>> float(solved.coverage["coverage"].min())
    0.5
    """

    scenario: Scenario
    plan: Plan

    @property
    def name(self) -> str:
        """What the plan is called."""
        return self.plan.name

    @property
    def measures(self) -> Measures:
        """The measures of the plan."""
        return self.plan.measures

    @property
    def allocations(self) -> pd.DataFrame:
        """The lines of the plan, as in ``plan.csv``."""
        return self.plan.allocations

    @property
    def unmet(self) -> pd.DataFrame:
        """Every need with what meets it, as in ``unmet.csv``."""
        return self.plan.unmet

    @property
    def coverage(self) -> pd.DataFrame:
        """What each unit needs and gets, as in ``coverage.csv``."""
        return self.plan.coverage

    @property
    def lots(self) -> pd.DataFrame:
        """What is used of each gift, as in ``lots.csv``."""
        return self.plan.lots

    def objectives(self) -> pd.DataFrame:
        """The levels in order: name, value, bound, gap, proof.

        >>> import allocator as al
        >>> al.read_scenario("scenarios/first-steps").solve().objectives()["proof"].unique().tolist()
        ['proven']
        """
        columns = ["name", "value", "bound", "gap", "proof"]
        return pd.DataFrame([vars(level) for level in self.plan.objectives], columns=columns)

    def explain(self) -> Solved:
        """The same with the causes of every gap in ``plan.causes``.

        >>> import allocator as al
        >>> causes = al.read_scenario("scenarios/first-steps").solve().explain().plan.causes
        >>> bool(causes["value"].sum() == 49_500_000)
        True
        """
        return replace(self, plan=explained(self.scenario.problem, self.plan, self.scenario.inputs.tables))

    def _repr_html_(self) -> str:
        measures = self.measures
        currency = self.scenario.inputs.config.currency
        share = measures.met_value / measures.need_value if measures.need_value else 1.0
        facts = [
            (tr("Share of need met"), percent(share, 1)),
            (tr("Unmet"), f"{number(measures.unmet_value)} {currency}"),
            (tr("Lowest share of a unit"), percent(measures.coverage_min, 1)),
            (tr("Lines"), number(len(self.allocations))),
        ]
        return card(self.name, facts, self.objectives())


def read_scenario(path: str | Path) -> Scenario:
    """The scenario folder at ``path``, to look at and to change.

    Raises :class:`allocator.tables.problems.InputErrors` with everything that is wrong with the input.

    >>> import allocator as al
    >>> len(al.read_scenario("scenarios/first-steps").table("lots"))
    14
    """
    return Scenario(read_inputs(Path(path)))


def scenario_from(settings: Mapping[str, object] | None = None, /, **tables: pd.DataFrame) -> Scenario:
    """A scenario from DataFrames: ``items``, ``lots`` and ``needs`` at least, any other table of a scenario beside.

    ``settings`` are those of ``scenario.yaml``. Raises :class:`allocator.tables.problems.InputErrors` with everything
    that is wrong; rows are counted from 1.

    >>> import allocator as al, pandas as pd
    >>> items = pd.DataFrame({"item_id": ["coat"], "category": ["warmth"], "value": [250_000]})
    >>> gift = {"lot_id": "L1", "donor_id": "D1", "kind": "goods", "item_id": "coat", "quantity": 60}
    >>> lots = pd.DataFrame([gift])
    >>> needs = pd.DataFrame({"place_id": ["A", "B"], "item_id": ["coat", "coat"], "quantity": [40, 80]})
    >>> solved = al.scenario_from({"name": "coats"}, items=items, lots=lots, needs=needs).solve()
    >>> solved.allocations[["place_id", "quantity"]].values.tolist()
    [['A', 20.0], ['B', 40.0]]
    """
    return Scenario(made(tables, settings or {}))


def load(path: str | Path) -> Problem:
    """The allocation problem of the scenario folder at ``path``; see :func:`read_scenario`.

    >>> import allocator as al
    >>> al.load("scenarios/first-steps").periods
    ('HK1', 'HK2')
    """
    return read_scenario(path).problem


def problem_from(settings: Mapping[str, object] | None = None, /, **tables: pd.DataFrame) -> Problem:
    """The allocation problem of DataFrames; see :func:`scenario_from`.

    >>> import allocator as al
    >>> scenario = al.read_scenario("scenarios/first-steps")
    >>> frames = {name: scenario.table(name) for name in ("places", "items", "lots", "needs")}
    >>> len(al.problem_from({"unit_level": "commune"}, **frames).units)
    6
    """
    return scenario_from(settings, **tables).problem


def read_solved(folder: str | Path) -> Solved:
    """A plan folder as a solved scenario: its inputs, to change and solve again, and its plan.

    Raises ``InputErrors`` or ``FileNotFoundError`` where it is none.

    >>> import allocator as al, tempfile, pathlib
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     al.export(al.read_scenario("scenarios/first-steps").solve(), pathlib.Path(folder) / "plan")
    ...     again = al.read_solved(pathlib.Path(folder) / "plan").scenario.scale("lots", quantity=2)
    >>> again.solve().measures.coverage_min
    0.725
    """
    return Solved(read_scenario(Path(folder) / "inputs"), read_folder(Path(folder)))
