import numpy as np

from descent_atlas.problem import Array, Problem


class Bohachevsky(Problem):
    """A wide bowl with ripples that are shallow for it: far out they hardly show, and only in the middle
    can they hold whoever comes slowly."""

    title = "Bohachevsky"
    formula = r"x^2 + 2y^2 - 0.3 \cos 3 \pi x - 0.4 \cos 4 \pi y + 0.7"
    source = (
        "I. O. Bohachevsky, M. E. Johnson and M. L. Stein, Generalized simulated annealing for function "
        "optimization, Technometrics 28, 1986, first function"
    )
    tags = ("many minima",)

    dimension = 2
    domain = np.array([[-100.0, 100.0], [-100.0, 100.0]])
    start = np.array([50.3, -30.4])
    minimum = 0.0
    minimisers = np.array([[0.0, 0.0]])
    _bowl = np.array([1.0, 2.0])
    _height = np.array([0.3, 0.4])
    _wave = np.pi * np.array([3.0, 4.0])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        # 1 - cos 2a = 2 (sin a)^2, which keeps its digits near the minimum.
        sine, cosine = np.sin(self._wave / 2 * x), np.cos(self._wave / 2 * x)
        value = (self._bowl * x**2 + 2 * self._height * sine**2).sum(axis=1)
        return value, 2 * (self._bowl * x + self._height * self._wave * sine * cosine)

    def hessian(self, x: Array) -> Array:
        curvature = 2 * self._bowl + self._height * self._wave**2 * np.cos(self._wave * x)
        return curvature[:, :, None] * np.eye(2)
