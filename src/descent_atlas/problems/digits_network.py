from dataclasses import dataclass
from functools import cached_property

import numpy as np

from descent_atlas.network import Network
from descent_atlas.problem import Array, FiniteSum
from descent_atlas.softmax import blocks, exponentials

HIDDEN, CLASSES, PENALTY = 4, 10, 0.001
BEST_START, MOMENTUM_STEPS = 31, 1500


@dataclass(frozen=True, eq=False)
class DigitsNetwork(FiniteSum):
    """A small network on coarse pictures of handwritten digits, whose four hidden units are too few for
    ten digits: some thirty minima are known, each a different way to make do."""

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
    dataset = "coarse_digits"
    complete = False  # units may change places and signs: 384 mirror images of each minimiser
    minimum = 0.5445764553994461

    features: Array
    """Pixels, shape (n, 16)."""
    labels: Array
    """The digits, integers, shape (n,)."""
    held_out_features: Array
    held_out_labels: Array

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
        return np.tile([-5.0, 5.0], (self.dimension, 1))

    @cached_property
    def start(self) -> Array:
        return self.network.start(np.random.default_rng(0))

    @cached_property
    def minimisers(self) -> Array:
        """The best known, though nothing proves it, or one of its mirror images.

        Of 1000 quasi-Newton descents, half of them from all over the domain and half from starts like
        the classical one, none ended lower and 298 ended there; the others ended at 29 higher minima,
        from 0.553 to 0.617. This one is reached from such a start by momentum, and polished by Newton's
        method.
        """
        x = self.network.start(np.random.default_rng(BEST_START))
        step = np.zeros_like(x)
        for _ in range(MOMENTUM_STEPS):
            step = 0.95 * step - self.value_and_gradient(x[None, :])[1][0]
            x = x + step
        for _ in range(3):
            slope = self.value_and_gradient(x[None, :])[1][0]
            x = x - np.linalg.solve(self.hessian(x[None, :])[0], slope)
        return x[None, :]

    @cached_property
    def _design(self) -> Array:
        """The pixels before a column of ones, shape (n, 17)."""
        return np.column_stack([self.features, np.ones(self.sample_count)])

    @cached_property
    def _across(self) -> Array:
        """The design with the samples side by side, shape (17, n): products with it are faster."""
        return np.ascontiguousarray(self._design.T)

    @cached_property
    def _targets(self) -> Array:
        return np.eye(CLASSES)[self.labels]

    def value(self, x: Array) -> Array:
        value = np.empty(len(x))
        for part in blocks(len(x), CLASSES * self.sample_count):
            value[part] = self._evaluated(np.ascontiguousarray(x[part]))[0]
        return value

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        """Each run has its own matrix products, so that it gets the same bits in any batch."""
        value, gradient = np.empty(len(x)), np.empty_like(x)
        targets = np.ascontiguousarray(self._targets.T)
        for part in blocks(len(x), CLASSES * self.sample_count):
            rows = np.ascontiguousarray(x[part])
            value[part], active, slope, total = self._evaluated(rows)
            slope *= 1 / total
            slope -= targets
            pushed = _backward(rows, self._across, active, slope)
            gradient[part] = pushed / self.sample_count + PENALTY * rows
        return value, gradient

    def _evaluated(self, rows: Array) -> tuple[Array, Array, Array, Array]:
        """The value at each row, and what ``_forward`` and ``exponentials`` found on the way: the
        hidden units, the exponentials, and their sums."""
        active, logits, outer = _forward(rows, self._across)
        own = logits[:, self.labels, np.arange(self.sample_count)]
        highest, total = exponentials(logits, outer)
        loss = ((highest + np.log(total))[:, 0] - own).mean(axis=1)
        return loss + PENALTY / 2 * (rows**2).sum(axis=1), active, logits, total

    def batch_gradient(self, x: Array, samples: Array) -> Array:
        (starts, rates, _), size = x.shape, samples.shape[1]
        across = np.ascontiguousarray(self._design[samples].swapaxes(1, 2))[:, None]
        targets = np.ascontiguousarray(self._targets[samples].swapaxes(1, 2))[:, None]
        gradient = np.empty(x.shape)
        for part in blocks(rates, starts * CLASSES * size):
            rows = np.ascontiguousarray(x[:, part])
            active, slope, outer = _forward(rows, across)
            slope *= 1 / exponentials(slope, outer)[1]
            slope -= targets
            gradient[:, part] = _backward(rows, across, active, slope)
        gradient /= size
        gradient += PENALTY * x
        return gradient

    def hessian(self, x: Array) -> Array:
        axes = np.eye(self.dimension)
        hessian = np.empty((len(x), self.dimension, self.dimension))
        for run, row in enumerate(x):
            hessian[run] = self.network.curvature(row, self.features, self._targets)(axes)
        return (hessian + hessian.swapaxes(1, 2)) / 2

    def held_out_loss(self, x: Array) -> Array:
        bare = Network(self.features.shape[1], HIDDEN, CLASSES)
        targets, loss = np.eye(CLASSES)[self.held_out_labels], np.empty(len(x))
        for part in blocks(len(x), CLASSES * len(targets)):
            loss[part] = bare.value_and_gradient(x[part], self.held_out_features, targets)[0]
        return loss


def _layers(x: Array) -> tuple[Array, Array]:
    """The weights of the hidden layer (..., 17, hidden) and the output's (..., hidden + 1, classes).

    Biases stand last in each, as the weights of an input that is always one. These are views.
    """
    lead, output = x.shape[:-1], (HIDDEN + 1) * CLASSES
    inner, outer = x[..., :-output], x[..., -output:]
    return inner.reshape(*lead, -1, HIDDEN), outer.reshape(*lead, HIDDEN + 1, CLASSES)


def _forward(x: Array, across: Array) -> tuple[Array, Array, Array]:
    """What the network says of samples (..., 17, samples).

    That of the hidden units and of a last one that is always one, shape (..., hidden + 1, samples); the
    logits (..., classes, samples); and the weights between them (..., classes, hidden + 1).
    """
    inner, outer = (np.ascontiguousarray(part.swapaxes(-1, -2)) for part in _layers(x))
    active = np.empty((*x.shape[:-1], HIDDEN + 1, across.shape[-1]))
    active[..., HIDDEN, :] = 1
    hidden = active[..., :HIDDEN, :]
    np.matmul(inner, across, out=hidden)
    np.tanh(hidden, out=hidden)
    return active, outer @ active, outer


def _backward(x: Array, across: Array, active: Array, slope: Array) -> Array:
    """The gradient of the sum over the samples, from its slope in the logits; shape (..., dimension)."""
    outer, hidden = _layers(x)[1], active[..., :HIDDEN, :]
    back = outer[..., :HIDDEN, :] @ slope
    back *= 1 - hidden**2
    gradient = np.empty(x.shape)
    into_hidden, into_output = _layers(gradient)
    into_hidden[...] = across @ back.swapaxes(-1, -2)
    into_output[...] = active @ slope.swapaxes(-1, -2)
    return gradient
