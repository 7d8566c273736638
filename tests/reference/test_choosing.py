"""The comparison of optimizers, on run tables small enough to work out by hand."""

from __future__ import annotations

import json
from itertools import combinations
from math import exp, log

import numpy as np
import pandas as pd
import pytest

from descent_atlas.comparison import (
    basins,
    choosing,
    defaults,
    duels,
    learning_rates,
    pairs,
    saddles,
    speedups,
    tuning,
)
from descent_atlas.comparison.cube import Cube, at_rates, samples_per_step
from descent_atlas.stages import choose

BUDGETS = {"full_batch": 100, "stochastic": 400}
NEVER = None
EVERYONE = (slice(None), slice(None))
HOLDS = [f"hold_1e-{k}" for k in range(1, 9)]


def run_table(times: dict, *, reversals: dict | None = None, **columns) -> pd.DataFrame:
    """Runs from {(problem, optimizer, variant): {rate: [time of each start, None for never]}}."""
    rows = []
    for (problem, optimizer, variant), by_rate in times.items():
        for rate, starts in by_rate.items():
            for start, time in enumerate(starts):
                samples = 8 if variant == "full_batch" else 1
                row = {
                    "problem": problem,
                    "optimizer": optimizer,
                    "variant": variant,
                    "learning_rate": rate,
                    "start": start,
                    "initial_gap": 1.0,
                    "final_gap": 0.5 if time is NEVER else 1e-9,
                    "ending": "moving" if time is NEVER else "converged",
                    "hit_1e-1": time,
                    "reversals": (reversals or {}).get(rate, 0.0),
                    "gradient_samples": samples * BUDGETS[variant],
                    "ended_at": BUDGETS[variant] if time is NEVER else time,
                    **dict.fromkeys(HOLDS, time),
                }
                rows.append(row | columns)
    kinds = dict.fromkeys([*HOLDS, "hit_1e-1"], "Int64")
    return pd.DataFrame(rows).astype(kinds)


def cube_of(runs: pd.DataFrame) -> Cube:
    cube = Cube.of(runs, choose.MEASURED, BUDGETS)
    return cube.with_columns({"hold": cube["hold_1e-4"]})


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
    low, high = pairs.bounds(pairs.log_ratio(draws[None, :], draws[:, None]))
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
    assert np.isnan(pairs.win_shares(np.full((2, 1, 1), np.nan))["share"]).all()


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


def test_a_trap_is_the_lowest_minimum_that_is_not_global():
    runs = run_table({("hills", "adam", "full_batch"): {0.1: [NEVER] * 3}})
    runs["ending"], runs["final_gap"] = "wrong basin", [0.4, 0.02, 0.3]
    assert basins.traps(runs)["hills"] == 0.02
    assert basins.traps(runs.assign(variant="stochastic")).empty


def test_to_be_in_the_lowest_basin_is_to_hold_a_target_below_the_trap():
    """With a gap of 1 at the start and a trap at 0.02, a hundredth is low enough and a tenth is not."""
    runs = run_table({("hills", "gradient_descent", "full_batch"): {0.1: [5, 5]}})
    runs.loc[0, HOLDS] = [3, 7, *[pd.NA] * 6]
    runs.loc[1, HOLDS] = [3, *[pd.NA] * 7]
    times = basins.arrivals(cube_of(runs), "hills", trap=0.02)
    np.testing.assert_array_equal(times[0, 0, 0], [7, np.inf])


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


def test_departures_are_those_of_the_classical_start_within_equal_steps():
    runs = run_table(
        {
            ("pass", "gradient_descent", "full_batch"): {0.1: [60, 1], 1.0: [NEVER, 1]},
            ("pass", "gradient_descent", "stochastic"): {0.1: [20, 1], 1.0: [300, 1]},
        }
    )
    tags = pd.Series({"pass": "saddle"})
    table = saddles.departures(cube_of(runs), pd.Index([]), tags)
    left = table.set_index(["variant", "learning_rate"])["left_after"]
    assert left[("full_batch", 0.1)] == 60
    assert left[("stochastic", 0.1)] == 20
    # 300 steps are more than the full batch has.
    assert left[[("full_batch", 1.0), ("stochastic", 1.0)]].isna().all()
    assert saddles.departures(cube_of(runs), pd.Index(["pass"]), tags).empty


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


def test_shapes_tell_whose_best_rate_is_at_the_edge():
    rates = {0.1: [NEVER] * 4, 1.0: [50] * 4, 10.0: [NEVER] * 4}
    runs = run_table(
        {
            ("sphere", "gradient_descent", "full_batch"): {**rates, 0.1: [20] * 4},
            ("sphere", "rmsprop", "full_batch"): rates,
        }
    )
    row = speedups.shapes(cube_of(runs)).iloc[0]
    assert row["edge"] == "gradient_descent"
    assert row["speed_up"] == pytest.approx(0.4)
    assert (row["rate_of_descent"], row["learning_rate"]) == (0.1, 1.0)


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
    table = choose.choose(cube, pd.Series(dtype=float), lists_of(runs), 1e-4)["regimes"]
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
    landscapes = choosing.landscapes(found, lists)
    assert landscapes["best"].tolist() == ["Gradient_Descent"]
    facts = choosing.facts(found | {"landscapes": landscapes}, lists)
    assert facts["optimizers"] == 1
    assert facts["variants"]["full_batch"]["own_best"]["names"] == ["Gradient_Descent"]


def lists_of(runs: pd.DataFrame, tags: str = "convex") -> dict[str, pd.DataFrame]:
    problems, optimizers = sorted(runs["problem"].unique()), sorted(runs["optimizer"].unique())
    return {
        "best_rates": best_of(runs),
        "problems": pd.DataFrame(
            {
                "problem": problems,
                "title": [name.title() for name in problems],
                "dimension": 2,
                "bounded": True,
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
    return choose.choose(
        Cube.of(runs, choose.MEASURED, BUDGETS), basins.traps(runs), lists, success_target=1e-4
    )


def everything(runs: pd.DataFrame) -> dict[str, pd.DataFrame]:
    lists = lists_of(runs)
    found = chosen(runs, lists)
    return found | {"landscapes": choosing.landscapes(found, lists)}


GRIDS = {
    "two optimizers": two_optimizers(FAST, SLOW),
    "nothing solved": two_optimizers(LOST, LOST),
    "no plain descent": two_optimizers(FAST, SLOW).query("optimizer == 'adam'"),
}


@pytest.mark.parametrize("runs", GRIDS.values(), ids=GRIDS)
def test_every_grid_has_all_tables_and_facts(runs, tmp_path):
    found = everything(runs)
    for name, table in found.items():
        table.to_csv(tmp_path / f"{name}.csv", index=False)
        assert list(pd.read_csv(tmp_path / f"{name}.csv")) == list(table)
        numbers = table.select_dtypes("number").to_numpy(float, na_value=np.nan)
        assert not np.isinf(numbers).any(), name
    facts = choosing.facts(found, lists_of(runs))
    json.dumps(facts, allow_nan=False)
    assert bool(facts["tasks"]) == (facts["main"] is not None)


def test_the_same_runs_give_the_same_tables():
    first, second = everything(GRIDS["two optimizers"]), everything(GRIDS["two optimizers"])
    for name, table in first.items():
        pd.testing.assert_frame_equal(table, second[name])


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
    lists["problems"].loc[1, "bounded"] = False
    found = chosen(runs, lists)
    assert set(found["regimes"]["problem"]) == {"bowl"}
