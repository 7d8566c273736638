from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class L1Norm(Problem):
    """The slope is the same everywhere and the kink is the minimum: a constant step of plain descent
    can only jump to and fro across it."""

    title = "ℓ₁ norm"
    formula = r"\sum_{i=1}^{n} |x_i|"
    source = "N. Z. Shor, Minimization Methods for Non-Differentiable Functions, Springer 1985"
    tags = ("convex", "not smooth")
    minimum = 0.0

    dimension: int = 2

    @property
    def domain(self) -> Array:
        return np.tile([-5.0, 5.0], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.resize([4.0, -3.0], self.dimension)

    @property
    def minimisers(self) -> Array:
        return np.zeros((1, self.dimension))

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        return np.abs(x).sum(axis=1), np.sign(x)

    def hessian(self, x: Array) -> Array:
        """Zero wherever it exists."""
        return np.zeros((len(x), self.dimension, self.dimension))
