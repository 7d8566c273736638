"""Robustness intervals and the edge of stability, by hand and against simulations."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from descent_atlas.comparison import endings, robustness, stability
from descent_atlas.comparison.cube import Cube
from descent_atlas.experiments.descents import descend_rates
from descent_atlas.problems.aligned_quadratic import AlignedQuadratic
from descent_atlas.registry import build_optimizer
from runs_by_hand import BUDGETS, NEVER, run_table

FULL = "full_batch"
RATES = (1e-4, 1e-3, 1e-2, 1e-1, 1.0)


def cube_of(*times: list, problem: str = "bowl") -> Cube:
    runs = run_table({(problem, "adam", FULL): dict(zip(RATES, times, strict=False))})
    cube = Cube.of(runs, ["hold_1e-4"], BUDGETS)
    return cube.with_columns({"hold": cube["hold_1e-4"]})


def interval_of(*times: list) -> pd.Series:
    cube = cube_of(*times)
    return robustness.intervals(cube, robustness.widths(cube)).iloc[0]


@pytest.mark.parametrize(
    ("ert", "joined"),
    [
        ([20, 10, 20, 21, 15], [1, 1, 1, 0, 0]),
        ([21, 10, 21, 10, 10], [0, 1, 0, 0, 0]),
        ([np.inf, np.nan, 7, 14, np.inf], [0, 0, 1, 1, 0]),
        ([np.inf, np.inf, np.nan, np.inf, np.inf], [0, 0, 0, 0, 0]),
        ([5, 5, 5, 5, 5], [1, 1, 1, 1, 1]),
    ],
)
def test_the_interval_holds_the_rates_around_the_best_without_a_gap(ert, joined):
    assert robustness.useful(np.array(ert, float)).astype(int).tolist() == joined


def test_a_robustness_interval_by_hand():
    """At one rate a decade, three rates are three decades; all starts agree, so no resample differs."""
    found = interval_of([NEVER] * 4, [19] * 4, [10] * 4, [20] * 4, [21] * 4)
    assert found[["lowest", "highest", "learning_rate"]].tolist() == [1e-3, 1e-1, 1e-2]
    assert found[["decades", "decades_low", "decades_high"]].tolist() == [3, 3, 3]
    assert (found["ert"], found["edge"]) == (10, "")


def test_failures_are_paid_for_in_the_interval_too():
    """One of two starts fails at 0.01: ERT is (10 + 100) / 1, more than twice 40."""
    found = interval_of([NEVER] * 2, [40] * 2, [10, NEVER], [90] * 2, [NEVER] * 2)
    assert (found["learning_rate"], found["ert"], found["decades"]) == (1e-3, 40, 1)


@pytest.mark.parametrize(
    ("times", "edge"),
    [
        (([5] * 2, [9] * 2, [NEVER] * 2), "lowest"),
        (([NEVER] * 2, [9] * 2, [5] * 2), "highest"),
        (([5] * 2, [5] * 2, [5] * 2), "both"),
        (([NEVER] * 2, [5] * 2, [NEVER] * 2), ""),
        (([NEVER] * 2, [NEVER] * 2, [NEVER] * 2), ""),
    ],
)
def test_an_interval_that_the_grid_cuts_off_says_so(times, edge):
    assert interval_of(*times)["edge"] == edge


def test_where_nothing_succeeds_the_width_is_zero_and_there_is_no_rate():
    found = interval_of([NEVER] * 2, [NEVER] * 2)
    assert found["decades"] == 0
    assert found[["learning_rate", "ert", "lowest", "highest"]].isna().all()


def test_the_best_rate_is_chosen_anew_in_each_resample():
    """Which rate is best hangs on which start is drawn; each is then alone in its interval."""
    found = interval_of([2, 90], [90, 2], [NEVER] * 2)
    assert found["decades_low"] == 1
    assert found["decades_high"] == 2


def test_the_pooled_width_is_the_median_over_solvable_problems():
    wide, narrow = (
        {r: [5] * 4 for r in RATES},
        {RATES[0]: [5] * 4, **{r: [NEVER] * 4 for r in RATES[1:]}},
    )
    never = {r: [NEVER] * 4 for r in RATES}
    runs = run_table(
        {
            (name, "adam", FULL): t
            for name, t in zip("abcd", (wide, wide, narrow, never), strict=True)
        }
    )
    cube = Cube.of(runs, ["hold_1e-4"], BUDGETS)
    cube = cube.with_columns({"hold": cube["hold_1e-4"]})
    drawn = robustness.widths(cube)
    table = robustness.intervals(cube, drawn)
    solvable = np.array([[True, True, True, False]])
    found = robustness.pooled(cube, drawn, table, solvable).iloc[0]
    assert found[["problems", "unsolved", "at_edge"]].tolist() == [3, 0, 3]
    assert found[["decades", "low", "high"]].tolist() == [5, 5, 5]
    everywhere = robustness.pooled(cube, drawn, table, np.ones((1, 4), bool)).iloc[0]
    assert (everywhere["unsolved"], everywhere["decades"]) == (1, 3)
    assert robustness.pooled(cube, drawn, table, np.zeros((1, 4), bool)).empty


def test_empty_slots_of_a_problem_with_few_starts_are_never_drawn():
    runs = run_table(
        {
            ("bowl", "adam", FULL): {0.1: [5] * 8},
            ("hill", "adam", FULL): {0.1: [5, NEVER, 7]},
        }
    )
    cube = Cube.of(runs, ["hold_1e-4"], BUDGETS)
    weights = robustness.start_weights(cube, 1)
    assert weights[:, 0].tolist() == [1, 1, 0, 0, 1, 0, 0, 0]
    assert (weights.sum(axis=0) == 3).all()
    ert = robustness.expected_times(cube["hold_1e-4"][0, 1], 100, weights)[0, 0, 0]
    assert ert == (5 + 7 + 100) / 2


def stability_of(diverged: dict[float, int], **problem) -> pd.Series:
    runs = run_table({("bowl", "heavy_ball", FULL): {r: [NEVER] * 4 for r in diverged}})
    for rate, count in diverged.items():
        runs.loc[runs.index[runs["learning_rate"] == rate][:count], "ending"] = "diverged"
    problems = pd.DataFrame([{"problem": "bowl", "solvable": True, "lambda_max": 4.0} | problem])
    optimizers = pd.DataFrame([{"optimizer": "heavy_ball", "beta": 0.9}])
    return stability.stability(endings.count(runs), problems, optimizers)


def test_the_edge_of_stability_by_hand():
    """At 1 nothing diverges, but at 0.1 one run did: only 0.01 and what is below is stable."""
    found = stability_of({0.01: 0, 0.1: 1, 1.0: 0}).iloc[0]
    assert (found["largest_stable"], found["smallest_diverging"]) == (0.01, 0.1)
    assert found["theory"] == pytest.approx(2 * 1.9 / 4)
    assert found["ratio"] == pytest.approx(0.01 / 0.95)
    assert found["edge"] == ""


def test_an_edge_beyond_the_grid_says_so():
    always, never = stability_of({0.1: 2, 1.0: 4}).iloc[0], stability_of({0.1: 0, 1.0: 0}).iloc[0]
    assert (always["edge"], never["edge"]) == ("lowest", "highest")
    assert np.isnan(always["largest_stable"])
    assert never["largest_stable"] == 1.0
    assert np.isnan(never["smallest_diverging"])


def test_without_a_curvature_there_is_no_theory_and_without_a_bound_no_row():
    assert np.isnan(stability_of({0.1: 0}, lambda_max=np.nan).iloc[0]["theory"])
    assert stability_of({0.1: 0}, solvable=False).empty


@pytest.mark.parametrize("name", stability.FACTORS)
def test_the_theory_is_where_a_quadratic_starts_to_diverge(name):
    """1 % below the limit the runs come in, 1 % above they leave; the largest curvature is 100."""
    optimizer = build_optimizer(name)
    limit = stability.FACTORS[name](getattr(optimizer, "beta", None)) / 100
    rates = limit * np.array([0.99, 1.01])
    found = descend_rates(AlignedQuadratic(), optimizer, (4.0, 1.0), rates, 4000)
    assert found.endings[1] == "diverged"
    assert found.endings[0] != "diverged"
    assert found.losses[-1, 0] < found.losses[0, 0]
