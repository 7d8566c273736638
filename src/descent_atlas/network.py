"""A network of two layers, from inputs through tanh units to classes, as a function of its parameters.

Many networks are computed at once. Parameters have shape (..., dimension); their leading axes
broadcast against those of the samples, features (..., samples, inputs) and one-hot targets
(..., samples, classes). So all networks can see the same samples, or each a batch of its own.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from descent_atlas.losses import categorical_cross_entropy

Array = np.ndarray


@dataclass(frozen=True)
class Network:
    """The sizes of a network, and the price of large parameters.

    Its loss is the mean categorical cross-entropy plus penalty/2 times the sum of the squares of
    all parameters. With a positive penalty the loss grows in every direction in the end, so it has
    a minimum. Without one, a network that classifies all samples correctly can lower its loss for
    ever by growing.

    The parameters stand in one row: hidden weights (inputs, hidden), hidden biases (hidden,), output
    weights (hidden, classes), output biases (classes,).
    """

    inputs: int
    hidden: int
    classes: int
    penalty: float = 0.0

    @property
    def shapes(self) -> tuple[tuple[int, ...], ...]:
        """The shapes of the four parts of the parameters."""
        hidden, classes = self.hidden, self.classes
        return (self.inputs, hidden), (hidden,), (hidden, classes), (classes,)

    @property
    def dimension(self) -> int:
        """How many parameters there are."""
        return (self.inputs + 1) * self.hidden + (self.hidden + 1) * self.classes

    def start(self, stream: np.random.Generator) -> Array:
        """Random parameters of one network, shape (dimension,).

        Weights are uniform within ±sqrt(6 / (units before + units after)), so that signals neither
        fade nor swell from layer to layer; biases are zero. Source: X. Glorot and Y. Bengio,
        Understanding the difficulty of training deep feedforward neural networks, Proceedings of
        AISTATS, 2010, equation 16.
        """
        bounds = [np.sqrt(6 / sum(shape)) if len(shape) == 2 else 0.0 for shape in self.shapes]
        return _row(
            stream.uniform(-bound, bound, shape)
            for bound, shape in zip(bounds, self.shapes, strict=True)
        )

    def parts(self, parameters: Array) -> list[Array]:
        """The four parts, each with the leading axes of ``parameters``; views, not copies."""
        parts, first = [], 0
        for shape in self.shapes:
            last = first + math.prod(shape)
            parts.append(parameters[..., first:last].reshape(*parameters.shape[:-1], *shape))
            first = last
        return parts

    def logits(self, parameters: Array, features: Array) -> Array:
        """What the network says of each sample, shape (..., samples, classes)."""
        return self._forward(parameters, features)[1]

    def accuracy(self, parameters: Array, features: Array, labels: Array) -> Array:
        """The share of samples whose own class gets the largest logit, shape (...).

        ``labels``, integers from 0, have shape (..., samples).
        """
        return (self.logits(parameters, features).argmax(axis=-1) == labels).mean(axis=-1)

    def value_and_gradient(
        self, parameters: Array, features: Array, targets: Array
    ) -> tuple[Array, Array]:
        """The loss, shape (...), and its gradient, shape (..., dimension)."""
        active, logits = self._forward(parameters, features)
        loss, slope = categorical_cross_entropy(logits, targets)
        back = slope @ _turned(self.parts(parameters)[2]) * (1 - active**2)
        gradient = _row(
            (
                _turned(features) @ back,
                back.sum(axis=-2),
                _turned(active) @ slope,
                slope.sum(axis=-2),
            ),
            back.shape[:-2],
        )
        price = 0.5 * self.penalty * (parameters**2).sum(axis=-1)
        return loss + price, gradient + self.penalty * parameters

    def curvature(
        self, parameters: Array, features: Array, targets: Array
    ) -> Callable[[Array], Array]:
        """A function that multiplies directions, shape (..., dimension), by the Hessian, exactly.

        The Hessian itself is never made: the computation of the gradient is differentiated along
        the direction, line by line. Source: B. A. Pearlmutter, Fast exact multiplication by the
        Hessian, Neural Computation 6, 1994, section 3.
        """
        output = self.parts(parameters)[2]
        active, logits = self._forward(parameters, features)
        slope = categorical_cross_entropy(logits, targets)[1]
        probability = slope + targets / slope.shape[-2]  # divided by the number of samples
        steep, reach = 1 - active**2, slope @ _turned(output)

        def product(direction: Array) -> Array:
            weights, biases, output_weights, output_biases = self.parts(direction)
            moved = (features @ weights + biases[..., None, :]) * steep
            said = moved @ output + active @ output_weights + output_biases[..., None, :]
            mean = (probability * said).sum(axis=-1, keepdims=True) * slope.shape[-2]
            tilt = probability * (said - mean)
            back = (tilt @ _turned(output) + slope @ _turned(output_weights)) * steep
            back = back - 2 * reach * active * moved
            pushed = _turned(active) @ tilt + _turned(moved) @ slope
            parts = (_turned(features) @ back, back.sum(axis=-2), pushed, tilt.sum(axis=-2))
            return _row(parts, back.shape[:-2]) + self.penalty * direction

        return product

    def _forward(self, parameters: Array, features: Array) -> tuple[Array, Array]:
        """The hidden units' activations and the logits."""
        weights, biases, output_weights, output_biases = self.parts(parameters)
        active = np.tanh(features @ weights + biases[..., None, :])
        return active, active @ output_weights + output_biases[..., None, :]


def _turned(matrices: Array) -> Array:
    return matrices.swapaxes(-1, -2)


def _row(parts: Iterable[Array], lead: tuple[int, ...] = ()) -> Array:
    """Parts with these leading axes, in one row."""
    return np.concatenate([part.reshape(*lead, -1) for part in parts], axis=-1)
