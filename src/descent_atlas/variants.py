"""The descent variants: which samples a step sees, what it costs, and the gradient it gets from them.

On a problem with data a batch is drawn from its own samples. A function without data is turned into
a finite sum of N parts, f_i(x) = f(x) + xi_i . (x - x*), whose perturbations xi_i sum to zero: the
mean is exactly f, so the landscape and its minimisers stay as they are, and only the batches are noisy.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np

Array = np.ndarray
Estimate = tuple[Array | None, Array]
"""The objective (runs,), or None where it was not asked for, and a gradient (runs, dimension)."""


@dataclass(frozen=True)
class Variant:
    """A way to descend: every step sees ``batch_size`` samples, or all of them where that is None.

    Each epoch visits every sample once, in an order drawn anew; its last batch may be short.
    """

    batch_size: int | None = None

    def sizes(self, samples: int) -> Array:
        """The batch sizes of one epoch, shape (steps,)."""
        size = min(self.batch_size or samples, samples)
        return np.diff([*range(0, samples, size), samples])

    def gradient_samples(self, steps: Array, samples: int) -> Array:
        """How many single-sample gradients this many steps evaluate."""
        ends = np.concatenate([[0], np.cumsum(self.sizes(samples))])
        epochs, rest = np.divmod(steps, len(ends) - 1)
        return epochs * samples + ends[rest]

    def epochs(self, samples: int, generators: Sequence[np.random.Generator]) -> Iterator[Array]:
        """Without end, the order of the samples in each epoch, shape (starts, samples)."""
        while True:
            yield np.stack([generator.permutation(samples) for generator in generators])


class Objective(Protocol):
    """What a function must offer: its value and its gradient together; see ``problem.Problem``."""

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]: ...


class Sum(Objective, Protocol):
    """What a finite sum must offer beyond: its value alone, which may be cheaper, and the gradient of a
    batch; see ``problem.FiniteSum``."""

    @property
    def sample_count(self) -> int: ...

    def value(self, x: Array) -> Array: ...

    def batch_gradient(self, x: Array, samples: Array) -> Array: ...


def zero_sum_perturbations(count: int, dimension: int, generator: np.random.Generator) -> Array:
    """Vectors xi_i of shape (count, dimension) with sum 0 and mean squared length 1."""
    if count < 2:
        return np.zeros((count, dimension))
    xi = generator.standard_normal((count, dimension))
    xi -= xi.mean(axis=0)
    return xi / np.sqrt((xi**2).sum(axis=1).mean())


class PerturbedFunction:
    """Gradient estimates of a function without data, for runs of several variants side by side.

    ``perturbations`` has shape (N, dimension); ``generators[v][s]`` shuffles variant v, start s; run r
    belongs to ``variant_of_run[r]`` and ``start_of_run[r]``. A batch of b without replacement has the
    covariance (1/b) (N - b)/(N - 1) of the perturbations; the full batch has none.
    """

    def __init__(
        self,
        problem: Objective,
        perturbations: Array,
        variants: Sequence[Variant],
        generators: Sequence[Sequence[np.random.Generator]],
        variant_of_run: Array,
        start_of_run: Array,
    ) -> None:
        self.problem = problem
        self._perturbations = perturbations
        samples, starts = len(perturbations), len(generators[0])
        self._row_of_run = variant_of_run * starts + start_of_run
        self._table = np.zeros((perturbations.shape[1], len(variants) * starts))
        self._sources = [
            (
                slice(v * starts, (v + 1) * starts),
                variant.sizes(samples),
                variant.epochs(samples, generators[v]),
            )
            for v, variant in enumerate(variants)
            if len(variant.sizes(samples)) > 1
        ]
        self._epochs: list[Array] = [np.empty(0)] * len(self._sources)

    def __call__(self, x: Array, iteration: int, evaluate: bool) -> Estimate:
        value, gradient = self.problem.value_and_gradient(x)
        if self._sources:
            self._refill(iteration)
            gradient += self._table.take(self._row_of_run, axis=1).T
        return value, gradient

    def _refill(self, iteration: int) -> None:
        """Put this iteration's mean perturbations into the table, shape (dimension, variants x starts)."""
        for i, (rows, sizes, orders) in enumerate(self._sources):
            step = iteration % len(sizes)
            if step == 0:
                firsts = np.cumsum(sizes) - sizes
                sums = np.add.reduceat(self._perturbations[next(orders)], firsts, axis=1)
                self._epochs[i] = (sums / sizes[:, None]).transpose(1, 2, 0)
            self._table[:, rows] = self._epochs[i][step]

    def value(self, x: Array) -> Array:
        """The full objective, shape (runs,)."""
        return self.problem.value_and_gradient(x)[0]

    def droppable(self, done: Array) -> Array:
        """Which of the runs can be dropped once ``done`` (runs,) are."""
        return done

    def keep(self, kept: Array) -> None:
        """Go on with these runs only; ``kept`` is a mask of shape (runs,)."""
        self._row_of_run = self._row_of_run[kept]


class SampledSum:
    """Gradient estimates of a finite sum for one variant, runs laid out as starts x learning rates.

    All learning rates of a start see the same batch: one gather and one matrix product serve them all.
    """

    def __init__(
        self, problem: Sum, variant: Variant, generators: Sequence[np.random.Generator]
    ) -> None:
        self.problem = problem
        self._starts = len(generators)
        samples = problem.sample_count
        self._full = len(variant.sizes(samples)) == 1
        self._ends = np.cumsum(variant.sizes(samples))
        self._orders = variant.epochs(samples, generators)
        self._order = np.arange(samples)[None, :]

    def __call__(self, x: Array, iteration: int, evaluate: bool) -> Estimate:
        if self._full and evaluate:
            return self.problem.value_and_gradient(x)
        step = iteration % len(self._ends)
        if step == 0 and not self._full:
            self._order = next(self._orders)
        samples = self._order[:, self._ends[step - 1] if step else 0 : self._ends[step]]
        by_start = x.reshape(self._starts, -1, x.shape[1])
        gradient = self.problem.batch_gradient(by_start, samples).reshape(x.shape)
        value = self.problem.value(x) if evaluate else None
        return value, np.asfortranarray(gradient)

    def value(self, x: Array) -> Array:
        """The full objective, shape (runs,)."""
        return self.problem.value(x)

    def droppable(self, done: Array) -> Array:
        """A learning rate can be dropped once it is done from every start, so the layout stays whole."""
        by_start = done.reshape(self._starts, -1)
        return np.broadcast_to(by_start.all(axis=0), by_start.shape).ravel()

    def keep(self, kept: Array) -> None:
        """The layout follows from the number of runs; nothing to do."""
