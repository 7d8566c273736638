from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class Levy(Problem):
    """Ripples that fade towards the minimum, on a bowl: parallel troughs far out, where the ripples
    are as steep as the bowl, and hardly any close by."""

    title = "Levy"
    formula = (
        r"\sin^2 \pi w_1 + \sum_{i=1}^{n-1} (w_i - 1)^2 \left(1 + 10 \sin^2 (\pi w_i + 1)\right)"
        r" + (w_n - 1)^2 \left(1 + \sin^2 2\pi w_n\right),"
        r"\quad w_i = 1 + \tfrac{1}{4} (x_i - 1)"
    )
    source = (
        "A. V. Levy and A. Montalvo, The tunneling algorithm for the global minimization of functions, "
        "SIAM Journal on Scientific and Statistical Computing 6, 1985, in the form of "
        "S. Surjanovic and D. Bingham, Virtual Library of Simulation Experiments"
    )
    tags = ("many minima",)
    minimum = 0.0

    dimension: int = 2

    @property
    def domain(self) -> Array:
        return np.tile([-10.0, 10.0], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.resize([-8.0, 6.0], self.dimension)

    @property
    def minimisers(self) -> Array:
        return np.ones((1, self.dimension))

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        # In z = w - 1 every sine is small near the minimum, so no digits are lost.
        z = (x - 1) / 4
        value = np.empty_like(x)
        gradient = np.empty_like(x)
        inner, last = z[:, :-1], z[:, -1]
        sine, cosine = np.sin(np.pi * inner + 1), np.cos(np.pi * inner + 1)
        high = 1 + 10 * sine**2
        value[:, :-1] = inner**2 * high
        gradient[:, :-1] = 2 * inner * high + 20 * np.pi * inner**2 * sine * cosine
        sine, cosine = np.sin(2 * np.pi * last), np.cos(2 * np.pi * last)
        high = 1 + sine**2
        value[:, -1] = last**2 * high
        gradient[:, -1] = 2 * last * high + 4 * np.pi * last**2 * sine * cosine
        sine, cosine = np.sin(np.pi * z[:, 0]), np.cos(np.pi * z[:, 0])
        gradient[:, 0] += 2 * np.pi * sine * cosine
        gradient /= 4
        return value.sum(axis=1) + sine**2, gradient

    def hessian(self, x: Array) -> Array:
        """Diagonal: every term holds one coordinate. With a = 2 pi z, (sin a/2)^2 = (1 - cos a) / 2."""
        z = (x - 1) / 4
        curvature = np.empty_like(x)
        inner, last = z[:, :-1], z[:, -1]
        angle = 2 * np.pi * inner + 2
        curvature[:, :-1] = 12 - 10 * np.cos(angle) + 40 * np.pi * inner * np.sin(angle)
        curvature[:, :-1] += 20 * (np.pi * inner) ** 2 * np.cos(angle)
        angle = 4 * np.pi * last
        curvature[:, -1] = 3 - np.cos(angle) + 8 * np.pi * last * np.sin(angle)
        curvature[:, -1] += 8 * (np.pi * last) ** 2 * np.cos(angle)
        curvature[:, 0] += 2 * np.pi**2 * np.cos(2 * np.pi * z[:, 0])
        return (curvature / 16)[:, :, None] * np.eye(self.dimension)
