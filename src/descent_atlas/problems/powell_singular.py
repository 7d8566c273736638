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

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        a, b, c, d = _differences(x)
        c_squared, d_squared = c**2, d**2
        slope_c, slope_d = 4 * c_squared * c, 40 * d_squared * d
        gradient = np.empty_like(x)
        gradient[:, 0] = 2 * a + slope_d
        gradient[:, 1] = 20 * a + slope_c
        gradient[:, 2] = 10 * b - 2 * slope_c
        gradient[:, 3] = -10 * b - slope_d
        return a**2 + 5 * b**2 + c_squared**2 + 10 * d_squared**2, gradient

    def hessian(self, x: Array) -> Array:
        _, _, c, d = _differences(x)
        constant = np.array([[2, 20, 0, 0], [20, 200, 0, 0], [0, 0, 10, -10], [0, 0, -10, 10]])
        inner = np.array([[0, 0, 0, 0], [0, 1, -2, 0], [0, -2, 4, 0], [0, 0, 0, 0]])
        outer = np.array([[1, 0, 0, -1], [0, 0, 0, 0], [0, 0, 0, 0], [-1, 0, 0, 1]])
        curved_c, curved_d = 12 * c**2, 120 * d**2
        return constant + curved_c[:, None, None] * inner + curved_d[:, None, None] * outer


def _differences(x: Array) -> tuple[Array, Array, Array, Array]:
    """What f is made of: two differences that are squared, and two that are raised to the fourth power."""
    first, second, third, fourth = x.T
    return first + 10 * second, third - fourth, second - 2 * third, first - fourth
