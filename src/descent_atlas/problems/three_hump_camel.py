import numpy as np

from descent_atlas.problem import Array, Problem


class ThreeHumpCamel(Problem):
    """Three minima in a row, the lowest in the middle: a descent from either side has to pass a
    shallow one first."""

    title = "Three-hump camel"
    formula = r"2 x^2 - 1.05 x^4 + \tfrac{1}{6} x^6 + xy + y^2"
    source = (
        "F. H. Branin, Widely convergent method for finding multiple solutions of simultaneous "
        "nonlinear equations, IBM Journal of Research and Development 16, 1972"
    )
    tags = ("few minima",)

    dimension = 2
    domain = np.array([[-5.0, 5.0], [-5.0, 5.0]])
    start = np.array([3.0, 2.0])
    minimum = 0.0
    minimisers = np.array([[0.0, 0.0]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        a = x[:, 0] ** 2
        gradient = np.empty_like(x)
        gradient[:, 0] = (4 - 4.2 * a + a**2) * x[:, 0] + x[:, 1]
        gradient[:, 1] = x[:, 0] + 2 * x[:, 1]
        value = (2 - 1.05 * a + a**2 / 6) * a + (x[:, 0] + x[:, 1]) * x[:, 1]
        return value, gradient

    def hessian(self, x: Array) -> Array:
        a = x[:, 0] ** 2
        hessian = np.ones((len(x), 2, 2))
        hessian[:, 0, 0] = 4 - 12.6 * a + 5 * a**2
        hessian[:, 1, 1] = 2
        return hessian
