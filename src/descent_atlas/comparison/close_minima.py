"""What it means that most minima are close to the best one, and from which size of network on they are."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from descent_atlas.comparison.intervals import wilson

Array = np.ndarray

CLOSE = 0.01
"""A minimum is close to the best one within this share of the way from the start down to it."""
MOST = 0.5
"""Most of them are more than this share, by the whole 95 % interval."""


@dataclass(frozen=True)
class Share:
    """How many of some minima are close, and as a share with its 95 % interval."""

    close: int
    share: float
    low: float
    high: float


def share_close(gaps: Array) -> Share:
    """The share of the minima whose ``gaps``, as shares of the descent, are at most CLOSE."""
    close = int((gaps <= CLOSE).sum())
    low, high = wilson(np.array(close), np.array(len(gaps)))
    return Share(close, close / len(gaps), float(low), float(high))


def from_size_on(parameters: Array, low: Array) -> int | None:
    """The least number of parameters from which on most minima are close at every size, if any.

    ``low`` are the lower ends of the intervals, both of shape (sizes,), in any order.
    """
    failing = parameters[~(low > MOST)]
    on = parameters[parameters > failing.max(initial=-1)]
    return int(on.min()) if len(on) else None
