from dataclasses import dataclass
from functools import cached_property

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class Michalewicz(Problem):
    """A flat roof cut by narrow gorges, more of them along every further coordinate: between them there
    is no slope to follow, and where they cross lie the minima."""

    title = "Michalewicz"
    formula = r"-\sum_{i=1}^{n} \sin x_i\, \sin^{20} \frac{i\, x_i^2}{\pi}"
    source = (
        "Z. Michalewicz, Genetic Algorithms + Data Structures = Evolution Programs, Springer 1992, "
        "with steepness m = 10"
    )
    tags = ("many minima", "deceptive", "plateau")
    bounded = False

    dimension: int = 2

    @property
    def domain(self) -> Array:
        return np.tile([0.0, np.pi], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.resize([2.0, 1.0], self.dimension)

    @property
    def minimum(self) -> float:
        return float(self.value(self.minimisers)[0])

    @cached_property
    def minimisers(self) -> Array:
        """Coordinate by coordinate the lowest of the gorges, each found from its middle.

        There cot x + 20 p' cot p = 0, with p the second sine's angle; Newton's method solves it.
        """
        number, gorge = self._numbers[:, None], np.arange(self.dimension)
        x = np.pi * np.sqrt((gorge + 0.5) / number)
        for _ in range(20):
            angle, turn = number * x**2 / np.pi, 2 * number * x / np.pi
            slope = 1 / np.tan(x) + 20 * turn / np.tan(angle)
            bend = 20 * (turn / x / np.tan(angle) - (turn / np.sin(angle)) ** 2)
            x = x - slope / (bend - 1 / np.sin(x) ** 2)
        depth = np.sin(x) * np.sin(number * x**2 / np.pi) ** 20
        lowest = np.where(gorge < number, depth, 0).argmax(axis=1)
        return x[np.arange(self.dimension), lowest][None, :]

    @property
    def _numbers(self) -> Array:
        return np.arange(1.0, self.dimension + 1)

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        turn = 2 / np.pi * self._numbers * x
        sine, cosine = np.sin(turn * x / 2), np.cos(turn * x / 2)
        height, slope = np.sin(x), np.cos(x)
        square = sine**2
        eighth = square * square
        eighth *= eighth
        power = eighth * eighth * square  # the 18th, by squaring: far faster than **
        value = height * power * square
        return -value.sum(axis=1), -power * sine * (slope * sine + 20 * turn * height * cosine)

    def hessian(self, x: Array) -> Array:
        turn = 2 / np.pi * self._numbers * x
        sine, cosine = np.sin(turn * x / 2), np.cos(turn * x / 2)
        bend = 2 / np.pi * self._numbers
        inner = 380 * (turn * cosine) ** 2 - 20 * (turn * sine) ** 2 + 20 * bend * sine * cosine
        curvature = np.sin(x) * (inner - sine**2) + 40 * turn * np.cos(x) * sine * cosine
        return -(curvature * sine**18)[:, :, None] * np.eye(self.dimension)
