"""E7: four optimizers down the Rosenbrock valley, at one rate for all and at one for each."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.experiments.descents import Descents, descend_rates
from descent_atlas.grid import learning_rates
from descent_atlas.optimizer import Optimizer
from descent_atlas.optimizers.adam import Adam
from descent_atlas.optimizers.gradient_descent import GradientDescent
from descent_atlas.optimizers.momentum import Momentum
from descent_atlas.optimizers.rmsprop import RMSprop
from descent_atlas.problem import Array
from descent_atlas.problems.rosenbrock import Rosenbrock

START = (-0.5, 1.5)
LEARNING_RATE = 1e-3
BUDGETS = (100, 1_000, 10_000)
OPTIMIZERS: dict[str, Optimizer] = {
    "gradient_descent": GradientDescent(),
    "momentum": Momentum(),
    "rmsprop": RMSprop(),
    "adam": Adam(),
}
LOWEST, HIGHEST, PER_DECADE = 1e-6, 10.0, 10
TUNING_RATES = learning_rates(LOWEST, HIGHEST, PER_DECADE)
SOLVED = 1e-20
"""Below this loss the iterate is the minimiser up to rounding, and lower is no longer better."""
DENSE, SPARSE = 100, 200
"""A path has each of the first DENSE iterates, then SPARSE of the rest, evenly on a log scale."""


@dataclass(frozen=True)
class Run:
    """One descent of the comparison."""

    optimizer: str
    tuned: bool
    iterations: int
    descents: Descents
    """With this one learning rate."""
    tuning: pd.DataFrame | None = None
    """learning_rate, final_loss, ending: the rates that it was chosen among"""
    edge: str = ""
    """"lowest" or "highest" where the chosen rate is the grid's first or last."""

    @property
    def learning_rate(self) -> float:
        return float(self.descents.learning_rates[0])


def run() -> dict[str, Any]:
    """The tables and the facts, by their path under the results."""
    fixed = [fixed_run(name, budget) for budget in BUDGETS for name in OPTIMIZERS]
    tuned = [tuned_run(name, budget) for budget in BUDGETS for name in OPTIMIZERS]
    return {
        "tables/e07_optimizers.csv": table([*fixed, *tuned]),
        "tables/e07_paths.csv": pd.concat(map(path, [*fixed, *tuned]), ignore_index=True),
        "tables/e07_tuning.csv": pd.concat(map(tuning, tuned), ignore_index=True),
        "facts/e07.json": facts(fixed, tuned),
    }


def descend(name: str, rates: Array, budget: int) -> Descents:
    return descend_rates(Rosenbrock(), OPTIMIZERS[name], START, rates, budget)


def fixed_run(name: str, budget: int) -> Run:
    """The descent at the rate that is the same for all."""
    return Run(name, False, budget, descend(name, np.array([LEARNING_RATE]), budget))


def tuned_run(name: str, budget: int) -> Run:
    """The descent at the rate with the lowest final loss, from this start and with this budget."""
    search = descend(name, TUNING_RATES, budget)
    best = int(np.nanargmin(search.final_losses))
    sweep = {
        "learning_rate": TUNING_RATES,
        "final_loss": search.final_losses,
        "ending": search.endings,
    }
    edge = {0: "lowest", len(TUNING_RATES) - 1: "highest"}.get(best, "")
    chosen = descend(name, TUNING_RATES[best : best + 1], budget)
    return Run(name, True, budget, chosen, pd.DataFrame(sweep), edge)


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
        "final_loss": run.descents.final_losses[0],
        "ending": run.descents.endings[0],
        "ended_at": run.descents.ended_at[0],
        "edge": run.edge,
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
    """What each rate on the grid came to."""
    assert run.tuning is not None
    return run.tuning.assign(optimizer=run.optimizer, iterations=run.iterations)[
        ["optimizer", "iterations", "learning_rate", "final_loss", "ending"]
    ]


def facts(fixed: list[Run], tuned: list[Run]) -> dict[str, Any]:
    """Every number that the page quotes."""
    problem = Rosenbrock()
    initial, gradient = problem.value_and_gradient(np.array([START]))
    return {
        "title": problem.title,
        "start": {"x": START[0], "y": START[1]},
        "initial_loss": float(initial[0]),
        "initial_slope": float(np.linalg.norm(gradient)),
        "learning_rate": LEARNING_RATE,
        "optimizers": len(OPTIMIZERS),
        "budgets": {"short": BUDGETS[0], "middle": BUDGETS[1], "long": BUDGETS[2]},
        "tuning": {
            "lowest": LOWEST,
            "highest": HIGHEST,
            "per_decade": PER_DECADE,
            "rates": len(TUNING_RATES),
            "edges": sum(run.edge != "" for run in tuned),
        },
        "solved": SOLVED,
        "hyperparameters": {name: vars(optimizer) for name, optimizer in OPTIMIZERS.items()},
        "fixed": {f"at_{budget}": _race(fixed, budget) for budget in BUDGETS},
        "tuned": {f"at_{budget}": _race(tuned, budget) for budget in BUDGETS},
    }


def _race(runs: list[Run], budget: int) -> dict[str, Any]:
    """The runs of one budget, and in which order their final losses come."""
    entered = [run for run in runs if run.iterations == budget]
    losses = {run.optimizer: float(run.descents.final_losses[0]) for run in entered}
    order = sorted(losses, key=lambda name: np.nan_to_num(losses[name], nan=np.inf))
    titles = [OPTIMIZERS[name].title for name in order]
    behind = order[order.index("gradient_descent") + 1 :]
    return {
        "order": titles,
        "best": titles[0],
        "worst": titles[-1],
        "plain_beats": [OPTIMIZERS[name].title for name in behind],
        "solved": [OPTIMIZERS[name].title for name in order if losses[name] < SOLVED],
        **{run.optimizer: _run_facts(run) for run in entered},
    }


def _run_facts(run: Run) -> dict[str, Any]:
    fact = run.descents.facts(0)
    if run.tuning is not None:
        fact |= {"edge": run.edge, **_sensitivity(run.tuning, run.learning_rate)}
    return fact


def _sensitivity(tuning: pd.DataFrame, rate: float) -> dict[str, Any]:
    """How much the chosen rate stands alone on the grid."""
    diverged = (tuning["ending"] == "diverged").to_numpy()
    chosen = int(np.flatnonzero(tuning["learning_rate"] == rate)[0])
    as_good = tuning["final_loss"] <= 10 * max(tuning["final_loss"].min(), SOLVED)
    return {
        # Whether the next rate up the grid diverges.
        "on_the_brink": bool(diverged[chosen + 1 : chosen + 2].any()),
        # Rates whose final loss is within a factor of ten of the chosen one's.
        "as_good": int(as_good.sum()),
        "diverged": int(diverged.sum()),
    }
