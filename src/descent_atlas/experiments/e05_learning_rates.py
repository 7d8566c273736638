"""E5: plain descent down the Rosenbrock valley with a small, a middle and a large learning rate."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.experiments.descents import Descents, descend_rates
from descent_atlas.experiments.landscapes import over
from descent_atlas.experiments.speed_limits import (
    arrival_facts,
    arrivals,
    stability,
    stability_facts,
)
from descent_atlas.grid import learning_rates
from descent_atlas.optimizers.gradient_descent import GradientDescent
from descent_atlas.problem import Array, Problem
from descent_atlas.problems.rosenbrock import Rosenbrock

START = (-0.5, 1.5)
ITERATIONS, RECORD_EVERY = 100, 20
LEARNING_RATES = {"small": 1e-4, "middle": 1e-3, "large": 1e-2}
WINDOW = np.array([[-2.0, 2.0], [-1.0, 3.0]])
"""The plot: x and y, low and high."""
RESOLUTION = 401
BETWEEN = learning_rates(1e-4, 1e-2, 20)
"""The same descent at rates from the smallest to the largest."""
ARRIVING = learning_rates(1e-4, 1e-2, 8)
"""Rates with which it goes on until it arrives."""
FLOOR = 0.1
"""On the floor of the valley: its walls make up no more than this share of the loss."""


def run() -> dict[str, Any]:
    """The tables, the landscape and the facts, by their path under the results."""
    problem = Rosenbrock()
    rates = np.array(list(LEARNING_RATES.values()))
    descents = descend_rates(problem, GradientDescent(), START, rates, ITERATIONS)
    between = descend_rates(problem, GradientDescent(), START, BETWEEN, ITERATIONS)
    arriving, limits = arrivals(problem, START, ARRIVING), stability()
    return {
        "tables/e05_learning_rates.csv": record(descents),
        "tables/e05_paths.csv": paths(descents),
        "tables/e05_summary.csv": summary(descents),
        "tables/e05_between.csv": summary(between),
        "tables/e05_arrivals.csv": arriving,
        "tables/e05_stability.csv": limits,
        "experiments/rosenbrock_landscape.npz": landscape(problem),
        "facts/e05.json": facts(problem, descents, between)
        | {
            "arrivals": arrival_facts(arriving, LEARNING_RATES),
            "stability": stability_facts(limits),
        },
    }


def record(descents: Descents) -> pd.DataFrame:
    """The iterate and its loss every RECORD_EVERY iterations; nothing once a run has diverged."""
    iterations = np.arange(0, ITERATIONS + 1, RECORD_EVERY)
    parts = []
    for run, rate in enumerate(descents.learning_rates):
        before = iterations < descents.ended_at[run] if descents.left[run] else iterations >= 0
        known = descents.rows(run, iterations[before]).set_index("iteration")
        part = known.reindex(pd.Index(iterations, name="iteration")).reset_index()
        parts.append(part.assign(learning_rate=rate, ending=descents.endings[run]))
    columns = ["learning_rate", "iteration", "x", "y", "loss", "ending"]
    return pd.concat(parts, ignore_index=True)[columns]


def paths(descents: Descents) -> pd.DataFrame:
    """Every iterate; of a run that diverged, those up to where it did."""
    parts = [
        descents.rows(run, np.arange(ITERATIONS + 1)).assign(learning_rate=rate)
        for run, rate in enumerate(descents.learning_rates)
    ]
    columns = ["learning_rate", "iteration", "x", "y", "loss"]
    return pd.concat(parts, ignore_index=True)[columns]


def summary(descents: Descents) -> pd.DataFrame:
    """How each run ended."""
    return pd.DataFrame(
        {
            "learning_rate": descents.learning_rates,
            "ending": descents.endings,
            "ended_at": descents.ended_at,
            "final_loss": descents.final_losses,
            "rises": rises(descents),
        }
    )


def rises(descents: Descents) -> list[int]:
    """The steps of each run that raised the loss."""
    return [int(count) for count in (np.diff(descents.losses, axis=0) > 0).sum(axis=0)]


def landscape(problem: Problem) -> dict[str, Any]:
    """f over the plot, rows are y."""
    axes = [np.linspace(low, high, RESOLUTION) for low, high in WINDOW]
    return {
        "axis_x": axes[0],
        "axis_y": axes[1],
        "values": over(problem, axes),
        "minimum": problem.minimum,
        "minimisers": problem.minimisers,
    }


def facts(problem: Problem, descents: Descents, between: Descents) -> dict[str, Any]:
    """Every number that the page quotes."""
    small, middle = descents.losses[:, 0], descents.losses[:, 1]
    limits = _limits(problem, descents)
    return {
        "title": problem.title,
        "start": list(START),
        "minimiser": problem.minimisers[0].tolist(),
        "iterations": ITERATIONS,
        "record_every": RECORD_EVERY,
        "initial_loss": float(small[0]),
        **{name: _run_facts(descents, i) for i, name in enumerate(LEARNING_RATES)},
        # The first iteration at which the middle rate is where the small one ends; -1 for never.
        "catch_up": _first(middle <= small[-1]),
        "limits": limits,
        "large_overflows_at": overflows_at(problem, LEARNING_RATES["large"]),
        "between": between_facts(between, limits["minimum"]),
    }


def between_facts(between: Descents, limit: float) -> dict[str, Any]:
    """The best of many rates, and the last before the first that diverges, 0 if there is none."""
    best = int(np.nanargmin(between.final_losses))
    safe = _first(between.left) - 1
    largest_safe = float(BETWEEN[safe]) if safe >= 0 else 0.0
    return {
        "rates": len(BETWEEN),
        "best": _run_facts(between, best),
        "best_over_limit": float(BETWEEN[best] / limit),
        "largest_safe": largest_safe,
        "safe_over_best": float(largest_safe / BETWEEN[best]),
    }


def overflows_at(problem: Problem, rate: float) -> int:
    """The first iteration whose loss is no finite number, if one just goes on; -1 for never."""
    x, optimizer, learning_rate = np.array([START]), GradientDescent(), np.array([[rate]])
    with np.errstate(all="ignore"):
        for iteration in range(ITERATIONS + 1):
            value, gradient = problem.value_and_gradient(x)
            if not np.isfinite(value[0]):
                return iteration
            x, _ = optimizer.step(x, gradient, (), learning_rate, iteration + 1)
    return -1


def _run_facts(descents: Descents, run: int) -> dict[str, Any]:
    points, losses = descents.points[:, run], descents.losses[:, run]
    outside = np.any((points < WINDOW[:, 0]) | (points > WINDOW[:, 1]), axis=1)
    height = points[:, 1] - points[:, 0] ** 2
    steps = np.linalg.norm(np.diff(points[:3], axis=0), axis=1)
    return descents.facts(run) | {
        "diverged": descents.endings[run] == "diverged",
        # The first iteration at which the run is outside the plot; -1 for never.
        "left_plot_at": _first(outside),
        # Whether the first step ends on the opposite wall, higher up, and the second is longer.
        "thrown": bool(height[1] * height[0] < 0 and losses[1] > losses[0] and steps[1] > steps[0]),
        # Whether it ends where the valley's walls hardly count.
        "on_floor": bool(100 * height[-1] ** 2 <= FLOOR * losses[-1]),
    }


def _limits(problem: Problem, descents: Descents) -> dict[str, float]:
    """2/lambda_max, the largest stable rate by the local curvature, at three places.

    ``condition`` is lambda_max/lambda_min at the minimum.
    """
    places = {"start": START, "valley": descents.points[-1, 1], "minimum": problem.minimisers[0]}
    curvatures = np.linalg.eigvalsh(problem.hessian(np.array(list(places.values()))))
    limits = dict(zip(places, (2 / curvatures[:, -1]).tolist(), strict=True))
    return limits | {"condition": float(curvatures[-1, -1] / curvatures[-1, 0])}


def _first(condition: Array) -> int:
    return int(np.argmax(condition)) if condition.any() else -1
