"""Which optimizers arrive sooner than plain descent, at one rate for all and each at its best."""

from __future__ import annotations

import numpy as np
import pandas as pd

from descent_atlas.comparison.intervals import bootstrap, medians, wilson
from descent_atlas.randomness import generator

Array = np.ndarray

PLAIN, AVERAGING = "gradient_descent", "momentum"
SAME, STEP, BEST = "same rate", "same step", "best rate"
"""Beside plain descent at the same rate; at the rate with which a step is as long in the long run,
where that is another; and each at its best."""
STRETCH = {AVERAGING: 10.0}
"""The averaging form of momentum multiplies the gradient by 1 − β = 0.1, so that at ten times the rate its
steps are the summing form's. At plain descent's own rate it cannot leave a quadratic saddle sooner, whatever
that is: along a curvature of −2 it grows by the larger root of p(z) = z² − (1 + β + 2α(1 − β)) z + β, plain
descent by 1 + 2α, and p(1 + 2α) = 4α²β is positive."""
COMMON_RATE = 0.1
"""The one rate for all that is quoted: the article's in E6 and E9."""
NEVER = np.inf
TELLING = 0
"""The start that is shown; it neither chooses a rate nor counts in a statistic."""


def summary(runs: pd.DataFrame, budget: int) -> pd.DataFrame:
    """Each optimizer on each problem at every rate, beside plain descent in each regime.

    Half of the starts chooses an optimizer's best rate, the one with the lowest mean time, where a run
    that never arrives counts as the whole budget; of equal rates it is the smallest. The other half of
    the starts is reported, in all regimes.
    """
    parts = []
    for problem, group in runs.groupby("problem", sort=False):
        times = _by_start(group, "iterations_to_goal")
        starts = times.columns[times.columns != TELLING]
        first, second = starts[: len(starts) // 2], starts[len(starts) // 2 :]
        best = times[first].clip(upper=budget).mean(axis=1).groupby("optimizer").idxmin()
        judged, tenth = times[second], _by_start(group, "iterations_to_tenth")[second]
        for optimizer in group["optimizer"].unique():
            for regime, (own, plain) in _regimes(str(optimizer), times.index, best).items():
                rows = _compared(judged.loc[own], tenth.loc[own], judged.loc[plain])
                parts.append(rows.assign(problem=problem, regime=regime).reset_index())
    frame = pd.concat(parts, ignore_index=True).replace(np.inf, np.nan)
    frame["edge"] = _edges(frame)
    keys = ["problem", "optimizer", "regime", "learning_rate", "edge"]
    return frame[[*keys, *frame.columns.drop(keys)]]


def _regimes(
    optimizer: str, cells: pd.Index, best: pd.Series
) -> dict[str, tuple[list[tuple[str, float]], list[tuple[str, float]]]]:
    """By regime, the cells of an optimizer and those of plain descent that they stand beside."""
    rates = cells[cells.get_level_values("optimizer") == optimizer].get_level_values(1)
    regimes = {
        SAME: ([(optimizer, rate) for rate in rates], [(PLAIN, rate) for rate in rates]),
        BEST: ([best[optimizer]], [best[PLAIN]]),
    }
    if optimizer in STRETCH:
        shorter = rates / STRETCH[optimizer]
        near = [
            (own, rates[np.isclose(rates, rate)]) for own, rate in zip(rates, shorter, strict=True)
        ]
        pairs = [(own, found[0]) for own, found in near if len(found)]
        regimes[STEP] = (
            [(optimizer, own) for own, _ in pairs],
            [(PLAIN, rate) for _, rate in pairs],
        )
    return regimes


def _by_start(group: pd.DataFrame, column: str) -> pd.DataFrame:
    """Times as a table of (optimizer, learning rate) by start; NEVER where there is none."""
    known = group.assign(time=group[column].astype(float).fillna(NEVER))
    return known.pivot(index=["optimizer", "learning_rate"], columns="start", values="time")


def _compared(times: pd.DataFrame, tenth: pd.DataFrame, plain: pd.DataFrame) -> pd.DataFrame:
    """For each row: the median time, what share of it is crawling, and who arrives, and before ``plain``.

    Crawling is the time to a tenth of the way; it is left out where not every run arrives. ``sooner`` is a
    share of the ``decided`` starts, from which one of the two arrives before the other; without any it
    does not exist. All have their 95 % intervals: the medians' by the bootstrap over the starts, the
    shares' by Wilson.
    """
    values, others, runs = times.to_numpy(), plain.to_numpy(), times.shape[1]
    arrived = np.isfinite(values)
    crawl = np.where(arrived & (values > 0), tenth.to_numpy(), np.nan) / np.maximum(values, 1)
    frame = pd.DataFrame({"runs": runs}, index=times.index)
    for name, of in (("median", values), ("crawl", crawl)):
        frame[name], frame[f"{name}_low"], frame[f"{name}_high"] = _median(of)
    decided = (values != others).sum(axis=1)
    frame["decided"] = decided
    counts = (("arrived", arrived, np.full(len(frame), runs)), ("sooner", values < others, decided))
    for name, which, of in counts:
        successes, trials = which.sum(axis=1), np.maximum(of, 1)
        columns = (successes / trials, *wilson(successes, trials))
        for end, column in zip(("", "_low", "_high"), columns, strict=True):
            frame[f"{name}{end}"] = np.where(of > 0, column, np.nan)
    return frame


def _median(values: Array) -> tuple[Array, Array, Array]:
    """Each row's median and the ends of its interval; NaN for a row that has one."""
    with np.errstate(invalid="ignore"):
        low, high = bootstrap(values, medians, generator("e08", "bootstrap"))
        return np.median(values, axis=1), low, high


def _edges(frame: pd.DataFrame) -> Array:
    """Whether a best rate is the lowest or the highest that was tried."""
    tuned, rates = frame["regime"] == BEST, frame["learning_rate"]
    at = [tuned & (rates == rates.min()), tuned & (rates == rates.max())]
    return np.select(at, ["lowest", "highest"], "")
