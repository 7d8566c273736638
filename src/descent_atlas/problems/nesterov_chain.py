from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem

STIFFNESS = 1.0
"""L, the bound on the curvature."""


@dataclass(frozen=True)
class NesterovChain(Problem):
    """Every coordinate is tied to its neighbours, and only the first feels a force: news of it
    travels one coordinate a step, so that no method that follows gradients can be fast early on."""

    title = "Nesterov’s chain"
    formula = (
        r"\tfrac{1}{4} \left(\tfrac{1}{2} \left(x_1^2 + \sum_{i=1}^{n-1} (x_i - x_{i+1})^2 + x_n^2\right)"
        r" - x_1\right)"
    )
    source = (
        "Y. Nesterov, Introductory Lectures on Convex Optimization, Kluwer 2004, section 2.1.2, "
        "equation 2.1.13 with L = 1"
    )
    tags = ("convex",)

    dimension: int = 10

    @property
    def domain(self) -> Array:
        return np.tile([-2.0, 2.0], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.zeros(self.dimension)

    @property
    def minimum(self) -> float:
        return STIFFNESS / 8 * (1 / (self.dimension + 1) - 1)

    @property
    def minimisers(self) -> Array:
        return 1 - np.arange(1.0, self.dimension + 1)[None, :] / (self.dimension + 1)

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        # The slope from x itself, so that it is zero, not just small, where no news has come yet; the
        # value around the minimiser, where f is a pure quadratic and no digits are lost.
        slope = 2 * x
        slope[:, 1:] -= x[:, :-1]
        slope[:, :-1] -= x[:, 1:]
        slope[:, 0] -= 1
        slope *= STIFFNESS / 4
        return self.minimum + ((x - self.minimisers) * slope).sum(axis=1) / 2, slope

    def hessian(self, x: Array) -> Array:
        n = self.dimension
        chain = 2 * np.eye(n) - np.eye(n, k=1) - np.eye(n, k=-1)
        return np.tile(STIFFNESS / 4 * chain, (len(x), 1, 1))
