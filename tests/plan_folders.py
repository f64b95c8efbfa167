"""Plan folders as a run leaves them."""

from __future__ import annotations

from pathlib import Path

from sample_plan import write_scenario

from allocator.explain.explain import explained
from allocator.plan.folder import write
from allocator.problem.build import build
from allocator.scenario.load import load
from allocator.solve import solve

SCENARIOS = Path(__file__).parents[1] / "scenarios"
ARABIC, EMOJI, TURNED = "جمعية الأطفال", "Nhóm 😀🎁 áo ấm", "Quỹ \u202eabc\u202c"
LONG = "Hội " + "đồng hương rất dài " * 15
PLACE = "<script>alert('xã')</script> & {{ 7*7 }} {% raw %}"


def plan_folder(scenario: Path, folder: Path) -> Path:
    """Solve ``scenario`` and write its plan to ``folder``."""
    inputs = load(scenario)
    problem = build(inputs.tables, inputs.config)
    write(explained(problem, solve(problem), inputs.tables), inputs, folder, "allocator run")
    return folder


def hostile_folder(folder: Path) -> Path:
    """A plan whose donors and places have names that try to break documents."""
    donors = (
        "donor_id,name,class\n"
        f"D1,{EMOJI},=1+1\nD2,{ARABIC},@class\nD3,{LONG.strip()},tổ chức\nD4,{TURNED},+84\nD5,中国朋友,cá nhân\n"
        '"D/6","=cmd|\' /C calc\'!A0",cá nhân\n'
    )
    lots = (
        "lot_id,donor_id,kind,quantity,item_id,pack_size,places\n"
        "L1,D1,goods,100,ao,10,\nL2,D2,cash,5.000.000,,,0402\nL3,D3,goods,20,ao,,\nL4,D4,goods,7,sua,,0401\n"
        "L5,D5,cash,1.000.000,,,\nL6,D/6,cash,2.000.000,,,\n"
    )
    places = (
        "place_id,name,level,parent_id,lat,lon\n04,Tỉnh,province,,,\n0401,Huyện An,district,04,,\n"
        f'0402,Huyện Bình,district,04,,\n001,"{PLACE}",commune,0401,,\n'
        '002,"=HYPERLINK(""http://x"",""y"")",commune,0401,,\n003,[red]Xã Đông[/red],commune,0402,,\n'
        "004,Xã Tây,commune,0402,,\n"
    )
    scenario = write_scenario(folder / "scenario", donors=donors, lots=lots, places=places)
    return plan_folder(scenario, folder / "plan")
