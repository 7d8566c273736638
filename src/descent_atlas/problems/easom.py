import numpy as np

from descent_atlas.problem import Array, Problem


class Easom(Problem):
    """A single hole in a dead level plain ten thousand times its size: a method that follows gradients
    can only fail here, and one that seems not to deserves suspicion. The start lies on the hole's rim."""

    title = "Easom"
    formula = r"-\cos x \cos y\, \exp\left(-(x - \pi)^2 - (y - \pi)^2\right)"
    source = (
        "E. E. Easom, A survey of global optimization techniques, MEng thesis, "
        "University of Louisville 1990"
    )
    tags = ("plateau", "deceptive")

    dimension = 2
    domain = np.array([[-100.0, 100.0], [-100.0, 100.0]])
    start = np.array([1.0, 3.0])
    minimum = -1.0
    minimisers = np.array([[np.pi, np.pi]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        away = x - np.pi
        bell, sine, cosine = np.exp(-(away**2)), np.sin(away), np.cos(away)
        dip = bell * cosine
        fall = bell * (sine + 2 * away * cosine)
        gradient = np.empty_like(x)
        gradient[:, 0] = fall[:, 0] * dip[:, 1]
        gradient[:, 1] = dip[:, 0] * fall[:, 1]
        return -dip[:, 0] * dip[:, 1], gradient

    def hessian(self, x: Array) -> Array:
        away = x - np.pi
        bell, sine, cosine = np.exp(-(away**2)), np.sin(away), np.cos(away)
        dip = bell * cosine
        fall = bell * (sine + 2 * away * cosine)
        bend = bell * ((3 - 4 * away**2) * cosine - 4 * away * sine)
        hessian = np.empty((len(x), 2, 2))
        hessian[:, 0, 0] = bend[:, 0] * dip[:, 1]
        hessian[:, 1, 1] = dip[:, 0] * bend[:, 1]
        hessian[:, 0, 1] = hessian[:, 1, 0] = -fall[:, 0] * fall[:, 1]
        return hessian
