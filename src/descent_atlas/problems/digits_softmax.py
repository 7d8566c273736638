from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np

from descent_atlas.problem import Array, FiniteSum
from descent_atlas.softmax import blocks, exponentials

CLASSES = 10


@dataclass(frozen=True, eq=False)
class DigitsSoftmax(FiniteSum):
    """Softmax regression on coarse pictures of handwritten digits: 170 parameters, as convex as a
    classifier gets, and all that makes it slow is that some pixels are hardly ever inked."""

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
    dataset = "coarse_digits"
    penalty: ClassVar[float] = 0.001

    features: Array
    """Pixels, shape (n, 16)."""
    labels: Array
    """The digits, integers, shape (n,)."""
    held_out_features: Array
    held_out_labels: Array

    @property
    def sample_count(self) -> int:
        return len(self.labels)

    @property
    def dimension(self) -> int:
        """For each class in turn a bias and a weight for each pixel."""
        return CLASSES * (self.features.shape[1] + 1)

    @property
    def domain(self) -> Array:
        return np.tile([-6.0, 6.0], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.zeros(self.dimension)

    @cached_property
    def design(self) -> Array:
        """The pixels after a column of ones, shape (n, 17)."""
        return _design(self.features)

    @cached_property
    def _across(self) -> Array:
        """The design with the samples side by side, shape (17, n): products with it are faster."""
        return np.ascontiguousarray(self.design.T)

    @cached_property
    def _targets(self) -> Array:
        return np.eye(CLASSES)[self.labels]

    @cached_property
    def _pull(self) -> Array:
        """By what the samples' own logits rise with the parameters, on average, shape (dimension,)."""
        return (self._targets.T @ self.design / self.sample_count).ravel()

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

    def value(self, x: Array) -> Array:
        value = np.empty(len(x))
        for part in blocks(len(x), CLASSES * self.sample_count):
            rows = _by_class(x[part])
            logits = rows @ self._across
            value[part] = self._value(rows, *exponentials(logits, rows))
        return value

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        """Each run has its own matrix products, so that it gets the same bits in any batch."""
        value, gradient = np.empty(len(x)), np.empty_like(x)
        for part in blocks(len(x), CLASSES * self.sample_count):
            rows = _by_class(x[part])
            probability = rows @ self._across
            highest, total = exponentials(probability, rows)
            value[part] = self._value(rows, highest, total)
            probability *= 1 / total
            pushed = (probability @ self.design).reshape(len(rows), -1) / self.sample_count
            gradient[part] = pushed - self._pull + self.penalty * rows.reshape(pushed.shape)
        return value, gradient

    def _value(self, rows: Array, highest: Array, total: Array) -> Array:
        """From what ``exponentials`` returned, shape (runs,)."""
        x = rows.reshape(len(rows), -1)
        fit = (x * (self.penalty / 2 * x - self._pull)).sum(axis=1)
        return (highest + np.log(total)).mean(axis=(1, 2)) + fit

    def batch_gradient(self, x: Array, samples: Array) -> Array:
        design, (starts, rates, _), size = self.design[samples], x.shape, samples.shape[1]
        across = np.ascontiguousarray(design.swapaxes(1, 2))
        pull = self._targets[samples].swapaxes(1, 2) @ design
        gradient = np.empty(x.shape)
        for part in blocks(rates, starts * CLASSES * size):
            rows = _by_class(x[:, part])
            probability = rows @ across[:, None]
            probability *= 1 / exponentials(probability, rows)[1]
            pushed = probability @ design[:, None] - pull[:, None]
            gradient[:, part] = pushed.reshape(starts, -1, self.dimension)
        gradient /= size
        gradient += self.penalty * x
        return gradient

    def hessian(self, x: Array) -> Array:
        size = self.design.shape[1]
        curved = np.empty((len(x), CLASSES, size, CLASSES, size))
        rows = _by_class(x)
        probability = rows @ self._across
        probability *= 1 / exponentials(probability, rows)[1]
        for i in range(CLASSES):
            for j in range(i + 1):
                weight = probability[:, i] * ((i == j) - probability[:, j]) / self.sample_count
                block = self.design.T @ (weight[:, :, None] * self.design)
                curved[:, i, :, j] = curved[:, j, :, i] = (block + block.swapaxes(1, 2)) / 2
        hessian = curved.reshape(len(x), self.dimension, self.dimension)
        return hessian + self.penalty * np.eye(self.dimension)

    def held_out_loss(self, x: Array) -> Array:
        across, loss = _design(self.held_out_features).T, np.empty(len(x))
        samples = np.arange(len(self.held_out_labels))
        for part in blocks(len(x), CLASSES * len(samples)):
            rows = _by_class(x[part])
            logits = rows @ across
            own = logits[:, self.held_out_labels, samples]
            highest, total = exponentials(logits, rows)
            loss[part] = ((highest + np.log(total))[:, 0] - own).mean(axis=1)
        return loss


def _design(features: Array) -> Array:
    return np.column_stack([np.ones(len(features)), features])


def _by_class(x: Array) -> Array:
    """The parameters (..., dimension) as a row for each class, shape (..., classes, 17)."""
    return np.ascontiguousarray(x).reshape(*x.shape[:-1], CLASSES, x.shape[-1] // CLASSES)
