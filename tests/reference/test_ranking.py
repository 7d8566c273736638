"""The ranking on run tables worked out by hand: credits, ranks, pairs, profiles, and the yardsticks."""

from __future__ import annotations

import json
from itertools import combinations, product

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from descent_atlas.comparison import (
    cliques,
    defaults,
    endings,
    learning_rates,
    other_problems,
    pairs,
    profiles,
    ranking,
    ranks,
    rate_facts,
    rivals,
    sanity,
    separation,
    signed_ranks,
    transfer,
)
from descent_atlas.comparison.contest import Contest
from descent_atlas.comparison.credit import BEST_OF, GRAINS, axis, best_of_tries, by_regime
from descent_atlas.comparison.cube import Cube
from descent_atlas.stages import rank
from runs_by_hand import BUDGETS, NEVER, run_table

FULL = "full_batch"
FAST, LOST = [10] * 4, [NEVER] * 4


def best_of(runs: pd.DataFrame) -> pd.DataFrame:
    return learning_rates.best_rates(runs, "1e-4", BUDGETS)


def lists_of(runs: pd.DataFrame, controls: tuple = (), lambda_max: float | None = None) -> dict:
    problems, optimizers = sorted(runs["problem"].unique()), sorted(runs["optimizer"].unique())
    named = {
        name: [str(n).title() for n in names]
        for name, names in (("p", problems), ("o", optimizers))
    }
    return {
        "best_rates": best_of(runs),
        "endings": endings.count(runs),
        "problems": pd.DataFrame(
            {"problem": problems, "title": named["p"], "solvable": True, "tags": "convex;valley"}
        ).assign(samples=8, lambda_max=lambda_max),
        "optimizers": pd.DataFrame(
            {
                "optimizer": optimizers,
                "title": named["o"],
                "default_learning_rate": 0.1,
                "beta": 0.9,
            }
        ).assign(control=[name in controls for name in optimizers]),
    }


def contest_of(runs: pd.DataFrame, **options) -> Contest:
    lists = lists_of(runs, **options)
    cube = Cube.of(runs, rank.MEASURED, BUDGETS)
    cube = cube.with_columns({"hold": cube["hold_1e-4"]})
    problems = lists["problems"].set_index("problem")
    published = dict.fromkeys(cube.names["optimizer"], 0.1)
    rates = defaults.choose_rates(cube, lists["best_rates"], published, options.get("controls", ()))
    return Contest(*sanity.with_bound(cube, rates, problems["lambda_max"].astype(float)), problems)


def everything(runs: pd.DataFrame, **options) -> dict[str, pd.DataFrame]:
    return rank.rank(Cube.of(runs, rank.MEASURED, BUDGETS), lists_of(runs, **options), 1e-4)


def scores_of(runs: pd.DataFrame, **options) -> pd.DataFrame:
    return ranks.scores(contest_of(runs, **options))


def row(table: pd.DataFrame, **keys) -> pd.Series:
    mask = np.logical_and.reduce([table[name] == value for name, value in keys.items()])
    assert mask.sum() == 1
    return table[mask].iloc[0]


TUNED = {"regime": "own best", "landscape": "all", "measure": "data profile", "variant": FULL}


def one_rate(times: dict) -> pd.DataFrame:
    """Runs at one rate only, with the full batch, from {(problem, optimizer): [times]}."""
    return run_table({(*names, FULL): {0.1: starts} for names, starts in times.items()})


# -- what a run earns


def test_the_area_under_a_data_profile_by_hand():
    """A step with the full batch is one pass and the budget 100: done after 10 passes is half of two decades.

    The judged starts need 1 and 10 passes, 100, and for ever: credits 1, 1/2, 0 and 0.
    """
    runs = one_rate({("bowl", "adam"): [5] * 4 + [1, 10, 100, NEVER]})
    contest = contest_of(runs)
    assert axis(contest, contest.subsets()[1], "data profile") == (1, 100)
    found = row(ranks.scores(contest), **TUNED, optimizer="adam")
    assert found["value"] == pytest.approx(1.5 / 4, abs=1 / GRAINS)
    assert found["low"] < found["value"] < found["high"]
    success = row(scores_of(runs), **TUNED | {"measure": "success"}, optimizer="adam")
    assert success["value"] == 0.75


def test_a_stochastic_step_costs_one_sample():
    runs = run_table({("bowl", "adam", "stochastic"): {0.1: [400 // 20] * 4}})
    contest = contest_of(runs)
    stochastic = contest.subsets()[1]
    assert axis(contest, stochastic, "data profile") == pytest.approx((1 / 8, 50))
    assert axis(contest, stochastic, "ecdf") == (1, 400)
    # The logarithm of 20 from 1 to 400 is half of the way, in steps and in passes alike.
    for measure in ("data profile", "ecdf"):
        keys = TUNED | {"variant": "stochastic", "measure": measure}
        assert row(ranks.scores(contest), **keys, optimizer="adam")["value"] == pytest.approx(0.5)


def test_every_task_has_an_axis_of_its_own():
    """A step costs 1/8 of a pass on the bowl, 1/1000 on the hill; 20 of 400 are half of the way."""
    times = {"bowl": [1, 1, 1, 20], "hill": [1, 1, 20, 1], "pit": [1, 1, 400, NEVER]}
    runs = run_table({(name, "adam", "stochastic"): {0.1: t} for name, t in times.items()})
    contest = contest_of(runs)
    contest.problems.loc["hill", "samples"] = 1000
    stochastic = contest.subsets()[1]
    assert axis(contest, stochastic, "data profile") == pytest.approx((1 / 1000, 50))
    for measure in ("data profile", "ecdf"):
        earned = by_regime(contest, measure)["own best"][0, :, 0] / GRAINS
        np.testing.assert_allclose(earned, [[1, 0.5], [0.5, 1], [0, 0]], atol=1 / GRAINS)


def test_credit_needs_no_more_than_one_step(monkeypatch):
    """With a budget of one step a run is done with it, or before it, or never; in both variants."""
    monkeypatch.setitem(BUDGETS, FULL, 1)
    contest = contest_of(one_rate({("bowl", "adam"): [1, 1, 1, 1, 0, 1, NEVER, NEVER]}))
    earned = by_regime(contest, "data profile")["own best"][0, 0, 0] / GRAINS
    assert earned.tolist() == [1, 1, 0, 0]


def test_all_variants_together_are_the_mean_of_each_on_its_own_axis():
    """10 of 100 steps with the full batch, and 20 of 400 with a sample each: half of the way in both."""
    runs = run_table(
        {("bowl", "adam", v): {0.1: [n] * 4} for v, n in ((FULL, 10), ("stochastic", 20))}
    )
    keys = TUNED | {"variant": "all"}
    for measure in ("data profile", "ecdf"):
        found = row(scores_of(runs), **keys | {"measure": measure}, optimizer="adam")
        assert found["value"] == pytest.approx(0.5, abs=1 / GRAINS)


def test_the_ecdf_is_over_eight_targets():
    runs = one_rate({("bowl", "adam"): FAST})
    runs[["hold_1e-7", "hold_1e-8"]] = pd.NA
    value = row(scores_of(runs), **TUNED | {"measure": "ecdf"}, optimizer="adam")["value"]
    assert value == pytest.approx(0.5 * 6 / 8, abs=1 / GRAINS)


def test_every_problem_counts_alike_however_many_starts_it_has():
    runs = one_rate({("bowl", "adam"): [10] * 8, ("hill", "adam"): [1] * 4})
    found = row(scores_of(runs), **TUNED, optimizer="adam")
    assert found["value"] == pytest.approx((0.5 + 1) / 2)
    assert (found["low"], found["high"]) == (found["value"], found["value"])
    assert found["tasks"] == 2


def test_the_best_of_k_tries_is_expected_over_all_choices():
    """Against all subsets: the best by the first half of the starts, judged on the second."""
    times = {
        0.01: [8, 8, 90, 50],
        0.1: [9, 9, 2, 2],
        1.0: [NEVER, 5, 1, 1],
        10.0: [NEVER, NEVER, 30, 30],
    }
    runs = run_table({("bowl", "adam", FULL): times})
    contest = contest_of(runs)
    earned = np.array([np.clip(1 - np.log10(np.array(t[2:])) / 2, 0, 1) for t in times.values()])
    order = [0, 1, 2, 3]
    for k in (1, 2, 3, 4):
        best = [min(chosen, key=order.index) for chosen in combinations(range(4), k)]
        expected = earned[best].mean(axis=0)
        found = best_of_tries(contest, earned[None, None, None], k)[0, 0, 0]
        np.testing.assert_allclose(found, expected)
    # With fewer rates than tries, the best of all.
    at_most = by_regime(contest, "data profile")[BEST_OF][0, 0, 0]
    np.testing.assert_allclose(at_most / GRAINS, earned[0], atol=1 / GRAINS)


def test_the_regimes_use_the_rates_they_are_named_for():
    """At 0.1, the default and the one rate that both allow, the hill takes 100; at 1 it takes 1."""
    runs = run_table(
        {
            ("bowl", "adam", FULL): {0.1: [10] * 4, 1.0: LOST},
            ("hill", "adam", FULL): {0.1: [99] * 4, 1.0: [1] * 4},
        }
    )
    values = scores_of(runs)
    found = {
        regime: row(values, **TUNED | {"regime": regime}, optimizer="adam")["value"]
        for regime in ("default", "one rate", "own best")
    }
    slow = 1 - np.log10(99) / 2
    assert found["default"] == found["one rate"] == pytest.approx((0.5 + slow) / 2, abs=1e-6)
    assert found["own best"] == pytest.approx(0.75)


# -- ranks


def test_equals_share_the_better_rank_and_its_whole_interval():
    runs = one_rate(
        {("bowl", name): FAST for name in ("adam", "momentum")} | {("bowl", "sgd"): LOST}
    )
    table = scores_of(runs)
    found = {name: row(table, **TUNED, optimizer=name) for name in ("adam", "momentum", "sgd")}
    for name, place in (("adam", 1), ("momentum", 1), ("sgd", 3)):
        assert [found[name][c] for c in ("rank", "rank_low", "rank_high")] == [place] * 3


def test_a_rank_that_hangs_on_one_start_is_uncertain():
    runs = one_rate(
        {("bowl", "adam"): [9] * 16 + [9] * 16, ("bowl", "momentum"): [9] * 16 + [8] * 15 + [NEVER]}
    )
    found = row(scores_of(runs), **TUNED, optimizer="adam")
    assert (found["rank_low"], found["rank_high"]) == (1, 2)


def uneven(controls: bool = True) -> pd.DataFrame:
    """Plain descent in both variants, Rprop with the full batch only, a control that is the best."""
    times = {
        ("bowl", "gradient_descent", FULL): {0.1: [20] * 4},
        ("bowl", "gradient_descent", "stochastic"): {0.1: [40] * 4},
        ("bowl", "rprop", FULL): {0.1: FAST},
        ("bowl", "random_search", FULL): {0.1: [2] * 4},
    }
    return run_table(times)


def test_controls_and_whoever_lacks_a_task_stand_in_the_table_unranked():
    table = scores_of(uneven(), controls=("random_search",))
    full = table[np.logical_and.reduce([table[k] == v for k, v in TUNED.items()])]
    assert full.set_index("optimizer")["rank"].to_dict() == {
        "gradient_descent": 2,
        "random_search": pd.NA,
        "rprop": 1,
    } or full.set_index("optimizer")["rank"].fillna(0).to_dict() == {
        "gradient_descent": 2,
        "random_search": 0,
        "rprop": 1,
    }
    together = table[(table["variant"] == "all") & (table["measure"] == "data profile")]
    together = together[together["regime"] == "own best"].set_index("optimizer")
    assert together["tasks"].to_dict() == {"gradient_descent": 2, "random_search": 1, "rprop": 1}
    assert together["rank"].notna().to_dict() == {
        "gradient_descent": True,
        "random_search": False,
        "rprop": False,
    }
    noisy = table[table["variant"] == "stochastic"]
    assert set(noisy["optimizer"]) == {"gradient_descent"}


def test_other_problems_move_a_score_that_no_start_moves():
    """One of two problems is solved at once, and one never: of two drawn, none to both are the first."""
    runs = one_rate({("bowl", "adam"): [1] * 4, ("hill", "adam"): LOST})
    found = row(scores_of(runs), **TUNED, optimizer="adam")
    assert found[["value", "low", "high"]].tolist() == [0.5, 0.5, 0.5]
    assert found[["problems_low", "problems_high"]].tolist() == [0, 1]
    assert found[["rank_problems_low", "rank_problems_high"]].tolist() == [1, 1]


def test_a_rank_that_hangs_on_one_problem_is_uncertain():
    """Adam is first if the bowl is drawn no more often than the hill, where it is further ahead."""
    runs = one_rate(
        {("bowl", "adam"): [9] * 4, ("hill", "adam"): [9] * 4}
        | {("bowl", "sgd"): [8] * 4, ("hill", "sgd"): [20] * 4}
    )
    table = scores_of(runs)
    for name, place in (("adam", 1), ("sgd", 2)):
        found = row(table, **TUNED, optimizer=name)
        assert found[["rank", "rank_low", "rank_high"]].tolist() == [place] * 3
        assert found[["rank_problems_low", "rank_problems_high"]].tolist() == [1, 2]


def test_one_problem_says_nothing_of_others():
    found = row(scores_of(one_rate({("bowl", "adam"): FAST})), **TUNED, optimizer="adam")
    columns = ["problems_low", "problems_high", "rank_problems_low", "rank_problems_high"]
    assert found[columns].isna().all()


def test_problems_are_drawn_jointly_and_each_with_all_its_tasks():
    """Two optimizers that earn the same have the same draws, and a problem's variants stay together."""
    runs = run_table(
        {
            (problem, name, variant): {0.1: [time] * 4}
            for problem, time in (("bowl", 1), ("hill", 10), ("pit", 100))
            for name in ("adam", "sgd")
            for variant in (FULL, "stochastic")
        }
    )
    contest = contest_of(runs)
    earned = by_regime(contest, "data profile")["own best"]
    draws = other_problems.drawn(contest, contest.subsets()[0], earned) / GRAINS
    assert draws.shape[0] == 2
    np.testing.assert_array_equal(draws[0], draws[1])
    late = 1 - np.log(100) / np.log(400)
    own = np.array([1, (0.5 + 1 - np.log(10) / np.log(400)) / 2, late / 2])
    possible = {round(float(own[list(c)].mean()), 5) for c in product(range(3), repeat=3)}
    assert set(np.round(draws[0], 5)) <= possible


# -- the tests


def test_holm_by_hand():
    """0.005 x 4, 0.01 x 3, 0.03 x 2, and 0.04, which may not be below the one before."""
    p = np.array([0.01, 0.04, 0.03, 0.005])
    np.testing.assert_allclose(signed_ranks.holm(p), [0.03, 0.06, 0.06, 0.02])
    np.testing.assert_allclose(signed_ranks.holm(np.array([0.9, 0.8])), [1, 1])


def test_friedman_and_wilcoxon_are_scipys():
    values = np.random.default_rng(3).normal(size=(12, 4)) + np.array([0, 0, 1, 3])
    values[0] = values[0, 0]
    found = separation.separate(values, first=3)
    friedman = stats.friedmanchisquare(*values.T)
    assert (found.friedman, found.friedman_p) == pytest.approx(
        (friedman.statistic, friedman.pvalue)
    )
    # One difference is zero, and whether it has the least rank or none, the others' order is the same.
    pair = stats.wilcoxon(values[1:, 0], values[1:, 3], method="exact")
    assert found.p[0, 3] == found.p[3, 0] == pytest.approx(pair.pvalue)
    assert found.separated[0, 3]
    assert not found.separated[0, 1]
    assert np.isnan(found.p.diagonal()).all()
    assert found.told.tolist() == [True, True, True, False]


def test_signed_ranks_by_hand():
    """Of -1, 2, 3 the smaller sum of ranks is 1: of eight signs two have at most that on either side."""
    np.testing.assert_allclose(signed_ranks.signed_ranks(np.array([[-1.0], [2.0], [3.0]])), 0.5)
    # With a zero, which has rank 1 and is left out, the others have 2, 3 and 4: the same four of eight.
    np.testing.assert_allclose(signed_ranks.signed_ranks(np.array([[-1.0], [2], [3], [0]])), 0.5)
    # Three alike share a rank, and one against two is what chance always does at least.
    np.testing.assert_allclose(signed_ranks.signed_ranks(np.array([[-1.0], [1], [1]])), 1)


@pytest.mark.parametrize("seed", range(4))
def test_signed_ranks_are_exact_with_ties_and_zeros(seed):
    """Against all sums of signed ranks, one for each choice of signs."""
    differences = np.random.default_rng(seed).integers(-2, 5, size=9).astype(float)
    ranks = stats.rankdata(np.abs(differences))[differences != 0]
    signs = np.array(list(product((-1, 1), repeat=len(ranks))))
    observed = abs(ranks @ np.sign(differences[differences != 0]))
    expected = np.mean(np.abs(signs @ ranks) >= observed - 1e-9)
    found = signed_ranks.signed_ranks(differences[:, None])
    assert found == pytest.approx(expected)
    assert signed_ranks.signed_ranks(-differences[:, None]) == found


def test_signed_ranks_are_scipys_where_nothing_is_equal():
    differences = np.random.default_rng(5).normal(0.3, size=(30, 7))
    expected = stats.wilcoxon(differences, axis=0, method="exact").pvalue
    np.testing.assert_allclose(signed_ranks.signed_ranks(differences), expected)


def test_equal_problems_do_not_drown_the_others():
    """17 wins, no loss, 41 equal: by chance 2 / 2^17, and clear among 33 tests."""
    wins = np.zeros(58)
    wins[:17] = np.linspace(0.1, 0.9, 17)
    assert signed_ranks.signed_ranks(wins[:, None]) == pytest.approx(2 / 2**17)
    values = np.column_stack([wins, *[np.zeros(58)] * 33])
    found = separation.separate(values)
    assert found.friedman_p < separation.LEVEL
    assert found.first[1:] == pytest.approx(33 * 2 / 2**17)
    assert found.told.tolist() == [False] + [True] * 33


def test_the_fewest_problems_are_those_with_which_a_test_could_decide():
    """Two signs each: if all of n problems agree, the chance of it is 2 / 2^n, for m tests m times that."""
    assert [signed_ranks.fewest(m) for m in (0, 1, 33, 561)] == [0, 6, 11, 15]
    for tests in (1, 2, 30, 561):
        problems = signed_ranks.fewest(tests)
        assert tests * 2 / 2**problems < separation.LEVEL <= tests * 2 / 2 ** (problems - 1)


@pytest.mark.parametrize("count", [2, 3, 5])
def test_too_few_problems_tell_nobody_apart(count):
    """One problem fewer than could decide asks nothing, and with so many that all agree they do."""
    enough = signed_ranks.fewest(count - 1)
    for problems in (1, enough - 1):
        few = separation.separate(np.tile(np.arange(float(count)), (problems, 1)), first=count - 1)
        assert np.isnan([few.friedman_p, *few.p.ravel(), *few.first]).all()
        assert not few.tested
        assert not (few.told.any())
        assert not (few.separated.any())
    found = separation.separate(np.tile(np.arange(float(count)), (enough, 1)), first=count - 1)
    assert found.tested
    assert found.told.tolist() == [True] * (count - 1) + [False]


def test_the_first_can_be_told_where_pairs_cannot():
    """Of five, each against the first are four tests, and all pairs ten: for these eight problems are few."""
    assert (signed_ranks.fewest(4), signed_ranks.fewest(10)) == (8, 9)
    found = separation.separate(np.tile(np.arange(5.0), (8, 1)), first=4)
    assert found.told.sum() == 4
    assert np.isnan(found.p).all()
    assert not found.separated.any()


def test_ties_everywhere_and_single_optimizers_are_no_error():
    alike = separation.separate(np.ones((8, 3)))
    assert (alike.friedman, alike.friedman_p) == (0, 1)
    assert alike.tested
    assert not (alike.separated.any())
    assert not (alike.told.any())
    one = separation.separate(np.ones((8, 1)))
    assert one.separated.shape == (1, 1)
    assert not one.tested
    two = separation.separate(np.column_stack([np.arange(8.0), np.arange(8.0) + 1]), first=1)
    assert np.isnan(two.friedman)
    assert two.separated[0, 1]
    assert two.told.tolist() == [True, False]


def test_without_friedman_nobody_is_told_apart():
    sure = np.full((3, 3), 1e-9)
    found = separation.Separation(1.0, 0.2, sure, sure, np.array([np.nan, 1e-9, 1e-9]))
    assert not found.separated.any()
    assert not found.told.any()


def test_groups_may_overlap():
    apart = np.zeros((3, 3), bool)
    apart[0, 2] = apart[2, 0] = True
    assert cliques.groups(apart) == [(0, 1), (1, 2)]
    assert cliques.groups(np.zeros((3, 3), bool)) == [(0, 1, 2)]
    assert cliques.groups(~np.eye(3, dtype=bool)) == [(0,), (1,), (2,)]
    assert cliques.groups(np.zeros((0, 0), bool)) == []


def test_groups_are_all_maximal_sets():
    random = np.random.default_rng(11)
    for share in (0.2, 0.5, 0.8):
        apart = np.triu(random.random((8, 8)) < share, 1)
        apart |= apart.T
        alike = [
            set(members)
            for size in range(1, 9)
            for members in combinations(range(8), size)
            if not apart[np.ix_(members, members)].any()
        ]
        maximal = [one for one in alike if not any(one < other for other in alike)]
        assert cliques.groups(apart) == sorted(tuple(sorted(one)) for one in maximal)


def test_the_table_of_groups_names_the_best_first():
    runs = one_rate(
        {(f"p{n}", "adam"): [2] * 4 for n in range(8)}
        | {(f"p{n}", "sgd"): [50] * 4 for n in range(8)}
    )
    tables, _ = separation.tables(contest_of(runs))
    keys = {"variant": FULL, "landscape": "all", "regime": "own best"}
    assert row(tables["groups"], **keys, group=1)["members"] == "adam"
    found = row(tables["tests"], **keys)
    assert found[["separated", "groups", "pairs", "fewest", "fewest_for_pairs"]].tolist() == [
        *(1, 2, 1),
        *(6, 6),
    ]
    assert found[["first", "tested", "close_to_first"]].tolist() == ["adam", True, ""]


def test_the_tests_name_everybody_who_is_not_told_from_the_first():
    """The first is now faster than the two others, now slower; of these one is always a little behind.

    So the first is like both, but in two groups. Credits: 1 and 1 - log10(30) / 2 in turn, or 0.52, or 0.5.
    """
    times = {"zeal": [1, 30] * 8, "adam": [9] * 16, "sgd": [10] * 16}
    runs = one_rate(
        {(f"p{n:02d}", name): [t] * 4 for name, row in times.items() for n, t in enumerate(row)}
    )
    tables, _ = separation.tables(contest_of(runs))
    keys = {"variant": FULL, "landscape": "all", "regime": "own best"}
    found = row(tables["tests"], **keys)
    assert found[["first", "close_to_first", "separated"]].tolist() == ["zeal", "adam;sgd", 1]
    members = tables["groups"].set_index(["variant", "landscape", "regime"])["members"]
    assert members[FULL, "all", "own best"].tolist() == ["zeal;adam", "zeal;sgd"]


def test_with_too_few_problems_nobody_is_listed():
    runs = one_rate(
        {(f"p{n}", name): [t] * 4 for name, t in (("adam", 2), ("sgd", 50)) for n in range(5)}
    )
    tables, _ = separation.tables(contest_of(runs))
    assert len(tables["groups"]) == 0
    found = tables["tests"]
    assert not found["tested"].any()
    assert (found["close_to_first"] == "").all()
    assert found[["separated", "groups"]].isna().all(axis=None)
    assert set(found["fewest"]) == {6}


# -- each against each


def test_the_probability_of_improvement_by_hand():
    """1 is faster than both, 2 ties with one and beats the other: (1 + 1 + 1/2 + 1) / 4."""
    one, other = np.array([[1.0, 2.0]]), np.array([[2.0, np.inf]])
    weights = np.column_stack([[1, 1], [2, 0], [0, 2]])
    np.testing.assert_allclose(rivals.improvement(one, other, weights), [[3.5 / 4, 1, 1]])
    both = np.full((1, 2), np.inf)
    np.testing.assert_allclose(rivals.improvement(both, both, weights), 0.5)


def test_the_probability_of_improvement_is_mann_whitneys_u_in_every_resample():
    random = np.random.default_rng(2)
    one, other = random.integers(1, 9, (2, 5, 7)).astype(float)
    one[0, :3] = other[0, 2:] = np.inf
    weights = pairs.with_all(pairs.start_weights("bowl", 7))
    found = rivals.improvement(one, other, weights)
    for draw in (0, 1, 77):
        starts = np.arange(7).repeat(weights[:, draw].astype(int))
        for pair in range(5):
            u = stats.mannwhitneyu(other[pair, starts], one[pair, starts]).statistic
            assert found[pair, draw] == pytest.approx(u / 49)


def test_pairs_count_wins_and_mirror_each_other():
    runs = one_rate(
        {
            ("bowl", "adam"): [10] * 8,
            ("bowl", "sgd"): [40] * 8,
            ("hill", "adam"): [40] * 8,
            ("hill", "sgd"): [10] * 8,
            ("pit", "adam"): [NEVER] * 8,
            ("pit", "sgd"): [NEVER] * 8,
            ("dip", "adam"): [10] * 8,
            ("dip", "sgd"): [10] * 8,
        }
    )
    contest = contest_of(runs)
    table = rivals.table(contest, separation.tables(contest)[1])
    keys = {"variant": FULL, "landscape": "all", "regime": "own best"}
    found = row(table, **keys, optimizer="adam", rival="sgd")
    # The pit is no task that either could win.
    assert found[["tasks", "wins", "ties", "losses"]].tolist() == [4, 1, 1, 1]
    assert found["improvement"] == 0.5
    back = row(table, **keys, optimizer="sgd", rival="adam")
    assert (back["low"], back["high"]) == (1 - found["high"], 1 - found["low"])
    assert np.isnan(found["p"])


def test_pairs_are_compared_on_the_tasks_that_both_have():
    contest = contest_of(uneven(), controls=("random_search",))
    table = rivals.table(contest, separation.tables(contest)[1])
    keys = {"variant": "all", "landscape": "all", "regime": "own best"}
    found = row(table, **keys, optimizer="rprop", rival="gradient_descent")
    assert found[["tasks", "wins", "improvement"]].tolist() == [1, 1, 1]
    assert set(table["optimizer"]) == {"gradient_descent", "random_search", "rprop"}


# -- profiles


def curve(table: pd.DataFrame, **keys) -> pd.Series:
    mask = np.logical_and.reduce([table[name] == value for name, value in keys.items()])
    return table[mask].set_index("cost" if "cost" in table else "ratio")["share"]


def test_a_data_profile_by_hand():
    """Of the judged starts one needs 1 pass, one 10, one the whole budget, and one never arrives."""
    runs = one_rate({("bowl", "adam"): [5] * 4 + [1, 10, 100, NEVER]})
    contest = contest_of(runs)
    table = profiles.curves(contest, ranks.scores(contest), "data profile")
    found = curve(table, variant=FULL, landscape="all", regime="own best", optimizer="adam")
    assert found.index[0] == 1
    assert found.index[-1] == pytest.approx(100)
    assert found.iloc[[0, -1]].tolist() == [0.25, 0.75]
    assert found[found.index < 9.9].max() == 0.25
    assert found[(found.index > 9.9) & (found.index < 99)].tolist() == [0.5] * 8
    assert (found.diff().dropna() >= 0).all()


def test_the_area_under_a_drawn_curve_is_the_score():
    random = np.random.default_rng(8)
    runs = one_rate({("bowl", "adam"): random.integers(1, 100, 64).tolist()})
    contest = contest_of(runs)
    scores = ranks.scores(contest)
    for measure in ("data profile", "ecdf"):
        table = profiles.curves(contest, scores, measure)
        found = curve(table, variant=FULL, landscape="all", regime="own best", optimizer="adam")
        area = np.trapezoid(found, np.log10(found.index)) / 2
        value = row(scores, **TUNED | {"measure": measure}, optimizer="adam")["value"]
        assert area == pytest.approx(value, abs=0.01)


def test_the_ecdf_counts_triples_of_problem_start_and_target():
    runs = one_rate({("bowl", "adam"): FAST})
    runs[["hold_1e-7", "hold_1e-8"]] = pd.NA
    contest = contest_of(runs)
    table = profiles.curves(contest, ranks.scores(contest), "ecdf")
    found = curve(table, variant=FULL, landscape="all", regime="own best", optimizer="adam")
    assert (found.iloc[0], found.iloc[-1]) == (0, 0.75)


def three_methods() -> pd.DataFrame:
    """On two of four tasks the first is fastest, on two the second; the third is neither fast nor slow."""
    times = {"a": (1, 1, 40, 40), "b": (40, 40, 1, 1), "gradient_descent": (9, 9, 9, 9)}
    return one_rate(
        {(f"p{n}", name): [time] * 4 for name, row in times.items() for n, time in enumerate(row)}
    )


def test_a_performance_profile_by_hand():
    runs = pd.concat(
        [three_methods(), one_rate({("pit", n): LOST for n in ("a", "b", "gradient_descent")})]
    )
    contest = contest_of(runs)
    table = profiles.performance(contest, ranks.scores(contest))
    keys = {"variant": FULL, "landscape": "all", "regime": "own best", "among": "all"}
    found = {name: curve(table, **keys, optimizer=name) for name in ("a", "b", "gradient_descent")}
    # Nobody is done on the pit, which counts.
    assert [one.iloc[0] for one in found.values()] == [0.4, 0.4, 0]
    assert [one.iloc[-1] for one in found.values()] == [0.8, 0.8, 0.8]
    third = found["gradient_descent"]
    assert (third[third.index < 8.9].max(), third[third.index > 9.1].min()) == (0, 0.8)


def test_profiles_are_computed_anew_among_those_shown(monkeypatch):
    """Gould and Scott: without the first, the third is the fastest on half of the tasks, not on none."""
    monkeypatch.setattr(profiles, "LEADERS", 1)
    contest = contest_of(three_methods())
    scores = ranks.scores(contest)
    table = profiles.performance(contest, scores)
    keys = {"variant": FULL, "landscape": "all", "regime": "own best"}
    shown = table[table["shown"].astype(bool) & (table["regime"] == "own best")]
    leader = (set(shown["optimizer"]) - {"gradient_descent"}).pop()
    fastest = {
        among: curve(table, **keys, among=among, optimizer="gradient_descent").iloc[0]
        for among in ("all", "shown")
    }
    assert fastest == {"all": 0, "shown": 0.5}
    assert curve(table, **keys, among="shown", optimizer=leader).iloc[0] == 0.5
    others = table[(table["among"] == "shown") & (table["regime"] == "own best")]
    assert set(others["optimizer"]) == {"gradient_descent", leader}


def test_a_control_is_held_against_the_methods_and_does_not_beat_them_down():
    runs = pd.concat([three_methods(), one_rate({(f"p{n}", "zero"): [1] * 4 for n in range(4)})])
    contest = contest_of(runs, controls=("zero",))
    table = profiles.performance(contest, ranks.scores(contest))
    keys = {"variant": FULL, "landscape": "all", "regime": "own best", "among": "all"}
    assert curve(table, **keys, optimizer="zero").iloc[0] == 1
    assert curve(table, **keys, optimizer="a").iloc[0] == 0.5


# -- yardsticks


def test_one_over_l_is_rounded_down_to_the_grid():
    runs = run_table(
        {(p, "gradient_descent", FULL): dict.fromkeys((0.01, 0.1, 1.0), FAST) for p in "abcd"}
    )
    cube = Cube.of(runs, rank.MEASURED, BUDGETS)
    known = pd.Series({"a": 10.0, "b": 2.0, "c": 1e6})
    assert sanity.one_over_l(cube, known).tolist() == [1, 1, -1, -1]


def test_plain_descent_at_one_over_l_has_the_runs_at_that_rate_in_every_regime():
    runs = run_table({("bowl", "gradient_descent", FULL): {0.1: [50] * 4, 1.0: FAST}})
    table = scores_of(runs, lambda_max=8.0)
    for regime in ("default", "one rate", "own best", BEST_OF):
        found = row(table, **TUNED | {"regime": regime}, optimizer=sanity.AT_ONE_OVER_L)
        assert found["value"] == pytest.approx(1 - np.log10(50) / 2, abs=1e-6)
        assert found["role"] == "bound"
        assert pd.isna(found["rank"])


def test_without_plain_descent_or_a_curvature_there_is_no_bound():
    alone = contest_of(one_rate({("bowl", "adam"): FAST}), lambda_max=1.0)
    assert sanity.AT_ONE_OVER_L not in alone.optimizers
    unknown = scores_of(one_rate({("bowl", "gradient_descent"): FAST}))
    assert sanity.AT_ONE_OVER_L not in set(unknown["optimizer"])


def test_where_its_rate_is_not_known_the_bound_counts_as_failing():
    """So that it stands on the same tasks as everybody."""
    runs = one_rate({(name, "gradient_descent"): FAST for name in ("bowl", "kink")})
    lists = lists_of(runs)
    lists["problems"]["lambda_max"] = [10.0, np.nan]
    table = rank.rank(Cube.of(runs, rank.MEASURED, BUDGETS), lists, 1e-4)["ranking_scores"]
    found = row(table, **TUNED, optimizer=sanity.AT_ONE_OVER_L)
    assert (found["tasks"], found["value"]) == (2, 0.25)


# -- transfer


def test_what_one_rate_costs_by_hand():
    """The bowls want 0.1, the hill 1. One for all is 0.1: on the hill nothing is held at it any more."""
    runs = run_table(
        {
            **{(name, "adam", FULL): {0.1: FAST, 1.0: LOST} for name in ("bowl", "dish")},
            ("hill", "adam", FULL): {0.1: LOST, 1.0: FAST},
        }
    )
    table = transfer.transfer(contest_of(runs))
    found = row(table, optimizer="adam", rate=transfer.FOR_ALL)
    assert (found["area_own"], found["area"]) == pytest.approx((0.5, 1 / 3))
    assert found["lost"] == found["lost_low"] == found["lost_high"] == pytest.approx(1 / 6)
    assert found[["problems", "solved", "kept"]].tolist() == [3, 3, 2]
    assert found["times_slower"] == 1


def test_the_rate_from_the_others_does_not_know_the_problem():
    """Of two problems, each would get the other's rate."""
    runs = run_table(
        {
            ("bowl", "adam", FULL): {0.1: FAST, 1.0: [20] * 4},
            ("hill", "adam", FULL): {0.1: LOST, 1.0: FAST},
        }
    )
    found = row(transfer.transfer(contest_of(runs)), optimizer="adam", rate=transfer.FROM_OTHERS)
    # On the bowl 1 takes 20 steps; on the hill 0.1 fails.
    assert found["area"] == pytest.approx((1 - np.log10(20) / 2) / 2, abs=1e-6)
    assert found["kept"] == 1
    # The lower of the two middle ones: twice as slow, and for ever.
    assert found["times_slower"] == pytest.approx(2)


def test_the_solved_problems_are_chosen_on_other_starts_than_those_that_judge_them():
    """The bowl is solved by the starts that choose, 2 of 2, though of those that judge none succeeds.

    The hill is not, by 0 of 2, though both of the others succeed. The bowl is not kept, and at the other
    rate, the hill's 1, nothing succeeds there either: neither is ahead of the other.
    """
    runs = run_table(
        {
            ("bowl", "adam", FULL): {0.1: [10, 10, NEVER, NEVER], 1.0: LOST},
            ("hill", "adam", FULL): {0.1: LOST, 1.0: [NEVER, NEVER, 10, 10]},
            **{(name, "momentum", FULL): {0.1: FAST} for name in ("bowl", "hill")},
        }
    )
    found = row(transfer.transfer(contest_of(runs)), optimizer="adam", rate=transfer.FOR_ALL)
    assert found[["solved", "kept", "times_slower"]].tolist() == [1, 0, 1]


def test_the_facts_rank_by_the_share_that_is_lost_of_those_that_solve_enough():
    """Adam loses 0.1 of 0.2, and Momentum 0.2 of 0.8, a smaller share. Zeal solves too few."""
    found = everything(plain_and_adam(FAST, FAST))
    columns = {"variant": FULL, "role": "method", "lost_low": 0.0, "lost_high": 1.0, "kept": 1}
    table = pd.DataFrame(
        [
            ("adam", transfer.FROM_OTHERS, 0.2, 0.1, 5),
            ("momentum", transfer.FROM_OTHERS, 0.8, 0.2, 9),
            ("zeal", transfer.FROM_OTHERS, 0.01, 0.01, 4),
            ("momentum", transfer.FOR_ALL, 0.8, 0.8, 9),
        ],
        columns=["optimizer", "rate", "area_own", "lost", "solved"],
    ).assign(area=lambda t: t["area_own"] - t["lost"], times_slower=np.nan, **columns)
    titles = {name: name.title() for name in [*table["optimizer"], "gradient_descent"]}
    optimizers = pd.DataFrame(titles.items(), columns=["optimizer", "title"]).assign(control=False)
    lists = {"optimizers": optimizers}
    told = ranking.facts(found | {"ranking_transfer": table}, lists)["transfer"][FULL]
    assert (told["least"]["title"], told["most"]["title"]) == ("Momentum", "Adam")
    assert (told["least"]["share"], told["most"]["share"]) == pytest.approx((0.25, 0.5))
    alone = ranking.facts(found | {"ranking_transfer": table.iloc[:1]}, lists)["transfer"]
    assert alone == {FULL: {}}


# -- the whole stage


def plain_and_adam(first: list, second: list, problem: str = "bowl") -> pd.DataFrame:
    return run_table(
        {
            (problem, "gradient_descent", FULL): {0.1: first, 1.0: LOST},
            (problem, "adam", FULL): {0.1: LOST, 1.0: second},
        }
    )


GRIDS = {
    "two optimizers": (plain_and_adam(FAST, [40] * 4), {"lambda_max": 5.0}),
    "nothing succeeds": (plain_and_adam(LOST, LOST), {}),
    "one optimizer": (plain_and_adam(FAST, FAST).query("optimizer == 'adam'"), {}),
    "one rate": (one_rate({("bowl", "adam"): FAST}), {}),
    "ties only": (plain_and_adam(FAST, FAST), {}),
    "missing variants": (uneven(), {"controls": ("random_search",)}),
    "controls only": (one_rate({("bowl", "zero"): LOST}), {"controls": ("zero",)}),
    "two starts": (plain_and_adam([3, NEVER], [NEVER, 4]), {"lambda_max": 1.0}),
}


def test_without_a_bounded_problem_there_are_tables_without_rows():
    runs = plain_and_adam(LOST, LOST, "slope")
    lists = lists_of(runs)
    lists["problems"]["solvable"] = False
    found = rank.rank(Cube.of(runs, rank.MEASURED, BUDGETS), lists, 1e-4)
    assert {len(table) for table in found.values()} == {0}
    assert all(list(table) for table in found.values())
    facts = ranking.facts(found, lists)
    assert (facts["main"], facts["variants"]) == (None, {})


@pytest.mark.parametrize(("runs", "options"), GRIDS.values(), ids=GRIDS)
def test_every_grid_has_all_tables_and_facts(runs, options, tmp_path):
    found = everything(runs, **options)
    for name, table in found.items():
        assert list(table), name
        table.to_csv(tmp_path / f"{name}.csv", index=False)
        numbers = table.select_dtypes("number").to_numpy(float, na_value=np.nan)
        assert not np.isinf(numbers).any(), name
    facts = ranking.facts(found, lists_of(runs, **options))
    json.dumps(facts, allow_nan=False)


def test_the_same_runs_give_the_same_tables_in_any_order():
    runs, options = GRIDS["missing variants"]
    first, second = (everything(r, **options) for r in (runs, runs.sample(frac=1, random_state=1)))
    for name, table in first.items():
        pd.testing.assert_frame_equal(table, second[name])


def test_the_facts_say_who_is_first_and_how_the_yardsticks_do():
    runs = plain_and_adam(FAST, [40] * 4)
    facts = ranking.facts(everything(runs, lambda_max=10.0), lists_of(runs, lambda_max=10.0))
    best = facts["variants"][FULL]["regimes"]["own_best"]
    assert best["first"] == ["Gradient_Descent"]
    assert best["could_be_first"] == 1
    # One problem tells nobody apart, and says nothing of others.
    assert (best["tested"], best["close_to_first"], best["fewest"]) == (False, [], 6)
    assert best["problems_low"] is best["problems_width"] is best["separated"] is None
    assert best["yardsticks"][sanity.AT_ONE_OVER_L]["beaten_by"] == 0
    assert facts["main"] == FULL


def test_the_facts_say_who_is_close_to_the_first_and_how_wide_the_intervals_are():
    """Two on eight problems: one test, no Friedman, and enough problems for it."""
    runs = one_rate(
        {(f"p{n}", name): [t] * 4 for n in range(8) for name, t in (("adam", 2), ("sgd", 50))}
        | {("p0", "adam"): [90] * 4, ("p1", "adam"): [90] * 4, ("p2", "adam"): [90] * 4}
    )
    facts = ranking.facts(everything(runs), lists_of(runs))
    own = facts["variants"][FULL]["regimes"]["own_best"]
    assert (own["first"], own["close_to_first"]) == (["Adam"], ["Sgd"])
    assert (own["tested"], own["friedman_p"], own["separated"]) == (True, None, 0)
    assert own["starts_width"] == 0
    assert own["problems_width"] == pytest.approx((own["problems_high"] - own["problems_low"]) / 2)
    assert (own["could_be_first"], own["could_be_first_elsewhere"]) == (1, 1)


def test_the_widest_range_is_that_of_a_method():
    """A control that succeeds at every rate has no range that says anything."""
    pooled = pd.DataFrame(
        [(FULL, "adam", 4, 1, 2.0), (FULL, "sgd", 4, 0, 1.0), (FULL, "zero", 4, 4, 9.0)],
        columns=["variant", "optimizer", "problems", "at_edge", "decades"],
    )
    titles = {name: name.upper() for name in ("adam", "sgd", "zero")}
    found = rate_facts.robustness(pooled, titles, ["zero"])[FULL]
    assert found["widest"] == {"names": ["ADAM"], "decades": 2}
    assert found["narrowest"] == {"names": ["SGD"], "decades": 1}
    assert (found["at_edge"], found["ranges"]) == (1, 8)
    assert rate_facts.robustness(pooled, titles, ["adam", "sgd", "zero"]) == {}


def test_every_limit_is_predicted_earlier_later_or_beyond_the_grid():
    """The grid has 0.1, 1 and 10; a row is the last stable rate, the first that diverges, and the limit."""
    cases = {
        "as_predicted": [(1, 10, 1), (1, 10, 2), (1, 10, 10)],
        "earlier": [(0.1, 1, 2), (np.nan, 0.1, 2)],
        "later": [(1, 10, 0.5), (10, np.nan, 5)],
        "beyond_grid": [
            (10, np.nan, 10),
            (10, np.nan, 99),
            (np.nan, 0.1, 0.1),
            (np.nan, 0.1, 0.01),
        ],
    }
    rows = pd.DataFrame(
        [case for every in cases.values() for case in every],
        columns=["largest_stable", "smallest_diverging", "theory"],
    ).astype(float)
    rows["edge"] = np.select(
        [rows["largest_stable"].isna(), rows["smallest_diverging"].isna()],
        ["lowest", "highest"],
        "",
    )
    rows = rows.assign(optimizer="adam", ratio=rows["largest_stable"] / rows["theory"])
    found = rate_facts.stability(rows, {"adam": "Adam"})["adam"]
    assert {name: found[name] for name in cases} == {name: len(c) for name, c in cases.items()}
    assert found["problems"] == sum(map(len, cases.values()))


def test_a_file_gives_the_same_cube_whether_its_words_are_coded_or_not(tmp_path):
    runs = uneven()
    coded = runs.astype({"problem": "category", "optimizer": "category", "variant": "category"})
    # In another order than the alphabet's.
    coded["optimizer"] = coded["optimizer"].cat.reorder_categories(
        ["rprop", "random_search", "gradient_descent"]
    )
    whole = Cube.of(runs, rank.MEASURED, BUDGETS)
    for number, table in enumerate((runs, coded)):
        path = tmp_path / f"{number}.parquet"
        table.to_parquet(path)
        read = Cube.read(path, rank.MEASURED, BUDGETS)
        assert read.names == whole.names
        for name in rank.MEASURED:
            np.testing.assert_array_equal(read[name], whole[name])
