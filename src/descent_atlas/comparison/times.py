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


def best_rates(times: Array, budget: Array | float) -> Array:
    """The rate with the most successes, then the lowest mean cost, then the smallest, shape (...).

    ``times`` has shape (..., rates, starts), with which ``budget`` broadcasts.
    """
    whole = np.where(np.isnan(times), 0.0, budget).sum(axis=-1)
    # At most one in cost, so it decides only among equals.
    cost = costs(times, budget).sum(axis=-1) / np.maximum(whole, 1)
    return np.argmax(successes(times) - 0.5 * cost, axis=-1)


def ranked_rates(times: Array, budget: Array | float) -> Array:
    """The rates from the best to the worst, in the order of ``best_rates``, shape (..., rates)."""
    # Among equal numbers of successes the expected running time goes with the total cost.
    return np.lexsort((costs(times, budget).sum(axis=-1), -successes(times)), axis=-1)
