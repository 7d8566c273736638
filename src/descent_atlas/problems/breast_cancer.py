from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from descent_atlas.problem import Array, FiniteSum


@dataclass(frozen=True, eq=False)
class BreastCancer(FiniteSum):
    """Logistic regression on measurements of tumours: a real model on real data. Each run's
    loss on samples that were kept out stands in the run table."""

    title = "Breast cancer"
    formula = (
        r"\frac{1}{n} \sum_{i=1}^{n} \log(1 + e^{-v_i (b + w^\top u_i)})"
        r" + \frac{\lambda}{2} \lVert w \rVert^2, \quad \lambda = 0.01"
    )
    source = (
        "W. N. Street, W. H. Wolberg and O. L. Mangasarian, Nuclear feature extraction for breast "
        "tumor diagnosis, Proceedings of SPIE 1905, 1993"
    )
    tags = ("convex", "data")
    dataset = "breast_cancer"
    penalty: ClassVar[float] = 0.01

    features: Array
    """Standardised measurements, shape (n, 30)."""
    labels: Array
    """+1 for a malignant tumour, -1 for a benign one, shape (n,)."""
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
    def minimisers(self) -> Array:
        """By Newton's method; f is strongly convex, and from zero it needs no damping."""
        x = np.zeros((1, self.dimension))
        for _ in range(12):
            gradient = self.value_and_gradient(x)[1]
            x = x - np.linalg.solve(self.hessian(x)[0], gradient[0])
        return x

    @cached_property
    def minimum(self) -> float:
        return float(self.value(self.minimisers)[0])

    @cached_property
    def signed(self) -> Array:
        """A row v_i (1, u_i) for each sample, whose product with the parameters is its margin."""
        return _signed_design(self.features, self.labels)

    @cached_property
    def _weight_penalty(self) -> Array:
        return self.penalty * (np.arange(self.dimension) > 0)

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        margins = self.signed @ x.T
        shrink = self._weight_penalty[:, None] * x.T
        value = _loss(margins).mean(axis=0) + 0.5 * (x.T * shrink).sum(axis=0)
        slope = self.signed.T @ _mistrust(margins) / self.sample_count
        return value, (shrink - slope).T

    def batch_gradient(self, x: Array, samples: Array) -> Array:
        batch = self.signed[samples]
        slope = _mistrust(x @ batch.swapaxes(1, 2)) @ batch / samples.shape[1]
        return self._weight_penalty * x - slope

    def hessian(self, x: Array) -> Array:
        mistrust = _mistrust(x @ self.signed.T)
        outer = (self.signed[:, :, None] * self.signed[:, None, :]).reshape(self.sample_count, -1)
        curvature = (mistrust * (1 - mistrust)) @ outer / self.sample_count
        n = self.dimension
        return curvature.reshape(-1, n, n) + np.diag(self._weight_penalty)

    def held_out_loss(self, x: Array) -> Array:
        signed = _signed_design(self.held_out_features, self.held_out_labels)
        return _loss(x @ signed.T).mean(axis=1)


def _signed_design(features: Array, labels: Array) -> Array:
    return labels[:, None] * np.column_stack([np.ones(len(labels)), features])


def _loss(margins: Array) -> Array:
    """log(1 + exp(-margin)) without overflow; several times faster than ``np.logaddexp``."""
    return np.maximum(-margins, 0) + np.log1p(np.exp(-np.abs(margins)))


def _mistrust(margins: Array) -> Array:
    """The probability that the model gives to the wrong label."""
    doubt = np.exp(margins)
    doubt += 1
    return np.reciprocal(doubt, out=doubt)
