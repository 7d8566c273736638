"""One run's path, and which part of it is on the landscape."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Array = np.ndarray

DOTTED = (1, 10, 100, 1_000, 10_000, 100_000)
"""Iterations that have a dot where a path knows them and is on the landscape."""


@dataclass(frozen=True)
class Descent:
    """One run's path."""

    label: str
    slot: int
    learning_rate: float
    iterations: Array
    """(P,)"""
    points: Array
    """(P, 2), finite"""
    ending: str
    ended_at: int

    def dotted(self, box: Array) -> Array:
        """Which of the points have a dot, shape (P,)."""
        return np.isin(self.iterations, DOTTED) & _within(self.points, box)


def until_it_leaves(points: Array, box: Array) -> tuple[Array, Array | None]:
    """The points until the path leaves the box for good, and where it crosses the border."""
    inside = _within(points, box)
    if inside[-1] or not inside.any():
        return points, None
    last = int(np.flatnonzero(inside)[-1])
    start, step = points[last], points[last + 1] - points[last]
    with np.errstate(all="ignore"):
        shares = (np.where(step > 0, box[:, 1], box[:, 0]) - start) / step
    share = np.min(shares[(step != 0) & (shares >= 0)], initial=1.0)
    return points[: last + 1], start + share * step


def _within(points: Array, box: Array) -> Array:
    """Which points are on the landscape, shape (P,)."""
    return np.asarray(np.all((points >= box[:, 0]) & (points <= box[:, 1]), axis=1))
