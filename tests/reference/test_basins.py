"""Where runs end from everywhere on a plane: which rate, which minima, and that the maps are right."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from descent_atlas.comparison.learning_rates import best_rates
from descent_atlas.endings import NAMES
from descent_atlas.grid import Grid, Prepared
from descent_atlas.optimizers.gradient_descent import GradientDescent
from descent_atlas.problems.double_well import DoubleWell
from descent_atlas.problems.himmelblau import Himmelblau
from descent_atlas.problems.saddle import Saddle
from descent_atlas.shard import descend_shard
from descent_atlas.stages import basins

BUDGET = 300
GRID = Grid.from_settings(
    {
        "seed": 7,
        "learning_rates": {"lowest": 1e-4, "highest": 1.0, "per_decade": 2},
        "variants": {"full_batch": {"iterations": BUDGET}},
        "starts": 7,
        "noise": {"samples": 4, "scale": 0.1},
    }
)


def shard_of(problem) -> dict[str, np.ndarray]:
    """A small shard as the pipeline writes it."""
    low, high = problem.domain.T
    points = np.random.default_rng(3).uniform(size=(GRID.starts, 2))
    starts = low + points * (high - low)
    slopes = np.linalg.norm(problem.value_and_gradient(starts)[1], axis=1)
    prepared = Prepared(starts, 0.1, float(np.median(slopes)))
    shard = descend_shard("a_problem", problem, GradientDescent(), prepared, GRID)
    return shard | {
        "variants": np.array(["full_batch"]),
        "learning_rates": GRID.learning_rates,
        "endings": np.array(NAMES),
    }


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
    assert basins.best_rate(shard, "1e-4", BUDGET) == table["learning_rate"].iloc[0]


def test_minima_are_the_global_ones_and_those_that_were_found_each_once_from_the_lowest():
    found = [
        {"kind": "saddle", "point": [0.0, 0.0]},
        {"kind": "minimum", "point": [1e-9, 1.0]},
        {"kind": "minimum", "point": [1.5, 0.5]},
    ]
    minima = basins.known_minima(DoubleWell(), found)
    assert minima.tolist() == [[0, -1], [0, 1], [1.5, 0.5]]


def test_a_problem_without_minima_has_none():
    assert basins.known_minima(Saddle(), []).shape == (0, 2)


def test_a_run_ends_in_the_well_on_its_side():
    """The double well falls to either side of y = 0, and plain descent with small steps stays there."""
    problem = DoubleWell()
    minima = basins.known_minima(problem, [])
    ends = basins.where_it_ends(problem, GradientDescent(), 0.1, BUDGET, minima)
    side = np.repeat([0, 1], basins.POINTS // 2)
    np.testing.assert_array_equal(ends["minimum"], side[:, None].repeat(basins.POINTS, axis=1))
    assert ends["final_gap"].max() < 1e-6


def test_a_run_that_leaves_is_at_no_minimum_and_has_no_gap():
    ends = basins.where_it_ends(Himmelblau(), GradientDescent(), 10.0, 50, Himmelblau.minimisers)
    assert set(np.unique(ends["minimum"])) == {basins.LEFT}
    assert np.isnan(ends["final_gap"]).all()


def test_a_run_that_hardly_moves_is_at_no_minimum():
    minima = Himmelblau.minimisers
    ends = basins.where_it_ends(Himmelblau(), GradientDescent(), 1e-9, 10, minima)
    assert (ends["minimum"] == basins.NOWHERE).mean() > 0.95
    assert np.isfinite(ends["final_gap"]).all()


def test_near_is_nearer_than_a_quarter_of_the_way_to_the_next_minimum():
    minima = np.array([[0.0, 0.0], [1.0, 0.0]])
    points = np.array([[0.2, 0.0], [0.3, 0.0], [0.9, 0.0], [np.nan, 0.0]])
    assert basins.nearest(points, minima, 1000.0).tolist() == [0, -1, 1, -1]
    assert basins.nearest(points[:1], minima, 1.0).tolist() == [-1]
    assert basins.nearest(points[:1], np.empty((0, 2)), 1.0).tolist() == [-1]
