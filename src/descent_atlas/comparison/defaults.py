"""What a learning rate costs to find: the default, one rate for all problems, a rate for each, k tries.

A task is a problem in one variant. It is *solvable* if some optimizer, at its own best rate, succeeds from
at least half of the judged starts; an optimizer *does well* on it if its success rate is at most a tenth
below the highest one that any optimizer has there at its best rate. Rates are chosen on the first half of
the starts, everything is judged on the second.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from descent_atlas.comparison.cube import Array, Cube, at_rates
from descent_atlas.comparison.intervals import wilson

SOLVABLE = 0.5
"""The least success rate of the best optimizer on a task that counts."""
WELL = 0.1
"""How far below that an optimizer may be and still do well."""
REGIMES = ("default", "one rate", "own best")
"""Whose rate: the published one, the best one for all problems together, the best for each."""
ROUNDING = 1e-9


@dataclass(frozen=True)
class Rates:
    """The rates of each regime, and what success at them is judged by."""

    by_regime: dict[str, Array]
    """Indices of learning rates, shape (variants, problems, optimizers)"""
    edge: Array
    """Whether the best rate is the lowest or the highest of the grid, same shape"""
    best_success: Array
    """The highest judged success rate of any optimizer at its best rate, shape (variants, problems)"""

    @property
    def solvable(self) -> Array:
        """Which tasks count, shape (variants, problems)."""
        return self.best_success >= SOLVABLE

    def well(self, success: Array) -> Array:
        """Whether judged success rates (variants, problems, ...) are as good as one could wish.

        False on a task that nobody solves.
        """
        more = (1,) * (success.ndim - 2)
        best = self.best_success.reshape(*self.best_success.shape, *more)
        return (best >= SOLVABLE) & (success >= best - WELL - ROUNDING)


def success_rates(times: Array) -> Array:
    """The share of starts (the last axis) that ever succeed."""
    return (~np.isnan(times)).mean(axis=-1)


def choose_rates(cube: Cube, best_rates: pd.DataFrame, defaults: dict[str, float]) -> Rates:
    """Every regime's rates. ``cube`` holds ``hold``; ``best_rates`` is the table of that name.

    A default is rounded to the nearest rate of the grid.
    """
    shape = cube["hold"].shape[:3]
    names = [cube.names[axis] for axis in ("variant", "problem", "optimizer")]
    order = pd.MultiIndex.from_product(names, names=["variant", "problem", "optimizer"])
    rows = best_rates.set_index(order.names).loc[order]
    best = cube.rate_indices(rows["learning_rate"].to_numpy()).reshape(shape)
    default = cube.rate_indices(np.array([defaults[name] for name in names[2]]))
    judged, chosen_on = (
        success_rates(cube["hold"][..., half]) for half in (cube.second, cube.first)
    )
    return Rates(
        by_regime={
            "default": np.broadcast_to(default, shape),
            "one rate": np.broadcast_to(_one_rate(chosen_on, best)[:, None], shape),
            "own best": best,
        },
        edge=rows["edge"].fillna("").ne("").to_numpy().reshape(shape),
        best_success=_at(judged, best).max(axis=-1),
    )


def _at(success: Array, chosen: Array) -> Array:
    """Success rates (..., rates) at the chosen rates (...)."""
    return np.take_along_axis(success, chosen[..., None], axis=-1)[..., 0]


def _one_rate(success: Array, best: Array) -> Array:
    """The rate that does well on most tasks of a variant, shape (variants, optimizers).

    Among equals the one with the highest mean success, then the smallest.
    """
    reference = Rates({}, np.array([]), _at(success, best).max(axis=-1))
    done_well = reference.well(success).sum(axis=1)
    mean = success.sum(axis=1) / max(1, success.shape[1])
    return np.argmax(done_well + 0.5 * mean, axis=-1)


def regimes(cube: Cube, rates: Rates) -> pd.DataFrame:
    """A row for each variant, problem, optimizer and regime: the rate, and what it achieves.

    ``ert`` is the expected running time in iterations, empty where no run succeeds; ``solvable`` and
    ``well`` as above.
    """
    frames = []
    for regime, chosen in rates.by_regime.items():
        times = at_rates(cube["hold"], chosen)[..., cube.second]
        successes = (~np.isnan(times)).sum(axis=-1)
        frame = _long(cube, successes.shape)
        frame["regime"] = regime
        frame["learning_rate"] = cube.rates[chosen].ravel()
        frame["edge"] = (rates.edge & (regime == "own best")).ravel()
        frame["runs"] = times.shape[-1]
        frame["successes"] = successes.ravel()
        frame["success_rate"] = frame["successes"] / frame["runs"]
        frame["success_low"], frame["success_high"] = wilson(
            frame["successes"].to_numpy(), frame["runs"].to_numpy()
        )
        cost = np.where(np.isnan(times), cube.variant_budgets[:, None, None, None], times)
        with np.errstate(divide="ignore"):
            ert = cost.sum(axis=-1) / successes
        frame["ert"] = np.where(np.isinf(ert), np.nan, ert).ravel()
        frame["solvable"] = np.broadcast_to(rates.solvable[..., None], successes.shape).ravel()
        frame["well"] = rates.well(successes / times.shape[-1]).ravel()
        frames.append(frame)
    return pd.concat(frames, ignore_index=True)


def _long(cube: Cube, shape: tuple[int, ...]) -> pd.DataFrame:
    axes = ("variant", "problem", "optimizer")
    places = np.indices(shape)
    return pd.DataFrame(
        {
            axis: np.array(cube.names[axis], object)[place.ravel()]
            for axis, place in zip(axes, places, strict=True)
        }
    )
