import numpy as np

from descent_atlas.problem import Array, Problem


class Ravine(Problem):
    """A ravine with straight walls a hundred times as steep as its floor, and a sharp bottom: a step
    short enough for the walls takes for ever along the floor."""

    title = "Ravine"
    formula = r"|x| + 100\,|y|"
    source = "N. Z. Shor, Minimization Methods for Non-Differentiable Functions, Springer 1985"
    tags = ("convex", "not smooth", "valley")

    dimension = 2
    domain = np.array([[-5.0, 5.0], [-5.0, 5.0]])
    start = np.array([4.0, -3.0])
    minimum = 0.0
    minimisers = np.zeros((1, 2))
    _slopes = np.array([1.0, 100.0])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        size = np.abs(x)
        return size[:, 0] + 100 * size[:, 1], self._slopes * np.sign(x)

    def hessian(self, x: Array) -> Array:
        """Zero wherever it exists."""
        return np.zeros((len(x), 2, 2))
