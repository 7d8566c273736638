"""Bootstrap intervals of an experiment's aggregates over its seeds."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from descent_atlas.comparison.intervals import CONFIDENCE, RESAMPLES
from descent_atlas.problem import Array
from descent_atlas.randomness import generator


def interval(
    values: Array, aggregate: Callable[[Array], Array], *names: str | int
) -> tuple[float, float]:
    """The percentile bootstrap's 95 % interval for an aggregate of the last axis of ``values``.

    ``values`` has shape (..., seeds): rows that belong together, such as a run's beginning and its end,
    are drawn jointly. ``aggregate`` takes (..., RESAMPLES, seeds) to (RESAMPLES,). The names
    name the random stream. Source: B. Efron, Bootstrap methods: another look at the jackknife, The
    Annals of Statistics 7, 1979.
    """
    count = values.shape[-1]
    draws = generator("bootstrap", *names).integers(count, size=(RESAMPLES, count))
    ends = np.quantile(aggregate(values[..., draws]), [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2])
    return float(ends[0]), float(ends[1])
