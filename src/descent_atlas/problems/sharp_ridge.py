from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class SharpRidge(Problem):
    """A kinked floor along the first coordinate: across it the slope never falls, along it the slope
    dies away, so that the way has to be found with the noise of the kink in every step."""

    title = "Sharp ridge"
    formula = r"x_1^2 + 100 \sqrt{\sum_{i=2}^{n} x_i^2}"
    source = (
        "N. Hansen, S. Finck, R. Ros and A. Auger, Real-parameter black-box optimization benchmarking "
        "2009: noiseless functions definitions, INRIA RR-6829, function 13, without rotation and shift"
    )
    tags = ("convex", "not smooth", "valley")
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
        distance = np.sqrt((x[:, 1:] ** 2).sum(axis=1))
        gradient = 100 / np.where(distance > 0, distance, 1)[:, None] * x
        gradient[:, 0] = 2 * x[:, 0]
        return x[:, 0] ** 2 + 100 * distance, gradient

    def hessian(self, x: Array) -> Array:
        """The second derivatives; on the ridge, only the one along it."""
        distance = np.sqrt((x[:, 1:] ** 2).sum(axis=1))
        away = distance > 0
        safe = np.where(away, distance, 1)
        outwards = x / safe[:, None]
        hessian = np.eye(self.dimension) - outwards[:, :, None] * outwards[:, None, :]
        hessian *= (100 * away / safe)[:, None, None]
        hessian[:, 0, :] = hessian[:, :, 0] = 0
        hessian[:, 0, 0] = 2
        return hessian
