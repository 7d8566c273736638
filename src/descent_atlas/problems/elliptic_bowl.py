import numpy as np

from descent_atlas.problem import Array, Problem


class EllipticBowl(Problem):
    """A bowl twice as curved along y as along x, raised by 3: the gradient no longer points
    straight away from the minimum, and the lowest value is not zero."""

    title = "Elliptic bowl"
    formula = r"x^2 + 2 y^2 + 3"
    source = "The article's example of reading a gradient"
    tags = ("convex",)

    dimension = 2
    domain = np.array([[-3.0, 3.0], [-3.0, 3.0]])
    start = np.array([2.0, 1.0])
    minimum = 3.0
    minimisers = np.array([[0.0, 0.0]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        gradient = np.empty_like(x)
        gradient[:, 0] = 2 * x[:, 0]
        gradient[:, 1] = 4 * x[:, 1]
        return x[:, 0] ** 2 + 2 * x[:, 1] ** 2 + 3, gradient

    def hessian(self, x: Array) -> Array:
        hessian = np.zeros((len(x), 2, 2))
        hessian[:, 0, 0] = 2
        hessian[:, 1, 1] = 4
        return hessian
