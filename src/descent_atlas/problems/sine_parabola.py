import numpy as np

from descent_atlas.problem import Array, Problem


class SineParabola(Problem):
    """A rippled parabola in one dimension, with eight minima, five of them in the domain: the start
    decides in which one a descent ends."""

    title = "Sine parabola"
    formula = r"\sin 5x + \tfrac{1}{2} x^2"
    source = "The article's example of many starts"
    tags = ("many minima",)

    dimension = 1
    domain = np.array([[-3.0, 3.0]])
    start = np.array([-2.5])
    # The minimiser is the solution of 5 cos 5x = -x nearest to zero, on its left.
    minimum = -0.9525505345283508
    minimisers = np.array([[-0.30206913774332794]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        value = np.sin(5 * x[:, 0]) + 0.5 * x[:, 0] ** 2
        return value, 5 * np.cos(5 * x) + x

    def hessian(self, x: Array) -> Array:
        return (1 - 25 * np.sin(5 * x))[:, :, None]
