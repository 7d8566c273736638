from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class Zakharov(Problem):
    """A round bowl with one direction in which the ground rises with the fourth power: gentle near the
    minimum, and so steep far out that most learning rates are thrown off."""

    title = "Zakharov"
    formula = r"\sum_{i=1}^{n} x_i^2 + s^2 + s^4, \quad s = \tfrac{1}{2} \sum_{i=1}^{n} i\, x_i"
    source = "S. Surjanovic and D. Bingham, Virtual Library of Simulation Experiments, SFU"
    tags = ("convex", "valley")
    minimum = 0.0

    dimension: int = 2

    @property
    def domain(self) -> Array:
        return np.tile([-5.0, 10.0], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.resize([6.0, -3.0], self.dimension)

    @property
    def minimisers(self) -> Array:
        return np.zeros((1, self.dimension))

    @property
    def _direction(self) -> Array:
        return np.arange(1.0, self.dimension + 1) / 2

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        # Term by term, since the fourth power of s would magnify what another order of its terms rounds.
        s = np.zeros(len(x))
        for i, weight in enumerate(self._direction):
            s += weight * x[:, i]
        square = s**2
        slope = 2 * s * (1 + 2 * square)
        gradient = 2 * x
        gradient += slope[:, None] * self._direction
        return (x**2).sum(axis=1) + square * (1 + square), gradient

    def hessian(self, x: Array) -> Array:
        s = (x * self._direction).sum(axis=1)
        outer = np.outer(self._direction, self._direction)
        return 2 * np.eye(self.dimension) + (2 + 12 * s**2)[:, None, None] * outer
