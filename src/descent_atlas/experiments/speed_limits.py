"""What the learning rate decides: how soon a descent arrives, and up to where it is stable."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.experiments.descents import descend_rates
from descent_atlas.optimizers.gradient_descent import GradientDescent
from descent_atlas.problem import Array, Problem
from descent_atlas.problems.booth import Booth
from descent_atlas.problems.circular_bowl import CircularBowl
from descent_atlas.problems.elliptic_bowl import EllipticBowl
from descent_atlas.problems.matyas import Matyas

ARRIVED = 1e-3
"""A descent has arrived for good when its loss stays at or below this share of the initial one."""
BUDGET = 50_000
QUADRATICS = (CircularBowl, EllipticBowl, Booth, Matyas)
STEPS = 1000
"""Enough for a rate that is 0.1 % beyond the limit to be seen growing."""
ROUNDS, TRIED = 4, 33
"""The limit is closed in on so many times, each time with so many rates."""


def arrivals(problem: Problem, start: tuple[float, ...], rates: Array) -> pd.DataFrame:
    """One row for each rate: when plain descent arrives, and how often the loss rose on the way.

    ``iterations`` is the first after which the loss stays low, empty for a run that never does within
    BUDGET iterations; ``rises`` then counts to the end of the run.
    """
    descents = descend_rates(problem, GradientDescent(), start, rates, BUDGET)
    low = descents.losses <= ARRIVED * descents.losses[0]
    stays = np.logical_and.accumulate(low[::-1])[::-1]
    ever = stays.any(axis=0)
    iterations = np.where(ever, stays.argmax(axis=0), descents.ended_at)
    rose = np.diff(descents.losses, axis=0) > 0
    rises = [int(rose[:end, run].sum()) for run, end in enumerate(iterations)]
    return pd.DataFrame(
        {
            "learning_rate": rates,
            "iterations": pd.array(iterations, dtype="Int64").copy(),
            "rises": rises,
            "ending": descents.endings,
            "ended_at": descents.ended_at,
        }
    ).assign(iterations=lambda frame: frame["iterations"].where(pd.Series(ever)))


def stability() -> pd.DataFrame:
    """Each quadratic's largest stable rate, by trial, beside 2/lambda_max."""
    rows = []
    for problem in (kind() for kind in QUADRATICS):
        curvatures = np.linalg.eigvalsh(problem.hessian(problem.minimisers)[0])
        rows.append(
            {
                "problem": problem.title,
                "curvature": curvatures[-1],
                "limit": 2 / curvatures[-1],
                "largest_stable": largest_stable(problem),
            }
        )
    return pd.DataFrame(rows)


def largest_stable(problem: Problem) -> float:
    """The largest rate with which plain descent does not end higher than it began.

    Found by trial alone, without any derivative of second order: each round splits the interval
    between the last rate that is stable and the first that is not.
    """
    rates = np.geomspace(1e-6, 1e3, TRIED)
    for _ in range(ROUNDS):
        first = int(_grows(problem, rates).argmax())
        low, high = rates[first - 1], rates[first]
        rates = np.linspace(low, high, TRIED)
    return float(low)


def arrival_facts(arriving: pd.DataFrame, named: Mapping[str, float]) -> dict[str, Any]:
    """How long the ``named`` rates take, what the fastest does, and the last that overshoots."""
    arrived = arriving.dropna(subset="iterations").set_index("learning_rate")
    iterations = arrived["iterations"].astype(int)
    known = {name: rate for name, rate in named.items() if rate in arrived.index}
    rough = arrived.index[arrived["rises"] > 0]
    special = {"fastest": float(arrived.index[int(iterations.argmin())])}
    special |= {"rough": float(rough[-1])} if len(rough) else {}
    return {
        "share": ARRIVED,
        "budget": BUDGET,
        **{name: int(iterations[rate]) for name, rate in known.items()},
        **{
            name: {
                "learning_rate": rate,
                "iterations": int(iterations[rate]),
                "rises": int(arrived["rises"][rate]),
            }
            for name, rate in special.items()
        },
    }


def stability_facts(limits: pd.DataFrame) -> dict[str, Any]:
    """How far the measured limits are from the formula's, at most, as a share."""
    apart = (limits["largest_stable"] / limits["limit"] - 1).abs()
    return {"quadratics": len(limits), "furthest": float(apart.max())}


def _grows(problem: Problem, rates: Array) -> Array:
    """For each rate, whether a descent from an ordinary point ends higher than it began."""
    corner = problem.domain[:, 1] * (1 - 0.1 * np.arange(1, problem.dimension + 1))
    start = np.asfortranarray(np.tile(corner, (len(rates), 1)))
    x, optimizer = start, GradientDescent()
    with np.errstate(all="ignore"):
        for iteration in range(1, STEPS + 1):
            gradient = problem.value_and_gradient(x)[1]
            x, _ = optimizer.step(x, gradient, (), rates[:, None], iteration)
        grown: Array = ~(problem.value(x) <= problem.value(start))
    return grown
