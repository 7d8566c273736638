"""Which of a plane's minima runs end at, from where they ended."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from descent_atlas.figures.inputs import Arrays, Table

Array = np.ndarray

NEAR, APART = 0.01, 0.25
"""At a minimum: within this share of the domain's diameter, and of the distance to the next minimum."""
SAME = 1e-6
"""Minima closer than this share of the diameter are one."""
NOWHERE, LEFT = -1, -2
"""In place of a minimum: at none of those that are known; no longer on the landscape."""


@dataclass(frozen=True)
class Ends:
    """Where the runs of one optimizer end, from each cell of a plane."""

    minimum: Array
    """(y, x): an index into the minima that are known, NOWHERE or LEFT"""
    lowest: Array
    """(y, x), whether it is a global one"""
    gap: Array
    """(y, x), NaN for a run that left"""


@dataclass(frozen=True)
class Minima:
    """The minima of a problem that are known, from the lowest."""

    points: Array
    """(count, 2)"""
    lowest: Array
    """(count,), whether it is a global one"""
    diameter: float
    """Of the domain."""

    @classmethod
    def known(cls, landscape: Arrays, critical_points: Table) -> Minima:
        """The global minimisers of a landscape, and the minima among its critical points."""
        found = critical_points[critical_points["kind"] == "minimum"]
        minimisers = landscape["minimisers"].reshape(-1, 2)
        points = np.vstack([minimisers, found[["x", "y"]].to_numpy(float)])
        values = np.append(np.full(len(minimisers), landscape["minimum"]), found["value"])
        lowest = np.arange(len(points)) < len(minimisers)
        diameter = float(np.linalg.norm(np.diff(landscape["domain"])))
        again = np.tril(_distances(points, points) < SAME * diameter, -1).any(axis=1)
        order = np.lexsort((*points.T[::-1], values.astype(float).round(9)))
        order = order[np.isin(order, np.flatnonzero(again), invert=True)]
        return cls(points[order], lowest[order], diameter)

    def ends(self, shard: Arrays) -> Ends:
        """Which of them each run of a shard's map ends at."""
        points, gap = shard["map_points"].astype(float), shard["map_gap"]
        at = self.nearest(points.reshape(-1, 2)).reshape(gap.shape)
        minimum = np.where(np.isnan(gap), LEFT, at)
        return Ends(minimum, np.isin(minimum, np.flatnonzero(self.lowest)), gap)

    def nearest(self, points: Array) -> Array:
        """Which of them each point (runs, 2) is at, or NOWHERE, shape (runs,)."""
        if not len(self.points):
            return np.full(len(points), NOWHERE)
        between = _distances(self.points, self.points) + np.diag([np.inf] * len(self.points))
        reach = np.minimum(NEAR * self.diameter, APART * between.min(axis=1))
        distance = np.nan_to_num(_distances(points, self.points), nan=np.inf)
        at = distance.argmin(axis=1)
        return np.where(distance.min(axis=1) <= reach[at], at, NOWHERE)


def _distances(points: Array, others: Array) -> Array:
    """Of each of these points (n, 2) to each of the others (m, 2), shape (n, m)."""
    return np.linalg.norm(points[:, None] - others, axis=2)
