"""Experiments E8 and E9 against plain loops and closed forms, written out from the article's settings.

Nothing of the package computes the expected values; what is compared is what the stage writes.
"""

import itertools
import math

import numpy as np
import pandas as pd
import pytest

from descent_atlas.comparison.sooner import STRETCH
from descent_atlas.experiments.crossing_times import arrivals
from descent_atlas.files import read_json
from descent_atlas.optimizers.momentum import Momentum
from descent_atlas.stages import experiment

pytestmark = [pytest.mark.slow]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    for name in ("e08", "e09"):
        experiment.main([name, "--output", str(folder)])
    return folder


@pytest.fixture(scope="module")
def table(results):
    frames = {path.stem: pd.read_csv(path) for path in (results / "tables").glob("*.csv")}
    return frames.__getitem__


@pytest.fixture
def facts(results):
    return lambda name: read_json(results / "facts" / f"{name}.json")


# E9: sin 5x + x²/2

STARTS = (-2.5, -1.0, 0.5, 2.0)
GRID = [10 ** (-3 + i / 10) for i in range(41)]


def curve(x):
    return math.sin(5 * x) + x * x / 2


def slope(x):
    return 5 * math.cos(5 * x) + x


def curvature(x):
    return 1 - 25 * math.sin(5 * x)


def descend(x, rate, iterations):
    for _ in range(iterations):
        x -= rate * slope(x)
    return x


def roots(low, high, rising):
    """Where the slope changes its sign upwards (minima) or downwards (maxima), by bisection."""
    found = []
    nodes = np.linspace(low, high, 2001)
    for left, right in itertools.pairwise(nodes):
        if (slope(left) < 0 <= slope(right)) if rising else (slope(left) >= 0 > slope(right)):
            for _ in range(200):
                middle = (left + right) / 2
                if (slope(middle) < 0) == rising:
                    left = middle
                else:
                    right = middle
            found.append((left + right) / 2)
    return found


def test_e9_table_has_the_columns_and_every_run(table):
    runs = table("e09_many_starts")
    assert runs.columns.tolist() == [
        "learning_rate",
        "start",
        "final_x",
        "final_f",
        "final_gradient",
        "ending",
    ]
    assert np.allclose(runs["learning_rate"].unique(), GRID)
    assert 0.1 in runs["learning_rate"].to_numpy()
    assert (runs.groupby("learning_rate")["start"].agg(tuple) == STARTS).all()
    assert not np.isinf(runs.select_dtypes("number")).any(axis=None)


def test_e9_at_the_articles_rate_is_the_articles_loop(table):
    runs = table("e09_many_starts").set_index(["learning_rate", "start"]).loc[0.1]
    paths = table("e09_paths").set_index(["learning_rate", "start"]).loc[0.1]
    for start in STARTS:
        end, row = descend(start, 0.1, 50), runs.loc[start]
        assert row["final_x"] == pytest.approx(end, abs=1e-9)
        assert row["final_f"] == pytest.approx(curve(end), abs=1e-9)
        assert row["final_gradient"] == pytest.approx(slope(end), abs=1e-8)
        path = paths.loc[start]
        assert path["iteration"].tolist() == list(range(51))
        expected = [descend(start, 0.1, t) for t in range(51)]
        np.testing.assert_allclose(path["x"], expected, atol=1e-9)
        np.testing.assert_allclose(path["f"], [curve(x) for x in expected], atol=1e-9)


def test_e9_at_the_articles_rate_no_run_settles(table, facts):
    """Looked at three times: no minimum in the plot is stable, the slope stays large, and the runs
    are on cycles of two, whose slopes cancel and which attract what is near."""
    assert min(curvature(x) for x in roots(-3, 3, rising=True)) > 2 / 0.1
    runs = table("e09_many_starts")
    own = runs[runs["learning_rate"] == 0.1]
    assert set(own["ending"]) == {"cycling"}
    assert own["final_gradient"].abs().min() > 1
    for start in STARTS:
        p = descend(start, 0.1, 5000)
        q = descend(p, 0.1, 1)
        assert abs(q - p) > 0.1
        assert descend(q, 0.1, 1) == pytest.approx(p, abs=1e-12)
        assert slope(p) + slope(q) == pytest.approx(0, abs=1e-11)
        assert abs((1 - 0.1 * curvature(p)) * (1 - 0.1 * curvature(q))) < 1
    fact = facts("e09")["own"]
    assert (fact["settled"], fact["cycling"], fact["around"], fact["periods"]) == (0, 4, 4, [2])


def test_e9_finds_every_minimum_and_its_limit(table, facts):
    minima = table("e09_minima")
    expected = roots(-3, 3, rising=True)
    np.testing.assert_allclose(minima["x"], expected, atol=1e-12)
    np.testing.assert_allclose(minima["f"], [curve(x) for x in expected], atol=1e-12)
    np.testing.assert_allclose(minima["limit"], [2 / curvature(x) for x in expected], rtol=1e-10)
    np.testing.assert_allclose(minima["largest_settling"], minima["limit"], rtol=5e-4)
    assert (minima["largest_settling"] < minima["limit"]).all()
    assert minima["lowest"].tolist() == [curve(x) == min(map(curve, expected)) for x in expected]
    assert facts("e09")["minima"]["count"] == len(expected) == 5


def test_e9_endings_are_what_a_long_loop_says(table):
    """At rest: the slope is a millionth of the usual one. Moving: not yet, but 5000 steps later."""
    usual = np.median([abs(slope(x)) for x in STARTS])
    for row in table("e09_many_starts").itertuples():
        if row.learning_rate > 2:
            # Out there only the parabola counts, and its limit is 2.
            assert row.ending == "diverged"
            assert math.isnan(row.final_x)
        elif row.learning_rate < 1.9:
            end = descend(row.start, row.learning_rate, 50)
            if abs(slope(end)) <= 1e-6 * usual:
                assert row.ending == "wrong basin"
                continue
            later = abs(slope(descend(end, row.learning_rate, 5000))) <= 1e-6 * usual
            assert row.ending == ("moving" if later else "cycling")


def test_e9_a_small_rate_leads_down_to_the_nearest_minimum(table):
    """Between two maxima the slope points to the one minimum; a rate of 0.01 cannot jump across."""
    everywhere, tops = roots(-5, 5, rising=True), roots(-6, 6, rising=False)
    basins = table("e09_basins")
    few = basins[np.isclose(basins["learning_rate"], 0.01)]
    assert len(few) == 401
    for row in few.itertuples():
        left = max(top for top in [-9, *tops] if top <= row.start)
        right = min(top for top in [*tops, 9] if top >= row.start)
        (goal,) = (x for x in everywhere if left < x < right)
        assert row.minimum == pytest.approx(goal, abs=1e-9)


def test_e9_counts_by_rate(table, facts):
    basins, rates = table("e09_basins"), table("e09_rates").set_index("learning_rate")
    lowest = table("e09_minima").query("lowest")["x"].iloc[0]
    for rate, runs in basins.groupby("learning_rate"):
        row = rates.loc[rate]
        assert row["in_lowest"] == (runs["minimum"] == lowest).sum()
        assert row["unsettled"] == runs["minimum"].isna().sum()
        assert row[["in_lowest", "in_other", "unsettled"]].sum() == row["runs"] == 401
        assert row["minima"] == runs["minimum"].nunique()
    full = rates[rates["unsettled"] == 0]
    assert facts("e09")["many"]["all_settle_to"] == full.index.max()
    runs = table("e09_many_starts")
    settled = runs["ending"].eq("wrong basin").groupby(runs["learning_rate"]).sum()
    assert facts("e09")["all_settle"]["highest"] == settled.index[settled == 4].max()
    assert facts("e09")["some_settle"]["lowest"] == settled.index[settled > 0].min()


def test_e9_tails(results, table):
    limits = table("e09_minima")["limit"]
    with np.load(results / "experiments/e09_tails.npz") as arrays:
        rates, tails, settled = (arrays[name] for name in ("learning_rates", "tails", "settled"))
        assert set(STARTS) <= set(arrays["starts"])
    assert settled[rates < 0.99 * limits.min()].all()
    assert not settled[rates > limits.max()].any()
    assert np.isfinite(tails).all()
    assert np.ptp(tails, axis=2)[settled].max() < 1e-3
    two = np.abs(rates - 0.1).argmin()
    assert all(len(set(np.round(tail, 4))) == 2 for tail in tails[two])


# E8: the three surfaces

COMMON, BUDGET = 0.1, 2000


def saddle_slope(x, y):
    return 2 * x, -2 * y


def plateau_slope(x, y):
    return tuple(0.02 * z + 1 - math.tanh(z) ** 2 for z in (x, y))


def plateau(x, y):
    return sum(0.01 * z * z + math.tanh(z) for z in (x, y))


def one(rule):
    """A rule for one coordinate, with its state, as a rule for both."""

    def run(gradient, start, rate, iterations):
        points, memory = [tuple(start)], [{}, {}]
        for t in range(1, iterations + 1):
            slopes = gradient(*points[-1])
            moves = [rule(g, state, t) for g, state in zip(slopes, memory, strict=True)]
            points.append(tuple(z - rate * m for z, m in zip(points[-1], moves, strict=True)))
            if max(map(abs, points[-1])) > 1e6:
                break
        return points

    return run


def averaging(g, s, t):
    s["v"] = 0.9 * s.get("v", 0) + 0.1 * g
    return s["v"]


def summing(g, s, t):
    s["v"] = 0.9 * s.get("v", 0) + g
    return s["v"]


def ahead(g, s, t):
    s["v"] = 0.9 * s.get("v", 0) + g
    return g + 0.9 * s["v"]


def root_mean_square(g, s, t):
    s["v"] = 0.9 * s.get("v", 0) + 0.1 * g * g
    return g / (math.sqrt(s["v"]) + 1e-8)


def adam(g, s, t):
    s["m"] = 0.9 * s.get("m", 0) + 0.1 * g
    s["v"] = 0.999 * s.get("v", 0) + 0.001 * g * g
    return s["m"] / (1 - 0.9**t) / (math.sqrt(s["v"] / (1 - 0.999**t)) + 1e-8)


LOOPS = {
    "gradient_descent": one(lambda g, s, t: g),
    "momentum": one(averaging),
    "heavy_ball": one(summing),
    "nesterov": one(ahead),
    "rmsprop": one(root_mean_square),
    "adam": one(adam),
}


def last_above(values, level):
    """The step after the last value above the level."""
    return max((t for t, value in enumerate(values) if value > level), default=-1) + 1


def select(frame, **where):
    for column, value in where.items():
        same = np.isclose(frame[column], value) if column == "learning_rate" else None
        frame = frame[frame[column] == value if same is None else same]
    return frame


@pytest.mark.parametrize("name", LOOPS)
def test_e8_leaving_the_saddle(table, facts, name):
    """f = x² − y² from (1, 1e-6): when it is at −1 or below for good."""
    points = LOOPS[name](saddle_slope, (1, 1e-6), COMMON, 300)
    expected = last_above([x * x - y * y for x, y in points], -1)
    assert facts("e08")["saddle"]["telling"][name]["iterations"] == expected
    runs = select(table("e08_telling"), problem="saddle", optimizer=name, learning_rate=COMMON)
    assert runs["iterations_to_goal"].tolist() == [expected]
    path = select(table("e08_paths"), problem="saddle", optimizer=name)
    kept = path[path["iteration"] <= 100]
    np.testing.assert_allclose(kept[["x", "y"]], points[: len(kept)], rtol=1e-9, atol=1e-15)


@pytest.mark.parametrize("name", LOOPS)
def test_e8_crossing_the_plateau(table, facts, name):
    """From (4, 3): when nine tenths of the gap to the minimum are gone for good."""
    low = -1.854824500422097
    points = LOOPS[name](plateau_slope, (4, 3), COMMON, BUDGET)
    goal = low + 0.1 * (plateau(4, 3) - low)
    expected = last_above([plateau(*point) for point in points], goal)
    assert facts("e08")["tanh_plateau"]["telling"][name]["iterations"] == expected


def test_e8_plain_descent_leaves_as_theory_says(table, facts):
    """The distance from the ridge grows by 1 + 2α a step: from 1e-6 to 1 in ln 1e6 / ln(1 + 2α)."""
    escape = table("e08_escape")
    stable = escape[escape["learning_rate"] < 1]
    expected = math.log(1e6) / np.log(1 + 2 * stable["learning_rate"])
    np.testing.assert_allclose(stable["predicted"], expected, rtol=1e-12)
    known = stable.dropna()
    assert (stable["measured"].isna() == (expected > BUDGET)).all()
    assert ((known["measured"] - known["predicted"]) >= 0).all()
    assert ((known["measured"] - known["predicted"]) < 1).all()
    assert facts("e08")["escape"]["error"] < 1


def test_e8_momentum_is_the_heavy_ball_at_a_tenth_of_the_rate(table):
    """v = βv + (1 − β) g at the rate α steps like v = βv + g at (1 − β) α."""
    runs = select(table("e08_runs"), problem="saddle").fillna({"iterations_to_goal": math.inf})
    times = {
        name: group.pivot(index="learning_rate", columns="start", values="iterations_to_goal")
        for name, group in runs.groupby("optimizer")
    }
    averaged, summed = (times[name].to_numpy() for name in ("momentum", "heavy_ball"))
    # Four rates a decade.
    np.testing.assert_array_equal(averaged[4:], summed[:-4])


def test_e8_momentum_is_compared_at_equal_steps(table):
    """Beside plain descent at a tenth of its rate, and never sooner at the same: p(1 + 2α) > 0."""
    summary = select(table("e08_summary"), problem="saddle", optimizer="momentum")
    same, step = (select(summary, regime=name) for name in ("same rate", "same step"))
    assert not (same.loc[same["learning_rate"] < 1, "sooner"] > 0).any()
    ball = select(
        table("e08_summary"), problem="saddle", optimizer="heavy_ball", regime="same rate"
    )
    assert step["sooner"].tolist() == pytest.approx(ball["sooner"].tolist()[:21], nan_ok=True)
    assert pytest.approx(1 / (1 - Momentum().beta)) == STRETCH["momentum"]


def test_e8_kin_from_a_plain_loop(table):
    """Off the double well's saddle y grows by 1 + α a step while it is small: ln(1 + α) tells the median."""
    kin = table("e08_kin")
    assert set(zip(kin["kind"], kin["problem"], strict=True)) == {
        ("saddle", "double_well"),
        ("saddle", "monkey_saddle"),
        ("saddle", "sine_product_saddle"),
        ("plateau", "gaussian_well"),
    }
    rows = select(kin, problem="double_well", optimizer="gradient_descent", regime="same rate")
    median = rows.set_index("learning_rate")["median"]
    # Where growth is slow and exponential, the time goes with 1 / ln(1 + α).
    for rate in (0.01, 0.1):
        near = median.index[np.abs(median.index - rate).argmin()]
        assert median[near] * math.log1p(near) == pytest.approx(
            median[median.index[8]] * math.log1p(median.index[8]), rel=0.06
        )


def test_e8_has_every_run_once(table):
    runs = table("e08_runs")
    key = ["problem", "optimizer", "learning_rate", "start"]
    assert len(runs) == len(runs[key].drop_duplicates()) == 3 * 6 * 25 * 65
    assert set(runs["optimizer"]) == set(LOOPS)
    left = runs["ending"].isin(["diverged", "escaped"])
    assert (runs["final_value"].isna() == left).all()
    assert not np.isinf(runs.select_dtypes("number")).any(axis=None)
    assert runs.loc[runs["ending"] == "diverged", "iterations_to_goal"].isna().all()
    both = runs.dropna(subset=["iterations_to_goal"])
    assert (both["iterations_to_tenth"] <= both["iterations_to_goal"]).all()


def test_e8_starts_are_where_they_should_be(table):
    starts = table("e08_starts").set_index("problem")
    assert starts.groupby("problem")["start"].agg(list).map(lambda s: s == list(range(65))).all()
    telling = starts[starts["start"] == 0][["x", "y"]]
    assert telling.loc["saddle"].tolist() == [1, 1e-6]
    others = starts[starts["start"] > 0]
    assert others.loc["saddle", "y"].abs().between(1e-6, 0.1).all()
    assert others.loc["saddle", "y"].abs().lt(1e-3).mean() > 0.3
    assert (others.loc["tanh_plateau", ["x", "y"]] >= 2).all(axis=None)
    # On the plateau the slope is slight in either coordinate.
    x, y = others.loc["tanh_plateau", ["x", "y"]].to_numpy().T
    assert np.abs(np.array([plateau_slope(*p) for p in zip(x, y, strict=True)])).max() < 0.112
    # The goal on the waves is the value of the second lowest minimum.
    points = table("e08_points").query("problem == 'sine_product' and kind == 'minimum'")
    depths = sorted(set(points["value"].round(8)))
    assert starts.loc["sine_product", "goal"].unique() == pytest.approx([depths[1]])


def sooner(times, others):
    """The share of starts with less time among those that differ, and how many these are."""
    differ = [(a, b) for a, b in zip(times, others, strict=True) if a != b]
    return sum(a < b for a, b in differ) / len(differ), len(differ)


def test_e8_statistics_by_hand(table):
    """Half of the starts chooses the rate by the mean time, at most the budget; the rest is reported."""
    runs, summary = table("e08_runs"), table("e08_summary")
    for problem in ("saddle", "tanh_plateau", "sine_product"):
        plain = None
        for name in LOOPS:
            times = select(runs, problem=problem, optimizer=name).pivot(
                index="learning_rate", columns="start", values="iterations_to_goal"
            )
            first, second = times[range(1, 33)], times[range(33, 65)].fillna(math.inf)
            best = first.fillna(BUDGET).mean(axis=1).idxmin()
            (row,) = select(
                summary, problem=problem, optimizer=name, regime="best rate"
            ).itertuples()
            assert row.learning_rate == best
            assert row.median == np.median(second.loc[best])
            assert row.arrived == np.isfinite(second.loc[best]).mean()
            assert row.edge in ("lowest", "highest") or times.index[0] < best < times.index[-1]
            if plain is None:
                plain = second.loc[best], second.loc[COMMON]
                continue
            assert (row.sooner, row.decided) == sooner(second.loc[best], plain[0])
            (row,) = select(
                summary,
                problem=problem,
                optimizer=name,
                regime="same rate",
                learning_rate=COMMON,
            ).itertuples()
            assert (row.sooner, row.decided) == sooner(second.loc[COMMON], plain[1])
            assert row.sooner_low <= row.sooner <= row.sooner_high
            assert not row.median_low > row.median
            assert not row.median_high < row.median


def test_arrivals_are_for_good():
    nan, level = math.nan, np.array([1.0] * 5)
    losses = np.array(
        [
            # arrives, passes by, never, is there from the start, escapes downwards
            [3.0, 3.0, 3.0, 0.5, 3.0],
            [1.0, 0.5, 2.0, 0.5, -9.0],
            [0.5, 2.0, 1.5, 0.5, nan],
            [0.5, 0.5, 1.5, 0.5, nan],
        ]
    )
    stayed = np.zeros(5, bool)
    assert arrivals(losses, level, stayed).tolist() == [1, 3, math.inf, 0, 1]
    assert arrivals(losses, level, ~stayed).tolist() == [math.inf] * 5
