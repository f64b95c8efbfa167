"""The tree as preorder intervals, and subtrees with holes."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st
from instances import frame

from allocator.problem.places import ancestor_at, build_places, subtree_tops
from allocator.tables.schema import PLACES


@st.composite
def trees(draw):
    size = draw(st.integers(1, 12))
    parents = [draw(st.integers(-1, node - 1)) for node in range(size)]
    names = draw(st.permutations([f"p{n:02}" for n in range(size)]))
    rows = [
        {"place_id": names[n], "name": "x", "level": str(n % 3), "parent_id": names[p] if p >= 0 else None}
        for n, p in enumerate(parents)
    ]
    return draw(st.permutations(rows))


def below(rows, place):
    children = {row["place_id"] for row in rows if row["parent_id"] == place}
    return {place}.union(*(below(rows, child) for child in children))


@settings(max_examples=150)
@given(trees(), st.data())
def test_subtrees_with_holes_hold_exactly_what_they_should(rows, data):
    places = build_places(frame(PLACES, rows))
    index = {place: n for n, place in enumerate(places.ids)}
    wanted = data.draw(st.lists(st.sampled_from(places.ids), max_size=3))
    holes = data.draw(st.lists(st.sampled_from(places.ids), max_size=3))
    for place in places.ids:
        assert {places.ids[n] for n in range(index[place], places.end[index[place]])} == below(rows, place)
    everything = set(places.ids)
    asked = set().union(*(below(rows, place) for place in wanted)) if wanted else everything
    asked -= set().union(*(below(rows, place) for place in holes))
    tops = subtree_tops(places, [index[p] for p in wanted], [index[p] for p in holes])
    size = len(places.ids)
    covered = [n for top in tops for n in range(top % size, places.end[top % size] if top < size else top % size + 1)]
    assert len(covered) == len(set(covered))
    assert {places.ids[n] for n in covered} == asked


@settings(max_examples=50)
@given(trees(), st.randoms())
def test_row_order_does_not_matter(rows, random):
    shuffled = list(rows)
    random.shuffle(shuffled)
    first, second = build_places(frame(PLACES, rows)), build_places(frame(PLACES, shuffled))
    assert first.ids == second.ids
    np.testing.assert_array_equal(first.parent, second.parent)


def test_ancestor_at_a_level_is_the_nearest_one():
    rows = [
        {"place_id": "V", "name": "V", "level": "country"},
        {"place_id": "C", "name": "C", "level": "commune", "parent_id": "V"},
        {"place_id": "S", "name": "S", "level": "school", "parent_id": "C"},
    ]
    places = build_places(frame(PLACES, rows))
    found = ancestor_at(places, "commune")
    assert [places.ids[f] if f >= 0 else None for f in found] == [None, "C", "C"]
