"""Descents of an experiment: one start, a few learning rates, every iterate kept.

They run in the engine that the grid runs in, so a run ends here by the same rules as there.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from descent_atlas import endings, metrics
from descent_atlas.engine import descend
from descent_atlas.optimizer import Optimizer
from descent_atlas.outcomes import judge, landscape_of
from descent_atlas.problem import Array, Problem
from descent_atlas.runs import Descent, Runs
from descent_atlas.variants import Estimate


@dataclass(frozen=True)
class Descents:
    """What came of it, for each learning rate."""

    learning_rates: Array
    """(runs,)"""
    points: Array
    """(iterations + 1, runs, dimension); NaN after a run diverged"""
    losses: Array
    """(iterations + 1, runs), f at the points; NaN after a run diverged, inf where f overflowed"""
    endings: tuple[str, ...]
    ended_at: Array
    """(runs,), when a run diverged, or held the tightest target; else its last iteration"""

    @property
    def final_losses(self) -> Array:
        """(runs,), NaN for a run that diverged, even if it did so with its last step."""
        return np.where(self.left, np.nan, self.losses[-1])

    @property
    def left(self) -> Array:
        """(runs,), which have no final value."""
        return np.isin(self.endings, ["diverged", "escaped"])

    def rows(self, run: int, iterations: Array) -> pd.DataFrame:
        """iteration, x, y, loss of one run in the plane, where they are finite."""
        x, y = self.points[iterations, run].T
        loss = self.losses[iterations, run]
        frame = pd.DataFrame({"iteration": iterations, "x": x, "y": y, "loss": loss})
        return frame.mask(~np.isfinite(frame)).dropna()

    def facts(self, run: int) -> dict[str, Any]:
        """What prose can say of one run; one that left has no point and no final_loss."""
        points, losses = self.points[:, run], self.losses[:, run]
        fact = {
            "learning_rate": float(self.learning_rates[run]),
            "ending": self.endings[run],
            "ended_at": int(self.ended_at[run]),
            "first_step": float(np.linalg.norm(points[1] - points[0])),
            # Steps with which the loss rose.
            "rises": int(np.count_nonzero(losses[1:] > losses[:-1])),
        }
        if self.left[run]:
            return fact
        return fact | {
            "point": points[-1].tolist(),
            "final_loss": float(losses[-1]),
            "last_step": float(np.linalg.norm(points[-1] - points[-2])),
            # The most that a coordinate has moved.
            "reach": float(np.abs(points[-1] - points[0]).max()),
        }


def descend_rates(
    problem: Problem,
    optimizer: Optimizer,
    start: tuple[float, ...] | Array,
    learning_rates: Array,
    iterations: int,
) -> Descents:
    """Descend with each learning rate, shape (runs,), on the full gradient.

    ``start`` is one for all, shape (dimension,), or one for each, shape (runs, dimension).
    """
    count = len(learning_rates)
    runs = Runs(
        start=np.array(np.broadcast_to(start, (count, problem.dimension)), dtype=float),
        learning_rate=learning_rates[:, None],
        budget=np.full(count, iterations),
        traced=np.ones(count, bool),
    )
    every = np.arange(iterations + 1)
    descent = descend(optimizer, FullGradient(problem), runs, landscape_of(problem), every, every)
    with np.errstate(all="ignore"):
        losses = problem.value(descent.paths.reshape(-1, problem.dimension))
    names, ended_at = _endings(problem, runs, descent)
    return Descents(
        learning_rates, descent.paths, losses.reshape(len(every), count), names, ended_at
    )


class FullGradient:
    """The exact gradient of an objective, as the engine asks for it."""

    def __init__(self, problem: Problem) -> None:
        self.problem = problem

    def __call__(self, x: Array, iteration: int, evaluate: bool) -> Estimate:
        return self.problem.value_and_gradient(x)

    def value(self, x: Array) -> Array:
        """The objective, shape (runs,)."""
        return self.problem.value(x)

    def droppable(self, done: Array) -> Array:
        return done

    def keep(self, kept: Array) -> None:
        """Nothing here belongs to a run."""


def _endings(problem: Problem, runs: Runs, descent: Descent) -> tuple[tuple[str, ...], Array]:
    """How and when each run ended; the typical gradient norm is that at the start."""
    norms = np.linalg.norm(problem.value_and_gradient(runs.start)[1], axis=1)
    known = metrics.measure(descent.iterations, descent.gaps, noisy=False) | {
        "final": descent.final,
        "left_at": descent.left_at,
        "escaped": descent.escaped,
        "reversals": descent.reversals,
        "budget": runs.budget,
    }
    became = judge(problem, float(np.median(norms)), known)
    return tuple(endings.NAMES[ending] for ending in became["ending"]), became["ended_at"]
