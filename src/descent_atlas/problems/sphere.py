from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class Sphere(Problem):
    """The control: the same curvature in every direction and any dimension, so an optimizer that
    is slow here is slow for no reason of the landscape's."""

    title = "Sphere"
    formula = r"\sum_{i=1}^{n} x_i^2"
    source = (
        "K. A. De Jong, An analysis of the behavior of a class of genetic adaptive systems, "
        "PhD thesis, University of Michigan 1975, function F1; start: the corner of its domain"
    )
    tags = ("convex",)
    minimum = 0.0

    dimension: int = 2

    @property
    def domain(self) -> Array:
        return np.tile([-5.12, 5.12], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.full(self.dimension, 5.12)

    @property
    def minimisers(self) -> Array:
        return np.zeros((1, self.dimension))

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        return (x**2).sum(axis=1), 2 * x

    def hessian(self, x: Array) -> Array:
        return np.tile(2 * np.eye(self.dimension), (len(x), 1, 1))
