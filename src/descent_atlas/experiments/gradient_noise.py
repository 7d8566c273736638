"""How noisy the gradients of batches are where that of all samples is zero (E6)."""

from __future__ import annotations

import numpy as np

from descent_atlas.datasets.article_regression import SEED
from descent_atlas.problems.linear_regression import LinearRegression
from descent_atlas.randomness import generator

DRAWS = 10_000
"""Batches that are drawn of each size."""


def noise_facts(problem: LinearRegression, single: int, batch: int) -> dict[str, float]:
    """How much noisier the gradient of ``single`` samples is at the best line than that of a ``batch``."""
    count = problem.sample_count
    formula = np.sqrt(batch / single * (count - single) / (count - batch))
    return {
        "draws": DRAWS,
        "drawn_ratio": drawn_noise(problem, single) / drawn_noise(problem, batch),
        "formula_ratio": float(formula),
        "formula_ratio_squared": float(formula**2),
    }


def drawn_noise(problem: LinearRegression, batch_size: int) -> float:
    """Root mean square length of drawn batches' gradients where that of all samples is zero."""
    stream = generator(SEED, "e06", "noise", batch_size)
    batches = np.stack(
        [
            stream.choice(problem.sample_count, batch_size, replace=False, shuffle=False)
            for _ in range(DRAWS)
        ]
    )
    best = np.broadcast_to(problem.minimisers[0], (DRAWS, 1, 2))
    gradients = problem.batch_gradient(best, batches)
    return float(np.sqrt((gradients**2).sum(axis=-1).mean()))
