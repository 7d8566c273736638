from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class Ackley(Problem):
    """Ripples on a funnel that is almost flat far out and ends in a point: the slope grows towards
    the minimum and does not vanish there, so no constant step can settle in it."""

    title = "Ackley"
    formula = (
        r"20 + e - 20 \exp\left(-\tfrac{1}{5} \sqrt{\tfrac{1}{n} \sum_{i=1}^{n} x_i^2}\right)"
        r" - \exp\left(\tfrac{1}{n} \sum_{i=1}^{n} \cos 2\pi x_i\right)"
    )
    source = "D. H. Ackley, A Connectionist Machine for Genetic Hillclimbing, Kluwer 1987"
    tags = ("many minima", "plateau", "not smooth")
    minimum = 0.0

    dimension: int = 2

    @property
    def domain(self) -> Array:
        return np.tile([-32.768, 32.768], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.resize([20.3, -15.4], self.dimension)

    @property
    def minimisers(self) -> Array:
        return np.zeros((1, self.dimension))

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        n = self.dimension
        radius = np.sqrt((x**2).mean(axis=1))
        sine, cosine = np.sin(np.pi * x), np.cos(np.pi * x)
        # Both exponentials by expm1, with cos 2a - 1 = -2 (sin a)^2, which keep their digits.
        funnel = np.expm1(-0.2 * radius)
        ripple = np.e * np.expm1(-2 * (sine**2).mean(axis=1))
        # At the very point of the funnel its gradient counts as zero, the mean over all sides.
        pull = 4 * (1 + funnel) / (n * np.where(radius > 0, radius, 1))
        push = 4 * np.pi / n * (np.e + ripple)
        return -20 * funnel - ripple, pull[:, None] * x + push[:, None] * sine * cosine

    def hessian(self, x: Array) -> Array:
        """The second derivatives; at the point of the funnel, those of the ripples alone."""
        n, diagonal = self.dimension, np.arange(self.dimension)
        radius = np.sqrt((x**2).mean(axis=1))
        away = radius > 0
        safe = np.where(away, radius, 1)
        slope = 4 * np.exp(-0.2 * radius) * away
        outwards = x / (n * safe)[:, None]
        across = -(0.2 * slope + slope / safe)
        hessian = across[:, None, None] * outwards[:, :, None] * outwards[:, None, :]
        hessian[:, diagonal, diagonal] += (slope / (n * safe))[:, None]
        height = np.exp(np.cos(2 * np.pi * x).mean(axis=1))
        steep = 2 * np.pi / n * np.sin(2 * np.pi * x)
        hessian -= height[:, None, None] * steep[:, :, None] * steep[:, None, :]
        curved = 4 * np.pi**2 / n * np.cos(2 * np.pi * x)
        hessian[:, diagonal, diagonal] += height[:, None] * curved
        return hessian
