"""A small solved scenario whose names try to be formulas, scripts and markup."""

from __future__ import annotations

import functools
import tempfile
from pathlib import Path

from allocator.plan.plan import Plan
from allocator.problem.build import build
from allocator.scenario.load import Inputs, load
from allocator.solve import solve

SCRIPT = "<script>document.title='broken'</script>"
FORMULA = '=HYPERLINK("http://x","y")'
MARKUP = "[red]Xã Đông[/red]"

FILES = {
    "scenario.yaml": (
        "name: 'Thử <b>kế hoạch</b>: số 1'\nlanguage: vi\nnumbers: vi\nunit_level: commune\n"
        "expect:\n  - coverage_min >= 0.1\nlimits: {seconds: 20, gap: 0.00001, threads: 1}\n"
    ),
    "places.csv": (
        "place_id,name,level,parent_id,lat,lon,ghi_chu\n"
        "04,Tỉnh,province,,,,\n0401,Huyện An,district,04,,,\n0402,Huyện Bình,district,04,,,\n"
        f"001,{SCRIPT},commune,0401,22.7,106.1,@ghi chú\n"
        '002,"=HYPERLINK(""http://x"",""y"")",commune,0401,22.8,106.2,-5\n'
        f"003,{MARKUP},commune,0402,22.6,106.4,\n004,Xã Tây,commune,0402,22.5,106.3,\n"
    ),
    "items.csv": (
        "item_id,category,name,unit,value,divisible\n"
        'ao,warmth,"-Áo ấm, ""dày""",chiếc,250000,\nsua,nutrition,Sữa,kg,10000,có\n'
    ),
    "donors.csv": "donor_id,name,class\nD1,+84 nhóm thiện nguyện,tổ chức\nD2,Công ty & bạn,doanh nghiệp\n",
    "lots.csv": (
        "lot_id,donor_id,kind,quantity,item_id,pack_size,places,quality_ok\n"
        "L1,D1,goods,100,ao,10,,\nL2,D2,cash,5.000.000,,,0402,\nL3,D2,goods,40,ao,,,không\nL4,D1,goods,7,sua,,0401,\n"
    ),
    "needs.csv": (
        "place_id,item_id,quantity,tier\n"
        '001,ao,60,1\n002,ao,50,1\n003,ao,40,1\n004,ao,30,1\n001,sua,"30,25",2\n003,sua,600,2\n004,sua,100,2\n'
    ),
}  # fmt: skip


def write_scenario(folder: Path, **changed: str) -> Path:
    """Write the scenario into ``folder``, files by their stem replaced by ``changed``."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in FILES.items():
        (folder / name).write_text(changed.get(name.partition(".")[0], text), encoding="utf-8")
    return folder


@functools.cache
def solved() -> tuple[Plan, Inputs]:
    """The plan of the scenario and its inputs, computed once."""
    with tempfile.TemporaryDirectory() as folder:
        inputs = load(write_scenario(Path(folder)))
    return solve(build(inputs.tables, inputs.config)), inputs


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below ``folder`` with its bytes."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}
