"""When runs arrive at a level for good, and which optimizers arrive sooner than plain descent."""

from __future__ import annotations

import numpy as np
import pandas as pd

from descent_atlas.comparison.intervals import CONFIDENCE, RESAMPLES, wilson
from descent_atlas.problem import Array
from descent_atlas.randomness import generator

PLAIN = "gradient_descent"
SAME, BEST = "same rate", "best rate"
NEVER = np.inf
TELLING = 0
"""The start that is shown; it neither chooses a rate nor counts in a statistic."""


def arrivals(losses: Array, level: Array, failed: Array) -> Array:
    """The iteration from which f stays at or below ``level`` (runs,), or NEVER; shape (runs,).

    ``losses`` (iterations + 1, runs) are NaN once a run has left. One that escaped below everything has
    stayed below the level; one that ``failed`` has not.
    """
    above = losses > level
    first = np.where(above.any(axis=0), len(losses) - above[::-1].argmax(axis=0), 0)
    return np.where((first == len(losses)) | failed, NEVER, first)


def summary(runs: pd.DataFrame, budget: int) -> pd.DataFrame:
    """Each optimizer on each problem: at every rate, beside plain descent at the same one, and at its best.

    Half of the starts chooses an optimizer's best rate, the one with the lowest mean time, where a run
    that never arrives counts as the whole budget; of equal rates it is the smallest. The other half of
    the starts is reported, in both regimes.
    """
    parts = []
    for problem, group in runs.groupby("problem", sort=False):
        times = _by_start(group, "iterations_to_goal")
        starts = times.columns[times.columns != TELLING]
        first, second = starts[: len(starts) // 2], starts[len(starts) // 2 :]
        best = times[first].clip(upper=budget).mean(axis=1).groupby("optimizer").idxmin()
        judged = times[second]
        tenth = _by_start(group, "iterations_to_tenth")[second]
        for optimizer in group["optimizer"].unique():
            regimes = {SAME: ([optimizer], [PLAIN]), BEST: ([best[optimizer]], [best[PLAIN]])}
            for regime, (which, plain) in regimes.items():
                rows = _compared(judged.loc[which], tenth.loc[which], judged.loc[plain])
                parts.append(rows.assign(problem=problem, regime=regime).reset_index())
    frame = pd.concat(parts, ignore_index=True).replace(np.inf, np.nan)
    frame.loc[frame["optimizer"] == PLAIN, ["sooner", "sooner_low", "sooner_high"]] = np.nan
    frame["edge"] = _edges(frame)
    keys = ["problem", "optimizer", "regime", "learning_rate", "edge"]
    return frame[[*keys, *frame.columns.drop(keys)]]


def _by_start(group: pd.DataFrame, column: str) -> pd.DataFrame:
    """Times as a table of (optimizer, learning rate) by start; NEVER where there is none."""
    known = group.assign(time=group[column].astype(float).fillna(NEVER))
    return known.pivot(index=["optimizer", "learning_rate"], columns="start", values="time")


def _compared(times: pd.DataFrame, tenth: pd.DataFrame, plain: pd.DataFrame) -> pd.DataFrame:
    """For each row: the median time, what share of it is crawling, and who arrives, and before ``plain``.

    Crawling is the time to a tenth of the way; it is left out where not every run arrives. All have their
    95 % intervals: the medians' by the bootstrap over the starts, the shares' by Wilson.
    """
    values, runs = times.to_numpy(), times.shape[1]
    arrived = np.isfinite(values)
    crawl = np.where(arrived & (values > 0), tenth.to_numpy(), np.nan) / np.maximum(values, 1)
    frame = pd.DataFrame({"runs": runs}, index=times.index)
    for name, of in (("median", values), ("crawl", crawl)):
        frame[name], frame[f"{name}_low"], frame[f"{name}_high"] = _median(of)
    for name, which in (("arrived", arrived), ("sooner", values < plain.to_numpy())):
        successes = which.sum(axis=1)
        frame[name] = successes / runs
        frame[f"{name}_low"], frame[f"{name}_high"] = wilson(successes, np.full(len(frame), runs))
    return frame


def _median(values: Array) -> tuple[Array, Array, Array]:
    """Each row's median and the ends of its interval; NaN for a row that has one."""
    drawn = generator("e08", "bootstrap").integers(values.shape[1], size=(RESAMPLES, len(values.T)))
    ends = [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]
    with np.errstate(invalid="ignore"):
        medians = np.median(values[:, drawn], axis=2)
        low, high = np.quantile(medians, ends, axis=1, method="inverted_cdf")
        return np.median(values, axis=1), low, high


def _edges(frame: pd.DataFrame) -> Array:
    """Whether a best rate is the lowest or the highest that was tried."""
    tuned, rates = frame["regime"] == BEST, frame["learning_rate"]
    ends = [tuned & (rates == rates.min()), tuned & (rates == rates.max())]
    return np.select(ends, ["lowest", "highest"], "")
