import numpy as np

from descent_atlas.problem import Array, Problem

BEND, TILT, HEIGHT = 5.1 / (4 * np.pi**2), 5 / np.pi, 6.0
SHARE = 1 / (8 * np.pi)


class Branin(Problem):
    """Three equal minima in a row along a bent valley, and more of them outside the box: all are
    equally good, so only the way there differs."""

    title = "Branin"
    formula = (
        r"\left(y - \tfrac{5.1}{4 \pi^2} x^2 + \tfrac{5}{\pi} x - 6\right)^2"
        r" + 10 \left(1 - \tfrac{1}{8 \pi}\right) \cos x + 10"
    )
    source = (
        "F. H. Branin, Widely convergent method for finding multiple solutions of simultaneous "
        "nonlinear equations, IBM Journal of Research and Development 16, 1972"
    )
    tags = ("few minima", "valley")

    dimension = 2
    domain = np.array([[-5.0, 10.0], [0.0, 15.0]])
    start = np.array([2.5, 7.5])
    # The square vanishes and the cosine is -1.
    minimum = 10 * SHARE
    minimisers = np.array([[-np.pi, 12.275], [np.pi, 2.275], [3 * np.pi, 2.475]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        u, half = x[:, 0], np.cos(x[:, 0] / 2)
        miss = x[:, 1] - (BEND * u - TILT) * u - HEIGHT
        gradient = np.empty_like(x)
        gradient[:, 0] = -2 * miss * (2 * BEND * u - TILT) - 10 * (1 - SHARE) * np.sin(u)
        gradient[:, 1] = 2 * miss
        # 1 + cos u = 2 (cos u/2)^2, which keeps its digits near the minimum.
        return miss**2 + 20 * (1 - SHARE) * half**2 + self.minimum, gradient

    def hessian(self, x: Array) -> Array:
        u, lean = x[:, 0], 2 * BEND * x[:, 0] - TILT
        miss = x[:, 1] - (BEND * u - TILT) * u - HEIGHT
        hessian = np.empty((len(x), 2, 2))
        hessian[:, 0, 0] = 2 * lean**2 - 4 * BEND * miss - 10 * (1 - SHARE) * np.cos(u)
        hessian[:, 0, 1] = hessian[:, 1, 0] = -2 * lean
        hessian[:, 1, 1] = 2
        return hessian
