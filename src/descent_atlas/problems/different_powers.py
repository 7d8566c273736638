from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class DifferentPowers(Problem):
    """A convex bowl under a square root, each coordinate with a power of its own: the closer to the
    minimum, the more the curvatures differ."""

    title = "Different powers"
    formula = r"\sqrt{\sum_{i=1}^{n} |x_i|^{2 + 4 (i-1)/(n-1)}}"
    source = (
        "N. Hansen, S. Finck, R. Ros and A. Auger, Real-parameter black-box optimization benchmarking "
        "2009: noiseless functions definitions, INRIA RR-6829, function 14, without rotation and shift"
    )
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

    @property
    def _powers(self) -> Array:
        return np.linspace(2, 6, self.dimension)

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        size, powers = np.abs(x), self._powers
        value = np.sqrt((size**powers).sum(axis=1))
        # At the minimum itself the gradient counts as zero, the mean over all sides.
        twice = np.where(value > 0, 2 * value, 1)[:, None]
        return value, powers * size ** (powers - 1) * np.sign(x) / twice

    def hessian(self, x: Array) -> Array:
        """The second derivatives; at the minimum, where they have no limit, zero."""
        size, powers = np.abs(x), self._powers
        value = np.sqrt((size**powers).sum(axis=1))
        twice = np.where(value > 0, 2 * value, 1)[:, None]
        gradient = self.value_and_gradient(x)[1]
        curvature = powers * (powers - 1) * size ** (powers - 2) / twice * (value > 0)[:, None]
        bent = gradient[:, :, None] * gradient[:, None, :] * 2 / twice[:, :, None]
        return curvature[:, :, None] * np.eye(self.dimension) - bent
