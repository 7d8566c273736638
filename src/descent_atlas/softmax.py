"""The softmax of many runs' logits, lean enough for descents on finite sums.

Logits have shape (..., classes, samples), so that what is computed class by class is contiguous. They
come from weights ``rows`` (..., classes, inputs) and inputs between -1 and 1.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

Array = np.ndarray
AT_ONCE = 48_000
"""Logits that stay in the cache: those of sixteen runs with 300 samples and ten classes."""
SAFE = 600.0
"""The exponentials of logits up to here do not overflow, nor do sums of some of them."""


def blocks(runs: int, logits: int) -> Iterator[slice]:
    """Slices of runs, each with so many logits, that stay in the cache."""
    size = max(1, AT_ONCE // logits)
    return (slice(first, first + size) for first in range(0, runs, size))


def exponentials(logits: Array, rows: Array) -> tuple[Array, Array]:
    """Overwrites logits by their exponentials, up to a factor for each sample.

    Returns minus the logarithm of that factor and the sum over the classes, both (..., 1, samples). The
    factor is one unless a run's weights are so large that an exponential might overflow: then the
    highest logits are taken out first. Which is done depends on the run alone, not on its batch.
    """
    # Also true of weights that are not a number.
    wild = ~(np.abs(rows).sum(axis=-1).max(axis=-1) < SAFE)[..., None, None]
    highest = np.zeros((*logits.shape[:-2], 1, logits.shape[-1]))
    if wild.any():
        np.copyto(highest, logits.max(axis=-2, keepdims=True), where=wild)
        logits -= highest
    np.exp(logits, out=logits)
    return highest, logits.sum(axis=-2, keepdims=True)
