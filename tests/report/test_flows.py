"""The flows carry the plan's value, all of it, through every column."""

from __future__ import annotations

import dataclasses
import itertools

import pandas as pd
import pytest

from allocator.report.flows import MOST_DONORS, flows_of
from allocator.report.view import View


def test_every_column_carries_all_value(page_view: View) -> None:
    drawn = flows_of(page_view)
    assert drawn is not None
    total = page_view.plan.allocations["value"].sum()
    columns: dict[float, float] = {}
    for node in drawn.nodes:
        columns[node.x] = columns.get(node.x, 0.0) + node.value
    assert list(columns.values()) == pytest.approx([total] * 3)
    assert sum(band.value for band in drawn.bands) == pytest.approx(2 * total)


def test_bands_of_a_donor_are_what_its_lines_are_worth(page_view: View) -> None:
    drawn = flows_of(page_view)
    assert drawn is not None
    lines = page_view.plan.allocations
    donor = page_view.names.donors["D2"]
    own = {band.target["en"]: band.value for band in drawn.bands if band.source["vi"] == donor}
    worth = lines[lines["donor_id"] == "D2"].groupby("item_id")["value"].sum()
    assert own == pytest.approx({"Warmth": worth.get("ao", 0.0)})


def test_nodes_stay_inside_and_apart(page_view: View) -> None:
    drawn = flows_of(page_view)
    assert drawn is not None
    by_column: dict[float, list[tuple[float, float]]] = {}
    for node in drawn.nodes:
        by_column.setdefault(node.x, []).append((node.y, node.y + node.height))
    for spans in by_column.values():
        assert spans[0][0] >= -0.1 and spans[-1][1] <= drawn.height + 0.1
        assert all(below[0] >= above[1] for above, below in itertools.pairwise(spans))


def test_small_donors_are_put_together(page_view: View) -> None:
    lines = page_view.plan.allocations
    many = pd.concat([lines.assign(donor_id=f"N{at}", value=lines["value"] * (at + 1)) for at in range(30)])
    drawn = flows_of(dataclasses.replace(page_view, plan=dataclasses.replace(page_view.plan, allocations=many)))
    assert drawn is not None
    left = [node for node in drawn.nodes if node.anchor == "end"]
    assert len(left) == MOST_DONORS + 1
    assert left[-1].names == {"vi": "21 nhà tài trợ khác", "en": "21 other donors"}


def test_a_plan_that_gives_nothing_has_no_flows(page_view: View) -> None:
    nothing = dataclasses.replace(page_view.plan, allocations=page_view.plan.allocations.iloc[:0])
    assert flows_of(dataclasses.replace(page_view, plan=nothing)) is None
