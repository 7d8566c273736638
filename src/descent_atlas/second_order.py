"""The second-order test: what the Hessian says of a point at which the gradient vanishes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from descent_atlas import zeros
from descent_atlas.problem import Array, Problem

KINDS = ("minimum", "maximum", "saddle", "degenerate")
SINGULAR = 1e-7
"""An eigenvalue below this share of the scale counts as zero. Where two zeros of the gradient merge,
an eigenvalue can be told from zero only down to the square root of the gradient's rounding error, a
few 1e-8 of the scale; the worst conditioned problems here, of condition 1e6, stay ten times above."""

SAMPLE = 16
"""Degenerate points that are examined for being part of a continuum."""
WALKS = (0.004, 0.01, 0.02)
"""How far, as shares of the box, one walks from each along its flat direction to meet another."""


@dataclass(frozen=True)
class CriticalPoint:
    """A place where the gradient vanishes."""

    point: tuple[float, ...]
    value: float
    eigenvalues: tuple[float, ...]
    """Of the Hessian, ascending; none where the Hessian is not finite."""
    kind: str
    """One of KINDS; "degenerate" where the Hessian is singular, so that its test is silent."""
    gradient_norm: float

    @property
    def row(self) -> dict[str, float | str | None]:
        """The point as a line of a table; what it does not have is None."""
        x, y = (*self.point, None)[:2]
        low, *_, high = (*self.eigenvalues, *self.eigenvalues) or (None, None)
        return {
            "x": x,
            "y": y,
            "value": self.value,
            "eigenvalue_low": low,
            "eigenvalue_high": high,
            "kind": self.kind,
            "gradient_norm": self.gradient_norm,
        }


def kinds(eigenvalues: Array, scale: float) -> list[str]:
    """What the second-order test says of eigenvalues of shape (points, dimension).

    All positive make a minimum, all negative a maximum, both signs a saddle. One that is zero leaves
    the test silent: f may rise or fall along its direction by terms that the Hessian does not hold.
    ``scale`` is a curvature that is usual where the points are; it matters where all curvatures of a
    point vanish, and otherwise the largest of them is what the others are measured by.
    """
    sizes = np.abs(eigenvalues)
    regular = sizes.min(axis=1) > SINGULAR * np.maximum(sizes.max(axis=1), scale)
    up, down = (eigenvalues > 0).all(axis=1), (eigenvalues < 0).all(axis=1)
    return np.select([~regular, up, down], ["degenerate", *KINDS[:2]], "saddle").tolist()


def eigenvalues(problem: Problem, points: Array) -> Array:
    """Of the Hessian at each point, ascending, shape (points, dimension); NaN where it is not finite."""
    with np.errstate(all="ignore"):
        hessians = problem.hessian(np.asfortranarray(points))
    finite = np.isfinite(hessians).all(axis=(1, 2))
    found = np.linalg.eigvalsh(np.where(finite[:, None, None], hessians, 0))
    return np.where(finite[:, None], found, np.nan)


def is_degenerate(problem: Problem, points: Array, scale: float) -> Array:
    """Which of the points have a singular Hessian, shape (points,); ``scale`` as in ``kinds``."""
    return np.array(kinds(eigenvalues(problem, points), scale), dtype=str) == "degenerate"


def in_continuum(problem: Problem, points: Array, sides: Array, usual: tuple[float, float]) -> bool:
    """Whether zeros are met at each distance from a degenerate point, along its flat direction.

    Only degenerate points can have others arbitrarily near: around a regular one the gradient
    is invertible. ``sides`` are the box's, ``usual`` as for ``zeros.newton``.
    """
    points = points[is_degenerate(problem, points, usual[1])]
    points = points[:: -(-max(len(points), 1) // SAMPLE)]
    matrices = np.nan_to_num(zeros.hessian(problem, points), posinf=0, neginf=0)
    curvatures, axes = np.linalg.eigh(matrices)
    flat = np.abs(curvatures).argmin(axis=1)
    directions = axes[np.arange(len(points)), :, flat]
    met = np.ones((2, len(points)), bool)
    for side, sign in enumerate((-1, 1)):
        for walk in WALKS:
            starts = points + sign * walk * sides * directions
            # A limit within four tenths of the walk from its end is not the point itself.
            nearby = walk / 10 * sides
            met[side] &= zeros.newton(problem, starts, nearby, usual)[1]
    return bool(met.any())


def describe(
    problem: Problem, points: Array, scale: float, precision: float = 0.0
) -> tuple[CriticalPoint, ...]:
    """Each of the points, shape (points, dimension): by their value, then by their coordinates.

    ``precision`` is how far off the points may be. By a Taylor series that makes half the largest
    curvature times its square of f, and a value so close to zero is zero.
    """
    points = points + 0.0  # no negative zeros
    values, slopes = problem.value_and_gradient(np.asfortranarray(points))
    spectra = eigenvalues(problem, points)
    doubt = np.nan_to_num(np.abs(spectra).max(axis=1)) * precision**2 / 2
    values = np.where(np.abs(values) <= doubt, 0, values)
    columns = (points, values, spectra, kinds(spectra, scale), np.linalg.norm(slopes, axis=1))
    found = [
        CriticalPoint(
            point=tuple(point.tolist()),
            value=float(value),
            eigenvalues=tuple(spectrum[np.isfinite(spectrum)].tolist()),
            kind=kind,
            gradient_norm=float(norm),
        )
        for point, value, spectrum, kind, norm in zip(*columns, strict=True)
    ]
    # Values that differ by rounding alone are equal, so that the order is the same everywhere.
    return tuple(sorted(found, key=lambda critical: (round(critical.value, 9), critical.point)))
