"""What an optimizer is: a rule that turns a gradient into the next iterate.

An optimizer is a frozen dataclass whose fields are its hyperparameters at their published defaults.
Its step is pure: it returns the next iterate and the next state and changes none of its arguments.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import reduce
from typing import ClassVar

import numpy as np

Array = np.ndarray
State = tuple[Array, ...]


def inner(left: Array, right: Array) -> Array:
    """The inner product of each row of two arrays (runs, dimension), shape (runs, 1).

    It is added up column by column, so a run gets the same bits alone as in any batch.
    """
    total: Array = reduce(np.add, (left * right).T)
    return total[:, None]


def norm(rows: Array) -> Array:
    """The Euclidean length of each row of an array (runs, dimension), shape (runs, 1)."""
    return np.sqrt(inner(rows, rows))


class Optimizer(ABC):
    """A first-order method, for many runs at once.

    The class docstring gives the idea in a sentence or two. The learning rate is no field: it is
    the one hyperparameter that the grid sweeps.
    """

    title: ClassVar[str]
    formula: ClassVar[str]
    """The update in LaTeX, without delimiters; lines of an aligned block."""
    reference: ClassVar[str]
    convention: ClassVar[str]
    """Which form is followed where publications and libraries differ."""
    disagreements: ClassVar[dict[str, str]] = {}
    """Who does otherwise -> what: "paper", or a library whose function, called by this method's name
    and at this learning rate, computes something else. The conformance tests hold the libraries."""
    default_learning_rate: ClassVar[float]
    """The rate its paper or the common libraries propose; the text says which in ``convention``."""
    rests_at_zero_gradient: ClassVar[bool] = True
    """Whether a fresh run does not move while its gradient is zero."""
    full_batch_only: ClassVar[str | None] = None
    """Why it is not run on sampled gradients, in a sentence; None if it is."""
    uses_gap: ClassVar[bool] = False
    """Whether ``step`` takes one argument more, ``gap``: f - f* at ``x``, shape (runs, 1). Such a
    method runs on the full batch only, where f and the gradient belong together."""
    control: ClassVar[bool] = False
    """Whether it is a yardstick for methods, and need not descend."""

    def init(self, x: Array) -> State:
        """The state before the first step: arrays whose first axis is the runs of x, (runs, dimension)."""
        return ()

    @abstractmethod
    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        """The next iterate and state.

        ``x`` and ``gradient`` have shape (runs, dimension), ``learning_rate`` (runs, 1), and
        ``iteration`` counts from 1.
        """

    def reported(self, x: Array, state: State) -> Array:
        """The point that the method would hand over if it stopped now, shape (runs, dimension).

        It is what is measured. For most it is the iterate, where the gradient is taken; a method
        that averages, say, takes gradients at one point and offers another.
        """
        return x
