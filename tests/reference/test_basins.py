"""Where runs end from everywhere on a plane: which rate, which minima, and that the maps are right."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from descent_atlas import everywhere
from descent_atlas.comparison.learning_rates import best_rates
from descent_atlas.endings import NAMES
from descent_atlas.figures.minima_reached import LEFT, NOWHERE, Minima
from descent_atlas.grid import Prepared
from descent_atlas.optimizers.gradient_descent import GradientDescent
from descent_atlas.problems.double_well import DoubleWell
from descent_atlas.problems.himmelblau import Himmelblau
from descent_atlas.problems.saddle import Saddle
from descent_atlas.registry import build_problem
from descent_atlas.stages.descend import descend_all

BUDGET = 300
SETTINGS = {
    "seed": 7,
    "learning_rates": {"lowest": 1e-4, "highest": 1.0, "per_decade": 2},
    "variants": {"full_batch": {"iterations": BUDGET}},
    "starts": 7,
    "noise": {"samples": 4, "scale": 0.1},
}


def prepared_of(problem) -> Prepared:
    """A few starts."""
    low, high = problem.domain.T
    points = np.random.default_rng(3).uniform(size=(SETTINGS["starts"], 2))
    starts = low + points * (high - low)
    slopes = np.linalg.norm(problem.value_and_gradient(starts)[1], axis=1)
    return Prepared(starts, 0.1, float(np.median(slopes)))


def shard_of(problem) -> dict[str, np.ndarray]:
    """A small shard as the pipeline writes it."""
    settings = SETTINGS | {"success_target": 1e-4}
    return descend_all("a_problem", problem, GradientDescent(), prepared_of(problem), settings)


def run_table(shard: dict[str, np.ndarray]) -> pd.DataFrame:
    """Its rows, as far as the choice of a rate reads them."""
    _, start, rate = (axis.ravel() for axis in np.indices(shard["ending"].shape))
    hold = pd.Series(shard["hold_1e-4"].ravel(), dtype="Int64")
    return pd.DataFrame(
        {
            "problem": "a_problem",
            "optimizer": "gradient_descent",
            "variant": "full_batch",
            "learning_rate": shard["learning_rates"][rate],
            "start": start,
            "hold_1e-4": hold.mask(hold < 0),
            "ending": np.array(NAMES)[shard["ending"].ravel()],
            **{n: shard[n].ravel() for n in ("final_gap", "initial_gap", "ended_at")},
        }
    )


@pytest.mark.parametrize("problem", [Himmelblau(), DoubleWell(), Saddle()])
def test_the_rate_is_the_one_in_the_table_of_best_rates(problem):
    """Where runs succeed, where some get stuck, and where they can only escape."""
    shard = shard_of(problem)
    table = best_rates(run_table(shard), "1e-4", {"full_batch": BUDGET})
    assert everywhere.best_rate(shard, "1e-4", BUDGET) == table["learning_rate"].iloc[0]


def test_medians_of_gaps_close_to_one_make_no_false_ties():
    """Single precision has steps of h = 2^-24 below 1, and halfway between two of them is no number of it.

    By the four starts that choose, the medians are 1 - 4 h and 1 - 4.5 h. Rounded to even, the second would
    be as high as the first, and the smaller rate would be the best.
    """
    steps = np.array([[4, 4], [4, 4], [4, 5], [4, 5]] * 2)
    shard = {
        "variants": np.array(["full_batch"]),
        "learning_rates": np.array([0.1, 1.0]),
        "endings": np.array(NAMES),
        "ending": np.full((1, 8, 2), NAMES.index("moving")),
        "ended_at": np.full((1, 8, 2), BUDGET),
        "hold_1e-4": np.full((1, 8, 2), -1),
        "initial_gap": np.ones((1, 8, 2), np.float32),
        "final_gap": (1 - steps[None] * 2.0**-24).astype(np.float32),
    }
    table = best_rates(run_table(shard), "1e-4", {"full_batch": BUDGET})
    assert everywhere.best_rate(shard, "1e-4", BUDGET) == table["learning_rate"].item() == 1.0


@pytest.mark.parametrize(
    ("name", "variants", "mapped"),
    [
        ("himmelblau", ["full_batch", "stochastic"], True),
        ("himmelblau", ["stochastic"], False),
        ("rastrigin", ["full_batch"], True),  # one minimiser, and a tag
        ("rosenbrock", ["full_batch"], False),
        ("rastrigin_10d", ["full_batch"], False),
    ],
)
def test_planes_with_several_minima_are_mapped(name, variants, mapped):
    assert everywhere.is_mapped(build_problem(name), variants) == mapped


@pytest.mark.parametrize("name", ["himmelblau", "rosenbrock"])
def test_a_shard_has_a_map_where_there_are_several_minima(name):
    problem = build_problem(name)
    settings = SETTINGS | ({"success_target": 1e-4} if name == "himmelblau" else {})
    shard = descend_all(name, problem, GradientDescent(), prepared_of(problem), settings)
    assert ("map_points" in shard) == (name == "himmelblau")
    if name == "himmelblau":
        rate = everywhere.best_rate(shard, "1e-4", BUDGET)
        ends = everywhere.where_it_ends(problem, GradientDescent(), rate, BUDGET)
        assert shard["map_rate"] == rate
        assert all(np.array_equal(shard[key], ends[key], equal_nan=True) for key in ends)


def test_starts_are_in_the_middle_of_cells_and_rows_are_y():
    cell = 10 / everywhere.CELLS
    starts = everywhere.middles(Himmelblau.domain).reshape(everywhere.CELLS, everywhere.CELLS, 2)
    np.testing.assert_allclose(starts[0, 0], [-5 + cell / 2, -5 + cell / 2])
    np.testing.assert_allclose(starts[0, 1] - starts[0, 0], [cell, 0], atol=1e-12)
    np.testing.assert_allclose(starts[-1, 0], [-5 + cell / 2, 5 - cell / 2])


# Which minimum it is.


def minima_of(problem, found: list[tuple] = ()) -> Minima:
    landscape = {
        key: np.array(getattr(problem, key)) for key in ("domain", "minimum", "minimisers")
    }
    return Minima.known(landscape, pd.DataFrame(found, columns=["x", "y", "value", "kind"]))


def test_minima_are_the_global_ones_and_those_that_were_found_each_once_from_the_lowest():
    found = [
        (0.0, 0.0, 0.0, "saddle"),
        (1.5, 0.5, 2.0, "minimum"),
        (1e-9, 1.0, -0.25, "minimum"),
        (-1.5, 0.5, 1.0, "minimum"),
    ]
    minima = minima_of(DoubleWell(), found)
    assert minima.points.tolist() == [[0, -1], [0, 1], [-1.5, 0.5], [1.5, 0.5]]
    assert minima.lowest.tolist() == [True, True, False, False]


def test_a_problem_without_minima_has_none():
    assert minima_of(Saddle()).points.shape == (0, 2)


def test_a_run_ends_in_the_well_on_its_side():
    """The double well falls to either side of y = 0, and plain descent with small steps stays there."""
    shard = everywhere.where_it_ends(DoubleWell(), GradientDescent(), 0.1, BUDGET)
    ends = minima_of(DoubleWell()).ends(shard)
    side = np.repeat([0, 1], everywhere.CELLS // 2)
    np.testing.assert_array_equal(ends.minimum, side[:, None].repeat(everywhere.CELLS, axis=1))
    assert ends.gap.max() < 1e-6
    assert ends.lowest.all()


def test_a_run_that_leaves_is_at_no_minimum_and_has_no_gap():
    shard = everywhere.where_it_ends(Himmelblau(), GradientDescent(), 10.0, 50)
    ends = minima_of(Himmelblau()).ends(shard)
    assert set(np.unique(ends.minimum)) == {LEFT}
    assert np.isnan(ends.gap).all()
    assert np.isnan(shard["map_points"]).all()


def test_a_run_that_hardly_moves_is_at_no_minimum():
    shard = everywhere.where_it_ends(Himmelblau(), GradientDescent(), 1e-9, 10)
    ends = minima_of(Himmelblau()).ends(shard)
    assert (ends.minimum == NOWHERE).mean() > 0.95
    assert np.isfinite(ends.gap).all()


def test_near_is_nearer_than_a_quarter_of_the_way_to_the_next_minimum():
    minima = np.array([[0.0, 0.0], [1.0, 0.0]])
    points = np.array([[0.2, 0.0], [0.3, 0.0], [0.9, 0.0], [np.nan, 0.0]])
    lowest = np.array([True, False])
    assert Minima(minima, lowest, 1000.0).nearest(points).tolist() == [0, -1, 1, -1]
    assert Minima(minima, lowest, 1.0).nearest(points[:1]).tolist() == [-1]
    assert Minima(minima[:0], lowest[:0], 1.0).nearest(points[:1]).tolist() == [-1]


def test_two_minima_side_by_side_do_not_narrow_the_reach_of_a_third():
    """0 and 1 are 1 apart, and 11 is 10 away from the nearest other: its reach is 2.5, theirs 0.25."""
    minima = Minima(np.array([[0.0, 0], [1, 0], [11, 0]]), np.array([True, False, False]), 1000.0)
    points = np.array([[13.0, 0], [14, 0], [1.2, 0], [1.3, 0]])
    assert minima.nearest(points).tolist() == [2, NOWHERE, 1, NOWHERE]
