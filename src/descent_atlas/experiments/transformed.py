"""A problem seen through other coordinates and in another unit: the same landscape, written differently."""

from __future__ import annotations

import numpy as np

from descent_atlas.problem import Array, Problem
from descent_atlas.variants import Estimate


class TransformedGradient:
    """The exact value and gradient of g(x) = a f(c + B (x - c)), each run with its own a and B.

    ``matrices`` are the B, shape (runs, dimension, dimension), ``factors`` the a, shape (runs,), and c is
    the centre of the problem's domain. A run from c + B^-1 (x0 - c) is at the place where one on f is from
    x0. By the chain rule the gradient is a B^T grad f.
    """

    def __init__(self, problem: Problem, matrices: Array, factors: Array) -> None:
        self.problem, self.factors = problem, factors
        # By entry, so that the runs of each lie together: shape (dimension, dimension, runs).
        self.entries = np.ascontiguousarray(matrices.transpose(1, 2, 0))
        self.centre = problem.domain.mean(axis=1)

    def __call__(self, x: Array, iteration: int, evaluate: bool) -> Estimate:
        value, gradient = self.problem.value_and_gradient(self.seen(x))
        turned = _products(self.entries.swapaxes(0, 1), gradient) * self.factors[:, None]
        return self.factors * value, turned

    def seen(self, x: Array) -> Array:
        """Where the runs are on f, shape (runs, dimension)."""
        return _products(self.entries, x - self.centre) + self.centre

    def value(self, x: Array) -> Array:
        """g at the runs' places, shape (runs,)."""
        return self.factors * self.problem.value(self.seen(x))

    def droppable(self, done: Array) -> Array:
        """Any run can be dropped."""
        return done

    def keep(self, kept: Array) -> None:
        """Drop the others."""
        self.entries, self.factors = self.entries[..., kept], self.factors[kept]


def _products(entries: Array, vectors: Array) -> Array:
    """Each run's matrix, by its entries, times its vector, shape (runs, dimension)."""
    products = np.empty_like(vectors, order="F")
    for row, of_row in enumerate(entries):
        products[:, row] = of_row[0] * vectors[:, 0]
        for column in range(1, len(of_row)):
            products[:, row] += of_row[column] * vectors[:, column]
    return products


def starts_of(problem: Problem, starts: Array, matrices: Array) -> Array:
    """The starts (starts, dimension) as each of some B sees them: c + B^-1 (x0 - c).

    ``matrices`` has shape (changes, dimension, dimension), the result (changes, starts, dimension).
    """
    centre = problem.domain.mean(axis=1)
    inverse = np.linalg.inv(matrices)
    return centre + (inverse[:, None] @ (starts - centre)[None, :, :, None])[..., 0]
