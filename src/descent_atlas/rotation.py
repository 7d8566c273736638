"""A problem turned off the axes: nothing of it changes, except that no coordinate is special."""

from __future__ import annotations

import numpy as np

from descent_atlas.problem import Array, Problem
from descent_atlas.randomness import generator


class Rotated(Problem):
    """A problem turned about its minimiser by a random rotation, the same for all problems of one
    dimension: what was said of single coordinates is now said of directions that mix them all."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem
        self.title = f"{problem.title}, rotated"
        self.source = f"{problem.source}; rotated: the atlas"
        self.tags = problem.tags
        self.complete = problem.complete
        self._centre = problem.minimisers[0]
        self._rotation = rotation(problem.dimension)

    @property
    def formula(self) -> str:
        inside = r"c + R\,(x - c)" if self._centre.any() else r"R\,x"
        return rf"g({inside}), \quad g(x) = {self.problem.formula}"

    @property
    def idea(self) -> str:
        return (
            f"{self.problem.idea} Here it is turned about its minimiser by a random rotation R, so that"
            " no coordinate is special."
        )

    @property
    def dimension(self) -> int:
        return self.problem.dimension

    @property
    def domain(self) -> Array:
        """The box is not turned."""
        return self.problem.domain

    @property
    def start(self) -> Array:
        return self.problem.start

    @property
    def minimum(self) -> float:
        return self.problem.minimum

    @property
    def minimisers(self) -> Array:
        return self._centre + (self.problem.minimisers - self._centre) @ self._rotation

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        value, gradient = self.problem.value_and_gradient(self._turned(x))
        return value, products(gradient, self._rotation)

    def hessian(self, x: Array) -> Array:
        return self._rotation.T @ self.problem.hessian(self._turned(x)) @ self._rotation

    def _turned(self, x: Array) -> Array:
        return products(x - self._centre, self._rotation.T) + self._centre


def rotation(dimension: int) -> Array:
    """A matrix drawn evenly from all rotations, the same for the same dimension.

    Source: F. Mezzadri, How to generate random matrices from the classical compact groups, Notices
    of the AMS 54, 2007.
    """
    drawn = generator("rotation", dimension).standard_normal((dimension, dimension))
    orthogonal, triangular = np.linalg.qr(drawn)
    orthogonal *= np.sign(np.diag(triangular))
    # One step of Newton's iteration takes out what rounding left.
    orthogonal = 1.5 * orthogonal - 0.5 * orthogonal @ (orthogonal.T @ orthogonal)
    orthogonal[:, 0] *= np.sign(np.linalg.det(orthogonal))
    return orthogonal


def products(rows: Array, matrix: Array) -> Array:
    """``rows @ matrix``, in Fortran order, with the same bits for a row whichever others are there.

    A product of two matrices sums in an order that depends on their shapes, so each row is multiplied
    by itself, which takes hardly longer.
    """
    return np.asfortranarray((np.ascontiguousarray(rows)[:, None, :] @ matrix)[:, 0])
