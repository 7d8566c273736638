"""How sure a score is if other problems had been taken: a bootstrap over the problems."""

from __future__ import annotations

import numpy as np

from descent_atlas.comparison.contest import Contest, Subset
from descent_atlas.comparison.cube import Array
from descent_atlas.comparison.intervals import RESAMPLES, resampling_weights
from descent_atlas.comparison.resamples import common
from descent_atlas.randomness import generator


def drawn(contest: Contest, subset: Subset, earned: Array) -> Array:
    """Mean credits in each resample of a subset's problems, shape (optimizers, RESAMPLES), as ``earned``.

    With P problems, P are drawn with replacement, the same for all optimizers, regimes and measures, each
    with all its tasks in the subset. Starts and rates stay as they are. ``earned`` (variants, problems,
    optimizers, starts) are whole numbers, so that sums are exact. NaN where an optimizer was run on none of
    the problems drawn; and everywhere if there is but one problem, which says nothing of others. Source:
    B. Efron, Bootstrap methods: another look at the jackknife, The Annals of Statistics 7, 1979.
    """
    places = np.flatnonzero(subset.tasks.any(axis=0))
    if len(places) < 2:
        return np.full((len(contest.optimizers), RESAMPLES), np.nan)
    share = common(contest, subset) // contest.cube.judged[places]
    tasks = subset.tasks[:, places, None]
    sums = (earned[:, places].sum(axis=-1) * tasks).sum(axis=0) * share[:, None]
    counts = (contest.present[:, places] & tasks).sum(axis=0) * common(contest, subset)
    weights = resampling_weights(
        len(places), generator("ranking", "problems", *subset.keys.values())
    )
    with np.errstate(invalid="ignore", divide="ignore"):
        found: Array = (sums.T @ weights) / (counts.T @ weights)
    return found
