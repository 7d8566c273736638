"""What a learning rate costs to find: the default, one rate for all problems, a rate for each, k tries.

A task is a problem in one variant. It is *solvable* if some method, at its own best rate, succeeds from
at least half of the judged starts; an optimizer *does well* on it if its success rate is at most a tenth
below the highest one that any method has there at its best rate. A control is no method. Rates are
chosen on the first half of the starts, everything is judged on the second.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from math import lcm

import numpy as np
import pandas as pd

from descent_atlas.comparison.cube import Array, Cube, at_rates
from descent_atlas.comparison.intervals import wilson
from descent_atlas.comparison.times import expected_running_times, runs, success_rates, successes

SOLVABLE = 0.5
"""The least success rate of the best optimizer on a task that counts."""
WELL = 0.1
"""How far below that an optimizer may be and still do well."""
REGIMES = ("default", "one rate", "own best")
"""Whose rate: the published one, the best one for all problems together, the best for each."""
ROUNDING = 1e-9
REGIME_COLUMNS = [
    *("variant", "problem", "optimizer", "regime", "learning_rate", "edge", "runs", "successes"),
    *("success_rate", "success_low", "success_high", "ert", "solvable", "well"),
]


@dataclass(frozen=True)
class Rates:
    """The rates of each regime, and what success at them is judged by."""

    by_regime: dict[str, Array]
    """Indices of learning rates, shape (variants, problems, optimizers)"""
    edge: Array
    """Whether the best rate is the lowest or the highest of the grid, same shape"""
    best_success: Array
    """The highest judged success rate of any method at its best rate, shape (variants, problems)"""
    methods: Array
    """Which optimizers are methods and not controls, shape (optimizers,); yardsticks set no standard"""

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


def choose_rates(
    cube: Cube,
    best_rates: pd.DataFrame,
    defaults: dict[str, float],
    controls: Collection[str] = (),
) -> Rates:
    """Every regime's rates. ``cube`` holds ``hold``; ``best_rates`` is the table of that name.

    A default is rounded to the nearest rate of the grid. Where an optimizer has no runs its rate is any.
    """
    shape = cube["hold"].shape[:3]
    names = [cube.names[axis] for axis in ("variant", "problem", "optimizer")]
    order = pd.MultiIndex.from_product(names, names=["variant", "problem", "optimizer"])
    rows = best_rates.set_index(order.names).reindex(order)
    best = cube.rate_indices(rows["learning_rate"].to_numpy()).reshape(shape)
    methods = ~np.isin(names[2], list(controls))
    default = cube.rate_indices(np.array([defaults[name] for name in names[2]]))
    judged = success_rates(cube["hold"][..., cube.second])
    return Rates(
        by_regime={
            "default": np.broadcast_to(default, shape),
            "one rate": one_rate(cube["hold"][..., cube.first], best, methods),
            "own best": best,
        },
        edge=rows["edge"].fillna("").ne("").to_numpy().reshape(shape),
        best_success=_highest(_at(judged, best), methods),
        methods=methods,
    )


def _at(success: Array, chosen: Array) -> Array:
    """Success rates (..., rates) at the chosen rates (...)."""
    return np.take_along_axis(success, chosen[..., None], axis=-1)[..., 0]


def _highest(success: Array, methods: Array) -> Array:
    """The highest of the methods' success rates (variants, problems, optimizers), 0 without any."""
    best: Array = np.where(methods, np.nan_to_num(success), 0).max(axis=-1, initial=0)
    return best


def one_rate(times: Array, best: Array, methods: Array, others: bool = False) -> Array:
    """The rate that does well on most tasks of a variant, shape (variants, problems, optimizers).

    Among equals the one with the highest mean success, then the smallest. ``times`` (variants, problems,
    optimizers, rates, starts) are those of the starts on which rates are chosen, ``best`` holds the best
    rates. With ``others`` it is chosen, for each problem, on all the other problems; else the same for all.
    """
    success = success_rates(times)
    reference = Rates({}, np.array([]), _highest(_at(success, best), methods), methods)
    well, (share, whole) = reference.well(success).astype(np.int64), _whole_shares(times)
    for_all = [array.sum(axis=1, keepdims=True) - others * array for array in (well, share)]
    # One task done well outweighs any success, whose sum is at most ``whole`` on each problem.
    chosen = np.argmax(for_all[0] * (1 + whole * times.shape[1]) + for_all[1], axis=-1)
    return np.broadcast_to(chosen, best.shape)


def _whole_shares(times: Array) -> tuple[Array, int]:
    """Success rates as whole numbers, and what stands for 1: equal means are then equal to the last digit.

    That is the least common multiple of the numbers of starts. Where there is no run the share is 0.
    """
    count = np.maximum(runs(times), 1)
    whole = lcm(*np.unique(count).tolist())
    return successes(times).astype(np.int64) * (whole // count), whole


def regimes(cube: Cube, rates: Rates) -> pd.DataFrame:
    """A row for each variant, problem, optimizer and regime: the rate, and what it achieves.

    ``ert`` is the expected running time in iterations, empty where no run succeeds; ``solvable`` and
    ``well`` as above.
    """
    frames = []
    for regime, chosen in rates.by_regime.items():
        times = at_rates(cube["hold"], chosen)[..., cube.second]
        success = successes(times)
        frame = _long(cube, success.shape)
        frame["regime"] = regime
        frame["learning_rate"] = cube.rates[chosen].ravel()
        frame["edge"] = (rates.edge & (regime == "own best")).ravel()
        frame["runs"] = runs(times).ravel()
        frame["successes"] = success.ravel()
        ert = expected_running_times(times, cube.variant_budgets[:, None, None, None])
        frame["ert"] = np.where(np.isinf(ert), np.nan, ert).ravel()
        frame["solvable"] = np.broadcast_to(rates.solvable[..., None], success.shape).ravel()
        frame["well"] = rates.well(success_rates(times)).ravel()
        frames.append(frame[frame["runs"] > 0])
    table = pd.concat(frames, ignore_index=True)
    table["success_rate"] = table["successes"] / table["runs"]
    table["success_low"], table["success_high"] = wilson(
        table["successes"].to_numpy(), table["runs"].to_numpy()
    )
    return table[REGIME_COLUMNS]


def _long(cube: Cube, shape: tuple[int, ...]) -> pd.DataFrame:
    axes = ("variant", "problem", "optimizer")
    places = np.indices(shape)
    return pd.DataFrame(
        {
            axis: np.array(cube.names[axis], object)[place.ravel()]
            for axis, place in zip(axes, places, strict=True)
        }
    )
