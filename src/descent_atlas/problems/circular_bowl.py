import numpy as np

from descent_atlas.problem import Array, Problem


class CircularBowl(Problem):
    """The easiest landscape there is: the gradient points straight away from the only minimum, and
    the curvature is 2 in every direction, so a learning rate of 0.5 arrives in one step."""

    title = "Circular bowl"
    formula = r"x^2 + y^2"
    source = "The textbook minimum, where both curvatures are positive"
    tags = ("convex",)

    dimension = 2
    domain = np.array([[-3.0, 3.0], [-3.0, 3.0]])
    start = np.array([2.0, 1.0])
    minimum = 0.0
    minimisers = np.array([[0.0, 0.0]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        return x[:, 0] ** 2 + x[:, 1] ** 2, 2 * x

    def hessian(self, x: Array) -> Array:
        hessian = np.zeros((len(x), 2, 2))
        hessian[:, 0, 0] = hessian[:, 1, 1] = 2
        return hessian
