"""The conditions of gifts in both languages."""

from __future__ import annotations

from pathlib import Path

from page_plan import PAGE_FILES, write_page_scenario

from allocator.plan.plan import Plan
from allocator.problem.build import build
from allocator.report.conditions import conditions_of
from allocator.report.view import View, make_view
from allocator.scenario.load import load
from allocator.solve import solve

HEAD = (
    "lot_id,donor_id,kind,quantity,item_id,places,exclude_places,categories,items,age_groups,from_period,until_period\n"
)


def test_every_clause_is_said(tmp_path: Path) -> None:
    lots = HEAD + (
        "L1,D2,cash,1000000,,,,,,,,\n"
        "L2,D2,cash,1000000,,0401;005,001,warmth,ao;sua,0-2,2019,2020\n"
        "L3,D2,cash,1000000,,,,,,,2020,\n"
        "L4,D2,cash,1000000,,,,,,,,2019\n"
        "L5,D2,cash,1000000,,,,,,,2019,2019\n"
    )
    scenario = PAGE_FILES["scenario.yaml"].replace("numbers: vi\n", "numbers: en\n")
    inputs = load(write_page_scenario(tmp_path, lots=lots, scenario=scenario))
    plan: Plan = solve(build(inputs.tables, inputs.config))
    view: View = make_view(plan, inputs)
    said = conditions_of(view)
    first = view.names.places["001"]
    assert said["en"] == [
        "no conditions",
        f'Huyện An, Xã Tây; not in {first}; Warmth; -Áo ấm, "dày", Sữa; Nhà trẻ; Đông 2019 to Đông 2020',
        "from Đông 2020",
        "until Đông 2019",
        "Đông 2019",
    ]
    assert said["vi"][1].startswith(f"Huyện An, Xã Tây; trừ {first}; Giữ ấm; ") and said["vi"][2] == "từ Đông 2020"
