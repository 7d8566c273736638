import numpy as np

from descent_atlas.problem import Array, Problem


class Saddle(Problem):
    """A pass between two slopes without end: the gradient vanishes at the origin, yet f falls along
    y. From a start close to the ridge, what counts is how soon a run leaves."""

    title = "Saddle"
    formula = r"x^2 - y^2"
    source = "The textbook saddle point, where the curvatures have opposite signs"
    tags = ("saddle",)
    bounded = False

    dimension = 2
    domain = np.array([[-3.0, 3.0], [-3.0, 3.0]])
    start = np.array([1.0, 1e-3])
    minimum = -9.0
    minimisers = np.empty((0, 2))

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        gradient = np.empty_like(x)
        gradient[:, 0] = 2 * x[:, 0]
        gradient[:, 1] = -2 * x[:, 1]
        return x[:, 0] ** 2 - x[:, 1] ** 2, gradient

    def hessian(self, x: Array) -> Array:
        hessian = np.zeros((len(x), 2, 2))
        hessian[:, 0, 0] = 2
        hessian[:, 1, 1] = -2
        return hessian
