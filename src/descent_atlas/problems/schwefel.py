from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem

DEPTH = 418.9828872724337063
"""The largest value of x sin sqrt|x| for x in the domain."""


@dataclass(frozen=True)
class Schwefel(Problem):
    """Waves that grow with the distance: the lowest minimum sits in a corner of the box, far from the
    second lowest, and just outside the box there are lower ones still."""

    title = "Schwefel"
    formula = r"418.98288727\, n - \sum_{i=1}^{n} x_i \sin \sqrt{|x_i|}"
    source = "H.-P. Schwefel, Numerical Optimization of Computer Models, Wiley 1981"
    tags = ("many minima", "deceptive")
    bounded = False
    minimum = 0.0

    dimension: int = 2

    @property
    def domain(self) -> Array:
        return np.tile([-500.0, 500.0], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.resize([200.0, -100.0], self.dimension)

    # In every coordinate tan r = -r / 2 with r = sqrt(x).
    @property
    def minimisers(self) -> Array:
        return np.full((1, self.dimension), 420.9687463599820273)

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        root = np.sqrt(np.abs(x))
        sine, cosine = np.sin(root), np.cos(root)
        return (DEPTH - x * sine).sum(axis=1), -(sine + root * cosine / 2)

    def hessian(self, x: Array) -> Array:
        """The second derivatives; where a coordinate is zero and they have no limit, zero."""
        root = np.sqrt(np.abs(x))
        safe = np.where(root > 0, root, 1)
        curvature = np.sign(x) * (np.sin(root) - 3 * np.cos(root) / safe) / 4
        return curvature[:, :, None] * np.eye(self.dimension)
