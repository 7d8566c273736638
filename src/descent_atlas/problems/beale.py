import numpy as np

from descent_atlas.problem import Array, Problem


class Beale(Problem):
    """A flat floor between steep corners: the gradient is small over most of the domain and a
    hundred thousand times larger at its edge, so no single learning rate suits both."""

    title = "Beale"
    formula = r"(1.5 - x + xy)^2 + (2.25 - x + xy^2)^2 + (2.625 - x + xy^3)^2"
    source = (
        "E. M. L. Beale, On an iterative method for finding a local minimum of a function of more "
        "than one variable, Princeton University 1958; start: J. J. Moré, B. S. Garbow and "
        "K. E. Hillstrom, ACM Transactions on Mathematical Software 7, 1981"
    )
    tags = ("valley", "plateau")

    dimension = 2
    domain = np.array([[-4.5, 4.5], [-4.5, 4.5]])
    start = np.array([1.0, 1.0])
    minimum = 0.0
    minimisers = np.array([[3.0, 0.5]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        y = x[:, 1]
        y2 = y**2
        a, b, c = y - 1, y2 - 1, y * y2 - 1
        u, v, w = 1.5 + x[:, 0] * a, 2.25 + x[:, 0] * b, 2.625 + x[:, 0] * c
        gradient = np.empty_like(x)
        gradient[:, 0] = 2 * (u * a + v * b + w * c)
        gradient[:, 1] = 2 * x[:, 0] * (u + 2 * y * v + 3 * y2 * w)
        return u**2 + v**2 + w**2, gradient

    def hessian(self, x: Array) -> Array:
        x, y = x[:, 0], x[:, 1]
        a, b, c = y - 1, y**2 - 1, y**3 - 1
        u, v, w = 1.5 + x * a, 2.25 + x * b, 2.625 + x * c
        hessian = np.empty((len(x), 2, 2))
        hessian[:, 0, 0] = 2 * (a**2 + b**2 + c**2)
        hessian[:, 1, 1] = 2 * x * (x + 2 * v + 4 * x * y**2 + 6 * y * w + 9 * x * y**4)
        mixed = u + x * a + 2 * y * (v + x * b) + 3 * y**2 * (w + x * c)
        hessian[:, 0, 1] = hessian[:, 1, 0] = 2 * mixed
        return hessian
