"""All critical points of a random function on a torus, by Newton's method from a grid."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from descent_atlas.random_fields.periodic import PERIOD, PeriodicField

Array = np.ndarray
REACH = 1.5
"""A grid point is a start if its Newton step is shorter than this many spacings in each direction."""
CLOSE = 16
"""Two starts that come closer than a spacing over this are on their way to the same point."""
STEPS, LONGEST = 30, 4
"""The most Newton steps, and how many spacings long the first may be."""
CONVERGED, SAME = 1e-9, 1e-5
"""The length of a last Newton step, and the distance of two finds of one point."""


@dataclass(frozen=True)
class CriticalPoints:
    """Where the gradient vanishes."""

    points: Array
    """(count, d)"""
    values: Array
    """(count,)"""
    index: Array
    """(count,), how many eigenvalues of the Hessian are negative"""

    @property
    def counts(self) -> Array:
        """How many there are of each index, (d + 1,)."""
        return np.bincount(self.index, minlength=self.points.shape[1] + 1)

    @property
    def value_sums(self) -> Array:
        """The sum of f over those of each index, (d + 1,)."""
        return np.bincount(self.index, self.values, minlength=self.points.shape[1] + 1)

    @property
    def balanced(self) -> bool:
        """Whether Σ (−1)^index = 0, the Euler characteristic of a torus, as Morse theory demands.

        A list that lacks a single point is not.
        """
        return int(np.sum((-1) ** self.index)) == 0


def find(field: PeriodicField, spacings: tuple[int, ...]) -> CriticalPoints:
    """Search from a grid, then from finer ones until what is found is balanced.

    ``spacings`` are the numbers of grid points in each direction, the coarsest grid first.
    """
    for count in spacings:
        found = _search(field, count)
        if found.balanced:
            break
    return found


def _search(field: PeriodicField, count: int) -> CriticalPoints:
    points = _polished(field, _starts(field, count), PERIOD / count)
    points = np.mod(points, PERIOD)
    points[points >= PERIOD] = 0.0  # a tiny negative number, rounded
    pairs = cKDTree(points, boxsize=PERIOD).query_pairs(SAME, output_type="ndarray")
    points = np.delete(points, np.unique(pairs.max(axis=1)), axis=0)
    points = points[np.lexsort(points.T[::-1])]
    local = field.at(points)
    index = np.count_nonzero(np.linalg.eigvalsh(local.hessian) < 0, axis=1)
    return CriticalPoints(points, local.value, index)


def _starts(field: PeriodicField, count: int) -> Array:
    """Where Newton's first step leads from the grid points near a critical point.

    Of those within the same half spacing one remains, that of the shortest step.
    """
    points, local = field.on_grid(count)
    step, spacing = local.newton_step, PERIOD / count
    length = np.abs(step).max(axis=1)
    near = np.flatnonzero(length < REACH * spacing)
    targets = np.mod(points[near] + step[near], PERIOD)
    return targets[_distinct(targets, length[near], spacing / 2)]


def _polished(field: PeriodicField, starts: Array, spacing: float) -> Array:
    """Newton's method, as long as a start's steps shrink at least by half each.

    They do so even towards two critical points that all but coincide; near a single one they shrink
    much faster. A start with other steps was not near any.
    """
    points, active, reached = starts.copy(), np.arange(len(starts)), []
    for taken in range(STEPS):
        step = field.at(points[active]).newton_step
        length = np.linalg.norm(step, axis=1)
        points[active] += step * (spacing / np.maximum(spacing, length))[:, None]
        reached.append(active[length < CONVERGED])
        going = np.flatnonzero((length >= CONVERGED) & (length < LONGEST * spacing / 2**taken))
        going = going[_distinct(points[active[going]], length[going], spacing / CLOSE)]
        active = active[going]
        if not len(active):
            break
    return points[np.concatenate(reached)]


def _distinct(points: Array, length: Array, cell: float) -> Array:
    """Of the points in each cell of this width the one with the shortest step; their indices."""
    order = np.argsort(length, kind="stable")
    cells = np.floor(points[order] / cell).astype(int)
    return order[np.unique(cells, axis=0, return_index=True)[1]]
