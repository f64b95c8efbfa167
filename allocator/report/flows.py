"""Where the value goes: donor to category to area, as bands of one drawing."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from allocator.language import LANGUAGES, N_, number, speaking, tr
from allocator.problem.problem import Floats, Ints
from allocator.report.shown import Late
from allocator.report.view import View
from allocator.report.words import CATEGORIES, word

MOST_DONORS, MOST_AREAS = 9, 13
WIDTH, HEIGHT = 960, 440
NODE, GAP, LABEL = 12, 7, 230
"""Width of a node, space between nodes, room for labels at both sides."""

COLOURS = ("#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9")
"""Okabe and Ito's: told apart by the colour-blind."""

OTHER_DONORS, OTHER_CATEGORIES, OTHER_AREAS = (
    N_("{count} other donors"),
    N_("{count} others"),
    N_("{count} other areas"),
)


@dataclass(frozen=True)
class Node:
    """A donor, a category or an area; ``names`` by language; ``at`` is where its label stands."""

    names: dict[str, str]
    value: float
    x: float
    y: float
    height: float
    anchor: str
    at: float


@dataclass(frozen=True)
class Band:
    """A flow between two nodes; ``colour`` is that of its category."""

    path: str
    colour: str
    source: dict[str, str]
    target: dict[str, str]
    value: float


@dataclass(frozen=True)
class Flows:
    """The drawing, in a box of ``width`` x ``height``."""

    width: int
    height: int
    nodes: tuple[Node, ...]
    bands: tuple[Band, ...]


def flows_of(view: View) -> Flows | None:
    """The flows of the plan; ``None`` where nothing is given out."""
    lines = view.plan.allocations
    if not float(lines["value"].sum()) > 0:
        return None
    category = lines["item_id"].map(view.categories_of).astype("str")
    unit = lines["place_id"].map(view.unit_of).astype("str")
    area = unit.map(view.names.parents).fillna("").astype("str") if len(view.groups) else unit
    columns = [
        _column(lines["donor_id"], lines["value"], MOST_DONORS, view.names.donors, OTHER_DONORS),
        _column(category, lines["value"], len(COLOURS), {}, OTHER_CATEGORIES),
        _column(area, lines["value"], MOST_AREAS, view.names.places, OTHER_AREAS),
    ]
    values = lines["value"].to_numpy(dtype=float)
    sums = [_between(columns[at], columns[at + 1], values) for at in (0, 1)]
    return _drawn(columns, sums, float(values.sum()))


@dataclass(frozen=True)
class _Column:
    """``which`` node each line belongs to; names of the nodes by language."""

    which: Ints
    names: list[dict[str, str]]


def _column(ids: pd.Series, values: pd.Series, most: int, names: dict[str, str], others: str) -> _Column:
    """The largest ids as nodes of their own, all smaller ones as the last."""
    sums = values.groupby(ids.to_numpy()).sum().sort_values(ascending=False, kind="stable")
    kept = [str(each) for each in (sums.index if len(sums) <= most + 1 else sums.index[:most])]
    called = [_in_all(partial(_called, each, names)) for each in kept]
    which = pd.Index(kept).get_indexer(pd.Index(ids)).astype(np.int64)
    if len(kept) < len(sums):
        rest = len(sums) - len(kept)
        called.append(_in_all(partial(_others, others, rest)))
        which[which < 0] = len(kept)
    return _Column(which, called)


def _others(text: str, count: int) -> str:
    return tr(text, count=number(count))


def _called(each: str, names: dict[str, str]) -> str:
    return names.get(each) or word(CATEGORIES, each)


def _in_all(text: Late) -> dict[str, str]:
    said = {}
    for code in LANGUAGES:
        with speaking(code):
            said[code] = text()
    return said


def _between(left: _Column, right: _Column, values: Floats) -> Floats:
    sums = np.zeros((len(left.names), len(right.names)))
    np.add.at(sums, (left.which, right.which), values)
    return sums


def _drawn(columns: list[_Column], sums: list[Floats], total: float) -> Flows:
    most = max(len(column.names) for column in columns)
    scale = (HEIGHT - GAP * (most - 1)) / total
    xs = (LABEL, (WIDTH - NODE) / 2, WIDTH - LABEL - NODE)
    sizes = (sums[0].sum(axis=1), sums[0].sum(axis=0), sums[1].sum(axis=0))
    tops = [_tops(size * scale) for size in sizes]
    nodes = [
        _node(columns[at].names[row], float(sizes[at][row]), xs[at], float(tops[at][row]), scale, at)
        for at in range(3)
        for row in range(len(sizes[at]))
    ]
    bands = [
        *_bands(columns[:2], sums[0], xs[:2], tops[:2], scale, 1),
        *_bands(columns[1:], sums[1], xs[1:], tops[1:], scale, 0),
    ]
    return Flows(WIDTH, HEIGHT, tuple(nodes), tuple(bands))


def _tops(heights: Floats) -> Floats:
    """Where each node begins; the column is centred."""
    used = float(heights.sum()) + GAP * (len(heights) - 1)
    return (HEIGHT - used) / 2 + np.cumsum(heights + GAP) - heights - GAP


def _node(names: dict[str, str], value: float, x: float, y: float, scale: float, column: int) -> Node:
    anchor, at = (("end", x - 6), ("start", x + NODE + 6), ("start", x + NODE + 6))[column]
    return Node(names, value, round(x, 1), round(y, 1), round(max(value * scale, 0.5), 1), anchor, round(at, 1))


def _bands(
    pair: list[_Column], sums: Floats, xs: tuple[float, ...], tops: list[Floats], scale: float, category: int
) -> list[Band]:
    """A band for each flow, stacked in the order of the nodes; ``category`` says on which side the categories are."""
    outs = tops[0][:, None] + (np.cumsum(sums, axis=1) - sums) * scale
    ins = tops[1][None, :] + (np.cumsum(sums, axis=0) - sums) * scale
    left, right = xs[0] + NODE, xs[1]
    bend = (left + right) / 2
    made = []
    for row, column in np.argwhere(sums > 0).tolist():
        high, start, end = float(sums[row, column]) * scale, float(outs[row, column]), float(ins[row, column])
        path = (
            f"M{left:g} {start:.1f}C{bend:g} {start:.1f} {bend:g} {end:.1f} {right:g} {end:.1f}v{max(high, 0.3):.1f}"
            f"C{bend:g} {end + high:.1f} {bend:g} {start + high:.1f} {left:g} {start + high:.1f}z"
        )
        colour = COLOURS[(column if category else row) % len(COLOURS)]
        names = pair[0].names[row], pair[1].names[column]
        made.append(Band(path, colour, *names, float(sums[row, column])))
    return made
