from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from descent_atlas.problem import Array, FiniteSum


@dataclass(frozen=True, eq=False)
class DiabetesRidge(FiniteSum):
    """Ridge regression on measurements of patients: real features that say nearly the same twice, so
    that the valley is as long as the data make it, and only the penalty gives it an end."""

    title = "Diabetes"
    formula = (
        r"\frac{1}{n} \sum_{i=1}^{n} (b + w^\top u_i - v_i)^2"
        r" + \lambda \lVert w \rVert^2, \quad \lambda = 0.01"
    )
    source = (
        "B. Efron, T. Hastie, I. Johnstone and R. Tibshirani, Least angle regression, "
        "Annals of Statistics 32, 2004, for the data; A. E. Hoerl and R. W. Kennard, Ridge regression, "
        "Technometrics 12, 1970, for the method"
    )
    tags = ("convex", "data")
    dataset = "diabetes"
    cheap_value = True
    penalty: ClassVar[float] = 0.01

    features: Array
    """Standardised measurements, shape (n, 10)."""
    labels: Array
    """The disease's progression, standardised, shape (n,)."""
    held_out_features: Array
    held_out_labels: Array

    @property
    def sample_count(self) -> int:
        return len(self.labels)

    @property
    def dimension(self) -> int:
        return self.features.shape[1] + 1

    @property
    def domain(self) -> Array:
        return np.tile([-1.0, 1.0], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.zeros(self.dimension)

    @cached_property
    def design(self) -> Array:
        """The features after a column of ones, shape (n, 11)."""
        return _design(self.features)

    @cached_property
    def _shrink(self) -> Array:
        return self.penalty * (np.arange(self.dimension) > 0)

    @cached_property
    def half_hessian(self) -> Array:
        """X^T X / n with the penalty, shape (11, 11): with the solution, all that f depends on."""
        return self.design.T @ self.design / self.sample_count + np.diag(self._shrink)

    @cached_property
    def minimisers(self) -> Array:
        pull = self.design.T @ self.labels / self.sample_count
        return np.linalg.solve(self.half_hessian, pull)[None, :]

    @cached_property
    def minimum(self) -> float:
        best = self.minimisers[0]
        misfit = np.mean((self.design @ best - self.labels) ** 2)
        return float(misfit + (self._shrink * best**2).sum())

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        # Written around the solution, f needs no pass over the samples and is exact near it.
        error = (x - self.minimisers).T
        slope = self.half_hessian @ error
        return self.minimum + (error * slope).sum(axis=0), 2 * slope.T

    def batch_gradient(self, x: Array, samples: Array) -> Array:
        batch = self.design[samples]
        residual = x @ batch.swapaxes(1, 2) - self.labels[samples][:, None, :]
        return 2 / samples.shape[1] * (residual @ batch) + 2 * self._shrink * x

    def hessian(self, x: Array) -> Array:
        return np.tile(2 * self.half_hessian, (len(x), 1, 1))

    def held_out_loss(self, x: Array) -> Array:
        residual = x @ _design(self.held_out_features).T - self.held_out_labels
        return (residual**2).mean(axis=1)


def _design(features: Array) -> Array:
    return np.column_stack([np.ones(len(features)), features])
