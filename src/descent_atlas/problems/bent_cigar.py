from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class BentCigar(Problem):
    """One soft direction and all others stiff: the way along it is long, and no learning rate that the
    stiff ones tolerate makes it short."""

    title = "Bent cigar"
    formula = r"x_1^2 + 10^6 \sum_{i=2}^{n} x_i^2"
    source = (
        "N. Hansen, S. Finck, R. Ros and A. Auger, Real-parameter black-box optimization benchmarking "
        "2009: noiseless functions definitions, INRIA RR-6829, function 12, without rotation and shift"
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
        weights = np.ones(self.dimension)
        weights[1:] = 1e6
        return weights

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        pull = self._weights * x
        return (pull * x).sum(axis=1), 2 * pull

    def hessian(self, x: Array) -> Array:
        return np.tile(2 * np.diag(self._weights), (len(x), 1, 1))
