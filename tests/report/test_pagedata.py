"""What the scripts read is the plan: every number comes back as the measures that ``verify`` recomputes say."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from instances import mixed_tables
from making import as_inputs
from page_plan import Open
from test_pack import unpacked

from allocator.language import speaking
from allocator.problem.build import build
from allocator.report.page import render
from allocator.report.pagedata import page_data
from allocator.report.scale import scale_of
from allocator.report.view import View, make_view
from allocator.solve import solve

SEEDS, OPENED = range(25), 8
"""Random plans, and how many of them are opened in the browser."""


def read(view: View) -> dict[str, Any]:
    """The tables of the page, unpacked as the scripts do."""
    made: dict[str, Any] = json.loads(json.dumps(page_data(view, "x", scale_of(view.units["coverage"].to_numpy()))))
    for name in ("places", "units", "items", "lots", "cells", "lines", "donors"):
        for key, column in (made[name] or {}).items():
            packed = isinstance(column, dict) and not {"vi", "en"} & set(column)
            made[name][key] = unpacked(column) if packed else column
    return made


def agrees(view: View) -> None:
    data, plan = read(view), view.plan
    cells, items, units = data["cells"], data["items"], data["units"]
    worth = np.array(items["value"], dtype=float)[np.array(cells["item"], dtype=int)]
    net, unmet = np.array(cells["net"], dtype=float), np.array(cells["unmet"], dtype=float)
    assert (net * worth).sum() == pytest.approx(plan.measures.need_value)
    assert (unmet * worth).sum() == pytest.approx(plan.measures.unmet_value, abs=1e-3)
    assert sum(units["met"]) == pytest.approx(plan.measures.met_value, abs=1e-3)
    shares = [met / need for met, need in zip(units["met"], units["need"], strict=True)]
    assert min(shares, default=1.0) == pytest.approx(plan.measures.coverage_min, abs=1e-6)
    lines = data["lines"]
    if lines is None:
        assert plan.allocations.empty
        return
    assert lines["id"] == plan.allocations["line_id"].tolist()
    assert lines["quantity"] == pytest.approx(plan.allocations["quantity"].tolist(), abs=1e-6)
    at = lines["cell"]
    assert [data["places"]["id"][cells["place"][each]] for each in at] == plan.allocations["place_id"].tolist()
    assert [items["id"][cells["item"][each]] for each in at] == plan.allocations["item_id"].tolist()
    assert [data["lots"]["id"][each] for each in lines["lot"]] == plan.allocations["lot_id"].tolist()
    missing = [each for each, gap in zip(cells["why"], unmet, strict=True) if gap > 0]
    assert all(0 <= each < len(data["whys"]["vi"]) == len(data["whys"]["en"]) for each in missing)


def test_the_page_holds_the_plan(page_view: View) -> None:
    agrees(page_view)


@pytest.mark.parametrize("seed", SEEDS)
def test_any_plan_can_be_shown(opened: Open, seed: int, tmp_path: Path) -> None:
    tables, settings = mixed_tables(seed)
    view = make_view(solve(build(tables, settings)), as_inputs(tables, settings, tmp_path))
    agrees(view)
    with speaking("vi" if seed % 2 else "en"):
        html = render(view, "0" * 64)
    assert not re.search(r"\bnan\b", html.partition("<script")[0], re.IGNORECASE)
    if seed < OPENED:
        path = tmp_path / "report.html"
        path.write_text(html, encoding="utf-8")
        page = opened(path)
        for button in page.locator("#units button.open, #donor-table button.open, #lines button.pick").all():
            button.click()
        shown = page.locator("main").inner_text()
        assert not re.search(r"undefined|NaN|\[object|\{\w+\}", shown)
