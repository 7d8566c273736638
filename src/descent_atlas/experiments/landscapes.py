"""f over a grid of the plane, as figures show it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from descent_atlas.problem import Array, Problem


def over(problem: Problem, axes: Sequence[Array]) -> Array:
    """f at every pair of an x and a y, shape (y, x): rows are y."""
    return problem.value(grid(axes)).reshape(len(axes[1]), len(axes[0]))


def grid(axes: Sequence[Array]) -> Array:
    """Every pair of an x and a y, shape (y · x, 2), x running first."""
    points = np.column_stack([axis.ravel() for axis in np.meshgrid(*axes)])
    return np.asfortranarray(points)
