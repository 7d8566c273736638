"""E9: plain descent on a rippled parabola from many starts: where it settles, and at which rates."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.critical_points import survey
from descent_atlas.experiments import basins
from descent_atlas.experiments.basins import LONG, SETTLED, descend_each
from descent_atlas.experiments.descents import Descents
from descent_atlas.grid import learning_rates
from descent_atlas.problem import Array
from descent_atlas.problems.sine_parabola import SineParabola

PROBLEM = SineParabola()
STARTS = np.array([-2.5, -1.0, 0.5, 2.0])
LEARNING_RATE, ITERATIONS = 0.1, 50
LOWEST, HIGHEST, PER_DECADE = 1e-3, 10.0, 10
RATES = learning_rates(LOWEST, HIGHEST, PER_DECADE)
MANY = np.linspace(-3, 3, 401)
"""Starts all over the plot."""
EVERYWHERE = np.array([[-5.0, 5.0]])
"""Where f' = 0 can be: 5 cos 5x = -x has no solution further out."""
POINTS = 1201
"""Of the plotted curve."""
TAIL_RATES, TAIL_STARTS = np.linspace(0.05, 0.25, 401), np.linspace(-2.5, 2.5, 11)
"""The starts have the article's four among them."""
TAIL = 24


def run() -> dict[str, Any]:
    """The tables, the arrays and the facts, by their path under the results."""
    found = survey(PROBLEM, EVERYWHERE).points
    x = np.sort([point.point[0] for point in found if point.kind == "minimum"])
    minima = minima_table(x)
    runs, long = (descend_each(PROBLEM, STARTS, RATES, n) for n in (ITERATIONS, LONG))
    table = many_starts(runs, long)
    ends = table[["learning_rate", "start"]].join(basins.cycles(long, x))
    settled = basins.basins(PROBLEM, x, MANY, RATES)
    rates = basins.by_rate(settled, float(minima.loc[minima["lowest"], "x"].iloc[0]))
    return {
        "tables/e09_many_starts.csv": table,
        "tables/e09_cycles.csv": ends,
        "tables/e09_paths.csv": paths(runs, table),
        "tables/e09_curve.csv": curve(),
        "tables/e09_minima.csv": minima,
        "tables/e09_basins.csv": settled,
        "tables/e09_rates.csv": rates,
        "experiments/e09_tails.npz": basins.tails(PROBLEM, TAIL_STARTS, TAIL_RATES, TAIL),
        "facts/e09.json": facts(table, ends, minima, rates),
    }


def minima_table(everywhere: Array) -> pd.DataFrame:
    """Those of the local minima ``everywhere`` that are in the plot, with the stability limit 2/f''.

    ``largest_settling`` is that limit once more, found by trial.
    """
    low, high = PROBLEM.domain[0]
    x = everywhere[(everywhere >= low) & (everywhere <= high)]
    f, curvature = PROBLEM.value(x[:, None]), PROBLEM.hessian(x[:, None])[:, 0, 0]
    limit = 2 / curvature
    tried = [basins.largest_settling(PROBLEM, *pair) for pair in zip(x, limit, strict=True)]
    frame = pd.DataFrame({"x": x, "f": f, "curvature": curvature, "limit": limit})
    return frame.assign(largest_settling=tried, lowest=f == f.min())


def many_starts(runs: Descents, long: Descents) -> pd.DataFrame:
    """How the runs ended; no final values for one that diverged.

    The project's endings, but with one question put to the future: was a run that has not settled still
    on its way? Over so few iterations one that hops about for ever can look like progress. So ``long``
    continues it: a run that settles later was moving, and one that never does was cycling.
    """
    over = np.isin(runs.endings, (*SETTLED, "diverged"))
    later = np.where(np.isin(long.endings, SETTLED), "moving", "cycling")
    ending = np.where(over, runs.endings, later)
    x = np.where(runs.left, np.nan, runs.points[-1, :, 0])
    value, gradient = PROBLEM.value_and_gradient(x[:, None])
    final = {"final_x": x, "final_f": value, "final_gradient": gradient[:, 0], "ending": ending}
    start = {"learning_rate": runs.learning_rates, "start": runs.points[0, :, 0]}
    return pd.DataFrame(start | final)


def settling(table: pd.DataFrame) -> pd.Series:
    """How many of the article's runs settle within their iterations, for each rate."""
    return table["ending"].isin(SETTLED).groupby(table["learning_rate"]).sum()


def paths(runs: Descents, table: pd.DataFrame) -> pd.DataFrame:
    """Every iterate at the article's rate, and at the largest one at which all of its runs settle."""
    count = settling(table)
    shown = [count.index[count == len(STARTS)].max(), LEARNING_RATE]
    which = np.flatnonzero(np.isin(runs.learning_rates, shown))
    iterations = np.arange(ITERATIONS + 1)
    parts = [
        pd.DataFrame(
            {
                "learning_rate": runs.learning_rates[run],
                "start": runs.points[0, run, 0],
                "iteration": iterations,
                "x": runs.points[:, run, 0],
                "f": runs.losses[:, run],
            }
        )
        for run in which
    ]
    return pd.concat(parts, ignore_index=True)


def curve() -> pd.DataFrame:
    """f over the plot."""
    low, high = PROBLEM.domain[0]
    x = np.linspace(low, high, POINTS)
    return pd.DataFrame({"x": x, "f": PROBLEM.value(x[:, None])})


def facts(
    table: pd.DataFrame, ends: pd.DataFrame, minima: pd.DataFrame, rates: pd.DataFrame
) -> dict[str, Any]:
    """Every number that the page quotes."""
    count = settling(table)
    some, every = count.index[count > 0], count.index[count == len(STARTS)]
    own = table["learning_rate"] == LEARNING_RATE
    lowest = minima[minima["lowest"]].iloc[0]
    return {
        "learning_rate": LEARNING_RATE,
        "iterations": ITERATIONS,
        "long": LONG,
        "starts": STARTS.tolist(),
        "window": PROBLEM.domain[0].tolist(),
        "rates": {"count": len(RATES), "lowest": LOWEST, "highest": HIGHEST},
        "minima": {
            "count": len(minima),
            "x": minima["x"].tolist(),
            "lowest": {name: float(lowest[name]) for name in ("x", "f", "curvature", "limit")},
            "highest_f": float(minima["f"].max()),
            "smallest_limit": float(minima["limit"].min()),
            "largest_limit": float(minima["limit"].max()),
            # How far the limits by trial are from 2/f'', as a share.
            "limit_error": float((minima["largest_settling"] / minima["limit"] - 1).abs().max()),
        },
        "own": own_facts(table[own], ends[own]),
        # The rates at which all of the article's runs settle in time, and at which some do.
        "all_settle": {"count": len(every), "lowest": every.min(), "highest": every.max()},
        "some_settle": {"count": len(some), "lowest": some.min(), "highest": some.max()},
        "many": many_facts(rates),
    }


def own_facts(own: pd.DataFrame, ends: pd.DataFrame) -> dict[str, Any]:
    """The article's runs at the article's rate, and what becomes of them in the long run."""
    return {
        "settled": int(own["ending"].isin(SETTLED).sum()),
        "cycling": int((own["ending"] == "cycling").sum()),
        "smallest_gradient": float(own["final_gradient"].abs().min()),
        "largest_gradient": float(own["final_gradient"].abs().max()),
        "periods": sorted(set(ends["period"].tolist())),
        "around": int(ends["around"].nunique()),
        "widest": float((ends["high"] - ends["low"]).max()),
    }


def many_facts(rates: pd.DataFrame) -> dict[str, Any]:
    """The starts all over the plot, where every one of them settles, and where none does."""
    full = rates[rates["in_lowest"] + rates["in_other"] == rates["runs"]]
    some = rates[rates["in_lowest"] + rates["in_other"] > 0]
    last = full.iloc[-1]
    return {
        "starts": int(rates["runs"].iloc[0]),
        "all_settle_to": float(last["learning_rate"]),
        "some_settle_to": float(some["learning_rate"].iloc[-1]),
        # At that largest rate at which every start settles:
        "minima": int(last["minima"]),
        "in_lowest": float(last["in_lowest"] / last["runs"]),
        "in_lowest_least": float((full["in_lowest"] / full["runs"]).min()),
        "in_lowest_most": float((full["in_lowest"] / full["runs"]).max()),
    }
