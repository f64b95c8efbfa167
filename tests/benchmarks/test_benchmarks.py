"""Generated instances are what they say, and the plain model agrees with the engine on them."""

import pandas as pd
import pytest
from instances import Settings

from allocator.network.hubs import build_network
from allocator.problem.build import build
from allocator.problem.netting import eligible
from allocator.scenario.load import load
from allocator.solve.fair import unmet_by_tier
from allocator.solve.fractional import solve_fair
from benchmarks.generate import Size, instance, real_tree, write
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


@pytest.mark.parametrize("seed", [1, 2])
def test_the_plain_model_finds_the_same_optimum(seed):
    problem = build(instance(Size(communes=12, items=3, ages=2, lots=10, seed=seed)), Settings())
    network = build_network(problem)
    fair, plain = solve_fair(problem, network), solve_plain(problem, leximin=True)
    assert unmet_by_tier(problem, fair.met) == pytest.approx(plain.unmet, rel=1e-6)
    coverage = sorted((fair.available / fair.wanted)[fair.group])
    assert coverage == pytest.approx(plain.coverage.tolist(), abs=1e-6)


def test_the_real_tree_keeps_codes_of_all_levels_apart(tmp_path):
    rows = "code,name,district_code,district,province_code,province\n00001,A,001,B,01,C\n00004,A,001,B,01,C\n"
    (tmp_path / "vietnam_communes_2020.csv").write_text(rows, encoding="utf-8")
    tree = real_tree(tmp_path)
    assert (tree.commune, tree.district, tree.province) == (["C00001", "C00004"], ["D001"] * 2, ["P01"] * 2)
    places = instance(Size(items=2, ages=1, lots=3), tree).places
    assert places["place_id"].tolist() == ["P01", "D001", "C00001", "C00004"]
