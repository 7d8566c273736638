"""Runs that are compared with each other: what one is, and what prose can say of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.experiments.descents import Descents
from descent_atlas.problem import Array

SOLVED = 1e-20
"""Below this loss the iterate is the minimiser up to rounding, and lower is no longer better."""
CHAOTIC = 2.0
"""Losses further apart than this factor, from starts that are all but equal."""


@dataclass(frozen=True)
class Run:
    """One descent of the comparison."""

    optimizer: str
    tuned: bool
    iterations: int
    descents: Descents
    """With this one learning rate."""
    shaken: Array
    """Final losses from starts that differ from the real one in the last digits; NaN if diverged"""
    tuning: pd.DataFrame | None = None
    """learning_rate, final_loss, ending: the rates that its own was chosen among"""

    @property
    def learning_rate(self) -> float:
        return float(self.descents.learning_rates[0])

    @property
    def final_loss(self) -> float:
        return float(self.descents.final_losses[0])

    @property
    def edge(self) -> str:
        """ "lowest" or "highest" where the chosen rate is the first or last of those tried."""
        if self.tuning is None:
            return ""
        rates = self.tuning["learning_rate"]
        ends = {rates.iloc[0]: "lowest", rates.iloc[-1]: "highest"}
        return ends.get(self.learning_rate, "")

    @property
    def chaotic(self) -> bool:
        """Whether the last digits of the start decide where the run ends."""
        diverged = np.isnan(self.shaken)
        if diverged.all():
            return False
        spread = np.nanmax(self.shaken) / max(np.nanmin(self.shaken), SOLVED)
        return bool(diverged.any() or spread > CHAOTIC)


def race_facts(runs: list[Run], titles: Mapping[str, str]) -> dict[str, Any]:
    """Runs of one budget, by optimizer, and the order of their final losses, the lowest first."""
    losses = {run.optimizer: np.nan_to_num(run.final_loss, nan=np.inf) for run in runs}
    order = sorted(losses, key=losses.__getitem__)
    facts = {run.optimizer: run_facts(run) for run in runs}
    behind = order[order.index("gradient_descent") + 1 :]
    return {
        "order": [titles[name] for name in order],
        "plain_beats": [titles[name] for name in behind],
        "solved": [titles[name] for name in order if losses[name] < SOLVED],
        "chaotic": [titles[run.optimizer] for run in runs if run.chaotic],
        # Whose next higher rate diverges.
        "on_the_brink": [titles[name] for name in order if facts[name].get("on_the_brink")],
        **facts,
    }


def run_facts(run: Run) -> dict[str, Any]:
    """How a run went, how it would have gone by chance, and how it was tuned."""
    fact = run.descents.facts(0) | {"chaotic": run.chaotic, "edge": run.edge}
    if not np.isnan(run.shaken).all():
        fact["shaken"] = {
            "low": float(np.nanmin(run.shaken)),
            "high": float(np.nanmax(run.shaken)),
            "diverged": int(np.isnan(run.shaken).sum()),
        }
    return fact if run.tuning is None else fact | _sensitivity(run.tuning, run.learning_rate)


def _sensitivity(tuning: pd.DataFrame, rate: float) -> dict[str, Any]:
    """How much the chosen rate stands alone among those tried."""
    diverged = (tuning["ending"] == "diverged").to_numpy()
    chosen = int(np.flatnonzero(tuning["learning_rate"] == rate)[0])
    return {
        # Whether the next higher rate diverges.
        "on_the_brink": bool(diverged[chosen + 1 : chosen + 2].any()),
        "diverging_rates": int(diverged.sum()),
    }
