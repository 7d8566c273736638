"""Intervals for shares and running times."""

from __future__ import annotations

from collections.abc import Callable

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


def ends(draws: Array) -> tuple[Array, Array]:
    """The 95 % interval's ends among resampled values, along the last axis, which it takes away.

    Both are values that were drawn (the inverse of their distribution function), so that an infinite one
    spoils no other: a resample in which nothing succeeds has an infinite time.
    """
    low, high = end_places(draws.shape[-1])
    parts = np.partition(draws, (low, high), axis=-1)
    return parts[..., low], parts[..., high]


def end_places(count: int) -> tuple[int, int]:
    """Where the interval's ends stand among so many sorted draws."""
    low, high = (
        int(np.ceil(share * count)) - 1 for share in ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)
    )
    return low, high


def bootstrap(
    values: Array, aggregate: Callable[[Array], Array], random: np.random.Generator
) -> tuple[Array, Array]:
    """The percentile bootstrap's 95 % interval for an aggregate of the last axis of ``values``.

    ``values`` has shape (..., runs): rows that belong together, such as a run's beginning and its end,
    are drawn jointly. ``aggregate`` takes (..., RESAMPLES, runs) and drops the last axis, as
    ``medians`` does. Source: B. Efron, Bootstrap methods: another look at the jackknife, The Annals of
    Statistics 7, 1979.
    """
    count = values.shape[-1]
    return ends(aggregate(values[..., random.integers(count, size=(RESAMPLES, count))]))


def medians(values: Array) -> Array:
    """The median along the last axis."""
    found: Array = np.median(values, axis=-1)
    return found


def means(values: Array) -> Array:
    """The mean along the last axis."""
    found: Array = values.mean(axis=-1)
    return found


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
    low, high = ends(times)
    some = successes.any(axis=1)
    return np.where(some, low, np.nan), np.where(some, high, np.nan)
