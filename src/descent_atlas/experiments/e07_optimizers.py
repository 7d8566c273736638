"""E7: four optimizers down the Rosenbrock valley, at one rate for all and at one for each."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.experiments.descents import Descents, descend_rates
from descent_atlas.experiments.race import CHAOTIC, SOLVED, Run, race_facts
from descent_atlas.grid import learning_rates
from descent_atlas.optimizer import Optimizer
from descent_atlas.optimizers.adam import Adam
from descent_atlas.optimizers.gradient_descent import GradientDescent
from descent_atlas.optimizers.momentum import Momentum
from descent_atlas.optimizers.rmsprop import RMSprop
from descent_atlas.problem import Array
from descent_atlas.problems.rosenbrock import Rosenbrock
from descent_atlas.randomness import generator

START = (-0.5, 1.5)
LEARNING_RATE = 1e-3
BUDGETS = {"short": 100, "middle": 1_000, "long": 10_000}
OPTIMIZERS: dict[str, Optimizer] = {
    "gradient_descent": GradientDescent(),
    "momentum": Momentum(),
    "rmsprop": RMSprop(),
    "adam": Adam(),
}
LOWEST, HIGHEST, PER_DECADE = 1e-6, 10.0, 10
TUNING_RATES = learning_rates(LOWEST, HIGHEST, PER_DECADE)
SHAKES, SHAKE = 32, 1e-12
"""Each run again from so many starts, whose coordinates differ by at most this share."""
SEED = 7
DENSE, SPARSE = 100, 200
"""A path has each of the first DENSE iterates, then SPARSE of the rest, evenly on a log scale."""


def run() -> dict[str, Any]:
    """The tables and the facts, by their path under the results."""
    fixed = [fixed_run(name, budget) for budget in BUDGETS.values() for name in OPTIMIZERS]
    tuned = [tuned_run(name, budget) for budget in BUDGETS.values() for name in OPTIMIZERS]
    return {
        "tables/e07_optimizers.csv": table([*fixed, *tuned]),
        "tables/e07_paths.csv": pd.concat(map(path, [*fixed, *tuned]), ignore_index=True),
        "tables/e07_tuning.csv": pd.concat(map(tuning, tuned), ignore_index=True),
        "facts/e07.json": facts(fixed, tuned),
    }


def descend(
    name: str, rates: Array, budget: int, start: tuple[float, ...] | Array = START
) -> Descents:
    """One optimizer down the valley, at each of these rates."""
    return descend_rates(Rosenbrock(), OPTIMIZERS[name], start, rates, budget)


def shaken(name: str, rate: float, budget: int) -> Array:
    """Final losses from starts that differ in the last digits, shape (SHAKES,)."""
    shakes = generator(SEED, "e07", "shakes").uniform(-SHAKE, SHAKE, (SHAKES, len(START)))
    starts = np.array(START) * (1 + shakes)
    return descend(name, np.full(SHAKES, rate), budget, starts).final_losses


def fixed_run(name: str, budget: int) -> Run:
    """The descent at the rate that is the same for all."""
    descents = descend(name, np.array([LEARNING_RATE]), budget)
    return Run(name, False, budget, descents, shaken(name, LEARNING_RATE, budget))


def tuned_run(name: str, budget: int) -> Run:
    """The descent at the rate with the lowest final loss, from this start and with this budget."""
    search = descend(name, TUNING_RATES, budget)
    best = int(np.nanargmin(search.final_losses))
    rate = TUNING_RATES[best]
    tried = {
        "learning_rate": TUNING_RATES,
        "final_loss": search.final_losses,
        "ending": search.endings,
    }
    descents = descend(name, np.array([rate]), budget)
    return Run(name, True, budget, descents, shaken(name, rate, budget), pd.DataFrame(tried))


def table(runs: list[Run]) -> pd.DataFrame:
    """Where each run ended; no point and no loss for one that diverged."""
    frame = pd.DataFrame([_row(run) for run in runs])
    frame.loc[frame["final_loss"].isna(), ["x", "y"]] = np.nan
    return frame


def _row(run: Run) -> dict[str, Any]:
    x, y = run.descents.points[-1, 0]
    return {
        "optimizer": run.optimizer,
        "learning_rate": run.learning_rate,
        "tuned": run.tuned,
        "iterations": run.iterations,
        "x": x,
        "y": y,
        "final_loss": run.final_loss,
        "ending": run.descents.endings[0],
        "ended_at": run.descents.ended_at[0],
        "edge": run.edge,
        "chaotic": run.chaotic,
    }


def path(run: Run) -> pd.DataFrame:
    """The iterates, thinned where there are many."""
    spaced = np.rint(np.geomspace(DENSE, run.iterations, SPARSE)).astype(int)
    iterations = np.unique(np.concatenate([np.arange(DENSE + 1), spaced]))
    frame = run.descents.rows(0, iterations)
    for place, name in enumerate(["optimizer", "tuned", "iterations", "learning_rate"]):
        frame.insert(place, name, getattr(run, name))
    return frame


def tuning(run: Run) -> pd.DataFrame:
    """What each rate that was tried came to."""
    assert run.tuning is not None
    return run.tuning.assign(optimizer=run.optimizer, iterations=run.iterations)[
        ["optimizer", "iterations", "learning_rate", "final_loss", "ending"]
    ]


def facts(fixed: list[Run], tuned: list[Run]) -> dict[str, Any]:
    """Every number that the page quotes."""
    runs = [*fixed, *tuned]
    return valley_facts(tuned) | {
        "learning_rate": LEARNING_RATE,
        "budgets": BUDGETS,
        "titles": {name: optimizer.title for name, optimizer in OPTIMIZERS.items()},
        "hyperparameters": {name: vars(optimizer) for name, optimizer in OPTIMIZERS.items()},
        "tuning": {
            "lowest": LOWEST,
            "highest": HIGHEST,
            "per_decade": PER_DECADE,
            "rates": len(TUNING_RATES),
            "on_edge": sum(run.edge != "" for run in tuned),
        },
        "solved": SOLVED,
        "shakes": {
            "starts": SHAKES,
            "size": SHAKE,
            "factor": CHAOTIC,
            "descents": len(runs),
            "steady": sum(not run.chaotic for run in runs),
        },
        "fixed": races(fixed),
        "tuned": races(tuned),
    }


def valley_facts(tuned: list[Run]) -> dict[str, Any]:
    """What the landscape is like, and what that means for plain descent."""
    problem = Rosenbrock()
    initial, gradient = problem.value_and_gradient(np.array([START]))
    limit = float(2 / np.linalg.eigvalsh(problem.hessian(problem.minimisers)[0])[-1])
    stable = TUNING_RATES[limit > TUNING_RATES]
    (longest,) = (
        run
        for run in tuned
        if (run.optimizer, run.iterations) == ("gradient_descent", BUDGETS["long"])
    )
    return {
        "title": problem.title,
        "start": list(START),
        "initial_loss": float(initial[0]),
        "initial_slope": float(np.linalg.norm(gradient)),
        # Plain descent is stable at the minimum up to this rate.
        "stable_limit": limit,
        # Whether its rate for the longest run is the highest of those tried below that limit.
        "tuned_to_limit": bool(longest.learning_rate == stable.max()),
    }


def races(runs: list[Run]) -> dict[str, Any]:
    """The runs by the name of their budget, and who falls behind plain descent in the longest."""
    titles = {name: optimizer.title for name, optimizer in OPTIMIZERS.items()}
    by_budget = {
        name: race_facts([run for run in runs if run.iterations == budget], titles)
        for name, budget in BUDGETS.items()
    }
    behind, later = by_budget["middle"]["plain_beats"], by_budget["long"]["plain_beats"]
    return {**by_budget, "overtaken": [title for title in later if title not in behind]}
