from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from descent_atlas.network import Network
from descent_atlas.problem import Array, FiniteSum

HIDDEN, CLASSES, PENALTY = 4, 10, 0.001
BEST_START, MOMENTUM_STEPS = 14, 1500
AT_ONCE = 4
"""Runs whose probabilities stay in the cache."""


@dataclass(frozen=True, eq=False)
class DigitsNetwork(FiniteSum):
    """A small network on handwritten digits, whose four hidden units are too few for ten digits: there
    are dozens of minima, each a different way to make do."""

    title = "Digits network"
    formula = (
        r"\frac{1}{n} \sum_{i=1}^{n} -\log \operatorname{softmax}"
        r"\left(W_2 \tanh(W_1 u_i + b_1) + b_2\right)_{v_i} + \frac{\lambda}{2} \lVert \theta \rVert^2,"
        r" \quad \theta = (W_1, b_1, W_2, b_2), \quad \lambda = 0.001"
    )
    source = (
        "E. Alpaydin and C. Kaynak, Cascading classifiers, Kybernetika 34, 1998, for the data; "
        "start: X. Glorot and Y. Bengio, Understanding the difficulty of training deep feedforward "
        "neural networks, AISTATS 2010"
    )
    tags = ("many minima", "data")
    dataset = "digits"
    complete = False  # units may change places and signs: 384 mirror images of each minimiser
    minimum = 0.2859294191824505

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

    @cached_property
    def network(self) -> Network:
        return Network(self.features.shape[1], HIDDEN, CLASSES, PENALTY)

    @property
    def dimension(self) -> int:
        return self.network.dimension

    @property
    def domain(self) -> Array:
        """Twice as wide for the output layer as for the hidden one."""
        into_hidden = HIDDEN * (self.features.shape[1] + 1)
        bound = np.where(np.arange(self.dimension) < into_hidden, 2.0, 4.0)
        return np.column_stack([-bound, bound])

    @cached_property
    def start(self) -> Array:
        return self.network.start(np.random.default_rng(0))

    @cached_property
    def minimisers(self) -> Array:
        """The best known, though nothing proves it, or one of its mirror images.

        Of 300 quasi-Newton descents from random starts none ended lower, and 37 ended there. This one
        is reached from such a start by momentum, and polished by Newton's method.
        """
        x = self.network.start(np.random.default_rng(BEST_START))
        step = np.zeros_like(x)
        for _ in range(MOMENTUM_STEPS):
            step = 0.95 * step - 0.5 * self.value_and_gradient(x[None, :])[1][0]
            x = x + step
        for _ in range(3):
            slope = self.value_and_gradient(x[None, :])[1][0]
            x = x - np.linalg.solve(self.hessian(x[None, :])[0], slope)
        return x[None, :]

    @cached_property
    def _targets(self) -> Array:
        return np.eye(CLASSES)[self.labels]

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        value, gradient = np.empty(len(x)), np.empty_like(x)
        for first in range(0, len(x), AT_ONCE):
            part = slice(first, first + AT_ONCE)
            value[part], gradient[part] = self.network.value_and_gradient(
                x[part], self.features, self._targets
            )
        return value, gradient

    def batch_gradient(self, x: Array, samples: Array) -> Array:
        features, targets = self.features[samples][:, None], self._targets[samples][:, None]
        return self.network.value_and_gradient(x, features, targets)[1]

    def hessian(self, x: Array) -> Array:
        axes = np.eye(self.dimension)
        hessian = np.empty((len(x), self.dimension, self.dimension))
        for run, row in enumerate(x):
            hessian[run] = self.network.curvature(row, self.features, self._targets)(axes)
        return (hessian + hessian.swapaxes(1, 2)) / 2

    def held_out_loss(self, x: Array) -> Array:
        bare = Network(self.features.shape[1], HIDDEN, CLASSES)
        targets, loss = np.eye(CLASSES)[self.held_out_labels], np.empty(len(x))
        for first in range(0, len(x), AT_ONCE):
            part = slice(first, first + AT_ONCE)
            loss[part] = bare.value_and_gradient(x[part], self.held_out_features, targets)[0]
        return loss
