"""E6: one regression line, found with the full batch, with one sample and with 32 samples a step.

Everything is drawn from one legacy stream, in the order in which it is used: the data, then for
each variant its start and its shuffles.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.datasets.article_regression import INTERCEPT, SAMPLES, SEED, SLOPE, draw
from descent_atlas.experiments.gradient_noise import noise_facts
from descent_atlas.experiments.repeated_fits import repeat_facts, repeated
from descent_atlas.optimizers.gradient_descent import GradientDescent
from descent_atlas.problem import Array
from descent_atlas.problems.linear_regression import LinearRegression

LEARNING_RATE = 0.1
NEAR = 0.05
"""Close to the least-squares solution: this share above its loss."""
BULK = 0.9
"""The bulk of a descent: this share of the way from the initial loss to the lowest."""


@dataclass(frozen=True)
class Plan:
    """How a variant sees the samples."""

    batch_size: int
    epochs: int
    shuffled: bool
    record_every: int
    """The loss is recorded after an epoch's first batch, and after each so-many-th from there."""


PLANS = {
    "full_batch": Plan(SAMPLES, 50, shuffled=False, record_every=1),
    "stochastic": Plan(1, 10, shuffled=True, record_every=50),
    "mini_batch": Plan(32, 10, shuffled=True, record_every=10),
}
"""In the order in which they draw from the stream. An epoch of the full batch is one iteration."""
NOISY = ("stochastic", "mini_batch")


@dataclass(frozen=True)
class Fit:
    """One variant's descent."""

    start: Array
    """(2,), intercept and slope"""
    theta: Array
    """(2,), after the last update"""
    history: pd.DataFrame
    """update (from 1), gradient_samples, loss: the recorded losses"""


def run() -> dict[str, Any]:
    """The tables and the facts, by their path under the results."""
    stream = np.random.RandomState(SEED)
    problem = LinearRegression.from_data(draw(stream))
    fits = {name: descend(problem, plan, stream) for name, plan in PLANS.items()}
    histories = [fit.history.assign(variant=name) for name, fit in fits.items()]
    history = pd.concat(histories, ignore_index=True)
    repeats = pd.concat(
        [
            repeated(problem, name, plan.batch_size, plan.epochs, LEARNING_RATE, BULK)
            for name, plan in PLANS.items()
        ],
        ignore_index=True,
    )
    return {
        "tables/e06_variants.csv": variants(problem, fits),
        "tables/e06_history.csv": history[["variant", "update", "gradient_samples", "loss"]],
        "tables/e06_samples.csv": pd.DataFrame({"x": problem.features[:, 0], "y": problem.labels}),
        "tables/e06_repeats.csv": repeats,
        "facts/e06.json": facts(problem, fits) | {"repeats": repeat_facts(repeats)},
    }


def descend(problem: LinearRegression, plan: Plan, stream: np.random.RandomState) -> Fit:
    """Descend from a start drawn from the stream, going on with it for the shuffles."""
    optimizer = GradientDescent()
    rate = np.array([[LEARNING_RATE]])
    start = stream.randn(2)
    theta, rows, update, seen = start[None, :], [], 0, 0
    for _ in range(plan.epochs):
        order = stream.permutation(SAMPLES) if plan.shuffled else np.arange(SAMPLES)
        for number, first in enumerate(range(0, SAMPLES, plan.batch_size)):
            batch = order[None, first : first + plan.batch_size]
            gradient = problem.batch_gradient(theta[None, :], batch)[0]
            update, seen = update + 1, seen + batch.size
            theta, _ = optimizer.step(theta, gradient, (), rate, update)
            if number % plan.record_every == 0:
                rows.append((update, seen, float(problem.value(theta)[0])))
    return Fit(start, theta[0], pd.DataFrame(rows, columns=["update", "gradient_samples", "loss"]))


def variants(problem: LinearRegression, fits: dict[str, Fit]) -> pd.DataFrame:
    """Where each variant ended, beside the best line and the line that made the data."""
    lines = {name: fit.theta for name, fit in fits.items()}
    lines |= {
        "least squares": problem.minimisers[0],
        "generating": np.array([INTERCEPT, SLOPE], dtype=float),
    }
    theta = np.array(list(lines.values()))
    recorded = [len(fit.history) for fit in fits.values()]
    return pd.DataFrame(
        {
            "variant": list(lines),
            "theta0": theta[:, 0],
            "theta1": theta[:, 1],
            "final_loss": problem.value(theta),
            "recorded": pd.array([*recorded, None, None], dtype="Int64"),
        }
    )


def facts(problem: LinearRegression, fits: dict[str, Fit]) -> dict[str, Any]:
    """Every number that the page quotes."""
    eigenvalues = np.linalg.eigvalsh(problem.hessian(problem.minimisers)[0])
    runs = {name: _fit_facts(problem, PLANS[name], fit) for name, fit in fits.items()}
    came_close = [name for name in runs if runs[name]["near_after"] >= 0]
    return {
        "samples": SAMPLES,
        "seed": SEED,
        "learning_rate": LEARNING_RATE,
        "near": NEAR,
        "bulk": BULK,
        "stable_limit": float(2 / eigenvalues[-1]),
        "condition": float(eigenvalues[-1] / eigenvalues[0]),
        "generating": [INTERCEPT, SLOPE],
        "calmest": min(runs, key=lambda name: runs[name]["wobble"]),
        "wildest": max(runs, key=lambda name: runs[name]["wobble"]),
        # The first to come close to the best loss, in gradient samples; empty if none did.
        "cheapest": min(came_close, key=lambda name: runs[name]["near_after"], default=""),
        "noise": noise_facts(problem, *(PLANS[name].batch_size for name in NOISY)),
        "floor_ratio": runs["stochastic"]["floor"] / runs["mini_batch"]["floor"],
        **runs,
    }


def _fit_facts(problem: LinearRegression, plan: Plan, fit: Fit) -> dict[str, Any]:
    losses = fit.history["loss"].to_numpy()
    near = losses <= (1 + NEAR) * problem.minimum
    first = int(near.argmax())
    initial = float(problem.value(fit.start[None, :])[0])
    bulk = losses <= initial - BULK * (initial - problem.minimum)
    final = float(problem.value(fit.theta[None, :])[0])
    return {
        "batch_size": plan.batch_size,
        "epochs": plan.epochs,
        "last_batch": SAMPLES - (SAMPLES - 1) // plan.batch_size * plan.batch_size,
        "record_every": plan.record_every,
        "recorded": len(losses),
        "updates": plan.epochs * -(-SAMPLES // plan.batch_size),
        "gradient_samples": plan.epochs * SAMPLES,
        "start": fit.start.tolist(),
        "initial_loss": initial,
        "final_loss": final,
        "excess": final / problem.minimum - 1,
        "rises": int(np.count_nonzero(np.diff([initial, *losses]) > 0)),
        # Gradient samples until the first recorded loss that is close to the best; -1 for never.
        "near_after": int(fit.history["gradient_samples"][first]) if near.any() else -1,
        # Whether every recorded loss from there on is as close.
        "stays_near": bool(near.any() and near[first:].all()),
        # Updates until the first recorded loss with the bulk of the way behind it; -1 for never.
        "bulk_after": int(fit.history["update"][bulk.argmax()]) if bulk.any() else -1,
        **_late_facts(losses[len(losses) // 2 :] / problem.minimum),
    }


def _late_facts(ratios: Array) -> dict[str, float]:
    """Of losses over the lowest: how far above it, and how much they change from one to the next."""
    return {
        "floor": float(np.median(ratios) - 1),
        "worst": float(ratios.max() - 1),
        "wobble": float(np.abs(np.diff(ratios)).mean()),
    }
