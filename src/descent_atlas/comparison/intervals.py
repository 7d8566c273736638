"""Intervals for shares and running times."""

from __future__ import annotations

import numpy as np
from scipy import stats

Array = np.ndarray

CONFIDENCE = 0.95
RESAMPLES = 2000


def wilson(successes: Array, trials: Array) -> tuple[Array, Array]:
    """Wilson's 95 % interval for a share, both ends in [0, 1]; arrays of any one shape.

    Source: E. B. Wilson, Probable inference, the law of succession, and statistical inference,
    Journal of the American Statistical Association 22, 1927, equation for p given h.
    """
    z2 = stats.norm.ppf((1 + CONFIDENCE) / 2) ** 2
    share = successes / trials
    centre = (share + z2 / (2 * trials)) / (1 + z2 / trials)
    half = np.sqrt(z2 * (share * (1 - share) / trials + z2 / (4 * trials**2))) / (1 + z2 / trials)
    return np.where(successes == 0, 0.0, centre - half), np.where(
        successes == trials, 1.0, centre + half
    )


def resampling_weights(runs: int, generator: np.random.Generator) -> Array:
    """How often each run stands in each bootstrap resample, shape (runs, RESAMPLES)."""
    return generator.multinomial(runs, np.full(runs, 1 / runs), size=RESAMPLES).T.astype(float)


def bootstrap_ert(costs: Array, successes: Array, weights: Array) -> tuple[Array, Array]:
    """The bootstrap's 95 % interval for the expected running time, NaN where nothing succeeded.

    ``costs`` and ``successes`` have shape (cells, runs), ``weights`` (runs, resamples): the starts are
    drawn jointly for all cells. A resample without any success has an infinite running time; an upper end
    that falls among those is infinite.
    """
    with np.errstate(all="ignore"):
        times = (costs @ weights) / (successes @ weights)
    times = np.where(np.isnan(times), np.inf, times)
    ends = [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2]
    low, high = np.quantile(times, ends, axis=1, method="inverted_cdf")
    some = successes.any(axis=1)
    return np.where(some, low, np.nan), np.where(some, high, np.nan)
