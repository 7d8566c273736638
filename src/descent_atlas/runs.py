"""What goes into the engine and what comes out of it: runs, the landscape they are on, their descent."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields

import numpy as np

Array = np.ndarray


@dataclass
class Runs:
    """What runs start from. The first axis of every array is the runs."""

    start: Array
    """(runs, dimension)"""
    learning_rate: Array
    """(runs, 1)"""
    budget: Array
    """(runs,), iterations"""
    traced: Array
    """(runs,), whether the iterates are kept at the path iterations"""

    def take(self, which: Array | slice) -> Runs:
        return Runs(*(getattr(self, field.name)[which] for field in fields(self)))


@dataclass(frozen=True)
class Landscape:
    """What the engine must know of the objective to tell that a run left it."""

    minimum: float
    centre: Array
    """(dimension,)"""
    diameter: float
    bounded: bool = True


@dataclass
class Descent:
    """What happened to the runs."""

    iterations: Array
    """(evaluations,), the iterations at which the objective was evaluated"""
    gaps: Array
    """f - f* in single precision, shape (evaluations, runs); inf from the evaluation at which a run left"""
    final: Array
    """(runs, dimension), the last iterate"""
    left_at: Array
    """(runs,), the iteration at which a run left the landscape, or -1"""
    escaped: Array
    """(runs,), whether it left below the minimum, on an objective without a lower bound"""
    path_length: Array
    """(runs,)"""
    reversals: Array
    """(runs,), share of consecutive steps at an obtuse angle"""
    paths: Array
    """(path iterations, traced runs, dimension); NaN after a run left"""


def blocks(runs: int, dimension: int) -> Iterator[slice]:
    """Slices of runs whose arrays stay in the cache."""
    size = int(np.clip(32768 // dimension, 64, 16384))
    return (slice(first, min(first + size, runs)) for first in range(0, runs, size))


def rows(array: Array, kept: Array) -> Array:
    """The kept rows of an array of shape (runs, …), with contiguous columns."""
    return np.compress(kept, array.T, axis=-1).T
