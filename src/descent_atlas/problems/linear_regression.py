from dataclasses import dataclass
from functools import cached_property

import numpy as np

from descent_atlas.problem import Array, FiniteSum


@dataclass(frozen=True, eq=False)
class LinearRegression(FiniteSum):
    """A line through noisy points, where the variants of descent are real: a batch is a handful of
    points, and even the best line leaves the squared error that the noise causes."""

    title = "Linear regression"
    formula = r"\frac{1}{n} \sum_{i=1}^{n} (\theta_0 + \theta_1 u_i - v_i)^2"
    source = "A. M. Legendre 1805 for the method; the article's 1000 points"
    tags = ("convex", "data")
    dataset = "article_regression"
    cheap_value = True

    dimension = 2
    domain = np.array([[-10.0, 10.0], [-10.0, 10.0]])
    start = np.array([0.0, 0.0])

    features: Array
    """The points' positions, shape (n, 1)."""
    labels: Array
    """Their heights, shape (n,)."""

    @property
    def sample_count(self) -> int:
        return len(self.labels)

    @cached_property
    def design(self) -> Array:
        """The features after a column of ones, shape (n, 2)."""
        return np.column_stack([np.ones(self.sample_count), self.features])

    @cached_property
    def gram(self) -> Array:
        """X^T X / n, shape (2, 2): with the solution, all that f depends on."""
        return self.design.T @ self.design / self.sample_count

    @cached_property
    def minimisers(self) -> Array:
        return np.linalg.lstsq(self.design, self.labels)[0][None, :]

    @cached_property
    def minimum(self) -> float:
        return float(np.mean((self.design @ self.minimisers[0] - self.labels) ** 2))

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        # Written around the solution, f needs no pass over the samples and is exact near it.
        error = (x - self.minimisers).T
        slope = self.gram @ error
        return self.minimum + (error * slope).sum(axis=0), 2 * slope.T

    def batch_gradient(self, x: Array, samples: Array) -> Array:
        batch = self.design[samples]
        residual = x @ batch.swapaxes(1, 2) - self.labels[samples][:, None, :]
        return 2 / samples.shape[1] * (residual @ batch)

    def hessian(self, x: Array) -> Array:
        return np.tile(2 * self.gram, (len(x), 1, 1))
