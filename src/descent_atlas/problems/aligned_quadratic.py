from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class AlignedQuadratic(Problem):
    """A long valley along the first axis, a hundred times more curved across it: the rotated
    quadratic before it is turned, so that the two differ in nothing but their direction."""

    title = "Aligned quadratic"
    source = (
        "The textbook quadratic, as in B. T. Polyak, Some methods of speeding up the convergence of "
        "iteration methods, USSR Computational Mathematics and Mathematical Physics 4, 1964"
    )
    tags = ("convex", "valley")
    minimum = 0.0

    kappa: float = 100.0
    """The condition number"""
    dimension: int = 2

    @property
    def formula(self) -> str:
        return (
            r"\tfrac{1}{2} \sum_{i=1}^{n} \kappa^{(i-1)/(n-1)}\, x_i^2, \quad"
            rf" \kappa = {self.kappa:.0f}"
        )

    @property
    def domain(self) -> Array:
        return np.tile([-5.0, 5.0], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.resize([4.0, 1.0], self.dimension)

    @property
    def minimisers(self) -> Array:
        return np.zeros((1, self.dimension))

    @property
    def _weights(self) -> Array:
        return self.kappa ** np.linspace(0, 1, self.dimension)

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        gradient = self._weights * x
        return 0.5 * (gradient * x).sum(axis=1), gradient

    def hessian(self, x: Array) -> Array:
        return np.tile(np.diag(self._weights), (len(x), 1, 1))
