"""A plan folder with a page, whose names try to be scripts, to run over, and to turn the text round."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path

from playwright.sync_api import Page
from sample_plan import FILES, SCRIPT

from allocator.explain.explain import explained
from allocator.language import speaking
from allocator.plan.folder import write
from allocator.plan.plan import Plan
from allocator.problem.build import build
from allocator.report.page import write_page
from allocator.report.view import View, make_view
from allocator.scenario.load import load
from allocator.solve import solve

SIZES = {"desktop": (1366, 768), "phone": (390, 844)}
"""Screens the page is tested on."""

Open = Callable[..., Page]
"""Opens the page: path, size, language, a script to run before it."""

ARABIC = "\u202eمرحبا (قرية)"
EMOJI = "Xã 👧🏽 Đồng Tâm"
LONG = "Dài" * 100
IMAGE = "</script><img src=x onerror=document.title='broken'>"

PAGE_FILES = FILES | {
    "scenario.yaml": FILES["scenario.yaml"] + "boundaries: borders.geojson\n",
    "places.csv": (
        "place_id,name,level,parent_id,lat,lon\n"
        "04,Tỉnh,province,,,\n0401,Huyện An,district,04,,\n0402,Huyện Bình,district,04,,\n"
        f"001,{SCRIPT},commune,0401,22.75,106.15\n002,{EMOJI},commune,0401,22.75,106.25\n"
        f"003,{ARABIC},commune,0402,22.65,106.15\n004,{LONG},commune,0402,22.65,106.25\n"
        "005,Xã Tây,commune,0402,22.65,106.35\n"
    ),
    "donors.csv": (
        f'donor_id,name,class\nD1,"{IMAGE}",tổ chức\nD2,Công ty & bạn,doanh nghiệp\nD3,{LONG} tài trợ,\nD4,{ARABIC},\n'
    ),
    "periods.csv": "period_id,name\n2019,Đông 2019\n2020,Đông 2020\n",
    "age_groups.csv": "age_group_id,name,min_age,max_age\n0-2,Nhà trẻ,0,2\n3-5,Mẫu giáo,3,5\n",
    "lots.csv": (
        "lot_id,donor_id,kind,quantity,item_id,pack_size,places,quality_ok,direct\n"
        "L1,D1,goods,300,ao,10,,,không\nL2,D2,cash,9.000.000,,,0402,,không\nL3,D2,goods,40,ao,,,không,không\n"
        "L4,D3,goods,77,sua,,0401,,không\nL5,D4,goods,60,ao,,0402,,không\nL6,D4,goods,10,ao,,005,,có\n"
    ),
    "needs.csv": "place_id,item_id,quantity,tier,age_group_id,period_id\n" + "".join(
        f"{place},{item},{quantity},{tier},{age},{period}\n"
        for place, scale in (("001", 3), ("002", 4), ("003", 5), ("004", 2), ("005", 6))
        for item, base, tier in (("ao", 6, 1), ("sua", 20, 2))
        for age in ("0-2", "3-5")
        for period in ("2019", "2020")
        for quantity in [base * scale]
    ),
}  # fmt: skip


def square(place: str, west: float, south: float) -> dict[str, object]:
    """A border of a tenth of a degree."""
    east, north = west + 0.1, south + 0.1
    ring = [[west, south], [east, south], [east, north], [west, north], [west, south]]
    return {
        "type": "Feature",
        "properties": {"ma": place, "ten": "x"},
        "geometry": {"type": "Polygon", "coordinates": [ring]},
    }


BORDERS = {
    "type": "FeatureCollection",
    "features": [
        square("001", 106.1, 22.7),
        square("002", 106.2, 22.7),
        square("003", 106.1, 22.6),
        square("004", 106.2, 22.6),
    ],
}


def write_page_scenario(folder: Path, **changed: str) -> Path:
    """Write the scenario into ``folder``, files by their stem replaced by ``changed``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (PAGE_FILES | {"borders.geojson": json.dumps(BORDERS)}).items():
        (folder / name).write_text(changed.get(name.partition(".")[0], text), encoding="utf-8")
    return folder


def solved_view(scenario: Path) -> View:
    """The view of the explained plan of ``scenario``."""
    inputs = load(scenario)
    problem = build(inputs.tables, inputs.config)
    plan: Plan = explained(problem, solve(problem), inputs.tables)
    return make_view(plan, inputs)


def write_plan(view: View, folder: Path, language: str = "vi") -> Path:
    """The plan folder with its page; the path of the page."""
    with speaking(language):
        write(view.plan, view.inputs, folder, "test", {"report.html": partial(write_page, view)})
    return folder / "report.html"
