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
"""A noisy variant holds a target if it stays at or below it in this share of what remains."""
SLICE = 256
"""Runs measured together, so that their histories stay in the cache."""


def measure(iterations: Array, gaps: Array, noisy: bool) -> dict[str, Array]:
    """All metrics of all runs, arrays of shape (runs,), iterations as integers, -1 for never.

    best_gap (absolute), hit_tau and hold_tau for each target, anytime_area, descent_rate (decades an
    iteration over the last decade of descent), overshoot (max d_t), noise_floor (median d_t over the
    last tenth, noisy runs), and progressing (whether the last tenth still went down).
    """
    parts = [
        _measure(iterations, np.ascontiguousarray(gaps[:, first : first + SLICE]), noisy)
        for first in range(0, gaps.shape[1], SLICE)
    ]
    return {name: np.concatenate([part[name] for part in parts]) for name in parts[0]}


def _measure(iterations: Array, gaps: Array, noisy: bool) -> dict[str, Array]:
    initial = np.maximum(gaps[0], np.finfo(np.float32).tiny)
    best = np.minimum.accumulate(gaps, axis=0)
    held = None if noisy else np.maximum.accumulate(gaps[::-1], axis=0)[::-1]
    left = np.isinf(gaps[-1])
    measured = {
        "best_gap": np.maximum(best[-1], 0).astype(float),
        "anytime_area": anytime_area(best, initial, gaps if left.any() else None),
        "descent_rate": descent_rate(iterations, best),
        "overshoot": overshoot(gaps, initial, held, left),
        "noise_floor": noise_floor(gaps, initial, left) if noisy else np.full(len(initial), np.nan),
        "progressing": progressing(gaps, best, noisy),
    }
    for name, target in zip(NAMES, TARGETS, strict=True):
        threshold = np.float32(target) * initial
        hit = first_at_or_below(best, threshold)
        if held is None:
            hold = first_mostly_below(gaps, threshold, hit)
        else:
            hold = first_at_or_below(held, threshold)
        measured[f"hit_{name}"] = _iteration(iterations, hit)
        measured[f"hold_{name}"] = _iteration(iterations, hold)
    return measured


def _iteration(iterations: Array, row: Array) -> Array:
    return np.append(iterations, NEVER)[row]


def first_at_or_below(falling: Array, threshold: Array) -> Array:
    """The first row at which each non-increasing column is at or below its threshold.

    ``falling`` has shape (rows, runs), ``threshold`` (runs,); the number of rows where there is none.
    Bisection, so that the cost does not grow with the number of targets.
    """
    low = np.zeros(len(threshold), int)
    high = np.full(len(threshold), len(falling))
    columns = np.arange(len(threshold))
    for _ in range(len(falling).bit_length()):
        middle = np.minimum((low + high) // 2, len(falling) - 1)
        below = falling[middle, columns] <= threshold
        unsure = low < high
        high = np.where(unsure & below, middle, high)
        low = np.where(unsure & ~below, middle + 1, low)
    return high


def first_mostly_below(gaps: Array, threshold: Array, hit: Array) -> Array:
    """The first row at or below the threshold from which HOLD_SHARE of all rows are so, or their number.

    ``hit`` is the first row at or below it at all, which spares the runs that never are.
    """
    first = np.full(len(threshold), len(gaps))
    columns = np.flatnonzero(hit < len(gaps))
    if len(columns) == 0:
        return first
    start = int(hit[columns].min())
    below = gaps[start:, columns] <= threshold[columns]
    remaining = np.arange(len(below), 0, -1, dtype=np.int32)[:, None]
    share = np.cumsum(below[::-1], axis=0, dtype=np.int32)[::-1]
    holds = below & (share >= HOLD_SHARE * remaining)
    first[columns] = np.where(holds.any(axis=0), start + holds.argmax(axis=0), len(gaps))
    return first


def anytime_area(best: Array, initial: Array, gaps: Array | None) -> Array:
    """A = mean over t >= 1 of clip(log10 m_t, -8, 0) / -8, in [0, 1]; zero once a run has left.

    1 is a run at the tightest target from its first step, 0 one that never got below its start.
    ``gaps`` is needed only where runs left.
    """
    share = np.log(np.clip(best[1:] * (1 / initial), np.float32(1e-8), np.float32(1)))
    share /= np.float32(np.log(1e-8))
    if gaps is not None:
        share[np.isinf(gaps[1:])] = 0
    return share.mean(axis=0, dtype=float)


def descent_rate(iterations: Array, best: Array) -> Array:
    """Decades an iteration that m fell by over its last decade (or all of it, where it fell by less)."""
    end = best[-1]
    first = np.minimum(first_at_or_below(best, 10 * end), len(best) - 1)
    last = np.minimum(first_at_or_below(best, end), len(best) - 1)
    columns = np.arange(len(end))
    tiny = np.finfo(np.float32).tiny
    fallen = np.log10(np.maximum(best[first, columns], tiny) / np.maximum(end, tiny))
    return fallen / np.maximum(iterations[last] - iterations[first], 1)


def overshoot(gaps: Array, initial: Array, held: Array | None, left: Array) -> Array:
    """The largest d_t before a run left: 1 for a run that never rose above its start."""
    if held is not None and not left.any():
        return (held[0] / initial).astype(float)
    return (np.where(np.isinf(gaps), 0, gaps).max(axis=0) / initial).astype(float)


def noise_floor(gaps: Array, initial: Array, left: Array) -> Array:
    """The median d over the last tenth of the evaluations, NaN for a run that left."""
    return np.where(left, np.nan, np.median(_last(gaps, 10), axis=0) / initial)


def progressing(gaps: Array, best: Array, noisy: bool) -> Array:
    """Whether a run was still going down at its end, rather than circling where it was.

    It was, if the mean of its last tenth lies below that of the tenth before by at least half of the
    last tenth's own spread; without noise also if its best gap fell by 1 % over the last tenth.
    """
    with np.errstate(all="ignore"):
        tenth = _last(gaps, 10)
        before = gaps[len(gaps) - 2 * len(tenth) : len(gaps) - len(tenth)]
        drop = before.mean(axis=0) - tenth.mean(axis=0)
        spread = tenth.max(axis=0) - tenth.min(axis=0)
        trend = drop >= spread / 2
        return trend if noisy else trend | (best[-1] < 0.99 * best[-len(tenth) - 1])


def _last(gaps: Array, part: int) -> Array:
    return gaps[-max(1, (len(gaps) - 1) // part) :]
