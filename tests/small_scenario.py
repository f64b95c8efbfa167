"""A small scenario for tests to break."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

TABLES = {
    "scenario.yaml": "name: Thử\n",
    "places.csv": "place_id,name,level,parent_id\nT,Tỉnh,province,\n01,Xã A,commune,T\n02,Xã B,commune,T\n",
    "items.csv": "item_id,category,value,divisible\nao,warmth,250000,\nsua,nutrition,10000,yes\n",
    "lots.csv": "lot_id,donor_id,kind,quantity,item_id,places\nL1,D1,goods,100,ao,\nL2,D2,cash,5000000,,02\n",
    "needs.csv": "place_id,item_id,quantity,age_group_id,period_id\n01,ao,120,A1,\n02,sua,30.5,,2020\n",
}

Write = Callable[..., Path]
