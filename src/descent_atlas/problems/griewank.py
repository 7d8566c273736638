from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class Griewank(Problem):
    """A huge, shallow bowl with ripples of height one on it: from afar the ripples cannot be seen,
    close by nothing else can. With more dimensions they fade."""

    title = "Griewank"
    formula = (
        r"1 + \tfrac{1}{4000} \sum_{i=1}^{n} x_i^2 - \prod_{i=1}^{n} \cos \tfrac{x_i}{\sqrt{i}}"
    )
    source = (
        "A. O. Griewank, Generalized descent for global optimization, "
        "Journal of Optimization Theory and Applications 34, 1981"
    )
    tags = ("many minima",)
    minimum = 0.0

    dimension: int = 2

    @property
    def domain(self) -> Array:
        return np.tile([-600.0, 600.0], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.resize([300.0, -200.0], self.dimension)

    @property
    def minimisers(self) -> Array:
        return np.zeros((1, self.dimension))

    @property
    def _frequencies(self) -> Array:
        return 1 / np.sqrt(np.arange(1, self.dimension + 1))

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        sine, cosine = np.sin(x * self._frequencies), np.cos(x * self._frequencies)
        product, gradient = self._products(cosine)
        gradient *= sine
        gradient *= self._frequencies
        gradient += x / 2000
        return (x**2).sum(axis=1) / 4000 + (1 - product), gradient

    def hessian(self, x: Array) -> Array:
        sine, cosine = np.sin(x * self._frequencies), np.cos(x * self._frequencies)
        hessian = np.empty((len(x), self.dimension, self.dimension))
        for i in range(self.dimension):
            # The derivative along x_i turns the i-th cosine into a negative sine.
            turned = cosine.copy()
            turned[:, i] = -sine[:, i]
            hessian[:, i] = self._products(turned)[1] * sine * self._frequencies[i]
            hessian[:, i, i] = self._products(cosine)[0] * self._frequencies[i]
        hessian *= self._frequencies
        hessian[:, range(self.dimension), range(self.dimension)] += 1 / 2000
        return hessian

    def _products(self, factors: Array) -> tuple[Array, Array]:
        """The product of each row, and for each column the product of all others."""
        others = np.empty_like(factors)
        product = np.ones(len(factors))
        for i in range(self.dimension):
            others[:, i] = product
            product = product * factors[:, i]
        behind = np.ones(len(factors))
        for i in reversed(range(self.dimension)):
            others[:, i] *= behind
            behind = behind * factors[:, i]
        return product, others
