from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class SumOfSquares(Problem):
    """A bowl whose curvatures grow in step with the coordinate's number: mildly uneven, along the
    axes, and worse with every dimension that joins."""

    title = "Sum of squares"
    formula = r"\sum_{i=1}^{n} i\, x_i^2"
    source = "S. Surjanovic and D. Bingham, Virtual Library of Simulation Experiments, SFU"
    tags = ("convex",)
    minimum = 0.0

    dimension: int = 2

    @property
    def domain(self) -> Array:
        return np.tile([-10.0, 10.0], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.resize([8.0, -6.0], self.dimension)

    @property
    def minimisers(self) -> Array:
        return np.zeros((1, self.dimension))

    @property
    def _weights(self) -> Array:
        return np.arange(1.0, self.dimension + 1)

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        pull = self._weights * x
        return (pull * x).sum(axis=1), 2 * pull

    def hessian(self, x: Array) -> Array:
        return np.tile(2 * np.diag(self._weights), (len(x), 1, 1))
