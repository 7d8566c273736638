"""What a run earns: the area that its time adds under its task's curve on a logarithmic axis.

The share of a task's runs that are done by a cost c, drawn over log c from the cost c_p of the task's own
single step to its own budget B_p, has under it the area (1 / log(B_p / c_p)) times the integral of the share
over d log c. It is the mean over the runs of

    credit(c) = clip(log(B_p / c) / log(B_p / c_p), 0, 1),

which is 1 for a run that is done with the first step, and 0 for one that never is. So an area is a mean of
credits, and its bootstrap a weighted mean. A budget is T steps of the same cost, so after t of them
credit = log(T / t) / log(T), in passes over the data as in iterations. Credits are rounded to whole numbers
of GRAINS, so that sums of them are exact in any order.

Each task has an axis of its own because one for all would be set by its extremes: where a step costs a
quarter of a pass on one task and 1/1000 on another, nobody could earn more than a part of it on the first,
and nothing that a run does could cost it more than a part on the second. The area would be close to the share
of successes. The definition is this atlas's own.
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
    """The ends of the logarithmic axis on which a subset's curve is drawn; credits do not depend on it.

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


def credits(contest: Contest, measure: str, times: dict[str, Array]) -> Array:
    """The runs' credits in GRAINS; the same shape as each of ``times``, (variants, problems, ...).

    ``times`` holds a measure's columns in iterations, see ``columns_of``; of several the mean counts. Success
    has credit 1 for holding the target at any time. A run that is not there has none.
    """
    if measure == "success":
        return GRAINS * np.isfinite(times["hold"]).astype(float)
    shape = next(iter(times.values())).shape
    total, width = np.zeros(shape), np.log(contest.cube.variant_budgets)
    width = width.reshape(-1, *(1,) * (len(shape) - 1))
    for array in times.values():
        with np.errstate(divide="ignore", invalid="ignore"):
            left = 1 - np.log(array.astype(float)) / width
        # Where the budget is a single step, its logarithm is zero.
        total += np.where(array <= 1, 1.0, np.nan_to_num(np.clip(left, 0, 1)))
    return np.rint(GRAINS * total / len(times))


def columns_of(measure: str) -> tuple[str, ...]:
    """The columns of times that a measure is made from."""
    return TARGETS if measure == "ecdf" else ("hold",)


def by_regime(contest: Contest, measure: str) -> dict[str, Array]:
    """Credits on the judged starts in each regime, (variants, problems, optimizers, starts).

    For the best of k they are expected ones: the mean over all choices of k rates of the grid, of which
    the best on the first half of the starts is taken; see ``tuning.best_of``.
    """
    columns, second = columns_of(measure), contest.cube.second
    found = {
        regime: credits(contest, measure, {name: contest.times(name, regime) for name in columns})
        for regime in contest.rates.by_regime
    }
    everywhere = {name: contest.cube[name][..., second] for name in columns}
    earned = credits(contest, measure, everywhere)
    found[BEST_OF] = np.rint(best_of_tries(contest, earned, TRIES))
    return found


def best_of_tries(contest: Contest, earned: Array, k: int) -> Array:
    """The expected credit at the best of k rates; ``earned`` (..., rates, starts) -> (..., starts)."""
    cube = contest.cube
    order = ranked_rates(cube["hold"][..., cube.first], cube.variant_budgets[:, None, None])
    odds = best_of(min(k, len(cube.rates)), len(cube.rates))
    in_order = np.take_along_axis(earned, order[..., None], axis=-2)
    expected: Array = (in_order * odds[:, None]).sum(axis=-2)
    return expected
