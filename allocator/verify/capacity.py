"""No place receives more value in a period than it can."""

from __future__ import annotations

import numpy as np
import pandas as pd

from allocator.verify.facts import Facts
from allocator.verify.lines import named, of_item
from allocator.verify.numbers import exceeds
from allocator.verify.violation import Violation, found


def check(facts: Facts, lines: pd.DataFrame) -> list[Violation]:
    """Places whose lines, those of all places below included, exceed their capacity in a period or in all periods.

    What is needed at any time counts in no period, but in all of them together.
    """
    places = facts.tables.places
    limited = places[places["capacity"].notna()]
    if limited.empty:
        return []
    capacity = np.full(len(facts.tree.ids), np.nan)
    capacity[facts.tree.position(limited["place_id"])] = limited["capacity"].to_numpy(dtype=float)
    judged = named(lines)
    line, place = facts.tree.above(judged["place"].to_numpy(dtype="int64"))
    counted = ~np.isnan(capacity[place])
    worth = (judged["amount"] * of_item(facts, judged, "value")).to_numpy(dtype=float)
    received = pd.DataFrame({"place": place[counted], "worth": worth[line[counted]]})
    received["period"] = judged["period"].to_numpy(dtype="int64")[line[counted]]
    dated = received[(received["period"] >= 0) & (received["period"] < len(facts.periods))]
    sums = dated.groupby(["place", "period"], as_index=False)["worth"].sum()
    sums["most"] = capacity[sums["place"]]
    over = sums[exceeds(sums["worth"], sums["most"])]
    totals = received.groupby("place", as_index=False)["worth"].sum()
    totals["most"] = capacity[totals["place"]] * max(len(facts.periods), 1)
    beyond = totals[exceeds(totals["worth"], totals["most"])]
    name = facts.tree.ids.to_series().reset_index(drop=True)
    return [
        *found(
            "place-over",
            name.take(over["place"].to_numpy()),
            period=np.asarray(facts.periods)[over["period"].to_numpy()],
            found=over["worth"],
            most=over["most"],
        ),
        *found("place-over-all", name.take(beyond["place"].to_numpy()), found=beyond["worth"], most=beyond["most"]),
    ]
