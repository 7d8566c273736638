import numpy as np

from descent_atlas.problem import Array, Problem


class Matyas(Problem):
    """A long, almost flat trough along the diagonal: the curvature is 1 across it and 0.04 along
    it, so a good learning rate is far larger here than elsewhere."""

    title = "Matyas"
    formula = r"0.26\,(x^2 + y^2) - 0.48\,xy"
    source = (
        "J. Matyas, Random optimization, Automation and Remote Control 26, 1965; "
        "domain: M. Jamil and X.-S. Yang, arXiv:1308.4008, 2013"
    )
    tags = ("convex",)

    dimension = 2
    domain = np.array([[-10.0, 10.0], [-10.0, 10.0]])
    start = np.array([9.0, 3.0])
    minimum = 0.0
    minimisers = np.array([[0.0, 0.0]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        gradient = np.empty_like(x)
        gradient[:, 0] = 0.52 * x[:, 0] - 0.48 * x[:, 1]
        gradient[:, 1] = 0.52 * x[:, 1] - 0.48 * x[:, 0]
        return 0.26 * (x[:, 0] ** 2 + x[:, 1] ** 2) - 0.48 * x[:, 0] * x[:, 1], gradient

    def hessian(self, x: Array) -> Array:
        hessian = np.empty((len(x), 2, 2))
        hessian[:, 0, 0] = hessian[:, 1, 1] = 0.52
        hessian[:, 0, 1] = hessian[:, 1, 0] = -0.48
        return hessian
