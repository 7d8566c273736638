import numpy as np

from descent_atlas.problem import Array, Problem


class GoldsteinPrice(Problem):
    """Values from three to a million in a box four wide, and four minima at the bottom: a step that
    suits the bottom is thrown off the walls, and one that suits the walls creeps at the bottom."""

    title = "Goldstein–Price"
    formula = (
        r"\left(1 + (x + y + 1)^2 (19 - 14x + 3x^2 - 14y + 6xy + 3y^2)\right)"
        r" \left(30 + (2x - 3y)^2 (18 - 32x + 12x^2 + 48y - 36xy + 27y^2)\right)"
    )
    source = (
        "A. A. Goldstein and J. F. Price, On descent from local minima, "
        "Mathematics of Computation 25, 1971"
    )
    tags = ("few minima", "valley")

    dimension = 2
    domain = np.array([[-2.0, 2.0], [-2.0, 2.0]])
    start = np.array([1.5, 0.5])
    # One factor depends on x + y alone and is at least 1, the other on 2x - 3y and is at least 3.
    minimum = 3.0
    minimisers = np.array([[0.0, -1.0]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        (first, slope_u, _), (second, slope_v, _) = _factors(x)
        along_u, along_v = slope_u * (3 + second), (1 + first) * slope_v
        gradient = np.empty_like(x)
        gradient[:, 0] = along_u + 2 * along_v
        gradient[:, 1] = along_u - 3 * along_v
        return 3 + (3 * first + second + first * second), gradient

    def hessian(self, x: Array) -> Array:
        (first, slope_u, curved_u), (second, slope_v, curved_v) = _factors(x)
        uu, uv, vv = curved_u * (3 + second), slope_u * slope_v, (1 + first) * curved_v
        hessian = np.empty((len(x), 2, 2))
        hessian[:, 0, 0] = uu + 4 * uv + 4 * vv
        hessian[:, 0, 1] = hessian[:, 1, 0] = uu - uv - 6 * vv
        hessian[:, 1, 1] = uu - 6 * uv + 9 * vv
        return hessian


def _factors(x: Array) -> tuple[tuple[Array, ...], tuple[Array, ...]]:
    """What each factor has above its minimum, with first and second derivative.

    The first is a polynomial in u = x + y; the second one in 2x - 3y, here in v, which is that less 3.
    """
    u, v = x[:, 0] + x[:, 1], 2 * x[:, 0] - 3 * x[:, 1] - 3
    above_one = (u + 1) ** 2 * ((3 * u - 14) * u + 19)
    above_three = v**2 * ((3 * v + 20) * v + 36)
    slope_u, slope_v = 12 * (u**2 - 1) * (u - 2), 12 * v * (v + 2) * (v + 3)
    curved_u, curved_v = 12 * ((3 * u - 4) * u - 1), 12 * ((3 * v + 10) * v + 6)
    return (above_one, slope_u, curved_u), (above_three, slope_v, curved_v)
