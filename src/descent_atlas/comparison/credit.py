"""What a run earns: the area that its time adds under a curve on a logarithmic axis.

The share of runs that are done by a cost c, drawn over log c from c_low to c_high, has under it the area
(1 / log(c_high / c_low)) times the integral of the share over d log c. It is the mean over the runs of

    credit(c) = clip(log(c_high / c) / log(c_high / c_low), 0, 1),

which is 1 for a run that is done at the least cost, and 0 for one that never is. So an area is a mean of
credits, and its bootstrap a weighted mean. Credits are rounded to whole numbers of GRAINS, so that sums of
them are exact in any order.
"""

from __future__ import annotations

import numpy as np

from descent_atlas.comparison.contest import Contest, Subset
from descent_atlas.comparison.cube import Array
from descent_atlas.comparison.duels import ALL
from descent_atlas.comparison.times import ranked_rates
from descent_atlas.comparison.tuning import best_of

GRAINS = 2**24
TRIES = 5
"""The number of tries in the regime of the expected best of k."""
BEST_OF = f"best of {TRIES}"
MEASURES = ("data profile", "ecdf", "success")
TARGETS = tuple(f"hold_1e-{k}" for k in range(1, 9))
"""The targets of the empirical distribution of running times."""


def axis(contest: Contest, subset: Subset, measure: str) -> tuple[float, float]:
    """The ends of the logarithmic axis on which a subset's curve is drawn.

    For the data profile, in passes over the data: from the cheapest step to the dearest budget. For the
    ECDF, in iterations: from 1 to the largest budget. Tags share the axis of their variant.
    """
    names = contest.cube.names["variant"]
    own = [v for v, name in enumerate(names) if subset.variant in (ALL, name)]
    budgets = contest.cube.variant_budgets[own, None]
    if measure == "ecdf":
        return 1.0, float(budgets.max())
    cost = contest.step_cost[own]
    return float(np.nanmin(cost)), float(np.nanmax(cost * budgets))


def credits(contest: Contest, subset: Subset, measure: str, times: dict[str, Array]) -> Array:
    """The runs' credits in GRAINS; the same shape as each of ``times``, whose first axes are tasks.

    ``times`` holds a measure's columns, see ``columns_of``. Success has credit 1 for holding the target at
    any time. A run that is not there has none.
    """
    if measure == "success":
        return GRAINS * np.isfinite(times["hold"]).astype(float)
    low, high = np.log(axis(contest, subset, measure))
    total = np.zeros(next(iter(times.values())).shape)
    for array in times.values():
        step = contest.step_cost if measure == "data profile" else np.ones_like(contest.step_cost)
        with np.errstate(divide="ignore", invalid="ignore"):
            cost = np.log(array * step.reshape(*step.shape, *(1,) * (array.ndim - 2)))
        total += np.nan_to_num(np.clip((high - cost) / (high - low), 0, 1))
    return np.rint(GRAINS * total / len(times))


def columns_of(measure: str) -> tuple[str, ...]:
    """The columns of times that a measure is made from."""
    return TARGETS if measure == "ecdf" else ("hold",)


def by_regime(contest: Contest, subset: Subset, measure: str) -> dict[str, Array]:
    """Credits on the judged starts in each regime, (variants, problems, optimizers, starts).

    For the best of k they are expected ones: the mean over all choices of k rates of the grid, of which
    the best on the first half of the starts is taken; see ``tuning.best_of``.
    """
    columns, second = columns_of(measure), contest.cube.second
    found = {
        regime: credits(
            contest, subset, measure, {name: contest.times(name, regime) for name in columns}
        )
        for regime in contest.rates.by_regime
    }
    everywhere = {name: contest.cube[name][..., second] for name in columns}
    earned = credits(contest, subset, measure, everywhere)
    found[BEST_OF] = np.rint(best_of_tries(contest, earned, TRIES))
    return found


def best_of_tries(contest: Contest, earned: Array, k: int) -> Array:
    """The expected credit at the best of k rates; ``earned`` (..., rates, starts) -> (..., starts)."""
    cube = contest.cube
    budget = cube.variant_budgets[:, None, None, None, None]
    order = ranked_rates(cube["hold"][..., cube.first], budget)
    odds = best_of(min(k, len(cube.rates)), len(cube.rates))
    in_order = np.take_along_axis(earned, order[..., None], axis=-2)
    expected: Array = (in_order * odds[:, None]).sum(axis=-2)
    return expected
