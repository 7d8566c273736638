"""Descends many runs at once. Knows arrays only: no problem, optimizer or variant by name.

Runs that left the landscape or spent their budget are dropped from the batch (compaction); what is
measured on a run afterwards needs only the history of its objective gap, which is kept whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Protocol

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State
from descent_atlas.variants import Estimate

CHECK_EVERY = 16
"""Iterations between two looks for runs that left."""
WATCH_ALL, WATCH_EVERY = 30, 10
"""Path measures see each of the first WATCH_ALL steps, then each WATCH_EVERY-th, weighted for all."""
GAP_GROWTH, REACH = 1e3, 1e3
"""A run has diverged beyond this multiple of its initial gap, or of the domain's diameter."""


class GradientEstimate(Protocol):
    """Where the runs' gradients come from; see ``variants``."""

    def __call__(self, x: Array, iteration: int, evaluate: bool) -> Estimate: ...

    def droppable(self, done: Array) -> Array: ...

    def keep(self, kept: Array) -> None: ...


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
    size = int(np.clip(16384 // dimension, 64, 16384))
    return (slice(first, min(first + size, runs)) for first in range(0, runs, size))


def rows(array: Array, kept: Array) -> Array:
    """The kept rows of an array of shape (runs, …), with contiguous columns."""
    return np.compress(kept, array.T, axis=-1).T


def descend(
    optimizer: Optimizer,
    estimate: GradientEstimate,
    runs: Runs,
    landscape: Landscape,
    evaluated: Array,
    path_iterations: Array,
) -> Descent:
    """Descend a block of runs, all metrics' raw material recorded on the way.

    ``evaluated`` and ``path_iterations`` are sorted iterations; both begin with 0.
    """
    live = _Live(runs, optimizer)
    record = _Record(runs, evaluated, path_iterations)
    ends = set(runs.budget.tolist())
    with np.errstate(all="ignore"):
        for iteration in range(max(ends) + 1):
            evaluate = record.wants(iteration)
            value, gradient = estimate(live.x, iteration, evaluate)
            if value is not None and evaluate:
                record.gap(live, value - landscape.minimum)
            record.path(live, iteration)
            looked_at = iteration % CHECK_EVERY == 0 or iteration in ends
            if looked_at and record.retire(live, landscape, iteration):
                kept = ~estimate.droppable(live.done)
                if not kept.any():
                    break
                if np.count_nonzero(kept) <= 7 / 8 * len(kept):
                    record.flush(live)
                    estimate.keep(kept)
                    live.keep(kept)
                    gradient = rows(gradient, kept)
            live.step(optimizer, gradient, iteration)
    record.flush(live)
    return record.descent(runs, landscape)


class _Live:
    """The arrays of the runs still descending, which shrink together."""

    def __init__(self, runs: Runs, optimizer: Optimizer) -> None:
        count = len(runs.start)
        self.ids = np.arange(count)
        self.x = np.array(runs.start, order="F")
        self.learning_rate, self.budget, self.traced = runs.learning_rate, runs.budget, runs.traced
        self.state: State = optimizer.init(self.x)
        self.done = np.zeros(count, bool)
        self.path_length, self.turns, self.steps = np.zeros((3, count))
        self._last_move: Array | None = None

    def step(self, optimizer: Optimizer, gradient: Array, iteration: int) -> None:
        before = self.x
        self.x, self.state = optimizer.step(
            before, gradient, self.state, self.learning_rate, iteration + 1
        )
        watched = iteration < WATCH_ALL or iteration % WATCH_EVERY == 0
        if watched or self._last_move is not None:
            self._measure(self.x - before, watched, 1 if iteration < WATCH_ALL else WATCH_EVERY)

    def _measure(self, move: Array, watched: bool, weight: int) -> None:
        if self._last_move is not None:
            self.turns += weight * ((move * self._last_move).sum(axis=1) < 0)
            self.steps += weight
        if watched:
            self.path_length += weight * np.sqrt((move**2).sum(axis=1))
        self._last_move = move if watched else None

    def keep(self, kept: Array) -> None:
        self.state = tuple(rows(array, kept) for array in self.state)
        for name, value in list(vars(self).items()):
            if isinstance(value, np.ndarray):
                setattr(self, name, rows(value, kept))


class _Record:
    """What is written down while the runs descend, in the order the runs came in."""

    CHUNK = 64

    def __init__(self, runs: Runs, evaluated: Array, path_iterations: Array) -> None:
        count, dimension = runs.start.shape
        self.iterations = evaluated
        self.gaps = np.full((len(evaluated), count), np.inf, np.float32)
        self.final = np.array(runs.start, order="F")
        self.left_at = np.full(count, -1)
        self.path_length, self.turns, self.steps = np.zeros((3, count))
        self._wanted = set(evaluated.tolist())
        self._path_row = {int(t): row for row, t in enumerate(path_iterations)}
        self._path_column = np.cumsum(runs.traced) - 1
        traced = np.count_nonzero(runs.traced)
        self.paths = np.full((len(path_iterations), traced, dimension), np.nan)
        self._first, self._next = 0, 0
        self._chunk: Array | None = None
        self._latest = np.empty(0)

    def wants(self, iteration: int) -> bool:
        return iteration in self._wanted

    def gap(self, live: _Live, gap: Array) -> None:
        """The gaps of the live runs at the next evaluation, gathered so that scattering is rare."""
        self._latest = gap
        if len(live.ids) == self.gaps.shape[1]:
            self.gaps[self._next] = gap
            self._first = self._next = self._next + 1
            return
        if self._chunk is None:
            self._chunk = np.empty((self.CHUNK, len(gap)), np.float32)
        self._chunk[self._next - self._first] = gap
        self._next += 1
        if self._next - self._first == self.CHUNK:
            self.flush(live)

    def flush(self, live: _Live) -> None:
        """Write the gathered gaps to their place; needed before the live runs change."""
        if self._chunk is not None:
            filled = self._chunk[: self._next - self._first]
            self.gaps[self._first : self._next, live.ids] = filled
        self._first, self._chunk = self._next, None

    def path(self, live: _Live, iteration: int) -> None:
        row = self._path_row.get(iteration)
        if row is not None:
            traced = live.traced & ~live.done
            self.paths[row, self._path_column[live.ids[traced]]] = live.x[traced]

    def retire(self, live: _Live, landscape: Landscape, iteration: int) -> bool:
        """Take down the runs that left or spent their budget; whether there were any."""
        left = self._left(live, landscape) & ~live.done
        over = left | ((live.budget == iteration) & ~live.done)
        if not np.count_nonzero(over):
            return False
        ids = live.ids[over]
        self.final[ids] = live.x[over]
        self.left_at[ids] = np.where(left[over], iteration, -1)
        for name in ("path_length", "turns", "steps"):
            getattr(self, name)[ids] = getattr(live, name)[over]
        live.done |= over
        return True

    def _left(self, live: _Live, landscape: Landscape) -> Array:
        """Which live runs are outside the landscape now, by their latest gap or by their position."""
        far = np.abs(live.x - landscape.centre).max(axis=1)
        left = ~(far <= REACH * landscape.diameter)
        if len(self._latest) == len(left):
            left |= self._outside(self._latest, self.gaps[0, live.ids], landscape)
        return left

    @staticmethod
    def _outside(gaps: Array, initial: Array, landscape: Landscape) -> Array:
        outside = ~(gaps <= GAP_GROWTH * initial)
        return outside if landscape.bounded else outside | (gaps < -1e-6 * initial)

    def descent(self, runs: Runs, landscape: Landscape) -> Descent:
        escaped = np.zeros(len(self.left_at), bool)
        for budget in np.unique(runs.budget):
            own = runs.budget == budget
            last = np.searchsorted(self.iterations, budget, "right")
            self._end_histories(np.flatnonzero(own), int(last), landscape, escaped)
        self._end_paths(runs)
        return Descent(
            self.iterations,
            self.gaps,
            self.final,
            self.left_at,
            escaped,
            self.path_length,
            self.turns / np.maximum(self.steps, 1),
            self.paths,
        )

    def _end_histories(self, own: Array, last: int, landscape: Landscape, escaped: Array) -> None:
        """Find where runs of one budget left, to the evaluation, also those that came back."""
        initial = self.gaps[0, own]
        history = self.gaps[:last] if len(own) == self.gaps.shape[1] else self.gaps[:last, own]
        lowest = history.min(axis=0)
        left = self._outside(history.max(axis=0), initial, landscape)
        left |= self._outside(lowest, initial, landscape) | (self.left_at[own] >= 0)
        if not left.any():
            return
        ids = own[left]
        histories = self.gaps[:last, ids]
        outside = self._outside(histories, initial[left], landscape)
        known = self.left_at[ids]
        outside |= (known >= 0) & (self.iterations[:last, None] >= known)
        row = outside.argmax(axis=0)
        reached = outside.any(axis=0)
        escaped[ids] = reached & (histories[row, np.arange(len(ids))] < 0)
        at = self.iterations[row]
        self.left_at[ids] = np.where(
            reached, np.where(known >= 0, np.minimum(known, at), at), known
        )
        gone = reached & (np.arange(len(self.gaps))[:, None] >= row)
        self.gaps[:, ids] = np.where(gone, np.float32(np.inf), self.gaps[:, ids])

    def _end_paths(self, runs: Runs) -> None:
        left_at = self.left_at[runs.traced]
        after = np.array(list(self._path_row))[:, None] > left_at
        self.paths[after & (left_at >= 0)] = np.nan
