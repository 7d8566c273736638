"""When a history of gaps crosses a threshold for the first time, or for good.

Histories have shape (rows, runs), thresholds (targets, runs), falling along the targets; answers are rows,
shape (targets, runs), the number of rows standing for never.
"""

from __future__ import annotations

import numpy as np

Array = np.ndarray

HOLD_SHARE = 0.95
"""A noisy variant holds a target if it stays at or below it in this share of what remains, and if at
least a tenth of the evaluations remain: a lucky last step is no hold. A run that left holds nothing."""
CHUNK = 32
"""Rows of a history that are searched together."""


def extremes(gaps: Array) -> tuple[Array, Array]:
    """The lowest and the highest gap in each CHUNK of rows, shapes (chunks, runs)."""
    chunks = [gaps[first : first + CHUNK] for first in range(0, len(gaps), CHUNK)]
    return np.stack([c.min(axis=0) for c in chunks]), np.stack([c.max(axis=0) for c in chunks])


def first_at_or_below(gaps: Array, lowest: Array, thresholds: Array) -> Array:
    """The first row of ``gaps`` (rows, runs) at or below each threshold, shape (targets, runs).

    ``thresholds`` (targets, runs) fall along the targets; where there is no such row: the number of
    rows. Each run waits for its next threshold only, and its rows are searched only in a chunk whose
    ``lowest`` gap reaches it, so all targets together cost about one comparison a chunk.
    """
    rows = np.full(thresholds.shape, len(gaps))
    last = np.full(thresholds.shape[1], -np.inf, thresholds.dtype)
    following = np.vstack([thresholds, last])
    level = np.zeros(len(last), int)
    awaited = thresholds[0].copy()
    for chunk, low in enumerate(lowest):
        runs = np.flatnonzero(low <= awaited)
        first = chunk * CHUNK
        while len(runs):
            below = gaps[first : first + CHUNK, runs] <= awaited[runs]
            rows[level[runs], runs] = first + below.argmax(axis=0)
            level[runs] += 1
            awaited[runs] = following[level[runs], runs]
            runs = runs[low[runs] <= awaited[runs]]
    return rows


def first_staying_below(gaps: Array, highest: Array, thresholds: Array) -> Array:
    """The first row from which each run stays at or below each threshold, shape (targets, runs).

    As ``first_at_or_below``, read from the end: a run loses its tightest threshold at the last row
    above it.
    """
    rows = np.zeros(thresholds.shape, int)
    none = np.full(thresholds.shape[1], np.inf, thresholds.dtype)
    holding = np.vstack([none, thresholds])
    level = np.full(len(none), len(thresholds))
    tightest = holding[-1].copy()
    for chunk in range(len(highest) - 1, -1, -1):
        high = highest[chunk]
        runs = np.flatnonzero(high > tightest)
        first = chunk * CHUNK
        while len(runs):
            above = gaps[first : first + CHUNK, runs] > tightest[runs]
            level[runs] -= 1
            rows[level[runs], runs] = first + len(above) - above[::-1].argmax(axis=0)
            tightest[runs] = holding[level[runs], runs]
            runs = runs[high[runs] > tightest[runs]]
    return rows


def first_mostly_below(gaps: Array, thresholds: Array, hits: Array) -> Array:
    """The first row at or below each threshold from which HOLD_SHARE of all rows are so.

    Shape (targets, runs); a row in the last tenth does not count, see HOLD_SHARE.

    ``hits`` are the first rows at or below it at all, which spares the runs that never are.
    """
    rows = np.full(thresholds.shape, len(gaps))
    stayed = np.isfinite(gaps[-1])
    latest = len(gaps) - len(last_tenth(gaps))
    for target, (threshold, hit) in enumerate(zip(thresholds, hits, strict=True)):
        for runs in _slices(np.flatnonzero((hit <= latest) & stayed), 256):
            start = int(hit[runs].min())
            below = gaps[start:, runs] <= threshold[runs]
            remaining = np.arange(len(below), 0, -1, dtype=np.int32)[:, None]
            share = np.cumsum(below[::-1], axis=0, dtype=np.int32)[::-1]
            holds = below & (share >= HOLD_SHARE * remaining)
            holds[max(latest - start, 0) + 1 :] = False
            rows[target, runs] = np.where(
                holds.any(axis=0), start + holds.argmax(axis=0), len(gaps)
            )
    return rows


def _slices(array: Array, size: int) -> list[Array]:
    return [array[first : first + size] for first in range(0, len(array), size)]


def last_tenth(gaps: Array) -> Array:
    """The last tenth of the rows, at least one."""
    return gaps[-max(1, (len(gaps) - 1) // 10) :]
