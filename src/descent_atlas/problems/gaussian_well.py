import numpy as np

from descent_atlas.problem import Array, Problem


class GaussianWell(Problem):
    """A well in an endless plain: the further out a run starts, the less of a slope it finds, until
    there is none that a step could follow."""

    title = "Gaussian well"
    formula = r"1 - \exp\left(-\tfrac{1}{2}(x^2 + y^2)\right)"
    source = "The bell curve upside down, the plainest example of a gradient that vanishes far out"
    tags = ("plateau",)

    dimension = 2
    domain = np.array([[-5.0, 5.0], [-5.0, 5.0]])
    start = np.array([3.0, 2.0])
    minimum = 0.0
    minimisers = np.array([[0.0, 0.0]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        # 1 - exp(-a) by expm1, which keeps its digits near the minimum.
        depth = np.expm1(-0.5 * (x[:, 0] ** 2 + x[:, 1] ** 2))
        return -depth, x * (1 + depth)[:, None]

    def hessian(self, x: Array) -> Array:
        bell = np.exp(-0.5 * (x**2).sum(axis=1))
        return bell[:, None, None] * (np.eye(2) - x[:, :, None] * x[:, None, :])
