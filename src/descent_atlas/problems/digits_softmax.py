from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar, Self

import numpy as np

from descent_atlas.problem import Array, FiniteSum

CLASSES = 10
AT_ONCE = 8
"""Runs whose probabilities stay in the cache."""


@dataclass(frozen=True, eq=False)
class DigitsSoftmax(FiniteSum):
    """Softmax regression on handwritten digits: hundreds of parameters, as convex as a classifier gets,
    and all that makes it slow is that some pixels are hardly ever inked."""

    title = "Digits"
    formula = (
        r"\frac{1}{n} \sum_{i=1}^{n} \left(\log \sum_{k} e^{b_k + w_k^\top u_i}"
        r" - b_{v_i} - w_{v_i}^\top u_i\right) + \frac{\lambda}{2} \lVert \theta \rVert^2,"
        r" \quad \theta = (b_k, w_k)_k, \quad \lambda = 0.001"
    )
    source = (
        "E. Alpaydin and C. Kaynak, Cascading classifiers, Kybernetika 34, 1998, for the data; "
        "D. R. Cox, Some procedures connected with the logistic qualitative response curve, 1966, "
        "for the method"
    )
    tags = ("convex", "data")
    dataset = "digits"
    penalty: ClassVar[float] = 0.001

    features: Array
    """Pixels, shape (n, 64)."""
    labels: Array
    """The digits, integers, shape (n,)."""
    held_out_features: Array
    held_out_labels: Array

    @classmethod
    def from_data(cls, data: dict[str, Array]) -> Self:
        names = ("features", "labels", "held_out_features", "held_out_labels")
        return cls(*(data[name] for name in names))

    @property
    def sample_count(self) -> int:
        return len(self.labels)

    @property
    def dimension(self) -> int:
        """For each class in turn a bias and a weight for each pixel."""
        return CLASSES * (self.features.shape[1] + 1)

    @property
    def domain(self) -> Array:
        return np.tile([-3.0, 3.0], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.zeros(self.dimension)

    @cached_property
    def design(self) -> Array:
        """The pixels after a column of ones, shape (n, 65)."""
        return _design(self.features)

    @cached_property
    def minimisers(self) -> Array:
        """By Newton's method; f is strongly convex, and from zero it needs no damping."""
        x = np.zeros((1, self.dimension))
        for _ in range(12):
            x = x - np.linalg.solve(self.hessian(x)[0], self.value_and_gradient(x)[1][0])
        return x

    @cached_property
    def minimum(self) -> float:
        return float(self.value(self.minimisers)[0])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        value, gradient = np.empty(len(x)), np.empty_like(x)
        for first in range(0, len(x), AT_ONCE):
            part = slice(first, first + AT_ONCE)
            loss, slope = _loss_and_slope(_logits(x[part], self.design), self.labels)
            pulled = slope.reshape(-1, self.sample_count) @ self.design
            value[part] = loss + self.penalty / 2 * (x[part] ** 2).sum(axis=1)
            gradient[part] = pulled.reshape(x[part].shape) + self.penalty * x[part]
        return value, gradient

    def batch_gradient(self, x: Array, samples: Array) -> Array:
        batch, (starts, rates, _) = self.design[samples], x.shape
        logits = x.reshape(starts, rates * CLASSES, -1) @ batch.swapaxes(1, 2)
        by_class = logits.reshape(starts, rates, CLASSES, -1)
        labels = np.broadcast_to(self.labels[samples][:, None, :], by_class[:, :, 0].shape)
        slope = _loss_and_slope(by_class, labels)[1].reshape(logits.shape)
        return (slope @ batch).reshape(x.shape) + self.penalty * x

    def hessian(self, x: Array) -> Array:
        size = self.design.shape[1]
        blocks = np.empty((len(x), CLASSES, size, CLASSES, size))
        slope = _loss_and_slope(_logits(x, self.design), self.labels)[1]
        probability = slope + (self.labels == np.arange(CLASSES)[:, None]) / self.sample_count
        for i in range(CLASSES):
            for j in range(i + 1):
                weight = probability[:, i] * ((i == j) - self.sample_count * probability[:, j])
                block = self.design.T @ (weight[:, :, None] * self.design)
                blocks[:, i, :, j] = blocks[:, j, :, i] = (block + block.swapaxes(1, 2)) / 2
        hessian = blocks.reshape(len(x), self.dimension, self.dimension)
        return hessian + self.penalty * np.eye(self.dimension)

    def held_out_loss(self, x: Array) -> Array:
        design, loss = _design(self.held_out_features), np.empty(len(x))
        for first in range(0, len(x), AT_ONCE):
            part = slice(first, first + AT_ONCE)
            loss[part] = _loss_and_slope(_logits(x[part], design), self.held_out_labels)[0]
        return loss


def _design(features: Array) -> Array:
    return np.column_stack([np.ones(len(features)), features])


def _logits(x: Array, design: Array) -> Array:
    """What each run says of each sample, shape (runs, classes, samples)."""
    rows = np.ascontiguousarray(x).reshape(-1, design.shape[1])
    return (rows @ design.T).reshape(len(x), CLASSES, len(design))


def _loss_and_slope(logits: Array, labels: Array) -> tuple[Array, Array]:
    """The mean cross-entropy (...,) and its derivative by the logits (..., classes, samples)."""
    at_label = np.broadcast_to(labels, logits.shape[:-2] + labels.shape[-1:])[..., None, :]
    logits = logits - logits.max(axis=-2, keepdims=True)
    slope = np.exp(logits)
    total = slope.sum(axis=-2, keepdims=True)
    loss = np.log(total) - np.take_along_axis(logits, at_label, axis=-2)
    slope /= total
    chosen = np.take_along_axis(slope, at_label, axis=-2)
    np.put_along_axis(slope, at_label, chosen - 1, axis=-2)
    slope /= logits.shape[-1]
    return loss.mean(axis=(-2, -1)), slope
