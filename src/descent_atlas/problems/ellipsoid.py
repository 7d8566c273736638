from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class Ellipsoid(Problem):
    """A bowl whose curvatures spread over a factor of a million, along the axes: one learning rate
    for all parameters must be a million times too small for some of them."""

    title = "Ellipsoid"
    formula = r"\sum_{i=1}^{n} 10^{6 (i-1)/(n-1)}\, x_i^2"
    source = (
        "N. Hansen, S. Finck, R. Ros and A. Auger, Real-parameter black-box optimization benchmarking "
        "2009: noiseless functions definitions, INRIA RR-6829, function 2, unrotated and unshifted"
    )
    tags = ("convex",)
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

    @property
    def _weights(self) -> Array:
        return 10.0 ** np.linspace(0, 6, self.dimension)

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        pull = self._weights * x
        return (pull * x).sum(axis=1), 2 * pull

    def hessian(self, x: Array) -> Array:
        return np.tile(2 * np.diag(self._weights), (len(x), 1, 1))
