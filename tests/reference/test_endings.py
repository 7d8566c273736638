"""Each of the seven endings, on runs whose fate is known."""

from __future__ import annotations

import numpy as np
import pytest

from descent_atlas import endings, registry
from descent_atlas.grid import Grid, Prepared
from descent_atlas.shard import descend_shard

SETTINGS = {
    "seed": 1,
    "learning_rates": {"lowest": 1e-3, "highest": 10.0, "per_decade": 1},
    "variants": {"full_batch": {"iterations": 2000}},
    "noise": {"samples": 16, "scale": 0.1},
}


def fates(
    problem_name: str, starts: list[list[float]], optimizer: str = "gradient_descent"
) -> np.ndarray:
    """The names of the endings, shape (starts, rates 1e-3 … 10)."""
    problem = registry.build_problem(problem_name)
    grid = Grid.from_settings({**SETTINGS, "starts": len(starts)})
    at = np.array(starts)
    norms = np.linalg.norm(problem.value_and_gradient(at)[1], axis=1)
    prepared = Prepared(at, 0.0, float(np.median(norms)))
    shard = descend_shard(
        problem_name, problem, registry.build_optimizer(optimizer), prepared, grid
    )
    return np.array(endings.NAMES)[shard["ending"][0]]


def test_gradient_descent_on_a_bowl_by_hand():
    """On x² + y² the error is multiplied by 1 − 2α a step: 0.998, 0.98, 0.8, −1, −19."""
    assert fates("sphere", [[1.0, 2.0]])[0].tolist() == [
        "moving",
        "converged",
        "converged",
        "cycling",
        "diverged",
    ]


def test_an_unbounded_saddle_is_escaped_from_and_a_run_on_its_ridge_settles_there():
    off, on = fates("saddle", [[1.0, 0.1], [1.0, 0.0]])
    # At rate 10 the uphill coordinate is multiplied by −19 a step and wins.
    assert off[2:].tolist() == ["escaped", "escaped", "diverged"]
    assert on[1:3].tolist() == ["saddle", "saddle"]


def test_a_start_in_another_basin_ends_in_a_wrong_one():
    ends = fates("sine_parabola", [[2.0], [-0.3]])
    assert ends[0, 1] == "wrong basin"
    assert ends[1, 1] == "converged"


def test_every_ending_is_explained():
    assert set(endings.ENDINGS) == set(endings.NAMES)
    assert len(endings.NAMES) == 7
    assert all(len(sentence) > 20 for sentence in endings.ENDINGS.values())


def test_lowest_curvature_is_the_smallest_eigenvalue_over_the_largest():
    hessians = np.array([np.diag([2.0, 4.0]), np.diag([-1.0, 4.0]), np.zeros((2, 2))])
    curvature, _ = endings.local_shape(hessians, np.zeros((3, 2)))
    assert curvature == pytest.approx([0.5, -0.25, 0.0])


def test_the_critical_point_is_as_far_as_newtons_step_and_nowhere_on_flat_ground():
    """(2, 4)-bowl at (3, 1): gradient (6, 4); turned by 45 degrees it is the same; no Hessian, no point."""
    turn = np.array([[1, -1], [1, 1]]) / np.sqrt(2)
    bowl = np.diag([2.0, 4.0])
    hessians = np.array([bowl, turn @ bowl @ turn.T, np.zeros((2, 2))])
    gradients = np.array([[6.0, 4.0], turn @ [6.0, 4.0], [0.0, 0.0]])
    _, distance = endings.local_shape(hessians, gradients)
    assert distance == pytest.approx([np.sqrt(10), np.sqrt(10), np.inf])


@pytest.mark.parametrize("name", ["ellipsoid", "gaussian_well"])
def test_where_the_ground_is_flat_or_convex_nothing_settles_in_a_wrong_basin(name, monkeypatch):
    """With small rates runs stop where the gradient is slight, far from the one minimum there is."""
    low, high = registry.build_problem(name).domain.T
    starts = np.random.default_rng(3).uniform(low, high, (20, 2)).tolist()
    monkeypatch.setitem(
        SETTINGS, "learning_rates", {"lowest": 1e-7, "highest": 1.0, "per_decade": 1}
    )
    assert "wrong basin" not in set(fates(name, starts).ravel())


def test_the_nearest_minimiser_is_found_and_far_ones_are_none():
    minimisers = np.array([[0.0, 0.0], [1.0, 0.0]])
    x = np.array([[1e-4, 0.0], [1.0, 1e-4], [0.5, 0.0], [np.nan, 0.0]])
    assert endings.nearest_minimiser(x, minimisers, 1.0).tolist() == [0, 1, -1, -1]
    assert endings.nearest_minimiser(x, np.empty((0, 2)), 1.0).tolist() == [-1] * 4
