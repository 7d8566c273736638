"""Zeros of a gradient in a box, for one parameter or two: a search for all, and how many to expect.

The search cuts the box into cells, drops those in which some component of the gradient keeps its
sign, starts Newton's method in the others, and cuts them again until nothing new turns up. Boxes
have shape (dimension, 2), points (count, dimension).
"""

from __future__ import annotations

from collections.abc import Callable
from itertools import product

import numpy as np

from descent_atlas.problem import Array, Problem

BLOCK = 16_384
"""Points that are evaluated at once, which bounds the memory that a finite sum takes."""
STEPS = 80
"""Of Newton's method. It squares its error at a simple zero, and at one of order k, where it only
multiplies it by 1 - 1/k, still gets within 1e-8 of a cell for k = 5."""
REACH = 4.0
"""Cells that Newton's method may wander from its start: other zeros have starts of their own."""
SINGULAR = 1e-12
"""Curvatures below this share of the usual one move no point: they are rounding."""
STILL = 1e-9
"""A limit is a zero if its last step is below this share of a cell, and its gradient below this
share of the usual one. At a simple zero the next error is the square of that, so the zero is known
as well as the gradient's rounding allows: to 1e-12 of the box or better."""
HALVINGS = 28
"""Of a cell that keeps its change of sign; more, and its corners would be the same number."""
CROWD = 1024
"""Cells that are halved at once; of more, an even selection."""
NEAR, NEARER, JUMP = 1e-3, 1e-9, 0.3
"""Two distances from a zero, as shares of the box. A gradient that is still this share of its
farther size at the nearer distance does not go to zero but jumps across it."""
TURN = np.pi / 3
"""The gradient may turn by so much between neighbours on the border; more is looked at closer."""


def gradient(problem: Problem, x: Array) -> Array:
    """The gradient at x, shape (count, dimension), block by block."""
    return _in_blocks(lambda part: problem.value_and_gradient(part)[1], x, x.shape)


def hessian(problem: Problem, x: Array) -> Array:
    """The Hessian at x, shape (count, dimension, dimension), block by block."""
    return _in_blocks(problem.hessian, x, (*x.shape, x.shape[1]))


def _in_blocks(function: Callable[[Array], Array], x: Array, shape: tuple[int, ...]) -> Array:
    out = np.empty(shape)
    with np.errstate(all="ignore"):
        for first in range(0, len(x), BLOCK):
            block = slice(first, first + BLOCK)
            out[block] = function(np.asfortranarray(x[block]))
    return out


def cells(box: Array, count: int) -> tuple[Array, Array]:
    """The lower corners of ``count`` equal cells along each axis, and the size of a cell."""
    size = np.ptp(box, axis=1) / count
    axes = np.meshgrid(*([np.arange(count)] * len(box)), indexing="ij")
    return box[:, 0] + np.column_stack([axis.ravel() for axis in axes]) * size, size


def halved(corners: Array, size: Array) -> tuple[Array, Array]:
    """Each cell cut in two along each axis."""
    shifts = np.array(list(product([0, 0.5], repeat=len(size)))) * size
    return (corners[:, None, :] + shifts).reshape(-1, len(size)), size / 2


def sign_changes(problem: Problem, corners: Array, size: Array) -> Array:
    """Whether each component of the gradient has both signs, or a zero, among a cell's corners."""
    shifts = np.array(list(product([0, 1], repeat=len(size)))) * size
    nodes = (corners[:, None, :] + shifts).reshape(-1, len(size))
    slopes = gradient(problem, nodes).reshape(len(corners), len(shifts), len(size))
    return (slopes.min(axis=1) <= 0) & (slopes.max(axis=1) >= 0)


def may_hold_zero(problem: Problem, corners: Array, size: Array) -> Array:
    """Which cells can hold a zero, shape (cells,).

    Every component changes its sign among the corners; or the largest curvatures that are seen in
    the cell, at its centre and corners, would let it vanish within twice the cell, since a component
    that only touches zero never changes its sign.
    """
    centres = corners + size / 2
    shifts = np.array([*product([0, 1], repeat=len(size)), [0.5] * len(size)]) * size
    seen = [np.abs(hessian(problem, corners + shift)) for shift in shifts]
    near = np.abs(gradient(problem, centres)) <= np.nanmax(seen, axis=0) @ size
    return np.asarray((near | sign_changes(problem, corners, size)).all(axis=1))


def newton(
    problem: Problem, starts: Array, size: Array, usual: tuple[float, float]
) -> tuple[Array, Array]:
    """Newton's method on the gradient: the limits, and which of the starts have one nearby.

    ``size`` is that of the cells that the starts are centres of; ``usual`` are the gradient's norm
    and the curvature that are usual in the box.
    """
    x, step = starts.copy(), np.full(starts.shape, np.inf)
    active = np.arange(len(x))
    for _ in range(STEPS):
        step[active] = _step(problem, x[active], size, usual[1])
        x[active] += step[active]
        moving = (np.abs(step[active]) > 1e-15 * (np.abs(x[active]) + size)).any(axis=1)
        active = active[moving & _local(x[active], starts[active], size)]
        if len(active) == 0:
            break
    slope = np.linalg.norm(gradient(problem, x), axis=1)
    still = (np.abs(step) <= STILL * size).all(axis=1) & (slope <= STILL * usual[0])
    return x, still & _local(x, starts, size)


def _local(x: Array, starts: Array, size: Array) -> Array:
    return np.asarray((np.abs(x - starts) <= REACH * size).all(axis=1))


def _step(problem: Problem, x: Array, size: Array, usual_curvature: float) -> Array:
    """The Newton step along the curvatures that are not singular, at most two cells long."""
    curvatures, axes = np.linalg.eigh(np.nan_to_num(hessian(problem, x), posinf=0, neginf=0))
    sizes = np.abs(curvatures)
    singular = sizes <= SINGULAR * np.maximum(sizes.max(axis=1, keepdims=True), usual_curvature)
    inverse = np.where(singular, 0, 1 / np.where(singular, 1, curvatures))
    slope = np.nan_to_num(gradient(problem, x), posinf=0, neginf=0)
    step = -np.einsum("nij,nj,nkj,nk->ni", axes, inverse, axes, slope)
    longest = (np.abs(step) / (2 * size)).max(axis=1, keepdims=True)
    return step / np.maximum(longest, 1)


def narrowed(problem: Problem, corners: Array, size: Array) -> Array:
    """Where the changes of sign in cells lead, when these are halved as long as they have one.

    That is to a zero or to a kink, a place where the gradient jumps across zero; or nowhere, if each
    component vanishes in the cell but not all at the same place.
    """
    for _ in range(HALVINGS):
        if len(corners) > CROWD:
            corners = corners[np.linspace(0, len(corners) - 1, CROWD).astype(int)]
        corners, size = halved(corners, size)
        corners = corners[sign_changes(problem, corners, size).all(axis=1)]
    shifts = np.array([*product([0, 1], repeat=len(size))]) * size
    nodes = (corners[:, None, :] + shifts).reshape(-1, len(size))
    slopes = np.linalg.norm(gradient(problem, nodes), axis=1).reshape(len(corners), len(shifts))
    return corners + shifts[slopes.argmin(axis=1)]


def jumps(problem: Problem, places: Array, sides: Array, usual_slope: float) -> Array:
    """Whether the gradient does not go to zero as one goes to each place, shape (places,)."""
    angles = np.linspace(0, 2 * np.pi, 8, endpoint=False) + 0.1
    ring = np.column_stack([np.cos(angles), np.sin(angles)])[:, : len(sides)]
    sizes = []
    for distance in (NEAR, NEARER):
        around = places[:, None, :] + distance * sides * ring
        slopes = gradient(problem, around.reshape(-1, len(sides)))
        norms = np.linalg.norm(slopes, axis=1).reshape(len(places), len(ring))
        sizes.append(norms.max(axis=1, initial=0))
    return (sizes[1] > JUMP * sizes[0]) & (sizes[1] > STILL * usual_slope)


def degree(problem: Problem, box: Array) -> int | None:
    """What the indices of all zeros in a box sum to, from the gradient on its border alone.

    In the plane it is the gradient's winding number, how often the gradient turns round while one
    walks round the border; on a line it is 1, 0 or -1 by the slopes at both ends. None if the
    gradient vanishes or jumps on the border, where neither is defined. The theorem is Poincaré's
    and Hopf's: H. Hopf, Mathematische Annalen 96, 1927.
    """
    if len(box) == 1:
        left, right = np.sign(gradient(problem, box.T))[:, 0]
        return int((right - left) / 2) if left * right else None
    (left, right), (low, high) = box
    loop = np.array([[left, low], [right, low], [right, high], [left, high], [left, low]])
    walk = np.linspace(0, 4, 4 * 256 + 1)
    while True:
        slopes = gradient(problem, _along(loop, walk))
        if not (np.linalg.norm(slopes, axis=1) > 0).all():
            return None
        angles = np.arctan2(slopes[:, 1], slopes[:, 0])
        turns = (np.diff(angles) + np.pi) % (2 * np.pi) - np.pi
        sharp = np.abs(turns) > TURN
        if not sharp.any():
            return int(np.rint(turns.sum() / (2 * np.pi)))
        if np.diff(walk)[sharp].min() < 1e-12:
            return None
        walk = np.sort(np.concatenate([walk, (walk[:-1] + np.diff(walk) / 2)[sharp]]))


def _along(loop: Array, walk: Array) -> Array:
    """The points at these places of a closed walk, one unit a side."""
    places = np.arange(len(loop))
    return np.column_stack([np.interp(walk, places, loop[:, axis]) for axis in (0, 1)])
