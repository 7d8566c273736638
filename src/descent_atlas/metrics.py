"""What is measured on one run, from the history of its objective gap.

Notation: D_t = f(x_t) - f*, d_t = D_t / D_0, m_t = min over u <= t of d_u. A history has shape
(evaluations, runs); rows from the evaluation at which a run left the landscape hold inf. Where the
objective is evaluated on a grid of iterations only, "first iteration" means first evaluated one.
"""

from __future__ import annotations

import numpy as np

from descent_atlas.crossings import (
    CHUNK,
    Array,
    extremes,
    first_at_or_below,
    first_mostly_below,
    first_staying_below,
    last_tenth,
)

TARGETS = tuple(10.0**-k for k in range(1, 9))
"""Normalised gaps tau whose first hit and hold are recorded."""
NAMES = tuple(f"1e-{k}" for k in range(1, 9))
NEVER = -1
STANDARD_ERRORS, BATCHES = 3, 5
"""A run's mean gap fell if by so many standard errors, estimated from so many batch means."""
PERCEPTIBLE = 0.01
"""Without noise, the share by which a gap that does not fall steadily must fall over a tenth of a run."""
TINY = np.finfo(np.float32).tiny


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
        "stalled": (last_tenth(gaps) == gaps[-1]).all(axis=0),
        **{f"hit_{name}": at[row] for name, row in zip(NAMES, hits, strict=True)},
        **{f"hold_{name}": at[row] for name, row in zip(NAMES, holds, strict=True)},
    }


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
    return np.where(left, np.nan, np.median(last_tenth(gaps), axis=0) / initial)


def progressing(gaps: Array, best: Array, noisy: bool) -> Array:
    """Whether a run was still going down at its end, rather than circling where it was.

    A noisy run was, if the mean of its last tenth lies below that of the tenth before by at least
    STANDARD_ERRORS standard errors. Without noise a limit cycle has next to no error, so there it was, if its
    gap never rose in the last tenth, or if it fell by PERCEPTIBLE: its best gap, or its mean (as above).
    """
    with np.errstate(all="ignore"):
        tenth = last_tenth(gaps)
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
