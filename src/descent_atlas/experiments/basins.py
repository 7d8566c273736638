"""Where descents in one dimension end up, start by start and rate by rate, if they have the time."""

from __future__ import annotations

import numpy as np
import pandas as pd

from descent_atlas.experiments.descents import Descents, descend_rates
from descent_atlas.optimizers.gradient_descent import GradientDescent
from descent_atlas.problem import Array, Problem

SETTLED = ("converged", "wrong basin")
LONG = 2_000
"""Iterations after which whatever settles has settled: two per cent below the stability limit, where a
run has a factor of 0.96 a step, the first hundred already make its error a hundred times smaller."""
LAST = 128
"""Iterates at the end of a run in which a cycle is looked for."""
LONGEST = 32
"""The longest period that is looked for."""
SAME = 1e-9
"""Iterates this close are the same: far above rounding, far below the width of a basin."""
AT_ONCE = 8
"""Rates that are descended at once, which bounds the memory."""
NUDGE = 1e-3
"""How far from a minimum its stability is tried out: a small part of a basin, which is about one wide."""
NEAR_LIMIT = np.linspace(0.95, 1.05, 401)
"""The rates of that trial, as shares of the theoretical limit."""


def descend_each(problem: Problem, starts: Array, rates: Array, iterations: int) -> Descents:
    """Plain descent from every start at every rate; the runs of one rate stand together."""
    first = np.tile(starts, len(rates))[:, None]
    every = np.repeat(rates, len(starts))
    return descend_rates(problem, GradientDescent(), first, every, iterations)


def basins(problem: Problem, minima: Array, starts: Array, rates: Array) -> pd.DataFrame:
    """The minimum that each run has settled in after LONG iterations, empty where it has not.

    ``minima``, shape (count,), are all that there are, inside the plot or not.
    """
    parts = []
    for some in np.array_split(rates, -(-len(rates) // AT_ONCE)):
        runs = descend_each(problem, starts, some, LONG)
        settled = np.isin(runs.endings, SETTLED)
        part = {
            "learning_rate": runs.learning_rates,
            "start": np.tile(starts, len(some)),
            "ending": runs.endings,
            "minimum": np.where(settled, _nearest(minima, runs.points[-1, :, 0]), np.nan),
        }
        parts.append(pd.DataFrame(part))
    return pd.concat(parts, ignore_index=True)


def by_rate(settled: pd.DataFrame, lowest: float) -> pd.DataFrame:
    """For each rate: how many runs settle in the lowest minimum, in another, or in none."""
    runs = settled.groupby("learning_rate")
    minimum = settled["minimum"]
    frame = pd.DataFrame({"runs": runs.size()})
    counted = {
        "in_lowest": minimum == lowest,
        "in_other": minimum.notna() & (minimum != lowest),
        "unsettled": minimum.isna(),
    }
    for name, which in counted.items():
        frame[name] = which.groupby(settled["learning_rate"]).sum()
    return frame.assign(minima=runs["minimum"].nunique()).reset_index()


def tails(problem: Problem, starts: Array, rates: Array, kept: int) -> dict[str, Array]:
    """The last ``kept`` iterates of long runs, (rates, starts, kept), and whether they have settled."""
    parts, settled = [], []
    for some in np.array_split(rates, -(-len(rates) // (4 * AT_ONCE))):
        runs = descend_each(problem, starts, some, LONG)
        parts.append(runs.points[-kept:, :, 0].T.reshape(len(some), len(starts), kept))
        settled.append(np.isin(runs.endings, SETTLED).reshape(len(some), len(starts)))
    return {
        "learning_rates": rates,
        "starts": starts,
        "tails": np.concatenate(parts).astype(np.float32),
        "settled": np.concatenate(settled),
    }


def cycles(runs: Descents, minima: Array) -> pd.DataFrame:
    """The period of each run's end, its span, and the minimum nearest to its middle.

    1 is a run at rest and 0 one in which no period up to LONGEST shows; nothing for one that diverged.
    """
    last = runs.points[-LAST:, :, 0]
    low, high = last.min(axis=0), last.max(axis=0)
    frame = pd.DataFrame(
        {
            "period": _periods(last),
            "low": low,
            "high": high,
            "around": _nearest(minima, (low + high) / 2),
        }
    )
    frame["period"] = frame["period"].astype("Int64")
    return frame[~runs.left].reindex(frame.index)


def _periods(last: Array) -> Array:
    """The smallest shift by which each column of ``last`` (iterates, runs) repeats itself, or 0."""
    found = np.zeros(last.shape[1], int)
    for period in range(LONGEST, 0, -1):
        found[np.abs(last[period:] - last[:-period]).max(axis=0) < SAME] = period
    return found


def _nearest(minima: Array, x: Array) -> Array:
    return minima[np.abs(np.nan_to_num(x)[:, None] - minima).argmin(axis=1)]


def largest_settling(problem: Problem, minimum: float, limit: float) -> float:
    """The largest rate near ``limit`` up to which runs from close by come to rest at ``minimum``."""
    rates = limit * NEAR_LIMIT
    # Longer than elsewhere, since close to the limit a run hardly gets closer.
    runs = descend_each(problem, np.array([minimum + NUDGE]), rates, 5 * LONG)
    rests = np.abs(runs.points[-1, :, 0] - minimum) < NUDGE / 100
    return float(rates[rests.argmin() - 1])
