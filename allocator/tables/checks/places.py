"""The places must form a tree."""

from __future__ import annotations

import pandas as pd

from allocator.tables.problems import InputProblem
from allocator.tables.remembered import remembered
from allocator.tables.tables import Tables


def place_rules(tables: Tables) -> list[InputProblem]:
    """Every circle in the tree of places, named once."""
    return _circles(tables.places)


@remembered
def _circles(places: pd.DataFrame) -> list[InputProblem]:
    frame = places.drop_duplicates("place_id")
    above = dict(zip(frame["place_id"], frame["parent_id"], strict=True))
    settled: set[str] = {""}
    problems = []
    for start in above:
        path: dict[str, None] = {}
        place = start
        while place not in settled and place not in path and place in above:
            path[place] = None
            place = above[place]
        if place in path:
            steps = list(path)
            circle = steps[steps.index(place) :]
            first = frame.loc[frame["place_id"] == place].iloc[0]
            values = {"cycle": " → ".join([*circle, place])}
            where = (str(first["source"]), int(first["row"]) or None, "parent_id", str(first["parent_id"]))
            problems.append(InputProblem("place-cycle", *where, values=values))
        settled.update(path)
    return problems
