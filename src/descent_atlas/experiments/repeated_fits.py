"""E6 again and again: the same line fitted from many random starts with many shuffles, side by side."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from descent_atlas import crossings
from descent_atlas.optimizers.gradient_descent import GradientDescent
from descent_atlas.problem import Array
from descent_atlas.problems.linear_regression import LinearRegression
from descent_atlas.randomness import generator

REPEATS = 200


def repeated(
    problem: LinearRegression,
    name: str,
    batch_size: int,
    epochs: int,
    learning_rate: float,
    bulk: float,
) -> pd.DataFrame:
    """One row for each repeat of a variant.

    ``bulk_after`` counts the gradient samples after which the share ``bulk`` of the way from the initial
    loss to the lowest is covered for good, empty if it never is (see ``held_from``). The second half of the
    run gives ``floor``, the median height of its losses over the lowest, in lowest losses, and
    ``rising``, the share of its steps that raise the loss. All are looked at after every step.
    """
    losses, samples = _losses(problem, name, batch_size, epochs, learning_rate)
    level = losses[0] - bulk * (losses[0] - problem.minimum)
    covered = held_from(losses, level, noisy=batch_size < problem.sample_count)
    late = losses[len(losses) // 2 :]
    return pd.DataFrame(
        {
            "variant": name,
            "repeat": np.arange(REPEATS),
            "step_samples": batch_size,
            "bulk_after": pd.Series(np.append(samples, -1)[covered], dtype="Int64").where(
                covered < len(losses)
            ),
            "floor": np.median(late, axis=0) / problem.minimum - 1,
            "rising": (np.diff(late, axis=0) > 0).mean(axis=0),
        }
    )


def held_from(losses: Array, level: Array, noisy: bool) -> Array:
    """The first step from which each run holds its ``level``, shape (runs,); len(losses) for never.

    By the project's rule for holding a target (``crossings``): a run stays at or below it, or, where the
    gradients are noisy, in nearly all of the steps that remain, of which there must be enough.
    """
    highest = crossings.extremes(losses)[1]
    if not noisy:
        return crossings.first_staying_below(losses, highest, level[None])[0]
    hits = crossings.first_at_or_below(losses, crossings.extremes(losses)[0], level[None])
    return crossings.first_mostly_below(losses, level[None], hits)[0]


def repeat_facts(repeats: pd.DataFrame) -> dict[str, Any]:
    """Medians over the repeats, for each variant."""
    medians = repeats.groupby("variant")[["bulk_after", "floor", "rising"]].median()
    return {"count": REPEATS} | {
        str(name): {str(key): float(value) for key, value in row.dropna().items()}
        for name, row in medians.astype(float).iterrows()
    }


def _losses(
    problem: LinearRegression, name: str, batch_size: int, epochs: int, learning_rate: float
) -> tuple[Array, Array]:
    """The loss after every step, shape (steps + 1, REPEATS), and the gradient samples so far."""
    stream = generator("e06", "repeats", name)
    theta = stream.standard_normal((REPEATS, 2))
    rate, optimizer = np.array([[learning_rate]]), GradientDescent()
    losses, samples, step = [problem.value(theta)], [0], 0
    for _ in range(epochs):
        order = np.tile(np.arange(problem.sample_count), (REPEATS, 1))
        if batch_size < problem.sample_count:
            order = stream.permuted(order, axis=1)
        for first in range(0, problem.sample_count, batch_size):
            batch = order[:, first : first + batch_size]
            gradient = problem.batch_gradient(theta[:, None, :], batch)[:, 0]
            step += 1
            theta, _ = optimizer.step(theta, gradient, (), rate, step)
            losses.append(problem.value(theta))
            samples.append(samples[-1] + batch.shape[1])
    return np.array(losses), np.array(samples)
