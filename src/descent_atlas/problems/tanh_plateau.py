import numpy as np

from descent_atlas.problem import Array, Problem


class TanhPlateau(Problem):
    """A high, almost flat plain that a cliff separates from the minimum: up there the gradient is
    slight and says nothing of the descent to come."""

    title = "Tanh plateau"
    formula = r"0.01\,(x^2 + y^2) + \tanh x + \tanh y"
    source = "The article's example of a plateau"
    tags = ("plateau",)

    dimension = 2
    domain = np.array([[-5.0, 5.0], [-5.0, 5.0]])
    start = np.array([4.0, 3.0])
    # In either coordinate the minimiser solves 1 - tanh(x)^2 = -0.02 x, which has one solution.
    minimum = -1.854824500422097
    minimisers = np.array([[-2.235545998110886, -2.235545998110886]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        step = np.tanh(x)
        value = 0.01 * x**2 + step
        return value[:, 0] + value[:, 1], 0.02 * x + 1 - step**2

    def hessian(self, x: Array) -> Array:
        step = np.tanh(x)
        curvature = 0.02 - 2 * step * (1 - step**2)
        hessian = np.zeros((len(x), 2, 2))
        hessian[:, 0, 0] = curvature[:, 0]
        hessian[:, 1, 1] = curvature[:, 1]
        return hessian
