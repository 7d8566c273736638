"""What a problem is: an objective to minimise, and all that is known about it.

Shapes: a batch of iterates is ``x`` of shape (runs, dimension), float64, in Fortran order, so that a
column ``x[:, i]`` is contiguous. Methods return new arrays and leave ``x`` as it was.
"""

from __future__ import annotations

import inspect
from abc import ABC, abstractmethod
from dataclasses import fields
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
DIFFERENCE = float(np.cbrt(np.finfo(float).eps))
"""A step, relative to the coordinate, at which a central difference errs least."""


class Problem(ABC):
    """An objective f, known well enough to tell how every descent on it ended.

    The class docstring says in a sentence or two why the problem is in the atlas.
    """

    title: str
    source: str
    tags: tuple[str, ...]
    bounded: bool = True
    """Whether ``minimum`` bounds f everywhere. If not, as f falls further outside the domain, it is the
    lowest value inside, and a run that goes below it has escaped."""
    complete: bool = True
    """Whether ``minimisers`` lists them all. If not, as they fill a curve or have too many mirror
    images, it is a sample of them, and the gap alone tells whether a run is at one."""

    @property
    @abstractmethod
    def formula(self) -> str:
        """The right-hand side of f(...) = ..., in LaTeX without delimiters."""

    @property
    def idea(self) -> str:
        """Why the problem is in the atlas, from its docstring."""
        return " ".join((inspect.getdoc(type(self)) or "").split())

    @property
    def solvable(self) -> bool:
        """Whether f has a minimiser to settle at; without one, no run can succeed."""
        return self.bounded or len(self.minimisers) > 0

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
        """The global minimum f*, to 1e-9: the lowest value in the closed domain."""

    @property
    @abstractmethod
    def minimisers(self) -> Array:
        """The global minimisers inside the domain, shape (count, dimension), to 1e-9.

        The gradient vanishes there, so that a run can settle. A point on the border where f would
        fall further is none, even if nothing in the domain is lower.
        """

    @abstractmethod
    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        """f(x) of shape (runs,) and its gradient of shape (runs, dimension)."""

    def hessian(self, x: Array) -> Array:
        """The second derivatives at x, shape (runs, dimension, dimension).

        Here, for problems that do not give their own: central differences of the gradient, made
        symmetric. Of a smooth function they have nine or ten correct digits.
        """
        columns = []
        for i in range(x.shape[1]):
            after, before = np.array(x), np.array(x)
            step = DIFFERENCE * np.maximum(1, np.abs(x[:, i]))
            after[:, i] += step
            before[:, i] -= step
            rise = self.value_and_gradient(after)[1] - self.value_and_gradient(before)[1]
            columns.append(rise / (after[:, i] - before[:, i])[:, None])
        hessian = np.stack(columns, axis=1)
        return (hessian + hessian.swapaxes(1, 2)) / 2

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
    def from_data(cls, data: dict[str, Array]) -> Self:
        """The problem on the arrays that the data set's ``load`` returned: each field is one, by its name."""
        return cls(*(data[field.name] for field in fields(cls)))  # type: ignore[arg-type]

    @abstractmethod
    def batch_gradient(self, x: Array, samples: Array) -> Array:
        """The gradient of the mean of f_i over a batch, shape (starts, rates, dimension).

        ``x`` has shape (starts, rates, dimension); ``samples``, integers of shape (starts, batch),
        says which samples each start sees: all learning rates of a start share them.
        """

    def held_out_loss(self, x: Array) -> Array | None:
        """The mean loss on samples kept out of the sum, shape (runs,); None where there are none."""
        return None
