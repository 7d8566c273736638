"""The comparison of optimizers, on run tables small enough to work out by hand."""

from __future__ import annotations

import json
from itertools import combinations
from math import exp, log

import numpy as np
import pandas as pd
import pytest

from descent_atlas import critical_points
from descent_atlas.comparison import (
    basins,
    choosing,
    defaults,
    duels,
    intervals,
    landscapes,
    learning_rates,
    pairs,
    saddles,
    speedups,
    tuning,
)
from descent_atlas.comparison.cube import Cube, at_rates, samples_per_step
from descent_atlas.registry import build_problem
from descent_atlas.stages import choose
from runs_by_hand import BUDGETS, HITS, NEVER, run_table

EVERYONE = (slice(None), slice(None))


def cube_of(runs: pd.DataFrame) -> Cube:
    return choose.judged(Cube.of(runs, choose.COLUMNS, BUDGETS), 1e-4)


def best_of(runs: pd.DataFrame) -> pd.DataFrame:
    return learning_rates.best_rates(runs, "1e-4", BUDGETS)


FAST, SLOW, LOST = [10] * 8, [40] * 8, [NEVER] * 8


def two_optimizers(first: list, second: list, problem: str = "bowl") -> pd.DataFrame:
    """Plain descent and Adam with the full batch, at one useful rate and one useless one."""
    return run_table(
        {
            (problem, "gradient_descent", "full_batch"): {0.1: first, 1.0: LOST},
            (problem, "adam", "full_batch"): {0.1: LOST, 1.0: second},
        }
    )


def test_a_cube_holds_each_run_where_its_keys_say():
    runs = run_table(
        {
            ("b", "adam", "full_batch"): {0.1: [1, 2, 3], 1.0: [4, NEVER, 6]},
            ("a", "adam", "full_batch"): {0.1: [7, 8, 9], 1.0: [10, 11, 12]},
        }
    )
    cube = cube_of(runs.sample(frac=1, random_state=1))
    assert cube.names["problem"] == ["a", "b"]
    np.testing.assert_array_equal(cube["hold"][0, 1, 0], [[1, 2, 3], [4, np.inf, 6]])
    np.testing.assert_array_equal(
        at_rates(cube["hold"], np.array([[[1], [0]]]))[0, 0, 0], [10, 11, 12]
    )
    # Of three starts, two choose and one judges, as in the table of best rates.
    assert (cube.first, cube.second) == (slice(0, 2), slice(2, 3))
    assert cube.rate_indices(np.array([0.02, 0.3, 0.4, 9])).tolist() == [0, 0, 1, 1]
    assert cube.rates_per_decade == 1


def test_the_faster_wins_if_no_resample_of_the_starts_disagrees():
    weights = pairs.start_weights("bowl", 4)
    times = np.array([[10.0] * 4, [40.0] * 4])
    found = pairs.speed(times, 100, weights, *EVERYONE)
    assert exp(found["value"][0, 1]) == pytest.approx(4)
    assert found["low"][0, 1] == found["high"][0, 1] == pytest.approx(log(4))
    np.testing.assert_array_equal(pairs.speed_verdicts(times, 100, weights), [[0, 1], [-1, 0]])


def test_less_than_a_tenth_is_no_win_and_neither_is_luck_with_one_start():
    weights = pairs.start_weights("bowl", 4)
    close = np.array([[100.0] * 4, [109.0] * 4])
    assert pairs.speed_verdicts(close, 1000, weights)[0, 1] == 0
    lucky = np.array([[10.0, 10, 10, 10], [10, 10, 10, 400]])
    assert pairs.speed(lucky, 1000, weights, *EVERYONE)["value"][0, 1] > log(2)
    assert pairs.speed_verdicts(lucky, 1000, weights)[0, 1] == 0


def test_verdicts_are_those_of_the_intervals():
    """Counted, not sorted: whoever is ahead has the whole interval of the difference above the margin."""
    draws = np.random.default_rng(5).normal(np.arange(12)[:, None] / 8, 0.3, (12, 2000))
    draws[3, :900], draws[4] = np.inf, np.inf
    found = pairs.verdicts(draws, 0.1)
    low, high = intervals.ends(pairs.log_ratio(draws[None, :], draws[:, None]))
    np.testing.assert_array_equal(found == 1, low > 0.1)
    np.testing.assert_array_equal(found == -1, high < -0.1)
    assert {-1, 0, 1} <= set(found.ravel())


def test_who_never_succeeds_is_infinitely_slow_and_two_of_them_are_not_compared():
    weights = pairs.start_weights("bowl", 2)
    never = [np.inf, np.inf]
    times = np.array([[5.0, 5.0], never, never])
    assert pairs.speed(times, 100, weights, *EVERYONE)["value"][0, 1] == np.inf
    outcome = pairs.speed_verdicts(times, 100, weights)
    assert (outcome[0, 1], outcome[1, 0]) == (1, -1)
    assert np.isnan(outcome[1, 2])


def test_who_was_not_run_is_not_compared():
    weights = pairs.start_weights("bowl", 2)
    times = np.array([[5.0, 5.0], [np.nan, np.nan]])
    assert np.isnan(pairs.speed_verdicts(times, 100, weights)[0, 1])
    assert np.isnan(pairs.reliability_verdicts(times, weights)[0, 1])


def test_reliability_is_not_compared_where_both_always_or_both_never_succeed():
    weights = pairs.start_weights("bowl", 8)
    rows = {"always": [1.0] * 8, "half": [1.0] * 4 + [np.inf] * 4, "never": [np.inf] * 8}
    times = np.array([rows["always"], rows["always"], rows["half"], rows["never"], rows["never"]])
    outcome = pairs.reliability_verdicts(times, weights)
    assert np.isnan(outcome[0, 1])
    assert np.isnan(outcome[3, 4])
    assert outcome[0, 2] == 1
    assert outcome[3, 0] == -1


def test_win_shares_leave_out_what_cannot_be_compared():
    outcomes = np.array([[[1.0]], [[0.0]], [[-1.0]], [[np.nan]]])
    found = pairs.win_shares(outcomes)
    assert (found["win"], found["tie"], found["loss"]) == (1, 1, 1)
    assert found["share"] == pytest.approx(1 / 3)
    # A resample can consist of the one win, or of anything else.
    assert (found["low"], found["high"]) == (0, 1)
    assert found["problems"] == 3
    assert np.isnan(pairs.win_shares(np.full((2, 1, 1), np.nan))["share"]).all()


def test_a_share_of_all_or_none_has_an_interval_all_the_same():
    """Every resample has the same share, but other problems might not: Wilson's 5 of 5 is 0.566 to 1."""
    every = pairs.win_shares(np.ones((5, 2, 1)))
    assert (every["share"], every["high"]) == (1, 1)
    assert every["low"] == pytest.approx(0.5655, abs=1e-4)
    none = pairs.win_shares(np.zeros((5, 2, 1)))
    assert (none["low"], none["high"]) == (0, pytest.approx(0.4345, abs=1e-4))


def test_an_expected_running_time_is_that_of_the_learning_rate_curves():
    starts = [10, NEVER, 30, 50, 20, NEVER, NEVER, 40]
    runs = two_optimizers(starts, FAST)
    cube = cube_of(runs)
    once = pairs.log_running_times(cube["hold"][0, 0, 1, 0], 100, np.ones((8, 1)))[0]
    curve = learning_rates.curves(runs, "1e-4", BUDGETS).set_index(["optimizer", "learning_rate"])
    assert exp(once) == pytest.approx(curve.loc[("gradient_descent", 0.1), "ert"])


def regimes_of(runs: pd.DataFrame, rates: dict[str, float]) -> pd.DataFrame:
    cube = cube_of(runs)
    table = defaults.regimes(cube, defaults.choose_rates(cube, best_of(runs), rates))
    return table.set_index(["optimizer", "regime"])


def test_to_do_well_is_to_come_within_a_tenth_of_the_best_of_all():
    """Of 16 judged starts one may fail, four may not."""
    always, once = [10] * 32, [10] * 31 + [NEVER]
    often = [10] * 12 + [NEVER] * 4 + [10] * 12 + [NEVER] * 4
    runs = run_table(
        {
            ("bowl", "adam", "full_batch"): {0.01: [NEVER] * 32, 1.0: always},
            ("bowl", "gradient_descent", "full_batch"): {0.01: once, 1.0: often},
        }
    )
    table = regimes_of(runs, {"adam": 0.001, "gradient_descent": 1.0})
    assert table["solvable"].all()
    # Adam's default is not on the grid: the nearest rate stands for it.
    assert table.loc[("adam", "default"), "learning_rate"] == 0.01
    assert not table.loc[("adam", "default"), "well"]
    assert table.loc[("adam", "own best"), "well"]
    assert table.loc[("gradient_descent", "default"), "success_rate"] == 0.75
    assert not table.loc[("gradient_descent", "default"), "well"]
    assert table.loc[("gradient_descent", "own best"), "well"]


def test_nobody_does_well_on_a_task_that_nobody_solves():
    runs = two_optimizers(LOST, [9] * 4 + [NEVER] * 3 + [9])
    table = regimes_of(runs, dict.fromkeys(("adam", "gradient_descent"), 1.0))
    assert table.loc[("adam", "own best"), "success_rate"] == 0.25
    assert not table["solvable"].any()
    assert not table["well"].any()


def test_one_rate_for_all_is_the_one_that_does_well_on_most_problems():
    runs = run_table(
        {
            ("a", "adam", "full_batch"): {0.01: LOST, 0.1: FAST, 1.0: SLOW},
            ("b", "adam", "full_batch"): {0.01: LOST, 0.1: FAST, 1.0: LOST},
            ("c", "adam", "full_batch"): {0.01: FAST, 0.1: LOST, 1.0: LOST},
        }
    )
    table = regimes_of(runs, {"adam": 0.01})
    rates = table.groupby("regime")["learning_rate"].agg(list)
    assert rates["one rate"] == [0.1] * 3
    assert rates["own best"] == [0.1, 0.1, 0.01]
    assert table.groupby("regime")["well"].sum().to_dict() == {
        "default": 1,
        "one rate": 2,
        "own best": 3,
    }


def succeed(*counts: int, of: int = 10) -> list:
    """Times of twice so many starts: in each half, so many of the first succeed."""
    return [10 if start < count else NEVER for count in counts for start in range(of)]


def test_equal_means_of_success_are_equal_to_the_last_digit():
    """3 of 10 and none, or 1 and 2 of 10: in floating point 0.1 + 0.2 is above 0.3. The smaller rate wins."""
    runs = run_table(
        {
            ("a", "adam", "full_batch"): {0.1: succeed(3, 3), 1.0: succeed(1, 1)},
            ("b", "adam", "full_batch"): {0.1: succeed(0, 0), 1.0: succeed(2, 2)},
            **{(name, "momentum", "full_batch"): {0.1: succeed(10, 10)} for name in ("a", "b")},
        }
    )
    rates = regimes_of(runs, {"adam": 1.0, "momentum": 1.0}).loc[("adam", "one rate")]
    assert rates["learning_rate"].tolist() == [0.1, 0.1]


@pytest.mark.parametrize(("successes", "best"), [(5, 0.1), (7, 1.0)])
def test_every_problem_counts_alike_for_one_rate_however_many_starts_it_has(successes, best):
    """At 0.1, 1 of 2 and 1 of 10 succeed, 0.6 in all: more than 5 of 10, and less than 7 of 10."""
    runs = run_table(
        {
            ("a", "adam", "full_batch"): {0.1: succeed(1, 1, of=2), 1.0: succeed(0, 0, of=2)},
            ("b", "adam", "full_batch"): {0.1: succeed(1, 1), 1.0: succeed(successes, successes)},
            ("a", "momentum", "full_batch"): {0.1: succeed(2, 2, of=2)},
            ("b", "momentum", "full_batch"): {0.1: succeed(10, 10)},
        }
    )
    rates = regimes_of(runs, {"adam": 1.0, "momentum": 1.0}).loc[("adam", "one rate")]
    assert rates["learning_rate"].tolist() == [best, best]


def test_the_best_of_k_tries_is_exact():
    """Against all subsets: three of five rates succeed, and the ranking by the first half knows them."""
    times = {10.0**-k: (FAST if k in (1, 3, 4) else LOST) for k in range(5)}
    runs = run_table({("bowl", "adam", "full_batch"): times})
    cube = cube_of(runs)
    rates = defaults.choose_rates(cube, best_of(runs), {"adam": 1.0})
    found = tuning.tries(cube, rates).set_index("tries")["chance"]
    for k in range(1, 6):
        subsets = list(combinations([False, True, False, True, True], k))
        assert found[k] == pytest.approx(np.mean([any(subset) for subset in subsets]))


def test_a_ranking_that_misleads_is_paid_for():
    """The rate that looks best on the first half fails on the second: the best of all tries is bad."""
    runs = run_table(
        {
            ("bowl", "adam", "full_batch"): {
                0.1: [5] * 4 + [NEVER] * 4,
                1.0: [6] * 3 + [NEVER] + [6] * 4,
            },
            ("bowl", "momentum", "full_batch"): {0.1: FAST, 1.0: FAST},
        }
    )
    cube = cube_of(runs)
    rates = defaults.choose_rates(cube, best_of(runs), {"adam": 1.0, "momentum": 1.0})
    found = tuning.tries(cube, rates).set_index(["optimizer", "tries"])["chance"]
    assert found["adam"].tolist() == [0.5, 0.0]
    assert found["momentum"].tolist() == [1.0, 1.0]


def test_useful_decades_are_those_next_to_the_best_rate():
    def starts(time):
        return [time] * 4

    times = {
        1e-4: starts(15),
        1e-3: starts(NEVER),
        1e-2: starts(19),
        1e-1: starts(10),
        1.0: starts(21),
    }
    runs = run_table({("bowl", "adam", "full_batch"): times})
    cube = cube_of(runs)
    rates = defaults.choose_rates(cube, best_of(runs), {"adam": 1.0})
    assert tuning.useful_decades(cube, rates) == pytest.approx(np.array([[2.0]]))


def test_the_winner_is_chosen_on_one_half_and_judged_on_the_other():
    """Adam looks faster on the first half; on the second plain descent is: too close, in no way beaten."""
    runs = two_optimizers([20] * 4 + [10] * 4, [10] * 4 + [20] * 4)
    cube = cube_of(runs)
    rates = defaults.choose_rates(cube, best_of(runs), {"adam": 1.0, "gradient_descent": 0.1})
    table = duels.winners(cube, rates).set_index("optimizer")
    assert set(table["winner"]) == {"adam"}
    assert table.loc["gradient_descent", "times_slower"] == pytest.approx(0.5)
    assert table["outcome"].to_dict() == {"adam": "winner", "gradient_descent": "close"}


@pytest.mark.parametrize(
    ("other", "outcome"), [(SLOW, "slower"), (LOST, "never"), ([11] * 8, "close")]
)
def test_how_far_the_others_are_from_the_winner(other, outcome):
    runs = two_optimizers(FAST, other)
    cube = cube_of(runs)
    rates = defaults.choose_rates(cube, best_of(runs), {"adam": 1.0, "gradient_descent": 0.1})
    table = duels.winners(cube, rates).set_index("optimizer")
    assert table.loc["adam", "outcome"] == outcome
    assert np.isnan(table.loc["adam", "times_slower"]) == (outcome == "never")


def points_of(*rows: tuple) -> pd.DataFrame:
    """Critical points from (problem, kind, value, x, y)."""
    return pd.DataFrame(rows, columns=["problem", "kind", "value", "x", "y"])


POINTS = points_of(
    ("hills", "minimum", 1.0, 0.0, 0.0),
    ("hills", "minimum", 1.0 + 1e-12, 4.0, 0.0),
    ("hills", "minimum", 1.5, 1.0, 0.0),
    ("hills", "minimum", 1.02, 2.0, 0.0),
    ("hills", "saddle", 1.01, 3.0, 0.0),
    ("twins", "minimum", -100.0, 0.0, 0.0),
    ("twins", "minimum", -100.0 + 1e-6, 1.0, 0.0),
)


def test_a_trap_is_the_lowest_minimum_that_is_not_global():
    traps = basins.traps(POINTS)
    assert traps.to_dict() == pytest.approx({"hills": 0.02})
    assert basins.traps(POINTS.iloc[:0]).empty


def test_the_traps_of_known_functions():
    """Rastrigin: a step of one along one axis, at x = 0.99496. Styblinski–Tang: one coordinate at 2.7468
    instead of −2.9035. Three-hump camel: 0.2986. Of Himmelblau all four minima are global."""
    names = ("rastrigin", "styblinski_tang", "three_hump_camel", "himmelblau")
    rows = [
        (name, point.kind, point.value, *point.point)
        for name in names
        for point in critical_points.survey(build_problem(name)).points
    ]
    traps = basins.traps(points_of(*rows))
    assert traps.to_dict() == pytest.approx(
        {"rastrigin": 0.994959, "styblinski_tang": 14.136719, "three_hump_camel": 0.298638},
        abs=1e-6,
    )


def arrivals_of(hits: list, final_gap: float, variant: str = "full_batch") -> float:
    runs = run_table({("hills", "gradient_descent", variant): {0.1: [5]}})
    runs.loc[0, HITS] = [*hits, *[pd.NA] * (8 - len(hits))]
    runs["final_gap"] = final_gap
    return float(basins.arrivals(cube_of(runs), "hills", trap=0.02).item())


@pytest.mark.parametrize("variant", BUDGETS)
def test_to_reach_the_lowest_basin_is_to_hit_a_target_below_the_trap_and_to_end_below_it(variant):
    """With a gap of 1 at the start and a trap at 0.02, a hundredth is low enough and a tenth is not.

    The rule is the same with and without noise, whatever targets the run holds.
    """
    assert arrivals_of([3, 7], 0.019, variant) == 7
    assert arrivals_of([3], 0.05, variant) == np.inf
    # It flew through: it was low enough, but is not so in the end.
    assert arrivals_of([3, 7], 0.3, variant) == np.inf
    # It flew through, and settled in the trap itself, a digit below its listed value.
    assert arrivals_of([3, 7], 0.02 - 1e-15, variant) == np.inf
    assert arrivals_of([3, 7], np.nan, variant) == np.inf


def test_equal_samples_give_the_cheaper_steps_more_of_them():
    cube = cube_of(run_table({("hills", "gradient_descent", v): {0.1: [50]} for v in BUDGETS}))
    samples = samples_per_step(cube)[:, 0]
    assert samples.tolist() == [8, 1]
    times = np.full((2, 1, 1, 1), 60.0)
    there, limit = basins.within(cube, times, samples, basins.SAMPLES)
    # The stochastic runs have 400 samples in all, which are 50 steps of the full batch.
    assert limit.tolist() == [50, 400]
    np.testing.assert_array_equal(there.ravel(), [np.inf, 60])
    assert basins.within(cube, times, samples, basins.STEPS)[1].tolist() == [100, 100]


def test_escapes_are_differences_to_plain_descent_on_the_same_starts():
    runs = run_table(
        {
            ("hills", "gradient_descent", "full_batch"): {0.1: [5, NEVER] * 8},
            ("hills", "heavy_ball", "full_batch"): {0.1: [9] * 16},
            ("hills", "gradient_descent", "stochastic"): {0.1: [5, NEVER] * 8},
        }
    )
    tags = pd.Series({"hills": "many minima"})
    cube = cube_of(runs)
    found = basins.escapes(cube, pd.Series({"hills": 0.02}), samples_per_step(cube), tags)
    table = found["escape"].set_index(["optimizer", "variant", "regime"])
    ball = table.loc[("heavy_ball", "full_batch", basins.STEPS)]
    assert (ball["share"], ball["difference"]) == (1, 0.5)
    assert ball["low"] > 0
    noisy = table.loc[("gradient_descent", "stochastic", basins.STEPS)]
    assert (noisy["difference"], noisy["low"], noisy["high"]) == (0, 0, 0)
    pooled = found["escape_pooled"].set_index(["tags", "optimizer", "variant", "regime"])
    same = pooled.loc[("many minima", "heavy_ball", "full_batch", basins.STEPS)]
    assert same["difference"] == 0.5
    assert (same["low"], same["high"]) == (ball["low"], ball["high"])
    assert ("few minima", "heavy_ball", "full_batch", basins.STEPS) not in pooled.index


def test_where_nobody_arrives_no_rate_is_at_the_edge():
    runs = run_table(
        {("hills", "gradient_descent", "full_batch"): {0.1: [NEVER] * 4, 1.0: LOST[:4]}}
    )
    cube = cube_of(runs)
    tags = pd.Series({"hills": "many minima"})
    found = basins.escapes(cube, pd.Series({"hills": 0.02}), samples_per_step(cube), tags)
    assert not found["escape"]["edge"].any()


def test_a_start_is_by_a_saddle_if_one_coordinate_hardly_differs():
    """Whatever the runs do there: it is a property of the problem."""
    points = points_of(
        ("pass", "saddle", 0.0, 0.0, 0.0),
        ("monkey", "degenerate", 0.0, 0.0, 0.0),
        ("far", "saddle", 0.0, 0.0, 0.0),
        ("bowl", "minimum", 0.0, 1.0, 1.0),
        ("curve", "saddle", 0.0, 3.0, None),
    )
    starts = {"pass": [1, 1e-3], "monkey": [2e-3, 1], "far": [1, 0.1], "bowl": [1, 1], "curve": [1]}
    domains = {name: [[-2.0, 2.0]] * len(start) for name, start in starts.items()}
    assert saddles.ridges(points, starts, domains) == {"pass", "monkey"}


def test_the_problems_of_the_atlas_that_start_by_a_saddle():
    """Of those tagged as saddles, sine product starts at (4, 3), far from any ridge."""
    names = ("saddle", "monkey_saddle", "double_well", "sine_product")
    problems = {name: build_problem(name) for name in names}
    rows = [
        (name, point.kind, point.value, *point.point)
        for name, problem in problems.items()
        for point in critical_points.survey(problem).points
    ]
    starts = {name: problem.start for name, problem in problems.items()}
    domains = {name: problem.domain for name, problem in problems.items()}
    assert saddles.ridges(points_of(*rows), starts, domains) == set(names) - {"sine_product"}


def test_departures_are_those_of_the_classical_start_within_equal_steps():
    runs = run_table(
        {
            ("pass", "gradient_descent", "full_batch"): {0.1: [60, 1], 1.0: [NEVER, 1]},
            ("pass", "gradient_descent", "stochastic"): {0.1: [20, 1], 1.0: [300, 1]},
        }
    )
    tags = pd.Series({"pass": "saddle"})
    table = saddles.departures(cube_of(runs), {"pass"}, tags)
    left = table.set_index(["variant", "learning_rate"])["left_after"]
    assert left[("full_batch", 0.1)] == 60
    assert left[("stochastic", 0.1)] == 20
    # 300 steps are more than the full batch has.
    assert left[[("full_batch", 1.0), ("stochastic", 1.0)]].isna().all()
    assert not table["diverged"].any()
    assert saddles.departures(cube_of(runs), set(), tags).empty
    assert saddles.departures(cube_of(runs), {"pass"}, pd.Series({"pass": "valley"})).empty


def test_to_escape_is_to_leave_and_to_diverge_is_not():
    """Long steps jump over the band in which a tenth of the gap would be seen."""
    runs = run_table(
        {("pass", "gradient_descent", "full_batch"): {0.1: [60], 1.0: [NEVER], 10.0: [NEVER]}}
    )
    runs["ending"], runs["ended_at"] = ["escaped", "escaped", "diverged"], [90, 8, 5]
    table = saddles.departures(cube_of(runs), {"pass"}, pd.Series({"pass": "saddle"}))
    assert table["left_after"].tolist()[:2] == [60, 8]
    assert np.isnan(table["left_after"].tolist()[2])
    assert table["diverged"].tolist() == [False, False, True]


def test_speed_ups_at_the_largest_rate_at_which_descent_goes_straight():
    rates = [0.01, 0.1, 1.0, 10.0]
    runs = run_table(
        {
            ("way", "gradient_descent", "full_batch"): dict(
                zip(rates, [[NEVER] * 4, [80] * 4, [40] * 4, [4] * 4], strict=True)
            ),
            ("way", "heavy_ball", "full_batch"): dict(
                zip(rates, [[90] * 4, [8] * 4, [20] * 4, [NEVER] * 4], strict=True)
            ),
        },
        reversals={10.0: 0.5},
    )
    cube = cube_of(runs)
    chosen = defaults.choose_rates(cube, best_of(runs), dict.fromkeys(cube.names["optimizer"], 1.0))
    table = speedups.direction(cube, chosen)["direction"].set_index(["steps", "regime"])
    assert table["speed_up"].to_dict() == {
        ("keep", "same rate"): pytest.approx(2),
        ("keep", "same small rate"): pytest.approx(10),
        ("turn", "same rate"): 0,
        # Plain descent at 10, the heavy ball at 0.1.
        ("turn", "own best"): pytest.approx(0.5),
    }


def shapes_of(descent: dict, rmsprop: dict, problem: str = "sphere", target: float = 1e-4):
    runs = run_table(
        {
            (problem, "gradient_descent", "full_batch"): descent,
            (problem, "rmsprop", "full_batch"): rmsprop,
        }
    )
    return speedups.shapes(cube_of(runs), target)


def test_shapes_tell_whose_best_rate_is_at_the_edge():
    rates = {0.1: [NEVER] * 4, 1.0: [50] * 4, 10.0: [NEVER] * 4}
    row = shapes_of({**rates, 0.1: [20] * 4}, rates).iloc[0]
    assert row["edge"] == "gradient_descent"
    assert row["speed_up"] == pytest.approx(0.4)
    assert (row["rate_of_descent"], row["learning_rate"]) == (0.1, 1.0)


def test_where_a_side_never_arrives_no_rate_is_at_the_edge():
    rates = {0.1: [NEVER] * 4, 1.0: [50] * 4, 10.0: [NEVER] * 4}
    never = dict.fromkeys(rates, [NEVER] * 4)
    infinite, nothing = shapes_of(never, rates).iloc[0], shapes_of(rates, never).iloc[0]
    assert (infinite["edge"], nothing["edge"]) == ("", "")
    assert np.isnan(infinite["speed_up"])
    assert nothing["speed_up"] == 0
    neither = shapes_of(never, never).iloc[0]
    assert (neither["success_of_descent"], neither["success_rate"], neither["edge"]) == (0, 0, "")


@pytest.mark.parametrize(
    ("problem", "target", "judged"),
    [
        ("sphere", 1e-4, 1e-4),
        ("sphere", 1e-1, 1e-1),
        ("aligned_quadratic", 1e-4, 1e-4),
        ("aligned_quadratic", 1e-2, 1e-3),
        ("ellipsoid", 1e-4, 1e-7),
        ("ellipsoid", 1e-8, 1e-8),
    ],
)
def test_a_bowl_is_judged_at_a_target_that_needs_its_flattest_parameter(problem, target, judged):
    rates = {0.1: [50] * 4, 1.0: [50] * 4}
    table = shapes_of(rates, rates, problem, target)
    assert table.loc[table["judged"], "target"].tolist() == [pytest.approx(judged)]
    assert table.loc[table["judged"], "needs_all"].all()


@pytest.mark.parametrize(("name", "condition"), speedups.SHAPES.items())
def test_the_condition_of_each_bowl_is_that_of_its_hessian(name, condition):
    problem = build_problem(name)
    curvatures = np.linalg.eigvalsh(problem.hessian(problem.minimisers[:1])[0])
    assert curvatures[-1] / curvatures[0] == pytest.approx(condition)


def uneven() -> pd.DataFrame:
    """Two problems with eight and four starts; Adam with the full batch only, plain descent with both."""
    runs = run_table(
        {
            ("bowl", "gradient_descent", "full_batch"): {0.1: SLOW, 1.0: LOST},
            ("bowl", "gradient_descent", "stochastic"): {0.1: LOST, 1.0: SLOW},
            ("bowl", "adam", "full_batch"): {0.1: LOST, 1.0: FAST},
            ("hill", "gradient_descent", "full_batch"): {0.1: SLOW[:4], 1.0: LOST[:4]},
            ("hill", "gradient_descent", "stochastic"): {0.1: LOST[:4], 1.0: SLOW[:4]},
            ("hill", "adam", "full_batch"): {0.1: LOST[:4], 1.0: [10, 10, 30, NEVER]},
        }
    )
    runs["tags"] = "convex"
    return runs


def test_problems_may_have_different_numbers_of_starts():
    """The four starts of the hill are halved by themselves, and its empty slots are no failures."""
    runs = uneven()
    cube = cube_of(runs)
    assert cube.starts.tolist() == [8, 4]
    hill = cube["hold"][0, 1, 0, 1]
    np.testing.assert_array_equal(hill[cube.first], [10, 10, np.nan, np.nan])
    np.testing.assert_array_equal(hill[cube.second], [30, np.inf, np.nan, np.nan])
    best = best_of(runs).set_index(["problem", "optimizer", "variant"])
    row = best.loc[("hill", "adam", "full_batch")]
    assert (row["runs"], row["successes"], row["ert"]) == (2, 1, 130)
    table = chosen(runs, lists_of(runs))["regimes"]
    rows = table[table["regime"] == "own best"].set_index(["problem", "optimizer", "variant"])
    row = rows.loc[("hill", "adam", "full_batch")]
    assert (row["runs"], row["successes"], row["ert"]) == (2, 1, 130)
    assert pairs.judging_weights(cube, 1)[2:].sum() == 0


def test_each_problem_has_its_own_bootstrap_of_its_own_starts():
    runs = uneven()
    alone = learning_rates.curves(runs[runs["problem"] == "hill"], "1e-4", BUDGETS)
    both = learning_rates.curves(runs, "1e-4", BUDGETS)
    both = both[both["problem"] == "hill"].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone, both)


def test_an_optimizer_without_a_variant_has_no_rows_there():
    found = everything(uneven())
    for name in ("regimes", "tuning", "tries", "one_rate", "duels", "winners"):
        noisy = found[name][found[name]["variant"] == "stochastic"]
        assert "adam" not in set(noisy["optimizer"]), name
        assert name == "duels" or "gradient_descent" in set(noisy["optimizer"]), name


def test_a_control_sets_no_standard_and_wins_nothing():
    runs = run_table(
        {
            ("bowl", "gradient_descent", "full_batch"): {0.1: [40, NEVER] * 4, 1.0: LOST},
            ("bowl", "random_search", "full_batch"): {0.1: LOST, 1.0: FAST},
        }
    )
    lists = lists_of(runs)
    lists["optimizers"]["control"] = [False, True]
    found = chosen(runs, lists)
    assert found["regimes"].query("regime == 'own best'")["well"].all()
    assert set(found["winners"]["winner"]) == {"gradient_descent"}
    assert set(found["winners"]["optimizer"]) == {"gradient_descent", "random_search"}
    table = landscapes.landscapes(found, lists)
    assert table["best"].tolist() == ["Gradient_Descent"]
    facts = choosing.facts(found | {"landscapes": table}, lists)
    assert facts["optimizers"] == 1
    assert facts["variants"]["full_batch"]["own_best"]["names"] == ["Gradient_Descent"]


def lists_of(runs: pd.DataFrame, tags: str = "convex") -> dict[str, pd.DataFrame]:
    problems, optimizers = sorted(runs["problem"].unique()), sorted(runs["optimizer"].unique())
    return {
        "best_rates": best_of(runs),
        "critical_points": POINTS,
        "problems": pd.DataFrame(
            {
                "problem": problems,
                "title": [name.title() for name in problems],
                "dimension": 2,
                "solvable": True,
                "tags": tags,
            }
        ),
        "optimizers": pd.DataFrame(
            {
                "optimizer": optimizers,
                "title": [name.title() for name in optimizers],
                "default_learning_rate": 0.1,
                "control": False,
            }
        ),
    }


def chosen(runs: pd.DataFrame, lists: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    return choose.choose(Cube.of(runs, choose.COLUMNS, BUDGETS), lists, set(), 1e-4)


def everything(runs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    lists = lists_of(runs)
    found = chosen(runs, lists)
    return found | {"landscapes": landscapes.landscapes(found, lists)}


GRIDS = {
    "two optimizers": two_optimizers(FAST, SLOW),
    "nothing solved": two_optimizers(LOST, LOST),
    "no plain descent": two_optimizers(FAST, SLOW).query("optimizer == 'adam'"),
    "no lower bound": two_optimizers(LOST, LOST, "slope"),
}


@pytest.mark.parametrize("runs", GRIDS.values(), ids=GRIDS)
def test_every_grid_has_all_tables_and_facts(runs, tmp_path):
    lists = lists_of(runs)
    lists["problems"]["solvable"] = lists["problems"]["problem"] != "slope"
    found = chosen(runs, lists)
    found["landscapes"] = landscapes.landscapes(found, lists)
    for name, table in found.items():
        table.to_csv(tmp_path / f"{name}.csv", index=False)
        assert list(pd.read_csv(tmp_path / f"{name}.csv")) == list(table)
        numbers = table.select_dtypes("number").to_numpy(float, na_value=np.nan)
        assert not np.isinf(numbers).any(), name
    facts = choosing.facts(found, lists)
    json.dumps(facts, allow_nan=False)
    assert bool(facts["tasks"]) == (facts["main"] is not None)


def test_the_span_of_best_rates_is_that_of_one_leader():
    """Adam needs 1 and 10, a decade; plain descent 0.01 everywhere. Pooled it would be three decades."""
    times = {
        ("adam", "bowl"): {0.01: LOST, 1.0: FAST, 10.0: LOST},
        ("adam", "dish"): {0.01: LOST, 1.0: LOST, 10.0: FAST},
        ("gradient_descent", "bowl"): {0.01: FAST, 1.0: LOST, 10.0: LOST},
        ("gradient_descent", "dish"): {0.01: FAST, 1.0: LOST, 10.0: LOST},
    }
    runs = run_table({(p, o, "full_batch"): by_rate for (o, p), by_rate in times.items()})
    found = everything(runs)
    table = found["landscapes"].set_index("landscape").loc["convex"]
    assert table["best"] == "Adam and Gradient_Descent"
    assert table[["widest", "lowest", "highest"]].tolist() == ["Adam", 1, 10]
    told = choosing.facts(found, lists_of(runs))["widest_span"]
    assert told == {"decades": pytest.approx(1), "title": "Adam", "landscape": "convex"}


def test_the_same_runs_give_the_same_tables():
    first, second = everything(GRIDS["two optimizers"]), everything(GRIDS["two optimizers"])
    for name, table in first.items():
        pd.testing.assert_frame_equal(table, second[name])


def test_facts_say_on_which_problems_the_lowest_basin_can_be_told():
    runs = pd.concat([two_optimizers(FAST, SLOW, name) for name in ("hills", "peaks", "twins")])
    lists = lists_of(runs, tags="many minima")
    found = chosen(runs, lists)
    found["landscapes"] = landscapes.landscapes(found, lists)
    told = choosing.facts(found, lists)["basins"]
    # The critical points of peaks are not listed; all minima of twins are equally low.
    assert told == {"compared": ["Hills"], "unknown": ["Peaks"]}


def test_facts_say_who_leads_and_what_tuning_buys():
    runs = GRIDS["two optimizers"]
    facts = choosing.facts(everything(runs), lists_of(runs))
    main = facts["variants"]["full_batch"]
    # At the default of 0.1 Adam is lost.
    assert (main["default"]["names"], main["default"]["last"]) == (["Gradient_Descent"], ["Adam"])
    assert main["gains_most"]["title"] == "Adam"
    assert main["own_best"]["names"] == ["Adam", "Gradient_Descent"]
    assert (facts["tasks"], facts["shared"], facts["winners"]) == (1, 0, ["Gradient_Descent"])


def test_an_unbounded_problem_is_left_out():
    runs = pd.concat([two_optimizers(FAST, SLOW), two_optimizers(FAST, SLOW, "slope")])
    lists = lists_of(runs)
    lists["problems"].loc[1, "solvable"] = False
    found = chosen(runs, lists)
    assert set(found["regimes"]["problem"]) == {"bowl"}
