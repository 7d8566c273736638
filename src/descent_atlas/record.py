"""What is written down while runs descend, whole and in the order the runs came in."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from descent_atlas.runs import Array, Descent, Landscape, Runs

GAP_GROWTH, REACH = 1e3, 1e3
"""A run has diverged beyond this multiple of its initial gap, or of the domain's diameter."""
LOOK_EVERY = 16
"""Iterations between two looks for runs that left."""


class Live(Protocol):
    """The runs still descending, as the engine keeps them; every array's first axis is these runs."""

    ids: Array
    budget: Array
    traced: Array
    done: Array
    path_length: Array
    turns: Array
    steps: Array

    @property
    def point(self) -> Array: ...


class Record:
    """What is written down while the runs descend, in the order the runs came in."""

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
        self._looked, self._next = 0, 0
        self._since: Array | None = None

    def wants(self, iteration: int) -> bool:
        return iteration in self._wanted

    def gap(self, live: Live, gap: Array) -> None:
        """The gaps of the live runs at the next evaluation.

        Once runs were dropped, they are gathered until the next look, so that scattering is rare.
        """
        if len(live.ids) == self.gaps.shape[1]:
            self.gaps[self._next] = gap
        else:
            if self._since is None:
                self._since = np.empty((LOOK_EVERY, len(gap)), np.float32)
            self._since[self._next - self._looked] = gap
        self._next += 1

    def _gaps_since_look(self, live: Live) -> Array:
        """The live runs' gaps since the last look, shape (evaluations, live runs), all in their place."""
        looked, self._looked = self._looked, self._next
        if self._since is None:
            return self.gaps[looked : self._next]
        since, self._since = self._since[: self._next - looked], None
        self.gaps[looked : self._next, live.ids] = since
        return since

    def path(self, live: Live, iteration: int) -> None:
        row = self._path_row.get(iteration)
        if row is not None:
            traced = live.traced & ~live.done
            self.paths[row, self._path_column[live.ids[traced]]] = live.point[traced]

    def retire(self, live: Live, landscape: Landscape, iteration: int) -> bool:
        """Take down the runs that left or spent their budget; whether there were any."""
        left = self._left(live, landscape) & ~live.done
        over = left | ((live.budget == iteration) & ~live.done)
        if not np.count_nonzero(over):
            return False
        ids = live.ids[over]
        self.final[ids] = live.point[over]
        self.left_at[ids] = np.where(left[over], iteration, -1)
        for name in ("path_length", "turns", "steps"):
            getattr(self, name)[ids] = getattr(live, name)[over]
        live.done |= over
        return True

    def _left(self, live: Live, landscape: Landscape) -> Array:
        """Which live runs were outside the landscape since the last look, or are too far away now."""
        far = np.abs(live.point - landscape.centre).max(axis=1)
        left = ~(far <= REACH * landscape.diameter)
        since = self._gaps_since_look(live)
        if len(since) == 0:
            return left
        initial = self.gaps[0, live.ids]
        left |= self._outside(since.max(axis=0), initial, landscape)
        return (
            left
            if landscape.bounded
            else left | self._outside(since.min(axis=0), initial, landscape)
        )

    @staticmethod
    def _outside(gaps: Array, initial: Array, landscape: Landscape) -> Array:
        outside = ~(gaps <= GAP_GROWTH * initial)
        return outside if landscape.bounded else outside | (gaps < -1e-6 * initial)

    def descent(self, runs: Runs, landscape: Landscape) -> Descent:
        """All that was written down, once every run is over."""
        escaped = self._end_histories(landscape)
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

    def _end_histories(self, landscape: Landscape) -> Array:
        """Find the evaluation at which runs left, and end their histories there; which of them escaped."""
        ids = np.flatnonzero(self.left_at >= 0)
        histories = self.gaps[:, ids]
        outside = self._outside(histories, self.gaps[0, ids], landscape)
        outside |= self.iterations[:, None] >= self.left_at[ids]
        row = outside.argmax(axis=0)
        escaped = np.zeros(len(self.left_at), bool)
        escaped[ids] = histories[row, np.arange(len(ids))] < 0
        self.left_at[ids] = np.minimum(self.left_at[ids], self.iterations[row])
        gone = np.arange(len(self.gaps))[:, None] >= row
        self.gaps[:, ids] = np.where(gone, np.float32(np.inf), histories)
        return escaped

    def _end_paths(self, runs: Runs) -> None:
        left_at = self.left_at[runs.traced]
        after = np.array(list(self._path_row))[:, None] > left_at
        self.paths[after & (left_at >= 0)] = np.nan
