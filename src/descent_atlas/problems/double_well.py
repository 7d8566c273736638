import numpy as np

from descent_atlas.problem import Array, Problem


class DoubleWell(Problem):
    """Two equal wells and a strict saddle between them. The classical start lies almost on the ridge,
    so the time to leave it is the time in which a factor of a million is made up along y."""

    title = "Double well"
    formula = r"\tfrac{1}{2} x^2 + \tfrac{1}{4} y^4 - \tfrac{1}{2} y^2"
    source = (
        "Y. Nesterov, Introductory Lectures on Convex Optimization, Kluwer 2004, section 1.2.3, "
        "example of a stationary point that is no minimum"
    )
    tags = ("saddle",)

    dimension = 2
    domain = np.array([[-2.0, 2.0], [-2.0, 2.0]])
    start = np.array([1.0, 1e-6])
    minimum = -0.25
    minimisers = np.array([[0.0, 1.0], [0.0, -1.0]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        square = x[:, 1] ** 2
        gradient = np.empty_like(x)
        gradient[:, 0] = x[:, 0]
        gradient[:, 1] = x[:, 1] * (square - 1)
        return 0.5 * x[:, 0] ** 2 + (0.25 * square - 0.5) * square, gradient

    def hessian(self, x: Array) -> Array:
        hessian = np.zeros((len(x), 2, 2))
        hessian[:, 0, 0] = 1
        hessian[:, 1, 1] = 3 * x[:, 1] ** 2 - 1
        return hessian
