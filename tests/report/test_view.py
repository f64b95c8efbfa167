"""The frames behind the reports add up."""

from __future__ import annotations

import dataclasses

import pytest
from sample_plan import solved

from allocator.report.charts import curve
from allocator.report.maps import map_of
from allocator.report.scale import scale_of
from allocator.report.view import View, make_view


@pytest.fixture(scope="module")
def view() -> View:
    return make_view(*solved())


@pytest.mark.parametrize("frame", ["units", "groups", "categories", "ages", "periods"])
def test_every_cut_has_the_same_totals(view: View, frame: str) -> None:
    measures = view.plan.measures
    cut = getattr(view, frame)
    assert cut["need"].sum() == pytest.approx(measures.need_value)
    assert cut["met"].sum() == pytest.approx(measures.met_value)


def test_units_are_worst_first(view: View) -> None:
    assert view.units["ratio"].is_monotonic_increasing
    assert view.units["coverage"].min() == pytest.approx(view.plan.measures.coverage_min)


def test_groups_are_the_places_above_the_units(view: View) -> None:
    assert view.groups["id"].tolist() == ["0401", "0402"] and view.group_level == "district"
    assert view.groups["units"].tolist() == [2, 2]


def test_donors_use_what_the_plan_uses(view: View) -> None:
    donors = view.donors
    assert donors["used"].sum() == pytest.approx(view.plan.measures.used_value)
    assert (donors["given"] - donors["direct"] - donors["used"] - donors["unused"]).abs().max() < 1e-6


def test_unused_lots_say_why(view: View) -> None:
    why = dict(zip(view.unused["lot_id"], view.unused["why"], strict=True))
    assert why["L3"] == "quality"


def test_the_map_keeps_north_up_and_stays_inside(view: View) -> None:
    scale = scale_of(view.units["coverage"].to_numpy(dtype=float))
    drawn = map_of(view, scale)
    assert drawn is not None and drawn.circles == 4 and not drawn.bordered
    by_name = {circle.name: circle for circle in drawn.shapes}
    north, south = by_name['=HYPERLINK("http://x","y")'], by_name["Xã Tây"]
    assert north.y < south.y and north.x < south.x
    assert all(c.x - c.radius >= 0 and c.x + c.radius <= drawn.width and c.y <= drawn.height for c in drawn.shapes)
    assert map_of(dataclasses.replace(view, units=view.units.assign(lat=float("nan"))), scale) is None


def test_the_curve_has_a_step_for_each_change(view: View) -> None:
    drawn = curve(view.units)
    assert drawn.reached.startswith("M0 ") and drawn.reached.endswith(f"H{drawn.width}")
    assert drawn.reached.count("V") == view.units["coverage"].round(6).nunique() - 1
