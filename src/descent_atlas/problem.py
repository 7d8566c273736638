"""What a problem is: an objective to minimise, and all that is known about it.

Shapes: a batch of iterates is ``x`` of shape (runs, dimension), float64, in Fortran order, so that a
column ``x[:, i]`` is contiguous. Methods return new arrays and leave ``x`` as it was.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar, Self

import numpy as np

Array = np.ndarray
TAGS = (
    "convex",
    "valley",
    "plateau",
    "saddle",
    "few minima",
    "many minima",
    "deceptive",
    "not smooth",
    "data",
)


class Problem(ABC):
    """An objective f, known well enough to tell how every descent on it ended.

    The class docstring says in a sentence or two why the problem is in the atlas.
    """

    title: ClassVar[str]
    formula: ClassVar[str]
    """The right-hand side of f(...) = ..., in LaTeX without delimiters."""
    source: ClassVar[str]
    tags: ClassVar[tuple[str, ...]]
    bounded: ClassVar[bool] = True
    """Whether f is bounded below; if not, ``minimum`` is the lowest value inside the domain."""

    @property
    @abstractmethod
    def dimension(self) -> int:
        """How many parameters f has."""

    @property
    @abstractmethod
    def domain(self) -> Array:
        """The box that starts are drawn from, shape (dimension, 2)."""

    @property
    @abstractmethod
    def start(self) -> Array:
        """The classical start, shape (dimension,)."""

    @property
    @abstractmethod
    def minimum(self) -> float:
        """The global minimum f*, to 1e-9."""

    @property
    @abstractmethod
    def minimisers(self) -> Array:
        """Every global minimiser, shape (count, dimension), to 1e-9; none where f is unbounded below."""

    @abstractmethod
    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        """f(x) of shape (runs,) and its gradient of shape (runs, dimension)."""

    @abstractmethod
    def hessian(self, x: Array) -> Array:
        """The second derivatives at x, shape (runs, dimension, dimension)."""

    def value(self, x: Array) -> Array:
        """f(x) of shape (runs,)."""
        return self.value_and_gradient(x)[0]


class FiniteSum(Problem):
    """An objective that is a mean over samples, f(x) = (1/N) sum_i f_i(x), made from a data set."""

    dataset: ClassVar[str]
    """The file in ``datasets/`` that the samples come from."""
    cheap_value: ClassVar[bool] = False
    """Whether f itself costs about as little as a step; if not, it is evaluated on a grid of steps."""

    @property
    @abstractmethod
    def sample_count(self) -> int:
        """N, the number of samples in the sum."""

    @classmethod
    @abstractmethod
    def from_data(cls, data: dict[str, Array]) -> Self:
        """The problem on the arrays that the data set's ``load`` returned."""

    @abstractmethod
    def batch_gradient(self, x: Array, samples: Array) -> Array:
        """The gradient of the mean of f_i over a batch, shape (starts, rates, dimension).

        ``x`` has shape (starts, rates, dimension); ``samples``, integers of shape (starts, batch),
        says which samples each start sees: all learning rates of a start share them.
        """

    def held_out_loss(self, x: Array) -> Array | None:
        """The mean loss on samples kept out of the sum, shape (runs,); None where there are none."""
        return None
