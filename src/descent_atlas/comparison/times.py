"""Times to a target: iterations, infinite where a run never holds it, NaN where there is no such run.

The starts are the last axis. Problems may have different numbers of them, and an optimizer may lack a
variant: what is not there is neither a success nor a failure.
"""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def runs(times: Array) -> Array:
    """How many runs there are, shape (...)."""
    count: Array = (~np.isnan(times)).sum(axis=-1)
    return count


def successes(times: Array) -> Array:
    """How many of them ever succeed, shape (...)."""
    count: Array = np.isfinite(times).sum(axis=-1)
    return count


def success_rates(times: Array) -> Array:
    """The share of the runs that ever succeed, shape (...); NaN without any run."""
    with np.errstate(invalid="ignore"):
        share: Array = successes(times) / runs(times)
    return share


def costs(times: Array, budget: Array | float) -> Array:
    """min(T, budget) of each run in iterations, 0 for a run that is not there; ``budget`` broadcasts."""
    times = times.astype(float)
    return np.where(np.isinf(times), budget, np.where(np.isnan(times), 0.0, times))


def expected_running_times(times: Array, budget: Array | float) -> Array:
    """ERT, the sum of min(T, budget) over the number of successes, shape (...), in iterations.

    Infinite without any success, NaN without any run. Source: N. Hansen, A. Auger, R. Ros, O. Mersmann,
    T. Tušar and D. Brockhoff, COCO, Optimization Methods and Software 36, 2021.
    """
    with np.errstate(divide="ignore", invalid="ignore"):
        ert: Array = costs(times, budget).sum(axis=-1) / successes(times)
    return np.where(runs(times) > 0, ert, np.nan)


def merits(times: Array, limit: Array | float) -> Array:
    """How good each rate is by these starts, shape (..., rates): the higher, the better.

    By the number of starts that arrive, then by the mean time, in which those that do not count with the
    ``limit`` (...). ``times`` has shape (..., rates, starts).
    """
    ceiling = np.asarray(limit, float)[..., None]
    cost = costs(times, ceiling[..., None]).sum(axis=-1) / np.maximum(runs(times), 1) / ceiling
    # The cost is at most one, so half of it decides only among equals.
    merit: Array = successes(times) - 0.5 * cost
    return merit


def best_indices(times: Array, limit: Array | float) -> Array:
    """The rate with the highest merit, among equals the smallest, shape (...); see ``merits``."""
    return np.argmax(merits(times, limit), axis=-1)


def ranked_rates(times: Array, limit: Array | float) -> Array:
    """The rates from the highest merit to the lowest, among equals from the smallest, (..., rates)."""
    # Among equal numbers of successes the expected running time goes with the mean cost.
    return np.argsort(-merits(times, limit), axis=-1, kind="stable")
