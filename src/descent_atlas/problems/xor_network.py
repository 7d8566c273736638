from dataclasses import dataclass
from itertools import product
from typing import ClassVar

import numpy as np

from descent_atlas.problem import Array, FiniteSum

WEIGHT, BIAS = 1.2578024136690237, 1.1332069539058200
OUTPUT, THRESHOLD = 2.2600625552197000, 1.9056445537802578
"""One minimiser up to signs: the output is tanh(OUTPUT (unit with bias - unit with -bias) - THRESHOLD)."""


@dataclass(frozen=True, eq=False)
class XorNetwork(FiniteSum):
    """The smallest task that needs a hidden layer: two tanh units and a tanh output. Sixteen minimisers
    are mirror images of one another, beside them are dips where two of the answers stay at zero, or all."""

    title = "XOR network"
    formula = (
        r"\tfrac{1}{4} \sum_{i=1}^{4} \left(\tanh(a^\top \tanh(W u_i + b) + c) - v_i\right)^2"
        r" + \lambda \lVert \theta \rVert^2, \quad \theta = (W, b, a, c), \quad \lambda = 0.001"
    )
    source = (
        "D. E. Rumelhart, G. E. Hinton and R. J. Williams, Learning internal representations by error "
        "propagation, in Parallel Distributed Processing 1, MIT Press 1986"
    )
    tags = ("few minima", "data")
    dataset = "xor"
    cheap_value = True
    penalty: ClassVar[float] = 0.001

    dimension = 9
    domain = np.tile([-3.0, 3.0], (9, 1))
    start = np.array([0.5, -0.4, 0.3, 0.6, 0.1, -0.2, 0.7, -0.5, 0.2])
    # The best known, though nothing proves it: of 4000 descents from random starts none ended lower.
    minimum = 0.02698508513803201

    features: Array
    """The four pairs of signs, shape (4, 2)."""
    labels: Array
    """1 where the two differ, else -1, shape (4,)."""

    @property
    def sample_count(self) -> int:
        return len(self.labels)

    @property
    def minimisers(self) -> Array:
        """Both units weigh both inputs alike and differ in their bias; the rest are mirror images.

        Each unit's sign is free, so are their order and the sign of the second input, with the
        output's. Where a unit's or an input's sign turns, everything turns that leads to or from it.
        """
        images = []
        for first, second, order, turn in product((1.0, -1.0), repeat=4):
            signs, ends = np.array([first, second]), np.array([order, -order])
            inputs, biases = WEIGHT * signs, BIAS * signs * ends
            outputs = turn * OUTPUT * signs * ends
            images.append([*inputs, *turn * inputs, *biases, *outputs, -turn * THRESHOLD])
        return np.array(images)

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        value, gradient = _misfit(x[:, None, :], self.features, self.labels)
        value += self.penalty * (x**2).sum(axis=1)
        return value, np.asfortranarray(gradient + 2 * self.penalty * x)

    def batch_gradient(self, x: Array, samples: Array) -> Array:
        batch = self.features[samples][:, None], self.labels[samples][:, None]
        return _misfit(x[:, :, None, :], *batch)[1] + 2 * self.penalty * x


def _misfit(x: Array, features: Array, labels: Array) -> tuple[Array, Array]:
    """The mean squared error and its gradient, for x of shape (..., 1, 9) and any number of samples.

    Parameters: the weights of the first input and of the second to both units, the units' biases, the
    weights to the output and its bias.
    """
    first, second = features[..., :1], features[..., 1:]
    active = np.tanh(x[..., 0:2] * first + x[..., 2:4] * second + x[..., 4:6])
    said = np.tanh((x[..., 6:8] * active).sum(axis=-1) + x[..., 8])
    misfit = said - labels
    slope = (2 / labels.shape[-1] * misfit * (1 - said**2))[..., None]
    back = slope * x[..., 6:8] * (1 - active**2)
    parts = (back * first, back * second, back, slope * active, slope)
    return (misfit**2).mean(axis=-1), np.concatenate([p.sum(axis=-2) for p in parts], axis=-1)
