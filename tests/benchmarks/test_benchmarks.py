"""Generated instances are what they say, and the plain model agrees with the engine on them."""

from dataclasses import replace

import pandas as pd
import pytest
from instances import Settings

from allocator.network.hubs import build_network
from allocator.problem.build import build
from allocator.problem.netting import eligible
from allocator.scenario.load import load
from allocator.solve.fair import unmet_by_tier
from allocator.solve.fractional import solve_fair
from benchmarks.generate import Size, instance, real_tree, tree_of_places, write
from benchmarks.pairs import eligible_pairs
from benchmarks.plain import solve_plain

SMALL = Size(communes=40, items=4, ages=3, periods=3, lots=40, seed=5, packs=True)


def test_one_seed_is_one_instance():
    first, second, other = instance(SMALL), instance(SMALL), instance(Size(**{**vars(SMALL), "seed": 6}))
    pd.testing.assert_frame_equal(first.lots, second.lots)
    pd.testing.assert_frame_equal(first.needs, second.needs)
    assert not first.lots.equals(other.lots)


def test_pairs_are_counted_without_listing_them():
    problem = build(instance(SMALL), Settings())
    lots = problem.lots
    listed = sum(
        int((eligible(lots, lot, problem.needs, problem.places) & (problem.needs.net > 0)).sum())
        for lot in range(len(lots))
    )
    assert eligible_pairs(problem) == listed > 1000


def test_written_as_a_scenario_it_is_the_same_problem(tmp_path):
    made = instance(SMALL)
    write(made, tmp_path / "made", "made")
    inputs = load(tmp_path / "made")
    ours, theirs = build(made, Settings()), build(inputs.tables, inputs.config)
    assert ours.lots.ids == theirs.lots.ids
    assert (ours.needs.net == theirs.needs.net).all()
    assert eligible_pairs(ours) == eligible_pairs(theirs)


TINY = Size(communes=12, items=3, ages=2, lots=10)


@pytest.mark.parametrize(
    "size",
    [
        TINY,
        replace(TINY, seed=2),
        replace(TINY, periods=3, services=0.7, seed=3),
        replace(TINY, packs=True, services=0.3, seed=4),
        replace(TINY, priced=True, seed=5),
        replace(TINY, communes=40, lots=40, ages=1),
    ],
    ids=["goods and cash", "another seed", "services", "packs", "prices", "many levels"],
)
def test_the_plain_model_finds_the_same_optimum(size):
    problem = build(instance(size), Settings())
    network = build_network(problem)
    fair, plain = solve_fair(problem, network), solve_plain(problem, leximin=True)
    assert unmet_by_tier(problem, fair.met) == pytest.approx(plain.unmet, rel=1e-6)
    coverage = sorted((fair.available / fair.wanted)[fair.group])
    assert coverage == pytest.approx(plain.coverage.tolist(), abs=1e-6)


def test_options_change_only_what_they_say():
    made, priced = instance(SMALL), instance(replace(SMALL, priced=True))
    pd.testing.assert_frame_equal(made.lots, priced.lots)
    assert (made.items["cash_price"] == made.items["value"]).all()
    assert (priced.items["cash_price"] != priced.items["value"]).any()
    served = instance(replace(SMALL, services=0.5))
    pd.testing.assert_frame_equal(made.needs, served.needs)
    assert set(served.lots["kind"]) == {"goods", "cash", "service"}


def test_a_places_table_gives_the_tree(tmp_path):
    path = tmp_path / "places.csv"
    rows = "place_id,name,level,parent_id\n01,P,province,\n07,D,district,01\n00009,A,commune,07\n00010,B,commune,07\n"
    path.write_text(rows, encoding="utf-8")
    tree = tree_of_places(path)
    assert (tree.commune, tree.district, tree.province) == (["00009", "00010"], ["07"] * 2, ["01"] * 2)
    path.write_text("place_id,name,level,parent_id\n01,P,province,\n00009,A,commune,01\n", encoding="utf-8")
    with pytest.raises(SystemExit, match="two places above it"):
        tree_of_places(path)


def test_the_real_tree_keeps_codes_of_all_levels_apart(tmp_path):
    rows = "code,name,district_code,district,province_code,province\n00001,A,001,B,01,C\n00004,A,001,B,01,C\n"
    (tmp_path / "vietnam_communes_2020.csv").write_text(rows, encoding="utf-8")
    tree = real_tree(tmp_path)
    assert (tree.commune, tree.district, tree.province) == (["C00001", "C00004"], ["D001"] * 2, ["P01"] * 2)
    places = instance(Size(items=2, ages=1, lots=3), tree).places
    assert places["place_id"].tolist() == ["P01", "D001", "C00001", "C00004"]
