from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class Rastrigin(Problem):
    """A bowl covered with ripples: a minimum near every point of whole numbers, one of them the
    lowest. What counts is whether a run crosses the ripples or settles in the nearest one."""

    title = "Rastrigin"
    formula = r"10 n + \sum_{i=1}^{n} x_i^2 - 10 \cos 2\pi x_i"
    source = (
        "L. A. Rastrigin, Systems of extremal control, Nauka 1974; any dimension: H. Mühlenbein, "
        "M. Schomisch and J. Born, Parallel Computing 17, 1991"
    )
    tags = ("many minima",)
    minimum = 0.0

    dimension: int = 2

    @property
    def domain(self) -> Array:
        return np.tile([-5.12, 5.12], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.resize([4.3, -3.3], self.dimension)

    @property
    def minimisers(self) -> Array:
        return np.zeros((1, self.dimension))

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        # 10 - 10 cos 2a = 20 (sin a)^2, which keeps its digits near the minimum.
        sine, cosine = np.sin(np.pi * x), np.cos(np.pi * x)
        value = (x**2 + 20 * sine**2).sum(axis=1)
        return value, 2 * x + 40 * np.pi * sine * cosine

    def hessian(self, x: Array) -> Array:
        curvature = 2 + 40 * np.pi**2 * np.cos(2 * np.pi * x)
        return curvature[:, :, None] * np.eye(self.dimension)
