"""Summary tables on run tables small enough to work out by hand, degenerate ones among them."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from descent_atlas import registry
from descent_atlas.comparison import endings, intervals, learning_rates
from descent_atlas.stages.prepare import draw_starts

BUDGETS = {"full_batch": 100}


def table(cells: dict[float, list[int | None]], optimizer: str = "adam", **columns) -> pd.DataFrame:
    """Runs of one pair: learning rate -> the iteration at which each start held the target."""
    rows = [
        {
            "problem": "sphere",
            "optimizer": optimizer,
            "variant": "full_batch",
            "learning_rate": rate,
            "start": start,
            "initial_gap": 2.0,
            "final_gap": 1.0 if hold is None else 2e-5,
            "hold_1e-4": hold,
            "ended_at": 100 if hold is None else hold,
            "ending": "moving" if hold is None else "converged",
            **columns,
        }
        for rate, holds in cells.items()
        for start, hold in enumerate(holds)
    ]
    return pd.DataFrame(rows).astype({"hold_1e-4": "Int64"})


def test_expected_running_time_by_hand():
    """Three of four succeed after 10, 20 and 30 of 100 iterations: (10 + 20 + 30 + 100) / 3."""
    row = learning_rates.curves(table({0.1: [10, 20, None, 30]}), "1e-4", BUDGETS).iloc[0]
    assert row["ert"] == pytest.approx(160 / 3)
    assert (row["runs"], row["successes"], row["success_rate"]) == (4, 3, 0.75)
    assert row["ert_low"] <= row["ert"]
    assert row["final_gap_median"] == pytest.approx(1e-5)


def test_without_any_success_there_is_no_running_time():
    row = learning_rates.curves(table({0.1: [None, None]}), "1e-4", BUDGETS).iloc[0]
    assert row["success_rate"] == 0
    assert np.isnan([row["ert"], row["ert_low"], row["ert_high"]]).all()


def test_runs_that_left_are_counted_and_do_not_enter_the_gaps():
    runs = table({0.1: [None, None, 5, 5]})
    runs.loc[:1, ["ending", "final_gap"]] = ["diverged", np.nan]
    row = learning_rates.curves(runs, "1e-4", BUDGETS).iloc[0]
    assert row["diverged"] == 0.5
    assert row["final_gap_high"] == pytest.approx(1e-5)


def test_the_shares_of_runs_that_left_have_wilsons_interval():
    """One of four diverged and none escaped; with z = 1.96, z^2 = 3.8415, the bands worked out by hand.

    Of none of four the upper end is z^2 / (4 + z^2) = 0.4899. Of one of four the middle is
    (1 / 4 + z^2 / 8) / (1 + z^2 / 4) = 0.3725 and the half width
    z sqrt(3 / 64 + z^2 / 64) / (1 + z^2 / 4) = 0.3269.
    """
    runs = table({0.1: [None, 5, 5, 5]})
    runs.loc[0, "ending"] = "diverged"
    row = learning_rates.curves(runs, "1e-4", BUDGETS).iloc[0]
    assert row[["diverged", "escaped"]].tolist() == [0.25, 0]
    assert row[["diverged_low", "diverged_high"]].tolist() == pytest.approx(
        [0.3725 - 0.3269, 0.3725 + 0.3269], abs=2e-4
    )
    assert row[["escaped_low", "escaped_high"]].tolist() == pytest.approx([0, 0.4899], abs=2e-4)


def test_the_best_rate_is_chosen_on_the_first_half_and_reported_on_the_second():
    """0.1 looks faster on starts 0 and 1, and fails on starts 2 and 3: that is what is reported."""
    runs = table({0.01: [9, 9, 9, 9], 0.1: [5, 5, None, None], 1.0: [None, None, None, None]})
    row = learning_rates.best_rates(runs, "1e-4", BUDGETS).iloc[0]
    assert row["learning_rate"] == 0.1
    assert (row["runs"], row["successes"]) == (2, 0)
    assert np.isnan(row["ert"])
    assert row["edge"] == ""


def test_each_half_of_the_starts_covers_both_sides_of_every_coordinate():
    for name in ("rosenbrock", "himmelblau", "sphere_10d"):
        problem = registry.build_problem(name)
        starts = draw_starts(name, problem, seed=1847, count=32)
        for half in (starts[:16], starts[16:]):
            above = (half > problem.domain.mean(axis=1)).sum(axis=0)
            assert ((above >= 5) & (above <= 11)).all(), (name, above)


def test_without_a_lower_bound_the_earliest_escape_is_the_best():
    runs = table({0.1: [None] * 4, 1.0: [None] * 4})
    runs["ending"], runs["final_gap"] = "escaped", np.nan
    runs.loc[runs["learning_rate"] == 1.0, "ended_at"] = [4, 6, 8, 10]
    row = learning_rates.best_rates(runs, "1e-4", BUDGETS).iloc[0]
    assert (row["learning_rate"], row["escape_time"]) == (1.0, 9.0)


def test_where_nothing_succeeds_a_rate_that_everything_left_is_not_the_best():
    runs = table({0.1: [None] * 4, 1.0: [None] * 4})
    fled = (runs["learning_rate"] == 1.0) & (runs["start"] > 0)
    runs.loc[fled, ["ending", "final_gap"]] = ["diverged", np.nan]
    runs.loc[(runs["learning_rate"] == 1.0) & (runs["start"] == 0), "final_gap"] = 1e-9
    row = learning_rates.best_rates(runs, "1e-4", BUDGETS).iloc[0]
    assert row["learning_rate"] == 0.1
    assert row["diverged"] == 0


def test_a_best_rate_on_the_edge_of_the_grid_is_flagged():
    lowest = learning_rates.best_rates(table({0.1: [1, 1], 1.0: [None, None]}), "1e-4", BUDGETS)
    highest = learning_rates.best_rates(table({0.1: [None, None], 1.0: [1, 1]}), "1e-4", BUDGETS)
    assert (lowest["edge"].item(), highest["edge"].item()) == ("lowest", "highest")


def test_ties_go_to_the_smaller_rate():
    runs = table({0.1: [7, 7], 1.0: [7, 7]})
    assert learning_rates.best_rates(runs, "1e-4", BUDGETS)["learning_rate"].item() == 0.1


def test_every_run_has_one_ending_in_the_table():
    runs = pd.concat([table({0.1: [3, None]}), table({0.1: [None, None]}, "momentum")])
    counts = endings.count(runs)
    assert counts["converged"].tolist() == [1, 0]
    assert counts["moving"].tolist() == [1, 2]
    assert counts[list(endings.NAMES)].to_numpy().sum() == 4


@given(trials=st.integers(1, 200), data=st.data())
def test_wilson_agrees_with_scipy(trials, data):
    successes = data.draw(st.integers(0, trials))
    low, high = intervals.wilson(np.array(successes), np.array(trials))
    expected = stats.binomtest(successes, trials).proportion_ci(0.95, method="wilson")
    assert float(low) == pytest.approx(expected.low, abs=1e-12)
    assert float(high) == pytest.approx(expected.high, abs=1e-12)


def test_the_bootstrap_covers_the_truth_about_as_often_as_it_says():
    """Geometric waiting times have a known mean; the interval should cover it in about 95 % of samples."""
    generator = np.random.default_rng(0)
    costs = generator.geometric(0.1, size=(400, 50)).astype(float)
    weights = intervals.resampling_weights(50, np.random.default_rng(1))
    low, high = intervals.bootstrap_ert(costs, np.ones_like(costs), weights)
    covered = np.mean((low <= 10) & (high >= 10))
    assert 0.88 <= covered <= 0.98
