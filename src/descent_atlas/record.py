"""What is written down while runs descend, whole and in the order the runs came in."""

from __future__ import annotations

from typing import Protocol

import numpy as np

from descent_atlas.runs import Array, Descent, Landscape, Runs

GAP_GROWTH, REACH = 1e3, 1e3
"""A run has diverged beyond this multiple of its initial gap, or of the domain's diameter."""


class Live(Protocol):
    """The runs still descending, as the engine keeps them; every array's first axis is these runs."""

    ids: Array
    x: Array
    budget: Array
    traced: Array
    done: Array
    path_length: Array
    turns: Array
    steps: Array


class Record:
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

    def gap(self, live: Live, gap: Array) -> None:
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

    def flush(self, live: Live) -> None:
        """Write the gathered gaps to their place; needed before the live runs change."""
        if self._chunk is not None:
            filled = self._chunk[: self._next - self._first]
            self.gaps[self._first : self._next, live.ids] = filled
        self._first, self._chunk = self._next, None

    def path(self, live: Live, iteration: int) -> None:
        row = self._path_row.get(iteration)
        if row is not None:
            traced = live.traced & ~live.done
            self.paths[row, self._path_column[live.ids[traced]]] = live.x[traced]

    def retire(self, live: Live, landscape: Landscape, iteration: int) -> bool:
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

    def _left(self, live: Live, landscape: Landscape) -> Array:
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
