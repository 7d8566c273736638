import numpy as np

from descent_atlas.problem import Array, Problem


class Booth(Problem):
    """A gentle quadratic whose axes are turned by 45°: the curvatures are 2 and 18, small enough a
    ratio for plain descent, and not along the coordinates."""

    title = "Booth"
    formula = r"(x + 2y - 7)^2 + (2x + y - 5)^2"
    source = (
        "M. Jamil and X.-S. Yang, A literature survey of benchmark functions for global "
        "optimisation problems, arXiv:1308.4008, 2013"
    )
    tags = ("convex",)

    dimension = 2
    domain = np.array([[-10.0, 10.0], [-10.0, 10.0]])
    start = np.array([0.0, 0.0])
    minimum = 0.0
    minimisers = np.array([[1.0, 3.0]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        u = x[:, 0] + 2 * x[:, 1] - 7
        v = 2 * x[:, 0] + x[:, 1] - 5
        gradient = np.empty_like(x)
        gradient[:, 0] = 2 * u + 4 * v
        gradient[:, 1] = 4 * u + 2 * v
        return u**2 + v**2, gradient

    def hessian(self, x: Array) -> Array:
        hessian = np.empty((len(x), 2, 2))
        hessian[:, 0, 0] = hessian[:, 1, 1] = 10
        hessian[:, 0, 1] = hessian[:, 1, 0] = 8
        return hessian
