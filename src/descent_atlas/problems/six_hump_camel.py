import numpy as np

from descent_atlas.problem import Array, Problem


class SixHumpCamel(Problem):
    """Six minima in three pairs, each pair as deep on one side of the origin as on the other: two of
    them are the lowest, and the slopes outside are steep."""

    title = "Six-hump camel"
    formula = r"\left(4 - 2.1 x^2 + \tfrac{1}{3} x^4\right) x^2 + xy + (4 y^2 - 4)\, y^2"
    source = (
        "L. C. W. Dixon and G. P. Szegő, The global optimization problem: an introduction, "
        "in Towards Global Optimisation 2, North-Holland 1978"
    )
    tags = ("few minima",)

    dimension = 2
    domain = np.array([[-3.0, 3.0], [-2.0, 2.0]])
    start = np.array([2.0, 1.0])
    # To thirty digits by Newton's method on the gradient.
    minimum = -1.031628453489877350
    minimisers = np.array(
        [
            [0.08984201310031806242, -0.7126564030207396334],
            [-0.08984201310031806242, 0.7126564030207396334],
        ]
    )

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        a, b = x[:, 0] ** 2, x[:, 1] ** 2
        gradient = np.empty_like(x)
        gradient[:, 0] = (8 - 8.4 * a + 2 * a**2) * x[:, 0] + x[:, 1]
        gradient[:, 1] = x[:, 0] + (16 * b - 8) * x[:, 1]
        value = (4 - 2.1 * a + a**2 / 3) * a + x[:, 0] * x[:, 1] + (4 * b - 4) * b
        return value, gradient

    def hessian(self, x: Array) -> Array:
        a, b = x[:, 0] ** 2, x[:, 1] ** 2
        hessian = np.ones((len(x), 2, 2))
        hessian[:, 0, 0] = 8 - 25.2 * a + 10 * a**2
        hessian[:, 1, 1] = 48 * b - 8
        return hessian
