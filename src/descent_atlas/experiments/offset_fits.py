"""One number fitted to a few pairs: an offset that is added to all predictions.

With one parameter a loss can be followed by eye. Here it is asked what an outlier does to the best
offset, and what a kink does to a descent towards it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import numpy as np
import pandas as pd

Array = np.ndarray
Loss = Callable[[Array, Array], tuple[Array, Array]]
"""Predictions and targets (..., n) to the mean loss (...) and its gradient (..., n)."""

BISECTIONS = 80
"""Halvings of the range of the errors, after which nothing of it is left in floating point."""
LAST = 100
"""Iterations at the end over which it is seen whether a descent has come to rest."""
DECIMALS = 12
"""What moves by less is at rest up to rounding."""


def slope(loss: Loss, predictions: Array, targets: Array, offset: Array) -> Array:
    """The derivative of the loss in the offset, shape (...), as ``offset`` has."""
    total: Array = loss(predictions + offset[..., None], targets)[1].sum(axis=-1)
    return total


def best_offset(loss: Loss, predictions: Array, targets: Array) -> Array:
    """The offset with the least loss, shape (...), for targets (..., n).

    The loss is convex in the offset, so its slope changes sign once; that place is bisected. It
    lies between the least and the largest of the offsets that mend one pair each.
    """
    low, high = (targets - predictions).min(axis=-1), (targets - predictions).max(axis=-1)
    for _ in range(BISECTIONS):
        middle = (low + high) / 2
        beyond = slope(loss, predictions, targets, middle) > 0
        low, high = np.where(beyond, low, middle), np.where(beyond, middle, high)
    return (low + high) / 2


def with_outlier(targets: Array, sizes: Array) -> Array:
    """Targets of which one has moved, shape (2 n, sizes, n): each of them, up and then down."""
    n = len(targets)
    moves = np.concatenate([np.eye(n), -np.eye(n)])
    return targets + sizes[:, None] * moves[:, None, :]


def outlier(loss: Loss, predictions: Array, targets: Array, sizes: Array) -> pd.DataFrame:
    """What an outlier of each size does, on average over which target it is and whether up or down.

    size; shift: how far the best offset moves, most_shift: the furthest of all; value: the loss of
    the predictions as they are, growth: the same in units of the loss without an outlier.
    """
    moved = with_outlier(targets, sizes)
    shift = np.abs(best_offset(loss, predictions, moved) - best_offset(loss, predictions, targets))
    value = loss(predictions, moved)[0].mean(axis=0)
    return pd.DataFrame(
        {
            "size": sizes,
            "shift": shift.mean(axis=0),
            "most_shift": shift.max(axis=0),
            "value": value,
            "growth": value / loss(predictions, targets)[0],
        }
    )


def descend(loss: Loss, predictions: Array, targets: Array, start: float, steps: Array) -> Array:
    """The offsets of a descent, (iterations + 1, rates), for learning rates (iterations, rates)."""
    offsets = np.full((len(steps) + 1, steps.shape[1]), float(start))
    for iteration, rates in enumerate(steps):
        offset = offsets[iteration]
        offsets[iteration + 1] = offset - rates * slope(loss, predictions, targets, offset)
    return offsets


def schedules(rates: Array, iterations: int) -> Mapping[str, Array]:
    """Learning rates (iterations, rates): as they are, and divided by the root of the iteration."""
    constant = np.tile(rates, (iterations, 1))
    return {
        "constant": constant,
        "shrinking": constant / np.sqrt(np.arange(1, iterations + 1))[:, None],
    }


def settling(offsets: Array, best: float) -> dict[str, Array]:
    """Whether descents came to rest: the swing of the last iterates, and how far off the last is."""
    last = offsets[-LAST:]
    found = {
        "swing": last.max(axis=0) - last.min(axis=0),
        "final_distance": np.abs(offsets[-1] - best),
    }
    return {name: np.round(values, DECIMALS) for name, values in found.items()}
