from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class DixonPrice(Problem):
    """A chain in which every coordinate has to fit the one before it: the sign of the last is free,
    so there are two minimisers, in a curved valley."""

    title = "Dixon–Price"
    formula = r"(x_1 - 1)^2 + \sum_{i=2}^{n} i\, (2 x_i^2 - x_{i-1})^2"
    source = "S. Surjanovic and D. Bingham, Virtual Library of Simulation Experiments, SFU"
    tags = ("valley", "few minima")
    minimum = 0.0

    dimension: int = 2

    @property
    def domain(self) -> Array:
        return np.tile([-10.0, 10.0], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.resize([8.0, -6.0], self.dimension)

    @property
    def minimisers(self) -> Array:
        point = 2.0 ** (2.0 ** (1 - np.arange(1, self.dimension + 1)) - 1)
        other = point.copy()
        other[-1] *= -1
        return np.array([point, other])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        numbers = np.arange(2.0, self.dimension + 1)
        misfit = 2 * x[:, 1:] ** 2 - x[:, :-1]
        first = x[:, 0] - 1
        gradient = np.zeros_like(x)
        gradient[:, 1:] = 8 * numbers * misfit * x[:, 1:]
        gradient[:, :-1] -= 2 * numbers * misfit
        gradient[:, 0] += 2 * first
        return first**2 + (numbers * misfit**2).sum(axis=1), gradient

    def hessian(self, x: Array) -> Array:
        numbers, n = np.arange(2.0, self.dimension + 1), np.arange(self.dimension)
        misfit = 2 * x[:, 1:] ** 2 - x[:, :-1]
        hessian = np.zeros((len(x), self.dimension, self.dimension))
        hessian[:, n[1:], n[1:]] = numbers * (8 * misfit + 32 * x[:, 1:] ** 2)
        hessian[:, n[:-1], n[:-1]] += 2 * numbers
        hessian[:, 0, 0] += 2
        hessian[:, n[1:], n[:-1]] = hessian[:, n[:-1], n[1:]] = -8 * numbers * x[:, 1:]
        return hessian
