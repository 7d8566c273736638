"""When runs arrive at a level for good."""

from __future__ import annotations

import numpy as np

from descent_atlas.comparison.sooner import NEVER
from descent_atlas.problem import Array


def arrivals(losses: Array, level: Array, failed: Array) -> Array:
    """The iteration from which f stays at or below ``level`` (runs,), or NEVER; shape (runs,).

    ``losses`` (iterations + 1, runs) are NaN once a run has left. One that escaped below everything has
    stayed below the level; one that ``failed`` has not.
    """
    above = losses > level
    first = np.where(above.any(axis=0), len(losses) - above[::-1].argmax(axis=0), 0)
    return np.where((first == len(losses)) | failed, NEVER, first)
