"""E12: invariances that theory promises, and the transformed problem itself."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from descent_atlas.experiments import e12_invariance as e12
from descent_atlas.experiments.transformed import TransformedGradient, starts_of


@pytest.fixture(scope="module")
def table() -> pd.DataFrame:
    found = e12.run(["gradient_descent", "heavy_ball", "adam", "never_moves"])
    return found["tables/e12_invariance.csv"].set_index(e12.KEYS)


@pytest.mark.parametrize("name", e12.PROBLEMS)
def test_a_transformed_problem_has_the_gradient_of_its_value(name):
    problem, changes = e12.PROBLEMS[name], e12.written(name)
    count = len(changes.kinds)
    seen = TransformedGradient(problem, changes.matrices, changes.factors)
    x = np.asfortranarray(np.random.default_rng(1).uniform(-1, 1, (count, 2)))
    value, gradient = seen(x, 0, True)
    np.testing.assert_allclose(seen.value(x), value)
    for column in range(2):
        step = np.zeros_like(x)
        step[:, column] = 1e-6
        slope = (seen.value(x + step) - seen.value(x - step)) / 2e-6
        np.testing.assert_allclose(
            gradient[:, column], slope, rtol=1e-5, atol=1e-5 * np.abs(value).max()
        )


@pytest.mark.parametrize("name", e12.PROBLEMS)
def test_every_start_is_at_the_same_place_of_the_landscape(name):
    problem, changes, starts = e12.PROBLEMS[name], e12.written(name), e12.draw_starts(name)
    places = starts_of(problem, starts, changes.matrices)
    for change in range(len(changes.kinds)):
        matrices = np.tile(changes.matrices[change], (len(starts), 1, 1))
        seen = TransformedGradient(problem, matrices, np.ones(len(starts)))
        np.testing.assert_allclose(seen.seen(np.asfortranarray(places[change])), starts, atol=1e-9)
    assert problem.minimum == 0


def test_the_ways_of_writing_are_what_they_are_called():
    changes = e12.written("rosenbrock")
    for kind, matrix, factor in zip(changes.kinds, changes.matrices, changes.factors, strict=True):
        np.testing.assert_allclose(abs(np.linalg.det(matrix)), 1)
        is_turned = np.allclose(matrix @ matrix.T, np.eye(2)) and not np.allclose(matrix, np.eye(2))
        assert is_turned == (kind == "rotation")
        assert (factor != 1) == (kind == "scale")
        assert np.count_nonzero(matrix) == (4 if kind == "rotation" else 2)
    assert changes.kinds[0] == "none"


def test_dropping_runs_keeps_the_others_transformations():
    changes = e12.written("himmelblau")
    seen = TransformedGradient(e12.PROBLEMS["himmelblau"], changes.matrices, changes.factors)
    x = np.asfortranarray(np.full((len(changes.kinds), 2), 0.5))
    kept = np.arange(len(x)) % 2 == 0
    before = seen(x, 0, True)[1][kept]
    seen.keep(kept)
    np.testing.assert_array_equal(seen(np.asfortranarray(x[kept]), 1, True)[1], before)


@pytest.mark.parametrize("name", ["gradient_descent", "heavy_ball"])
def test_descent_along_the_gradient_does_not_see_a_rotation(table, name):
    for rates in e12.RATE_KINDS:
        assert table.loc[(name, "rotation", rates), "high"] < 1e-2


@pytest.mark.parametrize("name", ["gradient_descent", "heavy_ball"])
def test_a_factor_on_f_is_a_factor_on_the_rate(table, name):
    """With the rate chosen anew nothing changes, and at the same rate much does."""
    assert table.loc[(name, "scale", "own best"), "change"] < 1e-2
    same = table.loc[(name, "scale", "same rate")]
    assert np.isnan(same["change"]) or same["change"] > 0.5
    assert same["lost"] > 0.25


def test_adam_does_not_see_a_factor_on_f_but_does_see_a_rotation(table):
    assert table.loc[("adam", "scale", "same rate"), "change"] < 1e-2
    assert table.loc[("adam", "rotation", "own best"), "change"] > 1e-2


def test_who_never_succeeds_has_no_rows(table):
    assert "never_moves" not in table.index.get_level_values("optimizer")


def test_a_median_counts_losses_as_infinite():
    changes = pd.DataFrame(
        {"optimizer": "a", "transformation": "scale", "rates": "own best"}, index=range(4)
    )
    changes["change"] = [0.1, -0.3, np.inf, 0.2]
    (row,) = e12.summary(changes).to_dict("records")
    assert (row["cases"], row["lost"], row["change"]) == (4, 0.25, 0.2)
    changes["change"] = [0.1, np.inf, np.inf, np.inf]
    (row,) = e12.summary(changes).to_dict("records")
    assert (row["lost"], row["low"]) == (0.75, 0.1)
    assert np.isnan(row["change"])


def test_the_order_and_the_company_of_optimizers_change_nothing():
    alone = e12.run(["adam"])["tables/e12_changes.csv"]
    both = e12.run(["gradient_descent", "adam"])["tables/e12_changes.csv"]
    pd.testing.assert_frame_equal(alone, both[both["optimizer"] == "adam"].reset_index(drop=True))
