import numpy as np

from descent_atlas.problem import Array, Problem


class Himmelblau(Problem):
    """Four equal basins side by side: which one a descent ends in depends on where it starts."""

    title = "Himmelblau"
    formula = r"(x^2 + y - 11)^2 + (x + y^2 - 7)^2"
    source = "D. M. Himmelblau, Applied Nonlinear Programming, McGraw-Hill 1972"
    tags = ("few minima",)

    dimension = 2
    domain = np.array([[-5.0, 5.0], [-5.0, 5.0]])
    start = np.array([0.0, 0.0])
    minimum = 0.0
    minimisers = np.array(
        [
            [3.0, 2.0],
            [-2.805118086952745, 3.131312518250573],
            [-3.779310253377747, -3.283185991286170],
            [3.584428340330492, -1.848126526964404],
        ]
    )

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        u = x[:, 0] ** 2 + x[:, 1] - 11
        v = x[:, 0] + x[:, 1] ** 2 - 7
        gradient = np.empty_like(x)
        gradient[:, 0] = 4 * x[:, 0] * u + 2 * v
        gradient[:, 1] = 2 * u + 4 * x[:, 1] * v
        return u**2 + v**2, gradient

    def hessian(self, x: Array) -> Array:
        hessian = np.empty((len(x), 2, 2))
        hessian[:, 0, 0] = 12 * x[:, 0] ** 2 + 4 * x[:, 1] - 42
        hessian[:, 1, 1] = 12 * x[:, 1] ** 2 + 4 * x[:, 0] - 26
        hessian[:, 0, 1] = hessian[:, 1, 0] = 4 * (x[:, 0] + x[:, 1])
        return hessian
