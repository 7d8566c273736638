import numpy as np

from descent_atlas.problem import Array, Problem


class DropWave(Problem):
    """Rings of waves around a drop that has just fallen: each ring is a trough without an outlet, and
    the dip in the middle, the lowest, is no wider than any of them."""

    title = "Drop-wave"
    formula = r"-\frac{1 + \cos 12 r}{\tfrac{1}{2} r^2 + 2}, \quad r = \sqrt{x^2 + y^2}"
    source = "S. Surjanovic and D. Bingham, Virtual Library of Simulation Experiments, SFU"
    tags = ("many minima",)

    dimension = 2
    domain = np.array([[-5.12, 5.12], [-5.12, 5.12]])
    start = np.array([3.0, -2.0])
    minimum = -1.0
    minimisers = np.array([[0.0, 0.0]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        square = x[:, 0] ** 2 + x[:, 1] ** 2
        angle, depth = 12 * np.sqrt(square), square / 2 + 2
        # The gap to -1 has a numerator without a constant: 1 - cos 2a = 2 (sin a)^2.
        gap = (square / 2 + 2 * np.sin(angle / 2) ** 2) / depth
        # The derivative by the square of the radius, with sin 12r / 12r at hand as a sinc.
        slope = (72 * np.sinc(angle / np.pi) + 0.5 * (1 - gap)) / depth
        return gap - 1, 2 * slope[:, None] * x

    def hessian(self, x: Array) -> Array:
        square = (x**2).sum(axis=1)
        angle, depth = 12 * np.sqrt(square), square / 2 + 2
        wave, sinc = 1 + np.cos(angle), np.sinc(angle / np.pi)
        slope = (72 * sinc + 0.5 * wave / depth) / depth
        bend = (5184 * _bend(angle) - (72 * sinc + 0.5 * wave / depth) / depth) / depth
        outer = x[:, :, None] * x[:, None, :]
        return 2 * slope[:, None, None] * np.eye(2) + 4 * bend[:, None, None] * outer


def _bend(angle: Array) -> Array:
    """(a cos a - sin a) / a^3, by its series where the difference would lose its digits."""
    safe = np.where(angle > 0.1, angle, 1)
    square = angle**2
    series = -1 / 3 + square * (1 / 30 - square * (1 / 840 - square / 45360))
    return np.where(angle > 0.1, (safe * np.cos(safe) - np.sin(safe)) / safe**3, series)
