import numpy as np

from descent_atlas.problem import Array, Problem


class McCormick(Problem):
    """A trough with a wave along it, tilted: the lowest point of the box is a minimum like any other,
    and a run that rolls over the next crest goes on from dip to dip, each lower than the last."""

    title = "McCormick"
    formula = r"\sin(x + y) + (x - y)^2 - 1.5x + 2.5y + 1"
    source = (
        "G. P. McCormick, Computability of global solutions to factorable nonconvex programs: part I, "
        "Mathematical Programming 10, 1976"
    )
    tags = ("few minima", "valley")
    bounded = False

    dimension = 2
    domain = np.array([[-1.5, 4.0], [-3.0, 4.0]])
    start = np.array([0.0, 0.0])
    # There cos(x + y) = -1/2 and x - y = 1.
    minimum = float(-np.sqrt(3) / 2 - np.pi / 3)
    minimisers = np.array([[0.5 - np.pi / 3, -0.5 - np.pi / 3]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        total, difference = x[:, 0] + x[:, 1], x[:, 0] - x[:, 1]
        wave = np.cos(total)
        gradient = np.empty_like(x)
        gradient[:, 0] = wave + 2 * difference - 1.5
        gradient[:, 1] = wave - 2 * difference + 2.5
        # -1.5x + 2.5y is half the sum less twice the difference.
        return np.sin(total) + 0.5 * total + (difference - 1) ** 2, gradient

    def hessian(self, x: Array) -> Array:
        sine = np.sin(x[:, 0] + x[:, 1])
        hessian = np.empty((len(x), 2, 2))
        hessian[:, 0, 0] = hessian[:, 1, 1] = 2 - sine
        hessian[:, 0, 1] = hessian[:, 1, 0] = -2 - sine
        return hessian
