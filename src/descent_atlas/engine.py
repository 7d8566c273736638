"""Descends many runs at once. Knows arrays only: no problem, optimizer or variant by name.

Runs that left the landscape or spent their budget are dropped from the batch (compaction); what is
measured on a run afterwards needs only the history of its objective gap, which is kept whole.
"""

from __future__ import annotations

from typing import Protocol

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State
from descent_atlas.record import LOOK_EVERY, Record
from descent_atlas.runs import Descent, Landscape, Runs, rows
from descent_atlas.variants import Estimate

WATCH_ALL, WATCH_EVERY = 40, 20
"""Path measures are estimates: they see each of the first WATCH_ALL steps, then each WATCH_EVERY-th,
which stands for those up to the next."""


class GradientEstimate(Protocol):
    """Where the runs' gradients come from; see ``variants``."""

    def __call__(self, x: Array, iteration: int, evaluate: bool) -> Estimate: ...

    def value(self, x: Array) -> Array: ...

    def droppable(self, done: Array) -> Array: ...

    def keep(self, kept: Array) -> None: ...


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
    record = Record(runs, evaluated, path_iterations)
    ends = set(runs.budget.tolist())
    told, elsewhere = optimizer.uses_gap, type(optimizer).reported is not Optimizer.reported
    with np.errstate(all="ignore"):
        for iteration in range(max(ends) + 1):
            wanted = record.wants(iteration)
            value, gradient = estimate(live.x, iteration, wanted or told)
            if value is not None and wanted:
                reached = estimate.value(live.point) if elsewhere else value
                record.gap(live, reached - landscape.minimum)
            record.path(live, iteration)
            looked_at = iteration % LOOK_EVERY == 0 or iteration in ends
            if looked_at and record.retire(live, landscape, iteration):
                kept = ~estimate.droppable(live.done)
                if not kept.any():
                    break
                if np.count_nonzero(kept) <= 7 / 8 * len(kept):
                    estimate.keep(kept)
                    live.keep(kept)
                    gradient = rows(gradient, kept)
                    value = None if value is None else value[kept]
            gap = value - landscape.minimum if told and value is not None else None
            live.step(gradient, gap, iteration)
    return record.descent(runs, landscape)


class _Live:
    """The arrays of the runs still descending, which shrink together."""

    def __init__(self, runs: Runs, optimizer: Optimizer) -> None:
        count = len(runs.start)
        self.ids = np.arange(count)
        self.x = np.array(runs.start, order="F")
        self.learning_rate, self.budget, self.traced = runs.learning_rate, runs.budget, runs.traced
        self.state: State = optimizer.init(self.x)
        self._optimizer = optimizer
        self.done = np.zeros(count, bool)
        self.path_length, self.turns, self.steps = np.zeros((3, count))
        self._last_move: Array | None = None

    @property
    def point(self) -> Array:
        """What the runs would hand over now: for most optimizers where they are."""
        return self._optimizer.reported(self.x, self.state)

    def step(self, gradient: Array, gap: Array | None, iteration: int) -> None:
        before = self.x
        told = () if gap is None else (gap[:, None],)
        self.x, self.state = self._optimizer.step(
            before, gradient, self.state, self.learning_rate, iteration + 1, *told
        )
        watched = iteration < WATCH_ALL or iteration % WATCH_EVERY == 0
        if watched or self._last_move is not None:
            remaining = self.budget - iteration
            weight = np.minimum(remaining, 1 if iteration < WATCH_ALL else WATCH_EVERY)
            self._measure(self.x - before, watched, weight)

    def _measure(self, move: Array, watched: bool, weight: Array) -> None:
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
