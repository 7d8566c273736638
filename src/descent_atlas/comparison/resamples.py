"""Means over the tasks of a subset, and the same over each resample of the starts.

The bootstrap is paired and stratified: within each problem the starts are drawn with replacement, the same
ones for all optimizers and variants. Every problem counts alike, however many starts it has. Source:
R. Agarwal, M. Schwarzer, P. S. Castro, A. Courville and M. G. Bellemare, Deep reinforcement learning at the
edge of the statistical precipice, NeurIPS 2021, for the strata; their runs are not paired, ours are.
"""

from __future__ import annotations

from math import lcm

import numpy as np

from descent_atlas.comparison.contest import Contest, Subset
from descent_atlas.comparison.cube import Array


def stacked_weights(contest: Contest, subset: Subset) -> Array:
    """The weights of all runs of a subset, task after task, shape (tasks x starts, 1 + RESAMPLES).

    Those of a problem with few starts are multiplied so that each problem has the same sum.
    """
    share = common(contest, subset)
    parts = [
        contest.weights(p) * (share // contest.cube.judged[p]) for _, p in np.argwhere(subset.tasks)
    ]
    return np.concatenate(parts)


def common(contest: Contest, subset: Subset) -> int:
    """The least common multiple of the numbers of judged starts."""
    return lcm(*(int(contest.cube.judged[p]) for _, p in np.argwhere(subset.tasks)))


def means(contest: Contest, subset: Subset, values: Array, largest: float) -> Array:
    """Means over tasks and judged starts, shape (optimizers, ..., 1 + RESAMPLES); the first is the sample's.

    ``values`` (variants, problems, optimizers, ..., starts) are whole numbers up to ``largest``, 0 for runs
    that are not there; their sums are exact. An optimizer's mean is over those tasks on which it was run,
    NaN without any.
    """
    weights = stacked_weights(contest, subset)
    chosen = np.moveaxis(values[subset.tasks], 0, -2)
    flat = chosen.reshape(-1, len(weights))
    total = largest * common(contest, subset) * np.count_nonzero(subset.tasks)
    exact = np.float32 if total < 2**24 else np.float64
    sums = (flat.astype(exact) @ weights.astype(exact)).reshape(*chosen.shape[:-2], -1)
    tasks = contest.present[subset.tasks].sum(axis=0) * float(common(contest, subset))
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = sums / tasks.reshape(-1, *(1,) * (sums.ndim - 1)).astype(exact)
    return found
