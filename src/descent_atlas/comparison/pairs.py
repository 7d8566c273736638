"""Two optimizers on the same starts: which is ahead, and whether the difference could be chance.

Costs are whole iterations and a resample counts starts, so all sums are exact in any order.
"""

from __future__ import annotations

import numpy as np

from descent_atlas.comparison.cube import Cube
from descent_atlas.comparison.intervals import CONFIDENCE, resampling_weights
from descent_atlas.comparison.times import costs, runs, success_rates, successes
from descent_atlas.randomness import generator

Array = np.ndarray

NOTICEABLE = 1.1
"""An expected running time must differ by this factor, with its whole interval, to count as ahead."""
OUTCOMES = {1.0: "win", 0.0: "tie", -1.0: "loss"}
"""And NaN where there is nothing to compare."""


def start_weights(problem: str, starts: int, slots: int | None = None) -> Array:
    """How often each start of a problem stands in each resample, shape (slots, RESAMPLES).

    The same for all optimizers, rates and variants: the bootstrap is paired and stratified by problem.
    Beyond the starts, the slots of a cube are empty and never drawn.
    """
    weights = resampling_weights(starts, generator("choosing", "starts", problem))
    return np.pad(weights, ((0, (slots or starts) - starts), (0, 0)))


def judging_weights(cube: Cube, p: int) -> Array:
    """Those weights for the judged starts of a problem in a cube."""
    slots = cube.second.stop - cube.second.start
    return start_weights(cube.names["problem"][p], int(cube.judged[p]), slots)


def with_all(weights: Array) -> Array:
    """The weights with a first column that counts every start once: no resample, but the sample."""
    every = np.arange(len(weights)) < weights[:, 0].sum()
    return np.column_stack([every.astype(float), weights])


def log_running_times(times: Array, budget: float, weights: Array) -> Array:
    """The logarithm of the expected running time in each resample, shape (..., resamples).

    ``times`` (..., starts) as in ``times``, whose ERT it is; infinite without success.
    """
    success = np.isfinite(times)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.log(costs(times, budget) @ weights) - np.log(success @ weights)


def log_ratio(slower: Array, faster: Array) -> Array:
    """Differences of logarithms; zero where both are infinite, since then neither is ahead."""
    with np.errstate(invalid="ignore"):
        ratio = slower - faster
    return np.where(np.isnan(ratio), 0.0, ratio)


def bounds(draws: Array) -> tuple[Array, Array]:
    """The ends of the 95 % interval of bootstrap draws (..., resamples), infinite draws included."""
    low, high = _places(draws.shape[-1])
    parts = np.partition(draws, (low, high), axis=-1)
    return parts[..., low], parts[..., high]


def _places(resamples: int) -> tuple[int, int]:
    """Where the ends of the interval stand among the sorted draws."""
    low, high = (
        int(np.ceil(share * resamples)) - 1
        for share in ((1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2)
    )
    return low, high


def verdicts(draws: Array, margin: float) -> Array:
    """Each against each, shape (optimizers, optimizers), from the draws of a measure, smaller is better.

    1 where the whole 95 % interval of the rival's draws minus one's own lies above the margin, -1 where
    below minus it, else 0. ``draws`` has shape (optimizers, resamples).
    """
    low, high = (place + 1 for place in _places(draws.shape[-1]))
    ahead, behind = np.zeros((2, len(draws), len(draws)), int)
    with np.errstate(invalid="ignore"):
        for one, own in enumerate(draws):
            # Two infinite times differ by nothing that is a number, which is neither above nor below.
            gain = draws[one:] - own
            ahead[one, one:] = (gain > margin).sum(axis=-1)
            behind[one, one:] = (gain < -margin).sum(axis=-1)
    ahead, behind = (np.triu(a) + np.triu(b, 1).T for a, b in ((ahead, behind), (behind, ahead)))
    wins = ahead > draws.shape[-1] - low
    losses = behind >= high
    return np.where(wins, 1.0, np.where(losses, -1.0, 0.0))


def speed(
    times: Array, budget: float, weights: Array, one: slice, rivals: slice
) -> dict[str, Array]:
    """Some against some in speed; arrays of shape (optimizers, rivals).

    ``times`` has shape (all optimizers, starts). ``value`` is log(ERT of the rival / ERT), above zero where
    the optimizer is faster, ``low`` and ``high`` its interval.
    """
    draws = log_running_times(times, budget, with_all(weights))
    ratio = log_ratio(draws[None, rivals], draws[one, None])
    low, high = bounds(ratio[..., 1:])
    return {"value": ratio[..., 0], "low": low, "high": high}


def speed_verdicts(times: Array, budget: float, weights: Array) -> Array:
    """Who is ahead of whom in speed, (optimizers, rivals): 1, 0, -1; NaN where neither ever succeeds."""
    draws = log_running_times(times, budget, weights)
    outcome = verdicts(draws, np.log(NOTICEABLE))
    return _unless(outcome, successes(times) == 0, times)


def reliability(times: Array, weights: Array, one: slice, rivals: slice) -> dict[str, Array]:
    """Some against some in the share of starts that succeed: ``value``, the difference, and its interval."""
    draws = _success_draws(times, weights)
    share = success_rates(times)
    low, high = bounds(draws[one, None] - draws[None, rivals])
    return {"value": share[one, None] - share[None, rivals], "low": low, "high": high}


def reliability_verdicts(times: Array, weights: Array) -> Array:
    """Who is ahead in reliability: 1, 0, -1; NaN where both always succeed or both never do."""
    outcome = verdicts(-_success_draws(times, weights), 0.0)
    share = success_rates(times)
    return _unless(_unless(outcome, share == 0, times), share == 1, times)


def _success_draws(times: Array, weights: Array) -> Array:
    """The share of successes in each resample, shape (optimizers, resamples)."""
    return np.isfinite(times).astype(float) @ weights / weights.sum(axis=0)


def _unless(outcome: Array, alike: Array, times: Array) -> Array:
    """The outcomes, NaN where both optimizers are alike, or one has no runs."""
    absent = runs(times) == 0
    nothing = (alike[:, None] & alike[None, :]) | absent[:, None] | absent[None, :]
    return np.where(nothing, np.nan, outcome)


def win_shares(outcomes: Array) -> dict[str, Array]:
    """Wins, ties and losses over tasks, and the share of wins among the tasks compared.

    ``outcomes`` (problems, variants, ...): its interval is a bootstrap over problems, whose variants stay
    together since they share a landscape. NaN without a task to compare.
    """
    problems = len(outcomes)
    weights = resampling_weights(problems, generator("choosing", "problems"))
    counts = {name: (outcomes == value).sum(axis=(0, 1)) for value, name in OUTCOMES.items()}
    compared = ~np.isnan(outcomes)
    by_problem = [np.moveaxis(a.sum(axis=1), 0, -1) for a in (outcomes == 1, compared)]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = counts["win"] / compared.sum(axis=(0, 1))
        draws = by_problem[0] @ weights / (by_problem[1] @ weights)
    # A resample without any task to compare says nothing; it counts as the share itself.
    low, high = bounds(np.where(np.isnan(draws), share[..., None], draws))
    return {**counts, "share": share, "low": low, "high": high}
