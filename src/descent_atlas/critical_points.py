"""All critical points in a box, for one parameter or two, or the reason why they cannot be listed.

The gradient vanishes there. That a list is complete has two grounds: cutting the box finer brings
nothing new, and the indices of the points sum to what the border of the box says they must.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from descent_atlas import second_order, zeros
from descent_atlas.problem import Array, Problem
from descent_atlas.second_order import CriticalPoint, describe, eigenvalues

GRIDS = {1: (4096, 65536), 2: (64, 512)}
"""Cells along an axis to begin with, by dimension; the finer ones where the coarser miss points."""
LEVELS = 8
"""How often the cells are halved at most."""
SETTLED = 2
"""Halvings in a row that bring no new point, after which the search ends."""
MOST = 1000
"""Points that are listed; of more, no reader could make anything."""
SAME, SAME_DEGENERATE = 1e-7, 2e-3
"""Points closer than this share of the box are one. Near a degenerate one Newton's method ends where
the gradient drowns in rounding, which for a gradient of fifth order is the fifth root of 1e-16."""
PRECISION = 1e-12
"""How well a regular point is known, as a share of the box. One that lies so little outside is on the
border, and a coordinate so small is zero."""
NARROW = 1e-6
"""How far from a narrowed cell, as a share of the box, Newton's method looks for its zero."""

MANY = f"It has more than {MOST} critical points in its domain, too many to list."
CONTINUUM = (
    "Its gradient vanishes all along a curve or over a region, as far as floating point can tell, so "
    "its critical points cannot be listed one by one."
)
KINK = "It has a kink near {}, where there is no gradient that could vanish."
MISSING = (
    "The search found {} critical points, but their indices sum to {} where the gradient on the "
    "border of the domain says {}, so some are missing."
)
UNSEARCHED = "In more than two dimensions its critical points are not searched for."
CONVEX = "It is convex, and curved in every direction at its minimiser, its only critical point."
NOWHERE = "Its gradient vanishes nowhere in its domain."


@dataclass(frozen=True)
class Survey:
    """What a search for all critical points came to."""

    finite: bool
    """Whether they are finitely many and all of them are in ``points``."""
    reason: str = ""
    """One sentence, where there is no list: why not, or what else is known."""
    points: tuple[CriticalPoint, ...] = ()
    """By their value, then by their coordinates."""
    index_sum: int | None = None
    """Of the points: the sign of det H, and at a degenerate one the gradient's degree around it."""
    winding_number: int | None = None
    """What the indices have to sum to by the gradient on the border of the box; None if it vanishes
    or jumps there."""


def survey(problem: Problem, box: Array | None = None) -> Survey:
    """Every critical point of a problem in a closed box, shape (dimension, 2); by default its domain.

    In more than two dimensions nothing is searched; a convex problem has its minimiser all the same.
    """
    if problem.dimension > 2:
        return _of_many_parameters(problem)
    box = problem.domain if box is None else np.asarray(box, dtype=float)
    for count in GRIDS[problem.dimension]:
        found = _Search(problem, box, count).survey()
        if found.finite or found.index_sum == found.winding_number:
            break
    return found


def _of_many_parameters(problem: Problem) -> Survey:
    """A convex problem's critical points are its minimisers: one alone, if its Hessian is regular."""
    if "convex" in problem.tags and len(problem.minimisers) == 1:
        points = describe(problem, problem.minimisers, 0.0)
        if points[0].kind == "minimum":
            return Survey(True, CONVEX, points, index_sum=1)
    return Survey(False, UNSEARCHED)


class _Search:
    """A search in one box."""

    def __init__(self, problem: Problem, box: Array, count: int) -> None:
        self.problem, self.box, self.sides = problem, box, np.ptp(box, axis=1)
        self.corners, self.size = zeros.cells(box, count)
        centres = self.corners + self.size / 2
        slopes = np.linalg.norm(zeros.gradient(problem, centres), axis=1)
        curvatures = np.linalg.norm(zeros.hessian(problem, centres), axis=(1, 2))
        self.usual = float(np.nanmedian(slopes)), float(np.nanmedian(curvatures))
        self.winding = zeros.degree(problem, box)
        self.points = np.empty((0, len(box)))

    def survey(self) -> Survey:
        """Search until nothing new turns up, or until something forbids a list."""
        unchanged = 0
        for _ in range(LEVELS):
            before = len(self.points)
            self.look_closer()
            if obstacle := self.obstacle():
                return Survey(False, obstacle)
            unchanged = unchanged + 1 if len(self.points) == before else 0
            if unchanged >= SETTLED and self.index_sum() in (self.winding, None):
                break
        return self.listed()

    def look_closer(self) -> None:
        """Newton's method from every cell that may hold a zero.

        Where it finds none and yet all signs change, the cells are narrowed down to the reason. Then
        all are halved.
        """
        kept = zeros.may_hold_zero(self.problem, self.corners, self.size)
        corners = self.corners[kept]
        limits, found = zeros.newton(self.problem, corners + self.size / 2, self.size, self.usual)
        self.add(limits[found])
        rest = zeros.narrowed(self.problem, self.unexplained(corners), self.size)
        limits, found = zeros.newton(self.problem, rest, NARROW * self.sides, self.usual)
        self.add(np.where(found[:, None], limits, rest))
        self.corners, self.size = zeros.halved(corners, self.size)

    def obstacle(self) -> str:
        """Why the points cannot be listed, in one sentence; empty if they can."""
        kinks = self.points[zeros.jumps(self.problem, self.points, self.sides, self.usual[0])]
        if len(kinks):
            return KINK.format(_told(kinks[0], self.sides))
        if second_order.in_continuum(self.problem, self.points, self.sides, self.usual):
            return CONTINUUM
        return MANY if len(self.points) > MOST else ""

    def add(self, limits: Array) -> None:
        """Keep those in the box that are not known yet."""
        low, high = self.box.T
        margin = PRECISION * self.sides
        limits = limits[((limits >= low - margin) & (limits <= high + margin)).all(axis=1)]
        limits = np.where(np.abs(limits) <= margin, 0, limits)
        rounded = np.round((limits - low) / (SAME * self.sides))
        limits = limits[np.sort(np.unique(rounded, axis=0, return_index=True)[1])]
        points = np.concatenate([self.points, limits])
        degenerate = second_order.is_degenerate(self.problem, points, self.usual[1])
        kept: list[int] = []
        # Regular ones first: they are known better.
        for i in np.argsort(degenerate, kind="stable"):
            apart = (np.abs(points[kept] - points[i]) / self.sides).max(axis=1)
            near = np.where(degenerate[kept] & degenerate[i], SAME_DEGENERATE, SAME)
            if (apart > near).all() and len(kept) <= MOST:
                kept.append(int(i))
        self.points = points[kept]

    def listed(self) -> Survey:
        """The list, if the indices sum up."""
        precision = PRECISION * float(self.sides.max())
        points = describe(self.problem, self.points, self.usual[1], precision)
        total = self.index_sum()
        if None not in (total, self.winding) and total != self.winding:
            reason = MISSING.format(len(points), total, self.winding)
            return Survey(False, reason, (), total, self.winding)
        return Survey(True, "" if points else NOWHERE, points, total, self.winding)

    def unexplained(self, corners: Array) -> Array:
        """The cells in which every component changes its sign, without a point that is known."""
        corners = corners[zeros.sign_changes(self.problem, corners, self.size).all(axis=1)]
        explained = np.zeros(len(corners), bool)
        for point in self.points:
            explained |= (np.abs(corners + self.size / 2 - point) <= 0.501 * self.size).all(axis=1)
        return corners[~explained]

    def index_sum(self) -> int | None:
        """The sum of the indices of all points; None if one cannot be told."""
        regular = ~second_order.is_degenerate(self.problem, self.points, self.usual[1])
        spectra = eigenvalues(self.problem, self.points[regular])
        total = int(np.prod(np.sign(spectra), axis=1).sum())
        for point in self.points[~regular]:
            others = np.abs(self.points - point).max(axis=1)
            room = 0.4 * others[others > 0].min(initial=np.inf)
            reach = min(2 * SAME_DEGENERATE * self.sides.max(), room)
            index = zeros.degree(self.problem, np.column_stack([point - reach, point + reach]))
            if index is None:
                return None
            total += index
        return total


def _told(point: Array, sides: Array) -> str:
    """A place in words; coordinates that are zero but for rounding are zero."""
    rounded = np.where(np.abs(point) <= 1e-9 * sides, 0, point)
    return f"({', '.join(f'{coordinate:.4g}' for coordinate in rounded)})".replace("-", "−")
