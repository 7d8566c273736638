import numpy as np

from descent_atlas.problem import Array, Problem


class PowellSingular(Problem):
    """At the minimum the curvature vanishes in two of four directions, so that a descent slows down
    from exponential to a power of time just where it should arrive."""

    title = "Powell’s singular function"
    formula = r"(x_1 + 10 x_2)^2 + 5 (x_3 - x_4)^2 + (x_2 - 2 x_3)^4 + 10 (x_1 - x_4)^4"
    source = (
        "J. J. Moré, B. S. Garbow and K. E. Hillstrom, Testing unconstrained optimization software, "
        "ACM Transactions on Mathematical Software 7, 1981, problem 13"
    )
    tags = ("convex", "plateau")

    dimension = 4
    domain = np.tile([-4.0, 5.0], (4, 1))
    start = np.array([3.0, -1.0, 0.0, 1.0])
    minimum = 0.0
    minimisers = np.zeros((1, 4))
    # The four differences that f is made of, as rows over the coordinates.
    _rows = np.array([[1.0, 10, 0, 0], [0, 0, 1, -1], [0, 1, -2, 0], [1, 0, 0, -1]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        a, b, c, d = self._rows @ x.T
        c_squared, d_squared = c**2, d**2
        slopes = np.stack([2 * a, 10 * b, 4 * c_squared * c, 40 * d_squared * d], axis=1)
        value = a**2 + 5 * b**2 + c_squared**2 + 10 * d_squared**2
        return value, np.asfortranarray(slopes @ self._rows)

    def hessian(self, x: Array) -> Array:
        _, _, c, d = self._rows @ x.T
        ones = np.ones(len(x))
        curvatures = np.stack([2 * ones, 10 * ones, 12 * c**2, 120 * d**2], axis=1)
        return np.einsum("rk,ki,kj->rij", curvatures, self._rows, self._rows)
