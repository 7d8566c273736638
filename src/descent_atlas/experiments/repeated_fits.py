"""E6 again and again: the same line fitted from many random starts with many shuffles, side by side."""

from __future__ import annotations

import numpy as np
import pandas as pd

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

    ``bulk_after`` counts the gradient samples until the loss has covered the share ``bulk`` of the
    way from the initial loss to the lowest, empty if it never does. The second half of the run gives
    ``floor``, the median height of its losses over the lowest, in lowest losses, and ``rising``, the
    share of its steps that raise the loss. All are looked at after every step.
    """
    losses, samples = _losses(problem, name, batch_size, epochs, learning_rate)
    covered = losses <= losses[0] - bulk * (losses[0] - problem.minimum)
    late = losses[len(losses) // 2 :]
    return pd.DataFrame(
        {
            "variant": name,
            "repeat": np.arange(REPEATS),
            "step_samples": batch_size,
            "bulk_after": pd.Series(samples[covered.argmax(axis=0)], dtype="Int64").where(
                covered.any(axis=0)
            ),
            "floor": np.median(late, axis=0) / problem.minimum - 1,
            "rising": (np.diff(late, axis=0) > 0).mean(axis=0),
        }
    )


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
