"""How a run ended: each run has exactly one ending, and it is shown everywhere."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

Array = np.ndarray

ENDINGS = {
    "converged": "held the tightest target, or settled at a global minimiser",
    "wrong basin": "settled at a minimum that is not the lowest",
    "saddle": "settled at a critical point that is no minimum",
    "cycling": "stayed bounded without settling and without progress",
    "moving": "was still going down when its budget ran out",
    "escaped": "went below the lowest value of the domain, where the function has no lower bound",
    "diverged": "overflowed, or rose above 1000 times its initial gap, "
    "or went further than 1000 domain diameters away",
}
NAMES = tuple(ENDINGS)
SETTLED_GRADIENT = 1e-6
"""A run has settled where its gradient norm is below this share of the typical one at the starts,
and where a critical point is near: on ground that is merely flat it has not."""
FLAT_CURVATURE = 1e-6
"""An eigenvalue above minus this share of the largest counts as not negative."""
NEAR = 1e-3
"""At a minimiser or a critical point: within this share of the domain's diameter."""


@dataclass
class Outcome:
    """What is known of runs at their end; every array has shape (runs,) unless said otherwise."""

    left: Array
    escaped: Array
    held_tightest: Array
    progressing: Array
    stalled: Array
    """Its gap no longer changes at all."""
    turning: Array
    """It steps back and forth."""
    settled: Array
    """Its gradient vanishes, and so does the way to where it would be zero."""
    lowest_curvature: Array
    """Smallest eigenvalue of the Hessian over the largest in size; NaN where the run has not settled."""
    minimiser: Array
    """Index of the global minimiser that it is near, or -1."""


def slight(gradient_norm: Array, typical_gradient_norm: float) -> Array:
    """Whether runs ended where the gradient is next to nothing, shape (runs,)."""
    return gradient_norm <= SETTLED_GRADIENT * typical_gradient_norm


def local_shape(hessians: Array, gradients: Array) -> tuple[Array, Array]:
    """The lowest curvature, and the distance of the critical point by a Newton step, shape (runs,).

    The curvature is the smallest eigenvalue over the largest in absolute value. Where the Hessian is
    zero it is 0, and no critical point is near; a direction without curvature counts as having the
    least that rounding leaves of the largest.
    """
    eigenvalues, directions = np.linalg.eigh(hessians)
    sizes = np.abs(eigenvalues)
    largest = sizes.max(axis=1)
    flat = largest == 0
    least = np.finfo(float).eps * np.where(flat, 1, largest)[:, None]
    slopes = np.einsum("rji,rj->ri", directions, gradients)
    steps = np.linalg.norm(slopes / np.maximum(sizes, least), axis=1)
    return eigenvalues[:, 0] / np.where(flat, 1, largest), np.where(flat, np.inf, steps)


def nearest_minimiser(x: Array, minimisers: Array, diameter: float) -> Array:
    """Which of ``minimisers`` (count, dimension) each x (runs, dimension) is at, or -1, shape (runs,)."""
    if len(minimisers) == 0:
        return np.full(len(x), -1)
    with np.errstate(all="ignore"):
        distance = np.linalg.norm(x[:, None, :] - minimisers, axis=2)
    nearest = distance.argmin(axis=1)
    near = distance[np.arange(len(x)), nearest] <= NEAR * diameter
    return np.where(near, nearest, -1)


def classify(outcome: Outcome) -> Array:
    """The ending of each run, as an index into NAMES, shape (runs,)."""
    at_minimum = outcome.settled & (outcome.lowest_curvature >= -FLAT_CURVATURE)
    decided = [
        ("escaped", outcome.left & outcome.escaped),
        ("diverged", outcome.left),
        ("converged", outcome.held_tightest | (at_minimum & (outcome.minimiser >= 0))),
        ("wrong basin", at_minimum),
        ("saddle", outcome.settled),
        ("moving", outcome.progressing & ~(outcome.stalled & outcome.turning)),
    ]
    return np.select(
        [condition for _, condition in decided],
        [NAMES.index(name) for name, _ in decided],
        NAMES.index("cycling"),
    )
