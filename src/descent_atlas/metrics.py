"""What is measured on one run, from the history of its objective gap.

Notation: D_t = f(x_t) - f*, d_t = D_t / D_0, m_t = min over u <= t of d_u. A history has shape
(evaluations, runs); rows from the evaluation at which a run left the landscape hold inf. Where the
objective is evaluated on a grid of iterations only, "first iteration" means first evaluated one.
"""

from __future__ import annotations

import numpy as np

Array = np.ndarray

TARGETS = tuple(10.0**-k for k in range(1, 9))
"""Normalised gaps tau whose first hit and hold are recorded."""
NAMES = tuple(f"1e-{k}" for k in range(1, 9))
NEVER = -1
HOLD_SHARE = 0.95
"""A noisy variant holds a target if it stays at or below it in this share of what remains, and if at
least a tenth of the evaluations remain: a lucky last step is no hold. A run that left holds nothing."""
STANDARD_ERRORS, BATCHES = 3, 5
"""A run's mean gap fell if by so many standard errors, estimated from so many batch means."""
PERCEPTIBLE = 0.01
"""Without noise, the share by which a gap that does not fall steadily must fall over a tenth of a run."""
TINY = np.finfo(np.float32).tiny
CHUNK = 32
"""Rows of a history that are searched together."""


def measure(iterations: Array, gaps: Array, noisy: bool) -> dict[str, Array]:
    """All metrics of all runs, arrays of shape (runs,), iterations as integers, -1 for never.

    best_gap (absolute), hit_tau and hold_tau for each target, anytime_area, descent_rate (decades an
    iteration over the last decade of descent), overshoot (max d_t), noise_floor (median d_t over the
    last tenth, noisy runs), progressing (whether the last tenth still went down) and stalled (whether its
    gap did not change at all).
    """
    initial = np.maximum(gaps[0], TINY)
    lowest, highest = extremes(gaps)
    best = lowest.min(axis=0)
    left = np.isinf(gaps[-1])
    thresholds = np.array(TARGETS, np.float32)[:, None] * initial
    hits = first_at_or_below(gaps, lowest, thresholds)
    if noisy:
        holds = first_mostly_below(gaps, thresholds, hits)
    else:
        holds = first_staying_below(gaps, highest, thresholds)
    at = np.append(iterations, NEVER)
    return {
        "best_gap": np.maximum(best, 0).astype(float),
        "anytime_area": anytime_area(gaps, initial, left),
        "descent_rate": descent_rate(iterations, gaps, lowest),
        "overshoot": overshoot(gaps, highest, initial, left),
        "noise_floor": noise_floor(gaps, initial, left) if noisy else np.full(len(left), np.nan),
        "progressing": progressing(gaps, best, noisy),
        "stalled": (_last_tenth(gaps) == gaps[-1]).all(axis=0),
        **{f"hit_{name}": at[row] for name, row in zip(NAMES, hits, strict=True)},
        **{f"hold_{name}": at[row] for name, row in zip(NAMES, holds, strict=True)},
    }


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
    latest = len(gaps) - len(_last_tenth(gaps))
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


def anytime_area(gaps: Array, initial: Array, left: Array) -> Array:
    """A = mean over t >= 1 of clip(log10 m_t, -8, 0) / -8, in [0, 1]; zero once a run has left.

    1 is a run at the tightest target from its first step, 0 one that never got below its start.
    """
    floor = np.float32(1e-8) * initial
    best = initial
    chunk = np.empty((CHUNK, len(initial)), np.float32)
    logs = np.zeros(len(initial))
    with np.errstate(all="ignore"):
        for first in range(1, len(gaps), CHUNK):
            bests = chunk[: len(gaps) - first]
            for row, gap in enumerate(gaps[first : first + CHUNK]):
                best = np.minimum(best, gap, out=bests[row])
            best = best.copy()
            logs += np.log(np.maximum(bests, floor, out=bests), out=bests).sum(axis=0)
        if left.any():
            # After a run has left, its best gap no longer counts.
            gone = np.count_nonzero(np.isinf(gaps[1:, left]), axis=0)
            at_best = np.maximum(best[left], floor[left])
            logs[left] -= gone * np.log(at_best / initial[left])
    rows = len(gaps) - 1
    return (logs / rows - np.log(initial)) / np.log(1e-8)


def descent_rate(iterations: Array, gaps: Array, lowest: Array) -> Array:
    """Decades an iteration that m fell by over its last decade (or all of it, where it fell by less)."""
    # Rounding can leave a gap of nothing slightly below zero.
    best = np.maximum(lowest.min(axis=0), TINY)
    first, last = first_at_or_below(gaps, lowest, np.array([10 * best, best]))
    fallen = np.log10(np.maximum(gaps[first, np.arange(len(best))], TINY) / best)
    return fallen / np.maximum(iterations[last] - iterations[first], 1)


def overshoot(gaps: Array, highest: Array, initial: Array, left: Array) -> Array:
    """The largest d_t before a run left: 1 for a run that never rose above its start."""
    largest = highest.max(axis=0)
    histories = gaps[:, left]
    largest[left] = np.where(np.isinf(histories), 0, histories).max(axis=0, initial=0)
    return (largest / initial).astype(float)


def noise_floor(gaps: Array, initial: Array, left: Array) -> Array:
    """The median d over the last tenth of the evaluations, NaN for a run that left."""
    return np.where(left, np.nan, np.median(_last_tenth(gaps), axis=0) / initial)


def progressing(gaps: Array, best: Array, noisy: bool) -> Array:
    """Whether a run was still going down at its end, rather than circling where it was.

    A noisy run was, if the mean of its last tenth lies below that of the tenth before by at least
    STANDARD_ERRORS standard errors. Without noise a limit cycle has next to no error, so there it was, if its
    gap never rose in the last tenth, or if it fell by PERCEPTIBLE: its best gap, or its mean (as above).
    """
    with np.errstate(all="ignore"):
        tenth = _last_tenth(gaps)
        earlier = gaps[: len(gaps) - len(tenth)]
        before = earlier[-len(tenth) :]
        mean = before.mean(axis=0)
        drop = mean - tenth.mean(axis=0)
        trend = drop >= STANDARD_ERRORS * np.sqrt(_squared_error(before) + _squared_error(tenth))
        if noisy:
            return trend
        steady = (tenth[1:] <= tenth[:-1]).all(axis=0)
        fell = best < (1 - PERCEPTIBLE) * earlier.min(axis=0)
        return steady | fell | (trend & (drop >= PERCEPTIBLE * mean))


def _squared_error(gaps: Array) -> Array:
    """The squared standard error of each run's mean gap; batch means allow for correlated steps."""
    means = [batch.mean(axis=0) for batch in np.array_split(gaps, min(BATCHES, len(gaps)))]
    return np.var(means, axis=0, ddof=1) / len(means) if len(means) > 1 else np.zeros(gaps.shape[1])


def _last_tenth(gaps: Array) -> Array:
    return gaps[-max(1, (len(gaps) - 1) // 10) :]
