"""Settings for every family of constraints: tables, a plan that keeps all rules, and plans that break one family."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from allocator.scenario.config import Rule, ScenarioConfig
from allocator.tables.tables import Tables
from allocator.verify import Verification, verify
from tests.verify.building import Line, Row, lines, world

PLACES: list[Row] = [
    {"place_id": "P", "name": "P", "level": "province"},
    {"place_id": "D", "name": "D", "level": "district", "parent_id": "P"},
    {"place_id": "C1", "name": "C1", "level": "commune", "parent_id": "D"},
    {"place_id": "C2", "name": "C2", "level": "commune", "parent_id": "D"},
    {"place_id": "C3", "name": "C3", "level": "commune", "parent_id": "P"},
]
ITEMS: list[Row] = [
    {"item_id": "coat", "category": "warmth", "value": 10.0},
    {"item_id": "blanket", "category": "warmth", "value": 8.0},
    {"item_id": "rice", "category": "food", "value": 1.0, "divisible": True},
    {"item_id": "oil", "category": "food", "value": 3.0, "divisible": True},
    {"item_id": "box", "category": "boxes", "value": 20.0},
    {"item_id": "visit", "category": "care", "value": 5.0},
]
NEEDS: list[Row] = [
    {"place_id": place, "item_id": item, "period_id": period, "quantity": 12.0}
    for place in ("C1", "C2", "C3")
    for item in ("coat", "rice", "oil", "visit")
    for period in ("T1", "T2", "")
]
KIT: list[Row] = [
    {"kit_item_id": "box", "item_id": "rice", "quantity": 4.0},
    {"kit_item_id": "box", "item_id": "oil", "quantity": 0.5},
]


@dataclass(frozen=True)
class Case:
    """A plan that breaks one rule: what is found, and what the finding names."""

    plan: Sequence[Line]
    found: dict[str, str]
    costs: tuple[float, ...] = ()
    edits: dict[tuple[int, str], object] = field(default_factory=dict)


@dataclass(frozen=True)
class Setting:
    """Tables and rules, a plan that keeps them all, and plans that break one family."""

    lots: list[Row]
    sound: Sequence[Line]
    broken: Sequence[Case]
    rules: tuple[Rule, ...] = ()
    costs: tuple[float, ...] = ()
    tables: dict[str, list[Row]] = field(default_factory=dict)

    def world(self) -> Tables:
        lots = [{"donor_id": f"N{number}", "kind": "goods", **lot} for number, lot in enumerate(self.lots)]
        donors = [{"donor_id": lot["donor_id"]} for lot in lots]
        periods = [{"period_id": "T1"}, {"period_id": "T2"}]
        rows = {"places": PLACES, "items": ITEMS, "needs": NEEDS, "periods": periods, "donors": donors, "kits": KIT}
        return world(**{**rows, "lots": lots, **self.tables})

    def judge(self, case: Case) -> Verification:
        tables = self.world()
        plan = in_order(lines(tables, case.plan, case.costs))
        for (row, column), value in case.edits.items():
            plan.loc[row, column] = value
        return self.verify(tables, plan)

    def verify(self, tables: Tables, plan: pd.DataFrame) -> Verification:
        config = ScenarioConfig(name="case", folder=Path(), rules=self.rules)
        return verify(tables, "commune", plan, config)


def in_order(plan: pd.DataFrame) -> pd.DataFrame:
    """The lines in canonical order: in preorder C3 comes before D and all below it."""
    keys = {"place": plan["place_id"].replace("C3", "B"), "blank": plan["period_id"] == ""}
    order = ["place", "item_id", "age_group_id", "blank", "period_id", "lot_id"]
    return plan.assign(**keys).sort_values(order).drop(columns=list(keys)).reset_index(drop=True)


def goods(item: str, quantity: float, **more: object) -> Row:
    return {"lot_id": "L", "item_id": item, "quantity": quantity, **more}


def to(place: str, quantity: float, item: str = "coat", period: str = "T1", lot: str = "L") -> Line:
    return (lot, place, item, "", period, quantity)


def box(place: str, rice: float, oil: float) -> list[Line]:
    return [to(place, oil, "oil"), to(place, rice, "rice")]


SUBSTITUTE = {"substitutes": [{"item_id": "blanket", "for_item_id": "coat", "rate": 1.5}]}

SETTINGS: dict[str, list[Setting]] = {
    "supply": [
        Setting([goods("coat", 5)], [to("C1", 5)], [Case([to("C1", 3), to("C2", 3)], {"lot-exceeded": "L"})]),
        Setting(  # 4 coats take 6 blankets
            [goods("blanket", 6)],
            [to("C1", 4)],
            [
                Case([to("C1", 6)], {"lot-exceeded": "L"}),
                Case([to("C1", 4)], {"lot-quantity-differs": "line0"}, edits={(0, "lot_quantity"): 4.0}),
                Case([to("C1", 4)], {"lot-item-differs": "line0"}, edits={(0, "lot_item_id"): "coat"}),
            ],
            tables=SUBSTITUTE,
        ),
        Setting(  # two boxes at each of two places, each counted once for its two lines
            [goods("box", 4)],
            [*box("C1", 8, 1), *box("C2", 8, 1)],
            [Case([*box("C1", 8, 1), *box("C2", 12, 1.5)], {"lot-exceeded": "L"})],
        ),
        Setting(
            [goods("visit", 4, kind="service")],
            [to("C1", 4, "visit"), to("C1", 2, "visit", "T2"), to("C1", 2, "visit", "")],
            [
                Case([to("C1", 5, "visit")], {"service-exceeded": "L"}),
                Case([to("C1", 4, "visit"), to("C1", 5, "visit", "")], {"lot-exceeded": "L"}),
            ],
        ),
    ],
    "earmark": [
        Setting(
            [goods("coat", 9, places="D", exclude_places="C2")],
            [to("C1", 5)],
            [
                Case([to("C3", 5)], {"earmark-places": "line0"}),
                Case([to("C2", 5)], {"earmark-exclude-places": "line0"}),
                Case([to("C1", 5, "rice")], {"lot-item": "line0"}),
            ],
        ),
        Setting(  # judged on what is needed, not on what stands in for it
            [goods("blanket", 9, items="coat"), goods("blanket", 9, lot_id="M", items="blanket")],
            [to("C1", 2)],
            [Case([to("C1", 2, lot="M")], {"earmark-items": "line0"})],
            tables=SUBSTITUTE,
        ),
        Setting(  # a kit may be opened where the clause admits the kit, or all that is in it
            [
                goods("box", 9, items="box"),
                goods("box", 9, lot_id="M", categories="food"),
                goods("box", 9, lot_id="O", items="rice"),
            ],
            [*box("C1", 4, 0.5), *(("M", *line[1:]) for line in box("C2", 4, 0.5))],
            [Case([("O", *line[1:]) for line in box("C1", 4, 0.5)], {"earmark-items": "line0"})],
        ),
    ],
    "need": [
        Setting([goods("coat", 9)], [to("C1", 5)], [Case([to("D", 5)], {"cell-unknown": "line0"})]),
    ],
    "packs": [
        Setting(  # packs are counted in what the lot gives: 2 coats take a pack of 3 blankets
            [goods("blanket", 9, pack_size=3)],
            [to("C1", 4)],
            [Case([to("C1", 3)], {"pack-broken": "line0"})],
            tables=SUBSTITUTE,
        ),
        Setting(  # and whole things in what is needed
            [goods("rice", 9)],
            [to("C1", 2)],
            [Case([to("C1", 2.5)], {"quantity-not-whole": "line0"})],
            tables={"substitutes": [{"item_id": "rice", "for_item_id": "coat", "rate": 2.0}]},
        ),
        Setting(
            [goods("box", 8, pack_size=2)],
            box("C1", 8, 1),
            [Case(box("C1", 12, 1.5), {"pack-broken": "line0"})],
        ),
    ],
    "kits": [
        Setting(
            [goods("box", 8)],
            box("C1", 8, 1),
            [
                Case([to("C1", 8, "rice")], {"kit-incomplete": "line0"}),
                Case(box("C1", 8, 1.5), {"kit-share": "line1"}),
                Case(box("C1", 8, 1), {"kit-share": "line1"}, edits={(1, "quantity"): 4.0, (1, "value"): 4.0}),
            ],
        ),
    ],
    "all_or_nothing": [
        Setting(  # 3 packs of 3 are all of the whole packs of 10
            [goods("coat", 10, pack_size=3, all_or_nothing=True)],
            [to("C1", 6), to("C2", 3)],
            [Case([to("C1", 6)], {"lot-in-part": "L"})],
        ),
        Setting(
            [goods("visit", 4, kind="service", all_or_nothing=True)],
            [to("C1", 4, "visit"), to("C1", 4, "visit", "")],
            [Case([to("C1", 4, "visit"), to("C1", 3, "visit", "T2")], {"lot-in-part": "L"})],
        ),
    ],
    "min_per_place": [
        Setting(
            [goods("coat", 20, min_per_place=4)],
            [to("C1", 2), to("C1", 2, period="T2"), to("C2", 4)],
            [Case([to("C1", 2), to("C2", 4)], {"place-below-minimum": "L"})],
        ),
        Setting(  # two boxes, not the sum over their lines
            [goods("box", 20, min_per_place=2)],
            box("C1", 8, 1),
            [Case(box("C1", 4, 0.5), {"place-below-minimum": "L"})],
        ),
        Setting(  # money
            [{"lot_id": "L", "kind": "cash", "quantity": 99.0, "min_per_place": 20.0}],
            [to("C1", 2)],
            [Case([to("C1", 1)], {"place-below-minimum": "L"})],
        ),
    ],
    "max_places": [
        Setting(
            [goods("coat", 20, max_places=2)],
            [to("C1", 2), to("C1", 2, period="T2"), to("C2", 4)],
            [Case([to("C1", 2), to("C2", 2), to("C3", 2)], {"lot-places": "L"})],
        ),
        Setting(
            [goods("coat", 20, donor_id="N"), goods("coat", 20, lot_id="M", donor_id="N")],
            [to("C1", 2), to("C1", 2, lot="M")],
            [Case([to("C1", 2), to("C2", 2, lot="M")], {"donor-places": "N"})],
            tables={"donors": [{"donor_id": "N", "max_places": 1.0}]},
        ),
    ],
    "capacity": [
        Setting(
            [goods("coat", 40)],
            [to("C1", 2), to("C1", 4, period="T2"), to("C2", 2), to("C3", 9)],
            [
                Case([to("C1", 3), to("C2", 2)], {"place-over": "D"}),
                Case([to("C1", 9, period="")], {"place-over-all": "D"}),
            ],
            tables={"places": [*PLACES[:1], {**PLACES[1], "capacity": 40.0}, *PLACES[2:]]},
        ),
    ],
    "links": [
        Setting(
            [goods("coat", 40, donor_id="N"), goods("coat", 40, lot_id="M", donor_id="N")],
            [to("C1", 5), to("C2", 3), to("C3", 9)],
            [
                Case([to("C1", 5), to("C2", 4)], {"link-above": "L → D"}),
                Case([to("C1", 2)], {"link-below": "N → D"}),
                Case([to("C2", 5, lot="M")], {"link-banned": "line0"}),
            ],
            tables={
                "donors": [{"donor_id": "N"}],
                "links": [
                    {"place_id": "D", "lot_id": "L", "max_quantity": 8.0},
                    {"place_id": "D", "donor_id": "N", "min_quantity": 3.0},
                    {"place_id": "C2", "lot_id": "M", "allowed": False},
                ],
            },
        ),
        Setting(  # 2 vehicles of 4 and 1 for each coat, shared as 5 to 3; 7 once for the district
            [goods("coat", 40)],
            [to("C1", 5), to("C2", 3), to("C3", 9)],
            [Case([to("C1", 5)], {"cost-differs": "line0"}, costs=(5 + 10 / 8 * 5,))],
            costs=((8 + 20 + 7) / 8 * 5, (8 + 20 + 7) / 8 * 3, 0.0),
            tables={
                "links": [
                    {"place_id": "D", "lot_id": "L", "unit_cost": 1.0, "fixed_cost": 10.0, "vehicle_capacity": 4.0},
                    {"place_id": "D", "donor_id": "N0", "fixed_cost": 7.0},
                ]
            },
        ),
    ],
    "rules": [
        Setting(
            [goods("coat", 40)],
            [to("C1", 12), to("C2", 6)],
            [Case([to("C1", 12), to("C2", 7)], {"rule-above": "half"})],
            rules=(
                Rule("coverage_max", 0.75, "half", scope=(("place", ("D",)), ("item", ("coat",)), ("period", ("T1",)))),
            ),
        ),
        Setting(  # of each commune: 36 coats, rations of rice and of oil, and visits
            [goods("coat", 99)],
            [to("C1", 12), to("C2", 12)],
            [Case([to("C1", 12), to("C1", 10, period="T2")], {"rule-above-at": "C1"})],
            rules=(Rule("coverage_max", 0.3, "C1", level="commune"),),
        ),
        Setting(
            [goods("coat", 99), {"lot_id": "M", "kind": "cash", "quantity": 99.0}],
            [to("C1", 9), to("C2", 3, "rice", lot="M"), to("C2", 3, "oil", lot="M")],
            [
                Case([to("C2", 3, "rice", lot="M"), to("C2", 2, "oil", lot="M")], {"rule-above": "share"}),
                Case([to("C1", 12, "oil", lot="M"), to("C2", 13, "rice", lot="M")], {"rule-above": "spend"}),
            ],
            rules=(
                Rule("share_max", 0.3, "share", of="cash", scope=(("item", ("rice",)),)),
                Rule("spend_max", 12.0, "spend", of="cash", scope=(("category", ("food",)), ("place", ("C2",)))),
            ),
        ),
    ],
}

SETTINGS["decisions"] = [
    Setting(  # the district's coats are capped, a commune in it is banned, and C3 has just what is asked
        [goods("coat", 40)],
        [to("C1", 5), to("C1", 3, period="T2"), to("C3", 4)],
        [
            Case([to("C2", 5), to("C3", 4)], {"decision-banned": "2"}),
            Case([to("C1", 5), to("C1", 4, period="T2"), to("C3", 4)], {"decision-above": "3"}),
            Case([to("C3", 5)], {"decision-above": "4"}),
        ],
        tables={
            "decisions": [
                {"action": "ban", "place_id": "C2", "item_id": "coat"},
                {"action": "cap", "place_id": "D", "lot_id": "L", "quantity": 8.0},
                {"action": "lock", "place_id": "C3", "item_id": "coat", "quantity": 4.0},
                {"action": "approve", "place_id": "C1"},
            ]
        },
    ),
]

ALL = Setting(
    [
        goods("coat", 12, pack_size=2, min_per_place=4, places="D", donor_id="N"),
        goods("box", 6, lot_id="M", max_places=2, all_or_nothing=True),
        {"lot_id": "O", "kind": "cash", "quantity": 40.0, "categories": "food", "until_period": "T1"},
        goods("visit", 5, lot_id="Q", kind="service", all_or_nothing=True),
    ],
    [
        to("C1", 4),
        to("C1", 1, "oil", lot="M"),
        to("C1", 5.5, "rice", lot="O"),
        to("C1", 8, "rice", lot="M"),
        to("C1", 5, "visit", lot="Q"),
        to("C2", 6),
        to("C2", 2, "oil", lot="M"),
        to("C2", 16, "rice", lot="M"),
        to("C2", 5, "visit", "T2", "Q"),
    ],
    [],
    tables={
        "donors": [{"donor_id": "N", "max_places": 2.0}],
        "links": [
            {"place_id": "C2", "lot_id": "L", "max_quantity": 6.0},
            {"place_id": "C3", "lot_id": "M", "allowed": False},
        ],
    },
)
