from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class StyblinskiTang(Problem):
    """Two wells along every coordinate, a deeper and a shallower one, so 2^n minima: the hill between
    them is broad, and the side on which a run starts is where it ends unless it carries some way."""

    title = "Styblinski–Tang"
    formula = r"\tfrac{1}{2} \sum_{i=1}^{n} x_i^4 - 16 x_i^2 + 5 x_i"
    source = (
        "M. A. Styblinski and T.-S. Tang, Experiments in nonconvex optimization, "
        "Neural Networks 3, 1990"
    )
    tags = ("few minima",)

    dimension: int = 2

    @property
    def domain(self) -> Array:
        return np.tile([-5.0, 5.0], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.full(self.dimension, 4.0)

    # In every coordinate the minimiser is the lowest root of 4 x^3 - 32 x + 5.
    @property
    def minimum(self) -> float:
        return -39.16616570377141546 * self.dimension

    @property
    def minimisers(self) -> Array:
        return np.full((1, self.dimension), -2.903534027771177095)

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        square = x**2
        value = 0.5 * ((square - 16) * square + 5 * x).sum(axis=1)
        return value, (2 * square - 16) * x + 2.5

    def hessian(self, x: Array) -> Array:
        return (6 * x**2 - 16)[:, :, None] * np.eye(self.dimension)
