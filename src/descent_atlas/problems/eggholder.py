import numpy as np

from descent_atlas.problem import Array, Problem


class Eggholder(Problem):
    """Deep pits, ever deeper towards the corners, with nothing to tell them apart from afar. The lowest
    point of the box is no minimum: f goes on falling where the box ends."""

    title = "Eggholder"
    formula = (
        r"-(y + 47) \sin \sqrt{\left|\tfrac{1}{2} x + y + 47\right|}"
        r" - x \sin \sqrt{\left|x - (y + 47)\right|}"
    )
    source = (
        "D. Whitley, K. Mathias, S. Rana and J. Dzubera, Evaluating evolutionary algorithms, "
        "Artificial Intelligence 85, 1996"
    )
    tags = ("many minima", "deceptive", "not smooth")
    bounded = False

    dimension = 2
    domain = np.array([[-512.0, 512.0], [-512.0, 512.0]])
    start = np.array([0.0, 0.0])
    # At (512, 404.2318051137578), where the slope along x is not zero.
    minimum = -959.6406627208508
    minimisers = np.empty((0, 2))

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        u, v = x[:, 0], x[:, 1] + 47
        (first, slope_first, _), (second, slope_second, _) = _wave(u / 2 + v), _wave(u - v)
        gradient = np.empty_like(x)
        gradient[:, 0] = -v * slope_first / 2 - second - u * slope_second
        gradient[:, 1] = -first - v * slope_first + u * slope_second
        return -v * first - u * second, gradient

    def hessian(self, x: Array) -> Array:
        u, v = x[:, 0], x[:, 1] + 47
        (_, slope_first, bend_first), (_, slope_second, bend_second) = (
            _wave(u / 2 + v),
            _wave(u - v),
        )
        hessian = np.empty((len(x), 2, 2))
        hessian[:, 0, 0] = -v * bend_first / 4 - 2 * slope_second - u * bend_second
        hessian[:, 0, 1] = -slope_first / 2 - v * bend_first / 2 + slope_second + u * bend_second
        hessian[:, 1, 0] = hessian[:, 0, 1]
        hessian[:, 1, 1] = -2 * slope_first - v * bend_first - u * bend_second
        return hessian


def _wave(t: Array) -> tuple[Array, Array, Array]:
    """sin sqrt|t| and its first two derivatives; at the cusp t = 0 they count as zero."""
    root = np.sqrt(np.abs(t))
    safe, away = np.where(root > 0, root, 1), root > 0
    sine, cosine = np.sin(root), np.cos(root)
    slope = np.sign(t) * cosine / (2 * safe)
    return sine, slope, -(sine + cosine / safe) / (4 * safe**2) * away
