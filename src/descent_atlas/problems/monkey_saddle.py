import numpy as np

from descent_atlas.problem import Array, Problem


class MonkeySaddle(Problem):
    """A saddle with three ways down, one of them for the tail: at the origin even the curvature
    vanishes, so a run leaves it by a power of time and not exponentially. A bowl bounds it below."""

    title = "Monkey saddle"
    formula = r"x^3 - 3xy^2 + 0.1\,(x^2 + y^2)^2"
    source = (
        "The surface: D. Hilbert and S. Cohn-Vossen, Anschauliche Geometrie, Springer 1932, chapter IV; "
        "the bowl: the atlas"
    )
    tags = ("saddle", "few minima")

    dimension = 2
    domain = np.array([[-10.0, 10.0], [-10.0, 10.0]])
    start = np.array([1.0, 1e-3])
    # In polar coordinates f = r^3 cos 3t + 0.1 r^4, lowest at r = 7.5 where cos 3t = -1.
    minimum = -105.46875
    minimisers = np.array([[-7.5, 0.0], [3.75, 6.495190528383290], [3.75, -6.495190528383290]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        x_squared, y_squared = x[:, 0] ** 2, x[:, 1] ** 2
        radius_squared = x_squared + y_squared
        gradient = np.empty_like(x)
        gradient[:, 0] = 3 * (x_squared - y_squared) + 0.4 * radius_squared * x[:, 0]
        gradient[:, 1] = (0.4 * radius_squared - 6 * x[:, 0]) * x[:, 1]
        return x[:, 0] * (x_squared - 3 * y_squared) + 0.1 * radius_squared**2, gradient

    def hessian(self, x: Array) -> Array:
        radius_squared = (x**2).sum(axis=1)
        hessian = 0.8 * x[:, :, None] * x[:, None, :]
        hessian[:, 0, 0] += 6 * x[:, 0] + 0.4 * radius_squared
        hessian[:, 1, 1] += -6 * x[:, 0] + 0.4 * radius_squared
        hessian[:, 0, 1] -= 6 * x[:, 1]
        hessian[:, 1, 0] -= 6 * x[:, 1]
        return hessian
